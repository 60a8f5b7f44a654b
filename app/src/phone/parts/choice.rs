//! One of a few, or some of a few: large fields to choose from. It never chooses by itself.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::fields::FieldFault;

/// Draws the fields. Arrow keys move between them, as between all radio buttons.
#[component]
pub(crate) fn Choice<T>(
    /// What is chosen between; also the group's name in the form.
    legend: &'static str,
    /// What there is, each with its words.
    options: Vec<(T, String)>,
    /// What is chosen.
    #[prop(into)]
    chosen: Signal<Option<T>>,
    /// Another is wanted.
    on_choose: Callback<T>,
    /// Whether each needs a line of its own.
    #[prop(optional)]
    is_wide: bool,
    /// What is wrong with the choice.
    #[prop(optional)]
    fault: Option<FieldFault>,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let field = |(value, words): (T, String)| {
        let (mine, wanted) = (value.clone(), value);
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name=legend
                    prop:checked=move || chosen.with(|chosen| chosen.as_ref() == Some(&mine))
                    on:change=move |_| on_choose.run(wanted.clone())
                />
                <span>{words}</span>
            </label>
        }
    };
    view! {
        <fieldset class="choices" aria-describedby=FieldFault::described_by(fault)>
            <legend>{legend}</legend>
            <div class="choice-fields" class:wide=is_wide>
                {options.into_iter().map(field).collect_view()}
            </div>
            {fault.map(FieldFault::draw)}
        </fieldset>
    }
}

/// Draws the fields of which any number may be chosen.
#[component]
pub(crate) fn Toggles<T>(
    /// What is chosen among.
    legend: &'static str,
    /// What there is, each with its words.
    options: Vec<(T, String)>,
    /// What is chosen.
    chosen: RwSignal<BTreeSet<T>>,
    /// What is wrong with the choice.
    #[prop(optional)]
    fault: Option<FieldFault>,
) -> impl IntoView
where
    T: Copy + Ord + Send + Sync + 'static,
{
    let field = |(value, words): (T, String)| {
        let toggle = move |_| {
            chosen.update(|chosen| {
                if !chosen.remove(&value) {
                    chosen.insert(value);
                }
            });
        };
        view! {
            <label class="choice">
                <input
                    type="checkbox"
                    prop:checked=move || chosen.with(|chosen| chosen.contains(&value))
                    on:change=toggle
                />
                <span>{words}</span>
            </label>
        }
    };
    view! {
        <fieldset class="choices" aria-describedby=FieldFault::described_by(fault)>
            <legend>{legend}</legend>
            <div class="choice-fields">{options.into_iter().map(field).collect_view()}</div>
            {fault.map(FieldFault::draw)}
        </fieldset>
    }
}
