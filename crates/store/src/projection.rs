//! The walks as they stand, made from what the journal tells of them. A pure function of the journal and the rulebook: in
//! whatever order and groups the entries came, the same walks stand.
//!
//! What an account tells is about its own walks alone. An amendment of another's walk stays in the journal with its
//! refusal and has no effect, whichever of the two came first.

use std::collections::{BTreeMap, BTreeSet};

use domain::history::{Told, settle};
use domain::id::{AccountId, EntryHash, WalkId};
use domain::policy::Rulebook;
use domain::statement::{Body, Statement};
use domain::verdict::judge;
use sync::wire::Refusal;

use crate::coverage::{self, CellKey};
use crate::db::{Db, damaged, from_json, to_word};
use crate::error::StoreError;
use crate::walks::{self, Record};

/// One statement about a walk, as the journal holds it.
struct Line {
    journal_no: i64,
    told: Told,
    is_refused: bool,
}

impl Line {
    fn tells_walk(&self) -> bool {
        matches!(self.told.statement, Statement::Walk(_))
    }
}

/// Brings the given walks up to date, and the cells that they left, stayed in or came to.
pub(crate) fn project(db: &Db, walks: &BTreeSet<WalkId>) -> Result<(), StoreError> {
    let rulebook = db.rulebook()?;
    let mut cells = BTreeSet::new();
    for &walk in walks {
        project_one(db, walk, &rulebook, &mut cells)?;
    }
    cells.iter().try_for_each(|cell| coverage::tally(db, cell, &rulebook))
}

fn project_one(
    db: &Db,
    walk: WalkId,
    rulebook: &Rulebook,
    cells: &mut BTreeSet<CellKey>,
) -> Result<(), StoreError> {
    let by_account = lines(db, walk)?;
    let is_told = by_account.values().flatten().any(Line::tells_walk);
    for (account, lines) in by_account {
        let is_own = lines.iter().any(Line::tells_walk);
        let is_refused = is_told && !is_own;
        for line in lines.iter().filter(|line| line.is_refused != is_refused) {
            refuse_or_admit(db, line.journal_no, is_refused)?;
        }
        if is_own {
            cells.extend(project_own(db, walk, account, lines, rulebook)?);
        }
    }
    Ok(())
}

/// Brings one account's walk up to date and returns the cell that it was in and the one that it is in.
fn project_own(
    db: &Db,
    id: WalkId,
    account: AccountId,
    lines: Vec<Line>,
    rulebook: &Rulebook,
) -> Result<Vec<CellKey>, StoreError> {
    let first = lines.iter().find(|line| line.tells_walk()).map(|line| line.journal_no);
    let told: Vec<Told> = lines.into_iter().map(|line| line.told).collect();
    let (Some(journal_no), Some(settled)) = (first, settle(&told)) else { return Ok(Vec::new()) };
    let verdict = judge(&settled.walk, rulebook)
        .ok_or_else(|| damaged(format!("a walk is in {}, no area", settled.walk.area)))?;
    let record = Record { journal_no, week: settled.walk.week(), settled, verdict };
    let before = walks::replace(db, id, account, &record)?;
    Ok(before.into_iter().chain([(record.settled.walk.area, record.week)]).collect())
}

/// Returns what the journal tells of a walk, by account, each account's in order of arrival.
fn lines(db: &Db, walk: WalkId) -> Result<BTreeMap<AccountId, Vec<Line>>, StoreError> {
    const SQL: &str = "SELECT j.no, j.hash, j.body, j.refusal IS NOT NULL, d.account_id
        FROM journal j JOIN device d ON d.id = j.device_id WHERE j.walk_id = ?1 ORDER BY j.no";
    let read = |row: &rusqlite::Row| {
        let body: Body = from_json(row.get_ref(2)?.as_str().map_err(damaged)?)?;
        let told = Told { entry: EntryHash(row.get(1)?), statement: body.says };
        let line = Line { journal_no: row.get(0)?, told, is_refused: row.get(3)? };
        Ok((AccountId(row.get(4)?), line))
    };
    let mut by_account: BTreeMap<AccountId, Vec<Line>> = BTreeMap::new();
    for (account, line) in db.all(SQL, [walk.0], read)? {
        by_account.entry(account).or_default().push(line);
    }
    Ok(by_account)
}

/// Marks an amendment as refused because the walk is another's, or takes the mark back.
fn refuse_or_admit(db: &Db, journal_no: i64, is_refused: bool) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE journal SET refusal = ?2, detail = ?3 WHERE no = ?1";
    let mark = is_refused.then(|| (to_word(&Refusal::NotYours), "the walk was told by another account"));
    let (refusal, detail) = mark.unzip();
    db.run(SQL, (journal_no, refusal, detail)).map(drop)
}

/// Makes every walk and cell anew. Returns how many walks it removed because no entry tells them.
pub(crate) fn project_all(db: &Db) -> Result<usize, StoreError> {
    const TOLD: &str = "SELECT DISTINCT walk_id FROM journal WHERE walk_id IS NOT NULL";
    const UNTOLD: &str = "DELETE FROM walk WHERE NOT EXISTS (
        SELECT 1 FROM journal j JOIN device d ON d.id = j.device_id
        WHERE j.walk_id = walk.id AND j.says = 'walk' AND d.account_id = walk.account_id)";
    let rulebook = db.rulebook()?;
    let mut cells: BTreeSet<CellKey> = coverage::all(db)?.into_keys().collect();
    db.run("DELETE FROM track", [])?;
    db.run("DELETE FROM observation", [])?;
    for walk in db.all(TOLD, [], |row| Ok(WalkId(row.get(0)?)))? {
        project_one(db, walk, &rulebook, &mut cells)?;
    }
    let n_removed = db.run(UNTOLD, [])?;
    cells.iter().try_for_each(|cell| coverage::tally(db, cell, &rulebook))?;
    Ok(n_removed)
}
