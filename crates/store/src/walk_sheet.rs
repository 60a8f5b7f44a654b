//! All that the desk is told of one walk: as it stands, what was said and decided about it, and what may be the same patrol.
//! An officer never sees another's record here, not even that there is one.

use std::collections::{BTreeMap, BTreeSet};

use domain::area::Boundary;
use domain::decision::{About, Stand};
use domain::history::Settled;
use domain::id::{AccountId, DeviceId, EntryHash, WalkId};
use domain::statement::{Body, Statement};
use domain::time::WallTime;
use domain::verdict::Verdict;
use domain::week::Week;

use crate::Store;
use crate::audit::{self, Act, Actor};
use crate::db::{Db, count, damaged, from_json};
use crate::decisions::{self, Deed, Name, Seen};
use crate::desk::Sight;
use crate::error::StoreError;
use crate::sessions::Viewer;
use crate::{projection, stands};

/// The most records that are proposed as one patrol with a walk.
const MAX_PROPOSED: i64 = 10;

/// All that is known of one walk.
#[derive(Debug, Clone, PartialEq)]
pub struct WalkSheet {
    /// The walk as it stands, with its track, its corrections and why it was withdrawn, if it was.
    pub settled: Settled,
    /// Its week.
    pub week: Week,
    /// What the rule says of it.
    pub verdict: Verdict,
    /// How it stands by that and by what was decided.
    pub stand: Stand,
    /// Whether another record speaks for the patrol that both are.
    pub is_spoken_for: bool,
    /// The boundary that the verdict was given by.
    pub boundary: Boundary,
    /// Who, as they are shown.
    pub who: String,
    /// Whose journal told it.
    pub device: DeviceId,
    /// Its place in that journal.
    pub seq: u64,
    /// Since when the database holds it.
    pub received: WallTime,
    /// What whoever decides about it has seen.
    pub seen: Seen,
    /// What was told of it, in order of arrival.
    pub entries: Vec<EntryRow>,
    /// What was decided about it, in order.
    pub deeds: Vec<Deed>,
    /// Others' records that are or may be of the same patrol, for who may see them; those that are, first.
    pub twins: Vec<Twin>,
}

/// An entry about a walk.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryRow {
    /// Whose journal it is in.
    pub device: DeviceId,
    /// Its place there.
    pub seq: u64,
    /// Since when the database holds it.
    pub received: WallTime,
    /// What its receipt carries.
    pub hash: EntryHash,
    /// When it was written, by the phone's clock.
    pub written: WallTime,
    /// What it says.
    pub says: Statement,
    /// Whether it is one of those that make the walk as it stands.
    pub holds: bool,
}

/// Another account's record that is or may be of the same patrol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twin {
    /// Which.
    pub walk: WalkId,
    /// Who, as they are shown.
    pub who: String,
    /// Its start.
    pub began: WallTime,
    /// Its end.
    pub ended: WallTime,
    /// Whether it was said to be of the same patrol.
    pub is_merged: bool,
    /// Whether they are now told in one area; else what was said rests.
    pub is_near: bool,
}

impl Store {
    /// Returns one walk with its track and writes down who looked; nothing when there is none that the viewer may see.
    pub async fn walk(
        &self,
        viewer: &Viewer,
        id: WalkId,
        now: WallTime,
    ) -> Result<Option<WalkSheet>, StoreError> {
        let sight = Sight::of(viewer);
        let Some(sheet) = self.read(move |db| sheet(db, sight, id)).await? else { return Ok(None) };
        let actor = Actor::Account(viewer.card().id);
        self.write(move |db| audit::note(db, actor, Act::WalkSeen, id.0, now)).await?;
        Ok(Some(sheet))
    }
}

/// Reads one walk. Should two accounts tell a walk of the same id, a supervisor sees the one that came first.
fn sheet(db: &Db, sight: Sight, id: WalkId) -> Result<Option<WalkSheet>, StoreError> {
    const SQL: &str =
        "SELECT w.account_id, w.week, w.verdict, a.shown_as, coalesce(d.branch_of, d.id), j.seq, j.received,
            s.stands, s.spoken_for IS NOT NULL
        FROM walk w JOIN account a ON a.id = w.account_id JOIN journal j ON j.no = w.journal_no
            JOIN device d ON d.id = j.device_id LEFT JOIN stand s ON s.walk_no = w.no
        WHERE w.id = ?1 AND (?2 IS NULL OR w.account_id = ?2) ORDER BY w.journal_no LIMIT 1";
    let found = db.first(SQL, (id.0, sight.bound()), |row| {
        let text = |idx| row.get_ref(idx).map_err(StoreError::from)?.as_str().map_err(damaged);
        let name: Name = (id, AccountId(row.get(0)?));
        let week: Week = text(1)?.parse().map_err(damaged)?;
        let verdict: Verdict = from_json(text(2)?)?;
        let place = (DeviceId(row.get(4)?), count(row.get(5)?)?, WallTime::from_ms(row.get(6)?));
        let stand = (stands::read(row.get(7)?, &verdict)?, row.get::<_, bool>(8)?);
        Ok((name, week, verdict, row.get::<_, String>(3)?, place, stand))
    })?;
    let Some((name, week, verdict, who, (device, seq, received), (stand, is_spoken_for))) = found else {
        return Ok(None);
    };
    let settled = projection::settled(db, id, name.1)?;
    let rulebook = db.rulebook()?;
    let boundary = rulebook
        .area(&settled.walk.area)
        .and_then(|area| area.boundaries.iter().find(|boundary| boundary.version == verdict.boundary_version))
        .cloned()
        .ok_or_else(|| damaged("a verdict names a boundary that there is not"))?;
    let twins = match sight {
        Sight::Everybody => twins(db, name, &About::of(&settled.walk), week)?,
        Sight::Own(_) => Vec::new(),
    };
    Ok(Some(WalkSheet {
        stand,
        is_spoken_for,
        seen: Seen { head: settled.head, decision: decisions::latest(db, name)? },
        entries: entries(db, name, settled.head)?,
        deeds: decisions::deeds(db, name)?,
        twins,
        settled,
        week,
        verdict,
        boundary,
        who,
        device,
        seq,
        received,
    }))
}

/// Returns what an account told of a walk, in order of arrival. Those hold that lead from the head back to the telling.
fn entries(db: &Db, (walk, account): Name, head: EntryHash) -> Result<Vec<EntryRow>, StoreError> {
    const SQL: &str = "SELECT coalesce(d.branch_of, d.id), j.seq, j.received, j.hash, j.body
        FROM journal j JOIN device d ON d.id = j.device_id
        WHERE j.walk_id = ?1 AND d.account_id = ?2 ORDER BY j.no";
    let mut entries = db.all(SQL, (walk.0, account.0), |row| {
        let body: Body = from_json(row.get_ref(4)?.as_str().map_err(damaged)?)?;
        Ok(EntryRow {
            device: DeviceId(row.get(0)?),
            seq: count(row.get(1)?)?,
            received: WallTime::from_ms(row.get(2)?),
            hash: EntryHash(row.get(3)?),
            written: body.at,
            says: body.says,
            holds: false,
        })
    })?;
    let amended: BTreeMap<EntryHash, Option<EntryHash>> =
        entries.iter().map(|entry| (entry.hash, entry.says.over())).collect();
    let mut holding = BTreeSet::new();
    let mut next = Some(head);
    while let Some(hash) = next.filter(|hash| holding.insert(*hash)) {
        next = amended.get(&hash).copied().flatten();
    }
    entries.iter_mut().for_each(|entry| entry.holds = holding.contains(&entry.hash));
    Ok(entries)
}

/// Returns the records that were said to be of one patrol with a walk, then those that may be: other accounts', in the same
/// area, at the same time, not withdrawn.
fn twins(db: &Db, name: Name, about: &About, week: Week) -> Result<Vec<Twin>, StoreError> {
    const ONE: &str = "SELECT w.id, w.account_id, a.shown_as, w.began, w.ended, w.area_id
        FROM walk w JOIN account a ON a.id = w.account_id WHERE w.id = ?1 AND w.account_id = ?2";
    const MEETING: &str = "SELECT w.id, w.account_id, a.shown_as, w.began, w.ended, w.area_id
        FROM walk w JOIN account a ON a.id = w.account_id
        WHERE w.area_id = ?1 AND w.week IN (?2, ?3, ?4) AND w.began < ?6 AND ?5 < w.ended
            AND w.account_id <> ?7 AND w.withdrawn IS NULL ORDER BY w.began, w.no LIMIT ?8";
    let read = |row: &rusqlite::Row| {
        let twin_name: Name = (WalkId(row.get(0)?), AccountId(row.get(1)?));
        let is_near = row.get::<_, String>(5)? == about.area.as_str();
        let twin = Twin {
            walk: twin_name.0,
            who: row.get(2)?,
            began: WallTime::from_ms(row.get(3)?),
            ended: WallTime::from_ms(row.get(4)?),
            is_merged: false,
            is_near,
        };
        Ok((twin_name, twin))
    };
    let merged = stands::merged_with(db, name)?;
    let mut twins = Vec::new();
    for (walk, account) in &merged {
        let twin = db.first(ONE, (walk.0, account.0), read)?;
        twins.extend(twin.map(|(_, twin)| Twin { is_merged: true, ..twin }));
    }
    let weeks = [week.back(1), week, week.next()].map(|week| week.to_string());
    let (began, ended) = (about.began.ms(), about.ended().ms());
    let bounds = (about.area.as_str(), &weeks[0], &weeks[1], &weeks[2], began, ended, name.1.0, MAX_PROPOSED);
    let meeting = db.all(MEETING, bounds, read)?;
    twins.extend(meeting.into_iter().filter(|(name, _)| !merged.contains(name)).map(|(_, twin)| twin));
    Ok(twins)
}
