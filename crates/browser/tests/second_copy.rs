//! What becomes of a journal when a browser loses one of the two storages that it lies in, or both. Nothing that the server
//! does not hold is lost with one of them, and no place in a journal is ever filled twice.

#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "in a test a surprise is a failure")]

use browser::clock;
use browser::journal::{IndexedDbStore, Standing};
use browser::settings;
use domain::id::{AccountId, WalkId};
use domain::recording::Mark;
use domain::statement::{Body, Statement};
use domain::time::WallTime;
use domain::walk::ClockReading;
use js_sys::Promise;
use sync::entry::{Entry, Head};
use sync::local_store::{Durability, LocalStore, Log, Place, StoreError};
use sync::wire::{Outcome, Receipt, Refusal, StorageReport};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/faults.js")]
extern "C" {
    #[wasm_bindgen(js_name = deleteDatabase)]
    fn delete_database(name: &str) -> Promise;
    #[wasm_bindgen(js_name = fileText)]
    fn file_text(name: &str) -> Promise;
    #[wasm_bindgen(js_name = writeFile)]
    fn write_file(name: &str, text: &str) -> Promise;
    #[wasm_bindgen(js_name = deleteFile)]
    fn delete_file(name: &str) -> Promise;
    #[wasm_bindgen(js_name = hinderFiles)]
    fn hinder_files(how: &str);
}

#[wasm_bindgen_test]
async fn a_deleted_database_comes_back_from_the_file() {
    let (store, entries) = walked(&["held", "parked", "unsent", "unsent"]).await;
    let walk = WalkId(clock::new_id());
    store.mark(&began(walk), Durability::Strict).await.unwrap();
    store.copied().await;
    lose_database(&store).await;

    let again = IndexedDbStore::open(store.account()).await.unwrap();
    assert_eq!(again.device(), store.device(), "the journal goes on");
    let journal = again.journal().await.unwrap();
    let held: Vec<&Entry> = journal.iter().map(|kept| &kept.entry).collect();
    assert_eq!(held, [&entries[1], &entries[2], &entries[3]], "to the letter, at their own places");
    assert!(matches!(journal[0].place, Place::Parked { refusal: Refusal::UnknownArea, .. }));
    assert_eq!([&journal[1].place, &journal[2].place], [&Place::Unsent, &Place::Unsent]);
    assert_eq!(again.marks().await.unwrap(), [began(walk)], "the walk runs on");
    assert_eq!(again.head().await.unwrap(), (store.device(), entries[3].head()));

    let report = told(&again).await.unwrap();
    assert_eq!((report.journal, report.end), (store.device(), 4));
    assert_eq!((report.n_recovered, report.n_lost), (3, 0));
    let next = again.append(&body("next"), Log::Ends(walk)).await.unwrap();
    assert_eq!((next.seq, next.prev), (5, entries[3].hash));
}

#[wasm_bindgen_test]
async fn a_journal_whose_entries_were_all_sent_goes_on_at_its_own_end() {
    let (store, entries) = walked(&["held", "held"]).await;
    store.copied().await;
    lose_database(&store).await;
    let again = IndexedDbStore::open(store.account()).await.unwrap();
    assert_eq!(again.journal().await.unwrap(), []);
    assert_eq!(again.snapshot().await.unwrap().head, entries[1].head());
    let next = again.append(&body("next"), Log::Stays).await.unwrap();
    assert_eq!((next.seq, next.prev), (3, entries[1].hash), "no place is filled twice");
    let third = IndexedDbStore::open(store.account()).await.unwrap();
    assert_eq!(third.head().await.unwrap(), (store.device(), next.head()));
}

#[wasm_bindgen_test]
async fn a_deleted_file_is_made_anew() {
    let (store, _) = walked(&["unsent"]).await;
    store.copied().await;
    let before = text_of(&store).await.unwrap();
    delete_file(&file(&store)).await.unwrap();
    let again = IndexedDbStore::open(store.account()).await.unwrap();
    again.copied().await;
    assert_eq!(text_of(&again).await, Some(before));
    assert_eq!((told(&again).await, again.second_copy_damage()), (None, None), "nothing was lost");
}

#[wasm_bindgen_test]
async fn when_both_are_gone_that_is_said_and_a_new_journal_begins() {
    let (store, _) = walked(&["held", "unsent", "unsent"]).await;
    store.copied().await;
    lose_database(&store).await;
    delete_file(&file(&store)).await.unwrap();
    let again = IndexedDbStore::open(store.account()).await.unwrap();
    assert_ne!(again.device(), store.device(), "the old name would make a fork");
    assert_eq!(again.journal().await.unwrap(), []);
    let report = told(&again).await.unwrap();
    assert_eq!((report.journal, report.end), (store.device(), 3));
    assert_eq!((report.n_recovered, report.n_lost), (0, 2));
    assert!(report.is_replaced_by(again.device()));
    // Told once each, and not again.
    again.reported().await.unwrap();
    again.notice_seen().await.unwrap();
    let third = IndexedDbStore::open(store.account()).await.unwrap();
    assert_eq!((third.device(), told(&third).await), (again.device(), None));
}

#[wasm_bindgen_test]
async fn a_new_account_on_this_phone_has_lost_nothing() {
    let store = fresh().await;
    assert_eq!(told(&store).await, None);
    store.copied().await;
    lose_database(&store).await;
    delete_file(&file(&store)).await.unwrap();
    assert_eq!(told(&IndexedDbStore::open(store.account()).await.unwrap()).await, None);
}

#[wasm_bindgen_test]
async fn a_page_that_goes_on_when_its_database_was_deleted_writes_nothing() {
    let (store, entries) = walked(&["held", "unsent"]).await;
    store.copied().await;
    lose_database(&store).await;
    assert_eq!(store.append(&body("again"), Log::Stays).await, Err(StoreError::Emptied));
    assert_eq!(
        store.mark(&began(WalkId(clock::new_id())), Durability::Strict).await,
        Err(StoreError::Emptied)
    );
    let again = IndexedDbStore::open(store.account()).await.unwrap();
    // The older page may go on too: it is the same journal again.
    let next = store.append(&body("next"), Log::Stays).await.unwrap();
    assert_eq!((next.seq, next.prev), (3, entries[1].hash));
    assert_eq!(again.head().await.unwrap(), (store.device(), next.head()));
}

#[wasm_bindgen_test]
async fn a_database_that_fell_back_gets_its_newest_entries_again() {
    let (store, entries) = walked(&["unsent", "unsent"]).await;
    store.copied().await;
    let newer = text_of(&store).await.unwrap();
    // The same journal as it was an entry before: what was written last did not reach the disk.
    let device = store.device();
    let older = newer.replacen(&head_of(&entries[1]), &head_of(&entries[0]), 1);
    let older = older.replace(&format!(",{}", kept(&entries[1])), "");
    lose_database(&store).await;
    write_file(&file(&store), &older).await.unwrap();
    settings::remove(&format!("journal-{}", store.account())).unwrap();
    let fallen = IndexedDbStore::open(store.account()).await.unwrap();
    assert_eq!(fallen.head().await.unwrap(), (device, entries[0].head()), "{older}");
    fallen.copied().await;
    write_file(&file(&store), &newer).await.unwrap();

    let again = IndexedDbStore::open(store.account()).await.unwrap();
    assert_eq!(again.head().await.unwrap(), (device, entries[1].head()));
    assert_eq!(again.entries(&[1, 2]).await.unwrap(), entries);
    assert_eq!(told(&again).await.unwrap().n_recovered, 1);
}

#[wasm_bindgen_test]
async fn a_copy_that_is_cut_off_leaves_the_one_before_and_the_journal_alone() {
    let (store, _) = walked(&["unsent"]).await;
    store.copied().await;
    let before = text_of(&store).await.unwrap();
    for (how, why) in [("killed", "gone"), ("cut_off", "no room")] {
        hinder_files(how);
        store.append(&body(how), Log::Stays).await.unwrap();
        store.copied().await;
        hinder_files("none");
        assert!(matches!(store.second_copy(), Standing::Failed(said) if said.contains(why)));
        assert_eq!(text_of(&store).await.as_ref(), Some(&before), "{how}");
    }
    let again = IndexedDbStore::open(store.account()).await.unwrap();
    again.copied().await;
    assert_eq!(again.journal().await.unwrap().len(), 3);
    assert_ne!(text_of(&store).await, Some(before), "the next copy holds all");
    assert!(matches!(again.second_copy(), Standing::Kept { .. }));
}

#[wasm_bindgen_test]
async fn a_damaged_file_is_named_and_replaced() {
    let (store, entries) = walked(&["unsent"]).await;
    store.copied().await;
    let whole = text_of(&store).await.unwrap();
    let elsewhere = whole.replace(&store.account().to_string(), &AccountId(clock::new_id()).to_string());
    let altered = whole.replace("prövning 0", "prövning 1");
    for damaged in ["", "garbage", &whole[..whole.len() / 2], &elsewhere, &altered] {
        write_file(&file(&store), damaged).await.unwrap();
        let again = IndexedDbStore::open(store.account()).await.unwrap();
        assert!(again.second_copy_damage().unwrap().contains("damaged"), "{damaged}");
        assert_eq!((again.entries(&[1]).await.unwrap(), told(&again).await), (entries.clone(), None));
        again.copied().await;
        assert_eq!(text_of(&again).await.as_ref(), Some(&whole));
    }
    write_file(&file(&store), &altered).await.unwrap();
    lose_database(&store).await;
    let again = IndexedDbStore::open(store.account()).await.unwrap();
    assert_ne!(again.device(), store.device(), "a damaged copy is not believed");
    assert_eq!(told(&again).await.unwrap().n_lost, 1);
}

#[wasm_bindgen_test]
async fn a_copy_of_a_newer_app_is_left_to_that() {
    let (store, _) = walked(&["unsent"]).await;
    store.copied().await;
    lose_database(&store).await;
    let newer = text_of(&store).await.unwrap().replacen(r#""form":1"#, r#""form":2"#, 1);
    write_file(&file(&store), &newer).await.unwrap();
    let error = IndexedDbStore::open(store.account()).await.unwrap_err();
    assert!(matches!(&error, StoreError::Failed(why) if why.contains("newer")), "{error}");
    assert_eq!(text_of(&store).await, Some(newer));
}

#[wasm_bindgen_test]
async fn a_browser_that_keeps_no_files_says_so_and_all_else_works() {
    hinder_files("unsupported");
    let (store, entries) = walked(&["unsent"]).await;
    store.copied().await;
    hinder_files("none");
    assert_eq!(store.second_copy(), Standing::Unsupported);
    assert_eq!(store.entries(&[1]).await.unwrap(), entries);
}

#[wasm_bindgen_test]
async fn a_walk_is_copied_now_and_then_and_not_with_each_position() {
    let store = fresh().await;
    store.mark(&began(WalkId(clock::new_id())), Durability::Strict).await.unwrap();
    store.copied().await;
    let begun = text_of(&store).await;
    for crew_size in 1..20 {
        store.mark(&Mark::CrewSet { crew_size }, Durability::Relaxed).await.unwrap();
    }
    store.copied().await;
    assert_eq!(text_of(&store).await, begun, "half a minute has not passed");
    store.mark(&Mark::CrewSet { crew_size: 3 }, Durability::Strict).await.unwrap();
    store.copied().await;
    assert_eq!(text_of(&store).await.unwrap().matches("crew_set").count(), 20);
}

#[wasm_bindgen_test]
async fn two_tabs_that_find_the_loss_at_once_agree() {
    let (store, entries) = walked(&["unsent"]).await;
    store.copied().await;
    lose_database(&store).await;
    let account = store.account();
    let open = || {
        js_sys::futures::future_to_promise(async move {
            let store = IndexedDbStore::open(account).await.unwrap();
            Ok(store.device().to_string().into())
        })
    };
    let devices: js_sys::Array = Promise::all(&js_sys::Array::of2(&open(), &open())).await.unwrap().into();
    assert_eq!(devices.get(0), store.device().to_string().as_str());
    assert_eq!(devices.get(0), devices.get(1));
    assert_eq!(store.journal().await.unwrap().len(), entries.len());
}

/// Makes a journal whose entries came to these places.
async fn walked(places: &[&str]) -> (IndexedDbStore, Vec<Entry>) {
    let store = fresh().await;
    let mut entries = Vec::new();
    for (n, place) in places.iter().enumerate() {
        let entry = store.append(&body(&format!("prövning {n}")), Log::Stays).await.unwrap();
        let (seq, hash) = (entry.seq, entry.hash);
        let outcome = match *place {
            "held" => Outcome::Stored { at: WallTime::from_ms(1) },
            "parked" => Outcome::Rejected { refusal: Refusal::UnknownArea, detail: "no area".to_owned() },
            _ => Outcome::Retry { delay: sync::wire::Delay::Storage },
        };
        store.settle(&[Receipt { seq, hash, outcome }], &[]).await.unwrap();
        entries.push(entry);
    }
    (store, entries)
}

async fn fresh() -> IndexedDbStore {
    IndexedDbStore::open(AccountId(clock::new_id())).await.unwrap()
}

/// Returns what is to be told: the same to the server and to the person.
async fn told(store: &IndexedDbStore) -> Option<StorageReport> {
    let report = store.report().await.unwrap();
    assert_eq!(store.notice().await.unwrap(), report);
    assert_eq!(store.snapshot().await.unwrap().is_report_due, report.is_some());
    report
}

async fn lose_database(store: &IndexedDbStore) {
    delete_database(&format!("kvart-{}", store.account())).await.unwrap();
}

async fn text_of(store: &IndexedDbStore) -> Option<String> {
    file_text(&file(store)).await.unwrap().as_string()
}

fn file(store: &IndexedDbStore) -> String {
    format!("kvart-{}.json", store.account())
}

fn head_of(entry: &Entry) -> String {
    serde_json::to_string(&entry.head()).unwrap()
}

fn kept(entry: &Entry) -> String {
    format!(r#"{{"entry":{},"place":"unsent"}}"#, serde_json::to_string(entry).unwrap())
}

fn body(reason: &str) -> Body {
    let walk = WalkId(uuid::Uuid::from_u128(10));
    let says = Statement::Withdrawal { walk, over: Head::EMPTY.hash, reason: reason.to_owned() };
    Body::new(WallTime::from_ms(5), says)
}

fn began(walk: WalkId) -> Mark {
    let clock = ClockReading { t_s: 0, wall: WallTime::from_ms(0), server_ahead_ms: None, position: None };
    Mark::Began { walk, area: "skogas-c".parse().unwrap(), crew_size: 2, clock }
}
