//! Somebody who speaks HTTP with the server: a cookie, a request, an answer, nothing hidden. It never follows a redirect and
//! never tries again.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::header::{HeaderMap, HeaderName};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response, StatusCode};
use serde::de::DeserializeOwned;
use sync::wire::{Problem, PullAnswer, PushAnswer, PushRequest};

use crate::server::{PASSWORD, Server};

/// Somebody who speaks HTTP with one server.
#[derive(Debug, Clone)]
pub struct Visitor {
    client: Client,
    base: String,
    /// The cookie's name and value, once logged in.
    pub cookie: Option<String>,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Visitor {
    /// Makes a visitor whom the server does not know.
    pub fn to(server: &Server) -> Visitor {
        ::server::tls::provide();
        let client = Client::builder().tls_certs_only([]).redirect(Policy::none());
        let client = client.build().expect("a client needs nothing to be made");
        Visitor { client, base: server.url(""), cookie: None }
    }

    /// Makes a visitor who has logged in with [`PASSWORD`].
    pub async fn logged_in(server: &Server, name: &str) -> Visitor {
        let mut visitor = Visitor::to(server);
        let answer = visitor.log_in(name, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        visitor
    }

    /// Returns the same visitor with another cookie.
    pub fn with_cookie(self, cookie: &str) -> Visitor {
        Visitor { cookie: Some(cookie.to_owned()), ..self }
    }

    /// Logs in as a phone does, and keeps the cookie when there is one.
    pub async fn log_in(&mut self, name: &str, password: &str) -> Answer {
        let body = serde_json::json!({ "name": name, "password": password }).to_string();
        let answer = self.post("/api/v1/login", &[("content-type", "application/json")], body).await;
        self.cookie = answer.cookie().or(self.cookie.take());
        answer
    }

    /// Asks for a path.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], Vec::new()).await
    }

    /// Asks for a path whose answer does not end by itself: it comes piece by piece.
    pub async fn listen(&self, path: &str) -> Response {
        let request = self.client.get(format!("{}{path}", self.base));
        let request = self.cookie.iter().fold(request, |request, cookie| request.header("cookie", cookie));
        request.send().await.expect("the server answers")
    }

    /// Posts a body.
    pub async fn post(&self, path: &str, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Answer {
        self.send(Method::POST, path, headers, body.into()).await
    }

    /// Posts a form.
    pub async fn post_form(&self, path: &str, form: &str) -> Answer {
        self.post(path, &[("content-type", "application/x-www-form-urlencoded")], form).await
    }

    /// Pushes, packed as a phone does, and reads the answer.
    pub async fn push(&self, request: &PushRequest) -> PushAnswer {
        let body = gzip(&serde_json::to_vec(request).expect("a request is JSON"));
        let answer = self.post("/api/v1/push", &[("content-encoding", "gzip")], body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()
    }

    /// Pushes to a server that may fail or go away meanwhile: nothing when no answer came, or none that speaks of entries.
    pub async fn try_push(&self, request: &PushRequest) -> Option<PushAnswer> {
        let body = gzip(&serde_json::to_vec(request).expect("a request is JSON"));
        let post = self.client.post(format!("{}/api/v1/push", self.base)).header("content-encoding", "gzip");
        let post = self.cookie.iter().fold(post, |post, cookie| post.header("cookie", cookie));
        let response = post.body(body).send().await.ok()?;
        if response.status() != StatusCode::OK {
            return None;
        }
        serde_json::from_slice(&response.bytes().await.ok()?).ok()
    }

    /// Pulls all that is new to a device that knows nothing.
    pub async fn pull(&self, device: domain::id::DeviceId) -> PullAnswer {
        let answer = self.get(&format!("/api/v1/pull?device={device}&after=0&revision=0")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()
    }

    /// Sends any request.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let mut request = self.client.request(method, format!("{}{path}", self.base)).body(body);
        for (name, value) in headers {
            request = request.header(HeaderName::try_from(*name).expect("a header's name"), *value);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        let response = request.send().await.expect("the server answers");
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.bytes().await.expect("the answer comes whole").to_vec();
        Answer { status, headers, body }
    }
}

impl Answer {
    /// Returns a header's value, or nothing.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Returns the body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Reads the body as JSON.
    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// Returns the word of the problem that the body tells, with the status before it: `401 login_needed`.
    #[track_caller]
    pub fn problem(&self) -> String {
        let problem: Problem = self.json();
        assert!(!problem.message.is_empty(), "a problem says what to do");
        format!("{} {}", self.status.as_u16(), problem.code)
    }

    /// Returns the name and value of the cookie that the answer sets, or nothing.
    pub fn cookie(&self) -> Option<String> {
        self.header("set-cookie")?.split(';').next().map(str::to_owned)
    }
}

/// Packs a body as phones do.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory takes all that is written")
}

/// Returns a page's text without its markup, each run of space as one.
pub fn words(page: &str) -> String {
    let mut words = String::new();
    let mut is_markup = false;
    for letter in page.chars() {
        match letter {
            '<' => (is_markup, words) = (true, words + " "),
            '>' => is_markup = false,
            letter if !is_markup => words.push(if letter == '\u{a0}' { ' ' } else { letter }),
            _ => {}
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns what a page says that there is.
pub async fn read(visitor: &Visitor, path: &str) -> String {
    let answer = visitor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    words(&answer.text())
}

/// Checks that a page says something.
#[track_caller]
pub fn says(page: &str, text: &str) {
    assert!(page.contains(text), "{text:?} is not in: {page}");
}
