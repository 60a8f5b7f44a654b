//! Ruling on entries beside a journal: taken, left aside, and what follows.

use domain::statement::{Statement, Subject};
use domain::week::Week;
use store::error::StoreError;
use store::{ForkName, Ruling, Viewer};
use sync::entry::Entry;
use sync::wire::{Refusal, Role};

use crate::house::{AREAS, House, MONDAY, NOW, Phone, Went, area_id, correction, walk, words};

/// A house in which a phone was restored after its second walk and wrote another third and a correction of it.
struct Restored {
    house: House,
    officer: Viewer,
    chief: Viewer,
    /// As the phone was before.
    before: Phone,
    /// As it is since.
    since: Phone,
}

impl Restored {
    async fn new() -> Restored {
        let house = House::new().await;
        let officer = house.enter("polis1", Role::Officer).await;
        let chief = house.enter("gruppchef", Role::Supervisor).await;
        let mut before = Phone::new(1);
        (1..=2).for_each(|n| drop(before.says(Statement::Walk(walk(n, 0, n as i64 * 3000, Went::Well)))));
        let mut since = before.clone();
        before.says(Statement::Walk(walk(3, 0, 9000, Went::Well)));
        let second = walk(4, 1, 20_000, Went::Afterwards);
        let telling = since.says(Statement::Walk(second.clone()));
        since.says(correction(&second, &telling, |details| details.crew_size = 5));
        house.push_all(&officer, &before).await;
        Restored { house, officer, chief, before, since }
    }

    fn fork(&self) -> ForkName {
        let Entry { seq, hash, .. } = self.since.journal[2];
        ForkName { device: self.since.device, seq, hash }
    }

    async fn rule(&self, ruling: Ruling, why: &str) -> Result<(), StoreError> {
        self.house.store.rule_on_fork(&self.chief, self.fork(), ruling, why, NOW.plus_s(60)).await
    }

    async fn n_patrols(&self, area: usize) -> u32 {
        let week = Week::of(MONDAY);
        let cells = self.house.cells(&self.chief, week, week).await;
        cells.iter().find(|row| row.area == area_id(AREAS[area])).map_or(0, |row| row.cell.n_walks)
    }
}

#[tokio::test]
async fn both_versions_are_kept_for_a_person_to_decide() {
    let told = Restored::new().await;
    assert_eq!(words(&told.house.push_all(&told.officer, &told.since).await)[2..], ["Forked", "stored"]);
    let sheet = told.house.store.phone(&told.chief, told.since.device, NOW).await.unwrap().unwrap();
    let [fork] = &sheet.forks[..] else { panic!("{:?}", sheet.forks) };
    assert_eq!((fork.seq, fork.held.hash, fork.aside.hash), (3, told.before.head().hash, told.fork().hash));
    let subject = |says: &Option<Statement>| says.as_ref().map(Statement::subject);
    assert_eq!(subject(&fork.held.says), Some(Subject::Walk(walk(3, 0, 0, Went::Well).id)));
    assert_eq!(subject(&fork.aside.says), Some(Subject::Walk(walk(4, 0, 0, Went::Well).id)));
    assert_eq!((sheet.row.n_forked, fork.ruling.as_ref()), (1, None));
    assert_eq!(told.n_patrols(1).await, 0);
}

#[tokio::test]
async fn one_that_is_taken_is_held_from_then_on_and_counts() {
    let told = Restored::new().await;
    told.house.push_all(&told.officer, &told.since).await;
    assert_eq!(told.rule(Ruling::Taken, " ").await, Err(StoreError::BadReason));
    told.rule(Ruling::Taken, "Båda passen gicks").await.unwrap();
    assert_eq!(told.n_patrols(1).await, 1);
    let walk =
        told.house.store.walk(&told.officer, walk(4, 1, 0, Went::Well).id, NOW).await.unwrap().unwrap();
    assert_eq!((walk.device, walk.seq), (told.since.device, 3), "it is told as the phone's own");
    assert_eq!(walk.settled.walk.crew_size, 5, "what was said of it later holds");

    // The phone is told so when it sends it again, and the journal is as whole as it was.
    let again = told.house.push_all(&told.officer, &told.since).await;
    assert_eq!(words(&again), ["duplicate"; 4]);
    assert_eq!((again.holdings.n_held, again.holdings.missing.len()), (4, 0));
    let sheet = told.house.store.phone(&told.chief, told.since.device, NOW).await.unwrap().unwrap();
    assert_eq!(sheet.row.n_forked, 0);
    let ruled = sheet.forks[0].ruling.as_ref().unwrap();
    assert_eq!((ruled.ruling, ruled.who.as_str()), (Ruling::Taken, "gruppchef visad"));
    assert_eq!((ruled.why.as_str(), ruled.at), ("Båda passen gicks", NOW.plus_s(60)));
    assert_eq!(
        told.house.store.phones(&told.chief).await.unwrap().rows.len(),
        1,
        "it is no phone of its own"
    );
    let written = "SELECT count(*) FROM audit WHERE act = 'fork_taken' AND reason = 'Båda passen gicks'";
    assert_eq!(told.house.figure(written), 1);

    for ruling in [Ruling::Taken, Ruling::Dismissed] {
        assert_eq!(told.rule(ruling, "Igen").await, Err(StoreError::ForkTaken));
    }
    let recomputed = told.house.store.recompute().await.unwrap();
    assert_eq!((recomputed.n_walks, recomputed.n_walks_changed, recomputed.n_cells_changed), (4, 0, 0));
    assert_eq!(told.house.store.faults().await.unwrap(), Vec::<String>::new());
}

/// In whatever order the ruling and what the phone wrote next come, the same stands.
#[tokio::test]
async fn what_follows_from_a_taken_one_may_come_later() {
    let told = Restored::new().await;
    told.house.push(&told.officer, &told.since, vec![told.since.journal[2].clone()]).await;
    told.rule(Ruling::Taken, "Båda passen gicks").await.unwrap();
    assert_eq!(words(&told.house.push_all(&told.officer, &told.since).await)[3], "stored");
    let walk =
        told.house.store.walk(&told.officer, walk(4, 1, 0, Went::Well).id, NOW).await.unwrap().unwrap();
    assert_eq!((walk.settled.walk.crew_size, walk.settled.n_passed_over), (5, 0));
}

#[tokio::test]
async fn one_that_is_left_aside_changes_nothing_and_may_be_taken_later() {
    let told = Restored::new().await;
    told.house.push_all(&told.officer, &told.since).await;
    told.rule(Ruling::Dismissed, "Samma pass två gånger").await.unwrap();
    assert_eq!(told.n_patrols(1).await, 0);
    let forked = words(&told.house.push_all(&told.officer, &told.since).await)[2].clone();
    assert_eq!(forked, "Forked", "the phone keeps and shows it");
    let row = told.house.store.phones(&told.chief).await.unwrap().rows.remove(0);
    assert_eq!(row.n_forked, 0, "somebody has decided");
    told.rule(Ruling::Taken, "Det var två pass").await.unwrap();
    assert_eq!(told.n_patrols(1).await, 1);
}

#[tokio::test]
async fn one_that_says_nothing_that_counts_is_not_taken() {
    let told = Restored::new().await;
    let mut broken = told.before.clone();
    broken.journal.truncate(2);
    let entry = Entry::sealed(broken.head(), broken.device, r#"{"schema":1,"at":0}"#.to_owned());
    broken.journal.push(entry.clone());
    told.house.push(&told.officer, &broken, vec![entry.clone()]).await;
    let name = ForkName { device: broken.device, seq: 3, hash: entry.hash };
    let take = |name| told.house.store.rule_on_fork(&told.chief, name, Ruling::Taken, "Ta med", NOW);
    assert_eq!(take(name).await, Err(StoreError::NotTakeable(Refusal::Malformed)));
    let sheet = told.house.store.phone(&told.chief, broken.device, NOW).await.unwrap().unwrap();
    assert_eq!(sheet.forks[0].ruling, None);
    assert_eq!(take(ForkName { seq: 2, ..name }).await, Err(StoreError::NoFork));
    assert_eq!(take(ForkName { seq: u64::MAX, ..name }).await, Err(StoreError::NoFork));
}
