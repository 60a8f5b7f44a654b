//! The words of the observations' page and of the filters above figures. No figure is decided here.

use domain::week::Week;

use super::prose::unbroken;
use super::short_week;
use crate::texts::Language;
use crate::texts::moment::counted;

/// A fixed text of these pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named for what it says")]
pub enum Say {
    Observations,
    AboutPlaces,
    Filter,
    Area,
    AllAreas,
    Kind,
    AllKinds,
    UpToWeek,
    NWeeks,
    Show,
    PerKind,
    Sum,
    List,
    When,
    Where,
    What,
    Note,
    Older,
    None,
    NoneYet,
    DayAlone,
    OpenWalk,
}

impl Say {
    /// Returns the text in a language.
    pub fn say(self, language: Language) -> &'static str {
        let (swedish, english) = self.both();
        language.pick(swedish, english)
    }

    fn both(self) -> (&'static str, &'static str) {
        match self {
            Say::Observations => ("Observationer", "Observations"),
            Say::AboutPlaces => (
                "Observationer är kunskap om platser, aldrig om personer. Det som noterats på återtagna pass är inte med.",
                "Observations are knowledge about places, never about people. What was noted on withdrawn walks is left out.",
            ),
            Say::Filter => ("Urval", "Selection"),
            Say::Area => ("Område", "Area"),
            Say::AllAreas => ("Alla områden", "All areas"),
            Say::Kind => ("Slag", "Kind"),
            Say::AllKinds => ("Alla slag", "All kinds"),
            Say::UpToWeek => ("Till och med vecka", "Up to week"),
            Say::NWeeks => ("Antal veckor", "Number of weeks"),
            Say::Show => ("Visa", "Show"),
            Say::PerKind => ("Antal per område och slag", "Number by area and kind"),
            Say::Sum => ("Summa", "Sum"),
            Say::List => ("Vad som noterats", "What was noted"),
            Say::When => ("När", "When"),
            Say::Where => ("Var", "Where"),
            Say::What => ("Vad", "What"),
            Say::Note => ("Anteckning", "Note"),
            Say::Older => ("Äldre", "Older"),
            Say::None => ("Inget noterades i urvalet.", "Nothing was noted in this selection."),
            Say::NoneYet => (
                "När någon noterar något på ett pass syns det här.",
                "Once somebody notes something on a walk it shows here.",
            ),
            Say::DayAlone => ("Av andras pass visas bara dagen.", "Of others’ walks only the day is shown."),
            Say::OpenWalk => ("passet", "the walk"),
        }
    }
}

/// Says how many observations there are: "38 observationer".
pub fn observations(language: Language, n: u32) -> String {
    if n == 0 {
        return language.pick("Inga observationer", "No observations").to_owned();
    }
    counted(n, language.pick(("observation", "observationer"), ("observation", "observations")))
}

/// Says what was noted, and what most often: "38 observationer, v. 36 – v. 48. Vanligast: Annat (12)."
pub fn headline(
    language: Language,
    n: u32,
    (first, last): (Week, Week),
    most: Option<(&str, u32)>,
) -> String {
    let weeks = weeks(language, first, last);
    let head = format!("{}, {weeks}.", observations(language, n));
    match most {
        Some((kind, n)) => {
            let kind = kind.replace('\u{ad}', "");
            language
                .pick(format!("{head} Vanligast: {kind} ({n})."), format!("{head} Most often: {kind} ({n})."))
        }
        None => head,
    }
}

/// Names some weeks: "v. 36 – v. 48 2026", "v. 50 2026 – v. 3 2027".
pub fn weeks(language: Language, first: Week, last: Week) -> String {
    let (from, to) = (unbroken(&short_week(language, first)), unbroken(&short_week(language, last)));
    match (first == last, first.year() == last.year()) {
        (true, _) => format!("{to} {}", last.year()),
        (false, true) => format!("{from} – {to} {}", last.year()),
        (false, false) => format!("{from} {} – {to} {}", first.year(), last.year()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_says_how_many_when_and_what() {
        let week = |text: &str| text.parse::<Week>().expect("a week");
        let said = headline(Language::Swedish, 2, (week("2026-W50"), week("2027-W02")), Some(("Annat", 2)));
        assert_eq!(said, "2 observationer, v.\u{a0}50 2026 – v.\u{a0}2 2027. Vanligast: Annat (2).");
        let said = headline(Language::English, 0, (week("2026-W48"), week("2026-W48")), None);
        assert_eq!(said, "No observations, wk\u{a0}48 2026.");
    }
}
