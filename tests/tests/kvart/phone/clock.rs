//! A phone whose clock is wrong, is set while an officer walks, or shows another day than it did: what the screen says, and
//! what is in the walk. Real Chromium, real server; the clock is set in the page, as a person sets a phone's.

use std::time::Duration;

use domain::clock::set_ms;
use domain::time::WallTime;
use domain::walk::{Evidence, Walk};
use server::edge;
use tests::walking::Walking;
use thirtyfour::error::WebDriverResult;

/// Returns what the clock on a wall in Huddinge shows.
fn shown(at: WallTime) -> String {
    let local = at.local();
    format!("{:02}:{:02}", local.hour, local.minute)
}

/// Sets the phone's clock to a time.
async fn set_to(walking: &Walking, at: &str) -> WebDriverResult<()> {
    let now = walking.phone.run("return Date.now()").await?.as_i64().expect("a number");
    let at = WallTime::parse(at).expect("a time");
    walking.phone.set_clock((at.ms() - now) / 1000).await
}

/// Returns how long a walk was and how much of that nobody saw.
fn measured(walk: &Walk) -> (u32, u32) {
    let Evidence::Recorded { gaps, .. } = &walk.evidence else { panic!("it was recorded") };
    (walk.elapsed_s, gaps.iter().map(|gap| gap.length_s()).sum())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_while_walking_is_told_and_moves_no_second() -> WebDriverResult<()> {
    let walking = Walking::start().await?;
    let before_s = walking.figure_s().await?;
    walking.phone.set_clock(2 * 3600).await?;
    walking.phone.see("Telefonens klocka ställdes fram 2 timmar under passet").await;
    walking.pace(3).await?;
    walking.phone.set_clock(-5 * 3600).await?;
    walking.phone.see("Telefonens klocka ställdes tillbaka 5 timmar under passet").await;
    walking.pace(3).await?;
    let after_s = walking.figure_s().await?;
    assert!(before_s < after_s && after_s < before_s + 60, "the ring went from {before_s} to {after_s}");
    let began = edge::now();
    walking.phone.hold(".hold-button", Duration::from_millis(1600)).await?;
    walking.phone.see("Observerat").await;
    walking.phone.see("Telefonens klocka ställdes tillbaka 5 timmar under passet").await;
    let walk = walking.last_walk().await?;
    let set_ms = set_ms(walk.clocks()).expect("it was set by much");
    assert!((set_ms + 5 * 3_600_000).abs() < 10_000, "set by {set_ms} ms: {:?}", walk.clocks());
    let (elapsed_s, unseen_s) = measured(&walk);
    assert!(elapsed_s < 120 && unseen_s == 0, "{elapsed_s} s, {unseen_s} s of them unseen");
    assert!(walk.started.s_since(began).abs() < 120, "the start is what the clock showed then");
    walking.phone.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_wrong_all_along_is_told_and_the_walk_gets_the_servers_time() -> WebDriverResult<()>
{
    let walking = Walking::ready().await?;
    // Set back and opened anew, the phone hears from the server how late it is.
    let late = "{ const was = Date.now; Date.now = () => was() - 7380 * 1000; }";
    walking.phone.run_on_opening(late).await?;
    walking.phone.open("about:blank").await?;
    walking.phone.open(&walking.server.url("/phone/")).await?;
    walking.phone.see("Allt är skickat.").await;
    walking.begin().await?;
    let began = [shown(edge::now().plus_s(-30)), shown(edge::now())];
    walking
        .phone
        .see("Telefonens klocka går 2 timmar 3 minuter efter serverns. Passet får serverns tid.")
        .await;
    walking.phone.hold(".hold-button", Duration::from_millis(1600)).await?;
    walking.phone.see("Observerat").await;
    walking.phone.see("Telefonens klocka går 2 timmar 3 minuter efter serverns").await;
    let summary = walking.phone.text().await?;
    assert!(began.iter().any(|began| summary.contains(&format!("{began}–"))), "{began:?} in {summary}");
    let walk = walking.last_walk().await?;
    let late_s = walk.began().s_since(walk.started);
    assert!((late_s - 7_380).abs() < 30, "the entry holds both clocks: {late_s} s apart");
    walking.phone.close().await
}

/// Out of the server's reach, so that the phone's clock is all there is. First over midnight, then through the hour that
/// autumn shows twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_walk_over_midnight_and_one_when_the_clocks_change_are_as_long_as_they_were() -> WebDriverResult<()>
{
    let mut walking = Walking::ready().await?;
    walking.phone.wait_until("return navigator.serviceWorker.controller !== null").await;
    walking.server.ask_to_stop();
    walking.server.wait();

    set_to(&walking, "2026-11-24T23:59:40+01:00").await?;
    walking.begin().await?;
    walking.phone.see("sedan 23:59").await;
    walking.pace(20).await?;
    walking.phone.hold(".hold-button", Duration::from_millis(1600)).await?;
    walking.phone.see("tis 24 nov 23:59–00:00 · 0:").await;
    let walk = walking.last_walk().await?;
    assert_eq!((walk.week().number(), set_ms(walk.clocks())), (48, None));

    walking.phone.press_until("footer a.button.main", ".areas").await;
    set_to(&walking, "2026-10-25T02:59:40+02:00").await?;
    walking.begin().await?;
    walking.phone.see("sedan 02:59").await;
    walking.pace(20).await?;
    walking.phone.hold(".hold-button", Duration::from_millis(1600)).await?;
    walking.phone.see("02:59 sommartid–02:00 vintertid · 0:").await;
    let walk = walking.last_walk().await?;
    assert_eq!((walk.week().number(), set_ms(walk.clocks())), (43, None));
    assert!(measured(&walk).0 < 60, "{} s", walk.elapsed_s);
    walking.phone.close().await
}
