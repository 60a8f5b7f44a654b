//! Which areas a page shows, as its address says (`?area=skogas-c&area=varby-c`), and the form that asks for others. It works
//! without script. It never shows more areas than somebody can look at.

use domain::area::Area;
use domain::id::AreaId;
use domain::policy::Rulebook;
use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};

use crate::texts::Language;
use crate::texts::desk::selection as texts;
use crate::texts::desk::word::Word;

/// The areas of one page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// All that there are, in the order in which people name them.
    pub choices: Vec<Choice>,
    /// Whether the address names those that are shown.
    pub is_asked: bool,
}

/// One area that can be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Which.
    pub id: AreaId,
    /// As people call it.
    pub name: String,
    /// Whether it is shown.
    pub is_shown: bool,
}

impl Selection {
    /// The most areas of one page.
    pub const MOST: usize = 24;

    /// Chooses among the areas of a rulebook those that an address names; the first ones where it names none that exist.
    pub fn of(rulebook: &Rulebook, asked: &[AreaId]) -> Selection {
        let is_asked = rulebook.areas.iter().any(|area| asked.contains(&area.id));
        let mut n_shown = 0;
        let choice = |area: &Area| {
            let is_shown = (!is_asked || asked.contains(&area.id)) && n_shown < Self::MOST;
            n_shown += usize::from(is_shown);
            Choice { id: area.id.clone(), name: area.name.clone(), is_shown }
        };
        Selection { choices: rulebook.areas.iter().map(choice).collect(), is_asked }
    }

    /// Returns the areas of a rulebook that are shown.
    pub fn shown<'a>(&self, rulebook: &'a Rulebook) -> Vec<&'a Area> {
        let choices = rulebook.areas.iter().zip(&self.choices);
        choices.filter(|(_, choice)| choice.is_shown).map(|(area, _)| area).collect()
    }

    /// Tells how many areas are shown.
    pub fn n_shown(&self) -> usize {
        self.choices.iter().filter(|choice| choice.is_shown).count()
    }

    /// Returns what an address must say so that it shows the same: nothing where it need not.
    pub fn query(&self) -> String {
        if !self.is_asked {
            return String::new();
        }
        let shown = self.choices.iter().filter(|choice| choice.is_shown);
        shown.map(|choice| format!("area={}", choice.id)).collect::<Vec<_>>().join("&")
    }

    /// Returns an address with the selection added to what it says.
    pub fn on(&self, address: &str) -> String {
        match (self.query(), address.contains('?')) {
            (query, _) if query.is_empty() => address.to_owned(),
            (query, true) => format!("{address}&{query}"),
            (query, false) => format!("{address}?{query}"),
        }
    }
}

/// Reads the areas that an address names, as a page's question carries them: their ids with commas between.
pub(crate) fn asked(query: &ParamsMap) -> String {
    query.get_all("area").unwrap_or_default().join(",")
}

/// Reads what [`asked`] wrote. What is no area's id asks for nothing.
#[cfg(any(feature = "ssr", test))]
pub(crate) fn parse(asked: &str) -> Vec<AreaId> {
    asked.split(',').filter_map(|id| id.parse().ok()).collect()
}

/// Draws the choice of areas, as a part of a form; nothing where there is no choice.
pub(crate) fn draw_choices(language: Language, selection: &Selection) -> Option<impl IntoView + use<>> {
    if selection.choices.len() < 2 {
        return None;
    }
    let choices = selection.choices.iter().map(|choice| {
        view! {
            <label class="choice">
                <input
                    type="checkbox"
                    name="area"
                    value=choice.id.to_string()
                    checked=selection.is_asked && choice.is_shown
                />
                {choice.name.clone()}
            </label>
        }
    });
    Some(view! {
        <fieldset class="choices">
            <legend>{Word::ShownAreas.say(language)}</legend>
            {choices.collect_view()}
        </fieldset>
    })
}

/// Says that not all areas are shown, where that is so.
pub(crate) fn draw_part(language: Language, selection: &Selection) -> Option<impl IntoView + use<>> {
    let (n_shown, n_all) = (selection.n_shown(), selection.choices.len());
    (n_shown < n_all).then(|| view! { <p class="soft">{texts::part(language, n_shown, n_all)}</p> })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::area::{Boundary, Standing};
    use domain::place::Position;
    use domain::time::WallTime;

    fn rulebook(n_areas: usize) -> Rulebook {
        let place = |lat, lon| Position { lat, lon };
        let ring = vec![place(59.21, 18.15), place(59.22, 18.15), place(59.22, 18.16)];
        let boundary = Boundary::new(1, WallTime::from_ms(0), Standing::Draft, ring).unwrap();
        let area = |n: usize| Area {
            id: format!("area-{n}").parse().unwrap(),
            name: format!("Area {n}"),
            boundaries: vec![boundary.clone()],
        };
        Rulebook { areas: (0..n_areas).map(area).collect(), ..Rulebook::default() }
    }

    #[track_caller]
    fn check(n_areas: usize, asked: &str, expected_ids: &[&str], expected_address: &str) {
        let rulebook = rulebook(n_areas);
        let selection = Selection::of(&rulebook, &parse(asked));
        let shown = selection.shown(&rulebook);
        assert_eq!(shown.iter().map(|area| area.id.as_str()).collect::<Vec<_>>(), expected_ids);
        assert_eq!(selection.n_shown(), expected_ids.len());
        assert_eq!(selection.on("/week"), expected_address);
    }

    #[test]
    fn an_address_names_the_areas() {
        check(3, "", &["area-0", "area-1", "area-2"], "/week");
        check(3, "area-2,area-0", &["area-0", "area-2"], "/week?area=area-0&area=area-2");
        check(3, "area-1,nowhere", &["area-1"], "/week?area=area-1");
        // What is not there asks for nothing.
        check(2, "nowhere,Å,", &["area-0", "area-1"], "/week");
        check(0, "area-0", &[], "/week");
    }

    #[test]
    fn no_page_shows_more_areas_than_can_be_looked_at() {
        let many = rulebook(500);
        let all = Selection::of(&many, &[]);
        assert_eq!((all.n_shown(), all.choices.len(), all.is_asked), (Selection::MOST, 500, false));
        let asked: Vec<AreaId> = many.areas.iter().rev().map(|area| area.id.clone()).collect();
        assert_eq!(Selection::of(&many, &asked).n_shown(), Selection::MOST);
    }

    #[test]
    fn a_selection_is_added_to_what_an_address_says() {
        let rulebook = rulebook(2);
        let selection = Selection::of(&rulebook, &parse("area-1"));
        assert_eq!(selection.on("/coverage?weeks=26"), "/coverage?weeks=26&area=area-1");
    }
}
