//! What was noted on walks: how much of each kind in each area, then one by one. Knowledge about places; it names nobody.

use std::collections::BTreeMap;

use domain::id::AreaId;
use domain::walk::ObservationKind;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

use super::filter::{Choice, draw_filter};
use super::observation_book::{ObservationBook, ObservationRow};
use super::page::{answered, title};
use super::period::Period;
use super::source::Trouble;
use super::wide_table::{Cells, wide_table};
use crate::texts::Language;
use crate::texts::desk::observations::{self as texts, Say};
use crate::texts::{moment, rule};

/// All that the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObservationsSheet {
    /// The areas in their order, each with its name.
    pub areas: Vec<(AreaId, String)>,
    /// The weeks.
    pub period: Period,
    /// The area that alone is shown.
    pub area: Option<AreaId>,
    /// The kind that alone is shown.
    pub kind: Option<ObservationKind>,
    /// What was noted.
    pub book: ObservationBook,
    /// Whether the list is whole: else of others' walks the day alone is told.
    pub sees_all: bool,
}

/// Reads what was noted, as the address asks for it.
#[server(prefix = "/desk", endpoint = "observations")]
pub async fn read_observations(
    /// The area's id; empty for all.
    area: String,
    /// The kind's word; empty for all.
    kind: String,
    /// The last week; empty for the one that now is.
    week: String,
    /// How many weeks; empty for the usual.
    weeks: String,
    /// Where the list is to go on; empty for its start.
    after: String,
) -> Result<ObservationsSheet, Trouble> {
    super::source::answer(|source| async move {
        let rulebook = source.rulebook().await?;
        let areas: Vec<_> = rulebook.areas.iter().map(|area| (area.id.clone(), area.name.clone())).collect();
        let area = areas.iter().map(|(id, _)| id).find(|id| id.as_str() == area).cloned();
        let kind = ObservationKind::ALL.into_iter().find(|one| word(*one) == kind);
        let period = Period::asked(&week, &weeks, source.now());
        let after = (!after.is_empty()).then_some(after);
        let asked = super::observation_book::Asked {
            first: period.first(),
            last: period.last,
            area: area.clone(),
            kind,
            after,
        };
        Ok(ObservationsSheet {
            areas,
            period,
            area,
            kind,
            book: source.observations(asked).await?,
            sees_all: source.reader().is_some_and(|reader| reader.sees_all_walks()),
        })
    })
    .await
}

/// Returns a kind's word in an address.
fn word(kind: ObservationKind) -> &'static str {
    match kind {
        ObservationKind::Talk => "talk",
        ObservationKind::YoungPeople => "young_people",
        ObservationKind::DarkSpot => "dark_spot",
        ObservationKind::Litter => "litter",
        ObservationKind::Drugs => "drugs",
        ObservationKind::Other => "other",
    }
}

/// Draws what was noted.
#[component]
pub fn ObservationsPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let field = |name: &str| query.with(|query| query.get(name)).unwrap_or_default();
        ["area", "kind", "week", "weeks", "after"].map(field)
    });
    let sheet = Resource::new(
        move || asked.get(),
        |[area, kind, week, weeks, after]| read_observations(area, kind, week, weeks, after),
    );
    answered(sheet, draw)
}

fn draw(language: Language, sheet: ObservationsSheet) -> impl IntoView {
    let n_all: u32 = sheet.book.counts.iter().map(|(.., n)| n).sum();
    let mut per_kind: BTreeMap<ObservationKind, u32> = BTreeMap::new();
    for (_, kind, n) in &sheet.book.counts {
        *per_kind.entry(*kind).or_default() += n;
    }
    let most = per_kind.iter().max_by_key(|(kind, n)| (**n, std::cmp::Reverse(**kind)));
    let most = most.filter(|_| 1 < per_kind.len()).map(|(kind, n)| (rule::observation(language, *kind), *n));
    let weeks = (sheet.period.first(), sheet.period.last);
    let kinds = Choice {
        name: "kind",
        label: Say::Kind,
        none: Some(Say::AllKinds),
        values: ObservationKind::ALL
            .map(|kind| (word(kind).to_owned(), rule::observation(language, kind).to_owned()))
            .to_vec(),
        chosen: sheet.kind.map(word).unwrap_or_default().to_owned(),
    };
    let areas = Choice::of_areas(&sheet.areas, sheet.area.as_ref(), Some(Say::AllAreas));
    let day_alone = (!sheet.sees_all).then(|| view! { <p class="soft">{Say::DayAlone.say(language)}</p> });
    let body = if n_all == 0 {
        Either::Left(view! {
            <p class="empty">{Say::None.say(language)} " " {Say::NoneYet.say(language)}</p>
        })
    } else {
        Either::Right(view! {
            {draw_counts(language, &sheet, &per_kind)}
            <section aria-labelledby="noted">
                <h2 id="noted">{Say::List.say(language)}</h2>
                {day_alone}
                {draw_list(language, &sheet)}
            </section>
        })
    };
    view! {
        {title(Say::Observations.say(language))}
        <p class="eyebrow">{Say::Observations.say(language)}</p>
        <h1>{texts::headline(language, n_all, weeks, most)}</h1>
        {draw_filter(language, "/observations", vec![areas, kinds], sheet.period)}
        {body}
        <div class="notes">
            <p>{Say::AboutPlaces.say(language)}</p>
        </div>
    }
}

/// Draws how many of each kind were noted in each area. Each figure leads to what it counts.
fn draw_counts(
    language: Language,
    sheet: &ObservationsSheet,
    per_kind: &BTreeMap<ObservationKind, u32>,
) -> impl IntoView + use<> {
    let counts: BTreeMap<(&AreaId, ObservationKind), u32> =
        sheet.book.counts.iter().map(|(area, kind, n)| ((area, *kind), *n)).collect();
    let kinds: Vec<ObservationKind> = per_kind.keys().copied().collect();
    let heads: Vec<_> = kinds
        .iter()
        .map(|kind| view! { <th scope="col">{rule::observation(language, *kind)}</th> })
        .collect();
    let is_shown = |area: &AreaId| sheet.area.as_ref().is_none_or(|only| only == area);
    let rows: Vec<_> = sheet
        .areas
        .iter()
        .filter(|(area, _)| is_shown(area))
        .map(|(area, name)| {
            let of_kind = |kind: &ObservationKind| counts.get(&(area, *kind)).copied().unwrap_or(0);
            let cells: Vec<_> = kinds
                .iter()
                .map(|kind| draw_count(of_kind(kind), address(sheet, Some(area), Some(*kind))))
                .collect();
            let sum = kinds.iter().map(of_kind).sum();
            view! {
                <tr>
                    <th scope="row">{name.clone()}</th>
                    {cells}
                    {draw_count(sum, address(sheet, Some(area), sheet.kind))}
                </tr>
            }
        })
        .collect();
    let sums: Vec<_> = kinds
        .iter()
        .map(|kind| {
            draw_count(
                per_kind.get(kind).copied().unwrap_or(0),
                address(sheet, sheet.area.as_ref(), Some(*kind)),
            )
        })
        .collect();
    let all: u32 = per_kind.values().sum();
    let heads = view! {
        <th scope="col">{Say::Area.say(language)}</th>
        {heads}
        <th scope="col">{Say::Sum.say(language)}</th>
    };
    let body = view! {
        <tbody>{rows}</tbody>
        <tfoot>
            <tr>
                <th scope="row">{Say::Sum.say(language)}</th>
                {sums}
                <td class="figures">{all}</td>
            </tr>
        </tfoot>
    };
    view! {
        <section aria-labelledby="counts">
            <h2 id="counts">{Say::PerKind.say(language)}</h2>
            {wide_table("counts", Cells::Counts, heads, body)}
        </section>
    }
}

fn draw_count(n: u32, address: String) -> impl IntoView {
    let shown = if n == 0 { Either::Left("–") } else { Either::Right(view! { <a href=address>{n}</a> }) };
    view! { <td class="figures">{shown}</td> }
}

fn draw_list(language: Language, sheet: &ObservationsSheet) -> impl IntoView + use<> {
    let names: BTreeMap<&AreaId, &String> = sheet.areas.iter().map(|(id, name)| (id, name)).collect();
    let row = |row: &ObservationRow| {
        let area = names.get(&row.area).map_or_else(|| row.area.to_string(), |name| (*name).clone());
        let when = match row.walk {
            Some(walk) => Either::Left(view! {
                <a href=format!("/walks/{walk}")>{moment::day_and_clock(language, row.at)}</a>
            }),
            None => Either::Right(moment::day(language, row.at)),
        };
        let note = row.note.clone().map(|note| view! { <p>{note}</p> });
        view! {
            <tr role="row">
                <th role="rowheader" scope="row" class="start figures">{when}</th>
                <td role="cell">{area}</td>
                <td role="cell" class="verdict">{rule::observation(language, row.kind)} {note}</td>
            </tr>
        }
    };
    let rows: Vec<_> = sheet.book.rows.iter().map(row).collect();
    let heads = [Say::When, Say::Where, Say::What]
        .map(|word| view! { <th role="columnheader" scope="col">{word.say(language)}</th> })
        .collect_view();
    let older = sheet.book.next.as_ref().map(|next| {
        let first = address(sheet, sheet.area.as_ref(), sheet.kind);
        let mark = if first.contains('?') { '&' } else { '?' };
        view! {
            <nav class="pager" aria-label=Say::List.say(language)>
                <a rel="next" href=format!("{first}{mark}after={next}")>
                    {Say::Older.say(language)}
                </a>
            </nav>
        }
    });
    view! {
        <table class="walks seen-list" role="table" aria-labelledby="noted">
            <thead role="rowgroup">
                <tr role="row">{heads}</tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
        {older}
    }
}

/// Returns the address of these weeks with an area and a kind.
fn address(sheet: &ObservationsSheet, area: Option<&AreaId>, kind: Option<ObservationKind>) -> String {
    let period = sheet.period;
    let mut fields = Vec::new();
    fields.extend(area.map(|area| format!("area={area}")));
    fields.extend(kind.map(|kind| format!("kind={}", word(kind))));
    fields.extend((!period.is_current).then(|| format!("week={}", period.last)));
    fields.extend((period.n_weeks != Period::USUAL).then(|| format!("weeks={}", period.n_weeks)));
    if fields.is_empty() { "/observations".to_owned() } else { format!("/observations?{}", fields.join("&")) }
}
