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
    assert!(
        raw.contains(&format!(r#"href="{address}""#)) && raw.contains("Lampan vid &lt;trappan&gt;"),
        "{raw}"
    );
    says(&words(&raw), "1 observation, v. 36 – v. 48 2026.");
    let elsewhere = read(&chief, "/observations?week=2026-W48&area=varby-c").await;
    says(&elsewhere, "Inga observationer, v. 36 – v. 48 2026.");
    says(
        &read(&chief, "/observations?week=2026-W47&weeks=4").await,
        "Inga observationer, v. 44 – v. 47 2026.",
    );

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

/// Reads a CSV file back, each row as its cells by the names of their columns.
fn rows(file: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let text = file.strip_prefix('\u{feff}').expect("a mark tells that it is UTF-8");
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.expect("each row has a cell for each column")).collect()
}

#[tokio::test]
async fn files_are_read_back_whole_and_name_nobody() {
    let server = Server::start();
    for (name, role) in [("polis1", "officer"), ("chef", "supervisor")] {
        server.add_account(name, role);
    }
    let officer = Visitor::logged_in(&server, "polis1").await;
    let chief = Visitor::logged_in(&server, "chef").await;
    let mut journal = Journal::of(7);
    let mut noted_on = walk(1);
    noted_on.observations = vec![
        noted(60, ObservationKind::DarkSpot, "=HYPERLINK(\"http://evil.example\";\"å\")"),
        noted(120, ObservationKind::Litter, "Rad ett\nrad två; \"citat\""),
    ];
    let entries: Vec<_> =
        [noted_on, walk(2)].into_iter().map(|walk| journal.say(Statement::Walk(walk))).collect();
    officer.push(&journal.push(entries)).await;
    let fetch = async |name: &str| {
        let answer = chief.get(&format!("/export/{name}?first=2026-W47&last=2026-W48")).await;
        assert_eq!(answer.status, StatusCode::OK, "{name}");
        assert_eq!(answer.header("content-length"), None, "{name} is sent as it is read");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{name}");
        let named = format!("attachment; filename=\"kvart-{}\"", name.replace('.', "-2026-W47-2026-W48."));
        assert_eq!(answer.header("content-disposition"), Some(named.as_str()));
        let text = answer.text();
        assert!(!text.contains("polis1"), "nobody is named in {name}");
        text
    };

    let walks = rows(&fetch("walks.csv").await);
    assert_eq!(walks.len(), 2);
    let first = &walks[0];
    let told = ["area", "week", "began_local", "began_utc", "elapsed_s", "outcome", "counts", "observations"];
    let expected = [
        "Skogås C",
        "2026-W48",
        "2026-11-24T22:14:00+01:00",
        "2026-11-24T21:14:00Z",
        "960",
        "unverified",
        "0",
        "2",
    ];
    assert_eq!(told.map(|name| first[name].as_str()), expected);

    let noted = rows(&fetch("observations.csv").await);
    assert_eq!(noted[0]["note"], "'=HYPERLINK(\"http://evil.example\";\"å\")", "no cell is a formula");
    assert_eq!(noted[1]["note"], "Rad ett\nrad två; \"citat\"");
    assert_eq!(noted[1]["at_local"], "2026-11-24T22:16:00+01:00");

    let coverage = rows(&fetch("coverage.csv").await);
    assert_eq!(coverage.len(), 8, "two weeks of four areas");
    let walked: Vec<_> = coverage.iter().filter(|row| row["walks"] != "0").collect();
    assert_eq!((walked.len(), walked[0]["walks"].as_str(), walked[0]["patrols"].as_str()), (1, "2", "0"));
    assert_eq!(walked[0]["begins_local"], "2026-11-23T00:00:00+01:00");

    for (name, n_features) in [("walks.geojson", 2), ("observations.geojson", 2), ("coverage.geojson", 8)] {
        let map: serde_json::Value = serde_json::from_str(&fetch(name).await).expect("GeoJSON is JSON");
        let features = map["features"].as_array().expect("a collection");
        assert_eq!(features.len(), n_features, "{name}");
        assert_eq!(features[0]["type"], "Feature");
        assert!(features[0]["properties"]["area_id"].is_string());
    }
    let empty = chief.get("/export/walks.geojson?first=2020-W01&last=2020-W02").await.text();
    let map: serde_json::Value = serde_json::from_str(&empty).expect("an empty file is JSON too");
    assert_eq!(map["features"], serde_json::json!([]));
}

#[tokio::test]
async fn only_a_supervisor_fetches_files() {
    let server = Server::start();
    for (name, role) in [("polis1", "officer"), ("chef", "supervisor")] {
        server.add_account(name, role);
    }
    let officer = Visitor::logged_in(&server, "polis1").await;
    let chief = Visitor::logged_in(&server, "chef").await;
    let span = "first=2026-W47&last=2026-W48";
    for file in ["walks", "coverage", "observations"]
        .map(|file| [format!("{file}.csv"), format!("{file}.geojson")])
        .concat()
    {
        let path = format!("/export/{file}?{span}");
        assert_eq!(officer.get(&path).await.status, StatusCode::FORBIDDEN, "{file}");
        let stranger = Visitor::to(&server).get(&path).await;
        assert!(stranger.header("location").is_some_and(|to| to.starts_with("/login")), "{file}");
    }
    assert_eq!(officer.get("/export").await.status, StatusCode::FORBIDDEN);
    assert!(!officer.get("/coverage").await.text().contains(r#"href="/export""#));
    let page = read(&chief, "/export").await;
    says(&page, "Hämta uppgifterna som filer. Inga namn och inga spår följer med.");
    says(&page, "began_local Start, svensk tid med avstånd till UTC");
    for path in ["/export/walks.csv", "/export/walks.csv?first=x&last=y"] {
        assert_eq!(chief.get(path).await.status, StatusCode::BAD_REQUEST, "{path}");
    }
    assert_eq!(chief.get(&format!("/export/people.csv?{span}")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn dosage_is_told_by_area_to_supervisors_alone_and_claims_nothing() {
    let server = Server::start();
    for (name, role) in [("polis1", "officer"), ("chef", "supervisor")] {
        server.add_account(name, role);
    }
    let officer = Visitor::logged_in(&server, "polis1").await;
    let chief = Visitor::logged_in(&server, "chef").await;
    let page = read(&chief, "/dosage?week=2026-W48&weeks=4").await;
    says(
        &page,
        "Inga pass på 4 veckor. Dosen är vad som gjorts, skild från löftet. Den säger inget om vilken effekt",
    );
    says(&page, "Inga pass i urvalet.");

    let mut journal = Journal::of(7);
    let entries = vec![journal.say(tests::journal::told_walk(1))];
    officer.push(&journal.push(entries)).await;
    let page = read(&chief, "/dosage?week=2026-W48&weeks=4").await;
    says(&page, "1 pass på 4 veckor.");
    says(&page, "Skogås C 1 – 0 % 100 % 0 % – – – –");
    says(&page, "v. 48 2026 1 0 1 0 0 –");
    says(&page, "0 styrkta, 1 overifierade, 0 för korta, 0 utanför eller ej till fots.");
    let one = read(&chief, "/dosage?week=2026-W48&area=varby-c").await;
    says(&one, "Inga pass på 13 veckor.");
    assert!(!page.contains("polis1"), "nobody is named");
    let english = chief
        .clone()
        .with_cookie(&format!("{}; kvart-language=en", chief.cookie.clone().unwrap_or_default()));
    says(
        &read(&english, "/dosage?week=2026-W48&weeks=4").await,
        "1 walk in 4 weeks. Dosage is what was done",
    );

    assert_eq!(officer.get("/dosage").await.status, StatusCode::FORBIDDEN);
    assert!(!officer.get("/coverage").await.text().contains(r#"href="/dosage""#));
    assert_eq!(Visitor::to(&server).get("/dosage").await.status, StatusCode::SEE_OTHER);
}
