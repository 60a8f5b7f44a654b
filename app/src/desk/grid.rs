//! The grid of areas and weeks, and what the sentence above it says: built from the tallies, the rulebook and the time.
//! It never asks who walked.

use std::collections::BTreeMap;

use domain::area::{Area, Standing as BoundaryStanding};
use domain::coverage::{Cell, Standing, days_between, standing};
use domain::id::AreaId;
use domain::policy::{Policy, Rulebook};
use domain::reporting::Silence;
use domain::time::WallTime;
use domain::week::Week;
use serde::{Deserialize, Serialize};

use super::source::CoverageFacts;
use super::span::Span;

/// All that the coverage page shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CoverageSheet {
    /// By the server's clock.
    pub now: WallTime,
    /// Which weeks.
    pub span: Span,
    /// The first week in which an area was followed, where the weeks reach further back. Those before are left out.
    pub followed_since: Option<Week>,
    /// What the newest week comes to.
    pub headline: Headline,
    /// Which phones have yet to report weeks that are shown, if any have.
    pub preliminary: Option<Preliminary>,
    /// The columns.
    pub areas: Vec<AreaColumn>,
    /// The rows by ISO year, newest first.
    pub years: Vec<YearRows>,
    /// What is promised.
    pub promise: Promise,
}

/// One area, over all weeks shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AreaColumn {
    /// Which.
    pub id: AreaId,
    /// As people call it.
    pub name: String,
    /// Whether its boundary is still a draft.
    pub is_draft: bool,
    /// How many of the weeks that have ended were kept.
    pub n_kept: u32,
    /// How many weeks have ended while the area was followed.
    pub n_ended: u32,
    /// How many days ago the latest counted patrol of the weeks shown was, when they reach up to now.
    pub days_since: Option<u32>,
}

/// The weeks of one ISO year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearRows {
    /// The year.
    pub year: i32,
    /// Newest first.
    pub weeks: Vec<WeekRow>,
}

/// Why weeks that have ended are still a lower bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preliminary {
    /// The first of them that is shown.
    pub first: Week,
    /// The phones that have yet to report the latest of them.
    pub silence: Silence,
}

/// One week, area by area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekRow {
    /// Which.
    pub week: Week,
    /// Whether its figures are a lower bound, because phones have yet to report it.
    pub is_preliminary: bool,
    /// In the order of the columns.
    pub cells: Vec<GridCell>,
}

/// How one area stands in one week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GridCell {
    /// In a word.
    pub standing: Standing,
    /// Walks of any verdict.
    pub n_walks: u32,
    /// Patrols that count.
    pub n_patrols: u32,
    /// Patrols that were promised.
    pub n_needed: u32,
}

/// What is promised in each area and week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// How many patrols.
    pub walks_per_week: u32,
    /// How long each, in seconds.
    pub required_s: u32,
    /// A week is at risk when fewer hours than this are left.
    pub at_risk_h: u32,
}

/// What the sentence above the grid says of one week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Headline {
    /// Which week.
    pub week: Week,
    /// Seconds to its end; nothing when it has ended.
    pub left_s: Option<u32>,
    /// How many areas are followed in it.
    pub n_areas: usize,
    /// How many of them are kept.
    pub n_kept: usize,
    /// The names of the others.
    pub missing: Vec<String>,
    /// The standing that asks most for attention.
    pub worst: Standing,
}

impl CoverageSheet {
    /// Builds the sheet.
    pub fn of(rulebook: &Rulebook, facts: &CoverageFacts, span: Span, now: WallTime) -> CoverageSheet {
        let tallies = &facts.tallies;
        let held: BTreeMap<(Week, &AreaId), &Cell> =
            tallies.iter().map(|tally| ((tally.week, &tally.area), &tally.cell)).collect();
        let row = |week: Week| {
            let cell = |area: &Area| {
                let cell = held.get(&(week, &area.id)).copied().copied().unwrap_or_default();
                GridCell::of(&cell, area, week, rulebook, now)
            };
            let is_preliminary = facts.silence.is_some_and(|silence| silence.leaves_open(week, now));
            WeekRow { week, is_preliminary, cells: rulebook.areas.iter().map(cell).collect() }
        };
        let mut rows: Vec<WeekRow> = span.first().through(span.last).rev().map(row).collect();
        let followed_since = leave_out_unfollowed(&mut rows);
        let column = |(idx, area): (usize, &Area)| {
            let standings =
                || rows.iter().filter_map(|row| row.cells.get(idx).map(|cell| (row.week, cell.standing)));
            let ended = || {
                standings().filter(|(week, standing)| week.end() <= now && *standing != Standing::NotFollowed)
            };
            let is_kept = |standing: &Standing| matches!(standing, Standing::Kept { .. });
            let tallied = tallies.iter().filter(|tally| tally.area == area.id);
            let last_patrol = tallied.filter_map(|tally| tally.cell.last_patrol).max();
            AreaColumn {
                id: area.id.clone(),
                name: area.name.clone(),
                is_draft: area.boundary_at(now).standing == BoundaryStanding::Draft,
                n_kept: ended().filter(|(_, standing)| is_kept(standing)).count() as u32,
                n_ended: ended().count() as u32,
                days_since: last_patrol.filter(|_| span.is_current()).map(|last| days_between(last, now)),
            }
        };
        CoverageSheet {
            now,
            span,
            followed_since,
            headline: headline(&rulebook.areas, &rows[0], now),
            preliminary: preliminary(&rows, facts.silence),
            areas: rulebook.areas.iter().enumerate().map(column).collect(),
            promise: Promise::of(&rulebook.policy_at(now)),
            years: by_year(rows),
        }
    }
}

impl GridCell {
    /// Tells how an area stands in a week, by the rule that was in force when the week began.
    pub fn of(cell: &Cell, area: &Area, week: Week, rulebook: &Rulebook, now: WallTime) -> GridCell {
        let policy = rulebook.policy_at(week.start());
        GridCell {
            standing: standing(cell, week, now, area.followed_since(), &policy),
            n_walks: cell.n_walks,
            n_patrols: cell.n_patrols,
            n_needed: policy.walks_per_week,
        }
    }
}

impl Headline {
    /// Sums up how some areas, by their names, stand in a week.
    pub(super) fn of<'a>(
        standings: impl Iterator<Item = (&'a str, Standing)>,
        week: Week,
        now: WallTime,
    ) -> Headline {
        let followed: Vec<(&str, Standing)> =
            standings.filter(|(_, standing)| *standing != Standing::NotFollowed).collect();
        let missing = followed.iter().filter(|(_, standing)| !matches!(standing, Standing::Kept { .. }));
        let missing: Vec<String> = missing.map(|(name, _)| (*name).to_owned()).collect();
        let worst = followed.iter().map(|(_, standing)| *standing).max_by_key(|standing| urgency(*standing));
        Headline {
            week,
            left_s: u32::try_from(week.end().s_since(now)).ok().filter(|left_s| 0 < *left_s),
            n_areas: followed.len(),
            n_kept: followed.len() - missing.len(),
            missing,
            worst: worst.unwrap_or(Standing::NotFollowed),
        }
    }
}

impl Promise {
    /// Returns what a policy promises.
    pub(super) fn of(policy: &Policy) -> Promise {
        Promise {
            walks_per_week: policy.walks_per_week,
            required_s: policy.required_dwell_s(),
            at_risk_h: policy.at_risk_h,
        }
    }
}

fn headline(areas: &[Area], row: &WeekRow, now: WallTime) -> Headline {
    let standings = row.cells.iter().map(|cell| cell.standing);
    Headline::of(areas.iter().map(|area| area.name.as_str()).zip(standings), row.week, now)
}

/// Leaves out the oldest weeks in which no area was followed, but never all weeks. Returns the oldest that is left, where
/// some were left out.
fn leave_out_unfollowed(rows: &mut Vec<WeekRow>) -> Option<Week> {
    let is_followed = |row: &WeekRow| row.cells.iter().any(|cell| cell.standing != Standing::NotFollowed);
    let oldest = rows.iter().rposition(is_followed)?;
    let n_left = oldest + 1;
    if n_left == rows.len() {
        return None;
    }
    rows.truncate(n_left);
    rows.last().map(|row| row.week)
}

/// Tells which of the weeks shown are a lower bound, and why.
fn preliminary(rows: &[WeekRow], silence: Option<Silence>) -> Option<Preliminary> {
    let first = rows.iter().rfind(|row| row.is_preliminary)?.week;
    Some(Preliminary { first, silence: silence? })
}

/// Orders standings by how much they ask for attention.
fn urgency(standing: Standing) -> u8 {
    match standing {
        Standing::NotFollowed => 0,
        Standing::Kept { .. } => 1,
        Standing::Open { .. } => 2,
        Standing::AtRisk { .. } => 3,
        Standing::Missed => 4,
    }
}

/// Parts rows by their ISO year and keeps their order.
fn by_year(rows: Vec<WeekRow>) -> Vec<YearRows> {
    let mut years: Vec<YearRows> = Vec::new();
    for row in rows {
        match years.last_mut() {
            Some(last) if last.year == row.week.year() => last.weeks.push(row),
            _ => years.push(YearRows { year: row.week.year(), weeks: vec![row] }),
        }
    }
    years
}

#[cfg(test)]
mod tests {
    use super::super::source::Tally;
    use super::*;
    use domain::area::Boundary;
    use domain::place::Position;
    use domain::reporting::silence;
    use expect_test::{Expect, expect};

    fn at(text: &str) -> WallTime {
        WallTime::parse(text).unwrap()
    }

    /// Returns a rulebook with areas that are all followed since the same moment.
    fn rulebook(names: &[&str], followed_since: &str) -> Rulebook {
        let place = |lat, lon| Position { lat, lon };
        let ring = vec![place(59.21, 18.15), place(59.22, 18.15), place(59.22, 18.16)];
        let boundary = Boundary::new(1, at(followed_since), BoundaryStanding::Draft, ring).unwrap();
        let area = |name: &&str| Area {
            id: name.to_lowercase().replace(' ', "-").parse().unwrap(),
            name: (*name).to_owned(),
            boundaries: vec![boundary.clone()],
        };
        Rulebook { areas: names.iter().map(area).collect(), ..Rulebook::default() }
    }

    fn kept(area: &str, at_text: &str) -> Tally {
        let kept_at = at(at_text);
        Tally {
            area: area.parse().unwrap(),
            week: Week::of(kept_at),
            cell: Cell { n_walks: 2, n_patrols: 1, kept_at: Some(kept_at), last_patrol: Some(kept_at) },
        }
    }

    fn told(tallies: &[Tally]) -> CoverageFacts {
        CoverageFacts { tallies: tallies.to_vec(), ..CoverageFacts::default() }
    }

    /// Draws a sheet with one line for a week and one letter for an area, and what the headline is made of.
    #[track_caller]
    fn check(rulebook: &Rulebook, tallies: &[Tally], n_weeks: u32, now: &str, expected: Expect) {
        let now = at(now);
        let sheet = CoverageSheet::of(rulebook, &told(tallies), Span::asked(None, Some(n_weeks), now), now);
        assert_eq!(sheet.preliminary, None);
        let letter = |cell: &GridCell| match cell.standing {
            Standing::Kept { .. } => 'K',
            Standing::Open { .. } => 'o',
            Standing::AtRisk { .. } => '!',
            Standing::Missed => 'M',
            Standing::NotFollowed => '-',
        };
        let mut told = String::new();
        for year in &sheet.years {
            told += &format!("{}\n", year.year);
            for row in &year.weeks {
                told += &format!(
                    "  {:02} {}\n",
                    row.week.number(),
                    row.cells.iter().map(letter).collect::<String>()
                );
            }
        }
        for area in &sheet.areas {
            told += &format!("{}: {} of {}, {:?}\n", area.name, area.n_kept, area.n_ended, area.days_since);
        }
        if let Some(week) = sheet.followed_since {
            told += &format!("followed since {week}\n");
        }
        let Headline { n_kept, n_areas, missing, left_s, .. } = &sheet.headline;
        told += &format!("{n_kept} of {n_areas}, missing {missing:?}, {left_s:?} s left\n");
        expected.assert_eq(&told);
    }

    #[test]
    fn a_new_installation_has_missed_nothing() {
        let rulebook = rulebook(&["Norr", "Soder"], "2026-11-24T08:00:00+01:00");
        check(
            &rulebook,
            &[],
            3,
            "2026-11-25T12:00:00+01:00",
            expect![[r#"
                2026
                  48 oo
                Norr: 0 of 0, None
                Soder: 0 of 0, None
                followed since 2026-W48
                0 of 2, missing ["Norr", "Soder"], Some(388800) s left
            "#]],
        );
    }

    #[test]
    fn weeks_follow_each_other_over_new_year() {
        let rulebook = rulebook(&["Norr", "Soder"], "2026-12-01T00:00:00+01:00");
        let tallies = [
            kept("norr", "2026-12-22T22:00:00+01:00"),
            kept("norr", "2027-01-03T23:58:00+01:00"),
            kept("soder", "2027-01-11T22:00:00+01:00"),
        ];
        check(
            &rulebook,
            &tallies,
            4,
            "2027-01-16T12:00:00+01:00",
            expect![[r#"
                2027
                  02 !K
                  01 MM
                2026
                  53 KM
                  52 KM
                Norr: 2 of 3, Some(13)
                Soder: 0 of 3, Some(5)
                1 of 2, missing ["Norr"], Some(129600) s left
            "#]],
        );
    }

    #[test]
    fn a_span_before_the_beginning_still_shows_its_weeks() {
        let rulebook = rulebook(&["Norr"], "2026-11-24T08:00:00+01:00");
        let now = at("2026-11-25T12:00:00+01:00");
        let sheet =
            CoverageSheet::of(&rulebook, &told(&[]), Span::asked(Week::new(2026, 40), Some(2), now), now);
        assert_eq!((sheet.years[0].weeks.len(), sheet.followed_since), (2, None));
        assert_eq!((sheet.headline.n_areas, sheet.headline.worst), (0, Standing::NotFollowed));
    }

    #[test]
    fn an_earlier_span_tells_of_its_newest_week() {
        let rulebook = rulebook(&["Norr", "Soder"], "2026-01-01T00:00:00+01:00");
        let now = at("2026-11-25T12:00:00+01:00");
        let span = Span::asked(Week::new(2026, 40), Some(2), now);
        let sheet =
            CoverageSheet::of(&rulebook, &told(&[kept("norr", "2026-09-29T20:00:00+02:00")]), span, now);
        assert_eq!((sheet.headline.n_kept, sheet.headline.left_s), (1, None));
        assert_eq!(
            (sheet.headline.missing, sheet.headline.worst),
            (vec!["Soder".to_owned()], Standing::Missed)
        );
        assert_eq!(sheet.areas[0].days_since, None);
    }

    #[test]
    fn weeks_that_phones_have_yet_to_report_are_a_lower_bound() {
        let rulebook = rulebook(&["Norr"], "2026-01-01T00:00:00+01:00");
        let now = at("2026-11-25T12:00:00+01:00");
        let reports = [at("2026-11-10T08:00:00+01:00"), at("2026-11-20T08:00:00+01:00"), now];
        let sheet = |last: Option<Week>, n_weeks| {
            let latest = last.unwrap_or(Week::of(now).back(1));
            let facts = CoverageFacts { silence: silence(&reports, latest, now), ..told(&[]) };
            CoverageSheet::of(&rulebook, &facts, Span::asked(last, Some(n_weeks), now), now)
        };
        let shown = sheet(None, 4);
        let weeks = shown.years[0].weeks.iter().map(|row| (row.week.number(), row.is_preliminary));
        assert_eq!(weeks.collect::<Vec<_>>(), [(48, false), (47, true), (46, true), (45, false)]);
        let silence = Silence { n_phones: 2, since: reports[0] };
        assert_eq!(shown.preliminary, Some(Preliminary { first: Week::new(2026, 46).unwrap(), silence }));
        // Of earlier weeks alone the later phone says nothing.
        let silence = Silence { n_phones: 1, since: reports[0] };
        let week = Week::new(2026, 46);
        assert_eq!(sheet(week, 3).preliminary, Some(Preliminary { first: week.unwrap(), silence }));
        assert_eq!(sheet(Week::new(2026, 45), 3).preliminary, None);
    }

    #[test]
    fn the_worst_standing_leads() {
        let order = [
            Standing::Missed,
            Standing::AtRisk { left_s: 1 },
            Standing::Open { left_s: 1 },
            Standing::Kept { at: at("2026-11-25T12:00:00+01:00") },
            Standing::NotFollowed,
        ];
        assert!(order.windows(2).all(|pair| urgency(pair[1]) < urgency(pair[0])));
    }
}
