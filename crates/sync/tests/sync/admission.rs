//! Bad input, case by case: what a server does with each entry, and that it spoils no other. Nothing is written here.

use domain::activity::{Activity, Party};
use domain::area::Area;
use domain::fix::Fix;
use domain::id::{ActivityId, DeviceId, EntryHash, PromiseId, WalkId};
use domain::place::Position;
use domain::policy::Rulebook;
use domain::promise::{self, Promise, PromisePeriod, Responsible, Target, Theme, Wording};
use domain::statement::{Body, Details, Statement};
use domain::time::WallTime;
use domain::track::Track;
use domain::walk::{ClockReading, Evidence, Gap, GapReason, Walk};
use expect_test::{Expect, expect};
use proptest::prelude::*;
use sync::admission::{Admission, admit};
use sync::entry::{Entry, Head};
use sync::wire::{MAX_BODY_BYTES, PROTOCOL, PushReading, PushRequest};
use uuid::Uuid;

const DEVICE: DeviceId = DeviceId(Uuid::from_u128(7));
const HEAD: Head = Head { seq: 4, hash: EntryHash([4; 32]) };

/// What the server knows: one area, and one promise for which activities are logged.
fn book() -> Rulebook {
    let skogas =
        Area { id: "skogas-c".parse().unwrap(), name: "Skogås C".to_owned(), boundaries: Vec::new() };
    let promise = Promise {
        id: PromiseId(Uuid::from_u128(0xb1)),
        name: Wording::default(),
        words: Wording::default(),
        responsible: Responsible::Both,
        theme: Theme::PublicPlaces,
        target: Target::Ongoing,
        evidence: promise::Evidence::Activities,
        areas: Vec::new(),
        within: None,
    };
    let period = PromisePeriod {
        id: "2026".parse().unwrap(),
        name: Wording::default(),
        first: "2026-01-01".parse().unwrap(),
        last: "2026-12-31".parse().unwrap(),
        is_public: false,
        promises: vec![promise],
    };
    Rulebook { areas: vec![skogas], periods: vec![period], ..Rulebook::default() }
}

/// Returns an activity that nothing is wrong with.
fn activity() -> Activity {
    Activity {
        id: ActivityId(Uuid::from_u128(0xc1)),
        promise: PromiseId(Uuid::from_u128(0xb1)),
        day: "2026-11-24".parse().unwrap(),
        area: Some("skogas-c".parse().unwrap()),
        place: Some("Skogåsskolan".to_owned()),
        parties: Party::ALL.into(),
        n_reached: Some(34),
        note: None,
    }
}

fn amends(instead: Activity) -> Entry {
    says(Statement::ActivityCorrection { over: EntryHash([1; 32]), reason: "fel dag".to_owned(), instead })
}

fn fix(t_s: u32) -> Fix {
    Fix::new(t_s, Position { lat: 59.218, lon: 18.154 }, Some(12.0)).unwrap()
}

/// Returns a walk of a quarter of an hour that nothing is wrong with.
fn walk() -> Walk {
    let started = WallTime::parse("2026-11-24T22:14:00+01:00").unwrap();
    Walk {
        id: WalkId(Uuid::from_u128(0xa1)),
        area: "skogas-c".parse().unwrap(),
        crew_size: 2,
        started,
        elapsed_s: 900,
        evidence: Evidence::Recorded {
            track: Track::of(vec![fix(0), fix(450), fix(900)]),
            gaps: vec![Gap { from_s: 100, to_s: 200, reason: GapReason::Hidden }],
            clocks: vec![ClockReading { t_s: 0, wall: started, server_ahead_ms: None, position: None }],
        },
        observations: Vec::new(),
    }
}

fn recorded(track: Track, gaps: Vec<Gap>) -> Evidence {
    Evidence::Recorded { track, gaps, clocks: Vec::new() }
}

fn says(says: Statement) -> Entry {
    let at = WallTime::parse("2026-11-24T22:30:00+01:00").unwrap();
    Entry::after(HEAD, DEVICE, &Body::new(at, says))
}

fn tells(walk: Walk) -> Entry {
    says(Statement::Walk(walk))
}

/// Returns an entry with the right hash over a body as text.
fn sealed(body: impl Into<String>) -> Entry {
    Entry::sealed(HEAD, DEVICE, body.into())
}

/// Returns the good walk's entry with some of its body's text replaced, and the hash that belongs to that.
fn with(from: &str, to: &str) -> Entry {
    let body = tells(walk()).body;
    assert_eq!(body.matches(from).count(), 1, "{body}");
    sealed(body.replace(from, to))
}

fn decide(entry: &Entry, held: Option<EntryHash>) -> String {
    match admit(DEVICE, entry, held, &book()) {
        Admission::Store(_) => "store".to_owned(),
        Admission::Duplicate => "duplicate".to_owned(),
        Admission::KeepRefused(refusal, detail) => format!("keep refused, {refusal:?}: {detail}"),
        Admission::KeepAside(refusal) => format!("keep aside, {refusal:?}"),
        Admission::Refuse(refusal, detail) => format!("refuse, {refusal:?}: {detail}"),
        Admission::Later(delay) => format!("later, {delay:?}"),
    }
}

/// Decides about each entry on an empty place.
#[track_caller]
fn check(cases: &[(&str, Entry)], expected: Expect) {
    let table: Vec<String> =
        cases.iter().map(|(name, entry)| format!("{name} → {}\n", decide(entry, None))).collect();
    expected.assert_eq(&table.concat());
}

#[test]
fn good_entries_are_stored() {
    let over = EntryHash([1; 32]);
    let reason = || "fel område".to_owned();
    let id = walk().id;
    let largest = {
        let entry = with("\"schema\":1", "\"schema\":1,\"later\":\"\"");
        let padding = "x".repeat(MAX_BODY_BYTES - entry.body.len());
        sealed(entry.body.replacen("\"later\":\"\"", &format!("\"later\":\"{padding}\""), 1))
    };
    let cases = [
        ("a walk", tells(walk())),
        (
            "a walk logged afterwards",
            tells(Walk { evidence: Evidence::Afterwards { reason: reason() }, ..walk() }),
        ),
        ("a walk without a fix", tells(Walk { evidence: recorded(Track::default(), Vec::new()), ..walk() })),
        ("a withdrawal", says(Statement::Withdrawal { walk: id, over, reason: reason() })),
        (
            "a correction",
            says(Statement::Correction { walk: id, over, reason: reason(), details: Details::of(&walk()) }),
        ),
        ("an activity", says(Statement::Activity(activity()))),
        // The phone may have held an older book: it is shown as outside, not refused.
        (
            "an activity outside the period",
            says(Statement::Activity(Activity { day: "2019-01-01".parse().unwrap(), ..activity() })),
        ),
        ("a correction of an activity", amends(Activity { area: None, ..activity() })),
        (
            "a withdrawal of an activity",
            says(Statement::ActivityWithdrawal { activity: activity().id, over, reason: reason() }),
        ),
        ("a clock in the year 1970", tells(Walk { started: WallTime::from_ms(0), ..walk() })),
        ("a field of a later app", with("\"crew_size\":2", "\"crew_size\":2,\"dog\":{\"name\":[1.50]}")),
        ("the largest body", largest),
        ("the first of a journal", Entry::sealed(Head::EMPTY, DEVICE, tells(walk()).body)),
        (
            "after a hole",
            Entry::sealed(Head { seq: 40, hash: EntryHash([9; 32]) }, DEVICE, tells(walk()).body),
        ),
    ];
    check(
        &cases,
        expect![[r#"
            a walk → store
            a walk logged afterwards → store
            a walk without a fix → store
            a withdrawal → store
            a correction → store
            an activity → store
            an activity outside the period → store
            a correction of an activity → store
            a withdrawal of an activity → store
            a clock in the year 1970 → store
            a field of a later app → store
            the largest body → store
            the first of a journal → store
            after a hole → store
        "#]],
    );
}

#[test]
fn a_walk_that_cannot_have_been_is_kept_without_effect() {
    let backwards = Gap { from_s: 300, to_s: 200, reason: GapReason::Denied };
    let late = Gap { from_s: 800, to_s: 901, reason: GapReason::Denied };
    let over = EntryHash([1; 32]);
    let details = Details { crew_size: 0, ..Details::of(&walk()) };
    let cases = [
        ("no length", tells(Walk { elapsed_s: 0, ..walk() })),
        ("an end before the start", with("\"elapsed_s\":900", "\"elapsed_s\":-900")),
        ("more than a day", tells(Walk { elapsed_s: 86_401, ..walk() })),
        (
            "a fix after the end",
            tells(Walk { evidence: recorded(Track::of(vec![fix(901)]), Vec::new()), ..walk() }),
        ),
        ("a gap after the end", tells(Walk { evidence: recorded(Track::default(), vec![late]), ..walk() })),
        (
            "a gap that ends before it begins",
            tells(Walk { evidence: recorded(Track::default(), vec![backwards]), ..walk() }),
        ),
        ("nobody", tells(Walk { crew_size: 0, ..walk() })),
        ("a company", tells(Walk { crew_size: 21, ..walk() })),
        ("no reason", says(Statement::Withdrawal { walk: walk().id, over, reason: " ".to_owned() })),
        (
            "a correction to nobody",
            says(Statement::Correction { walk: walk().id, over, reason: "fel".to_owned(), details }),
        ),
        ("an unknown area", tells(Walk { area: "varby-c".parse().unwrap(), ..walk() })),
        (
            "an activity without parties",
            says(Statement::Activity(Activity { parties: [].into(), n_reached: Some(0), ..activity() })),
        ),
        (
            "an activity taken back without a reason",
            says(Statement::ActivityWithdrawal { activity: activity().id, over, reason: String::new() }),
        ),
        (
            "an activity in an unknown area",
            says(Statement::Activity(Activity { area: Some("varby-c".parse().unwrap()), ..activity() })),
        ),
        (
            "a correction to an unknown promise",
            amends(Activity { promise: PromiseId(Uuid::from_u128(0xb2)), ..activity() }),
        ),
    ];
    check(
        &cases,
        expect![[r#"
            no length → keep refused, ImpossibleWalk: a walk ends after it started and within a day
            an end before the start → keep refused, Malformed: invalid value: integer `-900`, expected u32 at line 1 column 163
            more than a day → keep refused, ImpossibleWalk: a walk ends after it started and within a day
            a fix after the end → keep refused, ImpossibleWalk: a fix, gap or observation lies outside the walk's time
            a gap after the end → keep refused, ImpossibleWalk: a fix, gap or observation lies outside the walk's time
            a gap that ends before it begins → keep refused, ImpossibleWalk: a gap ends before it begins
            nobody → keep refused, ImpossibleWalk: a crew has 1 to 20 people
            a company → keep refused, ImpossibleWalk: a crew has 1 to 20 people
            no reason → keep refused, ImpossibleWalk: a reason has 1 to 300 characters, a note at most 140
            a correction to nobody → keep refused, ImpossibleWalk: a crew has 1 to 20 people
            an unknown area → keep refused, UnknownArea: there is no area varby-c
            an activity without parties → keep refused, ImpossibleActivity: an activity cannot be so: [(Parties, Missing), (Reached, NoNumber)]
            an activity taken back without a reason → keep refused, ImpossibleActivity: an activity cannot be so: [(Reason, Missing)]
            an activity in an unknown area → keep refused, UnknownArea: there is no area varby-c
            a correction to an unknown promise → keep refused, UnknownPromise: there is no promise 00000000-0000-0000-0000-0000000000b2
        "#]],
    );
}

#[test]
fn a_body_that_cannot_be_read_is_kept_without_effect() {
    let track = |text: &str| {
        let good: String = Track::of(vec![fix(0), fix(450), fix(900)]).into();
        with(&good, text)
    };
    let spot = |lat_step: i32| {
        let seen = format!(
            "\"observations\":[{{\"t_s\":5,\"kind\":\"talk\",\"spot\":{{\"lat_step\":{lat_step},\"lon_step\":0}}}}]"
        );
        with("\"crew_size\":2", &format!("\"crew_size\":2,{seen}"))
    };
    let cases = [
        ("nothing", sealed("")),
        ("no JSON", sealed("{\"schema\":1,")),
        ("a text", sealed("\"walk\"")),
        ("a list", sealed("[]")),
        ("no schema", sealed("{}")),
        ("a schema that is no number", with("\"schema\":1", "\"schema\":\"1\"")),
        ("a schema below nothing", with("\"schema\":1", "\"schema\":-1")),
        ("nothing said", sealed("{\"schema\":1,\"at\":0}")),
        ("an unknown statement", sealed("{\"schema\":1,\"at\":0,\"says\":{\"song\":{}}}")),
        ("two statements", sealed("{\"schema\":1,\"at\":0,\"says\":{\"song\":{},\"walk\":{}}}")),
        ("a walk without a crew", with("\"crew_size\":2,", "")),
        ("a crew of 300", with("\"crew_size\":2", "\"crew_size\":300")),
        ("an area that is no word", with("skogas-c", "Skogås C")),
        ("an id that is none", with("00000000-0000-0000-0000-0000000000a1", "a1")),
        ("an unknown reason for a gap", with("hidden", "asleep")),
        ("a track that is no base64", track("***")),
        ("a track that is empty", track("")),
        ("a track that is cut short", track("AQM")),
        ("a track of a later form", track("AgM")),
        ("a fix off the globe", spot(9_100_000)),
        ("a fix at the end of the world", spot(9_000_000)),
        (
            "a great depth",
            sealed(format!("{{\"schema\":1,\"at\":{}1{}}}", "[".repeat(5000), "]".repeat(5000))),
        ),
        ("a long mistake", with("\"crew_size\":2", &format!("\"crew_size\":\"{}\"", "Nynäs".repeat(5000)))),
    ];
    check(
        &cases,
        expect![[r#"
            nothing → keep refused, Malformed: EOF while parsing a value at line 1 column 0
            no JSON → keep refused, Malformed: EOF while parsing a value at line 1 column 12
            a text → keep refused, Malformed: invalid type: string "walk", expected struct Schema at line 1 column 6
            a list → keep refused, Malformed: invalid length 0, expected struct Schema with 1 element at line 1 column 2
            no schema → keep refused, Malformed: missing field `schema` at line 1 column 2
            a schema that is no number → keep refused, Malformed: invalid type: string "1", expected u64 at line 1 column 13
            a schema below nothing → keep refused, Malformed: invalid value: integer `-1`, expected u64 at line 1 column 12
            nothing said → keep refused, Malformed: missing field `says` at line 1 column 19
            an unknown statement → keep refused, Malformed: unknown variant `song`, expected one of `walk`, `correction`, `withdrawal`, `activity`, `activity_correction`, `activity_withdrawal` at line 1 column 33
            two statements → keep refused, Malformed: unknown variant `song`, expected one of `walk`, `correction`, `withdrawal`, `activity`, `activity_correction`, `activity_withdrawal` at line 1 column 33
            a walk without a crew → keep refused, Malformed: missing field `crew_size` at line 1 column 309
            a crew of 300 → keep refused, Malformed: invalid value: integer `300`, expected u8 at line 1 column 124
            an area that is no word → keep refused, Malformed: an area's id is 1 to 40 letters a–z, digits and hyphens, not "Skogås C" at line 1 column 109
            an id that is none → keep refused, Malformed: UUID parsing failed: invalid length: found 2 at line 1 column 56
            an unknown reason for a gap → keep refused, Malformed: unknown variant `asleep`, expected one of `hidden`, `denied`, `closed`, `inaccurate`, `timeout` at line 1 column 276
            a track that is no base64 → keep refused, Malformed: the track is not base64 at line 1 column 200
            a track that is empty → keep refused, Malformed: the track is damaged at line 1 column 197
            a track that is cut short → keep refused, Malformed: the track is damaged at line 1 column 200
            a track of a later form → keep refused, Malformed: the track has form 2, this app reads form 1 at line 1 column 200
            a fix off the globe → keep refused, Malformed: the spot is not on the globe at line 1 column 203
            a fix at the end of the world → store
            a great depth → keep refused, Malformed: invalid type: sequence, expected i64 at line 1 column 17
            a long mistake → keep refused, Malformed: invalid type: string "NynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNynäsNyn
        "#]],
    );
}

#[test]
fn what_is_not_what_its_hash_says_is_not_kept() {
    let good = tells(walk());
    let elsewhere = Entry::sealed(HEAD, DeviceId(Uuid::from_u128(8)), good.body.clone());
    let last = i64::MAX as u64;
    let at = |seq: u64| Entry::sealed(Head { seq: seq.wrapping_sub(1), ..HEAD }, DEVICE, good.body.clone());
    let too_large = sealed(format!("\"{}\"", "x".repeat(MAX_BODY_BYTES - 1)));
    let cases = [
        ("another body", Entry { body: good.body.replace("skogas-c", "huddinge-c"), ..good.clone() }),
        ("another place", Entry { seq: 6, ..good.clone() }),
        ("another entry before", Entry { prev: EntryHash([5; 32]), ..good.clone() }),
        ("another hash", Entry { hash: EntryHash([5; 32]), ..good.clone() }),
        ("another phone's", elsewhere),
        ("one byte too many", too_large),
        ("the last place of all", at(last)),
        ("beyond the last place", at(last + 1)),
        ("the place before the first", Entry { seq: 0, ..good.clone() }),
    ];
    check(
        &cases,
        expect![[r#"
            another body → refuse, WrongHash: the content's hash is 845ffcde, the entry says e87c2c3a
            another place → refuse, WrongHash: the content's hash is e718d833, the entry says e87c2c3a
            another entry before → refuse, WrongHash: the content's hash is cebbad4a, the entry says e87c2c3a
            another hash → refuse, WrongHash: the content's hash is e87c2c3a, the entry says 05050505
            another phone's → refuse, WrongHash: the content's hash is e87c2c3a, the entry says c8a3519f
            one byte too many → refuse, TooLarge: the body has 262145 bytes, at most 262144 are taken
            the last place of all → store
            beyond the last place → refuse, Malformed: a journal has no place 9223372036854775808
            the place before the first → refuse, Malformed: a journal has no place 0
        "#]],
    );
}

#[test]
fn an_entry_of_a_later_schema_comes_again() {
    let cases = [
        ("the next schema", with("\"schema\":1", "\"schema\":3")),
        ("a schema far ahead", with("\"schema\":1", "\"schema\":70000")),
        ("with statements that nobody knows yet", sealed("{\"schema\":3,\"says\":{\"song\":{}}}")),
    ];
    check(
        &cases,
        expect![[r#"
        the next schema → later, ServerIsOlder
        a schema far ahead → later, ServerIsOlder
        with statements that nobody knows yet → later, ServerIsOlder
    "#]],
    );
}

#[test]
fn what_is_held_is_not_stored_again() {
    let entry = tells(walk());
    let other = EntryHash([5; 32]);
    let refused = tells(Walk { elapsed_s: 0, ..walk() });
    let later = with("\"schema\":1", "\"schema\":3");
    let table = [
        ("the same", decide(&entry, Some(entry.hash))),
        ("another at its place", decide(&entry, Some(other))),
        ("the same, kept as refused", decide(&refused, Some(refused.hash))),
        ("of a later schema at a taken place", decide(&later, Some(other))),
        (
            "damaged at its own place",
            decide(&Entry { body: "{}".to_owned(), ..entry.clone() }, Some(entry.hash)),
        ),
    ];
    let table: String = table.iter().map(|(name, decision)| format!("{name} → {decision}\n")).collect();
    expect![[r#"
        the same → duplicate
        another at its place → keep aside, Forked
        the same, kept as refused → duplicate
        of a later schema at a taken place → keep aside, Forked
        damaged at its own place → refuse, WrongHash: the content's hash is d35c3205, the entry says e87c2c3a
    "#]]
    .assert_eq(&table);
}

#[test]
fn a_bad_entry_spoils_no_other_in_its_batch() {
    let (good, bad) = (tells(walk()), tells(Walk { elapsed_s: 0, ..walk() }));
    let damaged = Entry { body: "{\"schema\":1,".to_owned(), ..good.clone() };
    let entries = vec![good.clone(), bad, damaged, good.clone()];
    let sent = WallTime::from_ms(0);
    let request = PushRequest {
        protocol: PROTOCOL,
        device: DEVICE,
        app: "test".to_owned(),
        sent,
        head: HEAD,
        entries,
        storage: None,
    };
    let text = serde_json::to_string(&request).unwrap();
    let strange =
        format!("\"entries\":[7,null,{{\"seq\":-1}},{{\"body\":{}0{}}},", "[".repeat(500), "]".repeat(500));
    let text = text.replacen("\"entries\":[", &strange, 1);
    let reading: PushReading = serde_json::from_str(&text).unwrap();
    let table: String = reading
        .entries
        .iter()
        .map(|raw| match serde_json::from_str::<Entry>(raw.get()) {
            Ok(entry) => decide(&entry, None) + "\n",
            Err(_) => "unreadable\n".to_owned(),
        })
        .collect();
    expect![[r#"
        unreadable
        unreadable
        unreadable
        unreadable
        store
        keep refused, ImpossibleWalk: a walk ends after it started and within a day
        refuse, WrongHash: the content's hash is 3efe8af1, the entry says e87c2c3a
        store
    "#]]
    .assert_eq(&table);
}

/// JSON of any shape, with this protocol's words in it.
fn json() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value;
    let words = "schema|at|says|walk|withdrawal|over|reason|evidence|recorded|track|elapsed_s|crew_size";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(words, inner, 0..6).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

fn is_sound(entry: &Entry, admission: &Admission) -> bool {
    match admission {
        Admission::Store(statement) => {
            let is_said = entry.read().is_ok_and(|body| body.says == *statement);
            let (area, promise, book) = (statement.area(), statement.promise(), book());
            let is_known = area.is_none_or(|area| book.area(area).is_some())
                && promise.is_none_or(|promise| book.promise(promise).is_some());
            is_said && statement.check().is_ok() && is_known
        }
        Admission::KeepRefused(_, detail) | Admission::Refuse(_, detail) => detail.chars().count() <= 200,
        Admission::Duplicate | Admission::KeepAside(_) | Admission::Later(_) => true,
    }
}

proptest! {
    #[test]
    fn whatever_a_body_says_only_what_can_be_is_stored(body in json(), schema in 0u64..4) {
        let mut body = body;
        if let Some(fields) = body.as_object_mut() {
            fields.insert("schema".to_owned(), schema.into());
        }
        let entry = sealed(body.to_string());
        prop_assert!(is_sound(&entry, &admit(DEVICE, &entry, None, &book())));
        prop_assert_eq!(admit(DEVICE, &entry, Some(entry.hash), &book()), Admission::Duplicate);
    }

    #[test]
    fn whatever_is_changed_in_a_walk_only_what_can_be_is_stored(
        place in any::<prop::sample::Index>(),
        to in prop_oneof!["[0-9a-z\"{}:,.-]", any::<char>().prop_map(String::from), Just(String::new())],
    ) {
        let mut body = tells(walk()).body;
        let at = place.index(body.len());
        body.replace_range(at..=at, &to);
        let entry = sealed(body);
        prop_assert!(is_sound(&entry, &admit(DEVICE, &entry, None, &book())));
    }

    #[test]
    fn one_bit_on_the_way_is_noticed(byte in any::<prop::sample::Index>(), bit in 0u8..7) {
        let entry = tells(walk());
        let mut bytes = serde_json::to_vec(&entry).unwrap();
        let at = byte.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let Ok(changed) = serde_json::from_slice::<Entry>(&bytes) else { return Ok(()) };
        if changed != entry {
            let admission = admit(DEVICE, &changed, None, &book());
            prop_assert!(matches!(admission, Admission::Refuse(..)), "{admission:?}");
        }
    }
}
