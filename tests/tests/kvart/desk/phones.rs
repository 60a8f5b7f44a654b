//! The phones as the server knows them, over HTTP: heartbeats, the supervisor's pages and what is decided on them, weeks
//! that are preliminary, and a server that was restored from a backup.

use domain::time::WallTime;
use domain::week::Week;
use reqwest::StatusCode;
use server::device::{Device, HttpTransport, Tally};
use server::edge;
use sync::entry::Entry;
use sync::heartbeat::{Heartbeat, MAX_HEARTBEAT_BYTES};
use sync::wire::{Outcome, PROTOCOL};
use tests::journal::{began, told_walk, walk};
use tests::server::PASSWORD;
use tests::visitor::{says, words};
use tests::{Journal, Server, Visitor};

fn heartbeat(journal: &Journal, n_unsent: u64) -> Heartbeat {
    Heartbeat {
        protocol: PROTOCOL,
        device: journal.device,
        app: "tests".to_owned(),
        sent: edge::now(),
        head: journal.head,
        n_unsent,
        oldest_unsent: (0 < n_unsent).then(|| began().plus_s(-2 * 86_400)),
        n_parked: 0,
        is_lasting: Some(true),
        storage: None,
    }
}

async fn beat(visitor: &Visitor, heartbeat: &Heartbeat) -> tests::Answer {
    let body = serde_json::to_vec(heartbeat).expect("a heartbeat is JSON");
    visitor.post("/api/v1/heartbeat", &[("content-type", "application/json")], body).await
}

async fn read(visitor: &Visitor, path: &str) -> String {
    let answer = visitor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    words(&answer.text())
}

#[tokio::test]
async fn a_phone_whose_queue_is_blocked_still_shows_up() {
    let server = Server::start();
    server.add_account("polis1", "officer");
    server.add_account("polis2", "officer");
    server.add_account("chef", "supervisor");
    let officer = Visitor::logged_in(&server, "polis1").await;
    let chief = Visitor::logged_in(&server, "chef").await;
    says(&read(&chief, "/phones").await, "Ingen telefon är i bruk.");

    let mut journal = Journal::of(7);
    journal.say(told_walk(1));
    let told = beat(&officer, &heartbeat(&journal, 1)).await;
    assert_eq!((told.status, told.body.len()), (StatusCode::NO_CONTENT, 0));
    let page = read(&chief, "/phones").await;
    says(&page, "Telefonen har hört av sig denna vecka.");
    says(&page, "Visas som polis1 · 00000007");
    says(&page, "1 post har väntat mer än ett dygn");

    assert_eq!(beat(&Visitor::to(&server), &heartbeat(&journal, 0)).await.problem(), "401 login_needed");
    let other = Visitor::logged_in(&server, "polis2").await;
    assert_eq!(beat(&other, &heartbeat(&journal, 0)).await.problem(), "403 not_your_journal");
    let newer = Heartbeat { protocol: 2, ..heartbeat(&journal, 0) };
    assert_eq!(beat(&officer, &newer).await.problem(), "426 protocol");
    let malformed = officer.post("/api/v1/heartbeat", &[], r#"{"protocol":1}"#).await;
    assert_eq!(malformed.problem(), "400 malformed");
    let long = Heartbeat { app: "x".repeat(MAX_HEARTBEAT_BYTES), ..heartbeat(&journal, 0) };
    assert_eq!(beat(&officer, &long).await.problem(), "413 too_large");
    says(&read(&chief, "/phones").await, "1 post har väntat mer än ett dygn");
}

#[tokio::test]
async fn the_native_device_says_how_it_stands() {
    let server = Server::start();
    server.add_account("polis1", "officer");
    server.add_account("chef", "supervisor");
    let transport = HttpTransport::to(&server.url("")).expect("an address");
    transport.log_in("polis1", PASSWORD).await.expect("the log-in");
    let mut device = Device::new(7, transport);
    device.sync().await.expect("the server answers");
    device.make_up(3, edge::now()).await.expect("memory takes entries");
    device.sync().await.expect("the server answers");
    server.wait_for_log("a phone said how it stands");
    let chief = Visitor::logged_in(&server, "chef").await;
    let page = read(&chief, &format!("/phones/{}", device.id())).await;
    says(&page, "I telefonens journal 3 poster, 3 här");
    says(&page, "App kvart-device");
    says(&page, "I ordning");
}

#[tokio::test]
async fn only_a_supervisor_sees_the_phones_and_decides() {
    let server = Server::start();
    server.add_account("polis1", "officer");
    let officer = Visitor::logged_in(&server, "polis1").await;
    let mut journal = Journal::of(7);
    let entry = journal.say(told_walk(1));
    officer.push(&journal.push(vec![entry])).await;
    let phone = format!("/phones/{}", journal.device);
    for path in ["/phones", phone.as_str()] {
        let answer = officer.get(path).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        assert!(!answer.text().contains("Visas som polis1 · "), "{path}");
        let stranger = Visitor::to(&server).get(path).await;
        assert_eq!(stranger.status, StatusCode::SEE_OTHER, "{path}");
    }
    let front = officer.get("/coverage").await.text();
    assert!(!front.contains(r#"href="/phones""#), "no way leads there");
    let hash = journal.head.hash;
    for (path, form) in [
        (format!("{phone}/retire"), "why=Min+egen"),
        (format!("{phone}/reinstate"), ""),
        (format!("{phone}/forks/1/{hash}"), "ruling=take&why=Mitt"),
    ] {
        assert_eq!(officer.post_form(&path, form).await.status, StatusCode::FORBIDDEN, "{path}");
        let stranger = Visitor::to(&server).post_form(&path, form).await;
        assert!(stranger.header("location").is_some_and(|to| to.starts_with("/login")), "{path}");
        let elsewhere =
            [("sec-fetch-site", "cross-site"), ("content-type", "application/x-www-form-urlencoded")];
        assert_eq!(officer.post(&path, &elsewhere, form).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    server.add_account("chef", "supervisor");
    let chief = Visitor::logged_in(&server, "chef").await;
    says(&read(&chief, &phone).await, "Ta ur bruk");
    assert_eq!(chief.get("/phones/what").await.status, StatusCode::NOT_FOUND);
    assert_eq!(chief.post_form("/phones/what/retire", "why=x").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_supervisor_takes_a_phone_out_of_use_and_into_use_again_without_script() {
    let server = Server::start();
    server.add_account("polis1", "officer");
    server.add_account("chef", "supervisor");
    let officer = Visitor::logged_in(&server, "polis1").await;
    let journal = Journal::of(7);
    beat(&officer, &heartbeat(&journal, 0)).await;
    let chief = Visitor::logged_in(&server, "chef").await;
    let phone = format!("/phones/{}", journal.device);
    let refused = chief.post_form(&format!("{phone}/retire"), "why=+").await;
    assert_eq!(refused.header("location"), Some(format!("{phone}?error=reason").as_str()));
    says(&read(&chief, &format!("{phone}?error=reason")).await, "Skriv varför, med högst 200 tecken.");

    let done = chief.post_form(&format!("{phone}/retire"), "why=Utbytt+mot+en+ny").await;
    assert_eq!((done.status, done.header("location")), (StatusCode::SEE_OTHER, Some(phone.as_str())));
    says(&read(&chief, "/phones").await, "Ingen telefon är i bruk. ");
    let page = read(&chief, &phone).await;
    says(&page, "Ur bruk Visas som chef,");
    says(&page, "Togs ur bruk . Visas som chef,");
    says(&page, ": Utbytt mot en ny");
    chief.post_form(&format!("{phone}/reinstate"), "").await;
    says(&read(&chief, "/phones").await, "Telefonen har hört av sig denna vecka. Inget behöver göras.");
    says(&read(&chief, &phone).await, "Togs i bruk igen");
    let english = chief
        .clone()
        .with_cookie(&format!("{}; kvart-language=en", chief.cookie.clone().unwrap_or_default()));
    says(
        &read(&english, "/phones").await,
        "The phone has been heard of this week. Nothing needs to be done.",
    );
}

/// A phone that was restored from an older state wrote another entry for a place that was filled.
#[tokio::test]
async fn both_versions_are_shown_and_a_supervisor_decides() {
    let server = Server::start();
    server.add_account("polis1", "officer");
    server.add_account("chef", "supervisor");
    let officer = Visitor::logged_in(&server, "polis1").await;
    let chief = Visitor::logged_in(&server, "chef").await;
    let mut journal = Journal::of(7);
    let mut restored = journal.clone();
    let entry = journal.say(told_walk(1));
    officer.push(&journal.push(vec![entry])).await;
    let mut other = walk(2);
    other.crew_size = 3;
    let again = restored.say(domain::statement::Statement::Walk(other));
    let push = async |entry: &Entry| {
        officer.push(&restored.push(vec![entry.clone()])).await.receipts.remove(0).outcome
    };
    assert!(matches!(push(&again).await, Outcome::Rejected { .. }));

    let phone = format!("/phones/{}", journal.device);
    says(
        &read(&chief, "/phones").await,
        "En telefon har skrivit två versioner av samma post: öppna och bestäm vad som gäller.",
    );
    let page = read(&chief, &phone).await;
    says(&page, "Gäller nu Pass i Skogås C, tis 24 nov 22:14, 16:00, 2 personer");
    says(&page, "Sparad vid sidan Pass i Skogås C, tis 24 nov 22:14, 16:00, 3 personer");
    says(&page, &format!("kvitto {}", again.hash.short()));

    let decide = format!("{phone}/forks/1/{}", again.hash);
    let area_week = format!("/coverage/skogas-c/{}", Week::of(began()));
    says(&read(&chief, &area_week).await, "1 pass");
    chief.post_form(&decide, "ruling=dismiss&why=Vet+inte+%C3%A4n").await;
    says(&read(&chief, &phone).await, "Lämnades vid sidan . Visas som chef,");
    says(&read(&chief, &area_week).await, "1 pass");
    let taken = chief.post_form(&decide, "ruling=take&why=B%C3%A5da+gicks").await;
    assert_eq!(taken.header("location"), Some(phone.as_str()));
    says(&read(&chief, &phone).await, "Togs med . Visas som chef,");
    says(&read(&chief, &area_week).await, "2 pass");
    assert!(matches!(push(&again).await, Outcome::Duplicate { .. }), "the phone is told that it is held");
    assert_eq!(officer.pull(journal.device).await.walks.len(), 2);
}

/// A past week is a lower bound while a phone in use may still hold a walk of it. The demonstration has such a phone.
#[tokio::test]
async fn a_week_is_preliminary_while_a_phone_in_use_is_silent() {
    let server = Server::start_with(&["--demo"]);
    let chief = Visitor::logged_in(&server, "gruppchef").await;
    let last_week = Week::of(edge::now()).back(1);
    let page = read(&chief, "/coverage").await;
    says(
        &page,
        &format!("Preliminärt från vecka {}: en telefon har inte skickat allt sedan", last_week.number()),
    );
    let n_preliminary = |page: &str| page.matches("preliminär").count();
    assert!(4 <= n_preliminary(&page), "each cell of the week says so: {page}");
    let area_week = format!("/coverage/varby-c/{last_week}");
    says(&read(&chief, &area_week).await, "Veckan är preliminär: en telefon har inte skickat allt sedan");
    assert_eq!(n_preliminary(&read(&chief, &format!("/coverage/varby-c/{}", last_week.back(1))).await), 0);

    let phones = chief.get("/phones").await.text();
    let page = words(&phones);
    says(&page, "2 av 3".replace('2', "Två").replace('3', "tre").as_str());
    says(&page, "1 post kan inte komma tillbaka");
    says(&page, "Tyst sedan tis");
    says(&page, "Ur bruk");
    let row = phones.split("<tr").find(|row| row.contains("Tyst sedan")).expect("a silent phone");
    let address = row.split(r#"href=""#).nth(1).and_then(|rest| rest.split('"').next()).expect("a way to it");
    let done = chief.post_form(&format!("{address}/retire"), "why=Borttappad").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert_eq!(n_preliminary(&read(&chief, "/coverage").await), 0);
    assert_eq!(n_preliminary(&read(&chief, &area_week).await), 0);
}

/// The server is restored from a backup: phones send again what they keep, and the desk says what cannot come back.
#[tokio::test]
async fn after_a_restore_phones_send_again_and_the_desk_says_what_cannot_come_back() {
    let mut server = Server::start();
    server.add_account("polis1", "officer");
    server.add_account("polis2", "officer");
    server.add_account("chef", "supervisor");
    let transport = HttpTransport::to(&server.url("")).expect("an address");
    transport.log_in("polis1", PASSWORD).await.expect("the log-in");
    let now = WallTime::parse("2026-11-25T12:00:00+01:00").expect("a moment");
    let mut device = Device::new(7, transport);
    device.sync().await.expect("the server answers");
    device.make_up(2, now).await.expect("memory takes entries");
    device.sync().await.expect("the server answers");
    // Another phone will have lost what the server had given a receipt for.
    let officer = Visitor::logged_in(&server, "polis2").await;
    let mut journal = Journal::of(9);
    let first = journal.say(told_walk(1));
    officer.push(&journal.push(vec![first])).await;

    let backup = server.data().join("kvart.db.backup");
    let made = server.command(&["backup", backup.to_str().expect("a path in UTF-8")], "");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    device.make_up(3, now).await.expect("memory takes entries");
    device.sync().await.expect("the server answers");
    let second = journal.say(told_walk(2));
    officer.push(&journal.push(vec![second])).await;

    server.ask_to_stop();
    assert!(server.wait().success());
    for end in ["kvart.db-wal", "kvart.db-shm"] {
        // A database that was closed well has none.
        let _none = std::fs::remove_file(server.data().join(end));
    }
    std::fs::rename(&backup, server.data().join("kvart.db")).expect("the backup takes its place");
    let server = server.restart();

    let chief = Visitor::logged_in(&server, "chef").await;
    let page = read(&chief, "/phones").await;
    says(&page, "Kvart återställdes från en säkerhetskopia");
    says(&page, "Två av dem har inte hört av sig sedan dess.");
    device.sync().await.expect("the phone sends again what is missing, by itself");
    assert_eq!(device.tally().await.expect("a tally"), Tally { n_held: 5, n_refused: 0, n_unsent: 0 });
    let page = read(&chief, &format!("/phones/{}", device.id())).await;
    says(&page, "5 poster, 5 här");

    let officer = Visitor::logged_in(&server, "polis2").await;
    assert_eq!(officer.push(&journal.push(Vec::new())).await.holdings.missing, [(2, 2)]);
    beat(&officer, &heartbeat(&journal, 0)).await;
    let page = read(&chief, "/phones").await;
    says(&page, "Det här kan inte komma tillbaka: 1 post från Visas som polis2 (telefon 00000009).");
    assert!(!page.contains("inte hört av sig sedan dess"), "{page}");
}
