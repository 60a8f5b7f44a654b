//! What two readings of one phone say together: whether somebody on foot can have got from the one to the other, and
//! whether anything moved at all. It never looks at a third reading between them, so that none can unsay it.
//!
//! # The physics
//! People change from walking to running at about 2.0 m/s (Hreljac 1993; Raynor 2002), patrol at 0.8 to 1.5 m/s, cycle at 4
//! to 6 m/s and drive faster; the policy draws the line at 2.5. Positions jitter: a phone that stands still is told to leap
//! 20 m in 5 s. So neighbours say little, and readings up to a minute and a half apart say much: noise stays as large as it
//! was while the way grows. A stretch is walked when *some* two readings that span it lie no farther apart than a walk takes
//! one. A leap out and back (a network position, a cold start) takes nothing away, for the readings on both its sides agree
//! with each other.
//!
//! A ride that turns back within a minute and a half may look as slow as that. So rides are also looked for by themselves:
//! three readings in one direction, each farther on than a walk takes one. Ten seconds or more from one to the next each of
//! the two ways must be too long for a walk even when its ends are as wrong as they claim to be; thirty seconds or more, when
//! the way has grown beside the errors, the whole must. A leap is not, for it comes back; noise is not, for it goes nowhere.
//! Receivers claim to be better than they are among walls. So how far readings scatter about a steady way is measured too, and
//! the larger of claim and scatter holds: an officer who walks fast is not to pay for a poor receiver.
//!
//! # Limits
//! A cyclist who waits at a crossing stands there as an officer would, and a jog is no walk. A bicycle at 3 m/s that stops each
//! minute is as slow as a fast walker: with good positions it is told, with poor ones often not. Whoever rides in circles of
//! less than twenty seconds, or to and fro between readings that are half a minute apart, is not seen to ride; phones keep one
//! each 5 to 15 s. Whoever sits in a parked car is present. Readings that repeat each other to the metre come from a phone
//! that lies still, or from a source that has nothing new: both look alike, and like an officer who stands like a statue. A
//! phone in the hand or the pocket of somebody who stands is read anew within metres. A phone that lies indoors and is read
//! anew as often cannot be told from one whose officer stands there.
//!
//! Ways of moving were made up from these figures and read as phones read them (`tests/physics.rs`). Seven recordings were measured (`tests/trace_verdicts.rs`): four walks with no second of a ride, a bicycle with 59 % and a
//! car with 72 % of their time, a phone that lay still with 94 % of its time on repeated readings.

use crate::place::length_m;
use crate::policy::Policy;
use crate::spans::Spans;

/// A believed fix on a flat map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Reading {
    /// Seconds since the walk's start.
    pub(crate) t_s: u32,
    /// Metres east and north.
    pub(crate) place_m: (f64, f64),
    /// How wrong it may be in metres, by its own account; nothing when it gives none.
    pub(crate) radius_m: Option<f64>,
}

impl Reading {
    /// Tells whether somebody on foot gets from one reading to the other in the time between them.
    pub(crate) fn is_walked_to(self, later: Reading, policy: &Policy) -> bool {
        let way_m = self.way_m(later);
        way_m <= policy.walking_m_s * f64::from(later.t_s.abs_diff(self.t_s))
    }

    /// Tells whether the two are readings of one place to the metre.
    pub(crate) fn is_repeated_by(self, other: Reading) -> bool {
        self.way_m(other) < 0.5
    }

    /// Tells whether somebody on foot cannot have got from one reading to the other, even if both are as wrong as they say,
    /// or as such readings were seen to be.
    fn is_ridden_to(self, later: Reading, scatter_m: f64, policy: &Policy) -> bool {
        let radius_m = |reading: Reading| reading.radius_m.unwrap_or(UNKNOWN_M).max(scatter_m);
        let error_m = length_m((radius_m(self), radius_m(later)));
        policy.walking_m_s * f64::from(later.t_s - self.t_s) < self.way_m(later) - error_m
    }

    fn way_m(self, other: Reading) -> f64 {
        length_m((other.place_m.0 - self.place_m.0, other.place_m.1 - self.place_m.1))
    }
}

/// Returns the time spanned by two readings, at most the policy's longest interval apart, that `agree`. The readings are in
/// order of time.
pub(crate) fn spanned(
    readings: &[Reading],
    policy: &Policy,
    agree: impl Fn(Reading, Reading) -> bool,
) -> Spans {
    let mut ends = 0;
    let farthest = readings.iter().enumerate().filter_map(|(idx, first)| {
        while ends < readings.len() && readings[ends].t_s - first.t_s <= policy.max_interval_s {
            ends += 1;
        }
        // What the farthest that agrees spans, no nearer one adds to.
        let last = readings[idx..ends].iter().rev().find(|last| agree(*first, **last))?;
        Some((first.t_s, last.t_s))
    });
    Spans::of(farthest)
}

/// The least time from one reading of a ride to the next, in seconds: a car that turns at the next corner is seen.
const QUICK_STEP_S: u32 = 10;
/// The same where errors are large beside the way: a slow bicycle gets beyond them.
const LONG_STEP_S: u32 = 30;
/// The most.
const MAX_RIDE_STEP_S: u32 = 60;
/// How straight a ride is: how far it got, to how far it went.
const RIDE_STRAIGHTNESS: f64 = 0.8;
/// How wrong a reading is taken to be that does not say, in metres: loggers that give no accuracy read satellites alone.
const UNKNOWN_M: f64 = 15.0;
/// Readings over a time as short as this, in seconds, lie on one line and in even steps, but for their errors.
const EVEN_S: u32 = 12;
/// Readings that scatter more than this show no ride at all.
const MOST_SCATTER_M: u32 = 200;

/// Returns how far readings scatter about a steady way, in whole metres: how far at most one half of them lie from where their
/// neighbours let expect them. For errors that come and go at random that is their radius, whatever the readings claim.
fn scatter_m(readings: &[Reading]) -> f64 {
    let off_m = |near: &[Reading]| {
        let share = f64::from(near[1].t_s - near[0].t_s) / f64::from(near[2].t_s - near[0].t_s);
        let between = |from: f64, to: f64| from + share * (to - from);
        let (first, last) = (near[0].place_m, near[2].place_m);
        let expected = (between(first.0, last.0), between(first.1, last.1));
        length_m((near[1].place_m.0 - expected.0, near[1].place_m.1 - expected.1))
    };
    let is_even = |near: &&[Reading]| near[0].t_s < near[2].t_s && near[2].t_s - near[0].t_s <= EVEN_S;
    let off_m: Vec<f64> = readings.windows(3).filter(is_even).map(off_m).collect();
    // Counted instead of sorted: this runs each second on a phone, and a sort weighs more than all of it.
    let is_half = |most_m: &f64| off_m.len() <= 2 * off_m.iter().filter(|off_m| *off_m <= most_m).count();
    (0..MOST_SCATTER_M).map(f64::from).find(is_half).unwrap_or(f64::from(MOST_SCATTER_M))
}

/// Returns the time for which three readings in a row show a ride. The readings are in order of time.
pub(crate) fn ridden(readings: &[Reading], policy: &Policy) -> Spans {
    let scatter_m = scatter_m(readings);
    let is_ride = |first: &Reading, last: &Reading| first.is_ridden_to(*last, scatter_m, policy);
    let quick = straight_on(readings, QUICK_STEP_S, policy)
        .filter(|[first, second, third]| is_ride(first, second) && is_ride(second, third));
    let long = straight_on(readings, LONG_STEP_S, policy).filter(|[first, _, third]| is_ride(first, third));
    Spans::of(quick.chain(long).map(|[first, _, third]| (first.t_s, third.t_s)))
}

/// Returns three readings in a row, from each reading on, that go straight on and each farther than a walk gets one.
fn straight_on(readings: &[Reading], step_s: u32, policy: &Policy) -> impl Iterator<Item = [Reading; 3]> {
    let next = move |from: Reading| {
        let idx = readings.partition_point(|other| other.t_s < from.t_s.saturating_add(step_s));
        let next = *readings.get(idx)?;
        (next.t_s - from.t_s <= MAX_RIDE_STEP_S && !from.is_walked_to(next, policy)).then_some(next)
    };
    readings.iter().filter_map(move |&first| {
        let second = next(first)?;
        let third = next(second)?;
        let went_m = first.way_m(second) + second.way_m(third);
        (RIDE_STRAIGHTNESS * went_m <= first.way_m(third)).then_some([first, second, third])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ride_is_seen_by_itself_and_leaps_are_none() {
        let ridden_s = |place: fn(f64) -> f64, radius_m| {
            let reading =
                |t_s| Reading { t_s, place_m: (place(f64::from(t_s)), 0.0), radius_m: Some(radius_m) };
            let readings: Vec<Reading> = (0..=120).step_by(5).map(reading).collect();
            ridden(&readings, &Policy::default()).length_s()
        };
        assert_eq!(ridden_s(|t_s| 4.0 * t_s, 15.0), 120);
        assert_eq!(ridden_s(|t_s| 1.5 * t_s, 15.0), 0);
        // Too little way for what the readings may be wrong.
        assert_eq!(ridden_s(|t_s| 3.0 * t_s, 50.0), 0);
        // More than that once it has grown.
        assert_eq!(ridden_s(|t_s| 3.0 * t_s, 15.0), 120);
        // A leap of 400 m every twenty seconds, out and back.
        assert_eq!(ridden_s(|t_s| 400.0 * ((t_s / 20.0).floor() % 2.0), 15.0), 0);
    }

    /// Returns the seconds of a way that are walked; its readings come as second and metres east.
    #[track_caller]
    fn check(way: &[(u32, f64)], expected_s: u32) {
        let readings: Vec<Reading> =
            way.iter().map(|&(t_s, x)| Reading { t_s, place_m: (x, 0.0), radius_m: Some(5.0) }).collect();
        let policy = Policy::default();
        let walked = spanned(&readings, &policy, |first, last| first.is_walked_to(last, &policy));
        assert_eq!(walked.length_s(), expected_s, "{way:?}");
    }

    #[test]
    fn a_walk_is_walked_and_a_ride_is_not() {
        check(&[(0, 0.0), (30, 40.0), (60, 80.0), (90, 120.0)], 90);
        check(&[(0, 0.0), (30, 150.0), (60, 300.0), (90, 450.0)], 0);
        check(&[(0, 0.0), (1, 3.0), (2, 6.0), (3, 9.0)], 0);
    }

    #[test]
    fn a_leap_out_and_back_takes_nothing_away() {
        check(&[(0, 0.0), (6, 110.0), (12, 4.0), (18, -130.0), (24, 7.0)], 24);
    }

    #[test]
    fn jitter_of_one_who_stands_is_no_ride() {
        check(&[(0, 0.0), (5, 20.0), (10, -15.0), (15, 18.0), (20, -3.0)], 20);
    }

    #[test]
    fn a_stop_on_the_way_is_all_that_counts_of_a_ride() {
        check(&[(0, 0.0), (30, 240.0), (60, 240.0), (90, 480.0)], 30);
    }

    #[test]
    fn readings_too_far_apart_say_nothing_together() {
        check(&[(0, 0.0), (91, 10.0)], 0);
        check(&[(0, 0.0), (0, 900.0)], 0);
    }
}
