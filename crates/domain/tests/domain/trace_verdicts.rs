//! What the default policy says of each recording, judged as if the area were everywhere: so that only the way of moving
//! decides. On foot is on foot, a ride is none, and a phone left lying speaks for nobody.

use crate::scene::{MIDDLE, START, recorded, square_around};
use crate::traces::traces;
use domain::dwell::{Dwell, Sight, measure};
use domain::policy::Policy;
use domain::verdict::{Outcome, Verdict, judge_by};
use expect_test::expect;

fn judged(half_m: f64) -> Vec<(String, Dwell, Verdict)> {
    let (boundary, policy) = (square_around(MIDDLE, half_m), Policy::default());
    let judge = |(name, track): (String, domain::track::Track)| {
        let elapsed_s = track.fixes().last().map_or(0, |fix| fix.t_s);
        let dwell = measure(elapsed_s, &track, &[], &boundary.outline(), &policy);
        let walk = recorded(START, elapsed_s, track.fixes().to_vec());
        (name, dwell, judge_by(&walk, &boundary, &policy))
    };
    traces().into_iter().map(judge).collect()
}

#[test]
fn the_way_of_moving_is_told_apart() {
    let mut table = format!(
        "{:<18}{:>8}{:>10}{:>8}{:>8}{:>8}  outcome\n",
        "name", "elapsed", "observed", "on foot", "still", "fast"
    );
    for (name, dwell, verdict) in judged(7_000.0) {
        table += &format!(
            "{name:<18}{:>8}{:>10}{:>8}{:>8}{:>8}  {:?}\n",
            dwell.elapsed_s, dwell.observed_s, dwell.inside_s, dwell.still_s, dwell.fast_s, verdict.outcome
        );
    }
    expect![[r#"
        name               elapsed  observed on foot   still    fast  outcome
        bike-1                1209      1209     580       0     716  NotOnFoot
        car-1                 1404      1209     471       0     642  NotOnFoot
        still-indoor-1        6387      5989    5989    5651       0  Unverified
        walk-acc-1            1470       895     895       0       0  TooShort
        walk-acc-mixed-1      1866      1684    1684       0       0  Counted
        walk-hike-gaps-1     13381      8469    8469       0       0  Counted
        walk-ios-sparse-1     1830      1571    1571       0       0  Counted
    "#]]
    .assert_eq(&table);
}

/// Nobody on foot is ever taken to ride, whatever leaps the positions make.
#[test]
fn no_second_of_a_walk_is_fast() {
    for (name, dwell, verdict) in judged(7_000.0) {
        let is_walk = name.starts_with("walk");
        assert_eq!(dwell.fast_s == 0, is_walk || name.starts_with("still"), "{name}");
        assert_eq!(verdict.outcome == Outcome::NotOnFoot, !is_walk && !name.starts_with("still"), "{name}");
    }
}

/// Eleven minutes indoors with network positions 110 to 145 m off, at the edge of a place no wider than that.
#[test]
fn leaping_positions_indoors_are_not_outside() {
    let (_, dwell, verdict) = judged(200.0)
        .into_iter()
        .find(|(name, ..)| name == "walk-acc-mixed-1")
        .expect("the recording is there");
    assert_eq!((dwell.outside_s(), verdict.outcome), (0, Outcome::Counted));
    assert!(!dwell.stretches.iter().any(|stretch| matches!(stretch.sight, Sight::Outside | Sight::Fast)));
}

#[test]
fn verdicts_in_a_place_of_four_hundred_metres() {
    let mut table = String::new();
    for (name, dwell, verdict) in judged(200.0) {
        table +=
            &format!("{name}: {:?}, {} of {} inside\n", verdict.outcome, dwell.inside_s, dwell.elapsed_s);
        for stretch in &dwell.stretches {
            if 60 <= stretch.to_s - stretch.from_s {
                table += &format!("  {:>6}..{:<6}{:?}\n", stretch.from_s, stretch.to_s, stretch.sight);
            }
        }
    }
    expect![[r#"
        bike-1: Outside, 0 of 1209 inside
               0..572   Outside
             572..645   Fast
             645..1209  Outside
        car-1: Outside, 0 of 1404 inside
               5..293   Outside
             293..386   Unseen(Inaccurate)
             386..696   Outside
             710..943   Outside
             943..1040  Unseen(Inaccurate)
            1040..1404  Outside
        still-indoor-1: Unverified, 5989 of 6387 inside
               0..214   Inside
             214..1153  Still
            1153..1246  Unseen(Inaccurate)
            1246..3752  Still
            3752..4057  Unseen(Inaccurate)
            4057..6170  Still
            6170..6294  Inside
            6294..6387  Still
        walk-acc-1: TooShort, 570 of 1470 inside
               0..325   Outside
             325..802   Inside
             802..1167  Unseen(Timeout)
            1167..1260  Inside
            1260..1470  Unseen(Inaccurate)
        walk-acc-mixed-1: Counted, 1684 of 1866 inside
               0..73    Unseen(Inaccurate)
              73..539   Inside
             539..648   Unseen(Inaccurate)
             648..1866  Inside
        walk-hike-gaps-1: Counted, 1398 of 13381 inside
               0..723   Unseen(Timeout)
             723..1511  Outside
            1511..1621  Unseen(Timeout)
            1621..2549  Outside
            2549..2833  Unseen(Timeout)
            2833..4552  Outside
            4552..5839  Unseen(Timeout)
            5839..6067  Inside
            6067..6191  Unseen(Timeout)
            6191..6434  Inside
            6434..6552  Unseen(Timeout)
            6552..7059  Inside
            7059..9100  Unseen(Timeout)
            9100..9520  Inside
            9520..13156 Outside
           13156..13381 Unseen(Timeout)
        walk-ios-sparse-1: Outside, 516 of 1830 inside
               0..88    Unseen(Inaccurate)
              88..664   Outside
             664..1180  Inside
            1180..1351  Unseen(Timeout)
            1351..1830  Outside
    "#]]
    .assert_eq(&table);
}
