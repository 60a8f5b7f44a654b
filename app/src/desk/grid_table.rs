//! The grid as a table: a week is a row, an area a column, so that it reads on a phone and grows downwards. Each cell is
//! one link, and says in words what its colour says. It decides no standing.

use domain::coverage::Standing;
use domain::week::Week;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};

use super::grid::{AreaColumn, CoverageSheet, GridCell, WeekRow, YearRows};
use crate::texts::Language;
use crate::texts::desk::coverage as texts;
use crate::texts::desk::word::Word;
use crate::texts::{desk, moment, rule};

/// Draws the grid. Its weeks are parted by years where there is more than one.
pub(crate) fn draw_grid(language: Language, sheet: &CoverageSheet) -> impl IntoView + use<> {
    let heads =
        sheet.areas.iter().map(|area| view! { <th scope="col">{desk::prose::parted(&area.name)}</th> });
    let shares = sheet.areas.iter().map(|area| {
        view! { <td class="figures">{texts::share(language, area.n_kept, area.n_ended)}</td> }
    });
    let mut n_before = 0;
    let bodies = sheet.years.iter().map(|year| {
        let first_row = n_before;
        n_before += year.weeks.len();
        draw_year(language, sheet, year, first_row)
    });
    view! {
        <div class="grid-frame" role="region" aria-labelledby="grid-name" tabindex="0">
            <table class="grid" on:keydown=step>
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
                <tfoot>
                    <tr>
                        <th scope="row" title=Word::WeeksKeptLong.say(language)>
                            {Word::WeeksKept.say(language)}
                        </th>
                        {shares.collect_view()}
                    </tr>
                </tfoot>
            </table>
        </div>
    }
}

/// Draws the weeks of one year; the first of them is row `first_row` of the grid.
fn draw_year(
    language: Language,
    sheet: &CoverageSheet,
    year: &YearRows,
    first_row: usize,
) -> impl IntoView + use<> {
    let head = (1 < sheet.years.len()).then(|| {
        view! {
            <tr class="year">
                <th scope="rowgroup" colspan=sheet.areas.len() + 1>
                    {year.year}
                </th>
            </tr>
        }
    });
    let rows =
        year.weeks.iter().enumerate().map(|(idx, row)| draw_week(language, sheet, row, first_row + idx));
    view! { <tbody>{head} {rows.collect_view()}</tbody> }
}

fn draw_week(
    language: Language,
    sheet: &CoverageSheet,
    row: &WeekRow,
    row_idx: usize,
) -> impl IntoView + use<> {
    let is_current = row.week == sheet.span.current;
    let cells = row.cells.iter().zip(&sheet.areas).enumerate().map(|(column_idx, (cell, area))| {
        let since = if is_current { days_since(cell, area) } else { None };
        let is_preliminary = row.is_preliminary && cell.standing != Standing::NotFollowed;
        draw_cell(language, area, row.week, cell, since, is_preliminary, cell_id(row_idx, column_idx))
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

fn draw_cell(
    language: Language,
    area: &AreaColumn,
    week: Week,
    cell: &GridCell,
    since: Option<u32>,
    is_preliminary: bool,
    id: String,
) -> impl IntoView + use<> {
    let name = desk::area_and_week(language, &area.name, week);
    let word = rule::standing(language, cell.standing);
    let parts = [
        ("detail", texts::cell_detail(language, cell)),
        ("walks", texts::cell_walks(language, cell)),
        ("since", since.map(|days| texts::latest(language, days))),
        ("preliminary", is_preliminary.then(|| Word::Preliminary.say(language).to_owned())),
    ];
    let parts: Vec<(&str, String)> =
        parts.into_iter().filter_map(|(class, text)| text.map(|text| (class, text))).collect();
    let told = parts.iter().map(|(_, text)| format!(", {text}")).collect::<String>();
    let title = format!("{name}: {word}{told}");
    let parts = parts.into_iter().map(|(class, text)| {
        // The comma is for whoever hears the cell.
        view! {
            <span class="unseen">", "</span>
            <span class=class>{text}</span>
        }
    });
    view! {
        <td class=format!("cell {}", rule::standing_class(cell.standing))>
            <a id=id href=format!("/coverage/{}/{week}", area.id) title=title>
                <span class="unseen">{name} ": "</span>
                <span class="sign" aria-hidden="true">
                    {rule::standing_sign(cell.standing)}
                </span>
                <span class="word">{word}</span>
                {parts.collect_view()}
            </a>
        </td>
    }
}

fn cell_id(row_idx: usize, column_idx: usize) -> String {
    format!("cell-{row_idx}-{column_idx}")
}

/// Moves the focus between cells by the arrow keys. The tab key goes through them all, as through any links.
fn step(event: KeyboardEvent) {
    let (down, right) = match event.key().as_str() {
        "ArrowUp" => (-1, 0),
        "ArrowDown" => (1, 0),
        "ArrowLeft" => (0, -1),
        "ArrowRight" => (0, 1),
        _ => return,
    };
    let from = event.target().and_then(|target| target.dyn_into::<Element>().ok()).map(|cell| cell.id());
    let Some(next) = from.and_then(|from| neighbour(&from, down, right)) else { return };
    let next = document().get_element_by_id(&next).and_then(|next| next.dyn_into::<HtmlElement>().ok());
    if let Some(next) = next {
        event.prevent_default();
        let _focused = next.focus();
    }
}

/// Returns the id that a cell's neighbour has if there is one.
fn neighbour(id: &str, down: isize, right: isize) -> Option<String> {
    let (row, column) = id.strip_prefix("cell-")?.split_once('-')?;
    let (row, column) = (row.parse::<usize>().ok()?, column.parse::<usize>().ok()?);
    Some(cell_id(row.checked_add_signed(down)?, column.checked_add_signed(right)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_knows_its_neighbours() {
        let check = |id, down, right, expected: Option<&str>| {
            assert_eq!(neighbour(id, down, right).as_deref(), expected)
        };
        check("cell-3-1", 1, 0, Some("cell-4-1"));
        check("cell-3-1", 0, -1, Some("cell-3-0"));
        check("cell-0-0", -1, 0, None);
        check("name", 1, 0, None);
    }
}
