//! A receiver of webhooks on this machine: a real HTTP server that checks each signature as its documentation says, keeps what it
//! was sent, and answers as it is told. It never believes a request without a signature.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::IntoResponse;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// How long a request that must come is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running receiver.
#[derive(Debug, Clone)]
pub struct Receiver {
    port: u16,
    key: Vec<u8>,
    desk: Arc<(Mutex<Desk>, Condvar)>,
}

#[derive(Debug, Default)]
struct Desk {
    answers: VecDeque<u16>,
    posts: Vec<Post>,
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Where to.
    pub path: String,
    /// The header `webhook-id`.
    pub id: String,
    /// The header `webhook-timestamp`, in seconds.
    pub sent_s: i64,
    /// What was sent.
    pub body: serde_json::Value,
    /// What it was answered.
    pub answer: u16,
}

impl Receiver {
    /// Opens it on a free port. It gives these answers, one after the other, and after them 204. `secret` is the key's text.
    pub fn open(secret: &str, answers: &[u16]) -> Receiver {
        let key = secret.strip_prefix("whsec_").expect("that is how a key begins");
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("this machine has a free port");
        listener.set_nonblocking(true).expect("a socket can be that");
        let port = listener.local_addr().expect("it listens").port();
        let desk = Desk { answers: answers.iter().copied().collect(), posts: Vec::new() };
        let desk = Arc::new((Mutex::new(desk), Condvar::new()));
        let receiver = Receiver { port, key: STANDARD.decode(key).expect("that is Base64"), desk };
        let router = Router::new().fallback(take).with_state(receiver.clone());
        // A thread of its own: tests wait for the server's lines without giving way.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime can be made").block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).expect("it listens");
                axum::serve(listener, router).await
            })
        });
        receiver
    }

    /// Returns its address.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hook?token=hemlig-adress", self.port)
    }

    /// Returns what it was sent so far.
    pub fn posts(&self) -> Vec<Post> {
        self.desk().posts.clone()
    }

    /// Waits for so many requests in all.
    pub fn wait_for(&self, n_posts: usize) -> Vec<Post> {
        let (_, changed) = &*self.desk;
        let (desk, timeout) = changed
            .wait_timeout_while(self.desk(), PATIENCE, |desk| desk.posts.len() < n_posts)
            .expect("who takes requests does not panic");
        assert!(!timeout.timed_out(), "that request did not come: {desk:#?}");
        desk.posts.clone()
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.0.lock().expect("who takes requests does not panic")
    }

    fn signature(&self, id: &str, sent: &str, body: &[u8]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes keys of any length");
        mac.update(format!("{id}.{sent}.").as_bytes());
        mac.update(body);
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

async fn take(
    State(receiver): State<Receiver>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> impl IntoResponse {
    let header_of =
        |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let (id, sent) = (header_of("webhook-id"), header_of("webhook-timestamp"));
    let is_signed = header_of("webhook-signature") == receiver.signature(&id, &sent, &body);
    let (Ok(sent_s), Ok(json), true) = (sent.parse(), serde_json::from_slice(&body), is_signed) else {
        return (StatusCode::UNAUTHORIZED, [(header::LOCATION, String::new())]);
    };
    let mut desk = receiver.desk();
    let answer = desk.answers.pop_front().unwrap_or(204);
    desk.posts.push(Post { path: uri.path().to_owned(), id, sent_s, body: json, answer });
    receiver.desk.1.notify_all();
    let elsewhere = format!("http://127.0.0.1:{}/elsewhere", receiver.port);
    (StatusCode::from_u16(answer).expect("that is a status"), [(header::LOCATION, elsewhere)])
}
