//! The words for figures that were made up, in both languages. No figure is worked out here.

use std::fmt::Write as _;

use super::*;
use crate::texts::promises::social::{self, Channel};
use domain::activity::{Activity, Party};
use domain::area::{Area, Boundary, Standing as Drawn};
use domain::day::Day;
use domain::followup::{Deeds, changes};
use domain::id::{ActivityId, AreaId, PromiseId};
use domain::place::Position;
use domain::policy::Rulebook;
use domain::promise::{Each, Evidence, Responsible, Theme};
use domain::time::WallTime;
use domain::week::Week;
use expect_test::expect;

const AREAS: [(&str, &str); 4] = [
    ("flemingsberg-c", "Flemingsberg C"),
    ("skogas-c", "Skogås C"),
    ("huddinge-c", "Huddinge C"),
    ("varby-c", "Vårby C"),
];

fn areas() -> Vec<(AreaId, String)> {
    AREAS.iter().map(|(id, name)| (id.parse().unwrap(), (*name).to_owned())).collect()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn rulebook() -> Rulebook {
    let corner = |lat, lon| Position { lat, lon };
    let ring = vec![corner(59.0, 18.0), corner(59.01, 18.0), corner(59.01, 18.01)];
    let boundary = Boundary::new(1, WallTime::from_ms(0), Drawn::Draft, ring).unwrap();
    let area = |(id, name): (AreaId, String)| Area { id, name, boundaries: vec![boundary.clone()] };
    Rulebook { areas: areas().into_iter().map(area).collect(), ..Rulebook::default() }
}

fn period() -> PromisePeriod {
    let promise = |n: u128, sv: &str, en: &str, target, evidence| Promise {
        id: PromiseId(uuid(n)),
        name: Wording { sv: sv.to_owned(), en: en.to_owned() },
        words: Wording::default(),
        responsible: Responsible::Both,
        theme: Theme::PublicPlaces,
        target,
        evidence,
        areas: if n == 1 { areas().into_iter().map(|(id, _)| id).collect() } else { Vec::new() },
        within: None,
    };
    let times = |n, each| Target::Times { n, each };
    PromisePeriod {
        id: "2023-2024".parse().unwrap(),
        name: Wording {
            sv: "Medborgarlöften 2023–2024".into(), en: "Citizen promises 2023–2024".into()
        },
        first: day("2023-01-01"),
        last: day("2024-12-31"),
        is_public: true,
        promises: vec![
            promise(1, "Fotpatrull", "Foot patrol", times(1, Each::WeekAndArea), Evidence::CountedWalks),
            promise(2, "Trygghetsdialoger", "Safety dialogues", times(5, Each::Period), Evidence::Activities),
            promise(
                3,
                "Träffar på skolor",
                "Meetings at schools",
                times(2, Each::Term),
                Evidence::Activities,
            ),
            promise(4, "Avhopparverksamhet", "Exit programme", Target::Ongoing, Evidence::Activities),
        ],
    }
}

fn uuid(n: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(n)
}

fn activity(n: u128, promise: u128, at: &str, n_reached: Option<u32>) -> Activity {
    Activity {
        id: ActivityId(uuid(n)),
        promise: PromiseId(uuid(promise)),
        day: day(at),
        area: None,
        place: None,
        parties: [Party::Police].into(),
        n_reached,
        note: None,
    }
}

fn deeds(missed: &[(u8, usize)]) -> Deeds {
    let weeks = (1..=17u8).flat_map(|week| (0..4).map(move |area| (week, area)));
    let walked = weeks.filter(|cell| !missed.contains(cell));
    let patrol = |(week, area): (u8, usize)| (areas()[area].0.clone(), Week::new(2023, week).unwrap(), 1);
    Deeds {
        patrols: walked.map(patrol).collect(),
        activities: vec![
            activity(1, 2, "2023-03-14", Some(42)),
            activity(2, 3, "2023-02-01", Some(120)),
            activity(3, 3, "2023-03-01", Some(95)),
            activity(4, 3, "2023-04-01", None),
        ],
        published: Vec::new(),
    }
}

fn figures(missed: &[(u8, usize)]) -> Figures {
    let through = day("2023-04-30");
    Figures::of(&period(), &deeds(missed).up_to(through), through, &rulebook())
}

fn told(language: Language, letter: &Letter) -> String {
    let mut told = worded(language, &letter.opening);
    for section in &letter.sections {
        let _written = write!(told, "\n- {}", worded(language, &section.text));
    }
    told.replace('\u{a0}', " ")
}

#[test]
fn a_third_of_a_year_reads_as_a_person_would_tell_it() {
    let areas = areas();
    let missed = [(7, 1), (9, 0), (9, 1), (9, 2), (9, 3)];
    let letter = letter(&period(), &figures(&missed), None, Kind::FollowUp, Areas(&areas));
    expect![[r#"
        Uppföljning av Medborgarlöften 2023–2024 till och med den 30 april 2023. Av fyra löften är två i fas, ett efter och ett fortlöpande.
        - Fotpatrull genomfördes i alla fyra områdena 15 av 17 veckor. Vecka 7 saknades Skogås C, vecka 9 saknades alla områden.
        - En av fem är genomförd, senast den 14 mars 2023. Sammanlagt nåddes 42 personer.
        - Två av åtta är genomförda, senast den 1 april 2023. Därutöver genomfördes en. Sammanlagt nåddes 215 personer.
        - Arbetet är fortlöpande. Inga insatser har loggats ännu."#]]
    .assert_eq(&told(Language::Swedish, &letter));
    expect![[r#"
        Follow-up of Citizen promises 2023–2024 through 30 April 2023. Of four promises two are on pace, one behind and one ongoing.
        - Foot patrol was carried out in all four areas in 15 of 17 weeks. Week 7: Skogås C was missed; week 9: all areas were missed.
        - One of five is done, the latest on 14 March 2023. In all 42 people were reached.
        - Two of eight are done, the latest on 1 April 2023. Beyond that one more was done. In all 215 people were reached.
        - The work is ongoing. No activity has been logged yet."#]]
    .assert_eq(&told(Language::English, &letter));
}

#[test]
fn one_week_in_one_area_is_told_as_the_promise_has_it() {
    let areas = areas();
    let section = |missed: &[(u8, usize)]| {
        let figures = figures(missed);
        let told = section(
            Language::Swedish,
            &period().promises[0],
            &figures.promises[0],
            figures.through,
            Areas(&areas),
        );
        told.replace('\u{a0}', " ")
    };
    assert_eq!(section(&[]), "Fotpatrull genomfördes i alla fyra områdena alla 17 veckor.");
    let two = section(&[(7, 1), (8, 0), (8, 3)]);
    assert_eq!(
        two,
        "Fotpatrull genomfördes i alla fyra områdena 15 av 17 veckor. \
         Vecka 7 saknades Skogås C, vecka 8 saknades Flemingsberg C och Vårby C."
    );
    let many: Vec<(u8, usize)> = (1..=12).map(|week| (week, 2)).collect();
    assert!(
        section(&many).ends_with("Ytterligare 4 veckor saknades minst ett område."),
        "{}",
        section(&many)
    );
}

#[test]
fn a_later_version_says_what_differs() {
    let (areas, before, now) = (areas(), figures(&[(7, 1)]), figures(&[]));
    let said = changed(Language::Swedish, &period(), &changes(&before, &now), Areas(&areas));
    expect!["Fotpatrull: 68 är nu genomförda, förut 67. Vecka 7 2023 i Skogås C är nu klar."]
        .assert_eq(&said.replace('\u{a0}', " "));
    let same = changed(Language::English, &period(), &changes(&now, &now), Areas(&areas));
    assert_eq!(same, "The figures are as before.");
}

#[test]
fn a_channel_is_given_no_more_than_it_takes_and_no_half_sentence() {
    let (areas, figures) = (areas(), figures(&[(7, 1)]));
    let letter = letter(&period(), &figures, None, Kind::FollowUp, Areas(&areas));
    let address = "https://kvart.example/uppfoljning/2023-2024/1";
    for channel in Channel::ALL {
        let text = social::text(Language::Swedish, &period(), &figures, &letter, address, channel);
        assert!(text.chars().count() <= channel.limit() && text.ends_with(address), "{text}");
    }
    let short = social::text(Language::Swedish, &period(), &figures, &letter, address, Channel::Message);
    expect![[r#"
        Uppföljning av Medborgarlöften 2023–2024 till och med den 30 april 2023. Av fyra löften är två i fas, ett efter och ett fortlöpande.

        ! Fotpatrull: efter
        ○ Trygghetsdialoger: i fas
        ○ Träffar på skolor: i fas

        https://kvart.example/uppfoljning/2023-2024/1"#]]
    .assert_eq(&short);
}
