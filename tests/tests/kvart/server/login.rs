//! Logging in to the real server and out of it, by the phone's JSON and by the desk's forms, and the one-time set-up link. It
//! never reads a token's hash: what is in the database is the store's own test.

use domain::id::DeviceId;
use reqwest::StatusCode;
use server::edge;
use store::Store;
use sync::wire::{AccountCard, Role};
use tests::server::PASSWORD;
use tests::{Answer, Journal, Server, Visitor};

const DAY_S: i64 = 86_400;

fn server_with_officer() -> Server {
    let server = Server::start();
    server.add_account("polis1", "officer");
    server
}

fn pull() -> String {
    format!("/api/v1/pull?device={}&after=0&revision=0", Journal::of(1).device)
}

/// Returns where an answer sends the browser.
#[track_caller]
fn location(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.header("location").expect("a redirect names a place")
}

#[tokio::test]
async fn a_phone_logs_in_and_out() {
    let server = server_with_officer();
    let mut phone = Visitor::to(&server);
    assert_eq!(phone.get(&pull()).await.problem(), "401 login_needed");
    assert_eq!(phone.post("/api/v1/push", &[], "{}").await.problem(), "401 login_needed");

    let answer = phone.log_in("polis1", PASSWORD).await;
    let card: AccountCard = answer.json();
    assert_eq!(
        (card.name.as_str(), card.shown_as.as_str(), card.role),
        ("polis1", "Visas som polis1", Role::Officer)
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(phone.pull(DeviceId(Default::default())).await.account, card);

    let answer = phone.post("/api/v1/logout", &[], "").await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert!(answer.header("set-cookie").is_some_and(|cookie| cookie.contains("Max-Age=0")));
    // The phone still shows its old cookie: the server knows better.
    assert_eq!(phone.get(&pull()).await.problem(), "401 login_needed");
    assert_eq!(phone.post("/api/v1/logout", &[], "").await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn who_must_log_in_hears_it_after_a_long_push_too() {
    let server = Server::start();
    let visitor = Visitor::to(&server);
    for _ in 0..5 {
        assert_eq!(
            visitor.post("/api/v1/push", &[], vec![b' '; 16 << 20]).await.problem(),
            "401 login_needed"
        );
    }
}

#[tokio::test]
async fn the_cookie_is_kept_from_scripts_and_other_sites() {
    let server = server_with_officer();
    let answer = Visitor::to(&server).log_in("polis1", PASSWORD).await;
    let cookie = answer.header("set-cookie").unwrap();
    let mut parts = cookie.split("; ");
    let (name, token) = parts.next().unwrap().split_once('=').unwrap();
    assert_eq!((name, token.len()), ("__Host-kvart", 43));
    let attributes: Vec<&str> = parts.collect();
    assert_eq!(attributes, ["Path=/", "Max-Age=15552000", "Secure", "HttpOnly", "SameSite=Lax"]);
    assert!(server.logs().iter().all(|line| !line.contains(token)), "a token stands in the log");
}

#[tokio::test]
async fn reading_keeps_the_cookie_alive() {
    let server = server_with_officer();
    let phone = Visitor::logged_in(&server, "polis1").await;
    let answer = phone.get(&pull()).await;
    assert_eq!(answer.cookie(), phone.cookie);
    assert!(answer.header("set-cookie").unwrap().contains("Max-Age=15552000"));
    let stranger = phone.with_cookie("__Host-kvart=AAAA");
    assert_eq!(stranger.get("/login").await.header("set-cookie"), None);
}

#[tokio::test]
async fn a_name_is_known_however_a_phone_writes_it() {
    let server = server_with_officer();
    assert_eq!(Visitor::to(&server).log_in(" Polis1 ", PASSWORD).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_are_the_same() {
    let server = server_with_officer();
    let mut visitor = Visitor::to(&server);
    let wrong = visitor.log_in("polis1", "femton-timmar").await;
    let unknown = visitor.log_in("polis9", PASSWORD).await;
    assert_eq!(wrong.problem(), "401 wrong_login");
    assert_eq!((wrong.status, wrong.body), (unknown.status, unknown.body));
    assert_eq!(visitor.log_in("två ord", PASSWORD).await.problem(), "401 wrong_login");
    assert_eq!(visitor.post("/api/v1/login", &[], "{").await.problem(), "400 malformed");
    let long = format!(r#"{{"name":"polis1","password":"{}"}}"#, "x".repeat(5000));
    assert_eq!(visitor.post("/api/v1/login", &[], long).await.problem(), "413 too_large");
    assert_eq!(visitor.cookie, None);
}

#[tokio::test]
async fn too_many_attempts_with_one_name_must_wait_and_others_need_not() {
    let server = server_with_officer();
    server.add_account("polis2", "officer");
    let mut visitor = Visitor::to(&server);
    for _ in 0..10 {
        assert_eq!(visitor.log_in("polis1", "fel lösenord").await.problem(), "401 wrong_login");
    }
    let limited = visitor.log_in("polis1", PASSWORD).await;
    assert_eq!(limited.problem(), "429 too_many_attempts");
    let after_s: u32 = limited.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=20).contains(&after_s), "{after_s}");
    assert_eq!(visitor.log_in("polis2", PASSWORD).await.status, StatusCode::OK);
    let form = format!("name=polis1&password={PASSWORD}");
    assert_eq!(
        location(&visitor.post_form("/login", &form).await),
        "/login?error=too_many_attempts&next=%2F"
    );
}

#[tokio::test]
async fn a_session_that_ended_asks_for_a_log_in() {
    let server = server_with_officer();
    let store = Store::open(&server.data().join("kvart.db"), edge::now()).unwrap();
    let account = store.credentials("polis1").await.unwrap().unwrap().account;
    let open = async |days_ago: i64| {
        let token = drawn_token();
        store.open_session(account.id, token.1, edge::now().plus_s(-days_ago * DAY_S)).await.unwrap();
        Visitor::to(&server).with_cookie(&format!("__Host-kvart={}", token.0))
    };
    assert_eq!(open(179).await.get(&pull()).await.status, StatusCode::OK);
    assert_eq!(open(181).await.get(&pull()).await.problem(), "401 login_needed");
}

/// Draws a token as the server does: its text and its hash.
fn drawn_token() -> (String, [u8; 32]) {
    let token = server::session::Token::draw();
    (token.text(), token.hash())
}

#[tokio::test]
async fn a_disabled_account_is_out_at_once() {
    let server = server_with_officer();
    let mut phone = Visitor::logged_in(&server, "polis1").await;
    assert!(server.command(&["account", "disable", "polis1"], "").status.success());
    assert_eq!(phone.get(&pull()).await.problem(), "401 login_needed");
    assert_eq!(phone.log_in("polis1", PASSWORD).await.problem(), "403 account_disabled");
    assert_eq!(phone.log_in("polis1", "fel lösenord").await.problem(), "401 wrong_login");
}

#[tokio::test]
async fn a_new_password_ends_the_sessions_of_the_old() {
    let server = server_with_officer();
    let mut phone = Visitor::logged_in(&server, "polis1").await;
    assert!(server.command(&["account", "passwd", "polis1"], "en helt annan\n").status.success());
    assert_eq!(phone.get(&pull()).await.problem(), "401 login_needed");
    assert_eq!(phone.log_in("polis1", PASSWORD).await.problem(), "401 wrong_login");
    assert_eq!(phone.log_in("polis1", "en helt annan").await.status, StatusCode::OK);
}

#[tokio::test]
async fn logging_in_again_ends_the_session_before() {
    let server = server_with_officer();
    let mut phone = Visitor::logged_in(&server, "polis1").await;
    let before = phone.clone();
    assert_eq!(phone.log_in("polis1", PASSWORD).await.status, StatusCode::OK);
    assert_eq!(before.get(&pull()).await.problem(), "401 login_needed");
    assert_eq!(phone.get(&pull()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_desks_form_works_without_script() {
    let server = server_with_officer();
    server.add_account("gruppchef", "supervisor");
    let mut visitor = Visitor::to(&server);
    assert_eq!(location(&visitor.get("/").await), "/login");
    let wrong = visitor.post_form("/login", "name=gruppchef&password=fel&next=%2Fcoverage%3Fa%3Db").await;
    assert_eq!(location(&wrong), "/login?error=wrong_login&next=%2Fcoverage%3Fa%3Db");
    let form = |name: &str, next: &str| format!("name={name}&password={PASSWORD}&next={next}");
    let right = visitor.post_form("/login", &form("gruppchef", "%2Fcoverage%3Fa%3Db")).await;
    assert_eq!(location(&right), "/coverage?a=b");
    visitor.cookie = right.cookie();
    assert_eq!(location(&visitor.get("/").await), "/week");

    let out = visitor.post_form("/logout", "").await;
    assert_eq!(location(&out), "/login");
    assert_eq!(location(&visitor.get("/").await), "/login");

    let officer = visitor.post_form("/login", &form("polis1", "")).await;
    assert_eq!(location(&officer), "/");
    visitor.cookie = officer.cookie();
    assert_eq!(location(&visitor.get("/").await), "/phone/");
    assert_eq!(location(&visitor.post_form("/login", "password=x").await), "/login?error=malformed&next=%2F");
}

#[tokio::test]
async fn the_form_sends_nobody_to_another_site() {
    let server = server_with_officer();
    let visitor = Visitor::to(&server);
    for next in
        ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example", "%2F%09%2Fevil.example"]
    {
        let form = format!("name=polis1&password={PASSWORD}&next={next}");
        assert_eq!(location(&visitor.post_form("/login", &form).await), "/", "{next}");
    }
}

/// Returns the path and query of the set-up link that the server printed.
#[track_caller]
fn setup_link(server: &Server) -> String {
    let told = server.told();
    let line =
        told.iter().find(|line| line.starts_with("set-up: ")).unwrap_or_else(|| panic!("no link: {told:?}"));
    let link = line.split(' ').find(|word| word.starts_with("http://")).expect("the line holds the link");
    link.strip_prefix(&server.url("")).expect("the link leads to this server").to_owned()
}

fn setup_form(link: &str, name: &str, password: &str) -> String {
    let token = link.split_once("token=").expect("the link carries a token").1;
    format!("token={token}&name={name}&shown_as=Gruppchef&password={password}")
}

#[tokio::test]
async fn the_set_up_link_makes_the_first_supervisor_once() {
    let server = Server::start();
    let link = setup_link(&server);
    let mut visitor = Visitor::to(&server);
    let page = visitor.get(&link).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains(r#"<form method="post" action="/setup">"#));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert!(page.header("content-security-policy").unwrap().contains("form-action 'self'"));

    let short = visitor.post_form("/setup", &setup_form(&link, "chefen", "kort")).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(short.text().contains(r#"value="chefen""#) && short.text().contains("role=\"alert\""));

    let made = visitor.post_form("/setup", &setup_form(&link, "chefen", PASSWORD)).await;
    assert_eq!(location(&made), "/");
    visitor.cookie = made.cookie();
    assert_eq!(location(&visitor.get("/").await), "/week");

    assert_eq!(visitor.get(&link).await.status, StatusCode::NOT_FOUND);
    let again = visitor.post_form("/setup", &setup_form(&link, "andra", PASSWORD)).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    assert_eq!(Visitor::to(&server).log_in("andra", PASSWORD).await.problem(), "401 wrong_login");
    let token = link.split_once("token=").unwrap().1.to_owned();
    assert!(server.logs().iter().all(|line| !line.contains(&token)), "the link stands in the log");
    let server = server.restart();
    assert!(server.told().iter().all(|line| !line.starts_with("set-up")), "{:?}", server.told());
}

#[tokio::test]
async fn the_set_up_link_opens_for_a_day_and_only_the_latest() {
    let server = Server::start();
    let first = setup_link(&server);
    let server = server.restart();
    let second = setup_link(&server);
    let visitor = Visitor::to(&server);
    assert_eq!(visitor.get(&first).await.status, StatusCode::NOT_FOUND);
    assert_eq!(visitor.get(&second).await.status, StatusCode::OK);
    assert_eq!(visitor.get("/setup").await.status, StatusCode::NOT_FOUND);
    assert_eq!(visitor.get("/setup?token=AAAA").await.status, StatusCode::NOT_FOUND);

    let store = Store::open(&server.data().join("kvart.db"), edge::now()).unwrap();
    let (text, hash) = drawn_token();
    store.offer_setup(hash, edge::now().plus_s(-DAY_S - 1)).await.unwrap();
    assert_eq!(visitor.get(&format!("/setup?token={text}")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn no_set_up_link_once_an_account_exists() {
    let server = Server::start();
    let link = setup_link(&server);
    server.add_account("gruppchef", "supervisor");
    let visitor = Visitor::to(&server);
    assert_eq!(visitor.get(&link).await.status, StatusCode::NOT_FOUND);
    let late = visitor.post_form("/setup", &setup_form(&link, "andra", PASSWORD)).await;
    assert_eq!(late.status, StatusCode::NOT_FOUND);
}
