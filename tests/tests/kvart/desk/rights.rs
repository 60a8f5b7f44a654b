//! Who may open what, in one table: every page, file and form of the desk, asked for by a stranger, by the officer whose walk it
//! is, by another officer and by a supervisor. The store's own tables say the same below HTTP.

use reqwest::StatusCode;
use tests::server::Server;
use tests::visitor::Visitor;

/// A page that opens, for each of the four.
const OPEN: u16 = 200;
/// Sent to the log-in, or on to the page that is theirs.
const ELSEWHERE: u16 = 303;
/// Not theirs to open.
const SHUT: u16 = 403;
/// Not there, as far as they may know.
const UNKNOWN: u16 = 404;

#[tokio::test]
async fn who_may_open_what() {
    let server = Server::start_with(&["--demo"]);
    let stranger = Visitor::to(&server);
    let chief = Visitor::logged_in(&server, "gruppchef").await;
    let first = Visitor::logged_in(&server, "polis1").await;
    let second = Visitor::logged_in(&server, "polis2").await;
    let own = first.pull(tests::Journal::of(1).device).await.walks[0].walk;
    let phones = chief.get("/phones").await.text();
    let phone = phones.split("href=\"/phones/").nth(1).and_then(|rest| rest.split('"').next());
    let phone = phone.expect("the demonstration has phones").to_owned();

    let span = "first=2026-W40&last=2026-W48";
    let pages = [
        ("/", [ELSEWHERE; 4]),
        ("/week", [ELSEWHERE, OPEN, OPEN, OPEN]),
        ("/coverage", [ELSEWHERE, OPEN, OPEN, OPEN]),
        ("/coverage/skogas-c/2026-W48", [ELSEWHERE, OPEN, OPEN, OPEN]),
        (&format!("/walks/{own}"), [ELSEWHERE, OPEN, UNKNOWN, OPEN]),
        ("/observations", [ELSEWHERE, OPEN, OPEN, OPEN]),
        ("/dosage", [ELSEWHERE, SHUT, SHUT, OPEN]),
        ("/phones", [ELSEWHERE, SHUT, SHUT, OPEN]),
        (&format!("/phones/{phone}"), [ELSEWHERE, SHUT, SHUT, OPEN]),
        ("/export", [ELSEWHERE, SHUT, SHUT, OPEN]),
        ("/promises/2023-2024", [ELSEWHERE, OPEN, OPEN, OPEN]),
        ("/promises/2023-2024/activities", [ELSEWHERE, OPEN, OPEN, OPEN]),
        ("/promises/2023-2024/edit", [ELSEWHERE, SHUT, SHUT, OPEN]),
        ("/promises/2023-2024/new", [ELSEWHERE, SHUT, SHUT, OPEN]),
        ("/promises/new", [ELSEWHERE, SHUT, SHUT, OPEN]),
        ("/promises/none", [ELSEWHERE, UNKNOWN, UNKNOWN, UNKNOWN]),
        // What takes a form leads on to the page where that stands.
        ("/promises/2023-2024/follow-ups", [ELSEWHERE; 4]),
        ("/promises/2023-2024/follow-ups/9/publish", [ELSEWHERE; 4]),
        ("/coverage/skogas-c/2026-W48/reason/take-back", [ELSEWHERE; 4]),
        (&format!("/walks/{own}/decide"), [ELSEWHERE; 4]),
        ("/promises/2023-2024/follow-ups/9", [ELSEWHERE, UNKNOWN, UNKNOWN, UNKNOWN]),
        ("/promises/2023-2024/follow-ups/9/edit", [ELSEWHERE, SHUT, SHUT, UNKNOWN]),
        ("/promises/2023-2024/follow-ups/9/preview", [ELSEWHERE, SHUT, SHUT, UNKNOWN]),
        ("/uppfoljning", [OPEN; 4]),
        ("/follow-up", [OPEN; 4]),
        (&format!("/export/walks.csv?{span}"), [ELSEWHERE, SHUT, SHUT, OPEN]),
        (&format!("/export/coverage.geojson?{span}"), [ELSEWHERE, SHUT, SHUT, OPEN]),
        (&format!("/export/observations.csv?{span}"), [ELSEWHERE, SHUT, SHUT, OPEN]),
    ];
    let everybody = [&stranger, &first, &second, &chief];
    for (page, expected) in pages {
        let mut found = Vec::new();
        for one in everybody {
            found.push(one.get(page).await.status.as_u16());
        }
        assert_eq!(found, expected, "{page}");
    }

    // Who comes to a page that is not theirs, or not there, is told so.
    for (page, said) in
        [("/promises/none", "Sidan finns inte"), ("/promises/new", "Den här sidan är inte för dig")]
    {
        tests::visitor::says(&tests::visitor::words(&first.get(page).await.text()), said);
    }

    // Forms: a supervisor is sent back to the page, with or without a complaint.
    let forms = [
        (format!("/phones/{phone}/retire"), "why=Bytt"),
        (format!("/phones/{phone}/reinstate"), "why=Tillbaka"),
        ("/coverage/skogas-c/2026-W45/reason".to_owned(), "reason=Kommendering"),
        ("/coverage/skogas-c/2026-W45/reason/take-back".to_owned(), ""),
        ("/promises/2023-2024/edit".to_owned(), "name-sv=L&first=2023-01-01&last=2024-12-31"),
        ("/promises/2023-2024/follow-ups/9/drop".to_owned(), ""),
    ];
    for (form, body) in forms {
        for (one, expected) in everybody.iter().zip([ELSEWHERE, SHUT, SHUT, ELSEWHERE]) {
            let answer = one.post_form(&form, body).await;
            assert_eq!(answer.status.as_u16(), expected, "{form} {:?}", answer.text());
        }
    }
    // What a script asks is asked by a session too.
    let api =
        ["/api/v1/changes", "/api/v1/pull?device=00000000-0000-0000-0000-000000000001&after=0&revision=0"];
    for question in api {
        assert_eq!(stranger.get(question).await.status, StatusCode::UNAUTHORIZED, "{question}");
    }
}
