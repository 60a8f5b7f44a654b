//! A running walk: what its marks make of it, whatever happens to the phone. Nothing here writes or reads a storage.

use crate::scene::{MIDDLE, START, at, fix_at, square_around};
use domain::fix::Fix;
use domain::id::WalkId;
use domain::policy::Policy;
use domain::recording::{Mark, NoStart, Progress, Recording, Signal};
use domain::time::WallTime;
use domain::verdict::judge_by;
use domain::walk::{ClockReading, Evidence, Gap, GapReason, Observation, ObservationKind, Walk};
use expect_test::{Expect, expect};
use proptest::prelude::*;
use proptest::sample::select;

fn clock(t_s: u32) -> ClockReading {
    ClockReading { t_s, wall: at(START).plus_s(i64::from(t_s)), server_ahead_ms: None, position: None }
}

fn began(crew_size: u8) -> Mark {
    let area = "huddinge-c".parse().expect("an area's id");
    Mark::Began { walk: WalkId(uuid::Uuid::from_u128(1)), area, crew_size, clock: clock(0) }
}

fn fixed(t_s: u32) -> Mark {
    Mark::Fixed(fix_at(t_s, (0.0, 0.0), Some(5.0)))
}

fn gap_began(t_s: u32, reason: GapReason) -> Mark {
    Mark::GapBegan { t_s, reason }
}

fn noted(t_s: u32, note: &str) -> Mark {
    Mark::Noted(talk(t_s, note))
}

fn talk(t_s: u32, note: &str) -> Observation {
    Observation { t_s, kind: ObservationKind::Talk, spot: None, note: Some(note.to_owned()) }
}

/// Returns the recording that begins with a crew of two and goes on with the given marks.
fn recording(marks: &[Mark]) -> Recording {
    let marks = [&[began(2)], marks].concat();
    Recording::replay(marks).expect("the log begins with its start")
}

/// Tells a finished walk in one line.
fn told(walk: &Walk) -> String {
    let Evidence::Recorded { track, gaps, clocks } = &walk.evidence else { return "not recorded".to_owned() };
    let mut told = format!("{} s, crew {}, fixes", walk.elapsed_s, walk.crew_size);
    track.fixes().iter().for_each(|fix| told += &format!(" {}", fix.t_s));
    gaps.iter().for_each(|gap| told += &format!(", {}..{} {:?}", gap.from_s, gap.to_s, gap.reason));
    walk.observations.iter().for_each(|seen| told += &format!(", {} {:?}", seen.t_s, seen.note));
    told + &format!(", {} clocks\n", clocks.len())
}

#[track_caller]
fn check(cases: &[(u32, &[Mark])], expected: Expect) {
    let walks = cases.iter().map(|(end_s, marks)| recording(marks).finish(*end_s));
    let told = walks.map(|walk| {
        assert_eq!(walk.check(), Ok(()), "{walk:?}");
        told(&walk)
    });
    expected.assert_eq(&told.collect::<String>());
}

#[test]
fn a_log_begins_with_its_start_and_only_once() {
    assert_eq!(Recording::replay([]), Err(NoStart));
    assert_eq!(Recording::replay([fixed(3)]), Err(NoStart));
    assert_eq!(recording(&[began(9), fixed(3)]), recording(&[fixed(3)]));
}

#[test]
fn a_walk_is_told_with_all_that_was_marked() {
    check(
        &[
            (0, &[]),
            (900, &[fixed(0), fixed(450), fixed(900)]),
            (900, &[noted(20, "b"), noted(10, "a"), Mark::CrewSet { crew_size: 3 }]),
            (900, &[noted(10, "a"), noted(10, "b"), noted(10, "a"), Mark::Unnoted(talk(10, "a"))]),
            (900, &[noted(10, "a"), Mark::Unnoted(talk(11, "a"))]),
            // The end never lies before what is written.
            (10, &[fixed(20)]),
        ],
        expect![[r#"
            1 s, crew 2, fixes, 1 clocks
            900 s, crew 2, fixes 0 450 900, 1 clocks
            900 s, crew 3, fixes, 10 Some("a"), 20 Some("b"), 1 clocks
            900 s, crew 2, fixes, 10 Some("a"), 10 Some("b"), 1 clocks
            900 s, crew 2, fixes, 10 Some("a"), 1 clocks
            20 s, crew 2, fixes 20, 1 clocks
        "#]],
    );
}

#[test]
fn a_gap_lasts_from_its_beginning_to_its_end() {
    use GapReason::{Denied, Hidden};
    check(
        &[
            (90, &[gap_began(10, Hidden), Mark::GapEnded { t_s: 30 }]),
            (90, &[gap_began(10, Hidden)]),
            (90, &[gap_began(10, Hidden), gap_began(20, Denied), Mark::GapEnded { t_s: 30 }]),
            (90, &[gap_began(10, Hidden), Mark::GapEnded { t_s: 10 }, Mark::GapEnded { t_s: 50 }]),
            (90, &[gap_began(50, Hidden), Mark::GapEnded { t_s: 20 }]),
        ],
        expect![[r#"
            90 s, crew 2, fixes, 10..30 Hidden, 1 clocks
            90 s, crew 2, fixes, 10..90 Hidden, 1 clocks
            90 s, crew 2, fixes, 10..20 Hidden, 20..30 Denied, 1 clocks
            90 s, crew 2, fixes, 1 clocks
            90 s, crew 2, fixes, 1 clocks
        "#]],
    );
}

#[test]
fn a_closed_app_leaves_a_gap_up_to_its_reopening() {
    let reopened = |t_s| Mark::Reopened { clock: clock(t_s) };
    check(
        &[
            (900, &[fixed(100), reopened(400), fixed(410)]),
            (900, &[fixed(100), gap_began(120, GapReason::Hidden), reopened(400)]),
            (900, &[fixed(100), gap_began(120, GapReason::Hidden), fixed(150), reopened(400)]),
            (900, &[fixed(100), reopened(400), reopened(500)]),
            // A clock that was turned back turns back no walk.
            (900, &[fixed(100), reopened(50), fixed(110)]),
        ],
        expect![[r#"
            900 s, crew 2, fixes 100 410, 100..400 Closed, 2 clocks
            900 s, crew 2, fixes 100, 120..400 Closed, 2 clocks
            900 s, crew 2, fixes 100 150, 120..150 Hidden, 150..400 Closed, 2 clocks
            900 s, crew 2, fixes 100, 100..400 Closed, 400..500 Closed, 3 clocks
            900 s, crew 2, fixes 100 110, 2 clocks
        "#]],
    );
}

#[test]
fn what_cannot_be_is_cut_down_to_what_the_server_takes() {
    check(
        &[
            (u32::MAX, &[]),
            (900, &[fixed(10), fixed(u32::MAX), gap_began(90_000, GapReason::Hidden), noted(90_001, "a")]),
            (900, &[gap_began(10, GapReason::Hidden), Mark::GapEnded { t_s: 90_000 }]),
            (900, &[Mark::CrewSet { crew_size: 0 }]),
            (900, &[Mark::CrewSet { crew_size: 255 }]),
            (900, &[noted(10, &"å".repeat(141))]),
        ],
        expect![[r#"
            86400 s, crew 2, fixes, 1 clocks
            86400 s, crew 2, fixes 10, 86400 Some("a"), 1 clocks
            86400 s, crew 2, fixes, 10..86400 Hidden, 1 clocks
            900 s, crew 1, fixes, 1 clocks
            900 s, crew 20, fixes, 1 clocks
            900 s, crew 2, fixes, 10 Some("åååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååååå"), 1 clocks
        "#]],
    );
}

#[test]
fn a_reopened_app_goes_on_where_the_wall_clock_says() {
    let recording = recording(&[fixed(100), Mark::Reopened { clock: clock(200) }, fixed(230)]);
    let goes_on = |wall: &str| recording.second_when_reopened(at(wall));
    assert_eq!(goes_on("2026-11-24T22:20:00+01:00"), 360);
    assert_eq!(goes_on("2026-11-24T22:14:00+01:00"), 230);
    assert_eq!(goes_on("1970-01-01T00:00:00Z"), 230);
    assert_eq!(goes_on("2026-12-24T15:00:00+01:00"), Walk::MAX_S);
    assert_eq!(goes_on("9999-12-31T00:00:00Z"), Walk::MAX_S);
}

#[test]
fn the_screen_is_told_how_good_the_positions_are() {
    let boundary = square_around(MIDDLE, 150.0);
    let at_s = |t_s, marks: &[Mark]| {
        let Progress { side, signal, dwell, .. } =
            recording(marks).progress(t_s, &boundary, &Policy::default());
        format!("{} of {}: {signal:?}, {side:?}\n", dwell.inside_s, dwell.elapsed_s)
    };
    let outside = Mark::Fixed(fix_at(60, (500.0, 0.0), Some(8.0)));
    let coarse = Mark::Fixed(fix_at(60, (0.0, 0.0), Some(700.0)));
    let told = [
        at_s(5, &[]),
        at_s(70, &[fixed(0), fixed(60)]),
        at_s(80, &[fixed(0), fixed(60)]),
        at_s(81, &[fixed(0), fixed(60)]),
        at_s(110, &[fixed(0), fixed(60)]),
        at_s(150, &[fixed(0), fixed(60)]),
        at_s(151, &[fixed(0), fixed(60)]),
        at_s(70, &[fixed(0), outside.clone()]),
        at_s(70, &[fixed(0), outside.clone(), Mark::Fixed(fix_at(62, (500.0, 0.0), Some(8.0)))]),
        at_s(85, &[fixed(0), outside.clone()]),
        at_s(70, &[fixed(0), coarse.clone()]),
        at_s(110, &[fixed(0), coarse]),
        at_s(70, &[fixed(0), gap_began(65, GapReason::Denied)]),
        at_s(70, &[fixed(0), gap_began(65, GapReason::Timeout)]),
        at_s(0, &[fixed(0), gap_began(65, GapReason::Hidden)]),
    ];
    expect![[r#"
        0 of 5: Waiting, None
        60 of 70: Good { radius_m: 5.656854249492381 }, Some(Inside)
        60 of 80: Good { radius_m: 5.656854249492381 }, Some(Inside)
        60 of 81: Late { silent_s: 21 }, Some(Inside)
        60 of 110: Lost { silent_s: 50, left_s: 40 }, Some(Inside)
        60 of 150: Lost { silent_s: 90, left_s: 0 }, Some(Inside)
        60 of 151: Lost { silent_s: 91, left_s: 0 }, None
        0 of 70: Good { radius_m: 8.0 }, Some(Inside)
        0 of 70: Good { radius_m: 8.0 }, Some(Outside)
        0 of 85: Good { radius_m: 8.0 }, Some(Inside)
        0 of 70: Poor { radius_m: 724.0773439350247 }, Some(Inside)
        0 of 110: Lost { silent_s: 50, left_s: 0 }, None
        0 of 70: Blind(Denied), Some(Inside)
        0 of 70: Lost { silent_s: 70, left_s: 20 }, Some(Inside)
        0 of 65: Blind(Hidden), Some(Inside)
    "#]]
    .assert_eq(&told.concat());
    assert_eq!(recording(&[]).progress(5, &boundary, &Policy::default()).signal, Signal::Waiting);
}

fn second() -> impl Strategy<Value = u32> {
    prop_oneof![20 => 0u32..2000, 1 => any::<u32>()]
}

fn fix() -> impl Strategy<Value = Fix> {
    let accuracy_m = select(vec![None, Some(5.0), Some(30.0), Some(700.0)]);
    (second(), -300.0f64..300.0, accuracy_m)
        .prop_map(|(t_s, x, accuracy_m)| fix_at(t_s, (x, 0.0), accuracy_m))
}

fn mark() -> impl Strategy<Value = Mark> {
    let reason = select(GapReason::ALL.to_vec());
    let reading = (second(), any::<i64>(), any::<Option<i64>>()).prop_map(|(t_s, ms, server_ahead_ms)| {
        ClockReading { t_s, wall: WallTime::from_ms(ms), server_ahead_ms, position: None }
    });
    prop_oneof![
        1 => any::<u8>().prop_map(began),
        8 => fix().prop_map(Mark::Fixed),
        2 => (second(), reason).prop_map(|(t_s, reason)| Mark::GapBegan { t_s, reason }),
        2 => second().prop_map(|t_s| Mark::GapEnded { t_s }),
        1 => (second(), "å{0,200}").prop_map(|(t_s, note)| noted(t_s, &note)),
        1 => (second(), "å{0,2}").prop_map(|(t_s, note)| Mark::Unnoted(talk(t_s, &note))),
        1 => any::<u8>().prop_map(|crew_size| Mark::CrewSet { crew_size }),
        2 => reading.prop_map(|clock| Mark::Reopened { clock }),
    ]
}

fn marks() -> impl Strategy<Value = Vec<Mark>> {
    prop::collection::vec(mark(), 0..40)
}

/// Returns the second up to which a mark makes a walk last.
fn reach_s(mark: &Mark) -> u32 {
    recording(std::slice::from_ref(mark)).last_s()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_replayed_log_is_the_recording_that_was_running(marks in marks(), cut in any::<prop::sample::Index>()) {
        let cut = cut.index(marks.len() + 1);
        let mut running = recording(&marks[..cut]);
        marks[cut..].iter().for_each(|mark| running.apply(mark.clone()));
        prop_assert_eq!(&running, &recording(&marks));
        let written = serde_json::to_string(&[&[began(2)], &marks[..]].concat()).expect("marks can be written");
        let read: Vec<Mark> = serde_json::from_str(&written).expect("what was written can be read");
        prop_assert_eq!(running, Recording::replay(read).expect("the log begins with its start"));
    }

    #[test]
    fn whatever_was_marked_makes_a_walk_that_the_server_takes(marks in marks(), end_s in second()) {
        let recording = recording(&marks);
        let last_s = recording.last_s();
        let walk = recording.finish(end_s);
        prop_assert_eq!(walk.check(), Ok(()));
        prop_assert_eq!(walk.elapsed_s, end_s.max(last_s).clamp(1, Walk::MAX_S));
        let sent = serde_json::to_string(&walk).expect("a walk can be written");
        prop_assert_eq!(serde_json::from_str::<Walk>(&sent).expect("what was written can be read"), walk);
    }

    #[test]
    fn the_ring_shows_what_the_verdict_will_say(marks in marks(), end_s in 1u32..2000) {
        let marks: Vec<Mark> = marks.into_iter().filter(|mark| reach_s(mark) <= Walk::MAX_S).collect();
        let (boundary, policy) = (square_around(MIDDLE, 150.0), Policy::default());
        let recording = recording(&marks);
        let shown = recording.progress(end_s, &boundary, &policy).dwell;
        let verdict = judge_by(&recording.finish(end_s), &boundary, &policy);
        prop_assert_eq!((shown.inside_s, shown.observed_s), (verdict.dwell_s, verdict.observed_s));
        prop_assert_eq!(shown.elapsed_s, verdict.elapsed_s);
    }

    #[test]
    fn the_time_for_which_the_app_was_closed_is_a_gap_and_never_dwell(
        before in marks(),
        closed_s in 1u32..400,
        after in prop::collection::vec((0u32..900).prop_map(fixed), 0..30),
    ) {
        let before: Vec<Mark> = before.into_iter().filter(|mark| reach_s(mark) < 2000).collect();
        let from_s = recording(&before).last_s();
        let closed = Gap { from_s, to_s: from_s + closed_s, reason: GapReason::Closed };
        // Fixes may come late, and from within the time for which nobody looked.
        let marks = [&before[..], &[Mark::Reopened { clock: clock(closed.to_s) }], &after].concat();
        let recording = recording(&marks);
        let dwell = recording.progress(0, &square_around(MIDDLE, 150.0), &Policy::default()).dwell;
        for s in closed.from_s..closed.to_s {
            let gap = dwell.gaps.iter().find(|gap| gap.from_s <= s && s < gap.to_s);
            prop_assert!(gap.is_some_and(|gap| gap.reason.is_blind()), "second {}", s);
        }
        let Evidence::Recorded { gaps, .. } = recording.finish(0).evidence else { unreachable!("it was recorded") };
        prop_assert!(gaps.contains(&closed), "{:?} not in {:?}", closed, gaps);
    }
}
