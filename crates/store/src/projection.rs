//! What stands, made from what the journal tells: the walks here, the activities in their own module. A pure function of the
//! journal, the rulebook and the decisions about walks: in whatever order and groups the entries came, the same stands.
//!
//! What an account tells is about its own walks alone. An amendment of another's walk stays in the journal with its
//! refusal and has no effect, whichever of the two came first.

use std::collections::{BTreeMap, BTreeSet};

use domain::history::{Settled, Told, settle};
use domain::id::{AccountId, ActivityId, EntryHash, WalkId};
use domain::policy::Rulebook;
use domain::statement::{Body, Statement, Subject};
use domain::verdict::{Verdict, judge};
use domain::walk::Walk;
use sync::wire::Refusal;

use crate::activities;
use crate::coverage::{self, CellKey};
use crate::db::{Db, count, damaged, from_json, to_word};
use crate::error::StoreError;
use crate::stands;
use crate::walks::{self, Changes, Record};

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

/// Of what something has changed, and what is known of it without reading the journal.
#[derive(Default)]
pub(crate) struct Changed {
    walks: BTreeMap<WalkId, Option<FreshWalk>>,
    activities: BTreeSet<ActivityId>,
}

/// A walk that an entry has just told, without its track.
struct FreshWalk {
    entry: EntryHash,
    walk: Walk,
    verdict: Verdict,
}

impl Changed {
    /// Returns that something has changed of one walk or activity.
    pub(crate) fn of(subject: Subject) -> Changed {
        let mut changed = Changed::default();
        changed.add(subject);
        changed
    }

    /// Adds a walk or an activity of which something has changed.
    pub(crate) fn add(&mut self, subject: Subject) {
        match subject {
            Subject::Walk(walk) => drop(self.walks.insert(walk, None)),
            Subject::Activity(activity) => drop(self.activities.insert(activity)),
        }
    }

    /// Adds what an entry speaks of, and what the rule says of its walk where that is known.
    pub(crate) fn add_told(&mut self, entry: EntryHash, statement: Statement, verdict: Option<Verdict>) {
        let subject = statement.subject();
        match (statement, verdict) {
            (Statement::Walk(walk), Some(verdict)) => {
                self.walks.insert(walk.id, Some(FreshWalk { entry, walk, verdict }));
            }
            _ => self.add(subject),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.walks.is_empty() && self.activities.is_empty()
    }
}

impl FromIterator<WalkId> for Changed {
    fn from_iter<T: IntoIterator<Item = WalkId>>(walks: T) -> Changed {
        let walks = walks.into_iter().map(|walk| (walk, None)).collect();
        Changed { walks, activities: BTreeSet::new() }
    }
}

/// Brings walks and activities up to date, and the cells that walks left, stayed in or came to.
pub(crate) fn project(db: &Db, changed: &Changed) -> Result<(), StoreError> {
    let rulebook = db.rulebook()?;
    let mut cells = BTreeSet::new();
    let mut changes = Changes::open(db)?;
    // Of a walk that is told for the first time nobody can have decided anything.
    let mut retold = Vec::new();
    for (&walk, fresh) in &changed.walks {
        if !project_fresh(db, fresh.as_ref(), &mut changes, &mut cells)? {
            project_one(db, walk, &rulebook, &mut changes, &mut cells)?;
            retold.push(walk);
        }
    }
    activities::project(db, &changed.activities, &mut changes)?;
    changes.close()?;
    stands::follow(db, retold, &mut cells)?;
    cells.iter().try_for_each(|cell| coverage::tally(db, cell, &rulebook))
}

/// Brings a walk up to date that has just been told for the first time and is spoken of nowhere else. Returns whether it is
/// such a one: then nothing of it needs to be read again.
fn project_fresh(
    db: &Db,
    fresh: Option<&FreshWalk>,
    changes: &mut Changes,
    cells: &mut BTreeSet<CellKey>,
) -> Result<bool, StoreError> {
    const LINES: &str = "SELECT j.no, j.hash, d.account_id FROM journal j JOIN device d ON d.id = j.device_id
        WHERE j.walk_id = ?1 LIMIT 2";
    let Some(FreshWalk { entry, walk, verdict }) = fresh else { return Ok(false) };
    let lines = db.all(LINES, [walk.id.0], |row| {
        Ok((row.get::<_, i64>(0)?, EntryHash(row.get(1)?), AccountId(row.get(2)?)))
    })?;
    let [(journal_no, hash, account)] = lines[..] else { return Ok(false) };
    if hash != *entry {
        return Ok(false);
    }
    let settled = Settled::told(*entry, walk.clone());
    let record = Record { journal_no, week: walk.week(), settled, verdict: verdict.clone() };
    walks::insert(db, walk.id, account, &record, changes)?;
    cells.insert((record.settled.walk.area, record.week));
    Ok(true)
}

fn project_one(
    db: &Db,
    walk: WalkId,
    rulebook: &Rulebook,
    changes: &mut Changes,
    cells: &mut BTreeSet<CellKey>,
) -> Result<(), StoreError> {
    let by_account = lines(db, walk, ALL)?;
    let is_told = by_account.values().flatten().any(Line::tells_walk);
    for (account, lines) in by_account {
        let is_own = lines.iter().any(Line::tells_walk);
        let is_refused = is_told && !is_own;
        for line in lines.iter().filter(|line| line.is_refused != is_refused) {
            refuse_or_admit(db, line.journal_no, is_refused)?;
        }
        if is_own {
            cells.extend(project_own(db, walk, account, lines, rulebook, changes)?);
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
    changes: &mut Changes,
) -> Result<Vec<CellKey>, StoreError> {
    let first = lines.iter().find(|line| line.tells_walk()).map(|line| line.journal_no);
    let told: Vec<Told> = lines.into_iter().map(|line| line.told).collect();
    let (Some(journal_no), Some(settled)) = (first, settle(&told)) else { return Ok(Vec::new()) };
    let verdict = judge(&settled.walk, rulebook)
        .ok_or_else(|| damaged(format!("a walk is in {}, no area", settled.walk.area)))?;
    let record = Record { journal_no, week: settled.walk.week(), settled, verdict };
    let before = walks::replace(db, id, account, &record, changes)?;
    Ok(before.into_iter().chain([(record.settled.walk.area, record.week)]).collect())
}

/// Reads one account's walk as it stands, with its track, from what the journal tells of it.
pub(crate) fn settled(db: &Db, id: WalkId, account: AccountId) -> Result<Settled, StoreError> {
    let lines = lines(db, id, ALL)?.remove(&account).unwrap_or_default();
    let told: Vec<Told> = lines.into_iter().map(|line| line.told).collect();
    settle(&told).ok_or_else(|| damaged("a walk stands that nobody tells"))
}

/// The journal as far as it goes.
const ALL: i64 = i64::MAX;

/// Returns what the journal told of a walk once it held `up_to` rows, by account, each account's in order of arrival.
fn lines(db: &Db, walk: WalkId, up_to: i64) -> Result<BTreeMap<AccountId, Vec<Line>>, StoreError> {
    const SQL: &str = "SELECT j.no, j.hash, j.body, j.refusal IS NOT NULL, d.account_id
        FROM journal j JOIN device d ON d.id = j.device_id WHERE j.walk_id = ?1 AND j.no <= ?2 ORDER BY j.no";
    let read = |row: &rusqlite::Row| {
        let body: Body = from_json(row.get_ref(2)?.as_str().map_err(damaged)?)?;
        let told = Told { entry: EntryHash(row.get(1)?), statement: body.says };
        let line = Line { journal_no: row.get(0)?, told, is_refused: row.get(3)? };
        Ok((AccountId(row.get(4)?), line))
    };
    let mut by_account: BTreeMap<AccountId, Vec<Line>> = BTreeMap::new();
    for (account, line) in db.all(SQL, (walk.0, up_to), read)? {
        by_account.entry(account).or_default().push(line);
    }
    Ok(by_account)
}

/// Returns every record of a walk as the journal told it once it held `up_to` rows, under the areas that there then were.
pub(crate) fn settled_at(
    db: &Db,
    walk: WalkId,
    up_to: i64,
    rulebook: &Rulebook,
) -> Result<Vec<(AccountId, Settled)>, StoreError> {
    let is_known = |line: &Line| line.told.statement.area().is_none_or(|area| rulebook.area(area).is_some());
    let by_account = lines(db, walk, up_to)?.into_iter();
    let settled = by_account.filter_map(|(account, lines)| {
        let told: Vec<Told> = lines.into_iter().filter(is_known).map(|line| line.told).collect();
        Some((account, settle(&told)?))
    });
    Ok(settled.collect())
}

/// Marks an amendment as refused because what it amends is another's, or takes the mark back.
pub(crate) fn refuse_or_admit(db: &Db, journal_no: i64, is_refused: bool) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE journal SET refusal = ?2, detail = ?3 WHERE no = ?1";
    let mark =
        is_refused.then(|| (to_word(&Refusal::NotYours), "what it amends was told by another account"));
    let (refusal, detail) = mark.unzip();
    db.run(SQL, (journal_no, refusal, detail)).map(drop)
}

/// How much stood otherwise before all was made anew.
pub(crate) struct Remade {
    pub(crate) n_walks: u64,
    pub(crate) n_activities: u64,
}

/// Makes every walk, cell and activity anew.
pub(crate) fn project_all(db: &Db) -> Result<Remade, StoreError> {
    const TOLD: &str = "SELECT DISTINCT walk_id FROM journal WHERE walk_id IS NOT NULL";
    const UNTOLD: &str = "DELETE FROM walk WHERE NOT EXISTS (
        SELECT 1 FROM journal j JOIN device d ON d.id = j.device_id
        WHERE j.walk_id = walk.id AND j.says = 'walk' AND d.account_id = walk.account_id)";
    let rulebook = db.rulebook()?;
    let before = n_changes(db)?;
    let mut cells: BTreeSet<CellKey> = coverage::all(db)?.into_keys().collect();
    let mut changes = Changes::open(db)?;
    db.run("DELETE FROM observation", [])?;
    for walk in db.all(TOLD, [], |row| Ok(WalkId(row.get(0)?)))? {
        project_one(db, walk, &rulebook, &mut changes, &mut cells)?;
    }
    changes.close()?;
    let n_untold = db.run(UNTOLD, [])?;
    stands::follow(db, stands::decided(db)?, &mut cells)?;
    cells.iter().try_for_each(|cell| coverage::tally(db, cell, &rulebook))?;
    let n_walks = n_changes(db)? - before + n_untold as u64;
    let mut changes = Changes::open(db)?;
    let n_untold = activities::project_all(db, &mut changes)?;
    let n_activities = changes.n_made() + n_untold as u64;
    changes.close()?;
    Ok(Remade { n_walks, n_activities })
}

fn n_changes(db: &Db) -> Result<u64, StoreError> {
    db.only("SELECT changes FROM house", [], |row| count(row.get(0)?))
}
