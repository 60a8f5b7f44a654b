//! The weeks that a page of figures covers, as its address says. It never covers a week that has not begun.

use domain::time::WallTime;
use domain::week::Week;
use serde::{Deserialize, Serialize};

/// So many weeks up to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The newest week.
    pub last: Week,
    /// How many, at least one.
    pub n_weeks: u32,
    /// Whether the newest week is the one that now is.
    pub is_current: bool,
}

impl Period {
    /// This week and the twelve before.
    pub const USUAL: u32 = 13;

    /// How many weeks a page offers.
    pub const OFFERED: [u32; 5] = [4, Self::USUAL, 26, 53, 104];

    /// Returns the weeks that an address asks for, held within what can be shown; without a word the usual ones.
    pub fn asked(week: &str, n_weeks: &str, now: WallTime) -> Period {
        let current = Week::of(now);
        let last = week.parse().map_or(current, |last: Week| last.min(current));
        let most = Self::OFFERED[Self::OFFERED.len() - 1];
        let n_weeks = n_weeks.parse().unwrap_or(Self::USUAL).clamp(1, most);
        Period { last, n_weeks, is_current: last == current }
    }

    /// Returns the oldest week.
    pub fn first(self) -> Week {
        self.last.back(self.n_weeks - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(week: &str, n_weeks: &str, expected: (&str, &str, bool)) {
        let now = WallTime::parse("2027-01-20T12:00:00+01:00").unwrap();
        let period = Period::asked(week, n_weeks, now);
        let told = (period.first().to_string(), period.last.to_string(), period.is_current);
        assert_eq!((told.0.as_str(), told.1.as_str(), told.2), expected);
    }

    #[test]
    fn an_address_names_the_weeks_and_cannot_ask_for_what_is_not() {
        check("", "", ("2026-W44", "2027-W03", true));
        check("2026-W53", "4", ("2026-W50", "2026-W53", false));
        check("2027-W30", "0", ("2027-W03", "2027-W03", true));
        check("vad", "många", ("2026-W44", "2027-W03", true));
        check("", "999999", ("2025-W05", "2027-W03", true));
    }
}
