//! What phone and server say to each other. HTTP's status speaks of transport, log-in and version alone; what became of
//! an entry stands in its receipt.
//!
//! Do not rename or reorder: phones in the field read and write this. New fields have a default.

use domain::activity::Activity;
use domain::coverage::Cell;
use domain::decision::Decided;
use domain::id::{AccountId, AreaId, DeviceId, EntryHash, WalkId};
use domain::policy::Rulebook;
use domain::time::WallTime;
use domain::verdict::Verdict;
use domain::week::Week;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::entry::{Entry, Head};

/// The protocol that this code speaks.
pub const PROTOCOL: u16 = 1;

/// The header in which a request names the account whose journal it is about, as a UUID. A server answers 403 when somebody
/// else is logged in: several officers may use one phone, and a tab of one may outlive another's log-in. Apps of before
/// December 2026 send none.
pub const ACCOUNT_HEADER: &str = "kvart-account";

/// The largest request body, compressed or not, in bytes.
pub const MAX_REQUEST_BYTES: usize = 4 << 20;

/// The most entries in one push.
pub const MAX_ENTRIES: usize = 1000;

/// The longest body of one entry in bytes. A walk of a day with a fix every other second stays below.
pub const MAX_BODY_BYTES: usize = 256 << 10;

/// The body of `POST /api/v1/push`, as a phone writes it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PushRequest {
    /// [`PROTOCOL`].
    pub protocol: u16,
    /// Whose journal.
    pub device: DeviceId,
    /// The app's build.
    pub app: String,
    /// The phone's clock when it sent this.
    pub sent: WallTime,
    /// The journal's end: what the server should come to hold.
    pub head: Head,
    /// Entries, in any order, with or without holes; none, when only the holdings are asked for.
    pub entries: Vec<Entry>,
    /// What befell the phone's storage, until the server has answered to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage: Option<StorageReport>,
}

/// The same as a server reads it: an entry that cannot be read spoils no other.
#[derive(Debug, Deserialize)]
pub struct PushReading<'a> {
    /// [`PROTOCOL`].
    pub protocol: u16,
    /// Whose journal.
    pub device: DeviceId,
    /// The app's build.
    pub app: String,
    /// The phone's clock when it sent this.
    pub sent: WallTime,
    /// The journal's end.
    pub head: Head,
    /// The entries, each still to be read.
    #[serde(borrow)]
    pub entries: Vec<&'a RawValue>,
    /// A [`StorageReport`], still to be read.
    #[serde(borrow, default)]
    pub storage: Option<&'a RawValue>,
}

/// What a phone found when its storage had lost something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorageReport {
    /// When, by the phone's clock.
    pub found: WallTime,
    /// The journal that it befell. Another than the one that is pushed, when that journal is gone for good.
    pub journal: DeviceId,
    /// The last place in it that is known to have been filled.
    pub end: u64,
    /// How many entries that the server does not hold were put back from the phone's second copy.
    pub n_recovered: u64,
    /// How many entries, at most, that the server does not hold are gone.
    pub n_lost: u64,
}

impl StorageReport {
    /// Tells whether a journal is gone for good, so that the given one was begun in its place.
    pub fn is_replaced_by(&self, device: DeviceId) -> bool {
        self.journal != device
    }
}

/// The answer to a push.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PushAnswer {
    /// Which life of the server's database this is; another one after a restore.
    pub epoch: String,
    /// The server's clock.
    pub server_time: WallTime,
    /// One for each entry that could be read.
    pub receipts: Vec<Receipt>,
    /// The places (from 0) of entries in the request that were no entries at all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<usize>,
    /// What the server now holds of this journal.
    pub holdings: Holdings,
}

/// The server's word on one entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Its place in the journal.
    pub seq: u64,
    /// The hash that came with it.
    pub hash: EntryHash,
    /// What became of it. What a newer server says that this code does not know reads as [`Delay::Other`]: the entry
    /// stays unsent and comes again, and the receipts beside it hold.
    #[serde(deserialize_with = "known_or_later")]
    pub outcome: Outcome,
}

fn known_or_later<'de, D: Deserializer<'de>>(from: D) -> Result<Outcome, D::Error> {
    let raw = Box::<RawValue>::deserialize(from)?;
    Ok(serde_json::from_str(raw.get()).unwrap_or(Outcome::Retry { delay: Delay::Other }))
}

/// What became of a pushed entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is durable on the server since then.
    Stored {
        /// By the server's clock.
        at: WallTime,
    },
    /// It had already been, since then.
    Duplicate {
        /// By the server's clock.
        at: WallTime,
    },
    /// It will never be accepted as it is. The phone keeps it and shows it.
    Rejected {
        /// Why.
        refusal: Refusal,
        /// The same for a technician, in English; may be empty.
        #[serde(default)]
        detail: String,
    },
    /// Not now; the phone is to send it again later.
    Retry {
        /// Why.
        delay: Delay,
    },
}

/// Why an entry will never be accepted as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Its hash is not that of its content: it was damaged on the phone or on the way.
    WrongHash,
    /// The server holds another entry at this place: the journal was continued twice.
    Forked,
    /// Its body is none that this schema knows, or its track is damaged or out of range.
    Malformed,
    /// Its body is larger than any walk.
    TooLarge,
    /// It names an area that the server does not know.
    UnknownArea,
    /// A walk that ends before it starts, lasts longer than a day, has a fix outside its time, or no crew.
    ImpossibleWalk,
    /// It amends a walk or an activity of another account.
    NotYours,
    /// It names a promise that the server does not know.
    UnknownPromise,
    /// An activity in which nobody took part, or with a number or a text that cannot be.
    ImpossibleActivity,
    /// A reason that a newer server gives.
    #[serde(other)]
    Other,
}

/// Why an entry is to be sent again later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delay {
    /// The phone's app is newer than the server: it will understand after its own update.
    ServerIsOlder,
    /// The server could not write.
    Storage,
    /// A reason that a newer server gives.
    #[serde(other)]
    Other,
}

/// What the server holds of one journal, against what it was told.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Holdings {
    /// How many entries it holds.
    pub n_held: u64,
    /// The `seq`s up to the told head that it does not hold, as first and last of each run; at most a hundred runs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<(u64, u64)>,
    /// The `seq`s at which it was shown two entries, or an entry that does not follow the one before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forked: Vec<u64>,
}

/// The query of `GET /api/v1/pull`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullRequest {
    /// Who asks.
    pub device: DeviceId,
    /// The cursor of the last answer, 0 at first. A count of changes, never a time.
    pub after: u64,
    /// The revision of the rulebook that the phone holds, 0 for none.
    pub revision: u64,
}

/// The answer to a pull.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PullAnswer {
    /// Which life of the server's database this is.
    pub epoch: String,
    /// The server's clock.
    pub server_time: WallTime,
    /// Who is logged in.
    pub account: AccountCard,
    /// The rulebook, when the phone's is not the latest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rulebook: Option<Rulebook>,
    /// For each area this week's tally, and the latest patrol of any week.
    pub coverage: Vec<AreaNews>,
    /// The account's walks that changed since the cursor, oldest change first.
    pub walks: Vec<WalkNews>,
    /// The account's activities that changed since the cursor, oldest change first. Of before December 2026 there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub activities: Vec<ActivityNews>,
    /// Where the next pull goes on.
    pub cursor: u64,
    /// Whether it should do so at once.
    #[serde(default)]
    pub more: bool,
    /// The cursor and the revision that were asked with, so that an answer that something on the way has kept and brings
    /// again is known; nothing from a server of before November 2026.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<(u64, u64)>,
}

/// Who is logged in, as the phone shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountCard {
    /// The account.
    pub id: AccountId,
    /// The name to log in with.
    pub name: String,
    /// The name to be shown, such as "Polis 1".
    pub shown_as: String,
    /// What the account may do.
    pub role: Role,
}

/// What an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Records walks and sees coverage and own walks.
    Officer,
    /// Sees everybody's walks as well.
    Supervisor,
}

/// How an area stands, as the server knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AreaNews {
    /// Which area.
    pub area: AreaId,
    /// The week of `cell`.
    pub week: Week,
    /// That week's tally.
    pub cell: Cell,
    /// When the latest counted patrol of any week ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_patrol: Option<WallTime>,
}

/// One own walk, as the server judges it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WalkNews {
    /// Which walk.
    pub walk: WalkId,
    /// Where.
    pub area: AreaId,
    /// How many walked.
    pub crew_size: u8,
    /// Its start.
    pub began: WallTime,
    /// Its length in seconds.
    pub elapsed_s: u32,
    /// What the rule says of it.
    pub verdict: Verdict,
    /// Why it was withdrawn, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<String>,
    /// The entry that an amendment is to name.
    pub head: EntryHash,
    /// Since when the server holds it.
    pub stored: WallTime,
    /// What a supervisor decided about it; the verdict's `counts` has taken that into account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Decided>,
    /// Why, in the supervisor's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_why: Option<String>,
}

/// One own activity, as the server holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityNews {
    /// The activity with the corrections that hold.
    pub activity: Activity,
    /// Why it was withdrawn, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<String>,
    /// The entry that an amendment is to name.
    pub head: EntryHash,
    /// Since when the server holds it.
    pub stored: WallTime,
}

/// The body of `POST /api/v1/login`.
#[derive(Clone, Serialize, Deserialize)]
pub struct LoginRequest {
    /// The name to log in with.
    pub name: String,
    /// The password.
    pub password: String,
}

/// The body of every answer whose status is 400 or above.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// A word for programs, such as `login_needed`.
    pub code: String,
    /// A sentence for people, in English: what happened and what to do.
    pub message: String,
}
