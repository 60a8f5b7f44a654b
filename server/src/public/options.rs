//! The settings of the public pages: who answers for them, where they lie, what is held back. All of it has a default that works,
//! and a page says so where only those responsible know.

use app::public::{House, Statement, Status};
use clap::{Args, ValueEnum};
use domain::day::Day;
use domain::promise::Wording;

/// What the public pages say of themselves.
#[derive(Args, Clone, Debug, Default)]
pub struct PublicOptions {
    /// Whom the public can ask: an e-mail address, or a line of text.
    #[arg(long, env = "KVART_PUBLIC_CONTACT", value_name = "TEXT")]
    pub public_contact: Option<String>,
    /// How many of the latest whole weeks the public is not shown yet.
    #[arg(long, env = "KVART_PUBLIC_HELD_BACK_WEEKS", default_value_t = 0, value_name = "N")]
    pub public_held_back_weeks: u32,
    /// The accessibility statement: the authority that answers for the site.
    #[arg(long, env = "KVART_STATEMENT_AUTHORITY", value_name = "NAME")]
    pub statement_authority: Option<String>,
    /// The accessibility statement: where what is lacking is told, by e-mail.
    #[arg(long, env = "KVART_STATEMENT_MAIL", value_name = "ADDRESS")]
    pub statement_mail: Option<String>,
    /// The accessibility statement: the same by telephone.
    #[arg(long, env = "KVART_STATEMENT_PHONE", value_name = "NUMBER")]
    pub statement_phone: Option<String>,
    /// The accessibility statement: the day of the latest assessment, such as `2026-11-24`.
    #[arg(long, env = "KVART_STATEMENT_ASSESSED", value_name = "DAY")]
    pub statement_assessed: Option<Day>,
    /// The accessibility statement: how far the site fulfils the law.
    #[arg(long, env = "KVART_STATEMENT_STATUS", value_enum)]
    pub statement_status: Option<Extent>,
    /// The accessibility statement: what is known to be lacking, with semicolons between. English follows the Swedish after a
    /// stroke: `Kartan kan inte läsas upp | The map cannot be read aloud`.
    #[arg(long, env = "KVART_STATEMENT_LACKS", value_delimiter = ';', value_name = "TEXT")]
    pub statement_lacks: Vec<String>,
}

/// How far a site fulfils the law on accessibility.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Extent {
    /// Wholly.
    Full,
    /// In part.
    Partial,
    /// Not.
    Not,
}

impl PublicOptions {
    /// Returns what the pages are told of these settings. `url` is where people reach this server, if that is known.
    pub(crate) fn house(&self, icon: String, url: Option<&str>) -> House {
        let text = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        House {
            base: url
                .filter(|url| !url.trim().is_empty())
                .map(|url| url.trim().trim_end_matches('/').to_owned()),
            icon,
            contact: text(&self.public_contact),
            n_held_back: self.public_held_back_weeks,
            statement: Statement {
                authority: text(&self.statement_authority),
                mail: text(&self.statement_mail),
                phone: text(&self.statement_phone),
                assessed: self.statement_assessed,
                status: match self.statement_status {
                    None => Status::Unknown,
                    Some(Extent::Full) => Status::Full,
                    Some(Extent::Partial) => Status::Partial,
                    Some(Extent::Not) => Status::Not,
                },
                lacks: self.statement_lacks.iter().filter_map(|text| lack(text)).collect(),
            },
        }
    }
}

/// Reads what is lacking, in Swedish and perhaps in English; nothing of a blank text.
fn lack(text: &str) -> Option<Wording> {
    let (sv, en) = text.split_once('|').unwrap_or((text, ""));
    let [sv, en] = [sv, en].map(|text| text.trim().to_owned());
    (!sv.is_empty()).then_some(Wording { sv, en })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_lacking_is_told_in_one_language_or_both() {
        let both = |sv: &str, en: &str| Some(Wording { sv: sv.to_owned(), en: en.to_owned() });
        assert_eq!(
            lack(" Ingen teckentolkning | No sign language "),
            both("Ingen teckentolkning", "No sign language")
        );
        assert_eq!(lack("Ingen teckentolkning"), both("Ingen teckentolkning", ""));
        assert_eq!(lack(" "), None);
    }
}
