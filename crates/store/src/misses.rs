//! Why a week was missed, as a supervisor notes it, changes it and takes it back. A note changes no figure: a missed week stays
//! missed whatever is said of it.

use domain::coverage::{Standing, standing};
use domain::id::AreaId;
use domain::time::WallTime;
use domain::week::Week;

use crate::Store;
use crate::audit::{self, Act, Actor};
use crate::coverage;
use crate::db::Db;
use crate::error::StoreError;
use crate::phones::reason;
use crate::sessions::Viewer;
use crate::walks::cell_key;

/// Why the promise was not kept in one area and week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissNote {
    /// Where.
    pub area: AreaId,
    /// When.
    pub week: Week,
    /// Why, in a supervisor's words.
    pub reason: String,
    /// When that was noted.
    pub at: WallTime,
    /// Who noted it, as they are shown.
    pub who: String,
}

impl Store {
    /// Notes why a week was missed, or notes another reason. Only a supervisor may, and only of a week that was missed.
    pub async fn note_miss(
        &self,
        viewer: &Viewer,
        area: &AreaId,
        week: Week,
        why: &str,
        now: WallTime,
    ) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO miss_note (area_id, week, reason, noted, noted_by)
            VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (area_id, week) DO UPDATE SET reason = ?3, noted = ?4, noted_by = ?5";
        viewer.check_supervises()?;
        let (who, area, why) = (viewer.card().id, area.clone(), reason(why)?);
        self.change(move |db| {
            check_missed(db, &area, week, now)?;
            db.run(SQL, (area.as_str(), week.to_string(), &why, now.ms(), who.0))?;
            let subject = subject(&area, week);
            audit::note_of(db, Actor::Account(who), Act::MissNoted, subject.as_bytes(), Some(&why), now)
        })
        .await
    }

    /// Takes back why a week was missed; what it said stays in the audit log. Only a supervisor may.
    pub async fn take_back_miss_note(
        &self,
        viewer: &Viewer,
        area: &AreaId,
        week: Week,
        now: WallTime,
    ) -> Result<(), StoreError> {
        const SQL: &str = "DELETE FROM miss_note WHERE area_id = ?1 AND week = ?2 RETURNING reason";
        viewer.check_supervises()?;
        let (who, area) = (Actor::Account(viewer.card().id), area.clone());
        self.change(move |db| {
            let taken =
                db.first(SQL, (area.as_str(), week.to_string()), |row| Ok(row.get::<_, String>(0)?))?;
            let Some(taken) = taken else { return Err(StoreError::NoMissNote) };
            let subject = subject(&area, week);
            audit::note_of(db, who, Act::MissNoteTakenBack, subject.as_bytes(), Some(&taken), now)
        })
        .await
    }
}

/// Returns the notes of some areas (a JSON list of their ids) in the weeks `first` through `last`, by area, then week.
pub(crate) fn between(db: &Db, areas: &str, first: Week, last: Week) -> Result<Vec<MissNote>, StoreError> {
    const SQL: &str = "SELECT n.area_id, n.week, n.reason, n.noted, b.shown_as
        FROM json_each(?1) a CROSS JOIN miss_note n ON n.area_id = a.value AND n.week BETWEEN ?2 AND ?3
            JOIN account b ON b.id = n.noted_by
        ORDER BY a.key, n.week";
    db.all(SQL, (areas, first.to_string(), last.to_string()), |row| {
        let (area, week) = cell_key(&row.get::<_, String>(0)?, &row.get::<_, String>(1)?)?;
        let at = WallTime::from_ms(row.get(3)?);
        Ok(MissNote { area, week, reason: row.get(2)?, at, who: row.get(4)? })
    })
}

/// Refuses a note on a week that was not missed: one that is kept or goes on needs none, and of one in which the area was
/// not followed nothing was promised.
fn check_missed(db: &Db, area: &AreaId, week: Week, now: WallTime) -> Result<(), StoreError> {
    let rulebook = db.rulebook()?;
    let followed_since =
        rulebook.area(area).ok_or_else(|| StoreError::NoArea(area.clone()))?.followed_since();
    let cell = coverage::cell(db, area, week)?;
    match standing(&cell, week, now, followed_since, &rulebook.policy_at(week.start())) {
        Standing::Missed => Ok(()),
        _ => Err(StoreError::NotMissed),
    }
}

/// Names an area and week in the audit log.
fn subject(area: &AreaId, week: Week) -> String {
    format!("{area}/{week}")
}
