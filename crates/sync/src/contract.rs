//! The contract of every local store, as checks to run on it: in memory natively, on IndexedDB in a real browser. A check
//! never looks at how a store does it.
//!
//! Each check starts from a fresh store and panics with what the store did wrong. [`keeps_the_contract`] runs them all.
#![expect(clippy::unwrap_used, reason = "a check panics with what the store did: that is its answer")]

pub mod journal;
pub mod news;
pub mod running_walk;

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use domain::id::{EntryHash, WalkId};
use domain::recording::Mark;
use domain::statement::{Body, Statement};
use domain::time::WallTime;
use domain::walk::ClockReading;
use uuid::Uuid;

use crate::entry::{Entry, Head};
use crate::local_store::{Kept, LocalStore, Place, Snapshot};
use crate::wire::{Outcome, Receipt};

/// Where stores of one kind are made.
#[expect(
    async_fn_in_trait,
    reason = "a browser's futures are bound to their thread, and so are all users of this port"
)]
pub trait Ground {
    /// The kind.
    type Store: LocalStore;

    /// Makes a store with nothing in it, apart from every other one.
    async fn fresh(&self) -> Self::Store;

    /// Opens another handle on the same storage while the first stays open, as a second tab does.
    async fn beside(&self, store: &Self::Store) -> Self::Store;

    /// Closes a store and opens its storage again, as after the app was closed.
    async fn reopened(&self, store: Self::Store) -> Self::Store;
}

/// Runs every check.
pub async fn keeps_the_contract(ground: &impl Ground) {
    journal::a_fresh_store_is_empty(ground).await;
    journal::the_journal_is_one_chain_without_holes(ground).await;
    journal::two_tabs_write_one_chain(ground).await;
    journal::a_body_is_kept_to_the_letter(ground).await;

    running_walk::marks_are_kept_in_order(ground).await;
    running_walk::one_walk_runs_at_a_time(ground).await;
    running_walk::a_walk_ends_in_one_entry(ground).await;
    running_walk::a_walk_that_is_not_running_cannot_end(ground).await;
    running_walk::a_walk_is_thrown_away_by_its_name(ground).await;

    journal::an_entry_is_settled_by_its_own_receipt_alone(ground).await;
    journal::a_parked_entry_is_kept_and_shown(ground).await;
    journal::a_reopened_entry_is_unsent_again(ground).await;

    news::news_are_merged(ground).await;
    news::news_of_another_epoch_replace_the_walks(ground).await;
    news::journal_walk_and_news_do_not_touch_each_other(ground).await;
}

const WALK: WalkId = WalkId(Uuid::from_u128(0xa1));
const OTHER_WALK: WalkId = WalkId(Uuid::from_u128(0xa2));

/// Asserts that the journal is a chain of so many entries, and that the snapshot and the head say the same. Returns it.
async fn assert_is_chain(store: &impl LocalStore, n_entries: u64) -> Vec<Kept> {
    let journal = store.journal().await.unwrap();
    let snapshot = store.snapshot().await.unwrap();
    let mut head = Head::EMPTY;
    for Kept { entry, .. } in &journal {
        assert_eq!(entry.seq, head.seq + 1, "the journal has a hole or is out of order");
        assert_eq!(entry.prev, head.hash, "entry {} does not follow the one before", entry.seq);
        assert_eq!(
            entry.hash,
            entry.true_hash(snapshot.device),
            "entry {} is not what its hash says",
            entry.seq
        );
        head = entry.head();
    }
    assert_eq!(head.seq, n_entries, "so many entries are in the journal");
    assert_eq!(store.head().await.unwrap(), (snapshot.device, head), "the head is the journal's end");
    let news = snapshot.news.clone();
    assert_eq!(
        snapshot,
        Snapshot::of(snapshot.device, &journal, news),
        "the snapshot says what the journal says"
    );
    journal
}

async fn places(store: &impl LocalStore) -> Vec<Place> {
    store.journal().await.unwrap().into_iter().map(|kept| kept.place).collect()
}

fn body(reason: &str) -> Body {
    let says = Statement::Withdrawal { walk: WALK, over: EntryHash([1; 32]), reason: reason.to_owned() };
    Body::new(WallTime::from_ms(1_795_555_555_555), says)
}

fn began(walk: WalkId) -> Mark {
    let wall = WallTime::from_ms(1_795_555_000_000);
    let clock = ClockReading { t_s: 0, wall, server_ahead_ms: Some(-1500), position: None };
    Mark::Began { walk, area: "skogas-c".parse().expect("a well-formed id"), crew_size: 2, clock }
}

fn receipt(entry: &Entry, outcome: Outcome) -> Receipt {
    Receipt { seq: entry.seq, hash: entry.hash, outcome }
}

/// Runs two futures side by side, as two tabs do.
async fn both<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    let (mut a, mut b) = (pin!(a), pin!(b));
    let (mut a_is, mut b_is) = (None, None);
    poll_fn(|context| {
        if a_is.is_none()
            && let Poll::Ready(value) = a.as_mut().poll(context)
        {
            a_is = Some(value);
        }
        if b_is.is_none()
            && let Poll::Ready(value) = b.as_mut().poll(context)
        {
            b_is = Some(value);
        }
        match (a_is.take(), b_is.take()) {
            (Some(a), Some(b)) => Poll::Ready((a, b)),
            (a, b) => {
                (a_is, b_is) = (a, b);
                Poll::Pending
            }
        }
    })
    .await
}
