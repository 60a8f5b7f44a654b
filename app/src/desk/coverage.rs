//! The coverage: one sentence, what all of it comes to, then the grid of areas and weeks, then totals and what was missed. It
//! shows no officer.

use domain::day::Day;
use domain::period::Period;
use domain::week::Week;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};

use super::coverage_form::{draw_form, draw_pager};
use super::coverage_sheet::{CoverageSheet, Preliminary};
use super::grid_table::{draw_grid, is_dense};
use super::page::{answered, title};
use super::selection::{self, draw_part};
use super::source::Trouble;
use super::totals::{draw_misses, draw_sum, draw_years};
use crate::texts::Language;
use crate::texts::desk::coverage as texts;
use crate::texts::desk::word::Word;
use crate::texts::{desk, rule};

/// What the page is answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CoverageAnswer {
    sheet: CoverageSheet,
    /// Whether the reader may see the phones behind it.
    sees_phones: bool,
    /// Whether the reader may say why a week was missed.
    notes_misses: bool,
}

/// Reads the coverage of the weeks and areas that an address asks for.
#[server(prefix = "/desk", endpoint = "coverage")]
pub async fn read_coverage(
    /// The oldest week, where the address names days.
    first: Option<Week>,
    /// The newest week, by default the one that now is.
    last: Option<Week>,
    /// How many, where no oldest one is named.
    n_weeks: Option<u32>,
    /// The areas' ids with commas between; all, where it names none.
    areas: String,
) -> Result<CoverageAnswer, Trouble> {
    super::source::answer(|source| async move {
        let now = source.now();
        let period = first.zip(last).map(|(first, last)| Period { first, last });
        let span = period.and_then(|period| super::span::Span::of_period(period, Week::of(now)));
        let span = span.unwrap_or_else(|| super::span::Span::asked(last, n_weeks, now));
        let rulebook = source.rulebook().await?;
        let selection = selection::Selection::of(&rulebook, &selection::parse(&areas));
        let shown = selection.shown(&rulebook).into_iter().map(|area| area.id.clone()).collect();
        let facts = source.coverage(shown, span.first(), span.last).await?;
        let reader = source.reader();
        Ok(CoverageAnswer {
            sheet: CoverageSheet::of(&rulebook, facts, selection, span, now),
            sees_phones: reader.as_ref().is_some_and(|reader| reader.sees_phones()),
            notes_misses: reader.is_some_and(|reader| reader.notes_misses()),
        })
    })
    .await
}

/// Draws the coverage.
#[component]
pub fn CoveragePage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(Asked::of));
    let sheet = Resource::new(
        move || asked.get(),
        |Asked { first, last, n_weeks, areas }| read_coverage(first, last, n_weeks, areas),
    );
    answered(sheet, draw)
}

/// What an address asks for. What is no week, day or number asks for nothing: one that somebody has cut short still opens.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Asked {
    first: Option<Week>,
    last: Option<Week>,
    n_weeks: Option<u32>,
    areas: String,
}

impl Asked {
    fn of(query: &ParamsMap) -> Asked {
        let day = |name| query.get_str(name).and_then(|day| day.parse::<Day>().ok());
        let period = day("from").zip(day("to")).and_then(|(first, last)| Period::of_days(first, last));
        let week = query.get_str("week").and_then(|week| week.parse().ok());
        Asked {
            first: period.map(|period| period.first),
            last: period.map(|period| period.last).or(week),
            n_weeks: query.get_str("weeks").and_then(|n_weeks| n_weeks.parse().ok()),
            areas: selection::asked(query),
        }
    }
}

fn draw(language: Language, answer: CoverageAnswer) -> impl IntoView {
    view! {
        {title(Word::Coverage.say(language))}
        {if answer.sheet.areas.is_empty() {
            Either::Left(
                view! {
                    <div class="trouble">
                        <h1>{Word::NoAreas.say(language)}</h1>
                        <p>{Word::NoAreasHelp.say(language)}</p>
                    </div>
                },
            )
        } else {
            Either::Right(draw_areas(language, answer))
        }}
    }
}

fn draw_areas(language: Language, answer: CoverageAnswer) -> impl IntoView {
    let CoverageAnswer { sheet, sees_phones, notes_misses } = answer;
    let (first, second) = texts::headline(language, &sheet.headline);
    let worst = sheet.headline.worst;
    let week = sheet.headline.week;
    let state = desk::as_of(language, sheet.now);
    let drafts: Vec<(&str, bool)> =
        sheet.areas.iter().map(|area| (area.name.as_str(), area.is_draft)).collect();
    let drafts = texts::drafts(language, &drafts).map(|drafts| view! { <p>{drafts}</p> });
    let since = sheet.followed_since.map(|week| view! { <p>{texts::followed_since(language, week)}</p> });
    // What a long grid comes to is said before it, for its end is far away.
    let years = draw_years(language, &sheet);
    let (years_first, years_last) = if is_dense(&sheet) { (years, None) } else { (None, years) };
    view! {
        <p class="eyebrow">
            {desk::week_name(language, week)} " · " {desk::week_dates(language, week)} " · "
            <span class="as-of">{state}</span>
        </p>
        <h1 class=format!("headline {}", rule::standing_class(worst))>
            <span class="sign" aria-hidden="true">
                {rule::standing_sign(worst)}
            </span>
            <span>{first} " " <span class="rest">{second}</span></span>
        </h1>
        {draw_sum(language, &sheet)}
        {sheet.preliminary.as_ref().map(|preliminary| draw_preliminary(language, preliminary, sees_phones))}
        {draw_part(language, &sheet.selection)}
        {years_first}
        {draw_grid(language, &sheet)}
        {draw_pager(language, &sheet)}
        {draw_form(language, &sheet)}
        {years_last}
        {draw_misses(language, &sheet, notes_misses)}
        <div class="notes">
            <p>{texts::promise(language, &sheet.promise)}</p>
            {since}
            {drafts}
        </div>
    }
}

/// Draws that weeks are a lower bound, why, and the way to what can be done about it.
fn draw_preliminary(
    language: Language,
    preliminary: &Preliminary,
    sees_phones: bool,
) -> impl IntoView + use<> {
    let way = sees_phones.then(|| view! { " " <a href="/phones">{Word::ToPhones.say(language)}</a> });
    view! { <p class="notice">{texts::preliminary(language, preliminary)} {way}</p> }
}
