//! What programs ask of the server, all below `/api`: always answered in JSON, never with a page.

pub(crate) mod body;
pub(crate) mod changes;
mod heartbeat;
mod login;
pub(crate) mod problem;
mod pull;
mod push;
pub(crate) mod turns;

use axum::Router;
use axum::routing::{get, post};

use crate::Kvart;
use crate::api::problem::ApiError;

/// Returns the API's routes, except health.
pub(crate) fn router() -> Router<Kvart> {
    Router::new()
        .route("/v1/push", post(push::push))
        .route("/v1/pull", get(pull::pull))
        .route("/v1/changes", get(changes::listen))
        .route("/v1/heartbeat", post(heartbeat::hear))
        .route("/v1/login", post(login::log_in))
        .route("/v1/logout", post(login::log_out))
        .fallback(|| async { ApiError::NotFound })
        .method_not_allowed_fallback(|| async { ApiError::WrongMethod })
}
