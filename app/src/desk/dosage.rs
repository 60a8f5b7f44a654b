//! What was delivered, apart from the promise: walks per week, how they were borne out, when, and how far apart. By area, never by
//! person; it claims no effect.

use domain::dosage::{Dosage, Shares, Times};
use domain::id::AreaId;
use domain::week::Week;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

use super::filter::{Choice, draw_filter};
use super::page::{answered, title};
use super::period::Period;
use super::source::Trouble;
use super::wide_table::{Cells, wide_table};
use crate::texts::Language;
use crate::texts::desk::dosage::{self as texts, Say};
use crate::texts::desk::observations::Say as Filter;
use crate::texts::{desk, moment};

/// All that the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DosageSheet {
    /// The areas in their order, each with its name.
    pub areas: Vec<(AreaId, String)>,
    /// The weeks.
    pub period: Period,
    /// The area that alone is shown.
    pub area: Option<AreaId>,
    /// Whether all areas can be shown at once.
    pub offers_all: bool,
    /// What was delivered in each area that is shown.
    pub rows: Vec<AreaDose>,
    /// What was delivered in each week, the oldest first.
    pub weeks: Vec<WeekDose>,
    /// All of it.
    pub shares: Shares,
    /// The median over all of it.
    pub median_dwell_s: Option<u32>,
    /// The charts over weeks, as the server has drawn them.
    pub charts: [String; 2],
}

/// What was delivered in one area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AreaDose {
    /// What people call it.
    pub name: String,
    /// What was delivered.
    pub dosage: Dosage,
    /// When patrols began, as the server has drawn it.
    pub picture: String,
}

/// What was delivered in one week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekDose {
    /// Which.
    pub week: Week,
    /// How its walks were borne out.
    pub shares: Shares,
    /// The median of their observed time in the area.
    pub median_dwell_s: Option<u32>,
}

/// Up to so many areas are shown at once.
#[cfg(any(feature = "ssr", test))]
const MAX_AREAS: usize = 12;

/// Reads what was delivered, as the address asks for it.
#[server(prefix = "/desk", endpoint = "dosage")]
pub async fn read_dosage(
    /// The area's id; empty for all.
    area: String,
    /// The last week; empty for the one that now is.
    week: String,
    /// How many weeks; empty for the usual.
    weeks: String,
) -> Result<DosageSheet, Trouble> {
    let language = super::language();
    super::source::answer(|source| async move {
        let rulebook = source.rulebook().await?;
        let areas: Vec<_> = rulebook.areas.iter().map(|area| (area.id.clone(), area.name.clone())).collect();
        let period = Period::asked(&week, &weeks, source.now());
        let offers_all = areas.len() <= MAX_AREAS;
        let asked = areas.iter().map(|(id, _)| id).find(|id| id.as_str() == area);
        let area = asked.or_else(|| areas.first().map(|(id, _)| id).filter(|_| !offers_all)).cloned();
        let walked = source.walked(period.first(), period.last, area.clone()).await?;
        let required_s = rulebook.policy_at(period.last.start()).required_dwell_s();
        Ok(DosageSheet::of(language, areas, area, period, offers_all, &walked, required_s))
    })
    .await
}

#[cfg(any(feature = "ssr", test))]
impl DosageSheet {
    /// Builds the sheet.
    fn of(
        language: Language,
        areas: Vec<(AreaId, String)>,
        area: Option<AreaId>,
        period: Period,
        offers_all: bool,
        walked: &std::collections::BTreeMap<AreaId, Vec<domain::dosage::Walked>>,
        required_s: u32,
    ) -> DosageSheet {
        use super::dosage_charts;
        use domain::dosage::dose;
        let is_shown = |id: &AreaId| area.as_ref().is_none_or(|only| only == id);
        let rows: Vec<AreaDose> = areas
            .iter()
            .filter(|(id, _)| is_shown(id))
            .enumerate()
            .map(|(idx, (id, name))| {
                let dosage = dose(walked.get(id).map(Vec::as_slice).unwrap_or_default());
                let picture = dosage_charts::times(language, idx, name, &dosage.times);
                AreaDose { name: name.clone(), dosage, picture }
            })
            .collect();
        let mut by_week: std::collections::BTreeMap<Week, Vec<domain::dosage::Walked>> =
            period.first().through(period.last).map(|week| (week, Vec::new())).collect();
        for walk in walked.values().flatten() {
            by_week.entry(Week::of(walk.began)).or_default().push(*walk);
        }
        let weeks: Vec<WeekDose> = by_week
            .iter()
            .map(|(week, walks)| {
                let Dosage { shares, median_dwell_s, .. } = dose(walks);
                WeekDose { week: *week, shares, median_dwell_s }
            })
            .collect();
        let all: Vec<_> = walked.values().flatten().copied().collect();
        let Dosage { shares, median_dwell_s, .. } = dose(&all);
        let charts = [
            dosage_charts::per_week(language, &weeks, shares),
            dosage_charts::medians(language, &weeks, required_s),
        ];
        DosageSheet { areas, period, area, offers_all, rows, weeks, shares, median_dwell_s, charts }
    }
}

/// Draws what was delivered.
#[component]
pub fn DosagePage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let field = |name: &str| query.with(|query| query.get(name)).unwrap_or_default();
        ["area", "week", "weeks"].map(field)
    });
    let sheet = Resource::new(move || asked.get(), |[area, week, weeks]| read_dosage(area, week, weeks));
    answered(sheet, draw)
}

fn draw(language: Language, sheet: DosageSheet) -> impl IntoView {
    let n_walks = sheet.shares.n_walks();
    let none = sheet.offers_all.then_some(Filter::AllAreas);
    let areas = Choice::of_areas(&sheet.areas, sheet.area.as_ref(), none);
    let headline = texts::headline(language, n_walks, sheet.period.n_weeks, sheet.median_dwell_s);
    let body = if n_walks == 0 {
        Either::Left(view! { <p class="empty">{Say::None.say(language)}</p> })
    } else {
        Either::Right(view! {
            {draw_areas(language, &sheet)}
            {draw_weeks(language, &sheet)}
            {draw_times(language, &sheet.rows)}
        })
    };
    view! {
        {title(Say::Dosage.say(language))}
        <p class="eyebrow">{Say::Dosage.say(language)}</p>
        <h1>{headline}</h1>
        <p class="soft">{Say::Apart.say(language)}</p>
        {draw_filter(language, "/dosage", vec![areas], sheet.period)}
        {body}
        <div class="notes">
            <p>{Say::Basis.say(language)}</p>
        </div>
    }
}

fn heads(language: Language, words: &[Say]) -> impl IntoView + use<> {
    words.iter().map(|word| view! { <th scope="col">{word.say(language)}</th> }).collect_view()
}

fn draw_areas(language: Language, sheet: &DosageSheet) -> impl IntoView + use<> {
    let figure = |text: String| view! { <td class="figures">{text}</td> };
    let row = |row: &AreaDose| {
        let Dosage { shares, median_dwell_s, times, intervals } = &row.dosage;
        let (n, n_patrols) = (shares.n_walks(), times.n_patrols());
        let dash = || "–".to_owned();
        view! {
            <tr>
                <th scope="row">{row.name.clone()}</th>
                {figure(n.to_string())}
                {figure(median_dwell_s.map_or_else(dash, moment::stopwatch))}
                {figure(texts::share(shares.verified, n))}
                {figure(texts::share(shares.unverified, n))}
                {figure(texts::share(shares.short, n))}
                {figure(texts::share(times.n_evening, n_patrols))}
                {figure(texts::share(times.n_night, n_patrols))}
                {figure(intervals.map_or_else(dash, |between| moment::length(language, between.median_s)))}
                {figure(intervals.map_or_else(dash, |between| texts::longest(language, &between)))}
            </tr>
        }
    };
    let rows = view! { <tbody>{sheet.rows.iter().map(row).collect_view()}</tbody> };
    let columns = [
        Say::Area,
        Say::Walks,
        Say::Median,
        Say::Verified,
        Say::Unverified,
        Say::Short,
        Say::Evening,
        Say::Night,
        Say::BetweenMedian,
        Say::BetweenLongest,
    ];
    view! {
        <section aria-labelledby="areas">
            <h2 id="areas">{Say::PerArea.say(language)}</h2>
            {wide_table("areas", Cells::Counts, heads(language, &columns), rows)}
        </section>
    }
}

fn draw_weeks(language: Language, sheet: &DosageSheet) -> impl IntoView + use<> {
    let [per_week, medians] = sheet.charts.clone();
    let key = |class: &'static str, word: Say| view! { <li class=class>{word.say(language)}</li> };
    let row = |dose: &WeekDose| {
        let Shares { verified, unverified, short, elsewhere } = dose.shares;
        let median = dose.median_dwell_s.map_or_else(|| "–".to_owned(), moment::stopwatch);
        view! {
            <tr class="figures">
                <th scope="row">{desk::short_week(language, dose.week)} " " {dose.week.year()}</th>
                <td>{dose.shares.n_walks()}</td>
                <td>{verified}</td>
                <td>{unverified}</td>
                <td>{short}</td>
                <td>{elsewhere}</td>
                <td>{median}</td>
            </tr>
        }
    };
    let rows = view! { <tbody>{sheet.weeks.iter().rev().map(row).collect_view()}</tbody> };
    let columns =
        [Say::Week, Say::Walks, Say::Verified, Say::Unverified, Say::Short, Say::Elsewhere, Say::Median];
    view! {
        <section aria-labelledby="week-chart">
            <h2 id="week-chart">{Say::PerWeek.say(language)}</h2>
            <div class="wide" tabindex="0" role="group" aria-labelledby="week-chart" inner_html=per_week></div>
            <ul class="keys">
                {key("key-verified", Say::Verified)} {key("key-unverified", Say::Unverified)}
                {key("key-short", Say::Short)} {key("key-elsewhere", Say::Elsewhere)}
            </ul>
        </section>
        <section aria-labelledby="median-chart">
            <h2 id="median-chart">{Say::MedianPerWeek.say(language)}</h2>
            <div class="wide" tabindex="0" role="group" aria-labelledby="median-chart" inner_html=medians></div>
            <details class="behind">
                <summary>{Say::WeekTable.say(language)}</summary>
                {wide_table("week-chart", Cells::Counts, heads(language, &columns), rows)}
            </details>
        </section>
    }
}

fn draw_times(language: Language, rows: &[AreaDose]) -> impl IntoView + use<> {
    let picture = |row: &AreaDose| {
        let Times { n_evening, n_night, .. } = row.dosage.times;
        let told = texts::dark_hours(language, row.dosage.times.n_patrols(), n_evening, n_night);
        view! {
            <figure>
                <h3>{row.name.clone()}</h3>
                <div inner_html=row.picture.clone()></div>
                <figcaption>{told}</figcaption>
            </figure>
        }
    };
    let pictures: Vec<_> = rows.iter().map(picture).collect();
    let parts: Vec<_> = (0..domain::dosage::N_PARTS)
        .map(|part| view! { <th scope="col">{texts::part_of_day(part)}</th> })
        .collect();
    let heads = view! {
        {heads(language, &[Say::Area, Say::Weekday])}
        {parts}
    };
    let tables: Vec<_> = rows.iter().map(|row| draw_times_table(language, row)).collect();
    view! {
        <section aria-labelledby="times">
            <h2 id="times">{Say::Times.say(language)}</h2>
            <p class="soft">{Say::TimesHelp.say(language)}</p>
            <div class="heats">{pictures}</div>
            <details class="behind">
                <summary>{Say::TimesTable.say(language)}</summary>
                {wide_table("times", Cells::Counts, heads, tables)}
            </details>
        </section>
    }
}

fn draw_times_table(language: Language, row: &AreaDose) -> impl IntoView + use<> {
    let days = row.dosage.times.n_begun.iter().enumerate();
    let days: Vec<_> = days
        .map(|(day, parts)| {
            let cells: Vec<_> = parts.iter().map(|n| view! { <td class="figures">{*n}</td> }).collect();
            view! {
                <tr>
                    <th scope="row">{row.name.clone()}</th>
                    <td>{texts::weekday(language, day)}</td>
                    {cells}
                </tr>
            }
        })
        .collect();
    view! { <tbody>{days}</tbody> }
}
