//! The contract of local stores, run on the store in memory, and on stores with one fault each to see that it finds them.
//! It never looks into a store.

use std::cell::Cell;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;

use domain::id::{DeviceId, WalkId};
use domain::policy::Rulebook;
use domain::recording::Mark;
use domain::statement::Body;
use domain::time::WallTime;
use sync::contract::{Ground, keeps_the_contract};
use sync::entry::Entry;
use sync::local_store::{Durability, Kept, LocalStore, Log, Place, Snapshot, StoreError};
use sync::memory::MemoryStore;
use sync::wire::{Outcome, PullAnswer, Receipt};
use uuid::Uuid;

const DEVICE: DeviceId = DeviceId(Uuid::from_u128(7));

struct InMemory;

impl Ground for InMemory {
    type Store = MemoryStore;

    async fn fresh(&self) -> MemoryStore {
        MemoryStore::new(DEVICE)
    }

    async fn beside(&self, store: &MemoryStore) -> MemoryStore {
        store.clone()
    }

    async fn reopened(&self, store: MemoryStore) -> MemoryStore {
        store
    }
}

#[test]
fn the_store_in_memory_keeps_the_contract() {
    pollster::block_on(keeps_the_contract(&InMemory));
}

#[test]
fn the_contract_finds_every_fault() {
    pollster::block_on(keeps_the_contract(&InFault(Fault::None)));
    let unfound = Fault::ALL.into_iter().filter(|fault| {
        let check = || pollster::block_on(keeps_the_contract(&InFault(*fault)));
        catch_unwind(AssertUnwindSafe(check)).is_ok()
    });
    let unfound: Vec<Fault> = unfound.collect();
    assert_eq!(unfound, []);
}

/// What is wrong with a store.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
    None,
    GivesAPlaceTwice,
    TabsAreApart,
    ForgetsTheJournal,
    ReturnsEntriesInOrder,
    EndLeavesTheLog,
    EndsAnyWalk,
    EndsTwice,
    SecondStartWins,
    SwallowsStrayMarks,
    SortsMarksAsText,
    ForgetsMarks,
    ThrowsAnyWalkAway,
    BelievesAnyHash,
    TakesRetryForStored,
    ForgetsReceipts,
    ForgetsDetails,
    ReopensHeldOnly,
    ReopensAll,
    ForgetsTheRulebook,
    KeepsWalksOfAnotherEpoch,
    ForgetsNews,
}

impl Fault {
    const ALL: [Fault; 21] = [
        Fault::GivesAPlaceTwice,
        Fault::TabsAreApart,
        Fault::ForgetsTheJournal,
        Fault::ReturnsEntriesInOrder,
        Fault::EndLeavesTheLog,
        Fault::EndsAnyWalk,
        Fault::EndsTwice,
        Fault::SecondStartWins,
        Fault::SwallowsStrayMarks,
        Fault::SortsMarksAsText,
        Fault::ForgetsMarks,
        Fault::ThrowsAnyWalkAway,
        Fault::BelievesAnyHash,
        Fault::TakesRetryForStored,
        Fault::ForgetsReceipts,
        Fault::ForgetsDetails,
        Fault::ReopensHeldOnly,
        Fault::ReopensAll,
        Fault::ForgetsTheRulebook,
        Fault::KeepsWalksOfAnotherEpoch,
        Fault::ForgetsNews,
    ];
}

struct InFault(Fault);

impl Ground for InFault {
    type Store = Faulty;

    async fn fresh(&self) -> Faulty {
        Faulty { fault: self.0, store: MemoryStore::new(DEVICE) }
    }

    async fn beside(&self, store: &Faulty) -> Faulty {
        let store =
            if self.0 == Fault::TabsAreApart { MemoryStore::new(DEVICE) } else { store.store.clone() };
        Faulty { fault: self.0, store }
    }

    /// Opens a store again that kept all but what the fault loses.
    async fn reopened(&self, old: Faulty) -> Faulty {
        let old = old.store;
        let store = match self.0 {
            Fault::ForgetsTheJournal => MemoryStore::new(DEVICE),
            Fault::ForgetsMarks => {
                old.discard(running(&old).await.unwrap_or(WalkId(Uuid::nil()))).await.unwrap();
                old
            }
            Fault::ForgetsReceipts => {
                let seqs: Vec<u64> = old.journal().await.unwrap().iter().map(|kept| kept.entry.seq).collect();
                old.settle(&[], &seqs).await.unwrap();
                old
            }
            Fault::ForgetsNews => {
                let new = MemoryStore::new(DEVICE);
                for Kept { entry, place } in old.journal().await.unwrap() {
                    new.append(&entry.read().unwrap(), Log::Stays).await.unwrap();
                    let outcome = match place {
                        Place::Unsent => continue,
                        Place::Held { at } => Outcome::Stored { at },
                        Place::Parked { refusal, detail } => Outcome::Rejected { refusal, detail },
                    };
                    new.settle(&[Receipt { seq: entry.seq, hash: entry.hash, outcome }], &[]).await.unwrap();
                }
                for mark in old.marks().await.unwrap() {
                    new.mark(&mark, Durability::Strict).await.unwrap();
                }
                new
            }
            _ => old,
        };
        Faulty { fault: self.0, store }
    }
}

/// A store in memory with one fault.
struct Faulty {
    fault: Fault,
    store: MemoryStore,
}

async fn running(store: &MemoryStore) -> Option<WalkId> {
    match store.marks().await.unwrap().first() {
        Some(Mark::Began { walk, .. }) => Some(*walk),
        _ => None,
    }
}

/// Lets the other tab go first, once.
async fn pause() {
    let paused = Cell::new(false);
    poll_fn(|context| {
        if paused.replace(true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

impl LocalStore for Faulty {
    async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        self.store.snapshot().await
    }

    async fn journal(&self) -> Result<Vec<Kept>, StoreError> {
        self.store.journal().await
    }

    async fn entries(&self, seqs: &[u64]) -> Result<Vec<Entry>, StoreError> {
        let mut seqs = seqs.to_vec();
        if self.fault == Fault::ReturnsEntriesInOrder {
            seqs.sort_unstable();
        }
        self.store.entries(&seqs).await
    }

    async fn append(&self, body: &Body, log: Log) -> Result<Entry, StoreError> {
        match (self.fault, log) {
            (Fault::GivesAPlaceTwice, _) => {
                let (_, head) = self.store.head().await?;
                pause().await;
                self.store.append(body, log).await?;
                Ok(Entry::after(head, DEVICE, body))
            }
            (Fault::EndLeavesTheLog, Log::Ends(walk)) if running(&self.store).await == Some(walk) => {
                self.store.append(body, Log::Stays).await
            }
            (Fault::EndsAnyWalk, Log::Ends(walk)) => {
                self.store.append(body, Log::Ends(running(&self.store).await.unwrap_or(walk))).await
            }
            (Fault::EndsTwice, Log::Ends(_)) => match self.store.append(body, log).await {
                Err(StoreError::NotRunning) if running(&self.store).await.is_none() => {
                    self.store.append(body, Log::Stays).await
                }
                ended => ended,
            },
            _ => self.store.append(body, log).await,
        }
    }

    async fn settle(&self, receipts: &[Receipt], reopened: &[u64]) -> Result<(), StoreError> {
        let mut receipts = receipts.to_vec();
        let mut reopened = reopened.to_vec();
        let journal = self.store.journal().await?;
        for receipt in &mut receipts {
            match (self.fault, &mut receipt.outcome) {
                (Fault::BelievesAnyHash, _) => {
                    if let Some(kept) = journal.iter().find(|kept| kept.entry.seq == receipt.seq) {
                        receipt.hash = kept.entry.hash;
                    }
                }
                (Fault::TakesRetryForStored, outcome @ Outcome::Retry { .. }) => {
                    *outcome = Outcome::Stored { at: WallTime::from_ms(0) };
                }
                (Fault::ForgetsDetails, Outcome::Rejected { detail, .. }) => detail.clear(),
                _ => {}
            }
        }
        match self.fault {
            Fault::ReopensHeldOnly => {
                let is_held = |kept: &&Kept| matches!(kept.place, Place::Held { .. });
                let held: Vec<u64> = journal.iter().filter(is_held).map(|kept| kept.entry.seq).collect();
                reopened.retain(|seq| held.contains(seq));
            }
            Fault::ReopensAll if !reopened.is_empty() => {
                reopened = journal.iter().map(|kept| kept.entry.seq).collect();
            }
            _ => {}
        }
        self.store.settle(&receipts, &reopened).await
    }

    async fn keep_news(&self, answer: &PullAnswer, wall: WallTime) -> Result<(), StoreError> {
        let mut answer = answer.clone();
        if self.fault == Fault::ForgetsTheRulebook && answer.rulebook.is_none() {
            answer.rulebook = Some(Rulebook::default());
        }
        if self.fault == Fault::KeepsWalksOfAnotherEpoch {
            let known = self.store.snapshot().await?.news.walks;
            answer.walks = known.into_iter().chain(answer.walks).collect();
        }
        self.store.keep_news(&answer, wall).await
    }

    async fn mark(&self, mark: &Mark, durability: Durability) -> Result<(), StoreError> {
        let running = running(&self.store).await;
        match (self.fault, mark, running) {
            (Fault::SecondStartWins, Mark::Began { .. }, Some(walk)) => self.store.discard(walk).await?,
            (Fault::SwallowsStrayMarks, Mark::CrewSet { .. }, None) => return Ok(()),
            _ => {}
        }
        self.store.mark(mark, durability).await
    }

    async fn marks(&self) -> Result<Vec<Mark>, StoreError> {
        let mut marks: Vec<(usize, Mark)> = self.store.marks().await?.into_iter().enumerate().collect();
        if self.fault == Fault::SortsMarksAsText {
            marks.sort_by_key(|(idx, _)| idx.to_string());
        }
        Ok(marks.into_iter().map(|(_, mark)| mark).collect())
    }

    async fn discard(&self, walk: WalkId) -> Result<(), StoreError> {
        let walk = match self.fault {
            Fault::ThrowsAnyWalkAway => running(&self.store).await.unwrap_or(walk),
            _ => walk,
        };
        self.store.discard(walk).await
    }
}
