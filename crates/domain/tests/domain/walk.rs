//! Which walks and corrections can have been, when a walk began, and which week it belongs to. It judges none.

use crate::scene::{START, at, fix_at, logged, recorded};
use domain::id::EntryHash;
use domain::statement::{BadStatement, Details, Statement, Subject};
use domain::walk::{BadWalk, Evidence, Gap, GapReason, Observation, ObservationKind, Walk};

fn seen(t_s: u32, note: Option<&str>) -> Observation {
    Observation { t_s, kind: ObservationKind::Talk, spot: None, note: note.map(str::to_owned) }
}

fn gap(from_s: u32, to_s: u32) -> Gap {
    Gap { from_s, to_s, reason: GapReason::Hidden }
}

#[track_caller]
fn check(walk: Walk, expected: Result<(), BadWalk>) {
    assert_eq!(walk.check(), expected, "{walk:?}");
    assert_eq!(Statement::Walk(walk).check(), expected.map_err(BadStatement::Walk));
}

#[track_caller]
fn check_correction(reason: &str, details: Details, expected: Result<(), BadWalk>) {
    let walk = logged(START, 900).id;
    let statement =
        Statement::Correction { walk, over: EntryHash([7; 32]), reason: reason.to_owned(), details };
    assert_eq!(statement.check(), expected.map_err(BadStatement::Walk), "{statement:?}");
}

#[test]
fn a_walk_lasts_a_second_to_a_day() {
    for (elapsed_s, expected) in [
        (0, Err(BadWalk::Span)),
        (1, Ok(())),
        (86_400, Ok(())),
        (86_401, Err(BadWalk::Span)),
        (u32::MAX, Err(BadWalk::Span)),
    ] {
        check(logged(START, elapsed_s), expected);
        check_correction("Fel tid", Details::of(&logged(START, elapsed_s)), expected);
    }
}

#[test]
fn a_crew_has_one_to_twenty_people() {
    for (crew_size, expected) in
        [(0, Err(BadWalk::Crew)), (1, Ok(())), (20, Ok(())), (21, Err(BadWalk::Crew))]
    {
        let walk = Walk { crew_size, ..logged(START, 900) };
        check_correction("Fel antal", Details::of(&walk), expected);
        check(walk, expected);
    }
}

#[test]
fn what_was_seen_lies_within_the_walk() {
    let walk = |fix_s, gaps| {
        let mut walk = recorded(START, 900, vec![fix_at(fix_s, (0.0, 0.0), None)]);
        if let Evidence::Recorded { gaps: declared, .. } = &mut walk.evidence {
            *declared = gaps;
        }
        walk
    };
    check(walk(900, vec![gap(0, 900)]), Ok(()));
    check(walk(901, vec![]), Err(BadWalk::OutsideSpan));
    check(walk(u32::MAX, vec![]), Err(BadWalk::OutsideSpan));
    check(walk(0, vec![gap(0, 901)]), Err(BadWalk::OutsideSpan));
    check(walk(0, vec![gap(5, 5)]), Ok(()));
    check(walk(0, vec![gap(5, 4)]), Err(BadWalk::Gap));
    check(walk(0, vec![gap(u32::MAX, 0)]), Err(BadWalk::Gap));
    for (t_s, expected) in [(900, Ok(())), (901, Err(BadWalk::OutsideSpan))] {
        let walk = Walk { observations: vec![seen(t_s, None)], ..walk(0, vec![]) };
        check_correction("Glömde", Details::of(&walk), expected);
        check(walk, expected);
    }
}

#[test]
fn reasons_say_something_and_are_no_essays() {
    let walk = logged(START, 900).id;
    for (reason, expected) in [
        (String::new(), Err(BadWalk::Text)),
        (" \n".to_owned(), Err(BadWalk::Text)),
        ("å".repeat(300), Ok(())),
        ("å".repeat(301), Err(BadWalk::Text)),
        (" ".repeat(300) + "å", Err(BadWalk::Text)),
    ] {
        check_correction(&reason, Details::of(&logged(START, 900)), expected);
        check(
            Walk { evidence: Evidence::Afterwards { reason: reason.clone() }, ..logged(START, 900) },
            expected,
        );
        let withdrawal = Statement::Withdrawal { walk, over: EntryHash([7; 32]), reason };
        assert_eq!(withdrawal.check(), expected.map_err(BadStatement::Walk), "{withdrawal:?}");
    }
}

#[test]
fn notes_are_short() {
    for (n_chars, expected) in [(0, Ok(())), (140, Ok(())), (141, Err(BadWalk::Text))] {
        let walk = Walk { observations: vec![seen(5, Some(&"ö".repeat(n_chars)))], ..logged(START, 900) };
        check_correction("Glömde", Details::of(&walk), expected);
        check(walk, expected);
    }
}

#[test]
fn a_statement_names_its_walk_and_its_area() {
    let walk = logged(START, 900);
    let (id, over, reason) = (walk.id, EntryHash([7; 32]), "Fel".to_owned());
    let correction =
        Statement::Correction { walk: id, over, reason: reason.clone(), details: Details::of(&walk) };
    let withdrawal = Statement::Withdrawal { walk: id, over, reason };
    let subject = Subject::Walk(id);
    assert_eq!((correction.subject(), correction.area()), (subject, Some(&walk.area)));
    assert_eq!((withdrawal.subject(), withdrawal.area()), (subject, None));
    let area = walk.area.clone();
    let made = Statement::Walk(walk);
    assert_eq!((made.subject(), made.area()), (subject, Some(&area)));
}

#[test]
fn the_start_follows_the_server_from_a_minute_of_difference_on() {
    for (server_ahead_ms, expected_ms) in [
        (None, 0),
        (Some(59_999), 0),
        (Some(60_000), 60_000),
        (Some(-59_999), 0),
        (Some(-60_000), -60_000),
        (Some(-259_200_000), -259_200_000),
    ] {
        let mut walk = recorded(START, 900, Vec::new());
        if let Evidence::Recorded { clocks, .. } = &mut walk.evidence {
            clocks[0].server_ahead_ms = server_ahead_ms;
        }
        assert_eq!(walk.began().ms() - walk.started.ms(), expected_ms, "{server_ahead_ms:?}");
        assert_eq!(walk.ended().s_since(walk.began()), 900, "{server_ahead_ms:?}");
    }
}

#[test]
fn a_clock_that_lies_by_ages_still_names_a_week() {
    for server_ahead_ms in [i64::MIN, i64::MAX] {
        let mut walk = recorded("9999-12-31T23:59:59Z", 900, Vec::new());
        if let Evidence::Recorded { clocks, .. } = &mut walk.evidence {
            clocks[0].server_ahead_ms = Some(server_ahead_ms);
        }
        assert_eq!(walk.week().to_string().parse(), Ok(walk.week()));
    }
}

#[track_caller]
fn check_week(started: &str, elapsed_s: u32, ended: &str, week: &str) {
    let walk = recorded(started, elapsed_s, Vec::new());
    assert_eq!((walk.ended(), walk.week().to_string()), (at(ended), week.to_owned()), "{started}");
}

#[test]
fn fifteen_minutes_through_the_end_of_summer_time() {
    check_week("2026-10-25T02:50:00+02:00", 900, "2026-10-25T02:05:00+01:00", "2026-W43");
}

#[test]
fn fifteen_minutes_through_the_beginning_of_summer_time() {
    check_week("2026-03-29T01:52:00+01:00", 900, "2026-03-29T03:07:00+02:00", "2026-W13");
}

#[test]
fn a_walk_over_sunday_midnight_belongs_to_the_week_of_its_start() {
    check_week("2027-01-03T23:52:00+01:00", 960, "2027-01-04T00:08:00+01:00", "2026-W53");
    check_week("2027-01-04T00:00:00+01:00", 960, "2027-01-04T00:16:00+01:00", "2027-W01");
}

#[test]
fn a_walk_on_new_years_day_belongs_to_week_53() {
    check_week("2027-01-01T22:00:00+01:00", 900, "2027-01-01T22:15:00+01:00", "2026-W53");
}

#[test]
fn reasons_are_named_in_their_order_and_kinds_are_offered_once() {
    assert!(GapReason::ALL.windows(2).all(|pair| pair[0] < pair[1]));
    let mut kinds = ObservationKind::ALL.to_vec();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds.len(), ObservationKind::ALL.len());
}
