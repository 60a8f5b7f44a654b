//! Activities at the desk, over HTTP and without script: the forms, what is wrong with them at which field, and who may what.

use domain::day::Day;
use domain::promise::PromisePeriod;
use reqwest::StatusCode;
use server::edge;
use tests::promising::{PERIOD, beside, named, promise_anew};
use tests::visitor::{says, words};
use tests::{Answer, Server, Visitor};

/// A server on which two officers and a supervisor are logged in, and a period runs.
struct Scene {
    server: Server,
    officers: [Visitor; 2],
    chief: Visitor,
    period: PromisePeriod,
}

impl Scene {
    async fn new() -> Scene {
        let server = Server::start();
        for (name, role) in [("polis1", "officer"), ("polis2", "officer"), ("chef", "supervisor")] {
            server.add_account(name, role);
        }
        let store = beside(&server);
        let period = promise_anew(&store).await;
        store.close().await.expect("the database closes");
        let officers =
            [Visitor::logged_in(&server, "polis1").await, Visitor::logged_in(&server, "polis2").await];
        let chief = Visitor::logged_in(&server, "chef").await;
        Scene { server, officers, chief, period }
    }

    /// Fills the form of a page in, on which some names stand hidden, and sends it.
    async fn send(&self, who: &Visitor, page: &str, to: &str, form: &str) -> Answer {
        let html = who.get(page).await.text();
        let hidden: String = ["id", "over"]
            .iter()
            .filter_map(|name| Some(format!("{name}={}&", held(&html, name)?)))
            .collect();
        who.post_form(to, &format!("{hidden}{form}")).await
    }

    /// Returns a form for a dialogue of today that reached so many.
    fn dialogue(&self, n_reached: &str) -> String {
        let promise = named(&self.period, "Trygghetsdialoger").id;
        let today = Day::of(edge::now());
        format!("promise={promise}&day={today}&party=police&party=others&area=skogas-c&reached={n_reached}")
    }

    /// Logs a dialogue and returns the address of its page.
    async fn log(&self, who: &Visitor, n_reached: &str) -> String {
        let answer = self.send(who, &list(), &list(), &self.dialogue(n_reached)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let page = who.get(&list()).await.text();
        let link = page.split(&format!("href=\"{}/", list())).nth(1).expect("it is listed");
        format!("{}/{}", list(), link.split('"').next().unwrap_or_default())
    }
}

fn list() -> String {
    format!("/promises/{PERIOD}/activities")
}

/// Returns what a page's form holds under a name without showing it.
fn held(html: &str, name: &str) -> Option<String> {
    let mut inputs = html.split("<input").filter(|input| input.contains(&format!("name=\"{name}\"")));
    Some(inputs.next()?.split("value=\"").nth(1)?.split('"').next()?.to_owned())
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept() {
    let scene = Scene::new().await;
    let officer = &scene.officers[0];
    let form = "day=2019-05-01&area=atlantis&reached=-5&note=%C3%85rskurs+8";
    let answer = scene.send(officer, &list(), &list(), form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let html = answer.text();
    for (field, said) in [
        ("promise", "Välj ett löfte."),
        ("area", "Området finns inte. Välj ett annat."),
        ("party", "Välj minst en."),
        ("reached", "Skriv ett helt tal från 1, eller lämna tomt."),
    ] {
        assert!(html.contains(&format!("aria-describedby=\"field-{field}-fault\"")), "{field}: {html}");
        says(&words(&html), said);
    }
    for typed in ["value=\"2019-05-01\"", "value=\"-5\"", "value=\"Årskurs 8\""] {
        assert!(html.contains(typed), "{typed} is not in {html}");
    }
    assert!(!html.contains("<script"), "the page carries no program");
    // With the promise chosen, the day is held against its time.
    let form = scene.dialogue("3").replace(&Day::of(edge::now()).to_string(), "2019-05-01");
    let answer = scene.send(officer, &list(), &list(), &form).await;
    says(&words(&answer.text()), "Den dagen ligger utanför löftets tid.");
    says(&words(&officer.get(&list()).await.text()), "Inga insatser är loggade än.");
}

#[tokio::test]
async fn a_form_that_is_sent_twice_logs_one_activity_and_the_very_same_is_not_logged_again() {
    let scene = Scene::new().await;
    let officer = &scene.officers[0];
    let html = officer.get(&list()).await.text();
    let form = format!("id={}&{}", held(&html, "id").expect("the form has an id"), scene.dialogue("34"));
    for _ in 0..2 {
        assert_eq!(officer.post_form(&list(), &form).await.status, StatusCode::SEE_OTHER);
    }
    let page = words(&officer.get(&list()).await.text());
    assert_eq!(page.matches("34 nåddes").count(), 1, "{page}");
    says(&page, "Skogås C · 34 nåddes Polisen, andra");
    let again = scene.send(officer, &list(), &list(), &scene.dialogue("34")).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    says(&words(&again.text()), "Samma insats är redan loggad.");
    let other_words = officer.post_form(&list(), &form.replace("reached=34", "reached=35")).await;
    says(&words(&other_words.text()), "Den här insatsen loggades när formuläret skickades förra gången.");
    let standing = words(&scene.chief.get(&format!("/promises/{PERIOD}")).await.text());
    says(&standing, "1 av 5");
}

#[tokio::test]
async fn an_activity_is_corrected_and_taken_back_by_whoever_may() {
    let scene = Scene::new().await;
    let [officer, other] = &scene.officers;
    let page = scene.log(officer, "34").await;
    let stale = held(&officer.get(&page).await.text(), "over").expect("the form names an entry");

    let no_reason = scene.send(officer, &page, &page, &scene.dialogue("35")).await;
    assert_eq!(no_reason.status, StatusCode::UNPROCESSABLE_ENTITY);
    says(&words(&no_reason.text()), "Skriv varför, med några ord.");
    let form = format!("{}&reason=R%C3%A4knade+fel", scene.dialogue("35"));
    let corrected = scene.send(officer, &page, &page, &form).await;
    assert_eq!(corrected.header("location"), Some(list().as_str()), "{}", corrected.text());
    says(
        &words(&officer.get(&list()).await.text()),
        "35 nåddes Polisen, andra · Visas som polis1 Rättad: Räknade fel",
    );
    let form = format!("over={stale}&{}&reason=Igen", scene.dialogue("36"));
    let outdated = officer.post_form(&page, &form).await;
    assert_eq!(outdated.status, StatusCode::UNPROCESSABLE_ENTITY);
    says(&words(&outdated.text()), "Insatsen har ändrats sedan du öppnade den.");
    assert!(outdated.text().contains("value=\"36\""), "what was typed is kept");

    // Another officer sees it without a name, and may not touch it; a supervisor may.
    let seen = words(&other.get(&list()).await.text());
    says(&seen, "35 nåddes");
    assert!(!seen.contains("polis1"), "{seen}");
    let over = held(&officer.get(&page).await.text(), "over").expect("the form names an entry");
    let withdraw = format!("{page}/withdraw");
    let form = format!("over={over}&why=Inst%C3%A4llt");
    assert_eq!(other.get(&page).await.status, StatusCode::FORBIDDEN);
    assert_eq!(other.post_form(&withdraw, &form).await.status, StatusCode::FORBIDDEN);
    let correction = format!("over={over}&{}&reason=Mitt", scene.dialogue("1"));
    assert_eq!(other.post_form(&page, &correction).await.status, StatusCode::FORBIDDEN);
    let stranger = Visitor::to(&scene.server).post_form(&withdraw, &form).await;
    assert!(stranger.header("location").is_some_and(|to| to.starts_with("/login")));
    let elsewhere = [("sec-fetch-site", "cross-site"), ("content-type", "application/x-www-form-urlencoded")];
    assert_eq!(scene.chief.post(&withdraw, &elsewhere, form.as_str()).await.status, StatusCode::FORBIDDEN);
    assert_eq!(scene.chief.post_form(&withdraw, &form).await.status, StatusCode::SEE_OTHER);
    says(&words(&officer.get(&list()).await.text()), "Tagen tillbaka: Inställt");
    let nothing = format!("{}/{}", list(), uuid::Uuid::from_u128(9));
    assert_eq!(scene.chief.get(&nothing).await.status, StatusCode::NOT_FOUND);
}
