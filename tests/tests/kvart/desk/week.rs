//! The week's page over HTTP: what it says without script, to whom, and the stream that tells open pages of changes.

use domain::statement::Statement;
use domain::week::Week;
use reqwest::Response;
use server::edge;
use tests::journal::{told_walk, walk};
use tests::visitor::{read, says, words};
use tests::{Journal, Server, Visitor};

/// Returns the next piece of a stream; nothing when it has ended.
async fn next(stream: &mut Response) -> Option<String> {
    let piece = stream.chunk().await.expect("the stream is whole");
    piece.map(|piece| String::from_utf8_lossy(&piece).into_owned())
}

#[tokio::test]
async fn the_page_says_how_the_week_stands_without_script() {
    let server = Server::start();
    server.add_account("polis1", "officer");
    server.add_account("chef", "supervisor");
    let asked = server.command(&["policy", "set", "--unverified", "counts"], "");
    assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
    let chief = Visitor::logged_in(&server, "chef").await;
    let officer = Visitor::logged_in(&server, "polis1").await;
    let page = read(&chief, "/week").await;
    says(&page, "Inget av fyra områden klart.");
    says(&page, "Ladda om sidan för det senaste");
    says(&page, "Ingen har varit där ännu.");
    says(&page, "Risk betyder att mindre än 48 timmar är kvar.");
    assert!(!page.contains("Förra veckan"), "nothing was followed then: {page}");

    let mut journal = Journal::of(7);
    let mut walk = walk(1);
    walk.started = edge::now();
    let week = Week::of(walk.started);
    let entry = journal.say(Statement::Walk(walk));
    officer.push(&journal.push(vec![entry])).await;
    let page = read(&chief, "/week").await;
    says(&page, "Ett av fyra områden klart.");
    says(&page, "Skogås C ✓ Klar sedan");
    let html = chief.get("/week").await.text();
    assert!(html.contains(&format!(r#"href="/coverage/skogas-c/{week}""#)), "the card leads to its walks");
    let starts = |html: &str| html.matches(r#"class="starts"#).count();
    // An officer sees how the week stands, and of others' walks not even when they were.
    let officers = officer.get("/week").await.text();
    says(&words(&officers), "Ett av fyra områden klart.");
    assert_eq!((starts(&html), starts(&officers)), (1, 0));
    assert!(!officers.contains(r#"href="/phones""#));

    let one = read(&chief, "/week?area=varby-c&area=nowhere").await;
    says(&one, "Området är inte klart.");
    says(&one, "Visar ett av 4 områden.");
    let english = chief
        .clone()
        .with_cookie(&format!("{}; kvart-language=en", chief.cookie.clone().unwrap_or_default()));
    says(&read(&english, "/week").await, "One of four areas kept.");
    let stranger = Visitor::to(&server).get("/week").await;
    assert_eq!(stranger.header("location"), Some("/login?next=%2Fweek"));
}

#[tokio::test]
async fn the_demonstration_has_a_week_to_look_at() {
    let server = Server::start_with(&["--demo"]);
    let chief = Visitor::logged_in(&server, "gruppchef").await;
    assert_eq!(chief.get("/").await.header("location"), Some("/week"));
    let page = read(&chief, "/week").await;
    says(&page, "En telefon har inte skickat allt sedan");
    says(&page, "Förra veckan:");
}

#[tokio::test]
async fn a_stream_tells_that_something_changed_and_nothing_else() {
    let server = Server::start();
    server.add_account("polis1", "officer");
    let officer = Visitor::logged_in(&server, "polis1").await;
    let refused = Visitor::to(&server).get("/api/v1/changes").await;
    assert_eq!(refused.problem(), "401 login_needed");

    let mut stream = officer.listen("/api/v1/changes").await;
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    assert!(!stream.headers().contains_key("content-encoding"), "a packed stream is held back");
    let mut journal = Journal::of(7);
    let entry = journal.say(told_walk(1));
    officer.push(&journal.push(vec![entry])).await;
    let told = next(&mut stream).await.expect("a change is told");
    assert_eq!(told, "retry: 2000\ndata: changed\n\n");
}

#[tokio::test]
async fn a_server_that_stops_ends_its_streams() {
    let mut server = Server::start();
    server.add_account("polis1", "officer");
    let officer = Visitor::logged_in(&server, "polis1").await;
    let mut stream = officer.listen("/api/v1/changes").await;
    server.ask_to_stop();
    assert_eq!(next(&mut stream).await, None);
    drop(stream);
    assert!(server.wait().success());
    assert!(!server.logs().iter().any(|line| line.contains("did not end in time")), "{:?}", server.logs());
}
