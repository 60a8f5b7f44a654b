//! One walk at the desk, over HTTP and without script: what it shows, what a supervisor decides, what an officer sees of it.

use domain::statement::{Details, Statement};
use domain::week::Week;
use reqwest::StatusCode;
use server::edge;
use sync::entry::Entry;
use tests::journal::{began, told_walk, walk};
use tests::visitor::{says, words};
use tests::{Journal, Server, Visitor};

/// A server on which two officers and a supervisor are logged in.
struct Scene {
    server: Server,
    officers: [Visitor; 2],
    chief: Visitor,
}

impl Scene {
    async fn new() -> Scene {
        let server = Server::start();
        for (name, role) in [("polis1", "officer"), ("polis2", "officer"), ("chef", "supervisor")] {
            server.add_account(name, role);
        }
        let officers =
            [Visitor::logged_in(&server, "polis1").await, Visitor::logged_in(&server, "polis2").await];
        let chief = Visitor::logged_in(&server, "chef").await;
        Scene { server, officers, chief }
    }

    /// Has an officer tell something.
    async fn tell(&self, officer: usize, journal: &mut Journal, says: Statement) -> Entry {
        let entry = journal.say(says);
        self.officers[officer].push(&journal.push(vec![entry.clone()])).await;
        entry
    }

    async fn page(&self, path: &str) -> String {
        let answer = self.chief.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        words(&answer.text())
    }

    /// Presses a button of the walk's form as the page now has it, and returns where that leads.
    async fn press(&self, walk: &str, button: &str) -> String {
        let page = self.chief.get(walk).await.text();
        let seen = page.split(r#"name="seen" value=""#).nth(1).and_then(|rest| rest.split('"').next());
        let form = format!("seen={}&{button}", seen.expect("the page has a form"));
        let answer = self.chief.post_form(&format!("{walk}/decide"), &form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{button}: {}", answer.text());
        answer.header("location").unwrap_or_default().to_owned()
    }
}

fn address(number: u128) -> String {
    format!("/walks/{}", walk(number).id)
}

#[tokio::test]
async fn the_week_says_of_which_walks_a_decision_would_keep_it() {
    let scene = Scene::new().await;
    let mut told = walk(1);
    let now = edge::now();
    told.started = Week::of(now).start().max(now.plus_s(-3600));
    scene.tell(0, &mut Journal::of(7), Statement::Walk(told)).await;
    says(&scene.page("/week").await, "(väntar på beslut)");
    scene.press(&address(1), "what=exclude&why=Fel+omr%C3%A5de").await;
    says(&scene.page("/week").await, "(räknas inte)");
    scene.press(&address(1), "what=undo&why=").await;
    scene.press(&address(1), "what=accept&why=").await;
    let week = scene.page("/week").await;
    assert!(!week.contains("väntar på beslut") && !week.contains("räknas inte"), "{week}");
}

#[tokio::test]
async fn a_supervisor_accepts_an_unverified_walk_and_takes_it_back() {
    let scene = Scene::new().await;
    let mut journal = Journal::of(7);
    let entry = scene.tell(0, &mut journal, told_walk(1)).await;
    let (one, area_week) = (address(1), format!("/coverage/skogas-c/{}", Week::of(began())));
    let page = scene.page(&one).await;
    says(&page, "Overifierat");
    says(&page, "Passet ja 00000007 · 1 tis 24 nov 22:14 ");
    says(&page, &entry.hash.short());
    says(&page, "Inget beslut. Regeln avgör.");
    says(&scene.page(&area_week).await, "1 pass, inget räknas.");

    assert_eq!(scene.press(&one, "what=accept&why=").await, format!("{one}#decision"));
    let page = scene.page(&one).await;
    says(&page, "Godkänt Godkänt av en gruppchef: passet räknas");
    says(&page, "Godkändes . Visas som chef,");
    says(&scene.page(&area_week).await, "1 pass");
    says(&scene.page(&area_week).await, "Klar");
    let news = scene.officers[0].pull(journal.device).await.walks.remove(0);
    assert!(news.verdict.counts && news.decided.is_some_and(|decided| decided.holds));
    let own = words(&scene.officers[0].get(&one).await.text());
    says(&own, "Godkänt av en gruppchef");
    assert!(!own.contains("Ta tillbaka beslutet"), "an officer is offered no decision");

    // The officer corrects the area: what was accepted there is not carried over.
    let mut details = Details::of(&walk(1));
    details.area = "varby-c".parse().expect("an area's id");
    let reason = "Fel område".to_owned();
    let moved = Statement::Correction { walk: walk(1).id, over: entry.hash, reason, details };
    scene.tell(0, &mut journal, moved).await;
    says(&scene.page(&one).await, "Godkännandet vilar: plats eller tid har rättats sedan dess.");
    assert_eq!(scene.press(&one, "what=undo&why=Fel").await, format!("{one}#decision"));
    let page = scene.page(&one).await;
    says(&page, "Beslutet togs tillbaka . Visas som chef,");
    says(&page, "Rättelse : Fel område ja 00000007 · 2");
}

#[tokio::test]
async fn leaving_a_walk_out_asks_why_and_an_old_form_decides_nothing() {
    let scene = Scene::new().await;
    scene.tell(0, &mut Journal::of(7), told_walk(1)).await;
    let one = address(1);
    assert_eq!(scene.press(&one, "what=exclude&why=+").await, format!("{one}?error=reason#decision"));
    says(&scene.page(&format!("{one}?error=reason")).await, "Skriv varför passet lämnas utanför");
    assert_eq!(scene.press(&one, "what=exclude&why=En+%C3%B6vning").await, format!("{one}#decision"));
    says(&scene.page(&one).await, "Lämnades utanför . Visas som chef,");
    says(&scene.page(&one).await, ": En övning");
    says(&scene.page(&one).await, "– Lämnat utanför Lämnat utanför av en gruppchef: passet räknas inte.");
    let old = format!("seen={}-0&what=accept", "00".repeat(32));
    let answer = scene.chief.post_form(&format!("{one}/decide"), &old).await;
    assert_eq!(answer.header("location"), Some(format!("{one}?error=outdated#decision").as_str()));
    for form in ["", "what=accept", "seen=x&what=accept", &old.replace("accept", "praise")] {
        let answer = scene.chief.post_form(&format!("{one}/decide"), form).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{form}");
    }
}

#[tokio::test]
async fn two_records_of_one_patrol_are_proposed_merged_and_parted() {
    let scene = Scene::new().await;
    scene.tell(0, &mut Journal::of(7), told_walk(1)).await;
    scene.tell(1, &mut Journal::of(8), told_walk(2)).await;
    let (one, other) = (address(1), address(2));
    says(&scene.page(&one).await, "Visas som polis2, tis 24 nov 22:14–22:30 De är en patrull");
    let merge = format!("what=merge&other={}", walk(2).id);
    assert_eq!(scene.press(&one, &merge).await, format!("{one}#decision"));
    scene.press(&one, "what=accept").await;
    says(&scene.page(&other).await, "Samma patrull som ett annat pass, som räknas i stället.");
    let list = scene.page(&format!("/coverage/skogas-c/{}", Week::of(began()))).await;
    says(&list, "– Samma patrull");
    says(&scene.page(&other).await, "Sades vara en patrull med ett annat pass . Visas som chef,");
    let seen_by_officer = words(&scene.officers[0].get(&one).await.text());
    assert!(!seen_by_officer.contains("polis2"), "an officer is told of no other: {seen_by_officer}");
    scene.press(&other, &format!("what=part&other={}", walk(1).id)).await;
    says(&scene.page(&one).await, "De är en patrull");
    let merge = format!("what=merge&other={}", walk(9).id);
    assert_eq!(scene.chief.get(&address(9)).await.status, StatusCode::NOT_FOUND);
    let page = scene.chief.get(&one).await.text();
    let seen = page.split(r#"name="seen" value=""#).nth(1).and_then(|rest| rest.split('"').next());
    let form = format!("seen={}&{merge}", seen.unwrap_or_default());
    assert_eq!(scene.chief.post_form(&format!("{one}/decide"), &form).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn only_a_supervisor_decides_and_no_other_site_does() {
    let scene = Scene::new().await;
    scene.tell(0, &mut Journal::of(7), told_walk(1)).await;
    let path = format!("{}/decide", address(1));
    let page = scene.chief.get(&address(1)).await.text();
    let seen = page.split(r#"name="seen" value=""#).nth(1).and_then(|rest| rest.split('"').next());
    let seen = seen.expect("a supervisor's page has a form").to_owned();
    for what in ["accept", "exclude", "undo", "merge", "part"] {
        let form = format!("seen={seen}&what={what}&why=Mitt&other={}", walk(2).id);
        let officer = scene.officers[0].post_form(&path, &form).await;
        assert_eq!(officer.status, StatusCode::FORBIDDEN, "{what}");
        let stranger = Visitor::to(&scene.server).post_form(&path, &form).await;
        assert!(stranger.header("location").is_some_and(|to| to.starts_with("/login")), "{what}");
        let elsewhere =
            [("sec-fetch-site", "cross-site"), ("content-type", "application/x-www-form-urlencoded")];
        let forged = scene.chief.post(&path, &elsewhere, form.as_str()).await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN, "{what}");
    }
    says(&scene.page(&address(1)).await, "Inget beslut. Regeln avgör.");
    assert_eq!(scene.officers[1].get(&address(1)).await.status, StatusCode::NOT_FOUND);
}
