//! How often the promise was kept over many weeks and areas: totals for all of them, for each year and each third of a year,
//! and the longest run of kept weeks. Who walked is never asked, and no area is set against another.
//!
//! An area-week is due once its week has ended while the area was followed. The week that goes on is in no total, kept or
//! not: else a total would look better early in the week than it ends.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::coverage::Standing;
use crate::time::WallTime;
use crate::week::Week;

/// One area in one week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AreaWeek {
    /// Which week.
    pub week: Week,
    /// How the area stands in it.
    pub standing: Standing,
    /// Whether that is a lower bound: phones have yet to report the week.
    pub is_preliminary: bool,
}

/// How many area-weeks were due, and how many of them were kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Share {
    /// Kept.
    pub n_kept: u32,
    /// Kept or missed.
    pub n_due: u32,
    /// Missed as far as is known: phones that have yet to report may still make them kept.
    pub n_unsure: u32,
}

impl Share {
    /// Returns the share that was kept, in thousandths; nothing when nothing was due. It is 1000 when all were kept and 0 when
    /// none was, and never otherwise.
    pub fn permille(self) -> Option<u32> {
        let (n_kept, n_due) = (u64::from(self.n_kept), u64::from(self.n_due));
        if n_due == 0 {
            return None;
        }
        let rounded = (2000 * n_kept + n_due) / (2 * n_due);
        Some(match n_kept {
            0 => 0,
            _ if n_kept == n_due => 1000,
            _ => rounded.clamp(1, 999) as u32,
        })
    }

    fn add(&mut self, area_week: &AreaWeek) {
        let is_kept = matches!(area_week.standing, Standing::Kept { .. });
        self.n_due += 1;
        self.n_kept += u32::from(is_kept);
        self.n_unsure += u32::from(!is_kept && area_week.is_preliminary);
    }
}

/// A share, and the weeks that it speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// The first week with anything due.
    pub first: Week,
    /// The last one.
    pub last: Week,
    /// How many were kept.
    pub share: Share,
}

/// One ISO year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearTotal {
    /// The year.
    pub year: i32,
    /// All of it.
    pub whole: Total,
    /// Its thirds (tertial, by each week's Thursday); nothing where nothing was due.
    pub thirds: [Option<Total>; 3],
}

/// All that was due.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// Everything; nothing when nothing was due.
    pub whole: Option<Total>,
    /// Year by year, newest first; years in which nothing was due are left out.
    pub years: Vec<YearTotal>,
}

/// Sums up area-weeks, in whatever order they come.
pub fn totals(area_weeks: impl IntoIterator<Item = AreaWeek>, now: WallTime) -> Totals {
    let mut whole = None;
    let mut thirds: BTreeMap<i32, [Option<Total>; 3]> = BTreeMap::new();
    for area_week in area_weeks.into_iter().filter(|area_week| is_due(area_week, now)) {
        let week = area_week.week;
        let of_year = thirds.entry(week.year()).or_default();
        for total in [&mut whole, &mut of_year[usize::from(week.tertial()) - 1]] {
            let share = Share::default();
            let total = total.get_or_insert(Total { first: week, last: week, share });
            (total.first, total.last) = (total.first.min(week), total.last.max(week));
            total.share.add(&area_week);
        }
    }
    let year = |(year, thirds): (i32, [Option<Total>; 3])| {
        let whole = thirds.into_iter().flatten().reduce(joined)?;
        Some(YearTotal { year, whole, thirds })
    };
    Totals { whole, years: thirds.into_iter().rev().filter_map(year).collect() }
}

fn is_due(area_week: &AreaWeek, now: WallTime) -> bool {
    area_week.week.end() <= now && matches!(area_week.standing, Standing::Kept { .. } | Standing::Missed)
}

fn joined(one: Total, other: Total) -> Total {
    Total {
        first: one.first.min(other.first),
        last: one.last.max(other.last),
        share: Share {
            n_kept: one.share.n_kept + other.share.n_kept,
            n_due: one.share.n_due + other.share.n_due,
            n_unsure: one.share.n_unsure + other.share.n_unsure,
        },
    }
}

/// Weeks in a row in which one area was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The first of them.
    pub first: Week,
    /// The last of them.
    pub last: Week,
    /// How many.
    pub n_weeks: u32,
}

/// Returns the longest run of kept weeks of one area, the latest of equals; nothing where no week was kept. The week that
/// goes on counts once it is kept, and until then breaks nothing. `weeks` come oldest first.
pub fn longest_run(weeks: impl IntoIterator<Item = (Week, Standing)>) -> Option<Run> {
    let mut longest: Option<Run> = None;
    let mut going_on: Option<Run> = None;
    for (week, standing) in weeks {
        going_on = match (standing, going_on) {
            (Standing::Kept { .. }, Some(run)) if run.last.next() == week => {
                Some(Run { last: week, n_weeks: run.n_weeks + 1, ..run })
            }
            (Standing::Kept { .. }, _) => Some(Run { first: week, last: week, n_weeks: 1 }),
            _ => None,
        };
        longest = match (longest, going_on) {
            (Some(longest), Some(run)) if run.n_weeks < longest.n_weeks => Some(longest),
            (longest, run) => run.or(longest),
        };
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::{Cell, standing};
    use crate::policy::Policy;
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    fn at(text: &str) -> WallTime {
        WallTime::parse(text).unwrap()
    }

    fn week(text: &str) -> Week {
        text.parse().unwrap()
    }

    fn kept(week: Week) -> Standing {
        Standing::Kept { at: week.start().plus_s(3600) }
    }

    /// Returns the weeks of a period of which all but some were kept.
    fn all_but(first: &str, last: &str, missed: &[&str]) -> Vec<AreaWeek> {
        let area_week = |at: Week| AreaWeek {
            week: at,
            standing: if missed.contains(&at.to_string().as_str()) { Standing::Missed } else { kept(at) },
            is_preliminary: false,
        };
        week(first).through(week(last)).map(area_week).collect()
    }

    #[track_caller]
    fn check(area_weeks: Vec<AreaWeek>, now: &str, expected: Expect) {
        let told = |total: &Total| {
            let Share { n_kept, n_due, n_unsure } = total.share;
            let permille = total.share.permille().map_or(0, |permille| permille);
            format!("{n_kept} of {n_due} ({n_unsure}), {permille} ‰, {} – {}", total.first, total.last)
        };
        let totals = totals(area_weeks, at(now));
        let mut said = totals.whole.as_ref().map_or("nothing".to_owned(), told) + "\n";
        for year in &totals.years {
            said += &format!("{}: {}\n", year.year, told(&year.whole));
            for (third, n) in year.thirds.iter().zip(1..) {
                said += &format!("  T{n}: {}\n", third.as_ref().map_or("–".to_owned(), told));
            }
        }
        expected.assert_eq(&said);
    }

    #[test]
    fn a_year_of_four_areas_has_212_area_weeks_when_it_has_53() {
        let mut all = all_but("2026-W01", "2026-W53", &["2026-W18", "2026-W19", "2026-W53"]);
        all.extend(all_but("2026-W01", "2026-W53", &["2026-W36"]));
        (0..2).for_each(|_| all.extend(all_but("2026-W01", "2026-W53", &[])));
        check(
            all,
            "2027-01-04T00:00:00+01:00",
            expect![[r#"
                208 of 212 (0), 981 ‰, 2026-W01 – 2026-W53
                2026: 208 of 212 (0), 981 ‰, 2026-W01 – 2026-W53
                  T1: 71 of 72 (0), 986 ‰, 2026-W01 – 2026-W18
                  T2: 67 of 68 (0), 985 ‰, 2026-W19 – 2026-W35
                  T3: 70 of 72 (0), 972 ‰, 2026-W36 – 2026-W53
            "#]],
        );
    }

    #[test]
    fn years_are_newest_first_and_new_year_days_are_where_their_week_is() {
        let weeks = all_but("2026-W52", "2027-W01", &["2026-W53"]);
        check(
            weeks,
            "2027-01-11T00:00:00+01:00",
            expect![[r#"
                2 of 3 (0), 667 ‰, 2026-W52 – 2027-W01
                2027: 1 of 1 (0), 1000 ‰, 2027-W01 – 2027-W01
                  T1: 1 of 1 (0), 1000 ‰, 2027-W01 – 2027-W01
                  T2: –
                  T3: –
                2026: 1 of 2 (0), 500 ‰, 2026-W52 – 2026-W53
                  T1: –
                  T2: –
                  T3: 1 of 2 (0), 500 ‰, 2026-W52 – 2026-W53
            "#]],
        );
    }

    #[test]
    fn a_week_is_due_when_it_has_ended_and_not_a_moment_before() {
        // The Sunday of week 43 has 25 hours.
        let weeks = || all_but("2026-W43", "2026-W43", &[]);
        check(
            weeks(),
            "2026-10-25T23:59:59+01:00",
            expect![[r#"
            nothing
        "#]],
        );
        check(
            weeks(),
            "2026-10-26T00:00:00+01:00",
            expect![[r#"
            1 of 1 (0), 1000 ‰, 2026-W43 – 2026-W43
            2026: 1 of 1 (0), 1000 ‰, 2026-W43 – 2026-W43
              T1: –
              T2: –
              T3: 1 of 1 (0), 1000 ‰, 2026-W43 – 2026-W43
        "#]],
        );
        let mut spring = all_but("2026-W13", "2026-W13", &["2026-W13"]);
        assert_eq!(totals(spring.clone(), at("2026-03-29T23:59:59+02:00")).whole, None);
        spring[0].is_preliminary = true;
        check(
            spring,
            "2026-03-30T00:00:00+02:00",
            expect![[r#"
            0 of 1 (1), 0 ‰, 2026-W13 – 2026-W13
            2026: 0 of 1 (1), 0 ‰, 2026-W13 – 2026-W13
              T1: 0 of 1 (1), 0 ‰, 2026-W13 – 2026-W13
              T2: –
              T3: –
        "#]],
        );
    }

    #[test]
    fn weeks_before_an_area_was_followed_and_weeks_that_go_on_are_in_no_total() {
        // Followed from a Wednesday on: that week is the first one due.
        let followed_since = at("2026-11-11T08:00:00+01:00");
        let now = at("2026-11-25T12:00:00+01:00");
        let area_week = |week: Week| AreaWeek {
            week,
            standing: standing(&Cell::default(), week, now, followed_since, &Policy::default()),
            is_preliminary: week == self::week("2026-W47"),
        };
        let weeks = week("2026-W40").through(week("2026-W49")).map(area_week).collect();
        check(
            weeks,
            "2026-11-25T12:00:00+01:00",
            expect![[r#"
            0 of 2 (1), 0 ‰, 2026-W46 – 2026-W47
            2026: 0 of 2 (1), 0 ‰, 2026-W46 – 2026-W47
              T1: –
              T2: –
              T3: 0 of 2 (1), 0 ‰, 2026-W46 – 2026-W47
        "#]],
        );
        assert_eq!(totals([], now), Totals::default());
    }

    #[test]
    fn a_share_is_whole_only_when_it_is() {
        let permille = |n_kept, n_due| Share { n_kept, n_due, n_unsure: 0 }.permille();
        assert_eq!(permille(0, 0), None);
        assert_eq!((permille(5, 5), permille(0, 5)), (Some(1000), Some(0)));
        assert_eq!((permille(2087, 2088), permille(1, 2088)), (Some(999), Some(1)));
        assert_eq!((permille(2, 3), permille(1, 3), permille(208, 212)), (Some(667), Some(333), Some(981)));
        assert_eq!(permille(u32::MAX - 1, u32::MAX), Some(999));
    }

    #[track_caller]
    fn check_run(weeks: &[(&str, char)], expected: Option<(&str, &str, u32)>) {
        let told = weeks.iter().map(|(text, letter)| {
            let week = week(text);
            let standing = match letter {
                'K' => kept(week),
                'M' => Standing::Missed,
                'o' => Standing::Open { left_s: 1 },
                _ => Standing::NotFollowed,
            };
            (week, standing)
        });
        let expected =
            expected.map(|(first, last, n_weeks)| Run { first: week(first), last: week(last), n_weeks });
        assert_eq!(longest_run(told), expected);
    }

    #[test]
    fn the_longest_run_goes_over_new_year_and_past_week_53() {
        let weeks =
            [("2026-W51", 'M'), ("2026-W52", 'K'), ("2026-W53", 'K'), ("2027-W01", 'K'), ("2027-W02", 'o')];
        check_run(&weeks, Some(("2026-W52", "2027-W01", 3)));
        check_run(&weeks[..2], Some(("2026-W52", "2026-W52", 1)));
        check_run(&weeks[..1], None);
        check_run(&[], None);
        // The latest of equals; a week that is not told breaks the run.
        check_run(
            &[("2026-W01", 'K'), ("2026-W02", 'M'), ("2026-W03", 'K')],
            Some(("2026-W03", "2026-W03", 1)),
        );
        check_run(&[("2026-W01", 'K'), ("2026-W03", 'K')], Some(("2026-W03", "2026-W03", 1)));
        check_run(&[("2026-W01", '-'), ("2026-W02", 'K')], Some(("2026-W02", "2026-W02", 1)));
    }

    fn area_weeks() -> impl Strategy<Value = Vec<AreaWeek>> {
        let one = (0u32..400, 0u8..5, any::<bool>()).prop_map(|(back, kind, is_preliminary)| {
            let week = week("2027-W20").back(back);
            let standing = match kind {
                0 | 1 => kept(week),
                2 => Standing::Missed,
                3 => Standing::Open { left_s: 1 },
                _ => Standing::NotFollowed,
            };
            AreaWeek { week, standing, is_preliminary }
        });
        prop::collection::vec(one, 0..80)
    }

    fn sum(shares: impl Iterator<Item = Share>) -> Share {
        shares.fold(Share::default(), |one, other| Share {
            n_kept: one.n_kept + other.n_kept,
            n_due: one.n_due + other.n_due,
            n_unsure: one.n_unsure + other.n_unsure,
        })
    }

    proptest! {
        #[test]
        fn the_parts_make_the_whole_in_whatever_order_they_come(
            (weeks, shuffled) in area_weeks().prop_flat_map(|weeks| (Just(weeks.clone()), Just(weeks).prop_shuffle())),
        ) {
            let now = week("2027-W18").start().plus_s(100);
            let all = totals(weeks.clone(), now);
            prop_assert_eq!(&totals(shuffled, now), &all);
            let whole = all.whole.map_or(Share::default(), |total| total.share);
            prop_assert_eq!(sum(all.years.iter().map(|year| year.whole.share)), whole);
            let thirds = all.years.iter().flat_map(|year| year.thirds).flatten();
            prop_assert_eq!(sum(thirds.map(|third| third.share)), whole);
            prop_assert!(whole.n_kept + whole.n_unsure <= whole.n_due);
            prop_assert_eq!(whole.permille() == Some(1000), 0 < whole.n_due && whole.n_kept == whole.n_due);
            let n_ended = weeks.iter().filter(|area_week| area_week.week.end() <= now).count();
            prop_assert!(whole.n_due as usize <= n_ended);
            prop_assert!(all.years.windows(2).all(|pair| pair[1].year < pair[0].year));
        }

        #[test]
        fn a_late_walk_only_ever_raises_a_share_and_a_run(standings in prop::collection::vec(any::<bool>(), 1..60), which in any::<prop::sample::Index>()) {
            let first = week("2026-W30");
            let weeks = |standings: &[bool]| -> Vec<AreaWeek> {
                let told = first.through(first.back(0).through(week("2030-W01")).nth(standings.len() - 1).unwrap());
                told.zip(standings).map(|(week, is_kept)| AreaWeek {
                    week,
                    standing: if *is_kept { kept(week) } else { Standing::Missed },
                    is_preliminary: true,
                }).collect()
            };
            let mut later = standings.clone();
            later[which.index(standings.len())] = true;
            let (before, after) = (weeks(&standings), weeks(&later));
            let share = |weeks: &[AreaWeek]| totals(weeks.to_vec(), week("2040-W01").start()).whole.unwrap().share;
            prop_assert!(share(&before).n_kept <= share(&after).n_kept);
            prop_assert_eq!(share(&before).n_due, share(&after).n_due);
            let run = |weeks: &[AreaWeek]| longest_run(weeks.iter().map(|told| (told.week, told.standing))).map_or(0, |run| run.n_weeks);
            prop_assert!(run(&before) <= run(&after));
            // The run is what counting by hand says.
            let by_hand = later.split(|is_kept| !is_kept).map(<[bool]>::len).max().unwrap_or(0);
            prop_assert_eq!(run(&after) as usize, by_hand);
        }
    }
}
