//! What supervisors decide about walks: rows that are never edited, each with who, when, what and why. What follows from
//! them for walks and cells is brought up to date in the same transaction.

use domain::decision::{About, Ruling, is_acceptable};
use domain::id::{AccountId, EntryHash, WalkId};
use domain::time::WallTime;
use rusqlite::Row;

use crate::Store;
use crate::audit::{self, Act, Actor};
use crate::db::{Db, from_word, to_json, to_word};
use crate::error::StoreError;
use crate::phones;
use crate::sessions::Viewer;
use crate::stands::{self, Told};

/// One record of a walk: what an account tells is about its own walks, so the account is part of the name.
pub(crate) type Name = (WalkId, AccountId);

/// Asks for a decision about a walk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Which walk. Should two accounts tell a walk of the same id, it is the one that came first, which the page shows.
    pub walk: WalkId,
    /// What is to be decided.
    pub what: Decision,
    /// How the walk stood when the one who decides looked at it. When that has changed, nothing is decided.
    pub seen: Seen,
    /// Why. Leaving a walk out needs a reason.
    pub why: String,
}

/// What can be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The walk is to count, or not to count.
    Rule(Ruling),
    /// What was decided of it is taken back: the rule speaks again.
    Undo,
    /// It and another account's record are of one patrol.
    Merge(WalkId),
    /// They are not.
    Part(WalkId),
}

/// How a walk stood when somebody looked at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The latest entry about it.
    pub head: EntryHash,
    /// The latest decision about it, 0 for none.
    pub decision: i64,
}

/// The word for what was decided.
///
/// Stored type: do not rename.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// The walk is to count.
    Accepted,
    /// It is not to count.
    Excluded,
    /// What was decided was taken back.
    Undone,
    /// Two records are of one patrol.
    Merged,
    /// They are not, after all.
    Parted,
}

impl Done {
    fn act(self) -> Act {
        match self {
            Done::Accepted => Act::WalkAccepted,
            Done::Excluded => Act::WalkExcluded,
            Done::Undone => Act::DecisionUndone,
            Done::Merged => Act::WalksMerged,
            Done::Parted => Act::WalksParted,
        }
    }
}

/// A decision that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
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

impl Store {
    /// Decides about a walk. Only a supervisor may.
    pub async fn decide(&self, viewer: &Viewer, ask: Ask, now: WallTime) -> Result<(), StoreError> {
        viewer.check_supervises()?;
        let who = viewer.card().id;
        self.change(move |db| decide(db, who, &ask, now)).await
    }
}

fn decide(db: &Db, who: AccountId, ask: &Ask, now: WallTime) -> Result<(), StoreError> {
    let name = find(db, ask.walk, None)?;
    let Told { about, verdict, head, .. } = stands::told(db, name)?.ok_or(StoreError::NoWalk)?;
    if ask.seen != (Seen { head, decision: latest(db, name)? }) {
        return Err(StoreError::Outdated);
    }
    let (what, other) = match ask.what {
        Decision::Rule(Ruling::Accepted) if !is_acceptable(&verdict) => {
            return Err(StoreError::NotAcceptable);
        }
        Decision::Rule(Ruling::Accepted) => (Done::Accepted, None),
        Decision::Rule(Ruling::Excluded) => (Done::Excluded, None),
        Decision::Undo if stands::ruling(db, name)?.is_none() => return Err(StoreError::NotDecided),
        Decision::Undo => (Done::Undone, None),
        Decision::Merge(other) => (Done::Merged, Some(other_of_patrol(db, name, &about, other)?)),
        Decision::Part(other) => {
            let other = find(db, other, Some(name.1))?;
            let is_merged = stands::merged_with(db, name)?.contains(&other);
            (Done::Parted, Some(if is_merged { other } else { return Err(StoreError::NotDecided) }))
        }
    };
    let is_blank = ask.why.trim().is_empty();
    let why = if is_blank && what != Done::Excluded { None } else { Some(phones::reason(&ask.why)?) };
    let about = matches!(what, Done::Accepted | Done::Excluded).then(|| to_json(&about));
    insert(db, &Line { what, name, other, about, who, why: why.as_deref() }, now)?;
    stands::bring_up_to_date(db, name)?;
    audit::note_why(db, Actor::Account(who), what.act(), ask.walk.0, why.as_deref(), now)
}

/// A decision as it is written down.
struct Line<'a> {
    what: Done,
    name: Name,
    other: Option<Name>,
    about: Option<String>,
    who: AccountId,
    why: Option<&'a str>,
}

fn insert(db: &Db, line: &Line<'_>, now: WallTime) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO decision
        (what, walk_id, account_id, other_id, other_account, about, at, decided_by, why)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let (other_id, other_account) = line.other.map(|(walk, account)| (walk.0, account.0)).unzip();
    let (walk, account) = line.name;
    let word = to_word(&line.what);
    let values =
        (word, walk.0, account.0, other_id, other_account, &line.about, now.ms(), line.who.0, line.why);
    db.run(SQL, values).map(drop)
}

/// Returns the name of the record of a walk that came first, not looking at one account's.
fn find(db: &Db, walk: WalkId, but: Option<AccountId>) -> Result<Name, StoreError> {
    const SQL: &str = "SELECT account_id FROM walk
        WHERE id = ?1 AND (?2 IS NULL OR account_id <> ?2) ORDER BY journal_no LIMIT 1";
    let read = |row: &Row| Ok((walk, AccountId(row.get(0)?)));
    db.first(SQL, (walk.0, but.map(|account| account.0)), read)?.ok_or(StoreError::NoWalk)
}

/// Returns the name of another account's record that may be of the same patrol.
fn other_of_patrol(db: &Db, name: Name, about: &About, other: WalkId) -> Result<Name, StoreError> {
    let other = find(db, other, Some(name.1))?;
    if stands::merged_with(db, name)?.contains(&other) {
        return Err(StoreError::Outdated);
    }
    let told = stands::told(db, other)?.ok_or(StoreError::NoWalk)?;
    if about.meets(&told.about) { Ok(other) } else { Err(StoreError::NotOnePatrol) }
}

/// Returns the number of the latest decision about a record, 0 for none.
pub(crate) fn latest(db: &Db, (walk, account): Name) -> Result<i64, StoreError> {
    const SQL: &str =
        "SELECT max(coalesce((SELECT max(no) FROM decision WHERE walk_id = ?1 AND account_id = ?2), 0),
        coalesce((SELECT max(no) FROM decision WHERE other_id = ?1 AND other_account = ?2), 0))";
    db.only(SQL, (walk.0, account.0), |row| Ok(row.get(0)?))
}

/// Returns what was decided about a record, in order.
pub(crate) fn deeds(db: &Db, (walk, account): Name) -> Result<Vec<Deed>, StoreError> {
    const SQL: &str =
        "SELECT d.what, d.at, a.shown_as, d.why FROM decision d JOIN account a ON a.id = d.decided_by
        WHERE d.walk_id = ?1 AND d.account_id = ?2 OR d.other_id = ?1 AND d.other_account = ?2 ORDER BY d.no";
    db.all(SQL, (walk.0, account.0), |row| {
        Ok(Deed {
            what: from_word(row.get(0)?)?,
            at: WallTime::from_ms(row.get(1)?),
            who: row.get(2)?,
            why: row.get(3)?,
        })
    })
}
