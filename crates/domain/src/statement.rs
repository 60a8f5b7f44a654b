//! What an entry says: a walk was made, corrected or withdrawn. A statement is never edited; a later one amends it.

use serde::{Deserialize, Serialize};

use crate::id::{AreaId, EntryHash, WalkId};
use crate::time::WallTime;
use crate::walk::{BadWalk, Observation, Walk, check_reason, check_told};

/// The schema that this code writes. It reads every older one.
pub const SCHEMA: u16 = 1;

/// The body of an entry.
///
/// Wire type: do not rename or remove; phones in the field write this, and every version is accepted for ever.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// Which version of this form it is.
    pub schema: u16,
    /// When it was written, by the phone's clock.
    pub at: WallTime,
    /// What it says.
    pub says: Statement,
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Statement {
    /// A walk was made.
    Walk(Walk),
    /// A walk was told wrongly; these details hold instead. Over a withdrawal it takes that back.
    Correction {
        /// Which walk.
        walk: WalkId,
        /// The entry that this one amends: the latest that the writer knew of.
        over: EntryHash,
        /// Why, in the officer's words.
        reason: String,
        /// What holds instead.
        details: Details,
    },
    /// A walk shall not count.
    Withdrawal {
        /// Which walk.
        walk: WalkId,
        /// The entry that this one amends: the latest that the writer knew of.
        over: EntryHash,
        /// Why, in the officer's words.
        reason: String,
    },
}

/// What of a walk can be corrected. Positions and gaps cannot: they are what the phone saw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Details {
    /// Where.
    pub area: AreaId,
    /// How many.
    pub crew_size: u8,
    /// The start and the length; taken only for a walk that was logged afterwards.
    pub started: WallTime,
    /// In seconds; taken only for a walk that was logged afterwards.
    pub elapsed_s: u32,
    /// What was noted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub observations: Vec<Observation>,
}

impl Statement {
    /// Returns the walk that the statement is about.
    pub fn walk(&self) -> WalkId {
        match self {
            Statement::Walk(walk) => walk.id,
            Statement::Correction { walk, .. } | Statement::Withdrawal { walk, .. } => *walk,
        }
    }

    /// Returns the entry that the statement amends, if it does.
    pub fn over(&self) -> Option<EntryHash> {
        match self {
            Statement::Walk(_) => None,
            Statement::Correction { over, .. } | Statement::Withdrawal { over, .. } => Some(*over),
        }
    }

    /// Returns the area that the statement names, if it does.
    pub fn area(&self) -> Option<&AreaId> {
        match self {
            Statement::Walk(walk) => Some(&walk.area),
            Statement::Correction { details, .. } => Some(&details.area),
            Statement::Withdrawal { .. } => None,
        }
    }

    /// Checks what types alone cannot.
    pub fn check(&self) -> Result<(), BadWalk> {
        match self {
            Statement::Walk(walk) => walk.check(),
            Statement::Withdrawal { reason, .. } => check_reason(reason),
            Statement::Correction { reason, details, .. } => {
                check_reason(reason)?;
                check_told(details.crew_size, details.elapsed_s, &details.observations)
            }
        }
    }
}

impl Details {
    /// Returns the details of a walk as they stand.
    pub fn of(walk: &Walk) -> Details {
        Details {
            area: walk.area.clone(),
            crew_size: walk.crew_size,
            started: walk.started,
            elapsed_s: walk.elapsed_s,
            observations: walk.observations.clone(),
        }
    }
}
