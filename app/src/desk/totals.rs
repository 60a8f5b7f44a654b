//! What the weeks come to, drawn: a sentence, a table of years and their thirds, and what was missed with its reasons. It
//! counts nothing.

use domain::period::Period;
use domain::totals::{Total, YearTotal};
use leptos::either::Either;
use leptos::prelude::*;

use super::coverage_sheet::CoverageSheet;
use super::grid_table::is_dense as grid_is_dense;
use super::miss::Miss;
use crate::texts::Language;
use crate::texts::desk::totals as texts;
use crate::texts::desk::word::Word;
use crate::texts::{desk, moment};

/// Draws the sum of all weeks that have ended, in one line; nothing before any has.
pub(crate) fn draw_sum(language: Language, sheet: &CoverageSheet) -> Option<impl IntoView + use<>> {
    let whole = sheet.totals.whole?;
    let unsure = texts::unsure(language, whole.share).map(|text| {
        view! { <span class="soft">" " {text}</span> }
    });
    let n_missed = sheet.misses.len();
    let missed = (0 < n_missed).then(|| {
        view! {
            <a href="#missed-name" rel="external">
                {texts::missed(language, n_missed)}
            </a>
            "."
        }
    });
    Some(view! {
        <p class="sum">
            {Word::EndedWeeks.say(language)}
            ": "
            <strong>{texts::area_weeks(language, whole.share)}</strong>
            ". "
            {missed}
            {unsure}
        </p>
    })
}

/// Draws the years and their thirds as a table. One third alone needs none.
pub(crate) fn draw_years(language: Language, sheet: &CoverageSheet) -> Option<impl IntoView + use<>> {
    let n_thirds = sheet.totals.years.iter().flat_map(|year| year.thirds).flatten().count();
    if n_thirds < 2 {
        return None;
    }
    let heads = [1, 2, 3].map(|third| view! { <th scope="col">{texts::third(language, third)}</th> });
    let is_far = grid_is_dense(sheet);
    let rows = sheet.totals.years.iter().map(|year| draw_year(language, year, is_far));
    Some(view! {
        <section>
            <h2 id="years-name">{Word::YearsAndThirds.say(language)}</h2>
            <div class="grid-frame" role="region" aria-labelledby="years-name" tabindex="0">
                <table class="list years">
                    <thead>
                        <tr>
                            <th scope="col">{Word::Year.say(language)}</th>
                            {heads}
                            <th scope="col">{Word::WholeYear.say(language)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </section>
    })
}

/// Draws one year. Where its weeks are far below, its name leads there.
fn draw_year(language: Language, total: &YearTotal, is_far: bool) -> impl IntoView + use<> {
    let year = total.year;
    let name = if is_far {
        Either::Left(view! {
            <a href=format!("#year-{year}") rel="external">
                {year}
            </a>
        })
    } else {
        Either::Right(year)
    };
    let thirds = total.thirds.iter().zip(1..).map(|(third, n)| match third {
        Some(third) => Either::Left(draw_total(language, third, Period::of_third(year, n))),
        None => Either::Right(view! { <td class="figures">"–"</td> }),
    });
    view! {
        <tr>
            <th scope="row">{name}</th>
            {thirds.collect_view()}
            {draw_total(language, &total.whole, Period::of_year(year))}
        </tr>
    }
}

/// Draws a total, and which weeks it speaks of where they are not the whole period.
fn draw_total(language: Language, total: &Total, whole: Option<Period>) -> impl IntoView + use<> {
    let is_whole = whole == Some(Period { first: total.first, last: total.last });
    let weeks = (!is_whole)
        .then(|| view! { <span class="soft weeks">{texts::weeks(language, total.first, total.last)}</span> });
    view! { <td class="figures">{texts::share(language, total.share)} {weeks}</td> }
}

/// Draws what was missed as a table, and the reasons that are needed no longer. `notes_misses` tells whether the reader may say why. On a
/// narrow screen its rows become blocks; the roles keep it a table for whoever hears it.
pub(crate) fn draw_misses(
    language: Language,
    sheet: &CoverageSheet,
    notes_misses: bool,
) -> impl IntoView + use<> {
    let list = if sheet.misses.is_empty() {
        let word = if sheet.totals.whole.is_some() { Word::NothingMissed } else { Word::NothingEnded };
        Either::Left(view! { <p class="empty">{word.say(language)}</p> })
    } else {
        let rows = sheet.misses.iter().map(|miss| draw_miss(language, miss, notes_misses));
        let head = |word: Word| view! { <th role="columnheader" scope="col">{word.say(language)}</th> };
        let heads = [Word::Week, Word::Area].map(head);
        let why = notes_misses.then(|| head(Word::Why));
        Either::Right(view! {
            <table class="list misses" role="table" aria-labelledby="missed-name">
                <thead role="rowgroup">
                    <tr role="row">{heads} {why}</tr>
                </thead>
                <tbody role="rowgroup">{rows.collect_view()}</tbody>
            </table>
        })
    };
    let settled = sheet.settled.iter().map(|miss| {
        view! {
            <li>
                {texts::settled(language, miss)} " "
                <a href=address(miss)>{Word::TakeReasonBack.say(language)}</a>
            </li>
        }
    });
    let settled =
        (!sheet.settled.is_empty()).then(|| view! { <ul class="settled">{settled.collect_view()}</ul> });
    view! {
        <section aria-labelledby="missed-name">
            <h2 id="missed-name">{texts::missed(language, sheet.misses.len())}</h2>
            {list}
            {settled}
        </section>
    }
}

fn draw_miss(language: Language, miss: &Miss, notes_misses: bool) -> impl IntoView + use<> {
    let preliminary = miss
        .is_preliminary
        .then(|| view! { <span class="soft">" " {Word::Preliminary.say(language)}</span> });
    let why = notes_misses.then(|| {
        let (said, way) = match &miss.note {
            Some(note) => {
                let by = texts::noted_by(language, note);
                let said = view! {
                    <span class="said">{note.reason.clone()}</span>
                    " "
                    <span class="soft">{by}</span>
                    " "
                };
                (Some(said), Word::ChangeReason)
            }
            None => (None, Word::NoteReason),
        };
        view! {
            <td role="cell">
                {said} <a class="to-reason" href=format!("{}#reason", address(miss))>
                    {way.say(language)}
                    <span class="unseen">": " {desk::area_and_week(language, &miss.name, miss.week)}</span>
                </a>
            </td>
        }
    });
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                <a href=address(miss)>{desk::short_week(language, miss.week)} " " {miss.week.year()}</a>
                " "
                <span class="soft days">{moment::week_days(language, miss.week)}</span>
            </th>
            <td role="cell">{miss.name.clone()} {preliminary}</td>
            {why}
        </tr>
    }
}

fn address(miss: &Miss) -> String {
    format!("/coverage/{}/{}", miss.area, miss.week)
}
