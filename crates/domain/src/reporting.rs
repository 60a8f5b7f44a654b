//! Whether the phones in use have reported a week. Until they have, its figures are a lower bound: a phone without a
//! network may hold a walk of it. It never asks which phone is silent, or whose it is.

use serde::{Deserialize, Serialize};

use crate::time::WallTime;
use crate::week::Week;

/// Which phones have yet to report a week that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silence {
    /// How many.
    pub n_phones: u32,
    /// When the one that has been silent for longest last said that it had nothing more to send.
    pub since: WallTime,
}

impl Silence {
    /// Tells whether a week is a lower bound, for a phone that has been silent since before its end. Whoever has yet to
    /// report a week has yet to report all that have ended since.
    pub fn leaves_open(&self, week: Week, now: WallTime) -> bool {
        week.end() <= now && self.since < week.end()
    }
}

/// Tells who has yet to report a week; nothing when all have, or when it has not ended: then nobody has yet to.
///
/// `reports` holds, for each phone in use and in any order, when it last said that it had nothing more to send. Phones that
/// reported after the week's end may be left out.
pub fn silence(reports: &[WallTime], week: Week, now: WallTime) -> Option<Silence> {
    let end = week.end();
    if now < end {
        return None;
    }
    let silent = || reports.iter().copied().filter(|report| *report < end);
    Some(Silence { n_phones: silent().count() as u32, since: silent().min()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> WallTime {
        WallTime::parse(text).unwrap()
    }

    #[track_caller]
    fn check(reports: &[&str], now: &str, expected: Option<(u32, &str)>) {
        let reports: Vec<WallTime> = reports.iter().map(|text| at(text)).collect();
        let found = silence(&reports, Week::new(2026, 47).unwrap(), at(now));
        let expected = expected.map(|(n_phones, since)| Silence { n_phones, since: at(since) });
        assert_eq!(found, expected);
    }

    #[test]
    fn a_week_is_reported_once_every_phone_has_spoken_after_its_end() {
        let (before, last_ms, end) =
            ("2026-11-17T08:00:00+01:00", "2026-11-22T23:59:59.999+01:00", "2026-11-23T00:00:00+01:00");
        let now = "2026-11-25T12:00:00+01:00";
        check(&[], now, None);
        check(&[end], now, None);
        check(&[end, last_ms], now, Some((1, last_ms)));
        check(&[last_ms, end, before], now, Some((2, before)));
    }

    #[test]
    fn nobody_has_yet_to_report_a_week_that_goes_on() {
        let before = "2026-11-17T08:00:00+01:00";
        check(&[before], "2026-11-22T23:59:59.999+01:00", None);
        check(&[before], "2026-11-23T00:00:00+01:00", Some((1, before)));
    }

    proptest! {
        #[test]
        fn a_report_more_never_opens_a_week_and_silence_opens_all_that_follow(
            days in prop::collection::vec(0i64..70, 1..8),
            which in any::<prop::sample::Index>(),
            later in 0i64..70,
        ) {
            let first = Week::new(2026, 40).unwrap();
            let day = |day: i64| first.start().plus_s(day * 86_400 + 7);
            let now = day(71);
            let reports: Vec<WallTime> = days.iter().copied().map(day).collect();
            let weeks = || first.through(Week::of(now));
            let n_silent = |reports: &[WallTime]| {
                weeks().map(|week| silence(reports, week, now).map_or(0, |silence| silence.n_phones)).collect::<Vec<_>>()
            };
            let before = n_silent(&reports);
            // The silence of the latest week that has ended tells of every week before it.
            let latest = silence(&reports, Week::of(now).back(1), now);
            for week in weeks() {
                let is_open = latest.is_some_and(|latest| latest.leaves_open(week, now));
                prop_assert_eq!(is_open, silence(&reports, week, now).is_some(), "{}", week);
            }
            // The week that goes on is the last one.
            prop_assert!(before[..before.len() - 1].windows(2).all(|pair| pair[0] <= pair[1]), "{before:?}");
            let mut more = reports;
            let idx = which.index(more.len());
            more[idx] = more[idx].max(day(later));
            prop_assert!(n_silent(&more).iter().zip(&before).all(|(after, before)| after <= before));
        }
    }
}
