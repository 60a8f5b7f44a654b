//! What holds for every answer of the real server: who may ask, what is kept where, what is never told. It knows no screen.

use reqwest::{Method, StatusCode};
use tests::server::PASSWORD;
use tests::visitor::gzip;
use tests::{Journal, Server, Visitor};

const CROSS_SITE: [(&str, &str); 1] = [("sec-fetch-site", "cross-site")];

#[tokio::test]
async fn no_other_site_changes_anything() {
    let server = Server::start();
    server.add_account("polis1", "officer");
    let visitor = Visitor::logged_in(&server, "polis1").await;
    for path in ["/api/v1/push", "/api/v1/login", "/api/v1/logout", "/login", "/logout", "/setup", "/nothing"]
    {
        for headers in [CROSS_SITE, [("sec-fetch-site", "same-site")], [("origin", "https://evil.example")]] {
            let answer = visitor.post(path, &headers, "").await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {headers:?}");
            assert_eq!(answer.header("set-cookie"), None, "{path}");
        }
    }
    let pull = format!("/api/v1/pull?device={}&after=0&revision=0", Journal::of(1).device);
    assert_eq!(visitor.get(&pull).await.status, StatusCode::OK, "the session still stands");
    let own = server.url("");
    let allowed = visitor.post("/api/v1/logout", &[("origin", own.as_str())], "").await;
    assert_eq!(allowed.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn no_get_changes_anything() {
    let server = Server::start();
    server.add_account("polis1", "officer");
    let visitor = Visitor::logged_in(&server, "polis1").await;
    for path in ["/api/v1/push", "/api/v1/login", "/api/v1/logout", "/logout"] {
        for method in [Method::GET, Method::HEAD] {
            let answer = visitor.send(method.clone(), path, &CROSS_SITE, Vec::new()).await;
            assert!(answer.status.is_client_error(), "{method} {path}: {}", answer.status);
        }
    }
    let pull = format!("/api/v1/pull?device={}&after=0&revision=0", Journal::of(1).device);
    assert_eq!(visitor.get(&pull).await.status, StatusCode::OK, "the session still stands");
}

#[tokio::test]
async fn what_is_one_persons_is_kept_nowhere() {
    let server = Server::start();
    server.add_account("polis1", "officer");
    let visitor = Visitor::logged_in(&server, "polis1").await;
    let pull = format!("/api/v1/pull?device={}&after=0&revision=0", Journal::of(1).device);
    for path in [pull.as_str(), "/api/v1/nothing", "/api/v1/pull"] {
        assert_eq!(visitor.get(path).await.header("cache-control"), Some("no-store"), "{path}");
    }
}

#[tokio::test]
async fn assets_are_kept_for_a_year_and_the_phones_shell_is_asked_for_each_time() {
    let server = Server::start();
    let visitor = Visitor::to(&server);
    let shell = visitor.get("/phone/").await;
    assert_eq!((shell.status, shell.header("cache-control")), (StatusCode::OK, Some("no-cache")));
    assert_eq!(visitor.get("/phone/sw.js").await.header("cache-control"), Some("no-cache"));
    let text = shell.text();
    let asset = text.split('"').find(|part| part.starts_with("/assets/")).expect("the shell names an asset");
    let answer = visitor.get(asset).await;
    assert_eq!(answer.status, StatusCode::OK, "{asset}");
    assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(answer.header("set-cookie"), None);
}

#[tokio::test]
async fn every_answer_carries_the_guards_headers() {
    let server = Server::start();
    let visitor = Visitor::to(&server);
    for path in ["/phone/", "/login", "/api/v1/health", "/api/v1/nothing", "/nothing", "/setup"] {
        let answer = visitor.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("referrer-policy"), Some("same-origin"), "{path}");
        let policy = answer.header("content-security-policy").unwrap_or_default();
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{path}: {policy}");
    }
}

#[tokio::test]
async fn a_large_answer_is_packed_for_who_can_read_it() {
    let server = Server::start();
    server.add_account("polis1", "officer");
    let visitor = Visitor::logged_in(&server, "polis1").await;
    let pull = format!("/api/v1/pull?device={}&after=0&revision=0", Journal::of(1).device);
    let plain = visitor.get(&pull).await;
    assert_eq!(plain.header("content-encoding"), None);
    let packed = visitor.send(Method::GET, &pull, &[("accept-encoding", "gzip")], Vec::new()).await;
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert!(packed.body.len() < plain.body.len() / 2, "{} of {}", packed.body.len(), plain.body.len());
}

#[tokio::test]
async fn the_log_holds_no_secret_and_no_place() {
    let server = Server::start();
    server.add_account("polis1", "officer");
    let visitor = Visitor::logged_in(&server, "polis1").await;
    Visitor::to(&server).log_in("polis1", "fel-hemlighet").await;
    let mut journal = Journal::of(1);
    let entry = journal.say(tests::journal::told_walk(1));
    let body = gzip(&serde_json::to_vec(&journal.push(vec![entry])).unwrap());
    visitor.post("/api/v1/push", &[("content-encoding", "gzip")], body).await;
    server.wait_for_log("entries came in");
    let token = visitor.cookie.clone().unwrap().split_once('=').unwrap().1.to_owned();
    let logs = server.logs().join("\n");
    for secret in [token.as_str(), PASSWORD, "fel-hemlighet", "polis1", "urladdad", "skogas", "59.2"] {
        assert!(!logs.contains(secret), "{secret} stands in the log:\n{logs}");
    }
}
