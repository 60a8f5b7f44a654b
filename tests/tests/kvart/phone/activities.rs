//! An activity from the phone to the database: logged without a network, kept through a killed browser, told once, corrected and
//! taken back. Real server, real Chromium.

use std::path::Path;
use std::time::Duration;

use domain::activity::{Activity, Party};
use domain::day::Day;
use domain::id::PeriodId;
use server::edge;
use server::session::Token;
use store::{ActivityRow, Store, Viewer};
use tests::Server;
use tests::browser::{Browser, ChromeDriver, Screen};
use tests::promising::{PERIOD, beside, promise_anew};
use thirtyfour::Key;
use thirtyfour::error::WebDriverResult;

/// What the field of how many were reached is found by.
const REACHED: &str = "input[inputmode='numeric']";
/// The way to the form.
const FORM: &str = "a[href='#/activity']";
/// A party that is not chosen yet.
const ANOTHER_PARTY: &str = "input[type='checkbox']:not(:checked)";
/// What saves a form.
const SAVE: &str = "footer .button.main";

#[tokio::test(flavor = "multi_thread")]
async fn an_activity_is_logged_without_a_network_and_told_once() -> WebDriverResult<()> {
    let mut server = Server::start();
    server.add_account("polis1", "officer");
    let viewer = enter(&server, "polis1").await;
    let app = server.url("/phone/");
    let chromedriver = ChromeDriver::start();
    let pocket = tempfile::tempdir().expect("a folder can be made");
    let phone = logged_in(&chromedriver, pocket.path(), &app).await?;
    phone.wait_until("return navigator.serviceWorker.controller !== null").await;
    go_to_form(&phone).await?;
    phone.see("Trygghetsdialoger").await;
    phone.close().await?;

    // Out of reach. What is wrong is said at its field, and what was typed is still there.
    server.ask_to_stop();
    server.wait();
    let phone = Browser::start(&chromedriver, pocket.path(), Screen::Phone).await?;
    phone.open(&app).await?;
    go_to_form(&phone).await?;
    reveal(&phone, REACHED).await?;
    phone.write(REACHED, "-5").await?;
    phone.press(SAVE).await?;
    phone.see("Välj ett löfte.").await;
    phone.see("Skriv ett helt tal från 1, eller lämna tomt.").await;
    let field = "const field = document.querySelector(\"[inputmode='numeric']\")";
    let described = format!("{field}; return field.getAttribute('aria-describedby')");
    assert_eq!(phone.run(&described).await?, "reached-fault");
    assert_eq!(phone.run(&format!("{field}; return field.value")).await?, "-5");
    retype(&phone, 2, "34").await?;
    tap(&phone, &promise(1)).await?;
    tap(&phone, ANOTHER_PARTY).await?;
    phone.press(SAVE).await?;
    phone.see("ara på den här telefonen").await;
    phone.see("34 nåddes").await;
    phone.kill().await;

    // It was on the disk before the screen said so. The very same is not logged twice by mistake.
    let phone = Browser::start(&chromedriver, pocket.path(), Screen::Phone).await?;
    phone.open(&app).await?;
    phone.see("1 insats").await;
    log(&phone, &app, 1, "34").await?;
    phone.see("Samma insats är redan loggad.").await;
    log(&phone, &app, 2, "12").await?;
    phone.see("12 nåddes").await;

    // Back in reach: both arrive, each once.
    let server = server.restart();
    let store = beside(&server);
    phone.open(&format!("{app}#/")).await?;
    phone.send_now().await;
    phone.open(&format!("{app}#/walks")).await?;
    all_is_sent(&phone).await;
    let told = rows(&store, &viewer).await;
    assert_eq!(told.len(), 2, "{told:?}");
    let dialogue = told.iter().find(|row| row.activity.n_reached == Some(34)).expect("it was told");
    let Activity { id, day, ref parties, area: None, place: None, note: None, .. } = dialogue.activity else {
        panic!("{dialogue:?}")
    };
    assert_eq!(*parties, [Party::Police, Party::Municipality].into());
    assert_eq!(day, Day::of(edge::now()));

    // One is corrected, the other one taken back.
    phone.open(&format!("{app}#/activities/{id}/correct")).await?;
    retype(&phone, 1, "5").await?;
    phone.press(SAVE).await?;
    phone.see("Skriv varför, med några ord.").await;
    reveal(&phone, "textarea").await?;
    phone.write("textarea", "Räknade fel").await?;
    phone.press(SAVE).await?;
    phone.see("35 nåddes").await;
    let other = told.iter().find(|row| row.activity.id != id).expect("there are two").activity.id;
    phone.open(&format!("{app}#/activities/{other}/withdraw")).await?;
    phone.write("textarea", "Blev inställt").await?;
    phone.hold(".hold-button", Duration::from_millis(1600)).await?;
    // The thumb is lifted from where a link has come to lie by then, and has not pressed it.
    phone.see("Taget tillbaka").await;
    assert_eq!(phone.run("return location.hash").await?, format!("#/activities/{other}"));
    phone.open(&format!("{app}#/walks")).await?;
    phone.see("Taget tillbaka").await;
    all_is_sent(&phone).await;
    phone.close().await?;

    let told = rows(&store, &viewer).await;
    assert_eq!(told.len(), 2, "{told:?}");
    let standing = store.standing_activities(&viewer, &period()).await.expect("it can be read");
    assert_eq!(standing.iter().map(|it| (it.id, it.n_reached)).collect::<Vec<_>>(), [(id, Some(35))]);
    let corrected = told.iter().find(|row| row.activity.id == id).expect("it stands");
    assert_eq!(corrected.corrections, ["Räknade fel"]);
    let gone = told.iter().find(|row| row.activity.id == other).expect("it is still told");
    assert_eq!(gone.withdrawn.as_deref(), Some("Blev inställt"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_half_typed_outlives_the_page_but_not_the_form() -> WebDriverResult<()> {
    let server = Server::start();
    server.add_account("polis1", "officer");
    enter(&server, "polis1").await;
    let app = server.url("/phone/");
    let chromedriver = ChromeDriver::start();
    let pocket = tempfile::tempdir().expect("a folder can be made");
    let phone = logged_in(&chromedriver, pocket.path(), &app).await?;
    go_to_form(&phone).await?;
    tap(&phone, &promise(1)).await?;
    tap(&phone, ANOTHER_PARTY).await?;
    reveal(&phone, REACHED).await?;
    phone.write(REACHED, "34").await?;

    // The system throws the page away, and the officer comes back to it.
    phone.run("window.isBefore = true; setTimeout(() => location.reload())").await?;
    let is_there = format!("document.querySelector(\"{REACHED}\")?.value === '34'");
    phone.wait_until(&format!("return window.isBefore === undefined && {is_there}")).await;
    let chosen = "return document.querySelectorAll('input[type=checkbox]:checked').length";
    assert_eq!(phone.run(chosen).await?, 2, "the police, and who was chosen besides");
    assert_eq!(phone.run(&format!("return document.querySelector(\"{}\").checked", promise(1))).await?, true);

    // Who goes back begins anew. Of a form that nobody has typed in nothing is kept: its date would be another day's.
    phone.open(&format!("{app}#/")).await?;
    go_to_form(&phone).await?;
    assert_eq!(phone.run(&format!("return document.querySelector(\"{REACHED}\").value")).await?, "");
    let is_kept = "return Object.keys(localStorage).some((key) => key.startsWith('kvart.activity.'))";
    assert_eq!(phone.run(is_kept).await?, false);
    phone.close().await
}

/// Takes a phone out of a pocket and logs in on it.
async fn logged_in(chromedriver: &ChromeDriver, pocket: &Path, app: &str) -> WebDriverResult<Browser> {
    let phone = Browser::start(chromedriver, pocket, Screen::Phone).await?;
    phone.open(app).await?;
    phone.log_in("polis1").await?;
    phone.see("Huddinge C").await;
    Ok(phone)
}

/// Gives the database a period that is running, beside the server, and logs an account in.
async fn enter(server: &Server, account: &str) -> Viewer {
    let store = beside(server);
    promise_anew(&store).await;
    let account = store.credentials(account).await.expect("it can be read").expect("it was made").account;
    let token = Token::draw();
    store.open_session(account.id, token.hash(), edge::now()).await.expect("it may log in");
    let viewer = store.viewer(token.hash(), edge::now()).await.expect("it can be read");
    store.close().await.expect("the database closes");
    viewer.expect("it has just logged in")
}

fn period() -> PeriodId {
    PERIOD.parse().expect("a period's id")
}

async fn rows(store: &Store, viewer: &Viewer) -> Vec<ActivityRow> {
    store.activities(viewer, &period()).await.expect("it can be read")
}

/// Returns the selector of a promise's field, by its place in the list.
fn promise(place: usize) -> String {
    format!(".choice-fields.wide .choice:nth-child({place}) input")
}

/// Waits until the list of own walks and activities says of all that the server has them.
async fn all_is_sent(phone: &Browser) {
    phone.see("os servern sedan").await;
    phone.wait_until("return !document.body.innerText.includes('ara på den här telefonen')").await;
}

/// Goes from the start to the form.
async fn go_to_form(phone: &Browser) -> WebDriverResult<()> {
    reveal(phone, FORM).await?;
    // The start has a line for when there is nothing, too, though it is not shown.
    phone.press_until(FORM, "main.form, main:not(.start-screen) p.empty").await;
    Ok(())
}

/// Scrolls to what lies below what a small screen shows at first, as a thumb does.
async fn reveal(phone: &Browser, css: &str) -> WebDriverResult<()> {
    phone.find(css).await;
    let css = serde_json::to_string(css).expect("a selector is a text");
    phone.run(&format!("document.querySelector({css})?.scrollIntoView({{block: 'center'}})")).await.map(drop)
}

/// Scrolls there and presses.
async fn tap(phone: &Browser, css: &str) -> WebDriverResult<()> {
    reveal(phone, css).await?;
    phone.press(css).await
}

/// Fills the form in anew and saves it.
async fn log(phone: &Browser, app: &str, place: usize, n_reached: &str) -> WebDriverResult<()> {
    phone.open(&format!("{app}#/")).await?;
    go_to_form(phone).await?;
    tap(phone, &promise(place)).await?;
    tap(phone, ANOTHER_PARTY).await?;
    reveal(phone, REACHED).await?;
    phone.write(REACHED, n_reached).await?;
    phone.press(SAVE).await
}

/// Replaces the last characters in the field of how many were reached.
async fn retype(phone: &Browser, n_last: usize, text: &str) -> WebDriverResult<()> {
    tap(phone, REACHED).await?;
    phone.press_key(Key::End).await?;
    for _ in 0..n_last {
        phone.press_key(Key::Backspace).await?;
    }
    phone.type_keys(text).await
}
