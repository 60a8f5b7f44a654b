//! What the public pages alone say: a letter to the citizens, how to take the figures along, how accessible the pages are.
//! The words about promises stand in [`super::promises`]; no figure is decided here.

pub mod statement;
pub mod taking;

use domain::day::Day;
use domain::due::Outside;
use domain::followup::Kind;
use domain::promise::Within;
use domain::week::Week;

use super::Language;
use super::moment::counted;
use super::promises::{day, days, kind};

/// A fixed text of the public pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named for what it says")]
pub enum Word {
    // The frame.
    Skip,
    SiteName,
    OtherLanguage,
    Standing,
    DataPage,
    StatementPage,
    Footer,
    // Nothing yet.
    EmptyTitle,
    Empty,
    NotFoundTitle,
    NotFound,
    // How it stands.
    Grid,
    Month,
    Kept,
    GridRule,
    Preliminary,
    FollowUps,
    NoFollowUp,
    OtherPeriods,
    Ask,
    AskThoseWhoPromised,
    TakeAlong,
    // A follow-up.
    Changed,
    Analysis,
    HowMade,
    Digest,
    DigestLong,
    NeverChanged,
    Versions,
    ThisOne,
    // The embedded one.
    ReadMore,
}

impl Word {
    /// Returns the text.
    pub fn say(self, language: Language) -> &'static str {
        let (swedish, english) = self.both();
        language.pick(swedish, english)
    }

    fn both(self) -> (&'static str, &'static str) {
        match self {
            Word::Skip => ("Till innehållet", "To the content"),
            Word::SiteName => ("Medborgarlöften", "Citizen promises"),
            Word::OtherLanguage => ("In English", "På svenska"),
            Word::Standing => ("Så går det nu", "How it stands now"),
            Word::DataPage => ("Hämta och bädda in", "Take and embed"),
            Word::StatementPage => ("Tillgänglighet", "Accessibility"),
            Word::Footer => (
                "Polisen och kommunen berättar här hur det går med det de har lovat. Sidan sparar ingenting om den som läser.",
                "Here the police and the municipality tell how it goes with what they promised. The page keeps nothing about \
                 who reads it.",
            ),
            Word::EmptyTitle => ("Här kommer uppföljningen att stå", "The follow-up will stand here"),
            Word::Empty => (
                "Än finns inga löften att visa. När de som har lovat något gör det offentligt kan du läsa här hur det går.",
                "There are no promises to show yet. Once those who promised something make it public, you can read here how \
                 it goes.",
            ),
            Word::NotFoundTitle => ("Sidan finns inte", "There is no such page"),
            Word::NotFound => (
                "Adressen leder ingenstans. Det som är publicerat finns kvar på sin adress: kontrollera att den är rätt \
                 skriven.",
                "The address leads nowhere. What was published stays at its address: check that it is written correctly.",
            ),
            Word::Grid => ("Vecka för vecka", "Week by week"),
            Word::Month => ("Månad, veckor", "Month, weeks"),
            Word::Kept => ("Klara", "Done"),
            Word::GridRule => (
                "Ett tecken för varje vecka. En vecka hör till den månad som dess torsdag ligger i.",
                "One sign for each week. A week belongs to the month that its Thursday lies in.",
            ),
            Word::Preliminary => ("preliminärt", "preliminary"),
            Word::FollowUps => ("Publicerade uppföljningar", "Published follow-ups"),
            Word::NoFollowUp => (
                "Ingen uppföljning är publicerad än. Siffrorna ovan räknas om varje vecka.",
                "No follow-up has been published yet. The figures above are worked out anew every week.",
            ),
            Word::OtherPeriods => ("Andra löften", "Other promises"),
            Word::Ask => ("Frågor om löftena", "Questions about the promises"),
            Word::AskThoseWhoPromised => (
                "Frågor besvaras av dem som har lovat: polisen och kommunen.",
                "Questions are answered by those who promised: the police and the municipality.",
            ),
            Word::TakeAlong => ("Ta siffrorna med dig", "Take the figures along"),
            Word::Changed => ("Vad som har ändrats", "What has changed"),
            Word::Analysis => ("Har det haft effekt?", "Has it had an effect?"),
            Word::HowMade => ("Så är den gjord", "How it was made"),
            Word::Digest => ("Siffrornas kontrollsumma", "Checksum of the figures"),
            Word::DigestLong => (
                "Kontrollsumman (SHA-256) visar att siffrorna är desamma som när de publicerades.",
                "The checksum (SHA-256) shows that the figures are the same as when they were published.",
            ),
            Word::NeverChanged => (
                "Det som är publicerat ändras aldrig. Blir något känt senare kommer en ny version som säger vad som skiljer.",
                "What is published never changes. When something becomes known later, a new version says what differs.",
            ),
            Word::Versions => ("Alla versioner", "All versions"),
            Word::ThisOne => ("den här", "this one"),
            Word::ReadMore => ("Läs hur det går", "Read how it goes"),
        }
    }
}

/// Says up to when a page tells, and when that was last looked at.
pub fn checked(language: Language, through: Day, week: Week, made: Day) -> String {
    let (through, made) = (day(language, through), day(language, made));
    let week = super::moment::week(language, week);
    language.pick(
        format!("Gäller till och med {week}, söndagen den {through}. Kontrollerat den {made}."),
        format!("Through {week}, Sunday {through}. Checked on {made}."),
    )
}

/// Says that nothing of a period is over yet.
pub fn not_begun(language: Language, first: Day) -> String {
    let first = day(language, first);
    language.pick(
        format!("Löftena börjar gälla den {first}. När den första veckan har gått syns här hur det går."),
        format!(
            "The promises hold from {first}. Once the first week has passed, this page tells how it goes."
        ),
    )
}

/// Says how the latest week went for a promise that is due each week: "Fotpatrull vecka 47: klar i alla fyra områdena."
pub fn latest_week(language: Language, name: &str, week: Week, n_kept: usize, missed: &[String]) -> String {
    let (week, n_areas) = (super::moment::week(language, week), n_kept + missed.len());
    let said = match (n_kept, missed) {
        (_, []) if n_areas == 1 => language.pick("klar".to_owned(), "done".to_owned()),
        (_, []) => {
            let n = super::desk::prose::number(language, n_areas);
            language.pick(format!("klar i alla {n} områdena"), format!("done in all {n} areas"))
        }
        (_, missed) => {
            let names = super::desk::prose::enumeration(language, missed);
            language.pick(
                format!("klar i {n_kept} av {n_areas} områden, saknas i {names}"),
                format!("done in {n_kept} of {n_areas} areas, missing in {names}"),
            )
        }
    };
    format!("{name} {week}: {said}.")
}

/// Says from which week on figures may still change.
pub fn preliminary_from(language: Language, week: Week) -> String {
    let week = format!("{} {}", super::moment::week(language, week), week.year());
    language.pick(
        format!(
            "Från och med {week} är siffrorna preliminära: alla telefoner har inte rapporterat än, så pass kan tillkomma."
        ),
        format!("From {week} on the figures are preliminary: not all phones have reported, so walks may be added."),
    )
}

/// Says how many of the latest weeks are not told of yet, where that is so.
pub fn held_back(language: Language, n_weeks: u32) -> Option<String> {
    (0 < n_weeks).then(|| {
        language.pick(
            format!("De senaste {} visas inte än.", counted(n_weeks, ("veckan", "veckorna"))),
            format!("The latest {} not shown yet.", counted(n_weeks, ("week is", "weeks are"))),
        )
    })
}

/// Says which days a period and its weeks do not have in common; nothing where they agree.
pub fn outside(language: Language, outside: Outside) -> Vec<String> {
    let left_out = [outside.before, outside.after];
    let taken_in = [outside.lead, outside.trail];
    let name = |some: Within| days(language, some);
    let left_out = left_out.into_iter().flatten().map(name).map(|days| {
        language.pick(
            format!("{days} hör till en vecka utanför perioden och räknas inte."),
            format!("{days}: of a week outside the period, and not counted."),
        )
    });
    let taken_in = taken_in.into_iter().flatten().map(name).map(|days| {
        language.pick(
            format!("{days} ligger utanför perioden men hör till en av dess veckor."),
            format!("{days}: outside the period, but of one of its weeks."),
        )
    });
    left_out.chain(taken_in).collect()
}

/// Says until which week nothing is known.
pub fn unknown_until(language: Language, week: Week) -> String {
    let week = format!("{} {}", super::moment::week(language, week), week.year());
    language.pick(
        format!("För tiden till och med {week} finns ingen uppgift."),
        format!("Through {week} there is no record."),
    )
}

/// Names a follow-up: "Uppföljning 2".
pub fn named(language: Language, of: Kind, number: u32) -> String {
    format!("{} {number}", kind(language, of))
}

/// Says when a version was published, and through which day it tells.
pub fn published(language: Language, through: Day, on: Day, version: u32) -> String {
    let (through, on) = (day(language, through), day(language, on));
    let first = language.pick(
        format!("Till och med den {through}. Publicerad den {on}"),
        format!("Through {through}. Published on {on}"),
    );
    match version {
        1 => format!("{first}."),
        _ => language.pick(format!("{first}, version {version}."), format!("{first}, version {version}.")),
    }
}

/// Names a version and its day.
pub fn version(language: Language, version: u32, on: Day) -> String {
    let on = day(language, on);
    language.pick(format!("Version {version}, den {on}"), format!("Version {version}, {on}"))
}

/// Says that there is a newer version of what is read.
pub fn newer(language: Language, version: u32) -> String {
    language.pick(
        format!("Det här är en äldre version. Läs den senaste, version {version}."),
        format!("This is an older version. Read the latest, version {version}."),
    )
}

/// Says what changed since which version.
pub fn changed_since(language: Language, version: u32) -> String {
    language.pick(format!("Ändrat sedan version {version}"), format!("Changed since version {version}"))
}

/// Says how many phones had yet to report when it was published.
pub fn silent(language: Language, n_phones: u32) -> String {
    match n_phones {
        0 => language
            .pick(
                "När den publicerades hade alla telefoner rapporterat till och med den sista vecka som den berättar om.",
                "When it was published, all phones had reported through the last week that it tells of.",
            )
            .to_owned(),
        n => language.pick(
            format!(
                "När den publicerades hade {} inte rapporterat hela den sista vecka som den berättar om.",
                counted(n, ("telefon", "telefoner"))
            ),
            format!(
                "When it was published, {} had yet to report the last week that it tells of.",
                counted(n, ("phone", "phones"))
            ),
        ),
    }
}

/// Says a week of the grid aloud: "vecka 7: klar".
pub fn cell(language: Language, week: Week, word: &str, is_preliminary: bool) -> String {
    let week = super::moment::week(language, week);
    if is_preliminary {
        format!("{week}: {word}, {}", Word::Preliminary.say(language))
    } else {
        format!("{week}: {word}")
    }
}

/// Says how many weeks were kept: "44 av 47".
pub fn weeks_kept(language: Language, n_kept: usize, n_weeks: usize) -> String {
    format!("{n_kept} {} {n_weeks}", language.pick("av", "of"))
}

/// Says a week in a few words on a badge: "4 av 4 områden vecka 47".
pub fn badge_week(language: Language, n_kept: usize, n_areas: usize, week: Week) -> String {
    let week = super::moment::week(language, week);
    match n_areas {
        1 => language.pick(
            format!("{} {week}", if n_kept == 1 { "klar" } else { "saknas" }),
            format!("{} {week}", if n_kept == 1 { "done" } else { "missing" }),
        ),
        _ => language.pick(
            format!("{n_kept} av {n_areas} områden {week}"),
            format!("{n_kept} of {n_areas} areas, {week}"),
        ),
    }
}

/// Says how many promises are met, on a badge.
pub fn badge_met(language: Language, n_met: usize, n_promises: usize) -> String {
    language.pick(format!("{n_met} av {n_promises} uppfyllda"), format!("{n_met} of {n_promises} met"))
}

/// Says on a badge that nothing is known.
pub fn badge_nothing(language: Language) -> &'static str {
    language.pick("ingen uppgift än", "no record yet")
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, Swedish};

    #[test]
    fn the_latest_week_is_told_in_one_sentence() {
        let week = Week::new(2026, 47).unwrap();
        let missed = ["Skogås C".to_owned()];
        let told = [
            latest_week(Swedish, "Fotpatrull", week, 4, &[]),
            latest_week(Swedish, "Fotpatrull", week, 3, &missed),
            latest_week(English, "Foot patrol", week, 0, &missed),
        ];
        expect_test::expect![[r#"
            [
                "Fotpatrull vecka 47: klar i alla fyra områdena.",
                "Fotpatrull vecka 47: klar i 3 av 4 områden, saknas i Skogås\u{a0}C.",
                "Foot patrol week 47: done in 0 of 1 areas, missing in Skogås\u{a0}C.",
            ]
        "#]]
        .assert_debug_eq(&told);
    }

    #[test]
    fn days_that_belong_to_no_week_of_the_period_are_named() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let told = outside(Swedish, domain::due::outside(day("2023-01-01"), day("2024-12-31")));
        assert_eq!(told[0], "1 januari 2023 hör till en vecka utanför perioden och räknas inte.");
        assert_eq!(told.len(), 2);
        assert_eq!(outside(English, domain::due::outside(day("2024-01-01"), day("2024-12-29"))), [""; 0]);
    }
}
