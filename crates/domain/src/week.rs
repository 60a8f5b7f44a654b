//! ISO 8601 weeks as Huddinge lives them: Monday to Sunday, Europe/Stockholm. A week is never 168 hours by definition.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeZone, Weekday};
use chrono_tz::Europe::Stockholm;
use serde::{Deserialize, Serialize};

use crate::time::WallTime;

/// One ISO week; written `2026-W48`. Weeks order as they follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Week {
    year: i32,
    number: u8,
}

/// Says that a text names no week.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a week reads like 2026-W48 and exists in its year, unlike {0:?}")]
pub struct BadWeek(String);

impl Week {
    /// The first and last week that a [`WallTime`] can lie in; both can be written with a year of four digits.
    const BOUNDS: (Week, Week) = (Week { year: 1900, number: 1 }, Week { year: 9999, number: 52 });

    /// Returns week `number` of ISO year `year` (1900 to 9999), or nothing when that year has no such week.
    pub fn new(year: i32, number: u8) -> Option<Week> {
        if !(Self::BOUNDS.0.year..=Self::BOUNDS.1.year).contains(&year) {
            return None;
        }
        NaiveDate::from_isoywd_opt(year, u32::from(number), Weekday::Mon)?;
        Some(Week { year, number })
    }

    /// Returns the week that a point in time lies in. A walk belongs to the week of its start, and to that one alone.
    pub fn of(at: WallTime) -> Week {
        Week::of_date(at.in_stockholm().date_naive())
    }

    pub(crate) fn of_date(date: NaiveDate) -> Week {
        let week = date.iso_week();
        let week = Week { year: week.year(), number: week.week() as u8 };
        week.clamp(Self::BOUNDS.0, Self::BOUNDS.1)
    }

    /// Returns the ISO year, which on days around New Year is not the calendar's.
    pub fn year(self) -> i32 {
        self.year
    }

    /// Returns the number within the ISO year, 1 to 53.
    pub fn number(self) -> u8 {
        self.number
    }

    /// Returns the week's first moment: Monday 00:00 in Huddinge.
    pub fn start(self) -> WallTime {
        midnight(self.monday())
    }

    /// Returns the moment after the week's last: the following Monday 00:00. Half open, so that weeks do not overlap.
    pub fn end(self) -> WallTime {
        midnight(self.monday() + Days::new(7))
    }

    /// Returns the week after this one; the last week of all has none and returns itself.
    pub fn next(self) -> Week {
        Week::of_date(self.monday() + Days::new(7))
    }

    /// Returns the week `n` weeks before this one, at the earliest the first week of all.
    pub fn back(self, n: u32) -> Week {
        self.monday().checked_sub_days(Days::new(7 * u64::from(n))).map_or(Self::BOUNDS.0, Week::of_date)
    }

    /// Returns the weeks from `self` through `last`, oldest first; none when `last` lies before.
    pub fn through(self, last: Week) -> impl DoubleEndedIterator<Item = Week> {
        let n = (last.monday() - self.monday()).num_days().div_euclid(7) + 1;
        let monday = self.monday();
        (0..u64::try_from(n).unwrap_or(0)).map(move |i| Week::of_date(monday + Days::new(7 * i)))
    }

    /// Returns how many weeks the ISO year has: 52 or 53.
    pub fn n_in_year(year: i32) -> u8 {
        if NaiveDate::from_isoywd_opt(year, 53, Weekday::Mon).is_some() { 53 } else { 52 }
    }

    /// Returns the third of the year (tertial, 1 to 3) that the week's Thursday lies in.
    pub fn tertial(self) -> u8 {
        let thursday = self.monday() + Days::new(3);
        (thursday.month0() / 4 + 1) as u8
    }

    /// Returns the dates of the week's Monday and Sunday, each as month and day.
    pub fn monday_and_sunday(self) -> ((u8, u8), (u8, u8)) {
        let month_day = |date: NaiveDate| (date.month() as u8, date.day() as u8);
        (month_day(self.monday()), month_day(self.monday() + Days::new(6)))
    }

    pub(crate) fn monday(self) -> NaiveDate {
        NaiveDate::from_isoywd_opt(self.year, u32::from(self.number), Weekday::Mon)
            .expect("a Week is only made of a year and a number that exist")
    }
}

/// Returns the first moment of a date in Huddinge.
pub(crate) fn midnight(date: NaiveDate) -> WallTime {
    let first = Stockholm
        .from_local_datetime(&date.and_time(NaiveTime::MIN))
        .earliest()
        .expect("summer time in Stockholm never skips midnight");
    WallTime::from_ms(first.timestamp_millis())
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-W{:02}", self.year, self.number)
    }
}

impl FromStr for Week {
    type Err = BadWeek;

    fn from_str(text: &str) -> Result<Self, BadWeek> {
        let bad = || BadWeek(text.chars().take(20).collect());
        let (year, number) = text.split_once("-W").ok_or_else(bad)?;
        let digits = |part: &str| part.bytes().all(|c| c.is_ascii_digit());
        if year.len() != 4 || number.len() != 2 || !digits(year) || !digits(number) {
            return Err(bad());
        }
        let (year, number) = (year.parse().map_err(|_| bad())?, number.parse().map_err(|_| bad())?);
        Week::new(year, number).ok_or_else(bad)
    }
}

impl TryFrom<String> for Week {
    type Error = BadWeek;

    fn try_from(text: String) -> Result<Self, BadWeek> {
        text.parse()
    }
}

impl From<Week> for String {
    fn from(week: Week) -> String {
        week.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> WallTime {
        WallTime::parse(text).unwrap()
    }

    #[track_caller]
    fn check(moment: &str, expected: &str) {
        assert_eq!(Week::of(at(moment)).to_string(), expected, "{moment}");
    }

    fn hours(week: &str) -> i64 {
        let week: Week = week.parse().unwrap();
        week.end().s_since(week.start()) / 3600
    }

    #[test]
    fn weeks_with_a_change_of_summer_time_have_167_or_169_hours() {
        assert_eq!(hours("2026-W13"), 167);
        assert_eq!(hours("2026-W43"), 169);
        assert_eq!(hours("2027-W12"), 167);
        assert_eq!(hours("2027-W43"), 169);
        assert_eq!(hours("2026-W48"), 168);
    }

    #[test]
    fn summer_time_changes_on_the_last_day_of_the_week() {
        for day in ["2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31"] {
            let noon = at(&format!("{day}T12:00:00Z"));
            assert_eq!(noon.local().weekday, 6, "{day}");
            assert_ne!(noon.local().offset_min, noon.plus_s(-86_400).local().offset_min, "{day}");
        }
    }

    #[test]
    fn year_2026_has_53_weeks() {
        assert_eq!(Week::n_in_year(2026), 53);
        assert_eq!(Week::n_in_year(2025), 52);
        let w53 = Week::new(2026, 53).unwrap();
        assert_eq!(w53.start(), at("2026-12-28T00:00:00+01:00"));
        assert_eq!(w53.end(), at("2027-01-04T00:00:00+01:00"));
        check("2027-01-01T12:00:00+01:00", "2026-W53");
        assert_eq!(Week::new(2025, 53), None);
    }

    #[test]
    fn new_year_days_belong_to_the_week_of_their_thursday() {
        check("2023-01-01T12:00:00+01:00", "2022-W52");
        check("2024-12-30T12:00:00+01:00", "2025-W01");
        check("2024-12-31T12:00:00+01:00", "2025-W01");
    }

    #[test]
    fn years_2023_and_2024_are_104_weeks() {
        let first: Week = "2023-W01".parse().unwrap();
        let weeks: Vec<Week> = first.through("2024-W52".parse().unwrap()).collect();
        assert_eq!(weeks.len(), 104);
        assert_eq!(weeks[104 - 1].next().to_string(), "2025-W01");
    }

    #[test]
    fn a_walk_over_sunday_midnight_belongs_to_the_week_it_started_in() {
        check("2027-01-03T23:52:00+01:00", "2026-W53");
        check("2027-01-04T00:08:00+01:00", "2027-W01");
    }

    #[test]
    fn fifteen_minutes_are_fifteen_minutes_when_summer_time_changes() {
        assert_eq!(at("2026-10-25T02:05:00+01:00").s_since(at("2026-10-25T02:50:00+02:00")), 900);
        assert_eq!(at("2026-03-29T03:07:00+02:00").s_since(at("2026-03-29T01:52:00+01:00")), 900);
    }

    #[test]
    fn thirds_of_the_year_follow_the_thursday() {
        let last_week_of = |year, tertial| {
            (1..=Week::n_in_year(year)).rfind(|&n| Week::new(year, n).unwrap().tertial() == tertial).unwrap()
        };
        assert_eq!([1, 2, 3].map(|t| last_week_of(2026, t)), [18, 35, 53]);
        assert_eq!([1, 2, 3].map(|t| last_week_of(2027, t)), [17, 34, 52]);
    }

    #[test]
    fn what_is_no_week_is_refused() {
        for bad in [
            "", "2026", "2026-48", "2026-W54", "2025-W53", "2026-W00", "2026-w48", "26-W48", "2026-W4",
            "2026-W+4", "９-W01",
        ] {
            assert!(bad.parse::<Week>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn there_is_a_first_and_a_last_week() {
        let [first, last] = [i64::MIN, i64::MAX].map(|ms| Week::of(WallTime::from_ms(ms)));
        assert_eq!((first.to_string(), last.to_string()), ("1900-W01".to_owned(), "9999-W52".to_owned()));
        assert_eq!((first.back(1), last.next()), (first, last));
        assert_eq!(last.back(u32::MAX), first);
        assert_eq!((Week::new(1899, 52), Week::new(10_000, 1)), (None, None));
    }

    #[test]
    fn weeks_through_an_earlier_one_are_none() {
        let week = Week::new(2026, 48).unwrap();
        assert_eq!(week.through(week.back(1)).count(), 0);
        assert_eq!(week.through(week).collect::<Vec<_>>(), [week]);
        assert_eq!(week.back(2).through(week).rev().collect::<Vec<_>>(), [week, week.back(1), week.back(2)]);
    }

    proptest! {
        #[test]
        fn every_week_of_a_lying_clock_is_read_back(ms in any::<i64>()) {
            let week = Week::of(WallTime::from_ms(ms));
            prop_assert_eq!(week.to_string().parse(), Ok(week));
        }

        #[test]
        fn every_moment_lies_in_its_week(ms in 0i64..253_370_000_000_000) {
            let moment = WallTime::from_ms(ms);
            let week = Week::of(moment);
            prop_assert!(week.start() <= moment && moment < week.end());
            prop_assert_eq!(week.next().start(), week.end());
            prop_assert_eq!(week.next().back(1), week);
            prop_assert_eq!(week.to_string().parse::<Week>().unwrap(), week);
        }
    }
}
