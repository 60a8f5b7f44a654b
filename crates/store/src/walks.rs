//! How a walk as it stands is stored: its row, and what was noted. It decides nothing, and never keeps a track: that stands
//! in the journal.

use domain::history::Settled;
use domain::id::{AccountId, AreaId, WalkId};
use domain::verdict::Verdict;
use domain::walk::Observation;
use domain::week::Week;
use rusqlite::params;

use crate::coverage::CellKey;
use crate::db::{Db, damaged, to_json, to_word};
use crate::error::StoreError;

/// A walk as it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Record {
    /// The first entry to tell it.
    pub(crate) journal_no: i64,
    pub(crate) settled: Settled,
    pub(crate) week: Week,
    pub(crate) verdict: Verdict,
}

/// A walk's row. Its head and what was passed over name the statements that hold, and so all that is not in here.
#[derive(Debug, PartialEq)]
struct Columns {
    journal_no: i64,
    area: String,
    week: String,
    began: i64,
    ended: i64,
    crew_size: u8,
    counts: bool,
    verdict: String,
    withdrawn: Option<String>,
    corrections: String,
    n_passed_over: i64,
    head: [u8; 32],
}

/// The count of all changes of walks and activities: read once, counted on, written once.
pub(crate) struct Changes<'a> {
    db: &'a Db,
    before: i64,
    now: i64,
}

impl<'a> Changes<'a> {
    pub(crate) fn open(db: &'a Db) -> Result<Changes<'a>, StoreError> {
        let before = db.only("SELECT changes FROM house", [], |row| Ok(row.get(0)?))?;
        Ok(Changes { db, before, now: before })
    }

    pub(crate) fn next(&mut self) -> i64 {
        self.now += 1;
        self.now
    }

    /// Tells how many changes there were since it was opened.
    pub(crate) fn n_made(&self) -> u64 {
        (self.now - self.before).unsigned_abs()
    }

    pub(crate) fn close(self) -> Result<(), StoreError> {
        if self.now == self.before {
            return Ok(());
        }
        self.db.run("UPDATE house SET changes = ?1", [self.now]).map(drop)
    }
}

/// Stores a walk of which nothing stands yet, as the latest change.
pub(crate) fn insert(
    db: &Db,
    id: WalkId,
    account: AccountId,
    record: &Record,
    changes: &mut Changes,
) -> Result<(), StoreError> {
    let walk_no = put(db, id, account, &columns(record), changes.next())?;
    insert_observations(db, walk_no, &record.settled.walk.observations)
}

/// Stores a walk as it stands in place of how it stood, and returns the cell that it was in. A walk that is not just the
/// same becomes the latest change.
pub(crate) fn replace(
    db: &Db,
    id: WalkId,
    account: AccountId,
    record: &Record,
    changes: &mut Changes,
) -> Result<Option<CellKey>, StoreError> {
    let Some((before, changed_before)) = before(db, id, account)? else {
        return insert(db, id, account, record, changes).map(|()| None);
    };
    let columns = columns(record);
    let changed = if before == columns { changed_before } else { changes.next() };
    let walk_no = put(db, id, account, &columns, changed)?;
    db.run("DELETE FROM observation WHERE walk_no = ?1", [walk_no])?;
    insert_observations(db, walk_no, &record.settled.walk.observations)?;
    cell_key(&before.area, &before.week).map(Some)
}

/// Writes a walk's row and returns its number.
fn put(db: &Db, id: WalkId, account: AccountId, c: &Columns, changed: i64) -> Result<i64, StoreError> {
    const SQL: &str = "INSERT INTO walk (id, account_id, journal_no, area_id, week, began, ended, crew_size, counts,
            verdict, withdrawn, corrections, n_passed_over, head, changed)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
        ON CONFLICT (id, account_id) DO UPDATE SET journal_no = ?3, area_id = ?4, week = ?5, began = ?6, ended = ?7,
            crew_size = ?8, counts = ?9, verdict = ?10, withdrawn = ?11, corrections = ?12, n_passed_over = ?13,
            head = ?14, changed = ?15
        RETURNING no";
    let values = params![
        id.0,
        account.0,
        c.journal_no,
        c.area,
        c.week,
        c.began,
        c.ended,
        c.crew_size,
        c.counts,
        c.verdict,
        c.withdrawn,
        c.corrections,
        c.n_passed_over,
        c.head,
        changed,
    ];
    db.only(SQL, values, |row| Ok(row.get(0)?))
}

fn columns(record: &Record) -> Columns {
    let Record { journal_no, settled, week, verdict } = record;
    let walk = &settled.walk;
    Columns {
        journal_no: *journal_no,
        area: walk.area.to_string(),
        week: week.to_string(),
        began: walk.began().ms(),
        ended: walk.ended().ms(),
        crew_size: walk.crew_size,
        counts: verdict.counts,
        verdict: to_json(verdict),
        withdrawn: settled.withdrawn.clone(),
        corrections: to_json(&settled.corrections),
        n_passed_over: settled.n_passed_over as i64,
        head: settled.head.0,
    }
}

fn before(db: &Db, id: WalkId, account: AccountId) -> Result<Option<(Columns, i64)>, StoreError> {
    const SQL: &str = "SELECT journal_no, area_id, week, began, ended, crew_size, counts, verdict, withdrawn,
            corrections, n_passed_over, head, changed
        FROM walk WHERE id = ?1 AND account_id = ?2";
    db.first(SQL, (id.0, account.0), |row| {
        let columns = Columns {
            journal_no: row.get(0)?,
            area: row.get(1)?,
            week: row.get(2)?,
            began: row.get(3)?,
            ended: row.get(4)?,
            crew_size: row.get(5)?,
            counts: row.get(6)?,
            verdict: row.get(7)?,
            withdrawn: row.get(8)?,
            corrections: row.get(9)?,
            n_passed_over: row.get(10)?,
            head: row.get(11)?,
        };
        Ok((columns, row.get(12)?))
    })
}

fn insert_observations(db: &Db, walk_no: i64, observations: &[Observation]) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO observation (walk_no, idx, t_s, kind, lat, lon, note)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    for (seen, idx) in observations.iter().zip(0i64..) {
        let (lat, lon) = seen.spot.map(|spot| (spot.position().lat, spot.position().lon)).unzip();
        db.run(SQL, (walk_no, idx, seen.t_s, to_word(&seen.kind), lat, lon, &seen.note))?;
    }
    Ok(())
}

/// Reads an area and a week as they are stored.
pub(crate) fn cell_key(area: &str, week: &str) -> Result<CellKey, StoreError> {
    Ok((area.parse::<AreaId>().map_err(damaged)?, week.parse::<Week>().map_err(damaged)?))
}
