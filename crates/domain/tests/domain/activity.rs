//! What can be told of an activity, what is wrong with a form at which field, and how what was told of one settles. It
//! never asks where the form was filled in.

use std::collections::BTreeSet;

use domain::activity::{Activity, Fault, Field, MAX_REACHED, MAX_TEXT, Party};
use domain::activity_draft::{Draft, logged_for};
use domain::area::{Area, Boundary, Standing};
use domain::day::Day;
use domain::history::{Told, settle, settle_activity};
use domain::id::{ActivityId, EntryHash, PromiseId};
use domain::place::Position;
use domain::policy::Rulebook;
use domain::promise::{Each, Evidence, Promise, PromisePeriod, Responsible, Target, Theme, Within, Wording};
use domain::statement::{BadStatement, Body, Statement, Subject};
use domain::time::WallTime;
use expect_test::{Expect, expect};
use proptest::prelude::*;
use uuid::Uuid;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn promise_id(n: u128) -> PromiseId {
    PromiseId(Uuid::from_u128(n))
}

fn promise(n: u128, responsible: Responsible, evidence: Evidence) -> Promise {
    Promise {
        id: promise_id(n),
        name: Wording { sv: format!("Löfte {n}"), en: String::new() },
        words: Wording::default(),
        responsible,
        theme: Theme::PublicPlaces,
        target: Target::Times { n: 5, each: Each::Period },
        evidence,
        areas: Vec::new(),
        within: None,
    }
}

/// A book with two periods: 2025–2026, and 2023–2024, of which nothing can be logged any more.
fn book() -> Rulebook {
    let period = |id: &str, first, last, promises| PromisePeriod {
        id: id.parse().expect("a period's id"),
        name: Wording::default(),
        first: day(first),
        last: day(last),
        is_public: false,
        promises,
    };
    let mut spring = promise(4, Responsible::Police, Evidence::Activities);
    spring.within = Some(Within { first: day("2026-01-01"), last: day("2026-06-30") });
    let promises = vec![
        promise(1, Responsible::Municipality, Evidence::Activities),
        promise(2, Responsible::Police, Evidence::CountedWalks),
        promise(3, Responsible::Both, Evidence::Activities),
        spring,
    ];
    let old = vec![promise(9, Responsible::Both, Evidence::Activities)];
    let corners = [(59.2, 17.9), (59.2, 18.0), (59.3, 18.0)].map(|(lat, lon)| Position { lat, lon });
    let boundary = Boundary::new(1, WallTime::from_ms(0), Standing::Draft, corners.to_vec());
    let skogas = Area {
        id: "skogas-c".parse().expect("an area's id"),
        name: "Skogås C".to_owned(),
        boundaries: vec![boundary.expect("a triangle encloses ground")],
    };
    Rulebook {
        areas: vec![skogas],
        periods: vec![
            period("2023-2024", "2023-01-01", "2024-12-31", old),
            period("2025-2026", "2025-01-01", "2026-12-31", promises),
        ],
        ..Rulebook::default()
    }
}

const ID: ActivityId = ActivityId(Uuid::from_u128(70));
const TODAY: &str = "2026-11-24";

fn activity() -> Activity {
    Activity {
        id: ID,
        promise: promise_id(3),
        day: day("2026-11-20"),
        area: Some("skogas-c".parse().expect("an area's id")),
        place: Some("Skogåsskolan".to_owned()),
        parties: BTreeSet::from([Party::Police, Party::Municipality]),
        n_reached: Some(34),
        note: Some("Årskurs 8".to_owned()),
    }
}

/// Checks what reading a changed form comes to: the faults by field, or nothing.
#[track_caller]
fn check(change: impl FnOnce(&mut Draft), expected: &[(Field, Fault)]) {
    let mut draft = Draft::of(&activity());
    change(&mut draft);
    let read = draft.read(ID, &book(), day(TODAY), &[]);
    assert_eq!(read.err().unwrap_or_default(), expected, "{draft:?}");
}

#[test]
fn a_form_reads_back_what_it_was_filled_with() {
    assert_eq!(Draft::on(day(TODAY)), Draft { day: TODAY.to_owned(), ..Draft::default() });
    assert_eq!(Draft::of(&activity()).read(ID, &book(), day(TODAY), &[]), Ok(activity()));
    let bare = Activity {
        area: None,
        place: None,
        n_reached: None,
        note: None,
        parties: [Party::Others].into(),
        ..activity()
    };
    assert_eq!(Draft::of(&bare).read(ID, &book(), day(TODAY), &[]), Ok(bare));
}

#[test]
fn space_around_what_was_typed_is_left_out() {
    let mut draft = Draft::of(&activity());
    draft.place = "  Skogåsskolan \n".to_owned();
    draft.n_reached = " 1 200 ".to_owned();
    draft.note = "   ".to_owned();
    let read = draft.read(ID, &book(), day(TODAY), &[]);
    assert_eq!(read, Ok(Activity { n_reached: Some(1200), note: None, ..activity() }));
}

#[test]
fn what_is_wrong_is_said_at_its_field() {
    check(|_| {}, &[]);
    check(|it| it.promise.clear(), &[(Field::Promise, Fault::Missing)]);
    check(|it| it.promise = promise_id(77).to_string(), &[(Field::Promise, Fault::Unknown)]);
    check(|it| it.promise = "3".to_owned(), &[(Field::Promise, Fault::Unknown)]);
    check(|it| it.promise = promise_id(2).to_string(), &[(Field::Promise, Fault::NotLogged)]);
    check(|it| it.day.clear(), &[(Field::Day, Fault::Missing)]);
    check(|it| it.day = "2026-02-30".to_owned(), &[(Field::Day, Fault::NoDay)]);
    check(|it| it.day = TODAY.to_owned(), &[]);
    check(|it| it.day = "2026-11-25".to_owned(), &[(Field::Day, Fault::InFuture)]);
    check(|it| it.day = "2025-01-01".to_owned(), &[]);
    check(|it| it.day = "2024-12-31".to_owned(), &[(Field::Day, Fault::OutOfPeriod)]);
    // The day lies in the period, and outside the part of it in which that promise is to be kept.
    check(|it| it.promise = promise_id(4).to_string(), &[(Field::Day, Fault::OutOfPeriod)]);
    check(|it| it.area = "varby-c".to_owned(), &[(Field::Area, Fault::Unknown)]);
    check(|it| it.area = "Vårby C".to_owned(), &[(Field::Area, Fault::Unknown)]);
    check(|it| it.place = "å".repeat(MAX_TEXT), &[]);
    check(|it| it.place = "å".repeat(MAX_TEXT + 1), &[(Field::Place, Fault::TooLong)]);
    check(|it| it.parties.clear(), &[(Field::Parties, Fault::Missing)]);
    check(|it| it.n_reached = "0".to_owned(), &[(Field::Reached, Fault::NoNumber)]);
    check(|it| it.n_reached = "-5".to_owned(), &[(Field::Reached, Fault::NoNumber)]);
    check(|it| it.n_reached = "många".to_owned(), &[(Field::Reached, Fault::NoNumber)]);
    check(|it| it.n_reached = "2.5".to_owned(), &[(Field::Reached, Fault::NoNumber)]);
    check(|it| it.n_reached = MAX_REACHED.to_string(), &[]);
    check(|it| it.n_reached = (MAX_REACHED + 1).to_string(), &[(Field::Reached, Fault::TooMany)]);
    check(|it| it.n_reached = "9".repeat(30), &[(Field::Reached, Fault::TooMany)]);
    check(|it| it.note = "ö".repeat(MAX_TEXT + 1), &[(Field::Note, Fault::TooLong)]);
}

#[test]
fn what_comes_without_a_form_is_held_against_the_book_all_the_same() {
    assert_eq!(activity().check_against(&book(), day(TODAY)), []);
    let strange = Activity {
        promise: promise_id(77),
        day: day("2026-11-25"),
        area: Some("varby-c".parse().expect("an area's id")),
        ..activity()
    };
    let faults =
        [(Field::Promise, Fault::Unknown), (Field::Day, Fault::InFuture), (Field::Area, Fault::Unknown)];
    assert_eq!(strange.check_against(&book(), day(TODAY)), faults);
}

#[test]
fn all_faults_are_said_at_once_in_the_order_of_the_fields() {
    check(
        |it| *it = Draft { n_reached: "-1".to_owned(), ..Draft::default() },
        &[
            (Field::Promise, Fault::Missing),
            (Field::Day, Fault::Missing),
            (Field::Parties, Fault::Missing),
            (Field::Reached, Fault::NoNumber),
        ],
    );
}

#[test]
fn the_very_same_is_not_logged_twice() {
    let again = ActivityId(Uuid::from_u128(71));
    let read = |draft: &Draft, id| draft.read(id, &book(), day(TODAY), &[activity()]);
    let mut draft = Draft::of(&activity());
    assert_eq!(read(&draft, again), Err(vec![(Field::Note, Fault::Again)]));
    // Itself is no other, as when it is corrected.
    assert_eq!(read(&draft, ID), Ok(activity()));
    draft.note = "Årskurs 9".to_owned();
    assert!(read(&draft, again).is_ok());
}

#[test]
fn what_is_offered_is_of_a_period_that_runs_or_has_just_ended_the_officers_own_first() {
    let book = book();
    let names = |today| {
        logged_for(&book, day(today)).iter().map(|(_, promise)| promise.name.sv.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(names(TODAY), ["Löfte 3", "Löfte 4", "Löfte 1"]);
    assert_eq!(names("2025-01-10"), ["Löfte 3", "Löfte 4", "Löfte 1", "Löfte 9"]);
    assert_eq!(names("2025-06-01"), ["Löfte 3", "Löfte 4", "Löfte 1"]);
    assert_eq!(names("2022-12-31"), Vec::<&str>::new());
}

fn amended(over: u8, n_reached: u32) -> Statement {
    let instead = Activity { n_reached: Some(n_reached), ..activity() };
    Statement::ActivityCorrection { over: EntryHash([over; 32]), reason: format!("by {n_reached}"), instead }
}

fn withdrawn(over: u8) -> Statement {
    let reason = "Var i fjol".to_owned();
    Statement::ActivityWithdrawal { activity: ID, over: EntryHash([over; 32]), reason }
}

fn told(name: u8, statement: Statement) -> Told {
    Told { entry: EntryHash([name; 32]), statement }
}

#[track_caller]
fn check_settled(told: &[Told], expected: Expect) {
    let settled = settle_activity(told).map_or_else(
        || "nothing".to_owned(),
        |it| {
            let n = it.activity.n_reached;
            let (head, passed_over) = (it.head.0[0], it.n_passed_over);
            format!(
                "head {head}: {n:?}, {:?}, withdrawn {:?}; {passed_over} passed over",
                it.corrections, it.withdrawn
            )
        },
    );
    expected.assert_eq(&settled);
}

#[test]
fn an_activity_settles_by_the_rule_that_walks_settle_by() {
    let made = || told(1, Statement::Activity(activity()));
    check_settled(&[told(2, amended(1, 40))], expect!["nothing"]);
    check_settled(&[made()], expect!["head 1: Some(34), [], withdrawn None; 0 passed over"]);
    check_settled(
        &[told(3, amended(2, 41)), made(), told(2, withdrawn(1))],
        expect![[r#"head 3: Some(41), ["by 41"], withdrawn None; 0 passed over"#]],
    );
    check_settled(
        &[made(), told(3, amended(1, 40)), told(2, withdrawn(1))],
        expect![[r#"head 2: Some(34), [], withdrawn Some("Var i fjol"); 1 passed over"#]],
    );
}

#[test]
fn what_is_told_of_one_kind_says_nothing_of_the_other() {
    let only = [told(1, Statement::Activity(activity())), told(2, amended(1, 40))];
    assert_eq!(settle(&only), None);
    assert!(settle_activity(&only).is_some());
}

#[test]
fn what_tells_of_an_activity_is_of_schema_2_names_it_and_its_promise() {
    for says in [Statement::Activity(activity()), amended(1, 40), withdrawn(1)] {
        assert_eq!(says.subject(), Subject::Activity(ID));
        let is_named = !matches!(says, Statement::ActivityWithdrawal { .. });
        assert_eq!((says.promise().is_some(), says.area().is_some()), (is_named, is_named));
        assert_eq!(says.check(), Ok(()));
        assert_eq!(Body::new(WallTime::from_ms(0), says).schema, 2);
    }
}

#[test]
fn a_statement_about_an_activity_that_cannot_be_says_why_by_field() {
    let fields = |says: Statement| match says.check() {
        Err(BadStatement::Activity(bad)) => bad.0,
        other => panic!("{other:?}"),
    };
    let nobody = Activity { parties: BTreeSet::new(), n_reached: Some(0), ..activity() };
    let expected = [(Field::Parties, Fault::Missing), (Field::Reached, Fault::NoNumber)];
    assert_eq!(fields(Statement::Activity(nobody)), expected);
    let Statement::ActivityCorrection { over, instead, .. } = amended(1, MAX_REACHED + 1) else {
        unreachable!()
    };
    let says = Statement::ActivityCorrection { over, instead, reason: " ".to_owned() };
    assert_eq!(fields(says), [(Field::Reached, Fault::TooMany), (Field::Reason, Fault::Missing)]);
    let reason = "å".repeat(301);
    let says = Statement::ActivityWithdrawal { activity: ID, over, reason };
    assert_eq!(fields(says), [(Field::Reason, Fault::TooLong)]);
}

proptest! {
    #[test]
    fn the_order_in_which_entries_arrive_changes_nothing(
        entries in prop::collection::vec((any::<bool>(), any::<prop::sample::Index>()), 1..10),
        seed in any::<u64>(),
    ) {
        let mut all = vec![told(1, Statement::Activity(activity()))];
        for (idx, (is_correction, over)) in entries.into_iter().enumerate() {
            let name = idx as u8 + 2;
            let over = 1 + over.index(usize::from(name - 1)) as u8;
            all.push(told(name, if is_correction { amended(over, u32::from(name)) } else { withdrawn(over) }));
        }
        let in_order = settle_activity(&all);
        all.sort_by_key(|told| (u64::from(told.entry.0[0]) * 2_654_435_761) ^ seed);
        prop_assert_eq!(settle_activity(&all), in_order);
    }
}
