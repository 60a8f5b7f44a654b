//! Entries beside a journal: what a phone wrote for a place that another entry holds, as a phone does that was restored
//! from an older state. Both are kept; a supervisor rules. Neither ruling ever removes or edits one.
//!
//! An entry that is taken is held from then on, to the letter, in a journal beside the phone's (a branch), so that what
//! follows from it follows as from any other.

use domain::id::{DeviceId, EntryHash};
use domain::time::WallTime;
use sync::admission::{Admission, admit};
use sync::entry::Entry;
use sync::wire::Refusal;
use uuid::Builder;

use crate::Store;
use crate::audit::{self, Act, Actor};
use crate::db::Db;
use crate::error::StoreError;
use crate::phones::reason;
use crate::projection::Changed;
use crate::sessions::Viewer;
use crate::{intake, projection};

/// Names an entry beside a journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForkName {
    /// Whose journal.
    pub device: DeviceId,
    /// The place that another entry holds.
    pub seq: u64,
    /// The entry.
    pub hash: EntryHash,
}

/// What a supervisor decides about an entry beside a journal.
///
/// Stored type: do not rename.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    /// Both happened: it is told as well. It cannot be untold; a walk or an activity can be withdrawn.
    Taken,
    /// The one that is held says it all. It stays beside the journal and may be taken later.
    Dismissed,
}

impl Ruling {
    pub(crate) const TAKEN: &str = "taken";
    pub(crate) const DISMISSED: &str = "dismissed";

    fn word(self) -> &'static str {
        match self {
            Ruling::Taken => Self::TAKEN,
            Ruling::Dismissed => Self::DISMISSED,
        }
    }

    fn act(self) -> Act {
        match self {
            Ruling::Taken => Act::ForkTaken,
            Ruling::Dismissed => Act::ForkDismissed,
        }
    }
}

impl Store {
    /// Rules on an entry beside a journal, for a reason that is kept. Only a supervisor may.
    pub async fn rule_on_fork(
        &self,
        viewer: &Viewer,
        fork: ForkName,
        ruling: Ruling,
        why: &str,
        now: WallTime,
    ) -> Result<(), StoreError> {
        viewer.check_supervises()?;
        let (who, why) = (viewer.card().id, reason(why)?);
        self.change(move |db| {
            let aside = find(db, fork)?;
            if aside.is_taken {
                return Err(StoreError::ForkTaken);
            }
            if ruling == Ruling::Taken {
                take(db, fork.device, &aside)?;
            }
            const SQL: &str = "UPDATE fork SET ruling = ?4, ruled = ?5, ruled_by = ?6, ruled_why = ?7
                WHERE device_id = ?1 AND seq = ?2 AND hash = ?3";
            let name = (fork.device.0, aside.seq, fork.hash.0);
            db.run(SQL, (name.0, name.1, name.2, ruling.word(), now.ms(), who.0, &why))?;
            audit::note_why(db, Actor::Account(who), ruling.act(), fork.device.0, Some(&why), now)
        })
        .await
    }
}

/// An entry beside a journal.
struct Aside {
    seq: i64,
    entry: Entry,
    received: WallTime,
    is_taken: bool,
}

fn find(db: &Db, fork: ForkName) -> Result<Aside, StoreError> {
    const SQL: &str = "SELECT prev, body, received, ruling IS ?4 FROM fork
        WHERE device_id = ?1 AND seq = ?2 AND hash = ?3";
    let seq = i64::try_from(fork.seq).map_err(|_| StoreError::NoFork)?;
    let found = db.first(SQL, (fork.device.0, seq, fork.hash.0, Ruling::TAKEN), |row| {
        let entry = Entry { seq: fork.seq, prev: EntryHash(row.get(0)?), hash: fork.hash, body: row.get(1)? };
        Ok(Aside { seq, entry, received: WallTime::from_ms(row.get(2)?), is_taken: row.get(3)? })
    })?;
    found.ok_or(StoreError::NoFork)
}

/// Holds an entry in a branch of its phone's journal, and brings up to date what follows from it.
fn take(db: &Db, device: DeviceId, aside: &Aside) -> Result<(), StoreError> {
    const BRANCH: &str = "INSERT INTO device (id, account_id, enrolled, contact, branch_of)
        SELECT ?2, account_id, ?3, ?3, id FROM device WHERE id = ?1";
    let Aside { seq, entry, received, .. } = aside;
    let rulebook = db.rulebook()?;
    let statement = match admit(device, entry, None, &rulebook) {
        Admission::Store(statement) => statement,
        Admission::KeepRefused(refusal, _)
        | Admission::Refuse(refusal, _)
        | Admission::KeepAside(refusal) => {
            return Err(StoreError::NotTakeable(refusal));
        }
        Admission::Duplicate | Admission::Later(_) => return Err(StoreError::NotTakeable(Refusal::Other)),
    };
    let branch = branch_of(entry.hash);
    db.run(BRANCH, (device.0, branch.0, received.ms()))?;
    intake::store_taken(db, branch, *seq, entry, *received, &statement)?;
    projection::project(db, &Changed::of(statement.subject()))
}

/// Returns the id of the branch that holds one taken entry: a part of its hash, which no phone draws by chance.
fn branch_of(hash: EntryHash) -> DeviceId {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.0[..16]);
    DeviceId(Builder::from_custom_bytes(bytes).into_uuid())
}

/// Returns since when an entry beside a journal is held after all, if it was taken.
pub(crate) fn taken_since(
    db: &Db,
    device: DeviceId,
    seq: i64,
    hash: EntryHash,
) -> Result<Option<WallTime>, StoreError> {
    const SQL: &str = "SELECT received FROM fork
        WHERE device_id = ?1 AND seq = ?2 AND hash = ?3 AND ruling = ?4";
    db.first(SQL, (device.0, seq, hash.0, Ruling::TAKEN), |row| Ok(WallTime::from_ms(row.get(0)?)))
}
