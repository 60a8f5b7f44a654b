//! The coverage in words: the sentence above the grid, a cell, an area's week. No figure is decided here.

use domain::coverage::Standing;
use domain::reporting::Silence;
use domain::week::Week;

use super::prose::{capitalised, enumeration, number, unbroken};
use crate::desk::coverage_sheet::Preliminary;
use crate::desk::grid::{GridCell, Headline, Promise};
use crate::texts::Language;
use crate::texts::moment::{self, counted, length};
use crate::texts::rule::left;

/// Says how a week stands: "Tre av fyra områden klara. Skogås C saknas: 2 dagar 4 timmar kvar." The first sentence is
/// returned apart from the rest, which may be empty.
pub fn headline(language: Language, headline: &Headline) -> (String, String) {
    let first = first_sentence(language, headline);
    let first = match headline.left_s {
        Some(_) => capitalised(&first),
        None => format!("{}: {first}", capitalised(&moment::week(language, headline.week))),
    };
    (first, second_sentence(language, headline))
}

fn first_sentence(language: Language, headline: &Headline) -> String {
    let (kept, all) = (number(language, headline.n_kept), number(language, headline.n_areas));
    match (headline.n_kept, headline.n_areas) {
        (_, 0) => language.pick("inget område följs.", "no area is followed.").to_owned(),
        (0, 1) => language.pick("området är inte klart.", "the area is not kept.").to_owned(),
        (1, 1) => language.pick("området är klart.", "the area is kept.").to_owned(),
        (2, 2) => language.pick("båda områdena klara.", "both areas kept.").to_owned(),
        (0, _) => {
            language.pick(format!("inget av {all} områden klart."), format!("none of {all} areas kept."))
        }
        (1, _) => language.pick(format!("ett av {all} områden klart."), format!("one of {all} areas kept.")),
        (n_kept, n_areas) if n_kept == n_areas => {
            language.pick(format!("alla {all} områden klara."), format!("all {all} areas kept."))
        }
        _ => language.pick(format!("{kept} av {all} områden klara."), format!("{kept} of {all} areas kept.")),
    }
}

fn second_sentence(language: Language, headline: &Headline) -> String {
    if headline.missing.is_empty() {
        return String::new();
    }
    let left = headline.left_s.map(|left_s| unbroken(&length(language, left_s)));
    if headline.n_kept == 0 {
        // The first sentence has said that it is all of them.
        return left.map_or_else(String::new, |left| {
            language.pick(format!("{left} kvar."), format!("{left} left."))
        });
    }
    let names = enumeration(language, &headline.missing);
    let is_one = headline.missing.len() == 1;
    match left {
        Some(left) => language.pick(
            format!("{names} saknas: {left} kvar."),
            format!("{names} {} missing: {left} left.", if is_one { "is" } else { "are" }),
        ),
        None => language.pick(
            format!("{names} missades."),
            format!("{names} {} missed.", if is_one { "was" } else { "were" }),
        ),
    }
}

/// Says in a few words, beside the cell's own word, what a cell's standing rests on: when it was kept, how long is left.
pub fn cell_detail(language: Language, cell: &GridCell) -> Option<String> {
    match cell.standing {
        Standing::Kept { at } => Some(moment::weekday_and_clock(language, at)),
        Standing::Open { left_s } | Standing::AtRisk { left_s } => Some(left(language, left_s)),
        Standing::Missed | Standing::NotFollowed => None,
    }
}

/// Says how many walks a cell has, and how far it is where more than one patrol was promised. A week in which an area
/// was not followed has none to speak of.
pub fn cell_walks(language: Language, cell: &GridCell) -> Option<String> {
    let (n_walks, patrols, needed) = (cell.n_walks, cell.n_patrols, cell.n_needed);
    match (cell.standing, n_walks) {
        (Standing::NotFollowed, 0) => None,
        (_, 1..) if 1 < needed => {
            Some(language.pick(format!("{patrols} av {needed} pass"), format!("{patrols} of {needed} walks")))
        }
        _ => Some(walks(language, n_walks)),
    }
}

/// Says how many walks: "1 pass", "inga pass".
pub fn walks(language: Language, n_walks: u32) -> String {
    match n_walks {
        0 => language.pick("inga pass", "no walks").to_owned(),
        _ => counted(n_walks, language.pick(("pass", "pass"), ("walk", "walks"))),
    }
}

/// Sums up the walks of an area in a week: "3 pass, 2 räknas".
pub fn walks_and_counted(language: Language, n_walks: u32, n_patrols: u32) -> String {
    let all = capitalised(&walks(language, n_walks));
    match (n_walks, n_patrols) {
        (0, _) => format!("{all}."),
        (_, 0) => language.pick(format!("{all}, inget räknas."), format!("{all}, none counts.")),
        (_, 1) => language.pick(format!("{all}, ett räknas."), format!("{all}, one counts.")),
        (_, n) => {
            let n = number(language, n as usize);
            language.pick(format!("{all}, {n} räknas."), format!("{all}, {n} count."))
        }
    }
}

/// Says in one sentence how an area stands in a week.
pub fn standing_sentence(language: Language, cell: &GridCell, timing: Timing) -> String {
    let patrols = match cell.n_needed {
        0 | 1 => language.pick("ett pass som räknas".to_owned(), "a walk that counts".to_owned()),
        n => language.pick(
            format!("{} pass som räknas", number(language, n as usize)),
            format!("{} walks that count", number(language, n as usize)),
        ),
    };
    match (cell.standing, timing) {
        (Standing::Kept { at }, _) => {
            let at = moment::day_and_clock(language, at);
            language.pick(format!("Löftet hölls {at}."), format!("The promise was kept {at}."))
        }
        (Standing::Open { left_s } | Standing::AtRisk { left_s }, _) => {
            let left = length(language, left_s);
            language.pick(format!("{left} kvar för {patrols}."), format!("{left} left for {patrols}."))
        }
        (Standing::Missed, _) => language
            .pick(format!("Veckan tog slut utan {patrols}."), format!("The week ended without {patrols}.")),
        (Standing::NotFollowed, Timing::Ahead) => {
            language.pick("Veckan har inte börjat.", "The week has not begun.").to_owned()
        }
        (Standing::NotFollowed, Timing::Begun) => language
            .pick(
                "Området hade ingen gräns i Kvart den veckan.",
                "The area had no boundary in Kvart that week.",
            )
            .to_owned(),
    }
}

/// Whether a week has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// It goes on or has ended.
    Begun,
    /// It lies ahead.
    Ahead,
}

/// Says what is promised in each area and week.
pub fn promise(language: Language, promise: &Promise) -> String {
    let minutes = length(language, promise.required_s);
    let n = promise.walks_per_week as usize;
    let (times, risk_h) = (number(language, n), promise.at_risk_h);
    language.pick(
        format!("Löftet: minst {times} pass till fots i veckan i varje område, {minutes} på plats. Risk betyder att mindre än {risk_h} timmar är kvar."),
        format!(
            "The promise: at least {times} {} on foot a week in each area, {minutes} on the spot. At risk means that less than {risk_h} hours are left.",
            if n == 1 { "walk" } else { "walks" }
        ),
    )
}

/// Says how many of the weeks that ended were kept: "11 av 12".
pub fn share(language: Language, n_kept: u32, n_ended: u32) -> String {
    if n_ended == 0 {
        return "–".to_owned();
    }
    language.pick(format!("{n_kept} av {n_ended}"), format!("{n_kept} of {n_ended}"))
}

/// Says when the latest patrol was: "senast i går".
pub fn latest(language: Language, days: u32) -> String {
    let ago = moment::days_ago(language, days);
    language.pick(format!("senast {ago}"), format!("latest {ago}"))
}

/// Says since when areas are followed, where the weeks end for that reason.
pub fn followed_since(language: Language, week: Week) -> String {
    let (number, year) = (week.number(), week.year());
    language.pick(
        format!("Områdena följs i Kvart sedan vecka {number} {year}."),
        format!("The areas have been followed in Kvart since week {number} of {year}."),
    )
}

/// Says which weeks are a lower bound, and why: "Preliminärt från vecka 46: två telefoner har inte rapporterat …"
pub fn preliminary(language: Language, preliminary: &Preliminary) -> String {
    let week = moment::week(language, preliminary.first);
    let silent = silent(language, &preliminary.silence);
    language.pick(
        format!("Preliminärt från {week}: {silent} Pass kan komma till."),
        format!("Preliminary from {week}: {silent} Walks may be added."),
    )
}

/// Says that a week is a lower bound, and why.
pub fn week_preliminary(language: Language, silence: &Silence) -> String {
    let silent = silent(language, silence);
    language.pick(
        format!("Veckan är preliminär: {silent} Pass kan komma till."),
        format!("The week is preliminary: {silent} Walks may be added."),
    )
}

/// Says how many phones have yet to report, and since when.
fn silent(language: Language, silence: &Silence) -> String {
    let since = unbroken(&moment::day_and_clock(language, silence.since));
    match silence.n_phones {
        1 => language.pick(
            format!("en telefon har inte skickat allt sedan {since}."),
            format!("one phone has not sent all since {since}."),
        ),
        n => {
            let n = number(language, n as usize);
            language.pick(
                format!("{n} telefoner har inte skickat allt, den som varit tyst längst sedan {since}."),
                format!("{n} phones have not sent all, the one silent for longest since {since}."),
            )
        }
    }
}

/// Says which areas' boundaries are drafts, if any is.
///
/// Each area is told by its name and whether its boundary is a draft.
pub fn drafts(language: Language, areas: &[(&str, bool)]) -> Option<String> {
    let drafts = areas.iter().filter(|(_, is_draft)| *is_draft);
    let names: Vec<String> = drafts.map(|(name, _)| (*name).to_owned()).collect();
    if names.is_empty() {
        return None;
    }
    if names.len() == areas.len() {
        let all = "Områdenas gränser är utkast. Polisen ska bekräfta dem.";
        return Some(
            language
                .pick(all, "The areas' boundaries are drafts. The police are to confirm them.")
                .to_owned(),
        );
    }
    let names = enumeration(language, &names);
    Some(language.pick(
        format!("Utkast till gräns, som polisen ska bekräfta: {names}."),
        format!("Draft boundary, which the police are to confirm: {names}."),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, Swedish};

    const LEFT_S: u32 = 2 * 86_400 + 4 * 3600;

    /// Says how a week stands in which the first `n_kept` of so many areas are kept.
    #[track_caller]
    fn check(names: &[&str], n_kept: usize, left_s: Option<u32>, swedish: &str, english: &str) {
        let week = Week::new(2026, 48).unwrap();
        let worst = Standing::NotFollowed;
        let missing = names[n_kept..].iter().map(|name| (*name).to_owned()).collect();
        let known = Headline { week, left_s, n_areas: names.len(), n_kept, missing, worst };
        let told = |language| {
            let (first, second) = headline(language, &known);
            format!("{first} {second}").trim_end().replace('\u{a0}', " ")
        };
        assert_eq!((told(Swedish).as_str(), told(English).as_str()), (swedish, english));
    }

    const FOUR: [&str; 4] = ["Flemingsberg C", "Huddinge C", "Vårby C", "Skogås C"];

    #[test]
    fn this_week_is_told_with_the_time_that_is_left() {
        let check = |n_kept, swedish, english| check(&FOUR, n_kept, Some(LEFT_S), swedish, english);
        check(4, "Alla fyra områden klara.", "All four areas kept.");
        check(
            3,
            "Tre av fyra områden klara. Skogås C saknas: 2 dagar 4 timmar kvar.",
            "Three of four areas kept. Skogås C is missing: 2 days 4 hours left.",
        );
        check(
            1,
            "Ett av fyra områden klart. Huddinge C, Vårby C och Skogås C saknas: 2 dagar 4 timmar kvar.",
            "One of four areas kept. Huddinge C, Vårby C and Skogås C are missing: 2 days 4 hours left.",
        );
        check(
            0,
            "Inget av fyra områden klart. 2 dagar 4 timmar kvar.",
            "None of four areas kept. 2 days 4 hours left.",
        );
    }

    #[test]
    fn a_past_week_is_told_by_its_name() {
        let check = |n_kept, swedish, english| check(&FOUR, n_kept, None, swedish, english);
        check(4, "Vecka 48: alla fyra områden klara.", "Week 48: all four areas kept.");
        check(
            2,
            "Vecka 48: två av fyra områden klara. Vårby C och Skogås C missades.",
            "Week 48: two of four areas kept. Vårby C and Skogås C were missed.",
        );
        check(0, "Vecka 48: inget av fyra områden klart.", "Week 48: none of four areas kept.");
    }

    #[test]
    fn few_or_many_areas_read_well_too() {
        check(&[], 0, Some(LEFT_S), "Inget område följs.", "No area is followed.");
        check(&["Norr"], 1, Some(LEFT_S), "Området är klart.", "The area is kept.");
        check(
            &["Norr"],
            0,
            Some(LEFT_S),
            "Området är inte klart. 2 dagar 4 timmar kvar.",
            "The area is not kept. 2 days 4 hours left.",
        );
        check(&["Norr", "Söder"], 2, None, "Vecka 48: båda områdena klara.", "Week 48: both areas kept.");
        check(&["A"; 13], 13, Some(LEFT_S), "Alla 13 områden klara.", "All 13 areas kept.");
    }

    #[test]
    fn a_lower_bound_says_how_many_phones_and_since_when() {
        let since = domain::time::WallTime::parse("2026-11-10T08:20:00+01:00").unwrap();
        let told = |language, n_phones| {
            let silence = Silence { n_phones, since };
            let first = Week::new(2026, 46).unwrap();
            preliminary(language, &Preliminary { first, silence }).replace('\u{a0}', " ")
        };
        assert_eq!(
            told(Swedish, 1),
            "Preliminärt från vecka 46: en telefon har inte skickat allt sedan tis 10 nov 08:20. Pass kan komma till."
        );
        assert_eq!(
            told(English, 3),
            "Preliminary from week 46: three phones have not sent all, the one silent for longest since Tue 10 Nov 08:20. Walks may be added."
        );
    }

    #[test]
    fn a_cell_says_what_its_standing_rests_on() {
        let standing = |standing, n_walks, n_patrols, n_needed| {
            let cell = GridCell { standing, n_walks, n_patrols, n_needed };
            let timing = Timing::Begun;
            [
                cell_walks(Swedish, &cell).unwrap_or_default(),
                standing_sentence(Swedish, &cell, timing),
                walks_and_counted(Swedish, n_walks, n_patrols),
            ]
        };
        assert_eq!(
            standing(Standing::AtRisk { left_s: LEFT_S }, 2, 1, 2),
            ["1 av 2 pass", "2 dagar 4 timmar kvar för två pass som räknas.", "2 pass, ett räknas."]
        );
        assert_eq!(
            standing(Standing::Missed, 0, 0, 1),
            ["inga pass", "Veckan tog slut utan ett pass som räknas.", "Inga pass."]
        );
    }
}
