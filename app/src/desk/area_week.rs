//! One area in one week: how it stands and why, and the walks behind it. It names no officer: results are told by area.

use domain::id::{AreaId, WalkId};
use domain::reporting::Silence;
use domain::verdict::Verdict;
use domain::week::Week;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use super::grid::GridCell;
use super::miss::MissNote;
use super::miss_form::draw_reason;
use super::page::{Badge, Mark, answered, title};
use super::source::{Trouble, WalkRow};
use crate::texts::Language;
use crate::texts::desk::coverage::{self as texts, Timing};
use crate::texts::desk::decision::Say;
use crate::texts::desk::word::Word;
use crate::texts::{desk, moment, rule};

/// All that the page shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AreaWeek {
    /// Which area.
    pub area: AreaId,
    /// As people call it.
    pub name: String,
    /// Which week.
    pub week: Week,
    /// The week that now is.
    pub current: Week,
    /// How it stands.
    pub cell: GridCell,
    /// The walks that the reader may see, in order of their starts.
    pub walks: Vec<WalkRow>,
    /// Whether these are all walks.
    pub sees_all: bool,
    /// The phones that have yet to report the week, if any have.
    pub silence: Option<Silence>,
    /// Why it was missed, where that was noted and the reader may know.
    pub note: Option<MissNote>,
    /// Whether the reader may say why it was missed.
    pub notes_misses: bool,
}

impl AreaWeek {
    fn timing(&self) -> Timing {
        if self.current < self.week { Timing::Ahead } else { Timing::Begun }
    }

    /// Tells whether walks that count were taken together, so that the figures look as if one were missing.
    fn has_overlap(&self) -> bool {
        let n_counted =
            self.walks.iter().filter(|walk| walk.verdict.counts && walk.withdrawn.is_none()).count();
        (self.cell.n_patrols as usize) < n_counted
    }
}

/// Reads one area and week by their names in the address.
#[server(prefix = "/desk", endpoint = "area-week")]
pub async fn read_area_week(
    /// The area's id.
    area: String,
    /// Such as `2026-W48`.
    week: String,
) -> Result<AreaWeek, Trouble> {
    super::source::answer(|source| async move {
        let (Ok(area), Ok(week)) = (area.parse::<AreaId>(), week.parse::<Week>()) else {
            return Err(Trouble::NotFound);
        };
        let rulebook = source.rulebook().await?;
        let area = rulebook.area(&area).ok_or(Trouble::NotFound)?;
        let mut facts = source.coverage(vec![area.id.clone()], week, week).await?;
        let cell = facts.tallies.first().map(|tally| tally.cell).unwrap_or_default();
        let now = source.now();
        Ok(AreaWeek {
            area: area.id.clone(),
            name: area.name.clone(),
            week,
            current: Week::of(now),
            cell: GridCell::of(&cell, area, week, &rulebook, now),
            walks: source.walks_in(area.id.clone(), week).await?,
            silence: facts.silence.filter(|silence| silence.leaves_open(week, now)),
            note: facts.notes.remove(&(week, area.id.clone())),
            sees_all: source.reader().is_some_and(|reader| reader.sees_all_walks()),
            notes_misses: source.reader().is_some_and(|reader| reader.notes_misses()),
        })
    })
    .await
}

/// Draws one area in one week.
#[component]
pub fn AreaWeekPage() -> impl IntoView {
    let params = use_params_map();
    let asked = Memo::new(move |_| {
        params.with(|params| (params.get("area").unwrap_or_default(), params.get("week").unwrap_or_default()))
    });
    let sheet = Resource::new(move || asked.get(), |(area, week)| read_area_week(area, week));
    answered(sheet, draw)
}

fn draw(language: Language, sheet: AreaWeek) -> impl IntoView {
    let AreaWeek { area, name, week, cell, .. } = sheet.clone();
    let heading = desk::area_and_week(language, &name, week);
    let class = rule::standing_class(cell.standing);
    let overlap =
        sheet.has_overlap().then(|| view! { <p class="soft">{Word::Overlapping.say(language)}</p> });
    let own_only =
        (!sheet.sees_all).then(|| view! { <p class="soft">{Word::OwnWalksOnly.say(language)}</p> });
    let neighbour = move |other: Week, rel: &'static str| {
        view! {
            <a rel=rel href=format!("/coverage/{area}/{other}")>
                {desk::week_name(language, other)}
            </a>
        }
    };
    let preliminary = sheet
        .silence
        .map(|silence| view! { <p class="notice">{texts::week_preliminary(language, &silence)}</p> });
    let next = (week < sheet.current).then(|| neighbour(week.next(), "next"));
    view! {
        {title(&heading)}
        <nav class="crumbs">
            <a href="/coverage">{Word::Coverage.say(language)}</a>
        </nav>
        <p class="eyebrow">{desk::week_dates(language, week)}</p>
        <h1>{heading.clone()}</h1>
        <div class=format!("statement {class}")>
            <span class="sign" aria-hidden="true">
                {rule::standing_sign(cell.standing)}
            </span>
            <div>
                <p class="statement-word">{rule::standing(language, cell.standing)}</p>
                <p>
                    {texts::standing_sentence(language, &cell, sheet.timing())} " "
                    {texts::walks_and_counted(language, cell.n_walks, cell.n_patrols)}
                </p>
            </div>
        </div>
        {preliminary}
        {draw_reason(language, &sheet)}
        <section aria-labelledby="walks">
            <h2 id="walks">{Word::Walks.say(language)}</h2>
            {own_only}
            {if sheet.walks.is_empty() {
                Either::Left(view! { <p class="empty">{Word::NoWalks.say(language)}</p> })
            } else {
                Either::Right(draw_walks(language, sheet.walks))
            }}
            {overlap}
        </section>
        <nav class="pager" aria-label=Word::Weeks.say(language)>
            {neighbour(week.back(1), "prev")}
            {next}
        </nav>
    }
}

/// Draws walks as a table. On a narrow screen its rows become cards; the roles keep it a table for whoever hears it.
fn draw_walks(language: Language, walks: Vec<WalkRow>) -> impl IntoView {
    let heads = [Word::Start, Word::Length, Word::InArea, Word::Crew, Word::Verdict]
        .map(|word| view! { <th role="columnheader" scope="col">{word.say(language)}</th> })
        .collect_view();
    let rows = walks.into_iter().map(|walk| draw_walk(language, walk)).collect_view();
    view! {
        <table class="walks" role="table" aria-labelledby="walks">
            <thead role="rowgroup">
                <tr role="row">{heads}</tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}

fn draw_walk(language: Language, walk: WalkRow) -> impl IntoView {
    let corrected =
        (0 < walk.n_corrections).then(|| view! { <p class="soft">{Word::Corrected.say(language)}</p> });
    let cell = |class: &'static str, label: Word, value: String| {
        view! {
            <td role="cell" class=class>
                <span class="label" aria-hidden="true">
                    {label.say(language)}
                    " "
                </span>
                {value}
            </td>
        }
    };
    let is_withdrawn = walk.withdrawn.is_some();
    let decided = walk.decided.map(|decided| view! { <p>{rule::decided(language, decided)}</p> });
    let spoken_for = walk.is_spoken_for.then(|| view! { <p>{Say::SpokenFor.say(language)}</p> });
    let twin = walk.has_twin.then(|| {
        view! {
            <p>
                <a href=format!("{}#patrol", walk_address(walk.id))>{Say::MayBeOnePatrol.say(language)}</a>
            </p>
        }
    });
    let decided = (!is_withdrawn).then_some((decided, spoken_for, twin));
    view! {
        <tr role="row" class:struck=is_withdrawn>
            <th role="rowheader" scope="row" class="start">
                <a href=walk_address(walk.id)>{moment::day_and_clock(language, walk.began)}</a>
            </th>
            {cell("length figures", Word::Length, moment::stopwatch(walk.elapsed_s))}
            {cell("dwell figures", Word::InArea, moment::stopwatch(walk.verdict.dwell_s))}
            {cell("crew", Word::Crew, desk::walk::people(language, walk.crew_size))}
            <td role="cell" class="verdict">
                {match walk.withdrawn {
                    Some(reason) => {
                        Either::Left(
                            view! {
                                <Badge mark=Mark::Not text=Word::Withdrawn.say(language) />
                                <p>{reason}</p>
                            },
                        )
                    }
                    None => Either::Right(draw_verdict(language, &walk.verdict, walk.is_spoken_for)),
                }}
                {decided}
                {corrected}
            </td>
        </tr>
    }
}

fn draw_verdict(language: Language, verdict: &Verdict, is_spoken_for: bool) -> impl IntoView + use<> {
    let (mark, text) = match (is_spoken_for, verdict.counts) {
        (true, _) => (Mark::Not, Say::SamePatrolAs.say(language)),
        (false, true) => (Mark::Counts, rule::word(language, verdict)),
        (false, false) => (Mark::Not, rule::word(language, verdict)),
    };
    let reasons = verdict.reasons.iter().map(|reason| view! { <li>{rule::reason(language, *reason)}</li> });
    view! {
        <Badge mark text=text />
        <ul class="reasons">{reasons.collect_view()}</ul>
    }
}

fn walk_address(id: WalkId) -> String {
    format!("/walks/{id}")
}
