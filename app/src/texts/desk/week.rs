//! The week in words: what stands on an area's card, and how the page is kept up to date. No figure is decided here.

use domain::coverage::Standing;
use domain::decision::Worth;
use domain::reporting::Silence;
use domain::time::WallTime;

use super::coverage::{headline, walks};
use super::prose::{capitalised, number, unbroken};
use crate::desk::grid::{GridCell, Headline, Promise};
use crate::desk::week_sheet::{Card, Start};
use crate::texts::Language;
use crate::texts::moment;
use crate::texts::rule::left;

/// Says the figure of a card: what is left of the week, or since when it is kept.
pub fn figure(language: Language, cell: &GridCell) -> Option<String> {
    match cell.standing {
        Standing::Kept { at } => {
            let at = unbroken(&moment::weekday_and_clock(language, at));
            Some(language.pick(format!("sedan {at}"), format!("since {at}")))
        }
        Standing::Open { left_s } | Standing::AtRisk { left_s } => Some(left(language, left_s)),
        Standing::Missed | Standing::NotFollowed => None,
    }
}

/// Says how many walks there were this week, and how many count where that is not all: "3 pass, två räknas".
pub fn so_far(language: Language, cell: &GridCell) -> String {
    let said = super::coverage::walks_and_counted(language, cell.n_walks, cell.n_patrols);
    match (cell.n_walks, cell.n_patrols) {
        (0, _) => language.pick("Inga pass denna vecka.", "No walks this week.").to_owned(),
        (1, 1) => format!("{}.", capitalised(&walks(language, 1))),
        (n_walks, n_patrols) if n_walks == n_patrols && n_patrols == cell.n_needed.max(1) => {
            format!("{}.", capitalised(&walks(language, n_walks)))
        }
        _ => said,
    }
}

/// Says when one walk began, and what it comes to where it does not count: "tis 22:14", "tis 22:14 (räknas inte)". That it
/// awaits a decision is said as long as its area lacks a patrol.
pub fn start(language: Language, start: &Start, card: &Card) -> String {
    let began = unbroken(&moment::weekday_and_clock(language, start.began));
    match start.worth {
        Worth::Counts => began,
        Worth::AwaitsDecision if !card.is_kept() => {
            language.pick(format!("{began} (väntar på beslut)"), format!("{began} (awaits a decision)"))
        }
        Worth::AwaitsDecision | Worth::CountsNot => {
            language.pick(format!("{began} (räknas inte)"), format!("{began} (does not count)"))
        }
    }
}

/// Says that there were more walks before those that are named.
pub fn earlier(language: Language, n_earlier: usize) -> String {
    language.pick(format!("{n_earlier} tidigare"), format!("{n_earlier} earlier"))
}

/// Says when the latest patrol was: "Senast för 10 dagar sedan, ons 18 nov 22:29."
pub fn latest(language: Language, card: &Card) -> String {
    let (Some(at), Some(days)) = (card.last_patrol, card.days_since) else {
        return language.pick("Ingen har varit där ännu.", "Nobody has been there yet.").to_owned();
    };
    let (ago, at) = (moment::days_ago(language, days), unbroken(&moment::day_and_clock(language, at)));
    language.pick(format!("Senast {ago}, {at}."), format!("Latest {ago}, {at}."))
}

/// States the rule by which an area is at risk, where it is.
pub fn risk(language: Language, cell: &GridCell, promise: &Promise) -> Option<String> {
    if !matches!(cell.standing, Standing::AtRisk { .. }) {
        return None;
    }
    let (risk_h, lacking) = (promise.at_risk_h, cell.n_needed.max(1).saturating_sub(cell.n_patrols));
    let patrols = match lacking {
        1 => language
            .pick("ett pass som räknas saknas".to_owned(), "one walk that counts is missing".to_owned()),
        n => {
            let n = number(language, n as usize);
            language.pick(format!("{n} pass som räknas saknas"), format!("{n} walks that count are missing"))
        }
    };
    Some(language.pick(
        format!("Risk: {patrols} och mindre än {risk_h} timmar är kvar."),
        format!("At risk: {patrols} and less than {risk_h} hours are left."),
    ))
}

/// Says on a card that phones may hold walks that are not here yet.
pub fn may_hold(language: Language, silence: &Silence) -> String {
    match silence.n_phones {
        1 => language.pick("En telefon har inte rapporterat än.", "One phone has yet to report.").to_owned(),
        n => {
            let n = capitalised(&number(language, n as usize));
            language.pick(
                format!("{n} telefoner har inte rapporterat än."),
                format!("{n} phones have yet to report."),
            )
        }
    }
}

/// Says how many phones have yet to report this week, and since when the most silent one is.
pub fn silent(language: Language, silence: &Silence) -> String {
    let since = unbroken(&moment::day_and_clock(language, silence.since));
    match silence.n_phones {
        1 => language.pick(
            format!("En telefon har inte skickat allt sedan {since}. Den kan ha pass som inte syns här än."),
            format!("One phone has not sent all since {since}. It may hold walks that do not show here yet."),
        ),
        n => {
            let n = number(language, n as usize);
            language.pick(
                format!("{} telefoner har inte skickat allt denna vecka, den som varit tyst längst sedan {since}. De kan ha pass som inte syns här än.", capitalised(&n)),
                format!("{} phones have not sent all this week, the one silent for longest since {since}. They may hold walks that do not show here yet.", capitalised(&n)),
            )
        }
    }
}

/// Says what the week before came to.
pub fn before(language: Language, before: &Headline) -> String {
    let (first, second) = headline(language, before);
    let said = format!("{first} {second}").trim_end().to_owned();
    language.pick(format!("Förra veckan: {}", tail(&said)), format!("Last week: {}", tail(&said)))
}

/// Returns what follows the week's name.
fn tail(said: &str) -> &str {
    said.split_once(": ").map_or(said, |(_, tail)| tail)
}

/// Says that the server has not answered, and of when the figures are.
pub fn stale(language: Language, of: WallTime) -> String {
    let of = unbroken(&moment::day_and_clock(language, of));
    language.pick(
        format!("Ingen kontakt med servern. Läget nedan är från {of}. Sidan försöker igen av sig själv."),
        format!(
            "No contact with the server. What stands below is as of {of}. The page tries again by itself."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, Swedish};
    use domain::week::Week;
    use expect_test::expect;

    fn at(text: &str) -> WallTime {
        WallTime::parse(text).unwrap()
    }

    fn cell(standing: Standing, n_walks: u32, n_patrols: u32, n_needed: u32) -> GridCell {
        GridCell { standing, n_walks, n_patrols, n_needed }
    }

    #[test]
    fn a_card_says_how_the_week_stands_there() {
        let promise = Promise { walks_per_week: 1, required_s: 900, at_risk_h: 48 };
        let left_s = 86_400 + 4 * 3600;
        let cells = [
            cell(Standing::AtRisk { left_s }, 0, 0, 1),
            cell(Standing::AtRisk { left_s }, 3, 1, 3),
            cell(Standing::Open { left_s: 400_000 }, 1, 0, 1),
            cell(Standing::Kept { at: at("2026-11-24T22:29:00+01:00") }, 1, 1, 1),
            cell(Standing::Kept { at: at("2026-11-24T22:29:00+01:00") }, 3, 2, 1),
        ];
        let mut said = String::new();
        for (language, cell) in
            [Swedish, English].into_iter().flat_map(|language| cells.map(|cell| (language, cell)))
        {
            let line =
                [figure(language, &cell), Some(so_far(language, &cell)), risk(language, &cell, &promise)];
            said += &line.into_iter().flatten().collect::<Vec<_>>().join(" | ").replace('\u{a0}', " ");
            said += "\n";
        }
        expect![[r#"
            1 dag 4 timmar kvar | Inga pass denna vecka. | Risk: ett pass som räknas saknas och mindre än 48 timmar är kvar.
            1 dag 4 timmar kvar | 3 pass, ett räknas. | Risk: två pass som räknas saknas och mindre än 48 timmar är kvar.
            4 dagar 15 timmar kvar | 1 pass, inget räknas.
            sedan tis 22:29 | 1 pass.
            sedan tis 22:29 | 3 pass, två räknas.
            1 day 4 hours left | No walks this week. | At risk: one walk that counts is missing and less than 48 hours are left.
            1 day 4 hours left | 3 walks, one counts. | At risk: two walks that count are missing and less than 48 hours are left.
            4 days 15 hours left | 1 walk, none counts.
            since Tue 22:29 | 1 walk.
            since Tue 22:29 | 3 walks, two count.
        "#]]
        .assert_eq(&said);
    }

    #[test]
    fn a_walk_awaits_a_decision_only_while_its_area_lacks_a_patrol() {
        let card = |standing| Card {
            id: "skogas-c".parse().unwrap(),
            name: "Skogås C".to_owned(),
            is_draft: false,
            cell: cell(standing, 1, 0, 1),
            last_patrol: None,
            days_since: None,
            starts: Vec::new(),
            n_earlier: 0,
        };
        let began = at("2026-11-24T22:14:00+01:00");
        let told = |language, worth, standing| {
            start(language, &Start { began, worth }, &card(standing)).replace('\u{a0}', " ")
        };
        let (open, kept) = (Standing::Open { left_s: 400_000 }, Standing::Kept { at: began });
        assert_eq!(told(Swedish, Worth::Counts, open), "tis 22:14");
        assert_eq!(told(Swedish, Worth::AwaitsDecision, open), "tis 22:14 (väntar på beslut)");
        assert_eq!(told(English, Worth::AwaitsDecision, Standing::Missed), "Tue 22:14 (awaits a decision)");
        assert_eq!(told(Swedish, Worth::AwaitsDecision, kept), "tis 22:14 (räknas inte)");
        assert_eq!(told(English, Worth::CountsNot, open), "Tue 22:14 (does not count)");
    }

    #[test]
    fn the_week_before_is_told_in_one_line() {
        let known = |n_kept, missing: &[&str]| Headline {
            week: Week::new(2026, 47).unwrap(),
            left_s: None,
            n_areas: 4,
            n_kept,
            missing: missing.iter().map(|name| (*name).to_owned()).collect(),
            worst: Standing::Missed,
        };
        let told = |language, headline: &Headline| before(language, headline).replace('\u{a0}', " ");
        assert_eq!(told(Swedish, &known(4, &[])), "Förra veckan: alla fyra områden klara.");
        assert_eq!(
            told(English, &known(3, &["Vårby C"])),
            "Last week: three of four areas kept. Vårby C was missed."
        );
    }

    #[test]
    fn silent_phones_are_told_with_what_that_means() {
        let silence = |n_phones| Silence { n_phones, since: at("2026-11-17T08:20:00+01:00") };
        let told = |text: String| text.replace('\u{a0}', " ");
        assert_eq!(
            told(silent(Swedish, &silence(1))),
            "En telefon har inte skickat allt sedan tis 17 nov 08:20. Den kan ha pass som inte syns här än."
        );
        assert_eq!(told(may_hold(English, &silence(3))), "Three phones have yet to report.");
    }
}
