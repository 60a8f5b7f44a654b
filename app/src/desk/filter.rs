//! The form above figures that says which are shown. It works without script: what it asks for stands in the address.

use domain::id::AreaId;
use leptos::prelude::*;

use super::period::Period;
use crate::texts::Language;
use crate::texts::desk::observations::Say;

/// A field of the form with a list to choose from.
pub(super) struct Choice {
    /// Its name in the address.
    pub(super) name: &'static str,
    /// What it is called.
    pub(super) label: Say,
    /// What chooses nothing, if that can be.
    pub(super) none: Option<Say>,
    /// Each value with its words.
    pub(super) values: Vec<(String, String)>,
    /// The value that is chosen.
    pub(super) chosen: String,
}

impl Choice {
    /// Makes the choice of an area.
    pub(super) fn of_areas(areas: &[(AreaId, String)], chosen: Option<&AreaId>, none: Option<Say>) -> Choice {
        Choice {
            name: "area",
            label: Say::Area,
            none,
            values: areas.iter().map(|(id, name)| (id.to_string(), name.clone())).collect(),
            chosen: chosen.map(ToString::to_string).unwrap_or_default(),
        }
    }
}

/// Draws the form: the choices, then the weeks.
pub(super) fn draw_filter(
    language: Language,
    action: &'static str,
    choices: Vec<Choice>,
    period: Period,
) -> impl IntoView {
    let choices: Vec<_> = choices.into_iter().map(|choice| draw_choice(language, choice)).collect();
    let n_weeks = Choice {
        name: "weeks",
        label: Say::NWeeks,
        none: None,
        values: Period::OFFERED.map(|n| (n.to_string(), n.to_string())).to_vec(),
        chosen: period.n_weeks.to_string(),
    };
    view! {
        <form class="filter" method="get" action=action aria-label=Say::Filter.say(language)>
            {choices}
            <p>
                <label for="filter-week">{Say::UpToWeek.say(language)}</label>
                <input id="filter-week" name="week" type="week" value=period.last.to_string() />
            </p>
            {draw_choice(language, n_weeks)}
            <button class="button">{Say::Show.say(language)}</button>
        </form>
    }
}

fn draw_choice(language: Language, choice: Choice) -> impl IntoView {
    let id = format!("filter-{}", choice.name);
    let chosen = choice.chosen;
    let none = choice.none.map(|none| view! { <option value="">{none.say(language)}</option> });
    let options: Vec<_> = choice
        .values
        .into_iter()
        .map(|(value, words)| {
            let is_chosen = value == chosen;
            view! {
                <option value=value selected=is_chosen>
                    {words}
                </option>
            }
        })
        .collect();
    view! {
        <p>
            <label for=id.clone()>{choice.label.say(language)}</label>
            <select id=id name=choice.name>
                {none}
                {options}
            </select>
        </p>
    }
}
