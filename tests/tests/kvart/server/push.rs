//! Pushing to the real server: every kind of bad entry gets its own answer, and spoils no other. Each test has its own
//! server; none looks into the database, which is read back through pull alone.

use domain::fix::Fix;
use domain::id::{AreaId, EntryHash};
use domain::place::Position;
use domain::statement::{Details, Statement};
use domain::time::WallTime;
use domain::track::Track;
use domain::walk::{ClockReading, Evidence, Walk};
use reqwest::StatusCode;
use sync::entry::Entry;
use sync::wire::{Holdings, MAX_REQUEST_BYTES, Outcome, PushAnswer, PushRequest};
use tests::journal::{began, told_walk, walk};
use tests::traces::trace;
use tests::visitor::gzip;
use tests::{Journal, Server, Visitor};

async fn server_with_officer() -> (Server, Visitor) {
    let server = Server::start();
    server.add_account("polis1", "officer");
    let officer = Visitor::logged_in(&server, "polis1").await;
    (server, officer)
}

/// Returns what became of the entry at a place, in a word or two.
#[track_caller]
fn outcome(answer: &PushAnswer, seq: u64) -> String {
    let receipts: Vec<_> = answer.receipts.iter().filter(|receipt| receipt.seq == seq).collect();
    let [receipt] = receipts[..] else { panic!("not one receipt for {seq}: {answer:?}") };
    match &receipt.outcome {
        Outcome::Stored { .. } => "stored".to_owned(),
        Outcome::Duplicate { .. } => "duplicate".to_owned(),
        Outcome::Rejected { refusal, .. } => format!("{refusal:?}"),
        Outcome::Retry { delay } => format!("retry: {delay:?}"),
    }
}

/// Pushes one bad entry between two good ones and checks what becomes of the three.
async fn check(officer: &Visitor, device: u128, bad: impl FnOnce(&mut Journal) -> Entry, expected: &str) {
    let mut journal = Journal::of(device);
    let before = journal.say(told_walk(device * 10));
    let bad = bad(&mut journal);
    let after = journal.say(told_walk(device * 10 + 1));
    let answer = officer.push(&journal.push(vec![before.clone(), bad.clone(), after.clone()])).await;
    assert_eq!(outcome(&answer, before.seq), "stored", "before {expected}");
    assert_eq!(outcome(&answer, bad.seq), expected);
    assert_eq!(outcome(&answer, after.seq), "stored", "after {expected}");
    let hashes: Vec<EntryHash> = answer.receipts.iter().map(|receipt| receipt.hash).collect();
    assert_eq!(hashes, [before.hash, bad.hash, after.hash], "a receipt carries the hash that came");
}

fn changed(change: impl FnOnce(&mut Walk)) -> Statement {
    let mut walk = walk(99);
    change(&mut walk);
    Statement::Walk(walk)
}

fn recorded(walk: &mut Walk, last_fix_s: u32) {
    let place = Position { lat: 59.218, lon: 18.154 };
    let fixes = [0, last_fix_s].map(|t_s| Fix::new(t_s, place, Some(8.0)).expect("it is on the globe"));
    let clock = ClockReading { t_s: 0, wall: walk.started, server_ahead_ms: None, position: None };
    walk.evidence =
        Evidence::Recorded { track: Track::of(fixes.into()), gaps: Vec::new(), clocks: vec![clock] };
}

#[tokio::test]
async fn each_bad_entry_is_answered_alone() {
    let (_server, officer) = server_with_officer().await;
    check(&officer, 1, |journal| journal.say(changed(|walk| walk.elapsed_s = 0)), "ImpossibleWalk").await;
    check(&officer, 2, |journal| journal.say(changed(|walk| walk.elapsed_s = 90_000)), "ImpossibleWalk")
        .await;
    check(&officer, 3, |journal| journal.say(changed(|walk| walk.crew_size = 0)), "ImpossibleWalk").await;
    check(&officer, 4, |journal| journal.say(changed(|walk| recorded(walk, 961))), "ImpossibleWalk").await;
    let nowhere: AreaId = "ingenstans".parse().unwrap();
    check(&officer, 5, |journal| journal.say(changed(|walk| walk.area = nowhere)), "UnknownArea").await;
    check(&officer, 6, |journal| journal.write(r#"{"schema":1,"at":0,"says":{"dance":{}}}"#), "Malformed")
        .await;
    check(&officer, 7, |journal| journal.write("7"), "Malformed").await;
    check(&officer, 8, |journal| journal.write(r#"{"schema":3,"new":"form"}"#), "retry: ServerIsOlder").await;
    let long = format!(r#"{{"schema":1,"at":0,"pad":"{}"}}"#, "x".repeat(300_000));
    check(&officer, 9, |journal| journal.write(&long), "TooLarge").await;
    let wrong = |journal: &mut Journal| {
        let entry = journal.say(told_walk(98));
        Entry { body: entry.body.replace("960", "961"), ..entry }
    };
    check(&officer, 10, wrong, "WrongHash").await;
}

#[tokio::test]
async fn a_damaged_track_is_malformed() {
    let (_server, officer) = server_with_officer().await;
    let mut good = walk(1);
    recorded(&mut good, 900);
    let Evidence::Recorded { track, .. } = &good.evidence else { unreachable!("it was just recorded") };
    let (text, says) = (String::from(track.clone()), Statement::Walk(good.clone()));
    let body = Journal::of(1).say(says).body;
    assert!(body.contains(&text));
    // Cut short, with a fix at the far side of the globe, and of a form that is not known.
    for (device, damaged) in
        [(1, text[..text.len() - 2].to_owned()), (2, "AQIA////////".to_owned()), (3, "Ag".to_owned())]
    {
        check(&officer, device, |journal| journal.write(&body.replace(&text, &damaged)), "Malformed").await;
    }
}

#[tokio::test]
async fn what_is_no_entry_is_named_by_its_place() {
    let (_server, officer) = server_with_officer().await;
    let mut journal = Journal::of(1);
    let (first, second) = (journal.say(told_walk(1)), journal.say(told_walk(2)));
    let request = serde_json::to_string(&journal.push(vec![first, second])).unwrap();
    let request = request.replace(r#"},{"seq":2"#, r#"},{"seq":"two"},{"seq":2"#);
    let answer: PushAnswer = officer.post("/api/v1/push", &[], request).await.json();
    assert_eq!(answer.unreadable, [1]);
    assert_eq!([outcome(&answer, 1), outcome(&answer, 2)], ["stored", "stored"]);
}

#[tokio::test]
async fn a_second_push_of_the_same_is_a_duplicate() {
    let (_server, officer) = server_with_officer().await;
    let mut journal = Journal::of(1);
    let push = journal.say(told_walk(1));
    let push = journal.push(vec![push.clone(), push]);
    let first = officer.push(&push).await;
    let words: Vec<_> =
        first.receipts.iter().map(|receipt| matches!(receipt.outcome, Outcome::Stored { .. })).collect();
    assert_eq!(words, [true, false], "the same twice in one push is stored once: {first:?}");
    let second = officer.push(&push).await;
    assert!(second.receipts.iter().all(|receipt| matches!(receipt.outcome, Outcome::Duplicate { .. })));
    assert_eq!(officer.pull(journal.device).await.walks.len(), 1);
}

#[tokio::test]
async fn a_fork_is_named_and_the_first_entry_stays() {
    let (_server, officer) = server_with_officer().await;
    let mut journal = Journal::of(1);
    let mut copy = journal.clone();
    let (own, other) = (journal.say(told_walk(1)), copy.say(told_walk(2)));
    officer.push(&journal.push(vec![own])).await;
    let next = copy.say(told_walk(3));
    let answer = officer.push(&copy.push(vec![other, next])).await;
    assert_eq!(outcome(&answer, 1), "Forked");
    assert!(answer.holdings.forked.contains(&1), "{:?}", answer.holdings);
    let walks: Vec<_> = officer.pull(journal.device).await.walks.into_iter().map(|news| news.walk).collect();
    assert!(walks.contains(&walk(1).id) && !walks.contains(&walk(2).id), "{walks:?}");
}

#[tokio::test]
async fn a_hole_is_named_and_closed() {
    let (_server, officer) = server_with_officer().await;
    let mut journal = Journal::of(1);
    let entries: Vec<Entry> = (1..=5).map(|number| journal.say(told_walk(number))).collect();
    let pick = |places: &[usize]| journal.push(places.iter().map(|&place| entries[place].clone()).collect());
    let answer = officer.push(&pick(&[4, 0])).await;
    assert_eq!(answer.holdings, Holdings { n_held: 2, missing: vec![(2, 4)], forked: Vec::new() });
    let answer = officer.push(&pick(&[3, 1, 2])).await;
    assert_eq!(answer.holdings, Holdings { n_held: 5, missing: Vec::new(), forked: Vec::new() });
    assert_eq!(officer.pull(journal.device).await.walks.len(), 5);
}

#[tokio::test]
async fn a_journal_takes_entries_of_its_owner_alone() {
    let (server, officer) = server_with_officer().await;
    server.add_account("polis2", "officer");
    let other = Visitor::logged_in(&server, "polis2").await;
    let mut journal = Journal::of(1);
    let first = journal.say(told_walk(1));
    officer.push(&journal.push(vec![first.clone()])).await;
    let next = journal.say(told_walk(2));
    let body = serde_json::to_vec(&journal.push(vec![next])).unwrap();
    assert_eq!(other.post("/api/v1/push", &[], body).await.problem(), "403 not_your_journal");

    let mut own = Journal::of(2);
    let details = Details::of(&walk(1));
    let theft =
        Statement::Correction { walk: walk(1).id, over: first.hash, reason: "inte mitt".to_owned(), details };
    let theft = own.say(theft);
    let answer = other.push(&own.push(vec![theft])).await;
    assert_eq!(outcome(&answer, 1), "NotYours");
}

/// A tab that outlives its officer's log-in sends with the next one's cookie.
#[tokio::test]
async fn a_journal_that_nobody_knows_yet_is_not_taken_for_whoever_is_logged_in() {
    let (server, officer) = server_with_officer().await;
    server.add_account("polis2", "officer");
    let other = Visitor::logged_in(&server, "polis2").await;
    let mut journal = Journal::of(1);
    let entry = journal.say(told_walk(1));
    let body = serde_json::to_vec(&journal.push(vec![entry])).unwrap();
    let owner = officer.pull(Journal::of(9).device).await.account.id.to_string();
    let named = [("kvart-account", owner.as_str())];
    assert_eq!(other.post("/api/v1/push", &named, body.clone()).await.problem(), "403 not_your_journal");
    assert_eq!(other.post("/api/v1/heartbeat", &named, "{}").await.problem(), "403 not_your_journal");
    let answer: PushAnswer = officer.post("/api/v1/push", &named, body).await.json();
    assert_eq!(outcome(&answer, 1), "stored");
}

#[tokio::test]
async fn an_envelope_that_cannot_be_read_says_why() {
    let (_server, officer) = server_with_officer().await;
    let good = serde_json::to_value(Journal::of(1).push(Vec::new())).unwrap();
    let with = |key: &str, value: serde_json::Value| {
        let mut request = good.clone();
        request[key] = value;
        request.to_string()
    };
    let push = async |body: String| officer.post("/api/v1/push", &[], body).await.problem();
    assert_eq!(push("{".to_owned()).await, "400 malformed");
    assert_eq!(push(String::new()).await, "400 malformed");
    assert_eq!(push(with("device", "me".into())).await, "400 malformed");
    assert_eq!(push(with("entries", 7.into())).await, "400 malformed");
    assert_eq!(push(with("protocol", 0.into())).await, "426 protocol");
    assert_eq!(push(with("protocol", 2.into())).await, "426 protocol");
    let many = vec![serde_json::Value::from(1); 1001];
    assert_eq!(push(with("entries", many.into())).await, "413 too_many_entries");
    let answer = officer.post("/api/v1/push", &[("content-encoding", "br")], "x").await;
    assert_eq!(answer.problem(), "415 unknown_coding");
    let answer = officer.post("/api/v1/push", &[("content-encoding", "gzip")], "x").await;
    assert_eq!(answer.problem(), "400 malformed");
    assert_eq!(officer.get("/api/v1/push").await.problem(), "405 wrong_method");
    assert_eq!(officer.get("/api/v1/pull?device=me").await.problem(), "400 malformed");
    assert_eq!(officer.get("/api/v1/nothing").await.problem(), "404 not_found");
}

/// Returns a push that is a given number of bytes long, by the spaces before it.
fn padded(n_bytes: usize, request: &PushRequest) -> Vec<u8> {
    let json = serde_json::to_vec(request).expect("a request is JSON");
    let mut body = vec![b' '; n_bytes - json.len()];
    body.extend(json);
    body
}

#[tokio::test]
async fn four_mebibytes_are_taken_and_no_more() {
    let (_server, officer) = server_with_officer().await;
    let mut journal = Journal::of(1);
    let entry = journal.say(told_walk(1));
    let request = journal.push(vec![entry]);
    let packed = [("content-encoding", "gzip")];
    let largest = padded(MAX_REQUEST_BYTES, &request);
    let larger = padded(MAX_REQUEST_BYTES + 1, &request);
    assert_eq!(officer.post("/api/v1/push", &[], larger.clone()).await.problem(), "413 too_large");
    assert_eq!(officer.post("/api/v1/push", &packed, gzip(&larger)).await.problem(), "413 too_large");
    assert_eq!(officer.post("/api/v1/push", &[], vec![b' '; 20 << 20]).await.problem(), "413 too_large");
    assert_eq!(officer.post("/api/v1/push", &[], largest.clone()).await.status, StatusCode::OK);
    assert_eq!(officer.post("/api/v1/push", &packed, gzip(&largest)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_bomb_is_not_unpacked() {
    let (_server, officer) = server_with_officer().await;
    // Two gibibytes of spaces in two mebibytes: each member unpacks to 32 MiB.
    let member = gzip(&vec![b' '; 32 << 20]);
    let bomb = member.repeat(64);
    assert!(bomb.len() < MAX_REQUEST_BYTES, "{}", bomb.len());
    let answer = officer.post("/api/v1/push", &[("content-encoding", "gzip")], bomb).await;
    assert_eq!(answer.problem(), "413 too_large");
}

#[tokio::test]
async fn a_walk_of_180_real_fixes_takes_at_most_900_bytes_on_the_wire() {
    let mut recording = walk(1);
    let readings: Vec<_> = trace("walk-hike-gaps-1").into_iter().take(180).collect();
    let fixes =
        readings.iter().filter_map(|reading| Fix::new(reading.t_s as u32, reading.place, reading.accuracy_m));
    let track = Track::of(fixes.collect());
    assert!(170 < track.fixes().len(), "{track:?}");
    recording.elapsed_s = track.fixes().last().unwrap().t_s + 5;
    let clock = ClockReading { t_s: 0, wall: began(), server_ahead_ms: Some(-312), position: Some(began()) };
    recording.evidence = Evidence::Recorded { track, gaps: Vec::new(), clocks: vec![clock] };
    let mut journal = Journal::of(0x5d1f_88a0_43c1_4b6e_9c55_2d77_10ab_34ef);
    let entry = journal.say(Statement::Walk(recording));
    let request = journal.push(vec![entry]);
    let n_bytes = gzip(&serde_json::to_vec(&request).unwrap()).len();
    assert!(n_bytes <= 900, "{n_bytes}");

    let (_server, officer) = server_with_officer().await;
    assert_eq!(outcome(&officer.push(&request).await, 1), "stored");
}

#[tokio::test]
async fn a_wrong_clock_is_no_reason_to_refuse() {
    let (_server, officer) = server_with_officer().await;
    for (device, ms) in [(1, 0), (2, -1_000_000_000_000), (3, 9_999_999_999_999)] {
        let mut journal = Journal::of(device);
        let at = WallTime::from_ms(ms);
        let entry =
            journal.say(changed(|walk| (walk.started, walk.id) = (at, tests::journal::walk(device).id)));
        let request = PushRequest { sent: at, ..journal.push(vec![entry]) };
        assert_eq!(outcome(&officer.push(&request).await, 1), "stored", "{at:?}");
    }
}
