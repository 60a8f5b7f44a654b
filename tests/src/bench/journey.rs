//! The bench from start to end: pushes, the same pushes again, pulls, and single walks from many connections, each on a
//! server of its own. It drives the real server as its own process, from one thread.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use domain::id::DeviceId;
use domain::time::WallTime;
use server::device::HttpTransport;
use sync::driver::Transport;
use sync::engine::Engine;
use sync::wire::{Outcome, PullRequest, PushAnswer};
use tokio::task::LocalSet;
use uuid::Uuid;

use crate::bench::figures::{Figure, Figures};
use crate::bench::floor::Floor;
use crate::bench::load::{Ground, Phone};
use crate::bench::stopwatch::Stopwatch;
use crate::server::{PASSWORD, Server, cpu_s};
use crate::visitor::{Visitor, gzip};

/// How many walks a phone brings at most.
const N_WALKS: usize = 1000;
/// How many phones push at once, where there are so many.
const N_AT_ONCE: usize = 4;
/// How many phones bring one walk at a time.
const N_CONNECTIONS: usize = 64;

/// Measures everything with so many walks.
pub async fn run(sizes: &[usize], n_receipts: usize) -> Figures {
    let mut figures = Figures::default();
    for &n_walks in sizes {
        pushes_and_pull(n_walks, &mut figures).await;
    }
    receipts(n_receipts, &mut figures).await;
    figures
}

/// What a step cost.
struct Watch<'a> {
    server: &'a Server,
    begun: Stopwatch,
    cpu_s: [f64; 2],
}

impl<'a> Watch<'a> {
    fn start(server: &'a Server) -> Watch<'a> {
        Watch { server, cpu_s: both_cpu_s(server), begun: Stopwatch::start() }
    }

    fn stop(self, what: &str, n_walks: usize, goal: &'static str) -> Figure {
        let seconds = self.begun.s();
        let cpu_s = both_cpu_s(self.server);
        let cpu_s = [cpu_s[0] - self.cpu_s[0], cpu_s[1] - self.cpu_s[1]];
        Figure {
            what: what.to_owned(),
            n_walks,
            n_done: n_walks,
            seconds,
            floor_s: None,
            waits_ms: None,
            cpu_s,
            goal,
        }
    }
}

fn both_cpu_s(server: &Server) -> [f64; 2] {
    [server.cpu_s(), cpu_s("/proc/self/stat")]
}

/// Starts a server with one officer, and learns what there is to walk in.
async fn open() -> (Server, HttpTransport, Ground) {
    let server = Server::start_unwatched();
    server.add_account("polis1", "officer");
    let transport = HttpTransport::to(&server.url("")).expect("that is an address");
    transport.log_in("polis1", PASSWORD).await.expect("the account was just made");
    let asked = PullRequest { device: DeviceId(Uuid::from_u128(1)), after: 0, revision: 0 };
    let answer = transport.pull(&asked).await.expect("the server answers");
    let areas = answer.rulebook.expect("who has no rulebook gets one").areas;
    let until = WallTime::from_local(2026, 11, 24, 22, 14).expect("that evening had such a minute");
    (server, transport, Ground::of(areas, until))
}

async fn pushes_and_pull(n_walks: usize, figures: &mut Figures) {
    let (server, transport, ground) = open().await;
    let n_phones = n_walks.div_ceil(N_WALKS) as u64;
    let phones: Vec<Phone> =
        (1..=n_phones).map(|seed| Phone::with(n_walks / n_phones as usize, seed, &ground)).collect();
    let n_walks = phones.iter().map(Phone::n_walks).sum();
    let n_commits: usize = phones.iter().map(|phone| phone.n_walks().div_ceil(Engine::MAX_BATCH)).sum();

    let watch = Watch::start(&server);
    push(&phones, &transport, |outcome| matches!(outcome, Outcome::Stored { .. })).await;
    let mut cold = watch.stop("push", n_walks, "≤ 4 × floor; ≥ 60,000 a second");
    let watch = Watch::start(&server);
    push(&phones, &transport, |outcome| matches!(outcome, Outcome::Duplicate { .. })).await;
    let mut again = watch.stop("push again", n_walks, "≤ 5 × floor");
    let watch = Watch::start(&server);
    assert_eq!(pull(&transport).await, n_walks, "the officer's walks come back");
    let mut pulled = watch.stop("pull", n_walks, "");

    figures.peak_memory_kib = figures.peak_memory_kib.max(server.peak_memory_kib());
    let database = server.data().join("kvart.db");
    let floor = Floor::of(&database).expect("the database can be read");
    let empty = floor.empty().expect("another can be made");
    cold.floor_s = Some(floor.write(&empty, n_commits, "INSERT").expect("its rows fit"));
    again.floor_s = Some(floor.write(&empty, n_commits, "INSERT OR IGNORE").expect("its rows are there"));
    pulled.floor_s = Some(Floor::read_walks(&database).expect("the database can be read"));
    figures.lines.extend([cold, again, pulled]);
}

/// Pushes everything that the phones hold, as many entries at a time as the engine sends.
async fn push(phones: &[Phone], transport: &HttpTransport, is_right: fn(&Outcome) -> bool) {
    let waiting: Rc<RefCell<VecDeque<Phone>>> = Rc::new(RefCell::new(phones.iter().cloned().collect()));
    let pushing = LocalSet::new();
    for _ in 0..N_AT_ONCE {
        let (waiting, transport) = (Rc::clone(&waiting), transport.clone());
        pushing.spawn_local(async move {
            loop {
                let Some(phone) = waiting.borrow_mut().pop_front() else { return };
                for request in phone.pushes(Engine::MAX_BATCH) {
                    let answer = transport.push(&request).await.expect("the server has room for four phones");
                    check(&answer, request.entries.len(), is_right);
                }
            }
        });
    }
    pushing.await;
}

fn check(answer: &PushAnswer, n_entries: usize, is_right: fn(&Outcome) -> bool) {
    assert_eq!(answer.receipts.len(), n_entries, "a receipt for each");
    let wrong = answer.receipts.iter().find(|receipt| !is_right(&receipt.outcome));
    assert!(wrong.is_none(), "{wrong:?}");
}

/// Pulls everything as a new phone does, and returns how many walks came.
async fn pull(transport: &HttpTransport) -> usize {
    let mut asked = PullRequest { device: DeviceId(Uuid::from_u128(2)), after: 0, revision: 0 };
    let mut n_walks = 0;
    loop {
        let answer = transport.pull(&asked).await.expect("the server answers");
        n_walks += answer.walks.len();
        asked.after = answer.cursor;
        asked.revision = answer.rulebook.map_or(asked.revision, |rulebook| rulebook.revision);
        if !answer.more {
            return n_walks;
        }
    }
}

/// Pushes one walk at a time from many connections, and notes how long each waited for its receipt.
async fn receipts(n_walks: usize, figures: &mut Figures) {
    let (server, _, ground) = open().await;
    let officer = Visitor::logged_in(&server, "polis1").await;
    let n_each = n_walks / N_CONNECTIONS;
    let bodies = |seed| -> Vec<Vec<u8>> {
        let phone = Phone::with(n_each, seed, &ground);
        phone.pushes(1).map(|push| gzip(&serde_json::to_vec(&push).expect("a push is JSON"))).collect()
    };
    let bodies: Vec<_> = (1..=N_CONNECTIONS as u64).map(bodies).collect();
    let waits_ms = Rc::new(RefCell::new(Vec::new()));
    let pushing = LocalSet::new();
    let watch = Watch::start(&server);
    for bodies in bodies {
        let (officer, waits_ms) = (officer.clone(), Rc::clone(&waits_ms));
        pushing.spawn_local(async move {
            for body in bodies {
                let begun = Stopwatch::start();
                let answer = officer.post("/api/v1/push", &[("content-encoding", "gzip")], body).await;
                waits_ms.borrow_mut().push(begun.s() * 1000.0);
                let answer: PushAnswer = answer.json();
                check(&answer, 1, |outcome| matches!(outcome, Outcome::Stored { .. }));
            }
        });
    }
    pushing.await;
    let n_walks = n_each * N_CONNECTIONS;
    let mut figure = watch.stop("receipts, 64 connections", n_walks, "≥ 20,000 a second, p99 ≤ 20 ms");
    figure.waits_ms = Some(Figure::waits(waits_ms.take()));
    figures.peak_memory_kib = figures.peak_memory_kib.max(server.peak_memory_kib());
    let floor = Floor::of(&server.data().join("kvart.db")).expect("the database can be read");
    let empty = floor.empty().expect("another can be made");
    figure.floor_s = Some(floor.write(&empty, n_each, "INSERT").expect("its rows fit"));
    figures.lines.push(figure);
}
