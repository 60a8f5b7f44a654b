//! `GET /api/v1/pull`: what a phone does not know yet. It never changes anything.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use sync::wire::{PullAnswer, PullRequest};

use crate::Kvart;
use crate::api::problem::ApiError;
use crate::edge;
use crate::session::LoggedIn;

/// Answers with the rulebook when the phone's is old, with coverage, and with the account's walks since the cursor.
pub(super) async fn pull(
    State(kvart): State<Kvart>,
    LoggedIn(viewer): LoggedIn,
    query: Result<Query<PullRequest>, QueryRejection>,
) -> Result<Json<PullAnswer>, ApiError> {
    let Query(request) = query.map_err(|error| ApiError::Malformed(error.body_text()))?;
    Ok(Json(kvart.store.pull(&viewer, &request, edge::now()).await?))
}
