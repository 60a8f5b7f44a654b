//! The words of the desk's pages about promises. They name things and say what to do; no figure is decided here.

use crate::texts::Language;
use crate::texts::desk::prose::enumeration;

/// Something that the pages say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named for what it says")]
pub enum Say {
    Promises,
    NoPeriod,
    NoPeriodSupervisor,
    NoPromises,
    Periods,
    EditPeriod,
    NewPeriod,
    NewPeriodFrom,
    NewPeriodHelp,
    AddPromise,
    EditPromise,
    RemovePromise,
    RemoveHelp,
    Save,
    Cancel,
    PutRight,
    NameSv,
    NameEn,
    WordsSv,
    WordsEn,
    FirstDay,
    LastDay,
    IsPublic,
    IsPublicHelp,
    Responsible,
    Theme,
    Times,
    TimesHelp,
    Each,
    EvidenceOf,
    AreasOf,
    WithinFirst,
    WithinLast,
    WithinHelp,
    Promise,
    Next,
    Latest,
    Activities,
    FollowUps,
    NoFollowUps,
    NewFollowUp,
    Kind,
    Through,
    ThroughHelp,
    Begin,
    Continue,
    NewVersion,
    OutdatedRow,
    PublicPage,
    ShareTexts,
    ShareHelp,
    Preview,
    Publish,
    PublishHelp,
    SaveDraft,
    DropDraft,
    Renew,
    OutdatedDraft,
    Opening,
    Changed,
    Analysis,
    AnalysisHelp,
    InSwedish,
    InEnglish,
    Judged,
    NotJudged,
    Unsaved,
    NotPublicYet,
    PublicSince,
    OutsideWeeks,
}

impl Say {
    /// Says it.
    pub fn say(self, language: Language) -> &'static str {
        let (swedish, english) = self.both();
        language.pick(swedish, english)
    }

    fn both(self) -> (&'static str, &'static str) {
        match self {
            Say::Promises => ("Löften", "Promises"),
            Say::NoPeriod => ("Inga löften finns ännu.", "There are no promises yet."),
            Say::NoPeriodSupervisor => (
                "Börja med en period: när löftena gäller, och vad som lovas.",
                "Begin with a period: when the promises hold, and what is promised.",
            ),
            Say::NoPromises => ("Perioden har inga löften ännu.", "The period has no promises yet."),
            Say::Periods => ("Perioder", "Periods"),
            Say::EditPeriod => ("Ändra perioden", "Change the period"),
            Say::NewPeriod => ("Ny period", "New period"),
            Say::NewPeriodFrom => ("Ny period med samma löften", "New period with the same promises"),
            Say::NewPeriodHelp => (
                "Löftena följer med och kan ändras var för sig. Inget av det som gjorts räknas in i den nya perioden.",
                "The promises come along and can be changed one by one. Nothing done before counts in the new period.",
            ),
            Say::AddPromise => ("Nytt löfte", "New promise"),
            Say::EditPromise => ("Ändra", "Change"),
            Say::RemovePromise => ("Ta bort löftet", "Remove the promise"),
            Say::RemoveHelp => (
                "Går bara så länge ingen insats är loggad för det.",
                "Can be done only as long as no activity is logged for it.",
            ),
            Say::Save => ("Spara", "Save"),
            Say::Cancel => ("Tillbaka", "Back"),
            Say::PutRight => (
                "Inget är sparat än. Rätta det som är markerat.",
                "Nothing is saved yet. Put right what is marked.",
            ),
            Say::NameSv => ("Namn på svenska", "Name in Swedish"),
            Say::NameEn => ("Namn på engelska (kan vara tomt)", "Name in English (may be empty)"),
            Say::WordsSv => ("Löftet med dokumentets ord", "The promise in the document’s words"),
            Say::WordsEn => ("Detsamma på engelska (kan vara tomt)", "The same in English (may be empty)"),
            Say::FirstDay => ("Första dagen", "First day"),
            Say::LastDay => ("Sista dagen", "Last day"),
            Say::IsPublic => ("Visa perioden för allmänheten", "Show the period to the public"),
            Say::IsPublicHelp => (
                "Då kan alla läsa hur löftena står, hela förflutna veckor. Slå på först när det som loggats stämmer.",
                "Then everybody can read how the promises stand, whole past weeks. Turn it on once what is logged is right.",
            ),
            Say::Responsible => ("Ansvarig", "Responsible"),
            Say::Theme => ("Tema", "Theme"),
            Say::Times => ("Antal gånger", "Number of times"),
            Say::TimesHelp => ("Tomt när löftet är fortlöpande.", "Empty when the promise is ongoing."),
            Say::Each => ("Hur ofta", "How often"),
            Say::EvidenceOf => ("Det visas av", "It is shown by"),
            Say::AreasOf => ("Områden", "Areas"),
            Say::WithinFirst => ("Från och med (kan vara tomt)", "From (may be empty)"),
            Say::WithinLast => ("Till och med (kan vara tomt)", "Through (may be empty)"),
            Say::WithinHelp => (
                "Fyll i dagarna om löftet gäller en annan tid än hela perioden.",
                "Fill in the days when the promise is for another time than the whole period.",
            ),
            Say::Promise => ("Löfte", "Promise"),
            Say::Next => ("Nästa gräns", "Next due"),
            Say::Latest => ("Senast", "Latest"),
            Say::Activities => ("Insatser", "Activities"),
            Say::FollowUps => ("Uppföljningar", "Follow-ups"),
            Say::NoFollowUps => ("Ingen uppföljning är publicerad.", "No follow-up is published."),
            Say::NewFollowUp => ("Ny uppföljning", "New follow-up"),
            Say::Kind => ("Slag", "Kind"),
            Say::Through => ("Till och med", "Through"),
            Say::ThroughHelp => (
                "En dag som är slut. Pass räknas i hela veckor: välj helst en söndag.",
                "A day that is over. Walks count in whole weeks: choose a Sunday if you can.",
            ),
            Say::Begin => ("Börja skriva", "Begin to write"),
            Say::Continue => ("Fortsätt skriva", "Go on writing"),
            Say::NewVersion => ("Skriv en ny version", "Write a new version"),
            Say::OutdatedRow => (
                "Något har kommit in sent: siffrorna är inte längre desamma.",
                "Something came in late: the figures are no longer the same.",
            ),
            Say::PublicPage => ("Den publika sidan", "The public page"),
            Say::ShareTexts => ("Text för sociala medier", "Text for social media"),
            Say::ShareHelp => (
                "Markera, kopiera och klistra in. Varje text ryms i sin kanal.",
                "Select, copy and paste. Each text fits its channel.",
            ),
            Say::Preview => ("Förhandsgranska", "Preview"),
            Say::Publish => ("Publicera", "Publish"),
            Say::PublishHelp => (
                "En publicerad uppföljning ändras aldrig. Kommer något in sent skrivs en ny version.",
                "A published follow-up never changes. When something comes in late, a new version is written.",
            ),
            Say::SaveDraft => ("Spara utkastet", "Save the draft"),
            Say::DropDraft => ("Kasta utkastet", "Throw the draft away"),
            Say::Renew => ("Hämta de nya siffrorna", "Take the new figures"),
            Say::OutdatedDraft => (
                "Något har kommit in sedan utkastet skrevs. Hämta de nya siffrorna; det du skrivit själv står kvar.",
                "Something has come in since the draft was written. Take the new figures; what you wrote yourself stays.",
            ),
            Say::Opening => ("Inledning", "Opening"),
            Say::Changed => ("Vad som har ändrats", "What has changed"),
            Say::Analysis => ("Har det haft effekt?", "Has it had an effect?"),
            Say::AnalysisHelp => (
                "Era egna ord. Siffrorna här säger inget om trygghet eller brott.",
                "Your own words. The figures here say nothing about safety or crime.",
            ),
            Say::InSwedish => ("På svenska", "In Swedish"),
            Say::InEnglish => ("På engelska (kan vara tomt)", "In English (may be empty)"),
            Say::Judged => ("Hölls löftet?", "Was the promise kept?"),
            Say::NotJudged => ("Välj", "Choose"),
            Say::Unsaved => ("Utkast", "Draft"),
            Say::NotPublicYet => {
                ("Perioden visas inte för allmänheten.", "The period is not shown to the public.")
            }
            Say::PublicSince => ("Perioden visas för allmänheten.", "The period is shown to the public."),
            Say::OutsideWeeks => (
                "Dagar som inte hör till någon av periodens veckor",
                "Days that belong to none of the period’s weeks",
            ),
        }
    }
}

/// Says that phones have yet to report: "2 telefoner har inte hört av sig: siffrorna kan bli högre."
pub fn silent(language: Language, n: u32) -> String {
    let phones =
        crate::texts::moment::counted(n, language.pick(("telefon", "telefoner"), ("phone", "phones")));
    language.pick(
        format!("{phones} har ännu inte skickat allt: siffrorna kan bli högre."),
        if n == 1 {
            format!("{phones} has not sent everything yet: the figures may rise.")
        } else {
            format!("{phones} have not sent everything yet: the figures may rise.")
        },
    )
}

/// Reminds of the thirds of years that have no follow-up: "Ingen uppföljning för tertial 1 2026 och tertial 2 2026."
pub fn thirds_without(language: Language, thirds: &[(i32, u8)]) -> String {
    let name = |(year, third): &(i32, u8)| {
        language.pick(format!("tertial {third} {year}"), format!("third {third} of {year}"))
    };
    let names: Vec<String> = thirds.iter().map(name).collect();
    let names = enumeration(language, &names);
    language.pick(
        format!("Ingen uppföljning för {names}. Minst tre om året är lovade, en i varje tertial."),
        format!("No follow-up for {names}. At least three a year are promised, one in each third."),
    )
}

/// Names one version: "Uppföljning 1, version 2".
pub fn version(language: Language, kind: domain::followup::Kind, number: u32, version: u32) -> String {
    let name = format!("{} {number}", super::kind(language, kind));
    if version == 1 { name } else { format!("{name}, version {version}") }
}
