//! Points in time as a wall clock tells them, and how they read in Huddinge. No clock is ever read here.

use chrono::{DateTime, Datelike, Offset, TimeZone, Timelike};
use chrono_tz::Europe::Stockholm;
use serde::{Deserialize, Deserializer, Serialize};

/// A point in time by some wall clock: milliseconds since 1970-01-01 00:00 UTC.
///
/// Whose clock it was (the phone's, the server's, a position's) the holder says. Durations of a walk never come from
/// two of these: they come from the phone's monotonic clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WallTime(#[serde(deserialize_with = "held")] i64);

impl WallTime {
    /// The earliest and latest points that a calendar can name: 1900 and 9999. A lying clock is held within them.
    const BOUNDS_MS: (i64, i64) = (-2_208_988_800_000, 253_402_300_799_000);

    /// Returns the point that lies `ms` milliseconds after 1970-01-01 00:00 UTC, held within the years 1900 to 9999.
    pub const fn from_ms(ms: i64) -> WallTime {
        if ms < Self::BOUNDS_MS.0 {
            return WallTime(Self::BOUNDS_MS.0);
        }
        if Self::BOUNDS_MS.1 < ms {
            return WallTime(Self::BOUNDS_MS.1);
        }
        WallTime(ms)
    }

    /// Reads an RFC 3339 text such as `2026-11-24T22:14:00+01:00`.
    pub fn parse(text: &str) -> Option<WallTime> {
        DateTime::parse_from_rfc3339(text).ok().map(|at| WallTime::from_ms(at.timestamp_millis()))
    }

    /// Returns the point at which clocks in Huddinge show the given date and time of day, or nothing when they never do.
    /// Of the hour that autumn shows twice it is the first.
    pub fn from_local(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> Option<WallTime> {
        let local = Stockholm.with_ymd_and_hms(year, month, day, hour, minute, 0).earliest()?;
        Some(WallTime::from_ms(local.timestamp_millis()))
    }

    /// Returns the milliseconds since 1970-01-01 00:00 UTC.
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// Returns the point `ms` milliseconds later (earlier when negative).
    pub const fn plus_ms(self, ms: i64) -> WallTime {
        WallTime::from_ms(self.0.saturating_add(ms))
    }

    /// Returns the point `s` seconds later (earlier when negative).
    pub const fn plus_s(self, s: i64) -> WallTime {
        self.plus_ms(s.saturating_mul(1000))
    }

    /// Returns the whole seconds that have passed since `earlier`; negative when it lies ahead.
    pub const fn s_since(self, earlier: WallTime) -> i64 {
        (self.0 - earlier.0).div_euclid(1000)
    }

    /// Returns what calendars and clocks in Huddinge show at this point.
    pub fn local(self) -> LocalTime {
        let at = self.in_stockholm();
        LocalTime {
            year: at.year(),
            month: at.month() as u8,
            day: at.day() as u8,
            weekday: at.weekday().num_days_from_monday() as u8,
            hour: at.hour() as u8,
            minute: at.minute() as u8,
            second: at.second() as u8,
            offset_min: (at.offset().fix().local_minus_utc() / 60) as i16,
        }
    }

    /// Returns this point as clocks in Huddinge show it, with their offset: `2026-11-24T22:14:00+01:00` (RFC 3339).
    pub fn rfc3339_local(self) -> String {
        let local = self.local();
        let (hours, minutes) = (local.offset_min / 60, local.offset_min.unsigned_abs() % 60);
        format!("{}{hours:+03}:{minutes:02}", rfc3339_day_and_clock(&local))
    }

    /// Returns this point in UTC: `2026-11-24T21:14:00Z` (RFC 3339).
    pub fn rfc3339_utc(self) -> String {
        let at = DateTime::from_timestamp_millis(self.0).expect("a wall time is held within the calendar");
        let utc = LocalTime {
            year: at.year(),
            month: at.month() as u8,
            day: at.day() as u8,
            weekday: at.weekday().num_days_from_monday() as u8,
            hour: at.hour() as u8,
            minute: at.minute() as u8,
            second: at.second() as u8,
            offset_min: 0,
        };
        format!("{}Z", rfc3339_day_and_clock(&utc))
    }

    pub(crate) fn in_stockholm(self) -> DateTime<chrono_tz::Tz> {
        let utc = DateTime::from_timestamp_millis(self.0).expect("a wall time is held within the calendar");
        utc.with_timezone(&Stockholm)
    }
}

fn rfc3339_day_and_clock(at: &LocalTime) -> String {
    let LocalTime { year, month, day, hour, minute, second, .. } = at;
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}

/// Reads milliseconds and holds them within the calendar: a phone with a wrong clock is believed later, never refused.
fn held<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
    i64::deserialize(from).map(|ms| WallTime::from_ms(ms).ms())
}

/// What calendars and clocks in Huddinge (Europe/Stockholm) show at some point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalTime {
    /// The calendar year.
    pub year: i32,
    /// 1 for January.
    pub month: u8,
    /// Day of the month, from 1.
    pub day: u8,
    /// 0 for Monday.
    pub weekday: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
    /// Minutes ahead of UTC: 60 in winter, 120 in summer.
    pub offset_min: i16,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_time_follows_summer_time() {
        let before = WallTime::parse("2026-10-25T02:50:00+02:00").unwrap();
        let after = before.plus_s(15 * 60);
        assert_eq!((before.local().hour, before.local().minute, before.local().offset_min), (2, 50, 120));
        assert_eq!((after.local().hour, after.local().minute, after.local().offset_min), (2, 5, 60));
    }

    #[test]
    fn a_point_is_written_with_its_offset_and_in_utc() {
        let check = |utc: &str, local: &str| {
            let at = WallTime::parse(utc).unwrap();
            assert_eq!((at.rfc3339_local().as_str(), at.rfc3339_utc().as_str()), (local, utc));
            assert_eq!(WallTime::parse(local), Some(at));
        };
        check("2026-11-24T21:14:05Z", "2026-11-24T22:14:05+01:00");
        check("2026-10-25T00:30:00Z", "2026-10-25T02:30:00+02:00");
        check("2026-10-25T01:30:00Z", "2026-10-25T02:30:00+01:00");
        check("2026-12-31T23:30:00Z", "2027-01-01T00:30:00+01:00");
    }

    #[test]
    fn an_hour_that_never_was_is_no_time() {
        assert_eq!(WallTime::from_local(2026, 3, 29, 2, 30), None);
        assert_eq!(WallTime::from_local(2026, 11, 24, 22, 14), WallTime::parse("2026-11-24T22:14:00+01:00"));
    }

    #[test]
    fn a_lying_clock_is_held_within_the_calendar() {
        for (ms, held) in [(i64::MIN, "1900-01-01T00:00:00Z"), (i64::MAX, "9999-12-31T23:59:59Z")] {
            let held = WallTime::parse(held).unwrap();
            assert_eq!(WallTime::from_ms(ms), held);
            assert_eq!(serde_json::from_str::<WallTime>(&ms.to_string()).unwrap(), held);
            assert!((1900..=10_000).contains(&held.local().year));
        }
        assert_eq!(WallTime::from_ms(5).plus_ms(i64::MAX), WallTime::from_ms(i64::MAX));
        assert_eq!(WallTime::from_ms(5).plus_s(i64::MIN), WallTime::from_ms(i64::MIN));
        let whole = WallTime::from_ms(i64::MAX).s_since(WallTime::from_ms(i64::MIN));
        assert_eq!(whole, 255_611_289_599);
    }

    #[test]
    fn seconds_between_are_whole_and_never_rounded_up() {
        let s_since =
            |later_ms, earlier_ms| WallTime::from_ms(later_ms).s_since(WallTime::from_ms(earlier_ms));
        assert_eq!([s_since(1999, 0), s_since(2000, 0), s_since(0, 1), s_since(0, 1000)], [1, 2, -1, -1]);
    }
}
