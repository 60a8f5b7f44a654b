//! A phone that cannot send: what it says of itself over the telephone, and its walks on a file that the server takes in.
//! Real server, real Chromium; the network is lost by stopping the server.

use tests::browser::{Browser, ChromeDriver, Screen};
use tests::server::Server;
use thirtyfour::error::WebDriverResult;

/// Fills in the form for a walk that was not recorded: long ago, so that no clock of a test machine is before it.
const FILL_IN: &str = r#"
    const fill = (field, value) => {
        field.value = value;
        field.dispatchEvent(new Event("input", { bubbles: true }));
    };
    document.querySelector(".choice input").click();
    [...document.querySelectorAll(".row input")].forEach((field, idx) => fill(field, ["2025-01-13", "20:00", "20:17"][idx]));
    fill(document.querySelector("textarea"), "Telefonen var urladdad");
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_cannot_send_is_helped_over_the_telephone() -> WebDriverResult<()> {
    let mut server = Server::start();
    server.add_account("polis1", "officer");
    let app = server.url("/phone/");
    let chromedriver = ChromeDriver::start();
    let (pocket, downloads) = (folder(), folder());
    let phone = Browser::start(&chromedriver, pocket.path(), Screen::Phone).await?;
    phone.grant_clipboard(&server.url("")).await?;
    phone.download_to(downloads.path()).await?;
    phone.open(&app).await?;
    phone.log_in("polis1").await?;
    phone.see("Huddinge C").await;
    // It lets the server know that it is there, though it has nothing to send.
    server.wait_for_log("a phone said how it stands");
    phone.wait_until("return navigator.serviceWorker.controller !== null").await;

    // With nothing to save there is no way to save it.
    phone.open(&format!("{app}#/settings")).await?;
    phone.press_until("a[href='#/diagnosis']", ".facts dd").await;
    phone.see("Inget att spara").await;
    phone.find("main button:disabled").await;

    server.ask_to_stop();
    server.wait();
    phone.open(&format!("{app}#/afterwards")).await?;
    phone.find("textarea").await;
    phone.run(FILL_IN).await?;
    phone.press("footer button").await?;
    phone.see("ara på den här telefonen").await;

    // What is read out is what is copied.
    phone.open(&format!("{app}#/diagnosis")).await?;
    phone.see("1 post, äldst").await;
    for line in ["Togs inte emot\ninget", "Öppnar utan nät\nja", "Senaste kvitto\ninget"] {
        phone.see(line).await;
    }
    phone.press("footer .button.main").await?;
    phone.see("Kopierat.").await;
    let copied = phone.run("return navigator.clipboard.readText()").await?;
    let copied = copied.as_str().expect("a text was copied");
    let shown = phone
        .run("return [...document.querySelectorAll('.facts div')].map(row => [...row.children].map(cell => cell.innerText).join(': '))")
        .await?;
    let shown: Vec<&str> = shown.as_array().expect("rows").iter().filter_map(|row| row.as_str()).collect();
    assert_eq!(copied.lines().skip(1).collect::<Vec<_>>(), shown);

    // The driver does not know that the dock lies over what a thumb would scroll up.
    phone.run("document.querySelector('main section button').scrollIntoView({ block: 'center' })").await?;
    phone.press("main section button").await?;
    let file = phone.downloaded(downloads.path(), "json").await;
    phone.see("finns kvar här också").await;
    phone.see("1 post, äldst").await;

    // The file is brought to the server by hand; the phone sends later all the same, and the walk is there once.
    let server = server.restart();
    let file = file.to_str().expect("a test's path is UTF-8");
    for word in ["stored", "already held"] {
        let output = server.command(&["import", file], "");
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && told.contains(word), "{told}{output:?}");
    }
    phone.open(&format!("{app}#/")).await?;
    phone.send_now().await;
    phone.see("Allt är skickat").await;
    phone.open(&format!("{app}#/walks")).await?;
    phone.see("Hos servern sedan").await;
    phone.see(", kvitto ").await;
    let officer = tests::Visitor::logged_in(&server, "polis1").await;
    assert_eq!(officer.pull(tests::Journal::of(9).device).await.walks.len(), 1);
    phone.close().await
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder can be made")
}
