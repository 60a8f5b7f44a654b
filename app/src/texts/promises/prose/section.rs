//! What the figures say of one promise: how often it was done, when last, and which weeks lack what. It judges nothing.

use domain::day::Day;
use domain::followup::{WeekTally, week_tally};
use domain::fulfilment::{PromiseFigures, Standing, StretchFigures};
use domain::id::AreaId;
use domain::promise::{Each, Promise, Target};
use domain::week::Week;

use super::{MAX_NAMED, joined};
use crate::texts::Language;
use crate::texts::desk::prose::{capitalised, number};
use crate::texts::moment::counted;
use crate::texts::promises::{Areas, day, span, worded};

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

/// Returns a number of times in running text: "en", "två", "13".
fn number_of_times(language: Language, n: u32) -> String {
    match n {
        0 => language.pick("ingen", "none").to_owned(),
        1 => language.pick("en", "one").to_owned(),
        n => number(language, n as usize),
    }
}
