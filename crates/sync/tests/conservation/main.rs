//! Nothing lost, nothing twice: the real engine, driver and store against a small model of the server, over a network and
//! a storage that fail. After the faults stop, everything that the server does not refuse is held by it, within a bounded
//! number of requests. No clock is read and nobody waits.

#![expect(clippy::unwrap_used, reason = "in a test a surprise is a failure")]

mod server;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use domain::id::{DeviceId, EntryHash, WalkId};
use domain::statement::{Body, Details, SCHEMA, Statement};
use domain::time::WallTime;
use pollster::block_on;
use proptest::collection::vec;
use proptest::prelude::*;
use sync::driver::{drive, perform};
use sync::engine::{Effect, Engine, Event, Failure, Moment, Phase, Wake};
use sync::entry::{Entry, Head};
use sync::local_store::{LocalStore, Log, Place, Unsent};
use sync::memory::MemoryStore;
use uuid::Uuid;

use crate::server::{Fault, Line, Server, Wire, fault};

const DEVICE: DeviceId = DeviceId(Uuid::from_u128(7));

/// Something that a person, the phone or the server's keeper does.
#[derive(Debug, Clone, Copy)]
enum Step {
    Append(Content),
    Wake(Wake),
    Wait {
        ms: u64,
    },
    Restart,
    Unpark,
    /// The server is restored from a backup with so many entries.
    Restore {
        n_kept: usize,
    },
    /// A twin of the phone, made from a backup of it, has pushed an entry at its journal's end.
    Fork,
}

/// What an entry is to the server.
#[derive(Debug, Clone, Copy)]
enum Content {
    Good,
    UnknownArea,
    Poison,
}

/// What goes wrong with one effect on the phone.
#[derive(Debug, Clone, Copy)]
enum Slip {
    None,
    WriteFails,
    WriteFailsToSay,
    CrashBefore,
    CrashAfter,
}

fn step() -> impl Strategy<Value = Step> {
    use Step::{Append, Fork, Restart, Restore, Unpark, Wait, Wake as Woke};
    prop_oneof![
        6 => Just(Append(Content::Good)),
        2 => Just(Append(Content::UnknownArea)),
        1 => Just(Append(Content::Poison)),
        2 => prop_oneof![Just(Woke(Wake::Chance)), Just(Woke(Wake::Demand)), Just(Woke(Wake::LoggedIn))],
        4 => (0u64..400_000).prop_map(|ms| Wait { ms }),
        1 => Just(Restart),
        1 => Just(Unpark),
        1 => (0usize..8).prop_map(|n_kept| Restore { n_kept }),
        1 => Just(Fork),
    ]
}

fn slip() -> impl Strategy<Value = Slip> {
    let slips = [Slip::WriteFails, Slip::WriteFailsToSay, Slip::CrashBefore, Slip::CrashAfter];
    prop_oneof![9 => Just(Slip::None), 1 => proptest::sample::select(slips.to_vec())]
}

/// A phone, its server and all that goes wrong between them.
struct World {
    server: RefCell<Server>,
    store: MemoryStore,
    engine: Engine,
    slips: VecDeque<Slip>,
    written: Vec<Entry>,
    mono_ms: u64,
    wake_after_ms: Option<u64>,
    dice: Cell<u32>,
}

impl World {
    fn new(seed: u32, faults: Vec<Fault>, slips: Vec<Slip>) -> World {
        let store = MemoryStore::new(DEVICE);
        World {
            server: RefCell::new(Server { faults: faults.into(), ..Server::default() }),
            engine: engine(&store),
            store,
            slips: slips.into(),
            written: Vec::new(),
            mono_ms: 0,
            wake_after_ms: None,
            dice: Cell::new(seed),
        }
    }

    fn now(&self) -> Moment {
        // Numerical Recipes' generator: any will do.
        self.dice.set(self.dice.get().wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
        Moment { mono_ms: self.mono_ms, wall: WallTime::from_ms(self.mono_ms as i64), dice: self.dice.get() }
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Append(content) => {
                let body = body(content, self.written.len());
                let entry = block_on(self.store.append(&body, Log::Stays)).unwrap();
                self.written.push(entry.clone());
                self.tell(Event::Appended(Unsent::from(&entry)));
            }
            Step::Wake(wake) => self.tell(Event::Woke(wake)),
            Step::Wait { ms } => {
                self.mono_ms += ms;
                self.tell(Event::Woke(Wake::Timer));
            }
            Step::Restart => self.restart(),
            Step::Unpark => {
                let snapshot = block_on(self.store.snapshot()).unwrap();
                if let Some(parked) = snapshot.parked.first() {
                    block_on(self.store.settle(&[], &[parked.seq])).unwrap();
                    let unsent = Unsent::from(&self.written[parked.seq as usize - 1]);
                    let effects = self.engine.unpark(unsent, self.now());
                    self.perform(effects);
                }
            }
            Step::Restore { n_kept } => {
                let mut server = self.server.borrow_mut();
                server.lines.truncate(n_kept);
                server.life += 1;
                server.stale = None;
            }
            Step::Fork => {
                let head = self.written.last().map_or(Head::EMPTY, Entry::head);
                let twin = Entry::after(head, DEVICE, &body(Content::Good, 1_000_000));
                let mut server = self.server.borrow_mut();
                if server.lines.iter().all(|line| line.entry.seq != twin.seq) {
                    server.lines.push(Line { entry: twin, refusal: None });
                }
            }
        }
    }

    fn tell(&mut self, event: Event) {
        let effects = self.engine.handle(event, self.now());
        self.perform(effects);
    }

    /// Does what the engine asks for until it asks no more, slipping where a slip is due.
    fn perform(&mut self, effects: Vec<Effect>) {
        let mut effects = effects;
        while let Some(effect) = effects.pop() {
            if let Effect::WakeAfter { ms } = effect {
                self.wake_after_ms = Some(ms);
                continue;
            }
            let slip = self.slips.pop_front().unwrap_or(Slip::None);
            if matches!(slip, Slip::CrashBefore) {
                return self.restart();
            }
            let failed = match (slip, &effect) {
                (Slip::WriteFails | Slip::WriteFailsToSay, Effect::Settle { .. }) => {
                    Some(Event::Settled(Err("the disk".to_owned())))
                }
                (Slip::WriteFails | Slip::WriteFailsToSay, Effect::KeepNews(_)) => {
                    Some(Event::NewsKept(Err("the disk".to_owned())))
                }
                _ => None,
            };
            let wire = Wire(&self.server);
            let done = match (slip, &failed) {
                (Slip::WriteFails, Some(_)) => None,
                _ => block_on(perform(effect, "test", &self.store, &wire, self.now())),
            };
            if matches!(slip, Slip::CrashAfter) {
                return self.restart();
            }
            let event = failed.or(done).expect("every effect but a timer comes to something");
            assert!(effects.is_empty(), "one thing is under way at a time");
            effects = self.engine.handle(event, self.now());
        }
    }

    /// The app is opened again.
    fn restart(&mut self) {
        self.engine = engine(&self.store);
        self.tell(Event::Woke(Wake::Chance));
    }

    /// What holds at every moment.
    fn check(&self) {
        let server = self.server.borrow();
        let journal = block_on(self.store.journal()).unwrap();
        assert!(
            journal.iter().map(|kept| &kept.entry).eq(&self.written),
            "what was written is in the journal"
        );
        for kept in &journal {
            let (seq, hash) = (kept.entry.seq, kept.entry.hash);
            let mut own = server.issued.iter().filter(|receipt| receipt.seq == seq && receipt.hash == hash);
            let has_receipt = own.any(|receipt| Place::after(receipt).as_ref() == Some(&kept.place));
            assert!(
                kept.place == Place::Unsent || has_receipt,
                "entry {seq} is {:?} without its own receipt",
                kept.place
            );
        }
        for (idx, line) in server.lines.iter().enumerate() {
            let twice = server.lines[..idx].iter().find(|other| other.entry.seq == line.entry.seq);
            assert!(twice.is_none(), "entry {} is held twice", line.entry.seq);
        }
        let snapshot = block_on(self.store.snapshot()).unwrap();
        let status = self.engine.status();
        assert!(
            snapshot.unsent.len() <= status.n_unsent,
            "the screen makes no less of what waits than the storage"
        );
        if status.phase == Phase::Resting {
            assert_eq!(status.n_unsent, 0, "nothing stands in the way, and yet something waits");
            assert_eq!(status.n_parked, snapshot.parked.len(), "the screen shows what was refused");
        }
    }

    /// Tells whether all that the server does not refuse or stumble over is held by it, and the phone knows.
    fn is_quiet(&self) -> bool {
        let server = self.server.borrow();
        let journal = block_on(self.store.journal()).unwrap();
        let is_settled = |entry: &Entry, place: &Place| match place {
            Place::Held { .. } => {
                server.lines.iter().any(|line| line.entry == *entry && line.refusal.is_none())
            }
            Place::Parked { .. } => true,
            Place::Unsent => !server.is_poison_cured && entry.body.contains("poison"),
        };
        let news = block_on(self.store.snapshot()).unwrap().news;
        journal.iter().all(|kept| is_settled(&kept.entry, &kept.place)) && news.epoch == server.epoch()
    }

    /// Nothing goes wrong any more: within a bounded number of requests all is quiet.
    fn calm_down(&mut self) {
        self.server.borrow_mut().faults.clear();
        self.slips.clear();
        let n_before = self.server.borrow().n_requests;
        let n_allowed = n_before + 40 + 12 * self.written.len();
        self.tell(Event::Woke(Wake::LoggedIn));
        while !self.is_quiet() {
            let n_requests = self.server.borrow().n_requests;
            assert!(n_requests < n_allowed, "{} requests and not quiet", n_requests - n_before);
            let ms = self
                .wake_after_ms
                .take()
                .expect("while something is to be done, the engine asks to be woken");
            assert!(ms <= 400_000, "it waits {ms} ms");
            self.take(Step::Wait { ms });
            self.check();
        }
    }
}

fn engine(store: &MemoryStore) -> Engine {
    Engine::new(&block_on(store.snapshot()).unwrap())
}

fn body(content: Content, n: usize) -> Body {
    let walk = WalkId(Uuid::from_u128(n as u128));
    let over = EntryHash([1; 32]);
    let says = match content {
        Content::Good => Statement::Withdrawal { walk, over, reason: format!("number {n}") },
        Content::Poison => Statement::Withdrawal { walk, over, reason: format!("poison {n}") },
        Content::UnknownArea => Statement::Correction {
            walk,
            over,
            reason: format!("number {n}"),
            details: Details {
                area: "nowhere".parse().unwrap(),
                crew_size: 2,
                started: WallTime::from_ms(0),
                elapsed_s: 900,
                observations: Vec::new(),
            },
        },
    };
    Body { schema: SCHEMA, at: WallTime::from_ms(0), says }
}

proptest! {
    #[test]
    fn whatever_goes_wrong_nothing_is_lost_and_nothing_is_held_twice(
        seed in any::<u32>(),
        steps in vec(step(), 0..40),
        faults in vec(fault(), 0..40),
        slips in vec(slip(), 0..60),
    ) {
        let mut world = World::new(seed, faults, slips);
        for step in steps {
            world.take(step);
            world.check();
        }
        world.calm_down();
        world.server.borrow_mut().is_poison_cured = true;
        world.calm_down();
    }
}

#[test]
fn the_driver_does_all_that_the_engine_asks_for() {
    let server = RefCell::new(Server::default());
    let store = MemoryStore::new(DEVICE);
    let content = [Content::Good, Content::UnknownArea, Content::Good];
    for (n, content) in content.into_iter().enumerate() {
        block_on(store.append(&body(content, n), Log::Stays)).unwrap();
    }
    let mut engine = engine(&store);
    let now = || Moment { mono_ms: 5, wall: WallTime::from_ms(5), dice: 0 };
    let woke = Event::Woke(Wake::Chance);
    let wake_after_ms = block_on(drive(&mut engine, woke, "test", &store, &Wire(&server), now));
    assert_eq!(wake_after_ms, Some(60_000));
    let snapshot = block_on(store.snapshot()).unwrap();
    assert_eq!((snapshot.unsent.len(), snapshot.parked.len(), snapshot.held.len()), (0, 1, 2));
    assert_eq!(snapshot.news.epoch, "life 0");
    assert_eq!(server.borrow().n_requests, 2);
}

#[test]
fn an_entry_that_is_gone_from_the_journal_is_said() {
    let server = RefCell::new(Server::default());
    let store = MemoryStore::new(DEVICE);
    let push = Effect::Push { seqs: vec![5] };
    let now = Moment { mono_ms: 5, wall: WallTime::from_ms(5), dice: 0 };
    let event = block_on(perform(push, "test", &store, &Wire(&server), now));
    assert_eq!(event, Some(Event::Pushed(Err(Failure::Storage("the journal lacks entry 5".to_owned())))));
    assert_eq!(server.borrow().n_requests, 0);
}
