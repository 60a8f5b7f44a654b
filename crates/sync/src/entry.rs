//! One immutable record in a device's journal, and the hash that chains it to the one before. No entry is ever edited.

use domain::id::{DeviceId, EntryHash};
use domain::statement::Body;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// One record in a device's journal.
///
/// Wire type: do not rename or reorder; phones in the field write this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// 1, 2, 3 … within its device.
    pub seq: u64,
    /// The hash of the entry before, [`EntryHash::NONE`] for the first.
    pub prev: EntryHash,
    /// The hash of this one.
    pub hash: EntryHash,
    /// What it says, as the very text that was hashed: fields that this code does not know stay in it.
    #[serde(with = "verbatim")]
    pub body: String,
}

/// The end of a journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The last entry's `seq`, 0 for an empty journal.
    pub seq: u64,
    /// The last entry's hash.
    pub hash: EntryHash,
}

impl Head {
    /// The head of a journal without entries.
    pub const EMPTY: Head = Head { seq: 0, hash: EntryHash::NONE };
}

impl Entry {
    /// Makes the entry that follows `head` in a device's journal.
    pub fn after(head: Head, device: DeviceId, body: &Body) -> Entry {
        let body = serde_json::to_string(body).expect("a body holds nothing that JSON cannot say");
        Entry::sealed(head, device, body)
    }

    /// Makes the entry that follows `head` of a body that is already text: JSON, without space around it.
    pub fn sealed(head: Head, device: DeviceId, body: String) -> Entry {
        let seq = head.seq + 1;
        Entry { seq, prev: head.hash, hash: hash(device, seq, head.hash, &body), body }
    }

    /// Returns the hash that this entry ought to carry in the given device's journal.
    pub fn true_hash(&self, device: DeviceId) -> EntryHash {
        hash(device, self.seq, self.prev, &self.body)
    }

    /// Returns the head of a journal that ends with this entry.
    pub fn head(&self) -> Head {
        Head { seq: self.seq, hash: self.hash }
    }

    /// Reads what the entry says.
    pub fn read(&self) -> Result<Body, serde_json::Error> {
        serde_json::from_str(&self.body)
    }
}

/// SHA-256 over a fixed word, the device, the place in its journal, the hash before and the body's text.
fn hash(device: DeviceId, seq: u64, prev: EntryHash, body: &str) -> EntryHash {
    let mut sha = Sha256::new();
    sha.update(b"kvart entry 1\0");
    sha.update(device.0.as_bytes());
    sha.update(seq.to_be_bytes());
    sha.update(prev.0);
    sha.update(body.as_bytes());
    EntryHash(sha.finalize().into())
}

/// Carries a text that is JSON as JSON, to the letter.
///
/// A text that is none was damaged in a phone's storage. It travels as a JSON string, so that it spoils no entry beside
/// it, and its hash is wrong, so that it is refused, parked and shown.
mod verbatim {
    use serde::de::Deserializer;
    use serde::ser::Serializer;
    use serde::{Deserialize, Serialize};
    use serde_json::value::RawValue;

    pub(super) fn serialize<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
        match serde_json::from_str::<&RawValue>(text) {
            Ok(raw) => raw.serialize(serializer),
            Err(_) => text.serialize(serializer),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Ok(Box::<str>::from(raw).into_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEVICE: DeviceId = DeviceId(uuid::Uuid::from_u128(7));

    #[test]
    fn a_body_travels_to_the_letter() {
        let body = r#"{"schema":1, "later":[1.50, "\u00e5"]}"#;
        let entry = Entry::sealed(Head::EMPTY, DEVICE, body.to_owned());
        let read: Entry = serde_json::from_str(&serde_json::to_string(&entry).unwrap()).unwrap();
        assert_eq!(read, entry);
        assert_eq!(read.true_hash(DEVICE), read.hash);
    }

    #[test]
    fn a_body_that_was_damaged_travels_and_is_known_by_its_hash() {
        let entry = Entry::sealed(Head::EMPTY, DEVICE, r#"{"schema":1}"#.to_owned());
        let damaged = Entry { body: r#"{"sche"#.to_owned(), ..entry };
        let read: Entry = serde_json::from_str(&serde_json::to_string(&damaged).unwrap()).unwrap();
        assert_eq!(read.body, r#""{\"sche""#);
        assert_ne!(read.true_hash(DEVICE), read.hash);
    }

    #[test]
    fn a_hash_covers_all_that_an_entry_says() {
        let entry = Entry::sealed(Head::EMPTY, DEVICE, "{}".to_owned());
        let other_device = DeviceId(uuid::Uuid::from_u128(8));
        assert_ne!(entry.true_hash(other_device), entry.hash);
        for changed in [
            Entry { seq: 2, ..entry.clone() },
            Entry { prev: EntryHash([1; 32]), ..entry.clone() },
            Entry { body: "{ }".to_owned(), ..entry.clone() },
        ] {
            assert_ne!(changed.true_hash(DEVICE), entry.hash);
        }
    }

    #[test]
    fn the_hash_never_changes_its_form() {
        let entry = Entry::sealed(Head::EMPTY, DEVICE, "{}".to_owned());
        expect_test::expect!["0fb0cdd8e516f92b5cf4ec23e9e84f7c45f36c2acd7fb05a951f08a1a3130e4b"]
            .assert_eq(&entry.hash.to_string());
    }
}
