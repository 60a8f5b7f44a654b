//! What supervisors decide about walks: what follows at once, what a later correction does to it, who may, what is kept.

use std::collections::BTreeMap;

use domain::coverage::Cell;
use domain::decision::{Decided, Ruling};
use domain::id::WalkId;
use domain::statement::Statement;
use domain::walk::Walk;
use domain::week::Week;
use proptest::prelude::*;
use store::decisions::{Deed, Done, Seen};
use store::error::StoreError;
use store::{Ask, Decision, Recomputed, Viewer};
use sync::wire::{PullRequest, Role, WalkNews};

use crate::house::{AREAS, House, MONDAY, NOW, Phone, Went, area_id, correction, walk, withdrawal};

/// A house in which two officers and a supervisor are logged in, each officer with a phone.
pub(crate) struct Scene {
    pub(crate) house: House,
    pub(crate) officers: [Viewer; 2],
    pub(crate) phones: [Phone; 2],
    pub(crate) chief: Viewer,
}

impl Scene {
    pub(crate) async fn new() -> Scene {
        let house = House::new().await;
        let officers =
            [house.enter("polis1", Role::Officer).await, house.enter("polis2", Role::Officer).await];
        let chief = house.enter("gruppchef", Role::Supervisor).await;
        Scene { house, officers, phones: [Phone::new(1), Phone::new(2)], chief }
    }

    /// Has an officer tell something and push it.
    async fn says(&mut self, officer: usize, says: Statement) -> sync::entry::Entry {
        let entry = self.phones[officer].says(says);
        let pushed =
            self.house.push(&self.officers[officer], &self.phones[officer], vec![entry.clone()]).await;
        assert_eq!(crate::house::words(&pushed), ["stored"]);
        entry
    }

    pub(crate) async fn tells(&mut self, officer: usize, walk: &Walk) -> sync::entry::Entry {
        self.says(officer, Statement::Walk(walk.clone())).await
    }

    async fn seen(&self, walk: WalkId) -> Seen {
        self.house.store.walk(&self.chief, walk, NOW).await.unwrap().expect("the walk is there").seen
    }

    /// Has the supervisor decide about a walk as it now stands.
    async fn decide(&self, walk: WalkId, what: Decision, why: &str) -> Result<(), StoreError> {
        let ask = Ask { walk, what, seen: self.seen(walk).await, why: why.to_owned() };
        self.house.store.decide(&self.chief, ask, NOW).await
    }

    async fn cell(&self, area: usize, week: Week) -> Cell {
        let rows = self.house.cells(&self.chief, week, week).await;
        rows.into_iter().find(|row| row.area == area_id(AREAS[area])).map(|row| row.cell).unwrap_or_default()
    }

    /// Returns the walks and patrols of an area in the week of the tests.
    async fn tally(&self, area: usize) -> (u32, u32) {
        let cell = self.cell(area, Week::of(MONDAY)).await;
        (cell.n_walks, cell.n_patrols)
    }

    async fn decided(&self, walk: WalkId) -> Option<(bool, bool)> {
        let sheet = self.house.store.walk(&self.chief, walk, NOW).await.unwrap().unwrap();
        sheet.stand.decided.map(|Decided { holds, is_told_otherwise, .. }| (holds, is_told_otherwise))
    }

    async fn news(&self, officer: usize) -> WalkNews {
        let request = PullRequest { device: self.phones[officer].device, after: 0, revision: 0 };
        self.house.store.pull(&self.officers[officer], &request, NOW).await.unwrap().walks.remove(0)
    }

    /// Checks that all that stands is what is made anew of the journal, the rulebook and the decisions.
    async fn check_recompute(&self) {
        let Recomputed { n_walks_changed, n_cells_changed, .. } = self.house.store.recompute().await.unwrap();
        assert_eq!((n_walks_changed, n_cells_changed), (0, 0));
        assert_eq!(self.house.store.faults().await.unwrap(), Vec::<String>::new());
    }
}

const ACCEPT: Decision = Decision::Rule(Ruling::Accepted);
const EXCLUDE: Decision = Decision::Rule(Ruling::Excluded);

#[tokio::test]
async fn an_accepted_walk_counts_at_once_and_no_longer_when_that_is_taken_back() {
    let mut scene = Scene::new().await;
    let walk = walk(1, 0, 0, Went::Afterwards);
    scene.tells(0, &walk).await;
    assert_eq!(scene.tally(0).await, (1, 0));
    scene.decide(walk.id, ACCEPT, "").await.unwrap();
    assert_eq!(scene.tally(0).await, (1, 1));
    assert_eq!(scene.decided(walk.id).await, Some((true, false)));
    let news = scene.news(0).await;
    assert!(news.verdict.counts && news.decided.is_some());
    scene.check_recompute().await;
    scene.decide(walk.id, Decision::Undo, "Var någon annan").await.unwrap();
    assert_eq!(scene.tally(0).await, (1, 0));
    let news = scene.news(0).await;
    assert!(!news.verdict.counts && news.decided.is_none());
    scene.check_recompute().await;
    let sheet = scene.house.store.walk(&scene.chief, walk.id, NOW).await.unwrap().unwrap();
    let deed = |what, why: Option<&str>| Deed {
        what,
        at: NOW,
        who: "gruppchef visad".to_owned(),
        why: why.map(str::to_owned),
    };
    assert_eq!(sheet.deeds, [deed(Done::Accepted, None), deed(Done::Undone, Some("Var någon annan"))]);
    let audited = "SELECT count(*) FROM audit WHERE act IN ('walk_accepted', 'decision_undone')";
    assert_eq!(scene.house.figure(audited), 2);
}

#[tokio::test]
async fn a_decision_is_news_for_the_phone() {
    let mut scene = Scene::new().await;
    let walk = walk(1, 0, 0, Went::Well);
    scene.tells(0, &walk).await;
    let pull = async |after| {
        let request = PullRequest { device: scene.phones[0].device, after, revision: 0 };
        scene.house.store.pull(&scene.officers[0], &request, NOW).await.unwrap()
    };
    let cursor = pull(0).await.cursor;
    assert_eq!(pull(cursor).await.walks.len(), 0);
    scene.decide(walk.id, EXCLUDE, "En övning").await.unwrap();
    let news = pull(cursor).await.walks.remove(0);
    assert_eq!((news.verdict.counts, news.decided_why.as_deref()), (false, Some("En övning")));
}

#[tokio::test]
async fn leaving_a_walk_out_needs_a_reason_and_outlasts_every_correction() {
    let mut scene = Scene::new().await;
    let walk = walk(1, 0, 0, Went::Well);
    let told = scene.tells(0, &walk).await;
    assert_eq!(scene.decide(walk.id, EXCLUDE, " ").await, Err(StoreError::BadReason));
    assert_eq!(scene.tally(0).await, (1, 1));
    scene.decide(walk.id, EXCLUDE, "En övning").await.unwrap();
    assert_eq!(scene.tally(0).await, (1, 0));
    let withdrawn = scene.says(0, withdrawal(walk.id, told.hash)).await;
    scene.says(0, correction(&walk, &withdrawn, |details| details.crew_size = 3)).await;
    assert_eq!(scene.tally(0).await, (1, 0));
    assert_eq!(scene.decided(walk.id).await, Some((true, false)));
    scene.check_recompute().await;
    scene.decide(walk.id, Decision::Undo, "").await.unwrap();
    assert_eq!(scene.tally(0).await, (1, 1));
}

#[tokio::test]
async fn an_acceptance_is_not_carried_to_another_area_by_a_correction_and_comes_back_with_it() {
    let mut scene = Scene::new().await;
    let walk = walk(1, 0, 0, Went::Afterwards);
    let told = scene.tells(0, &walk).await;
    scene.decide(walk.id, ACCEPT, "").await.unwrap();
    // What was noted and how many walked are no part of what was accepted.
    let crew = scene.says(0, correction(&walk, &told, |details| details.crew_size = 3)).await;
    assert_eq!((scene.tally(0).await, scene.decided(walk.id).await), ((1, 1), Some((true, false))));
    let moved = scene.says(0, correction(&walk, &crew, |details| details.area = area_id(AREAS[1]))).await;
    assert_eq!((scene.tally(0).await, scene.tally(1).await), ((0, 0), (1, 0)));
    assert_eq!(scene.decided(walk.id).await, Some((false, true)));
    scene.check_recompute().await;
    scene.says(0, correction(&walk, &moved, |details| details.area = area_id(AREAS[0]))).await;
    assert_eq!((scene.tally(0).await, scene.tally(1).await), ((1, 1), (0, 0)));
    assert_eq!(scene.decided(walk.id).await, Some((true, false)));
    scene.check_recompute().await;
}

#[tokio::test]
async fn nothing_is_decided_of_what_changed_since_or_cannot_be() {
    let mut scene = Scene::new().await;
    let (unverified, good, brief) =
        (walk(1, 0, 0, Went::Afterwards), walk(2, 0, 5000, Went::Well), walk(3, 0, 9000, Went::Short));
    let told = scene.tells(0, &unverified).await;
    scene.tells(0, &good).await;
    scene.tells(0, &brief).await;
    for walk in [&good, &brief] {
        assert_eq!(scene.decide(walk.id, ACCEPT, "").await, Err(StoreError::NotAcceptable));
        assert_eq!(scene.decide(walk.id, Decision::Undo, "").await, Err(StoreError::NotDecided));
    }
    let seen = scene.seen(unverified.id).await;
    scene.says(0, correction(&unverified, &told, |details| details.elapsed_s = 1000)).await;
    let ask = |what, seen| Ask { walk: unverified.id, what, seen, why: "x".to_owned() };
    let asked = scene.house.store.decide(&scene.chief, ask(ACCEPT, seen), NOW).await;
    assert_eq!(asked, Err(StoreError::Outdated));
    let seen = scene.seen(unverified.id).await;
    scene.house.store.decide(&scene.chief, ask(ACCEPT, seen), NOW).await.unwrap();
    let asked = scene.house.store.decide(&scene.chief, ask(EXCLUDE, seen), NOW).await;
    assert_eq!(asked, Err(StoreError::Outdated));
    let nobody = Ask { walk: walk(9, 0, 0, Went::Well).id, ..ask(ACCEPT, seen) };
    assert_eq!(scene.house.store.decide(&scene.chief, nobody, NOW).await, Err(StoreError::NoWalk));
    assert_eq!(scene.house.figure("SELECT count(*) FROM decision"), 1);
}

/// One began on Sunday evening, the other after midnight: by themselves they keep two weeks, though it was one patrol.
#[tokio::test]
async fn two_records_of_one_patrol_count_once_where_it_began() {
    let mut scene = Scene::new().await;
    let week = Week::of(MONDAY);
    let (first, second) = (walk(1, 0, -300, Went::Well), walk(2, 0, 120, Went::Well));
    let told = scene.tells(0, &first).await;
    scene.tells(1, &second).await;
    let patrols = async |scene: &Scene| {
        (scene.cell(0, week.back(1)).await.n_patrols, scene.cell(0, week).await.n_patrols)
    };
    assert_eq!(patrols(&scene).await, (1, 1));
    let sheet = scene.house.store.walk(&scene.chief, second.id, NOW).await.unwrap().unwrap();
    let twins: Vec<_> = sheet.twins.iter().map(|twin| (twin.walk, twin.is_merged)).collect();
    assert_eq!(twins, [(first.id, false)]);
    scene.decide(second.id, Decision::Merge(first.id), "").await.unwrap();
    assert_eq!(patrols(&scene).await, (1, 0));
    assert_eq!(scene.cell(0, week).await.n_walks, 1, "neither record is lost");
    assert!(scene.news(1).await.verdict.counts, "the officer's own record is as good as before");
    scene.check_recompute().await;
    // The one that speaks for both is taken back: now the other does.
    scene.says(0, withdrawal(first.id, told.hash)).await;
    assert_eq!(patrols(&scene).await, (0, 1));
    scene.check_recompute().await;
    scene.says(0, correction(&first, &scene.phones[0].journal[1].clone(), |_| {})).await;
    assert_eq!(patrols(&scene).await, (1, 0));
    let again = scene.decide(first.id, Decision::Merge(second.id), "").await;
    assert_eq!(again, Err(StoreError::Outdated));
    scene.decide(first.id, Decision::Part(second.id), "Två patruller").await.unwrap();
    assert_eq!(patrols(&scene).await, (1, 1));
    let parted = scene.decide(first.id, Decision::Part(second.id), "").await;
    assert_eq!(parted, Err(StoreError::NotDecided));
    scene.check_recompute().await;
}

#[tokio::test]
async fn only_two_accounts_records_of_one_area_at_one_time_are_one_patrol() {
    let mut scene = Scene::new().await;
    let walks = [
        walk(1, 0, 0, Went::Well),
        walk(2, 0, 60, Went::Well),
        walk(3, 1, 60, Went::Well),
        walk(4, 0, 900, Went::Well),
    ];
    for (walk, officer) in walks.iter().zip([0, 0, 1, 1]) {
        scene.tells(officer, walk).await;
    }
    for other in &walks[1..] {
        let merged = scene.decide(walks[0].id, Decision::Merge(other.id), "").await;
        let expected = if other.id == walks[1].id { StoreError::NoWalk } else { StoreError::NotOnePatrol };
        assert_eq!(merged, Err(expected));
    }
    let sheet = scene.house.store.walk(&scene.chief, walks[0].id, NOW).await.unwrap().unwrap();
    assert_eq!(sheet.twins, []);
}

/// Where a list proposes that two records are one patrol: to supervisors, until somebody has said that they are.
#[tokio::test]
async fn a_list_proposes_records_that_may_be_of_one_patrol() {
    let mut scene = Scene::new().await;
    let walks =
        [(walk(1, 0, 0, Went::Well), 0), (walk(2, 0, 60, Went::Well), 1), (walk(3, 0, 9000, Went::Well), 1)];
    for (walk, officer) in &walks {
        scene.tells(*officer, walk).await;
    }
    let proposed = async |viewer: &Viewer| {
        let rows = scene.house.store.walks_in(viewer, &area_id(AREAS[0]), Week::of(MONDAY)).await.unwrap();
        rows.iter().map(|row| row.has_twin).collect::<Vec<_>>()
    };
    assert_eq!(proposed(&scene.chief).await, [true, true, false]);
    assert_eq!(proposed(&scene.officers[0]).await, [false], "an officer is not told of another's walk");
    scene.decide(walks[0].0.id, Decision::Merge(walks[1].0.id), "").await.unwrap();
    assert_eq!(proposed(&scene.chief).await, [false, false, false]);
    scene.decide(walks[0].0.id, Decision::Part(walks[1].0.id), "").await.unwrap();
    assert_eq!(proposed(&scene.chief).await, [true, true, false]);
}

#[tokio::test]
async fn an_officers_correction_to_another_area_lets_one_patrol_rest() {
    let mut scene = Scene::new().await;
    let (first, second) = (walk(1, 0, 0, Went::Well), walk(2, 0, 60, Went::Well));
    scene.tells(0, &first).await;
    let told = scene.tells(1, &second).await;
    scene.decide(first.id, Decision::Merge(second.id), "").await.unwrap();
    let moved = scene.says(1, correction(&second, &told, |details| details.area = area_id(AREAS[1]))).await;
    assert_eq!((scene.tally(0).await, scene.tally(1).await), ((1, 1), (1, 0)));
    let sheet = scene.house.store.walk(&scene.chief, first.id, NOW).await.unwrap().unwrap();
    assert_eq!(
        sheet.twins.iter().map(|twin| (twin.is_merged, twin.is_near)).collect::<Vec<_>>(),
        [(true, false)]
    );
    scene.says(1, correction(&second, &moved, |details| details.area = area_id(AREAS[0]))).await;
    assert_eq!(scene.tally(0).await, (2, 1));
    scene.check_recompute().await;
}

#[tokio::test]
async fn how_walks_stand_can_be_made_anew_from_what_was_decided() {
    let mut scene = Scene::new().await;
    let (first, second) = (walk(1, 0, 0, Went::Afterwards), walk(2, 0, 60, Went::Afterwards));
    scene.tells(0, &first).await;
    scene.tells(1, &second).await;
    scene.decide(first.id, ACCEPT, "").await.unwrap();
    scene.decide(second.id, Decision::Merge(first.id), "").await.unwrap();
    assert_eq!(scene.tally(0).await, (2, 1));
    scene.house.raw().execute_batch("DELETE FROM stand; UPDATE cell SET n_patrols = 9").unwrap();
    assert_eq!(scene.house.store.recompute().await.unwrap().n_cells_changed, 1);
    assert_eq!(scene.tally(0).await, (2, 1));
    assert_eq!(scene.decided(first.id).await, Some((true, false)));
    scene.check_recompute().await;
}

#[tokio::test]
async fn only_supervisors_decide() {
    let mut scene = Scene::new().await;
    let (own, other) = (walk(1, 0, 0, Went::Afterwards), walk(2, 0, 60, Went::Well));
    scene.tells(0, &own).await;
    scene.tells(1, &other).await;
    let table = [ACCEPT, EXCLUDE, Decision::Undo, Decision::Merge(other.id), Decision::Part(other.id)];
    for what in table {
        let ask = Ask { walk: own.id, what, seen: scene.seen(own.id).await, why: "x".to_owned() };
        let asked = scene.house.store.decide(&scene.officers[0], ask, NOW).await;
        assert_eq!(asked, Err(StoreError::SupervisorsOnly), "{what:?}");
    }
    assert_eq!(scene.house.figure("SELECT count(*) FROM decision"), 0);
    let sheet = scene.house.store.walk(&scene.officers[0], own.id, NOW).await.unwrap().unwrap();
    assert_eq!(sheet.twins, [], "an officer is not told of another's walk");
    assert_eq!(scene.house.store.walk(&scene.officers[0], other.id, NOW).await.unwrap(), None);
}

#[tokio::test]
async fn a_decision_is_never_edited_or_removed() {
    let mut scene = Scene::new().await;
    let walk = walk(1, 0, 0, Went::Well);
    scene.tells(0, &walk).await;
    scene.decide(walk.id, EXCLUDE, "En övning").await.unwrap();
    for sql in ["UPDATE decision SET why = 'x'", "DELETE FROM decision"] {
        assert!(scene.house.raw().execute(sql, []).is_err(), "{sql}");
    }
}

/// A step of a script: an officer tells or amends a walk, or the supervisor decides.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Tell(u128, usize, i64, Went),
    Move(u128, usize),
    Withdraw(u128),
    Decide(u128, usize, u128),
}

pub(crate) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let went = prop::sample::select(vec![Went::Well, Went::Afterwards, Went::Afterwards, Went::Short]);
    let step = prop_oneof![
        3 => (1..5u128, 0..2usize, 0..4i64, went).prop_map(|(n, area, at, went)| Step::Tell(n, area, at, went)),
        2 => (1..5u128, 0..2usize).prop_map(|(n, area)| Step::Move(n, area)),
        1 => (1..5u128).prop_map(Step::Withdraw),
        5 => (1..5u128, 0..5usize, 1..5u128).prop_map(|(n, what, other)| Step::Decide(n, what, other)),
    ];
    prop::collection::vec(step, 1..24)
}

/// Carries a script out. Each walk is the officer's whose number is odd or even; what cannot be done is passed over.
pub(crate) async fn carry_out(scene: &mut Scene, steps: &[Step]) {
    let mut told: BTreeMap<u128, (Walk, sync::entry::Entry)> = BTreeMap::new();
    for step in steps {
        match *step {
            Step::Tell(n, area, at, went) if !told.contains_key(&n) => {
                // Around midnight between two weeks, so that patrols lie across it.
                let walk = walk(n, area, at * 300 - 600, went);
                let entry = scene.tells((n % 2) as usize, &walk).await;
                told.insert(n, (walk, entry));
            }
            Step::Tell(..) => {}
            Step::Move(n, area) => {
                let Some((walk, over)) = told.get(&n).cloned() else { continue };
                let says = correction(&walk, &over, |details| details.area = area_id(AREAS[area]));
                let entry = scene.says((n % 2) as usize, says).await;
                told.insert(n, (walk, entry));
            }
            Step::Withdraw(n) => {
                let Some((walk, over)) = told.get(&n).cloned() else { continue };
                let entry = scene.says((n % 2) as usize, withdrawal(walk.id, over.hash)).await;
                told.insert(n, (walk, entry));
            }
            Step::Decide(n, what, other) => {
                let (Some((one, _)), Some((two, _))) = (told.get(&n), told.get(&other)) else { continue };
                let table =
                    [ACCEPT, EXCLUDE, Decision::Undo, Decision::Merge(two.id), Decision::Part(two.id)];
                let _refused = scene.decide(one.id, table[what], "x").await;
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// However telling, correcting and deciding follow each other: what stands is what is made anew of the journal, the
    /// rulebook and the decisions, and a cell counts no more patrols than walks that count in it.
    #[test]
    fn what_stands_follows_from_the_journal_the_rulebook_and_the_decisions(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut scene = Scene::new().await;
            carry_out(&mut scene, &steps).await;
            scene.check_recompute().await;
            let counting = "SELECT count(*) FROM walk w LEFT JOIN stand s ON s.walk_no = w.no
                WHERE w.withdrawn IS NULL AND coalesce(s.counts, w.counts)";
            let patrols = "SELECT coalesce(sum(n_patrols), 0) FROM cell";
            assert!(scene.house.figure(patrols) <= scene.house.figure(counting));
            scene.house.raw().execute_batch("DELETE FROM stand").unwrap();
            let patrols_before = scene.house.figure(patrols);
            scene.house.store.recompute().await.unwrap();
            assert_eq!(scene.house.figure(patrols), patrols_before);
        });
    }
}
