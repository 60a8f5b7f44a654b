//! How this phone stands, for whoever is asked over the telephone: what is unsent, what was refused, what was received last,
//! and what the browser tells of itself. It never holds a place, a walk or a name.

use domain::id::{DeviceId, EntryHash};
use domain::time::WallTime;
use sync::local_store::{Kept, Place, StoreError};
use sync::wire::Refusal;

/// All that is known of this phone at one moment. What the browser does not tell is nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// When this was looked up, by the phone's clock.
    pub at: WallTime,
    /// Which journal.
    pub device: DeviceId,
    /// How the journal stands, or why it cannot be read.
    pub journal: Result<JournalTally, StoreError>,
    /// When the server last answered, by the phone's clock.
    pub last_contact: Option<WallTime>,
    /// How far the server's clock was then ahead of the phone's, in milliseconds.
    pub server_ahead_ms: Option<i64>,
    /// What this app calls itself to the server.
    pub app: &'static str,
    /// The program that runs, by the name of its file.
    pub build: Option<String>,
    /// Whether the browser promises to keep what is on this phone.
    pub is_lasting: Option<bool>,
    /// How the second copy of what is unsent stands.
    pub second_copy: SecondCopy,
    /// What was wrong with that copy when the app was opened, if something was. It was made anew then.
    pub copy_damage: Option<String>,
    /// How much is stored and how much may be, in bytes.
    pub stored_of: Option<(f64, f64)>,
    /// Whether the app opens without a network.
    pub worker: WorkerState,
    /// Whether positions are allowed.
    pub positions: Permission,
}

/// How the second copy of what is unsent stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecondCopy {
    /// It is being made.
    Making,
    /// It is there, since then.
    Kept(WallTime),
    /// This browser cannot keep one.
    Unsupported,
    /// It could not be written or read, for this reason.
    Failed(String),
}

/// Whether there is a worker that keeps the app on the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkerState {
    /// It does.
    Active,
    /// It does, and a newer version waits.
    NewerWaits,
    /// It will in a moment.
    Installing,
    /// There is none: the app needs a network to open.
    None,
}

/// Whether the browser lets the app ask where the phone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// It does.
    Granted,
    /// It does not.
    Denied,
    /// It will ask the person.
    Prompt,
    /// It does not say.
    Unknown,
}

/// How a journal stands with the server, in figures.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JournalTally {
    /// How many entries there are.
    pub n_entries: usize,
    /// How many of them wait to be sent.
    pub n_unsent: usize,
    /// When the oldest of those was written, by the phone's clock, where it can be read.
    pub oldest_unsent: Option<WallTime>,
    /// What the server refused, in order.
    pub refused: Vec<Refused>,
    /// What the server received last.
    pub last_receipt: Option<Received>,
}

/// An entry that the server refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// Its place in the journal.
    pub seq: u64,
    /// Its hash.
    pub hash: EntryHash,
    /// Why.
    pub refusal: Refusal,
}

/// An entry that the server holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    /// Its place in the journal.
    pub seq: u64,
    /// Its hash.
    pub hash: EntryHash,
    /// Since when, by the server's clock.
    pub at: WallTime,
}

impl JournalTally {
    /// Tallies a journal in order.
    pub fn of(journal: &[Kept]) -> JournalTally {
        let mut tally = JournalTally { n_entries: journal.len(), ..JournalTally::default() };
        for Kept { entry, place } in journal {
            let (seq, hash) = (entry.seq, entry.hash);
            match *place {
                Place::Unsent => {
                    if tally.n_unsent == 0 {
                        tally.oldest_unsent = entry.read().ok().map(|body| body.at);
                    }
                    tally.n_unsent += 1;
                }
                Place::Parked { refusal, .. } => tally.refused.push(Refused { seq, hash, refusal }),
                // Of two that came together the later entry is the last one.
                Place::Held { at } if tally.last_receipt.is_none_or(|last| last.at <= at) => {
                    tally.last_receipt = Some(Received { seq, hash, at });
                }
                Place::Held { .. } => {}
            }
        }
        tally
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::outlook::own_walks::tests::{afterwards, at, journal};

    /// Returns a journal of five: received late, refused, received, unsent, unsent.
    pub(crate) fn five() -> Vec<Kept> {
        let told: Vec<_> = (1..=5).map(|n| afterwards(n, "a", "2026-11-24T20:00", 900)).collect();
        let mut kept = journal(&told);
        kept[0].place = Place::Held { at: at("2026-11-24T22:40") };
        kept[1].place =
            Place::Parked { refusal: Refusal::UnknownArea, detail: "there is no area a".to_owned() };
        kept[2].place = Place::Held { at: at("2026-11-24T20:40") };
        kept
    }

    #[test]
    fn a_journal_is_told_in_figures() {
        let mut kept = five();
        kept[3].entry.body = kept[3].entry.body.replace(r#""at":0"#, r#""at":5000"#);
        let tally = JournalTally::of(&kept);
        assert_eq!((tally.n_entries, tally.n_unsent), (5, 2));
        assert_eq!(tally.oldest_unsent, Some(WallTime::from_ms(5000)), "the first that waits is the oldest");
        let refused = Refused { seq: 2, hash: kept[1].entry.hash, refusal: Refusal::UnknownArea };
        assert_eq!(tally.refused, [refused]);
        let last = Received { seq: 1, hash: kept[0].entry.hash, at: at("2026-11-24T22:40") };
        assert_eq!(tally.last_receipt, Some(last), "the last receipt, whichever entry it is for");
        assert_eq!(JournalTally::of(&[]), JournalTally::default());
    }
}
