//! Logging in and out: once for the phone, which speaks JSON, and once for the desk, whose forms work without script. It
//! never tells a name without an account from a wrong password.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, Form, FromRequestParts, State};
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use sync::wire::{AccountCard, LoginRequest};

use crate::Kvart;
use crate::account::AccountName;
use crate::api::problem::ApiError;
use crate::attempts::Key;
use crate::config::Front;
use crate::edge;
use crate::session::{NO_COOKIE, Token};

/// The address that a request came from, as attempts to log in are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peer(IpAddr);

impl FromRequestParts<Kvart> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, kvart: &Kvart) -> Result<Peer, Infallible> {
        let connected =
            parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip());
        let connected = connected.unwrap_or(Ipv4Addr::UNSPECIFIED.into());
        Ok(match kvart.front {
            Front::Open => Peer(connected),
            Front::Proxy => Peer(forwarded_for(&parts.headers).unwrap_or(connected)),
        })
    }
}

/// Returns the address that the proxy in front has seen: the last one named, since a sender can write the ones before.
fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    last.rsplit(',').next()?.trim().parse().ok()
}

/// Opens a session for who knows the password. A session that the browser had before ends.
pub(crate) async fn log_in(
    kvart: &Kvart,
    peer: Peer,
    request: LoginRequest,
    before: Option<Token>,
) -> Result<(AccountCard, Token), ApiError> {
    let name = AccountName::parse(&request.name).ok();
    let keys: Vec<Key> = name.clone().map(Key::Name).into_iter().chain([Key::peer(peer.0)]).collect();
    count_attempt(kvart, &keys)?;

    let credentials = match name {
        Some(name) => kvart.store.credentials(name.as_str()).await?,
        None => None,
    };
    let hash = credentials.as_ref().map(|credentials| credentials.password_hash.clone());
    let is_right = kvart.passwords.is_right(request.password, hash).await?;
    let Some(credentials) = credentials.filter(|_| is_right) else {
        return Err(ApiError::WrongLogin);
    };
    if credentials.is_disabled {
        return Err(ApiError::AccountDisabled);
    }
    forgive_attempts(kvart, &keys);

    let token = Token::draw();
    kvart.store.open_session(credentials.account.id, token.hash(), edge::now()).await?;
    if let Some(before) = before {
        kvart.store.close_session(before.hash()).await?;
    }
    Ok((credentials.account, token))
}

fn count_attempt(kvart: &Kvart, keys: &[Key]) -> Result<(), ApiError> {
    let mut attempts = kvart.attempts.lock().expect("nobody panics while counting");
    let now_ms = edge::mono_ms();
    let count = |key| attempts.count(key, now_ms).map_err(|after_s| ApiError::TooManyAttempts { after_s });
    keys.iter().try_for_each(count)
}

fn forgive_attempts(kvart: &Kvart, keys: &[Key]) {
    let mut attempts = kvart.attempts.lock().expect("nobody panics while counting");
    keys.iter().for_each(|key| attempts.forgive(key));
}

/// Ends a session.
pub(crate) async fn log_out(kvart: &Kvart, token: Option<Token>) -> Result<(), ApiError> {
    match token {
        Some(token) => Ok(kvart.store.close_session(token.hash()).await?),
        None => Ok(()),
    }
}

/// What the desk's log-in form sends.
#[derive(Deserialize)]
pub(crate) struct LoginForm {
    name: String,
    password: String,
    /// Where to go then.
    #[serde(default)]
    next: String,
}

/// `POST /login`: sends on to where the person wanted, or back to the form with the error's word in the address.
pub(crate) async fn post_login(
    State(kvart): State<Kvart>,
    peer: Peer,
    headers: HeaderMap,
    form: Result<Form<LoginForm>, axum::extract::rejection::FormRejection>,
) -> Response {
    let Ok(Form(LoginForm { name, password, next })) = form else {
        return to_form("malformed", "/");
    };
    let next = own_path(&next);
    match log_in(&kvart, peer, LoginRequest { name, password }, Token::of(&headers)).await {
        Ok((_, token)) => ([(SET_COOKIE, token.cookie())], Redirect::to(next)).into_response(),
        Err(error) => to_form(error.code(), next),
    }
}

/// `POST /logout`.
pub(crate) async fn post_logout(State(kvart): State<Kvart>, headers: HeaderMap) -> Response {
    match log_out(&kvart, Token::of(&headers)).await {
        Ok(()) => ([(SET_COOKIE, NO_COOKIE)], Redirect::to("/login")).into_response(),
        // The session still stands: the browser keeps its cookie, so that the person can try again.
        Err(error) => to_form(error.code(), "/"),
    }
}

fn to_form(code: &str, next: &str) -> Response {
    let query = serde_urlencoded::to_string([("error", code), ("next", next)]).expect("texts make a query");
    Redirect::to(&format!("/login?{query}")).into_response()
}

/// Returns the address of the log-in page that leads back to `path`.
pub(crate) fn login_for(path: &str) -> String {
    let query = serde_urlencoded::to_string([("next", own_path(path))]).expect("texts make a query");
    format!("/login?{query}")
}

/// Returns a path of this server as it is, and `/` for everything else: nobody is sent to another site from here.
///
/// Browsers read `//host` and `/\host` as another host, and drop tabs and line breaks before they look.
pub(crate) fn own_path(path: &str) -> &str {
    let is_plain = path.bytes().all(|c| c.is_ascii_graphic() && c != b'\\');
    if path.starts_with('/') && !path.starts_with("//") && is_plain { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for own in ["/", "/coverage", "/coverage/skogas-c/2026-W48?a=b#c", "/a//b"] {
            assert_eq!(own_path(own), own);
        }
        for other in [
            "",
            "coverage",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/a\r\nSet-Cookie: b",
            "\\\\evil.example",
            "/\u{e5}",
        ] {
            assert_eq!(own_path(other), "/", "{other:?}");
        }
    }

    #[test]
    fn the_way_back_survives_the_form() {
        assert_eq!(login_for("/walks/1?a=b&c=d"), "/login?next=%2Fwalks%2F1%3Fa%3Db%26c%3Dd");
    }

    #[test]
    fn of_the_forwarded_addresses_only_the_last_is_believed() {
        let headers = |values: &[&'static str]| -> HeaderMap {
            values
                .iter()
                .map(|value| ("x-forwarded-for".parse().unwrap(), HeaderValue::from_static(value)))
                .collect()
        };
        let seen =
            |values: &[&'static str]| forwarded_for(&headers(values)).map(|address| address.to_string());
        assert_eq!(seen(&["192.0.2.1, 192.0.2.2"]).as_deref(), Some("192.0.2.2"));
        assert_eq!(seen(&["192.0.2.1", "2001:db8::1"]).as_deref(), Some("2001:db8::1"));
        assert_eq!(seen(&["unknown"]), None);
        assert_eq!(seen(&[]), None);
    }
}
