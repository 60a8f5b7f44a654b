//! `POST /api/v1/heartbeat`: how a phone says that it stands. Nothing of its queue hangs on it, and it is answered by status
//! alone.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use sync::heartbeat::MAX_HEARTBEAT_BYTES;
use sync::wire::StorageReport;

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
    if let Some(StorageReport { journal, end, n_recovered, n_lost, .. }) = storage {
        tracing::warn!(device.id = %device, journal.id = %journal, journal.end = end, n_recovered, n_lost, "a phone's storage had lost something");
    }
    Ok(StatusCode::NO_CONTENT)
}
