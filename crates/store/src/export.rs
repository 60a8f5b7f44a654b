//! What is handed out as files: walks, cells and observations of any span, read page by page in order of a key, so that
//! memory stays bounded whatever the span. It names no officer and holds no track. Supervisors alone, and written down.

use domain::coverage::Cell;
use domain::decision::Stand;
use domain::id::{AreaId, WalkId};
use domain::place::Position;
use domain::time::WallTime;
use domain::verdict::Verdict;
use domain::walk::ObservationKind;
use domain::week::Week;

use crate::Store;
use crate::audit::{self, Act, Actor};
use crate::coverage;
use crate::db::{damaged, from_json, from_word};
use crate::error::StoreError;
use crate::sessions::Viewer;
use crate::stands;

/// How many rows one page of walks or observations has at most.
pub const PAGE_ROWS: usize = 500;

/// How many weeks of cells are read at once.
const PAGE_WEEKS: usize = 4;

/// The weeks of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weeks {
    /// The first.
    pub first: Week,
    /// The last.
    pub last: Week,
}

/// One walk of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct WalkLine {
    /// Which.
    pub id: WalkId,
    /// Where.
    pub area: AreaId,
    /// Its week.
    pub week: Week,
    /// Its start.
    pub began: WallTime,
    /// Its end.
    pub ended: WallTime,
    /// How many walked.
    pub crew_size: u8,
    /// What the rule says of it.
    pub verdict: Verdict,
    /// How it stands by that and by what was decided.
    pub stand: Stand,
    /// The record that speaks for the patrol that both are.
    pub spoken_for: Option<WalkId>,
    /// Whether it was withdrawn.
    pub is_withdrawn: bool,
    /// Since when the database holds it.
    pub received: WallTime,
    /// How many things were noted on it.
    pub n_observations: u32,
}

/// One observation of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct NotedLine {
    /// On which walk.
    pub walk: WalkId,
    /// Where.
    pub area: AreaId,
    /// The walk's week.
    pub week: Week,
    /// When.
    pub at: WallTime,
    /// What, from the list.
    pub kind: ObservationKind,
    /// A few words more.
    pub note: Option<String>,
    /// Where the officer then was, when known.
    pub place: Option<Position>,
}

/// A page of a file, and where the next one begins; nothing after the last.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T, K> {
    /// The rows, in order.
    pub rows: Vec<T>,
    /// The key to go on from.
    pub next: Option<K>,
}

/// The key of a walk: its start in milliseconds, and its row.
pub type WalkKey = (i64, i64);

/// The key of an observation: its walk's, and its place among the walk's.
pub type NotedKey = (i64, i64, i64);

impl Store {
    /// Writes down that somebody fetches a file. `what` is the file's name.
    pub async fn begin_export(
        &self,
        viewer: &Viewer,
        what: &str,
        weeks: Weeks,
        now: WallTime,
    ) -> Result<(), StoreError> {
        viewer.check_supervises()?;
        let who = viewer.card().id;
        let told = format!("{what} {}–{}", weeks.first, weeks.last);
        self.write(move |db| audit::note_why(db, Actor::Account(who), Act::Exported, who.0, Some(&told), now))
            .await
    }

    /// Returns a page of the walks of some weeks, the earliest first, withdrawn ones among them.
    pub async fn export_walks(
        &self,
        viewer: &Viewer,
        weeks: Weeks,
        after: Option<WalkKey>,
    ) -> Result<Page<WalkLine, WalkKey>, StoreError> {
        const SQL: &str =
            "SELECT w.began, w.no, w.id, w.area_id, w.week, w.ended, w.crew_size, w.verdict, s.stands,
                (SELECT t.id FROM walk t WHERE t.no = s.spoken_for), w.withdrawn IS NOT NULL, j.received,
                (SELECT count(*) FROM observation o WHERE o.walk_no = w.no)
            FROM walk w JOIN journal j ON j.no = w.journal_no LEFT JOIN stand s ON s.walk_no = w.no
            WHERE w.began >= ?1 AND w.began < ?2 AND (w.began, w.no) > (?3, ?4)
            ORDER BY w.began, w.no LIMIT ?5";
        viewer.check_supervises()?;
        let (from, until, after) = bounds(weeks, after.unwrap_or((i64::MIN, 0)), |key| key.0);
        self.read(move |db| {
            let rows = db.all(SQL, (from, until, after.0, after.1, PAGE_ROWS as i64), |row| {
                let verdict: Verdict = from_json(row.get_ref(7)?.as_str().map_err(damaged)?)?;
                let key: WalkKey = (row.get(0)?, row.get(1)?);
                let line = WalkLine {
                    id: WalkId(row.get(2)?),
                    area: row.get::<_, String>(3)?.parse().map_err(damaged)?,
                    week: row.get::<_, String>(4)?.parse().map_err(damaged)?,
                    began: WallTime::from_ms(key.0),
                    ended: WallTime::from_ms(row.get(5)?),
                    crew_size: row.get(6)?,
                    stand: stands::read(row.get(8)?, &verdict)?,
                    verdict,
                    spoken_for: row.get::<_, Option<_>>(9)?.map(WalkId),
                    is_withdrawn: row.get(10)?,
                    received: WallTime::from_ms(row.get(11)?),
                    n_observations: row.get(12)?,
                };
                Ok((key, line))
            })?;
            Ok(page(rows))
        })
        .await
    }

    /// Returns a page of what was noted in some weeks, the earliest walk first; nothing of withdrawn walks.
    pub async fn export_observations(
        &self,
        viewer: &Viewer,
        weeks: Weeks,
        after: Option<NotedKey>,
    ) -> Result<Page<NotedLine, NotedKey>, StoreError> {
        const SQL: &str = "SELECT w.began, w.no, o.idx, w.id, w.area_id, w.week, o.t_s, o.kind, o.note, o.lat, o.lon
            FROM walk w JOIN observation o ON o.walk_no = w.no
            WHERE w.began >= ?1 AND w.began < ?2 AND w.withdrawn IS NULL AND (w.began, w.no, o.idx) > (?3, ?4, ?5)
            ORDER BY w.began, w.no, o.idx LIMIT ?6";
        viewer.check_supervises()?;
        let (from, until, after) = bounds(weeks, after.unwrap_or((i64::MIN, 0, 0)), |key| key.0);
        self.read(move |db| {
            let rows = db.all(SQL, (from, until, after.0, after.1, after.2, PAGE_ROWS as i64), |row| {
                let key: NotedKey = (row.get(0)?, row.get(1)?, row.get(2)?);
                let place = row.get::<_, Option<f64>>(9)?.zip(row.get::<_, Option<f64>>(10)?);
                let line = NotedLine {
                    walk: WalkId(row.get(3)?),
                    area: row.get::<_, String>(4)?.parse().map_err(damaged)?,
                    week: row.get::<_, String>(5)?.parse().map_err(damaged)?,
                    at: WallTime::from_ms(key.0).plus_s(row.get(6)?),
                    kind: from_word(row.get(7)?)?,
                    note: row.get(8)?,
                    place: place.map(|(lat, lon)| Position { lat, lon }),
                };
                Ok((key, line))
            })?;
            Ok(page(rows))
        })
        .await
    }

    /// Returns the cells of the next few of some weeks, for every area in its order, those in which nobody walked too.
    pub async fn export_cells(
        &self,
        viewer: &Viewer,
        weeks: Weeks,
        after: Option<Week>,
    ) -> Result<Page<(AreaId, Week, Cell), Week>, StoreError> {
        viewer.check_supervises()?;
        let first = after.map_or(weeks.first, Week::next);
        self.read(move |db| {
            let page: Vec<Week> = first.through(weeks.last).take(PAGE_WEEKS).collect();
            let Some((&first, &last)) = page.first().zip(page.last()) else {
                return Ok(Page { rows: Vec::new(), next: None });
            };
            let cells: std::collections::BTreeMap<_, _> =
                coverage::in_weeks(db, first, last)?.into_iter().collect();
            let rulebook = db.rulebook()?;
            let areas = || rulebook.areas.iter().map(|area| &area.id);
            let cell = |area: &AreaId, week| cells.get(&(area.clone(), week)).copied().unwrap_or_default();
            let rows = page.iter().flat_map(|&week| areas().map(move |area| (area, week)));
            let rows = rows.map(|(area, week)| (area.clone(), week, cell(area, week))).collect();
            Ok(Page { rows, next: (last < weeks.last).then_some(last) })
        })
        .await
    }
}

/// Returns from when and until when a page's walks begin: what lies before its key is not looked at again.
fn bounds<K>(weeks: Weeks, after: K, began: impl Fn(&K) -> i64) -> (i64, i64, K) {
    (weeks.first.start().ms().max(began(&after)), weeks.last.end().ms(), after)
}

fn page<T, K>(rows: Vec<(K, T)>) -> Page<T, K> {
    let is_full = rows.len() == PAGE_ROWS;
    let (keys, rows): (Vec<K>, Vec<T>) = rows.into_iter().unzip();
    Page { rows, next: keys.into_iter().next_back().filter(|_| is_full) }
}
