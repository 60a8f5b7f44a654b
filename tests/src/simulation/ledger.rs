//! What everybody was told, kept outside of the phones and the server: what a screen called saved, which receipts were
//! given, what the server's present life was shown. It never judges; the invariants do.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{AccountId, DeviceId, EntryHash, WalkId};
use domain::statement::Subject;
use sync::entry::Head;
use sync::local_store::Place;
use sync::wire::{Outcome, Receipt, Refusal};

use super::server::Heard;

/// What everybody was told.
#[derive(Debug, Default)]
pub struct Ledger {
    /// Entries that a screen called saved.
    pub shown: Vec<Shown>,
    /// Recorded walks that a screen called begun, on which phone.
    pub begun: Vec<(usize, WalkId)>,
    /// Every walk and activity that was ever told on a phone.
    pub told: BTreeSet<Subject>,
    /// Entries and begun walks that were lost because a phone and a server were both set back: nobody can bring them.
    pub excused: BTreeSet<EntryHash>,
    /// The same for begun walks.
    pub excused_walks: BTreeSet<WalkId>,
    /// What the server said of each entry, ever.
    pub issued: BTreeMap<(DeviceId, u64, EntryHash), Vec<Place>>,
    /// The epochs in the order in which they were seen.
    pub lives: Vec<String>,
    /// What the present life of the database was shown and told.
    pub life: Life,
    /// How late in its life each state of a walk or an activity was.
    pub versions: BTreeMap<(usize, AccountId, Subject, EntryHash, bool), u64>,
}

/// An entry that a screen called saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// On which phone.
    pub phone: usize,
    /// Whose journal.
    pub device: DeviceId,
    /// Its place.
    pub seq: u64,
    /// Its hash.
    pub hash: EntryHash,
}

/// What one life of the database was shown.
#[derive(Debug, Clone, Default)]
pub struct Life {
    /// Every entry that is to be kept, held or laid aside.
    pub shown: BTreeMap<(DeviceId, u64), BTreeSet<EntryHash>>,
    /// The farthest end that each journal told.
    pub ends: BTreeMap<DeviceId, u64>,
    /// Every entry for which it gave a receipt that says that it is kept.
    pub promised: BTreeSet<(DeviceId, u64, EntryHash)>,
}

impl Ledger {
    /// Takes note of a push that was taken in, whether or not its answer was given.
    pub fn took_in(&mut self, heard: &Heard) {
        let device = heard.push.device;
        let end = self.life.ends.entry(device).or_default();
        *end = (*end).max(heard.push.head.seq);
        for receipt in heard.answer.receipts.iter().filter(|receipt| is_kept(receipt)) {
            self.life.shown.entry((device, receipt.seq)).or_default().insert(receipt.hash);
        }
    }

    /// Takes note of the receipts that were given.
    pub fn gave(&mut self, heard: &Heard) {
        let device = heard.push.device;
        for receipt in &heard.answer.receipts {
            if is_kept(receipt) {
                self.life.promised.insert((device, receipt.seq, receipt.hash));
            }
            self.issued.entry((device, receipt.seq, receipt.hash)).or_default().extend(Place::after(receipt));
        }
    }

    /// Returns the number of an epoch: its name differs from run to run.
    pub fn life_no(&mut self, epoch: &str) -> usize {
        let known = self.lives.iter().position(|life| life == epoch);
        known.unwrap_or_else(|| {
            self.lives.push(epoch.to_owned());
            self.lives.len() - 1
        })
    }

    /// Takes note that a screen called an entry saved.
    pub fn called_saved(&mut self, phone: usize, device: DeviceId, head: Head) {
        self.shown.push(Shown { phone, device, seq: head.seq, hash: head.hash });
    }
}

/// Tells whether a receipt says that its entry is kept. What is damaged or too large is refused and not kept.
pub fn is_kept(receipt: &Receipt) -> bool {
    match &receipt.outcome {
        Outcome::Stored { .. } | Outcome::Duplicate { .. } => true,
        Outcome::Rejected { refusal, .. } => !matches!(refusal, Refusal::WrongHash | Refusal::TooLarge),
        Outcome::Retry { .. } => false,
    }
}
