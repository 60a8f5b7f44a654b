//! Days of the calendar as Huddinge lives them. A day is never 24 hours by definition.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::time::WallTime;
use crate::week::{Week, midnight};

/// A day of the calendar; written `2026-11-24`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(pub(crate) NaiveDate);

/// Says that a text names no day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a day reads like 2026-11-24, from 1900 to 9999")]
pub struct BadDay;

impl Day {
    /// Returns a day (1900 to 9999), or nothing when the calendar has none such.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Day> {
        let date = NaiveDate::from_ymd_opt(year, u32::from(month), u32::from(day))?;
        (1900..=9999).contains(&year).then_some(Day(date))
    }

    /// Returns the day that a point in time lies in.
    pub fn of(at: WallTime) -> Day {
        Day(at.in_stockholm().date_naive())
    }

    /// Returns the Monday that a week begins with.
    pub fn monday_of(week: Week) -> Day {
        Day(week.monday())
    }

    /// Returns the Thursday of a week, which decides where the week belongs.
    pub fn thursday_of(week: Week) -> Day {
        Day(week.monday() + Days::new(3))
    }

    /// Returns the Sunday that a week ends with.
    pub fn sunday_of(week: Week) -> Day {
        Day(week.monday() + Days::new(6))
    }

    /// Returns the calendar year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// Returns the month, 1 for January.
    pub fn month(self) -> u8 {
        self.0.month() as u8
    }

    /// Returns the day of the month, from 1.
    pub fn day(self) -> u8 {
        self.0.day() as u8
    }

    /// Returns the day `n` days later, held within the calendar.
    pub fn plus_days(self, n: u32) -> Day {
        let later = self.0.checked_add_days(Days::new(u64::from(n)));
        later.filter(|date| date.year() <= 9999).map_or(self, Day)
    }

    /// Returns the day `n` days earlier, held within the calendar.
    pub fn minus_days(self, n: u32) -> Day {
        let earlier = self.0.checked_sub_days(Days::new(u64::from(n)));
        earlier.filter(|date| 1900 <= date.year()).map_or(self, Day)
    }

    /// Returns how many days there are from this one through another, both counted; none when it lies before.
    pub fn n_days_through(self, last: Day) -> u32 {
        u32::try_from((last.0 - self.0).num_days() + 1).unwrap_or(0)
    }

    /// Returns the same day of another year, held within the calendar; of 29 February the day before in a year that has none.
    pub fn in_year(self, year: i32) -> Day {
        let year = year.clamp(1900, 9999);
        self.0.with_year(year).or_else(|| self.0.pred_opt()?.with_year(year)).map_or(self, Day)
    }

    /// Returns its first moment: midnight in Huddinge.
    pub fn start(self) -> WallTime {
        midnight(self.0)
    }

    /// Returns the moment after its last.
    pub fn end(self) -> WallTime {
        midnight(self.0 + Days::new(1))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl FromStr for Day {
    type Err = BadDay;

    fn from_str(text: &str) -> Result<Day, BadDay> {
        // By hand: the calendar's own reader takes any form of a date, and would be a fifth of what promises weigh on a phone.
        let is_plain = text.len() == 10
            && text.bytes().zip(0..).all(|(c, idx)| match idx {
                4 | 7 => c == b'-',
                _ => c.is_ascii_digit(),
            });
        if !is_plain {
            return Err(BadDay);
        }
        let number = |digits: std::ops::Range<usize>| text[digits].parse::<u16>().unwrap_or(0);
        Day::new(number(0..4).into(), number(5..7) as u8, number(8..10) as u8).ok_or(BadDay)
    }
}

impl TryFrom<String> for Day {
    type Error = BadDay;

    fn try_from(text: String) -> Result<Day, BadDay> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for bad in ["", "2026-13-01", "2026-02-29", "2026-2-01", "+2026-02-1", "1899-12-31", "2026-11-24T22"]
        {
            assert_eq!(bad.parse::<Day>(), Err(BadDay), "{bad:?}");
        }
        assert_eq!(day("2024-02-29").to_string(), "2024-02-29");
    }

    #[test]
    fn a_day_begins_and_ends_at_midnight_in_huddinge() {
        let hours = |text| day(text).end().s_since(day(text).start()) / 3600;
        assert_eq!(["2026-11-24", "2026-03-29", "2026-10-25"].map(hours), [24, 23, 25]);
        for text in ["2026-11-24", "2026-03-29", "2026-10-25"] {
            let (first, last) = (day(text).start(), day(text).end().plus_ms(-1));
            assert_eq!((Day::of(first), Day::of(last)), (day(text), day(text)));
        }
    }

    #[test]
    fn days_are_counted_with_both_ends() {
        let n = |first, last| day(first).n_days_through(day(last));
        assert_eq!(n("2026-11-24", "2026-11-24"), 1);
        assert_eq!(n("2023-01-01", "2024-12-31"), 731);
        assert_eq!(n("2026-11-24", "2026-11-22"), 0);
        assert_eq!(day("2026-12-31").plus_days(1), day("2027-01-01"));
        assert_eq!(day("2027-01-01").minus_days(1), day("2026-12-31"));
        assert_eq!(day("9999-12-31").plus_days(1), day("9999-12-31"));
    }

    #[test]
    fn the_same_day_of_another_year_is_there_in_each() {
        assert_eq!(day("2024-02-29").in_year(2025), day("2025-02-28"));
        assert_eq!(day("2023-12-31").in_year(2025), day("2025-12-31"));
    }
}
