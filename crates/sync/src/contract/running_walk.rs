//! The running walk's log: written ahead, one at a time, and ended with its entry in one step. A log never outlives its walk.

use domain::fix::Fix;
use domain::id::WalkId;
use domain::place::Position;
use domain::recording::Mark;

use super::{Ground, OTHER_WALK, WALK, assert_is_chain, began, body, both};
use crate::local_store::{Durability, LocalStore, Log, StoreError};

/// Marks come back in the order in which they were written, after a restart and in another tab.
pub async fn marks_are_kept_in_order(ground: &impl Ground) {
    let store = ground.fresh().await;
    let marks = log(WALK, 120);
    for (idx, mark) in marks.iter().enumerate() {
        let durability = if idx % 3 == 0 { Durability::Strict } else { Durability::Relaxed };
        store.mark(mark, durability).await.unwrap();
    }
    assert_eq!(store.marks().await.unwrap(), marks, "marks are kept in order");
    let beside = ground.beside(&store).await;
    assert_eq!(beside.marks().await.unwrap(), marks, "another tab sees the running walk");
    drop(beside);
    let store = ground.reopened(store).await;
    assert_eq!(store.marks().await.unwrap(), marks, "a running walk survives a restart");
    store.mark(&Mark::CrewSet { crew_size: 4 }, Durability::Strict).await.unwrap();
    assert_eq!(store.marks().await.unwrap().len(), marks.len() + 1);
    assert_eq!(
        store.marks().await.unwrap().last(),
        Some(&Mark::CrewSet { crew_size: 4 }),
        "a walk goes on after a restart"
    );
}

/// A second walk cannot begin, nor can a mark be written when none has.
pub async fn one_walk_runs_at_a_time(ground: &impl Ground) {
    let store = ground.fresh().await;
    let stray = store.mark(&Mark::CrewSet { crew_size: 2 }, Durability::Relaxed).await;
    assert_eq!(stray, Err(StoreError::NotRunning), "a mark without a running walk is refused");
    assert_eq!(store.marks().await.unwrap(), [], "a refused mark leaves nothing");

    let other = ground.beside(&store).await;
    let (one_begins, other_begins) = (began(WALK), began(OTHER_WALK));
    let (a, b) =
        both(store.mark(&one_begins, Durability::Strict), other.mark(&other_begins, Durability::Strict))
            .await;
    assert!(
        matches!(
            (&a, &b),
            (Ok(()), Err(StoreError::AlreadyRunning)) | (Err(StoreError::AlreadyRunning), Ok(()))
        ),
        "of two tabs that begin a walk at once, one does: {a:?}, {b:?}"
    );
    let running = if a.is_ok() { one_begins } else { other_begins };
    assert_eq!(store.marks().await.unwrap(), std::slice::from_ref(&running), "one walk is running");

    let again = store.mark(&began(OTHER_WALK), Durability::Strict).await;
    assert_eq!(again, Err(StoreError::AlreadyRunning), "a walk begins while another is running");
    assert_eq!(store.marks().await.unwrap(), [running], "a start that was refused touched the running walk");
}

/// Of all tabs that end a walk, one makes the entry, and the log goes with it.
pub async fn a_walk_ends_in_one_entry(ground: &impl Ground) {
    let store = ground.fresh().await;
    for mark in log(WALK, 3) {
        store.mark(&mark, Durability::Strict).await.unwrap();
    }
    store.append(&body("beside the walk"), Log::Stays).await.unwrap();
    assert_eq!(
        store.marks().await.unwrap(),
        log(WALK, 3),
        "an entry that does not end the walk leaves its log"
    );

    let other = ground.beside(&store).await;
    let end = body("the end");
    let (a, b) = both(store.append(&end, Log::Ends(WALK)), other.append(&end, Log::Ends(WALK))).await;
    assert!(
        matches!((&a, &b), (Ok(_), Err(StoreError::NotRunning)) | (Err(StoreError::NotRunning), Ok(_))),
        "of two tabs that end a walk at once, one does: {a:?}, {b:?}"
    );
    let later = other.append(&end, Log::Ends(WALK)).await;
    assert_eq!(later, Err(StoreError::NotRunning), "a walk that has ended was ended again");
    assert_eq!(other.marks().await.unwrap(), [], "the log ended with its entry");
    assert_is_chain(&other, 2).await;
    drop(other);

    let store = ground.reopened(store).await;
    assert_eq!(store.marks().await.unwrap(), [], "a log that ended came back after a restart");
    assert_is_chain(&store, 2).await;
    store.mark(&began(OTHER_WALK), Durability::Strict).await.unwrap();
    assert_eq!(store.marks().await.unwrap(), [began(OTHER_WALK)], "the next walk begins with an empty log");
}

/// Ending a walk while another or none is running writes nothing.
pub async fn a_walk_that_is_not_running_cannot_end(ground: &impl Ground) {
    let store = ground.fresh().await;
    let none = store.append(&body("no walk"), Log::Ends(WALK)).await;
    assert_eq!(none, Err(StoreError::NotRunning), "a walk ended while none was running");
    for mark in log(WALK, 2) {
        store.mark(&mark, Durability::Strict).await.unwrap();
    }
    let wrong = store.append(&body("another walk"), Log::Ends(OTHER_WALK)).await;
    assert_eq!(wrong, Err(StoreError::NotRunning), "a walk ended while another was running");
    let store = ground.reopened(store).await;
    assert_is_chain(&store, 0).await;
    assert_eq!(
        store.marks().await.unwrap(),
        log(WALK, 2),
        "an end that was refused touched the running walk"
    );
}

/// A running walk is thrown away by its own name alone, for good.
pub async fn a_walk_is_thrown_away_by_its_name(ground: &impl Ground) {
    let store = ground.fresh().await;
    store.discard(WALK).await.unwrap();
    for mark in log(WALK, 3) {
        store.mark(&mark, Durability::Strict).await.unwrap();
    }
    store.discard(OTHER_WALK).await.unwrap();
    assert_eq!(
        store.marks().await.unwrap(),
        log(WALK, 3),
        "another walk than the running one was thrown away"
    );
    store.discard(WALK).await.unwrap();
    let store = ground.reopened(store).await;
    assert_eq!(store.marks().await.unwrap(), [], "a walk that was thrown away came back");
    assert_is_chain(&store, 0).await;
    store.mark(&began(WALK), Durability::Strict).await.unwrap();
}

/// Returns the marks of a running walk with so many fixes.
fn log(walk: WalkId, n_fixes: u32) -> Vec<Mark> {
    let fix = |n: u32| {
        let place = Position { lat: 59.218 + f64::from(n) * 1e-5, lon: 18.154 };
        Mark::Fixed(Fix::new(5 * n, place, Some(12.0)).expect("a place on the globe"))
    };
    std::iter::once(began(walk)).chain((0..n_fixes).map(fix)).collect()
}
