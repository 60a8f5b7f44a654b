//! What was delivered, apart from the promise: how much was walked, how it was borne out, when, and how far apart. It claims no
//! effect, and never asks who walked.
//!
//! Times are those of clocks in Huddinge, so that an evening is an evening in summer and winter. The promise's document says
//! that people feel unsafe in evenings and at night; it names no hours, and neither does the method.

use serde::{Deserialize, Serialize};

use crate::time::WallTime;
use crate::verdict::Outcome;

/// How many parts a day has in the grid of times: two hours each.
pub const N_PARTS: usize = 12;

/// The hours of one part of a day.
pub const PART_H: u8 = 24 / N_PARTS as u8;

/// The hours that are evening: from 18:00 to before 22:00.
pub const EVENING_H: std::ops::Range<u8> = 18..22;

/// One walk that stands: not withdrawn, not left out, and itself speaking for its patrol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Walked {
    /// Its start.
    pub began: WallTime,
    /// Its end.
    pub ended: WallTime,
    /// What the rule says of it.
    pub outcome: Outcome,
    /// Whether it counts, by rule or decision.
    pub counts: bool,
    /// Observed time on foot in the area, in seconds.
    pub dwell_s: u32,
}

/// What was delivered by some walks of one area.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Dosage {
    /// How the walks were borne out.
    pub shares: Shares,
    /// The median of the observed time on foot in the area, of walks of which a position tells.
    pub median_dwell_s: Option<u32>,
    /// When patrols that count began.
    pub times: Times,
    /// How far apart patrols that count began.
    pub intervals: Option<Intervals>,
}

/// How walks were borne out by positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Shares {
    /// Long enough inside.
    pub verified: u32,
    /// No position speaks for them or against them; an acceptance changes nothing of that.
    pub unverified: u32,
    /// Inside, but not for long enough.
    pub short: u32,
    /// Mostly outside, or not on foot.
    pub elsewhere: u32,
}

impl Shares {
    /// Returns how many walks there were.
    pub fn n_walks(self) -> u32 {
        self.verified + self.unverified + self.short + self.elsewhere
    }

    fn count(&mut self, outcome: Outcome) {
        let bucket = match outcome {
            Outcome::Counted => &mut self.verified,
            Outcome::Unverified => &mut self.unverified,
            Outcome::TooShort => &mut self.short,
            Outcome::Outside | Outcome::NotOnFoot => &mut self.elsewhere,
        };
        *bucket += 1;
    }
}

/// When patrols began, by weekday and part of the day.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Times {
    /// Monday first; each day from midnight on.
    pub n_begun: [[u32; N_PARTS]; 7],
    /// Of all, those that began in the evening.
    pub n_evening: u32,
    /// Of all, those that began at night: from 22:00 to before 06:00.
    pub n_night: u32,
}

impl Times {
    /// Returns how many patrols there were.
    pub fn n_patrols(&self) -> u32 {
        self.n_begun.iter().flatten().sum()
    }

    /// Adds the patrols of another area.
    pub fn add(&mut self, other: &Times) {
        let pairs = self.n_begun.iter_mut().flatten().zip(other.n_begun.iter().flatten());
        pairs.for_each(|(n, more)| *n += more);
        self.n_evening += other.n_evening;
        self.n_night += other.n_night;
    }

    fn count(&mut self, began: WallTime) {
        let local = began.local();
        self.n_begun[usize::from(local.weekday)][usize::from(local.hour / PART_H)] += 1;
        if EVENING_H.contains(&local.hour) {
            self.n_evening += 1;
        } else if local.hour < 6 || EVENING_H.end <= local.hour {
            self.n_night += 1;
        }
    }
}

/// How far apart patrols of one area began, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intervals {
    /// The median.
    pub median_s: u32,
    /// The longest.
    pub longest_s: u32,
    /// When the patrol began after which it was longest until the next.
    pub longest_from: WallTime,
}

/// Tells what some walks of one area, in any order, delivered.
pub fn dose(walks: &[Walked]) -> Dosage {
    let mut shares = Shares::default();
    walks.iter().for_each(|walk| shares.count(walk.outcome));
    let seen = walks.iter().filter(|walk| walk.outcome != Outcome::Unverified);
    let begun = patrols(walks);
    let mut times = Times::default();
    begun.iter().for_each(|began| times.count(*began));
    Dosage {
        shares,
        median_dwell_s: median(seen.map(|walk| walk.dwell_s).collect()),
        times,
        intervals: intervals(&begun),
    }
}

/// Returns when the patrols that count began, in order: of the most walks no two of which overlap. Walks of one patrol count
/// once, as in [`crate::coverage`].
fn patrols(walks: &[Walked]) -> Vec<WallTime> {
    let mut counted: Vec<&Walked> = walks.iter().filter(|walk| walk.counts).collect();
    counted.sort_unstable_by_key(|walk| (walk.ended, walk.began));
    let mut begun = Vec::new();
    let mut last_end = None;
    for walk in counted {
        if last_end.is_none_or(|end| end <= walk.began) {
            begun.push(walk.began);
            last_end = Some(walk.ended);
        }
    }
    begun
}

fn intervals(begun: &[WallTime]) -> Option<Intervals> {
    let between = |pair: &[WallTime]| u32::try_from(pair[1].s_since(pair[0])).unwrap_or(u32::MAX);
    let lengths: Vec<u32> = begun.windows(2).map(between).collect();
    let (idx, longest_s) =
        lengths.iter().copied().enumerate().max_by_key(|&(idx, s)| (s, std::cmp::Reverse(idx)))?;
    Some(Intervals { median_s: median(lengths)?, longest_s, longest_from: begun[idx] })
}

/// Returns the middle of some figures; of two in the middle, what lies half-way between, rounded down.
pub fn median(mut figures: Vec<u32>) -> Option<u32> {
    figures.sort_unstable();
    let upper = *figures.get(figures.len() / 2)?;
    if figures.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = figures[figures.len() / 2 - 1];
    Some(lower + (upper - lower) / 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn walked(began: &str, outcome: Outcome, dwell_s: u32) -> Walked {
        let began = WallTime::parse(began).unwrap();
        Walked { began, ended: began.plus_s(960), outcome, counts: outcome == Outcome::Counted, dwell_s }
    }

    fn counted(began: &str) -> Walked {
        walked(began, Outcome::Counted, 900)
    }

    #[test]
    fn a_median_is_the_middle() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![7]), Some(7));
        assert_eq!(median(vec![9, 1, 5]), Some(5));
        assert_eq!(median(vec![8, 1, 5, 2]), Some(3));
        assert_eq!(median(vec![u32::MAX, u32::MAX]), Some(u32::MAX));
    }

    #[test]
    fn walks_are_told_apart_by_what_bears_them_out() {
        use Outcome::{Counted, NotOnFoot, Outside, TooShort, Unverified};
        let outcomes =
            [(Counted, 960), (Counted, 900), (TooShort, 300), (Unverified, 0), (Outside, 60), (NotOnFoot, 0)];
        let walks: Vec<Walked> = outcomes
            .into_iter()
            .enumerate()
            .map(|(day, (outcome, s))| walked(&format!("2026-11-{:02}T12:00:00+01:00", day + 1), outcome, s))
            .collect();
        let Dosage { shares, median_dwell_s, .. } = dose(&walks);
        assert_eq!(shares, Shares { verified: 2, unverified: 1, short: 1, elsewhere: 2 });
        assert_eq!(shares.n_walks(), 6);
        // Of a walk without positions nobody knows how long it was in the area.
        assert_eq!(median_dwell_s, Some(300));
        assert_eq!(dose(&[]), Dosage::default());
    }

    #[test]
    fn parts_of_the_day_are_those_of_clocks_in_huddinge() {
        let times = |began| dose(&[counted(began)]).times;
        let place = |began| {
            let times = times(began);
            let days = times.n_begun.iter().enumerate();
            let mut cells =
                days.flat_map(|(day, parts)| parts.iter().enumerate().map(move |(part, n)| (day, part, *n)));
            let (day, part, _) = cells.find(|(.., n)| *n == 1).unwrap();
            (day, part, times.n_evening, times.n_night)
        };
        // The same hour of UTC in summer and in winter.
        assert_eq!(place("2026-07-07T15:30:00Z"), (1, 8, 0, 0));
        assert_eq!(place("2026-07-07T16:00:00Z"), (1, 9, 1, 0));
        assert_eq!(place("2026-11-24T16:00:00Z"), (1, 8, 0, 0));
        assert_eq!(place("2026-11-24T17:00:00Z"), (1, 9, 1, 0));
        assert_eq!(place("2026-11-24T21:59:59+01:00"), (1, 10, 1, 0));
        assert_eq!(place("2026-11-24T22:00:00+01:00"), (1, 11, 0, 1));
        assert_eq!(place("2026-11-25T05:59:00+01:00"), (2, 2, 0, 1));
        assert_eq!(place("2026-11-25T06:00:00+01:00"), (2, 3, 0, 0));
        // The hour that autumn shows twice: Sunday, both times at two.
        assert_eq!(place("2026-10-25T02:30:00+02:00"), (6, 1, 0, 1));
        assert_eq!(place("2026-10-25T02:30:00+01:00"), (6, 1, 0, 1));
        // After midnight in Huddinge it is Monday, whatever UTC says.
        assert_eq!(place("2026-11-22T23:30:00Z"), (0, 0, 0, 1));
    }

    #[test]
    fn intervals_run_from_start_to_start_and_over_a_change_of_summer_time() {
        let walks = [
            counted("2026-10-26T12:00:00+01:00"),
            counted("2026-10-24T12:00:00+02:00"),
            counted("2026-10-24T12:05:00+02:00"),
            walked("2026-10-25T12:00:00+01:00", Outcome::TooShort, 60),
            counted("2026-10-27T12:00:00+01:00"),
        ];
        let Intervals { median_s, longest_s, longest_from } = dose(&walks).intervals.unwrap();
        assert_eq!((longest_s, median_s), (49 * 3600, (49 + 24) * 1800));
        assert_eq!(longest_from, walks[1].began);
        assert_eq!(dose(&walks).times.n_patrols(), 3, "two who walked together made one patrol");
        assert_eq!(dose(&walks[..1]).intervals, None);
    }

    proptest! {
        #[test]
        fn the_order_of_walks_changes_nothing_and_none_is_lost(
            (walks, shuffled) in prop::collection::vec((0i64..2_000_000, 0u32..2000, 0usize..5), 0..20)
                .prop_map(|drawn| drawn.into_iter().map(|(at_s, dwell_s, outcome)| {
                    use Outcome::{Counted, NotOnFoot, Outside, TooShort, Unverified};
                    let outcome = [Counted, TooShort, Outside, NotOnFoot, Unverified][outcome];
                    let began = WallTime::parse("2026-10-20T00:00:00Z").unwrap().plus_s(at_s);
                    Walked { began, ended: began.plus_s(900), outcome, counts: outcome == Counted, dwell_s }
                }).collect::<Vec<_>>())
                .prop_flat_map(|walks| (Just(walks.clone()), Just(walks).prop_shuffle())),
        ) {
            let dosage = dose(&walks);
            prop_assert_eq!(&dosage, &dose(&shuffled));
            prop_assert_eq!(dosage.shares.n_walks() as usize, walks.len());
            prop_assert!(dosage.times.n_patrols() <= dosage.shares.verified);
            prop_assert!(dosage.times.n_evening + dosage.times.n_night <= dosage.times.n_patrols());
        }
    }
}
