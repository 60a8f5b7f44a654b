//! Six in the morning: a thousand phones come online at once. Each gets its receipt, who finds no room is told when to come
//! back before anything was looked up, and the server's memory stays bounded. It never measures time.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

use domain::time::WallTime;
use reqwest::StatusCode;
use server::device::{Device, HttpTransport, Tally};
use sync::wire::MAX_REQUEST_BYTES;
use tests::journal::told_walk;
use tests::server::PASSWORD;
use tests::{Journal, Server, Visitor};
use tokio::sync::mpsc;
use tokio::task::LocalSet;

const N_PHONES: u64 = 1000;
/// More than the server's room and caches take, and far less than a thousand of the largest pushes.
const MAX_MEMORY_KIB: u64 = 128 << 10;

/// How many pushes of the largest kind fill the room, and how many small ones may wait for it.
const N_FILLING: usize = 3;
const N_WAITING: usize = 256;
const N_TOO_MANY: usize = 40;

#[tokio::test]
async fn a_thousand_phones_at_once_all_get_their_receipts() {
    let server = Server::start();
    server.add_account("polis1", "officer");
    let now = WallTime::parse("2026-11-25T06:00:00+01:00").expect("that is a time");
    let transport = HttpTransport::to(&server.url("")).expect("that is an address");
    transport.log_in("polis1", PASSWORD).await.expect("the account was just made");
    let mut devices = Vec::new();
    for seed in 1..=N_PHONES {
        let mut device = Device::new(seed, transport.clone());
        device.sync().await.expect("one phone after the other finds room");
        device.make_up(1, now).await.expect("the server told of areas");
        devices.push(device);
    }

    let phones = LocalSet::new();
    let mut syncing = Vec::new();
    for device in devices {
        syncing.push(phones.spawn_local(async move {
            device.sync().await.expect("a phone that is told to come back does");
            device.tally().await.expect("a journal in memory can be read")
        }));
    }
    phones.await;
    for one in syncing {
        let tally = one.await.expect("a phone does not panic");
        assert_eq!(tally, Tally { n_held: 1, n_refused: 0, n_unsent: 0 });
    }
    let peak_kib = server.peak_memory_kib();
    assert!(peak_kib < MAX_MEMORY_KIB, "the server held {peak_kib} KiB");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_finds_no_room_is_told_when_to_come_back_and_the_others_get_their_turn() {
    let server = Server::start();
    server.add_account("polis1", "officer");
    let officer = Visitor::logged_in(&server, "polis1").await;
    let uploads: Vec<TcpStream> = (0..N_FILLING).map(|_| begin_largest_push(&server, &officer)).collect();

    let (answers, mut answered) = mpsc::unbounded_channel();
    for number in 1..=(N_WAITING + N_TOO_MANY) as u128 {
        let (officer, answers) = (officer.clone(), answers.clone());
        let mut journal = Journal::of(number);
        let entry = journal.say(told_walk(number));
        let body = serde_json::to_vec(&journal.push(vec![entry])).expect("a push is JSON");
        tokio::spawn(async move { answers.send(officer.post("/api/v1/push", &[], body).await) });
    }
    for _ in 0..N_TOO_MANY {
        let answer = answered.recv().await.expect("the server answers");
        assert_eq!(answer.problem(), "503 busy");
        assert_eq!(answer.header("retry-after"), Some("10"));
    }
    // A stranger is told the same: nobody was looked up.
    assert_eq!(Visitor::to(&server).post("/api/v1/push", &[], "{}").await.problem(), "503 busy");
    assert_eq!(officer.get("/api/v1/health").await.status, StatusCode::OK, "all else goes on");

    drop(uploads);
    for _ in 0..N_WAITING {
        let answer = answered.recv().await.expect("the server answers");
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    }
}

/// Begins a push as long as may be, and returns once the server waits for its body.
fn begin_largest_push(server: &Server, officer: &Visitor) -> TcpStream {
    let mut phone = TcpStream::connect(server.address()).expect("the server listens");
    let head = format!(
        "POST /api/v1/push HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nContent-Length: {MAX_REQUEST_BYTES}\r\n\
         Expect: 100-continue\r\n\r\n",
        server.address(),
        officer.cookie.as_deref().expect("the officer is logged in"),
    );
    phone.write_all(head.as_bytes()).expect("the server reads");
    let mut line = String::new();
    let mut answers = BufReader::new(phone.try_clone().expect("a stream can be read and written"));
    answers.read_line(&mut line).expect("the server answers");
    assert_eq!(line, "HTTP/1.1 100 Continue\r\n");
    phone
}
