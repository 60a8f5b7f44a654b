//! How a walk as it stands is stored: its row, its track and what was noted. It decides nothing; it writes what was settled
//! and reads the very same again.

use domain::fix::Spot;
use domain::history::Settled;
use domain::id::{AccountId, AreaId, EntryHash, WalkId};
use domain::place::Position;
use domain::track::Track;
use domain::verdict::Verdict;
use domain::walk::{Evidence, Observation, Walk};
use domain::week::Week;
use rusqlite::{OptionalExtension, Row, params};

use crate::coverage::CellKey;
use crate::db::{Db, damaged, from_json, from_word, to_json, to_word};
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

/// A walk's row. Its head and what was passed over name the statements that hold, and so its track and observations.
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
    told: String,
}

/// Stores a walk as it stands in place of how it stood, and returns the cell that it was in. A walk that is not just the
/// same becomes the latest change.
pub(crate) fn replace(
    db: &Db,
    id: WalkId,
    account: AccountId,
    record: &Record,
) -> Result<Option<CellKey>, StoreError> {
    const CHANGE: &str = "UPDATE house SET changes = changes + 1 RETURNING changes";
    const SQL: &str = "INSERT INTO walk (id, account_id, journal_no, area_id, week, began, ended, crew_size, counts,
            verdict, withdrawn, corrections, n_passed_over, head, told, changed)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
        ON CONFLICT (id, account_id) DO UPDATE SET journal_no = ?3, area_id = ?4, week = ?5, began = ?6, ended = ?7,
            crew_size = ?8, counts = ?9, verdict = ?10, withdrawn = ?11, corrections = ?12, n_passed_over = ?13,
            head = ?14, told = ?15, changed = ?16
        RETURNING no";
    let columns = columns(record);
    let before = before(db, id, account)?;
    let changed = match &before {
        Some((before, changed)) if *before == columns => *changed,
        _ => db.only(CHANGE, [], |row| Ok(row.get(0)?))?,
    };
    let c = &columns;
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
        c.told,
        changed,
    ];
    let walk_no: i64 = db.only(SQL, values, |row| Ok(row.get(0)?))?;
    replace_track(db, walk_no, &record.settled.walk.evidence)?;
    replace_observations(db, walk_no, &record.settled.walk.observations)?;
    before.map(|(before, _)| cell_key(&before.area, &before.week)).transpose()
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
        told: to_json(&bare(walk)),
    }
}

/// Returns a walk without what is stored beside it.
fn bare(walk: &Walk) -> Walk {
    let evidence = match &walk.evidence {
        Evidence::Recorded { gaps, clocks, .. } => {
            Evidence::Recorded { track: Track::default(), gaps: gaps.clone(), clocks: clocks.clone() }
        }
        afterwards @ Evidence::Afterwards { .. } => afterwards.clone(),
    };
    Walk { evidence, observations: Vec::new(), area: walk.area.clone(), ..*walk }
}

fn before(db: &Db, id: WalkId, account: AccountId) -> Result<Option<(Columns, i64)>, StoreError> {
    const SQL: &str = "SELECT journal_no, area_id, week, began, ended, crew_size, counts, verdict, withdrawn,
            corrections, n_passed_over, head, told, changed
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
            told: row.get(12)?,
        };
        Ok((columns, row.get(13)?))
    })
}

fn replace_track(db: &Db, walk_no: i64, evidence: &Evidence) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO track (walk_no, fixes) VALUES (?1, ?2)
        ON CONFLICT (walk_no) DO UPDATE SET fixes = ?2";
    match evidence {
        Evidence::Recorded { track, .. } => db.run(SQL, (walk_no, track.encode())),
        Evidence::Afterwards { .. } => db.run("DELETE FROM track WHERE walk_no = ?1", [walk_no]),
    }
    .map(drop)
}

fn replace_observations(db: &Db, walk_no: i64, observations: &[Observation]) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO observation (walk_no, idx, t_s, kind, lat, lon, note)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    db.run("DELETE FROM observation WHERE walk_no = ?1", [walk_no])?;
    for (seen, idx) in observations.iter().zip(0i64..) {
        let (lat, lon) = seen.spot.map(|spot| (spot.position().lat, spot.position().lon)).unzip();
        db.run(SQL, (walk_no, idx, seen.t_s, to_word(&seen.kind), lat, lon, &seen.note))?;
    }
    Ok(())
}

/// Reads a walk as it stands, with its track and its observations.
pub(crate) fn read(db: &Db, walk_no: i64) -> Result<Record, StoreError> {
    const SQL: &str = "SELECT journal_no, week, verdict, withdrawn, corrections, n_passed_over, head, told
        FROM walk WHERE no = ?1";
    let mut record = db.only(SQL, [walk_no], |row| {
        let text = |idx| row.get_ref(idx).map_err(StoreError::from)?.as_str().map_err(damaged);
        let settled = Settled {
            walk: from_json(text(7)?)?,
            withdrawn: row.get(3)?,
            head: EntryHash(row.get(6)?),
            corrections: from_json(text(4)?)?,
            n_passed_over: usize::try_from(row.get::<_, i64>(5)?).map_err(damaged)?,
        };
        let week = text(1)?.parse().map_err(damaged)?;
        Ok(Record { journal_no: row.get(0)?, settled, week, verdict: from_json(text(2)?)? })
    })?;
    let walk = &mut record.settled.walk;
    walk.observations = observations(db, walk_no)?;
    if let Evidence::Recorded { track, .. } = &mut walk.evidence {
        *track = read_track(db, walk_no)?;
    }
    Ok(record)
}

fn read_track(db: &Db, walk_no: i64) -> Result<Track, StoreError> {
    let mut statement = db.prepare_cached("SELECT fixes FROM track WHERE walk_no = ?1")?;
    let fixes: Option<Vec<u8>> = statement.query_row([walk_no], |row| row.get(0)).optional()?;
    fixes.map_or(Ok(Track::default()), |fixes| Track::decode(&fixes).map_err(damaged))
}

fn observations(db: &Db, walk_no: i64) -> Result<Vec<Observation>, StoreError> {
    const SQL: &str = "SELECT t_s, kind, lat, lon, note FROM observation WHERE walk_no = ?1 ORDER BY idx";
    let spot = |row: &Row| -> Result<Option<Spot>, StoreError> {
        let place = row.get::<_, Option<f64>>(2)?.zip(row.get::<_, Option<f64>>(3)?);
        place
            .map(|(lat, lon)| Spot::of(Position { lat, lon }).ok_or_else(|| damaged("a spot off the globe")))
            .transpose()
    };
    db.all(SQL, [walk_no], |row| {
        Ok(Observation {
            t_s: row.get(0)?,
            kind: from_word(row.get(1)?)?,
            spot: spot(row)?,
            note: row.get(4)?,
        })
    })
}

/// Reads an area and a week as they are stored.
pub(crate) fn cell_key(area: &str, week: &str) -> Result<CellKey, StoreError> {
    Ok((area.parse::<AreaId>().map_err(damaged)?, week.parse::<Week>().map_err(damaged)?))
}
