//! The way to the server: what is sent, and what each answer means.

#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "in a test a surprise is a failure")]

use std::pin::pin;
use std::task::{Context, Waker};

use browser::fetch::{self, FetchTransport, LoginFailure};
use domain::id::{AccountId, DeviceId};
use domain::time::WallTime;
use js_sys::Promise;
use sync::driver::Transport;
use sync::engine::Failure;
use sync::entry::{Entry, Head};
use sync::heartbeat::Heartbeat;
use sync::pulse::HeartbeatTransport;
use sync::wire::{PROTOCOL, PullRequest, PushRequest};
use uuid::Uuid;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/network.js")]
extern "C" {
    #[wasm_bindgen(js_name = answerWith)]
    fn answer_with(status: u16, headers: &str, body: Option<&str>);
    #[wasm_bindgen(js_name = neverAnswer)]
    fn never_answer();
    #[wasm_bindgen(js_name = breakMidway)]
    fn break_midway();
    fn hurry();
    #[wasm_bindgen(js_name = cannotCompress)]
    fn cannot_compress();
    #[wasm_bindgen(js_name = asItWas)]
    fn as_it_was();
    #[wasm_bindgen(js_name = wasAborted)]
    fn was_aborted() -> bool;
    #[wasm_bindgen(js_name = latestRequest)]
    fn latest_request() -> Promise;
}

const ACCOUNT: AccountId = AccountId(Uuid::from_u128(5));
const NAMED: &str = "kvart-account: 00000000-0000-0000-0000-000000000005\n";
const DEVICE: DeviceId = DeviceId(Uuid::from_u128(7));
const PULLED: &str = r#"{"epoch":"e","server_time":1000,"cursor":3,"coverage":[],"walks":[],"account":
    {"id":"00000000-0000-7000-8000-000000000001","name":"polis1","shown_as":"Polis 1","role":"officer"}}"#;
const PUSHED: &str = r#"{"epoch":"e","server_time":1000,"receipts":[],"holdings":{"n_held":1}}"#;

#[wasm_bindgen_test]
async fn a_push_goes_out_compressed() {
    answer_with(200, "{}", Some(PUSHED));
    let answer = FetchTransport::of(ACCOUNT).push(&push()).await.unwrap();
    assert_eq!((answer.epoch.as_str(), answer.holdings.n_held), ("e", 1));
    let head = "POST /api/v1/push\ncache: no-store\ncontent-encoding: gzip\ncontent-type: application/json\n";
    assert_eq!(sent().await, format!("{head}{NAMED}{}", serde_json::to_string(&push()).unwrap()));
    as_it_was();
}

#[wasm_bindgen_test]
async fn an_old_browser_pushes_uncompressed() {
    cannot_compress();
    answer_with(200, "{}", Some(PUSHED));
    FetchTransport::of(ACCOUNT).push(&push()).await.unwrap();
    let head = "POST /api/v1/push\ncache: no-store\ncontent-type: application/json\n";
    assert_eq!(sent().await, format!("{head}{NAMED}{}", serde_json::to_string(&push()).unwrap()));
    as_it_was();
}

#[wasm_bindgen_test]
async fn a_pull_asks_from_its_cursor_on() {
    answer_with(200, "{}", Some(PULLED));
    assert_eq!(FetchTransport::of(ACCOUNT).pull(&pull()).await.unwrap().cursor, 3);
    let url = "/api/v1/pull?device=00000000-0000-0000-0000-000000000007&after=12&revision=2";
    assert_eq!(sent().await, format!("GET {url}\ncache: no-store\n{NAMED}"));
    as_it_was();
}

#[wasm_bindgen_test]
async fn a_heartbeat_is_answered_by_status_alone() {
    let heartbeat = Heartbeat {
        protocol: PROTOCOL,
        device: DeviceId(Uuid::from_u128(7)),
        app: "test".to_owned(),
        sent: WallTime::from_ms(0),
        head: Head::EMPTY,
        n_unsent: 2,
        oldest_unsent: None,
        n_parked: 0,
        is_lasting: Some(true),
        storage: None,
    };
    for (status, outcome) in
        [(204, Ok(())), (200, Err(Failure::Broken(200))), (401, Err(Failure::LoginNeeded))]
    {
        answer_with(status, "{}", None);
        assert_eq!(FetchTransport::of(ACCOUNT).beat(&heartbeat).await, outcome, "{status}");
    }
    let sent = sent().await;
    assert!(
        sent.contains("/api/v1/heartbeat")
            && sent.contains("POST")
            && sent.contains(NAMED)
            && sent.contains(r#""n_unsent":2"#),
        "{sent}"
    );
    as_it_was();
}

#[wasm_bindgen_test]
async fn each_status_has_its_meaning() {
    let cases = [
        (401, "{}", Failure::LoginNeeded),
        (413, "{}", Failure::TooLarge),
        (426, "{}", Failure::UpdateNeeded),
        (429, r#"{"retry-after":"7"}"#, Failure::Busy { after_s: 7 }),
        (503, r#"{"retry-after":" 120 "}"#, Failure::Busy { after_s: 120 }),
        (503, r#"{"retry-after":"Wed, 21 Oct 2026 07:28:00 GMT"}"#, Failure::Busy { after_s: 0 }),
        (503, "{}", Failure::Busy { after_s: 0 }),
        (403, "{}", Failure::LoginNeeded),
        (404, "{}", Failure::Broken(404)),
        (500, "{}", Failure::Broken(500)),
    ];
    for (status, headers, failure) in cases {
        answer_with(status, headers, Some(PULLED));
        assert_eq!(
            FetchTransport::of(ACCOUNT).pull(&pull()).await,
            Err(failure.clone()),
            "{status} {headers}"
        );
        assert_eq!(FetchTransport::of(ACCOUNT).push(&push()).await, Err(failure), "{status} {headers}");
    }
    as_it_was();
}

#[wasm_bindgen_test]
async fn a_200_that_is_no_answer_is_broken() {
    let half = &PULLED[..PULLED.len() / 2];
    for body in [None, Some("<!doctype html><title>Wifi</title>"), Some(half), Some("{}")] {
        answer_with(200, "{}", body);
        assert_eq!(FetchTransport::of(ACCOUNT).pull(&pull()).await, Err(Failure::Broken(200)), "{body:?}");
    }
    as_it_was();
}

#[wasm_bindgen_test]
async fn no_whole_answer_is_unreachable() {
    let closed = FetchTransport::at("http://127.0.0.1:45997", ACCOUNT);
    assert_eq!(closed.pull(&pull()).await, Err(Failure::Unreachable));
    break_midway();
    assert_eq!(FetchTransport::of(ACCOUNT).pull(&pull()).await, Err(Failure::Unreachable));
    as_it_was();
}

#[wasm_bindgen_test]
async fn patience_ends() {
    never_answer();
    hurry();
    assert_eq!(FetchTransport::of(ACCOUNT).pull(&pull()).await, Err(Failure::Unreachable));
    assert!(was_aborted());
    as_it_was();
}

#[wasm_bindgen_test]
fn a_request_that_nobody_waits_for_is_ended() {
    never_answer();
    {
        let (transport, request) = (FetchTransport::of(ACCOUNT), pull());
        let asked = pin!(transport.pull(&request));
        assert!(asked.poll(&mut Context::from_waker(Waker::noop())).is_pending());
        assert!(!was_aborted());
    }
    assert!(was_aborted());
    as_it_was();
}

#[wasm_bindgen_test]
async fn a_login_says_who_it_is_or_why_not() {
    let card = r#"{"id":"00000000-0000-7000-8000-000000000001","name":"polis1","shown_as":"Polis 1","role":"officer"}"#;
    answer_with(200, "{}", Some(card));
    assert_eq!(fetch::login("polis1", "hemligt").await.unwrap().shown_as, "Polis 1");
    let head = "POST /api/v1/login\ncache: no-store\ncontent-type: application/json\n";
    assert_eq!(sent().await, format!(r#"{head}{{"name":"polis1","password":"hemligt"}}"#));
    let cases = [
        (200, "{}", LoginFailure::Broken(200)),
        (401, "{}", LoginFailure::WrongCredentials),
        (429, r#"{"retry-after":"30"}"#, LoginFailure::Busy { after_s: 30 }),
        (503, "{}", LoginFailure::Busy { after_s: 0 }),
        (500, "{}", LoginFailure::Broken(500)),
    ];
    for (status, headers, failure) in cases {
        answer_with(status, headers, Some("{}"));
        assert_eq!(fetch::login("polis1", "fel").await, Err(failure));
    }
    break_midway();
    assert_eq!(fetch::login("polis1", "fel").await, Err(LoginFailure::Unreachable));
    as_it_was();
}

#[wasm_bindgen_test]
async fn a_logout_of_nobody_is_one() {
    for (status, outcome) in [(204, Ok(())), (401, Ok(())), (500, Err(Failure::Broken(500)))] {
        answer_with(status, "{}", None);
        assert_eq!(fetch::logout().await, outcome, "{status}");
    }
    assert_eq!(sent().await.lines().next(), Some("POST /api/v1/logout"));
    as_it_was();
}

async fn sent() -> String {
    latest_request().await.unwrap().as_string().unwrap()
}

fn push() -> PushRequest {
    let entry = Entry::sealed(Head::EMPTY, DEVICE, r#"{"schema":1, "säger":"hej"}"#.to_owned());
    let head = entry.head();
    let (app, sent) = ("test".to_owned(), WallTime::from_ms(5));
    PushRequest { protocol: PROTOCOL, device: DEVICE, app, sent, head, entries: vec![entry], storage: None }
}

fn pull() -> PullRequest {
    PullRequest { device: DEVICE, after: 12, revision: 2 }
}
