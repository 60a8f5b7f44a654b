//! A phone's storage that can fail, and lose what was not synced. It keeps a list of its writes, and is the real store in
//! memory with those writes done to it; it never knows what an entry says.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::future::pending;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use domain::id::{DeviceId, WalkId};
use domain::recording::Mark;
use domain::statement::Body;
use domain::time::WallTime;
use sync::entry::{Entry, Head};
use sync::local_store::{Durability, Kept, LocalStore, Log, Snapshot, StoreError};
use sync::memory::MemoryStore;
use sync::wire::{Outcome, PullAnswer, Receipt};

use super::mutant::Mutant;
use super::plan::{Ending, Slip};

/// A phone's storage. Its clones are the same one.
#[derive(Debug, Clone)]
pub struct Disk {
    device: DeviceId,
    mutant: Option<Mutant>,
    state: Rc<RefCell<State>>,
}

#[derive(Debug)]
struct State {
    memory: MemoryStore,
    /// Every write so far, and whether it was synced at once.
    writes: Vec<(Write, Durability)>,
    /// What goes wrong after so many more operations.
    slips: Vec<(u32, Slip)>,
    ended: Option<Ending>,
    /// What a phone that forgets refused entries has forgotten.
    forgotten: BTreeSet<u64>,
}

#[derive(Debug, Clone)]
enum Write {
    Append(Box<Body>, Log),
    Settle(Vec<Receipt>, Vec<u64>),
    KeepNews(Box<PullAnswer>, WallTime),
    Mark(Mark),
    Discard(WalkId),
}

impl Disk {
    /// Makes an empty one for a device's journal.
    pub fn new(device: DeviceId, mutant: Option<Mutant>) -> Disk {
        let state = State {
            memory: MemoryStore::new(device),
            writes: Vec::new(),
            slips: Vec::new(),
            ended: None,
            forgotten: BTreeSet::new(),
        };
        Disk { device, mutant, state: Rc::new(RefCell::new(state)) }
    }

    /// Lets an operation to come go wrong.
    pub fn slip(&self, after: u32, slip: Slip) {
        self.state.borrow_mut().slips.push((after, slip));
    }

    /// Lets nothing go wrong any more.
    pub fn calm(&self) {
        self.state.borrow_mut().slips.clear();
    }

    /// Returns how the app ended in the midst of an operation, if it did.
    pub fn take_ending(&self) -> Option<Ending> {
        self.state.borrow_mut().ended.take()
    }

    /// Tells whether the app ended in the midst of an operation.
    pub fn has_ended(&self) -> bool {
        self.state.borrow().ended.is_some()
    }

    /// Loses all that was written since the last write that was synced.
    pub fn lose_unsynced(&self) {
        let n_kept = {
            let writes = &self.state.borrow().writes;
            writes
                .iter()
                .rposition(|(_, durability)| *durability == Durability::Strict)
                .map_or(0, |idx| idx + 1)
        };
        self.keep(n_kept);
    }

    /// Goes back to an older state of itself.
    pub fn set_back(&self, n_writes: usize) {
        let n_kept = self.state.borrow().writes.len().saturating_sub(n_writes);
        self.keep(n_kept);
    }

    fn keep(&self, n_kept: usize) {
        let mut state = self.state.borrow_mut();
        state.writes.truncate(n_kept);
        state.memory = MemoryStore::new(self.device);
        for (write, _) in &state.writes {
            // What was done once is done again: the same writes give the same store.
            let _ = ready(write.clone().done_to(state.memory.clone()));
        }
    }

    /// Looks at the journal, as the next start of the app would find it.
    pub fn journal(&self) -> Vec<Kept> {
        let state = self.state.borrow();
        let mut journal = ready(state.memory.journal()).unwrap_or_default();
        journal.retain(|kept| !state.forgotten.contains(&kept.entry.seq));
        journal
    }

    /// Looks at all that the next start of the app would find.
    pub fn contents(&self) -> Snapshot {
        let memory = self.state.borrow().memory.clone();
        let snapshot = ready(memory.snapshot()).expect("a store in memory cannot fail");
        Snapshot { head: snapshot.head, ..Snapshot::of(self.device, &self.journal(), snapshot.news) }
    }

    /// Looks at the running walk's log.
    pub fn running(&self) -> Vec<Mark> {
        let memory = self.state.borrow().memory.clone();
        ready(memory.marks()).unwrap_or_default()
    }

    fn next_slip(&self) -> Option<Slip> {
        let mut state = self.state.borrow_mut();
        state.slips.iter_mut().for_each(|(after, _)| *after = after.saturating_sub(1));
        let due = state.slips.iter().position(|(after, _)| *after == 0)?;
        Some(state.slips.remove(due).1)
    }

    async fn end(&self, ending: Ending) {
        self.state.borrow_mut().ended = Some(ending);
        pending().await
    }

    async fn read<T>(
        &self,
        read: impl AsyncFnOnce(MemoryStore) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match self.next_slip() {
            Some(Slip::Fails | Slip::FailsToSay) => return Err(failed()),
            Some(Slip::Before(ending) | Slip::After(ending)) => self.end(ending).await,
            None => {}
        }
        let memory = self.state.borrow().memory.clone();
        read(memory).await
    }

    async fn write(&self, write: Write, durability: Durability) -> Result<Option<Entry>, StoreError> {
        let slip = self.next_slip();
        match slip {
            Some(Slip::Fails) => return Err(failed()),
            // A browser's store finds out whether an entry was written when its connection broke.
            Some(Slip::FailsToSay) if matches!(write, Write::Append(..)) => return Err(failed()),
            Some(Slip::Before(ending)) => self.end(ending).await,
            _ => {}
        }
        let memory = self.state.borrow().memory.clone();
        let written = write.clone().done_to(memory).await?;
        self.state.borrow_mut().writes.push((write, durability));
        match slip {
            Some(Slip::FailsToSay) => return Err(failed()),
            Some(Slip::After(ending)) => self.end(ending).await,
            _ => {}
        }
        Ok(written)
    }
}

impl Write {
    async fn done_to(self, memory: MemoryStore) -> Result<Option<Entry>, StoreError> {
        match self {
            Write::Append(body, log) => return memory.append(&body, log).await.map(Some),
            Write::Settle(receipts, reopened) => memory.settle(&receipts, &reopened).await,
            Write::KeepNews(answer, wall) => memory.keep_news(&answer, wall).await,
            Write::Mark(mark) => memory.mark(&mark, Durability::Strict).await,
            Write::Discard(walk) => memory.discard(walk).await,
        }
        .map(|()| None)
    }
}

impl LocalStore for Disk {
    async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        self.read(async |_| Ok(self.contents())).await
    }

    async fn head(&self) -> Result<(DeviceId, Head), StoreError> {
        self.read(async |memory| memory.head().await).await
    }

    async fn journal(&self) -> Result<Vec<Kept>, StoreError> {
        self.read(async |_| Ok(Disk::journal(self))).await
    }

    async fn entries(&self, seqs: &[u64]) -> Result<Vec<Entry>, StoreError> {
        self.read(async |memory| memory.entries(seqs).await).await
    }

    async fn append(&self, body: &Body, log: Log) -> Result<Entry, StoreError> {
        let is_hasty = self.mutant == Some(Mutant::SaysSavedBeforeItIsSynced);
        let durability = if is_hasty { Durability::Relaxed } else { Durability::Strict };
        let written = self.write(Write::Append(Box::new(body.clone()), log), durability).await?;
        Ok(written.expect("appending returns the entry"))
    }

    async fn settle(&self, receipts: &[Receipt], reopened: &[u64]) -> Result<(), StoreError> {
        self.write(Write::Settle(receipts.to_vec(), reopened.to_vec()), Durability::Strict).await?;
        if self.mutant == Some(Mutant::ForgetsRefusedEntries) {
            let refused =
                receipts.iter().filter(|receipt| matches!(receipt.outcome, Outcome::Rejected { .. }));
            self.state.borrow_mut().forgotten.extend(refused.map(|receipt| receipt.seq));
        }
        Ok(())
    }

    async fn keep_news(&self, answer: &PullAnswer, wall: WallTime) -> Result<(), StoreError> {
        let mut answer = Box::new(answer.clone());
        if self.mutant == Some(Mutant::KeepsTheCursorWithoutTheNews) {
            answer.walks.pop();
        }
        self.write(Write::KeepNews(answer, wall), Durability::Relaxed).await.map(drop)
    }

    async fn mark(&self, mark: &Mark, durability: Durability) -> Result<(), StoreError> {
        let begins = matches!(mark, Mark::Began { .. });
        let is_hasty = self.mutant == Some(Mutant::BeginsAWalkUnsynced);
        let durability = match (begins, is_hasty) {
            (true, true) => Durability::Relaxed,
            (true, false) => Durability::Strict,
            (false, _) => durability,
        };
        self.write(Write::Mark(mark.clone()), durability).await.map(drop)
    }

    async fn marks(&self) -> Result<Vec<Mark>, StoreError> {
        self.read(async |memory| memory.marks().await).await
    }

    async fn discard(&self, walk: WalkId) -> Result<(), StoreError> {
        self.write(Write::Discard(walk), Durability::Strict).await.map(drop)
    }
}

fn failed() -> StoreError {
    StoreError::Failed("a fault of the simulation".to_owned())
}

/// Runs what never waits.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => unreachable!("a store in memory never waits"),
    }
}
