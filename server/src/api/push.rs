//! `POST /api/v1/push`: entries in, a receipt for each out. It answers no sooner than they are durable.

use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::{Extension, Json};
use sync::wire::{MAX_ENTRIES, MAX_REQUEST_BYTES, PushAnswer};

use crate::Kvart;
use crate::api::body;
use crate::api::problem::ApiError;
use crate::api::turns::Turn;
use crate::edge;
use crate::reading::{self, Reading};
use crate::session::LoggedIn;

/// How long a body may take to come. Its part of the room is kept from others meanwhile.
const PATIENCE: Duration = Duration::from_secs(60);

/// Takes entries in. The whole answer waits until they are durable.
pub(super) async fn push(
    State(kvart): State<Kvart>,
    viewer: Result<LoggedIn, ApiError>,
    Extension(turn): Extension<Turn>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<PushAnswer>, ApiError> {
    let viewer = match viewer {
        Ok(LoggedIn(viewer)) => viewer,
        Err(error) => {
            // A phone that still sends while the server hangs up takes a log-in that is needed for a lost network.
            body::drain(body).await;
            return Err(error);
        }
    };
    let reading = tokio::time::timeout(PATIENCE, body::read(&headers, body, MAX_REQUEST_BYTES));
    let body = reading.await.map_err(|_| ApiError::TooSlow)??;
    turn.hold(body.len())?;
    let Reading { push, unreadable } = reading::read(&body)?;
    let now = edge::now();
    let (device, storage) = (push.device, push.storage);
    let n_entries = push.entries.len() + unreadable.len();
    if MAX_ENTRIES < n_entries {
        return Err(ApiError::TooManyEntries { n_entries });
    }
    let pushed = kvart.store.push(&viewer, push, now).await?;
    tracing::info!(device.id = %device, n_entries, n_unreadable = unreadable.len(), "entries came in");
    reading::warn_of_loss(device, storage);
    Ok(Json(PushAnswer {
        epoch: pushed.epoch,
        server_time: now,
        receipts: pushed.receipts,
        unreadable,
        holdings: pushed.holdings,
    }))
}
