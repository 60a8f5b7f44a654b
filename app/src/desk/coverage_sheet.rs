//! All that the coverage page shows, built from the tallies, the rulebook and the time: rows of weeks, totals, runs and what
//! was missed. It counts nothing by itself; the rules are `domain::totals`.

use std::collections::BTreeMap;

use domain::area::{Area, Standing as BoundaryStanding};
use domain::coverage::{Cell, Standing, days_between};
use domain::id::AreaId;
use domain::policy::Rulebook;
use domain::reporting::Silence;
use domain::time::WallTime;
use domain::totals::{AreaWeek, Run, Share, Totals, longest_run, totals};
use domain::week::Week;
use serde::{Deserialize, Serialize};

use super::grid::{GridCell, Headline, Promise, WeekRow, YearRows};
use super::miss::{Miss, MissNote};
use super::selection::Selection;
use super::source::CoverageFacts;
use super::span::Span;

/// All that the coverage page shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CoverageSheet {
    /// By the server's clock.
    pub now: WallTime,
    /// Which weeks.
    pub span: Span,
    /// Which areas.
    pub selection: Selection,
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
    /// What all of it comes to.
    pub totals: Totals,
    /// What was missed, newest first.
    pub misses: Vec<Miss>,
    /// Reasons of weeks that are missed no longer, newest first: a walk came late.
    pub settled: Vec<Miss>,
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
    pub share: Share,
    /// The most weeks in a row that were kept.
    pub longest: Option<Run>,
    /// How many days ago the latest counted patrol of the weeks shown was, when they reach up to now.
    pub days_since: Option<u32>,
}

/// Why weeks that have ended are still a lower bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preliminary {
    /// The first of them that is shown.
    pub first: Week,
    /// The phones that have yet to report the latest of them.
    pub silence: Silence,
}

/// The cells of the grid while the sheet is built: rows of weeks, newest first, columns of areas.
struct Cells<'a> {
    areas: Vec<&'a Area>,
    rows: Vec<WeekRow>,
}

impl CoverageSheet {
    /// Builds the sheet. `facts` speaks of the areas that are shown.
    pub fn of(
        rulebook: &Rulebook,
        facts: CoverageFacts,
        selection: Selection,
        span: Span,
        now: WallTime,
    ) -> CoverageSheet {
        let CoverageFacts { tallies, silence, mut notes } = facts;
        let held: BTreeMap<(Week, &AreaId), &Cell> =
            tallies.iter().map(|tally| ((tally.week, &tally.area), &tally.cell)).collect();
        let areas = selection.shown(rulebook);
        let row = |week: Week| {
            let cell = |area: &&Area| {
                let cell = held.get(&(week, &area.id)).copied().copied().unwrap_or_default();
                GridCell::of(&cell, area, week, rulebook, now)
            };
            let is_preliminary = silence.is_some_and(|silence| silence.leaves_open(week, now));
            WeekRow { week, is_preliminary, cells: areas.iter().map(cell).collect(), reasons: Vec::new() }
        };
        let rows = span.first().through(span.last).rev().map(row).collect();
        let mut cells = Cells { areas, rows };
        let followed_since = cells.leave_out_unfollowed();
        let (misses, settled) = cells.part_misses(&mut notes);
        let last_patrol = |area: &Area| {
            let tallied = tallies.iter().filter(|tally| tally.area == area.id);
            tallied.filter_map(|tally| tally.cell.last_patrol).max().filter(|_| span.is_current())
        };
        CoverageSheet {
            now,
            span,
            followed_since,
            headline: cells.headline(now),
            preliminary: cells.preliminary(silence),
            areas: (0..cells.areas.len()).map(|idx| cells.column(idx, last_patrol, now)).collect(),
            totals: totals((0..cells.areas.len()).flat_map(|idx| cells.area_weeks(idx)), now),
            misses,
            settled,
            promise: Promise::of(&rulebook.policy_at(span.last.start())),
            selection,
            years: by_year(cells.rows),
        }
    }
}

impl Cells<'_> {
    /// Leaves out the oldest weeks in which no area was followed, but never all weeks. Returns the oldest that is left,
    /// where some were left out.
    fn leave_out_unfollowed(&mut self) -> Option<Week> {
        let is_followed = |row: &WeekRow| row.cells.iter().any(|cell| cell.standing != Standing::NotFollowed);
        let n_left = self.rows.iter().rposition(is_followed)? + 1;
        if n_left == self.rows.len() {
            return None;
        }
        self.rows.truncate(n_left);
        self.rows.last().map(|row| row.week)
    }

    /// Lists what was missed, puts each reason into its row, and lists the reasons that are needed no longer.
    fn part_misses(&mut self, notes: &mut BTreeMap<(Week, AreaId), MissNote>) -> (Vec<Miss>, Vec<Miss>) {
        let (mut misses, mut settled) = (Vec::new(), Vec::new());
        for row in &mut self.rows {
            for (idx, (area, cell)) in self.areas.iter().zip(&row.cells).enumerate() {
                let (is_missed, note) =
                    (cell.standing == Standing::Missed, notes.remove(&(row.week, area.id.clone())));
                if let (true, Some(note)) = (is_missed, &note) {
                    row.reasons.push((idx, note.reason.clone()));
                }
                let miss = |note| Miss {
                    week: row.week,
                    area: area.id.clone(),
                    name: area.name.clone(),
                    is_preliminary: row.is_preliminary,
                    note,
                };
                match (is_missed, note) {
                    (true, note) => misses.push(miss(note)),
                    (false, Some(note)) => settled.push(miss(Some(note))),
                    (false, None) => {}
                }
            }
        }
        (misses, settled)
    }

    /// Returns the weeks of one area, oldest first.
    fn area_weeks(&self, idx: usize) -> impl Iterator<Item = AreaWeek> + '_ {
        self.rows.iter().rev().map(move |row| AreaWeek {
            week: row.week,
            standing: row.cells[idx].standing,
            is_preliminary: row.is_preliminary,
        })
    }

    fn column(
        &self,
        idx: usize,
        last_patrol: impl Fn(&Area) -> Option<WallTime>,
        now: WallTime,
    ) -> AreaColumn {
        let area = self.areas[idx];
        AreaColumn {
            id: area.id.clone(),
            name: area.name.clone(),
            is_draft: area.boundary_at(now).standing == BoundaryStanding::Draft,
            share: totals(self.area_weeks(idx), now).whole.map_or(Share::default(), |whole| whole.share),
            longest: longest_run(self.area_weeks(idx).map(|area_week| (area_week.week, area_week.standing))),
            days_since: last_patrol(area).map(|last| days_between(last, now)),
        }
    }

    fn headline(&self, now: WallTime) -> Headline {
        let standings = self.rows[0].cells.iter().map(|cell| cell.standing);
        let names = self.areas.iter().map(|area| area.name.as_str());
        Headline::of(names.zip(standings), self.rows[0].week, now)
    }

    /// Tells which of the weeks shown are a lower bound, and why.
    fn preliminary(&self, silence: Option<Silence>) -> Option<Preliminary> {
        let first = self.rows.iter().rfind(|row| row.is_preliminary)?.week;
        Some(Preliminary { first, silence: silence? })
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

    fn sheet(rulebook: &Rulebook, facts: CoverageFacts, span: Span, now: WallTime) -> CoverageSheet {
        CoverageSheet::of(rulebook, facts, Selection::of(rulebook, &[]), span, now)
    }

    fn told(tallies: &[Tally]) -> CoverageFacts {
        CoverageFacts { tallies: tallies.to_vec(), ..CoverageFacts::default() }
    }

    /// Draws a sheet with one line for a week and one letter for an area, and what the headline is made of.
    #[track_caller]
    fn check(rulebook: &Rulebook, tallies: &[Tally], n_weeks: u32, now: &str, expected: Expect) {
        let now = at(now);
        let sheet = sheet(rulebook, told(tallies), Span::asked(None, Some(n_weeks), now), now);
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
            let (Share { n_kept, n_due, .. }, run) = (area.share, area.longest.map_or(0, |run| run.n_weeks));
            told += &format!("{}: {n_kept} of {n_due}, {:?}, run {run}\n", area.name, area.days_since);
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
                Norr: 0 of 0, None, run 0
                Soder: 0 of 0, None, run 0
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
                Norr: 2 of 3, Some(13), run 2
                Soder: 0 of 3, Some(5), run 1
                1 of 2, missing ["Norr"], Some(129600) s left
            "#]],
        );
    }

    #[test]
    fn a_span_before_the_beginning_still_shows_its_weeks() {
        let rulebook = rulebook(&["Norr"], "2026-11-24T08:00:00+01:00");
        let now = at("2026-11-25T12:00:00+01:00");
        let sheet = sheet(&rulebook, told(&[]), Span::asked(Week::new(2026, 40), Some(2), now), now);
        assert_eq!((sheet.years[0].weeks.len(), sheet.followed_since), (2, None));
        assert_eq!((sheet.headline.n_areas, sheet.headline.worst), (0, Standing::NotFollowed));
    }

    #[test]
    fn an_earlier_span_tells_of_its_newest_week() {
        let rulebook = rulebook(&["Norr", "Soder"], "2026-01-01T00:00:00+01:00");
        let now = at("2026-11-25T12:00:00+01:00");
        let span = Span::asked(Week::new(2026, 40), Some(2), now);
        let sheet = sheet(&rulebook, told(&[kept("norr", "2026-09-29T20:00:00+02:00")]), span, now);
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
            super::tests::sheet(&rulebook, facts, Span::asked(last, Some(n_weeks), now), now)
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
    fn what_was_missed_is_listed_with_its_reasons_and_those_that_are_needed_no_longer() {
        let rulebook = rulebook(&["Norr", "Soder"], "2026-11-10T08:00:00+01:00");
        let now = at("2026-11-25T12:00:00+01:00");
        let note = |area: &str, week: &str, reason: &str| {
            let note = MissNote { reason: reason.to_owned(), at: now, who: "Gruppchef".to_owned() };
            ((week.parse().unwrap(), area.parse().unwrap()), note)
        };
        let notes = [
            note("soder", "2026-W47", "Utbildning"),
            note("norr", "2026-W46", "Sjukdom"),
            // Noted and not shown: an older week, an area that is gone.
            note("norr", "2026-W40", "Sjukdom"),
            note("gone", "2026-W47", "Sjukdom"),
        ];
        let facts = CoverageFacts {
            notes: notes.into_iter().collect(),
            silence: Some(Silence { n_phones: 1, since: at("2026-11-17T08:00:00+01:00") }),
            ..told(&[kept("norr", "2026-11-13T22:00:00+01:00")])
        };
        let sheet = sheet(&rulebook, facts, Span::asked(None, Some(4), now), now);
        let listed = |misses: &[Miss]| {
            let line = |miss: &Miss| {
                let reason = miss.note.as_ref().map(|note| note.reason.as_str());
                let sign = if miss.is_preliminary { " preliminary" } else { "" };
                format!("{} {}{sign}: {reason:?}\n", miss.week, miss.name)
            };
            misses.iter().map(line).collect::<String>()
        };
        expect![[r#"
            2026-W47 Norr preliminary: None
            2026-W47 Soder preliminary: Some("Utbildning")
            2026-W46 Soder: None
        "#]]
        .assert_eq(&listed(&sheet.misses));
        expect![[r#"
            2026-W46 Norr: Some("Sjukdom")
        "#]]
        .assert_eq(&listed(&sheet.settled));
        let rows: Vec<&WeekRow> = sheet.years.iter().flat_map(|year| &year.weeks).collect();
        assert_eq!(rows[1].reasons, [(1, "Utbildning".to_owned())]);
        assert!(rows.iter().filter(|row| !row.reasons.is_empty()).count() == 1);
        let whole = sheet.totals.whole.unwrap().share;
        assert_eq!(whole, Share { n_kept: 1, n_due: 4, n_unsure: 2 });
        assert_eq!(sheet.areas[0].share, Share { n_kept: 1, n_due: 2, n_unsure: 1 });
    }

    #[test]
    fn only_the_areas_that_are_asked_for_are_counted() {
        let rulebook = rulebook(&["Norr", "Soder"], "2026-11-10T08:00:00+01:00");
        let now = at("2026-11-25T12:00:00+01:00");
        let selection = Selection::of(&rulebook, &["soder".parse().unwrap()]);
        let facts = told(&[kept("soder", "2026-11-13T22:00:00+01:00")]);
        let sheet = CoverageSheet::of(&rulebook, facts, selection, Span::asked(None, None, now), now);
        assert_eq!(sheet.areas.iter().map(|area| area.name.as_str()).collect::<Vec<_>>(), ["Soder"]);
        assert_eq!(sheet.totals.whole.unwrap().share, Share { n_kept: 1, n_due: 2, n_unsure: 0 });
        assert_eq!(sheet.headline.n_areas, 1);
    }
}
