//! The words of the page of files, and the columns of each file with what they mean. The files themselves take their columns
//! from here, so that the page and they cannot part.

use crate::texts::Language;

/// A column of a file: its name, what it means in Swedish, and in English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// As it stands in the file.
    pub name: &'static str,
    swedish: &'static str,
    english: &'static str,
}

impl Column {
    /// Says what it holds.
    pub fn means(self, language: Language) -> &'static str {
        language.pick(self.swedish, self.english)
    }
}

const fn column(name: &'static str, swedish: &'static str, english: &'static str) -> Column {
    Column { name, swedish, english }
}

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    /// One row for each walk.
    Walks,
    /// One row for each area and week.
    Coverage,
    /// One row for each observation.
    Observations,
}

impl File {
    /// Every file, in the order of the page.
    pub const ALL: [File; 3] = [File::Walks, File::Coverage, File::Observations];

    /// Returns its name in an address.
    pub fn word(self) -> &'static str {
        match self {
            File::Walks => "walks",
            File::Coverage => "coverage",
            File::Observations => "observations",
        }
    }

    /// Returns what people call it.
    pub fn title(self, language: Language) -> &'static str {
        match self {
            File::Walks => language.pick("Pass", "Walks"),
            File::Coverage => language.pick("Täckning", "Coverage"),
            File::Observations => language.pick("Observationer", "Observations"),
        }
    }

    /// Says what one row of it is.
    pub fn told(self, language: Language) -> &'static str {
        match self {
            File::Walks => language.pick(
                "En rad per pass, även återtagna. Spåret är inte med; i GeoJSON ligger passet i områdets mitt.",
                "One row for each walk, withdrawn ones too. The trail is left out; in GeoJSON the walk lies in the area’s middle.",
            ),
            File::Coverage => language.pick(
                "En rad per område och vecka, även veckor utan pass. I GeoJSON följer områdets gräns med.",
                "One row for each area and week, weeks without walks too. In GeoJSON the area’s boundary comes along.",
            ),
            File::Observations => language.pick(
                "En rad per observation. Det som noterats på återtagna pass är inte med.",
                "One row for each observation. What was noted on withdrawn walks is left out.",
            ),
        }
    }

    /// Returns its columns in order.
    pub fn columns(self) -> &'static [Column] {
        match self {
            File::Walks => &WALKS,
            File::Coverage => &COVERAGE,
            File::Observations => &OBSERVATIONS,
        }
    }
}

const WALKS: [Column; 24] = [
    column("walk_id", "Passets id, samma som i adressen till passet", "The walk’s id, as in its address"),
    column("area_id", "Områdets id", "The area’s id"),
    column("area", "Områdets namn", "The area’s name"),
    column("week", "ISO-vecka för starten, svensk tid", "ISO week of the start, Swedish time"),
    column("began_local", "Start, svensk tid med avstånd till UTC", "Start, Swedish time with its offset"),
    column("began_utc", "Start, UTC", "Start, UTC"),
    column("ended_local", "Slut, svensk tid med avstånd till UTC", "End, Swedish time with its offset"),
    column("ended_utc", "Slut, UTC", "End, UTC"),
    column("elapsed_s", "Längd, sekunder", "Length, seconds"),
    column("observed_s", "Tid med position, sekunder", "Time with a position, seconds"),
    column("dwell_s", "Tid till fots i området, sekunder", "Time on foot in the area, seconds"),
    column("outside_s", "Tid utanför området, sekunder", "Time outside the area, seconds"),
    column("required_s", "Krävd tid i området, sekunder", "Time required in the area, seconds"),
    column("crew_size", "Antal som gick", "How many walked"),
    column(
        "outcome",
        "Regelns bedömning: counted, too_short, outside, not_on_foot, unverified",
        "What the rule says: counted, too_short, outside, not_on_foot, unverified",
    ),
    column(
        "counts",
        "1 om passet räknas, efter regel och beslut",
        "1 if the walk counts, by rule and decision",
    ),
    column("decision", "Beslut som gäller: accepted, excluded", "Decision that holds: accepted, excluded"),
    column(
        "same_patrol_as",
        "Passet som räknas i stället, om båda är en patrull",
        "The walk that counts instead, if both are one patrol",
    ),
    column("withdrawn", "1 om passet är återtaget", "1 if the walk was withdrawn"),
    column("logged_afterwards", "1 om det loggats i efterhand", "1 if it was logged afterwards"),
    column("observations", "Antal observationer", "Number of observations"),
    column("policy_version", "Regelns version", "Version of the rule"),
    column("boundary_version", "Gränsens version", "Version of the boundary"),
    column("received_utc", "Hos servern sedan, UTC", "With the server since, UTC"),
];

const COVERAGE: [Column; 16] = [
    column("week", "ISO-vecka", "ISO week"),
    column("area_id", "Områdets id", "The area’s id"),
    column("area", "Områdets namn", "The area’s name"),
    column("begins_local", "Veckans början, svensk tid", "Start of the week, Swedish time"),
    column("begins_utc", "Veckans början, UTC", "Start of the week, UTC"),
    column("ends_local", "Veckans slut, svensk tid", "End of the week, Swedish time"),
    column("ends_utc", "Veckans slut, UTC", "End of the week, UTC"),
    column(
        "standing",
        "Hur veckan står när filen hämtas: kept, open, at_risk, missed, not_followed",
        "How the week stands when the file is fetched: kept, open, at_risk, missed, not_followed",
    ),
    column(
        "preliminary",
        "1 så länge någon telefon inte skickat allt",
        "1 as long as a phone has not sent all",
    ),
    column("walks", "Antal pass, utan återtagna", "Number of walks, without withdrawn ones"),
    column("patrols", "Antal patruller som räknas", "Number of patrols that count"),
    column("promised", "Lovade patruller per vecka", "Patrols promised each week"),
    column("kept_local", "När löftet hölls, svensk tid", "When the promise was kept, Swedish time"),
    column("kept_utc", "När löftet hölls, UTC", "When the promise was kept, UTC"),
    column(
        "last_patrol_local",
        "Senaste patrullens slut, svensk tid",
        "End of the last patrol, Swedish time",
    ),
    column("last_patrol_utc", "Senaste patrullens slut, UTC", "End of the last patrol, UTC"),
];

const OBSERVATIONS: [Column; 10] = [
    column("walk_id", "Passets id", "The walk’s id"),
    column("area_id", "Områdets id", "The area’s id"),
    column("area", "Områdets namn", "The area’s name"),
    column("week", "Passets ISO-vecka, svensk tid", "The walk’s ISO week, Swedish time"),
    column("at_local", "När, svensk tid med avstånd till UTC", "When, Swedish time with its offset"),
    column("at_utc", "När, UTC", "When, UTC"),
    column(
        "kind",
        "Slag: talk, young_people, dark_spot, litter, drugs, other",
        "Kind: talk, young_people, dark_spot, litter, drugs, other",
    ),
    column("note", "Anteckning", "Note"),
    column("lat", "Latitud (WGS 84), om platsen är känd", "Latitude (WGS 84), if the place is known"),
    column("lon", "Longitud (WGS 84), om platsen är känd", "Longitude (WGS 84), if the place is known"),
];

/// A fixed text of the page of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named for what it says")]
pub enum Say {
    Export,
    Lead,
    FromWeek,
    Columns,
    Form,
    Logged,
}

impl Say {
    /// Returns the text in a language.
    pub fn say(self, language: Language) -> &'static str {
        let (swedish, english) = match self {
            Say::Export => ("Export", "Export"),
            Say::Lead => (
                "Hämta uppgifterna som filer. Inga namn och inga spår följer med.",
                "Fetch the figures as files. No names and no trails come along.",
            ),
            Say::FromWeek => ("Från och med vecka", "From week"),
            Say::Columns => ("Kolumnerna", "The columns"),
            Say::Form => (
                "CSV är UTF-8 med märke så att Excel läser å, ä och ö; fälten skiljs åt av semikolon, decimaler har punkt. En cell som ser ut som en formel får en apostrof först. GeoJSON har samma kolumner som egenskaper.",
                "CSV is UTF-8 with a mark so that Excel reads å, ä and ö; fields are parted by semicolons, decimals have a point. A cell that looks like a formula gets an apostrophe in front. GeoJSON has the same columns as properties.",
            ),
            Say::Logged => (
                "Varje fil som hämtas antecknas i loggen.",
                "Each file that is fetched is written in the log.",
            ),
        };
        language.pick(swedish, english)
    }
}
