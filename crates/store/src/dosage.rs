//! The walks of some weeks as dosage looks at them: by area, never by who walked. What is read grows with the weeks and areas
//! that are shown, not with what is stored. Supervisors alone.

use std::collections::BTreeMap;

use domain::decision::Ruling;
use domain::dosage::Walked;
use domain::id::AreaId;
use domain::time::WallTime;
use domain::verdict::Verdict;
use domain::week::Week;
use rusqlite::Row;

use crate::Store;
use crate::db::{damaged, from_json};
use crate::error::StoreError;
use crate::sessions::Viewer;
use crate::stands;

impl Store {
    /// Returns the walks of some weeks in all areas or one, by area: those that stand and speak for their patrol, in order of
    /// their starts.
    pub async fn walked(
        &self,
        viewer: &Viewer,
        first: Week,
        last: Week,
        area: Option<AreaId>,
    ) -> Result<BTreeMap<AreaId, Vec<Walked>>, StoreError> {
        const ALL: &str = "SELECT w.area_id, w.began, w.ended, w.verdict, s.stands
            FROM walk w LEFT JOIN stand s ON s.walk_no = w.no
            WHERE w.began >= ?1 AND w.began < ?2 AND w.withdrawn IS NULL AND s.spoken_for IS NULL
            ORDER BY w.began, w.no";
        const ONE: &str = "SELECT w.area_id, w.began, w.ended, w.verdict, s.stands
            FROM walk w LEFT JOIN stand s ON s.walk_no = w.no
            WHERE w.area_id = ?1 AND w.week BETWEEN ?2 AND ?3 AND w.withdrawn IS NULL AND s.spoken_for IS NULL
            ORDER BY w.week, w.began, w.no";
        viewer.check_supervises()?;
        self.read(move |db| {
            let walks = match &area {
                None => db.all(ALL, (first.start().ms(), last.end().ms()), walked)?,
                Some(area) => db.all(ONE, (area.as_str(), first.to_string(), last.to_string()), walked)?,
            };
            let mut by_area: BTreeMap<AreaId, Vec<Walked>> = BTreeMap::new();
            for (area, walk) in walks.into_iter().flatten() {
                by_area.entry(area).or_default().push(walk);
            }
            Ok(by_area)
        })
        .await
    }
}

/// Reads a walk; nothing of one that was left out.
fn walked(row: &Row) -> Result<Option<(AreaId, Walked)>, StoreError> {
    let text = |idx| row.get_ref(idx).map_err(StoreError::from)?.as_str().map_err(damaged);
    let verdict: Verdict = from_json(text(3)?)?;
    let stand = stands::read(row.get(4)?, &verdict)?;
    if stand.decided.is_some_and(|decided| decided.ruling == Ruling::Excluded && decided.holds) {
        return Ok(None);
    }
    let walk = Walked {
        began: WallTime::from_ms(row.get(1)?),
        ended: WallTime::from_ms(row.get(2)?),
        outcome: verdict.outcome,
        counts: stand.counts,
        dwell_s: verdict.dwell_s,
    };
    Ok(Some((text(0)?.parse().map_err(damaged)?, walk)))
}
