//! Words about promises, for those inside and for the public alike: what is promised, how it stands, what stretch of time
//! is meant. No figure is decided here.

pub mod desk;
pub mod faults;
pub mod prose;
pub mod social;

use domain::activity::Party;
use domain::day::Day;
use domain::due::Span;
use domain::followup::Kind;
use domain::fulfilment::{PromiseFigures, Standing, State};
use domain::id::AreaId;
use domain::letter::Judgement;
use domain::promise::{Each, Evidence, Promise, Responsible, Target, Theme, Within, Wording};

use super::Language;
use super::desk::prose::{capitalised, enumeration, number};

const MONTHS: [(&str, &str); 12] = [
    ("januari", "January"),
    ("februari", "February"),
    ("mars", "March"),
    ("april", "April"),
    ("maj", "May"),
    ("juni", "June"),
    ("juli", "July"),
    ("augusti", "August"),
    ("september", "September"),
    ("oktober", "October"),
    ("november", "November"),
    ("december", "December"),
];

/// Returns a text in a language; the Swedish one where nobody has written it in English.
pub fn worded(language: Language, text: &Wording) -> String {
    language.pick(text.sv.as_str(), text.english()).to_owned()
}

/// Names a month, 1 for January: "november".
fn month(language: Language, month: u8) -> &'static str {
    let (swedish, english) = MONTHS[usize::from(month) - 1];
    language.pick(swedish, english)
}

/// Names a day as a letter does: "24 november 2026".
pub fn day(language: Language, day: Day) -> String {
    format!("{} {} {}", day.day(), month(language, day.month()), day.year())
}

/// Names some days: "1 januari 2023 – 31 december 2024", or one.
pub fn days(language: Language, days: Within) -> String {
    if days.first == days.last {
        return day(language, days.first);
    }
    format!("{} – {}", day(language, days.first), day(language, days.last))
}

/// Names a theme of the document.
pub fn theme(language: Language, theme: Theme) -> &'static str {
    match theme {
        Theme::PublicPlaces => language.pick("Trygghet i offentlig miljö", "Safety in public places"),
        Theme::GangCrime => language.pick("Gängkriminalitet", "Gang crime"),
        Theme::Andts => language.pick(
            "ANDTS (alkohol, narkotika, doping, tobak och spel)",
            "ANDTS (alcohol, narcotics, doping, tobacco and gambling)",
        ),
        Theme::CloseRelations => language.pick("Våld i nära relation", "Violence in close relations"),
        Theme::Account => language.pick("Uppföljning och utvärdering", "Follow-up and evaluation"),
    }
}

/// Names who is to keep a promise.
pub fn responsible(language: Language, responsible: Responsible) -> &'static str {
    match responsible {
        Responsible::Police => language.pick("Polisen", "The police"),
        Responsible::Municipality => language.pick("Kommunen", "The municipality"),
        Responsible::Both => language.pick("Polisen och kommunen", "The police and the municipality"),
    }
}

/// Names who takes part in an activity.
pub fn party(language: Language, party: Party) -> &'static str {
    match party {
        Party::Police => language.pick("Polisen", "The police"),
        Party::Municipality => language.pick("Kommunen", "The municipality"),
        Party::Others => language.pick("Andra", "Others"),
    }
}

/// Says what shows that a promise is kept.
pub fn evidence(language: Language, evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Activities => language.pick("Loggade insatser", "Logged activities"),
        Evidence::CountedWalks => language.pick("Fotpatruller som räknas", "Foot patrols that count"),
        Evidence::FollowUps => language.pick("Publicerade uppföljningar", "Published follow-ups"),
        Evidence::Evaluations => language.pick("Publicerade utvärderingar", "Published evaluations"),
    }
}

/// Says how often something is promised: "En gång i veckan i varje område".
pub fn target(language: Language, target: Target) -> String {
    let Target::Times { n, each } = target else {
        return language.pick("Fortlöpande", "Ongoing").to_owned();
    };
    let times = match (language, n) {
        (Language::Swedish, 1) => "En gång".to_owned(),
        (Language::English, 1) => "Once".to_owned(),
        (Language::English, 2) => "Twice".to_owned(),
        (Language::Swedish, _) => format!("{} gånger", capitalised(&number(language, n as usize))),
        (Language::English, _) => format!("{} times", capitalised(&number(language, n as usize))),
    };
    let each = match each {
        Each::WeekAndArea => language.pick("i veckan i varje område", "a week in each area"),
        Each::Term => language.pick("per termin", "each school term"),
        Each::Year => language.pick("per år", "a year"),
        Each::Period => language.pick("under perioden", "in the period"),
    };
    format!("{times} {each}")
}

/// Names a stretch of time: "vecka 7 2023", "vårterminen 2023".
pub fn span(language: Language, span: Span) -> String {
    match span {
        Span::Week(week) => {
            format!("{} {} {}", language.pick("vecka", "week"), week.number(), week.year())
        }
        Span::SpringTerm(year) => {
            language.pick(format!("vårterminen {year}"), format!("the spring term of {year}"))
        }
        Span::AutumnTerm(year) => {
            language.pick(format!("höstterminen {year}"), format!("the autumn term of {year}"))
        }
        Span::Year(year) => year.to_string(),
        Span::Whole => language.pick("hela tiden", "all the time").to_owned(),
    }
}

/// How something is shown in a word: its sign, the class that colours it, the word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// ✓ ○ ! ✕ or –.
    pub sign: &'static str,
    /// The class of the style sheets.
    pub class: &'static str,
    /// The word that always stands beside the sign.
    pub word: &'static str,
}

/// Says in a word how a promise stands.
pub fn standing(language: Language, standing: Standing) -> Mark {
    let mark = |sign, class, word| Mark { sign, class, word };
    match standing {
        Standing::Ongoing => mark("–", "not-followed", language.pick("Pågår", "Ongoing")),
        Standing::NotBegun => mark("○", "open", language.pick("Inte påbörjat", "Not begun")),
        Standing::OnPace => mark("○", "open", language.pick("I fas", "On pace")),
        Standing::Behind { .. } => mark("!", "at-risk", language.pick("Efter", "Behind")),
        Standing::Met => mark("✓", "kept", language.pick("Uppfyllt", "Met")),
        Standing::Missed { .. } => mark("✕", "missed", language.pick("Inte uppfyllt", "Not met")),
        Standing::NotFollowed => mark("–", "not-followed", language.pick("Ingen uppgift", "No record")),
    }
}

/// Says in a word how a stretch of time stands.
pub fn state(language: Language, state: State) -> Mark {
    let mark = |sign, class, word| Mark { sign, class, word };
    match state {
        State::Kept => mark("✓", "kept", language.pick("klar", "done")),
        State::Open => mark("○", "open", language.pick("öppen", "open")),
        State::Missed => mark("✕", "missed", language.pick("missad", "missed")),
        State::NotFollowed => mark("–", "not-followed", language.pick("ingen uppgift", "no record")),
    }
}

/// Says in a word whether a promise was kept.
pub fn judgement(language: Language, judgement: Judgement) -> Mark {
    let mark = |sign, class, word| Mark { sign, class, word };
    match judgement {
        Judgement::Kept => mark("✓", "kept", language.pick("Löftet hölls", "The promise was kept")),
        Judgement::PartlyKept => {
            mark("!", "at-risk", language.pick("Löftet hölls delvis", "The promise was kept in part"))
        }
        Judgement::NotKept => {
            mark("✕", "missed", language.pick("Löftet hölls inte", "The promise was not kept"))
        }
    }
}

/// Names what is published.
pub fn kind(language: Language, kind: Kind) -> &'static str {
    match kind {
        Kind::FollowUp => language.pick("Uppföljning", "Follow-up"),
        Kind::Evaluation => language.pick("Utvärdering", "Evaluation"),
    }
}

/// Says how much is done of what is due: "3 av 5"; of an ongoing promise what was done: "7 gånger".
pub fn progress(language: Language, promise: &Promise, figures: &PromiseFigures) -> String {
    match promise.target {
        Target::Ongoing => {
            let times = language.pick(("gång", "gånger"), ("time", "times"));
            super::moment::counted(figures.made_n, times)
        }
        Target::Times { .. } => {
            let of = language.pick("av", "of");
            format!("{} {of} {}", figures.done_n, figures.due_n)
        }
    }
}

/// Says how much was to be done by now, where a number is due.
pub fn expected(language: Language, promise: &Promise, figures: &PromiseFigures) -> Option<String> {
    let n = figures.expected_n;
    let is_due = promise.target != Target::Ongoing && figures.standing != Standing::NotFollowed;
    is_due.then(|| language.pick(format!("{n} väntade hittills"), format!("{n} expected by now")))
}

/// The areas' names, where they are known.
#[derive(Debug, Clone, Copy)]
pub struct Areas<'a>(pub &'a [(AreaId, String)]);

impl Areas<'_> {
    /// Returns what people call an area.
    pub fn name(&self, id: &AreaId) -> String {
        let named = self.0.iter().find(|(area, _)| area == id);
        named.map_or_else(|| id.to_string(), |(_, name)| name.clone())
    }

    /// Names several: "Skogås C och Vårby C".
    pub fn names(&self, language: Language, ids: &[AreaId]) -> String {
        let names: Vec<String> = ids.iter().map(|id| self.name(id)).collect();
        enumeration(language, &names)
    }
}
