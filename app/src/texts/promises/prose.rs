//! What the figures say in plain words: what a follow-up begins with, before people write on. It says only what the
//! figures say, and never why.

mod section;
#[cfg(test)]
mod tests;

use domain::followup::{Change, Figures, Kind};
use domain::fulfilment::{Standing, State, StretchFigures};
use domain::letter::{Letter, Section};
use domain::promise::{Promise, PromisePeriod, Target, Wording};

pub use self::section::section;
use super::{Areas, day, kind, span, worded};
use crate::texts::Language;
use crate::texts::desk::prose::{capitalised, number};

/// The most missed weeks, or stretches that changed, that are named one by one.
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
