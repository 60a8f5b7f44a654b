//! Taking in a push: each entry is admitted for itself, then what follows from all of them is brought up to date. It runs
//! in the caller's transaction, so that an entry and what follows from it are never apart.

use std::collections::BTreeSet;

use domain::id::{DeviceId, EntryHash};
use domain::policy::Rulebook;
use domain::statement::{Statement, Subject};
use domain::time::WallTime;
use rusqlite::params;
use sync::admission::{Admission, admit};
use sync::entry::Entry;
use sync::wire::{Outcome, Receipt, Refusal};
use uuid::Uuid;

use crate::appraisal::{Admitted, Appraised, place};
use crate::db::{Db, damaged, from_word, to_word};
use crate::error::StoreError;
use crate::projection::{self, Changed};
use crate::{forks, holdings};

/// What the journal says of an entry that it holds.
struct Held {
    hash: EntryHash,
    received: WallTime,
    /// Why it has no effect, in the words stored, if it has none.
    refusal: Option<(String, String)>,
    /// Whether it could not be read when it came.
    is_unread: bool,
}

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

/// One push, while it is taken in.
struct Intake<'a> {
    db: &'a Db,
    device: DeviceId,
    now: WallTime,
    rulebook: &'a Rulebook,
    /// What it tells of anew.
    changed: Changed,
    /// The places where an entry was stored or laid aside.
    touched: BTreeSet<i64>,
    n_stored: u64,
}

/// Takes entries in and returns a receipt for each, in their order.
pub(crate) fn take_in(
    db: &Db,
    device: DeviceId,
    entries: Vec<Appraised>,
    now: WallTime,
) -> Result<Vec<Receipt>, StoreError> {
    let rulebook = db.rulebook()?;
    let (changed, touched) = (Changed::default(), BTreeSet::new());
    let mut intake = Intake { db, device, now, rulebook: &rulebook, changed, touched, n_stored: 0 };
    let mut fates = Vec::with_capacity(entries.len());
    for appraised in entries {
        fates.push(intake.take_in_one(appraised)?);
    }
    let Intake { changed, touched, n_stored, .. } = intake;
    holdings::count_in(db, device, n_stored, touched.last().copied())?;
    holdings::relink(db, device, &touched)?;
    projection::project(db, &changed)?;
    let receipt = |(seq, hash, fate): (u64, EntryHash, Fate)| {
        let outcome = match fate {
            Fate::Decided(outcome) => outcome,
            Fate::Held(arrival) => outcome_of_held(db, device, seq, arrival)?,
        };
        Ok(Receipt { seq, hash, outcome })
    };
    fates.into_iter().map(receipt).collect()
}

impl Intake<'_> {
    /// Does with one entry what its admission says. Returns its place, its hash and what became of it.
    fn take_in_one(&mut self, appraised: Appraised) -> Result<(u64, EntryHash, Fate), StoreError> {
        let seq = place(&appraised.entry);
        let held = held(self.db, self.device, seq)?;
        let hash = held.as_ref().map(|held| held.hash);
        let (entry, admitted) = appraised.admitted(self.device, hash, self.rulebook);
        let fate = self.follow(seq, &entry, held, admitted)?;
        Ok((entry.seq, entry.hash, fate))
    }

    fn follow(
        &mut self,
        seq: i64,
        entry: &Entry,
        held: Option<Held>,
        admitted: Admitted,
    ) -> Result<Fate, StoreError> {
        Ok(match (admitted.admission, held) {
            (Admission::Duplicate, Some(held)) if held.is_unread => self.reconsider(seq, entry)?,
            (Admission::Duplicate, Some(held)) if self.changed.is_empty() => Fate::Decided(known(held)?),
            (Admission::Duplicate, _) => Fate::Held(Arrival::Before),
            (Admission::Store(statement), _) => {
                let tells = statement.over().is_none();
                self.store(seq, entry, &Effect::Tells(&statement))?;
                self.changed.add_told(entry.hash, statement, admitted.verdict);
                // Only what amends something can turn out to have no effect.
                let stored = Fate::Decided(Outcome::Stored { at: self.now });
                if tells { stored } else { Fate::Held(Arrival::Now) }
            }
            (Admission::KeepRefused(refusal, detail), _) => {
                self.store(seq, entry, &Effect::None { refusal, detail: &detail })?;
                Fate::Decided(Outcome::Rejected { refusal, detail })
            }
            (Admission::KeepAside(refusal), held) => {
                lay_aside(self.db, self.device, seq, entry, self.now)?;
                self.touched.insert(seq);
                if let Some(at) = forks::taken_since(self.db, self.device, seq, entry.hash)? {
                    return Ok(Fate::Decided(Outcome::Duplicate { at }));
                }
                let held = held.map(|held| held.hash.short()).unwrap_or_default();
                let detail = format!("another entry, {held}, is held at this place");
                Fate::Decided(Outcome::Rejected { refusal, detail })
            }
            (Admission::Refuse(refusal, detail), _) => Fate::Decided(Outcome::Rejected { refusal, detail }),
            (Admission::Later(delay), _) => Fate::Decided(Outcome::Retry { delay }),
        })
    }

    fn store(&mut self, seq: i64, entry: &Entry, effect: &Effect) -> Result<(), StoreError> {
        store(self.db, self.device, seq, entry, self.now, effect)?;
        self.touched.insert(seq);
        self.n_stored += 1;
        Ok(())
    }

    /// Takes up an entry again that was kept as refused: since then an area or a promise was added, or the server learned to
    /// read it.
    /// It keeps its place in the order of arrival, and stays refused when it still cannot be taken.
    fn reconsider(&mut self, seq: i64, entry: &Entry) -> Result<Fate, StoreError> {
        const SQL: &str =
            "UPDATE journal SET refusal = NULL, detail = NULL, walk_id = ?3, activity_id = ?4, says = ?5
            WHERE device_id = ?1 AND seq = ?2";
        let Admission::Store(statement) = admit(self.device, entry, None, self.rulebook) else {
            return Ok(Fate::Held(Arrival::Before));
        };
        let (walk, activity) = columns(statement.subject());
        self.db.run(SQL, (self.device.0, seq, walk, activity, word(&statement)))?;
        self.changed.add(statement.subject());
        Ok(Fate::Held(Arrival::Now))
    }
}

fn held(db: &Db, device: DeviceId, seq: i64) -> Result<Option<Held>, StoreError> {
    const SQL: &str =
        "SELECT hash, received, refusal, detail, walk_id IS NULL AND activity_id IS NULL FROM journal
        WHERE device_id = ?1 AND seq = ?2";
    db.first(SQL, (device.0, seq), |row| {
        let refusal: Option<String> = row.get(2)?;
        let detail: Option<String> = row.get(3)?;
        Ok(Held {
            hash: EntryHash(row.get(0)?),
            received: WallTime::from_ms(row.get(1)?),
            refusal: refusal.map(|refusal| (refusal, detail.unwrap_or_default())),
            is_unread: row.get(4)?,
        })
    })
}

/// Tells what became of an entry that was held before.
fn known(held: Held) -> Result<Outcome, StoreError> {
    Ok(match held.refusal {
        Some((refusal, detail)) => Outcome::Rejected { refusal: from_word(refusal)?, detail },
        None => Outcome::Duplicate { at: held.received },
    })
}

/// Tells what became of an entry that is held, now that all that came with it is.
fn outcome_of_held(db: &Db, device: DeviceId, seq: u64, arrival: Arrival) -> Result<Outcome, StoreError> {
    let held = held(db, device, i64::try_from(seq).map_err(damaged)?)?;
    let held = held.ok_or_else(|| damaged(format!("entry {seq} of {device} is gone")))?;
    Ok(match (known(held)?, arrival) {
        (Outcome::Duplicate { at }, Arrival::Now) => Outcome::Stored { at },
        (known, _) => known,
    })
}

/// What an entry that is stored does.
enum Effect<'a> {
    /// It says something of a walk or an activity.
    Tells(&'a Statement),
    /// Nothing: it was refused, and is kept so that nothing is lost.
    None { refusal: Refusal, detail: &'a str },
}

/// Stores an entry that was taken from beside a journal, in one of its own. Bringing up to date what it speaks of is the
/// caller's.
pub(crate) fn store_taken(
    db: &Db,
    branch: DeviceId,
    seq: i64,
    entry: &Entry,
    received: WallTime,
    statement: &Statement,
) -> Result<(), StoreError> {
    store(db, branch, seq, entry, received, &Effect::Tells(statement))?;
    holdings::count_in(db, branch, 1, Some(seq))?;
    holdings::relink(db, branch, &[seq].into())
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
        (device_id, seq, prev, hash, received, refusal, detail, walk_id, activity_id, says, body)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    let ((walk, activity), says, refusal, detail) = match effect {
        Effect::Tells(statement) => (columns(statement.subject()), Some(word(statement)), None, None),
        Effect::None { refusal, detail } => ((None, None), None, Some(to_word(refusal)), Some(*detail)),
    };
    let (prev, hash) = (entry.prev.0, entry.hash.0);
    let values =
        params![device.0, seq, prev, hash, now.ms(), refusal, detail, walk, activity, says, entry.body];
    db.run(SQL, values).map(drop)
}

/// Returns the columns that name what an entry is about: a walk's and an activity's.
fn columns(subject: Subject) -> (Option<Uuid>, Option<Uuid>) {
    match subject {
        Subject::Walk(walk) => (Some(walk.0), None),
        Subject::Activity(activity) => (None, Some(activity.0)),
    }
}

fn lay_aside(db: &Db, device: DeviceId, seq: i64, entry: &Entry, now: WallTime) -> Result<(), StoreError> {
    const SQL: &str = "INSERT OR IGNORE INTO fork (device_id, seq, hash, prev, received, body)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    db.run(SQL, (device.0, seq, entry.hash.0, entry.prev.0, now.ms(), &entry.body)).map(drop)
}

fn word(statement: &Statement) -> &'static str {
    match statement {
        Statement::Walk(_) => "walk",
        Statement::Correction { .. } => "correction",
        Statement::Withdrawal { .. } => "withdrawal",
        Statement::Activity(_) => "activity",
        Statement::ActivityCorrection { .. } => "activity_correction",
        Statement::ActivityWithdrawal { .. } => "activity_withdrawal",
    }
}
