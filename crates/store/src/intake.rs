//! Taking in a push: each entry is admitted for itself, then what follows from all of them is brought up to date. It runs
//! in the caller's transaction, so that an entry and what follows from it are never apart.

use std::collections::BTreeSet;

use domain::id::{AreaId, DeviceId, EntryHash};
use domain::policy::Rulebook;
use domain::statement::Statement;
use domain::time::WallTime;
use sync::admission::{Admission, admit};
use sync::entry::Entry;
use sync::wire::{Outcome, Receipt, Refusal};

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
    /// The walks that it tells of anew.
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
                let is_walk = matches!(statement, Statement::Walk(_));
                self.store(seq, entry, &Effect::Tells(&statement))?;
                self.changed.add_told(entry.hash, statement, admitted.verdict);
                // Only what amends a walk can turn out to have no effect.
                let stored = Fate::Decided(Outcome::Stored { at: self.now });
                if is_walk { stored } else { Fate::Held(Arrival::Now) }
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

    /// Takes up an entry again that was kept as refused: since then an area was added, or the server learned to read it.
    /// It keeps its place in the order of arrival, and stays refused when it still cannot be taken.
    fn reconsider(&mut self, seq: i64, entry: &Entry) -> Result<Fate, StoreError> {
        const SQL: &str = "UPDATE journal SET refusal = NULL, detail = NULL, walk_id = ?3, says = ?4
            WHERE device_id = ?1 AND seq = ?2";
        let is_area = |area: &AreaId| self.rulebook.area(area).is_some();
        let Admission::Store(statement) = admit(self.device, entry, None, is_area) else {
            return Ok(Fate::Held(Arrival::Before));
        };
        self.db.run(SQL, (self.device.0, seq, statement.walk().0, word(&statement)))?;
        self.changed.add(statement.walk());
        Ok(Fate::Held(Arrival::Now))
    }
}

fn held(db: &Db, device: DeviceId, seq: i64) -> Result<Option<Held>, StoreError> {
    const SQL: &str = "SELECT hash, received, refusal, detail, walk_id IS NULL FROM journal
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
    /// It says something of a walk.
    Tells(&'a Statement),
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
        (device_id, seq, prev, hash, received, refusal, detail, walk_id, says, body)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let (walk, says, refusal, detail) = match effect {
        Effect::Tells(statement) => (Some(statement.walk().0), Some(word(statement)), None, None),
        Effect::None { refusal, detail } => (None, None, Some(to_word(refusal)), Some(*detail)),
    };
    let (prev, hash) = (entry.prev.0, entry.hash.0);
    db.run(SQL, (device.0, seq, prev, hash, now.ms(), refusal, detail, walk, says, &entry.body)).map(drop)
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
    }
}
