//! The words of the accessibility statement, by the template of the authority that watches over the law (DIGG). What only those
//! responsible know comes from the configuration; the words never say more of it than stands there.

use domain::day::Day;

use crate::texts::Language;
use crate::texts::promises::day;

/// Where complaints about a site are taken.
pub const COMPLAINTS: &str = "https://www.digg.se/tdosanmalan";

/// A fixed text of the statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named for what it says")]
pub enum Word {
    Title,
    NotFilledIn,
    TellTitle,
    Tell,
    Mail,
    Phone,
    WatchTitle,
    Watch,
    Complain,
    StatusTitle,
    LacksTitle,
    NoLacks,
    TestTitle,
    Test,
}

impl Word {
    /// Returns the text.
    pub fn say(self, language: Language) -> &'static str {
        match self {
            Word::Title => language.pick("Tillgänglighetsredogörelse", "Accessibility statement"),
            Word::NotFilledIn => language.pick(
                "Den som driver webbplatsen har ännu inte fyllt i allt på den här sidan.",
                "Those who run the site have not filled in all of this page yet.",
            ),
            Word::TellTitle => {
                language.pick("Om du inte kan använda en del av webbplatsen", "If you cannot use a part of the site")
            }
            Word::Tell => language.pick(
                "Behöver du innehåll som inte är tillgängligt för dig, eller har du hittat ett problem som inte står här? \
                 Hör av dig, så får du innehållet på annat sätt och problemet kan rättas till.",
                "Do you need content that is not accessible to you, or have you found a problem that is not listed here? \
                 Tell us: you get the content in another way, and the problem can be put right.",
            ),
            Word::Mail => language.pick("E-post", "E-mail"),
            Word::Phone => language.pick("Telefon", "Telephone"),
            Word::WatchTitle => language.pick("Tillsyn", "Supervision"),
            Word::Watch => language.pick(
                "Myndigheten för digital förvaltning (Digg) har tillsyn över lagen om tillgänglighet till digital offentlig \
                 service. Är du inte nöjd med svaret kan du anmäla det dit.",
                "The Agency for Digital Government (Digg) supervises the Act on accessibility to digital public services. If \
                 you are not content with the answer, you can complain there.",
            ),
            Word::Complain => language.pick("Anmäl till Digg", "Complain to Digg"),
            Word::StatusTitle => {
                language.pick("Hur tillgänglig webbplatsen är", "How accessible the site is")
            }
            Word::LacksTitle => language.pick("Kända brister", "Known deficiencies"),
            Word::NoLacks => language.pick("Inga brister är kända.", "No deficiencies are known."),
            Word::TestTitle => language.pick("Hur webbplatsen är testad", "How the site was tested"),
            Word::Test => language.pick(
                "Varje sida prövas vid varje ändring av programmet: automatiskt med axe-core i ljusa och mörka färger, på \
                 svenska och engelska, och i 320 punkters bredd. Sidorna har inget skript och går att läsa och skriva ut med \
                 vilken webbläsare som helst.",
                "Each page is tested with every change of the program: automatically with axe-core in light and dark colours, \
                 in Swedish and English, and at a width of 320 pixels. The pages have no script, and can be read and printed \
                 with any browser.",
            ),
        }
    }
}

/// Says who answers for the site, and what this page is about.
pub fn opening(language: Language, authority: Option<&str>) -> String {
    let (swedish, english) = (
        "Vi vill att alla ska kunna läsa hur det går med medborgarlöftena. Här står hur sidorna uppfyller lagen om \
         tillgänglighet till digital offentlig service, vilka brister som är kända och hur du berättar om andra.",
        "We want everybody to be able to read how the citizen promises go. This page says how the pages fulfil the Act on \
         accessibility to digital public services, which deficiencies are known, and how to tell of others.",
    );
    match authority {
        Some(name) => language.pick(
            format!("{name} står bakom den här webbplatsen. {swedish}"),
            format!("{name} answers for this site. {english}"),
        ),
        None => language.pick(swedish, english).to_owned(),
    }
}

/// How far a site fulfils the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Wholly.
    Full,
    /// In part.
    Partial,
    /// Not.
    Not,
}

/// Says how far the site fulfils the law; of what nobody has said, that.
pub fn status(language: Language, extent: Option<Extent>) -> &'static str {
    match extent {
        None => language.pick(
            "Den som driver webbplatsen har inte bedömt den än.",
            "Those who run the site have not assessed it yet.",
        ),
        Some(Extent::Full) => language.pick(
            "Webbplatsen är helt förenlig med lagen om tillgänglighet till digital offentlig service (WCAG 2.1, nivå AA).",
            "The site wholly conforms to the Act on accessibility to digital public services (WCAG 2.1, level AA).",
        ),
        Some(Extent::Partial) => language.pick(
            "Webbplatsen är delvis förenlig med lagen om tillgänglighet till digital offentlig service (WCAG 2.1, nivå AA). \
             Bristerna står här nedanför.",
            "The site partly conforms to the Act on accessibility to digital public services (WCAG 2.1, level AA). What is \
             lacking stands below.",
        ),
        Some(Extent::Not) => language.pick(
            "Webbplatsen är inte förenlig med lagen om tillgänglighet till digital offentlig service. Bristerna står här \
             nedanför.",
            "The site does not conform to the Act on accessibility to digital public services. What is lacking stands below.",
        ),
    }
}

/// Says when the site was assessed last.
pub fn assessed(language: Language, on: Day) -> String {
    let on = day(language, on);
    language.pick(format!("Senast bedömd den {on}."), format!("Last assessed on {on}."))
}
