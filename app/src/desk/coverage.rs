//! The coverage: one sentence, then the grid of areas and weeks, then the ways to other weeks. It shows no officer.

use domain::week::Week;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::grid::{CoverageSheet, Preliminary};
use super::grid_table::draw_grid;
use super::page::{answered, title};
use super::source::Trouble;
use crate::texts::Language;
use crate::texts::desk::coverage as texts;
use crate::texts::desk::word::Word;
use crate::texts::{desk, rule};

/// Reads the coverage of the weeks that an address asks for, and whether the reader may see the phones behind it.
#[server(prefix = "/desk", endpoint = "coverage")]
pub async fn read_coverage(
    /// The newest week, by default the one that now is.
    last: Option<Week>,
    /// How many.
    n_weeks: Option<u32>,
) -> Result<(CoverageSheet, bool), Trouble> {
    super::source::answer(|source| async move {
        let now = source.now();
        let span = super::span::Span::asked(last, n_weeks, now);
        let rulebook = source.rulebook().await?;
        let areas = rulebook.areas.iter().map(|area| area.id.clone()).collect();
        let facts = source.coverage(areas, span.first(), span.last).await?;
        let sheet = CoverageSheet::of(&rulebook, &facts, span, now);
        Ok((sheet, source.reader().is_some_and(|reader| reader.sees_phones())))
    })
    .await
}

/// Draws the coverage.
#[component]
pub fn CoveragePage() -> impl IntoView {
    let query = use_query_map();
    // What no week or number is asks for nothing: an address that somebody has cut short still opens.
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let week = query.get_str("week").and_then(|week| week.parse::<Week>().ok());
            (week, query.get_str("weeks").and_then(|n_weeks| n_weeks.parse::<u32>().ok()))
        })
    });
    let sheet = Resource::new(move || asked.get(), |(week, n_weeks)| read_coverage(week, n_weeks));
    answered(sheet, draw)
}

fn draw(language: Language, (sheet, sees_phones): (CoverageSheet, bool)) -> impl IntoView {
    view! {
        {title(Word::Coverage.say(language))}
        {if sheet.areas.is_empty() {
            Either::Left(
                view! {
                    <div class="trouble">
                        <h1>{Word::NoAreas.say(language)}</h1>
                        <p>{Word::NoAreasHelp.say(language)}</p>
                    </div>
                },
            )
        } else {
            Either::Right(draw_areas(language, sheet, sees_phones))
        }}
    }
}

fn draw_areas(language: Language, sheet: CoverageSheet, sees_phones: bool) -> impl IntoView {
    let (first, second) = texts::headline(language, &sheet.headline);
    let worst = sheet.headline.worst;
    let week = sheet.headline.week;
    let state = desk::as_of(language, sheet.now);
    let drafts: Vec<(&str, bool)> =
        sheet.areas.iter().map(|area| (area.name.as_str(), area.is_draft)).collect();
    let drafts = texts::drafts(language, &drafts).map(|drafts| view! { <p>{drafts}</p> });
    let since = sheet.followed_since.map(|week| view! { <p>{texts::followed_since(language, week)}</p> });
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
        {sheet.preliminary.as_ref().map(|preliminary| draw_preliminary(language, preliminary, sees_phones))}
        {draw_grid(language, &sheet)} {draw_pager(language, &sheet)}
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

/// Draws the ways to other weeks.
fn draw_pager(language: Language, sheet: &CoverageSheet) -> impl IntoView + use<> {
    let span = sheet.span;
    let link = |address: String, word: Word| view! { <a href=address>{word.say(language)}</a> };
    let goes_further = sheet.followed_since.is_none();
    // More weeks come below: the page stays where it was scrolled to.
    let longer = span.longer().filter(|_| goes_further).map(|longer| {
        view! {
            <a href=longer.address() data-noscroll>
                {Word::MoreWeeks.say(language)}
            </a>
        }
    });
    let earlier = goes_further.then(|| link(span.earlier().address(), Word::EarlierWeeks));
    let later = span.later().map(|later| link(later.address(), Word::LaterWeeks));
    let up_to_now = (!span.is_current()).then(|| link(span.up_to_now().address(), Word::UpToNow));
    view! {
        <nav class="pager" aria-label=Word::Weeks.say(language)>
            {longer}
            {earlier}
            {later}
            {up_to_now}
            {link(span.lasting_address(), Word::LastingLink)}
        </nav>
    }
}
