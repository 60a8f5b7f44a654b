//! The journal in a real IndexedDB: the contract of every local store, and what only a browser can do to one.

#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "in a test a surprise is a failure")]

use std::collections::BTreeSet;

use browser::clock;
use browser::journal::IndexedDbStore;
use domain::id::{AccountId, WalkId};
use domain::recording::{Mark, Recording};
use domain::statement::{Body, Statement};
use domain::time::WallTime;
use domain::walk::{ClockReading, Evidence, GapReason};
use js_sys::futures::future_to_promise;
use js_sys::{Array, Promise};
use sync::contract::{self, Ground};
use sync::entry::{Entry, Head};
use sync::local_store::{Durability, LocalStore, Log, StoreError};
use sync::wire::{Outcome, PullAnswer, Receipt};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/faults.js")]
extern "C" {
    fn transactions() -> String;
    fn befall(names: &str);
    #[wasm_bindgen(js_name = nBefalling)]
    fn n_befalling() -> u32;
    #[wasm_bindgen(js_name = closeLatest)]
    fn close_latest(with_event: bool);
    #[wasm_bindgen(js_name = makeDatabase)]
    fn make_database(name: &str, layout: &str) -> Promise;
    #[wasm_bindgen(js_name = upgradeDatabase)]
    fn upgrade_database(name: &str, version: u32) -> Promise;
    #[wasm_bindgen(js_name = rowAt)]
    fn row_at(name: &str, store: &str, key: &JsValue) -> Promise;
}

/// IndexedDB: a fresh store is a new account's.
struct Chromium;

impl Ground for Chromium {
    type Store = IndexedDbStore;

    async fn fresh(&self) -> IndexedDbStore {
        IndexedDbStore::open(AccountId(clock::new_id())).await.unwrap()
    }

    async fn beside(&self, store: &IndexedDbStore) -> IndexedDbStore {
        IndexedDbStore::open(store.account()).await.unwrap()
    }

    async fn reopened(&self, store: IndexedDbStore) -> IndexedDbStore {
        let account = store.account();
        drop(store);
        IndexedDbStore::open(account).await.unwrap()
    }
}

#[wasm_bindgen_test]
async fn it_keeps_the_contract() {
    befall("");
    contract::keeps_the_contract(&Chromium).await;
    transactions();
}

#[wasm_bindgen_test]
async fn durability_is_what_was_asked_for() {
    let store = fresh().await;
    let walk = WalkId(clock::new_id());
    let entry = store.append(&body(1), Log::Stays).await.unwrap();
    assert_eq!(transactions(), "readwrite strict facts journal running");
    store.settle(&[held(&entry)], &[]).await.unwrap();
    assert_eq!(transactions(), "readwrite strict journal places");
    store.mark(&began(walk), Durability::Relaxed).await.unwrap();
    assert_eq!(transactions(), "readwrite strict running", "a start is strict whatever was asked for");
    store.mark(&Mark::CrewSet { crew_size: 3 }, Durability::Relaxed).await.unwrap();
    assert_eq!(transactions(), "readwrite relaxed running");
    store.mark(&Mark::CrewSet { crew_size: 2 }, Durability::Strict).await.unwrap();
    assert_eq!(transactions(), "readwrite strict running");
    store.discard(walk).await.unwrap();
    assert_eq!(transactions(), "readwrite strict running");
    store.keep_news(&news(), WallTime::from_ms(0)).await.unwrap();
    assert_eq!(transactions(), "readwrite relaxed facts");
    store.snapshot().await.unwrap();
    assert_eq!(transactions(), "", "looking writes nothing");
}

#[wasm_bindgen_test]
async fn a_second_opening_finds_the_same_journal() {
    let account = AccountId(clock::new_id());
    let first = IndexedDbStore::open(account).await.unwrap();
    let entry = first.append(&body(1), Log::Stays).await.unwrap();
    drop(first);
    let second = IndexedDbStore::open(account).await.unwrap();
    assert_eq!(second.entries(&[1]).await.unwrap().as_slice(), std::slice::from_ref(&entry));
    assert_eq!(entry.true_hash(second.device()), entry.hash, "the device stayed the same");
    let other = fresh().await;
    assert_ne!(other.device(), second.device());
    assert_eq!(other.journal().await.unwrap(), []);
}

#[wasm_bindgen_test]
async fn an_entry_lies_there_to_the_letter() {
    let account = AccountId(clock::new_id());
    let store = IndexedDbStore::open(account).await.unwrap();
    let entry = store.append(&body(1), Log::Stays).await.unwrap();
    let row = row_at(&format!("kvart-{account}"), "journal", &1.into()).await.unwrap().as_string().unwrap();
    assert_eq!(row, serde_json::to_string(&entry).unwrap());
    assert!(row.contains(&entry.body));
}

#[wasm_bindgen_test]
async fn two_tabs_that_append_at_once_make_one_chain() {
    const N_EACH: u64 = 25;
    let account = AccountId(clock::new_id());
    let tabs = [IndexedDbStore::open(account).await.unwrap(), IndexedDbStore::open(account).await.unwrap()];
    assert_eq!(tabs[0].device(), tabs[1].device());
    let all: Array = (0..2 * N_EACH)
        .map(|n| {
            let tab = tabs[(n % 2) as usize].clone();
            future_to_promise(async move {
                let entry = tab.append(&body(n), Log::Stays).await.unwrap();
                Ok(JsValue::from_f64(entry.seq as f64))
            })
        })
        .collect();
    let given: Array = Promise::all(&all).await.unwrap().into();
    let given: BTreeSet<u64> = given.iter().map(|seq| seq.as_f64().unwrap() as u64).collect();
    assert_eq!(given, (1..=2 * N_EACH).collect());
    check_chain(&tabs[0], 2 * N_EACH).await;
}

#[wasm_bindgen_test]
async fn two_tabs_that_open_a_new_journal_at_once_agree_on_the_phone() {
    let account = AccountId(clock::new_id());
    let open = || {
        future_to_promise(async move {
            let store = IndexedDbStore::open(account).await.unwrap();
            Ok(store.device().to_string().into())
        })
    };
    let devices: Array = Promise::all(&Array::of2(&open(), &open())).await.unwrap().into();
    assert_eq!(devices.get(0), devices.get(1));
}

#[wasm_bindgen_test]
async fn a_connection_closed_under_our_feet_is_opened_again() {
    let store = fresh().await;
    for (n, with_event) in [(1, true), (2, false)] {
        close_latest(with_event);
        store.append(&body(n), Log::Stays).await.unwrap();
    }
    check_chain(&store, 2).await;
}

#[wasm_bindgen_test]
async fn a_write_that_was_cut_off_is_done_once() {
    let store = fresh().await;
    let walk = WalkId(clock::new_id());
    befall("cut closing");
    store.mark(&began(walk), Durability::Strict).await.unwrap();
    befall("closing cut");
    store.mark(&Mark::CrewSet { crew_size: 3 }, Durability::Relaxed).await.unwrap();
    befall("cut cut");
    store.append(&body(1), Log::Stays).await.unwrap();
    assert_eq!(n_befalling(), 0);
    assert_eq!(store.marks().await.unwrap(), [began(walk), Mark::CrewSet { crew_size: 3 }]);
    check_chain(&store, 1).await;
}

#[wasm_bindgen_test]
async fn a_write_that_was_done_though_told_lost_is_not_done_twice() {
    let store = fresh().await;
    let walk = WalkId(clock::new_id());
    befall("told_lost");
    store.mark(&began(walk), Durability::Strict).await.unwrap();
    befall("told_lost told_lost");
    store.mark(&Mark::CrewSet { crew_size: 3 }, Durability::Relaxed).await.unwrap();
    assert_eq!(store.marks().await.unwrap(), [began(walk), Mark::CrewSet { crew_size: 3 }]);
    befall("told_lost");
    store.append(&body(1), Log::Ends(walk)).await.unwrap();
    befall("told_lost");
    store.append(&body(1), Log::Stays).await.unwrap();
    assert_eq!(n_befalling(), 0);
    assert_eq!(store.marks().await.unwrap(), []);
    check_chain(&store, 2).await;
}

#[wasm_bindgen_test]
async fn a_connection_that_stays_lost_is_an_error_after_a_few_tries() {
    let store = fresh().await;
    befall("closing closing closing closing closing");
    let error = store.append(&body(1), Log::Stays).await.unwrap_err();
    assert!(matches!(&error, StoreError::Failed(why) if why.contains("closing")), "{error}");
    assert_eq!(n_befalling(), 1);
    befall("");
    store.append(&body(2), Log::Stays).await.unwrap();
    check_chain(&store, 1).await;
}

#[wasm_bindgen_test]
async fn a_full_storage_is_said_and_nothing_is_half_written() {
    let store = fresh().await;
    let walk = WalkId(clock::new_id());
    store.mark(&began(walk), Durability::Strict).await.unwrap();
    for fault in ["full_at_clear", "full_at_once"] {
        befall(fault);
        assert_eq!(store.append(&body(1), Log::Ends(walk)).await, Err(StoreError::Full));
        assert_eq!(store.marks().await.unwrap(), [began(walk)], "the walk goes on");
        check_chain(&store, 0).await;
    }
    befall("full_at_the_end");
    assert_eq!(store.mark(&Mark::CrewSet { crew_size: 3 }, Durability::Strict).await, Err(StoreError::Full));
    assert_eq!(n_befalling(), 0);
}

#[wasm_bindgen_test]
async fn a_newer_app_in_another_tab_is_let_through_and_said() {
    let account = AccountId(clock::new_id());
    let store = IndexedDbStore::open(account).await.unwrap();
    upgrade_database(&format!("kvart-{account}"), 9).await.unwrap();
    let error = store.append(&body(1), Log::Stays).await.unwrap_err();
    assert!(matches!(&error, StoreError::Failed(why) if why.contains("newer")), "{error}");
}

/// What the first version wrote, to the letter, is read by every later one. Never change the rows below.
#[wasm_bindgen_test]
async fn a_journal_of_the_first_version_is_read() {
    let account = AccountId(clock::new_id());
    make_database(&format!("kvart-{account}"), include_str!("journal-1.json")).await.unwrap();
    let store = IndexedDbStore::open(account).await.unwrap();
    let snapshot = store.snapshot().await.unwrap();
    assert_eq!(snapshot.device.to_string(), "00000000-0000-7000-8000-000000000007");
    assert_eq!(snapshot.held.iter().map(|held| held.seq).collect::<Vec<_>>(), [1]);
    assert_eq!(snapshot.unsent.iter().map(|unsent| unsent.seq).collect::<Vec<_>>(), [2]);
    assert_eq!(snapshot.parked.iter().map(|parked| parked.seq).collect::<Vec<_>>(), [3]);
    assert_eq!(snapshot.news.epoch, "first life");
    assert_eq!(store.marks().await.unwrap().len(), 2);
    store.append(&body(4), Log::Stays).await.unwrap();
    check_chain(&store, 4).await;
}

/// The same of a phone in the middle of a walk: each kind of mark, a walk with positions that the server holds, the rulebook, and
/// what had befallen the storage. Never change the rows below.
#[wasm_bindgen_test]
async fn a_walk_that_the_first_version_was_recording_goes_on() {
    let account = AccountId(clock::new_id());
    make_database(&format!("kvart-{account}"), include_str!("journal-1-walking.json")).await.unwrap();
    let store = IndexedDbStore::open(account).await.unwrap();
    check_chain(&store, 1).await;
    let Statement::Walk(walk) = store.journal().await.unwrap()[0].entry.read().unwrap().says else {
        panic!("the entry is a walk")
    };
    let Evidence::Recorded { track, clocks, .. } = walk.evidence else { panic!("it was recorded") };
    assert_eq!((track.fixes().len(), clocks.len(), walk.observations.len()), (4, 2, 1));
    let news = store.snapshot().await.unwrap().news;
    assert_eq!((news.rulebook.areas.len(), news.rulebook.policies.len(), news.walks.len()), (4, 2, 1));
    let lost = store.notice().await.unwrap().expect("the person has not seen it");
    assert_eq!((lost.n_recovered, store.report().await.unwrap()), (1, Some(lost)));

    let running = Recording::replay(store.marks().await.unwrap()).unwrap();
    assert_eq!((running.crew_size(), running.fixes().len(), running.observations().len()), (3, 9, 0));
    store.mark(&Mark::CrewSet { crew_size: 4 }, Durability::Strict).await.unwrap();
    let walk = Recording::replay(store.marks().await.unwrap()).unwrap().finish(20);
    let Evidence::Recorded { gaps, .. } = walk.evidence else { panic!("it was recorded") };
    assert_eq!(walk.crew_size, 4);
    let reasons: Vec<GapReason> = gaps.iter().map(|gap| gap.reason).collect();
    assert_eq!(reasons, [GapReason::Hidden, GapReason::Closed]);
}

async fn fresh() -> IndexedDbStore {
    befall("");
    let store = IndexedDbStore::open(AccountId(clock::new_id())).await.unwrap();
    let opening = transactions();
    assert!(opening.ends_with("readwrite strict facts journal places running"), "{opening}");
    befall("");
    store
}

/// Checks that a journal counts from 1 to `n`, each entry chained to the one before.
async fn check_chain(store: &IndexedDbStore, n: u64) {
    let journal = store.journal().await.unwrap();
    let mut head = Head::EMPTY;
    for kept in &journal {
        assert_eq!((kept.entry.seq, kept.entry.prev), (head.seq + 1, head.hash));
        assert_eq!(kept.entry.true_hash(store.device()), kept.entry.hash);
        head = kept.entry.head();
    }
    assert_eq!(head.seq, n);
    assert_eq!(store.snapshot().await.unwrap().head, head);
}

fn body(n: u64) -> Body {
    let walk = WalkId(uuid::Uuid::from_u128(u128::from(n)));
    let says = Statement::Withdrawal { walk, over: Head::EMPTY.hash, reason: format!("prövning {n}") };
    Body::new(WallTime::from_ms(n as i64), says)
}

fn began(walk: WalkId) -> Mark {
    let clock = ClockReading { t_s: 0, wall: WallTime::from_ms(0), server_ahead_ms: None, position: None };
    Mark::Began { walk, area: "skogas-c".parse().unwrap(), crew_size: 2, clock }
}

fn held(entry: &Entry) -> Receipt {
    Receipt { seq: entry.seq, hash: entry.hash, outcome: Outcome::Stored { at: WallTime::from_ms(1) } }
}

fn news() -> PullAnswer {
    let answer = r#"{"epoch":"e","server_time":1000,"cursor":3,"coverage":[],"walks":[],
        "account":{"id":"00000000-0000-7000-8000-000000000001","name":"polis1","shown_as":"Polis 1","role":"officer"}}"#;
    serde_json::from_str(answer).unwrap()
}
