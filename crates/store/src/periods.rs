//! What is promised, as supervisors keep it: periods and their promises, a part of the rulebook. A change is checked by the
//! rules first and written down; what was published before keeps its own copy and never follows.

use domain::id::{AreaId, PeriodId, PromiseId};
use domain::policy::Rulebook;
use domain::promise::{Fault, Field, MAX_PROMISES, Promise, PromisePeriod, check_period};
use domain::time::WallTime;

use crate::Store;
use crate::audit::{self, Act, Actor};
use crate::db::{Db, damaged, from_json, to_json};
use crate::error::StoreError;
use crate::rulebook::next_revision;
use crate::sessions::Viewer;

/// What stands in the way of a period or promise, by field.
pub type Faults = Vec<(Field, Fault)>;

impl Store {
    /// Adds a period with its promises. Only a supervisor may.
    pub async fn add_period(
        &self,
        viewer: &Viewer,
        period: PromisePeriod,
        now: WallTime,
    ) -> Result<(), StoreError> {
        viewer.check_supervises()?;
        let who = Actor::Account(viewer.card().id);
        self.change(move |db| add_period(db, &period, who, now)).await
    }

    /// Gives a database a period that comes with the program. Nobody's right is asked: the operator starts the server.
    pub async fn plant_period(&self, period: PromisePeriod, now: WallTime) -> Result<(), StoreError> {
        self.change(move |db| add_period(db, &period, Actor::Operator, now)).await
    }

    /// Changes a period's names and days, and whether the public may read how it stands. Its promises stay as they are; each
    /// must still be one of the period. Only a supervisor may.
    pub async fn change_period(
        &self,
        viewer: &Viewer,
        changed: PromisePeriod,
        now: WallTime,
    ) -> Result<(), StoreError> {
        viewer.check_supervises()?;
        let who = Actor::Account(viewer.card().id);
        self.change(move |db| {
            let rulebook = db.rulebook()?;
            let promises = period(&rulebook, &changed.id)?.promises.clone();
            let changed = PromisePeriod { promises, ..changed };
            check(&changed, &rulebook)?;
            db.run(
                "UPDATE promise_period SET first = ?2, terms = ?3 WHERE id = ?1",
                (changed.id.as_str(), changed.first.to_string(), to_json(&bare(&changed))),
            )?;
            let subject = changed.id.as_str().as_bytes();
            audit::note_of(db, who, Act::PeriodChanged, subject, Some(&to_json(&bare(&changed))), now)?;
            next_revision(db)
        })
        .await
    }

    /// Adds a promise to a period after the others, or changes the one of that id. Only a supervisor may.
    pub async fn save_promise(
        &self,
        viewer: &Viewer,
        of: &PeriodId,
        promise: Promise,
        now: WallTime,
    ) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO promise (id, period_id, place, terms)
            SELECT ?1, ?2, coalesce(max(place), 0) + 1, ?3 FROM promise WHERE period_id = ?2
            ON CONFLICT (id) DO UPDATE SET terms = ?3";
        viewer.check_supervises()?;
        let (who, of) = (Actor::Account(viewer.card().id), of.clone());
        self.change(move |db| {
            let rulebook = db.rulebook()?;
            let period = period(&rulebook, &of)?;
            let is_of_another = rulebook.promise(promise.id).is_some_and(|(other, _)| other.id != of);
            if is_of_another {
                return Err(StoreError::NoPromise);
            }
            if MAX_PROMISES <= period.promises.len() && period.promise(promise.id).is_none() {
                return Err(StoreError::TooManyPromises);
            }
            let faults = promise.check(period, |area| rulebook.area(area).is_some());
            if !faults.is_empty() {
                return Err(StoreError::BadPromise(faults));
            }
            db.run(SQL, (promise.id.0, of.as_str(), to_json(&promise)))?;
            let terms = to_json(&promise);
            audit::note_why(db, who, Act::PromiseChanged, promise.id.0, Some(&terms), now)?;
            next_revision(db)
        })
        .await
    }

    /// Takes a promise away of which nothing was ever logged. Only a supervisor may.
    pub async fn remove_promise(
        &self,
        viewer: &Viewer,
        promise: PromiseId,
        now: WallTime,
    ) -> Result<(), StoreError> {
        viewer.check_supervises()?;
        let who = Actor::Account(viewer.card().id);
        self.change(move |db| {
            let told = "SELECT EXISTS (SELECT 1 FROM activity WHERE promise_id = ?1)";
            if db.only(told, [promise.0], |row| Ok(row.get(0)?))? {
                return Err(StoreError::PromiseTold);
            }
            if db.run("DELETE FROM promise WHERE id = ?1", [promise.0])? == 0 {
                return Err(StoreError::NoPromise);
            }
            audit::note(db, who, Act::PromiseRemoved, promise.0, now)?;
            next_revision(db)
        })
        .await
    }
}

/// Returns a period of the rulebook.
pub(crate) fn period<'a>(rulebook: &'a Rulebook, id: &PeriodId) -> Result<&'a PromisePeriod, StoreError> {
    rulebook.periods.iter().find(|period| &period.id == id).ok_or(StoreError::NoPeriod)
}

/// Reads all periods with their promises, oldest first.
pub(crate) fn read(db: &Db) -> Result<Vec<PromisePeriod>, StoreError> {
    const PERIODS: &str = "SELECT terms FROM promise_period ORDER BY first, id";
    const PROMISES: &str = "SELECT terms FROM promise WHERE period_id = ?1 ORDER BY place, id";
    let mut periods: Vec<PromisePeriod> =
        db.all(PERIODS, [], |row| from_json(row.get_ref(0)?.as_str().map_err(damaged)?))?;
    for period in &mut periods {
        period.promises = db.all(PROMISES, [period.id.as_str()], |row| {
            from_json(row.get_ref(0)?.as_str().map_err(damaged)?)
        })?;
    }
    Ok(periods)
}

fn add_period(db: &Db, period: &PromisePeriod, who: Actor, now: WallTime) -> Result<(), StoreError> {
    const PERIOD: &str = "INSERT INTO promise_period (id, first, terms) VALUES (?1, ?2, ?3)";
    const PROMISE: &str = "INSERT INTO promise (id, period_id, place, terms) VALUES (?1, ?2, ?3, ?4)";
    let rulebook = db.rulebook()?;
    if rulebook.periods.iter().any(|other| other.id == period.id) {
        return Err(StoreError::BadPromise(vec![(Field::Name, Fault::Taken)]));
    }
    check(period, &rulebook)?;
    let id = period.id.as_str();
    db.run(PERIOD, (id, period.first.to_string(), to_json(&bare(period))))?;
    for (promise, place) in period.promises.iter().zip(1i64..) {
        db.run(PROMISE, (promise.id.0, id, place, to_json(promise)))?;
    }
    audit::note_of(db, who, Act::PeriodAdded, id.as_bytes(), Some(&to_json(period)), now)?;
    next_revision(db)
}

/// Checks a period with its promises: a promise whose own days fell out of the period is told at the period's days.
fn check(period: &PromisePeriod, rulebook: &Rulebook) -> Result<(), StoreError> {
    let is_area = |area: &AreaId| rulebook.area(area).is_some();
    let mut faults = check_period(&period.name, period.first, period.last);
    if faults.is_empty() {
        faults = period.promises.iter().flat_map(|promise| promise.check(period, is_area)).collect();
    }
    if faults.is_empty() { Ok(()) } else { Err(StoreError::BadPromise(faults)) }
}

/// Returns a period without its promises, as it is stored.
fn bare(period: &PromisePeriod) -> PromisePeriod {
    PromisePeriod { promises: Vec::new(), ..period.clone() }
}
