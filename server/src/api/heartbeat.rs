//! `POST /api/v1/heartbeat`: how a phone says that it stands. Nothing of its queue hangs on it, and it is answered by status
//! alone.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use sync::heartbeat::MAX_HEARTBEAT_BYTES;

use crate::Kvart;
use crate::api::body;
use crate::api::problem::ApiError;
use crate::edge;
use crate::reading;
use crate::session::LoggedIn;

/// Writes down how the phone stands.
pub(super) async fn hear(
    State(kvart): State<Kvart>,
    LoggedIn(viewer): LoggedIn,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, ApiError> {
    let body = body::read(&headers, body, MAX_HEARTBEAT_BYTES).await?;
    let heartbeat = reading::read_heartbeat(&body)?;
    let (device, n_unsent, storage) = (heartbeat.device, heartbeat.n_unsent, heartbeat.storage);
    kvart.store.hear(&viewer, heartbeat, edge::now()).await?;
    tracing::info!(device.id = %device, n_unsent, "a phone said how it stands");
    reading::warn_of_loss(device, storage);
    Ok(StatusCode::NO_CONTENT)
}
