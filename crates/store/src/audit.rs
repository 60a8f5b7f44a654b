//! The audit log: who looked at a single walk or phone, and what was done to accounts and phones, or in their name, or said
//! of a missed week, and why. Nothing is ever removed from it here.

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
    PhoneSeen,
    PhoneRetired,
    PhoneReinstated,
    ForkTaken,
    ForkDismissed,
    WalkAccepted,
    WalkExcluded,
    DecisionUndone,
    WalksMerged,
    WalksParted,
    Exported,
    MissNoted,
    MissNoteTakenBack,
    ActivityAmended,
    PeriodAdded,
    PeriodChanged,
    PromiseChanged,
    PromiseRemoved,
    FollowUpPublished,
}

impl Act {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Act::WalkSeen => "walk_seen",
            Act::AccountAdded => "account_added",
            Act::PasswordSet => "password_set",
            Act::AccountDisabled => "account_disabled",
            Act::JournalImported => "journal_imported",
            Act::PhoneSeen => "phone_seen",
            Act::PhoneRetired => "phone_retired",
            Act::PhoneReinstated => "phone_reinstated",
            Act::ForkTaken => "fork_taken",
            Act::ForkDismissed => "fork_dismissed",
            Act::WalkAccepted => "walk_accepted",
            Act::WalkExcluded => "walk_excluded",
            Act::DecisionUndone => "decision_undone",
            Act::WalksMerged => "walks_merged",
            Act::WalksParted => "walks_parted",
            Act::Exported => "exported",
            Act::MissNoted => "miss_noted",
            Act::MissNoteTakenBack => "miss_note_taken_back",
            Act::ActivityAmended => "activity_amended",
            Act::PeriodAdded => "period_added",
            Act::PeriodChanged => "period_changed",
            Act::PromiseChanged => "promise_changed",
            Act::PromiseRemoved => "promise_removed",
            Act::FollowUpPublished => "follow_up_published",
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

/// Writes down that somebody did something to a walk, an account or a phone.
pub(crate) fn note(db: &Db, actor: Actor, act: Act, subject: Uuid, now: WallTime) -> Result<(), StoreError> {
    note_why(db, actor, act, subject, None, now)
}

/// The same with the reason that was given.
pub(crate) fn note_why(
    db: &Db,
    actor: Actor,
    act: Act,
    subject: Uuid,
    reason: Option<&str>,
    now: WallTime,
) -> Result<(), StoreError> {
    note_of(db, actor, act, subject.as_bytes(), reason, now)
}

/// The same about something that has no id of its own, such as an area's week: `subject` is its name.
pub(crate) fn note_of(
    db: &Db,
    actor: Actor,
    act: Act,
    subject: &[u8],
    reason: Option<&str>,
    now: WallTime,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO audit (at, account_id, act, subject, reason) VALUES (?1, ?2, ?3, ?4, ?5)";
    let account = match actor {
        Actor::Account(AccountId(id)) => Some(id),
        Actor::Operator => None,
    };
    db.run(SQL, (now.ms(), account, act.word(), subject, reason)).map(drop)
}
