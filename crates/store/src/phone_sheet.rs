//! What a supervisor is told of one phone: what is missing, what it wrote twice, what was refused and lost, and what was done
//! about it. Who looks is written down. It decides nothing and mends nothing.

use domain::id::{DeviceId, EntryHash};
use domain::statement::{Body, Statement};
use domain::time::WallTime;
use rusqlite::Row;
use sync::wire::Refusal;

use crate::Store;
use crate::audit::{self, Act, Actor};
use crate::db::{Db, count, from_word};
use crate::error::StoreError;
use crate::forks::Ruling;
use crate::holdings;
use crate::phones::{PhoneRow, restored, rows};
use crate::sessions::Viewer;

/// All that is known of one phone.
#[derive(Debug, Clone, PartialEq)]
pub struct PhoneSheet {
    /// In figures.
    pub row: PhoneRow,
    /// When this database was last restored from a backup, if it was.
    pub restored: Option<WallTime>,
    /// The places that are missing, as first and last of each run; at most a hundred runs.
    pub missing: Vec<(u64, u64)>,
    /// Entries beside the journal, ruled on or not.
    pub forks: Vec<ForkRow>,
    /// Places whose entry follows none of those known for the place before.
    pub breaches: Vec<u64>,
    /// Entries that are held as refused.
    pub refused: Vec<RefusedRow>,
    /// What had befallen its storage, the latest first.
    pub losses: Vec<LossRow>,
    /// What was done about it, the latest first.
    pub deeds: Vec<Deed>,
}

/// An entry, as far as a person needs it to tell it from another.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// Its name.
    pub hash: EntryHash,
    /// Since when it is kept.
    pub received: WallTime,
    /// What it says; nothing when it cannot be read.
    pub says: Option<Statement>,
}

/// Two entries for one place.
#[derive(Debug, Clone, PartialEq)]
pub struct ForkRow {
    /// The place.
    pub seq: u64,
    /// The one that came first, and is held.
    pub held: Version,
    /// The one beside it.
    pub aside: Version,
    /// What was decided, if it was.
    pub ruling: Option<Ruled>,
}

/// What was decided about an entry beside a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruled {
    /// Whether it was taken.
    pub ruling: Ruling,
    /// When.
    pub at: WallTime,
    /// By whom, as they are shown.
    pub who: String,
    /// Why.
    pub why: String,
}

/// An entry that is held as refused.
#[derive(Debug, Clone, PartialEq)]
pub struct RefusedRow {
    /// Its place.
    pub seq: u64,
    /// Why it has no effect.
    pub refusal: Refusal,
    /// The same for a technician.
    pub detail: String,
    /// The entry.
    pub version: Version,
}

/// What had befallen a phone's storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LossRow {
    /// When it was told, by this clock.
    pub received: WallTime,
    /// The journal that it befell, when it is gone for good and this one was begun in its place.
    pub replaces: Option<DeviceId>,
    /// How many entries were put back from the phone's second copy.
    pub n_recovered: u64,
    /// How many, at most, are gone.
    pub n_lost: u64,
}

/// Something that was done about a phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// When.
    pub at: WallTime,
    /// By whom, as they are shown.
    pub who: String,
    /// What.
    pub what: Done,
    /// Why, where a reason was asked for.
    pub why: Option<String>,
}

/// What was done about a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// It was taken out of use.
    Retired,
    /// It was taken into use again.
    Reinstated,
    /// An entry beside its journal was taken.
    ForkTaken,
    /// An entry beside its journal was left aside.
    ForkDismissed,
}

impl Done {
    const ALL: [(Done, Act); 4] = [
        (Done::Retired, Act::PhoneRetired),
        (Done::Reinstated, Act::PhoneReinstated),
        (Done::ForkTaken, Act::ForkTaken),
        (Done::ForkDismissed, Act::ForkDismissed),
    ];

    fn of(word: &str) -> Option<Done> {
        Self::ALL.into_iter().find(|(_, act)| act.word() == word).map(|(done, _)| done)
    }
}

impl Store {
    /// Returns one phone and writes down who looked; nothing when there is none. Only a supervisor may know.
    pub async fn phone(
        &self,
        viewer: &Viewer,
        device: DeviceId,
        now: WallTime,
    ) -> Result<Option<PhoneSheet>, StoreError> {
        viewer.check_supervises()?;
        let Some(sheet) = self.read(move |db| sheet(db, device)).await? else { return Ok(None) };
        let actor = Actor::Account(viewer.card().id);
        self.write(move |db| audit::note(db, actor, Act::PhoneSeen, device.0, now)).await?;
        Ok(Some(sheet))
    }
}

fn sheet(db: &Db, device: DeviceId) -> Result<Option<PhoneSheet>, StoreError> {
    const BREACHES: &str = "SELECT seq FROM breach WHERE device_id = ?1 ORDER BY seq";
    let Some(row) = rows(db, Some(device))?.pop() else { return Ok(None) };
    let missing = if row.n_missing() == 0 { Vec::new() } else { holdings::missing(db, device, row.end)? };
    Ok(Some(PhoneSheet {
        restored: restored(db)?,
        missing,
        forks: forks(db, device)?,
        breaches: db.all(BREACHES, [device.0], |row| count(row.get(0)?))?,
        refused: refused(db, device)?,
        losses: losses(db, device)?,
        deeds: deeds(db, device)?,
        row,
    }))
}

/// Reads an entry from three columns: its hash, its arrival, its body.
fn version(row: &Row, first: usize) -> Result<Version, StoreError> {
    let body: String = row.get(first + 2)?;
    Ok(Version {
        hash: EntryHash(row.get(first)?),
        received: WallTime::from_ms(row.get(first + 1)?),
        says: serde_json::from_str::<Body>(&body).ok().map(|body| body.says),
    })
}

fn forks(db: &Db, device: DeviceId) -> Result<Vec<ForkRow>, StoreError> {
    const SQL: &str = "SELECT f.seq, j.hash, j.received, j.body, f.hash, f.received, f.body,
            f.ruling, f.ruled, a.shown_as, f.ruled_why
        FROM fork f JOIN journal j ON j.device_id = f.device_id AND j.seq = f.seq
            LEFT JOIN account a ON a.id = f.ruled_by
        WHERE f.device_id = ?1 ORDER BY f.seq, f.received, f.hash";
    db.all(SQL, [device.0], |row| {
        let ruling = match row.get::<_, Option<String>>(7)? {
            Some(word) => Some(Ruled {
                ruling: if word == Ruling::TAKEN { Ruling::Taken } else { Ruling::Dismissed },
                at: WallTime::from_ms(row.get(8)?),
                who: row.get::<_, Option<String>>(9)?.unwrap_or_default(),
                why: row.get::<_, Option<String>>(10)?.unwrap_or_default(),
            }),
            None => None,
        };
        Ok(ForkRow { seq: count(row.get(0)?)?, held: version(row, 1)?, aside: version(row, 4)?, ruling })
    })
}

fn refused(db: &Db, device: DeviceId) -> Result<Vec<RefusedRow>, StoreError> {
    const SQL: &str = "SELECT seq, refusal, detail, hash, received, body FROM journal
        WHERE device_id = ?1 AND refusal IS NOT NULL ORDER BY seq";
    db.all(SQL, [device.0], |row| {
        Ok(RefusedRow {
            seq: count(row.get(0)?)?,
            refusal: from_word(row.get(1)?)?,
            detail: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
            version: version(row, 3)?,
        })
    })
}

fn losses(db: &Db, device: DeviceId) -> Result<Vec<LossRow>, StoreError> {
    const SQL: &str =
        "SELECT received, nullif(journal_id, device_id), n_recovered, n_lost FROM storage_report
        WHERE device_id = ?1 ORDER BY received DESC, found DESC";
    db.all(SQL, [device.0], |row| {
        Ok(LossRow {
            received: WallTime::from_ms(row.get(0)?),
            replaces: row.get::<_, Option<_>>(1)?.map(DeviceId),
            n_recovered: count(row.get(2)?)?,
            n_lost: count(row.get(3)?)?,
        })
    })
}

fn deeds(db: &Db, device: DeviceId) -> Result<Vec<Deed>, StoreError> {
    const SQL: &str =
        "SELECT u.at, a.shown_as, u.act, u.reason FROM audit u LEFT JOIN account a ON a.id = u.account_id
        WHERE u.subject = ?1 ORDER BY u.no DESC";
    let deeds = db.all(SQL, [device.0], |row| {
        let what = Done::of(row.get_ref(2)?.as_str().unwrap_or_default());
        let who = row.get::<_, Option<String>>(1)?.unwrap_or_default();
        let (at, why) = (WallTime::from_ms(row.get(0)?), row.get(3)?);
        Ok(what.map(|what| Deed { at, who, what, why }))
    })?;
    Ok(deeds.into_iter().flatten().collect())
}
