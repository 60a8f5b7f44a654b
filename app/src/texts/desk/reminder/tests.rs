//! The letters as they are read: Swedish and English, one area and many, sure and preliminary.

use super::*;
use Language::{English, Swedish};
use domain::area::{Area, Boundary, Standing as BoundaryStanding};
use domain::coverage::Cell;
use domain::place::Position;
use domain::policy::{Policy, Rulebook};
use domain::week::Week;
use expect_test::{Expect, expect};

const AREAS: [(&str, &str); 4] = [
    ("flemingsberg-c", "Flemingsberg C"),
    ("skogas-c", "Skogås C"),
    ("huddinge-c", "Huddinge C"),
    ("varby-c", "Vårby C"),
];

fn at(text: &str) -> WallTime {
    WallTime::parse(text).unwrap()
}

fn rulebook(areas: &[(&str, &str)], walks_per_week: u32) -> Rulebook {
    let square = [(0.0, 0.0), (0.0, 0.01), (0.01, 0.01)];
    let ring = square.map(|(lat, lon)| Position { lat: 59.2 + lat, lon: 18.0 + lon }).to_vec();
    let boundary = Boundary::new(1, WallTime::from_ms(0), BoundaryStanding::Draft, ring).unwrap();
    let area = |(id, name): &(&str, &str)| Area {
        id: id.parse().unwrap(),
        name: (*name).to_owned(),
        boundaries: vec![boundary.clone()],
    };
    let policy = Policy { walks_per_week, ..Policy::default() };
    Rulebook { areas: areas.iter().map(area).collect(), policies: vec![policy], ..Rulebook::default() }
}

/// Builds the digest of week 48. Of each area there are the walks and the patrols.
fn digest(now: &str, walks_per_week: u32, cells: &[(u32, u32)], silence: Option<Silence>) -> Digest {
    let rulebook = rulebook(&AREAS[..cells.len()], walks_per_week);
    let tally = |area: &domain::id::AreaId| {
        let idx = AREAS.iter().position(|(id, _)| *id == area.as_str()).unwrap();
        let (n_walks, n_patrols) = cells[idx];
        let kept_at = (walks_per_week <= n_patrols).then(|| at("2026-11-24T22:29:00+01:00"));
        Cell { n_walks, n_patrols, kept_at, last_patrol: kept_at }
    };
    Digest::of(&rulebook, tally, Week::new(2026, 48).unwrap(), silence, at(now))
}

#[track_caller]
fn check(letter: &Letter, expected: Expect) {
    assert!(!letter.text.contains("22:29"), "a walk's time is told: {}", letter.text);
    expected.assert_eq(&format!("{}\n===\n{}", letter.subject, letter.text));
}

fn risk(language: Language, digest: Digest) -> Letter {
    let digest = digest.only(|area| matches!(area.cell.standing, Standing::AtRisk { .. }));
    at_risk(language, &digest, "https://kvart.example.se/week")
}

const SATURDAY: &str = "2026-11-28T20:00:00+01:00";
const MONDAY: &str = "2026-11-30T07:00:10+01:00";

fn silent(n_phones: u32) -> Option<Silence> {
    Some(Silence { n_phones, since: at("2026-11-26T21:10:00+01:00") })
}

#[test]
fn one_area_at_risk() {
    check(
        &risk(Swedish, digest(SATURDAY, 1, &[(1, 1), (0, 0), (1, 1), (1, 1)], None)),
        expect![[r#"
        Skogås C saknar sitt pass vecka 48
        ===
        Skogås C saknar sitt pass vecka 48. 1 dag 4 timmar kvar.

        Veckan tar slut sön 29 nov vid midnatt.

        Så står veckan nu: https://kvart.example.se/week

        Det här skickas en gång. På måndag kommer hur veckan slutade.
    "#]],
    );
    check(
        &risk(English, digest(SATURDAY, 1, &[(1, 1), (2, 0), (1, 1), (1, 1)], silent(1))),
        expect![[r#"
        Skogås C lacks its walk in week 48
        ===
        Skogås C lacks its walk in week 48. 1 day 4 hours left.

        So far: 2 walks, none counts.

        The week ends Sun 29 Nov at midnight.

        One phone has not sent all since Thu 26 Nov. It may hold walks that have not come in.

        How the week stands now: https://kvart.example.se/week

        This is sent once. On Monday comes how the week ended.
    "#]],
    );
    let parts = |n_patrols| risk(Swedish, digest(SATURDAY, 3, &[(n_patrols + 1, n_patrols)], None)).subject;
    assert_eq!(parts(0), "Flemingsberg C saknar alla tre pass vecka 48");
    assert_eq!(parts(1), "Flemingsberg C saknar två av tre pass vecka 48");
    assert_eq!(parts(2), "Flemingsberg C saknar ett av tre pass vecka 48");
}

#[test]
fn several_areas_at_risk_are_one_letter() {
    check(
        &risk(Swedish, digest(SATURDAY, 1, &[(1, 1), (0, 0), (1, 1), (2, 0)], silent(2))),
        expect![[r#"
        Skogås C och Vårby C saknar pass vecka 48
        ===
        Skogås C och Vårby C saknar pass vecka 48. 1 dag 4 timmar kvar.

        ! Skogås C: inga pass
        ! Vårby C: 2 pass, inget räknas

        Veckan tar slut sön 29 nov vid midnatt.

        Två telefoner har inte skickat allt den här veckan. De kan ha pass som inte har kommit in.

        Så står veckan nu: https://kvart.example.se/week

        Det här skickas en gång. På måndag kommer hur veckan slutade.
    "#]],
    );
    check(
        &risk(English, digest(SATURDAY, 2, &[(2, 1), (0, 0), (1, 1), (2, 0)], None)),
        expect![[r#"
        Flemingsberg C, Skogås C, Huddinge C and Vårby C lack walks in week 48
        ===
        Flemingsberg C, Skogås C, Huddinge C and Vårby C lack walks in week 48. 1 day 4 hours left.

        ! Flemingsberg C: 1 of 2 walks
        ! Skogås C: 0 of 2 walks
        ! Huddinge C: 1 of 2 walks
        ! Vårby C: 0 of 2 walks

        The week ends Sun 29 Nov at midnight.

        How the week stands now: https://kvart.example.se/week

        This is sent once. On Monday comes how the week ended.
    "#]],
    );
}

#[test]
fn a_week_that_was_kept_and_one_that_was_not() {
    let told = |language, cells: &[(u32, u32)], silence| {
        ended(
            language,
            &digest(MONDAY, 1, cells, silence),
            "https://kvart.example.se/coverage?week=2026-W48&weeks=13",
        )
    };
    check(
        &told(Swedish, &[(2, 2), (0, 0), (1, 1), (3, 2)], silent(1)),
        expect![[r#"
        Vecka 48: tre av fyra områden klara (preliminärt)
        ===
        Vecka 48: tre av fyra områden klara. Skogås C missades.

        ✓ Flemingsberg C: klar, 2 pass
        ✕ Skogås C: missad, inga pass
        ✓ Huddinge C: klar, 1 pass
        ✓ Vårby C: klar, 3 pass, två räknas

        Siffrorna är preliminära: en telefon har inte skickat allt sedan tor 26 nov. Pass kan komma till.

        Veckan var 23–29 nov 2026. Mer finns på https://kvart.example.se/coverage?week=2026-W48&weeks=13

        Det här skickas en gång. Pass som kommer in senare syns på sidan.
    "#]],
    );
    check(
        &told(Swedish, &[(2, 2), (1, 1), (1, 1), (3, 2)], None),
        expect![[r#"
        Vecka 48: alla fyra områden klara
        ===
        Vecka 48: alla fyra områden klara.

        ✓ Flemingsberg C: klar, 2 pass
        ✓ Skogås C: klar, 1 pass
        ✓ Huddinge C: klar, 1 pass
        ✓ Vårby C: klar, 3 pass, två räknas

        Veckan var 23–29 nov 2026. Mer finns på https://kvart.example.se/coverage?week=2026-W48&weeks=13

        Det här skickas en gång. Pass som kommer in senare syns på sidan.
    "#]],
    );
    check(
        &told(English, &[(2, 2), (1, 0), (1, 1), (3, 0)], silent(2)),
        expect![[r#"
        Week 48: two of four areas kept (preliminary)
        ===
        Week 48: two of four areas kept. Skogås C and Vårby C were missed.

        ✓ Flemingsberg C: kept, 2 walks
        ✕ Skogås C: missed, 1 walk, none counts
        ✓ Huddinge C: kept, 1 walk
        ✕ Vårby C: missed, 3 walks, none counts

        The figures are preliminary: two phones have not sent all. Walks may be added.

        The week was 23–29 Nov 2026. There is more at https://kvart.example.se/coverage?week=2026-W48&weeks=13

        This is sent once. Walks that come in later show on the page.
    "#]],
    );
}

#[test]
fn many_areas_are_told_without_end() {
    let names: Vec<(String, String)> =
        (1..=30).map(|n| (format!("area-{n}"), format!("Område {n}"))).collect();
    let names: Vec<(&str, &str)> = names.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect();
    let rulebook = rulebook(&names, 1);
    let kept = |area: &domain::id::AreaId| {
        let kept_at = (area.as_str() != "area-30").then(|| at("2026-11-24T22:29:00+01:00"));
        Cell { kept_at, ..Cell::default() }
    };
    let digest = Digest::of(&rulebook, kept, Week::new(2026, 48).unwrap(), None, at(MONDAY));
    let letter = ended(Swedish, &digest, "");
    let lines: Vec<&str> = letter.text.lines().collect();
    assert_eq!(lines[0], "Vecka 48: 29 av 30 områden klara. Område 30 missades.");
    assert_eq!(lines[2], "✕ Område 30: missad, inga pass");
    assert_eq!(lines[26], "… och 6 områden till");
    let digest = Digest::of(&rulebook, |_| Cell::default(), Week::new(2026, 48).unwrap(), None, at(SATURDAY));
    assert_eq!(risk(Swedish, digest).subject, "30 områden saknar pass vecka 48");
}

#[test]
fn a_test_says_what_will_come() {
    check(
        &trial(Swedish, at(SATURDAY), "https://kvart.example.se"),
        expect![[r#"
        Prov från Kvart
        ===
        Påminnelser från Kvart kommer fram hit. Det här är ett prov, skickat lör 28 nov 20:00.

        Kvart skriver när ett område riskerar att bli utan sitt pass, och på måndagar om hur veckan gick.

        https://kvart.example.se
    "#]],
    );
    check(
        &trial(English, at(SATURDAY), "https://kvart.example.se"),
        expect![[r#"
        Test from Kvart
        ===
        Reminders from Kvart get here. This is a test, sent Sat 28 Nov 20:00.

        Kvart writes when an area may be left without its walk, and on Mondays about how the week went.

        https://kvart.example.se
    "#]],
    );
}
