//! The grid as a table: a week is a row, an area a column, so that it reads on a phone and grows downwards, year after year.
//! Each cell is one link, and says in words what its colour says. It decides no standing.

use domain::coverage::Standing;
use domain::totals::{Share, Total, YearTotal};
use domain::week::Week;
use leptos::either::Either;
use leptos::html::Table;
use leptos::prelude::*;

use super::coverage_sheet::{AreaColumn, CoverageSheet};
use super::grid::{GridCell, WeekRow, YearRows};
use super::grid_keys::{self, Extent, cell_id};
use crate::texts::Language;
use crate::texts::desk::coverage as texts;
use crate::texts::desk::totals as totals_texts;
use crate::texts::desk::word::Word;
use crate::texts::{desk, moment, rule};

/// A grid with more weeks than this is dense: its rows are low, and each third of a year has a head of its own.
const ROOMY_WEEKS: usize = 26;

/// Tells whether the grid is dense.
pub(crate) fn is_dense(sheet: &CoverageSheet) -> bool {
    ROOMY_WEEKS < n_rows(sheet)
}

fn n_rows(sheet: &CoverageSheet) -> usize {
    sheet.years.iter().map(|year| year.weeks.len()).sum()
}

/// Draws the grid. Its weeks are parted by years where there is more than one.
pub(crate) fn draw_grid(language: Language, sheet: &CoverageSheet) -> impl IntoView + use<> {
    let heads =
        sheet.areas.iter().map(|area| view! { <th scope="col">{desk::prose::parted(&area.name)}</th> });
    let extent = Extent { n_rows: n_rows(sheet), n_columns: sheet.areas.len() };
    let is_dense = is_dense(sheet);
    let mut n_before = 0;
    let bodies = sheet.years.iter().map(|year| {
        let first_row = n_before;
        n_before += year.weeks.len();
        draw_year(language, sheet, year, first_row, is_dense)
    });
    let table = NodeRef::<Table>::new();
    grid_keys::start(table);
    view! {
        <div class="grid-frame" role="region" aria-labelledby="grid-name" tabindex="0">
            <table
                class="grid"
                class:dense=is_dense
                node_ref=table
                on:keydown=move |event| grid_keys::step(&event, extent)
                on:focusin=move |event| grid_keys::stop_at(event.target(), table)
            >
                <caption id="grid-name" class="unseen">
                    {Word::Grid.say(language)}
                </caption>
                <thead>
                    <tr>
                        <th scope="col">{Word::Week.say(language)}</th>
                        {heads.collect_view()}
                    </tr>
                </thead>
                {bodies.collect_view()}
                {draw_foot(language, sheet)}
            </table>
        </div>
    }
}

/// Draws what each area comes to: how many weeks were kept, and the longest run of them.
fn draw_foot(language: Language, sheet: &CoverageSheet) -> impl IntoView + use<> {
    let shares = sheet.areas.iter().map(|area| {
        let Share { n_kept, n_due, .. } = area.share;
        view! { <td class="figures">{texts::share(language, n_kept, n_due)}</td> }
    });
    let runs = sheet.areas.iter().map(|area| {
        let title = area.longest.map(|run| totals_texts::run_weeks(language, run));
        view! {
            <td class="figures" title=title>
                {totals_texts::run(language, area.longest)}
            </td>
        }
    });
    view! {
        <tfoot>
            <tr>
                <th scope="row" title=Word::WeeksKeptLong.say(language)>
                    {Word::WeeksKept.say(language)}
                </th>
                {shares.collect_view()}
            </tr>
            <tr>
                <th scope="row" title=Word::LongestRunLong.say(language)>
                    {Word::LongestRun.say(language)}
                </th>
                {runs.collect_view()}
            </tr>
        </tfoot>
    }
}

/// Draws the weeks of one year; the first of them is row `first_row` of the grid.
fn draw_year(
    language: Language,
    sheet: &CoverageSheet,
    year: &YearRows,
    first_row: usize,
    is_dense: bool,
) -> impl IntoView + use<> {
    let total = sheet.totals.years.iter().find(|total| total.year == year.year);
    let head = (1 < sheet.years.len() || is_dense).then(|| {
        view! {
            <tr class="year" id=format!("year-{}", year.year)>
                <th scope="rowgroup" colspan=sheet.areas.len() + 1>
                    {totals_texts::year(language, year.year, total.map(|total| &total.whole))}
                </th>
            </tr>
        }
    });
    let rows = year.weeks.iter().enumerate().map(|(idx, row)| {
        let third = row.week.tertial();
        let is_first = idx == 0 || year.weeks[idx - 1].week.tertial() != third;
        let head = (is_dense && is_first)
            .then(|| draw_third(language, third, third_of(total, third), sheet.areas.len() + 1));
        view! { {head} {draw_week(language, sheet, row, first_row + idx, is_dense)} }
    });
    view! { <tbody>{head} {rows.collect_view()}</tbody> }
}

fn third_of(total: Option<&YearTotal>, third: u8) -> Option<&Total> {
    total?.thirds.get(usize::from(third).checked_sub(1)?)?.as_ref()
}

fn draw_third(
    language: Language,
    third: u8,
    total: Option<&Total>,
    n_columns: usize,
) -> impl IntoView + use<> {
    view! {
        <tr class="third">
            <th scope="rowgroup" colspan=n_columns>
                {totals_texts::third_and_share(language, third, total)}
            </th>
        </tr>
    }
}

fn draw_week(
    language: Language,
    sheet: &CoverageSheet,
    row: &WeekRow,
    row_idx: usize,
    is_dense: bool,
) -> impl IntoView + use<> {
    let is_current = row.week == sheet.span.current;
    let cells = row.cells.iter().zip(&sheet.areas).enumerate().map(|(column_idx, (cell, area))| {
        let told = Told {
            cell,
            area,
            week: row.week,
            since: if is_current { days_since(cell, area) } else { None },
            is_preliminary: row.is_preliminary && cell.standing != Standing::NotFollowed,
            reason: row.reasons.iter().find(|(idx, _)| *idx == column_idx).map(|(_, reason)| reason.as_str()),
        };
        told.draw(language, cell_id(row_idx, column_idx), is_dense && !is_current)
    });
    let now = is_current.then(|| view! { <span class="this-week">{Word::ThisWeek.say(language)}</span> });
    view! {
        <tr class:current=is_current>
            <th scope="row">
                <span class="week">{desk::short_week(language, row.week)}</span>
                " "
                <span class="days">{moment::week_days(language, row.week)}</span>
                {now}
            </th>
            {cells.collect_view()}
        </tr>
    }
}

/// Returns how long ago an area was last patrolled, where that still is to be done this week.
fn days_since(cell: &GridCell, area: &AreaColumn) -> Option<u32> {
    let is_kept = matches!(cell.standing, Standing::Kept { .. });
    if is_kept { None } else { area.days_since }
}

/// One cell, with all that is told of it.
struct Told<'a> {
    cell: &'a GridCell,
    area: &'a AreaColumn,
    week: Week,
    since: Option<u32>,
    is_preliminary: bool,
    reason: Option<&'a str>,
}

impl Told<'_> {
    /// Draws it as a link. A dense cell shows its sign and word, and says the rest in its title.
    fn draw(&self, language: Language, id: String, is_dense: bool) -> impl IntoView + use<> {
        let Told { cell, area, week, .. } = self;
        let name = desk::area_and_week(language, &area.name, *week);
        let word = rule::standing(language, cell.standing);
        let parts = self.parts(language);
        let told = parts.iter().map(|(_, text)| format!(", {text}")).collect::<String>();
        let title = format!("{name}: {word}{told}");
        let is_noted = self.reason.is_some();
        let sign = rule::standing_sign(cell.standing);
        let inside = if is_dense {
            let preliminary = self
                .is_preliminary
                .then(|| view! { <span class="lower-bound" aria-hidden="true">"◌"</span> });
            let noted = is_noted.then(|| view! { <span class="noted-mark" aria-hidden="true">"✎"</span> });
            Either::Left(view! {
                <span class="sign" aria-hidden="true">
                    {sign}
                </span>
                <span class="word">{word}</span>
                {preliminary}
                {noted}
            })
        } else {
            let parts = parts.into_iter().map(|(class, text)| {
                // The comma is for whoever hears the cell.
                view! {
                    <span class="unseen">", "</span>
                    <span class=class>{text}</span>
                }
            });
            Either::Right(view! {
                <span class="unseen">{name} ": "</span>
                <span class="sign" aria-hidden="true">
                    {sign}
                </span>
                <span class="word">{word}</span>
                {parts.collect_view()}
            })
        };
        view! {
            <td class=format!("cell {}", rule::standing_class(cell.standing))>
                <a id=id href=format!("/coverage/{}/{week}", area.id) title=title>
                    {inside}
                </a>
            </td>
        }
    }

    /// Returns what the cell says beside its word, each with the class that places it.
    fn parts(&self, language: Language) -> Vec<(&'static str, String)> {
        let parts = [
            ("detail", texts::cell_detail(language, self.cell)),
            ("walks", texts::cell_walks(language, self.cell)),
            ("since", self.since.map(|days| texts::latest(language, days))),
            ("preliminary", self.is_preliminary.then(|| Word::Preliminary.say(language).to_owned())),
            ("noted-reason", self.reason.map(str::to_owned)),
        ];
        parts.into_iter().filter_map(|(class, text)| text.map(|text| (class, text))).collect()
    }
}
