//! Dates, times, weeks and durations in words, as Sweden writes them: 24-hour clock, "tis 24 nov 22:14", "vecka 48".

use domain::time::WallTime;
use domain::week::Week;

use super::Language;

const WEEKDAYS: [(&str, &str); 7] = [
    ("mån", "Mon"),
    ("tis", "Tue"),
    ("ons", "Wed"),
    ("tor", "Thu"),
    ("fre", "Fri"),
    ("lör", "Sat"),
    ("sön", "Sun"),
];

const MONTHS: [(&str, &str); 12] = [
    ("jan", "Jan"),
    ("feb", "Feb"),
    ("mars", "Mar"),
    ("apr", "Apr"),
    ("maj", "May"),
    ("juni", "June"),
    ("juli", "July"),
    ("aug", "Aug"),
    ("sep", "Sep"),
    ("okt", "Oct"),
    ("nov", "Nov"),
    ("dec", "Dec"),
];

/// Returns the time of day: "22:14".
pub fn clock(at: WallTime) -> String {
    let local = at.local();
    format!("{:02}:{:02}", local.hour, local.minute)
}

/// Returns the day: "tis 24 nov".
pub fn day(language: Language, at: WallTime) -> String {
    let local = at.local();
    let (weekday, month) = (WEEKDAYS[usize::from(local.weekday)], MONTHS[usize::from(local.month) - 1]);
    format!("{} {} {}", language.pick(weekday.0, weekday.1), local.day, language.pick(month.0, month.1))
}

/// Returns day and time: "tis 24 nov 22:14".
pub fn day_and_clock(language: Language, at: WallTime) -> String {
    format!("{} {}", day(language, at), clock(at))
}

/// Returns weekday and time, where the week is known: "tis 22:14".
pub fn weekday_and_clock(language: Language, at: WallTime) -> String {
    let weekday = WEEKDAYS[usize::from(at.local().weekday)];
    format!("{} {}", language.pick(weekday.0, weekday.1), clock(at))
}

/// Returns the day with its year: "tis 24 nov 2026".
pub fn day_and_year(language: Language, at: WallTime) -> String {
    format!("{} {}", day(language, at), at.local().year)
}

/// Returns what tells a moment best from `now`: "22:14" on the same day, else "tis 24 nov 22:14".
pub fn near(language: Language, at: WallTime, now: WallTime) -> String {
    let date = |time: WallTime| (time.local().year, time.local().month, time.local().day);
    if date(at) == date(now) { clock(at) } else { day_and_clock(language, at) }
}

/// Returns a week's name: "vecka 48".
pub fn week(language: Language, week: Week) -> String {
    format!("{} {}", language.pick("vecka", "week"), week.number())
}

/// Returns a month's short name, 1 for January: "nov".
pub fn month(language: Language, number: u8) -> &'static str {
    let (swedish, english) = MONTHS[usize::from(number) - 1];
    language.pick(swedish, english)
}

/// Returns a week's days: "23–29 nov", "28 dec – 3 jan".
pub fn week_days(language: Language, week: Week) -> String {
    let ((from_month, from_day), (to_month, to_day)) = week.monday_and_sunday();
    let month = |number: u8| month(language, number);
    if from_month == to_month {
        format!("{from_day}–{to_day} {}", month(to_month))
    } else {
        format!("{from_day} {} – {to_day} {}", month(from_month), month(to_month))
    }
}

/// Returns minutes and seconds: "11:20", and "1:02:05" from an hour on.
pub fn stopwatch(s: u32) -> String {
    let (h, min, s) = (s / 3600, s / 60 % 60, s % 60);
    if h == 0 { format!("{min}:{s:02}") } else { format!("{h}:{min:02}:{s:02}") }
}

/// Returns a length of time in its two largest units: "2 dagar 4 timmar", "35 minuter".
pub fn length(language: Language, s: u32) -> String {
    let (days, hours, minutes) = (s / 86_400, s / 3600 % 24, s / 60 % 60);
    let day = |n| counted(n, language.pick(("dag", "dagar"), ("day", "days")));
    let hour = |n| counted(n, language.pick(("timme", "timmar"), ("hour", "hours")));
    let minute = |n| counted(n, language.pick(("minut", "minuter"), ("minute", "minutes")));
    match (days, hours, minutes) {
        (0, 0, minutes) => minute(minutes),
        (0, hours, 0) => hour(hours),
        (0, hours, minutes) => format!("{} {}", hour(hours), minute(minutes)),
        (days, 0, _) => day(days),
        (days, hours, _) => format!("{} {}", day(days), hour(hours)),
    }
}

/// Returns a number with its noun: "1 dag", "2 dagar".
pub fn counted(n: u32, (one, many): (&str, &str)) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

/// Returns how long ago something was, by the calendar: "i dag", "i går", "för 3 dagar sedan".
pub fn days_ago(language: Language, days: u32) -> String {
    match days {
        0 => language.pick("i dag", "today").to_owned(),
        1 => language.pick("i går", "yesterday").to_owned(),
        _ => language.pick(format!("för {days} dagar sedan"), format!("{days} days ago")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, Swedish};

    #[test]
    fn moments_read_as_sweden_writes_them() {
        let at = WallTime::parse("2026-11-24T22:14:30+01:00").expect("a moment");
        assert_eq!(day_and_clock(Swedish, at), "tis 24 nov 22:14");
        assert_eq!(day_and_clock(English, at), "Tue 24 Nov 22:14");
        assert_eq!(weekday_and_clock(Swedish, at), "tis 22:14");
        assert_eq!(day_and_year(English, at), "Tue 24 Nov 2026");
        assert_eq!(near(Swedish, at, at.plus_s(60)), "22:14");
        assert_eq!(near(Swedish, at, at.plus_s(7200)), "tis 24 nov 22:14");
        assert_eq!(week(Swedish, Week::of(at)), "vecka 48");
        assert_eq!(week_days(Swedish, Week::of(at)), "23–29 nov");
        assert_eq!(week_days(English, Week::new(2026, 53).expect("a week")), "28 Dec – 3 Jan");
    }

    #[test]
    fn lengths_name_their_two_largest_units() {
        assert_eq!(length(Swedish, 2 * 86_400 + 4 * 3600 + 59), "2 dagar 4 timmar");
        assert_eq!(length(Swedish, 86_400), "1 dag");
        assert_eq!(length(Swedish, 3660), "1 timme 1 minut");
        assert_eq!(length(English, 59), "0 minutes");
        assert_eq!(stopwatch(680), "11:20");
        assert_eq!(stopwatch(3725), "1:02:05");
        assert_eq!(days_ago(Swedish, 3), "för 3 dagar sedan");
    }
}
