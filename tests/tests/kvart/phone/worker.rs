//! The app that the phone keeps: it opens without a network whatever happened to what is kept. Real Chromium, real server
//! process, stopped. It never looks into the worker, only at what a person sees.

use std::fs;

use tempfile::TempDir;
use tests::browser::{Browser, ChromeDriver, Screen};
use tests::server::{Server, copy_site};
use thirtyfour::error::WebDriverResult;

/// On the first screen of a phone that nobody has logged in on.
const FIRST_SCREEN: &str = "Logga in";

/// On the first screen of an officer's phone.
const OFFICERS_SCREEN: &str = "Skogås C";

/// A phone that has kept the app, and the server that it came from.
struct Kept {
    first_screen: &'static str,
    chromedriver: ChromeDriver,
    pocket: TempDir,
    server: Server,
}

impl Kept {
    async fn new() -> WebDriverResult<Kept> {
        let (server, chromedriver) = (Server::start(), ChromeDriver::start());
        let pocket = tempfile::tempdir().expect("a folder can be made");
        let kept = Kept { first_screen: FIRST_SCREEN, chromedriver, pocket, server };
        let phone = kept.open().await?;
        phone.see(FIRST_SCREEN).await;
        phone.wait_until("return navigator.serviceWorker.controller !== null").await;
        phone.close().await?;
        Ok(kept)
    }

    async fn open(&self) -> WebDriverResult<Browser> {
        let phone = Browser::start(&self.chromedriver, self.pocket.path(), Screen::Phone).await?;
        phone.open(&self.server.url("/phone/")).await?;
        Ok(phone)
    }

    /// Logs an officer in, whose phone it is from then on.
    async fn log_in(&mut self) -> WebDriverResult<()> {
        self.server.add_account("polis1", "officer");
        let phone = self.open().await?;
        phone.log_in("polis1").await?;
        phone.see(OFFICERS_SCREEN).await;
        self.first_screen = OFFICERS_SCREEN;
        phone.close().await
    }

    /// Spoils what is kept by a script that is given the caches' names, then opens the app with the server stopped.
    async fn open_after(&mut self, spoil: &str) -> WebDriverResult<Browser> {
        let phone = self.open().await?;
        phone.see(self.first_screen).await;
        let done = format!(
            "const names = await caches.keys(); const file = async (name, ending) =>
               (await (await caches.open(name)).keys()).find((request) => request.url.endsWith(ending));
             {spoil}; return names.length"
        );
        let n_copies = phone.run(&format!("return (async () => {{ {done} }})()")).await?;
        assert_eq!(n_copies, 2, "each file is kept twice");
        phone.close().await?;
        self.server.ask_to_stop();
        self.server.wait();
        // What the browser keeps besides must not help.
        for name in ["Cache", "Code Cache"] {
            let _not_there = fs::remove_dir_all(self.pocket.path().join("Default").join(name));
        }
        self.open().await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_damaged_and_one_that_was_lost_come_from_their_second_copy() -> WebDriverResult<()> {
    let mut kept = Kept::new().await?;
    let spoil = "
        const [first] = names;
        const cache = await caches.open(first);
        const wasm = await file(first, '.wasm');
        await cache.put(wasm, new Response('damaged', { headers: { 'content-type': 'application/wasm' } }));
        await cache.delete(await file(first, '.js'));
        await cache.delete(await file(first, '/phone/'))";
    let phone = kept.open_after(spoil).await?;
    phone.see(FIRST_SCREEN).await;
    let mended = "return (async () => {
        for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const ending of ['.wasm', '.js', '/phone/']) {
                const request = (await cache.keys()).find((request) => request.url.endsWith(ending));
                if (!request || (await (await cache.match(request)).blob()).size < 500) return false;
            }
        }
        return true;
    })()";
    phone.wait_until(mended).await;
    phone.close().await
}

/// What is fetched behind the log-in is kept like the rest.
#[tokio::test(flavor = "multi_thread")]
async fn an_officers_phone_opens_though_the_part_behind_the_log_in_was_damaged() -> WebDriverResult<()> {
    let mut kept = Kept::new().await?;
    kept.log_in().await?;
    let spoil = "
        const cache = await caches.open(names[0]);
        const parts = (await cache.keys()).filter((request) => request.url.includes('/phone-part.'));
        if (parts.length === 0) return 'there is no such part';
        for (const part of parts) {
            await cache.put(part, new Response('damaged', { headers: { 'content-type': 'application/wasm' } }));
        }";
    let phone = kept.open_after(spoil).await?;
    phone.see(OFFICERS_SCREEN).await;
    phone.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_copy_that_was_lost_costs_nothing() -> WebDriverResult<()> {
    let mut kept = Kept::new().await?;
    let phone = kept.open_after("await caches.delete(names[1])").await?;
    phone.see(FIRST_SCREEN).await;
    phone.close().await
}

/// An update of which one file never comes, and one that the browser's end cuts off: the version before goes on.
#[tokio::test(flavor = "multi_thread")]
async fn an_update_that_does_not_come_whole_leaves_the_version_before() -> WebDriverResult<()> {
    let Kept { chromedriver, pocket, server, .. } = Kept::new().await?;
    let broken = tempfile::tempdir().expect("a folder can be made");
    copy_site(broken.path());
    let worker = broken.path().join("phone/sw.js");
    let text = fs::read_to_string(&worker).expect("the site has a worker");
    let text =
        text.replacen("const BUILD = \"", "const BUILD = \"next-", 1).replacen(".css\"", ".css.gone\"", 1);
    for squeezed in ["phone/sw.js.br", "phone/sw.js.gz"] {
        let _not_there = fs::remove_file(broken.path().join(squeezed));
    }
    fs::write(&worker, text).expect("the copy can be written");
    let server = server.restart_with(broken.path().to_owned());
    let kept = Kept { first_screen: FIRST_SCREEN, chromedriver, pocket, server };
    let phone = kept.open().await?;
    phone.see(FIRST_SCREEN).await;
    // It asks for the new version, and is killed over it.
    phone.run("navigator.serviceWorker.getRegistration().then((it) => it.update().catch(() => {}))").await?;
    phone.kill().await;
    let mut kept = kept;
    let phone = kept.open_after("").await?;
    phone.see(FIRST_SCREEN).await;
    phone.close().await
}
