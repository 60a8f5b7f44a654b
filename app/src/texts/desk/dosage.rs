//! The words of the dosage page: how much was walked, how it was borne out, when, how far apart. It claims no effect, and no figure
//! is decided here.

use domain::dosage::{Intervals, Shares};

use crate::texts::Language;
use crate::texts::moment::{self, counted};

/// A fixed text of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named for what it says")]
pub enum Say {
    Dosage,
    Apart,
    None,
    PerArea,
    Area,
    Walks,
    Median,
    Verified,
    Unverified,
    Short,
    Elsewhere,
    Evening,
    Night,
    BetweenMedian,
    BetweenLongest,
    PerWeek,
    PerWeekAxis,
    MedianPerWeek,
    MinutesAxis,
    Required,
    Times,
    TimesHelp,
    TimesTable,
    Weekday,
    WeekTable,
    Week,
    Basis,
}

impl Say {
    /// Returns the text in a language.
    pub fn say(self, language: Language) -> &'static str {
        let (swedish, english) = self.both();
        language.pick(swedish, english)
    }

    fn both(self) -> (&'static str, &'static str) {
        match self {
            Say::Dosage => ("Dos", "Dosage"),
            Say::Apart => (
                "Dosen är vad som gjorts, skild från löftet. Den säger inget om vilken effekt passen haft.",
                "Dosage is what was done, apart from the promise. It says nothing of what effect the walks have had.",
            ),
            Say::None => ("Inga pass i urvalet.", "No walks in this selection."),
            Say::PerArea => ("Per område", "By area"),
            Say::Area => ("Område", "Area"),
            Say::Walks => ("Pass", "Walks"),
            Say::Median => ("Median i området", "Median in the area"),
            Say::Verified => ("Styrkta", "Borne out"),
            Say::Unverified => ("Overifierade", "Unverified"),
            Say::Short => ("För korta", "Too short"),
            Say::Elsewhere => ("Utanför eller ej till fots", "Outside or not on foot"),
            Say::Evening => ("Kväll", "Evening"),
            Say::Night => ("Natt", "Night"),
            Say::BetweenMedian => ("Mellan patruller, median", "Between patrols, median"),
            Say::BetweenLongest => ("Längst", "Longest"),
            Say::PerWeek => ("Pass per vecka", "Walks per week"),
            Say::PerWeekAxis => ("antal pass", "number of walks"),
            Say::MedianPerWeek => {
                ("Observerade minuter, median per vecka", "Observed minutes, median per week")
            }
            Say::MinutesAxis => ("minuter i området", "minutes in the area"),
            Say::Required => ("krävs", "required"),
            Say::Times => ("När patrullerna börjat", "When patrols began"),
            Say::TimesHelp => (
                "Antal patruller som räknas, per veckodag och två timmar, svensk tid. Kväll är 18–22, natt 22–06. Metoden vill att tiderna varierar: ingen ruta är ett mål.",
                "Number of patrols that count, by weekday and two hours, Swedish time. Evening is 18–22, night 22–06. The method wants times to vary: no square is a goal.",
            ),
            Say::TimesTable => ("Tiderna som tabell", "The times as a table"),
            Say::Weekday => ("Veckodag", "Weekday"),
            Say::WeekTable => ("Veckorna som tabell", "The weeks as a table"),
            Say::Week => ("Vecka", "Week"),
            Say::Basis => (
                "Med är pass som inte är återtagna eller lämnade utanför; två som är en patrull räknas en gång. Medianen gäller pass där positioner finns. Ett godkänt pass är fortfarande overifierat här. Tiderna och avstånden gäller patruller som räknas.",
                "Walks that were withdrawn or left out are not in; two that are one patrol count once. The median is of walks of which positions tell. An accepted walk is still unverified here. Times and intervals are of patrols that count.",
            ),
        }
    }
}

/// Says how much was walked in some weeks: "52 pass på 13 veckor, i median 16 minuter i området."
pub fn headline(language: Language, n_walks: u32, n_weeks: u32, median_s: Option<u32>) -> String {
    let walks = match n_walks {
        0 => language.pick("Inga pass", "No walks").to_owned(),
        n => counted(n, language.pick(("pass", "pass"), ("walk", "walks"))),
    };
    let weeks = counted(n_weeks, language.pick(("vecka", "veckor"), ("week", "weeks")));
    match median_s {
        Some(s) => language.pick(
            format!("{walks} på {weeks}, i median {} i området.", minutes(language, s)),
            format!("{walks} in {weeks}, a median of {} in the area.", minutes(language, s)),
        ),
        None => language.pick(format!("{walks} på {weeks}."), format!("{walks} in {weeks}.")),
    }
}

/// Says which part of patrols began in the evening and at night: "8 av 21 patruller började på kvällen, 2 på natten."
pub fn dark_hours(language: Language, n_patrols: u32, n_evening: u32, n_night: u32) -> String {
    language.pick(
        format!("{n_evening} av {n_patrols} patruller började på kvällen, {n_night} på natten."),
        format!("{n_evening} of {n_patrols} patrols began in the evening, {n_night} at night."),
    )
}

/// Returns minutes to the nearest half: "15,5 minuter".
pub fn minutes(language: Language, s: u32) -> String {
    let figure = minutes_figure(language, s);
    let one = figure == "1";
    format!(
        "{figure} {}",
        language.pick(if one { "minut" } else { "minuter" }, if one { "minute" } else { "minutes" })
    )
}

/// Returns minutes to the nearest half, without their unit: "15,5".
pub fn minutes_figure(language: Language, s: u32) -> String {
    let halves = (s + 15) / 30;
    let rest = if halves % 2 == 1 { language.pick(",5", ".5") } else { "" };
    format!("{}{rest}", halves / 2)
}

/// Returns a part of a whole: "38 %"; a dash where there is no whole.
pub fn share(part: u32, whole: u32) -> String {
    if whole == 0 { "–".to_owned() } else { format!("{}\u{a0}%", (200 * part + whole) / (2 * whole)) }
}

/// Says how far apart patrols were, and since when it was longest: "12 dagar, från tis 3 nov".
pub fn longest(language: Language, intervals: &Intervals) -> String {
    let (length, day) =
        (moment::length(language, intervals.longest_s), moment::day(language, intervals.longest_from));
    language.pick(format!("{length}, från {day}"), format!("{length}, from {day}"))
}

/// Says how the walks were borne out, for who does not see the chart.
pub fn shares(language: Language, shares: Shares) -> String {
    let Shares { verified, unverified, short, elsewhere } = shares;
    language.pick(
        format!("{verified} styrkta, {unverified} overifierade, {short} för korta, {elsewhere} utanför eller ej till fots."),
        format!("{verified} borne out, {unverified} unverified, {short} too short, {elsewhere} outside or not on foot."),
    )
}

/// Names a weekday, Monday being 0.
pub fn weekday(language: Language, day: usize) -> &'static str {
    let swedish = ["mån", "tis", "ons", "tor", "fre", "lör", "sön"];
    let english = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    language.pick(swedish, english).get(day).copied().unwrap_or_default()
}

/// Names a part of the day: "18–20".
pub fn part_of_day(part: usize) -> String {
    let from = part * usize::from(domain::dosage::PART_H);
    format!("{from:02}–{:02}", from + usize::from(domain::dosage::PART_H))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, Swedish};

    #[test]
    fn a_headline_says_how_much_was_walked() {
        assert_eq!(
            headline(Swedish, 52, 13, Some(945)),
            "52 pass på 13 veckor, i median 16 minuter i området."
        );
        assert_eq!(headline(Swedish, 1, 1, Some(930)), "1 pass på 1 vecka, i median 15,5 minuter i området.");
        assert_eq!(headline(English, 0, 4, None), "No walks in 4 weeks.");
    }

    #[test]
    fn shares_are_rounded_and_never_of_nothing() {
        assert_eq!(
            [share(0, 0), share(1, 3), share(2, 3), share(3, 3)],
            ["–", "33\u{a0}%", "67\u{a0}%", "100\u{a0}%"]
        );
        let figures = [minutes_figure(Swedish, 0), minutes_figure(English, 90), minutes(Swedish, 60)];
        assert_eq!(figures, ["0", "1.5", "1 minut"]);
        assert_eq!(part_of_day(11), "22–24");
    }
}
