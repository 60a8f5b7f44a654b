//! What the desk's pages are answered from: the store, through the viewer whom the request's session has made. Without
//! one, nothing is answered.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::desk::miss::MissNote;
use app::desk::observation_book::{Asked, ObservationBook};
use app::desk::phone_record::{PhoneBook, PhoneRecord};
use app::desk::source::{Answer, CoverageFacts, Reader, Source, Tally, Trouble, WalkRow};
use app::desk::walk_record::WalkRecord;
use app::desk::week_sheet::{AreaFacts, Start, WeekFacts};
use domain::dosage::Walked;
use domain::id::{AreaId, DeviceId, WalkId};
use domain::policy::Rulebook;
use domain::time::WallTime;
use domain::verdict::Verdict;
use domain::week::Week;
use store::error::StoreError;
use store::{CellRow, Store, Viewer};

use crate::desk::{observation_facts, phone_facts, walk_facts};
use crate::edge;

/// The store, as one request sees it.
pub(super) struct StoreSource {
    store: Store,
    viewer: Option<Viewer>,
    now: WallTime,
}

impl StoreSource {
    /// Makes the source of a request that has just come.
    pub(super) fn new(store: Store, viewer: Option<Viewer>) -> StoreSource {
        StoreSource { store, viewer, now: edge::now() }
    }

    fn viewer(&self) -> Result<&Viewer, Trouble> {
        self.viewer.as_ref().ok_or(Trouble::LoginNeeded)
    }
}

impl Source for StoreSource {
    fn now(&self) -> WallTime {
        self.now
    }

    fn reader(&self) -> Option<Reader> {
        let card = self.viewer.as_ref()?.card();
        Some(Reader { shown_as: card.shown_as.clone(), role: card.role })
    }

    fn rulebook(&self) -> Answer<'_, Arc<Rulebook>> {
        Box::pin(async {
            self.viewer()?;
            self.store.rulebook().await.map_err(told)
        })
    }

    fn week(&self, areas: Vec<AreaId>, week: Week) -> Answer<'_, WeekFacts> {
        Box::pin(async move {
            let facts = self.store.week(self.viewer()?, &areas, week).await.map_err(told)?;
            Ok(WeekFacts { areas: facts.areas.into_iter().map(area_facts).collect(), silence: facts.silence })
        })
    }

    fn coverage(&self, areas: Vec<AreaId>, first: Week, last: Week) -> Answer<'_, CoverageFacts> {
        Box::pin(async move {
            let facts =
                self.store.coverage(self.viewer()?, &areas, first, last, self.now).await.map_err(told)?;
            let tally = |CellRow { area, week, cell }| Tally { area, week, cell };
            Ok(CoverageFacts {
                tallies: facts.cells.into_iter().map(tally).collect(),
                silence: facts.silence,
                notes: facts.notes.into_iter().map(miss_note).collect(),
            })
        })
    }

    fn phones(&self) -> Answer<'_, PhoneBook> {
        Box::pin(async {
            let phones = self.store.phones(self.viewer()?).await.map_err(told)?;
            Ok(phone_facts::book(phones))
        })
    }

    fn phone(&self, device: DeviceId) -> Answer<'_, Option<PhoneRecord>> {
        Box::pin(async move {
            let sheet = self.store.phone(self.viewer()?, device, self.now).await.map_err(told)?;
            Ok(sheet.map(phone_facts::record))
        })
    }

    fn observations(&self, asked: Asked) -> Answer<'_, ObservationBook> {
        Box::pin(async move {
            let asked = observation_facts::asked(asked).ok_or(Trouble::NotFound)?;
            let told_all = self.store.observations(self.viewer()?, asked).await.map_err(told)?;
            Ok(observation_facts::book(told_all))
        })
    }

    fn walked(
        &self,
        first: Week,
        last: Week,
        area: Option<AreaId>,
    ) -> Answer<'_, BTreeMap<AreaId, Vec<Walked>>> {
        Box::pin(async move { self.store.walked(self.viewer()?, first, last, area).await.map_err(told) })
    }

    fn walks_in(&self, area: AreaId, week: Week) -> Answer<'_, Vec<WalkRow>> {
        Box::pin(async move {
            let rows = self.store.walks_in(self.viewer()?, &area, week).await.map_err(told)?;
            Ok(rows.into_iter().map(without_name).collect())
        })
    }

    fn walk(&self, id: WalkId) -> Answer<'_, Option<WalkRecord>> {
        Box::pin(async move {
            let sheet = self.store.walk(self.viewer()?, id, self.now).await.map_err(told)?;
            Ok(sheet.map(walk_facts::record))
        })
    }
}

/// Hands on why a week was missed.
fn miss_note(note: store::MissNote) -> ((Week, AreaId), MissNote) {
    let store::MissNote { area, week, reason, at, who } = note;
    ((week, area), MissNote { reason, at, who })
}

/// Hands on how an area stands.
fn area_facts(told: store::AreaFacts) -> AreaFacts {
    let start = |told: store::Start| Start { began: told.began, worth: told.worth };
    AreaFacts {
        cell: told.cell,
        before: told.before,
        last_patrol: told.last_patrol,
        starts: told.starts.into_iter().map(start).collect(),
    }
}

/// Returns a walk as a list shows it: who walked stays behind.
fn without_name(row: store::WalkRow) -> WalkRow {
    WalkRow {
        id: row.id,
        began: row.began,
        elapsed_s: row.elapsed_s,
        crew_size: row.crew_size,
        verdict: Verdict { counts: row.stand.counts, ..row.verdict },
        decided: row.stand.decided,
        is_spoken_for: row.is_spoken_for,
        has_twin: row.has_twin,
        withdrawn: row.withdrawn,
        n_corrections: row.n_corrections,
        n_observations: row.n_observations,
    }
}

/// Tells a page what it may say of a failure. What happened inside is logged, here and once.
fn told(error: StoreError) -> Trouble {
    match error {
        StoreError::NoArea(_) => Trouble::NotFound,
        StoreError::SupervisorsOnly => Trouble::NoAccess,
        StoreError::Busy | StoreError::Closed => Trouble::Failed,
        inside => {
            tracing::error!("{inside}");
            Trouble::Failed
        }
    }
}
