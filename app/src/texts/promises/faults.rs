//! What is wrong with what somebody typed into a form about promises, and what to do. It stands at the field.

use domain::promise::{Fault, MAX_TIMES};

use crate::texts::Language;

/// Says that a period has as many promises as it may.
pub fn too_many(language: Language) -> &'static str {
    language.pick("En period har högst 40 löften.", "A period has at most 40 promises.")
}

/// Says that a promise cannot be removed.
pub fn in_use(language: Language) -> &'static str {
    language.pick(
        "Löftet kan inte tas bort: det finns insatser loggade för det.",
        "The promise cannot be removed: activities are logged for it.",
    )
}

/// Says what is wrong with a field, and what to do.
pub fn say(language: Language, fault: Fault) -> String {
    let said = match fault {
        Fault::Missing => language.pick("Fyll i det här.", "Fill this in."),
        Fault::TooLong => language.pick("Det är för långt. Korta texten.", "It is too long. Make it shorter."),
        Fault::NoNumber => {
            return language.pick(
                format!("Skriv ett heltal från 1 till {MAX_TIMES}."),
                format!("Write a whole number from 1 to {MAX_TIMES}."),
            );
        }
        Fault::NoDay => language.pick(
            "Skriv en dag som finns, så här: 2026-11-24.",
            "Write a day that there is, like this: 2026-11-24.",
        ),
        Fault::Reversed => language.pick(
            "Sista dagen ligger före den första. Byt den ena.",
            "The last day lies before the first. Change one of them.",
        ),
        Fault::OutOfPeriod => {
            language.pick("Dagen ligger utanför perioden.", "The day lies outside the period.")
        }
        Fault::NotOver => language.pick(
            "Dagen är inte slut än. Välj i går eller tidigare.",
            "The day is not over. Choose yesterday or earlier.",
        ),
        Fault::TooWide => language.pick(
            "En period är högst tio år, mellan 2000 och 2200.",
            "A period is ten years at most, between 2000 and 2200.",
        ),
        Fault::Taken => language.pick(
            "Det namnet finns redan. Välj ett annat.",
            "That name is taken. Choose another.",
        ),
        Fault::Unknown => language.pick("Det finns inte. Välj i listan.", "There is no such one. Choose from the list."),
        Fault::Twice => language.pick("Det står två gånger. Ta bort det ena.", "It is named twice. Take one away."),
        Fault::AreasNeeded => language.pick(
            "Välj minst ett område: målet gäller varje område för sig, eller visas av pass.",
            "Choose at least one area: the target is due in each, or is shown by walks.",
        ),
        Fault::NothingDue => language.pick(
            "Perioden är för kort: ingen sådan vecka, termin eller år har sin mitt i den. Välj ”under perioden”.",
            "The period is too short: no such week, term or year has its middle in it. Choose “in the period”.",
        ),
    };
    said.to_owned()
}
