//! The coverage as a supervisor walks it, in a real Chromium: down from the week, through the grid by the keyboard, to a week
//! that was missed, and why. No clock is faked: the demonstration's weeks end with the one that now is.

use tests::Server;
use tests::accessible::{Audit, Scheme};
use tests::browser::{Browser, ChromeDriver, Screen};
use thirtyfour::Key;
use thirtyfour::error::WebDriverResult;

/// The id of what has the focus.
const FOCUSED: &str = "return document.activeElement.id";

/// The ids of the cells at which the tab key stops.
const STOPS: &str = "return [...document.querySelectorAll('.grid .cell a')].filter((a) => a.tabIndex === 0).map((a) => a.id).join(' ')";

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_finds_what_was_missed_and_says_why() -> WebDriverResult<()> {
    let server = Server::start_with(&["--demo"]);
    let (chromedriver, profile) = (ChromeDriver::start(), tempfile::tempdir().expect("a folder can be made"));
    let desk = Browser::start(&chromedriver, profile.path(), Screen::Desk).await?;
    desk.open(&server.url("/")).await?;
    desk.log_in("gruppchef").await?;
    desk.see("Förra veckan").await;
    desk.press(".places a[href='/coverage']").await?;
    desk.see("Klara veckor").await;

    // One stop for the tab key; arrows, ends and pages from there.
    desk.wait_until(&STOPS.replace(".join(' ')", ".join(' ') === 'cell-0-0'")).await;
    desk.run("document.getElementById('cell-0-0').focus()").await?;
    for (key, id) in [
        (Key::Down, "cell-1-0"),
        (Key::Right, "cell-1-1"),
        (Key::End, "cell-1-3"),
        (Key::PageDown, "cell-12-3"),
        (Key::Down, "cell-12-3"),
        (Key::Home, "cell-12-0"),
        (Key::Up, "cell-11-0"),
    ] {
        desk.press_key(key).await?;
        assert_eq!(desk.run(FOCUSED).await?, id);
        assert_eq!(desk.run(STOPS).await?, id, "the tab key comes back to where one was");
    }
    desk.press_key(Key::Enter).await?;
    desk.find("section[aria-labelledby='walks']").await;

    // More weeks, and then the list of what was missed.
    desk.open(&server.url("/coverage")).await?;
    desk.press(".misses a.to-reason").await?;
    desk.find("#reason input[name='reason']").await;
    desk.write("#reason input[name='reason']", "Alla på utbildning").await?;
    desk.press("#reason form button.button").await?;
    desk.see("Ta bort skälet").await;
    desk.see("Gruppchef,").await;
    desk.open(&server.url("/coverage")).await?;
    desk.see("Alla på utbildning").await;
    let titled = "return [...document.querySelectorAll('.grid a')].filter((a) => a.title.endsWith(', Alla på utbildning')).length";
    assert_eq!(desk.run(titled).await?, 1);

    // It is taken back from where it was noted.
    desk.press(".misses tr:has(.said) a.to-reason").await?;
    desk.press("#reason form[action$='take-back'] button").await?;
    desk.find("#reason input[name='reason']:placeholder-shown, #reason input[name='reason'][value='']").await;
    desk.open(&server.url("/coverage")).await?;
    desk.see("Skriv varför").await;
    assert!(!desk.text().await?.contains("Alla på utbildning"));

    // Some areas and other days, by the form; the address says which.
    desk.press(".asking-for summary").await?;
    desk.press(".choice input[value='varby-c']").await?;
    desk.press(".asking-for form button").await?;
    desk.see("Visar ett av 4 områden.").await;
    desk.wait_until("return location.search.includes('area=varby-c') && location.search.includes('from=')")
        .await;
    let columns = desk.run("return document.querySelectorAll('.grid thead th').length").await?;
    assert_eq!(columns, 2);
    desk.close().await
}

/// The areas have been followed for longer than the page shows, and hardly anybody came.
#[tokio::test(flavor = "multi_thread")]
async fn ten_years_stand_below_each_other_on_a_phone_too() -> WebDriverResult<()> {
    let mut server = Server::start_with(&["--demo"]);
    server.ask_to_stop();
    assert!(server.wait().success());
    let database = rusqlite::Connection::open(server.data().join("kvart.db")).expect("the file is there");
    database
        .execute_batch(
            "UPDATE boundary SET outline = json_set(outline, '$.valid_from', 1420070400000);
             UPDATE house SET revision = revision + 1;",
        )
        .expect("boundaries are JSON");
    drop(database);
    let server = server.restart();
    let (chromedriver, profile) = (ChromeDriver::start(), tempfile::tempdir().expect("a folder can be made"));
    let desk = Browser::start(&chromedriver, profile.path(), Screen::Phone).await?;
    desk.open(&server.url("/")).await?;
    desk.log_in("gruppchef").await?;
    desk.see("områden klar").await;
    desk.open(&server.url("/coverage?weeks=522")).await?;
    desk.find(".grid.dense").await;
    let count =
        async |css: &str| desk.run(&format!("return document.querySelectorAll({css:?}).length")).await;
    assert_eq!(count(".grid .cell a").await?, 4 * 522);
    // Ten years of 52 weeks and some are told in eleven ISO years at most, each with its thirds.
    let n_years = count(".grid tr.year").await?.as_u64().expect("a number");
    assert!((10..=11).contains(&n_years), "{n_years}");
    assert_eq!(count(".years tbody tr").await?, n_years);
    desk.press(".years tbody tr:last-child a").await?;
    desk.wait_until("return location.hash.startsWith('#year-') && 1000 < scrollY").await;
    let audit = Audit::with_axe();
    for address in ["/coverage?weeks=60", "/coverage?weeks=27&area=varby-c"] {
        desk.open(&server.url(address)).await?;
        desk.find(".grid.dense").await;
        for scheme in Scheme::ALL {
            scheme.wish(&desk).await?;
            assert_eq!(audit.findings(&desk).await?, Vec::<String>::new(), "{address} {scheme:?}");
        }
    }
    desk.close().await
}
