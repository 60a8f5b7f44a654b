//! What the desk reads of a week: the walks of a cell. An officer never sees another's walks here.

use domain::decision::Stand;
use domain::id::{AccountId, AreaId, WalkId};
use domain::reporting::Silence;
use domain::time::WallTime;
use domain::verdict::Verdict;
use domain::week::Week;
use sync::wire::Role;
use uuid::Uuid;

use crate::Store;
use crate::db::{Db, damaged, from_json};
use crate::error::StoreError;
use crate::sessions::Viewer;
use crate::stands;
use crate::week::silence;

/// One walk as a list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct WalkRow {
    /// Which.
    pub id: WalkId,
    /// Who, as they are shown.
    pub who: String,
    /// Its start.
    pub began: WallTime,
    /// Its length in seconds.
    pub elapsed_s: u32,
    /// How many walked.
    pub crew_size: u8,
    /// What the rule says of it.
    pub verdict: Verdict,
    /// How it stands by that and by what was decided.
    pub stand: Stand,
    /// Whether another record speaks for the patrol that both are.
    pub is_spoken_for: bool,
    /// Whether another account's record may be of the same patrol and nobody has said so; told to supervisors alone.
    pub has_twin: bool,
    /// Why it was withdrawn, if it was.
    pub withdrawn: Option<String>,
    /// How many corrections hold.
    pub n_corrections: usize,
    /// How many things were noted on the way.
    pub n_observations: usize,
    /// Since when the database holds it.
    pub received: WallTime,
}

impl Store {
    /// Returns the phones in use that have not said since `until` that they had nothing more to send; if there are any.
    pub async fn silence(&self, _: &Viewer, until: WallTime) -> Result<Option<Silence>, StoreError> {
        self.read(move |db| silence(db, until)).await
    }

    /// Returns the walks of one area and week in order of their starts: an officer's own, a supervisor's all.
    pub async fn walks_in(
        &self,
        viewer: &Viewer,
        area: &AreaId,
        week: Week,
    ) -> Result<Vec<WalkRow>, StoreError> {
        let (sight, area) = (Sight::of(viewer), area.clone());
        self.read(move |db| walks_in(db, sight, &area, week)).await
    }
}

/// Whose walks somebody may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    Everybody,
    Own(AccountId),
}

impl Sight {
    pub(crate) fn of(viewer: &Viewer) -> Sight {
        match viewer.card().role {
            Role::Supervisor => Sight::Everybody,
            Role::Officer => Sight::Own(viewer.card().id),
        }
    }

    /// Returns the one account to be seen, as the statements here ask for it: NULL for no bounds.
    pub(crate) fn bound(self) -> Option<Uuid> {
        match self {
            Sight::Everybody => None,
            Sight::Own(account) => Some(account.0),
        }
    }
}

fn walks_in(db: &Db, sight: Sight, area: &AreaId, week: Week) -> Result<Vec<WalkRow>, StoreError> {
    const SQL: &str =
        "SELECT w.id, a.shown_as, w.began, w.crew_size, w.verdict, w.withdrawn, w.corrections, j.received,
            (SELECT count(*) FROM observation o WHERE o.walk_no = w.no), s.stands, s.spoken_for IS NOT NULL,
            ?3 IS NULL AND s.spoken_for IS NULL AND NOT EXISTS (SELECT 1 FROM stand t WHERE t.spoken_for = w.no)
                AND w.withdrawn IS NULL AND EXISTS (SELECT 1 FROM walk t WHERE t.area_id = w.area_id AND t.week = w.week
                    AND t.began < w.ended AND w.began < t.ended AND t.account_id <> w.account_id AND t.withdrawn IS NULL)
        FROM walk w JOIN account a ON a.id = w.account_id JOIN journal j ON j.no = w.journal_no
            LEFT JOIN stand s ON s.walk_no = w.no
        WHERE w.area_id = ?1 AND w.week = ?2 AND (?3 IS NULL OR w.account_id = ?3) ORDER BY w.began, w.no";
    db.all(SQL, (area.as_str(), week.to_string(), sight.bound()), |row| {
        let text = |idx| row.get_ref(idx).map_err(StoreError::from)?.as_str().map_err(damaged);
        let verdict: Verdict = from_json(text(4)?)?;
        let corrections: Vec<String> = from_json(text(6)?)?;
        Ok(WalkRow {
            id: WalkId(row.get(0)?),
            who: row.get(1)?,
            began: WallTime::from_ms(row.get(2)?),
            elapsed_s: verdict.elapsed_s,
            crew_size: row.get(3)?,
            stand: stands::read(row.get(9)?, &verdict)?,
            is_spoken_for: row.get(10)?,
            has_twin: row.get(11)?,
            verdict,
            withdrawn: row.get(5)?,
            n_corrections: corrections.len(),
            n_observations: row.get::<_, u32>(8)? as usize,
            received: WallTime::from_ms(row.get(7)?),
        })
    })
}
