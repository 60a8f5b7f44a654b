//! The ways to other weeks and areas: links to the periods that people ask for, and a form for any other. Both are addresses;
//! they work without script.

use domain::day::Day;
use domain::period::Period;
use leptos::prelude::*;

use super::coverage_sheet::CoverageSheet;
use super::selection::draw_choices;
use super::span::Span;
use crate::texts::Language;
use crate::texts::desk::totals::third;
use crate::texts::desk::word::Word;

/// Draws the ways to other weeks.
pub(crate) fn draw_pager(language: Language, sheet: &CoverageSheet) -> impl IntoView + use<> {
    let span = sheet.span;
    let on = |address: String| sheet.selection.on(&address);
    let link = |address: String, word: Word| view! { <a href=address>{word.say(language)}</a> };
    let goes_further = sheet.followed_since.is_none();
    // More weeks come below: the page stays where it was scrolled to.
    let longer = span.longer().filter(|_| goes_further).map(|longer| {
        view! {
            <a href=on(longer.address()) data-noscroll>
                {Word::MoreWeeks.say(language)}
            </a>
        }
    });
    let earlier = goes_further.then(|| link(on(span.earlier().address()), Word::EarlierWeeks));
    let later = span.later().map(|later| link(on(later.address()), Word::LaterWeeks));
    let up_to_now = (!span.is_current()).then(|| link(on(span.up_to_now().address()), Word::UpToNow));
    view! {
        <nav class="pager" aria-label=Word::Weeks.say(language)>
            {longer}
            {earlier}
            {later}
            {up_to_now}
            {link(on(span.lasting_address()), Word::LastingLink)}
        </nav>
    }
}

/// Draws the form that asks for weeks and areas, and beside it the periods that are asked for most.
pub(crate) fn draw_form(language: Language, sheet: &CoverageSheet) -> impl IntoView + use<> {
    let (first, last) = (Day::monday_of(sheet.span.first()), Day::sunday_of(sheet.span.last));
    let periods = periods(language, sheet.span).into_iter().map(|(name, span)| {
        view! { <a href=sheet.selection.on(&span.address())>{name}</a> }
    });
    let day = |name: &'static str, word: Word, value: Day| {
        view! {
            <label class="day">
                {word.say(language)}
                <input type="date" name=name value=value.to_string() />
            </label>
        }
    };
    view! {
        <details class="asking-for">
            <summary>{Word::ChooseWeeksAndAreas.say(language)}</summary>
            <nav class="pager" aria-label=Word::Periods.say(language)>
                {periods.collect_view()}
            </nav>
            <form method="get" action="/coverage">
                <div class="days-asked">
                    {day("from", Word::FromDay, first)} {day("to", Word::ToDay, last)}
                </div>
                <p class="soft">{Word::ByThursday.say(language)}</p>
                {draw_choices(language, &sheet.selection)}
                <button class="button">{Word::Show.say(language)}</button>
            </form>
        </details>
    }
}

/// Returns the periods that are asked for most: the thirds of this year that have begun, this year, the two before, ten years.
fn periods(language: Language, span: Span) -> Vec<(String, Span)> {
    let year = span.current.year();
    let of = |period: Option<Period>| period.and_then(|period| Span::of_period(period, span.current));
    let thirds = (1..=span.current.tertial()).rev().filter_map(|n| {
        let name = format!("{} {year}", third(language, n));
        Some((name, of(Period::of_third(year, n))?))
    });
    let years = [year, year - 1, year - 2];
    let years = years.into_iter().filter_map(|year| Some((year.to_string(), of(Period::of_year(year))?)));
    let ten = Span { last: span.current, n_weeks: Span::MOST, current: span.current };
    let ten = (Word::TenYears.say(language).to_owned(), ten);
    thirds.chain(years).chain([ten]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::WallTime;

    #[test]
    fn the_periods_that_people_ask_for_are_a_press_away() {
        let now = WallTime::parse("2026-06-10T12:00:00+02:00").unwrap();
        let told = periods(Language::Swedish, Span::asked(None, None, now));
        let told: Vec<(&str, String)> =
            told.iter().map(|(name, span)| (name.as_str(), span.address())).collect();
        assert_eq!(
            told,
            [
                ("Tertial 2 2026", "/coverage?weeks=6".to_owned()),
                ("Tertial 1 2026", "/coverage?week=2026-W18&weeks=18".to_owned()),
                ("2026", "/coverage?weeks=24".to_owned()),
                ("2025", "/coverage?week=2025-W52&weeks=52".to_owned()),
                ("2024", "/coverage?week=2024-W52&weeks=52".to_owned()),
                ("Tio år", "/coverage?weeks=522".to_owned()),
            ]
        );
    }
}
