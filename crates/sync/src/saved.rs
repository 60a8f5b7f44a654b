//! The file in which an officer saves by hand what the server does not hold: the very push that the phone would send, and
//! whose it is, since a file has no log-in. Saving takes nothing off the phone.
//!
//! Do not rename or reorder: files lie on desks for years. New fields have a default.

use domain::id::{AccountId, DeviceId};
use domain::time::WallTime;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::entry::Head;
use crate::local_store::{Kept, Place};
use crate::wire::{PROTOCOL, PushRequest};

/// What a phone writes.
#[derive(Debug, Clone, Serialize)]
pub struct SavedJournal {
    /// Whose journal it is: the account that a push is made by.
    pub account: AccountId,
    /// The push.
    pub push: PushRequest,
}

/// The same as a server reads it: whose it is, and a push still to be read like any other.
#[derive(Debug, Deserialize)]
pub struct SavedReading<'a> {
    /// Whose journal it is.
    pub account: AccountId,
    /// The push.
    #[serde(borrow)]
    pub push: &'a RawValue,
}

impl SavedJournal {
    /// Takes all of a journal that the server does not hold: what is unsent, and what it refused.
    pub fn of(
        account: AccountId,
        device: DeviceId,
        app: &str,
        journal: Vec<Kept>,
        now: WallTime,
    ) -> SavedJournal {
        let head = journal.last().map_or(Head::EMPTY, |kept| kept.entry.head());
        let is_held = |kept: &Kept| matches!(kept.place, Place::Held { .. });
        let entries = journal.into_iter().filter(|kept| !is_held(kept)).map(|kept| kept.entry).collect();
        let push = PushRequest {
            protocol: PROTOCOL,
            device,
            app: app.to_owned(),
            sent: now,
            head,
            entries,
            storage: None,
        };
        SavedJournal { account, push }
    }

    /// Returns what the file is called: `kvart-10ab34ef-2026-11-24.json`.
    pub fn file_name(&self) -> String {
        let sent = self.push.sent.local();
        let device = self.push.device.short();
        format!("kvart-{device}-{:04}-{:02}-{:02}.json", sent.year, sent.month, sent.day)
    }

    /// Returns what stands in the file.
    pub fn text(&self) -> String {
        serde_json::to_string(self).expect("a push holds nothing that JSON cannot say")
    }
}

#[cfg(test)]
mod tests {
    use domain::id::EntryHash;
    use uuid::Uuid;

    use super::*;
    use crate::entry::Entry;
    use crate::wire::{PushReading, Refusal};

    const ACCOUNT: AccountId = AccountId(Uuid::from_u128(5));
    const DEVICE: DeviceId = DeviceId(Uuid::from_u128(0x0195_0000_0000_7000_8000_2d77_10ab_34ef));

    fn journal() -> Vec<Kept> {
        let held = Place::Held { at: WallTime::from_ms(3) };
        let parked = Place::Parked { refusal: Refusal::UnknownArea, detail: String::new() };
        let mut head = Head::EMPTY;
        let mut journal = Vec::new();
        for (place, body) in [(held, "{}"), (parked, r#"{"n": 1.50}"#), (Place::Unsent, r#"{"spoi"#)] {
            let entry = Entry::sealed(head, DEVICE, body.to_owned());
            head = entry.head();
            journal.push(Kept { entry, place });
        }
        journal
    }

    fn saved() -> SavedJournal {
        let now = WallTime::parse("2026-11-24T22:14:00+01:00").unwrap();
        SavedJournal::of(ACCOUNT, DEVICE, "phone 0.1.0", journal(), now)
    }

    #[test]
    fn what_the_server_does_not_hold_is_saved_to_the_letter() {
        let saved = saved();
        let seqs: Vec<u64> = saved.push.entries.iter().map(|entry| entry.seq).collect();
        assert_eq!((seqs, saved.push.head), (vec![2, 3], journal()[2].entry.head()));
        expect_test::expect![[r#"{"account":"00000000-0000-0000-0000-000000000005","push":{"protocol":1,"device":"01950000-0000-7000-8000-2d7710ab34ef","app":"phone 0.1.0","sent":1795554840000,"head":{"seq":3,"hash":"HASH"},"entries":[{"seq":2,"prev":"HASH","hash":"HASH","body":{"n": 1.50}},{"seq":3,"prev":"HASH","hash":"HASH","body":"{\"spoi"}]}}"#]]
        .assert_eq(&without_hashes(&saved.text()));
    }

    #[test]
    fn a_file_reads_as_a_push() {
        let text = saved().text();
        let read: SavedReading = serde_json::from_str(&text).unwrap();
        let push: PushReading = serde_json::from_str(read.push.get()).unwrap();
        assert_eq!((read.account, push.device, push.entries.len()), (ACCOUNT, DEVICE, 2));
    }

    #[test]
    fn a_file_is_named_by_its_phone_and_its_day() {
        expect_test::expect!["kvart-10ab34ef-2026-11-24.json"].assert_eq(&saved().file_name());
    }

    fn without_hashes(text: &str) -> String {
        let hashes =
            journal().iter().map(|kept| kept.entry.hash).chain([EntryHash::NONE]).collect::<Vec<_>>();
        hashes.iter().fold(text.to_owned(), |text, hash| text.replace(&hash.to_string(), "HASH"))
    }
}
