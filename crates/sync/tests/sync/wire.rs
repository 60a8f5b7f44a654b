//! The wire's golden forms: what phones in the field write and read, to the letter. A change here is a change of the
//! protocol, never a matter of taste.

use domain::activity::{Activity, Party};
use domain::coverage::Cell;
use domain::id::{AccountId, ActivityId, DeviceId, EntryHash, PromiseId, WalkId};
use domain::policy::{Policy, Rulebook};
use domain::time::WallTime;
use domain::verdict::{self, Reason, Verdict};
use domain::week::Week;
use expect_test::{Expect, expect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sync::entry::{Entry, Head};
use sync::local_store::{News, Place};
use sync::wire::{
    AccountCard, ActivityNews, AreaNews, Delay, Holdings, LoginRequest, Outcome, PROTOCOL, Problem,
    PullAnswer, PullRequest, PushAnswer, PushRequest, Receipt, Refusal, Role, StorageReport, WalkNews,
};
use uuid::Uuid;

const DEVICE: DeviceId = DeviceId(Uuid::from_u128(7));

fn at(ms: i64) -> WallTime {
    WallTime::from_ms(1_795_555_000_000 + ms)
}

fn receipt(seq: u64, outcome: Outcome) -> Receipt {
    Receipt { seq, hash: EntryHash([seq as u8; 32]), outcome }
}

fn push_request() -> PushRequest {
    let first =
        Entry::sealed(Head::EMPTY, DEVICE, r#"{"schema":1,"at":5,"says":{"later":[1.50]}}"#.to_owned());
    let second = Entry::sealed(first.head(), DEVICE, r#"{"schema":1}"#.to_owned());
    let head = second.head();
    let app = "0.1.0".to_owned();
    PushRequest {
        protocol: PROTOCOL,
        device: DEVICE,
        app,
        sent: at(0),
        head,
        entries: vec![first, second],
        storage: None,
    }
}

fn push_answer() -> PushAnswer {
    let rejected =
        Outcome::Rejected { refusal: Refusal::UnknownArea, detail: "there is no area x".to_owned() };
    PushAnswer {
        epoch: "5f1c".to_owned(),
        server_time: at(20),
        receipts: vec![
            receipt(1, Outcome::Stored { at: at(10) }),
            receipt(2, Outcome::Duplicate { at: at(9) }),
            receipt(3, rejected),
            receipt(4, Outcome::Retry { delay: Delay::ServerIsOlder }),
        ],
        unreadable: vec![4],
        holdings: Holdings { n_held: 3, missing: vec![(4, 4), (7, 9)], forked: vec![3] },
    }
}

fn activity_news() -> ActivityNews {
    let activity = Activity {
        id: ActivityId(Uuid::from_u128(0xc1)),
        promise: PromiseId(Uuid::from_u128(0xb1)),
        day: "2026-11-24".parse().unwrap(),
        area: Some("skogas-c".parse().unwrap()),
        place: None,
        parties: Party::ALL.into(),
        n_reached: Some(34),
        note: None,
    };
    ActivityNews {
        activity,
        withdrawn: Some("inställt".to_owned()),
        head: EntryHash([4; 32]),
        stored: at(11),
    }
}

fn pull_answer() -> PullAnswer {
    let account = AccountCard {
        id: AccountId(Uuid::from_u128(1)),
        name: "polis1".to_owned(),
        shown_as: "Polis 1".to_owned(),
        role: Role::Officer,
    };
    let verdict = Verdict {
        outcome: verdict::Outcome::TooShort,
        counts: false,
        reasons: vec![Reason::Short { missing_s: 40 }],
        elapsed_s: 900,
        observed_s: 880,
        dwell_s: 860,
        required_s: 900,
        policy_version: 1,
        boundary_version: 2,
    };
    let walk = WalkNews {
        walk: WalkId(Uuid::from_u128(0xa1)),
        area: "skogas-c".parse().unwrap(),
        crew_size: 2,
        began: at(0),
        elapsed_s: 900,
        verdict,
        withdrawn: Some("fel område".to_owned()),
        head: EntryHash([3; 32]),
        stored: at(10),
        decided: None,
        decided_why: None,
    };
    let cell = Cell { n_walks: 1, ..Cell::default() };
    let area = "skogas-c".parse().unwrap();
    PullAnswer {
        epoch: "5f1c".to_owned(),
        server_time: at(20),
        account,
        rulebook: Some(Rulebook {
            revision: 3,
            areas: Vec::new(),
            policies: vec![Policy::default()],
            ..Rulebook::default()
        }),
        coverage: vec![AreaNews { area, week: Week::of(at(0)), cell, last_patrol: Some(at(-5)) }],
        walks: vec![walk],
        activities: vec![activity_news()],
        cursor: 12,
        more: true,
        asked: Some((11, 3)),
    }
}

/// Checks the form in which a value travels, and that it is read back the same.
#[track_caller]
fn check<T: Serialize + DeserializeOwned>(value: &T, expected: Expect) {
    let json = serde_json::to_string_pretty(value).unwrap();
    expected.assert_eq(&json);
    let read: T = serde_json::from_str(&json).unwrap();
    assert_eq!(serde_json::to_string_pretty(&read).unwrap(), json, "what is written is read back");
}

#[test]
fn a_push() {
    // Not indented: an entry's body travels to the letter.
    let json = serde_json::to_string(&push_request()).unwrap();
    expect![[r#"
        {"protocol":1,
        "device":"00000000-0000-0000-0000-000000000007",
        "app":"0.1.0",
        "sent":1795555000000,
        "head":{"seq":2,
        "hash":"a76222512e14ca167b4465c42e9b7aa7a950864c45ebbb26e08d03cfc94003e2"},
        "entries":[{"seq":1,
        "prev":"0000000000000000000000000000000000000000000000000000000000000000",
        "hash":"bfedad2b23660598d8ed95ace772df4b483e7d2a0418c8c6f4717c01b950d115",
        "body":{"schema":1,
        "at":5,
        "says":{"later":[1.50]}}},{"seq":2,
        "prev":"bfedad2b23660598d8ed95ace772df4b483e7d2a0418c8c6f4717c01b950d115",
        "hash":"a76222512e14ca167b4465c42e9b7aa7a950864c45ebbb26e08d03cfc94003e2",
        "body":{"schema":1}}]}"#]]
    .assert_eq(&json.replace(",\"", ",\n\""));
    let read: PushRequest = serde_json::from_str(&json).unwrap();
    assert_eq!(read.entries, push_request().entries);
    assert_eq!(read.entries[0].true_hash(DEVICE), read.entries[0].hash);
}

#[test]
fn a_push_with_a_report_on_the_storage() {
    let found = at(0);
    let report = StorageReport { found, journal: DEVICE, end: 7, n_recovered: 2, n_lost: 1 };
    let request = PushRequest { entries: Vec::new(), storage: Some(report), ..push_request() };
    check(
        &request,
        expect![[r#"
        {
          "protocol": 1,
          "device": "00000000-0000-0000-0000-000000000007",
          "app": "0.1.0",
          "sent": 1795555000000,
          "head": {
            "seq": 2,
            "hash": "a76222512e14ca167b4465c42e9b7aa7a950864c45ebbb26e08d03cfc94003e2"
          },
          "entries": [],
          "storage": {
            "found": 1795555000000,
            "journal": "00000000-0000-0000-0000-000000000007",
            "end": 7,
            "n_recovered": 2,
            "n_lost": 1
          }
        }"#]],
    );
}

#[test]
fn the_answer_to_a_push_with_every_outcome() {
    check(
        &push_answer(),
        expect![[r#"
        {
          "epoch": "5f1c",
          "server_time": 1795555000020,
          "receipts": [
            {
              "seq": 1,
              "hash": "0101010101010101010101010101010101010101010101010101010101010101",
              "outcome": {
                "stored": {
                  "at": 1795555000010
                }
              }
            },
            {
              "seq": 2,
              "hash": "0202020202020202020202020202020202020202020202020202020202020202",
              "outcome": {
                "duplicate": {
                  "at": 1795555000009
                }
              }
            },
            {
              "seq": 3,
              "hash": "0303030303030303030303030303030303030303030303030303030303030303",
              "outcome": {
                "rejected": {
                  "refusal": "unknown_area",
                  "detail": "there is no area x"
                }
              }
            },
            {
              "seq": 4,
              "hash": "0404040404040404040404040404040404040404040404040404040404040404",
              "outcome": {
                "retry": {
                  "delay": "server_is_older"
                }
              }
            }
          ],
          "unreadable": [
            4
          ],
          "holdings": {
            "n_held": 3,
            "missing": [
              [
                4,
                4
              ],
              [
                7,
                9
              ]
            ],
            "forked": [
              3
            ]
          }
        }"#]],
    );
}

#[test]
fn the_shortest_answer_to_a_push() {
    let answer = PushAnswer {
        receipts: Vec::new(),
        unreadable: Vec::new(),
        holdings: Holdings::default(),
        ..push_answer()
    };
    check(
        &answer,
        expect![[r#"
        {
          "epoch": "5f1c",
          "server_time": 1795555000020,
          "receipts": [],
          "holdings": {
            "n_held": 0
          }
        }"#]],
    );
}

#[test]
fn the_answer_to_a_pull() {
    check(
        &pull_answer(),
        expect![[r#"
            {
              "epoch": "5f1c",
              "server_time": 1795555000020,
              "account": {
                "id": "00000000-0000-0000-0000-000000000001",
                "name": "polis1",
                "shown_as": "Polis 1",
                "role": "officer"
              },
              "rulebook": {
                "revision": 3,
                "areas": [],
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
              },
              "coverage": [
                {
                  "area": "skogas-c",
                  "week": "2026-W48",
                  "cell": {
                    "n_walks": 1,
                    "n_patrols": 0
                  },
                  "last_patrol": 1795554999995
                }
              ],
              "walks": [
                {
                  "walk": "00000000-0000-0000-0000-0000000000a1",
                  "area": "skogas-c",
                  "crew_size": 2,
                  "began": 1795555000000,
                  "elapsed_s": 900,
                  "verdict": {
                    "outcome": "too_short",
                    "counts": false,
                    "reasons": [
                      {
                        "short": {
                          "missing_s": 40
                        }
                      }
                    ],
                    "elapsed_s": 900,
                    "observed_s": 880,
                    "dwell_s": 860,
                    "required_s": 900,
                    "policy_version": 1,
                    "boundary_version": 2
                  },
                  "withdrawn": "fel område",
                  "head": "0303030303030303030303030303030303030303030303030303030303030303",
                  "stored": 1795555000010
                }
              ],
              "activities": [
                {
                  "activity": {
                    "id": "00000000-0000-0000-0000-0000000000c1",
                    "promise": "00000000-0000-0000-0000-0000000000b1",
                    "day": "2026-11-24",
                    "area": "skogas-c",
                    "parties": [
                      "police",
                      "municipality",
                      "others"
                    ],
                    "n_reached": 34
                  },
                  "withdrawn": "inställt",
                  "head": "0404040404040404040404040404040404040404040404040404040404040404",
                  "stored": 1795555000011
                }
              ],
              "cursor": 12,
              "more": true,
              "asked": [
                11,
                3
              ]
            }"#]],
    );
}

#[test]
fn small_things() {
    let account = AccountId(Uuid::from_u128(1));
    let card = AccountCard {
        id: account,
        name: "gruppchef".to_owned(),
        shown_as: "Gruppchef".to_owned(),
        role: Role::Supervisor,
    };
    check(
        &card,
        expect![[r#"
        {
          "id": "00000000-0000-0000-0000-000000000001",
          "name": "gruppchef",
          "shown_as": "Gruppchef",
          "role": "supervisor"
        }"#]],
    );
    check(
        &PullRequest { device: DEVICE, after: 12, revision: 3 },
        expect![[r#"
        {
          "device": "00000000-0000-0000-0000-000000000007",
          "after": 12,
          "revision": 3
        }"#]],
    );
    check(
        &LoginRequest { name: "polis1".to_owned(), password: "hemligt".to_owned() },
        expect![[r#"
        {
          "name": "polis1",
          "password": "hemligt"
        }"#]],
    );
    check(
        &Problem { code: "login_needed".to_owned(), message: "log in first".to_owned() },
        expect![[r#"
        {
          "code": "login_needed",
          "message": "log in first"
        }"#]],
    );
}

#[test]
fn every_refusal_and_delay() {
    let refusals = [
        Refusal::WrongHash,
        Refusal::Forked,
        Refusal::Malformed,
        Refusal::TooLarge,
        Refusal::UnknownArea,
        Refusal::ImpossibleWalk,
        Refusal::NotYours,
        Refusal::UnknownPromise,
        Refusal::ImpossibleActivity,
        Refusal::Other,
    ];
    let delays = [Delay::ServerIsOlder, Delay::Storage, Delay::Other];
    let table =
        format!("{}\n{}", serde_json::to_string(&refusals).unwrap(), serde_json::to_string(&delays).unwrap());
    expect![[r#"
        ["wrong_hash","forked","malformed","too_large","unknown_area","impossible_walk","not_yours","unknown_promise","impossible_activity","other"]
        ["server_is_older","storage","other"]"#]]
    .assert_eq(&table);
}

#[test]
fn where_an_entry_stands_on_the_phone() {
    let parked = Place::Parked { refusal: Refusal::Forked, detail: "another is held".to_owned() };
    check(
        &vec![Place::Unsent, Place::Held { at: at(10) }, parked],
        expect![[r#"
        [
          "unsent",
          {
            "held": {
              "at": 1795555000010
            }
          },
          {
            "parked": {
              "refusal": "forked",
              "detail": "another is held"
            }
          }
        ]"#]],
    );
    let of_a_later_app = r#"{"parked":{"refusal":"too_loud","detail":"","by":"x"}}"#;
    let parked = Place::Parked { refusal: Refusal::Other, detail: String::new() };
    assert_eq!(serde_json::from_str::<Place>(of_a_later_app).unwrap(), parked);
}

#[test]
fn news_that_an_older_app_kept_are_read() {
    assert_eq!(serde_json::from_str::<News>("{}").unwrap(), News::default());
    let news = News::default().with(&pull_answer(), at(0));
    assert_eq!(serde_json::from_str::<News>(&serde_json::to_string(&news).unwrap()).unwrap(), news);
}

#[test]
fn reasons_that_a_newer_server_gives_are_read_as_others() {
    let read = |outcome: &str| {
        let hash = EntryHash([1; 32]);
        let text = format!(r#"{{"seq":1,"hash":"{hash}","outcome":{outcome}}}"#);
        serde_json::from_str::<Receipt>(&text).unwrap().outcome
    };
    let other = Outcome::Rejected { refusal: Refusal::Other, detail: "much".to_owned() };
    assert_eq!(read(r#"{"rejected":{"refusal":"too_loud","detail":"much"}}"#), other);
    assert_eq!(read(r#"{"retry":{"delay":"full_moon"}}"#), Outcome::Retry { delay: Delay::Other });
    let unknown = [
        r#""vanished""#,
        r#"{"archived":{"at":5,"where":["far",{}]}}"#,
        r#"{"rejected":{"refusal":{"too_loud":{"db":90}}}}"#,
        r#"{"stored":{}}"#,
        "null",
    ];
    for outcome in unknown {
        assert_eq!(read(outcome), Outcome::Retry { delay: Delay::Other }, "{outcome}");
    }
}

#[test]
fn an_outcome_that_is_not_known_spoils_no_receipt_beside_it() {
    let json = serde_json::to_string(&push_answer()).unwrap();
    let newer = json.replace(r#"{"duplicate":{"at":1795555000009}}"#, r#"{"archived":{"at":5}}"#);
    assert_ne!(newer, json);
    let mut expected = push_answer();
    expected.receipts[1].outcome = Outcome::Retry { delay: Delay::Other };
    assert_eq!(serde_json::from_str::<PushAnswer>(&newer).unwrap(), expected);
}

#[test]
fn fields_that_are_not_known_are_passed_over() {
    fn read_with_more<T: Serialize + DeserializeOwned>(value: &T) {
        let plain = serde_json::to_value(value).unwrap();
        let more = with_more(plain.clone());
        assert_ne!(more, plain);
        let read: T = serde_json::from_str(&more.to_string()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), plain);
    }
    read_with_more(&push_answer());
    read_with_more(&pull_answer());
    read_with_more(&PullRequest { device: DEVICE, after: 12, revision: 3 });
    read_with_more(&Problem { code: "busy".to_owned(), message: "wait".to_owned() });
}

/// Adds a field to every object, except to those that name a variant by their only field.
fn with_more(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let is_struct =
                1 < fields.len() || fields.keys().any(|name| ["at", "delay"].contains(&name.as_str()));
            let mut more: serde_json::Map<_, _> =
                fields.into_iter().map(|(name, value)| (name, with_more(value))).collect();
            if is_struct {
                more.insert("later".to_owned(), serde_json::json!({ "deep": [1, null] }));
            }
            Value::Object(more)
        }
        Value::Array(values) => values.into_iter().map(with_more).collect(),
        value => value,
    }
}
