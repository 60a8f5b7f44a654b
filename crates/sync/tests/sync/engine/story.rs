//! A story that a test tells an engine, and how it reads: a line for each event. It answers nothing by itself.

use std::fmt::Write;

use domain::id::{AccountId, DeviceId, EntryHash};
use domain::policy::{Policy, Rulebook};
use domain::time::WallTime;
use expect_test::Expect;
use sync::engine::{Effect, Engine, Event, Failure, Moment, Phase, Wake};
use sync::local_store::{News, Parked, Snapshot, Unsent};
use sync::wire::{AccountCard, Delay, Holdings, Outcome, PullAnswer, PushAnswer, Receipt, Refusal, Role};
use uuid::Uuid;

/// An engine with its story: a line for each event, with what the engine then asks for and how it stands.
pub(crate) struct Story {
    engine: Engine,
    mono_ms: u64,
    asked: Option<Effect>,
    told: String,
}

impl Story {
    /// Begins with so many unsent entries, on a phone that spoke with the server before.
    pub(crate) fn of(n_unsent: u64) -> Story {
        Story::from(Snapshot { unsent: (1..=n_unsent).map(entry).collect(), ..nothing() })
    }

    pub(crate) fn from(snapshot: Snapshot) -> Story {
        Story { engine: Engine::new(&snapshot), mono_ms: 0, asked: None, told: String::new() }
    }

    fn now(&self) -> Moment {
        // These dice give the middle between the shortest and the longest wait.
        Moment { mono_ms: self.mono_ms, wall: WallTime::from_ms(self.mono_ms as i64), dice: u32::MAX / 2 + 1 }
    }

    pub(crate) fn tell(&mut self, event: Event) {
        let said = say_event(&event);
        let effects = self.engine.handle(event, self.now());
        self.note(&said, effects);
    }

    fn note(&mut self, said: &str, effects: Vec<Effect>) {
        assert!(effects.len() <= 1, "one thing is under way at a time: {effects:?}");
        let asks = effects.first().map_or("nothing".to_owned(), say_effect);
        let status = self.engine.status();
        let phase = match status.phase {
            Phase::Resting => "resting".to_owned(),
            Phase::Busy => "busy".to_owned(),
            Phase::Waiting(failure) => format!("waiting ({failure})"),
            Phase::LoginNeeded => "log-in needed".to_owned(),
            Phase::UpdateNeeded => "update needed".to_owned(),
            Phase::StorageFailed(error) => format!("storage failed ({error})"),
        };
        let (n_unsent, n_parked) = (status.n_unsent, status.n_parked);
        writeln!(self.told, "{said} → {asks} | {n_unsent} unsent, {n_parked} parked, {phase}").unwrap();
        if let Some(effect) = effects.into_iter().next() {
            self.asked = Some(effect);
        }
    }

    pub(crate) fn wake(&mut self, wake: Wake) {
        self.tell(Event::Woke(wake));
    }

    pub(crate) fn append(&mut self, seq: u64) {
        self.tell(Event::Appended(entry(seq)));
    }

    pub(crate) fn unpark(&mut self, seq: u64) {
        let effects = self.engine.unpark(entry(seq), self.now());
        self.note(&format!("unparked {seq}"), effects);
    }

    /// Lets so much time pass, then wakes the engine.
    pub(crate) fn timer(&mut self, ms: u64) {
        self.mono_ms += ms;
        self.wake(Wake::Timer);
    }

    /// Lets as much time pass as the engine asked for, then wakes it.
    pub(crate) fn wait(&mut self) {
        let Some(Effect::WakeAfter { ms }) = self.asked else { panic!("it does not wait:\n{}", self.told) };
        self.timer(ms);
    }

    /// Fails the request that is under way.
    pub(crate) fn fail(&mut self, failure: Failure) {
        match self.asked {
            Some(Effect::Push { .. }) => self.tell(Event::Pushed(Err(failure))),
            Some(Effect::Pull { .. }) => self.tell(Event::Pulled(Err(failure))),
            _ => panic!("no request is under way:\n{}", self.told),
        }
    }

    /// Answers the push that is under way.
    pub(crate) fn answer(&mut self, answer: PushAnswer) {
        assert!(matches!(self.asked, Some(Effect::Push { .. })), "no push is under way:\n{}", self.told);
        self.tell(Event::Pushed(Ok(answer)));
    }

    /// Says that the receipts are written down.
    pub(crate) fn settle(&mut self) {
        assert!(
            matches!(self.asked, Some(Effect::Settle { .. })),
            "nothing is to be settled:\n{}",
            self.told
        );
        self.tell(Event::Settled(Ok(())));
    }

    /// Stores all that is pushed.
    pub(crate) fn store(&mut self) {
        self.store_missing(&[]);
    }

    /// Stores all that is pushed, and says that something else is missing.
    pub(crate) fn store_missing(&mut self, missing: &[(u64, u64)]) {
        let Some(Effect::Push { seqs }) = &self.asked else { panic!("no push is under way:\n{}", self.told) };
        let holdings = Holdings { missing: missing.to_vec(), ..Holdings::default() };
        let outcomes: Vec<(u64, Outcome)> = seqs.iter().map(|seq| stored(*seq)).collect();
        self.answer(PushAnswer { holdings, ..answer(&outcomes) });
        self.settle();
    }

    /// Answers the pull that is under way with nothing new, and keeps that.
    pub(crate) fn pull(&mut self) {
        self.pull_news(news());
    }

    pub(crate) fn pull_news(&mut self, news: PullAnswer) {
        assert!(matches!(self.asked, Some(Effect::Pull { .. })), "no pull is under way:\n{}", self.told);
        self.tell(Event::Pulled(Ok(news)));
        if matches!(self.asked, Some(Effect::KeepNews(_))) {
            self.tell(Event::NewsKept(Ok(())));
        }
    }

    /// Answers so many requests, waiting whenever the engine does; `fault` says which pushes fail.
    pub(crate) fn serve(&mut self, n_requests: usize, fault: impl Fn(&[u64]) -> Option<Failure>) {
        for _ in 0..n_requests {
            if matches!(self.asked, Some(Effect::WakeAfter { .. })) {
                self.wait();
            }
            match &self.asked {
                Some(Effect::Push { seqs }) => match fault(seqs) {
                    Some(failure) => self.fail(failure),
                    None => self.store(),
                },
                _ => self.pull(),
            }
        }
    }

    pub(crate) fn reads(&self, expected: Expect) {
        expected.assert_eq(&self.told);
    }
}

pub(crate) fn entry(seq: u64) -> Unsent {
    Unsent { seq, hash: EntryHash([seq as u8; 32]), n_bytes: 700 }
}

pub(crate) fn parked(seq: u64) -> Parked {
    Parked { seq, refusal: Refusal::UnknownArea, detail: String::new() }
}

pub(crate) fn account(n: u128) -> AccountCard {
    let name = format!("polis{n}");
    AccountCard { id: AccountId(Uuid::from_u128(n)), shown_as: name.clone(), name, role: Role::Officer }
}

pub(crate) fn nothing() -> Snapshot {
    let rulebook =
        Rulebook { revision: 4, areas: Vec::new(), policies: vec![Policy::default()], ..Rulebook::default() };
    let account = Some(account(1));
    let news = News {
        epoch: "life 1".to_owned(),
        cursor: 9,
        account,
        rulebook,
        activities: Some(Vec::new()),
        ..News::default()
    };
    Snapshot::of(DeviceId(Uuid::from_u128(7)), &[], news)
}

pub(crate) fn answer(outcomes: &[(u64, Outcome)]) -> PushAnswer {
    let receipt = |(seq, outcome): &(u64, Outcome)| {
        let Unsent { seq, hash, .. } = entry(*seq);
        Receipt { seq, hash, outcome: outcome.clone() }
    };
    PushAnswer {
        epoch: "life 1".to_owned(),
        server_time: WallTime::from_ms(0),
        receipts: outcomes.iter().map(receipt).collect(),
        unreadable: Vec::new(),
        holdings: Holdings::default(),
    }
}

pub(crate) fn news() -> PullAnswer {
    PullAnswer {
        epoch: "life 1".to_owned(),
        server_time: WallTime::from_ms(0),
        account: account(1),
        rulebook: None,
        coverage: Vec::new(),
        walks: Vec::new(),
        activities: Vec::new(),
        cursor: 9,
        more: false,
        asked: None,
    }
}

pub(crate) fn stored(seq: u64) -> (u64, Outcome) {
    (seq, Outcome::Stored { at: WallTime::from_ms(5) })
}

pub(crate) fn rejected(seq: u64) -> (u64, Outcome) {
    (seq, Outcome::Rejected { refusal: Refusal::UnknownArea, detail: String::new() })
}

pub(crate) fn retry(seq: u64) -> (u64, Outcome) {
    (seq, Outcome::Retry { delay: Delay::Storage })
}

fn say_event(event: &Event) -> String {
    match event {
        Event::Appended(unsent) => format!("appended {}", unsent.seq),
        Event::Woke(Wake::Chance) => "a chance".to_owned(),
        Event::Woke(Wake::Timer) => "time has passed".to_owned(),
        Event::Woke(Wake::Demand) => "on demand".to_owned(),
        Event::Woke(Wake::LoggedIn) => "logged in".to_owned(),
        Event::Pushed(Err(failure)) | Event::Pulled(Err(failure)) => failure.to_string(),
        Event::Pushed(Ok(answer)) => {
            let missing = &answer.holdings.missing;
            let missing = if missing.is_empty() { String::new() } else { format!("; missing {missing:?}") };
            format!("answer of {}: {}{missing}", answer.epoch, say_receipts(&answer.receipts))
        }
        Event::Settled(Ok(())) => "settled".to_owned(),
        Event::Pulled(Ok(answer)) => format!("news of {} up to {}", answer.epoch, answer.cursor),
        Event::NewsKept(Ok(())) => "news kept".to_owned(),
        Event::Settled(Err(error)) | Event::NewsKept(Err(error)) => error.clone(),
    }
}

fn say_effect(effect: &Effect) -> String {
    match effect {
        Effect::Push { seqs } => format!("push {}", say_seqs(seqs)),
        Effect::Settle { receipts, reopened } if reopened.is_empty() => {
            format!("settle {}", say_receipts(receipts))
        }
        Effect::Settle { receipts, reopened } => {
            format!("settle {}; reopen {}", say_receipts(receipts), say_seqs(reopened))
        }
        Effect::Pull { after, revision } => format!("pull after {after}, rulebook {revision}"),
        Effect::KeepNews(answer) => format!("keep news up to {}", answer.cursor),
        Effect::WakeAfter { ms } => format!("wake after {ms}"),
    }
}

fn say_seqs(seqs: &[u64]) -> String {
    match seqs {
        [] => "nothing".to_owned(),
        [first, .., last] if 5 < seqs.len() => format!("{first} … {last} ({})", seqs.len()),
        _ => seqs.iter().map(u64::to_string).collect::<Vec<_>>().join(" "),
    }
}

/// Says what became of entries; those of one kind in a row together.
fn say_receipts(receipts: &[Receipt]) -> String {
    let word = |receipt: &Receipt| match receipt.outcome {
        _ if receipt.hash != entry(receipt.seq).hash => "of another hash",
        Outcome::Stored { .. } => "stored",
        Outcome::Duplicate { .. } => "duplicate",
        Outcome::Rejected { .. } => "rejected",
        Outcome::Retry { .. } => "to come again",
    };
    let say = |run: &[Receipt]| {
        let seqs: Vec<u64> = run.iter().map(|receipt| receipt.seq).collect();
        format!("{} {}", say_seqs(&seqs), word(&run[0]))
    };
    let said: Vec<String> = receipts.chunk_by(|a, b| word(a) == word(b)).map(say).collect();
    if said.is_empty() { "nothing".to_owned() } else { said.join(", ") }
}
