//! The words of one walk's map, its times and of what was decided about it. No figure is decided here.

use domain::decision::Ruling;
use domain::time::WallTime;

use crate::desk::walk_record::{Does, Done, Twin};
use crate::texts::Language;
use crate::texts::moment;

/// A fixed text of the page of one walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named for what it says")]
pub enum Say {
    MapStart,
    MapEnd,
    GapEnd,
    Positions,
    PositionsHelp,
    Time,
    Latitude,
    Longitude,
    Accuracy,
    Taken,
    Inside,
    Outside,
    Poor,
    Clocks,
    ClocksHelp,
    SinceStart,
    PhoneWall,
    AheadOfPhone,
    OfPosition,
    Entries,
    EntryWritten,
    EntryReceived,
    EntryReceipt,
    EntrySays,
    EntryHolds,
    Yes,
    No,
    Decision,
    NoDecision,
    DecisionHelp,
    WhyOptional,
    Accept,
    Exclude,
    Undo,
    SamePatrol,
    SamePatrolHelp,
    Merge,
    Part,
    SpokenFor,
    MergedRests,
    Open,
    Decisions,
    Outdated,
    NotAcceptable,
    NotOnePatrol,
    ReasonNeeded,
    Failed,
    Accepted,
    Excluded,
    OnePatrol,
    MayBeOnePatrol,
    SamePatrolAs,
}

impl Say {
    /// Returns the text in a language.
    pub fn say(self, language: Language) -> &'static str {
        let (swedish, english) = self.both();
        language.pick(swedish, english)
    }

    fn both(self) -> (&'static str, &'static str) {
        match self {
            Say::MapStart => ("Start", "Start"),
            Say::MapEnd => ("Slut", "End"),
            Say::GapEnd => ("lucka, med klockslag", "gap, with its time"),
            Say::Positions => ("Positionerna som tabell", "The positions as a table"),
            Say::PositionsHelp => (
                "Långa spår visas glesare; bedömningen räknar alla positioner.",
                "Long trails are shown thinned out; the verdict takes all positions.",
            ),
            Say::Time => ("Klockan", "Time"),
            Say::Latitude => ("Latitud", "Latitude"),
            Say::Longitude => ("Longitud", "Longitude"),
            Say::Accuracy => ("Osäkerhet", "Accuracy"),
            Say::Taken => ("Tolkas som", "Taken as"),
            Say::Inside => ("i området", "in the area"),
            Say::Outside => ("utanför", "outside"),
            Say::Poor => ("för osäker", "too uncertain"),
            Say::Clocks => ("Vad klockorna visade", "What the clocks said"),
            Say::ClocksHelp => (
                "Tiden i området mäts av den klocka som bara går framåt. De andra jämförs med den.",
                "Time in the area is measured by the clock that only runs forward. The others are compared with it.",
            ),
            Say::SinceStart => ("Sedan start", "Since the start"),
            Say::PhoneWall => ("Telefonens klocka", "The phone’s clock"),
            Say::AheadOfPhone => ("Serverns klocka mot telefonens", "The server’s clock against the phone’s"),
            Say::OfPosition => ("Positionens egen tid", "The position’s own time"),
            Say::Entries => ("Poster och kvitton", "Entries and receipts"),
            Say::EntryWritten => ("Skriven", "Written"),
            Say::EntryReceived => ("Hos servern", "With the server"),
            Say::EntryReceipt => ("Kvitto", "Receipt"),
            Say::EntrySays => ("Säger", "Says"),
            Say::EntryHolds => ("Gäller", "Holds"),
            Say::Yes => ("ja", "yes"),
            Say::No => ("nej", "no"),
            Say::Decision => ("Beslut", "Decision"),
            Say::NoDecision => ("Inget beslut. Regeln avgör.", "No decision. The rule decides."),
            Say::DecisionHelp => (
                "Beslutet gäller passet som det är berättat nu. Rättas plats eller tid senare vilar ett godkännande tills du tittat igen; ett pass som lämnats utanför förblir utanför. Allt sparas och kan ångras.",
                "A decision is about the walk as it is told now. If its place or time is corrected later, an acceptance rests until you have looked again; a walk that was left out stays out. All is kept and can be undone.",
            ),
            Say::WhyOptional => ("Varför? Krävs för att lämna utanför", "Why? Needed to leave it out"),
            Say::Accept => ("Godkänn passet", "Accept the walk"),
            Say::Exclude => ("Lämna utanför", "Leave it out"),
            Say::Undo => ("Ta tillbaka beslutet", "Take the decision back"),
            Say::SamePatrol => ("Samma patrull?", "The same patrol?"),
            Say::SamePatrolHelp => (
                "Två som gick tillsammans kan båda ha tryckt på start. Är det en patrull räknas den en gång, i veckan då den började. Båda registreringarna finns kvar.",
                "Two who walked together may both have pressed start. If it is one patrol it counts once, in the week in which it began. Both records are kept.",
            ),
            Say::Merge => ("De är en patrull", "They are one patrol"),
            Say::Part => ("De är två patruller", "They are two patrols"),
            Say::SpokenFor => (
                "Samma patrull som ett annat pass, som räknas i stället.",
                "The same patrol as another walk, which counts instead.",
            ),
            Say::MergedRests => (
                "Sagt vara en patrull, men områdena skiljer sig nu: det vilar.",
                "Said to be one patrol, but their areas now differ: that rests.",
            ),
            Say::Open => ("Öppna", "Open"),
            Say::Decisions => ("Vad som beslutats", "What was decided"),
            Say::Outdated => (
                "Passet har ändrats sedan du öppnade det. Inget beslutades. Titta på det nu och bestäm igen.",
                "The walk has changed since you opened it. Nothing was decided. Look at it now and decide again.",
            ),
            Say::NotAcceptable => (
                "Bara ett overifierat pass som var långt nog kan godkännas. Inget beslutades.",
                "Only an unverified walk that was long enough can be accepted. Nothing was decided.",
            ),
            Say::NotOnePatrol => (
                "Bara två personers pass i samma område vid samma tid kan vara en patrull. Inget beslutades.",
                "Only two people’s walks in one area at one time can be one patrol. Nothing was decided.",
            ),
            Say::ReasonNeeded => (
                "Skriv varför passet lämnas utanför, med högst 200 tecken. Inget beslutades.",
                "Write why the walk is left out, in at most 200 characters. Nothing was decided.",
            ),
            Say::Failed => (
                "Det gick inte att spara. Inget beslutades. Försök igen om en stund.",
                "It could not be saved. Nothing was decided. Try again in a while.",
            ),
            Say::Accepted => ("Godkänt", "Accepted"),
            Say::Excluded => ("Lämnat utanför", "Left out"),
            Say::SamePatrolAs => ("Samma patrull", "The same patrol"),
            Say::MayBeOnePatrol => ("Samma patrull som ett annat pass?", "The same patrol as another walk?"),
            Say::OnePatrol => ("En patrull med ett annat pass", "One patrol with another walk"),
        }
    }
}

/// Says what an entry does.
pub fn does(language: Language, does: Does) -> &'static str {
    match does {
        Does::Tells => language.pick("Passet", "The walk"),
        Does::Corrects => language.pick("Rättelse", "Correction"),
        Does::Withdraws => language.pick("Återtagande", "Withdrawal"),
    }
}

/// Says what was decided.
pub fn done(language: Language, done: Done) -> &'static str {
    match done {
        Done::Accepted => language.pick("Godkändes", "Accepted"),
        Done::Excluded => language.pick("Lämnades utanför", "Left out"),
        Done::Undone => language.pick("Beslutet togs tillbaka", "The decision was taken back"),
        Done::Merged => language
            .pick("Sades vara en patrull med ett annat pass", "Said to be one patrol with another walk"),
        Done::Parted => language.pick("Sades vara två patruller", "Said to be two patrols"),
    }
}

/// Names a decision in a word or two.
pub fn ruling(language: Language, ruling: Ruling) -> &'static str {
    match ruling {
        Ruling::Accepted => Say::Accepted.say(language),
        Ruling::Excluded => Say::Excluded.say(language),
    }
}

/// Says whose record may be of the same patrol, and when it was: "Polis 2, tis 24 nov 22:16–22:33".
pub fn twin(language: Language, twin: &Twin) -> String {
    let day = moment::day_and_clock(language, twin.began);
    format!("{}, {day}–{}", twin.who, moment::clock(twin.ended))
}

/// Says by how much one clock is ahead of another: "+3,2 s".
pub fn ahead(language: Language, ms: i64) -> String {
    let tenths = (ms.unsigned_abs() + 50) / 100;
    let sign = if ms < 0 { "−" } else { "+" };
    let point = language.pick(',', '.');
    format!("{sign}{}{point}{} s", tenths / 10, tenths % 10)
}

/// Returns a clock's time with seconds: "22:14:05".
pub fn clock_s(at: WallTime) -> String {
    format!("{}:{:02}", moment::clock(at), at.local().second)
}

/// Says that on the map, one can see so many gaps: the words for who does not see it.
pub fn map_gaps(language: Language, n_gaps: usize, n_notes: usize) -> String {
    let gaps = moment::counted(n_gaps as u32, language.pick(("lucka", "luckor"), ("gap", "gaps")));
    let notes = moment::counted(
        n_notes as u32,
        language.pick(("observation", "observationer"), ("observation", "observations")),
    );
    language.pick(format!("{gaps} och {notes} är utmärkta."), format!("{gaps} and {notes} are marked."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, Swedish};

    #[test]
    fn clocks_are_compared_to_the_tenth_of_a_second() {
        assert_eq!(
            [ahead(Swedish, 3249), ahead(Swedish, -60_000), ahead(English, 0)],
            ["+3,2 s", "−60,0 s", "+0.0 s"]
        );
        let at = WallTime::parse("2026-11-24T22:14:05+01:00").expect("a moment");
        assert_eq!(clock_s(at), "22:14:05");
    }
}
