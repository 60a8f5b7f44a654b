//! What the public reads: light, without program, the same for everybody, about nobody. The pages and files are found by their
//! links from the front, so that a new one is looked at without being named here.

use std::collections::{BTreeMap, VecDeque};

use reqwest::{Method, StatusCode};
use rusqlite::Connection;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tests::promised::{self, PERIOD};
use tests::server::Server;
use tests::visitor::{Answer, Visitor};
use tests::{Journal, journal};

/// What a first visit may weigh, with all that the page names.
const MAX_BYTES: usize = 30_000;

/// What an answer's head weighs beside its body, at most.
const HEAD_BYTES: usize = 1_200;

/// As many answers as a run looks at.
const N_ANSWERS: usize = 120;

async fn ask(visitor: &Visitor, path: &str, headers: &[(&str, &str)]) -> Answer {
    visitor.send(Method::GET, path, headers, Vec::new()).await
}

/// Returns the values of an attribute, such as `href`, in a page.
fn values<'a>(page: &'a str, attribute: &str) -> impl Iterator<Item = &'a str> {
    let start = format!("{attribute}=\"");
    let parts: Vec<&str> = page.split(&start).skip(1).collect();
    parts.into_iter().filter_map(|rest| rest.split_once('"').map(|(value, _)| value))
}

/// Returns the addresses of this site that an answer names.
fn links(text: &str) -> Vec<String> {
    let of_pages = ["href", "src"].into_iter().flat_map(|attribute| values(text, attribute));
    let of_files = text.split('"').filter(|part| part.starts_with("/uppfoljning"));
    let all = of_pages.chain(of_files).filter(|value| value.starts_with('/') && !value.contains('#'));
    all.map(str::to_owned).collect()
}

/// Follows all links from the front page, and returns what was found below the public addresses.
async fn follow(visitor: &Visitor) -> BTreeMap<String, Answer> {
    let mut found = BTreeMap::new();
    let starts = ["/uppfoljning", "/follow-up/frame", "/uppfoljning/ruta", "/uppfoljning.json"];
    let mut queue: VecDeque<String> = starts.map(str::to_owned).into();
    while let Some(path) = queue.pop_front() {
        let is_public = path.starts_with("/uppfoljning") || path.starts_with("/follow-up");
        if found.contains_key(&path) || !is_public {
            continue;
        }
        assert!(found.len() < N_ANSWERS, "{:?}", found.keys());
        let answer = ask(visitor, &path, &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        queue.extend(links(&answer.text()));
        found.insert(path, answer);
    }
    found
}

/// Tells whether a text holds a time of day.
fn has_clock(text: &str) -> bool {
    let is_digit = |letter: Option<&char>| letter.is_some_and(char::is_ascii_digit);
    let letters: Vec<char> = text.chars().collect();
    (1..letters.len()).any(|idx| {
        letters[idx] == ':'
            && is_digit(letters.get(idx - 1))
            && is_digit(letters.get(idx + 1))
            && is_digit(letters.get(idx + 2))
    })
}

#[tokio::test]
async fn a_first_visit_is_light_and_carries_no_program() {
    let server = promised::serve(&[]).await;
    let visitor = Visitor::to(&server);
    let found = follow(&visitor).await;
    for path in found.keys() {
        let coded = [("accept-encoding", "gzip, deflate, br")];
        let answer = ask(&visitor, path, &coded).await;
        assert_eq!(answer.header("content-encoding"), Some("br"), "{path}");
        let plain = found[path].text();
        let mut bytes = answer.body.len() + HEAD_BYTES;
        if answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
            for program in
                ["<script", ".js\"", "wasm", "javascript:", " onclick", " onload", "@import", "url("]
            {
                assert!(!plain.contains(program), "{program} in {path}");
            }
            let icon =
                plain.split("<link rel=\"icon\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
            for named in values(&plain, "src").chain(icon) {
                let part = ask(&visitor, named, &coded).await;
                assert_eq!(part.status, StatusCode::OK, "{named}");
                bytes += part.body.len() + HEAD_BYTES;
            }
        }
        assert!(bytes <= MAX_BYTES, "{path} weighs {bytes} bytes");
    }
    for path in
        ["/uppfoljning", "/follow-up", "/uppfoljning/nu/1/v1", "/uppfoljning/nu/2", "/uppfoljning/nu.csv"]
    {
        assert!(found.contains_key(path), "{path} is not in {:?}", found.keys());
    }
}

#[tokio::test]
async fn nobody_is_named_and_no_walk_has_a_time() {
    let server = promised::serve(&[]).await;
    for (path, answer) in follow(&Visitor::to(&server)).await {
        let text = answer.text();
        for name in ["Polis 1", "Polis 2", "polis1", "polis2", "Gruppchef", "gruppchef"] {
            assert!(!text.contains(name), "{name} in {path}");
        }
        assert!(!has_clock(&text), "a time of day in {path}");
        assert_eq!(answer.header("set-cookie"), None, "{path}");
    }
    assert!(has_clock("kl 22:14") && !has_clock("\"n\":14, 3:a, 1: 22"));
}

#[tokio::test]
async fn what_is_known_is_not_sent_again() {
    let server = promised::serve(&[]).await;
    let visitor = Visitor::to(&server);
    for path in ["/uppfoljning", "/uppfoljning/nu.json", "/uppfoljning/marke.svg", "/uppfoljning/nu/1"] {
        let first = ask(&visitor, path, &[("accept-encoding", "br")]).await;
        let tag = first.header("etag").expect("it has a tag").to_owned();
        assert!(!tag.starts_with("W/"), "{tag} is strong");
        assert_eq!(first.header("vary"), Some("accept-encoding"));
        let kept = first.header("cache-control").expect("it says how long it holds");
        assert!(kept.contains("public") && kept.contains("stale-while-revalidate="), "{kept}");
        let again = ask(&visitor, path, &[("accept-encoding", "br"), ("if-none-match", &tag)]).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{path}");
        let in_gzip = ask(&visitor, path, &[("accept-encoding", "gzip"), ("if-none-match", &tag)]).await;
        assert_eq!(in_gzip.status, StatusCode::OK, "another coding is another answer");
        let head = visitor.send(Method::HEAD, path, &[("accept-encoding", "br")], Vec::new()).await;
        assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
        assert_eq!(head.header("content-length"), Some(first.body.len().to_string().as_str()));
        assert_eq!(head.header("etag"), Some(tag.as_str()));
    }
}

#[tokio::test]
async fn another_site_may_show_what_is_made_for_it_and_nothing_else() {
    let server = promised::serve(&[]).await;
    let visitor = Visitor::to(&server);
    let across = [("sec-fetch-site", "cross-site")];
    let page = ask(&visitor, "/uppfoljning", &across).await;
    let policy = page.header("content-security-policy").expect("a page has a policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(policy.ends_with("frame-ancestors 'none'") && !policy.contains("script-src"), "{policy}");
    assert_eq!(page.header("cross-origin-resource-policy"), Some("same-origin"));
    for path in ["/uppfoljning/ruta", "/follow-up/frame"] {
        let frame = ask(&visitor, path, &across).await;
        assert!(
            frame
                .header("content-security-policy")
                .is_some_and(|policy| policy.ends_with("frame-ancestors *"))
        );
        assert_eq!(frame.header("cross-origin-resource-policy"), Some("cross-origin"));
        assert_eq!(frame.header("x-content-type-options"), Some("nosniff"));
    }
    for path in ["/uppfoljning/marke.svg", "/uppfoljning.json", "/uppfoljning/nu.csv"] {
        let file = ask(&visitor, path, &across).await;
        assert_eq!(file.header("access-control-allow-origin"), Some("*"), "{path}");
        assert_eq!(file.header("cross-origin-resource-policy"), Some("cross-origin"), "{path}");
    }
    let desk = ask(&visitor, "/login", &[]).await;
    assert_eq!(
        desk.header("cross-origin-resource-policy"),
        Some("same-origin"),
        "the desk is nobody's to show"
    );
}

#[tokio::test]
async fn anybody_can_work_out_the_digest_of_what_was_published() {
    let server = promised::serve(&[]).await;
    let visitor = Visitor::to(&server);
    for name in ["1/v1", "1/v2", "2/v1"] {
        let file = ask(&visitor, &format!("/uppfoljning/{PERIOD}/{name}.json"), &[]).await;
        let file: Value = file.json();
        let of_version = |field: &str| file["version"][field].as_str().expect("a text").to_owned();
        let sealed = of_version("sealed");
        let words = format!("kvart figures {}\0", file["version"]["rules"]);
        let digest = Sha256::digest([words.as_bytes(), sealed.as_bytes()].concat());
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(digest, of_version("digest"), "{name}");
        let sealed: Value = serde_json::from_str(&sealed).expect("it is JSON");
        let numbers = |file: &Value, field: &str| -> Vec<Value> {
            file["promises"].as_array().expect("a list").iter().map(|row| row[field].clone()).collect()
        };
        assert_eq!(sealed["through"], file["through"]);
        assert_eq!(numbers(&sealed, "done_n"), numbers(&file, "done"), "{name}");
        assert_eq!(numbers(&sealed, "due_n"), numbers(&file, "due"), "{name}");
    }
}

/// Has a phone tell one more walk, so that the server has something to render anew.
async fn tell(officer: &Visitor, phone: &mut Journal, number: u128) {
    let entry = phone.say(journal::told_walk(number));
    officer.push(&phone.push(vec![entry])).await;
}

#[tokio::test]
async fn the_pages_stay_while_the_database_is_busy_or_fails() {
    let server = promised::serve(&[]).await;
    let visitor = Visitor::to(&server);
    let officer = Visitor::logged_in(&server, "polis1").await;
    let before = ask(&visitor, "/uppfoljning/nu", &[]).await;
    let db = Connection::open(server.data().join("kvart.db")).expect("the database is a file");
    db.execute_batch("BEGIN EXCLUSIVE").expect("nobody else writes");
    assert_eq!(ask(&visitor, "/uppfoljning/nu", &[]).await.body, before.body);
    db.execute_batch("ALTER TABLE follow_up RENAME TO gone; COMMIT").expect("it can be moved");
    let mut phone = Journal::of(77);
    tell(&officer, &mut phone, 1).await;
    server.wait_for_log("the public pages stay as they were");
    assert_eq!(ask(&visitor, "/uppfoljning/nu", &[]).await.body, before.body);
    assert_eq!(ask(&visitor, "/uppfoljning/nu/1", &[]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_not_public_is_not_there() {
    let server = Server::start();
    let visitor = Visitor::to(&server);
    let front = ask(&visitor, "/uppfoljning", &[]).await;
    assert!(front.text().contains("Här kommer uppföljningen att stå"), "{}", front.text());
    for path in ["/uppfoljning/2023-2024", "/uppfoljning/2023-2024.json", "/follow-up/nothing"] {
        let answer = ask(&visitor, path, &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        for said in ["Sidan finns inte", "There is no such page"] {
            assert!(answer.text().contains(said), "{said} is not in {path}");
        }
    }
}

#[tokio::test]
async fn the_latest_weeks_are_held_back_where_that_is_asked_for() {
    let server =
        promised::serve(&["--public-held-back-weeks", "2", "--public-contact", "loften@example.se"]).await;
    let visitor = Visitor::to(&server);
    let through = |answer: Answer| answer.json::<Value>()["through"].as_str().unwrap().to_owned();
    let held_back = through(ask(&visitor, &format!("/uppfoljning/{PERIOD}.json"), &[]).await);
    let page = ask(&visitor, "/uppfoljning", &[]).await.text();
    assert!(page.contains("De senaste 2 veckorna visas inte än."), "{page}");
    assert!(page.contains("mailto:loften@example.se"));
    let server = Server::start_again(server.into_data(), &[]);
    let shown = through(ask(&Visitor::to(&server), &format!("/uppfoljning/{PERIOD}.json"), &[]).await);
    let day = |text: &str| text.parse::<domain::day::Day>().unwrap();
    assert_eq!(day(&held_back).plus_days(14), day(&shown));
}
