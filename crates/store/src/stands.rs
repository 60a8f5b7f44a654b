//! How walks stand about which something was decided: a pure function of the walks as they are told and of the decisions. It
//! judges nothing by itself; [`domain::decision`] does. A walk without a decision has no row and costs one look-up.

use std::collections::BTreeSet;

use domain::decision::{About, Record, Ruling, Stand, spoken_for, weigh};
use domain::id::{AccountId, EntryHash, WalkId};
use domain::time::WallTime;
use domain::verdict::Verdict;
use rusqlite::Row;

use crate::coverage::{self, CellKey};
use crate::db::{Db, damaged, from_json, from_word, to_json};
use crate::decisions::{Done, Name};
use crate::error::StoreError;
use crate::walks::cell_key;

/// Brings a record about which something was decided just now up to date, those that are one patrol with it, and their
/// cells.
pub(crate) fn bring_up_to_date(db: &Db, name: Name) -> Result<(), StoreError> {
    let mut cells = BTreeSet::new();
    weigh_patrol(db, patrol_of(db, name)?, &mut cells)?;
    // One that was parted from it just now.
    for other in ever_merged_with(db, name)? {
        weigh_patrol(db, patrol_of(db, other)?, &mut cells)?;
    }
    let rulebook = db.rulebook()?;
    cells.iter().try_for_each(|cell| coverage::tally(db, cell, &rulebook))
}

/// Brings the stands of walks up to date that were told otherwise, and adds the cells in which others changed by that.
pub(crate) fn follow(
    db: &Db,
    walks: impl IntoIterator<Item = WalkId>,
    cells: &mut BTreeSet<CellKey>,
) -> Result<(), StoreError> {
    const SQL: &str = "SELECT account_id FROM decision WHERE walk_id = ?1
        UNION SELECT other_account FROM decision WHERE other_id = ?1";
    for walk in walks {
        for account in db.all(SQL, [walk.0], |row| Ok(AccountId(row.get(0)?)))? {
            weigh_patrol(db, patrol_of(db, (walk, account))?, cells)?;
        }
    }
    Ok(())
}

/// Returns every walk about which something was decided.
pub(crate) fn decided(db: &Db) -> Result<Vec<WalkId>, StoreError> {
    const SQL: &str =
        "SELECT walk_id FROM decision UNION SELECT other_id FROM decision WHERE other_id IS NOT NULL";
    db.all(SQL, [], |row| Ok(WalkId(row.get(0)?)))
}

/// Returns what was decided of a record and not taken back, and what of it that was about.
pub(crate) fn ruling(db: &Db, (walk, account): Name) -> Result<Option<(Ruling, About)>, StoreError> {
    const SQL: &str = "SELECT what, about FROM decision
        WHERE walk_id = ?1 AND account_id = ?2 AND other_id IS NULL ORDER BY no DESC LIMIT 1";
    let read = |row: &Row| Ok((from_word::<Done>(row.get(0)?)?, row.get::<_, Option<String>>(1)?));
    let about =
        |about: Option<String>| from_json(&about.ok_or_else(|| damaged("a decision is about nothing"))?);
    match db.first(SQL, (walk.0, account.0), read)? {
        Some((Done::Accepted, text)) => Ok(Some((Ruling::Accepted, about(text)?))),
        Some((Done::Excluded, text)) => Ok(Some((Ruling::Excluded, about(text)?))),
        Some((Done::Undone | Done::Merged | Done::Parted, _)) | None => Ok(None),
    }
}

/// Returns the records that were said to be of one patrol with this one, and not parted from it since.
pub(crate) fn merged_with(db: &Db, name: Name) -> Result<BTreeSet<Name>, StoreError> {
    let mut merged = BTreeSet::new();
    for (other, done) in mergings(db, name)? {
        match done {
            Done::Merged => drop(merged.insert(other)),
            _ => drop(merged.remove(&other)),
        }
    }
    Ok(merged)
}

fn ever_merged_with(db: &Db, name: Name) -> Result<BTreeSet<Name>, StoreError> {
    Ok(mergings(db, name)?.into_iter().map(|(other, _)| other).collect())
}

/// Returns all mergings and partings of a record, in order.
fn mergings(db: &Db, (walk, account): Name) -> Result<Vec<(Name, Done)>, StoreError> {
    const SQL: &str = "SELECT no, other_id, other_account, what FROM decision
            WHERE walk_id = ?1 AND account_id = ?2 AND other_id IS NOT NULL
        UNION ALL SELECT no, walk_id, account_id, what FROM decision WHERE other_id = ?1 AND other_account = ?2
        ORDER BY no";
    db.all(SQL, (walk.0, account.0), |row| {
        Ok(((WalkId(row.get(1)?), AccountId(row.get(2)?)), from_word(row.get(3)?)?))
    })
}

/// Returns a record and all that are one patrol with it, directly or by others.
fn patrol_of(db: &Db, name: Name) -> Result<BTreeSet<Name>, StoreError> {
    let mut patrol = BTreeSet::from([name]);
    let mut to_look_at = vec![name];
    while let Some(name) = to_look_at.pop() {
        to_look_at.extend(merged_with(db, name)?.into_iter().filter(|other| patrol.insert(*other)));
    }
    Ok(patrol)
}

/// A record as it is told.
pub(crate) struct Told {
    name: Name,
    walk_no: i64,
    cell: CellKey,
    is_withdrawn: bool,
    /// What a decision about it is about.
    pub(crate) about: About,
    /// What the rule says of it.
    pub(crate) verdict: Verdict,
    /// The latest entry about it.
    pub(crate) head: EntryHash,
}

/// Reads a record as it is told; nothing where there is none of that name.
pub(crate) fn told(db: &Db, name: Name) -> Result<Option<Told>, StoreError> {
    const SQL: &str = "SELECT no, area_id, week, began, verdict, withdrawn IS NOT NULL, head FROM walk
        WHERE id = ?1 AND account_id = ?2";
    db.first(SQL, (name.0.0, name.1.0), |row| {
        let text = |idx| row.get_ref(idx).map_err(StoreError::from)?.as_str().map_err(damaged);
        let verdict: Verdict = from_json(text(4)?)?;
        let cell = cell_key(text(1)?, text(2)?)?;
        let about = About {
            area: cell.0.clone(),
            began: WallTime::from_ms(row.get(3)?),
            elapsed_s: verdict.elapsed_s,
        };
        Ok(Told {
            name,
            walk_no: row.get(0)?,
            cell,
            about,
            verdict,
            is_withdrawn: row.get(5)?,
            head: EntryHash(row.get(6)?),
        })
    })
}

/// Weighs the records of one patrol, and adds the cells in which one stands otherwise than before.
fn weigh_patrol(db: &Db, patrol: BTreeSet<Name>, cells: &mut BTreeSet<CellKey>) -> Result<(), StoreError> {
    let mut told_of: Vec<Told> = Vec::new();
    for name in patrol {
        told_of.extend(told(db, name)?);
    }
    let mut stands = Vec::new();
    let mut pairs = Vec::new();
    for (idx, told) in told_of.iter().enumerate() {
        let ruling = ruling(db, told.name)?;
        let ruling = ruling.as_ref().map(|(ruling, about)| (*ruling, about));
        stands.push(weigh(&told.about, &told.verdict, ruling));
        let others = merged_with(db, told.name)?;
        let idxs = told_of.iter().enumerate().filter(|(_, other)| others.contains(&other.name));
        pairs.extend(idxs.map(|(other, _)| (idx, other)));
    }
    let records: Vec<Record> = told_of
        .iter()
        .zip(&stands)
        .map(|(told, stand)| Record { about: told.about.clone(), counts: stand.counts && !told.is_withdrawn })
        .collect();
    for ((told, stand), speaker) in told_of.iter().zip(&stands).zip(spoken_for(&records, &pairs)) {
        if write(db, told.walk_no, stand, speaker.map(|idx| told_of[idx].walk_no))? {
            cells.insert(told.cell.clone());
        }
    }
    Ok(())
}

/// Writes how a walk stands, and tells whether it had stood otherwise; it then is the latest change.
fn write(db: &Db, walk_no: i64, stand: &Stand, spoken_for: Option<i64>) -> Result<bool, StoreError> {
    const BEFORE: &str = "SELECT stands, spoken_for FROM stand WHERE walk_no = ?1";
    const SQL: &str = "INSERT INTO stand (walk_no, counts, stands, spoken_for) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (walk_no) DO UPDATE SET counts = ?2, stands = ?3, spoken_for = ?4";
    const COUNT: &str = "UPDATE house SET changes = changes + 1";
    const CHANGE: &str = "UPDATE walk SET changed = (SELECT changes FROM house) WHERE no = ?1";
    let before =
        db.first(BEFORE, [walk_no], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<i64>>(1)?)))?;
    let is_ruled_alone = stand.decided.is_none() && spoken_for.is_none();
    let after = (!is_ruled_alone).then(|| (to_json(stand), spoken_for));
    if before == after {
        return Ok(false);
    }
    match after {
        None => db.run("DELETE FROM stand WHERE walk_no = ?1", [walk_no])?,
        Some((stands, spoken_for)) => {
            db.run(SQL, (walk_no, stand.counts && spoken_for.is_none(), stands, spoken_for))?
        }
    };
    db.run(COUNT, [])?;
    db.run(CHANGE, [walk_no])?;
    Ok(true)
}

/// Reads how a walk stands, from the column of its row here, if it has one.
pub(crate) fn read(stands: Option<String>, verdict: &Verdict) -> Result<Stand, StoreError> {
    stands.map_or(Ok(Stand { counts: verdict.counts, decided: None }), |stands| from_json(&stands))
}
