//! Activities as they stand: made from what journals tell of them, a pure function of those. In whatever order and groups
//! the entries came, the same activities stand. It never looks at promises: what an activity is worth, others say.
//!
//! What an account tells on its phones is about its own activities alone. An amendment that was made at the desk holds for
//! anybody's: whether its writer might make it was asked when it was made.

use std::collections::{BTreeMap, BTreeSet};

use domain::activity::Activity;
use domain::history::{SettledActivity, Told, settle_activity};
use domain::id::{AccountId, ActivityId, EntryHash, PromiseId};
use domain::policy::Rulebook;
use domain::statement::Body;
use domain::time::WallTime;
use rusqlite::{Row, params};
use sync::wire::ActivityNews;

use crate::db::{Db, count, damaged, from_json, to_json};
use crate::error::StoreError;
use crate::projection::refuse_or_admit;
use crate::walks::Changes;

/// One statement about an activity, as the journal holds it.
struct Line {
    journal_no: i64,
    account: AccountId,
    is_at_desk: bool,
    is_refused: bool,
    told: Told,
}

impl Line {
    fn tells(&self) -> bool {
        self.told.statement.over().is_none()
    }
}

/// An activity's row.
#[derive(Debug, PartialEq)]
struct Columns {
    /// The first entry to tell it.
    journal_no: i64,
    promise: PromiseId,
    day: String,
    area: Option<String>,
    place: Option<String>,
    parties: String,
    n_reached: Option<u32>,
    note: Option<String>,
    withdrawn: Option<String>,
    corrections: String,
    head: [u8; 32],
}

/// Brings activities up to date of which something has been told.
pub(crate) fn project(
    db: &Db,
    activities: &BTreeSet<ActivityId>,
    changes: &mut Changes,
) -> Result<(), StoreError> {
    activities.iter().try_for_each(|&activity| project_one(db, activity, changes))
}

fn project_one(db: &Db, id: ActivityId, changes: &mut Changes) -> Result<(), StoreError> {
    let lines = lines(db, id, ALL)?;
    let tellers = tellers(&lines);
    for line in &lines {
        let is_own = tellers.is_empty() || tellers.contains_key(&line.account);
        let is_refused = !is_own && !line.is_at_desk;
        if line.is_refused != is_refused {
            refuse_or_admit(db, line.journal_no, is_refused)?;
        }
    }
    for (account, journal_no) in tellers {
        if let Some(settled) = settle_activity(&of_account(&lines, account)) {
            put(db, id, account, &columns(journal_no, &settled), changes)?;
        }
    }
    Ok(())
}

/// Returns the accounts that tell an activity, each with the first entry in which it does.
fn tellers(lines: &[Line]) -> BTreeMap<AccountId, i64> {
    let mut tellers = BTreeMap::new();
    for line in lines.iter().filter(|line| line.tells()) {
        tellers.entry(line.account).or_insert(line.journal_no);
    }
    tellers
}

/// Returns what is told of one account's activity: by itself, and at the desk by whoever might. What amends an entry of
/// another account's hangs on nothing there.
fn of_account(lines: &[Line], account: AccountId) -> Vec<Told> {
    let is_about_it = |line: &&Line| line.account == account || line.is_at_desk && !line.tells();
    lines.iter().filter(is_about_it).map(|line| line.told.clone()).collect()
}

/// The journal as far as it goes.
const ALL: i64 = i64::MAX;

/// Returns what journals told of an activity once they held `up_to` rows, in order of arrival.
fn lines(db: &Db, id: ActivityId, up_to: i64) -> Result<Vec<Line>, StoreError> {
    const SQL: &str = "SELECT j.no, j.hash, j.body, j.refusal IS NOT NULL, d.account_id, d.is_desk
        FROM journal j JOIN device d ON d.id = j.device_id WHERE j.activity_id = ?1 AND j.no <= ?2 ORDER BY j.no";
    db.all(SQL, (id.0, up_to), |row| {
        let body: Body = from_json(row.get_ref(2)?.as_str().map_err(damaged)?)?;
        Ok(Line {
            journal_no: row.get(0)?,
            told: Told { entry: EntryHash(row.get(1)?), statement: body.says },
            is_refused: row.get(3)?,
            account: AccountId(row.get(4)?),
            is_at_desk: row.get(5)?,
        })
    })
}

fn columns(journal_no: i64, settled: &SettledActivity) -> Columns {
    let activity = &settled.activity;
    Columns {
        journal_no,
        promise: activity.promise,
        day: activity.day.to_string(),
        area: activity.area.as_ref().map(ToString::to_string),
        place: activity.place.clone(),
        parties: to_json(&activity.parties),
        n_reached: activity.n_reached,
        note: activity.note.clone(),
        withdrawn: settled.withdrawn.clone(),
        corrections: to_json(&settled.corrections),
        head: settled.head.0,
    }
}

/// Stores an activity as it stands. One that is not just the same as before becomes the latest change.
fn put(
    db: &Db,
    id: ActivityId,
    account: AccountId,
    c: &Columns,
    changes: &mut Changes,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO activity (id, account_id, journal_no, promise_id, day, area_id, place, parties,
            n_reached, note, withdrawn, corrections, head, changed)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
        ON CONFLICT (id, account_id) DO UPDATE SET journal_no = ?3, promise_id = ?4, day = ?5, area_id = ?6, place = ?7,
            parties = ?8, n_reached = ?9, note = ?10, withdrawn = ?11, corrections = ?12, head = ?13, changed = ?14";
    if before(db, id, account)?.as_ref() == Some(c) {
        return Ok(());
    }
    let values = params![
        id.0,
        account.0,
        c.journal_no,
        c.promise.0,
        c.day,
        c.area,
        c.place,
        c.parties,
        c.n_reached,
        c.note,
        c.withdrawn,
        c.corrections,
        c.head,
        changes.next(),
    ];
    db.run(SQL, values).map(drop)
}

fn before(db: &Db, id: ActivityId, account: AccountId) -> Result<Option<Columns>, StoreError> {
    const SQL: &str =
        "SELECT journal_no, promise_id, day, area_id, place, parties, n_reached, note, withdrawn,
            corrections, head
        FROM activity WHERE id = ?1 AND account_id = ?2";
    db.first(SQL, (id.0, account.0), |row| {
        Ok(Columns {
            journal_no: row.get(0)?,
            promise: PromiseId(row.get(1)?),
            day: row.get(2)?,
            area: row.get(3)?,
            place: row.get(4)?,
            parties: row.get(5)?,
            n_reached: row.get(6)?,
            note: row.get(7)?,
            withdrawn: row.get(8)?,
            corrections: row.get(9)?,
            head: row.get(10)?,
        })
    })
}

/// Makes every activity anew. Returns how many it removed because no entry tells them.
pub(crate) fn project_all(db: &Db, changes: &mut Changes) -> Result<usize, StoreError> {
    const TOLD: &str = "SELECT DISTINCT activity_id FROM journal WHERE activity_id IS NOT NULL";
    const UNTOLD: &str = "DELETE FROM activity WHERE NOT EXISTS (
        SELECT 1 FROM journal j JOIN device d ON d.id = j.device_id
        WHERE j.activity_id = activity.id AND j.says = 'activity' AND d.account_id = activity.account_id)";
    for activity in db.all(TOLD, [], |row| Ok(ActivityId(row.get(0)?)))? {
        project_one(db, activity, changes)?;
    }
    db.run(UNTOLD, [])
}

/// The columns of which [`read`] makes an activity, in their order.
pub(crate) const TOLD: &str = "a.id, a.promise_id, a.day, a.area_id, a.place, a.parties, a.n_reached, a.note";
/// How many those are.
pub(crate) const N_TOLD: usize = 8;

/// Reads an activity from a row that begins with [`TOLD`].
pub(crate) fn read(row: &Row) -> Result<Activity, StoreError> {
    let text = |idx| row.get_ref(idx).map_err(StoreError::from)?.as_str().map_err(damaged);
    let area: Option<String> = row.get(3)?;
    Ok(Activity {
        id: ActivityId(row.get(0)?),
        promise: PromiseId(row.get(1)?),
        day: text(2)?.parse().map_err(damaged)?,
        area: area.map(|area| area.parse()).transpose().map_err(damaged)?,
        place: row.get(4)?,
        parties: from_json(text(5)?)?,
        n_reached: row.get(6)?,
        note: row.get(7)?,
    })
}

/// Returns the activities of promises that stand, not those that were taken back, in order of their days.
pub(crate) fn standing_of(db: &Db, promises: &[PromiseId]) -> Result<Vec<Activity>, StoreError> {
    let sql = format!(
        "SELECT {TOLD} FROM activity a WHERE a.promise_id = ?1 AND a.withdrawn IS NULL
        ORDER BY a.day, a.id, a.account_id"
    );
    let mut standing = Vec::new();
    for promise in promises {
        standing.extend(db.all(&sql, [promise.0], read)?);
    }
    standing.sort_by_key(|activity| (activity.day, activity.id));
    Ok(standing)
}

/// Returns the activities of promises that stood once the journal held `up_to` rows, under the areas and promises that there
/// then were, worked out from what it told alone: in the order in which [`standing_of`] has them.
pub(crate) fn standing_at(
    db: &Db,
    promises: &[PromiseId],
    up_to: i64,
    rulebook: &Rulebook,
) -> Result<Vec<Activity>, StoreError> {
    const TOLD: &str = "SELECT DISTINCT activity_id FROM journal WHERE activity_id IS NOT NULL AND no <= ?1";
    let is_known = |line: &Line| {
        let says = &line.told.statement;
        says.area().is_none_or(|area| rulebook.area(area).is_some())
            && says.promise().is_none_or(|promise| rulebook.promise(promise).is_some())
    };
    let mut standing = Vec::new();
    for id in db.all(TOLD, [up_to], |row| Ok(ActivityId(row.get(0)?)))? {
        let lines: Vec<Line> = lines(db, id, up_to)?.into_iter().filter(is_known).collect();
        let settled = tellers(&lines).into_keys().filter_map(|it| settle_activity(&of_account(&lines, it)));
        standing.extend(settled.filter(|it| it.withdrawn.is_none()).map(|it| it.activity));
    }
    standing.retain(|activity| promises.contains(&activity.promise));
    standing.sort_by_key(|activity| (activity.day, activity.id));
    Ok(standing)
}

/// Returns an account's activities that changed after a count of changes, at most so many.
pub(crate) fn changed(
    db: &Db,
    account: AccountId,
    after: u64,
    n_most: usize,
) -> Result<Vec<(u64, ActivityNews)>, StoreError> {
    let sql = format!(
        "SELECT {TOLD}, a.changed, a.withdrawn, a.head, j.received
        FROM activity a JOIN journal j ON j.no = a.journal_no
        WHERE a.account_id = ?1 AND ?2 < a.changed ORDER BY a.changed LIMIT ?3"
    );
    let after = i64::try_from(after).map_err(damaged)?;
    db.all(&sql, (account.0, after, n_most as i64), |row| {
        let news = ActivityNews {
            activity: read(row)?,
            withdrawn: row.get(N_TOLD + 1)?,
            head: EntryHash(row.get(N_TOLD + 2)?),
            stored: WallTime::from_ms(row.get(N_TOLD + 3)?),
        };
        Ok((count(row.get(N_TOLD)?)?, news))
    })
}
