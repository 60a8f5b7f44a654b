//! The desk's words. Sentences are built from figures that other pages have decided; no figure is decided here.

pub mod prose;
pub mod word;

pub mod coverage;
pub mod decision;
pub mod dosage;
pub mod export;
pub mod observations;
pub mod phones;
#[cfg(any(feature = "ssr", test))]
pub mod reminder;
pub mod selection;
pub mod totals;
pub mod walk;
pub mod week;

use domain::time::WallTime;
use domain::week::Week;

use self::prose::capitalised;
use super::Language;
use super::moment;
use crate::desk::source::Trouble;

/// Names a week at the start of a line: "Vecka 48".
pub fn week_name(language: Language, week: Week) -> String {
    capitalised(&moment::week(language, week))
}

/// Names a week where there is little room: "v. 48".
pub fn short_week(language: Language, week: Week) -> String {
    format!("{} {}", language.pick("v.", "wk"), week.number())
}

/// Returns a week's days with their years: "23–29 nov 2026", "28 dec 2026 – 3 jan 2027".
pub fn week_dates(language: Language, week: Week) -> String {
    let days = moment::week_days(language, week);
    let (first_year, last_year) = (week.start().local().year, week.end().plus_s(-1).local().year);
    match days.split_once(" – ") {
        Some((first, last)) if first_year != last_year => {
            format!("{first} {first_year} – {last} {last_year}")
        }
        _ => format!("{days} {last_year}"),
    }
}

/// Names an area and a week: "Skogås C, vecka 48".
pub fn area_and_week(language: Language, area: &str, week: Week) -> String {
    format!("{area}, {}", moment::week(language, week))
}

/// Says of when the figures are: "Läget mån 23 nov 07:30".
pub fn as_of(language: Language, now: WallTime) -> String {
    let now = moment::day_and_clock(language, now);
    language.pick(format!("Läget {now}"), format!("As of {now}"))
}

/// Says what happened where a page cannot be shown, and what to do next.
pub fn trouble(language: Language, trouble: Trouble) -> (&'static str, &'static str) {
    match trouble {
        Trouble::LoginNeeded => (
            language.pick("Du är utloggad", "You are logged out"),
            language
                .pick("Logga in igen, så kommer du tillbaka hit.", "Log in again and you come back here."),
        ),
        Trouble::NoAccess => (
            language.pick("Den här sidan är inte för dig", "This page is not for you"),
            language.pick(
                "Du ser täckningen och dina egna pass. En gruppchef ser alla.",
                "You see the coverage and your own walks. A supervisor sees all.",
            ),
        ),
        Trouble::NotFound => (
            language.pick("Sidan finns inte", "There is no such page"),
            language.pick(
                "Adressen kan vara felskriven, eller så är passet inte ditt att se.",
                "The address may be mistyped, or the walk is not yours to see.",
            ),
        ),
        Trouble::Failed => (
            language.pick("Servern kunde inte svara", "The server could not answer"),
            language.pick(
                "Inget är förlorat. Vänta en stund och ladda om sidan.",
                "Nothing is lost. Wait a moment and load the page again.",
            ),
        ),
        Trouble::Unreachable => (
            language.pick("Ingen kontakt med servern", "No contact with the server"),
            language.pick(
                "Inget är förlorat. Se efter att du har nät och ladda om sidan.",
                "Nothing is lost. Check that you are online and load the page again.",
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, Swedish};

    #[test]
    fn a_week_over_new_year_has_days_of_two_years() {
        let dates = |number| week_dates(Swedish, Week::new(2026, number).unwrap());
        assert_eq!(dates(48), "23–29 nov 2026");
        assert_eq!(dates(44), "26 okt – 1 nov 2026");
        assert_eq!(dates(53), "28 dec 2026 – 3 jan 2027");
        assert_eq!(short_week(English, Week::new(2026, 53).unwrap()), "wk 53");
    }
}
