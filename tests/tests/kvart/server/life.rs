//! The real server's life: it starts, works beside the commands of an administrator, is asked to stop and loses nothing. It
//! never waits by sleeping.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use domain::time::WallTime;
use reqwest::StatusCode;
use server::device::{Device, HttpTransport, Tally};
use server::edge;
use sync::wire::{Outcome, PushAnswer};
use tests::journal::told_walk;
use tests::server::{PASSWORD, site};
use tests::{Journal, Server, Visitor};

#[tokio::test]
async fn a_push_under_way_is_finished_before_the_end() {
    let mut server = Server::start();
    server.add_account("polis1", "officer");
    let officer = Visitor::logged_in(&server, "polis1").await;
    let mut journal = Journal::of(1);
    let entry = journal.say(told_walk(1));
    let body = serde_json::to_vec(&journal.push(vec![entry])).unwrap();

    // The body waits until the server has asked for it; so the request is under way when the server is told to stop.
    let mut phone = TcpStream::connect(server.address()).unwrap();
    let head = format!(
        "POST /api/v1/push HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\
         Connection: close\r\n\r\n",
        server.address(),
        officer.cookie.as_deref().unwrap(),
        body.len(),
    );
    phone.write_all(head.as_bytes()).unwrap();
    let mut answers = BufReader::new(phone.try_clone().unwrap());
    let mut line = String::new();
    answers.read_line(&mut line).unwrap();
    assert_eq!(line, "HTTP/1.1 100 Continue\r\n");
    server.ask_to_stop();
    server.wait_for_log("stopping");
    phone.write_all(&body).unwrap();
    let mut answer = String::new();
    answers.read_to_string(&mut answer).unwrap();
    assert!(answer.contains("HTTP/1.1 200 OK") && answer.contains(r#""stored""#), "{answer}");
    assert!(server.wait().success());

    let server = server.restart();
    let again: PushAnswer =
        Visitor::logged_in(&server, "polis1").await.post("/api/v1/push", &[], body).await.json();
    assert!(matches!(again.receipts[0].outcome, Outcome::Duplicate { .. }), "{again:?}");
}

/// A machine that is shut down does not ask whether the server has started yet.
#[test]
fn a_server_told_to_stop_while_it_starts_ends_in_good_order() {
    assert!(Server::start_and_stop_at(&["--demo"], "telling demonstration walks").success());
}

#[tokio::test]
async fn the_native_client_pushes_and_pushing_again_doubles_nothing() {
    let server = Server::start();
    server.add_account("polis1", "officer");
    let now = WallTime::parse("2026-11-25T12:00:00+01:00").unwrap();
    for expected_new in [30, 0] {
        let transport = HttpTransport::to(&server.url("")).unwrap();
        transport.log_in("polis1", PASSWORD).await.unwrap();
        // The same seed is the same phone with the same walks, which has forgotten that it pushed them.
        let mut device = Device::new(7, transport);
        device.sync().await.unwrap();
        let before = Visitor::logged_in(&server, "polis1").await.pull(device.id()).await.walks.len();
        device.make_up(30, now).await.unwrap();
        device.sync().await.unwrap();
        assert_eq!(device.tally().await.unwrap(), Tally { n_held: 30, n_refused: 0, n_unsent: 0 });
        let after = Visitor::logged_in(&server, "polis1").await.pull(device.id()).await.walks.len();
        assert_eq!(after - before, expected_new);
    }
}

#[tokio::test]
async fn the_device_command_says_what_happened() {
    let server = Server::start();
    server.add_account("polis1", "officer");
    let url = server.url("");
    let push = ["device", "push", "--server", &url, "--name", "polis1", "--walks", "12", "--password-stdin"];
    let output = server.command(&push, PASSWORD);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("12 receipts in ") && said.contains("held 12, refused 0, unsent 0"), "{said}");
    assert!(!server.command(&push, "fel lösenord").status.success());
    let gone = ["device", "push", "--server", "https://127.0.0.1:1", "--name", "polis1", "--password-stdin"];
    assert!(!server.command(&gone, PASSWORD).status.success());
}

#[tokio::test]
async fn a_policy_set_beside_the_server_holds_from_then_on() {
    let server = Server::start();
    server.add_account("polis1", "officer");
    let officer = Visitor::logged_in(&server, "polis1").await;
    let device = Journal::of(1).device;
    let before = officer.pull(device).await.rulebook.unwrap();
    assert_eq!((before.areas.len(), before.policies.len()), (4, 1));

    let output = server.command(&["policy", "set", "--required-s", "20", "--unverified", "counts"], "");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let after = officer.pull(device).await.rulebook.expect("a new revision is sent");
    assert!(before.revision < after.revision);
    let policy = after.policies.last().unwrap();
    assert_eq!((policy.version, policy.required_s), (2, 20));

    // Walks that begin from then on are judged by it.
    let mut journal = Journal::of(1);
    let mut walk = tests::journal::walk(1);
    walk.started = edge::now();
    let entry = journal.say(domain::statement::Statement::Walk(walk));
    officer.push(&journal.push(vec![entry])).await;
    let news = officer.pull(device).await.walks;
    assert_eq!((news[0].verdict.policy_version, news[0].verdict.counts), (2, true), "{news:?}");

    let shown = String::from_utf8(server.command(&["policy", "show"], "").stdout).unwrap();
    assert!(
        shown.lines().count() == 2 && shown.contains("version 2") && shown.contains("required-s 20"),
        "{shown}"
    );
    assert!(!server.command(&["policy", "set"], "").status.success());
    let blind = server.command(&["policy", "set", "--max-interval-s", "10"], "");
    let why = String::from_utf8_lossy(&blind.stderr);
    assert!(!blind.status.success() && why.contains("Make fix-max-s 5 or less"), "{why}");
    assert!(!server.command(&["policy", "set", "--required-s", "20"], "").status.success());
}

#[tokio::test]
async fn a_backup_is_a_whole_database() {
    let server = Server::start();
    server.add_account("polis1", "officer");
    let officer = Visitor::logged_in(&server, "polis1").await;
    let mut journal = Journal::of(1);
    let entry = journal.say(told_walk(1));
    let first = officer.push(&journal.push(vec![entry.clone()])).await;
    let copies = tempfile::tempdir().unwrap();
    let file = copies.path().join("kvart.db");
    let backup = ["backup", file.to_str().unwrap()];
    assert!(server.command(&backup, "").status.success());
    assert!(!server.command(&backup, "").status.success(), "no backup overwrites another");

    let restored = Server::start_in(copies);
    let officer = Visitor::logged_in(&restored, "polis1").await;
    let again = officer.push(&journal.push(vec![entry])).await;
    assert!(matches!(again.receipts[0].outcome, Outcome::Duplicate { .. }), "{again:?}");
    assert_ne!(first.epoch, again.epoch, "a restored database is another life");
}

#[tokio::test]
async fn accounts_are_made_beside_the_server_and_never_from_arguments() {
    let server = Server::start();
    server.add_account("Polis1", "officer");
    let refused = |arguments: &[&str], stdin: &str| {
        let output = server.command(arguments, stdin);
        assert!(!output.status.success(), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    let add = |name| ["account", "add", name, "--shown-as", "Någon", "--role", "officer"];
    assert!(refused(&add("polis1"), PASSWORD).contains("taken"));
    assert!(refused(&add("två ord"), PASSWORD).contains("letters"));
    assert!(refused(&add("polis3"), "kort").contains("10"));
    assert!(refused(&add("polis3"), "").contains("password"));
    refused(&["account", "add", "polis3", "--shown-as", "x", "--role", "chief"], PASSWORD);
    refused(
        &["account", "add", "polis3", "--shown-as", "x", "--role", "officer", "--password", PASSWORD],
        "",
    );
    assert!(refused(&["account", "disable", "ingen"], "").contains("no such account"));
    let listed = String::from_utf8(server.command(&["account", "list"], "").stdout).unwrap();
    assert_eq!(listed.lines().count(), 1, "{listed}");
    assert!(
        listed.contains("polis1") && listed.contains("officer") && listed.contains("Visas som Polis1"),
        "{listed}"
    );
}

#[tokio::test]
async fn the_demonstration_is_told_once() {
    let server = Server::start_with(&["--demo"]);
    let log_ins = |server: &Server| {
        server.told().iter().filter(|line| line.starts_with("demonstration log-ins")).count()
    };
    assert_eq!(log_ins(&server), 1);
    assert!(server.told().iter().all(|line| !line.starts_with("set-up")), "{:?}", server.told());
    let n_walks = async |server: &Server, officer: u128| {
        let phone = Visitor::logged_in(server, &format!("polis{officer}")).await;
        phone.pull(Journal::of(officer).device).await.walks.len()
    };
    let counts = (n_walks(&server, 1).await, n_walks(&server, 2).await);
    assert!(20 < counts.0 && 20 < counts.1, "{counts:?}");
    let server = server.restart();
    assert_eq!((n_walks(&server, 1).await, n_walks(&server, 2).await), counts);
    assert_eq!(log_ins(&server), 1);
}

#[tokio::test]
async fn a_taken_address_and_a_foreign_database_are_said_in_words() {
    let server = Server::start();
    let output =
        server.command(&["serve", "--listen", server.address(), "--site", site().to_str().unwrap()], "");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && said.contains("--listen"), "{said}");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("kvart.db"), "no database").unwrap();
    let output = server.command(&["account", "list", "--data", folder.path().to_str().unwrap()], "");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && said.contains("not a database"), "{said}");
    assert_eq!(Visitor::to(&server).get("/api/v1/health").await.status, StatusCode::OK);
}
