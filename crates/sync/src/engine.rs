//! The phone's side of the sync as a state machine: events in, effects out. It never waits and never sends by itself.
//!
//! One thing is under way at a time. What is unsent goes first (see the outbox), then news are pulled; what was tried in
//! vain and the news take turns by what has been due for longest, so that neither starves. An entry that the server
//! refuses is parked and shown.
//!
//! Every answer names the life of the server's database (its epoch). When that is another one, the server was restored
//! from a backup: the phone first asks what the server holds, sends again what it lost, and then reads all news anew.
//!
//! An engine is made from a snapshot whenever a tab takes over the sync. All that it must not forget is in the store.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::AccountId;
use domain::time::WallTime;

use crate::backoff;
pub use crate::event::{Effect, Event, Failure, Moment, Phase, Status, Wake};
use crate::local_store::{Parked, Snapshot, Unsent};
use crate::outbox::{self, Company, Outbox, Queued};
use crate::wire::{Delay, Holdings, Outcome, PullAnswer, PushAnswer, Receipt};

/// The phone's side of the sync.
#[derive(Debug, Clone)]
pub struct Engine {
    outbox: Outbox,
    parked: BTreeSet<u64>,
    /// Entries with a receipt, by place: what to send again when the server lost it.
    held: BTreeMap<u64, Queued>,
    /// Entries that the server lost, until the storage has written that they are unsent again.
    reopening: BTreeSet<u64>,
    under_way: UnderWay,
    phase: Phase,
    /// What last set an entry back, for the screen.
    setback: Option<Failure>,
    /// How many requests in a row came to nothing.
    n_failures: u32,
    /// Until then nothing is asked of the server, by the clock that only goes forward.
    not_before_ms: u64,
    pull_due_ms: u64,
    /// Whether the server is to be asked what it holds, because it seems to have been restored, or because the phone has
    /// something to report with the question.
    is_tally_due: bool,
    /// The life of the server's database that `held` and `cursor` belong to; empty when none is known.
    epoch: String,
    cursor: u64,
    revision: u64,
    account: Option<AccountId>,
    last_contact: Option<WallTime>,
}

/// What is under way.
#[derive(Debug, Clone, PartialEq, Eq)]
enum UnderWay {
    Nothing,
    Pushing { seqs: Vec<u64> },
    Settling { seqs: Vec<u64>, receipts: Vec<Receipt> },
    Pulling,
    KeepingNews(Bookmark),
}

/// Where a pull has come to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Bookmark {
    epoch: String,
    account: AccountId,
    cursor: u64,
    revision: u64,
    more: bool,
}

impl Engine {
    /// The most entries in a batch.
    pub const MAX_BATCH: usize = outbox::MAX_BATCH;
    /// The most bytes of bodies in a batch, unless one entry alone has more.
    pub const MAX_BATCH_BYTES: usize = outbox::MAX_BATCH_BYTES;
    /// While all is well, news are asked for this often.
    const PULL_EVERY_MS: u64 = 60_000;
    /// No server is believed that asks for a longer pause than this, in seconds: something in between may say anything.
    const LONGEST_PAUSE_S: u32 = 3600;

    /// Starts from what the local store holds.
    pub fn new(snapshot: &Snapshot) -> Engine {
        let news = &snapshot.news;
        Engine {
            outbox: Outbox::new(&snapshot.unsent),
            parked: snapshot.parked.iter().map(|Parked { seq, .. }| *seq).collect(),
            held: snapshot.held.iter().map(|held| (held.seq, Queued::fresh(*held))).collect(),
            reopening: BTreeSet::new(),
            under_way: UnderWay::Nothing,
            phase: Phase::Resting,
            setback: None,
            n_failures: 0,
            not_before_ms: 0,
            pull_due_ms: 0,
            is_tally_due: snapshot.is_report_due,
            epoch: news.epoch.clone(),
            cursor: news.cursor(),
            revision: news.rulebook.revision,
            account: news.account.as_ref().map(|account| account.id),
            last_contact: news.last_contact,
        }
    }

    /// Tells how the sync stands.
    pub fn status(&self) -> Status {
        let phase = match (&self.under_way, &self.phase, &self.setback) {
            (UnderWay::Nothing, Phase::Resting, Some(setback)) if self.outbox.has_setbacks() => {
                setback.clone().into()
            }
            (UnderWay::Nothing, phase, _) => phase.clone(),
            _ => Phase::Busy,
        };
        Status {
            n_unsent: self.outbox.len(),
            n_parked: self.parked.len(),
            phase,
            last_contact: self.last_contact,
        }
    }

    /// Takes a parked entry up again, to be sent once more as it is. The local store has been told before
    /// ([`crate::local_store::LocalStore::settle`] with the entry as reopened).
    pub fn unpark(&mut self, unsent: Unsent, now: Moment) -> Vec<Effect> {
        self.parked.remove(&unsent.seq);
        self.held.remove(&unsent.seq);
        self.handle(Event::Appended(unsent), now)
    }

    /// Takes in an event and says what is to be done. An answer to nothing that is under way is passed over.
    pub fn handle(&mut self, event: Event, now: Moment) -> Vec<Effect> {
        match event {
            Event::Appended(unsent) => self.appended(unsent),
            Event::Woke(wake) => self.woke(wake, now),
            Event::Pushed(result) => return self.pushed(result, now),
            Event::Settled(result) => return self.settled(result, now),
            Event::Pulled(result) => return self.pulled(result, now),
            Event::NewsKept(result) => return self.news_kept(result, now),
        }
        self.next(now)
    }

    fn appended(&mut self, unsent: Unsent) {
        // Another tab may tell of an entry that has gone through meanwhile.
        if !self.held.contains_key(&unsent.seq) && !self.parked.contains(&unsent.seq) {
            self.outbox.put(Queued::fresh(unsent));
        }
        self.take_chance();
    }

    fn woke(&mut self, wake: Wake, now: Moment) {
        match wake {
            Wake::Timer => return,
            Wake::Chance => self.take_chance(),
            Wake::Demand | Wake::LoggedIn => {
                self.not_before_ms = 0;
                self.outbox.hurry();
            }
        }
        self.pull_due_ms = self.pull_due_ms.min(now.mono_ms);
        // Somebody may have logged in elsewhere, or the server may have been put right: one request tells.
        if matches!(self.phase, Phase::LoginNeeded | Phase::UpdateNeeded) {
            self.phase = Phase::Resting;
        }
    }

    /// Forgets the wait after a failure, except one that the server asked for.
    fn take_chance(&mut self) {
        if !matches!(self.phase, Phase::Waiting(Failure::Busy { .. })) {
            self.not_before_ms = 0;
        }
    }

    /// Starts the next thing, when nothing is under way and nothing stands against it.
    fn next(&mut self, now: Moment) -> Vec<Effect> {
        if self.under_way != UnderWay::Nothing
            || matches!(self.phase, Phase::LoginNeeded | Phase::UpdateNeeded)
        {
            return Vec::new();
        }
        let push_due_ms = self.outbox.due_ms().unwrap_or(u64::MAX);
        let due_ms = push_due_ms.min(self.pull_due_ms).max(self.not_before_ms);
        if now.mono_ms < due_ms {
            return vec![Effect::WakeAfter { ms: due_ms - now.mono_ms }];
        }
        if push_due_ms <= self.pull_due_ms {
            self.push(self.outbox.next_batch(now.mono_ms))
        } else if self.is_tally_due {
            self.push(Vec::new())
        } else {
            self.under_way = UnderWay::Pulling;
            vec![Effect::Pull { after: self.cursor, revision: self.revision }]
        }
    }

    fn push(&mut self, seqs: Vec<u64>) -> Vec<Effect> {
        self.under_way = UnderWay::Pushing { seqs: seqs.clone() };
        vec![Effect::Push { seqs }]
    }

    fn pushed(&mut self, result: Result<PushAnswer, Failure>, now: Moment) -> Vec<Effect> {
        let UnderWay::Pushing { seqs } = self.under_way.clone() else { return self.next(now) };
        self.under_way = UnderWay::Nothing;
        let answer = match result {
            Ok(answer) => answer,
            Err(failure) => return self.push_failed(&seqs, failure, now),
        };
        let (later, receipts) = self.own_receipts(&seqs, answer.receipts);
        let is_silent = later.is_empty() && receipts.is_empty();
        if is_silent && (!seqs.is_empty() || !self.adds_up(&answer.holdings)) {
            // An answer that is none: nothing in it is believed, and it must not become a busy loop.
            return self.push_failed(&seqs, Failure::Broken(200), now);
        }
        self.last_contact = Some(now.wall);
        self.is_tally_due = false;
        if self.epoch != answer.epoch {
            self.epoch = answer.epoch;
            self.cursor = 0;
            self.revision = 0;
        }
        self.reopen(&answer.holdings.missing, now);
        for (seq, delay) in &later {
            self.outbox.set_back(*seq, Company::Together, now);
            self.setback = Some(Failure::Later(*delay));
        }
        let is_settling = |seq: &u64| receipts.iter().any(|receipt| receipt.seq == *seq);
        let reopened: Vec<u64> = self.reopening.iter().copied().filter(|seq| !is_settling(seq)).collect();
        if !receipts.is_empty() || !reopened.is_empty() {
            self.under_way = UnderWay::Settling { seqs, receipts: receipts.clone() };
            return vec![Effect::Settle { receipts, reopened }];
        }
        if !later.is_empty() {
            self.succeeded();
        }
        self.next(now)
    }

    /// Tells whether a server that says it lacks nothing holds at least what it gave receipts for.
    fn adds_up(&self, holdings: &Holdings) -> bool {
        !holdings.missing.is_empty() || self.held.len() as u64 <= holdings.n_held
    }

    /// Takes up again what had a receipt and what the server says it lacks.
    fn reopen(&mut self, missing: &[(u64, u64)], now: Moment) {
        let is_missing = |seq: &u64| missing.iter().any(|(first, last)| (first..=last).contains(&seq));
        let lost: Vec<u64> = self.held.keys().copied().filter(is_missing).collect();
        for seq in lost {
            let Some(queued) = self.held.remove(&seq) else { continue };
            self.outbox.put(queued);
            // After a wait that grows: a server that says "stored" and "missing" in turn must not become a busy loop.
            self.outbox.set_back(seq, Company::Together, now);
            self.setback = Some(Failure::Later(Delay::Other));
            self.reopening.insert(seq);
        }
    }

    /// Returns what the server says of entries in the batch whose hash is the phone's own, the first word for each:
    /// which are to come again, and the receipts of the others.
    fn own_receipts(&self, seqs: &[u64], receipts: Vec<Receipt>) -> (Vec<(u64, Delay)>, Vec<Receipt>) {
        let mut open: BTreeSet<u64> = seqs.iter().copied().collect();
        let mut later = Vec::new();
        let mut settling = Vec::new();
        for receipt in receipts {
            if self.outbox.hash(receipt.seq) != Some(receipt.hash) || !open.remove(&receipt.seq) {
                continue;
            }
            match receipt.outcome {
                Outcome::Retry { delay } => later.push((receipt.seq, delay)),
                Outcome::Stored { .. } | Outcome::Duplicate { .. } | Outcome::Rejected { .. } => {
                    settling.push(receipt)
                }
            }
        }
        (later, settling)
    }

    fn push_failed(&mut self, seqs: &[u64], failure: Failure, now: Moment) -> Vec<Effect> {
        match &failure {
            Failure::TooLarge | Failure::Broken(_) | Failure::Storage(_) => {
                self.outbox.stumbled(seqs, now);
                self.setback = Some(failure.clone());
            }
            Failure::Unreachable => self.outbox.unheard(seqs),
            Failure::Busy { .. } | Failure::LoginNeeded | Failure::UpdateNeeded | Failure::Later(_) => {}
        }
        self.failed(failure, now);
        if seqs.is_empty() {
            self.pull_due_ms = self.pull_due_ms.max(self.not_before_ms);
        }
        self.next(now)
    }

    fn settled(&mut self, result: Result<(), String>, now: Moment) -> Vec<Effect> {
        let UnderWay::Settling { seqs, receipts } = self.under_way.clone() else {
            return self.next(now);
        };
        self.under_way = UnderWay::Nothing;
        if let Err(error) = result {
            // No news of a restored server may be kept before the storage knows what is to be sent again.
            self.is_tally_due = !self.reopening.is_empty();
            // One receipt may be what the storage stumbles over. Sent again, entries are found to be duplicates.
            return self.push_failed(&seqs, Failure::Storage(error), now);
        }
        self.reopening.clear();
        for receipt in receipts {
            let Some(queued) = self.outbox.take(receipt.seq) else { continue };
            if matches!(receipt.outcome, Outcome::Rejected { .. }) {
                self.parked.insert(receipt.seq);
            } else {
                self.held.insert(receipt.seq, queued);
            }
        }
        self.outbox.widen();
        self.pull_due_ms = self.pull_due_ms.min(now.mono_ms);
        self.succeeded();
        self.next(now)
    }

    fn pulled(&mut self, result: Result<PullAnswer, Failure>, now: Moment) -> Vec<Effect> {
        if self.under_way != UnderWay::Pulling {
            return self.next(now);
        }
        self.under_way = UnderWay::Nothing;
        let answer = match result {
            Ok(answer) => answer,
            Err(failure) => return self.pull_failed(failure, now),
        };
        if answer.asked.is_some_and(|asked| asked != (self.cursor, self.revision)) {
            // The answer to another question, earlier or another phone's: its cursor would pass over what lies between.
            return self.pull_failed(Failure::Broken(200), now);
        }
        self.last_contact = Some(now.wall);
        if self.account.is_some_and(|own| own != answer.account.id) {
            // Somebody else logged in on this phone: their walks are not for this officer's storage.
            return self.pull_failed(Failure::LoginNeeded, now);
        }
        let is_first = self.epoch.is_empty() && self.held.is_empty();
        if self.epoch != answer.epoch && !is_first {
            self.is_tally_due = true;
            return self.pull_failed(Failure::Broken(200), now);
        }
        self.under_way = UnderWay::KeepingNews(Bookmark {
            epoch: answer.epoch.clone(),
            account: answer.account.id,
            cursor: answer.cursor,
            revision: answer.rulebook.as_ref().map_or(self.revision, |rulebook| rulebook.revision),
            more: answer.more,
        });
        vec![Effect::KeepNews(Box::new(answer))]
    }

    fn pull_failed(&mut self, failure: Failure, now: Moment) -> Vec<Effect> {
        self.failed(failure, now);
        self.pull_due_ms = self.pull_due_ms.max(self.not_before_ms);
        self.next(now)
    }

    fn news_kept(&mut self, result: Result<(), String>, now: Moment) -> Vec<Effect> {
        let UnderWay::KeepingNews(bookmark) = self.under_way.clone() else { return self.next(now) };
        self.under_way = UnderWay::Nothing;
        if let Err(error) = result {
            return self.pull_failed(Failure::Storage(error), now);
        }
        // A server that promises more without moving on must not become a busy loop.
        let goes_on = bookmark.more && self.cursor < bookmark.cursor;
        self.pull_due_ms =
            if goes_on { now.mono_ms } else { now.mono_ms.saturating_add(Self::PULL_EVERY_MS) };
        self.epoch = bookmark.epoch;
        self.account = Some(bookmark.account);
        self.cursor = bookmark.cursor;
        self.revision = bookmark.revision;
        self.succeeded();
        self.next(now)
    }

    fn succeeded(&mut self) {
        self.n_failures = 0;
        self.not_before_ms = 0;
        self.phase = Phase::Resting;
    }

    /// Waits after a failure, longer each time; for a log-in or an update it waits without a time.
    fn failed(&mut self, failure: Failure, now: Moment) {
        let (failure, asked_ms) = match failure {
            Failure::Busy { after_s } => {
                let after_s = after_s.min(Self::LONGEST_PAUSE_S);
                (Failure::Busy { after_s }, u64::from(after_s) * 1000)
            }
            failure => (failure, 0),
        };
        self.n_failures = self.n_failures.saturating_add(1);
        let wait_ms = asked_ms + backoff::wait_ms(self.n_failures, now.dice);
        self.not_before_ms = now.mono_ms.saturating_add(wait_ms);
        self.phase = failure.into();
    }
}
