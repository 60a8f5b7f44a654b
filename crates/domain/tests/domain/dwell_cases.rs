//! Dwell in cases that can be counted by hand: at the boundary's edge, between readings, in gaps. The laws for walks of any
//! shape stand in `dwell`.

use crate::scene::{MIDDLE, fix_at, square_around};
use GapReason::{Closed, Hidden, Inaccurate, Timeout};
use domain::dwell::measure;
use domain::policy::Policy;
use domain::track::Track;
use domain::walk::{Gap, GapReason};
use expect_test::{Expect, expect};

/// Length in seconds; readings as second, metres east of the middle and accuracy in metres (0 for none); what was
/// declared. The square's line lies at 150 m.
type Case<'a> = (u32, &'a [(u32, f64, f64)], &'a [(u32, u32, GapReason)]);

#[track_caller]
fn check(cases: &[Case<'_>], expected: Expect) {
    expected.assert_eq(&cases.iter().map(told).collect::<String>());
}

fn told(&(elapsed_s, readings, declared): &Case<'_>) -> String {
    let fix = |&(t_s, x, accuracy_m): &(u32, f64, f64)| {
        let accuracy_m = (0.0 < accuracy_m).then_some(accuracy_m);
        fix_at(t_s, (x, 0.0), accuracy_m)
    };
    let track = Track::of(readings.iter().map(fix).collect());
    let gap = |&(from_s, to_s, reason): &(u32, u32, GapReason)| Gap { from_s, to_s, reason };
    let declared: Vec<Gap> = declared.iter().map(gap).collect();
    let dwell =
        measure(elapsed_s, &track, &declared, &square_around(MIDDLE, 150.0).outline(), &Policy::default());
    let mut told = format!("{} inside, {} observed of {}", dwell.inside_s, dwell.observed_s, dwell.elapsed_s);
    for gap in &dwell.gaps {
        told += &format!(", {}..{} {:?}", gap.from_s, gap.to_s, gap.reason);
    }
    told + "\n"
}

#[test]
fn time_between_believed_fixes_is_observed_up_to_the_longest_interval() {
    check(
        &[
            (180, &[(0, 0.0, 5.0), (90, 0.0, 5.0), (180, 0.0, 5.0)], &[]),
            (181, &[(0, 0.0, 5.0), (90, 0.0, 5.0), (181, 0.0, 5.0)], &[]),
            (60, &[(10, 0.0, 5.0), (50, 0.0, 5.0)], &[]),
            (60, &[(30, 0.0, 5.0)], &[]),
            (60, &[], &[]),
            (0, &[(0, 0.0, 5.0)], &[]),
        ],
        expect![[r#"
            180 inside, 180 observed of 180
            90 inside, 90 observed of 181, 90..181 Timeout
            40 inside, 40 observed of 60, 0..10 Timeout, 50..60 Timeout
            0 inside, 0 observed of 60, 0..60 Timeout
            0 inside, 0 observed of 60, 0..60 Timeout
            0 inside, 0 observed of 0
        "#]],
    );
}

#[test]
fn time_after_the_end_is_left_out() {
    check(
        &[(60, &[(0, 0.0, 5.0), (50, 0.0, 5.0), (70, 0.0, 5.0)], &[(55, 90, Hidden)])],
        expect![[r#"
        55 inside, 55 observed of 60, 55..60 Hidden
    "#]],
    );
}

#[test]
fn one_enters_at_the_line_and_leaves_beyond_the_edge() {
    check(
        &[
            // On the edge without ever having been inside; after it; before it.
            (60, &[(0, 160.0, 5.0), (60, 160.0, 5.0)], &[]),
            (60, &[(0, 140.0, 5.0), (30, 160.0, 5.0), (60, 160.0, 5.0)], &[]),
            (60, &[(0, 160.0, 5.0), (30, 160.0, 5.0), (60, 140.0, 5.0)], &[]),
            // Beyond the edge of 15 m, unless the fix itself is coarser.
            (60, &[(0, 140.0, 5.0), (30, 167.0, 5.0), (60, 167.0, 5.0)], &[]),
            (60, &[(0, 140.0, 5.0), (30, 167.0, 20.0), (60, 167.0, 20.0)], &[]),
            // The inside too long ago to hold it.
            (181, &[(0, 140.0, 5.0), (91, 160.0, 5.0), (181, 160.0, 5.0)], &[]),
        ],
        expect![[r#"
            0 inside, 60 observed of 60
            60 inside, 60 observed of 60
            60 inside, 60 observed of 60
            0 inside, 60 observed of 60
            60 inside, 60 observed of 60
            0 inside, 90 observed of 181, 0..91 Timeout
        "#]],
    );
}

#[test]
fn a_step_over_the_line_is_dwell_and_a_stay_outside_is_not() {
    let stay = [(0, 0.0, 5.0), (40, 300.0, 5.0), (80, 300.0, 5.0), (120, 0.0, 5.0), (150, 0.0, 5.0)];
    check(
        &[(80, &[(0, 0.0, 5.0), (40, 300.0, 5.0), (80, 0.0, 5.0)], &[]), (150, &stay, &[])],
        expect![[r#"
            80 inside, 80 observed of 80
            30 inside, 150 observed of 150
        "#]],
    );
}

#[test]
fn what_claims_to_be_too_coarse_is_not_believed() {
    let coarse = [(0, 0.0, 5.0), (60, 0.0, 700.0), (120, 0.0, 5.0), (150, 0.0, 5.0)];
    let unknown = [(0, 0.0, 0.0), (60, 0.0, 0.0)];
    check(
        &[(150, &coarse, &[]), (60, &unknown, &[])],
        expect![[r#"
        30 inside, 30 observed of 150, 0..120 Inaccurate
        60 inside, 60 observed of 60
    "#]],
    );
}

#[test]
fn two_readings_in_one_second_both_speak() {
    let contrary = [(0, 0.0, 5.0), (45, 300.0, 5.0), (45, 0.0, 40.0), (130, 0.0, 5.0)];
    let same = [(0, 0.0, 5.0), (0, 0.0, 5.0), (30, 0.0, 5.0), (30, 0.0, 5.0)];
    check(
        &[(130, &contrary, &[]), (30, &same, &[])],
        expect![[r#"
        130 inside, 130 observed of 130
        30 inside, 30 observed of 30
    "#]],
    );
}

#[test]
fn declared_blind_time_is_a_gap_even_between_close_fixes() {
    let steady: Vec<(u32, f64, f64)> = (0..=20).map(|idx| (idx * 10, 0.0, 5.0)).collect();
    check(
        &[
            (200, &steady, &[(15, 55, Hidden)]),
            (200, &steady, &[(100, 150, Closed), (120, 300, Hidden), (0, 5, Closed)]),
            // These two say why no fix was believed; where fixes were, they say nothing.
            (200, &steady, &[(15, 55, Timeout), (60, 80, Inaccurate)]),
            (200, &steady, &[(80, 20, Hidden), (30, 30, Hidden)]),
        ],
        expect![[r#"
            160 inside, 160 observed of 200, 15..55 Hidden
            95 inside, 95 observed of 200, 0..5 Closed, 100..120 Closed, 120..200 Hidden
            200 inside, 200 observed of 200
            200 inside, 200 observed of 200
        "#]],
    );
}

#[test]
fn a_gap_is_cut_where_its_reason_changes() {
    let ends = [(0, 0.0, 5.0), (30, 0.0, 5.0), (200, 0.0, 700.0), (400, 0.0, 5.0)];
    check(
        &[
            (400, &ends, &[(50, 90, Hidden), (90, 120, Closed), (110, 130, Timeout)]),
            (400, &ends, &[(130, 140, Timeout), (140, 400, Inaccurate)]),
        ],
        expect![[r#"
            30 inside, 30 observed of 400, 30..50 Timeout, 50..90 Hidden, 90..120 Closed, 120..130 Timeout, 130..400 Inaccurate
            30 inside, 30 observed of 400, 30..140 Timeout, 140..400 Inaccurate
        "#]],
    );
}
