//! The week's page as a supervisor walks it, in a real Chromium: a walk that comes in while it is open, a server that gives it
//! no stream, and one that does not answer. Nothing is reloaded but by hand.

use domain::id::AreaId;
use domain::statement::Statement;
use reqwest::{Response, StatusCode};
use server::edge;
use tests::browser::{Browser, ChromeDriver, Screen};
use tests::journal::walk;
use tests::{Journal, Server, Visitor};
use thirtyfour::error::WebDriverResult;

/// Pushes a walk that begins now and counts, as the policy of these tests has it.
async fn walk_in(officer: &Visitor, journal: &mut Journal, area: &str) {
    let mut walk = walk(journal.head.seq.into());
    walk.area = area.parse::<AreaId>().expect("an area's id");
    walk.started = edge::now();
    let entry = journal.say(Statement::Walk(walk));
    officer.push(&journal.push(vec![entry])).await;
}

async fn start() -> (Server, Visitor, Journal) {
    let server = Server::start();
    server.add_account("polis1", "officer");
    server.add_account("gruppchef", "supervisor");
    let asked = server.command(&["policy", "set", "--unverified", "counts"], "");
    assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
    let officer = Visitor::logged_in(&server, "polis1").await;
    (server, officer, Journal::of(7))
}

async fn open(
    chromedriver: &ChromeDriver,
    profile: &tempfile::TempDir,
    server: &Server,
) -> WebDriverResult<Browser> {
    let desk = Browser::start(chromedriver, profile.path(), Screen::Desk).await?;
    desk.open(&server.url("/")).await?;
    desk.log_in("gruppchef").await?;
    desk.see("områden klar").await;
    Ok(desk)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_that_comes_in_appears_without_a_reload() -> WebDriverResult<()> {
    let (server, officer, mut journal) = start().await;
    let (chromedriver, profile) = (ChromeDriver::start(), tempfile::tempdir().expect("a folder can be made"));
    let desk = open(&chromedriver, &profile, &server).await?;
    desk.see("Inget av fyra områden klart.").await;
    desk.see("Uppdateras av sig själv").await;

    // Somebody is on a card by the keyboard; that stays as it is.
    desk.run("window.sameVisit = true; document.querySelector(\"a[href*='/skogas-c/']\").focus()").await?;
    walk_in(&officer, &mut journal, "skogas-c").await;
    desk.see("Ett av fyra områden klart.").await;
    desk.find(".card.kept a[href*='/skogas-c/']").await;
    let kept =
        "return window.sameVisit === true && document.activeElement.matches(\"a[href*='/skogas-c/']\")";
    assert_eq!(desk.run(kept).await?, true, "the page was drawn anew");
    walk_in(&officer, &mut journal, "varby-c").await;
    desk.see("Två av fyra områden klara.").await;

    // Who goes to another page leaves no stream behind.
    desk.run(
        "const close = EventSource.prototype.close;
        EventSource.prototype.close = function () { window.isClosed = true; close.call(this); };",
    )
    .await?;
    desk.press(".places a[href='/coverage']").await?;
    desk.see("Klara veckor").await;
    desk.wait_until("return window.isClosed === true && window.sameVisit === true").await;

    // A reload shows the same, and the card leads to the walks.
    desk.open(&server.url("/week")).await?;
    desk.see("Två av fyra områden klara.").await;
    desk.press(".card.kept a[href*='/skogas-c/']").await?;
    desk.find("main a[href^='/walks/']").await;
    desk.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_without_a_stream_asks_now_and_then_and_keeps_what_it_knows() -> WebDriverResult<()> {
    let (mut server, officer, mut journal) = start().await;
    // All streams that there are, taken by others.
    let mut taken: Vec<Response> = Vec::new();
    loop {
        let stream = officer.listen("/api/v1/changes").await;
        if stream.status() == StatusCode::SERVICE_UNAVAILABLE {
            assert_eq!(stream.headers()["retry-after"], "60");
            break;
        }
        taken.push(stream);
    }
    assert_eq!(taken.len(), 256);
    let (chromedriver, profile) = (ChromeDriver::start(), tempfile::tempdir().expect("a folder can be made"));
    let desk = open(&chromedriver, &profile, &server).await?;
    desk.see("Uppdateras med korta mellanrum").await;
    desk.run("window.sameVisit = true").await?;
    walk_in(&officer, &mut journal, "skogas-c").await;
    desk.see("Ett av fyra områden klart.").await;

    // The server goes away: what was known stays, with its age.
    drop(taken);
    server.kill();
    desk.see("Ingen kontakt med servern. Läget nedan är från").await;
    desk.see("Ett av fyra områden klart.").await;
    let _server = server.restart();
    walk_in(&officer, &mut journal, "varby-c").await;
    desk.see("Två av fyra områden klara.").await;
    assert_eq!(desk.run("return window.sameVisit").await?, true);
    desk.close().await
}
