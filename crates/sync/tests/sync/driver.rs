//! The driver does what the engine asks for, on a store in memory and a server that takes what it knows. What holds when
//! things go wrong, the simulation in package `tests` shows on the real server; nothing goes wrong here.

use std::cell::Cell;

use domain::area::Area;
use domain::id::{AccountId, AreaId, DeviceId, EntryHash, WalkId};
use domain::policy::Rulebook;
use domain::statement::{Body, Details, Statement};
use domain::time::WallTime;
use pollster::block_on;
use sync::admission::{Admission, admit};
use sync::driver::{Transport, drive, perform};
use sync::engine::{Effect, Engine, Event, Failure, Moment, Wake};
use sync::entry::Entry;
use sync::local_store::{LocalStore, Log};
use sync::memory::MemoryStore;
use sync::wire::{
    AccountCard, Holdings, Outcome, PullAnswer, PullRequest, PushAnswer, PushRequest, Receipt, Role,
};
use uuid::Uuid;

const DEVICE: DeviceId = DeviceId(Uuid::from_u128(7));
const NOW: Moment = Moment { mono_ms: 5, wall: WallTime::from_ms(5), dice: 0 };

/// A server that knows one area and keeps nothing.
#[derive(Default)]
struct Server {
    n_requests: Cell<usize>,
}

impl Transport for Server {
    async fn push(&self, request: &PushRequest) -> Result<PushAnswer, Failure> {
        self.n_requests.set(self.n_requests.get() + 1);
        let at = WallTime::from_ms(1);
        let receipt = |entry: &Entry| {
            let outcome = match admit(DEVICE, entry, None, &book()) {
                Admission::KeepRefused(refusal, detail) => Outcome::Rejected { refusal, detail },
                _ => Outcome::Stored { at },
            };
            Receipt { seq: entry.seq, hash: entry.hash, outcome }
        };
        Ok(PushAnswer {
            epoch: "life 0".to_owned(),
            server_time: at,
            receipts: request.entries.iter().map(receipt).collect(),
            unreadable: Vec::new(),
            holdings: Holdings { n_held: request.head.seq, ..Holdings::default() },
        })
    }

    async fn pull(&self, request: &PullRequest) -> Result<PullAnswer, Failure> {
        self.n_requests.set(self.n_requests.get() + 1);
        let name = "polis1".to_owned();
        let id = AccountId(Uuid::from_u128(1));
        Ok(PullAnswer {
            epoch: "life 0".to_owned(),
            server_time: WallTime::from_ms(1),
            account: AccountCard { id, shown_as: name.clone(), name, role: Role::Officer },
            rulebook: None,
            coverage: Vec::new(),
            walks: Vec::new(),
            activities: Vec::new(),
            cursor: 0,
            more: false,
            asked: Some((request.after, request.revision)),
        })
    }
}

#[test]
fn the_driver_does_all_that_the_engine_asks_for() {
    let (server, store) = (Server::default(), MemoryStore::new(DEVICE));
    for area in ["skogas-c", "nowhere", "skogas-c"] {
        block_on(store.append(&corrected(area), Log::Stays)).unwrap();
    }
    let mut engine = Engine::new(&block_on(store.snapshot()).unwrap());
    let woke = Event::Woke(Wake::Chance);
    let wake_after_ms = block_on(drive(&mut engine, woke, "test", &store, &server, || NOW));
    assert_eq!(wake_after_ms, Some(60_000));
    let snapshot = block_on(store.snapshot()).unwrap();
    assert_eq!((snapshot.unsent.len(), snapshot.parked.len(), snapshot.held.len()), (0, 1, 2));
    assert_eq!(snapshot.news.epoch, "life 0");
    assert_eq!(server.n_requests.get(), 2);
}

#[test]
fn an_entry_that_is_gone_from_the_journal_is_said() {
    let (server, store) = (Server::default(), MemoryStore::new(DEVICE));
    let push = Effect::Push { seqs: vec![5] };
    let event = block_on(perform(push, "test", &store, &server, NOW));
    assert_eq!(event, Some(Event::Pushed(Err(Failure::Storage("the journal lacks entry 5".to_owned())))));
    assert_eq!(server.n_requests.get(), 0);
}

fn corrected(area: &str) -> Body {
    let details = Details {
        area: area_id(area),
        crew_size: 2,
        started: WallTime::from_ms(0),
        elapsed_s: 900,
        observations: Vec::new(),
    };
    let (walk, over) = (WalkId(Uuid::from_u128(1)), EntryHash([1; 32]));
    let says = Statement::Correction { walk, over, reason: "Fel område".to_owned(), details };
    Body::new(WallTime::from_ms(0), says)
}

/// What the server knows: one area.
fn book() -> Rulebook {
    let skogas = Area { id: area_id("skogas-c"), name: "Skogås C".to_owned(), boundaries: Vec::new() };
    Rulebook { areas: vec![skogas], ..Rulebook::default() }
}

fn area_id(text: &str) -> AreaId {
    text.parse().unwrap()
}
