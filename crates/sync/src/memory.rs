//! A local store in memory: for the native client, for simulation and for tests. It forgets all when dropped.

use std::cell::RefCell;
use std::rc::Rc;

use domain::id::{DeviceId, WalkId};
use domain::recording::Mark;
use domain::statement::Body;
use domain::time::WallTime;

use crate::entry::{Entry, Head};
use crate::local_store::{Durability, Kept, LocalStore, Log, News, Place, Snapshot, StoreError};
use crate::wire::{PullAnswer, Receipt};

/// A local store in memory. Its clones are the same store, as several tabs would see it.
#[derive(Debug, Clone)]
pub struct MemoryStore {
    device: DeviceId,
    held: Rc<RefCell<Contents>>,
}

#[derive(Debug, Default)]
struct Contents {
    journal: Vec<Kept>,
    marks: Vec<Mark>,
    news: News,
}

impl MemoryStore {
    /// Makes an empty store for a device's journal.
    pub fn new(device: DeviceId) -> MemoryStore {
        MemoryStore { device, held: Rc::default() }
    }
}

impl Contents {
    /// Returns the entry at a place: the journal has no holes.
    fn at(&mut self, seq: u64) -> Option<&mut Kept> {
        self.journal.get_mut(usize::try_from(seq.checked_sub(1)?).ok()?)
    }

    fn head(&self) -> Head {
        self.journal.last().map_or(Head::EMPTY, |kept| kept.entry.head())
    }

    fn running(&self) -> Option<WalkId> {
        match self.marks.first() {
            Some(Mark::Began { walk, .. }) => Some(*walk),
            _ => None,
        }
    }
}

impl LocalStore for MemoryStore {
    async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let held = self.held.borrow();
        Ok(Snapshot::of(self.device, &held.journal, held.news.clone()))
    }

    async fn head(&self) -> Result<(DeviceId, Head), StoreError> {
        Ok((self.device, self.held.borrow().head()))
    }

    async fn journal(&self) -> Result<Vec<Kept>, StoreError> {
        Ok(self.held.borrow().journal.clone())
    }

    async fn entries(&self, seqs: &[u64]) -> Result<Vec<Entry>, StoreError> {
        let mut held = self.held.borrow_mut();
        Ok(seqs.iter().filter_map(|seq| held.at(*seq).map(|kept| kept.entry.clone())).collect())
    }

    async fn append(&self, body: &Body, log: Log) -> Result<Entry, StoreError> {
        let mut held = self.held.borrow_mut();
        if let Log::Ends(walk) = log {
            if held.running() != Some(walk) {
                return Err(StoreError::NotRunning);
            }
            held.marks.clear();
        }
        let entry = Entry::after(held.head(), self.device, body);
        held.journal.push(Kept { entry: entry.clone(), place: Place::Unsent });
        Ok(entry)
    }

    async fn settle(&self, receipts: &[Receipt], reopened: &[u64]) -> Result<(), StoreError> {
        let mut held = self.held.borrow_mut();
        for seq in reopened {
            if let Some(kept) = held.at(*seq) {
                kept.place = Place::Unsent;
            }
        }
        for receipt in receipts {
            let own = held.at(receipt.seq).filter(|kept| kept.entry.hash == receipt.hash);
            if let (Some(kept), Some(place)) = (own, Place::after(receipt)) {
                kept.place = place;
            }
        }
        Ok(())
    }

    async fn keep_news(&self, answer: &PullAnswer, wall: WallTime) -> Result<(), StoreError> {
        let mut held = self.held.borrow_mut();
        held.news = std::mem::take(&mut held.news).with(answer, wall);
        Ok(())
    }

    async fn mark(&self, mark: &Mark, _: Durability) -> Result<(), StoreError> {
        let mut held = self.held.borrow_mut();
        match (mark, held.running()) {
            (Mark::Began { .. }, Some(_)) => return Err(StoreError::AlreadyRunning),
            (Mark::Began { .. }, None) | (_, Some(_)) => {}
            (_, None) => return Err(StoreError::NotRunning),
        }
        held.marks.push(mark.clone());
        Ok(())
    }

    async fn marks(&self) -> Result<Vec<Mark>, StoreError> {
        Ok(self.held.borrow().marks.clone())
    }

    async fn discard(&self, walk: WalkId) -> Result<(), StoreError> {
        let mut held = self.held.borrow_mut();
        if held.running() == Some(walk) {
            held.marks.clear();
        }
        Ok(())
    }
}
