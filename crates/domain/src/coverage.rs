//! How the promise stands in one area and one week. Walks of one patrol count once; who walked is never asked.

use serde::{Deserialize, Serialize};

use crate::policy::Policy;
use crate::time::WallTime;
use crate::week::Week;

/// What coverage needs to know of a walk that stands (was not withdrawn).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visit {
    /// Its start.
    pub began: WallTime,
    /// Its end.
    pub ended: WallTime,
    /// Whether its verdict counts.
    pub counts: bool,
}

/// Area × week: the tally of the walks that began there then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cell {
    /// Walks of any verdict.
    pub n_walks: u32,
    /// Patrols that count. Counted walks that overlap in time are one patrol: two officers who both pressed start. So it is
    /// the largest number of counted walks of which no two overlap.
    pub n_patrols: u32,
    /// When the promised number of patrols was reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_at: Option<WallTime>,
    /// When the latest counted walk ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_patrol: Option<WallTime>,
}

/// How a cell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The promise is kept since then.
    Kept {
        /// The end of the patrol that kept it.
        at: WallTime,
    },
    /// There is time left.
    Open {
        /// Seconds to the week's end.
        left_s: u32,
    },
    /// There is time left, but little.
    AtRisk {
        /// Seconds to the week's end.
        left_s: u32,
    },
    /// The week ended without.
    Missed,
    /// The week ended before the area was followed, or has not begun.
    NotFollowed,
}

/// Tallies the walks of one area and week. A walk more never takes a patrol away, however late it arrives.
pub fn tally(visits: &[Visit], policy: &Policy) -> Cell {
    let counted = || visits.iter().filter(|visit| visit.counts);
    let ends = patrol_ends(counted());
    let needed = policy.walks_per_week.max(1) as usize;
    Cell {
        n_walks: visits.len() as u32,
        n_patrols: ends.len() as u32,
        kept_at: ends.get(needed - 1).copied(),
        last_patrol: counted().map(|visit| visit.ended).max(),
    }
}

/// Returns when each patrol ended: of the most walks no two of which overlap, each the one that ends first. From then on
/// somebody has been there long enough.
fn patrol_ends<'a>(counted: impl Iterator<Item = &'a Visit>) -> Vec<WallTime> {
    let mut walks: Vec<(WallTime, WallTime)> = counted.map(|visit| (visit.ended, visit.began)).collect();
    walks.sort_unstable();
    let mut ends: Vec<WallTime> = Vec::new();
    for (ended, began) in walks {
        if ends.last().is_none_or(|last| *last <= began) {
            ends.push(ended);
        }
    }
    ends
}

/// Tells how a cell stands at `now`. `followed_since` is when the area's first boundary came into force.
pub fn standing(
    cell: &Cell,
    week: Week,
    now: WallTime,
    followed_since: WallTime,
    policy: &Policy,
) -> Standing {
    if let Some(at) = cell.kept_at {
        return Standing::Kept { at };
    }
    if week.end() <= followed_since || now < week.start() {
        return Standing::NotFollowed;
    }
    if week.end() <= now {
        return Standing::Missed;
    }
    // At most 169 hours, since the week has begun.
    let left_s = week.end().s_since(now) as u32;
    if left_s < policy.at_risk_h.saturating_mul(3600) {
        Standing::AtRisk { left_s }
    } else {
        Standing::Open { left_s }
    }
}

/// Returns the whole days between two moments as a calendar in Huddinge counts them: yesterday evening is one day ago.
pub fn days_between(earlier: WallTime, later: WallTime) -> u32 {
    let (earlier, later) = (earlier.in_stockholm().date_naive(), later.in_stockholm().date_naive());
    (later - earlier).num_days().max(0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    fn at(text: &str) -> WallTime {
        WallTime::parse(text).unwrap()
    }

    /// Returns a visit on Monday of week 48, from and to so many minutes after midnight.
    fn visit(&(from_min, to_min, counts): &(i64, i64, bool)) -> Visit {
        let midnight = at("2026-11-23T00:00:00+01:00");
        Visit { began: midnight.plus_s(60 * from_min), ended: midnight.plus_s(60 * to_min), counts }
    }

    fn promised(walks_per_week: u32) -> Policy {
        Policy { walks_per_week, ..Policy::default() }
    }

    #[track_caller]
    fn check(walks_per_week: u32, cases: &[&[(i64, i64, bool)]], expected: Expect) {
        let told = cases.iter().map(|case| {
            let visits: Vec<Visit> = case.iter().map(visit).collect();
            let Cell { n_walks, n_patrols, kept_at, last_patrol } = tally(&visits, &promised(walks_per_week));
            let clock = |at: Option<WallTime>| {
                at.map_or("–".to_owned(), |at| format!("{:02}:{:02}", at.local().hour, at.local().minute))
            };
            let (kept_at, last_patrol) = (clock(kept_at), clock(last_patrol));
            format!("{n_walks} walks, {n_patrols} patrols, kept at {kept_at}, last {last_patrol}\n")
        });
        expected.assert_eq(&told.collect::<String>());
    }

    #[test]
    fn only_what_counts_makes_a_patrol() {
        check(
            1,
            &[&[], &[(60, 75, false)], &[(60, 75, false), (90, 105, true)]],
            expect![[r#"
            0 walks, 0 patrols, kept at –, last –
            1 walks, 0 patrols, kept at –, last –
            2 walks, 1 patrols, kept at 01:45, last 01:45
        "#]],
        );
    }

    #[test]
    fn walks_that_overlap_are_one_patrol() {
        check(
            1,
            &[
                &[(60, 75, true), (61, 80, true)],
                // Within another, the same twice, in a chain, and one after the other without a pause.
                &[(60, 120, true), (80, 95, true)],
                &[(60, 75, true), (60, 75, true)],
                &[(60, 75, true), (70, 85, true), (80, 95, true)],
                &[(60, 75, true), (75, 90, true)],
                // What does not count joins nothing.
                &[(60, 75, true), (70, 85, false), (80, 95, true)],
            ],
            expect![[r#"
                2 walks, 1 patrols, kept at 01:15, last 01:20
                2 walks, 1 patrols, kept at 01:35, last 02:00
                2 walks, 1 patrols, kept at 01:15, last 01:15
                3 walks, 2 patrols, kept at 01:15, last 01:35
                2 walks, 2 patrols, kept at 01:15, last 01:30
                3 walks, 2 patrols, kept at 01:15, last 01:35
            "#]],
        );
    }

    #[test]
    fn the_promise_is_kept_when_its_last_patrol_has_ended() {
        let day: &[(i64, i64, bool)] = &[(600, 615, true), (60, 75, true), (300, 315, true)];
        check(
            1,
            &[day],
            expect![[r#"
            3 walks, 3 patrols, kept at 01:15, last 10:15
        "#]],
        );
        check(
            2,
            &[day, &[(60, 75, true), (61, 76, true)]],
            expect![[r#"
            3 walks, 3 patrols, kept at 05:15, last 10:15
            2 walks, 1 patrols, kept at –, last 01:16
        "#]],
        );
        check(
            4,
            &[day],
            expect![[r#"
            3 walks, 3 patrols, kept at –, last 10:15
        "#]],
        );
        check(
            0,
            &[day],
            expect![[r#"
            3 walks, 3 patrols, kept at 01:15, last 10:15
        "#]],
        );
    }

    #[track_caller]
    fn check_standing(kept_at: Option<&str>, now: &str, expected: Standing) {
        let cell = Cell { kept_at: kept_at.map(at), ..Cell::default() };
        let week = Week::new(2026, 48).unwrap();
        let followed_since = at("2026-11-20T12:00:00+01:00");
        assert_eq!(standing(&cell, week, at(now), followed_since, &Policy::default()), expected, "{now}");
    }

    #[test]
    fn a_week_stands_open_then_at_risk_then_missed() {
        let hours = |hours: u32| hours * 3600;
        check_standing(None, "2026-11-22T23:59:59.999+01:00", Standing::NotFollowed);
        check_standing(None, "2026-11-23T00:00:00+01:00", Standing::Open { left_s: hours(168) });
        check_standing(None, "2026-11-28T00:00:00+01:00", Standing::Open { left_s: hours(48) });
        check_standing(None, "2026-11-28T00:00:00.001+01:00", Standing::AtRisk { left_s: hours(48) - 1 });
        check_standing(None, "2026-11-29T23:59:59.999+01:00", Standing::AtRisk { left_s: 0 });
        check_standing(None, "2026-11-30T00:00:00+01:00", Standing::Missed);
    }

    #[test]
    fn a_kept_week_stays_kept() {
        let kept_at = Some("2026-11-24T22:29:00+01:00");
        let kept = Standing::Kept { at: at("2026-11-24T22:29:00+01:00") };
        check_standing(kept_at, "2026-11-24T22:29:00+01:00", kept);
        check_standing(kept_at, "2026-12-24T15:00:00+01:00", kept);
    }

    #[test]
    fn a_week_that_ended_before_the_area_was_followed_is_neither_kept_nor_missed() {
        let week = Week::new(2026, 48).unwrap();
        let stands = |followed_since| {
            standing(
                &Cell::default(),
                week,
                at("2027-01-01T12:00:00+01:00"),
                followed_since,
                &Policy::default(),
            )
        };
        assert_eq!(stands(week.end()), Standing::NotFollowed);
        assert_eq!(stands(week.end().plus_ms(-1)), Standing::Missed);
    }

    #[test]
    fn a_week_with_a_change_of_summer_time_has_an_hour_more_or_less() {
        let left_h = |week: &str| {
            let week: Week = week.parse().unwrap();
            match standing(&Cell::default(), week, week.start(), WallTime::from_ms(0), &Policy::default()) {
                Standing::Open { left_s } => left_s / 3600,
                other => panic!("{week} stands {other:?} at its start"),
            }
        };
        assert_eq!(["2026-W43", "2026-W13", "2026-W53"].map(left_h), [169, 167, 168]);
    }

    #[test]
    fn days_are_counted_as_the_calendar_does() {
        let days = |earlier, later| days_between(at(earlier), at(later));
        assert_eq!(days("2026-11-24T22:29:00+01:00", "2026-11-24T23:59:59+01:00"), 0);
        assert_eq!(days("2026-11-24T23:59:59+01:00", "2026-11-25T00:00:00+01:00"), 1);
        // 25 hours and one day; 23 hours and one day.
        assert_eq!(days("2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00"), 1);
        assert_eq!(days("2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00"), 1);
        assert_eq!(days("2026-11-25T00:00:00+01:00", "2026-11-24T00:00:00+01:00"), 0);
    }

    fn visits() -> impl Strategy<Value = Vec<Visit>> {
        let one = (0i64..600, 1i64..60, any::<bool>());
        prop::collection::vec(
            one.prop_map(|(from, length, counts)| visit(&(from, from + length, counts))),
            1..12,
        )
    }

    proptest! {
        #[test]
        fn the_order_of_visits_changes_nothing(
            (visits, shuffled) in visits().prop_flat_map(|visits| (Just(visits.clone()), Just(visits).prop_shuffle())),
            promised_n in 0u32..4,
        ) {
            prop_assert_eq!(tally(&visits, &promised(promised_n)), tally(&shuffled, &promised(promised_n)));
        }

        #[test]
        fn a_second_officer_on_the_same_patrol_adds_a_walk_and_no_patrol(
            visits in visits(),
            which in any::<prop::sample::Index>(),
        ) {
            let before = tally(&visits, &promised(1));
            let again = visits[which.index(visits.len())];
            let after = tally(&[&visits[..], &[again]].concat(), &promised(1));
            prop_assert_eq!(after, Cell { n_walks: before.n_walks + 1, ..before });
        }

        #[test]
        fn a_walk_more_never_unkeeps_a_promise(visits in visits(), promised_n in 1u32..4) {
            let fewer = tally(&visits[1..], &promised(promised_n));
            let more = tally(&visits, &promised(promised_n));
            prop_assert!(fewer.n_patrols <= more.n_patrols && fewer.last_patrol <= more.last_patrol);
            if let Some(kept_at) = fewer.kept_at {
                prop_assert!(more.kept_at.is_some_and(|at| at <= kept_at), "{fewer:?} became {more:?}");
            }
        }
    }
}
