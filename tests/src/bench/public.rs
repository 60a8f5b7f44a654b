//! The public pages under load while phones sync: so many requests a second over connections that are kept, each due at its own
//! moment whether the one before it was answered or not; and then as many as come. It never leaves a late request out.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use domain::id::DeviceId;
use domain::time::WallTime;
use server::device::HttpTransport;
use sync::driver::Transport;
use sync::wire::PullRequest;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::LocalSet;
use uuid::Uuid;

use crate::bench::figures::{Figure, Figures};
use crate::bench::load::{Ground, Phone};
use crate::bench::stopwatch::Stopwatch;
use crate::promised;
use crate::server::{PASSWORD, Server, cpu_s};
use crate::visitor::{Visitor, gzip};

/// How many connections ask.
const N_CONNECTIONS: usize = 64;
/// How many phones push, each one walk at a time.
const N_PHONES: u64 = 4;
/// How long a phone waits between two walks: together they bring a hundred a second.
const PAUSE: Duration = Duration::from_millis(40);

/// What is asked for, in turns: the page that everybody opens, others, and what other sites show.
const PATHS: [&str; 6] = [
    "/uppfoljning",
    "/uppfoljning",
    "/follow-up",
    "/uppfoljning/nu/2",
    "/uppfoljning/marke.svg",
    "/uppfoljning/nu.json",
];

/// How fast is asked.
#[derive(Debug, Clone, Copy)]
enum Pace {
    /// So many requests a second, all connections together.
    PerS(usize),
    /// One as soon as the one before it was answered.
    AsFastAsAnswered,
}

/// Asks for public pages at a rate, and then without one.
pub async fn run(per_s: usize, seconds: usize, figures: &mut Figures) {
    let server = Server::start_unwatched_in(promised::data().await);
    let rate = Pace::PerS(per_s);
    let goal = "2,000 a second, p99 < 50 ms";
    figures.lines.push(measure("public pages, at a rate", rate, per_s * seconds, goal, &server).await);
    let n_more = 4 * per_s * seconds;
    figures.lines.push(measure("public pages, flat out", Pace::AsFastAsAnswered, n_more, "", &server).await);
    figures.peak_memory_kib = figures.peak_memory_kib.max(server.peak_memory_kib());
}

async fn measure(what: &str, pace: Pace, n_asked: usize, goal: &'static str, server: &Server) -> Figure {
    let bodies = walks(server).await;
    let officer = Visitor::logged_in(server, "polis1").await;
    let (n_pushed, is_over) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(false)));
    let waits_ms = Rc::new(RefCell::new(Vec::new()));
    let phones = LocalSet::new();
    for bodies in bodies {
        let (officer, n_pushed, is_over) = (officer.clone(), Rc::clone(&n_pushed), Rc::clone(&is_over));
        phones.spawn_local(async move {
            for body in bodies {
                if is_over.get() {
                    return;
                }
                officer.post("/api/v1/push", &[("content-encoding", "gzip")], body).await;
                n_pushed.set(n_pushed.get() + 1);
                tokio::time::sleep(PAUSE).await;
            }
        });
    }
    let cpu_before = [server.cpu_s(), cpu_s("/proc/self/stat")];
    let begun = Stopwatch::start();
    let asking: Vec<_> = (0..N_CONNECTIONS)
        .map(|idx| {
            let (address, waits_ms) = (server.address().to_owned(), Rc::clone(&waits_ms));
            phones.spawn_local(async move {
                let n_each = n_asked / N_CONNECTIONS;
                ask(&address, idx, n_each, pace, begun, &waits_ms).await.expect("the server answers");
            })
        })
        .collect();
    let seconds = phones
        .run_until(async {
            for connection in asking {
                connection.await.expect("a connection does not panic");
            }
            is_over.set(true);
            begun.s()
        })
        .await;
    let cpu_s = [server.cpu_s() - cpu_before[0], cpu_s("/proc/self/stat") - cpu_before[1]];
    let waits = waits_ms.take();
    Figure {
        what: what.to_owned(),
        n_walks: n_pushed.get(),
        n_done: waits.len(),
        seconds,
        floor_s: None,
        waits_ms: Some(Figure::waits(waits)),
        cpu_s,
        goal,
    }
}

/// Makes up what the phones push, packed beforehand.
async fn walks(server: &Server) -> Vec<Vec<Vec<u8>>> {
    let transport = HttpTransport::to(&server.url("")).expect("that is an address");
    transport.log_in("polis1", PASSWORD).await.expect("the demonstration has that officer");
    let device = DeviceId(Uuid::from_u128(1));
    let answer = transport.pull(&PullRequest { device, after: 0, revision: 0 }).await.expect("it answers");
    let areas = answer.rulebook.expect("who has no rulebook gets one").areas;
    let until = WallTime::from_local(2026, 11, 24, 22, 14).expect("that evening had such a minute");
    let ground = Ground::of(areas, until);
    let pack = |seed| -> Vec<Vec<u8>> {
        let phone = Phone::with(400, seed, &ground);
        phone.pushes(1).map(|push| gzip(&serde_json::to_vec(&push).expect("a push is JSON"))).collect()
    };
    (1..=N_PHONES).map(pack).collect()
}

/// Asks over one connection. With a rate, a wait begins when the request was due.
async fn ask(
    address: &str,
    idx: usize,
    n_asked: usize,
    pace: Pace,
    begun: Stopwatch,
    waits_ms: &RefCell<Vec<f64>>,
) -> std::io::Result<()> {
    let mut connection = TcpStream::connect(address).await?;
    connection.set_nodelay(true)?;
    let mut answer = Vec::new();
    for n in 0..n_asked {
        let due_s = match pace {
            Pace::PerS(per_s) => (n * N_CONNECTIONS + idx) as f64 / per_s as f64,
            Pace::AsFastAsAnswered => begun.s(),
        };
        let early_s = due_s - begun.s();
        if 0.0 < early_s {
            tokio::time::sleep(Duration::from_secs_f64(early_s)).await;
        }
        let path = PATHS[(n + idx) % PATHS.len()];
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: {address}\r\naccept-encoding: gzip, deflate, br\r\n\r\n");
        connection.write_all(request.as_bytes()).await?;
        read_answer(&mut connection, &mut answer).await?;
        waits_ms.borrow_mut().push((begun.s() - due_s) * 1000.0);
        assert!(answer.starts_with(b"HTTP/1.1 200"), "{path}: {}", String::from_utf8_lossy(&answer));
    }
    Ok(())
}

/// Reads one answer to its end, which its length tells.
async fn read_answer(connection: &mut TcpStream, answer: &mut Vec<u8>) -> std::io::Result<()> {
    answer.clear();
    let mut whole = usize::MAX;
    while answer.len() < whole {
        if connection.read_buf(answer).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if whole == usize::MAX {
            let head = answer.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4);
            let Some(head) = head else { continue };
            let text = String::from_utf8_lossy(&answer[..head]).to_ascii_lowercase();
            let length =
                text.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
            whole = head + length.expect("every public answer tells its length");
        }
    }
    Ok(())
}
