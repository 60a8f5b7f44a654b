//! A walk that was not recorded is told afterwards: typed with interruptions, saved once. Real Chromium, real server.

use tests::Server;
use tests::browser::{Browser, ChromeDriver, Screen};
use thirtyfour::error::WebDriverResult;

/// What the system does to a page that nobody has looked at for a while, and the officer's coming back to it.
const THROW_AWAY: &str = "window.isBefore = true; setTimeout(() => location.reload())";
const TYPE_TIMES: &str = r#"
    const times = ["2025-01-13", "20:00", "20:17"];
    document.querySelectorAll(".row input").forEach((field, idx) => {
        field.value = times[idx];
        field.dispatchEvent(new Event("input", { bubbles: true }));
    });
"#;
const TYPED: &str = r#"return [
    document.querySelector(".choice input:checked")?.closest("label").innerText.trim() ?? "",
    ...[...document.querySelectorAll(".row input"), document.querySelector("textarea")].map((field) => field.value),
    document.querySelector(".stepper output").innerText.trim(),
].join("|")"#;
const IS_KEPT: &str = "return Object.keys(localStorage).some((key) => key.startsWith('kvart.told-walk.'))";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_half_typed_of_a_walk_outlives_the_page_but_not_the_form() -> WebDriverResult<()> {
    let server = Server::start();
    server.add_account("polis1", "officer");
    let (chromedriver, pocket) = (ChromeDriver::start(), tempfile::tempdir().expect("a folder can be made"));
    let phone = Browser::start(&chromedriver, pocket.path(), Screen::Phone).await?;
    let form = server.url("/phone/#/afterwards");
    phone.open(&form).await?;
    phone.log_in("polis1").await?;
    phone.see("Huddinge C").await;
    phone.open(&form).await?;
    phone.find("textarea").await;
    let empty = phone.run(TYPED).await?;
    assert_eq!(
        phone.run(IS_KEPT).await?,
        false,
        "a form that nobody has typed in would keep another day's date"
    );

    phone.press(".choice:nth-child(2)").await?;
    phone.run(TYPE_TIMES).await?;
    phone.press(".stepper button:last-of-type").await?;
    phone.write("textarea", "Telefonen var ur").await?;
    let typed = phone.run(TYPED).await?;
    assert!(
        typed.as_str().is_some_and(|it| it.contains("|2025-01-13|20:00|20:17|Telefonen var ur|")),
        "{typed}"
    );
    phone.run(THROW_AWAY).await?;
    phone
        .wait_until("return window.isBefore === undefined && document.querySelector('textarea') !== null")
        .await;
    assert_eq!(phone.run(TYPED).await?, typed);

    // Saved, it is a walk; the next form is a new one.
    phone.write("textarea", "laddad").await?;
    phone.press("footer button").await?;
    phone.see("mån 13 jan").await;
    assert_eq!(phone.run(IS_KEPT).await?, false);
    phone.open(&form).await?;
    phone.find("textarea").await;
    let anew = phone.run(TYPED).await?;
    let without_crew =
        |it: &serde_json::Value| it.as_str().and_then(|it| it.rsplit_once('|')).map(|it| it.0.to_owned());
    assert_eq!(without_crew(&anew), without_crew(&empty));
    phone.close().await
}
