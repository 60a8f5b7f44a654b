//! The grid of a promise that is due each week: a row for each month, a column for each area, in each place one sign for each
//! week, so that two years of four areas fit a phone. Every sign has its colour and its name; never colour alone.

use domain::day::Day;
use domain::due::Span;
use domain::fulfilment::{PromiseFigures, State, StretchFigures};
use domain::id::AreaId;
use domain::week::Week;
use leptos::prelude::*;

use crate::texts::Language;
use crate::texts::desk::prose::parted;
use crate::texts::moment::month;
use crate::texts::promises::{Areas, state};
use crate::texts::public::{Word, cell, unknown_until, weeks_kept};

/// As many areas stand beside each other on a narrow phone.
const MAX_COLUMNS: usize = 4;

/// One week in one area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Square {
    week: Week,
    state: State,
}

/// The weeks of a month, by area.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Month {
    year: i32,
    month: u8,
    weeks: (Week, Week),
    squares: Vec<Vec<Square>>,
}

/// What is drawn: weeks that are over, from the first of which books were kept.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Layout {
    unknown_until: Option<Week>,
    months: Vec<Month>,
}

/// Draws how a promise went in each week and area; nothing when no week is over.
pub(super) fn draw(
    language: Language,
    ids: &[AreaId],
    figures: &PromiseFigures,
    through: Day,
    preliminary_from: Option<Week>,
    areas: Areas,
) -> AnyView {
    let layout = layout(ids, figures, through);
    if layout.months.is_empty() {
        return ().into_any();
    }
    let tables = (0..ids.len().div_ceil(MAX_COLUMNS)).map(|n| {
        let columns = n * MAX_COLUMNS..ids.len().min((n + 1) * MAX_COLUMNS);
        draw_table(language, ids, columns, &layout.months, preliminary_from, areas)
    });
    let unknown =
        layout.unknown_until.map(|week| view! { <p class="note">{unknown_until(language, week)}</p> });
    view! {
        {tables.collect_view()}
        <p class="note">{Word::GridRule.say(language)}</p>
        {unknown}
    }
    .into_any()
}

fn draw_table(
    language: Language,
    ids: &[AreaId],
    columns: std::ops::Range<usize>,
    months: &[Month],
    preliminary_from: Option<Week>,
    areas: Areas,
) -> AnyView {
    let names =
        ids[columns.clone()].iter().map(|id| view! { <th scope="col">{parted(&areas.name(id))}</th> });
    let mut year = None;
    let rows = months.iter().map(|of_month| {
        let is_new_year = year.replace(of_month.year) != Some(of_month.year);
        let heading = is_new_year.then(|| {
            view! {
                <tr class="year">
                    <th scope="rowgroup" colspan=(columns.len() + 1).to_string()>
                        {of_month.year}
                    </th>
                </tr>
            }
        });
        let cells = of_month.squares[columns.clone()]
            .iter()
            .map(|squares| view! { <td>{draw_squares(language, squares, preliminary_from)}</td> });
        let (first, last) = (of_month.weeks.0.number(), of_month.weeks.1.number());
        let weeks = if first == last { format!("v{first}") } else { format!("v{first}–{last}") };
        let weeks = language.pick(weeks.clone(), weeks.replace('v', "w"));
        view! {
            {heading}
            <tr>
                <th scope="row">{month(language, of_month.month)} " " <small>{weeks}</small></th>
                {cells.collect_view()}
            </tr>
        }
    });
    let rows = rows.collect_view();
    let tallies = columns.map(|idx| {
        let told = || months.iter().flat_map(move |of_month| &of_month.squares[idx]);
        let n_weeks = told().filter(|square| square.state != State::NotFollowed).count();
        let n_kept = told().filter(|square| square.state == State::Kept).count();
        view! { <td>{weeks_kept(language, n_kept, n_weeks)}</td> }
    });
    view! {
        <table class="weeks">
            <caption>{Word::Grid.say(language)}</caption>
            <thead>
                <tr>
                    <th scope="col">
                        <span class="unseen">{Word::Month.say(language)}</span>
                    </th>
                    {names.collect_view()}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
            <tfoot>
                <tr>
                    <th scope="row">{Word::Kept.say(language)}</th>
                    {tallies.collect_view()}
                </tr>
            </tfoot>
        </table>
    }
    .into_any()
}

fn draw_squares(language: Language, squares: &[Square], preliminary_from: Option<Week>) -> AnyView {
    let draw = |square: &Square| {
        let mark = state(language, square.state);
        // A week that was kept stays so but for a rare correction: what is missed may yet come in.
        let is_preliminary =
            square.state == State::Missed && preliminary_from.is_some_and(|from| from <= square.week);
        let class = if is_preliminary { format!("{} maybe", mark.class) } else { mark.class.to_owned() };
        let label = cell(language, square.week, mark.word, is_preliminary);
        view! {
            <i class=class role="img" aria-label=label>
                {mark.sign}
            </i>
        }
    };
    squares.iter().map(draw).collect_view().into_any()
}

/// Orders the weeks that are over by month, and leaves out those at the beginning of which nothing is known in any area.
fn layout(ids: &[AreaId], figures: &PromiseFigures, through: Day) -> Layout {
    let told: Vec<(Week, &StretchFigures)> = figures
        .stretches
        .iter()
        .filter(|part| part.stretch.last <= through)
        .filter_map(|part| match part.stretch.span {
            Span::Week(week) => Some((week, part)),
            _ => None,
        })
        .collect();
    let is_known = |(_, part): &&(Week, &StretchFigures)| part.state != State::NotFollowed;
    let Some(first) = told.iter().find(is_known).map(|(week, _)| *week) else {
        return Layout { unknown_until: told.last().map(|(week, _)| *week), months: Vec::new() };
    };
    let unknown_until = told.iter().map(|(week, _)| *week).filter(|week| *week < first).max();
    let mut months: Vec<Month> = Vec::new();
    for (week, part) in told.into_iter().filter(|(week, _)| first <= *week) {
        let thursday = Day::thursday_of(week);
        let is_same = |last: &Month| last.month == thursday.month() && last.year == thursday.year();
        if !months.last().is_some_and(is_same) {
            months.push(Month {
                year: thursday.year(),
                month: thursday.month(),
                weeks: (week, week),
                squares: vec![Vec::new(); ids.len()],
            });
        }
        let Some(of_month) = months.last_mut() else { continue };
        of_month.weeks.1 = week;
        let column = part.stretch.area.as_ref().and_then(|area| ids.iter().position(|id| id == area));
        if let Some(squares) = column.and_then(|column| of_month.squares.get_mut(column)) {
            squares.push(Square { week, state: part.state });
        }
    }
    Layout { unknown_until, months }
}
