//! Ways of moving, made up from physics: how fast somebody goes, how often a phone reads its place, how wrong it then is.
//! What the default policy says of each. No recording is copied here; those stand in `trace_verdicts`.

use std::f64::consts::TAU;

use crate::scene::{MIDDLE, START, fix_at, recorded, square_around};
use domain::dwell::{Dwell, measure};
use domain::fix::Fix;
use domain::policy::Policy;
use domain::track::Track;
use domain::verdict::{Outcome, judge_by};

/// Where somebody is at a second, in metres east and north of the middle.
type Way = fn(f64) -> (f64, f64);

/// How a phone reads its place.
#[derive(Debug, Clone, Copy)]
struct Phone {
    /// Seconds from one reading to the next.
    every_s: u32,
    /// How wrong a reading is along each axis, in metres (standard deviation).
    noise_m: f64,
    /// For how long an error lasts, in seconds: errors of a receiver drift, they do not leap.
    drifts_s: f64,
    /// The accuracy that it claims; none when it gives none.
    claims_m: Option<f64>,
}

/// An open place with a good sky.
const GOOD: Phone = Phone { every_s: 5, noise_m: 4.0, drifts_s: 30.0, claims_m: Some(6.0) };

/// As phones differ, each as good as it claims.
const HONEST: [(&str, Phone); 7] = [
    ("each second", Phone { every_s: 1, ..GOOD }),
    ("each 5 s", GOOD),
    ("each 5 s, with errors that leap", Phone { drifts_s: 0.0, ..GOOD }),
    ("each 15 s", Phone { every_s: 15, ..GOOD }),
    ("each minute", Phone { every_s: 60, ..GOOD }),
    ("between houses", Phone { noise_m: 8.0, claims_m: Some(12.0), ..GOOD }),
    ("without accuracy", Phone { claims_m: None, ..GOOD }),
];

/// Under a roof: wrong by two to three times what they claim.
const BOASTING: [(&str, Phone); 3] = [
    ("leaping", Phone { noise_m: 30.0, drifts_s: 0.0, claims_m: Some(15.0), ..GOOD }),
    ("drifting", Phone { noise_m: 30.0, drifts_s: 20.0, claims_m: Some(15.0), ..GOOD }),
    ("seldom", Phone { every_s: 15, noise_m: 40.0, drifts_s: 0.0, claims_m: Some(30.0) }),
];

/// An ordinary walk, a little longer than it must be.
const LENGTH_S: u32 = 1080;
/// Half the side of an area as the promise has them.
const HALF_M: f64 = 200.0;
/// Half the side of an area that nobody leaves.
const ANYWHERE_M: f64 = 7_000.0;
/// How often each is tried, with other errors.
const N_SEEDS: u64 = 8;

/// Draws the same numbers for the same seed (xorshift, Marsaglia 2003).
struct Dice(u64);

impl Dice {
    /// Returns a number from 0 to 1.
    fn roll(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Returns a number of the normal distribution (Box and Muller 1958).
    fn normal(&mut self) -> f64 {
        (-2.0 * self.roll().max(1e-12).ln()).sqrt() * (TAU * self.roll()).cos()
    }
}

impl Phone {
    /// Reads a way for so many seconds.
    fn read(self, way: Way, length_s: u32, seed: u64) -> Vec<Fix> {
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ (seed + 1).wrapping_mul(0x2545_f491_4f6c_dd1d));
        for _ in 0..8 {
            dice.roll();
        }
        let kept = (-f64::from(self.every_s) / self.drifts_s.max(1e-9)).exp();
        let fresh = (1.0 - kept * kept).sqrt();
        let mut error = (self.noise_m * dice.normal(), self.noise_m * dice.normal());
        (0..=length_s)
            .step_by(self.every_s as usize)
            .map(|t_s| {
                let (x, y) = way(f64::from(t_s));
                let fix = fix_at(t_s, (x + error.0, y + error.1), self.claims_m);
                error = (
                    kept * error.0 + fresh * self.noise_m * dice.normal(),
                    kept * error.1 + fresh * self.noise_m * dice.normal(),
                );
                fix
            })
            .collect()
    }
}

/// To and fro on a line of `length_m` at `speed_m_s`: metres from its middle.
fn to_and_fro(t_s: f64, speed_m_s: f64, length_m: f64) -> f64 {
    let gone_m = (speed_m_s * t_s) % (2.0 * length_m);
    (if gone_m < length_m { gone_m } else { 2.0 * length_m - gone_m }) - length_m / 2.0
}

/// Seconds in motion after `t_s` when each `go_s` of it are followed by `stop_s` of standing.
fn with_stops(t_s: f64, go_s: f64, stop_s: f64) -> f64 {
    let whole = (t_s / (go_s + stop_s)).floor();
    whole * go_s + (t_s % (go_s + stop_s)).min(go_s)
}

/// Round a square of `side_m` at a distance gone.
fn round_square(gone_m: f64, side_m: f64) -> (f64, f64) {
    let along = gone_m % (4.0 * side_m);
    let (side, on) = ((along / side_m).floor() as u32, along % side_m);
    let half = side_m / 2.0;
    match side {
        0 => (-half + on, -half),
        1 => (half, -half + on),
        2 => (half - on, half),
        _ => (-half, half - on),
    }
}

fn stands(_: f64) -> (f64, f64) {
    (10.0, 10.0)
}

fn strolls(t_s: f64) -> (f64, f64) {
    (to_and_fro(t_s, 1.4, 300.0), 0.0)
}

fn judged(fixes: Vec<Fix>, half_m: f64) -> (Dwell, Outcome) {
    let (boundary, policy) = (square_around(MIDDLE, half_m), Policy::default());
    let track = Track::of(fixes);
    let elapsed_s = track.fixes().last().map_or(0, |fix| fix.t_s);
    let dwell = measure(elapsed_s, &track, &[], &boundary.outline(), &policy);
    let walk = recorded(START, elapsed_s, track.fixes().to_vec());
    (dwell, judge_by(&walk, &boundary, &policy).outcome)
}

/// Checks what is said of each way on each phone, whatever its errors happen to be.
#[track_caller]
fn check(ways: &[(&str, Way)], phones: &[(&str, Phone)], half_m: f64, expected: Outcome) {
    for (way_name, way) in ways {
        for (phone_name, phone) in phones {
            for seed in 0..N_SEEDS {
                let (dwell, outcome) = judged(phone.read(*way, LENGTH_S, seed), half_m);
                let Dwell { inside_s, fast_s, .. } = dwell;
                assert_eq!(
                    outcome, expected,
                    "{way_name}, {phone_name}, seed {seed}: {inside_s} s on foot, {fast_s} s fast"
                );
            }
        }
    }
}

#[test]
fn whoever_walks_slowly_fast_or_not_at_all_counts() {
    let ways: [(&str, Way); 6] = [
        ("at a kiosk", stands),
        ("with a pram", |t_s| round_square(0.7 * t_s, 200.0)),
        ("a patrol", strolls),
        ("with stops", |t_s| strolls(with_stops(t_s, 60.0, 60.0))),
        ("in a hurry", |t_s| (to_and_fro(t_s, 2.0, 300.0), 0.0)),
        ("in a hurry round a block", |t_s| round_square(2.0 * t_s, 250.0)),
    ];
    check(&ways, &HONEST, HALF_M, Outcome::Counted);
    for (name, way) in ways {
        for (_, phone) in HONEST {
            let (dwell, _) = judged(phone.read(way, LENGTH_S, 1), HALF_M);
            assert_eq!(dwell.fast_s, 0, "{name}: nobody on foot rides, {phone:?}");
        }
    }
}

#[test]
fn a_poor_receiver_makes_no_ride_of_a_walk() {
    let ways: [(&str, Way); 4] = [
        ("in a mall", stands),
        ("with a pram", |t_s| round_square(0.7 * t_s, 150.0)),
        ("a patrol", strolls),
        ("with stops", |t_s| strolls(with_stops(t_s, 60.0, 60.0))),
    ];
    check(&ways, &BOASTING, 2.0 * HALF_M, Outcome::Counted);
    let hurry: [(&str, Way); 1] = [("in a hurry", |t_s| (to_and_fro(t_s, 2.0, 300.0), 0.0))];
    check(&hurry, &BOASTING[..1], 2.0 * HALF_M, Outcome::Counted);
}

#[test]
fn whoever_rides_or_runs_to_and_fro_in_the_area_does_not_count() {
    let ways: [(&str, Way); 6] = [
        ("a run", |t_s| round_square(3.3 * t_s, 250.0)),
        ("a slow bicycle", |t_s| (to_and_fro(t_s, 3.0, 300.0), 0.0)),
        ("a bicycle", |t_s| round_square(4.5 * t_s, 250.0)),
        ("a bicycle with stops", |t_s| round_square(4.5 * with_stops(t_s, 60.0, 30.0), 250.0)),
        ("a car that crawls round a block", |t_s| round_square(5.0 * t_s, 250.0)),
        ("a car round a block", |t_s| round_square(8.0 * t_s, 300.0)),
    ];
    check(&ways, &HONEST, HALF_M, Outcome::NotOnFoot);
    let slow: [(&str, Way); 1] =
        [("a slow bicycle with stops", |t_s| (to_and_fro(with_stops(t_s, 60.0, 20.0), 3.0, 300.0), 0.0))];
    check(&slow, &HONEST[..3], HALF_M, Outcome::NotOnFoot);
}

#[test]
fn a_bus_a_tram_or_a_bicycle_on_its_way_does_not_count() {
    let ways: [(&str, Way); 3] = [
        ("a bus", |t_s| (9.0 * with_stops(t_s, 45.0, 20.0) - 3_000.0, 0.0)),
        ("a tram", |t_s| (12.0 * with_stops(t_s, 60.0, 25.0) - 4_000.0, 0.0)),
        ("a bicycle", |t_s| (4.5 * t_s - 2_000.0, 0.0)),
    ];
    check(&ways, &HONEST, ANYWHERE_M, Outcome::NotOnFoot);
    check(&ways, &BOASTING, ANYWHERE_M, Outcome::NotOnFoot);
}

/// The network knows three masts about a mall, 120 m apart, and takes the phone to be at one or the other.
#[test]
fn a_position_that_leaps_between_masts_is_no_ride() {
    for seed in 0..N_SEEDS {
        let mut fixes = GOOD.read(stands, LENGTH_S, seed);
        let mut dice = Dice(seed + 77);
        for fix in &mut fixes {
            if dice.roll() < 0.6 {
                let mast = [(-110.0, 0.0), (60.0, 110.0), (60.0, -95.0)][(dice.roll() * 3.0) as usize % 3];
                *fix = fix_at(fix.t_s, mast, Some(40.0));
            }
        }
        assert_eq!(judged(fixes, HALF_M).1, Outcome::Counted, "seed {seed}");
    }
}

/// The first three readings are half a kilometre off and claim to be good.
#[test]
fn a_cold_start_costs_its_own_seconds_and_no_more() {
    for off_m in [500.0, 150.0] {
        let mut fixes = GOOD.read(strolls, LENGTH_S, 1);
        fixes[..3].iter_mut().for_each(|fix| *fix = fix_at(fix.t_s, (off_m, 30.0), Some(12.0)));
        let (dwell, outcome) = judged(fixes, HALF_M);
        assert_eq!(outcome, Outcome::Counted, "{off_m} m off");
        assert!(LENGTH_S - 15 <= dwell.inside_s, "{off_m} m off: {} s inside", dwell.inside_s);
    }
}

/// Each second is told twice, the second time by the network: 60 m off, and never by the same way.
#[test]
fn a_second_that_is_told_twice_changes_nothing() {
    let fixes = GOOD.read(strolls, LENGTH_S, 1);
    let (once, _) = judged(fixes.clone(), HALF_M);
    let same = [fixes.clone(), fixes.clone()].concat();
    assert_eq!(judged(same, HALF_M).0, once);
    let other = |fix: &Fix| {
        let (x, y) = strolls(f64::from(fix.t_s));
        let turn = f64::from(fix.t_s) * 0.9;
        fix_at(fix.t_s, (0.8 * x + 60.0 * turn.cos(), y + 60.0 * turn.sin()), Some(45.0))
    };
    let twice = [fixes.clone(), fixes.iter().map(other).collect()].concat();
    let (dwell, outcome) = judged(twice, HALF_M);
    assert_eq!((outcome, dwell.inside_s), (Outcome::Counted, once.inside_s));
}

#[test]
fn times_that_go_backwards_change_nothing() {
    let fixes = GOOD.read(strolls, LENGTH_S, 1);
    let mut backwards = fixes.clone();
    backwards.reverse();
    backwards.rotate_left(40);
    assert_eq!(judged(backwards, HALF_M), judged(fixes, HALF_M));
}

/// Two minutes and three quarters below ground: the time is missing, and nothing is drawn through it.
#[test]
fn a_tunnel_is_time_that_nobody_saw() {
    let mut fixes = GOOD.read(strolls, LENGTH_S, 1);
    fixes.retain(|fix| !(300..465).contains(&fix.t_s));
    let (dwell, outcome) = judged(fixes, HALF_M);
    assert_eq!((dwell.inside_s, dwell.elapsed_s - dwell.observed_s), (LENGTH_S - 170, 170));
    assert_eq!(outcome, Outcome::Counted);
}

/// A source that has nothing new hands out the same reading again and again.
#[test]
fn a_long_stop_counts_and_a_phone_left_lying_does_not() {
    let stopped = |from_s, to_s| {
        let mut fixes = GOOD.read(strolls, LENGTH_S, 1);
        let (x, y) = strolls(f64::from(from_s));
        for fix in fixes.iter_mut().filter(|fix| (from_s..to_s).contains(&fix.t_s)) {
            *fix = fix_at(fix.t_s, (x, y), Some(6.0));
        }
        judged(fixes, HALF_M).1
    };
    assert_eq!(stopped(200, 800), Outcome::Counted);
    assert_eq!(stopped(60, 1000), Outcome::Unverified);
}

/// The limits that the page on pace names: these are taken for walks, and it is known.
#[test]
fn what_cannot_be_told_apart_is_known() {
    let parked: [(&str, Way); 1] = [("a parked car", stands)];
    check(&parked, &HONEST, HALF_M, Outcome::Counted);
    let seldom = [("each half minute", Phone { every_s: 30, ..GOOD })];
    let car: [(&str, Way); 1] = [("a car to and fro", |t_s| (to_and_fro(t_s, 8.0, 300.0), 0.0))];
    check(&car, &seldom, HALF_M, Outcome::Counted);
    check(&car, &HONEST[..4], HALF_M, Outcome::NotOnFoot);
}
