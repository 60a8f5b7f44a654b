//! The span of a walk that is logged afterwards, as a person fills it in: a date and two times of day. It never guesses
//! a time that was not given.

use domain::time::WallTime;
use domain::walk::Walk;

/// A walk's span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToldSpan {
    /// The start.
    pub started: WallTime,
    /// The length in seconds.
    pub elapsed_s: u32,
}

/// Says what is wrong with a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadSpan {
    /// The date or a time is missing, or summer time skips it.
    Missing,
    /// The walk would end where it starts.
    Empty,
    /// The walk would end in the future.
    Future,
}

/// Reads a span from a form's fields: `2026-11-24`, `22:14`, `22:31`. An end before the start is on the day after.
pub fn told_span(date: &str, start: &str, end: &str, now: WallTime) -> Result<ToldSpan, BadSpan> {
    let started = moment(date, start).ok_or(BadSpan::Missing)?;
    let same_day = moment(date, end).ok_or(BadSpan::Missing)?;
    let ended =
        if same_day < started { moment(&next_day(started), end).ok_or(BadSpan::Missing)? } else { same_day };
    if ended <= started {
        return Err(BadSpan::Empty);
    }
    if now < ended {
        return Err(BadSpan::Future);
    }
    // A night in which summer time ends can reach past a day.
    let elapsed_s = ended.s_since(started).min(i64::from(Walk::MAX_S)) as u32;
    Ok(ToldSpan { started, elapsed_s })
}

/// Returns a moment as a form's date field wants it: `2026-11-24`.
pub fn date_field(at: WallTime) -> String {
    let local = at.local();
    format!("{:04}-{:02}-{:02}", local.year, local.month, local.day)
}

fn moment(date: &str, time: &str) -> Option<WallTime> {
    let mut date = date.splitn(3, '-');
    let (year, month, day) =
        (date.next()?.parse().ok()?, date.next()?.parse().ok()?, date.next()?.parse().ok()?);
    let mut time = time.split(':');
    let (hour, minute) = (time.next()?.parse().ok()?, time.next()?.parse().ok()?);
    WallTime::from_local(year, month, day, hour, minute)
}

fn next_day(at: WallTime) -> String {
    let noon_ish = at.plus_s(-i64::from(at.local().hour) * 3600);
    date_field(noon_ish.plus_s(36 * 3600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(date: &str, start: &str, end: &str, expected: Result<(&str, u32), BadSpan>) {
        let now = WallTime::parse("2026-11-24T22:00:00+01:00").unwrap();
        let expected = expected
            .map(|(started, elapsed_s)| ToldSpan { started: WallTime::parse(started).unwrap(), elapsed_s });
        assert_eq!(told_span(date, start, end, now), expected, "{date} {start} {end}");
    }

    #[test]
    fn a_span_is_a_date_and_two_times() {
        check("2026-11-24", "20:00", "20:17", Ok(("2026-11-24T20:00:00+01:00", 1020)));
        check("2026-11-24", "20:00:00", "20:17:30", Ok(("2026-11-24T20:00:00+01:00", 1020)));
    }

    #[test]
    fn an_end_before_the_start_is_on_the_day_after() {
        check("2026-11-23", "23:52", "00:08", Ok(("2026-11-23T23:52:00+01:00", 960)));
        check("2025-12-31", "23:52", "00:08", Ok(("2025-12-31T23:52:00+01:00", 960)));
    }

    #[test]
    fn summer_time_is_taken_into_account() {
        check("2026-03-29", "01:52", "03:07", Ok(("2026-03-29T01:52:00+01:00", 900)));
        check("2026-03-29", "01:52", "02:30", Err(BadSpan::Missing));
        check("2026-10-24", "23:50", "04:00", Ok(("2026-10-24T23:50:00+02:00", 5 * 3600 + 600)));
    }

    #[test]
    fn what_cannot_be_is_said() {
        check("", "20:00", "20:17", Err(BadSpan::Missing));
        check("2026-11-24", "", "20:17", Err(BadSpan::Missing));
        check("2026-11-24", "20:00", "20:00", Err(BadSpan::Empty));
        check("2026-11-24", "21:50", "22:05", Err(BadSpan::Future));
        check("2026-11-24", "23:50", "00:05", Err(BadSpan::Future));
        check("2026-02-30", "20:00", "20:17", Err(BadSpan::Missing));
    }
}
