//! A browser that deletes the phone's database in the middle of everything: the officer reads what happened and goes on, and
//! the server hears of it. Real server, real Chromium.

use std::time::Duration;

use domain::place::Position;
use tests::browser::{Browser, ChromeDriver, Screen};
use tests::server::Server;
use thirtyfour::error::WebDriverResult;

/// In the middle of Huddinge C.
const HERE: Position = Position { lat: 59.2361, lon: 17.9812 };

/// Deletes the journal's database, as Chromium does when it finds the files damaged.
const DELETE: &str = "(async () => {
    for (const { name } of await indexedDB.databases()) {
        if (name.startsWith('kvart-')) indexedDB.deleteDatabase(name);
    }
})();";

/// Tells whether the second copy holds a text by now: nobody waits for it, not even the screen.
fn is_copied(text: &str) -> String {
    format!(
        "return (async () => {{
            const folder = await navigator.storage.getDirectory();
            for await (const file of folder.values()) {{
                if ((await (await file.getFile()).text()).includes('{text}')) return true;
            }}
            return false;
        }})();"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_database_costs_the_officer_nothing() -> WebDriverResult<()> {
    let mut server = Server::start();
    server.add_account("polis1", "officer");
    let (origin, app) = (server.url(""), server.url("/phone/"));
    let chromedriver = ChromeDriver::start();
    let pocket = tempfile::tempdir().expect("a folder can be made");
    let phone = Browser::start(&chromedriver, pocket.path(), Screen::Phone).await?;
    phone.grant(&origin).await?;
    phone.stand_at(HERE, 8.0).await?;
    phone.open(&app).await?;
    phone.log_in("polis1").await?;
    phone.see("Huddinge C").await;
    phone.wait_until("return navigator.serviceWorker.controller !== null").await;
    server.ask_to_stop();
    server.wait();

    // A walk is running when the database goes. The page finds that out by itself and begins anew.
    phone.press_until("button.start[aria-label*='Huddinge C']", ".hold-button").await;
    phone.see("Håll för att avsluta").await;
    phone.wait_until(&is_copied(r#""began":"#)).await;
    phone.run(DELETE).await?;
    phone.press(".stepper button:last-child").await?;
    phone.see("Fortsätt passet").await;
    phone.press("footer .button.main").await?;
    phone.see("Håll för att avsluta").await;
    phone.hold(".hold-button", Duration::from_millis(1600)).await?;
    phone.see("ara på den här telefonen").await;

    // The walk is told and unsent when it goes again, the app being closed.
    phone.wait_until(&is_copied(r#""kept":[{"#)).await;
    phone.run(DELETE).await?;
    phone.open("about:blank").await?;
    phone.open(&app).await?;
    phone.see("kom tillbaka från reservkopian").await;
    if let Ok(folder) = std::env::var("KVART_PICTURES") {
        phone.picture(&std::path::Path::new(&folder).join("lost.png")).await?;
    }
    phone.press(".notice.lost button").await?;
    phone.wait_until("return document.querySelector('.notice.lost') === null").await;
    let server = server.restart();
    phone.send_now().await;
    phone.open(&format!("{app}#/walks")).await?;
    phone.see("os servern sedan").await;
    server.wait_for_log("a phone's storage had lost something");
    phone.close().await
}
