//! The audit log: who looked at a single walk, and what was done to accounts and in their
//! name. Nothing is ever removed from it here.

use domain::id::AccountId;
use domain::time::WallTime;
use uuid::Uuid;

use crate::db::Db;
use crate::error::StoreError;

/// Something that is written down.
///
/// Stored type: do not rename; the log keeps the words of years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    WalkSeen,
    AccountAdded,
    PasswordSet,
    AccountDisabled,
    JournalImported,
}

impl Act {
    fn word(self) -> &'static str {
        match self {
            Act::WalkSeen => "walk_seen",
            Act::AccountAdded => "account_added",
            Act::PasswordSet => "password_set",
            Act::AccountDisabled => "account_disabled",
            Act::JournalImported => "journal_imported",
        }
    }
}

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Actor {
    /// Somebody who was logged in.
    Account(AccountId),
    /// Whoever holds the server's command line or its set-up link.
    Operator,
}

/// Writes down that somebody did something to a walk or an account.
pub(crate) fn note(db: &Db, actor: Actor, act: Act, subject: Uuid, now: WallTime) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO audit (at, account_id, act, subject) VALUES (?1, ?2, ?3, ?4)";
    let account = match actor {
        Actor::Account(AccountId(id)) => Some(id),
        Actor::Operator => None,
    };
    db.run(SQL, (now.ms(), account, act.word(), subject)).map(drop)
}
