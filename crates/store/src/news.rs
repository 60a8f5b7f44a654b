//! What is new for a phone: the rulebook, how the areas stand, its account's walks as the server judges them, and its
//! activities. A phone is never told of another account's.

use domain::id::{AccountId, EntryHash, WalkId};
use domain::policy::Rulebook;
use domain::time::WallTime;
use domain::week::Week;
use sync::wire::{AccountCard, AreaNews, PullAnswer, PullRequest, WalkNews};

use crate::activities;
use crate::coverage;
use crate::db::{Db, count, damaged, from_json};
use crate::error::StoreError;
use crate::stands;

/// The most walks and activities in one answer.
const MAX_CHANGES: usize = 100;

/// Gathers the answer to a pull.
pub(crate) fn gather(
    db: &Db,
    epoch: String,
    account: AccountCard,
    request: &PullRequest,
    now: WallTime,
) -> Result<PullAnswer, StoreError> {
    let rulebook = db.rulebook()?;
    // A cursor from beyond the last change comes from another life of this database: all is told again.
    let changes = db.only("SELECT changes FROM house", [], |row| count(row.get(0)?))?;
    let after = if changes < request.after { 0 } else { request.after };
    // Changes are counted together: what is told goes up to one of them, whatever it was a change of.
    let walks = changed_walks(db, account.id, after)?;
    let activities = activities::changed(db, account.id, after, MAX_CHANGES + 1)?;
    let mut changes: Vec<u64> = walks.iter().map(|(at, _)| *at).collect();
    changes.extend(activities.iter().map(|(at, _)| *at));
    changes.sort_unstable();
    let more = MAX_CHANGES < changes.len();
    changes.truncate(MAX_CHANGES);
    let cursor = changes.last().copied().unwrap_or(after);
    Ok(PullAnswer {
        epoch,
        server_time: now,
        account,
        coverage: areas(db, &rulebook, Week::of(now))?,
        rulebook: (rulebook.revision != request.revision).then(|| Rulebook::clone(&rulebook)),
        walks: up_to(cursor, walks),
        activities: up_to(cursor, activities),
        cursor,
        more,
        asked: Some((request.after, request.revision)),
    })
}

fn up_to<T>(cursor: u64, changed: Vec<(u64, T)>) -> Vec<T> {
    changed.into_iter().filter(|(at, _)| *at <= cursor).map(|(_, news)| news).collect()
}

fn areas(db: &Db, rulebook: &Rulebook, week: Week) -> Result<Vec<AreaNews>, StoreError> {
    let news = |area: &domain::area::Area| {
        let cell = coverage::cell(db, &area.id, week)?;
        let last_patrol = coverage::last_patrol(db, &area.id, week)?;
        Ok(AreaNews { area: area.id.clone(), week, cell, last_patrol })
    };
    rulebook.areas.iter().map(news).collect()
}

/// Returns the account's walks that changed after a count of changes, one more than an answer holds.
fn changed_walks(db: &Db, account: AccountId, after: u64) -> Result<Vec<(u64, WalkNews)>, StoreError> {
    const SQL: &str =
        "SELECT w.changed, w.id, w.area_id, w.crew_size, w.began, w.verdict, w.withdrawn, w.head, j.received,
            s.stands, (SELECT d.why FROM decision d WHERE s.stands IS NOT NULL AND d.walk_id = w.id
                AND d.account_id = w.account_id AND d.other_id IS NULL ORDER BY d.no DESC LIMIT 1)
        FROM walk w JOIN journal j ON j.no = w.journal_no LEFT JOIN stand s ON s.walk_no = w.no
        WHERE w.account_id = ?1 AND ?2 < w.changed ORDER BY w.changed LIMIT ?3";
    let after = i64::try_from(after).map_err(damaged)?;
    db.all(SQL, (account.0, after, MAX_CHANGES as i64 + 1), |row| {
        let mut verdict: domain::verdict::Verdict = from_json(row.get_ref(5)?.as_str().map_err(damaged)?)?;
        let stand = stands::read(row.get(9)?, &verdict)?;
        // So that a phone that knows of no decisions shows rightly whether the walk counts.
        verdict.counts = stand.counts;
        let news = WalkNews {
            walk: WalkId(row.get(1)?),
            area: row.get::<_, String>(2)?.parse().map_err(damaged)?,
            crew_size: row.get(3)?,
            began: WallTime::from_ms(row.get(4)?),
            elapsed_s: verdict.elapsed_s,
            verdict,
            withdrawn: row.get(6)?,
            head: EntryHash(row.get(7)?),
            stored: WallTime::from_ms(row.get(8)?),
            decided: stand.decided,
            decided_why: row.get(10)?,
        };
        Ok((count(row.get(0)?)?, news))
    })
}
