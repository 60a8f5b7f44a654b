//! The port to a phone's storage: what the journal, the running walk and the server's news need of it.
//!
//! Every implementation passes the checks in the module `contract` (a feature of this crate, for tests). Nothing is ever
//! removed from the journal through it.

use domain::id::{DeviceId, EntryHash, WalkId};
use domain::policy::Rulebook;
use domain::recording::Mark;
use domain::statement::Body;
use domain::time::WallTime;
use serde::{Deserialize, Serialize};

use crate::entry::{Entry, Head};
use crate::wire::{
    AccountCard, ActivityNews, AreaNews, Outcome, PullAnswer, Receipt, Refusal, StorageReport, WalkNews,
};

/// A phone's storage for one journal.
#[expect(
    async_fn_in_trait,
    reason = "a browser's futures are bound to their thread, and so are all users of this port"
)]
pub trait LocalStore {
    /// Tells what is held.
    async fn snapshot(&self) -> Result<Snapshot, StoreError>;

    /// Tells whose journal it is and where it ends. A store that need not read the whole journal for it says so itself.
    async fn head(&self) -> Result<(DeviceId, Head), StoreError> {
        let snapshot = self.snapshot().await?;
        Ok((snapshot.device, snapshot.head))
    }

    /// Returns the whole journal in order, each entry with where it stands.
    async fn journal(&self) -> Result<Vec<Kept>, StoreError>;

    /// Returns the entries at the given places, in that order; places without an entry are passed over.
    async fn entries(&self, seqs: &[u64]) -> Result<Vec<Entry>, StoreError>;

    /// Writes the next entry, durably, and returns it. Others may be writing through another handle: each gets its own
    /// place. With [`Log::Ends`] the running walk's log goes in the same transaction; when another walk or none is
    /// running, nothing is written ([`StoreError::NotRunning`]).
    async fn append(&self, body: &Body, log: Log) -> Result<Entry, StoreError>;

    /// Writes down receipts, durably: an entry is held or parked from then on, and stays in the journal. A receipt whose
    /// hash is not that of the entry at its place, or that asks for it to come again, is passed over. Entries named in
    /// `reopened`, held or parked, become unsent again; places without an entry are passed over.
    async fn settle(&self, receipts: &[Receipt], reopened: &[u64]) -> Result<(), StoreError>;

    /// Takes the server's news in, as [`News::with`] says. `wall` is the phone's clock when they came.
    async fn keep_news(&self, answer: &PullAnswer, wall: WallTime) -> Result<(), StoreError>;

    /// Writes one mark of the running walk. [`Mark::Began`] starts a log and fails when one is running; any other mark
    /// fails when none is.
    async fn mark(&self, mark: &Mark, durability: Durability) -> Result<(), StoreError>;

    /// Returns the marks of the running walk in order; none when no walk is running.
    async fn marks(&self) -> Result<Vec<Mark>, StoreError>;

    /// Throws the given running walk away, durably. Another one is left alone.
    async fn discard(&self, walk: WalkId) -> Result<(), StoreError>;

    /// Returns what befell this storage, as long as the server has not been told. Most storages cannot lose anything.
    async fn report(&self) -> Result<Option<StorageReport>, StoreError> {
        Ok(None)
    }

    /// Takes note that the server was told.
    async fn reported(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

/// What becomes of the running walk's log when an entry is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Log {
    /// It stays, or there is none.
    Stays,
    /// It ends with this entry, which tells that walk.
    Ends(WalkId),
}

/// How sure a write must be before it is said to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// On the disk.
    Strict,
    /// With the system; a power cut may lose the last seconds.
    Relaxed,
}

/// What a local store holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// Whose journal.
    pub device: DeviceId,
    /// Its end.
    pub head: Head,
    /// The entries without a receipt, in order.
    pub unsent: Vec<Unsent>,
    /// The entries that the server refused, in order.
    pub parked: Vec<Parked>,
    /// The entries with a receipt, in order.
    pub held: Vec<Unsent>,
    /// What the server last told.
    pub news: News,
    /// Whether the server has yet to be told what befell this storage.
    pub is_report_due: bool,
}

impl Snapshot {
    /// Tells what a journal in order and the news amount to.
    pub fn of(device: DeviceId, journal: &[Kept], news: News) -> Snapshot {
        let mut snapshot = Snapshot {
            device,
            head: journal.last().map_or(Head::EMPTY, |kept| kept.entry.head()),
            unsent: Vec::new(),
            parked: Vec::new(),
            held: Vec::new(),
            news,
            is_report_due: false,
        };
        for Kept { entry, place } in journal {
            match place {
                Place::Unsent => snapshot.unsent.push(Unsent::from(entry)),
                Place::Held { .. } => snapshot.held.push(Unsent::from(entry)),
                Place::Parked { refusal, detail } => {
                    snapshot.parked.push(Parked {
                        seq: entry.seq,
                        refusal: *refusal,
                        detail: detail.clone(),
                    });
                }
            }
        }
        snapshot
    }
}

/// What the engine needs to know of an entry, unsent or held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unsent {
    /// Its place.
    pub seq: u64,
    /// Its hash.
    pub hash: EntryHash,
    /// The length of its body.
    pub n_bytes: usize,
}

impl From<&Entry> for Unsent {
    fn from(entry: &Entry) -> Unsent {
        Unsent { seq: entry.seq, hash: entry.hash, n_bytes: entry.body.len() }
    }
}

/// An entry that the server refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parked {
    /// Its place.
    pub seq: u64,
    /// Why.
    pub refusal: Refusal,
    /// Why, for a technician.
    pub detail: String,
}

/// An entry of the journal with where it stands.
///
/// Stored type: do not rename or remove.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The entry.
    pub entry: Entry,
    /// Where it stands.
    pub place: Place,
}

/// Where an entry stands.
///
/// Stored type: do not rename or remove; an updated app reads what an older one wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Only on this phone.
    Unsent,
    /// With the server since then, by the server's clock.
    Held {
        /// From the receipt.
        at: WallTime,
    },
    /// Refused by the server, kept here.
    Parked {
        /// Why.
        refusal: Refusal,
        /// Why, for a technician.
        detail: String,
    },
}

impl Place {
    /// Returns where an entry stands after a receipt; nothing when the receipt settles nothing.
    pub fn after(receipt: &Receipt) -> Option<Place> {
        match &receipt.outcome {
            Outcome::Stored { at } | Outcome::Duplicate { at } => Some(Place::Held { at: *at }),
            Outcome::Rejected { refusal, detail } => {
                Some(Place::Parked { refusal: *refusal, detail: detail.clone() })
            }
            Outcome::Retry { .. } => None,
        }
    }
}

/// What the server last told, as the phone keeps it for the time without a network.
///
/// Stored type: new fields have a default.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct News {
    /// Which life of the server's database it came from.
    #[serde(default)]
    pub epoch: String,
    /// Where the next pull goes on.
    #[serde(default)]
    pub cursor: u64,
    /// Who was logged in.
    #[serde(default)]
    pub account: Option<AccountCard>,
    /// Areas and policies.
    #[serde(default)]
    pub rulebook: Rulebook,
    /// How each area stood.
    #[serde(default)]
    pub coverage: Vec<AreaNews>,
    /// The account's walks, in the order of their last change.
    #[serde(default)]
    pub walks: Vec<WalkNews>,
    /// The account's activities, in the order of their last change. Nothing where an app of before December 2026 kept these
    /// news: it passed over what was told of activities.
    #[serde(default)]
    pub activities: Option<Vec<ActivityNews>>,
    /// When the server last answered, by the phone's clock.
    #[serde(default)]
    pub last_contact: Option<WallTime>,
    /// How far the server's clock was then ahead of the phone's, in milliseconds.
    #[serde(default)]
    pub server_ahead_ms: Option<i64>,
}

impl News {
    /// The most walks, and the most activities, that are kept; older ones are on the server.
    const MAX_WALKS: usize = 200;

    /// Returns where the next pull goes on: from the beginning where an older app has passed over what was told.
    pub fn cursor(&self) -> u64 {
        if self.activities.is_some() { self.cursor } else { 0 }
    }

    /// Returns the news after one more answer. An answer of another epoch replaces what was told of walks before.
    pub fn with(self, answer: &PullAnswer, wall: WallTime) -> News {
        let is_same_life = self.epoch == answer.epoch;
        let walks = if is_same_life { self.walks } else { Vec::new() };
        let activities = self.activities.filter(|_| is_same_life).unwrap_or_default();
        News {
            epoch: answer.epoch.clone(),
            cursor: answer.cursor,
            account: Some(answer.account.clone()),
            rulebook: answer.rulebook.clone().unwrap_or(self.rulebook),
            coverage: answer.coverage.clone(),
            walks: renewed(walks, &answer.walks, |walk| walk.walk),
            activities: Some(renewed(activities, &answer.activities, |it| it.activity.id)),
            last_contact: Some(wall),
            server_ahead_ms: Some(answer.server_time.ms() - wall.ms()),
        }
    }
}

/// Returns what was known with what is new in place of the old of the same id, the latest last.
fn renewed<T: Clone, Id: PartialEq>(mut known: Vec<T>, new: &[T], id: impl Fn(&T) -> Id) -> Vec<T> {
    known.retain(|old| new.iter().all(|new| id(new) != id(old)));
    known.extend(new.iter().cloned());
    let n_over = known.len().saturating_sub(News::MAX_WALKS);
    known.drain(..n_over);
    known
}

/// Says what a local store could not do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// A walk is already running.
    #[error("a walk is already running")]
    AlreadyRunning,
    /// The walk is not, or no longer, running.
    #[error("that walk is not running")]
    NotRunning,
    /// The storage is full.
    #[error("the phone's storage is full")]
    Full,
    /// Somebody emptied the storage while it was open. Opened anew, it gives back what is kept elsewhere.
    #[error("the phone's storage was emptied: load the page anew")]
    Emptied,
    /// What is stored cannot be read.
    #[error("what is stored cannot be read: {0}")]
    Damaged(String),
    /// The storage failed otherwise.
    #[error("the phone's storage failed: {0}")]
    Failed(String),
}
