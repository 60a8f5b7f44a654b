//! A whole year of promises, kept in public: walks and activities come in, three follow-ups and an evaluation are published by a
//! supervisor in a browser, a late walk makes a second version, and the public page and its file agree with the desk.

use domain::area::{Area, Boundary, Standing};
use domain::day::Day;
use domain::id::{AreaId, WalkId};
use domain::place::Position;
use domain::policy::{Policy, Unverified};
use domain::statement::Statement;
use domain::time::WallTime;
use domain::walk::{Evidence, Walk};
use domain::week::Week;
use server::edge;
use store::Store;
use tempfile::TempDir;
use tests::browser::{Browser, ChromeDriver, Screen};
use tests::{Journal, Server, Visitor};
use thirtyfour::error::WebDriverResult;
use uuid::Uuid;

const AREAS: [(&str, &str); 4] = [
    ("flemingsberg-c", "Flemingsberg C"),
    ("skogas-c", "Skogås C"),
    ("huddinge-c", "Huddinge C"),
    ("varby-c", "Vårby C"),
];

/// The year that is played: the last one that is over.
fn year() -> i32 {
    Day::of(edge::now()).year() - 1
}

fn day(month: u8, day: u8) -> Day {
    Day::new(year(), month, day).expect("every year has it")
}

/// Makes a database whose areas are followed since before that year, under a policy that counts what was logged afterwards:
/// so each walk of the year can be told in a line.
async fn house() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let store = Store::open(&folder.path().join("kvart.db"), edge::now()).expect("a new database opens");
    let since = Week::of(day(1, 1).start()).back(2).start();
    for ((id, name), idx) in AREAS.into_iter().zip(0u8..) {
        let corner =
            |lat: f64, lon: f64| Position { lat: 59.2 + f64::from(idx) / 50.0 + lat, lon: 18.0 + lon };
        let ring = vec![corner(0.0, 0.0), corner(0.003, 0.0), corner(0.003, 0.006), corner(0.0, 0.006)];
        let outline = Boundary::new(1, since, Standing::Draft, ring).expect("it encloses ground");
        let id: AreaId = id.parse().expect("a word");
        let area = Area { id, name: name.to_owned(), boundaries: vec![outline] };
        store.add_area(area).await.expect("it is new");
    }
    let counted =
        Policy { version: 2, valid_from: since, unverified: Unverified::Counts, ..Policy::default() };
    store.add_policy(counted).await.expect("it follows on the first");
    store.close().await.expect("what was written is on the disk");
    folder
}

/// Returns a walk in one area and week, on the Tuesday evening.
fn walk(number: u128, area: &str, week: Week) -> Statement {
    let at = week.start().plus_s(86_400 + 22 * 3600);
    Statement::Walk(Walk {
        id: WalkId(Uuid::from_u128(number)),
        area: area.parse().expect("a word"),
        crew_size: 2,
        started: at,
        elapsed_s: 960,
        evidence: Evidence::Afterwards { reason: "Telefonen var urladdad".to_owned() },
        observations: Vec::new(),
    })
}

/// The week that is missed in Skogås C, until a phone reports late.
fn missed_week() -> Week {
    Week::new(year(), 7).expect("every year has it")
}

/// Pushes the walks of a whole year but one, as an officer's phone does.
async fn walk_all_year(officer: &Visitor, phone: &mut Journal) {
    let weeks = Week::new(year(), 1).expect("it has").through(Week::of(day(12, 28).start()));
    let cells = weeks.flat_map(|week| AREAS.into_iter().map(move |(area, _)| (week, area)));
    let walked = cells.filter(|cell| *cell != (missed_week(), "skogas-c"));
    let entries: Vec<_> =
        walked.zip(1..).map(|((week, area), number)| phone.say(walk(number, area, week))).collect();
    let answer = officer.push(&phone.push(entries.clone())).await;
    assert_eq!(answer.receipts.len(), entries.len());
}

/// Fills the fields of the form that is on the screen, by name, and sends it by its button.
async fn fill(desk: &Browser, fields: &[(&str, &str)], button: &str) -> WebDriverResult<()> {
    for (name, value) in fields {
        desk.find(&format!("[name='{name}']")).await;
        let script = format!(
            "const field = document.querySelector(\"[name='{name}']\"); \
             if (field.type === 'checkbox') field.checked = true; else field.value = {value:?}; return true"
        );
        desk.run(&script).await?;
    }
    desk.press(button).await
}

/// Writes a follow-up through a day and publishes it. What was derived stands; an evaluation is judged.
async fn publish(desk: &Browser, server: &Server, kind: &str, through: Day) -> WebDriverResult<()> {
    desk.open(&server.url(&format!("/promises/{}", year()))).await?;
    let begin = "form[action$='/follow-ups'] button";
    fill(desk, &[("kind", kind), ("through", &through.to_string())], begin).await?;
    desk.find("[name='opening-sv']").await;
    if kind == "evaluation" {
        desk.run("document.querySelectorAll('[name^=judged]').forEach(field => { field.value = 'kept' }); return true")
            .await?;
        fill(desk, &[("analysis-sv", "Vi kan inte säga om tryggheten har ökat.")], "button[value='preview']")
            .await?;
    } else {
        desk.press("button[value='preview']").await?;
    }
    desk.find("iframe.preview").await;
    desk.press("form[action$='/publish'] button").await?;
    desk.see("Text för sociala medier").await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_year_is_kept_in_public() -> WebDriverResult<()> {
    let server = Server::start_in(house().await);
    server.add_account("polis1", "officer");
    server.add_account("gruppchef", "supervisor");
    let officer = Visitor::logged_in(&server, "polis1").await;
    let mut phone = Journal::of(1);
    walk_all_year(&officer, &mut phone).await;

    let chromedriver = ChromeDriver::start();
    let profile = tempfile::tempdir().expect("a folder can be made");
    let desk = Browser::start(&chromedriver, profile.path(), Screen::Desk).await?;
    desk.open(&server.url("/promises/new?from=2023-2024")).await?;
    desk.log_in("gruppchef").await?;

    // A new period with the same promises; what is wrong is said at its field, and what was typed stays.
    let (first, last) = (day(1, 1).to_string(), day(12, 31).to_string());
    let name = format!("Löften {}", year());
    fill(&desk, &[("name-sv", &name), ("first", &last), ("last", &first)], "main .ends button").await?;
    desk.see("Sista dagen ligger före den första").await;
    assert_eq!(desk.run("return document.querySelector('[name=name-sv]').value").await?, name.as_str());
    fill(&desk, &[("first", &first), ("last", &last)], "main .ends button").await?;
    desk.see("Trygghetsdialoger").await;
    let period = format!("/promises/{}", year());
    desk.open(&server.url(&format!("{period}/edit"))).await?;
    fill(&desk, &[("is-public", "yes")], "main .ends button").await?;
    desk.see("Perioden visas för allmänheten.").await;

    // An activity is logged at the desk, on a day of that year.
    desk.press("a[href*='/activities?promise=']").await?;
    let logged = [("day", day(3, 14).to_string()), ("reached", "42".to_owned())];
    let logged: Vec<(&str, &str)> = logged.iter().map(|(name, value)| (*name, value.as_str())).collect();
    desk.run("document.querySelector('[name=party]').checked = true; return true").await?;
    fill(&desk, &logged, "main .ends button").await?;
    desk.see("14 mars").await;

    for through in [day(4, 30), day(8, 31), day(12, 31)] {
        publish(&desk, &server, "follow_up", through).await?;
    }
    publish(&desk, &server, "evaluation", day(12, 31)).await?;

    // The year as the public reads it: without log-in, in a browser of their own.
    let public = format!("/uppfoljning/{}", year());
    let crowd = Visitor::to(&server);
    let week = format!("Vecka {} saknades", missed_week().number());
    wait_for_public(&crowd, &format!("{public}/1"), &week).await;
    let before = crowd.get(&format!("{public}/1")).await.text();
    assert!(plain(&before).contains("Vecka 7 saknades Skogås C"), "{}", plain(&before));
    wait_for_public(&crowd, &format!("{public}/4"), "Löftet hölls").await;

    // A phone that was forgotten in a drawer.
    let late = phone.say(walk(9_999, "skogas-c", missed_week()));
    officer.push(&phone.push(vec![late])).await;
    desk.open(&server.url(&period)).await?;
    desk.see("siffrorna är inte längre desamma").await;
    desk.press("form[action$='/follow-ups/1/version'] button").await?;
    desk.find("[name='changed-sv']").await;
    let changed = desk.run("return document.querySelector('[name=changed-sv]').value").await?;
    let said = changed.as_str().unwrap_or_default().replace('\u{a0}', " ");
    assert!(said.contains(&format!("Vecka 7 {} i Skogås C är nu klar", year())), "{said}");
    desk.press("button[value='preview']").await?;
    desk.press("form[action$='/publish'] button").await?;
    desk.see("version 2").await;

    wait_for_public(&crowd, &format!("{public}/1"), "version 2").await;
    let now = plain(&crowd.get(&format!("{public}/1")).await.text());
    assert!(now.contains("är nu klar") && !now.contains("saknades"), "{now}");
    let first = plain(&crowd.get(&format!("{public}/1/v1")).await.text());
    assert!(first.contains("Vecka 7 saknades Skogås C"), "the first version is as it was: {first}");

    // The desk and the public's file say the same of every promise.
    desk.open(&server.url(&period)).await?;
    let n_weeks = u32::from(Week::n_in_year(year())) * 4;
    desk.see(&format!("{n_weeks} av {n_weeks}")).await;
    wait_for_public(&crowd, &public, &format!("{n_weeks} av {n_weeks}")).await;
    let figures: serde_json::Value = crowd.get(&format!("{public}.json")).await.json();
    let told = figures["promises"].as_array().expect("a list of promises");
    let patrol = told.iter().find(|promise| promise["name"]["sv"] == "Fotpatrull").expect("it is promised");
    assert_eq!((&patrol["done"], &patrol["due"]), (&n_weeks.into(), &n_weeks.into()), "{patrol}");
    let file = crowd.get(&format!("{public}.csv")).await.text();
    assert!(file.contains("skogas-c") && !file.contains("polis1"), "{file}");

    // Everything published is what the journal says.
    let verified = server.command(&["verify"], "");
    let said = String::from_utf8_lossy(&verified.stdout).into_owned();
    assert!(verified.status.success() && said.contains("5 published, 0 not as published"), "{said}");
    desk.close().await
}

/// Waits until a public page says something: it is rendered anew a moment after a change.
async fn wait_for_public(crowd: &Visitor, path: &str, wanted: &str) {
    let until = WallTime::from_ms(edge::now().ms() + 30_000);
    while edge::now() < until {
        let answer = crowd.get(path).await;
        if plain(&answer.text()).contains(wanted) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    panic!("{path} does not say {wanted:?}: {}", plain(&crowd.get(path).await.text()));
}

/// Returns a page's text without its tags and with plain spaces.
fn plain(page: &str) -> String {
    tests::visitor::words(page).replace('\u{a0}', " ")
}
