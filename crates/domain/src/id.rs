//! The names of things: accounts, devices, walks, areas, entries. An id is never made here; the edge makes it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Defines a newtype around a UUID that reads and writes itself as the usual 36 characters.
macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map($name)
            }
        }
    };
}

uuid_id! {
    /// Names a person's account on the server.
    AccountId
}
uuid_id! {
    /// Names one journal: one account on one phone. Two officers who share a phone keep two journals.
    DeviceId
}
uuid_id! {
    /// Names one walk from its first second on, so that ending it twice is still one walk.
    WalkId
}
uuid_id! {
    /// Names one promise of one period.
    PromiseId
}
uuid_id! {
    /// Names one activity from its first telling on.
    ActivityId
}

impl DeviceId {
    /// Returns the last eight digits: enough for a person to tell phones apart by. The first digits are a time, and alike
    /// on all phones that were first used on the same morning.
    pub fn short(self) -> String {
        self.0.as_bytes()[12..].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Defines a name that is a short word fit for a URL.
macro_rules! word_id {
    ($(#[$doc:meta])* $name:ident, $(#[$bad_doc:meta])* $bad:ident, $whose:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        $(#[$bad_doc])*
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        #[error("{whose} id is 1 to 40 letters a–z, digits and hyphens, not {0:?}", whose = $whose)]
        pub struct $bad(String);

        impl $name {
            /// Returns the id as it stands in URLs and tables.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = $bad;

            fn from_str(text: &str) -> Result<Self, $bad> {
                if is_word(text) { Ok($name(text.to_owned())) } else { Err($bad(text.chars().take(60).collect())) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = $bad;

            fn try_from(text: String) -> Result<Self, $bad> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

fn is_word(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty() && text.len() <= 40 && text.chars().all(fits)
}

word_id! {
    /// Names an area, such as `skogas-c`.
    AreaId,
    /// Says why a text is not an area's id.
    BadAreaId,
    "an area's"
}
word_id! {
    /// Names a period that promises were given for, such as `2023-2024`.
    PeriodId,
    /// Says why a text is not a period's id.
    BadPeriodId,
    "a period's"
}

/// Names one entry by the SHA-256 of all that it says; written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EntryHash(pub [u8; 32]);

/// Says that a text is not an entry's hash.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an entry's hash is 64 hexadecimal digits")]
pub struct BadEntryHash;

impl EntryHash {
    /// Stands before a journal's first entry.
    pub const NONE: EntryHash = EntryHash([0; 32]);

    /// Returns the first eight digits: enough for a person to compare a receipt by.
    pub fn short(&self) -> String {
        self.0[..4].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Display for EntryHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for EntryHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EntryHash({})", self.short())
    }
}

impl FromStr for EntryHash {
    type Err = BadEntryHash;

    fn from_str(text: &str) -> Result<Self, BadEntryHash> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(BadEntryHash);
        }
        let digit = |c: u8| (c as char).to_digit(16).ok_or(BadEntryHash);
        let mut hash = [0; 32];
        for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = (digit(pair[0])? * 16 + digit(pair[1])?) as u8;
        }
        Ok(EntryHash(hash))
    }
}

impl TryFrom<String> for EntryHash {
    type Error = BadEntryHash;

    fn try_from(text: String) -> Result<Self, BadEntryHash> {
        text.parse()
    }
}

impl From<EntryHash> for String {
    fn from(hash: EntryHash) -> String {
        hash.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_id_is_fit_for_a_url() {
        for good in ["skogas-c", "a", "omrade-12"] {
            assert_eq!(good.parse::<AreaId>().unwrap().as_str(), good);
        }
        for bad in ["", "Skogås C", "a/b", "A", &"x".repeat(41)] {
            assert!(bad.parse::<AreaId>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_hash_reads_what_it_wrote() {
        let hash = EntryHash(std::array::from_fn(|i| (i * 7) as u8));
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert_eq!(hash.short(), "00070e15");
        assert_eq!("zz".repeat(32).parse::<EntryHash>(), Err(BadEntryHash));
        assert_eq!("00".parse::<EntryHash>(), Err(BadEntryHash));
        assert_eq!("é".repeat(32).parse::<EntryHash>(), Err(BadEntryHash));
    }
}
