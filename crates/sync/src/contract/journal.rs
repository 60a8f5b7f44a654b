//! The journal: one chain without holes, in which an entry is unsent, held or parked, and never gone. What an entry says is
//! never looked into.

use domain::id::EntryHash;
use domain::statement::Body;
use domain::time::WallTime;

use super::{Ground, assert_is_chain, body, both, places, receipt};
use crate::entry::Head;
use crate::local_store::{LocalStore, Log, News, Place, Snapshot};
use crate::wire::{Delay, Outcome, Receipt, Refusal};

/// Nothing is in a fresh store, and asking for what is not there is no error.
pub async fn a_fresh_store_is_empty(ground: &impl Ground) {
    let store = ground.fresh().await;
    let snapshot = store.snapshot().await.unwrap();
    assert_eq!(
        snapshot,
        Snapshot::of(snapshot.device, &[], News::default()),
        "a fresh store holds something"
    );
    assert_eq!(store.head().await.unwrap(), (snapshot.device, Head::EMPTY), "a fresh journal has no entry");
    assert_eq!(store.journal().await.unwrap(), []);
    assert_eq!(store.entries(&[0, 1, u64::MAX]).await.unwrap(), [], "there is no entry to return");
    assert_eq!(store.marks().await.unwrap(), [], "no walk is running in a fresh store");
    let reopened = ground.reopened(store).await.snapshot().await.unwrap();
    assert_eq!(reopened.device, snapshot.device, "a journal keeps its device's id for good");
}

/// Entries count from 1, each follows the one before, and all survive a restart.
pub async fn the_journal_is_one_chain_without_holes(ground: &impl Ground) {
    let store = ground.fresh().await;
    let bodies: Vec<Body> = (0..12).map(|n| body(&format!("reason {n}"))).collect();
    let mut written = Vec::new();
    for body in &bodies {
        written.push(store.append(body, Log::Stays).await.unwrap());
    }
    for (entry, body) in written.iter().zip(&bodies) {
        assert_eq!(&entry.read().unwrap(), body, "an entry says what was given to be said");
    }
    assert_is_chain(&store, 12).await;
    let some = store.entries(&[3, 99, 1]).await.unwrap();
    assert_eq!(
        some,
        [written[2].clone(), written[0].clone()],
        "entries come in the order asked, without those that are not"
    );

    let store = ground.reopened(store).await;
    let journal = assert_is_chain(&store, 12).await;
    assert!(journal.iter().all(|kept| kept.place == Place::Unsent), "an entry without a receipt is unsent");
    assert_eq!(
        journal.into_iter().map(|kept| kept.entry).collect::<Vec<_>>(),
        written,
        "a restart changed the journal"
    );
    let next = store.append(&body("after the restart"), Log::Stays).await.unwrap();
    assert_eq!(
        (next.seq, next.prev),
        (13, written[11].hash),
        "after a restart the journal goes on where it was"
    );
    assert_is_chain(&store, 13).await;
}

/// Two tabs that append at the same time each get a place of their own.
pub async fn two_tabs_write_one_chain(ground: &impl Ground) {
    let one = ground.fresh().await;
    let other = ground.beside(&one).await;
    let (from_one, from_other) = (body("from one"), body("from the other"));
    for _ in 0..8 {
        let (a, b) = both(one.append(&from_one, Log::Stays), other.append(&from_other, Log::Stays)).await;
        let (a, b) = (a.unwrap(), b.unwrap());
        assert_ne!(a.seq, b.seq, "two tabs were given the same place in the journal");
    }
    let journal = assert_is_chain(&one, 16).await;
    assert_eq!(other.journal().await.unwrap(), journal, "both tabs see the same journal");
    let n_from_one = journal.iter().filter(|kept| kept.entry.read().unwrap() == from_one).count();
    assert_eq!(n_from_one, 8, "each tab's entries are all there");
}

/// A large body, and one with every kind of character, keep their hash over a restart.
pub async fn a_body_is_kept_to_the_letter(ground: &impl Ground) {
    let store = ground.fresh().await;
    let large = body(&"Nynäsvägen \"14\"\n".repeat(12_000));
    let odd = body("å\u{0}\u{7f}\\ \u{2028}\u{fffd} 𝄞 👮🏽 </script>");
    store.append(&large, Log::Stays).await.unwrap();
    store.append(&odd, Log::Stays).await.unwrap();
    let store = ground.reopened(store).await;
    assert_is_chain(&store, 2).await;
    let entries = store.entries(&[1, 2]).await.unwrap();
    assert_eq!(entries[0].read().unwrap(), large, "a large body was changed");
    assert_eq!(entries[1].read().unwrap(), odd, "a body with odd characters was changed");
}

/// An entry is with the server when a receipt with its own hash says so, and not otherwise.
pub async fn an_entry_is_settled_by_its_own_receipt_alone(ground: &impl Ground) {
    let store = ground.fresh().await;
    let mut entries = Vec::new();
    for n in 0..4 {
        entries.push(store.append(&body(&format!("reason {n}")), Log::Stays).await.unwrap());
    }
    let at = WallTime::from_ms(1_000);
    let foreign = Receipt { hash: EntryHash([9; 32]), ..receipt(&entries[0], Outcome::Stored { at }) };
    let elsewhere = Receipt { seq: 99, ..receipt(&entries[0], Outcome::Stored { at }) };
    let before_the_first = Receipt { seq: 0, ..receipt(&entries[0], Outcome::Stored { at }) };
    let later = receipt(&entries[1], Outcome::Retry { delay: Delay::Storage });
    store.settle(&[foreign, elsewhere, before_the_first, later], &[]).await.unwrap();
    assert_eq!(
        places(&store).await,
        vec![Place::Unsent; 4],
        "an entry was settled by what is no receipt of its own"
    );

    let stored = receipt(&entries[2], Outcome::Stored { at });
    let duplicate = receipt(&entries[0], Outcome::Duplicate { at });
    store.settle(&[stored.clone(), duplicate], &[]).await.unwrap();
    store.settle(&[stored], &[]).await.unwrap();
    let store = ground.reopened(store).await;
    let held = Place::Held { at };
    assert_eq!(
        places(&store).await,
        [held.clone(), Place::Unsent, held, Place::Unsent],
        "receipts survive a restart"
    );
    let journal = assert_is_chain(&store, 4).await;
    assert_eq!(
        journal.into_iter().map(|kept| kept.entry).collect::<Vec<_>>(),
        entries,
        "a receipt changed an entry"
    );
}

/// A refused entry stays in the journal with what the server said, and others follow it.
pub async fn a_parked_entry_is_kept_and_shown(ground: &impl Ground) {
    let store = ground.fresh().await;
    let bad = store.append(&body("bad"), Log::Stays).await.unwrap();
    let refused = Outcome::Rejected { refusal: Refusal::UnknownArea, detail: "no area \"ö\"".to_owned() };
    store.settle(&[receipt(&bad, refused)], &[]).await.unwrap();
    let good = store.append(&body("good"), Log::Stays).await.unwrap();
    assert_eq!(good.prev, bad.hash, "an entry follows a parked one as any other");

    let store = ground.reopened(store).await;
    assert_is_chain(&store, 2).await;
    let parked = Place::Parked { refusal: Refusal::UnknownArea, detail: "no area \"ö\"".to_owned() };
    assert_eq!(
        places(&store).await,
        [parked, Place::Unsent],
        "a refusal survives a restart, with its detail"
    );
    assert_eq!(store.entries(&[1]).await.unwrap(), [bad], "a parked entry can still be read");
}

/// An entry that is to be sent again is unsent, the same as it was, until its next receipt.
pub async fn a_reopened_entry_is_unsent_again(ground: &impl Ground) {
    let store = ground.fresh().await;
    let mut entries = Vec::new();
    for n in 0..4 {
        entries.push(store.append(&body(&format!("reason {n}")), Log::Stays).await.unwrap());
    }
    let at = WallTime::from_ms(1_000);
    let refused = Outcome::Rejected { refusal: Refusal::Malformed, detail: String::new() };
    let receipts = [
        receipt(&entries[0], Outcome::Stored { at }),
        receipt(&entries[1], refused),
        receipt(&entries[2], Outcome::Stored { at }),
    ];
    store.settle(&receipts, &[]).await.unwrap();
    store.settle(&[], &[1, 2, 4, 99, 0]).await.unwrap();
    let store = ground.reopened(store).await;
    let held = Place::Held { at };
    let expected = [Place::Unsent, Place::Unsent, held.clone(), Place::Unsent];
    assert_eq!(
        places(&store).await,
        expected,
        "held and parked entries are unsent once reopened, and no other"
    );
    let later = WallTime::from_ms(2_000);
    store.settle(&[receipt(&entries[0], Outcome::Stored { at: later })], &[2]).await.unwrap();
    let expected = [Place::Held { at: later }, Place::Unsent, held, Place::Unsent];
    assert_eq!(places(&store).await, expected, "a reopened entry takes its next receipt");
    let journal = assert_is_chain(&store, 4).await;
    assert_eq!(
        journal.into_iter().map(|kept| kept.entry).collect::<Vec<_>>(),
        entries,
        "reopening changed an entry"
    );
}
