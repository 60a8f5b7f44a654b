//! Whole flows without a pointer: a supervisor finds a walk and decides about it, an officer logs in, walks and ends the walk.
//! Nothing is clicked; what has the focus is always to be seen.

use std::time::Duration;

use domain::place::Position;
use tests::browser::{Browser, ChromeDriver, Screen};
use tests::server::{PASSWORD, Server};
use tests::walking::CORNER;
use thirtyfour::Key;
use thirtyfour::error::WebDriverResult;

/// At the station of Flemingsberg.
const FLEMINGSBERG: Position = Position { lat: 59.2188, lon: 17.9469 };

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_decides_about_a_walk_without_a_pointer() -> WebDriverResult<()> {
    let server = Server::start_with(&["--demo"]);
    let chromedriver = ChromeDriver::start();
    let profile = tempfile::tempdir().expect("a folder can be made");
    let desk = Browser::start(&chromedriver, profile.path(), Screen::Desk).await?;
    desk.open(&server.url("/")).await?;
    log_in(&desk, "gruppchef").await?;
    desk.see("Huddinge C").await;

    desk.tab_to(".skip").await?;
    desk.press_key(Key::Enter).await?;
    desk.tab_to("main a[href^='/coverage/']").await?;
    desk.press_key(Key::Enter).await?;
    desk.see("Vecka").await;
    desk.find("main a[href^='/walks/']").await;
    desk.tab_to("main a[href^='/walks/']").await?;
    desk.press_key(Key::Enter).await?;
    desk.see("Registrerat av").await;
    desk.tab_to("#why").await?;
    desk.type_keys("Två poster om samma pass").await?;
    desk.tab_to("button[value='exclude']").await?;
    desk.press_key(Key::Enter).await?;
    desk.see("Lämnat utanför av en gruppchef").await;
    desk.tab_to("button[value='undo']").await?;
    desk.type_keys(" ").await?;
    desk.see("Inget beslut. Regeln avgör.").await;
    desk.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_walks_without_a_pointer() -> WebDriverResult<()> {
    let server = Server::start_with(&["--demo"]);
    let chromedriver = ChromeDriver::start();
    let profile = tempfile::tempdir().expect("a folder can be made");
    let phone = Browser::start(&chromedriver, profile.path(), Screen::Phone).await?;
    phone.grant(&server.url("")).await?;
    phone.stand_at(CORNER, 6.0).await?;
    phone.open(&server.url("/phone/")).await?;
    log_in(&phone, "polis1").await?;
    phone.find("button.start[aria-label*='Huddinge C']").await;
    phone.see("Allt är skickat").await;
    phone.key_until("button.start[aria-label*='Huddinge C']", Key::Enter, ".hold-button").await?;
    phone.see("Inne i området").await;

    // Held for too short, nothing ends and the screen says what to do; held for long enough, the walk does.
    phone.tab_to(".hold-button").await?;
    phone.hold_key(" ", Duration::from_millis(200)).await?;
    phone.wait_until("return document.querySelector('.hold-hint').innerText.length > 0").await;
    phone.hold_key(" ", Duration::from_millis(1600)).await?;
    phone.see("Observerat").await;
    phone.tab_to("footer a.button.main").await?;
    phone.press_key(Key::Enter).await?;
    phone.find("button.start").await;
    phone.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_focus_stays_when_the_nearest_area_is_found_and_when_it_is_another() -> WebDriverResult<()> {
    let server = Server::start_with(&["--demo"]);
    let chromedriver = ChromeDriver::start();
    let profile = tempfile::tempdir().expect("a folder can be made");
    let phone = Browser::start(&chromedriver, profile.path(), Screen::Phone).await?;
    phone.open(&server.url("/phone/")).await?;
    log_in(&phone, "polis1").await?;
    phone.see("Allt är skickat").await;
    phone.grant(&server.url("")).await?;
    phone.stand_at(CORNER, 6.0).await?;
    phone.tab_to(".locate button").await?;
    phone.press_key(Key::Enter).await?;
    // The question is gone with the button that had the focus; the answer has taken its place.
    phone
        .wait_until("return document.querySelector('.dock .area.main h2')?.innerText === 'Huddinge C'")
        .await;
    phone.wait_until("return document.activeElement.matches('.dock .start')").await;

    // Elsewhere the areas stand in another order; the cards stay where they are, and so does the focus.
    let row = ".areas .area:last-child .start";
    phone.tab_to(row).await?;
    phone.stand_at(FLEMINGSBERG, 6.0).await?;
    phone.run("document.dispatchEvent(new Event('visibilitychange'))").await?;
    phone
        .wait_until("return document.querySelector('.dock .area.main h2')?.innerText === 'Flemingsberg C'")
        .await;
    assert_eq!(phone.run(&format!("return document.activeElement.matches({row:?})")).await?, true);
    phone.close().await
}

/// Logs in by the form that is on the screen.
async fn log_in(browser: &Browser, name: &str) -> WebDriverResult<()> {
    browser.find("input[autocomplete='username']").await;
    browser.tab_to("input[autocomplete='username']").await?;
    browser.type_keys(name).await?;
    browser.tab_to("input[autocomplete='current-password']").await?;
    browser.type_keys(PASSWORD).await?;
    browser.press_key(Key::Enter).await
}
