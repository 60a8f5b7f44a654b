//! What a supervisor is told of the phones, in figures: when each was heard of, what it told, what is held; and taking a
//! phone out of use. It ranks nobody: phones come in order of names.
//!
//! A phone, here, is one account's journal on one phone.

use domain::id::DeviceId;
use domain::time::WallTime;
use rusqlite::Row;

use crate::Store;
use crate::audit::{self, Act, Actor};
use crate::db::{Db, count};
use crate::error::StoreError;
use crate::sessions::Viewer;

/// The longest reason, in characters.
pub const MAX_REASON: usize = 200;

/// All phones.
#[derive(Debug, Clone, PartialEq)]
pub struct Phones {
    /// When this database was last restored from a backup, if it was.
    pub restored: Option<WallTime>,
    /// One for each, in order of names.
    pub rows: Vec<PhoneRow>,
}

/// One phone, in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneRow {
    /// Which.
    pub device: DeviceId,
    /// Whose, as they are shown.
    pub who: String,
    /// Whether that account can no longer log in.
    pub is_disabled: bool,
    /// When it was first heard of.
    pub enrolled: WallTime,
    /// When it was last heard of.
    pub contact: WallTime,
    /// When it last said that it had nothing more to send.
    pub reported: WallTime,
    /// The app's build, as it last told.
    pub app: String,
    /// The server's clock less the phone's, when it last told.
    pub server_ahead_ms: Option<i64>,
    /// How far its journal goes, by all that was told or is held.
    pub end: u64,
    /// How many entries of it are held.
    pub n_held: u64,
    /// When it was last told which are.
    pub pushed: Option<WallTime>,
    /// How many entries lie beside the journal on which nobody has ruled.
    pub n_forked: u64,
    /// How many entries are held as refused.
    pub n_refused: u64,
    /// How it said that it stood, apart from its queue; nothing when it never did.
    pub beat: Option<Beat>,
    /// How often its storage had lost something.
    pub n_losses: u64,
    /// How many entries, at most, were lost by that and are not held.
    pub n_lost: u64,
    /// The journal that was begun when this one was lost for good.
    pub replaced_by: Option<DeviceId>,
    /// Since when it is out of use, if it is.
    pub retired: Option<Retirement>,
}

impl PhoneRow {
    /// Returns how many entries are missing: told of, and not held.
    pub fn n_missing(&self) -> u64 {
        self.end.saturating_sub(self.n_held)
    }
}

/// How a phone said that it stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beat {
    /// When, by this clock.
    pub at: WallTime,
    /// How many entries waited.
    pub n_unsent: u64,
    /// When the oldest of them was written, by the phone's clock.
    pub oldest_unsent: Option<WallTime>,
    /// How many it kept that were refused.
    pub n_parked: u64,
    /// Whether its browser promised to keep what is on it.
    pub is_lasting: Option<bool>,
}

/// How a phone came out of use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retirement {
    /// When.
    pub at: WallTime,
    /// Who took it out of use, as they are shown.
    pub who: String,
    /// Why.
    pub why: String,
}

impl Store {
    /// Returns every phone. Only a supervisor may know.
    pub async fn phones(&self, viewer: &Viewer) -> Result<Phones, StoreError> {
        viewer.check_supervises()?;
        self.read(|db| Ok(Phones { restored: restored(db)?, rows: rows(db, None)? })).await
    }

    /// Takes a phone out of use, for a reason that is kept: it holds no week open any longer. What it still sends is taken
    /// as ever. Only a supervisor may.
    pub async fn retire_phone(
        &self,
        viewer: &Viewer,
        device: DeviceId,
        why: &str,
        now: WallTime,
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE device SET retired = ?2, retired_by = ?3, retired_why = ?4
            WHERE id = ?1 AND branch_of IS NULL AND is_desk = 0";
        viewer.check_supervises()?;
        let (who, why) = (viewer.card().id, reason(why)?);
        self.change(move |db| {
            if db.run(SQL, (device.0, now.ms(), who.0, &why))? == 0 {
                return Err(StoreError::NoPhone);
            }
            audit::note_why(db, Actor::Account(who), Act::PhoneRetired, device.0, Some(&why), now)
        })
        .await
    }

    /// Takes a phone into use again. Only a supervisor may.
    pub async fn reinstate_phone(
        &self,
        viewer: &Viewer,
        device: DeviceId,
        now: WallTime,
    ) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE device SET retired = NULL, retired_by = NULL, retired_why = NULL
            WHERE id = ?1 AND retired IS NOT NULL";
        viewer.check_supervises()?;
        let who = Actor::Account(viewer.card().id);
        self.change(move |db| {
            if db.run(SQL, [device.0])? == 0 {
                return Err(StoreError::NoPhone);
            }
            audit::note(db, who, Act::PhoneReinstated, device.0, now)
        })
        .await
    }
}

/// Reads a reason that somebody gave.
pub(crate) fn reason(text: &str) -> Result<String, StoreError> {
    let text = text.trim();
    let is_fit = (1..=MAX_REASON).contains(&text.chars().count());
    if is_fit { Ok(text.to_owned()) } else { Err(StoreError::BadReason) }
}

pub(crate) fn restored(db: &Db) -> Result<Option<WallTime>, StoreError> {
    db.only("SELECT max(began) FROM life", [], |row| Ok(row.get::<_, Option<i64>>(0)?.map(WallTime::from_ms)))
}

/// Returns the phones in order of names, or one of them.
pub(crate) fn rows(db: &Db, only: Option<DeviceId>) -> Result<Vec<PhoneRow>, StoreError> {
    const SQL: &str =
        "SELECT d.id, a.shown_as, a.disabled IS NOT NULL, d.enrolled, d.contact, d.reported, d.app,
            d.server_ahead_ms, max(d.told_seq, d.top_seq), d.n_held, d.pushed,
            (SELECT count(*) FROM fork f WHERE f.device_id = d.id AND f.ruling IS NULL),
            (SELECT count(*) FROM journal j WHERE j.device_id = d.id AND j.refusal IS NOT NULL),
            d.beat, d.n_unsent, d.oldest_unsent, d.n_parked, d.is_lasting,
            (SELECT count(*) FROM storage_report r WHERE r.device_id = d.id),
            (SELECT total(n_lost) FROM storage_report r WHERE r.device_id = d.id),
            d.replaced_by, d.retired, b.shown_as, d.retired_why
        FROM device d JOIN account a ON a.id = d.account_id LEFT JOIN account b ON b.id = d.retired_by
        WHERE d.branch_of IS NULL AND d.is_desk = 0 AND (?1 IS NULL OR d.id = ?1) ORDER BY a.shown_as, d.enrolled, d.id";
    db.all(SQL, [only.map(|device| device.0)], row)
}

fn row(row: &Row) -> Result<PhoneRow, StoreError> {
    let time = |idx| Ok::<_, StoreError>(WallTime::from_ms(row.get(idx)?));
    let maybe = |idx| Ok::<_, StoreError>(row.get::<_, Option<i64>>(idx)?.map(WallTime::from_ms));
    let figure = |idx| count(row.get::<_, Option<i64>>(idx)?.unwrap_or(0));
    let beat = match maybe(13)? {
        Some(at) => Some(Beat {
            at,
            n_unsent: figure(14)?,
            oldest_unsent: maybe(15)?,
            n_parked: figure(16)?,
            is_lasting: row.get(17)?,
        }),
        None => None,
    };
    let retired = match maybe(21)? {
        Some(at) => Some(Retirement {
            at,
            who: row.get::<_, Option<String>>(22)?.unwrap_or_default(),
            why: row.get::<_, Option<String>>(23)?.unwrap_or_default(),
        }),
        None => None,
    };
    Ok(PhoneRow {
        device: DeviceId(row.get(0)?),
        who: row.get(1)?,
        is_disabled: row.get(2)?,
        enrolled: time(3)?,
        contact: time(4)?,
        reported: time(5)?,
        app: row.get(6)?,
        server_ahead_ms: row.get(7)?,
        end: count(row.get(8)?)?,
        n_held: count(row.get(9)?)?,
        pushed: maybe(10)?,
        n_forked: count(row.get(11)?)?,
        n_refused: count(row.get(12)?)?,
        beat,
        n_losses: count(row.get(18)?)?,
        // A sum of what phones say may be beyond what an integer holds.
        n_lost: row.get::<_, f64>(19)? as u64,
        replaced_by: row.get::<_, Option<_>>(20)?.map(DeviceId),
        retired,
    })
}
