//! A supervisor's visit in a real Chromium: from a walk that nobody can vouch for to its acceptance and back, two records of one
//! patrol, what was noted, what was delivered, and a file. Real server with its demonstration.

use std::time::Duration;

use domain::statement::Statement;
use domain::week::Week;
use server::edge;
use tests::browser::{Browser, ChromeDriver, Screen};
use tests::journal::walk;
use tests::{Journal, Server, Visitor};
use thirtyfour::error::WebDriverResult;

/// Makes two officers' records of one patrol of yesterday, neither with positions, and returns the first one's address.
async fn tell_twice(server: &Server) -> String {
    let mut address = String::new();
    for (name, number, late_s) in [("polis1", 901, 0), ("polis2", 902, 120)] {
        let officer = Visitor::logged_in(server, name).await;
        let mut told = walk(number);
        told.started = edge::now().plus_s(-86_400 + late_s);
        if number == 901 {
            address = format!("/walks/{}", told.id);
        }
        let mut journal = Journal::of(number);
        let entry = journal.say(Statement::Walk(told));
        officer.push(&journal.push(vec![entry])).await;
    }
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_walks_the_desk() -> WebDriverResult<()> {
    let server = Server::start_with(&["--demo"]);
    let address = tell_twice(&server).await;
    let chromedriver = ChromeDriver::start();
    let profile = tempfile::tempdir().expect("a folder can be made");
    let desk = Browser::start(&chromedriver, profile.path(), Screen::Desk).await?;
    desk.open(&server.url(&address)).await?;
    desk.log_in("gruppchef").await?;

    // The walk: why it does not count, and that somebody else recorded it too.
    desk.see("Passet räknas inte ännu").await;
    desk.see("Samma patrull?").await;
    desk.press("button[value='accept']").await?;
    desk.see("Godkänt av en gruppchef").await;
    desk.press("button[value='merge']").await?;
    desk.see("De är två patruller").await;
    desk.press(".twins a").await?;
    desk.see("Samma patrull som ett annat pass").await;
    desk.press(".twins button[value='part']").await?;
    desk.see("Sades vara två patruller").await;

    // Leaving it out asks why; the words go with it.
    desk.press("button[value='exclude']").await?;
    desk.see("Skriv varför passet lämnas utanför").await;
    desk.write("#why", "Samma som kollegans").await?;
    desk.press("button[value='exclude']").await?;
    desk.see("Lämnat utanför av en gruppchef").await;
    desk.see("Samma som kollegans").await;
    desk.press("button[value='undo']").await?;
    desk.see("Inget beslut. Regeln avgör.").await;

    // What was noted: by kind, then to the walk behind it, where it has its number on the map.
    desk.press("nav.places a[href='/observations']").await?;
    desk.see("Vad som noterats").await;
    desk.press(".counts tbody td a").await?;
    desk.wait_until("return new URLSearchParams(location.search).get('kind') !== null").await;
    desk.press(".seen-list a").await?;
    desk.see("Registrerat av").await;
    desk.find("svg.walk-map text.note-number").await;
    desk.find(".noted .number").await;

    // What was delivered: the selection stands in the address, and the pictures are drawn.
    desk.press("nav.places a[href='/dosage']").await?;
    desk.see("Dosen är vad som gjorts").await;
    desk.run("document.querySelector('#filter-area').value = 'skogas-c'").await?;
    desk.press(".filter button").await?;
    desk.wait_until("return new URLSearchParams(location.search).get('area') === 'skogas-c'").await;
    desk.wait_until("return document.querySelectorAll('svg.heat').length === 1").await;
    desk.wait_until("return document.querySelectorAll('svg.chart').length === 2").await;

    // The files: the page says what the columns mean, and the file comes as one.
    desk.press("nav.places a[href='/export']").await?;
    desk.press("#walks ~ details summary").await?;
    desk.see("began_local").await;
    let week = Week::of(edge::now());
    let fetched = desk
        .run(&format!(
            "return fetch('/export/walks.csv?first={}&last={week}').then(r => r.text()).then(t => t.split('\\r\\n').length)",
            week.back(13)
        ))
        .await?;
    assert!(fetched.as_u64().is_some_and(|n_lines| 60 < n_lines), "{fetched}");
    desk.close().await
}

/// Every page fits a phone's screen, in both languages, and no page has an error in its program.
#[tokio::test(flavor = "multi_thread")]
async fn no_page_is_wider_than_its_screen() -> WebDriverResult<()> {
    let server = Server::start_with(&["--demo"]);
    let address = tell_twice(&server).await;
    let chromedriver = ChromeDriver::start();
    let profile = tempfile::tempdir().expect("a folder can be made");
    let phone = Browser::start(&chromedriver, profile.path(), Screen::Phone).await?;
    phone
        .run_on_opening("window.faults = []; addEventListener('error', e => window.faults.push(e.message))")
        .await?;
    phone.open(&server.url("/login")).await?;
    phone.log_in("gruppchef").await?;
    phone.see("Täckning").await;
    for language in ["sv", "en"] {
        let choose = format!(
            "return fetch('/language', {{method: 'POST', body: new URLSearchParams({{language: '{language}', back: '/'}})}}).then(r => r.ok)"
        );
        assert_eq!(phone.run(&choose).await?, true);
        for path in [address.as_str(), "/observations", "/dosage", "/export"] {
            phone.open(&server.url(path)).await?;
            phone.wait_until(&format!("return document.documentElement.lang === '{language}'")).await;
            // Hydration is over when the page answers; what was wrong with it is told by then.
            tokio::time::timeout(
                Duration::from_secs(45),
                phone.wait_until("return document.readyState === 'complete'"),
            )
            .await
            .expect("the page comes whole");
            phone.unfold().await?;
            let wide = phone.run("return document.documentElement.scrollWidth - innerWidth").await?;
            assert!(wide.as_i64().is_some_and(|wide| wide <= 0), "{path} in {language} is {wide} too wide");
            assert_eq!(
                phone.run("return window.faults").await?,
                serde_json::json!([]),
                "{path} in {language}"
            );
        }
    }
    phone.close().await
}
