//! What stands in the server's database, read beside the server as a technician would. It never goes through the code that
//! is being tried, and never writes.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{AccountId, ActivityId, DeviceId, EntryHash, WalkId};
use domain::statement::Subject;
use rusqlite::{Connection, Row};

/// What stands in the server's database.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// Every entry, in the order of arrival.
    pub journal: Vec<Line>,
    /// Every entry that was laid aside.
    pub forks: Vec<(DeviceId, u64, EntryHash)>,
    /// Every journal.
    pub devices: BTreeMap<DeviceId, AccountId>,
    /// Every walk as it stands.
    pub walks: Vec<WalkLine>,
    /// Every activity as it stands.
    pub activities: Vec<ActivityLine>,
}

/// An entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Whose journal.
    pub device: DeviceId,
    /// Its place.
    pub seq: u64,
    /// The hash that it names before it.
    pub prev: EntryHash,
    /// Its hash.
    pub hash: EntryHash,
    /// Why it was refused, if it was.
    pub refusal: Option<String>,
    /// The walk or activity that it is about.
    pub subject: Option<Subject>,
    /// What it says.
    pub body: String,
}

/// A walk as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct WalkLine {
    /// Which.
    pub walk: WalkId,
    /// Whose.
    pub account: AccountId,
    /// The latest entry that holds.
    pub head: EntryHash,
    /// Whether it was withdrawn.
    pub is_withdrawn: bool,
    /// The count of changes at its last one.
    pub changed: u64,
}

/// An activity as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct ActivityLine {
    /// Which.
    pub activity: ActivityId,
    /// Whose.
    pub account: AccountId,
    /// The latest entry that holds.
    pub head: EntryHash,
    /// Whether it was withdrawn.
    pub is_withdrawn: bool,
    /// The count of changes at its last one.
    pub changed: u64,
}

/// Something as it stands: a walk or an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// What.
    pub subject: Subject,
    /// Whose.
    pub account: AccountId,
    /// The latest entry that holds.
    pub head: EntryHash,
    /// Whether it was withdrawn.
    pub is_withdrawn: bool,
    /// The count of changes at its last one.
    pub changed: u64,
}

impl Look {
    /// Returns all that stands, of both kinds: what holds of the one holds of the other.
    pub fn standing(&self) -> impl Iterator<Item = Standing> {
        let walks = self.walks.iter().map(|walk| Standing {
            subject: Subject::Walk(walk.walk),
            account: walk.account,
            head: walk.head,
            is_withdrawn: walk.is_withdrawn,
            changed: walk.changed,
        });
        let activities = self.activities.iter().map(|activity| Standing {
            subject: Subject::Activity(activity.activity),
            account: activity.account,
            head: activity.head,
            is_withdrawn: activity.is_withdrawn,
            changed: activity.changed,
        });
        walks.chain(activities)
    }

    /// Looks.
    pub fn at(db: &Connection) -> rusqlite::Result<Look> {
        let journal =
            "SELECT device_id, seq, prev, hash, refusal, walk_id, activity_id, body FROM journal ORDER BY no";
        let forks = "SELECT device_id, seq, hash FROM fork ORDER BY device_id, seq, hash";
        let walks =
            "SELECT id, account_id, head, withdrawn IS NOT NULL, changed FROM walk ORDER BY account_id, id";
        let activities = "SELECT id, account_id, head, withdrawn IS NOT NULL, changed FROM activity ORDER BY account_id, id";
        Ok(Look {
            journal: all(db, journal, |row| {
                Ok(Line {
                    device: DeviceId(row.get(0)?),
                    seq: count(row, 1)?,
                    prev: EntryHash(row.get(2)?),
                    hash: EntryHash(row.get(3)?),
                    refusal: row.get(4)?,
                    subject: match (row.get::<_, Option<_>>(5)?, row.get::<_, Option<_>>(6)?) {
                        (Some(walk), _) => Some(Subject::Walk(WalkId(walk))),
                        (None, activity) => activity.map(|activity| Subject::Activity(ActivityId(activity))),
                    },
                    body: row.get(7)?,
                })
            })?,
            forks: all(db, forks, |row| Ok((DeviceId(row.get(0)?), count(row, 1)?, EntryHash(row.get(2)?))))?,
            devices: all(db, "SELECT id, account_id FROM device", |row| {
                Ok((DeviceId(row.get(0)?), AccountId(row.get(1)?)))
            })?
            .into_iter()
            .collect(),
            activities: all(db, activities, |row| {
                Ok(ActivityLine {
                    activity: ActivityId(row.get(0)?),
                    account: AccountId(row.get(1)?),
                    head: EntryHash(row.get(2)?),
                    is_withdrawn: row.get(3)?,
                    changed: count(row, 4)?,
                })
            })?,
            walks: all(db, walks, |row| {
                Ok(WalkLine {
                    walk: WalkId(row.get(0)?),
                    account: AccountId(row.get(1)?),
                    head: EntryHash(row.get(2)?),
                    is_withdrawn: row.get(3)?,
                    changed: count(row, 4)?,
                })
            })?,
        })
    }

    /// Tells whether an entry is there, in the journal or laid aside.
    pub fn keeps(&self, device: DeviceId, seq: u64, hash: EntryHash) -> bool {
        self.holds(device, seq, hash) || self.forks.contains(&(device, seq, hash))
    }

    /// Tells whether an entry is in the journal.
    pub fn holds(&self, device: DeviceId, seq: u64, hash: EntryHash) -> bool {
        self.journal.iter().any(|line| (line.device, line.seq, line.hash) == (device, seq, hash))
    }

    /// Returns the places of a journal that are held.
    pub fn places(&self, device: DeviceId) -> BTreeSet<u64> {
        self.journal.iter().filter(|line| line.device == device).map(|line| line.seq).collect()
    }

    /// Returns every entry that is known for a place, held or laid aside.
    pub fn known_at(&self, device: DeviceId, seq: u64) -> BTreeSet<EntryHash> {
        let held = self.journal.iter().filter(|line| (line.device, line.seq) == (device, seq));
        let aside = self.forks.iter().filter(|(of, at, _)| (*of, *at) == (device, seq));
        held.map(|line| line.hash).chain(aside.map(|(_, _, hash)| *hash)).collect()
    }
}

fn all<T>(
    db: &Connection,
    sql: &str,
    read: impl FnMut(&Row) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    db.prepare_cached(sql)?.query_map([], read)?.collect()
}

/// Reads a count or a place in a journal.
fn count(row: &Row, column: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(i64::unsigned_abs)
}
