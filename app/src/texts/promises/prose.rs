//! What the figures say in plain words: what a follow-up begins with, before people write on. It says only what the
//! figures say, and never why.

use domain::day::Day;
use domain::followup::{Change, Figures, Kind, WeekTally, week_tally};
use domain::fulfilment::{PromiseFigures, Standing, State, StretchFigures};
use domain::id::AreaId;
use domain::letter::{Letter, Section};
use domain::promise::{Each, Promise, PromisePeriod, Target, Wording};
use domain::week::Week;

use super::{Areas, day, kind, span, worded};
use crate::texts::Language;
use crate::texts::desk::prose::{capitalised, number};
use crate::texts::moment::counted;

/// The most missed weeks that are named one by one.
const MAX_NAMED: usize = 8;

/// Returns the letter that a follow-up begins with: all that the figures say, in both languages.
pub fn letter(
    period: &PromisePeriod,
    figures: &Figures,
    changes: Option<&[Change]>,
    of: Kind,
    areas: Areas,
) -> Letter {
    let both =
        |say: &dyn Fn(Language) -> String| Wording { sv: say(Language::Swedish), en: say(Language::English) };
    let text = |promise: &Promise| match figures.promise(promise.id) {
        Some(told) => both(&|language| section(language, promise, told, figures.through, areas)),
        None => Wording::default(),
    };
    let sections = period.promises.iter();
    let changed = |changes: &[Change]| both(&|language| changed(language, period, changes, areas));
    Letter {
        opening: both(&|language| opening(language, period, figures, of)),
        changed: changes.map(changed).unwrap_or_default(),
        sections: sections
            .map(|promise| Section { promise: promise.id, text: text(promise), judgement: None })
            .collect(),
        analysis: Wording::default(),
    }
}

/// Sums all promises up: "Till och med den 30 april 2023 är två av elva löften uppfyllda, sex är i fas …".
pub fn opening(language: Language, period: &PromisePeriod, figures: &Figures, of: Kind) -> String {
    let first = language.pick(
        format!(
            "{} av {} till och med den {}.",
            kind(language, of),
            period.name.sv,
            day(language, figures.through)
        ),
        format!(
            "{} of {} through {}.",
            kind(language, of),
            period.name.english(),
            day(language, figures.through)
        ),
    );
    format!("{first} {}", summary(language, figures))
}

/// Says how many promises stand how: "Av elva löften är två uppfyllda, sex i fas och tre efter."
pub fn summary(language: Language, figures: &Figures) -> String {
    let n_of = |is: fn(Standing) -> bool| figures.promises.iter().filter(|one| is(one.standing)).count();
    let counts = [
        (
            n_of(|standing| standing == Standing::Met),
            language.pick(("uppfyllt", "uppfyllda"), ("met", "met")),
        ),
        (
            n_of(|standing| standing == Standing::OnPace),
            language.pick(("i fas", "i fas"), ("on pace", "on pace")),
        ),
        (
            n_of(|standing| matches!(standing, Standing::Behind { .. })),
            language.pick(("efter", "efter"), ("behind", "behind")),
        ),
        (
            n_of(|standing| matches!(standing, Standing::Missed { .. })),
            language.pick(("inte uppfyllt", "inte uppfyllda"), ("not met", "not met")),
        ),
        (
            n_of(|standing| standing == Standing::Ongoing),
            language.pick(("fortlöpande", "fortlöpande"), ("ongoing", "ongoing")),
        ),
        (
            n_of(|standing| standing == Standing::NotBegun),
            language.pick(("inte påbörjat", "inte påbörjade"), ("not begun", "not begun")),
        ),
        (
            n_of(|standing| standing == Standing::NotFollowed),
            language.pick(("utan uppgift", "utan uppgift"), ("without record", "without record")),
        ),
    ];
    let said: Vec<String> = counts
        .iter()
        .filter(|(n, _)| 0 < *n)
        .map(|(n, (one, many))| format!("{} {}", number(language, *n), if *n == 1 { one } else { many }))
        .collect();
    let n = figures.promises.len();
    let all = number(language, n);
    let joined = joined(language, &said);
    match n {
        0 => language.pick("Inga löften.", "No promises.").to_owned(),
        1 => language.pick(
            format!("Löftet är {}.", trimmed(&joined)),
            format!("The promise is {}.", trimmed(&joined)),
        ),
        _ => {
            let is_one = said.first().is_some_and(|first| first.starts_with(language.pick("ett ", "one ")));
            let verb = if is_one { "is" } else { "are" };
            language.pick(
                format!("Av {all} löften är {joined}."),
                format!("Of {all} promises {joined_verb}.", joined_verb = with_verb(&joined, verb)),
            )
        }
    }
}

/// Says what the figures say of one promise.
pub fn section(
    language: Language,
    promise: &Promise,
    figures: &PromiseFigures,
    through: Day,
    areas: Areas,
) -> String {
    if figures.standing == Standing::NotFollowed {
        return language
            .pick("Det finns inga uppgifter för den här tiden.", "There is no record of this time.")
            .to_owned();
    }
    let mut said = match promise.target {
        Target::Ongoing => vec![ongoing(language, figures)],
        Target::Times { each: Each::WeekAndArea, .. } => match week_tally(figures, through) {
            Some(tally) => weekly(language, promise, &tally, areas),
            None => Vec::new(),
        },
        Target::Times { each, .. } => times(language, each, figures, through),
    };
    if let Some(n) = figures.n_reached.filter(|n| 0 < *n) {
        said.push(language.pick(
            format!("Sammanlagt nåddes {}.", counted(n, ("person", "personer"))),
            format!("In all {} reached.", counted(n, ("person was", "people were"))),
        ));
    }
    if 0 < figures.outside_n {
        let n = figures.outside_n;
        said.push(language.pick(
            format!(
                "{} utanför den tid som löftet gäller och räknas inte in.",
                counted(n, ("ligger", "ligger"))
            ),
            format!("{} outside the time of the promise and not counted.", counted(n, ("lies", "lie"))),
        ));
    }
    said.join(" ")
}

fn ongoing(language: Language, figures: &PromiseFigures) -> String {
    match (figures.made_n, figures.latest) {
        (0, _) | (_, None) => language
            .pick(
                "Arbetet är fortlöpande. Inga insatser har loggats ännu.",
                "The work is ongoing. No activity has been logged yet.",
            )
            .to_owned(),
        (1, Some(latest)) => language.pick(
            format!("Arbetet är fortlöpande. En insats har genomförts, den {}.", day(language, latest)),
            format!("The work is ongoing. One activity was carried out, on {}.", day(language, latest)),
        ),
        (n, Some(latest)) => {
            let n = capitalised(&number(language, n as usize));
            language.pick(
                format!(
                    "Arbetet är fortlöpande. {n} insatser har genomförts, senast den {}.",
                    day(language, latest)
                ),
                format!(
                    "The work is ongoing. {n} activities were carried out, the latest on {}.",
                    day(language, latest)
                ),
            )
        }
    }
}

/// "Fotpatrull genomfördes i alla fyra områdena 15 av 17 veckor. Vecka 7 saknades Skogås C."
fn weekly(language: Language, promise: &Promise, tally: &WeekTally, areas: Areas) -> Vec<String> {
    let name = worded(language, &promise.name);
    if tally.n_weeks == 0 {
        return vec![
            language.pick("Ännu har ingen hel vecka gått.", "No whole week has passed yet.").to_owned(),
        ];
    }
    let place = match promise.areas.as_slice() {
        [area] => language.pick(format!("i {}", areas.name(area)), format!("in {}", areas.name(area))),
        [_, _] => language.pick("i båda områdena", "in both areas").to_owned(),
        many => {
            let n = number(language, many.len());
            language.pick(format!("i alla {n} områdena"), format!("in all {n} areas"))
        }
    };
    let weeks = if tally.n_whole == tally.n_weeks {
        match tally.n_weeks {
            1 => language.pick("den enda vecka som har gått", "in the one week that has passed").to_owned(),
            n => language.pick(format!("alla {n} veckor"), format!("in all {n} weeks")),
        }
    } else {
        language.pick(
            format!("{} av {} veckor", tally.n_whole, tally.n_weeks),
            format!("in {} of {} weeks", tally.n_whole, tally.n_weeks),
        )
    };
    let mut said = vec![language.pick(
        format!("{name} genomfördes {place} {weeks}."),
        format!("{name} was carried out {place} {weeks}."),
    )];
    let years: Vec<i32> = tally.missed.iter().map(|(week, _)| week.year()).collect();
    let is_one_year = years.windows(2).all(|pair| pair[0] == pair[1]);
    let number_of = |week: Week| {
        if is_one_year { week.number().to_string() } else { format!("{} {}", week.number(), week.year()) }
    };
    // Weeks in which the same areas were missed are told together.
    let mut alike: Vec<(&[AreaId], Vec<String>)> = Vec::new();
    for (week, missed) in tally.missed.iter().take(MAX_NAMED) {
        match alike.iter_mut().find(|(areas, _)| areas == missed) {
            Some((_, weeks)) => weeks.push(number_of(*week)),
            None => alike.push((missed, vec![number_of(*week)])),
        }
    }
    let told = |(missed, weeks): &(&[AreaId], Vec<String>)| {
        let place = if 1 < promise.areas.len() && missed.len() == promise.areas.len() {
            language.pick("alla områden", "all areas").to_owned()
        } else {
            areas.names(language, missed)
        };
        let weeks = joined(language, weeks);
        let verb = if missed.len() == 1 { "was" } else { "were" };
        language
            .pick(format!("vecka {weeks} saknades {place}"), format!("week {weeks}: {place} {verb} missed"))
    };
    if !alike.is_empty() {
        let named: Vec<String> = alike.iter().map(told).collect();
        said.push(capitalised(&format!("{}.", named.join(language.pick(", ", "; ")))));
    }
    let n_more = tally.missed.len().saturating_sub(MAX_NAMED) as u32;
    if 0 < n_more {
        said.push(language.pick(
            format!("Ytterligare {} saknades minst ett område.", counted(n_more, ("vecka", "veckor"))),
            format!("In {} more at least one area was missed.", counted(n_more, ("week", "weeks"))),
        ));
    }
    said
}

/// "Tre av fem är genomförda, senast den 14 mars 2023. Vid den här tiden borde fyra ha varit genomförda."
fn times(language: Language, each: Each, figures: &PromiseFigures, through: Day) -> Vec<String> {
    let n = |n: u32| number_of_times(language, n);
    let latest = figures.latest.map_or_else(String::new, |latest| {
        language.pick(
            format!(", senast den {}", day(language, latest)),
            format!(", the latest on {}", day(language, latest)),
        )
    });
    let (done, due) = (n(figures.done_n), n(figures.due_n));
    let said_so = match (figures.due_n, figures.done_n) {
        (1, 0) => language.pick("Det är inte genomfört än.", "It is not done yet.").to_owned(),
        (1, _) => language.pick(format!("Det är genomfört{latest}."), format!("It is done{latest}.")),
        (_, 0 | 1) => language.pick(
            format!("{done} av {due} är genomförd{latest}."),
            format!("{done} of {due} is done{latest}."),
        ),
        _ => language.pick(
            format!("{done} av {due} är genomförda{latest}."),
            format!("{done} of {due} are done{latest}."),
        ),
    };
    let mut said = vec![capitalised(&said_so)];
    if each != Each::Period {
        let begun = figures.stretches.iter().filter(|part| part.stretch.first <= through);
        let part = |part: &StretchFigures| {
            let of = language.pick("av", "of");
            // Unbroken: a number alone at the end of a line is hard to make out.
            format!(
                "{}: {}\u{a0}{of}\u{a0}{}",
                span(language, part.stretch.span),
                part.made_n,
                part.stretch.n
            )
        };
        let parts: Vec<String> = begun.map(part).collect();
        if 1 < parts.len() {
            said.push(capitalised(&format!("{}.", parts.join(", "))));
        }
    }
    let more = figures.made_n - figures.done_n.min(figures.made_n);
    if 0 < more {
        said.push(language.pick(
            format!("Därutöver genomfördes {}.", n(more)),
            format!("Beyond that {} more {} done.", n(more), if more == 1 { "was" } else { "were" }),
        ));
    }
    match figures.standing {
        Standing::Behind { .. } => said.push(language.pick(
            format!("Vid den här tiden borde {} ha varit genomförda.", n(figures.expected_n)),
            format!("By now {} should have been done.", n(figures.expected_n)),
        )),
        Standing::Met => said.push(language.pick("Löftet är uppfyllt.", "The promise is met.").to_owned()),
        Standing::Missed { .. } => {
            said.push(language.pick("Löftet uppfylldes inte.", "The promise was not met.").to_owned());
        }
        _ => {}
    }
    said
}

/// Says by what a later version differs: "Fotpatrull: 65 av 68 är nu genomförda, förut 64. Vecka 7 2023 i Skogås C är klar."
pub fn changed(language: Language, period: &PromisePeriod, changes: &[Change], areas: Areas) -> String {
    let change = |change: &Change| {
        let promise = period.promise(change.promise)?;
        let name = worded(language, &promise.name);
        let (before, now) = match promise.target {
            Target::Ongoing => change.made_n,
            Target::Times { .. } => change.done_n,
        };
        let mut said = vec![if before == now {
            language.pick(
                format!("{name}: lika många som förut, {now}."),
                format!("{name}: as many as before, {now}."),
            )
        } else {
            language.pick(
                format!("{name}: {now} är nu genomförda, förut {before}."),
                format!("{name}: {now} are now done, {before} before."),
            )
        }];
        let parts: Vec<String> =
            change.stretches.iter().take(MAX_NAMED).map(|part| stretch(language, part, areas)).collect();
        if !parts.is_empty() {
            said.push(capitalised(&format!("{}.", parts.join(", "))));
        }
        Some(said.join(" "))
    };
    let said: Vec<String> = changes.iter().filter_map(change).collect();
    if said.is_empty() {
        return language.pick("Siffrorna är desamma som förut.", "The figures are as before.").to_owned();
    }
    said.join(" ")
}

/// "vecka 7 2023 i Skogås C är nu klar"
fn stretch(language: Language, part: &StretchFigures, areas: Areas) -> String {
    let span = span(language, part.stretch.span);
    let place = part
        .stretch
        .area
        .as_ref()
        .map_or_else(String::new, |area| format!(" {} {}", language.pick("i", "in"), areas.name(area)));
    let state = match part.state {
        State::Kept => language.pick("är nu klar", "is now done"),
        State::Missed => language.pick("är nu missad", "is now missed"),
        State::Open => language.pick("är nu öppen", "is now open"),
        State::NotFollowed => language.pick("är nu utan uppgift", "is now without record"),
    };
    format!("{span}{place} {state}")
}

/// Returns a number of times in running text: "en", "två", "13".
fn number_of_times(language: Language, n: u32) -> String {
    match n {
        0 => language.pick("ingen", "none").to_owned(),
        1 => language.pick("en", "one").to_owned(),
        n => number(language, n as usize),
    }
}

fn joined(language: Language, parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [parts @ .., last] => format!("{} {} {last}", parts.join(", "), language.pick("och", "and")),
    }
}

/// Takes the number off a count of one: "ett i fas" becomes "i fas".
fn trimmed(said: &str) -> &str {
    said.split_once(' ').map_or(said, |(_, rest)| rest)
}

/// Puts the verb behind the first number: "two met and …" becomes "two are met and …".
fn with_verb(said: &str, verb: &str) -> String {
    said.split_once(' ').map_or_else(|| said.to_owned(), |(n, rest)| format!("{n} {verb} {rest}"))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::texts::promises::social::{self, Channel};
    use domain::activity::{Activity, Party};
    use domain::area::{Area, Boundary, Standing as Drawn};
    use domain::followup::{Deeds, changes};
    use domain::id::{ActivityId, PromiseId};
    use domain::place::Position;
    use domain::policy::Rulebook;
    use domain::promise::{Evidence, Responsible, Theme};
    use domain::time::WallTime;
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
                promise(
                    2,
                    "Trygghetsdialoger",
                    "Safety dialogues",
                    times(5, Each::Period),
                    Evidence::Activities,
                ),
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
}
