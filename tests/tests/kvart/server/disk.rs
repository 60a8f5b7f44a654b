//! A full disk, and one that fails: the real server gives no receipt that it cannot keep, goes on reading, says so in its log,
//! and takes up again. The faults come from under SQLite, from the system's own calls.

use reqwest::StatusCode;
use store::Store;
use sync::entry::Entry;
use sync::wire::{Outcome, PushAnswer};
use tests::disk::Disk;
use tests::journal::{began, told_walk};
use tests::visitor::gzip;
use tests::{Journal, Server, Visitor};

/// One push writes some twenty pages and flushes once; what comes after is left to the checkpoint.
const N_FAULTS: u32 = 30;

async fn officer_upon(disk: &Disk) -> (Server, Visitor) {
    let server = Server::start_upon(disk);
    server.add_account("polis1", "officer");
    let officer = Visitor::logged_in(&server, "polis1").await;
    (server, officer)
}

/// Tells whether an answer says that the server holds an entry.
fn is_held(answer: &PushAnswer, entry: &Entry) -> bool {
    answer.receipts.iter().any(|receipt| {
        let is_held = matches!(receipt.outcome, Outcome::Stored { .. } | Outcome::Duplicate { .. });
        receipt.hash == entry.hash && is_held
    })
}

/// Opens the database of a server that has ended, and checks that it is sound and that what follows from the journal does.
async fn check_sound(server: Server, n_walks: u64) {
    let data = server.into_data();
    let store = Store::open(&data.path().join("kvart.db"), began()).expect("the database opens");
    assert_eq!(store.faults().await, Ok(Vec::new()));
    let recomputed = store.recompute().await.expect("the journal can be read");
    assert_eq!((recomputed.n_walks, recomputed.n_walks_changed, recomputed.n_cells_changed), (n_walks, 0, 0));
    store.close().await.expect("the database closes");
}

#[tokio::test]
async fn on_a_full_disk_nothing_gets_a_receipt_and_all_can_be_read() {
    let disk = Disk::new();
    let (server, officer) = officer_upon(&disk).await;
    let mut journal = Journal::of(1);
    let [before, meanwhile] = [1, 2].map(|number| journal.say(told_walk(number)));
    assert!(is_held(&officer.push(&journal.push(vec![before.clone()])).await, &before));

    disk.fill();
    let body = gzip(&serde_json::to_vec(&journal.push(vec![meanwhile.clone()])).expect("a push is JSON"));
    let answer = officer.post("/api/v1/push", &[("content-encoding", "gzip")], body).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{}", answer.text());
    assert!(!answer.text().contains("disk"), "what fails inside is not told outside: {}", answer.text());
    server.wait_for_log("full");
    assert_eq!(officer.pull(journal.device).await.walks.len(), 1, "reading goes on");
    assert_eq!(officer.get("/api/v1/health").await.status, StatusCode::OK);

    disk.work();
    assert!(is_held(&officer.push(&journal.push(vec![meanwhile.clone()])).await, &meanwhile));
    assert_eq!(officer.pull(journal.device).await.walks.len(), 2);
    check_sound(server, 2).await;
}

#[tokio::test]
async fn a_write_that_fails_costs_one_answer_and_no_entry() {
    let disk = Disk::new();
    let (mut server, officer) = officer_upon(&disk).await;
    let mut journal = Journal::of(1);
    let (mut held, mut n_failed) = (Vec::new(), 0);
    for number in 1..=N_FAULTS {
        let entry = journal.say(told_walk(number.into()));
        disk.fail_at(number, &format!("for entry {number}"));
        let answer = officer.try_push(&journal.push(vec![entry.clone()])).await;
        disk.work();
        if !answer.is_some_and(|answer| is_held(&answer, &entry)) {
            n_failed += 1;
            let again = officer.push(&journal.push(vec![entry.clone()])).await;
            assert!(is_held(&again, &entry), "after the fault at write {number}: {again:?}");
        }
        held.push(entry);
    }
    assert!(3 < n_failed, "the disk did fail: {n_failed} times");

    // What had a receipt is there after a power cut, too.
    server.kill();
    let server = server.restart();
    let officer = Visitor::logged_in(&server, "polis1").await;
    let holdings = officer.push(&journal.push(Vec::new())).await.holdings;
    assert_eq!((holdings.n_held, holdings.missing, holdings.forked), (held.len() as u64, vec![], vec![]));
    check_sound(server, held.len() as u64).await;
}
