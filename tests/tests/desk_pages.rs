//! The desk's pages of figures, over HTTP and without script: observations, dosage, and the files that can be fetched. Who may
//! see what, what the address says, what an empty installation shows.

use domain::statement::Statement;
use domain::walk::{Observation, ObservationKind};
use reqwest::StatusCode;
use tests::journal::walk;
use tests::visitor::{says, words};
use tests::{Journal, Server, Visitor};

async fn read(visitor: &Visitor, path: &str) -> String {
    let answer = visitor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    words(&answer.text())
}

fn noted(t_s: u32, kind: ObservationKind, note: &str) -> Observation {
    let note = (!note.is_empty()).then(|| note.to_owned());
    Observation { t_s, kind, spot: None, note }
}

#[tokio::test]
async fn observations_are_listed_by_area_and_kind_and_lead_to_the_walk() {
    let server = Server::start();
    for (name, role) in [("polis1", "officer"), ("polis2", "officer"), ("chef", "supervisor")] {
        server.add_account(name, role);
    }
    let officer = Visitor::logged_in(&server, "polis1").await;
    let other = Visitor::logged_in(&server, "polis2").await;
    let chief = Visitor::logged_in(&server, "chef").await;
    says(&read(&chief, "/observations").await, "Inget noterades i urvalet. När någon noterar något");

    let mut noted_on = walk(1);
    noted_on.observations = vec![
        noted(60, ObservationKind::DarkSpot, "Lampan vid <trappan>"),
        noted(120, ObservationKind::Talk, ""),
        noted(180, ObservationKind::Talk, ""),
    ];
    let mut journal = Journal::of(7);
    let entry = journal.say(Statement::Walk(noted_on));
    officer.push(&journal.push(vec![entry])).await;
    let address = format!("/walks/{}", walk(1).id);

    let page = read(&chief, "/observations?week=2026-W48").await;
    says(&page, "3 observationer, v. 36 – v. 48 2026. Vanligast: Pratat med boende eller butik (2).");
    says(&page, "tis 24 nov 22:15 Skogås C Mörk plats eller trasig lampa");
    let raw = chief.get("/observations?week=2026-W48&area=skogas-c&kind=dark_spot").await.text();
    assert!(raw.contains(&format!(r#"href="{address}""#)) && raw.contains("Lampan vid &lt;trappan&gt;"), "{raw}");
    says(&words(&raw), "1 observation, v. 36 – v. 48 2026.");
    let elsewhere = read(&chief, "/observations?week=2026-W48&area=varby-c").await;
    says(&elsewhere, "0 observationer, v. 36 – v. 48 2026.");
    says(&read(&chief, "/observations?week=2026-W47&weeks=4").await, "0 observationer, v. 44 – v. 47 2026.");

    let raw = other.get("/observations?week=2026-W48").await.text();
    let page = words(&raw);
    says(&page, "tis 24 nov Skogås C Mörk plats eller trasig lampa");
    assert!(!raw.contains(&address) && !page.contains("22:15"), "of another's walk the day alone: {page}");
    for seen in [&raw, &chief.get("/observations?week=2026-W48").await.text()] {
        assert!(!seen.contains("Visas som polis1"), "nobody is named");
    }
    let stranger = Visitor::to(&server).get("/observations").await;
    assert_eq!(stranger.status, StatusCode::SEE_OTHER);
}
