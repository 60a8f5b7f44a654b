//! What the desk is told of phones, as figures and facts. A phone, here, is one account's journal on one phone. It decides
//! nothing.

use domain::day::Day;
use domain::id::{ActivityId, AreaId, DeviceId, EntryHash, WalkId};
use domain::statement::Subject;
use domain::time::WallTime;
use serde::{Deserialize, Serialize};
use sync::wire::Refusal;

/// All phones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhoneBook {
    /// When the database was last restored from a backup, if it was.
    pub restored: Option<WallTime>,
    /// In order of names.
    pub phones: Vec<Phone>,
}

/// One phone, in figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phone {
    /// Which.
    pub device: DeviceId,
    /// Whose, as they are shown.
    pub who: String,
    /// Whether that account can no longer log in.
    pub is_disabled: bool,
    /// When it was first heard of.
    pub enrolled: WallTime,
    /// When it was last heard of.
    pub contact: WallTime,
    /// When it last said that it had nothing more to send.
    pub reported: WallTime,
    /// The app's build, as it last told.
    pub app: String,
    /// The server's clock less the phone's, when it last told.
    pub server_ahead_ms: Option<i64>,
    /// How far its journal goes, by all that was told or is held.
    pub end: u64,
    /// How many entries of it are held.
    pub n_held: u64,
    /// When it was last told which are.
    pub pushed: Option<WallTime>,
    /// How many entries lie beside the journal on which nobody has ruled.
    pub n_forked: u64,
    /// How many entries are held as refused.
    pub n_refused: u64,
    /// How it said that it stood, apart from its queue; nothing when it never did.
    pub beat: Option<Beat>,
    /// How often its storage had lost something.
    pub n_losses: u64,
    /// How many entries, at most, were lost by that and are not held.
    pub n_lost: u64,
    /// The journal that was begun when this one was lost for good.
    pub replaced_by: Option<DeviceId>,
    /// Since when it is out of use, if it is.
    pub retired: Option<Retirement>,
}

/// How a phone said that it stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beat {
    /// When, by the server's clock.
    pub at: WallTime,
    /// How many entries waited.
    pub n_unsent: u64,
    /// When the oldest of them was written, by the phone's clock.
    pub oldest_unsent: Option<WallTime>,
    /// How many it kept that were refused.
    pub n_parked: u64,
    /// Whether its browser promised to keep what is on it.
    pub is_lasting: Option<bool>,
}

/// How a phone came out of use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retirement {
    /// When.
    pub at: WallTime,
    /// Who took it out of use, as they are shown.
    pub who: String,
    /// Why.
    pub why: String,
}

/// All that is known of one phone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhoneRecord {
    /// In figures.
    pub phone: Phone,
    /// When the database was last restored from a backup, if it was.
    pub restored: Option<WallTime>,
    /// The places that are missing, as first and last of each run.
    pub missing: Vec<(u64, u64)>,
    /// Entries beside the journal, ruled on or not.
    pub forks: Vec<Fork>,
    /// Places whose entry does not follow the one before.
    pub breaches: Vec<u64>,
    /// Entries that are held as refused.
    pub refused: Vec<RefusedEntry>,
    /// What had befallen its storage, the latest first.
    pub losses: Vec<Loss>,
    /// What was done about it, the latest first.
    pub deeds: Vec<Deed>,
}

/// An entry, as far as a person needs it to tell it from another. No position is part of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// Its name.
    pub hash: EntryHash,
    /// Since when the server keeps it.
    pub received: WallTime,
    /// What it says; nothing when it cannot be read.
    pub says: Option<Said>,
}

/// What an entry says of a walk or an activity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Said {
    /// The walk itself.
    Walk {
        /// Which.
        walk: WalkId,
        /// Where.
        area: AreaId,
        /// Its start.
        began: WallTime,
        /// Its length in seconds.
        elapsed_s: u32,
        /// How many walked.
        crew_size: u8,
    },
    /// An activity.
    Activity {
        /// Which.
        activity: ActivityId,
        /// When.
        day: Day,
    },
    /// That something was told wrongly.
    Correction {
        /// What.
        subject: Subject,
        /// Why.
        reason: String,
    },
    /// That something shall not count.
    Withdrawal {
        /// What.
        subject: Subject,
        /// Why.
        reason: String,
    },
}

impl Said {
    /// Returns what it is about.
    pub fn subject(&self) -> Subject {
        match self {
            Said::Walk { walk, .. } => Subject::Walk(*walk),
            Said::Activity { activity, .. } => Subject::Activity(*activity),
            Said::Correction { subject, .. } | Said::Withdrawal { subject, .. } => *subject,
        }
    }
}

/// Two entries for one place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fork {
    /// The place.
    pub seq: u64,
    /// The one that came first, and is held.
    pub held: Version,
    /// The one beside it.
    pub aside: Version,
    /// What was decided, if it was.
    pub ruling: Option<Ruled>,
}

/// What was decided about an entry beside a journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruled {
    /// Whether it was taken; else it was left aside.
    pub is_taken: bool,
    /// When.
    pub at: WallTime,
    /// By whom, as they are shown.
    pub who: String,
    /// Why.
    pub why: String,
}

/// An entry that is held as refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RefusedEntry {
    /// Its place.
    pub seq: u64,
    /// Why it has no effect.
    pub refusal: Refusal,
    /// The same for a technician.
    pub detail: String,
    /// The entry.
    pub version: Version,
}

/// What had befallen a phone's storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loss {
    /// When it was told, by the server's clock.
    pub received: WallTime,
    /// The journal that it befell, when it is gone for good and this one was begun in its place.
    pub replaces: Option<DeviceId>,
    /// How many entries were put back from the phone's second copy.
    pub n_recovered: u64,
    /// How many, at most, are gone.
    pub n_lost: u64,
}

/// Something that was done about a phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deed {
    /// When.
    pub at: WallTime,
    /// By whom, as they are shown.
    pub who: String,
    /// What.
    pub what: Done,
    /// Why, where a reason was asked for.
    pub why: Option<String>,
}

/// What was done about a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Done {
    /// It was taken out of use.
    Retired,
    /// It was taken into use again.
    Reinstated,
    /// An entry beside its journal was taken.
    ForkTaken,
    /// An entry beside its journal was left aside.
    ForkDismissed,
}
