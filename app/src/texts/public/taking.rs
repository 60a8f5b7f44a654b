//! The words of the page that says how to embed the figures and take them along: what each field means, in which unit, and what
//! stays as it is. The fields' own names are English and never change.

use crate::texts::Language;

/// A fixed text of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named for what it says")]
pub enum Word {
    Title,
    Lead,
    EmbedTitle,
    Embed,
    BadgeTitle,
    Badge,
    FilesTitle,
    Files,
    File,
    Holds,
    LicenceTitle,
    Licence,
    StableTitle,
    Stable,
    FieldsTitle,
    Fields,
    Field,
    Means,
    CsvTitle,
    Csv,
}

impl Word {
    /// Returns the text.
    pub fn say(self, language: Language) -> &'static str {
        match self {
            Word::Title => language.pick("Hämta och bädda in", "Take and embed"),
            Word::Lead => language.pick(
                "Siffrorna är fria att använda. Här står hur du visar dem på en annan webbplats och hur du hämtar dem.",
                "The figures are free to use. This page says how to show them on another site, and how to fetch them.",
            ),
            Word::EmbedTitle => language.pick("En ruta på en annan webbplats", "A frame on another site"),
            Word::Embed => language.pick(
                "Klistra in raden där rutan ska synas. Den visar senaste veckan och sparar ingenting om besökaren.",
                "Paste the line where the frame is to be seen. It shows the latest week and keeps nothing about visitors.",
            ),
            Word::BadgeTitle => language.pick("Ett märke", "A badge"),
            Word::Badge => language.pick(
                "En bild som alltid visar den senaste veckan:",
                "A picture that always shows the latest week:",
            ),
            Word::FilesTitle => language.pick("Filer", "Files"),
            Word::Files => language.pick(
                "Filerna får hämtas från vilken webbsida som helst (CORS). De svarar med ETag: fråga hellre ofta än sällan, \
                 det som inte har ändrats skickas inte om.",
                "The files may be fetched from any web page (CORS). They answer with an ETag: ask as often as you like, what \
                 has not changed is not sent again.",
            ),
            Word::File => language.pick("Fil", "File"),
            Word::Holds => language.pick("Innehåller", "Holds"),
            Word::LicenceTitle => language.pick("Licens", "Licence"),
            Word::Licence => language.pick(
                "CC0 1.0: du får använda siffrorna till vad du vill, utan att fråga.",
                "CC0 1.0: you may use the figures for whatever you like, without asking.",
            ),
            Word::StableTitle => language.pick("Det här lovar vi om filerna", "What we promise about the files"),
            Word::Stable => language.pick(
                "Inget fält byter namn, betydelse eller enhet, och inget tas bort. Nya fält kan tillkomma, och nya ord bland \
                 värdena: hoppa över det du inte känner igen. Skulle något annat behöva ändras får det nya en annan adress och \
                 fältet format ett annat nummer. En publicerad version ändras aldrig.",
                "No field changes its name, meaning or unit, and none is taken away. New fields may be added, and new words \
                 among the values: skip what you do not know. Should anything else have to change, the new files get another \
                 address, and the field format another number. A published version never changes.",
            ),
            Word::FieldsTitle => language.pick("Fälten i JSON", "The fields of the JSON"),
            Word::Fields => language.pick(
                "Dagar skrivs 2026-11-24, veckor 2026-W48 (ISO 8601, Europe/Stockholm). Antal är heltal. Det som inte är känt \
                 är null. Bara hela veckor som har gått är med: inga klockslag, inga personer, inga spår.",
                "Days are written 2026-11-24, weeks 2026-W48 (ISO 8601, Europe/Stockholm). Numbers are whole. What is not \
                 known is null. Only whole weeks that have passed are in it: no times of day, no people, no tracks.",
            ),
            Word::Field => language.pick("Fält", "Field"),
            Word::Means => language.pick("Betyder", "Means"),
            Word::CsvTitle => language.pick("Kolumnerna i CSV", "The columns of the CSV"),
            Word::Csv => language.pick(
                "UTF-8 med BOM, semikolon mellan kolumnerna, första raden är namnen. En rad för varje tid då något är utlovat \
                 och varje område; ett löfte utan antal har en rad.",
                "UTF-8 with a BOM, semicolons between the columns, the first line holds the names. One row for each stretch of \
                 time in which something is promised, and each area; a promise without a number has one row.",
            ),
        }
    }
}

/// A field of the files, and what it means in Swedish and in English.
pub type Field = (&'static str, &'static str, &'static str);

/// The fields of the JSON, in the order in which they stand there.
pub const JSON: [Field; 30] = [
    ("format", "alltid kvart-promises/1", "always kvart-promises/1"),
    ("licence", "alltid CC0-1.0", "always CC0-1.0"),
    (
        "period.id, name, first, last",
        "perioden: kort namn, namn (sv, en), första och sista dag",
        "the period: short name, name (sv, en), first and last day",
    ),
    (
        "through",
        "sista dag som siffrorna gäller, en söndag",
        "the last day that the figures are of, a Sunday",
    ),
    (
        "preliminary_from",
        "första vecka vars siffror kan ändras, annars null",
        "the first week whose figures may change, else null",
    ),
    ("areas[].id, name", "områden", "areas"),
    ("promises[].id", "löftets id, ändras aldrig", "the promise's id, never changes"),
    (
        "promises[].name, words",
        "namn, och löftets egna ord (sv, en)",
        "name, and the promise's own words (sv, en)",
    ),
    (
        "promises[].theme",
        "public_places, gang_crime, andts, close_relations, account",
        "public_places, gang_crime, andts, close_relations, account",
    ),
    ("promises[].responsible", "police, municipality, both", "police, municipality, both"),
    (
        "promises[].target.times, each",
        "hur många gånger per week_and_area, term, year eller period; null utan antal",
        "how many times each week_and_area, term, year or period; null without a number",
    ),
    (
        "promises[].standing",
        "ongoing, not_begun, on_pace, behind, met, missed, not_followed",
        "ongoing, not_begun, on_pace, behind, met, missed, not_followed",
    ),
    ("promises[].due", "antal utlovade gånger", "number of times promised"),
    ("promises[].done", "antal av dem som är genomförda", "number of those that were done"),
    ("promises[].expected", "antal som borde vara genomförda nu", "number that should have been done by now"),
    ("promises[].made", "alla gånger, även fler än utlovat", "all times, also more than promised"),
    (
        "promises[].outside",
        "gånger utanför löftets tid, räknas inte",
        "times outside the time of the promise, not counted",
    ),
    ("promises[].reached", "antal personer som nåddes", "number of people reached"),
    ("promises[].latest", "senaste dag; null för fotpatruller", "the latest day; null for foot patrols"),
    ("promises[].next_due", "sista dag för nästa gång", "the last day for the next time"),
    (
        "promises[].stretches[].span",
        "2026-W48, 2026-spring, 2026-autumn, 2026 eller whole",
        "2026-W48, 2026-spring, 2026-autumn, 2026 or whole",
    ),
    ("promises[].stretches[].first, last", "första och sista dag", "first and last day"),
    ("promises[].stretches[].area", "område, eller null", "area, or null"),
    ("promises[].stretches[].due, made", "utlovat och genomfört antal", "number promised and done"),
    ("promises[].stretches[].state", "kept, open, missed, not_followed", "kept, open, missed, not_followed"),
    (
        "promises[].judgement",
        "kept, partly_kept, not_kept; bara i en utvärdering",
        "kept, partly_kept, not_kept; in an evaluation alone",
    ),
    (
        "promises[].text",
        "vad parterna skriver; bara i en publicerad version",
        "what the parties write; in a published version alone",
    ),
    (
        "version",
        "vilken version filen är: number, version, kind, published, rules, digest, sealed, silent_phones, opening, changed, analysis",
        "which version the file is: number, version, kind, published, rules, digest, sealed, silent_phones, opening, changed, analysis",
    ),
    (
        "version.rules, digest, sealed",
        "digest är SHA-256 av orden kvart figures och talet i rules, med ett mellanslag emellan, en nollbyte och texten i sealed, i UTF-8",
        "digest is SHA-256 of the words kvart figures and the number in rules, parted by a space, a zero byte and the text in sealed, in UTF-8",
    ),
    (
        "follow_ups[]",
        "alla publicerade versioner: number, version, kind, through, published, digest, json, csv; tomt i en publicerad version",
        "all published versions: number, version, kind, through, published, digest, json, csv; empty in a published version",
    ),
];

/// The columns of the CSV, in their order.
pub const CSV: [Field; 14] = [
    ("period", "periodens id", "the period's id"),
    ("promise", "löftets id", "the promise's id"),
    ("name", "löftets namn", "the promise's name"),
    ("theme", "som i JSON", "as in the JSON"),
    ("responsible", "som i JSON", "as in the JSON"),
    ("standing", "hur löftet står", "how the promise stands"),
    ("span", "vecka, termin, år eller whole", "week, term, year or whole"),
    ("first", "första dag", "first day"),
    ("last", "sista dag", "last day"),
    (
        "area",
        "områdets id, tomt om löftet inte gäller per område",
        "the area's id, empty unless due in each area",
    ),
    ("due", "utlovat antal, tomt utan antal", "number promised, empty without a number"),
    ("made", "genomfört antal", "number done"),
    (
        "state",
        "kept, open, missed, not_followed; tomt utan antal",
        "kept, open, missed, not_followed; empty without a number",
    ),
    ("preliminary", "1 om raden kan ändras, annars 0", "1 if the row may change, else 0"),
];

/// Says what a file of a period holds.
pub fn file(language: Language, period: &str) -> String {
    language.pick(format!("hur {period} står nu"), format!("how {period} stand now"))
}

/// Says what the list of periods holds.
pub fn index(language: Language) -> &'static str {
    language.pick("alla perioder och var deras filer ligger", "all periods, and where their files lie")
}

/// Says where a site's own address is to stand, where this program does not know it.
pub fn own_address(language: Language) -> &'static str {
    language
        .pick("Sätt webbplatsens adress framför adresserna.", "Put the site's address in front of the paths.")
}
