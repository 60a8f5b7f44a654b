//! What the week's page is answered from: a few areas in one week and the week before, and the phones that have yet to report.
//! One look at the database, by index, however much is stored. It never tells who walked.

use std::collections::BTreeMap;

use domain::coverage::Cell;
use domain::decision::{Worth, worth};
use domain::id::AreaId;
use domain::reporting::Silence;
use domain::time::WallTime;
use domain::verdict::Verdict;
use domain::week::Week;
use rusqlite::Row;
use sync::wire::Role;

use crate::Store;
use crate::coverage;
use crate::db::{Db, damaged, from_json, to_json};
use crate::error::StoreError;
use crate::sessions::Viewer;
use crate::stands;

/// How a week stands in the areas that were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekFacts {
    /// In the order in which they were asked for.
    pub areas: Vec<AreaFacts>,
    /// The phones in use that have not said, since the week began, that they had nothing more to send; if there are any.
    pub silence: Option<Silence>,
}

/// How one area stands in that week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaFacts {
    /// Which.
    pub area: AreaId,
    /// The week's tally.
    pub cell: Cell,
    /// The tally of the week before.
    pub before: Cell,
    /// When the latest counted patrol ended, of that week and all before.
    pub last_patrol: Option<WallTime>,
    /// The week's walks that stand, in order of their starts. Only a supervisor is told.
    pub starts: Vec<Start>,
}

/// The start of one walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// When.
    pub began: WallTime,
    /// What the walk comes to.
    pub worth: Worth,
}

impl Store {
    /// Returns how `week` stands in some areas. An area that does not exist has an empty tally.
    pub async fn week(&self, viewer: &Viewer, areas: &[AreaId], week: Week) -> Result<WeekFacts, StoreError> {
        let (areas, sees_starts) = (to_json(&areas), viewer.card().role == Role::Supervisor);
        self.read(move |db| {
            let mut facts = tallies(db, &areas, week)?;
            if sees_starts {
                let mut starts = starts(db, &areas, week)?;
                for area in &mut facts {
                    area.starts = starts.remove(&area.area).unwrap_or_default();
                }
            }
            Ok(WeekFacts { areas: facts, silence: silence(db, week.start())? })
        })
        .await
    }
}

fn tallies(db: &Db, areas: &str, week: Week) -> Result<Vec<AreaFacts>, StoreError> {
    // The latest patrol is found backwards along the primary key: mostly in the first row that is looked at.
    const SQL: &str = "SELECT a.value, c.n_walks, c.n_patrols, c.kept_at, c.last_patrol,
            b.n_walks, b.n_patrols, b.kept_at, b.last_patrol,
            (SELECT p.last_patrol FROM cell p
                WHERE p.area_id = a.value AND p.week <= ?2 AND p.last_patrol IS NOT NULL
                ORDER BY p.week DESC LIMIT 1)
        FROM json_each(?1) a
            LEFT JOIN cell c ON c.area_id = a.value AND c.week = ?2
            LEFT JOIN cell b ON b.area_id = a.value AND b.week = ?3
        ORDER BY a.key";
    db.all(SQL, (areas, week.to_string(), week.back(1).to_string()), |row| {
        Ok(AreaFacts {
            area: area_id(row)?,
            cell: coverage::read_cell(row, 1)?,
            before: coverage::read_cell(row, 5)?,
            last_patrol: row.get::<_, Option<i64>>(9)?.map(WallTime::from_ms),
            starts: Vec::new(),
        })
    })
}

fn starts(db: &Db, areas: &str, week: Week) -> Result<BTreeMap<AreaId, Vec<Start>>, StoreError> {
    const SQL: &str = "SELECT w.area_id, w.began, w.verdict, s.stands, s.spoken_for IS NOT NULL
        FROM json_each(?1) a CROSS JOIN walk w ON w.area_id = a.value AND w.week = ?2
            LEFT JOIN stand s ON s.walk_no = w.no
        WHERE w.withdrawn IS NULL ORDER BY w.began, w.no";
    let mut starts: BTreeMap<AreaId, Vec<Start>> = BTreeMap::new();
    let rows = db.all(SQL, (areas, week.to_string()), |row| {
        let verdict: Verdict = from_json(&row.get::<_, String>(2)?)?;
        let worth = worth(&verdict, &stands::read(row.get(3)?, &verdict)?, row.get(4)?);
        let start = Start { began: WallTime::from_ms(row.get(1)?), worth };
        Ok((area_id(row)?, start))
    })?;
    for (area, start) in rows {
        starts.entry(area).or_default().push(start);
    }
    Ok(starts)
}

/// Returns how many phones in use have not reported since `until`, and since when the most silent one is.
pub(crate) fn silence(db: &Db, until: WallTime) -> Result<Option<Silence>, StoreError> {
    const SQL: &str = "SELECT count(*), min(reported) FROM device
        WHERE reported < ?1 AND retired IS NULL AND replaced_by IS NULL AND branch_of IS NULL AND is_desk = 0";
    db.only(SQL, [until.ms()], |row| {
        let since = row.get::<_, Option<i64>>(1)?.map(WallTime::from_ms);
        let n_phones = row.get(0)?;
        Ok(since.map(|since| Silence { n_phones, since }))
    })
}

fn area_id(row: &Row) -> Result<AreaId, StoreError> {
    row.get_ref(0)?.as_str().map_err(damaged)?.parse().map_err(damaged)
}
