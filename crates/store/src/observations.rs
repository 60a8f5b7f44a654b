//! What was noted on walks: by area, kind and time. Knowledge about places; it never says who noted something, and of another's
//! walk an officer is told the day alone.

use std::collections::BTreeMap;

use domain::id::{AccountId, AreaId, WalkId};
use domain::time::WallTime;
use domain::walk::ObservationKind;
use domain::week::Week;
use rusqlite::Row;
use sync::wire::Role;

use crate::Store;
use crate::db::{Db, damaged, from_word, to_word};
use crate::error::StoreError;
use crate::sessions::Viewer;

/// The most observations in one list.
pub const MAX_LISTED: usize = 100;

/// Which observations are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The first week, by the walk's start.
    pub first: Week,
    /// The last week.
    pub last: Week,
    /// Only in one area.
    pub area: Option<AreaId>,
    /// Only of one kind.
    pub kind: Option<ObservationKind>,
    /// Only those before this place in the list.
    pub before: Option<Place>,
}

/// A place in the list, which goes from the latest walk to the earliest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The start of the walk, in milliseconds.
    pub began: i64,
    /// The walk.
    pub walk_no: i64,
    /// The observation's place among the walk's.
    pub idx: i64,
}

/// What was noted.
#[derive(Debug, Clone, PartialEq)]
pub struct Observations {
    /// How many of each kind in each area, whatever the place in the list.
    pub counts: BTreeMap<(AreaId, ObservationKind), u32>,
    /// From the latest walk to the earliest.
    pub rows: Vec<ObservationRow>,
    /// Where the list goes on, if it does.
    pub next: Option<Place>,
}

/// One observation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservationRow {
    /// Where.
    pub area: AreaId,
    /// When: to the minute, or the day alone.
    pub when: When,
    /// What, from the list.
    pub kind: ObservationKind,
    /// A few words more.
    pub note: Option<String>,
}

/// When something was noted, as far as the viewer may know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// On this walk, at this moment.
    Walk(WalkId, WallTime),
    /// On this day, given by its midnight.
    Day(WallTime),
}

impl Store {
    /// Returns what was noted in some weeks, on walks that were not withdrawn.
    pub async fn observations(&self, viewer: &Viewer, asked: Asked) -> Result<Observations, StoreError> {
        let sees_all = viewer.card().role == Role::Supervisor;
        let who = viewer.card().id;
        self.read(move |db| {
            let mut rows = rows(db, &asked)?;
            let next = (MAX_LISTED < rows.len()).then(|| rows[MAX_LISTED - 1].place);
            rows.truncate(MAX_LISTED);
            let row = |line: Line| ObservationRow {
                area: line.area,
                when: if sees_all || line.account == who {
                    When::Walk(line.walk, line.at)
                } else {
                    day(line.at)
                },
                kind: line.kind,
                note: line.note,
            };
            Ok(Observations { counts: counts(db, &asked)?, rows: rows.into_iter().map(row).collect(), next })
        })
        .await
    }
}

fn day(at: WallTime) -> When {
    let local = at.local();
    let midnight =
        WallTime::from_local(local.year, u32::from(local.month), u32::from(local.day), 0, 0).unwrap_or(at);
    When::Day(midnight)
}

struct Line {
    place: Place,
    walk: WalkId,
    account: AccountId,
    area: AreaId,
    at: WallTime,
    kind: ObservationKind,
    note: Option<String>,
}

/// Returns the rows of a list, one more than it holds.
fn rows(db: &Db, asked: &Asked) -> Result<Vec<Line>, StoreError> {
    const SQL: &str = "SELECT w.began, w.no, o.idx, w.id, w.account_id, w.area_id, o.t_s, o.kind, o.note
        FROM walk w JOIN observation o ON o.walk_no = w.no
        WHERE w.began >= ?1 AND w.began < ?2 AND w.withdrawn IS NULL
            AND (?3 IS NULL OR w.area_id = ?3) AND (?4 IS NULL OR o.kind = ?4)
            AND (?5 IS NULL OR (w.began, w.no, o.idx) < (?5, ?6, ?7))
        ORDER BY w.began DESC, w.no DESC, o.idx DESC LIMIT ?8";
    let kind = asked.kind.map(|kind| to_word(&kind));
    // A list that goes on begins at its place, not at the end of the weeks.
    let until =
        asked.before.map_or(asked.last.end().ms(), |place| asked.last.end().ms().min(place.began + 1));
    let bounds = (
        asked.first.start().ms(),
        until,
        asked.area.as_ref().map(AreaId::as_str),
        kind,
        asked.before.map(|place| place.began),
        asked.before.map(|place| place.walk_no),
        asked.before.map(|place| place.idx),
        MAX_LISTED as i64 + 1,
    );
    db.all(SQL, bounds, |row| {
        let place = Place { began: row.get(0)?, walk_no: row.get(1)?, idx: row.get(2)? };
        Ok(Line {
            place,
            walk: WalkId(row.get(3)?),
            account: AccountId(row.get(4)?),
            area: area(row, 5)?,
            at: WallTime::from_ms(place.began).plus_s(row.get(6)?),
            kind: from_word(row.get(7)?)?,
            note: row.get(8)?,
        })
    })
}

fn counts(db: &Db, asked: &Asked) -> Result<BTreeMap<(AreaId, ObservationKind), u32>, StoreError> {
    const ALL: &str = "SELECT w.area_id, o.kind, count(*) FROM walk w JOIN observation o ON o.walk_no = w.no
        WHERE w.began >= ?1 AND w.began < ?2 AND w.withdrawn IS NULL AND (?3 IS NULL OR o.kind = ?3)
        GROUP BY w.area_id, o.kind";
    const ONE: &str = "SELECT w.area_id, o.kind, count(*) FROM walk w JOIN observation o ON o.walk_no = w.no
        WHERE w.area_id = ?4 AND w.week BETWEEN ?1 AND ?2 AND w.withdrawn IS NULL AND (?3 IS NULL OR o.kind = ?3)
        GROUP BY w.area_id, o.kind";
    let read = |row: &Row| Ok(((area(row, 0)?, from_word(row.get(1)?)?), row.get(2)?));
    let kind = asked.kind.map(|kind| to_word(&kind));
    let counts = match &asked.area {
        None => db.all(ALL, (asked.first.start().ms(), asked.last.end().ms(), kind), read)?,
        Some(area) => {
            db.all(ONE, (asked.first.to_string(), asked.last.to_string(), kind, area.as_str()), read)?
        }
    };
    Ok(counts.into_iter().collect())
}

fn area(row: &Row, idx: usize) -> Result<AreaId, StoreError> {
    row.get::<_, String>(idx)?.parse().map_err(damaged)
}
