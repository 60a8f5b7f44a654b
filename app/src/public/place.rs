//! The addresses of the public pages: each in Swedish and in English, the same but for the words. An address that was once
//! given is never given to another page.

use domain::id::PeriodId;

use crate::texts::Language;

/// A public page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// How the promises of the latest public period stand.
    Now,
    /// How those of one period stand.
    Period(PeriodId),
    /// The latest version of a follow-up.
    FollowUp(PeriodId, u32),
    /// One version of it.
    Version(PeriodId, u32, u32),
    /// How to take the figures along, and to embed them.
    Taking,
    /// The accessibility statement.
    Statement,
    /// The small page for another site's frame.
    Frame,
    /// The badge.
    Badge,
}

/// A form that figures are taken along in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Semicolons between, as a Swedish Excel opens it.
    Csv,
    /// RFC 8259.
    Json,
}

impl Form {
    /// Both.
    pub const ALL: [Form; 2] = [Form::Csv, Form::Json];

    /// Returns the end of a file's name.
    pub fn end(self) -> &'static str {
        match self {
            Form::Csv => "csv",
            Form::Json => "json",
        }
    }
}

/// Where the pages begin.
pub fn root(language: Language) -> &'static str {
    language.pick("/uppfoljning", "/follow-up")
}

/// The address of the list of periods, for programs.
pub const INDEX: &str = "/uppfoljning.json";

/// Returns where the figures of a period lie. They are in no language, so they have one address.
pub fn figures_of_period(period: &PeriodId, form: Form) -> String {
    format!("{}/{period}.{}", root(Language::Swedish), form.end())
}

/// Returns where the figures of a published version lie.
pub fn figures_of_version(period: &PeriodId, number: u32, version: u32, form: Form) -> String {
    format!("{}/{period}/{number}/v{version}.{}", root(Language::Swedish), form.end())
}

impl Place {
    /// Returns its path in a language.
    pub fn path(&self, language: Language) -> String {
        let root = root(language);
        let word = |swedish, english| format!("{root}/{}", language.pick(swedish, english));
        match self {
            Place::Now => root.to_owned(),
            Place::Period(period) => format!("{root}/{period}"),
            Place::FollowUp(period, number) => format!("{root}/{period}/{number}"),
            Place::Version(period, number, version) => format!("{root}/{period}/{number}/v{version}"),
            Place::Taking => word("data", "data"),
            Place::Statement => word("tillganglighet", "accessibility"),
            Place::Frame => word("ruta", "frame"),
            Place::Badge => word("marke.svg", "badge.svg"),
        }
    }
}
