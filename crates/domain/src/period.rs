//! Periods in whole weeks: a year, a third of one, or from one day to another. A week belongs to the period that its Thursday
//! lies in, as ISO 8601 has it for years. It never cuts a week in two.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::week::Week;

/// The weeks from one through another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The oldest.
    pub first: Week,
    /// The newest, not before the oldest.
    pub last: Week,
}

impl Period {
    /// Returns the weeks of an ISO year (1900 to 9999).
    pub fn of_year(year: i32) -> Option<Period> {
        let last = Week::new(year, Week::n_in_year(year))?;
        Some(Period { first: Week::new(year, 1)?, last })
    }

    /// Returns the weeks of a third of an ISO year (tertial, 1 to 3).
    pub fn of_third(year: i32, third: u8) -> Option<Period> {
        let Period { first, last } = Period::of_year(year)?;
        let mut weeks = first.through(last).filter(|week| week.tertial() == third);
        let first = weeks.next()?;
        Some(Period { first, last: weeks.next_back().unwrap_or(first) })
    }

    /// Returns the weeks whose Thursdays lie from one day through another; nothing when no Thursday does.
    pub fn of_days(first: Day, last: Day) -> Option<Period> {
        // Thursday to Sunday lie in their own week, Monday to Wednesday in the one before: so each day stands for the
        // latest Thursday up to it.
        let by_latest_thursday = |date: NaiveDate| {
            let n_days = u64::from(date.weekday().num_days_from_monday() < 3) * 7;
            Week::of_date(date.checked_sub_days(Days::new(n_days)).unwrap_or(date))
        };
        let before_first = by_latest_thursday(first.0.pred_opt()?);
        let (first, last) = (before_first.next(), by_latest_thursday(last.0));
        (first <= last).then_some(Period { first, last })
    }

    /// Returns how many weeks there are.
    pub fn n_weeks(self) -> u32 {
        self.first.through(self.last).count() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(period: Option<Period>) -> String {
        period.map_or("none".to_owned(), |period| {
            format!("{} – {}, {}", period.first, period.last, period.n_weeks())
        })
    }

    #[test]
    fn a_year_and_its_thirds_are_whole_weeks() {
        assert_eq!(told(Period::of_year(2026)), "2026-W01 – 2026-W53, 53");
        let thirds = |year| [1, 2, 3].map(|third| told(Period::of_third(year, third)));
        assert_eq!(
            thirds(2026),
            ["2026-W01 – 2026-W18, 18", "2026-W19 – 2026-W35, 17", "2026-W36 – 2026-W53, 18"]
        );
        assert_eq!(
            thirds(2027),
            ["2027-W01 – 2027-W17, 17", "2027-W18 – 2027-W34, 17", "2027-W35 – 2027-W52, 18"]
        );
        assert_eq!(
            (told(Period::of_third(2026, 0)), told(Period::of_third(2026, 4))),
            ("none".into(), "none".into())
        );
        assert_eq!((Period::of_year(1899), Period::of_year(10_000)), (None, None));
    }

    #[track_caller]
    fn check(first: &str, last: &str, expected: &str) {
        assert_eq!(told(Period::of_days(first.parse().unwrap(), last.parse().unwrap())), expected);
    }

    #[test]
    fn a_week_belongs_where_its_thursday_lies() {
        // A calendar year that begins on a Thursday, and the two of the promise.
        check("2026-01-01", "2026-12-31", "2026-W01 – 2026-W53, 53");
        check("2023-01-01", "2024-12-31", "2023-W01 – 2024-W52, 104");
        // From a Wednesday to a Wednesday; from a Friday to a Friday.
        check("2026-11-18", "2026-11-25", "2026-W47 – 2026-W47, 1");
        check("2026-11-20", "2026-11-27", "2026-W48 – 2026-W48, 1");
        // One day, and less than a week around no Thursday.
        check("2026-11-26", "2026-11-26", "2026-W48 – 2026-W48, 1");
        check("2026-11-27", "2026-12-02", "none");
        check("2026-11-27", "2026-11-20", "none");
        // The days on which the clocks change are Sundays like others.
        check("2026-03-29", "2026-10-25", "2026-W14 – 2026-W43, 30");
    }

    proptest! {
        #[test]
        fn periods_that_follow_each_other_share_no_week_and_leave_none_out(
            start in 0u64..40_000, lengths in (0u64..800, 0u64..800),
        ) {
            let day = |n| Day(NaiveDate::from_ymd_opt(1950, 1, 1).unwrap() + Days::new(n));
            let (middle, end) = (start + lengths.0, start + lengths.0 + 1 + lengths.1);
            let weeks = |from, to| Period::of_days(day(from), day(to)).map_or(0, Period::n_weeks);
            prop_assert_eq!(weeks(start, middle) + weeks(middle + 1, end), weeks(start, end));
        }

        #[test]
        fn a_period_is_read_back_from_its_own_days(week in 0u32..5000, n_weeks in 0u32..600) {
            let last = Week::new(2060, 1).unwrap().back(week);
            let period = Period { first: last.back(n_weeks), last };
            let days = (Day::monday_of(period.first), Day::sunday_of(period.last));
            let read = |day: Day| day.to_string().parse::<Day>().unwrap();
            prop_assert_eq!(Period::of_days(read(days.0), read(days.1)), Some(period));
        }
    }
}
