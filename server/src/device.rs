//! A phone without a screen: the same engine, driver and journal as the phone's, over reqwest instead of fetch. It never
//! knows more of the server than the protocol says.

use std::cell::{Cell, RefCell};
use std::io::Write;
use std::time::Duration;

use axum::body::Bytes;
use domain::area::Area;
use domain::id::DeviceId;
use domain::statement::{Body, Statement};
use domain::time::WallTime;
use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, COOKIE, HeaderValue, RETRY_AFTER, SET_COOKIE};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use sync::driver::{Transport, drive};
use sync::engine::{Engine, Event, Failure, Moment, Phase, Wake};
use sync::entry::Entry;
use sync::heartbeat::Heartbeat;
use sync::local_store::{LocalStore, Log, Place, StoreError};
use sync::memory::MemoryStore;
use sync::pulse::{HeartbeatTransport, Knock, Pulse, beat};
use sync::wire::{
    ACCOUNT_HEADER, AccountCard, LoginRequest, Problem, PullAnswer, PullRequest, PushAnswer, PushRequest,
};

use crate::demo::dice::Dice;
use crate::demo::stroll::{self, Course, Stroll};
use crate::{edge, tls};

/// How it names itself to the server.
const APP: &str = concat!("kvart-device ", env!("CARGO_PKG_VERSION"));

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often in a row a request may come to nothing before the device gives up.
const N_TRIES: u32 = 8;

/// Why the device did not come through.
#[derive(Debug, thiserror::Error)]
pub enum DeviceError {
    /// The address is none, or one of a server that is not spoken to.
    #[error("{0:?} is no address like http://127.0.0.1:8080; TLS is not spoken here")]
    Address(String),
    /// The server said no to the log-in.
    #[error("{}", .0.message)]
    Refused(Problem),
    /// The sync came to nothing.
    #[error("the server at {server} gives no good answer: {failure}")]
    Sync {
        /// Where.
        server: String,
        /// The last failure.
        failure: Failure,
    },
    /// The journal in memory failed.
    #[error(transparent)]
    Journal(#[from] StoreError),
    /// The server knows no area to walk in.
    #[error("the server knows no area to walk in")]
    NoArea,
}

/// The port to the server over HTTP, logged in or not. A clone speaks in the same session.
#[derive(Debug, Clone)]
pub struct HttpTransport {
    client: Client,
    server: String,
    /// The session's cookie, and the account that it is of.
    session: RefCell<Option<[HeaderValue; 2]>>,
    sent_bytes: Cell<u64>,
}

impl HttpTransport {
    /// Speaks to the server at an address such as `http://127.0.0.1:8080`.
    pub fn to(server: &str) -> Result<HttpTransport, DeviceError> {
        let server = server.trim_end_matches('/').to_owned();
        if !server.starts_with("http://") {
            return Err(DeviceError::Address(server));
        }
        tls::provide();
        // No certificate is ever asked for, so none is read.
        let client = Client::builder().tls_certs_only([]).timeout(PATIENCE).build();
        let client = client.map_err(|_| DeviceError::Address(server.clone()))?;
        Ok(HttpTransport { client, server, session: RefCell::default(), sent_bytes: Cell::default() })
    }

    /// Logs in, and keeps the session for what follows.
    pub async fn log_in(&self, name: &str, password: &str) -> Result<AccountCard, DeviceError> {
        let request = LoginRequest { name: name.to_owned(), password: password.to_owned() };
        let body = serde_json::to_vec(&request).expect("two texts make JSON");
        let post = self
            .client
            .post(format!("{}/api/v1/login", self.server))
            .header(CONTENT_TYPE, "application/json");
        let response = post.body(body).send().await.map_err(|_| self.failed(Failure::Unreachable))?;
        let status = response.status();
        let cookie = response.headers().get(SET_COOKIE).and_then(cookie_pair);
        let answer = response.bytes().await.map_err(|_| self.failed(Failure::Unreachable))?;
        if !status.is_success() {
            let problem = serde_json::from_slice(&answer);
            return Err(
                problem.map_or_else(|_| self.failed(Failure::Broken(status.as_u16())), DeviceError::Refused)
            );
        }
        let card: AccountCard =
            serde_json::from_slice(&answer).map_err(|_| self.failed(Failure::Broken(status.as_u16())))?;
        let account = HeaderValue::from_str(&card.id.to_string()).ok();
        *self.session.borrow_mut() = cookie.zip(account).map(|(cookie, account)| [cookie, account]);
        Ok(card)
    }

    /// Returns how many bytes of bodies were sent, packed as they were.
    pub fn sent_bytes(&self) -> u64 {
        self.sent_bytes.get()
    }

    fn failed(&self, failure: Failure) -> DeviceError {
        DeviceError::Sync { server: self.server.clone(), failure }
    }

    async fn send<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Failure> {
        let (status, answer) = self.ask(request).await?;
        serde_json::from_slice(&answer).map_err(|_| Failure::Broken(status.as_u16()))
    }

    /// Sends a request and returns what a good answer holds.
    async fn ask(&self, request: RequestBuilder) -> Result<(StatusCode, Bytes), Failure> {
        let session = self.session.borrow().clone();
        let request = session.into_iter().fold(request, |request, [cookie, account]| {
            request.header(COOKIE, cookie).header(ACCOUNT_HEADER, account)
        });
        let response = request.send().await.map_err(|_| Failure::Unreachable)?;
        let status = response.status();
        if let Some(failure) = failure_of(&response) {
            return Err(failure);
        }
        Ok((status, response.bytes().await.map_err(|_| Failure::Unreachable)?))
    }
}

impl HeartbeatTransport for HttpTransport {
    async fn beat(&self, heartbeat: &Heartbeat) -> Result<(), Failure> {
        let body = serde_json::to_vec(heartbeat).map_err(|error| Failure::Storage(error.to_string()))?;
        let post = self.client.post(format!("{}/api/v1/heartbeat", self.server));
        self.ask(post.header(CONTENT_TYPE, "application/json").body(body)).await.map(drop)
    }
}

impl Transport for HttpTransport {
    async fn push(&self, request: &PushRequest) -> Result<PushAnswer, Failure> {
        let body = serde_json::to_vec(request).map_err(|error| Failure::Storage(error.to_string()))?;
        let body = gzip(&body);
        self.sent_bytes.set(self.sent_bytes.get() + body.len() as u64);
        let post = self.client.post(format!("{}/api/v1/push", self.server));
        let post = post.header(CONTENT_TYPE, "application/json").header(CONTENT_ENCODING, "gzip");
        self.send(post.body(body)).await
    }

    async fn pull(&self, request: &PullRequest) -> Result<PullAnswer, Failure> {
        let query =
            serde_urlencoded::to_string(request).map_err(|error| Failure::Storage(error.to_string()))?;
        self.send(self.client.get(format!("{}/api/v1/pull?{query}", self.server))).await
    }
}

/// Says what an answer's status means to the engine.
fn failure_of(response: &Response) -> Option<Failure> {
    let after_s = || {
        let value = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        value.and_then(|value| value.parse().ok()).unwrap_or(5)
    };
    match response.status() {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Some(Failure::LoginNeeded),
        StatusCode::PAYLOAD_TOO_LARGE => Some(Failure::TooLarge),
        StatusCode::UPGRADE_REQUIRED => Some(Failure::UpdateNeeded),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            Some(Failure::Busy { after_s: after_s() })
        }
        status if status.is_success() => None,
        status => Some(Failure::Broken(status.as_u16())),
    }
}

/// Returns the name and value that a `Set-Cookie` asks to be sent back.
fn cookie_pair(set_cookie: &HeaderValue) -> Option<HeaderValue> {
    let pair = set_cookie.to_str().ok()?.split(';').next()?;
    HeaderValue::from_str(pair.trim()).ok()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory takes all that is written")
}

/// A phone without a screen, with its journal in memory.
#[derive(Debug)]
pub struct Device {
    id: DeviceId,
    journal: MemoryStore,
    transport: HttpTransport,
    dice: Dice,
    pulse: RefCell<Pulse>,
}

/// How a device's journal stands with the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Entries with a receipt.
    pub n_held: u64,
    /// Entries that the server refused.
    pub n_refused: u64,
    /// Entries without an answer.
    pub n_unsent: u64,
}

impl Device {
    /// Makes a device with an empty journal. Of the same seed comes the same device with the same walks.
    pub fn new(seed: u64, transport: HttpTransport) -> Device {
        let mut dice = Dice::new(seed);
        let id = DeviceId(dice.id());
        let journal = MemoryStore::new(id);
        Device { id, journal, transport, dice, pulse: RefCell::default() }
    }

    /// Returns whose journal it is.
    pub fn id(&self) -> DeviceId {
        self.id
    }

    /// Returns the port to the server.
    pub fn transport(&self) -> &HttpTransport {
        &self.transport
    }

    /// Writes a statement to the journal; [`Device::sync`] pushes it.
    pub async fn say(&self, at: WallTime, says: Statement) -> Result<Entry, DeviceError> {
        Ok(self.journal.append(&Body::new(at, says), Log::Stays).await?)
    }

    /// Makes up walks in the areas that the server told of, spread over the eight weeks before `now`.
    pub async fn make_up(&mut self, n_walks: u32, now: WallTime) -> Result<(), DeviceError> {
        const EIGHT_WEEKS_S: u32 = 8 * 7 * 86_400;
        let areas = self.areas().await?;
        for _ in 0..n_walks {
            if areas.is_empty() {
                return Err(DeviceError::NoArea);
            }
            let area = self.dice.one_of(&areas).clone();
            let started = now.plus_s(-i64::from(self.dice.whole(3600, EIGHT_WEEKS_S)));
            let course = if self.dice.happens(85) { Course::Full } else { Course::CutShort };
            let walk = stroll::walk(&area, &Stroll { started, crew_size: 2, course }, &mut self.dice);
            self.say(walk.ended(), Statement::Walk(walk)).await?;
        }
        Ok(())
    }

    /// Returns how many areas the server told of.
    pub async fn n_areas(&self) -> Result<usize, DeviceError> {
        Ok(self.areas().await?.len())
    }

    async fn areas(&self) -> Result<Vec<Area>, DeviceError> {
        Ok(self.journal.snapshot().await?.news.rulebook.areas)
    }

    /// Says how the journal stands, where that is due. That it could not is no failure: it is said again.
    async fn knock(&self, engine: &Engine) {
        if !self.pulse.borrow_mut().is_due(Knock::Seen, &engine.status(), moment()) {
            return;
        }
        let told = beat(APP, None, &self.journal, &self.transport, edge::now()).await;
        if let Err(failure) = &told {
            tracing::warn!("{failure}, the server does not know how this device stands");
        }
        self.pulse.borrow_mut().gone(&told, moment());
    }

    /// Says how the journal stands, pushes all that is unsent and pulls what is new, waiting and trying again as a phone
    /// would.
    pub async fn sync(&self) -> Result<(), DeviceError> {
        let mut engine = Engine::new(&self.journal.snapshot().await?);
        self.knock(&engine).await;
        let mut event = Event::Woke(Wake::Demand);
        for _ in 0..N_TRIES {
            let wake = drive(&mut engine, event, APP, &self.journal, &self.transport, moment).await;
            let failure = match engine.status().phase {
                Phase::Resting | Phase::Busy => return Ok(()),
                Phase::LoginNeeded => return Err(self.transport.failed(Failure::LoginNeeded)),
                Phase::UpdateNeeded => return Err(self.transport.failed(Failure::UpdateNeeded)),
                Phase::StorageFailed(error) => Failure::Storage(error),
                Phase::Waiting(failure) => failure,
            };
            tracing::warn!("{failure}, trying again");
            tokio::time::sleep(Duration::from_millis(wake.unwrap_or(1000))).await;
            event = Event::Woke(Wake::Timer);
        }
        Err(self.transport.failed(Failure::Unreachable))
    }

    /// Returns how the journal stands with the server.
    pub async fn tally(&self) -> Result<Tally, DeviceError> {
        let mut tally = Tally::default();
        for kept in self.journal.journal().await? {
            match kept.place {
                Place::Held { .. } => tally.n_held += 1,
                Place::Parked { .. } => tally.n_refused += 1,
                Place::Unsent => tally.n_unsent += 1,
            }
        }
        Ok(tally)
    }
}

/// Returns the clocks and the dice for the engine.
fn moment() -> Moment {
    Moment { mono_ms: edge::mono_ms(), wall: edge::now(), dice: u32::from_le_bytes(edge::random_bytes()) }
}
