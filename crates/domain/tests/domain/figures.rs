//! The figures of a follow-up: what they count, the text that a published digest is over, by what two versions differ, and the
//! weeks that a letter tells of.

use domain::activity::{Activity, Party};
use domain::area::{Area, Boundary, Standing};
use domain::day::Day;
use domain::due::{Span, Stretch};
use domain::followup::{Deeds, Figures, Kind, RULES, changes, week_tally};
use domain::fulfilment::{PromiseFigures, Standing as Stands, State, StretchFigures};
use domain::id::{ActivityId, AreaId, PromiseId};
use domain::place::Position;
use domain::policy::Rulebook;
use domain::promise::{Each, Evidence, Promise, PromisePeriod, Responsible, Target, Theme, Within, Wording};
use domain::time::WallTime;
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

/// A year with a promise for each way of counting; the weekly one is of four weeks.
fn period() -> PromisePeriod {
    let times = |n, each| Target::Times { n, each };
    PromisePeriod {
        id: "2026".parse().unwrap(),
        name: Wording::default(),
        first: day("2026-01-01"),
        last: day("2026-12-31"),
        is_public: true,
        promises: vec![
            Promise {
                within: Some(Within { first: day("2026-11-09"), last: day("2026-12-06") }),
                ..promise(1, times(1, Each::WeekAndArea), Evidence::CountedWalks)
            },
            promise(2, times(1, Each::Term), Evidence::Activities),
            promise(3, times(2, Each::Period), Evidence::FollowUps),
            promise(4, Target::Ongoing, Evidence::Activities),
            promise(5, times(1, Each::Year), Evidence::Evaluations),
        ],
    }
}

/// A rulebook that knows of Skogås C since then.
fn followed_since(since: WallTime) -> Rulebook {
    let ring = [(0.0, 0.0), (0.0, 0.01), (0.01, 0.01)]
        .map(|(lat, lon)| Position { lat: 59.218 + lat, lon: 18.154 + lon });
    let boundary = Boundary::new(1, since, Standing::Draft, ring.to_vec()).unwrap();
    let area =
        Area { id: "skogas-c".parse().unwrap(), name: "Skogås C".to_owned(), boundaries: vec![boundary] };
    Rulebook { areas: vec![area], ..Rulebook::default() }
}

/// A week in which the area was not followed, one that was kept, one that was missed and one that goes on; and what else was
/// done.
fn figures() -> Figures {
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
    let rulebook = followed_since(Week::new(2026, 47).unwrap().start());
    Figures::of(&period(), &deeds.up_to(through), through, &rulebook)
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
              "standing": {
                "behind": {
                  "lacks_n": 1
                }
              },
              "due_n": 2,
              "done_n": 0,
              "expected_n": 1,
              "made_n": 0,
              "outside_n": 0,
              "next_due": "2026-12-31",
              "stretches": [
                {
                  "span": {
                    "spring_term": 2026
                  },
                  "first": "2026-01-01",
                  "last": "2026-06-30",
                  "n": 1,
                  "made_n": 0,
                  "state": "missed"
                },
                {
                  "span": {
                    "autumn_term": 2026
                  },
                  "first": "2026-08-01",
                  "last": "2026-12-31",
                  "n": 1,
                  "made_n": 0,
                  "state": "open"
                }
              ]
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
              "next_due": "2026-12-31",
              "stretches": [
                {
                  "span": "whole",
                  "first": "2026-01-01",
                  "last": "2026-12-31",
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
            },
            {
              "promise": "00000000-0000-0000-0000-000000000005",
              "standing": "on_pace",
              "due_n": 1,
              "done_n": 0,
              "expected_n": 0,
              "made_n": 0,
              "outside_n": 0,
              "next_due": "2026-12-31",
              "stretches": [
                {
                  "span": {
                    "year": 2026
                  },
                  "first": "2026-01-01",
                  "last": "2026-12-31",
                  "n": 1,
                  "made_n": 0,
                  "state": "open"
                }
              ]
            }
          ]
        }"#]]
    .assert_eq(&text);
}

/// A change of one figure, and how much is then told as done and as made, and how many stretches.
type Difference = (fn(&mut PromiseFigures), [(u32, u32); 2], usize);

#[test]
fn each_figure_that_differs_makes_a_change_and_none_else_does() {
    let before = figures();
    assert_eq!(changes(&before, &before), []);
    let differences: [Difference; 6] = [
        (|it| it.done_n = 2, [(1, 2), (2, 2)], 0),
        (|it| it.made_n = 3, [(1, 1), (2, 3)], 0),
        (|it| it.standing = Stands::OnPace, [(1, 1), (2, 2)], 0),
        (|it| it.n_reached = Some(1), [(1, 1), (2, 2)], 0),
        (|it| it.stretches[2].state = State::Kept, [(1, 1), (2, 2)], 1),
        (|it| drop(it.stretches.pop()), [(1, 1), (2, 2)], 0),
    ];
    for (idx, (change, [done_n, made_n], n_stretches)) in differences.into_iter().enumerate() {
        let mut now = before.clone();
        change(&mut now.promises[0]);
        let [told] = &changes(&before, &now)[..] else { panic!("difference {idx} is no change") };
        assert_eq!(
            (told.promise, told.done_n, told.made_n),
            (now.promises[0].promise, done_n, made_n),
            "{idx}"
        );
        assert_eq!(told.stretches.len(), n_stretches, "{idx}");
        assert!(
            told.stretches.iter().all(|part| now.promises[0].stretches.contains(part)),
            "as they now stand"
        );
    }
    // What the next day, or the latest deed, would be is no figure that anybody is told of as changed.
    let mut later = before.clone();
    later.promises[0].next_due = None;
    assert_eq!(changes(&before, &later), []);
    // A promise that is in one of them alone is not compared.
    let mut fewer = before.clone();
    fewer.promises.remove(0);
    fewer.promises[0].made_n += 1;
    assert_eq!(
        changes(&before, &fewer).iter().map(|told| told.promise).collect::<Vec<_>>(),
        [fewer.promises[0].promise]
    );
}

#[test]
fn walks_count_in_areas_that_were_promised_and_activities_for_their_promise() {
    let told = figures();
    let of = |n: u128| told.promise(PromiseId(Uuid::from_u128(n))).map(|it| (it.made_n, it.outside_n));
    assert_eq!(
        [1, 2, 3, 4, 5, 6].map(of),
        [Some((2, 0)), Some((0, 0)), Some((1, 0)), Some((1, 0)), Some((0, 0)), None]
    );

    let mut period = period();
    period.promises = vec![promise(1, Target::Ongoing, Evidence::CountedWalks)];
    let week = Week::new(2026, 47).unwrap();
    let patrols = [("skogas-c", 0), ("varby-c", 4)].map(|(area, n)| (area.parse().unwrap(), week, n));
    let deeds = Deeds { patrols: patrols.to_vec(), ..Deeds::default() };
    let told = Figures::of(&period, &deeds, day("2026-12-31"), &Rulebook::default());
    assert_eq!(
        (told.promises[0].made_n, told.promises[0].latest),
        (0, None),
        "nobody patrolled where it was promised"
    );
}

/// A promise that walks show, due in the whole period: books are kept of it from the day on which its area is followed.
#[test]
fn walks_of_a_whole_period_are_followed_once_one_of_its_areas_is() {
    let mut period = period();
    period.promises = vec![promise(1, Target::Times { n: 9, each: Each::Period }, Evidence::CountedWalks)];
    let standing = |since: &str| {
        let through = day("2026-12-31");
        let rulebook = followed_since(day(since).start());
        Figures::of(&period, &Deeds::default(), through, &rulebook).promises[0].standing
    };
    assert_eq!(standing("2026-12-31"), Stands::Missed { lacks_n: 9 });
    assert_eq!(standing("2027-01-01"), Stands::NotFollowed);
}

#[test]
fn a_letter_counts_the_weeks_that_are_over_and_names_the_areas_that_were_missed() {
    let stretch = |number: u8, area: &str, state: State| {
        let week = Week::new(2026, number).unwrap();
        let (first, last) = (Day::monday_of(week), Day::sunday_of(week));
        let stretch =
            Stretch { span: Span::Week(week), first, last, area: Some(area.parse().unwrap()), n: 1 };
        StretchFigures { stretch, made_n: 0, state }
    };
    let weeks = |states: &[[State; 2]]| {
        let of_week = |(idx, states): (usize, &[State; 2])| {
            let number = 44 + u8::try_from(idx).unwrap();
            [stretch(number, "a", states[0]), stretch(number, "b", states[1])]
        };
        PromiseFigures {
            stretches: states.iter().enumerate().flat_map(of_week).collect(),
            ..figures().promises.remove(0)
        }
    };
    use State::{Kept, Missed, NotFollowed, Open};
    let told = weeks(&[
        [NotFollowed, NotFollowed],
        [NotFollowed, Kept],
        [Kept, Missed],
        [Missed, Missed],
        [Kept, Kept],
        [Kept, Open],
    ]);
    let tally = week_tally(&told, day("2026-11-29")).unwrap();
    let missed: Vec<String> = tally
        .missed
        .iter()
        .map(|(week, areas)| {
            format!("{week}: {}", areas.iter().map(AreaId::as_str).collect::<Vec<_>>().join(" "))
        })
        .collect();
    assert_eq!((tally.n_weeks, tally.n_whole), (4, 2));
    assert_eq!(missed, ["2026-W46: b", "2026-W47: a b"]);
    // A week is told of once its Sunday is over.
    assert_eq!(week_tally(&told, day("2026-11-28")).unwrap().n_weeks, 3);
    assert_eq!(week_tally(&figures().promises[2], day("2026-11-29")), None, "it is not due each week");
}
