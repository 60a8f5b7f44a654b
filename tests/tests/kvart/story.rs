//! The story itself: an officer walks without a network, the browser is killed half-way, and the supervisor sees the week
//! kept by one walk. Real server, real Chromium, a real recording of a walk. No clock is faked.

use std::time::Duration;

use tests::browser::{Browser, ChromeDriver, Screen};
use tests::server::Server;
use tests::traces::{Reading, trace};
use thirtyfour::error::WebDriverResult;

/// Asked for instead of fifteen minutes, so that the test takes less than two.
const REQUIRED_S: &str = "25";

/// Every position of the recording is kept, for it has one each five or six seconds and the test has half a minute.
const FIX_MAX_S: &str = "5";

/// Five minutes on foot in the middle of the recording, a position every five or six seconds, all within Huddinge C.
const ON_FOOT_S: std::ops::Range<f64> = 1341.0..1640.0;

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_without_a_network_survives_a_killed_browser_and_keeps_the_week() -> WebDriverResult<()> {
    let mut server = Server::start();
    server.add_account("polis1", "officer");
    server.add_account("gruppchef", "supervisor");
    let asked = server.command(&["policy", "set", "--required-s", REQUIRED_S, "--fix-max-s", FIX_MAX_S], "");
    assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
    let (origin, app) = (server.url(""), server.url("/phone/"));
    let chromedriver = ChromeDriver::start();
    let pocket = tempfile::tempdir().expect("a folder can be made");
    let mut street =
        trace("walk-acc-mixed-1").into_iter().filter(|reading| ON_FOOT_S.contains(&reading.t_s)).peekable();
    let corner = *street.peek().expect("the recording has a walk");

    // At the station, once: the officer logs in, and the phone keeps the app.
    let phone = Browser::start(&chromedriver, pocket.path(), Screen::Phone).await?;
    phone.open(&app).await?;
    phone.log_in("polis1").await?;
    phone.see("Huddinge C").await;
    phone.wait_until("return navigator.serviceWorker.controller !== null").await;
    phone.close().await?;

    // Out of reach: no server answers from here on. The app opens all the same, and a walk starts with one tap.
    server.ask_to_stop();
    server.wait();
    let phone = open(&chromedriver, &pocket, &origin, corner).await?;
    phone.press_until("button.start[aria-label*='Huddinge C']", ".hold-button").await;
    go(&phone, &mut street, 3).await?;
    phone.see("Inne i området").await;
    phone.kill().await;

    // The phone comes back to life, and the walk goes on.
    let phone = open(&chromedriver, &pocket, &origin, corner).await?;
    phone.see("Fortsätt passet").await;
    phone.press("footer .button.main").await?;
    phone.see("Håll för att avsluta").await;
    go(&phone, &mut street, 7).await?;
    phone.see("Tillräckligt").await;
    phone.hold(".hold-button", Duration::from_millis(1600)).await?;
    phone.see("Passet räknas.").await;
    phone.see("ara på den här telefonen").await;
    phone.press_until("footer a.button.main", ".sync button").await;

    // Back in reach: the phone sends on demand, and says since when the server holds the walk.
    let server = server.restart();
    phone.send_now().await;
    phone.open(&format!("{app}#/walks")).await?;
    phone.see("os servern sedan").await;
    phone.close().await?;

    // The supervisor sees the week kept, by one walk.
    let desk_profile = tempfile::tempdir().expect("a folder can be made");
    let desk = Browser::start(&chromedriver, desk_profile.path(), Screen::Desk).await?;
    desk.open(&server.url("/")).await?;
    desk.log_in("gruppchef").await?;
    desk.see("Huddinge C").await;
    desk.press("main a[href^='/coverage/huddinge-c/']").await?;
    desk.find("main a[href^='/walks/']").await;
    desk.see("Räknas").await;
    let walks = desk
        .run("return new Set([...document.querySelectorAll(\"a[href^='/walks/']\")].map(a => a.href)).size")
        .await?;
    assert_eq!(walks, 1, "one walk, not two: {}", desk.text().await?);
    desk.press("a[href^='/walks/']").await?;
    desk.see("Registrerat av").await;
    desk.find("svg.walk-map .trail.inside").await;
    desk.close().await
}

/// Opens the app on the phone, as from the home screen, at a place.
async fn open(
    chromedriver: &ChromeDriver,
    pocket: &tempfile::TempDir,
    origin: &str,
    at: Reading,
) -> WebDriverResult<Browser> {
    let phone = Browser::start(chromedriver, pocket.path(), Screen::Phone).await?;
    phone.grant(origin).await?;
    stand(&phone, at).await?;
    phone.open(&format!("{origin}/phone/")).await?;
    Ok(phone)
}

/// Walks on along the recording, at its own pace.
async fn go(
    phone: &Browser,
    street: &mut impl Iterator<Item = Reading>,
    n_steps: usize,
) -> WebDriverResult<()> {
    let mut last_s = None;
    for reading in street.take(n_steps) {
        if let Some(last_s) = last_s {
            tokio::time::sleep(Duration::from_secs_f64(reading.t_s - last_s)).await;
        }
        last_s = Some(reading.t_s);
        stand(phone, reading).await?;
    }
    Ok(())
}

async fn stand(phone: &Browser, reading: Reading) -> WebDriverResult<()> {
    phone.stand_at(reading.place, reading.accuracy_m.unwrap_or(20.0)).await
}
