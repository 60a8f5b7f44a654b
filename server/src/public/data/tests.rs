//! The files, letter by letter. A change here breaks what others have built: add fields, and change none.

use domain::activity::{Activity, Party};
use domain::followup::{Deeds, Kind, changes};
use domain::id::{ActivityId, PromiseId};
use domain::letter::{Judgement, Section};
use domain::policy::Rulebook;
use domain::promise::{Each, Responsible, Target, Theme};
use expect_test::expect;
use uuid::Uuid;

use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn both(sv: &str, en: &str) -> Wording {
    Wording { sv: sv.to_owned(), en: en.to_owned() }
}

fn promise(n: u128, name: Wording, target: Target, evidence: Evidence, theme: Theme) -> Promise {
    let is_walked = evidence == Evidence::CountedWalks;
    Promise {
        id: PromiseId(Uuid::from_u128(n)),
        words: name.clone(),
        name,
        responsible: Responsible::Both,
        theme,
        target,
        evidence,
        areas: if is_walked { vec!["skogas-c".parse().unwrap()] } else { Vec::new() },
        within: None,
    }
}

/// Two weeks of a period of three promises, and one version of a follow-up about the first of them.
fn account() -> Account {
    let weekly = Target::Times { n: 1, each: Each::WeekAndArea };
    let terms = Target::Times { n: 2, each: Each::Term };
    let period = PromisePeriod {
        id: "2026".parse().unwrap(),
        name: both("Löften 2026", "Promises 2026"),
        first: day("2026-11-09"),
        last: day("2026-12-06"),
        is_public: true,
        promises: vec![
            promise(
                1,
                both("=Fotpatrull", "Foot patrol"),
                weekly,
                Evidence::CountedWalks,
                Theme::PublicPlaces,
            ),
            promise(2, both("Träffar; skolor", ""), terms, Evidence::Activities, Theme::GangCrime),
            promise(3, both("Avhopp", "Exit"), Target::Ongoing, Evidence::Activities, Theme::Andts),
        ],
    };
    let patrol = |week: &str, n| ("skogas-c".parse().unwrap(), week.parse().unwrap(), n);
    let deeds = Deeds {
        patrols: vec![patrol("2026-W46", 3)],
        activities: vec![Activity {
            id: ActivityId(Uuid::from_u128(9)),
            promise: PromiseId(Uuid::from_u128(3)),
            day: day("2026-11-10"),
            area: None,
            place: None,
            parties: [Party::Police].into(),
            n_reached: Some(12),
            note: Some("Nobody reads this".to_owned()),
        }],
        published: Vec::new(),
    };
    let figures = |through: &str| {
        let through = day(through);
        Figures::of(&period, &deeds.clone().up_to(through), through, &Rulebook::default())
    };
    let told = figures("2026-11-15");
    let section = |promise: &Promise| Section {
        promise: promise.id,
        text: both("Så gick det.", "So it went."),
        judgement: Some(Judgement::PartlyKept),
    };
    let sections = period.promises.iter().map(section).collect();
    let letter = Letter { opening: both("Hej", "Hello"), sections, ..Letter::default() };
    let told = Told {
        number: 1,
        version: 1,
        kind: Kind::Evaluation,
        period: period.clone(),
        areas: vec![("skogas-c".parse().unwrap(), "Skogås C".to_owned())],
        changes: changes(&told, &told),
        figures: told,
        digest: "ab".repeat(32),
        rules: 1,
        sealed: "what the digest is of".to_owned(),
        letter,
        n_silent: 1,
        on: day("2026-11-17"),
    };
    Account {
        preliminary_from: Some("2026-W47".parse().unwrap()),
        made: day("2026-11-24"),
        areas: told.areas.clone(),
        figures: figures("2026-11-22"),
        told: vec![told],
        period,
    }
}

fn house() -> House {
    House { base: Some("https://loften.example".to_owned()), ..House::default() }
}

/// Puts the fields of every object in order: whether `serde_json` keeps the order hangs on what else is built.
fn sorted(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Array(values) => values.into_iter().map(sorted).collect(),
        Value::Object(fields) => {
            let fields: std::collections::BTreeMap<String, Value> = fields.into_iter().collect();
            Value::Object(fields.into_iter().map(|(name, value)| (name, sorted(value))).collect())
        }
        plain => plain,
    }
}

#[test]
fn the_figures_of_now_are_told_as_they_always_were() {
    let json: serde_json::Value = serde_json::from_str(&json_of_now(&house(), &account())).unwrap();
    expect![[r#"
        {
          "areas": [
            {
              "id": "skogas-c",
              "name": "Skogås C"
            }
          ],
          "follow_ups": [
            {
              "csv": "https://loften.example/uppfoljning/2026/1/v1.csv",
              "digest": "abababababababababababababababababababababababababababababababab",
              "json": "https://loften.example/uppfoljning/2026/1/v1.json",
              "kind": "evaluation",
              "number": 1,
              "published": "2026-11-17",
              "through": "2026-11-15",
              "version": 1
            }
          ],
          "format": "kvart-promises/1",
          "licence": "CC0-1.0",
          "period": {
            "first": "2026-11-09",
            "id": "2026",
            "last": "2026-12-06",
            "name": {
              "en": "Promises 2026",
              "sv": "Löften 2026"
            }
          },
          "preliminary_from": "2026-W47",
          "promises": [
            {
              "done": 1,
              "due": 3,
              "expected": 1,
              "id": "00000000-0000-0000-0000-000000000001",
              "latest": null,
              "made": 3,
              "name": {
                "en": "Foot patrol",
                "sv": "=Fotpatrull"
              },
              "next_due": "2026-11-29",
              "outside": 0,
              "reached": null,
              "responsible": "both",
              "standing": "on_pace",
              "stretches": [
                {
                  "area": "skogas-c",
                  "due": 1,
                  "first": "2026-11-09",
                  "last": "2026-11-15",
                  "made": 3,
                  "span": "2026-W46",
                  "state": "kept"
                },
                {
                  "area": "skogas-c",
                  "due": 1,
                  "first": "2026-11-16",
                  "last": "2026-11-22",
                  "made": 0,
                  "span": "2026-W47",
                  "state": "not_followed"
                },
                {
                  "area": "skogas-c",
                  "due": 1,
                  "first": "2026-11-23",
                  "last": "2026-11-29",
                  "made": 0,
                  "span": "2026-W48",
                  "state": "open"
                },
                {
                  "area": "skogas-c",
                  "due": 1,
                  "first": "2026-11-30",
                  "last": "2026-12-06",
                  "made": 0,
                  "span": "2026-W49",
                  "state": "open"
                }
              ],
              "target": {
                "each": "week_and_area",
                "times": 1
              },
              "theme": "public_places",
              "words": {
                "en": "Foot patrol",
                "sv": "=Fotpatrull"
              }
            },
            {
              "done": 0,
              "due": 0,
              "expected": 0,
              "id": "00000000-0000-0000-0000-000000000002",
              "latest": null,
              "made": 0,
              "name": {
                "en": "",
                "sv": "Träffar; skolor"
              },
              "next_due": null,
              "outside": 0,
              "reached": null,
              "responsible": "both",
              "standing": "not_followed",
              "stretches": [],
              "target": {
                "each": "term",
                "times": 2
              },
              "theme": "gang_crime",
              "words": {
                "en": "",
                "sv": "Träffar; skolor"
              }
            },
            {
              "done": 0,
              "due": 0,
              "expected": 0,
              "id": "00000000-0000-0000-0000-000000000003",
              "latest": "2026-11-10",
              "made": 1,
              "name": {
                "en": "Exit",
                "sv": "Avhopp"
              },
              "next_due": null,
              "outside": 0,
              "reached": 12,
              "responsible": "both",
              "standing": "ongoing",
              "stretches": [],
              "target": {
                "each": null,
                "times": null
              },
              "theme": "andts",
              "words": {
                "en": "Exit",
                "sv": "Avhopp"
              }
            }
          ],
          "through": "2026-11-22"
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(&sorted(json)).unwrap());
}

#[test]
fn a_published_version_is_told_as_it_always_was() {
    let account = account();
    let mut json: serde_json::Value = serde_json::from_str(&json_of_version(&account.told[0])).unwrap();
    // One promise says it all; the others stand in the figures of now.
    json["promises"].as_array_mut().unwrap().truncate(1);
    expect![[r#"
        {
          "areas": [
            {
              "id": "skogas-c",
              "name": "Skogås C"
            }
          ],
          "follow_ups": [],
          "format": "kvart-promises/1",
          "licence": "CC0-1.0",
          "period": {
            "first": "2026-11-09",
            "id": "2026",
            "last": "2026-12-06",
            "name": {
              "en": "Promises 2026",
              "sv": "Löften 2026"
            }
          },
          "preliminary_from": null,
          "promises": [
            {
              "done": 1,
              "due": 4,
              "expected": 1,
              "id": "00000000-0000-0000-0000-000000000001",
              "judgement": "partly_kept",
              "latest": null,
              "made": 3,
              "name": {
                "en": "Foot patrol",
                "sv": "=Fotpatrull"
              },
              "next_due": "2026-11-22",
              "outside": 0,
              "reached": null,
              "responsible": "both",
              "standing": "on_pace",
              "stretches": [
                {
                  "area": "skogas-c",
                  "due": 1,
                  "first": "2026-11-09",
                  "last": "2026-11-15",
                  "made": 3,
                  "span": "2026-W46",
                  "state": "kept"
                },
                {
                  "area": "skogas-c",
                  "due": 1,
                  "first": "2026-11-16",
                  "last": "2026-11-22",
                  "made": 0,
                  "span": "2026-W47",
                  "state": "open"
                },
                {
                  "area": "skogas-c",
                  "due": 1,
                  "first": "2026-11-23",
                  "last": "2026-11-29",
                  "made": 0,
                  "span": "2026-W48",
                  "state": "open"
                },
                {
                  "area": "skogas-c",
                  "due": 1,
                  "first": "2026-11-30",
                  "last": "2026-12-06",
                  "made": 0,
                  "span": "2026-W49",
                  "state": "open"
                }
              ],
              "target": {
                "each": "week_and_area",
                "times": 1
              },
              "text": {
                "en": "So it went.",
                "sv": "Så gick det."
              },
              "theme": "public_places",
              "words": {
                "en": "Foot patrol",
                "sv": "=Fotpatrull"
              }
            }
          ],
          "through": "2026-11-15",
          "version": {
            "analysis": {
              "en": "",
              "sv": ""
            },
            "changed": {
              "en": "",
              "sv": ""
            },
            "digest": "abababababababababababababababababababababababababababababababab",
            "kind": "evaluation",
            "number": 1,
            "opening": {
              "en": "Hello",
              "sv": "Hej"
            },
            "published": "2026-11-17",
            "rules": 1,
            "sealed": "what the digest is of",
            "silent_phones": 1,
            "version": 1
          }
        }"#]]
    .assert_eq(&serde_json::to_string_pretty(&sorted(json)).unwrap());
    expect![[r#"{"format":"kvart-promises/1","licence":"CC0-1.0","periods":[{"id":"2026","name":{"sv":"Löften 2026","en":"Promises 2026"},"first":"2026-11-09","last":"2026-12-06","through":"2026-11-22","json":"https://loften.example/uppfoljning/2026.json","csv":"https://loften.example/uppfoljning/2026.csv"}]}"#]].assert_eq(&index(&house(), &[account]));
}

#[test]
fn every_column_is_explained_in_its_place() {
    let explained = app::texts::public::taking::CSV.map(|(name, ..)| name);
    assert_eq!(explained.join(";"), COLUMNS);
}

#[test]
fn rows_are_told_as_they_always_were() {
    expect![[r#"
        ﻿period;promise;name;theme;responsible;standing;span;first;last;area;due;made;state;preliminary
        2026;00000000-0000-0000-0000-000000000001;'=Fotpatrull;public_places;both;on_pace;2026-W46;2026-11-09;2026-11-15;skogas-c;1;3;kept;0
        2026;00000000-0000-0000-0000-000000000001;'=Fotpatrull;public_places;both;on_pace;2026-W47;2026-11-16;2026-11-22;skogas-c;1;0;not_followed;1
        2026;00000000-0000-0000-0000-000000000001;'=Fotpatrull;public_places;both;on_pace;2026-W48;2026-11-23;2026-11-29;skogas-c;1;0;open;1
        2026;00000000-0000-0000-0000-000000000001;'=Fotpatrull;public_places;both;on_pace;2026-W49;2026-11-30;2026-12-06;skogas-c;1;0;open;1
        2026;00000000-0000-0000-0000-000000000002;"Träffar; skolor";gang_crime;both;not_followed;whole;2026-11-09;2026-12-06;;;0;;1
        2026;00000000-0000-0000-0000-000000000003;Avhopp;andts;both;ongoing;whole;2026-11-09;2026-12-06;;;1;;1
    "#]].assert_eq(&csv_of_now(&account()).replace("\r\n", "\n"));
}
