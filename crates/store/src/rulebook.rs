//! The rulebook: areas, their boundaries, and the policies; what is promised has a page of its own, `periods`. No version is ever changed; a new one is added.
//!
//! A new version judges anew what began since it is valid, in the same transaction. What began before keeps the verdict
//! that it has, which names its versions.

use std::sync::Arc;

use domain::area::{Area, Boundary};
use domain::id::{AreaId, WalkId};
use domain::policy::{Policy, Rulebook};

use crate::Store;
use crate::db::{Db, count, damaged, from_json, to_json};
use crate::error::StoreError;
use crate::{periods, projection};

impl Store {
    /// Returns the rulebook in its latest revision.
    pub async fn rulebook(&self) -> Result<Arc<Rulebook>, StoreError> {
        self.read(Db::rulebook).await
    }

    /// Adds an area after the others, with at least one boundary; versions count from 1.
    pub async fn add_area(&self, area: Area) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO area (id, place, name)
            SELECT ?1, coalesce(max(place), 0) + 1, ?2 FROM area";
        self.write(move |db| {
            let rulebook = db.rulebook()?;
            if rulebook.area(&area.id).is_some() {
                return Err(StoreError::AreaTaken(area.id));
            }
            if area.boundaries.is_empty() {
                return Err(StoreError::OutOfTurn { expected: 1 });
            }
            db.run(SQL, (area.id.as_str(), &area.name))?;
            for (boundary, version) in area.boundaries.iter().zip(1..) {
                insert_boundary(db, &area.id, boundary, version)?;
            }
            next_revision(db)
        })
        .await
    }

    /// Adds a boundary to an area; its version is the one after the latest. Walks that began since it is valid are
    /// judged anew; earlier verdicts stay.
    pub async fn add_boundary(&self, area: &AreaId, boundary: Boundary) -> Result<(), StoreError> {
        const BEGAN_SINCE: &str = "SELECT DISTINCT id FROM walk WHERE area_id = ?1 AND ?2 <= began";
        let area = area.clone();
        self.write(move |db| {
            let rulebook = db.rulebook()?;
            let known = rulebook.area(&area).ok_or_else(|| StoreError::NoArea(area.clone()))?;
            let latest = known.boundaries.last().map_or(0, |boundary| boundary.version);
            insert_boundary(db, &area, &boundary, latest + 1)?;
            next_revision(db)?;
            let since = (area.as_str(), boundary.valid_from.ms());
            let walks = db.all(BEGAN_SINCE, since, |row| Ok(WalkId(row.get(0)?)))?;
            projection::project(db, &walks.into_iter().collect())
        })
        .await
    }

    /// Adds a policy; its version is the one after the latest. Walks that began since it is valid are judged anew, weeks
    /// that began since tallied anew; what was before stays.
    pub async fn add_policy(&self, policy: Policy) -> Result<(), StoreError> {
        const BEGAN_SINCE: &str = "SELECT DISTINCT id FROM walk WHERE ?1 <= began";
        self.write(move |db| {
            let latest = db.rulebook()?.policies.last().map_or(0, |policy| policy.version);
            if policy.version != latest + 1 {
                return Err(StoreError::OutOfTurn { expected: latest + 1 });
            }
            policy.check()?;
            insert_policy(db, &policy)?;
            next_revision(db)?;
            let since = [policy.valid_from.ms()];
            let walks = db.all(BEGAN_SINCE, since, |row| Ok(WalkId(row.get(0)?)))?;
            // Every walk of a week that began since then is among them, and so every such cell is tallied.
            projection::project(db, &walks.into_iter().collect())
        })
        .await
    }
}

/// Gives a new database its first policy: the rule as it is by default.
pub(crate) fn plant(db: &Db) -> Result<(), StoreError> {
    const SQL: &str =
        "INSERT INTO policy (version, rule) SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM policy)";
    let policy = Policy::default();
    db.run(SQL, (policy.version, to_json(&policy))).map(drop)
}

/// Returns the rulebook's revision.
pub(crate) fn revision(db: &Db) -> Result<u64, StoreError> {
    db.only("SELECT revision FROM house", [], |row| count(row.get(0)?))
}

/// Reads the rulebook, which has the given revision.
pub(crate) fn read(db: &Db, revision: u64) -> Result<Rulebook, StoreError> {
    let boundaries_of = |area: &AreaId| {
        let sql = "SELECT outline FROM boundary WHERE area_id = ?1 ORDER BY version";
        db.all(sql, [area.as_str()], |row| from_json(row.get_ref(0)?.as_str().map_err(damaged)?))
    };
    let mut areas = Vec::new();
    let named = db.all("SELECT id, name FROM area ORDER BY place", [], |row| {
        let id: String = row.get(0)?;
        Ok((id.parse::<AreaId>().map_err(damaged)?, row.get::<_, String>(1)?))
    })?;
    for (id, name) in named {
        let boundaries = boundaries_of(&id)?;
        areas.push(Area { id, name, boundaries });
    }
    let sql = "SELECT rule FROM policy ORDER BY version";
    let policies = db.all(sql, [], |row| from_json(row.get_ref(0)?.as_str().map_err(damaged)?))?;
    Ok(Rulebook { revision, areas, policies, periods: periods::read(db)? })
}

fn insert_boundary(db: &Db, area: &AreaId, boundary: &Boundary, expected: u32) -> Result<(), StoreError> {
    if boundary.version != expected {
        return Err(StoreError::OutOfTurn { expected });
    }
    const SQL: &str = "INSERT INTO boundary (area_id, version, outline) VALUES (?1, ?2, ?3)";
    db.run(SQL, (area.as_str(), boundary.version, to_json(boundary))).map(drop)
}

fn insert_policy(db: &Db, policy: &Policy) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO policy (version, rule) VALUES (?1, ?2)";
    db.run(SQL, (policy.version, to_json(policy))).map(drop)
}

/// Counts a change of the rulebook, so that phones ask for it and each connection reads it anew.
pub(crate) fn next_revision(db: &Db) -> Result<(), StoreError> {
    db.run("UPDATE house SET revision = revision + 1", []).map(drop)
}
