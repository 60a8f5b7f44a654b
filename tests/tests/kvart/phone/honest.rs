//! What befalls a recording phone, and what it then says: on the screen and in the walk. Real Chromium, real server. It moves
//! no clock.

use std::time::Duration;

use tests::walking::{CORNER, Walking};
use thirtyfour::error::WebDriverResult;

/// One recorder in all tabs: the second shows the walk and where it runs, and the time in which the first was not seen is
/// told as that.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_tab_shows_the_walk_and_hidden_time_is_a_gap() -> WebDriverResult<()> {
    let walking = Walking::start().await?;
    walking.phone.open_beside(&walking.server.url("/phone/")).await?;
    walking.phone.see("Pass i Huddinge C sedan").await;
    walking.phone.see("Passet pågår i ett annat fönster").await;
    walking.pace(12).await?;
    walking.phone.go_back_to_first().await?;
    walking.pace(3).await?;
    walking.end(&["utan position (skärmen låst eller appen dold)"]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn positions_that_are_taken_back_are_missed_at_once_and_told_in_the_walk() -> WebDriverResult<()> {
    let walking = Walking::start().await?;
    walking.phone.deny_positions(&walking.server.url("")).await?;
    walking.phone.see("Kvart får inte se var du är").await;
    walking.pace(12).await?;
    walking.end(&["utan position (position inte tillåten)"]).await
}

/// Positions that are too coarse, and then none for longer than a walk may go without: each is said while it lasts and told in
/// the walk.
#[tokio::test(flavor = "multi_thread")]
async fn poor_positions_and_missing_ones_are_told_apart() -> WebDriverResult<()> {
    let walking = Walking::start().await?;
    walking.phone.stand_at(CORNER, 700.0).await?;
    walking.phone.see("Osäker position").await;
    walking.phone.see("Räknas inte.").await;
    walking.wait(14).await;
    walking.pace(2).await?;
    walking.phone.see("God position").await;
    walking.phone.see("Väntar på nästa position").await;
    walking.phone.see("Ingen position på").await;
    walking.phone.see("Räknas om en kommer inom").await;
    // Ninety seconds without a position are not seen by anybody.
    walking.wait(45).await;
    walking.phone.see("Den tiden räknas inte.").await;
    walking.pace(2).await?;
    walking.end(&["utan position (ingen position kom)"]).await
}

/// How many watches of the position are running.
const COUNT_WATCHES: &str = "window.nWatches = 0;
    const { watchPosition, clearWatch } = Geolocation.prototype;
    Geolocation.prototype.watchPosition = function (...wish) {
        window.nWatches += 1;
        return watchPosition.apply(this, wish);
    };
    Geolocation.prototype.clearWatch = function (id) {
        window.nWatches -= 1;
        return clearWatch.call(this, id);
    };";

#[tokio::test(flavor = "multi_thread")]
async fn no_position_is_asked_for_before_a_walk_or_after_it() -> WebDriverResult<()> {
    let walking = Walking::ready().await?;
    walking.phone.run(COUNT_WATCHES).await?;
    walking.begin().await?;
    walking.phone.wait_until("return window.nWatches === 1").await;
    walking.phone.hold(".hold-button", Duration::from_millis(1600)).await?;
    walking.phone.see("Observerat").await;
    walking.phone.wait_until("return window.nWatches === 0").await;
    walking.phone.close().await
}
