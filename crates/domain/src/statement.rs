//! What an entry says: a walk or an activity was made, corrected or withdrawn. A statement is never edited; a later one
//! amends it.

use serde::{Deserialize, Serialize};

use crate::activity::{Activity, BadActivity, Fault, Field, check_why};
use crate::id::{ActivityId, AreaId, EntryHash, PromiseId, WalkId};
use crate::time::WallTime;
use crate::walk::{BadWalk, Observation, Walk, check_reason, check_told};

/// The latest schema that this code reads and writes. It reads every older one.
pub const SCHEMA: u16 = 2;

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

impl Body {
    /// Returns the body that says something, in the earliest schema that can: a server that is older than the phone then
    /// reads all that it ever could, and asks for the rest to come again later.
    pub fn new(at: WallTime, says: Statement) -> Body {
        let schema = match says.subject() {
            Subject::Walk(_) => 1,
            Subject::Activity(_) => 2,
        };
        Body { schema, at, says }
    }
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
    /// Something was done for a promise. From here on schema 2.
    Activity(Activity),
    /// An activity was told wrongly. Over a withdrawal it takes that back.
    ActivityCorrection {
        /// The entry that this one amends: the latest that the writer knew of.
        over: EntryHash,
        /// Why, in the writer's words.
        reason: String,
        /// What holds instead: the same activity, told anew. Nothing of an activity was seen by a phone, so that all of it
        /// but its id may be told otherwise.
        instead: Activity,
    },
    /// An activity shall not count.
    ActivityWithdrawal {
        /// Which activity.
        activity: ActivityId,
        /// The entry that this one amends: the latest that the writer knew of.
        over: EntryHash,
        /// Why, in the writer's words.
        reason: String,
    },
}

/// What a statement is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A walk.
    Walk(WalkId),
    /// An activity.
    Activity(ActivityId),
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

/// Says why a statement that reads well cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub enum BadStatement {
    /// It is about a walk that cannot have been.
    Walk(#[from] BadWalk),
    /// It is about an activity that cannot be so.
    Activity(#[from] BadActivity),
}

impl Statement {
    /// Returns what the statement is about.
    pub fn subject(&self) -> Subject {
        match self {
            Statement::Walk(walk) => Subject::Walk(walk.id),
            Statement::Correction { walk, .. } | Statement::Withdrawal { walk, .. } => Subject::Walk(*walk),
            Statement::Activity(activity) | Statement::ActivityCorrection { instead: activity, .. } => {
                Subject::Activity(activity.id)
            }
            Statement::ActivityWithdrawal { activity, .. } => Subject::Activity(*activity),
        }
    }

    /// Returns the entry that the statement amends, if it does.
    pub fn over(&self) -> Option<EntryHash> {
        match self {
            Statement::Walk(_) | Statement::Activity(_) => None,
            Statement::Correction { over, .. }
            | Statement::Withdrawal { over, .. }
            | Statement::ActivityCorrection { over, .. }
            | Statement::ActivityWithdrawal { over, .. } => Some(*over),
        }
    }

    /// Returns the area that the statement names, if it does.
    pub fn area(&self) -> Option<&AreaId> {
        match self {
            Statement::Walk(walk) => Some(&walk.area),
            Statement::Correction { details, .. } => Some(&details.area),
            Statement::Activity(activity) | Statement::ActivityCorrection { instead: activity, .. } => {
                activity.area.as_ref()
            }
            Statement::Withdrawal { .. } | Statement::ActivityWithdrawal { .. } => None,
        }
    }

    /// Returns the promise that the statement names, if it does.
    pub fn promise(&self) -> Option<PromiseId> {
        match self {
            Statement::Activity(activity) | Statement::ActivityCorrection { instead: activity, .. } => {
                Some(activity.promise)
            }
            _ => None,
        }
    }

    /// Checks what types alone cannot.
    pub fn check(&self) -> Result<(), BadStatement> {
        match self {
            Statement::Walk(walk) => walk.check()?,
            Statement::Withdrawal { reason, .. } => check_reason(reason)?,
            Statement::Correction { reason, details, .. } => {
                check_reason(reason)?;
                check_told(details.crew_size, details.elapsed_s, &details.observations)?;
            }
            Statement::Activity(activity) => check_activity(activity.check())?,
            Statement::ActivityCorrection { reason, instead, .. } => {
                check_activity(instead.check().into_iter().chain(check_why(reason)).collect())?;
            }
            Statement::ActivityWithdrawal { reason, .. } => {
                check_activity(check_why(reason).into_iter().collect())?;
            }
        }
        Ok(())
    }
}

fn check_activity(faults: Vec<(Field, Fault)>) -> Result<(), BadActivity> {
    if faults.is_empty() { Ok(()) } else { Err(BadActivity(faults)) }
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
