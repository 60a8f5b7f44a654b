//! One of a few: large fields of which one is chosen. It never chooses by itself.

use leptos::prelude::*;

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
        <fieldset class="choices">
            <legend>{legend}</legend>
            <div class="choice-fields">{options.into_iter().map(field).collect_view()}</div>
        </fieldset>
    }
}
