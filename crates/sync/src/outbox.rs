//! The entries that wait to be sent, and which of them go next. None ever leaves it but by a receipt.
//!
//! Fresh entries go at once and together, in order of the journal. One that failed all alone may be what the server
//! stumbles over: it goes alone from then on, after a wait of its own that grows each time. One that the server delayed
//! waits as well, but in company. So none of them holds up another.

use std::collections::BTreeMap;

use domain::id::EntryHash;

use crate::backoff;
use crate::event::Moment;
use crate::local_store::Unsent;
use crate::wire::MAX_ENTRIES;

/// The most entries in a batch.
pub(crate) const MAX_BATCH: usize = 200;
/// The most bytes of bodies in a batch, unless one entry alone has more.
pub(crate) const MAX_BATCH_BYTES: usize = 1 << 20;
/// A batch to which no answer came is made smaller, in case it takes too long on a poor network, but not below this: most
/// often there was no network at all, and a phone back on it is not to ask ten times where once would do.
const SMALL_BATCH: usize = 16;

const _: () = assert!(MAX_BATCH <= MAX_ENTRIES);

/// The entries that wait to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Outbox {
    queue: BTreeMap<u64, Queued>,
    batch: usize,
}

/// An entry with how its sending has gone so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Queued {
    pub(crate) unsent: Unsent,
    n_setbacks: u32,
    due_ms: u64,
    company: Company,
}

/// Whether an entry goes with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Company {
    Together,
    Alone,
}

impl Queued {
    pub(crate) fn fresh(unsent: Unsent) -> Queued {
        Queued { unsent, n_setbacks: 0, due_ms: 0, company: Company::Together }
    }
}

impl Outbox {
    pub(crate) fn new(unsent: &[Unsent]) -> Outbox {
        let queue = unsent.iter().map(|unsent| (unsent.seq, Queued::fresh(*unsent))).collect();
        Outbox { queue, batch: MAX_BATCH }
    }

    pub(crate) fn len(&self) -> usize {
        self.queue.len()
    }

    pub(crate) fn hash(&self, seq: u64) -> Option<EntryHash> {
        self.queue.get(&seq).map(|queued| queued.unsent.hash)
    }

    /// Tells whether an entry waits that has been tried in vain.
    pub(crate) fn has_setbacks(&self) -> bool {
        self.queue.values().any(|queued| 0 < queued.n_setbacks)
    }

    pub(crate) fn put(&mut self, queued: Queued) {
        self.queue.insert(queued.unsent.seq, queued);
    }

    pub(crate) fn take(&mut self, seq: u64) -> Option<Queued> {
        self.queue.remove(&seq)
    }

    /// Returns when the first entry is due; 0 for a fresh one, nothing when none waits.
    pub(crate) fn due_ms(&self) -> Option<u64> {
        self.queue.values().map(|queued| queued.due_ms).min()
    }

    /// Returns the places of the next batch, in order: what has been due for longest, and with it what is due and went
    /// through as much.
    pub(crate) fn next_batch(&self, now_ms: u64) -> Vec<u64> {
        let is_due = |queued: &&Queued| queued.due_ms <= now_ms;
        let rank = |queued: &&Queued| (queued.due_ms, queued.n_setbacks);
        let Some(first) = self.queue.values().filter(is_due).min_by_key(rank) else { return Vec::new() };
        if first.company == Company::Alone {
            return vec![first.unsent.seq];
        }
        let goes_along = |queued: &&Queued| {
            queued.company == Company::Together && queued.n_setbacks == first.n_setbacks && is_due(queued)
        };
        let mut seqs = Vec::new();
        let mut n_bytes = 0;
        for Queued { unsent, .. } in self.queue.values().filter(goes_along).take(self.batch) {
            n_bytes += unsent.n_bytes;
            if !seqs.is_empty() && MAX_BATCH_BYTES < n_bytes {
                break;
            }
            seqs.push(unsent.seq);
        }
        seqs
    }

    /// Makes the next batch larger, after one that went well.
    pub(crate) fn widen(&mut self) {
        self.batch = (self.batch * 2).min(MAX_BATCH);
    }

    /// After a failure that the batch itself may have caused: half of it next time. One that failed all alone is set back.
    pub(crate) fn stumbled(&mut self, seqs: &[u64], now: Moment) {
        match seqs {
            [] => {}
            [lone] => {
                self.batch = 1;
                self.set_back(*lone, Company::Alone, now);
            }
            _ => self.batch = seqs.len() / 2,
        }
    }

    /// After no answer at all: somewhat less next time.
    pub(crate) fn unheard(&mut self, seqs: &[u64]) {
        if SMALL_BATCH < seqs.len() {
            self.batch = (seqs.len() / 2).max(SMALL_BATCH);
        }
    }

    /// Lets an entry wait, longer each time.
    pub(crate) fn set_back(&mut self, seq: u64, company: Company, now: Moment) {
        let Some(queued) = self.queue.get_mut(&seq) else { return };
        queued.n_setbacks = queued.n_setbacks.saturating_add(1);
        queued.due_ms = now.mono_ms.saturating_add(backoff::wait_ms(queued.n_setbacks, now.dice));
        if company == Company::Alone {
            queued.company = Company::Alone;
        }
    }

    /// Lets nothing wait any longer.
    pub(crate) fn hurry(&mut self) {
        self.queue.values_mut().for_each(|queued| queued.due_ms = 0);
    }
}

#[cfg(test)]
mod tests {
    use domain::time::WallTime;

    use super::*;

    fn entry(seq: u64, n_bytes: usize) -> Unsent {
        Unsent { seq, hash: EntryHash([seq as u8; 32]), n_bytes }
    }

    fn outbox(n: u64) -> Outbox {
        Outbox::new(&(1..=n).map(|seq| entry(seq, 100)).collect::<Vec<_>>())
    }

    /// A moment whose dice give the middle between the shortest and the longest wait.
    fn at(mono_ms: u64) -> Moment {
        Moment { mono_ms, wall: WallTime::from_ms(0), dice: u32::MAX / 2 + 1 }
    }

    #[test]
    fn fresh_entries_go_together_in_order() {
        assert_eq!(outbox(3).next_batch(0), [1, 2, 3]);
        assert_eq!(outbox(500).next_batch(0).len(), MAX_BATCH);
        assert!(outbox(0).next_batch(0).is_empty());
        assert_eq!(outbox(0).due_ms(), None);
    }

    #[test]
    fn a_batch_is_bounded_in_bytes_but_never_empty() {
        let half = MAX_BATCH_BYTES / 2;
        let sizes = |sizes: &[usize]| {
            let unsent: Vec<Unsent> = (1..).zip(sizes).map(|(seq, n_bytes)| entry(seq, *n_bytes)).collect();
            Outbox::new(&unsent).next_batch(0)
        };
        assert_eq!(sizes(&[half, half, 1]), [1, 2]);
        assert_eq!(sizes(&[half, half + 1]), [1]);
        assert_eq!(sizes(&[3 * half, 1]), [1]);
        assert_eq!(sizes(&[0, 3 * half, 1]), [1]);
    }

    #[test]
    fn a_batch_that_fails_is_halved_down_to_one_and_doubled_when_it_goes_well() {
        let mut outbox = outbox(9);
        let mut sizes = Vec::new();
        for _ in 0..4 {
            let batch = outbox.next_batch(0);
            sizes.push(batch.len());
            outbox.stumbled(&batch, at(0));
        }
        assert_eq!(sizes, [9, 4, 2, 1]);
        assert_eq!(outbox.next_batch(0), [2], "the first failed alone and waits");
        outbox.widen();
        assert_eq!(outbox.next_batch(0), [2, 3]);
        outbox.widen();
        assert_eq!(outbox.next_batch(0), [2, 3, 4, 5]);
    }

    #[test]
    fn what_failed_alone_waits_and_then_goes_alone() {
        let mut outbox = outbox(3);
        outbox.stumbled(&[2], at(0));
        outbox.widen();
        assert_eq!(outbox.next_batch(0), [1, 3]);
        outbox.take(1);
        outbox.take(3);
        assert!(outbox.next_batch(1099).is_empty());
        assert_eq!(outbox.due_ms(), Some(1100));
        assert_eq!(outbox.next_batch(1100), [2]);
        outbox.put(Queued::fresh(entry(4, 100)));
        assert_eq!(outbox.next_batch(1100), [4], "a fresh one goes first");
    }

    #[test]
    fn what_was_delayed_waits_and_then_goes_in_company() {
        let mut outbox = outbox(4);
        outbox.set_back(1, Company::Together, at(0));
        outbox.set_back(2, Company::Together, at(0));
        assert_eq!(outbox.next_batch(0), [3, 4]);
        assert_eq!(
            outbox.next_batch(5000),
            [3, 4],
            "what was never tried goes first, even when both are due"
        );
        outbox.take(3);
        outbox.take(4);
        assert_eq!(outbox.next_batch(5000), [1, 2]);
        assert!(outbox.has_setbacks());
    }

    #[test]
    fn each_setback_waits_longer_until_somebody_is_in_a_hurry() {
        let mut outbox = outbox(1);
        let waits: Vec<u64> = (0..3)
            .map(|_| {
                outbox.stumbled(&[1], at(0));
                outbox.due_ms().unwrap()
            })
            .collect();
        assert_eq!(waits, [1100, 2100, 4100]);
        outbox.hurry();
        assert_eq!(outbox.next_batch(0), [1]);
        outbox.put(Queued::fresh(entry(2, 100)));
        assert_eq!(outbox.next_batch(0), [2], "a fresh one goes first even then");
    }

    #[test]
    fn without_an_answer_a_batch_shrinks_only_to_a_small_one() {
        let mut outbox = outbox(100);
        outbox.unheard(&outbox.next_batch(0));
        assert_eq!(outbox.next_batch(0).len(), 50);
        outbox.unheard(&outbox.next_batch(0));
        outbox.unheard(&outbox.next_batch(0));
        assert_eq!(outbox.next_batch(0).len(), SMALL_BATCH);
        outbox.unheard(&[1, 2]);
        assert_eq!(outbox.next_batch(0).len(), SMALL_BATCH);
        assert!(!outbox.has_setbacks());
    }

    #[test]
    fn asking_without_entries_changes_nothing() {
        let mut outbox = outbox(3);
        outbox.stumbled(&[], at(0));
        outbox.unheard(&[]);
        assert_eq!(outbox.next_batch(0), [1, 2, 3]);
    }
}
