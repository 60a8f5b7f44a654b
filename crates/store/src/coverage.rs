//! The cells, area × week, kept up to date by whatever changes a walk. A cell is always tallied whole from its walks, never
//! counted up or down: a mistake could not be told from the truth.

use std::collections::BTreeMap;

use domain::coverage::{self, Cell, Visit};
use domain::id::AreaId;
use domain::policy::Rulebook;
use domain::time::WallTime;
use domain::week::Week;
use rusqlite::Row;

use crate::db::Db;
use crate::error::StoreError;
use crate::walks::cell_key;

/// Names a cell.
pub(crate) type CellKey = (AreaId, Week);

/// Tallies one cell anew, by the policy in force when its week began. A cell without walks that stand has no row.
pub(crate) fn tally(db: &Db, cell: &CellKey, rulebook: &Rulebook) -> Result<(), StoreError> {
    const VISITS: &str = "SELECT w.began, w.ended, coalesce(s.counts, w.counts)
        FROM walk w LEFT JOIN stand s ON s.walk_no = w.no
        WHERE w.area_id = ?1 AND w.week = ?2 AND w.withdrawn IS NULL";
    const SQL: &str = "INSERT INTO cell (area_id, week, n_walks, n_patrols, kept_at, last_patrol)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (area_id, week) DO UPDATE SET n_walks = ?3, n_patrols = ?4, kept_at = ?5, last_patrol = ?6";
    let (area, week) = (cell.0.as_str(), cell.1.to_string());
    let visits = db.all(VISITS, (area, &week), |row| {
        let (began, ended) = (WallTime::from_ms(row.get(0)?), WallTime::from_ms(row.get(1)?));
        Ok(Visit { began, ended, counts: row.get(2)? })
    })?;
    if visits.is_empty() {
        return db.run("DELETE FROM cell WHERE area_id = ?1 AND week = ?2", (area, &week)).map(drop);
    }
    let Cell { n_walks, n_patrols, kept_at, last_patrol } =
        coverage::tally(&visits, &rulebook.policy_at(cell.1.start()));
    let ms = |at: Option<WallTime>| at.map(WallTime::ms);
    db.run(SQL, (area, &week, n_walks, n_patrols, ms(kept_at), ms(last_patrol))).map(drop)
}

/// Returns every cell in which somebody walked.
pub(crate) fn all(db: &Db) -> Result<BTreeMap<CellKey, Cell>, StoreError> {
    let sql = "SELECT area_id, week, n_walks, n_patrols, kept_at, last_patrol FROM cell";
    Ok(db.all(sql, [], read)?.into_iter().collect())
}

/// Returns the cells of the weeks `first` through `last` in which somebody walked, by week, then area.
pub(crate) fn between(db: &Db, first: Week, last: Week) -> Result<Vec<(CellKey, Cell)>, StoreError> {
    const SQL: &str = "SELECT area_id, week, n_walks, n_patrols, kept_at, last_patrol FROM cell
        WHERE week BETWEEN ?1 AND ?2 ORDER BY week, area_id";
    db.all(SQL, (first.to_string(), last.to_string()), read)
}

/// Returns one cell; one in which nobody walked is empty.
pub(crate) fn cell(db: &Db, area: &AreaId, week: Week) -> Result<Cell, StoreError> {
    const SQL: &str = "SELECT area_id, week, n_walks, n_patrols, kept_at, last_patrol FROM cell
        WHERE area_id = ?1 AND week = ?2";
    Ok(db.first(SQL, (area.as_str(), week.to_string()), read)?.map(|(_, cell)| cell).unwrap_or_default())
}

/// Returns when the latest counted patrol of an area ended, of the weeks up to `last`: a phone whose clock is ahead by
/// years does not hide that nobody was there.
pub(crate) fn last_patrol(db: &Db, area: &AreaId, last: Week) -> Result<Option<WallTime>, StoreError> {
    const SQL: &str = "SELECT max(last_patrol) FROM cell WHERE area_id = ?1 AND week <= ?2";
    db.only(SQL, (area.as_str(), last.to_string()), |row| {
        Ok(row.get::<_, Option<i64>>(0)?.map(WallTime::from_ms))
    })
}

fn read(row: &Row) -> Result<(CellKey, Cell), StoreError> {
    let at = |idx| Ok::<_, StoreError>(row.get::<_, Option<i64>>(idx)?.map(WallTime::from_ms));
    let key = cell_key(&row.get::<_, String>(0)?, &row.get::<_, String>(1)?)?;
    let cell = Cell { n_walks: row.get(2)?, n_patrols: row.get(3)?, kept_at: at(4)?, last_patrol: at(5)? };
    Ok((key, cell))
}
