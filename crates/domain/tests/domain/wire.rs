//! The JSON that phones in the field write and keep, letter by letter. A change of these snapshots that is no addition
//! breaks phones: it is never right.

use std::fmt::Debug;

use crate::scene::{MIDDLE, START, at, fix_at, logged, recorded, square_around};
use domain::activity::{Activity, Party};
use domain::area::{self, Area, Boundary};
use domain::coverage::{Cell, Standing};
use domain::fix::Fix;
use domain::id::{ActivityId, EntryHash, PromiseId, WalkId};
use domain::place::Position;
use domain::policy::{Policy, Rulebook};
use domain::recording::Mark;
use domain::statement::{Body, Details, Statement};
use domain::verdict::{Outcome, Reason, judge_by};
use domain::walk::{ClockReading, Evidence, Gap, GapReason, Observation, ObservationKind, Walk};
use expect_test::{Expect, expect};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Checks how a value is written, and that it is read back, also from among fields that only a later app knows.
#[track_caller]
fn check<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, expected: Expect) {
    expected.assert_eq(&serde_json::to_string_pretty(value).expect("the value can be written"));
    check_read(value);
}

/// Checks several values as [`check`] does, each on a line.
#[track_caller]
fn check_each<T: Serialize + DeserializeOwned + PartialEq + Debug>(values: &[T], expected: Expect) {
    let line = |value| serde_json::to_string(value).expect("the value can be written") + "\n";
    expected.assert_eq(&values.iter().map(line).collect::<String>());
    values.iter().for_each(check_read);
}

#[track_caller]
fn check_read<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let json = serde_json::to_string(value).expect("the value can be written");
    assert_eq!(&serde_json::from_str::<T>(&json).expect("what was written can be read"), value);
    let mut later: Value = serde_json::from_str(&json).expect("what was written is JSON");
    add_unknown_fields(&mut later);
    assert_eq!(&serde_json::from_value::<T>(later).expect("unknown fields are passed over"), value);
}

/// Adds a field to every object but those that only name a variant, which hold nothing beside its name.
fn add_unknown_fields(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(add_unknown_fields),
        Value::Object(fields) => {
            let names_a_variant = fields.len() == 1 && fields.values().all(Value::is_object);
            fields.values_mut().for_each(add_unknown_fields);
            if !names_a_variant {
                fields.insert("from_a_later_app".to_owned(), serde_json::json!({ "a": [1] }));
            }
        }
        _ => {}
    }
}

fn fix(t_s: u32) -> Fix {
    fix_at(t_s, (0.0, 0.0), Some(5.0))
}

fn observation() -> Observation {
    let note = Some("Trasig lampa".to_owned());
    Observation { t_s: 70, kind: ObservationKind::DarkSpot, spot: Some(fix(70).spot), note }
}

fn full_walk() -> Walk {
    let mut walk = recorded(START, 900, vec![fix(0), fix(60), fix(120), fix(900)]);
    walk.observations = vec![observation(), Observation { spot: None, note: None, ..observation() }];
    if let Evidence::Recorded { gaps, clocks, .. } = &mut walk.evidence {
        gaps.push(Gap { from_s: 120, to_s: 900, reason: GapReason::Hidden });
        clocks.push(ClockReading {
            t_s: 900,
            wall: at(START),
            server_ahead_ms: Some(-250),
            position: Some(at(START)),
        });
    }
    walk
}

fn body(says: Statement) -> Body {
    Body::new(at(START), says)
}

#[test]
fn a_recorded_walk() {
    check(
        &body(Statement::Walk(full_walk())),
        expect![[r#"
        {
          "schema": 1,
          "at": 1795554840000,
          "says": {
            "walk": {
              "id": "00000000-0000-0000-0000-000000000001",
              "area": "huddinge-c",
              "crew_size": 2,
              "started": 1795554840000,
              "elapsed_s": 900,
              "evidence": {
                "recorded": {
                  "track": "AQQAgF2elcuRPef4yF+wRNCIJIBt",
                  "gaps": [
                    {
                      "from_s": 120,
                      "to_s": 900,
                      "reason": "hidden"
                    }
                  ],
                  "clocks": [
                    {
                      "t_s": 0,
                      "wall": 1795554840000
                    },
                    {
                      "t_s": 900,
                      "wall": 1795554840000,
                      "server_ahead_ms": -250,
                      "position": 1795554840000
                    }
                  ]
                }
              },
              "observations": [
                {
                  "t_s": 70,
                  "kind": "dark_spot",
                  "spot": {
                    "lat_step": 5923472,
                    "lon_step": 899028
                  },
                  "note": "Trasig lampa"
                },
                {
                  "t_s": 70,
                  "kind": "dark_spot"
                }
              ]
            }
          }
        }"#]],
    );
}

#[test]
fn a_walk_that_was_logged_afterwards() {
    check(
        &body(Statement::Walk(logged(START, 900))),
        expect![[r#"
        {
          "schema": 1,
          "at": 1795554840000,
          "says": {
            "walk": {
              "id": "00000000-0000-0000-0000-000000000001",
              "area": "huddinge-c",
              "crew_size": 2,
              "started": 1795554840000,
              "elapsed_s": 900,
              "evidence": {
                "afterwards": {
                  "reason": "Telefonen var urladdad"
                }
              }
            }
          }
        }"#]],
    );
}

#[test]
fn a_correction() {
    let details = Details { observations: vec![observation()], ..Details::of(&logged(START, 900)) };
    let (walk, over) = (logged(START, 900).id, EntryHash([0xab; 32]));
    check(
        &body(Statement::Correction { walk, over, reason: "Fel område".to_owned(), details }),
        expect![[r#"
            {
              "schema": 1,
              "at": 1795554840000,
              "says": {
                "correction": {
                  "walk": "00000000-0000-0000-0000-000000000001",
                  "over": "abababababababababababababababababababababababababababababababab",
                  "reason": "Fel område",
                  "details": {
                    "area": "huddinge-c",
                    "crew_size": 2,
                    "started": 1795554840000,
                    "elapsed_s": 900,
                    "observations": [
                      {
                        "t_s": 70,
                        "kind": "dark_spot",
                        "spot": {
                          "lat_step": 5923472,
                          "lon_step": 899028
                        },
                        "note": "Trasig lampa"
                      }
                    ]
                  }
                }
              }
            }"#]],
    );
}

#[test]
fn a_withdrawal() {
    let (walk, over) = (logged(START, 900).id, EntryHash([0xab; 32]));
    check(
        &body(Statement::Withdrawal { walk, over, reason: "Övning".to_owned() }),
        expect![[r#"
        {
          "schema": 1,
          "at": 1795554840000,
          "says": {
            "withdrawal": {
              "walk": "00000000-0000-0000-0000-000000000001",
              "over": "abababababababababababababababababababababababababababababababab",
              "reason": "Övning"
            }
          }
        }"#]],
    );
}

fn activity() -> Activity {
    Activity {
        id: ActivityId(uuid::Uuid::from_u128(3)),
        promise: PromiseId(uuid::Uuid::from_u128(4)),
        day: "2026-11-24".parse().expect("a day"),
        area: Some("skogas-c".parse().expect("an area's id")),
        place: Some("Skogåsskolan".to_owned()),
        parties: Party::ALL.into(),
        n_reached: Some(34),
        note: Some("Årskurs 8".to_owned()),
    }
}

#[test]
fn what_is_told_of_activities() {
    let over = EntryHash([0xab; 32]);
    let bare = Activity { area: None, place: None, n_reached: None, note: None, ..activity() };
    let says = [
        Statement::Activity(activity()),
        Statement::Activity(bare),
        Statement::ActivityCorrection { over, reason: "Fel skola".to_owned(), instead: activity() },
        Statement::ActivityWithdrawal { activity: activity().id, over, reason: "Inställt".to_owned() },
    ];
    check_each(
        &says.map(body),
        expect![[r#"
        {"schema":2,"at":1795554840000,"says":{"activity":{"id":"00000000-0000-0000-0000-000000000003","promise":"00000000-0000-0000-0000-000000000004","day":"2026-11-24","area":"skogas-c","place":"Skogåsskolan","parties":["police","municipality","others"],"n_reached":34,"note":"Årskurs 8"}}}
        {"schema":2,"at":1795554840000,"says":{"activity":{"id":"00000000-0000-0000-0000-000000000003","promise":"00000000-0000-0000-0000-000000000004","day":"2026-11-24","parties":["police","municipality","others"]}}}
        {"schema":2,"at":1795554840000,"says":{"activity_correction":{"over":"abababababababababababababababababababababababababababababababab","reason":"Fel skola","instead":{"id":"00000000-0000-0000-0000-000000000003","promise":"00000000-0000-0000-0000-000000000004","day":"2026-11-24","area":"skogas-c","place":"Skogåsskolan","parties":["police","municipality","others"],"n_reached":34,"note":"Årskurs 8"}}}}
        {"schema":2,"at":1795554840000,"says":{"activity_withdrawal":{"activity":"00000000-0000-0000-0000-000000000003","over":"abababababababababababababababababababababababababababababababab","reason":"Inställt"}}}
    "#]],
    );
}

/// As phones wrote it before activities were told: it stays schema 1, and is read for ever.
#[test]
fn an_entry_of_before_activities_reads_as_it_did() {
    let before = r#"{"schema":1,"at":1795554840000,"says":{"withdrawal":{"walk":"00000000-0000-0000-0000-000000000001","over":"abababababababababababababababababababababababababababababababab","reason":"Övning"}}}"#;
    let (walk, over) = (logged(START, 900).id, EntryHash([0xab; 32]));
    let expected = body(Statement::Withdrawal { walk, over, reason: "Övning".to_owned() });
    assert_eq!(serde_json::from_str::<Body>(before).expect("an old entry"), expected);
    assert_eq!(serde_json::to_string(&expected).expect("the body can be written"), before);
}

#[test]
fn the_marks_of_a_running_walk() {
    let clock = ClockReading { t_s: 0, wall: at(START), server_ahead_ms: None, position: None };
    let area = "skogas-c".parse().expect("an area's id");
    let marks = [
        Mark::Began { walk: WalkId(uuid::Uuid::from_u128(1)), area, crew_size: 2, clock },
        Mark::Fixed(fix(4)),
        Mark::GapBegan { t_s: 5, reason: GapReason::Denied },
        Mark::GapEnded { t_s: 9 },
        Mark::Noted(observation()),
        Mark::Unnoted(Observation { spot: None, note: None, ..observation() }),
        Mark::CrewSet { crew_size: 3 },
        Mark::Reopened { clock: ClockReading { t_s: 90, ..clock } },
    ];
    check_each(
        &marks,
        expect![[r#"
        {"began":{"walk":"00000000-0000-0000-0000-000000000001","area":"skogas-c","crew_size":2,"clock":{"t_s":0,"wall":1795554840000}}}
        {"fixed":{"t_s":4,"spot":{"lat_step":5923472,"lon_step":899028},"accuracy":11}}
        {"gap_began":{"t_s":5,"reason":"denied"}}
        {"gap_ended":{"t_s":9}}
        {"noted":{"t_s":70,"kind":"dark_spot","spot":{"lat_step":5923472,"lon_step":899028},"note":"Trasig lampa"}}
        {"unnoted":{"t_s":70,"kind":"dark_spot"}}
        {"crew_set":{"crew_size":3}}
        {"reopened":{"clock":{"t_s":90,"wall":1795554840000}}}
    "#]],
    );
}

#[test]
fn a_verdict() {
    let boundary = square_around(MIDDLE, 150.0);
    check(
        &judge_by(&full_walk(), &boundary, &Policy::default()),
        expect![[r#"
        {
          "outcome": "too_short",
          "counts": false,
          "reasons": [
            {
              "short": {
                "missing_s": 780
              }
            },
            {
              "time_unseen": {
                "reason": "hidden",
                "unseen_s": 780
              }
            }
          ],
          "elapsed_s": 900,
          "observed_s": 120,
          "dwell_s": 120,
          "required_s": 900,
          "policy_version": 1,
          "boundary_version": 1
        }"#]],
    );
    let every_reason = [
        Reason::LongEnough,
        Reason::Short { missing_s: 5 },
        Reason::TimeOutside { outside_s: 5 },
        Reason::TimeUnseen { reason: GapReason::Closed, unseen_s: 50 },
        Reason::NoPosition,
        Reason::LoggedAfterwards,
    ];
    check_each(
        &every_reason,
        expect![[r#"
        "long_enough"
        {"short":{"missing_s":5}}
        {"time_outside":{"outside_s":5}}
        {"time_unseen":{"reason":"closed","unseen_s":50}}
        "no_position"
        "logged_afterwards"
    "#]],
    );
}

#[test]
fn the_words_for_kinds_reasons_and_outcomes() {
    check_each(
        &ObservationKind::ALL,
        expect![[r#"
        "talk"
        "young_people"
        "dark_spot"
        "litter"
        "drugs"
        "other"
    "#]],
    );
    check_each(
        &GapReason::ALL,
        expect![[r#"
        "hidden"
        "denied"
        "closed"
        "inaccurate"
        "timeout"
    "#]],
    );
    let outcomes = [Outcome::Counted, Outcome::TooShort, Outcome::Outside, Outcome::Unverified];
    check_each(
        &outcomes,
        expect![[r#"
        "counted"
        "too_short"
        "outside"
        "unverified"
    "#]],
    );
}

#[test]
fn a_cell_and_how_it_stands() {
    let cell = Cell { n_walks: 3, n_patrols: 2, kept_at: Some(at(START)), last_patrol: Some(at(START)) };
    check_each(
        &[cell, Cell::default()],
        expect![[r#"
        {"n_walks":3,"n_patrols":2,"kept_at":1795554840000,"last_patrol":1795554840000}
        {"n_walks":0,"n_patrols":0}
    "#]],
    );
    let standings = [
        Standing::Kept { at: at(START) },
        Standing::Open { left_s: 5 },
        Standing::AtRisk { left_s: 5 },
        Standing::Missed,
        Standing::NotFollowed,
    ];
    check_each(
        &standings,
        expect![[r#"
        {"kept":{"at":1795554840000}}
        {"open":{"left_s":5}}
        {"at_risk":{"left_s":5}}
        "missed"
        "not_followed"
    "#]],
    );
}

#[test]
fn a_rulebook() {
    let corner = |lat, lon| Position { lat, lon };
    let ring = vec![corner(59.233, 17.978), corner(59.233, 17.983), corner(59.236, 17.983)];
    let boundary =
        Boundary::new(1, at(START), area::Standing::Draft, ring).expect("a triangle encloses ground");
    let area = Area {
        id: "huddinge-c".parse().expect("an area's id"),
        name: "Huddinge C".to_owned(),
        boundaries: vec![boundary],
    };
    check(
        &Rulebook {
            revision: 7,
            areas: vec![area],
            policies: vec![Policy::default()],
            ..Rulebook::default()
        },
        expect![[r#"
            {
              "revision": 7,
              "areas": [
                {
                  "id": "huddinge-c",
                  "name": "Huddinge C",
                  "boundaries": [
                    {
                      "version": 1,
                      "valid_from": 1795554840000,
                      "standing": "draft",
                      "ring": [
                        {
                          "lat": 59.233,
                          "lon": 17.978
                        },
                        {
                          "lat": 59.233,
                          "lon": 17.983
                        },
                        {
                          "lat": 59.236,
                          "lon": 17.983
                        }
                      ]
                    }
                  ]
                }
              ],
              "policies": [
                {
                  "version": 1,
                  "valid_from": 0,
                  "required_s": 900,
                  "required_share_pct": 100,
                  "accuracy_limit_m": 50.0,
                  "max_interval_s": 90,
                  "fix_min_s": 5,
                  "fix_max_s": 15,
                  "edge_m": 15.0,
                  "walking_m_s": 2.5,
                  "max_fast_pct": 33,
                  "max_still_pct": 67,
                  "unverified": "does_not_count",
                  "walks_per_week": 1,
                  "at_risk_h": 48
                }
              ]
            }"#]],
    );
}

/// Reads a walk after one of its fields was changed, and says how that ended.
fn altered(field: &str, value: &str) -> String {
    let mut json = serde_json::to_value(full_walk()).expect("a walk can be written");
    *json.pointer_mut(field).expect("the walk has the field") = serde_json::from_str(value).expect("JSON");
    match serde_json::from_value::<Walk>(json) {
        Ok(walk) => format!("{field} {value}: read, {:?}, {}\n", walk.check(), walk.week()),
        Err(error) => format!("{field} {value}: {error}\n"),
    }
}

#[test]
fn what_no_phone_writes_is_refused_or_held_to_its_bounds() {
    let told = [
        altered("/id", r#""1""#),
        altered("/area", r#""Skogås C""#),
        altered("/crew_size", "256"),
        altered("/crew_size", "0"),
        altered("/elapsed_s", "-1"),
        altered("/elapsed_s", "4294967296"),
        altered("/elapsed_s", "1.5"),
        altered("/elapsed_s", "null"),
        altered("/started", "9223372036854775807"),
        altered("/started", "-9223372036854775808"),
        altered("/started", "9223372036854775808"),
        altered("/started", r#""2026-11-24""#),
        altered("/evidence", r#"{"guessed":{}}"#),
        altered("/evidence/recorded/track", r#""AQE""#),
        altered("/evidence/recorded/track", r#""AgA""#),
        altered("/evidence/recorded/track", r#""not base64""#),
        altered("/evidence/recorded/gaps/0/reason", r#""asleep""#),
        altered("/evidence/recorded/gaps/0/to_s", "4294967295"),
        altered("/observations/0/spot/lat_step", "2147483647"),
        altered("/observations/0/kind", r#""person""#),
    ];
    expect![[r#"
        /id "1": UUID parsing failed: invalid length: found 1
        /area "Skogås C": an area's id is 1 to 40 letters a–z, digits and hyphens, not "Skogås C"
        /crew_size 256: invalid value: integer `256`, expected u8
        /crew_size 0: read, Err(Crew), 2026-W48
        /elapsed_s -1: invalid value: integer `-1`, expected u32
        /elapsed_s 4294967296: invalid value: integer `4294967296`, expected u32
        /elapsed_s 1.5: invalid type: floating point `1.5`, expected u32
        /elapsed_s null: invalid type: null, expected u32
        /started 9223372036854775807: read, Ok(()), 9999-W52
        /started -9223372036854775808: read, Ok(()), 1900-W01
        /started 9223372036854775808: invalid value: integer `9223372036854775808`, expected i64
        /started "2026-11-24": invalid type: string "2026-11-24", expected i64
        /evidence {"guessed":{}}: unknown variant `guessed`, expected `recorded` or `afterwards`
        /evidence/recorded/track "AQE": the track is damaged
        /evidence/recorded/track "AgA": the track has form 2, this app reads form 1
        /evidence/recorded/track "not base64": the track is not base64
        /evidence/recorded/gaps/0/reason "asleep": unknown variant `asleep`, expected one of `hidden`, `denied`, `closed`, `inaccurate`, `timeout`
        /evidence/recorded/gaps/0/to_s 4294967295: read, Err(OutsideSpan), 2026-W48
        /observations/0/spot/lat_step 2147483647: the spot is not on the globe
        /observations/0/kind "person": unknown variant `person`, expected one of `talk`, `young_people`, `dark_spot`, `litter`, `drugs`, `other`
    "#]].assert_eq(&told.concat());
}
