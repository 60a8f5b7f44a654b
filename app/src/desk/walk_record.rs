//! What the desk is told of one walk: as it stands, what was said and decided about it. Nothing here is drawn or weighed.

use domain::area::Boundary;
use domain::decision::Stand;
use domain::history::Settled;
use domain::id::{DeviceId, EntryHash, WalkId};
use domain::time::WallTime;
use domain::verdict::Verdict;
use domain::week::Week;
use serde::{Deserialize, Serialize};

/// All that is known of one walk.
#[derive(Debug, Clone, PartialEq)]
pub struct WalkRecord {
    /// The walk as it stands.
    pub settled: Settled,
    /// Its week.
    pub week: Week,
    /// What the rule says of it.
    pub verdict: Verdict,
    /// The boundary that the verdict was given by.
    pub boundary: Boundary,
    /// Who recorded it, as they are shown.
    pub who: String,
    /// Whose journal told it.
    pub device: DeviceId,
    /// Its place in that journal.
    pub seq: u64,
    /// Since when the server holds it.
    pub received: WallTime,
    /// What was told of it, in order of arrival.
    pub entries: Vec<Entry>,
    /// How it stands by decision.
    pub decisions: Decisions,
}

/// An entry about a walk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Whose journal it is in.
    pub device: DeviceId,
    /// Its place there.
    pub seq: u64,
    /// Since when the server holds it.
    pub received: WallTime,
    /// When it was written, by the phone's clock.
    pub written: WallTime,
    /// What its receipt carries.
    pub hash: EntryHash,
    /// What it does.
    pub does: Does,
    /// Why, in the officer's words, where it amends another.
    pub why: Option<String>,
    /// Whether it is one of those that make the walk as it stands.
    pub holds: bool,
}

/// What an entry does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Does {
    /// It tells the walk.
    Tells,
    /// It corrects it.
    Corrects,
    /// It takes it back.
    Withdraws,
}

/// How a walk stands by what was decided, and what may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decisions {
    /// By rule and decision.
    pub stand: Stand,
    /// Whether another record speaks for the patrol that both are.
    pub is_spoken_for: bool,
    /// How the walk stood when this was read, as the forms send it back.
    pub seen: String,
    /// What was decided, in order.
    pub deeds: Vec<Deed>,
    /// Others' records that are or may be of the same patrol.
    pub twins: Vec<Twin>,
}

/// A decision that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deed {
    /// What was decided.
    pub what: Done,
    /// When.
    pub at: WallTime,
    /// Who decided, as they are shown.
    pub who: String,
    /// Why.
    pub why: Option<String>,
}

/// What was decided about a walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Done {
    /// It is to count.
    Accepted,
    /// It is not to count.
    Excluded,
    /// The rule speaks again.
    Undone,
    /// Two records are of one patrol.
    Merged,
    /// They are not, after all.
    Parted,
}

/// Another account's record that is or may be of the same patrol.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Twin {
    /// Which.
    pub walk: WalkId,
    /// Who, as they are shown.
    pub who: String,
    /// Its start.
    pub began: WallTime,
    /// Its end.
    pub ended: WallTime,
    /// Whether it was said to be of the same patrol.
    pub is_merged: bool,
    /// Whether both are now told in one area; else what was said rests.
    pub is_near: bool,
}
