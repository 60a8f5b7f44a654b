//! What the rule says of made-up walks, at the exact bounds. Recorded walks are judged in `trace_verdicts`.

use crate::scene::{MIDDLE, START, at, fix_at, logged, recorded, square_around};
use domain::area::{Area, Boundary};
use domain::policy::{Policy, Rulebook, Unverified};
use domain::verdict::{Outcome, Reason, Verdict, judge, judge_by};
use domain::walk::{Evidence, Gap, GapReason, Walk};
use expect_test::{Expect, expect};

fn square() -> Boundary {
    square_around(MIDDLE, 150.0)
}

/// Returns a walk in stretches: so many seconds at so many metres east of the middle, with a fix each tenth second, two
/// metres to and fro as of somebody who stands; nowhere means that no fix came.
fn walk(stretches: &[(u32, Option<f64>)]) -> Walk {
    let (mut fixes, mut elapsed_s) = (Vec::new(), 0);
    for &(length_s, x) in stretches {
        let times = (elapsed_s..elapsed_s + length_s).step_by(10).chain([elapsed_s + length_s]);
        fixes.extend(
            times.filter_map(|t_s| Some(fix_at(t_s, (x?, f64::from(t_s / 10 % 2) * 2.0), Some(5.0)))),
        );
        elapsed_s += length_s;
    }
    recorded(START, elapsed_s, fixes)
}

fn with_gaps(mut walk: Walk, told: &[(u32, u32, GapReason)]) -> Walk {
    if let Evidence::Recorded { gaps, .. } = &mut walk.evidence {
        gaps.extend(told.iter().map(|&(from_s, to_s, reason)| Gap { from_s, to_s, reason }));
    }
    walk
}

#[track_caller]
fn check(policy: &Policy, walks: &[Walk], expected: Expect) {
    expected
        .assert_eq(&walks.iter().map(|walk| told(&judge_by(walk, &square(), policy))).collect::<String>());
}

fn told(verdict: &Verdict) -> String {
    let Verdict { outcome, dwell_s, observed_s, elapsed_s, required_s, .. } = verdict;
    let counts = if verdict.counts { "counts" } else { "does not count" };
    let mut told = format!(
        "{outcome:?}, {counts}: {dwell_s} of {required_s} inside, {observed_s} of {elapsed_s} observed"
    );
    for reason in &verdict.reasons {
        told += &match reason {
            Reason::Short { missing_s } => format!("; {missing_s} short"),
            Reason::TimeOutside { outside_s } => format!("; {outside_s} outside"),
            Reason::TimeUnseen { reason, unseen_s } => format!("; {unseen_s} unseen {reason:?}"),
            plain => format!("; {plain:?}"),
        };
    }
    told + "\n"
}

#[test]
fn a_walk_counts_from_the_required_second_on() {
    let walks = [
        walk(&[(899, Some(0.0))]),
        walk(&[(900, Some(0.0))]),
        walk(&[(900, Some(0.0)), (1500, Some(500.0))]),
    ];
    check(
        &Policy::default(),
        &walks,
        expect![[r#"
        TooShort, does not count: 899 of 900 inside, 899 of 899 observed; 1 short
        Counted, counts: 900 of 900 inside, 900 of 900 observed; LongEnough
        Counted, counts: 900 of 900 inside, 2400 of 2400 observed; LongEnough; 1500 outside
    "#]],
    );
}

#[test]
fn a_walk_seen_mostly_outside_is_outside_and_not_short() {
    let walks = [
        walk(&[(400, Some(0.0)), (400, Some(500.0))]),
        walk(&[(400, Some(0.0)), (401, Some(500.0))]),
        walk(&[(900, Some(500.0))]),
    ];
    check(
        &Policy::default(),
        &walks,
        expect![[r#"
        TooShort, does not count: 400 of 900 inside, 800 of 800 observed; 500 short; 400 outside
        Outside, does not count: 400 of 900 inside, 801 of 801 observed; 401 outside
        Outside, does not count: 0 of 900 inside, 900 of 900 observed; 900 outside
    "#]],
    );
}

#[test]
fn a_walk_without_observed_time_is_unverified() {
    // The last has one single fix, which speaks for no time at all.
    let single = walk(&[(400, None), (0, Some(0.0)), (500, None)]);
    check(
        &Policy::default(),
        &[logged(START, 900), walk(&[(900, None)]), single],
        expect![[r#"
        Unverified, does not count: 0 of 900 inside, 0 of 900 observed; LoggedAfterwards
        Unverified, does not count: 0 of 900 inside, 0 of 900 observed; NoPosition; 900 unseen Timeout
        Unverified, does not count: 0 of 900 inside, 0 of 900 observed; NoPosition; 900 unseen Timeout
    "#]],
    );
}

#[test]
fn an_unverified_walk_counts_by_policy_and_only_when_it_lasted() {
    let by_trust = Policy { unverified: Unverified::Counts, ..Policy::default() };
    let walks = [logged(START, 900), logged(START, 899), walk(&[(900, None)]), walk(&[(60, None)])];
    check(
        &by_trust,
        &walks,
        expect![[r#"
        Unverified, counts: 0 of 900 inside, 0 of 900 observed; LoggedAfterwards
        Unverified, does not count: 0 of 900 inside, 0 of 899 observed; LoggedAfterwards; 1 short
        Unverified, counts: 0 of 900 inside, 0 of 900 observed; NoPosition; 900 unseen Timeout
        Unverified, does not count: 0 of 900 inside, 0 of 60 observed; NoPosition; 840 short; 60 unseen Timeout
    "#]],
    );
}

#[test]
fn unseen_time_is_named_by_reason_the_longest_first() {
    let gaps = [
        (0, 100, GapReason::Closed),
        (200, 250, GapReason::Hidden),
        (300, 370, GapReason::Hidden),
        (400, 409, GapReason::Denied),
    ];
    let silent = walk(&[(600, Some(0.0)), (200, None), (600, Some(0.0))]);
    check(
        &Policy::default(),
        &[with_gaps(walk(&[(1000, Some(0.0))]), &gaps), silent],
        expect![[r#"
        TooShort, does not count: 771 of 900 inside, 771 of 1000 observed; 129 short; 120 unseen Hidden; 100 unseen Closed
        Counted, counts: 1200 of 900 inside, 1200 of 1400 observed; LongEnough; 200 unseen Timeout
    "#]],
    );
}

#[test]
fn a_share_of_the_required_time_is_enough_when_the_policy_says_so() {
    let eighty = Policy { required_share_pct: 80, ..Policy::default() };
    let walks = [walk(&[(719, Some(0.0)), (181, None)]), walk(&[(720, Some(0.0)), (180, None)])];
    check(
        &eighty,
        &walks,
        expect![[r#"
        TooShort, does not count: 719 of 720 inside, 719 of 900 observed; 1 short; 181 unseen Timeout
        Counted, counts: 720 of 720 inside, 720 of 900 observed; LongEnough; 180 unseen Timeout
    "#]],
    );
}

/// Returns a walk of a fix each tenth second, from the places of its seconds in metres east of the middle.
fn way(elapsed_s: u32, place: impl Fn(f64) -> f64) -> Walk {
    let fix = |t_s: u32| fix_at(t_s, (place(f64::from(t_s)), 0.0), Some(5.0));
    recorded(START, elapsed_s, (0..=elapsed_s).step_by(10).map(fix).collect())
}

#[test]
fn a_ride_to_and_fro_is_none_on_foot_and_a_walk_with_a_short_ride_counts() {
    let to_and_fro = |speed_m_s: f64| {
        move |t_s: f64| {
            let way_m = (t_s * speed_m_s) % 560.0;
            if way_m < 280.0 { way_m - 140.0 } else { 420.0 - way_m }
        }
    };
    let then_walks = |t_s: f64| if t_s < 200.0 { to_and_fro(8.0)(t_s) } else { to_and_fro(1.4)(t_s) };
    check(
        &Policy::default(),
        &[
            way(1800, to_and_fro(1.4)),
            way(1800, to_and_fro(4.0)),
            way(1800, to_and_fro(12.0)),
            way(1200, then_walks),
        ],
        expect![[r#"
            Counted, counts: 1800 of 900 inside, 1800 of 1800 observed; LongEnough
            NotOnFoot, does not count: 1800 of 900 inside, 1800 of 1800 observed; TimeFast { fast_s: 1800 }
            NotOnFoot, does not count: 1800 of 900 inside, 1800 of 1800 observed; TimeFast { fast_s: 1800 }
            Counted, counts: 1200 of 900 inside, 1200 of 1200 observed; LongEnough; TimeFast { fast_s: 150 }
        "#]],
    );
}

#[test]
fn a_phone_that_lay_still_is_told_from_an_officer_who_stands() {
    let lies = |_: f64| 0.0;
    let stands = |t_s: f64| (t_s * 7.3).sin() * 4.0;
    let walks_then_lies = |t_s: f64| if t_s < 1000.0 { stands(t_s) } else { 0.0 };
    let stands_like_a_statue = |t_s: f64| if 300.0 < t_s && t_s < 800.0 { 0.0 } else { stands(t_s) };
    check(
        &Policy::default(),
        &[way(1800, lies), way(1000, stands), way(6000, walks_then_lies), way(1000, stands_like_a_statue)],
        expect![[r#"
            Unverified, does not count: 1800 of 900 inside, 1800 of 1800 observed; LayStill { still_s: 1800 }
            Counted, counts: 1000 of 900 inside, 1000 of 1000 observed; LongEnough
            Counted, counts: 6000 of 900 inside, 6000 of 6000 observed; LongEnough
            Counted, counts: 1000 of 900 inside, 1000 of 1000 observed; LongEnough
        "#]],
    );
}

#[test]
fn a_walk_is_judged_by_what_was_in_force_at_its_start() {
    let walk = walk(&[(900, Some(0.0))]);
    let mut moved = square();
    moved.version = 2;
    moved.valid_from = walk.started.plus_ms(1);
    let stricter = Policy { version: 2, valid_from: walk.started, required_s: 901, ..Policy::default() };
    let boundaries = vec![square(), moved];
    let rulebook = Rulebook {
        periods: Vec::new(),
        revision: 1,
        areas: vec![Area { id: walk.area.clone(), name: "Huddinge C".to_owned(), boundaries }],
        policies: vec![Policy::default(), stricter],
    };
    let judged = |ms| {
        let walk = Walk { started: walk.started.plus_ms(ms), ..walk.clone() };
        judge(&walk, &rulebook)
            .map(|verdict| (verdict.boundary_version, verdict.policy_version, verdict.outcome))
    };
    assert_eq!(judged(-1), Some((1, 1, Outcome::Counted)));
    assert_eq!(judged(0), Some((1, 2, Outcome::TooShort)));
    assert_eq!(judged(1), Some((2, 2, Outcome::TooShort)));
    let elsewhere = Walk { area: "skogas-c".parse().expect("an area's id"), ..walk };
    assert_eq!(judge(&elsewhere, &rulebook), None);
}

#[test]
fn the_server_gives_the_verdict_that_the_phone_gave() {
    let walk = walk(&[(500, Some(0.0)), (100, Some(149.5)), (300, Some(164.5))]);
    let sent = |walk: &Walk| serde_json::to_string(walk).expect("a walk can be written");
    let received: Walk = serde_json::from_str(&sent(&walk)).expect("what was written can be read");
    assert_eq!(received, walk);
    let kept = serde_json::to_string(&square()).expect("a boundary can be written");
    let boundary = serde_json::from_str(&kept).expect("what was written can be read");
    let policy = Policy::default();
    assert_eq!(judge_by(&received, &boundary, &policy), judge_by(&walk, &square(), &policy));
}

#[test]
fn the_hour_and_the_date_change_no_verdict() {
    let walk = walk(&[(500, Some(0.0)), (600, Some(500.0))]);
    let verdict = judge_by(&walk, &square(), &Policy::default());
    for started in ["2026-10-25T02:50:00+02:00", "2027-01-03T23:52:00+01:00", "1900-01-01T00:00:00Z"] {
        let moved = Walk { started: at(started), ..walk.clone() };
        assert_eq!(judge_by(&moved, &square(), &Policy::default()), verdict);
    }
}
