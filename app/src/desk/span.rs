//! Which weeks the coverage page shows, as its address says. It never shows a week that has not begun.

use domain::period::Period;
use domain::time::WallTime;
use domain::week::Week;
use serde::{Deserialize, Serialize};

/// The weeks of one coverage page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The newest of them.
    pub last: Week,
    /// How many, at least one.
    pub n_weeks: u32,
    /// The week that now is.
    pub current: Week,
}

impl Span {
    /// This week and the twelve before.
    pub const USUAL: u32 = 13;

    /// The most weeks of one page: ten years.
    pub const MOST: u32 = 522;

    /// How many weeks the page offers, from the usual to ten years.
    const OFFERED: [u32; 7] = [Self::USUAL, 26, 52, 104, 156, 260, Self::MOST];

    /// Returns the weeks that an address asks for, held within what can be shown; without a word the usual ones.
    pub fn asked(last: Option<Week>, n_weeks: Option<u32>, now: WallTime) -> Span {
        let current = Week::of(now);
        Span {
            last: last.map_or(current, |last| last.min(current)),
            n_weeks: n_weeks.unwrap_or(Self::USUAL).clamp(1, Self::MOST),
            current,
        }
    }

    /// Returns the weeks of a period that have begun, ten years of them at most; nothing where none has.
    pub fn of_period(period: Period, current: Week) -> Option<Span> {
        let last = period.last.min(current);
        if last < period.first {
            return None;
        }
        let n_weeks = Period { last, ..period }.n_weeks().min(Self::MOST);
        Some(Span { last, n_weeks, current })
    }

    /// Returns the oldest week.
    pub fn first(self) -> Week {
        self.last.back(self.n_weeks - 1)
    }

    /// Tells whether the newest week is the one that now is.
    pub fn is_current(self) -> bool {
        self.last == self.current
    }

    /// Returns the address of these weeks. The usual ones have none to name, so that a bookmark stays up to date.
    pub fn address(self) -> String {
        let week = (!self.is_current()).then(|| format!("week={}", self.last));
        let n_weeks = (self.n_weeks != Self::USUAL).then(|| format!("weeks={}", self.n_weeks));
        match (week, n_weeks) {
            (None, None) => "/coverage".to_owned(),
            (Some(one), None) | (None, Some(one)) => format!("/coverage?{one}"),
            (Some(week), Some(n_weeks)) => format!("/coverage?{week}&{n_weeks}"),
        }
    }

    /// Returns an address that shows these very weeks whenever it is opened.
    pub fn lasting_address(self) -> String {
        format!("/coverage?week={}&weeks={}", self.last, self.n_weeks)
    }

    /// Returns the same weeks and more before them, where there are more to offer.
    pub fn longer(self) -> Option<Span> {
        let n_weeks = Self::OFFERED.into_iter().find(|&n_weeks| self.n_weeks < n_weeks)?;
        Some(Span { n_weeks, ..self })
    }

    /// Returns as many weeks, all before these.
    pub fn earlier(self) -> Span {
        Span { last: self.last.back(self.n_weeks), ..self }
    }

    /// Returns as many weeks after these, up to the one that now is; nothing where that is among them.
    pub fn later(self) -> Option<Span> {
        if self.is_current() {
            return None;
        }
        let last = self.last.through(self.current).take(self.n_weeks as usize + 1).last()?;
        Some(Span { last, ..self })
    }

    /// Returns as many weeks up to the one that now is.
    pub fn up_to_now(self) -> Span {
        Span { last: self.current, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week(text: &str) -> Week {
        text.parse().unwrap()
    }

    #[track_caller]
    fn check(last: Option<&str>, n_weeks: Option<u32>, expected: [&str; 3]) {
        let now = WallTime::parse("2027-01-20T12:00:00+01:00").unwrap();
        let span = Span::asked(last.map(week), n_weeks, now);
        assert_eq!([span.first().to_string(), span.last.to_string(), span.address()], expected);
    }

    #[test]
    fn an_address_names_the_weeks() {
        check(None, None, ["2026-W44", "2027-W03", "/coverage"]);
        check(None, Some(26), ["2026-W31", "2027-W03", "/coverage?weeks=26"]);
        check(Some("2026-W53"), None, ["2026-W41", "2026-W53", "/coverage?week=2026-W53"]);
        check(Some("2026-W53"), Some(1), ["2026-W53", "2026-W53", "/coverage?week=2026-W53&weeks=1"]);
    }

    #[test]
    fn a_period_is_shown_as_far_as_it_has_come() {
        let check = |first: &str, last: &str, expected: Option<[&str; 2]>| {
            let period = Period { first: week(first), last: week(last) };
            let span = Span::of_period(period, week("2027-W03"));
            let told = span.map(|span| [span.first().to_string(), span.last.to_string()]);
            assert_eq!(told, expected.map(|expected| expected.map(str::to_owned)));
        };
        check("2026-W01", "2026-W53", Some(["2026-W01", "2026-W53"]));
        check("2027-W01", "2027-W52", Some(["2027-W01", "2027-W03"]));
        check("2027-W04", "2027-W52", None);
        check("1990-W01", "2026-W53", Some(["2017-W01", "2026-W53"]));
    }

    #[test]
    fn an_address_cannot_ask_for_what_is_not() {
        check(Some("2027-W04"), None, ["2026-W44", "2027-W03", "/coverage"]);
        check(None, Some(0), ["2027-W03", "2027-W03", "/coverage?weeks=1"]);
        check(None, Some(u32::MAX), ["2017-W04", "2027-W03", "/coverage?weeks=522"]);
    }

    #[test]
    fn one_pages_back_and_forth_without_losing_a_week() {
        let now = WallTime::parse("2027-01-20T12:00:00+01:00").unwrap();
        let usual = Span::asked(None, None, now);
        let earlier = usual.earlier();
        assert_eq!(earlier.last.next(), usual.first());
        assert_eq!(earlier.later(), Some(usual));
        assert_eq!(usual.later(), None);
        let odd = Span::asked(Some(week("2027-W01")), None, now);
        assert_eq!(odd.later(), Some(usual));
        assert_eq!(odd.up_to_now(), usual);
        assert_eq!(usual.longer().map(|span| span.n_weeks), Some(26));
        assert_eq!(Span::asked(None, Some(Span::MOST), now).longer(), None);
    }
}
