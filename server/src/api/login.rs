//! `POST /api/v1/login` and `/api/v1/logout`: the phone's way in and out. The session travels in the cookie alone, so
//! that no script ever holds it.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use sync::wire::LoginRequest;

use crate::Kvart;
use crate::api::body;
use crate::api::problem::ApiError;
use crate::login::{self, Peer};
use crate::session::{NO_COOKIE, Token};

/// The longest name and password together, and their JSON around them.
const MAX_BYTES: usize = 4 << 10;

/// Logs in and answers with the account.
pub(super) async fn log_in(
    State(kvart): State<Kvart>,
    peer: Peer,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    let body = body::read(&headers, body, MAX_BYTES).await?;
    // The error is not passed on: it could quote the password.
    let request: LoginRequest = serde_json::from_slice(&body)
        .map_err(|_| ApiError::Malformed(r#"expected {"name": …, "password": …}"#.to_owned()))?;
    let (account, token) = login::log_in(&kvart, peer, request, Token::of(&headers)).await?;
    Ok(([(SET_COOKIE, token.cookie())], Json(account)).into_response())
}

/// Ends the session, on the server too. Who has none is logged out already.
pub(super) async fn log_out(State(kvart): State<Kvart>, headers: HeaderMap) -> Result<Response, ApiError> {
    login::log_out(&kvart, Token::of(&headers)).await?;
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, NO_COOKIE)]).into_response())
}
