//! Every word that the interface says, Swedish beside English, by subject. Components hold no text of their own.

#[cfg(any(feature = "phone", feature = "ssr", test))]
pub mod activity;
pub mod moment;
#[cfg(any(feature = "phone", test))]
pub mod phone;
pub mod rule;

#[cfg(any(feature = "desk", feature = "ssr"))]
pub mod desk;
#[cfg(feature = "ssr")]
pub mod promises;
#[cfg(feature = "ssr")]
pub mod public;

use serde::{Deserialize, Serialize};

/// A language of the interface. Swedish is the first, English a full second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Language {
    /// Svenska.
    #[default]
    Swedish,
    /// English.
    English,
}

impl Language {
    /// Returns the tag for `lang` attributes and settings.
    pub fn tag(self) -> &'static str {
        self.pick("sv", "en")
    }

    /// Returns the language that a tag such as `en-GB` asks for.
    pub fn from_tag(tag: &str) -> Language {
        let is_english = tag.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("en"));
        if is_english { Language::English } else { Language::Swedish }
    }

    /// Returns the one of two texts that is in this language.
    pub fn pick<T>(self, swedish: T, english: T) -> T {
        match self {
            Language::Swedish => swedish,
            Language::English => english,
        }
    }
}
