//! A small model of the server, behind a network that fails in every way on this page. It never fails on its own, but for
//! entries whose body says "poison": it stumbles over those until it is put right.

use std::cell::RefCell;
use std::collections::VecDeque;

use domain::id::{AccountId, AreaId, EntryHash};
use domain::policy::Rulebook;
use domain::time::WallTime;
use proptest::prelude::*;
use sync::admission::{Admission, admit};
use sync::driver::Transport;
use sync::engine::Failure;
use sync::entry::Entry;
use sync::wire::{
    AccountCard, Delay, Holdings, Outcome, PullAnswer, PullRequest, PushAnswer, PushRequest, Receipt,
    Refusal, Role,
};
use uuid::Uuid;

use crate::DEVICE;

/// What goes wrong with one request.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fault {
    None,
    RequestLost,
    AnswerLost,
    Doubled,
    Stale,
    Truncated,
    Empty,
    Foreign,
    Retry,
    Forgetful,
    Fails(u16),
    Busy,
    LoginNeeded,
    UpdateNeeded,
    TooLarge,
}

pub(crate) fn fault() -> impl Strategy<Value = Fault> {
    use Fault::*;
    let faults = [
        RequestLost,
        AnswerLost,
        Doubled,
        Stale,
        Truncated,
        Empty,
        Foreign,
        Retry,
        Forgetful,
        Fails(500),
        Fails(404),
        Busy,
        LoginNeeded,
        UpdateNeeded,
        TooLarge,
    ];
    prop_oneof![1 => Just(None), 2 => proptest::sample::select(faults.to_vec())]
}

/// The server's side: what it holds and what it ever said.
#[derive(Default)]
pub(crate) struct Server {
    pub(crate) life: u32,
    pub(crate) lines: Vec<Line>,
    pub(crate) issued: Vec<Receipt>,
    pub(crate) faults: VecDeque<Fault>,
    pub(crate) stale: Option<PushAnswer>,
    pub(crate) is_poison_cured: bool,
    pub(crate) n_requests: usize,
}

pub(crate) struct Line {
    pub(crate) entry: Entry,
    pub(crate) refusal: Option<(Refusal, String)>,
}

impl Server {
    pub(crate) fn epoch(&self) -> String {
        format!("life {}", self.life)
    }

    fn take_in(&mut self, request: &PushRequest) -> Result<PushAnswer, Failure> {
        if !self.is_poison_cured && request.entries.iter().any(|entry| entry.body.contains("poison")) {
            return Err(Failure::Broken(500));
        }
        let receipts: Vec<Receipt> = request.entries.iter().map(|entry| self.take_in_one(entry)).collect();
        self.issued.extend(receipts.iter().cloned());
        Ok(self.answer(request, receipts))
    }

    fn answer(&self, request: &PushRequest, receipts: Vec<Receipt>) -> PushAnswer {
        let is_held = |seq: u64| self.lines.iter().any(|line| line.entry.seq == seq);
        let missing =
            (1..=request.head.seq).filter(|seq| !is_held(*seq)).map(|seq| (seq, seq)).take(100).collect();
        let holdings = Holdings { n_held: self.lines.len() as u64, missing, forked: Vec::new() };
        let server_time = WallTime::from_ms(0);
        PushAnswer { epoch: self.epoch(), server_time, receipts, unreadable: Vec::new(), holdings }
    }

    fn take_in_one(&mut self, entry: &Entry) -> Receipt {
        let at = WallTime::from_ms(1);
        let held = self.lines.iter().find(|line| line.entry.seq == entry.seq);
        let outcome = match admit(DEVICE, entry, held.map(|line| line.entry.hash), |area| *area == skogas()) {
            Admission::Store(_) => {
                self.lines.push(Line { entry: entry.clone(), refusal: None });
                Outcome::Stored { at }
            }
            Admission::KeepRefused(refusal, detail) => {
                self.lines.push(Line { entry: entry.clone(), refusal: Some((refusal, detail.clone())) });
                Outcome::Rejected { refusal, detail }
            }
            Admission::Duplicate => match held.and_then(|line| line.refusal.clone()) {
                Some((refusal, detail)) => Outcome::Rejected { refusal, detail },
                None => Outcome::Duplicate { at },
            },
            Admission::KeepAside(refusal) => Outcome::Rejected { refusal, detail: String::new() },
            Admission::Refuse(refusal, detail) => Outcome::Rejected { refusal, detail },
            Admission::Later(delay) => Outcome::Retry { delay },
        };
        Receipt { seq: entry.seq, hash: entry.hash, outcome }
    }

    fn push(&mut self, request: &PushRequest) -> Result<PushAnswer, Failure> {
        let fault = self.next_fault()?;
        let all = |outcome: Outcome| {
            let receipt =
                |entry: &Entry| Receipt { seq: entry.seq, hash: entry.hash, outcome: outcome.clone() };
            request.entries.iter().map(receipt).collect::<Vec<_>>()
        };
        let blank = PushAnswer {
            epoch: self.epoch(),
            server_time: WallTime::from_ms(0),
            receipts: Vec::new(),
            unreadable: Vec::new(),
            holdings: Holdings::default(),
        };
        match fault {
            Fault::TooLarge => return Err(Failure::TooLarge),
            Fault::Empty => return Ok(blank),
            Fault::Retry => {
                return Ok(self.answer(request, all(Outcome::Retry { delay: Delay::Storage })));
            }
            Fault::Foreign => {
                let mut receipts = all(Outcome::Stored { at: WallTime::from_ms(9) });
                receipts.iter_mut().for_each(|receipt| receipt.hash = EntryHash([0xee; 32]));
                return Ok(PushAnswer { receipts, ..blank });
            }
            Fault::Stale => return self.stale.clone().ok_or(Failure::Unreachable),
            _ => {}
        }
        let mut answer = self.take_in(request)?;
        if matches!(fault, Fault::Doubled) {
            answer = self.take_in(request)?;
        }
        self.stale = Some(answer.clone());
        match fault {
            Fault::AnswerLost => return Err(Failure::Unreachable),
            Fault::Truncated => answer.receipts.truncate(answer.receipts.len() / 2),
            Fault::Forgetful => answer.holdings.missing = vec![(1, request.head.seq)],
            _ => {}
        }
        Ok(answer)
    }

    fn pull(&mut self, request: &PullRequest) -> Result<PullAnswer, Failure> {
        if let Fault::AnswerLost | Fault::TooLarge = self.next_fault()? {
            return Err(Failure::Unreachable);
        }
        let name = "polis1".to_owned();
        let account = AccountCard {
            id: AccountId(Uuid::from_u128(1)),
            shown_as: name.clone(),
            name,
            role: Role::Officer,
        };
        let rulebook = Rulebook { revision: 1, ..Rulebook::default() };
        Ok(PullAnswer {
            epoch: self.epoch(),
            server_time: WallTime::from_ms(0),
            account,
            rulebook: (request.revision != 1).then_some(rulebook),
            coverage: Vec::new(),
            walks: Vec::new(),
            cursor: self.lines.len() as u64,
            more: false,
            asked: Some((request.after, request.revision)),
        })
    }

    /// Counts a request, and returns what is to go wrong with it unless that is the whole answer.
    fn next_fault(&mut self) -> Result<Fault, Failure> {
        self.n_requests += 1;
        assert!(self.n_requests < 10_000, "a busy loop");
        match self.faults.pop_front().unwrap_or(Fault::None) {
            Fault::RequestLost => Err(Failure::Unreachable),
            Fault::Fails(status) => Err(Failure::Broken(status)),
            Fault::Busy => Err(Failure::Busy { after_s: 7 }),
            Fault::LoginNeeded => Err(Failure::LoginNeeded),
            Fault::UpdateNeeded => Err(Failure::UpdateNeeded),
            fault => Ok(fault),
        }
    }
}

/// The way to a server that is shared with the test.
pub(crate) struct Wire<'a>(pub(crate) &'a RefCell<Server>);

impl Transport for Wire<'_> {
    async fn push(&self, request: &PushRequest) -> Result<PushAnswer, Failure> {
        self.0.borrow_mut().push(request)
    }

    async fn pull(&self, request: &PullRequest) -> Result<PullAnswer, Failure> {
        self.0.borrow_mut().pull(request)
    }
}

fn skogas() -> AreaId {
    "skogas-c".parse().unwrap()
}
