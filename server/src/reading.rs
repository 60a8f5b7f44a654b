//! What a phone sends as far as it can be read: a push, which somebody may also have brought in a file, or a heartbeat. One
//! entry that cannot be read never spoils another.

use domain::id::DeviceId;
use serde::Deserialize;
use store::Push;
use sync::entry::Entry;
use sync::heartbeat::Heartbeat;
use sync::wire::{PROTOCOL, PushReading, StorageReport};

/// The longest name of a build that is kept.
const MAX_APP_CHARS: usize = 60;

/// A push as far as it could be read.
#[derive(Debug)]
pub(crate) struct Reading {
    /// What was read.
    pub(crate) push: Push,
    /// The places of what was no entry at all.
    pub(crate) unreadable: Vec<usize>,
}

/// Why a push could not be read at all.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unread {
    /// It is none.
    #[error(transparent)]
    Malformed(#[from] serde_json::Error),
    /// It is one of another version.
    #[error("it speaks version {spoken} of the protocol, and this program {PROTOCOL}")]
    Protocol {
        /// What it speaks.
        spoken: u64,
    },
}

/// Reads a heartbeat, its version first.
pub(crate) fn read_heartbeat(text: &[u8]) -> Result<Heartbeat, Unread> {
    check_protocol(text)?;
    Ok(serde_json::from_slice(text)?)
}

/// Refuses another version: of that nothing else is known.
fn check_protocol(text: &[u8]) -> Result<(), Unread> {
    #[derive(Deserialize)]
    struct Spoken {
        protocol: u64,
    }
    let Spoken { protocol: spoken } = serde_json::from_slice(text)?;
    if spoken == u64::from(PROTOCOL) { Ok(()) } else { Err(Unread::Protocol { spoken }) }
}

/// Reads a push, its version first.
pub(crate) fn read(text: &[u8]) -> Result<Reading, Unread> {
    check_protocol(text)?;
    let reading: PushReading = serde_json::from_slice(text)?;
    let mut entries = Vec::with_capacity(reading.entries.len());
    let mut unreadable = Vec::new();
    for (idx, raw) in reading.entries.iter().enumerate() {
        match serde_json::from_str::<Entry>(raw.get()) {
            Ok(entry) => entries.push(entry),
            Err(_) => unreadable.push(idx),
        }
    }
    let app = reading.app.chars().take(MAX_APP_CHARS).collect();
    // A report that cannot be read spoils no entry either.
    let storage = reading.storage.and_then(|raw| serde_json::from_str(raw.get()).ok());
    let push = Push { device: reading.device, app, sent: reading.sent, head: reading.head, entries, storage };
    Ok(Reading { push, unreadable })
}

/// Writes down in the log what a phone told of a storage that had lost something.
pub(crate) fn warn_of_loss(device: DeviceId, told: Option<StorageReport>) {
    if let Some(StorageReport { journal, end, n_recovered, n_lost, .. }) = told {
        tracing::warn!(device.id = %device, journal.id = %journal, journal.end = end, n_recovered, n_lost, "a phone's storage had lost something");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str = r#"{"seq":1,"prev":"0000000000000000000000000000000000000000000000000000000000000000","hash":"1111111111111111111111111111111111111111111111111111111111111111","body":{"any": 1}}"#;

    fn envelope(protocol: &str, entries: &str) -> String {
        format!(
            r#"{{"protocol":{protocol},"device":"00000000-0000-0000-0000-000000000007","app":"test","sent":0,
                "head":{{"seq":1,"hash":"{}"}},"entries":[{entries}]}}"#,
            "1".repeat(64)
        )
    }

    fn check(text: &str) -> Result<Reading, Unread> {
        read(text.as_bytes())
    }

    #[test]
    fn what_is_no_entry_is_named_by_its_place() {
        let entries = format!(r#"7, {ENTRY}, {{"seq":-1}}, {ENTRY}, null, "text", []"#);
        let reading = check(&envelope("1", &entries)).unwrap();
        assert_eq!(reading.unreadable, [0, 2, 4, 5, 6]);
        assert_eq!(reading.push.entries.len(), 2);
        assert_eq!(reading.push.entries[0].body, r#"{"any": 1}"#);
    }

    #[test]
    fn a_report_on_the_storage_is_read_and_one_that_is_none_spoils_nothing() {
        let device = "00000000-0000-0000-0000-000000000009";
        let good =
            format!(r#"{{"found":5,"journal":"{device}","end":7,"n_recovered":2,"n_lost":1,"later":true}}"#);
        for (storage, end) in [(good.as_str(), Some(7)), ("null", None), ("7", None), ("{}", None)] {
            let whole = envelope("1", ENTRY).replacen('{', &format!(r#"{{"storage":{storage},"#), 1);
            let push = check(&whole).unwrap().push;
            assert_eq!((push.storage.map(|told| told.end), push.entries.len()), (end, 1), "{storage}");
        }
    }

    #[test]
    fn another_version_is_told_whatever_else_it_says() {
        let other = check(r#"{"protocol":2,"what":"else"}"#);
        assert!(matches!(other, Err(Unread::Protocol { spoken: 2 })), "{other:?}");
        let older = check(&envelope("0", ENTRY));
        assert!(matches!(older, Err(Unread::Protocol { spoken: 0 })), "{older:?}");
    }

    #[test]
    fn an_envelope_that_is_none_is_malformed() {
        for bad in ["", "[]", "{}", r#"{"protocol":1}"#, r#"{"protocol":"1"}"#, r#"{"protocol":-1}"#] {
            assert!(matches!(check(bad), Err(Unread::Malformed(_))), "{bad:?}");
        }
    }
}
