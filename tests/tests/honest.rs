//! What befalls a recording phone, and what it then says: on the screen and in the walk. Real Chromium, real server. It fakes
//! no clock.

use std::time::Duration;

use domain::place::{FlatMap, Position};
use tempfile::TempDir;
use tests::browser::{Browser, ChromeDriver, Screen};
use tests::server::Server;
use thirtyfour::error::WebDriverResult;

/// In the middle of Huddinge C.
const CORNER: Position = Position { lat: 59.23472, lon: 17.98056 };

/// A phone that records a walk in Huddinge C.
struct Walking {
    phone: Browser,
    server: Server,
    _chromedriver: ChromeDriver,
    _pocket: TempDir,
}

impl Walking {
    async fn start() -> WebDriverResult<Walking> {
        let server = Server::start();
        server.add_account("polis1", "officer");
        let asked = server.command(&["policy", "set", "--fix-min-s", "1", "--fix-max-s", "1"], "");
        assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
        let (chromedriver, pocket) =
            (ChromeDriver::start(), tempfile::tempdir().expect("a folder can be made"));
        let phone = Browser::start(&chromedriver, pocket.path(), Screen::Phone).await?;
        phone.grant(&server.url("")).await?;
        phone.stand_at(CORNER, 6.0).await?;
        phone.open(&server.url("/phone/")).await?;
        phone.log_in("polis1").await?;
        phone.press_until("button.start[aria-label*='Huddinge C']", ".hold-button").await;
        let walking = Walking { phone, server, _chromedriver: chromedriver, _pocket: pocket };
        walking.pace(4).await?;
        walking.phone.see("Inne i området").await;
        Ok(walking)
    }

    /// Paces up and down for so many seconds.
    async fn pace(&self, n_s: u32) -> WebDriverResult<()> {
        let map = FlatMap::around(CORNER);
        for step in 0..n_s {
            self.phone.stand_at(map.position((f64::from(step % 4), 0.0)), 6.0).await?;
            // The walk takes this long; nothing is waited for.
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        Ok(())
    }

    /// Ends the walk and looks for what its summary says.
    async fn end(self, wanted: &[&str]) -> WebDriverResult<()> {
        self.phone.hold(".hold-button", Duration::from_millis(1600)).await?;
        for text in wanted {
            self.phone.see(text).await;
        }
        self.phone.close().await
    }
}

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
