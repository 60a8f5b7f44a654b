//! What the week's page shows, built from the tallies, the rulebook and the time: a sentence, and a card for each area. It never
//! asks who walked.

use domain::area::{Area, Standing as BoundaryStanding};
use domain::coverage::{Cell, Standing, days_between};
use domain::decision::Worth;
use domain::id::AreaId;
use domain::policy::Rulebook;
use domain::reporting::Silence;
use domain::time::WallTime;
use domain::week::Week;
use serde::{Deserialize, Serialize};

use super::grid::{GridCell, Headline, Promise};
use super::selection::Selection;

/// How a week stands in some areas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekFacts {
    /// In the order in which they were asked for.
    pub areas: Vec<AreaFacts>,
    /// The phones in use that have not said, since the week began, that they had nothing more to send; if there are any.
    pub silence: Option<Silence>,
}

/// How one area stands in that week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaFacts {
    /// The week's tally.
    pub cell: Cell,
    /// The tally of the week before.
    pub before: Cell,
    /// When the latest counted patrol ended, of that week and all before.
    pub last_patrol: Option<WallTime>,
    /// The week's walks in order of their starts, where the reader may know of them.
    pub starts: Vec<Start>,
}

/// The start of one walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// When.
    pub began: WallTime,
    /// What the walk comes to.
    pub worth: Worth,
}

/// All that the week's page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekSheet {
    /// By the server's clock.
    pub now: WallTime,
    /// The week that now is.
    pub week: Week,
    /// What it comes to.
    pub headline: Headline,
    /// What the week before came to, where an area was followed then.
    pub before: Option<Headline>,
    /// The areas, in the order in which people name them.
    pub cards: Vec<Card>,
    /// The phones that have yet to report, if any have.
    pub silence: Option<Silence>,
    /// What is promised.
    pub promise: Promise,
    /// Which areas are shown.
    pub selection: Selection,
}

/// One area in the week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Which.
    pub id: AreaId,
    /// As people call it.
    pub name: String,
    /// Whether its boundary is still a draft.
    pub is_draft: bool,
    /// How it stands.
    pub cell: GridCell,
    /// When the latest counted patrol ended.
    pub last_patrol: Option<WallTime>,
    /// How many days ago that was.
    pub days_since: Option<u32>,
    /// The week's latest walks in order of their starts, where the reader may know of them.
    pub starts: Vec<Start>,
    /// How many more there were before those.
    pub n_earlier: usize,
}

impl Card {
    /// The most starts that a card names.
    const MOST_STARTS: usize = 6;

    fn of(area: &Area, facts: &AreaFacts, week: Week, rulebook: &Rulebook, now: WallTime) -> Card {
        let n_earlier = facts.starts.len().saturating_sub(Self::MOST_STARTS);
        // A phone whose clock is ahead may have told a walk that has yet to end.
        let last_patrol = facts.last_patrol.filter(|last| *last <= now);
        Card {
            id: area.id.clone(),
            name: area.name.clone(),
            is_draft: area.boundary_at(now).standing == BoundaryStanding::Draft,
            cell: GridCell::of(&facts.cell, area, week, rulebook, now),
            last_patrol,
            days_since: last_patrol.map(|last| days_between(last, now)),
            starts: facts.starts[n_earlier..].to_vec(),
            n_earlier,
        }
    }

    /// Tells whether the promise is kept there.
    pub fn is_kept(&self) -> bool {
        matches!(self.cell.standing, Standing::Kept { .. })
    }
}

impl WeekSheet {
    /// Builds the sheet of the week that now is. `facts` speaks of the areas that are shown, in their order.
    pub fn of(rulebook: &Rulebook, facts: &WeekFacts, selection: Selection, now: WallTime) -> WeekSheet {
        let week = Week::of(now);
        let areas = selection.shown(rulebook);
        let told = || areas.iter().copied().zip(&facts.areas);
        let before = told().map(|(area, facts)| {
            (area.name.as_str(), GridCell::of(&facts.before, area, week.back(1), rulebook, now).standing)
        });
        let before = Headline::of(before, week.back(1), now);
        let cards: Vec<Card> =
            told().map(|(area, facts)| Card::of(area, facts, week, rulebook, now)).collect();
        let standings = cards.iter().map(|card| (card.name.as_str(), card.cell.standing));
        WeekSheet {
            now,
            week,
            headline: Headline::of(standings, week, now),
            before: (0 < before.n_areas).then_some(before),
            silence: facts.silence,
            // The rule that the week is judged by: one that came into force since holds from the next week on.
            promise: Promise::of(&rulebook.policy_at(week.start())),
            selection,
            cards,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::area::Boundary;
    use domain::place::Position;
    use domain::policy::Policy;
    use expect_test::{Expect, expect};

    fn at(text: &str) -> WallTime {
        WallTime::parse(text).unwrap()
    }

    fn rulebook(followed_since: &str) -> Rulebook {
        let place = |lat, lon| Position { lat, lon };
        let ring = vec![place(59.21, 18.15), place(59.22, 18.15), place(59.22, 18.16)];
        let boundary = Boundary::new(1, at(followed_since), BoundaryStanding::Draft, ring).unwrap();
        let area = |name: &str| Area {
            id: name.to_lowercase().parse().unwrap(),
            name: name.to_owned(),
            boundaries: vec![boundary.clone()],
        };
        Rulebook { areas: vec![area("Norr"), area("Soder")], ..Rulebook::default() }
    }

    fn nobody_came() -> AreaFacts {
        AreaFacts { cell: Cell::default(), before: Cell::default(), last_patrol: None, starts: Vec::new() }
    }

    fn kept(at_text: &str) -> Cell {
        let kept_at = Some(at(at_text));
        Cell { n_walks: 1, n_patrols: 1, kept_at, last_patrol: kept_at }
    }

    #[track_caller]
    fn check(rulebook: &Rulebook, areas: Vec<AreaFacts>, now: &str, expected: Expect) {
        let facts = WeekFacts { areas, silence: None };
        let sheet = WeekSheet::of(rulebook, &facts, Selection::of(rulebook, &[]), at(now));
        let told = |headline: &Headline| {
            let Headline { week, n_kept, n_areas, missing, left_s, worst } = headline;
            format!("{week}: {n_kept} of {n_areas}, missing {missing:?}, {left_s:?} s left, {worst:?}\n")
        };
        let mut said = told(&sheet.headline);
        said += &sheet.before.as_ref().map_or("before: nothing\n".to_owned(), told);
        for Card { name, cell, days_since, starts, n_earlier, .. } in &sheet.cards {
            let n_starts = starts.len();
            said += &format!(
                "{name}: {:?}, days since {days_since:?}, {n_starts} starts and {n_earlier}\n",
                cell.standing
            );
        }
        expected.assert_eq(&said);
    }

    #[test]
    fn a_friday_tells_what_is_missing_and_how_long_there_is() {
        let early = at("2026-11-23T14:10:00+01:00");
        let starts: Vec<Start> =
            (0..9).map(|n| Start { began: early.plus_s(n * 3600), worth: Worth::Counts }).collect();
        let norr = AreaFacts {
            cell: kept("2026-11-23T14:25:00+01:00"),
            last_patrol: Some(at("2026-11-26T22:29:00+01:00")),
            starts,
            ..nobody_came()
        };
        let soder = AreaFacts {
            before: kept("2026-11-18T22:29:00+01:00"),
            last_patrol: Some(at("2026-11-18T22:29:00+01:00")),
            ..nobody_came()
        };
        check(
            &rulebook("2026-01-01T00:00:00+01:00"),
            vec![norr, soder],
            "2026-11-28T14:00:00+01:00",
            expect![[r#"
                2026-W48: 1 of 2, missing ["Soder"], Some(122400) s left, AtRisk { left_s: 122400 }
                2026-W47: 1 of 2, missing ["Norr"], None s left, Missed
                Norr: Kept { at: WallTime(1795440300000) }, days since Some(2), 6 starts and 3
                Soder: AtRisk { left_s: 122400 }, days since Some(10), 0 starts and 0
            "#]],
        );
    }

    #[test]
    fn a_new_installation_speaks_of_no_week_before() {
        check(
            &rulebook("2026-11-24T08:00:00+01:00"),
            vec![nobody_came(), nobody_came()],
            "2026-11-25T12:00:00+01:00",
            expect![[r#"
                2026-W48: 0 of 2, missing ["Norr", "Soder"], Some(388800) s left, Open { left_s: 388800 }
                before: nothing
                Norr: Open { left_s: 388800 }, days since None, 0 starts and 0
                Soder: Open { left_s: 388800 }, days since None, 0 starts and 0
            "#]],
        );
    }

    #[test]
    fn a_week_has_the_hours_that_it_has() {
        // The clocks go back on the Sunday: an hour more.
        let rulebook = rulebook("2026-01-01T00:00:00+01:00");
        let left_s = |now: &str| {
            let facts = WeekFacts { areas: vec![nobody_came(), nobody_came()], silence: None };
            WeekSheet::of(&rulebook, &facts, Selection::of(&rulebook, &[]), at(now)).headline.left_s
        };
        assert_eq!(left_s("2026-10-24T23:00:00+02:00"), Some(26 * 3600));
        // Sunday before the first Monday of 2027 is in week 53.
        assert_eq!(left_s("2027-01-03T23:00:00+01:00"), Some(3600));
        assert_eq!(Week::of(at("2027-01-03T23:00:00+01:00")).to_string(), "2026-W53");
    }

    #[test]
    fn a_rule_that_came_into_force_during_the_week_is_not_the_weeks() {
        let later = Policy {
            version: 2,
            valid_from: at("2026-11-25T08:00:00+01:00"),
            at_risk_h: 90,
            ..Policy::default()
        };
        let rulebook =
            Rulebook { policies: vec![Policy::default(), later], ..rulebook("2026-01-01T00:00:00+01:00") };
        let at_risk_h = |now: &str| {
            let facts = WeekFacts { areas: vec![nobody_came(), nobody_came()], silence: None };
            let sheet = WeekSheet::of(&rulebook, &facts, Selection::of(&rulebook, &[]), at(now));
            let is_at_risk = matches!(sheet.headline.worst, Standing::AtRisk { .. });
            (sheet.promise.at_risk_h, is_at_risk)
        };
        assert_eq!(at_risk_h("2026-11-27T12:00:00+01:00"), (48, false));
        assert_eq!(at_risk_h("2026-12-04T12:00:00+01:00"), (90, true));
    }

    #[test]
    fn a_walk_of_a_phone_whose_clock_is_ahead_is_not_the_latest_yet() {
        let rulebook = rulebook("2026-01-01T00:00:00+01:00");
        let ahead = AreaFacts { last_patrol: Some(at("2026-11-26T12:00:00+01:00")), ..nobody_came() };
        let facts = WeekFacts { areas: vec![ahead, nobody_came()], silence: None };
        let now = at("2026-11-25T12:00:00+01:00");
        let sheet = WeekSheet::of(&rulebook, &facts, Selection::of(&rulebook, &[]), now);
        assert_eq!((sheet.cards[0].last_patrol, sheet.cards[0].days_since), (None, None));
    }
}
