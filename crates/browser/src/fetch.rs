//! The way to the server by the browser's fetch. It never retries: the engine decides when to try again.

use domain::id::AccountId;
use js_sys::{ArrayBuffer, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sync::driver::Transport;
use sync::engine::Failure;
use sync::heartbeat::Heartbeat;
use sync::pulse::HeartbeatTransport;
use sync::wire::{
    ACCOUNT_HEADER, AccountCard, LoginRequest, PullAnswer, PullRequest, PushAnswer, PushRequest,
};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, JsValue, wasm_bindgen};
use web_sys::{AbortController, Headers, ReadableStream, RequestCache, RequestInit, Response};

use crate::clock::{self, Timeout};
use crate::window;

/// How long an answer may take, its last byte included.
const PATIENCE_MS: u32 = 30_000;

#[wasm_bindgen]
extern "C" {
    /// Compresses a stream; web-sys calls the type unstable, and browsers from before 2023 lack it.
    type CompressionStream;

    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<CompressionStream, JsValue>;

    /// A stream that can be led through another, whatever type web-sys gives that one.
    type Source;

    #[wasm_bindgen(method, structural, catch, js_name = pipeThrough)]
    fn pipe_through(this: &Source, through: &CompressionStream) -> Result<ReadableStream, JsValue>;
}

/// The way to a server, for one account's journal.
#[derive(Debug, Clone)]
pub struct FetchTransport {
    origin: String,
    account: AccountId,
}

impl FetchTransport {
    /// Leads to the server that this page came from.
    pub fn of(account: AccountId) -> FetchTransport {
        FetchTransport { origin: String::new(), account }
    }

    /// Leads to the server at an origin such as `http://localhost:8080`.
    pub fn at(origin: &str, account: AccountId) -> FetchTransport {
        FetchTransport { origin: origin.to_owned(), account }
    }
}

impl Transport for FetchTransport {
    async fn push(&self, request: &PushRequest) -> Result<PushAnswer, Failure> {
        let url = format!("{}/api/v1/push", self.origin);
        let text = json(request);
        let answer = match gzip(&text).await {
            Some(bytes) => post(&url, &bytes, Coding::Gzip, Some(self.account)).await?,
            None => post(&url, &text.into(), Coding::Plain, Some(self.account)).await?,
        };
        answer.read()
    }

    async fn pull(&self, request: &PullRequest) -> Result<PullAnswer, Failure> {
        let PullRequest { device, after, revision } = request;
        let url = format!("{}/api/v1/pull?device={device}&after={after}&revision={revision}", self.origin);
        let request = RequestInit::new();
        let headers = headers(Some(self.account))?;
        request.set_headers(&headers);
        ask(&url, &request).await?.read()
    }
}

impl HeartbeatTransport for FetchTransport {
    async fn beat(&self, heartbeat: &Heartbeat) -> Result<(), Failure> {
        let url = format!("{}/api/v1/heartbeat", self.origin);
        let answer = post(&url, &json(heartbeat).into(), Coding::Plain, Some(self.account)).await?;
        if answer.status == 204 { Ok(()) } else { Err(answer.failure()) }
    }
}

/// Why nobody was logged in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoginFailure {
    /// The name or the password is wrong, or the account is disabled.
    #[error("wrong name or password")]
    WrongCredentials,
    /// Too many tries, or a busy server; it says when to come back.
    #[error("busy, come back after {after_s} s")]
    Busy {
        /// Seconds, from `Retry-After`.
        after_s: u32,
    },
    /// No answer came: no network, no server, or a connection that broke.
    #[error("no answer")]
    Unreachable,
    /// The server failed, or answered what is no answer.
    #[error("the server answered {0}")]
    Broken(u16),
}

/// Logs in; the session is a cookie that no script sees.
pub async fn login(name: &str, password: &str) -> Result<AccountCard, LoginFailure> {
    let request = LoginRequest { name: name.to_owned(), password: password.to_owned() };
    let answer = post("/api/v1/login", &json(&request).into(), Coding::Plain, None).await;
    let answer = answer.map_err(|NoAnswer| LoginFailure::Unreachable)?;
    match answer.status {
        200 => serde_json::from_str(&answer.text).map_err(|_| LoginFailure::Broken(200)),
        401 => Err(LoginFailure::WrongCredentials),
        429 | 503 => Err(LoginFailure::Busy { after_s: answer.after_s }),
        status => Err(LoginFailure::Broken(status)),
    }
}

/// Logs out. What waits on this phone stays on it.
pub async fn logout() -> Result<(), Failure> {
    let answer = post("/api/v1/logout", &JsValue::UNDEFINED, Coding::Plain, None).await?;
    match answer.failure() {
        // Nobody was logged in.
        Failure::LoginNeeded => Ok(()),
        _ if (200..300).contains(&answer.status) => Ok(()),
        failure => Err(failure),
    }
}

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Plain,
    Gzip,
}

/// A whole answer.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Answer {
    status: u16,
    /// From `Retry-After`; 0 when it says nothing, or a date: the engine's own backoff is added anyway.
    after_s: u32,
    text: String,
}

/// Says that no whole answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct NoAnswer;

impl From<NoAnswer> for Failure {
    fn from(NoAnswer: NoAnswer) -> Failure {
        Failure::Unreachable
    }
}

impl From<JsValue> for NoAnswer {
    /// Browsers tell a page nothing of why a request failed, so there is nothing to keep.
    fn from(_: JsValue) -> NoAnswer {
        NoAnswer
    }
}

impl Answer {
    /// Reads what a 200 says. Something else than what was asked for, such as a hotel's log-in page, is a broken answer.
    fn read<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        if self.status == 200 {
            return serde_json::from_str(&self.text).map_err(|_| Failure::Broken(200));
        }
        Err(self.failure())
    }

    /// Tells what a status means that is not the one hoped for.
    fn failure(&self) -> Failure {
        match self.status {
            401 | 403 => Failure::LoginNeeded,
            413 => Failure::TooLarge,
            426 => Failure::UpdateNeeded,
            429 | 503 => Failure::Busy { after_s: self.after_s },
            status => Failure::Broken(status),
        }
    }
}

async fn post(
    url: &str,
    body: &JsValue,
    coding: Coding,
    account: Option<AccountId>,
) -> Result<Answer, NoAnswer> {
    let headers = headers(account)?;
    headers.set("content-type", "application/json")?;
    if coding == Coding::Gzip {
        headers.set("content-encoding", "gzip")?;
    }
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_headers(&headers);
    request.set_body(body);
    ask(url, &request).await
}

/// Returns headers that name the account whose journal a request is about, if it is about one.
fn headers(account: Option<AccountId>) -> Result<Headers, NoAnswer> {
    let headers = Headers::new()?;
    if let Some(account) = account {
        headers.set(ACCOUNT_HEADER, &account.to_string())?;
    }
    Ok(headers)
}

async fn ask(url: &str, request: &RequestInit) -> Result<Answer, NoAnswer> {
    let patience = Patience::new()?;
    request.set_cache(RequestCache::NoStore);
    request.set_signal(Some(&patience.controller.signal()));
    let response: Response = window().fetch_with_str_and_init(url, request).await?.unchecked_into();
    let after_s = response.headers().get("retry-after")?.and_then(|after| after.trim().parse().ok());
    let text = response.text()?.await?.as_string().ok_or(NoAnswer)?;
    Ok(Answer { status: response.status(), after_s: after_s.unwrap_or(0), text })
}

/// Ends a request that takes too long, or that nobody waits for any longer. It does nothing to one that is over.
#[derive(Debug)]
struct Patience {
    controller: AbortController,
    _timeout: Timeout,
    _end: Closure<dyn FnMut()>,
}

impl Patience {
    fn new() -> Result<Patience, JsValue> {
        let controller = AbortController::new()?;
        let end = Closure::<dyn FnMut()>::new({
            let controller = controller.clone();
            move || controller.abort()
        });
        let timeout = clock::call_after(PATIENCE_MS, end.as_ref().unchecked_ref());
        Ok(Patience { controller, _timeout: timeout, _end: end })
    }
}

impl Drop for Patience {
    fn drop(&mut self) {
        self.controller.abort();
    }
}

/// Compresses a text; nothing when the browser cannot.
async fn gzip(text: &str) -> Option<JsValue> {
    let gzip = CompressionStream::new("gzip").ok()?;
    let plain = Response::new_with_opt_str(Some(text)).ok()?.body()?;
    let packed = plain.unchecked_into::<Source>().pipe_through(&gzip).ok()?;
    let packed = Response::new_with_opt_readable_stream(Some(&packed)).ok()?.array_buffer().ok()?;
    let buffer: ArrayBuffer = packed.await.ok()?.unchecked_into();
    Some(Uint8Array::new(&buffer).into())
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("what is sent holds nothing that JSON cannot say")
}
