//! Reminders in words, as letters of plain text: a subject, and what follows. They name no officer and no walk's time of day; no
//! figure is decided here.

use domain::coverage::Standing;
use domain::reporting::Silence;
use domain::time::WallTime;

use super::coverage::{headline, walks};
use super::prose::{capitalised, enumeration, number};
use super::week_dates;
use crate::desk::digest::{Digest, DigestArea};
use crate::desk::grid::GridCell;
use crate::texts::Language;
use crate::texts::moment::{self, length};
use crate::texts::rule::{standing, standing_sign};

/// The most areas that a letter names one by one.
const MOST_NAMED: usize = 24;

/// The most areas that one sentence names.
const MOST_IN_SENTENCE: usize = 4;

/// A letter, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// One line.
    pub subject: String,
    /// Paragraphs of plain text, parted by empty lines.
    pub text: String,
}

impl Letter {
    /// Makes a letter of its paragraphs. What keeps a line of a page together would only puzzle a mail program.
    fn of(subject: String, paragraphs: &[String]) -> Letter {
        let told = paragraphs.iter().filter(|paragraph| !paragraph.is_empty());
        let text = told.map(String::as_str).collect::<Vec<_>>().join("\n\n") + "\n";
        let plain = |text: String| text.replace('\u{a0}', " ");
        Letter { subject: plain(subject), text: plain(text) }
    }
}

/// Says which areas lack patrols in a week that goes on, and how long is left: "Skogås C saknar sitt pass vecka 48. 1 dag 4
/// timmar kvar." `link` is the page that shows how the week stands.
pub fn at_risk(language: Language, digest: &Digest, link: &str) -> Letter {
    let subject = lacking(language, digest);
    let left_s = digest.week.end().s_since(digest.now).max(0);
    let left = length(language, u32::try_from(left_s).unwrap_or(u32::MAX));
    let first = language.pick(format!("{subject}. {left} kvar."), format!("{subject}. {left} left."));
    let last_day = moment::day(language, digest.week.end().plus_s(-1));
    let paragraphs = [
        first,
        so_far(language, digest),
        language.pick(
            format!("Veckan tar slut {last_day} vid midnatt."),
            format!("The week ends {last_day} at midnight."),
        ),
        digest.silence.as_ref().map_or_else(String::new, |silence| may_hold(language, silence)),
        language.pick(format!("Så står veckan nu: {link}"), format!("How the week stands now: {link}")),
        language
            .pick(
                "Det här skickas en gång. På måndag kommer hur veckan slutade.",
                "This is sent once. On Monday comes how the week ended.",
            )
            .to_owned(),
    ];
    Letter::of(subject, &paragraphs)
}

/// Says how a week went that has ended, area by area. `link` is the page that shows it.
pub fn ended(language: Language, digest: &Digest, link: &str) -> Letter {
    let headline_of = digest.headline();
    let (first, second) = headline(language, &headline_of);
    // Where that many were missed, the list below says which.
    let second = if headline_of.missing.len() <= MOST_IN_SENTENCE { second } else { String::new() };
    let preliminary = match digest.silence {
        Some(_) => language.pick(" (preliminärt)", " (preliminary)"),
        None => "",
    };
    let subject = format!("{}{preliminary}", first.trim_end_matches('.'));
    let dates = week_dates(language, digest.week);
    let paragraphs = [
        format!("{first} {second}").trim_end().to_owned(),
        list(language, digest, |area| {
            let (sign, word) = (standing_sign(area.cell.standing), standing(language, area.cell.standing));
            let walked = walked(language, &area.cell);
            format!("{sign} {}: {}, {walked}", area.name, word.to_lowercase())
        }),
        digest.silence.as_ref().map_or_else(String::new, |silence| preliminarily(language, silence)),
        language.pick(
            format!("Veckan var {dates}. Mer finns på {link}"),
            format!("The week was {dates}. There is more at {link}"),
        ),
        language
            .pick(
                "Det här skickas en gång. Pass som kommer in senare syns på sidan.",
                "This is sent once. Walks that come in later show on the page.",
            )
            .to_owned(),
    ];
    Letter::of(subject, &paragraphs)
}

/// Says that a channel works. `link` is where Kvart is found.
pub fn trial(language: Language, now: WallTime, link: &str) -> Letter {
    let subject = language.pick("Prov från Kvart", "Test from Kvart").to_owned();
    let now = moment::day_and_clock(language, now);
    let paragraphs = [
        language.pick(
            format!("Påminnelser från Kvart kommer fram hit. Det här är ett prov, skickat {now}."),
            format!("Reminders from Kvart get here. This is a test, sent {now}."),
        ),
        language
            .pick(
                "Kvart skriver när ett område riskerar att bli utan sitt pass, och på måndagar om hur veckan gick.",
                "Kvart writes when an area may be left without its walk, and on Mondays about how the week went.",
            )
            .to_owned(),
        link.to_owned(),
    ];
    Letter::of(subject, &paragraphs)
}

/// Says who lacks what: "Skogås C saknar sitt pass vecka 48".
fn lacking(language: Language, digest: &Digest) -> String {
    let week = moment::week(language, digest.week);
    if let [area] = digest.areas.as_slice() {
        let name = &area.name;
        let needed = area.cell.n_needed.max(1);
        let n_lacking = needed.saturating_sub(area.cell.n_patrols);
        let of = |n: u32| number(language, n as usize);
        return match (needed, n_lacking) {
            (1, _) => language
                .pick(format!("{name} saknar sitt pass {week}"), format!("{name} lacks its walk in {week}")),
            (needed, n) if n == needed => language.pick(
                format!("{name} saknar alla {} pass {week}", of(needed)),
                format!("{name} lacks all {} walks in {week}", of(needed)),
            ),
            (needed, n) => language.pick(
                format!("{name} saknar {} av {} pass {week}", of(n), of(needed)),
                format!("{name} lacks {} of {} walks in {week}", of(n), of(needed)),
            ),
        };
    }
    let names: Vec<String> = digest.areas.iter().map(|area| area.name.clone()).collect();
    let who = if names.len() <= MOST_IN_SENTENCE {
        enumeration(language, &names)
    } else {
        let n = capitalised(&number(language, names.len()));
        language.pick(format!("{n} områden"), format!("{n} areas"))
    };
    language.pick(format!("{who} saknar pass {week}"), format!("{who} lack walks in {week}"))
}

/// Says what was walked so far. Of one area in which nobody was, the first sentence has said it.
fn so_far(language: Language, digest: &Digest) -> String {
    match digest.areas.as_slice() {
        [area] if area.cell.n_walks == 0 => String::new(),
        [area] => {
            let walked = walked(language, &area.cell);
            language.pick(format!("Hittills: {walked}."), format!("So far: {walked}."))
        }
        _ => list(language, digest, |area| {
            format!("{} {}: {}", standing_sign(area.cell.standing), area.name, walked(language, &area.cell))
        }),
    }
}

/// Returns a line for each area, as far as that is read.
fn list(language: Language, digest: &Digest, line: impl Fn(&DigestArea) -> String) -> String {
    // What asks most for attention is not to be left out: it comes first where not all are named.
    let mut areas: Vec<&DigestArea> = digest.areas.iter().collect();
    let n_more = areas.len().saturating_sub(MOST_NAMED);
    if 0 < n_more {
        areas.sort_by_key(|area| matches!(area.cell.standing, Standing::Kept { .. }));
    }
    let mut lines: Vec<String> = areas.into_iter().take(MOST_NAMED).map(line).collect();
    if 0 < n_more {
        let more = moment::counted(n_more as u32, language.pick(("område", "områden"), ("area", "areas")));
        lines.push(language.pick(format!("… och {more} till"), format!("… and {more} more")));
    }
    lines.join("\n")
}

/// Says how much was walked in a cell, and how much of it counts: "2 pass, inget räknas", "1 av 3 pass".
fn walked(language: Language, cell: &GridCell) -> String {
    let (n_walks, n_patrols, needed) = (cell.n_walks, cell.n_patrols, cell.n_needed);
    if 1 < needed {
        return language
            .pick(format!("{n_patrols} av {needed} pass"), format!("{n_patrols} of {needed} walks"));
    }
    let all = walks(language, n_walks);
    match n_patrols {
        n if n == n_walks => all,
        0 => language.pick(format!("{all}, inget räknas"), format!("{all}, none counts")),
        1 => language.pick(format!("{all}, ett räknas"), format!("{all}, one counts")),
        n => {
            let n = number(language, n as usize);
            language.pick(format!("{all}, {n} räknas"), format!("{all}, {n} count"))
        }
    }
}

/// Says that phones may hold walks of the week that goes on.
fn may_hold(language: Language, silence: &Silence) -> String {
    let since = moment::day(language, silence.since);
    match silence.n_phones {
        1 => language.pick(
            format!(
                "En telefon har inte skickat allt sedan {since}. Den kan ha pass som inte har kommit in."
            ),
            format!("One phone has not sent all since {since}. It may hold walks that have not come in."),
        ),
        n => {
            let n = capitalised(&number(language, n as usize));
            language.pick(
                format!("{n} telefoner har inte skickat allt den här veckan. De kan ha pass som inte har kommit in."),
                format!("{n} phones have not sent all this week. They may hold walks that have not come in."),
            )
        }
    }
}

/// Says that a week that has ended is a lower bound.
fn preliminarily(language: Language, silence: &Silence) -> String {
    let since = moment::day(language, silence.since);
    match silence.n_phones {
        1 => language.pick(
            format!("Siffrorna är preliminära: en telefon har inte skickat allt sedan {since}. Pass kan komma till."),
            format!("The figures are preliminary: one phone has not sent all since {since}. Walks may be added."),
        ),
        n => {
            let n = number(language, n as usize);
            language.pick(
                format!("Siffrorna är preliminära: {n} telefoner har inte skickat allt. Pass kan komma till."),
                format!("The figures are preliminary: {n} phones have not sent all. Walks may be added."),
            )
        }
    }
}

#[cfg(test)]
mod tests;
