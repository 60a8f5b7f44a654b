//! The server: one router over the site, the API and the desk's pages, behind one guard. It never decides a rule of
//! patrolling; `domain` does, and `store` keeps what follows.

pub mod config;
pub mod edge;

mod assets;
mod packed;
mod security;

pub mod account;
mod attempts;
mod login;
mod password;
pub mod session;
mod setup;

mod reading;

mod api;
mod desk;
pub mod public;

mod areas;
pub mod demo;
pub mod first_start;
mod promised;

pub mod reminders;
pub mod tls;

pub mod command;
pub mod device;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::{Path, Request, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;
use store::Store;
use store::error::StoreError;
use sync::wire::Role;
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate, SizeAbove};
use tower_http::trace::{DefaultOnResponse, TraceLayer};
use tracing::Level;

pub use crate::api::changes::Streams;
use crate::api::turns::{self, Turns};
use crate::assets::Freshness;
pub use crate::assets::{Site, SiteError};
use crate::attempts::Attempts;
use crate::config::{DataError, Front, ServeOptions};
use crate::password::Passwords;
use crate::public::Public;
use crate::reminders::options::BadReminders;
use crate::session::MaybeLoggedIn;

/// How long requests under way may take to end once the server is told to stop.
const LAST_REQUESTS: Duration = Duration::from_secs(10);

/// An answer below this length fits into one packet as it is. The site's files come packed by the build.
const PACKED_FROM_BYTES: u16 = 1024;

/// One running Kvart: what the routes share.
#[derive(Clone)]
pub struct Kvart {
    site: Arc<Site>,
    store: Store,
    passwords: Passwords,
    attempts: Arc<Mutex<Attempts>>,
    turns: Turns,
    streams: Streams,
    front: Front,
    public: Public,
}

/// Why Kvart cannot start or go on.
#[derive(Debug, thiserror::Error)]
pub enum KvartError {
    /// The site cannot be served.
    #[error(transparent)]
    Site(#[from] SiteError),
    /// Reminders are half set up.
    #[error(transparent)]
    Reminders(#[from] BadReminders),
    /// There is no database.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The database fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The address is taken or not this machine's.
    #[error("cannot listen on {address}: choose another with --listen")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The listening socket broke.
    #[error("the server broke off")]
    Serve(#[source] io::Error),
}

impl Kvart {
    /// Opens everything that the routes need besides the database.
    pub fn open(options: &ServeOptions, store: Store) -> Result<Kvart, KvartError> {
        let site = Site::open(options.site.as_deref())?;
        let url = options.reminders.public_url.as_deref();
        let public = Public::new(options.public.house(site.desk_files()?.icon, url));
        tracing::info!(build = site.build(), "the site is read");
        Ok(Kvart {
            site: Arc::new(site),
            store,
            passwords: Passwords::new(),
            attempts: Arc::default(),
            turns: Turns::new(),
            streams: Streams::new(),
            front: options.front,
            public,
        })
    }

    /// Returns what the public reads: it is to be filled before the server listens, and kept up to date while it runs.
    pub fn public(&self) -> Public {
        self.public.clone()
    }

    /// Returns the streams that tell pages of changes: a server that stops is to end them, for they do not end by themselves.
    pub fn streams(&self) -> Streams {
        self.streams.clone()
    }

    /// Returns every route, behind the guard.
    pub fn router(self) -> Result<Router, KvartError> {
        let desk = desk::router(&self, self.site.desk_files()?);
        // An error is logged where it is known, not here again.
        let trace = TraceLayer::new_for_http()
            .make_span_with(span)
            .on_response(DefaultOnResponse::new().level(Level::INFO))
            .on_failure(());
        // Only what asks who somebody is looks into the database for it.
        let for_people = desk
            .route("/", get(front_door))
            .route("/login", post(login::post_login))
            .route("/logout", post(login::post_logout))
            .route("/setup", get(setup::get_setup).post(setup::post_setup))
            .nest("/api", api())
            .layer(from_fn_with_state(self.clone(), session::identify))
            .layer(
                CompressionLayer::new()
                    .compress_when(DefaultPredicate::new().and(SizeAbove::new(PACKED_FROM_BYTES))),
            )
            .layer(from_fn_with_state(self.clone(), turns::wait));
        let router = for_people
            .route("/phone", get(|| async { Redirect::permanent("/phone/") }))
            .route("/phone/", get(phone_shell))
            .route("/phone/{file}", get(phone_file))
            .route("/assets/{file}", get(asset))
            .layer(from_fn(security::guard))
            .layer(trace);
        // Who reads the public pages is nobody's business: not the session's, nor the log's.
        let public = public::router().layer(from_fn(security::guard));
        Ok(router.merge(public).with_state(self))
    }
}

/// Listens where the options say.
pub async fn listen(options: &ServeOptions) -> Result<TcpListener, KvartError> {
    let address = options.listen;
    TcpListener::bind(address).await.map_err(|source| KvartError::Listen { address, source })
}

/// Serves until `stop` is done; then takes nothing new and lets requests under way end, for ten seconds at most.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), KvartError> {
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let stop = async move {
        stop.await;
        tracing::info!("stopping: no new requests");
        let _nobody_waits = stopping.send(());
    };
    let server = axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(stop);
    let patience = async move {
        match stopped.await {
            Ok(()) => tokio::time::sleep(LAST_REQUESTS).await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        ended = server => ended.map_err(KvartError::Serve),
        () = patience => {
            tracing::warn!("some requests did not end in time");
            Ok(())
        }
    }
}

/// The API's routes, and health beside them.
fn api() -> Router<Kvart> {
    api::router().route("/v1/health", get(health))
}

/// Answers that the server is up, and with which build of the phone.
async fn health(State(kvart): State<Kvart>) -> Json<serde_json::Value> {
    Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION"), "build": kvart.site.build() }))
}

/// Sends a person to the page that is theirs, or to log in.
async fn front_door(MaybeLoggedIn(viewer): MaybeLoggedIn) -> Redirect {
    Redirect::to(match viewer.map(|viewer| viewer.card().role) {
        Some(Role::Supervisor) => "/week",
        Some(Role::Officer) => "/phone/",
        None => "/login",
    })
}

async fn phone_shell(State(kvart): State<Kvart>, headers: HeaderMap) -> Response {
    phone(&kvart, "index.html", &headers)
}

async fn phone_file(State(kvart): State<Kvart>, Path(file): Path<String>, headers: HeaderMap) -> Response {
    phone(&kvart, &file, &headers)
}

fn phone(kvart: &Kvart, file: &str, headers: &HeaderMap) -> Response {
    let mut response = kvart.site.answer(&format!("phone/{file}"), headers, Freshness::Revalidated);
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, security::PHONE_POLICY);
    response.into_response()
}

async fn asset(State(kvart): State<Kvart>, Path(file): Path<String>, headers: HeaderMap) -> Response {
    kvart.site.answer(&format!("assets/{file}"), &headers, Freshness::Immutable).into_response()
}

/// Names a request in the log, by method and path: never its query, headers or body.
fn span(request: &Request) -> tracing::Span {
    tracing::info_span!("request", http.method = %request.method(), http.path = request.uri().path())
}
