//! The text of the figures, which the digest of a published follow-up is over.

use domain::activity::{Activity, Party};
use domain::area::{Area, Boundary, Standing};
use domain::day::Day;
use domain::followup::{Deeds, Figures, Kind, RULES};
use domain::id::{ActivityId, PromiseId};
use domain::place::Position;
use domain::policy::Rulebook;
use domain::promise::{Each, Evidence, Promise, PromisePeriod, Responsible, Target, Theme, Wording};
use domain::week::Week;
use uuid::Uuid;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn promise(n: u128, target: Target, evidence: Evidence) -> Promise {
    let is_walked = evidence == Evidence::CountedWalks;
    Promise {
        id: PromiseId(Uuid::from_u128(n)),
        name: Wording::default(),
        words: Wording::default(),
        responsible: Responsible::Police,
        theme: Theme::PublicPlaces,
        target,
        evidence,
        areas: if is_walked { vec!["skogas-c".parse().unwrap()] } else { Vec::new() },
        within: None,
    }
}

/// One week in which the area was not followed, one that was kept, one that was missed and one that goes on; a promise for
/// each way of counting.
fn figures() -> Figures {
    let times = |n, each| Target::Times { n, each };
    let period = PromisePeriod {
        id: "2026".parse().unwrap(),
        name: Wording::default(),
        first: day("2026-11-09"),
        last: day("2026-12-06"),
        is_public: true,
        promises: vec![
            promise(1, times(1, Each::WeekAndArea), Evidence::CountedWalks),
            promise(2, times(1, Each::Term), Evidence::Activities),
            promise(3, times(2, Each::Period), Evidence::FollowUps),
            promise(4, Target::Ongoing, Evidence::Activities),
        ],
    };
    let ring = [(0.0, 0.0), (0.0, 0.01), (0.01, 0.01)]
        .map(|(lat, lon)| Position { lat: 59.218 + lat, lon: 18.154 + lon });
    let since = Week::new(2026, 47).unwrap().start();
    let boundary = Boundary::new(1, since, Standing::Draft, ring.to_vec()).unwrap();
    let area =
        Area { id: "skogas-c".parse().unwrap(), name: "Skogås C".to_owned(), boundaries: vec![boundary] };
    let rulebook = Rulebook { areas: vec![area], ..Rulebook::default() };
    let deeds = Deeds {
        patrols: vec![("skogas-c".parse().unwrap(), Week::new(2026, 47).unwrap(), 2)],
        activities: vec![Activity {
            id: ActivityId(Uuid::from_u128(9)),
            promise: PromiseId(Uuid::from_u128(4)),
            day: day("2026-11-20"),
            area: None,
            place: None,
            parties: [Party::Police].into(),
            n_reached: Some(12),
            note: None,
        }],
        published: vec![(Kind::FollowUp, day("2026-11-22"))],
    };
    let through = day("2026-12-02");
    Figures::of(&period, &deeds.up_to(through), through, &rulebook)
}

/// Who must change this text, because the rules or their writing change, raises `followup::RULES` with it: what was published
/// before is then known to stand by other rules.
#[test]
fn the_same_journal_leads_to_the_same_text_as_long_as_the_rules_are_the_same() {
    let text = serde_json::to_string_pretty(&figures()).unwrap();
    assert_eq!(RULES, 1);
    expect_test::expect![[r#"
        {
          "through": "2026-12-02",
          "promises": [
            {
              "promise": "00000000-0000-0000-0000-000000000001",
              "standing": {
                "behind": {
                  "lacks_n": 1
                }
              },
              "due_n": 3,
              "done_n": 1,
              "expected_n": 2,
              "made_n": 2,
              "outside_n": 0,
              "latest": "2026-11-19",
              "next_due": "2026-12-06",
              "stretches": [
                {
                  "span": {
                    "week": "2026-W46"
                  },
                  "first": "2026-11-09",
                  "last": "2026-11-15",
                  "area": "skogas-c",
                  "n": 1,
                  "made_n": 0,
                  "state": "not_followed"
                },
                {
                  "span": {
                    "week": "2026-W47"
                  },
                  "first": "2026-11-16",
                  "last": "2026-11-22",
                  "area": "skogas-c",
                  "n": 1,
                  "made_n": 2,
                  "state": "kept"
                },
                {
                  "span": {
                    "week": "2026-W48"
                  },
                  "first": "2026-11-23",
                  "last": "2026-11-29",
                  "area": "skogas-c",
                  "n": 1,
                  "made_n": 0,
                  "state": "missed"
                },
                {
                  "span": {
                    "week": "2026-W49"
                  },
                  "first": "2026-11-30",
                  "last": "2026-12-06",
                  "area": "skogas-c",
                  "n": 1,
                  "made_n": 0,
                  "state": "open"
                }
              ]
            },
            {
              "promise": "00000000-0000-0000-0000-000000000002",
              "standing": "not_followed",
              "due_n": 0,
              "done_n": 0,
              "expected_n": 0,
              "made_n": 0,
              "outside_n": 0
            },
            {
              "promise": "00000000-0000-0000-0000-000000000003",
              "standing": "on_pace",
              "due_n": 2,
              "done_n": 1,
              "expected_n": 1,
              "made_n": 1,
              "outside_n": 0,
              "latest": "2026-11-22",
              "next_due": "2026-12-06",
              "stretches": [
                {
                  "span": "whole",
                  "first": "2026-11-09",
                  "last": "2026-12-06",
                  "n": 2,
                  "made_n": 1,
                  "state": "open"
                }
              ]
            },
            {
              "promise": "00000000-0000-0000-0000-000000000004",
              "standing": "ongoing",
              "due_n": 0,
              "done_n": 0,
              "expected_n": 0,
              "made_n": 1,
              "outside_n": 0,
              "n_reached": 12,
              "latest": "2026-11-20"
            }
          ]
        }"#]]
    .assert_eq(&text);
}
