//! An officer on a walk in Huddinge C, for tests of what befalls a recording phone. It moves no clock by itself.

use std::time::Duration;

use domain::place::{FlatMap, Position};
use domain::statement::Statement;
use domain::walk::Walk;
use sync::entry::Entry;
use tempfile::TempDir;
use thirtyfour::error::WebDriverResult;

use crate::browser::{Browser, ChromeDriver, Screen};
use crate::server::Server;

/// In the middle of Huddinge C.
pub const CORNER: Position = Position { lat: 59.23472, lon: 17.98056 };

/// Reads the journal's last row.
const LAST_ENTRY: &str = "return (async () => {
    const done = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
    const all = (await indexedDB.databases()).filter(({ name }) => name.startsWith('kvart-'));
    const db = await done(indexedDB.open(all[0].name));
    const rows = await done(db.transaction('journal').objectStore('journal').getAll());
    db.close();
    return rows.at(-1);
})();";

/// A phone that records a walk in Huddinge C.
pub struct Walking {
    /// The phone.
    pub phone: Browser,
    /// The server that it speaks with.
    pub server: Server,
    chromedriver: ChromeDriver,
    pocket: TempDir,
}

impl Walking {
    /// Logs in and starts to walk. Every second's position is kept.
    pub async fn start() -> WebDriverResult<Walking> {
        let walking = Walking::ready().await?;
        walking.begin().await?;
        Ok(walking)
    }

    /// Logs in where the walk will be.
    pub async fn ready() -> WebDriverResult<Walking> {
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
        phone.see("Huddinge C").await;
        Ok(Walking { phone, server, chromedriver, pocket })
    }

    /// Starts to walk.
    pub async fn begin(&self) -> WebDriverResult<()> {
        self.phone.press_until("button.start[aria-label*='Huddinge C']", ".hold-button").await;
        self.pace(4).await?;
        self.phone.see("Inne i området").await;
        Ok(())
    }

    /// Kills the browser and opens it anew.
    pub async fn kill_and_reopen(self) -> WebDriverResult<Walking> {
        let Walking { phone, server, chromedriver, pocket } = self;
        phone.kill().await;
        let phone = Browser::start(&chromedriver, pocket.path(), Screen::Phone).await?;
        phone.grant(&server.url("")).await?;
        phone.stand_at(CORNER, 6.0).await?;
        phone.open(&server.url("/phone/")).await?;
        Ok(Walking { phone, server, chromedriver, pocket })
    }

    /// Reads the large figure on the screen, in seconds.
    pub async fn figure_s(&self) -> WebDriverResult<u32> {
        let text = self.phone.run("return document.querySelector('main .figure').innerText").await?;
        let (minutes, seconds) =
            text.as_str().and_then(|text| text.split_once(':')).expect("it shows minutes and seconds");
        let number = |text: &str| text.trim().parse::<u32>().expect("it shows digits");
        Ok(number(minutes) * 60 + number(seconds))
    }

    /// Reads the last entry of the journal as it lies on the phone.
    pub async fn last_walk(&self) -> WebDriverResult<Walk> {
        let row = self.phone.run(LAST_ENTRY).await?;
        let entry: Entry = serde_json::from_str(row.as_str().expect("a row is a text")).expect("an entry");
        match entry.read().expect("it was written by this phone").says {
            Statement::Walk(walk) => Ok(walk),
            other => panic!("the last entry is no walk: {other:?}"),
        }
    }

    /// Paces up and down for so many seconds.
    pub async fn pace(&self, n_s: u32) -> WebDriverResult<()> {
        let map = FlatMap::around(CORNER);
        for step in 0..n_s {
            self.phone.stand_at(map.position((f64::from(step % 4), 0.0)), 6.0).await?;
            // The walk takes this long; nothing is waited for.
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        Ok(())
    }

    /// Stands for so many seconds of which the phone hears nothing.
    pub async fn wait(&self, n_s: u64) {
        // The silence takes this long; nothing is waited for.
        tokio::time::sleep(Duration::from_secs(n_s)).await;
    }

    /// Ends the walk and looks for what its summary says.
    pub async fn end(self, wanted: &[&str]) -> WebDriverResult<()> {
        self.phone.hold(".hold-button", Duration::from_millis(1600)).await?;
        for text in wanted {
            self.phone.see(text).await;
        }
        self.phone.close().await
    }
}
