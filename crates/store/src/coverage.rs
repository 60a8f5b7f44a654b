//! The cells, area × week, kept up to date by whatever changes a walk. A cell is always tallied whole from its walks, never
//! counted up or down: a mistake could not be told from the truth.

use std::collections::BTreeMap;

use domain::coverage::{self, Cell, Visit};
use domain::id::AreaId;
use domain::policy::Rulebook;
use domain::reporting::Silence;
use domain::time::WallTime;
use domain::week::Week;
use rusqlite::Row;
use sync::wire::Role;

use crate::Store;
use crate::db::{Db, to_json};
use crate::error::StoreError;
use crate::misses::{self, MissNote};
use crate::sessions::Viewer;
use crate::walks::cell_key;
use crate::week::silence;

/// How some areas stand over some weeks. All of it is of one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageFacts {
    /// The cells in which somebody walked, by week, then area. One that is not among them is [`Cell::default`].
    pub cells: Vec<CellRow>,
    /// The phones in use that have yet to report the latest of these weeks that has ended, if there are any.
    pub silence: Option<Silence>,
    /// Why weeks were missed, as far as somebody noted it. Only a supervisor is told.
    pub notes: Vec<MissNote>,
}

/// One area in one week in which somebody walked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellRow {
    /// Where.
    pub area: AreaId,
    /// When.
    pub week: Week,
    /// How many.
    pub cell: Cell,
}

impl Store {
    /// Returns how some areas stand in the weeks `first` through `last`.
    pub async fn coverage(
        &self,
        viewer: &Viewer,
        areas: &[AreaId],
        first: Week,
        last: Week,
        now: WallTime,
    ) -> Result<CoverageFacts, StoreError> {
        let (areas, sees_notes) = (to_json(&areas), viewer.card().role == Role::Supervisor);
        self.read(move |db| {
            let cell = |((area, week), cell)| CellRow { area, week, cell };
            let notes = if sees_notes { misses::between(db, &areas, first, last)? } else { Vec::new() };
            Ok(CoverageFacts {
                cells: between(db, &areas, first, last)?.into_iter().map(cell).collect(),
                silence: silence(db, last.end().min(Week::of(now).start()))?,
                notes,
            })
        })
        .await
    }
}

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

/// Returns the cells of some areas (a JSON list of their ids) in the weeks `first` through `last`.
pub(crate) fn between(
    db: &Db,
    areas: &str,
    first: Week,
    last: Week,
) -> Result<Vec<(CellKey, Cell)>, StoreError> {
    // Area by area along the primary key: other areas of the same weeks are not looked at.
    const SQL: &str = "SELECT c.area_id, c.week, c.n_walks, c.n_patrols, c.kept_at, c.last_patrol
        FROM json_each(?1) a CROSS JOIN cell c ON c.area_id = a.value AND c.week BETWEEN ?2 AND ?3
        ORDER BY c.week, c.area_id";
    db.all(SQL, (areas, first.to_string(), last.to_string()), read)
}

/// Returns the cells of all areas in the weeks `first` through `last` in which somebody walked, by week, then area.
pub(crate) fn in_weeks(db: &Db, first: Week, last: Week) -> Result<Vec<(CellKey, Cell)>, StoreError> {
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
    let key = cell_key(&row.get::<_, String>(0)?, &row.get::<_, String>(1)?)?;
    Ok((key, read_cell(row, 2)?))
}

/// Reads the four columns of a cell from column `first` on; one that has no row is empty.
pub(crate) fn read_cell(row: &Row, first: usize) -> Result<Cell, StoreError> {
    let count = |idx| Ok::<_, StoreError>(row.get::<_, Option<u32>>(first + idx)?.unwrap_or(0));
    let at = |idx| Ok::<_, StoreError>(row.get::<_, Option<i64>>(first + idx)?.map(WallTime::from_ms));
    Ok(Cell { n_walks: count(0)?, n_patrols: count(1)?, kept_at: at(2)?, last_patrol: at(3)? })
}
