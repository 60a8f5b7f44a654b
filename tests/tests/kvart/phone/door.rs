//! The door of the phone: the log-in stands before the rest of the app has come, and what did not come is said. Real
//! Chromium, real server process. It never looks into the program, only at what a person sees.

use std::fs;
use std::path::Path;

use tests::browser::{Browser, ChromeDriver, Screen};
use tests::server::{Server, copy_site};
use thirtyfour::error::WebDriverResult;

/// How the files of the part that is fetched behind the log-in begin.
const PART: &str = "phone-part.";

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_logs_in_before_the_rest_of_the_app_has_come() -> WebDriverResult<()> {
    let (chromedriver, pocket) = (ChromeDriver::start(), tempfile::tempdir().expect("a folder can be made"));
    let half = tempfile::tempdir().expect("a folder can be made");
    copy_site(half.path());
    remove_part(half.path());
    let server = Server::start().restart_with(half.path().to_owned());
    server.add_account("polis1", "officer");

    let phone = Browser::start(&chromedriver, pocket.path(), Screen::Phone).await?;
    phone.open(&server.url("/phone/")).await?;
    phone.see("Logga in").await;
    phone.log_in("polis1").await?;
    phone.see("Hela Kvart kom inte fram").await;

    let _whole = server.restart_with(tests::server::site());
    phone.press("button.main").await?;
    phone.see("Starta").await;
    phone.close().await
}

fn remove_part(site: &Path) {
    let mut n_removed = 0;
    for file in fs::read_dir(site.join("assets")).expect("the site has assets") {
        let path = file.expect("it is readable").path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PART)) {
            fs::remove_file(&path).expect("the copy is the test's own");
            n_removed += 1;
        }
    }
    assert!(0 < n_removed, "the phone has such a part");
}
