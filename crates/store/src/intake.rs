//! Taking in a push: each entry is admitted for itself, then what follows from all of them is brought up to date. It runs
//! in the caller's transaction, so that an entry and what follows from it are never apart.

use std::collections::BTreeSet;

use domain::id::{AreaId, DeviceId, EntryHash, WalkId};
use domain::policy::Rulebook;
use domain::statement::Statement;
use domain::time::WallTime;
use sync::admission::{Admission, admit};
use sync::entry::Entry;
use sync::wire::{Outcome, Receipt, Refusal};

use crate::db::{Db, damaged, from_word, to_word};
use crate::error::StoreError;
use crate::{forks, holdings, projection};

/// Whether an entry that is held came now or had come before.
#[derive(Clone, Copy)]
enum Arrival {
    Now,
    Before,
}

/// What became of an entry, as far as it alone decides.
enum Fate {
    /// It is held. Whether it has an effect may hang on others that came with it.
    Held(Arrival),
    /// It is decided.
    Decided(Outcome),
}

/// Takes entries in and returns a receipt for each, in their order.
pub(crate) fn take_in(
    db: &Db,
    device: DeviceId,
    entries: &[Entry],
    now: WallTime,
) -> Result<Vec<Receipt>, StoreError> {
    let rulebook = db.rulebook()?;
    let mut walks = BTreeSet::new();
    let mut fates = Vec::with_capacity(entries.len());
    for entry in entries {
        fates.push(take_in_one(db, device, entry, now, &rulebook, &mut walks)?);
    }
    projection::project(db, &walks)?;
    let receipt = |(entry, fate): (&Entry, Fate)| {
        let outcome = match fate {
            Fate::Decided(outcome) => outcome,
            Fate::Held(arrival) => outcome_of_held(db, device, entry, arrival)?,
        };
        Ok(Receipt { seq: entry.seq, hash: entry.hash, outcome })
    };
    entries.iter().zip(fates).map(receipt).collect()
}

/// Does with one entry what its admission says, and notes the walk that it is about.
fn take_in_one(
    db: &Db,
    device: DeviceId,
    entry: &Entry,
    now: WallTime,
    rulebook: &Rulebook,
    walks: &mut BTreeSet<WalkId>,
) -> Result<Fate, StoreError> {
    const HELD: &str = "SELECT hash, walk_id IS NULL FROM journal WHERE device_id = ?1 AND seq = ?2";
    // A place that SQLite cannot count to is refused by the admission, before anything is written.
    let seq = i64::try_from(entry.seq).unwrap_or(0);
    let held = db.first(HELD, (device.0, seq), |row| Ok((EntryHash(row.get(0)?), row.get(1)?)))?;
    let (held, is_refused) = held.unzip();
    let is_area = |area: &AreaId| rulebook.area(area).is_some();
    match admit(device, entry, held, is_area) {
        Admission::Duplicate if is_refused == Some(true) => {
            reconsider(db, device, seq, admit(device, entry, None, is_area), walks)
        }
        Admission::Duplicate => Ok(Fate::Held(Arrival::Before)),
        Admission::Store(statement) => {
            walks.insert(statement.walk());
            store(db, device, seq, entry, now, &Effect::Tells(statement))?;
            Ok(Fate::Held(Arrival::Now))
        }
        Admission::KeepRefused(refusal, detail) => {
            store(db, device, seq, entry, now, &Effect::None { refusal, detail: &detail })?;
            Ok(Fate::Decided(Outcome::Rejected { refusal, detail }))
        }
        Admission::KeepAside(refusal) => {
            lay_aside(db, device, seq, entry, now)?;
            if let Some(at) = forks::taken_since(db, device, seq, entry.hash)? {
                return Ok(Fate::Decided(Outcome::Duplicate { at }));
            }
            let held = held.map(|hash| hash.short()).unwrap_or_default();
            let detail = format!("another entry, {held}, is held at this place");
            Ok(Fate::Decided(Outcome::Rejected { refusal, detail }))
        }
        Admission::Refuse(refusal, detail) => Ok(Fate::Decided(Outcome::Rejected { refusal, detail })),
        Admission::Later(delay) => Ok(Fate::Decided(Outcome::Retry { delay })),
    }
}

/// Takes up an entry again that was kept as refused: since then an area was added, or the server learned to read it. It
/// keeps its place in the order of arrival, and stays refused when it still cannot be taken.
fn reconsider(
    db: &Db,
    device: DeviceId,
    seq: i64,
    admission: Admission,
    walks: &mut BTreeSet<WalkId>,
) -> Result<Fate, StoreError> {
    const SQL: &str = "UPDATE journal SET refusal = NULL, detail = NULL, walk_id = ?3, says = ?4
        WHERE device_id = ?1 AND seq = ?2";
    let Admission::Store(statement) = admission else { return Ok(Fate::Held(Arrival::Before)) };
    walks.insert(statement.walk());
    db.run(SQL, (device.0, seq, statement.walk().0, word(&statement)))?;
    Ok(Fate::Held(Arrival::Now))
}

/// What an entry that is stored does.
enum Effect<'a> {
    /// It says something of a walk.
    Tells(Statement),
    /// Nothing: it was refused, and is kept so that nothing is lost.
    None { refusal: Refusal, detail: &'a str },
}

/// Stores an entry that was taken from beside a journal, in one of its own. It says something of a walk; bringing that up
/// to date is the caller's.
pub(crate) fn store_taken(
    db: &Db,
    branch: DeviceId,
    seq: i64,
    entry: &Entry,
    received: WallTime,
    statement: Statement,
) -> Result<(), StoreError> {
    store(db, branch, seq, entry, received, &Effect::Tells(statement))
}

fn store(
    db: &Db,
    device: DeviceId,
    seq: i64,
    entry: &Entry,
    now: WallTime,
    effect: &Effect,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO journal
        (device_id, seq, prev, hash, received, refusal, detail, walk_id, says, body)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let (walk, says, refusal, detail) = match effect {
        Effect::Tells(statement) => (Some(statement.walk().0), Some(word(statement)), None, None),
        Effect::None { refusal, detail } => (None, None, Some(to_word(refusal)), Some(*detail)),
    };
    let (prev, hash) = (entry.prev.0, entry.hash.0);
    db.run(SQL, (device.0, seq, prev, hash, now.ms(), refusal, detail, walk, says, &entry.body))?;
    holdings::count_in(db, device, seq)?;
    relink_around(db, device, seq)
}

fn lay_aside(db: &Db, device: DeviceId, seq: i64, entry: &Entry, now: WallTime) -> Result<(), StoreError> {
    const SQL: &str = "INSERT OR IGNORE INTO fork (device_id, seq, hash, prev, received, body)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    db.run(SQL, (device.0, seq, entry.hash.0, entry.prev.0, now.ms(), &entry.body))?;
    relink_around(db, device, seq)
}

fn relink_around(db: &Db, device: DeviceId, seq: i64) -> Result<(), StoreError> {
    holdings::relink(db, device, seq)?;
    let Some(after) = seq.checked_add(1) else { return Ok(()) };
    holdings::relink(db, device, after)
}

/// Tells what became of an entry that is held, now that all that came with it is.
fn outcome_of_held(
    db: &Db,
    device: DeviceId,
    entry: &Entry,
    arrival: Arrival,
) -> Result<Outcome, StoreError> {
    const SQL: &str = "SELECT received, refusal, detail FROM journal WHERE device_id = ?1 AND seq = ?2";
    let seq = i64::try_from(entry.seq).map_err(damaged)?;
    let (at, refusal, detail) = db.only(SQL, (device.0, seq), |row| {
        Ok((
            WallTime::from_ms(row.get(0)?),
            row.get::<_, Option<String>>(1)?,
            row.get::<_, Option<String>>(2)?,
        ))
    })?;
    Ok(match (refusal, arrival) {
        (Some(word), _) => {
            Outcome::Rejected { refusal: from_word(word)?, detail: detail.unwrap_or_default() }
        }
        (None, Arrival::Now) => Outcome::Stored { at },
        (None, Arrival::Before) => Outcome::Duplicate { at },
    })
}

fn word(statement: &Statement) -> &'static str {
    match statement {
        Statement::Walk(_) => "walk",
        Statement::Correction { .. } => "correction",
        Statement::Withdrawal { .. } => "withdrawal",
    }
}
