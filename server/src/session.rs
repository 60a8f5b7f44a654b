//! Who asks: a random token in a cookie, of which the database holds only the hash. It never says what somebody may do;
//! the store does.
//!
//! The cookie is `SameSite=Lax`. `Strict` was weighed and left: a link to a week or a walk that somebody opens from a mail
//! or a chat would land on the log-in page although the person is logged in, and links are meant to be shared. `Lax`
//! loses nothing here: no GET changes anything, and every other request passes `security::guard`.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use store::Viewer;
use store::sessions::SESSION_S;
use sync::wire::ACCOUNT_HEADER;

use crate::Kvart;
use crate::api::problem::ApiError;
use crate::edge;

/// The cookie's name. The prefix makes browsers hold it to `Secure`, this host alone and the whole path.
const NAME: &str = "__Host-kvart";

/// Takes the cookie away.
pub(crate) const NO_COOKIE: HeaderValue =
    HeaderValue::from_static("__Host-kvart=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax");

/// The secret that stands for one session, or for one set-up link: 32 random bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Token([u8; 32]);

impl Token {
    /// Draws a new one.
    pub fn draw() -> Token {
        Token(edge::random_bytes())
    }

    /// Reads one as it stands in a cookie or an address.
    pub fn parse(text: &str) -> Option<Token> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Token)
    }

    /// Returns the one that a request's cookie holds.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Token> {
        let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs =
            cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find_map(|(name, value)| if name == NAME { Token::parse(value) } else { None })
    }

    /// Returns what the database knows it by.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }

    /// Returns it as it stands in a cookie or an address.
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// Returns the header that keeps it in the browser for as long as the session lasts when it is not used.
    pub(crate) fn cookie(&self) -> HeaderValue {
        let text = self.text();
        let cookie = format!("{NAME}={text}; Path=/; Max-Age={SESSION_S}; Secure; HttpOnly; SameSite=Lax");
        let mut cookie = HeaderValue::try_from(cookie).expect("base64url is fit for a header");
        cookie.set_sensitive(true);
        cookie
    }
}

/// Finds out who asks, once for a request, and leaves the [`Viewer`] in its extensions. On reading requests the cookie's
/// life begins anew, as the session's does.
pub(crate) async fn identify(State(kvart): State<Kvart>, mut request: Request, next: Next) -> Response {
    let Some(token) = Token::of(request.headers()) else {
        return next.run(request).await;
    };
    let viewer = match kvart.store.viewer(token.hash(), edge::now()).await {
        Ok(Some(viewer)) => viewer,
        Ok(None) => return next.run(request).await,
        Err(error) => return ApiError::from(error).into_response(),
    };
    request.extensions_mut().insert(viewer);
    let is_read = request.method() == Method::GET;
    let mut response = next.run(request).await;
    if is_read && !response.headers().contains_key(SET_COOKIE) {
        response.headers_mut().insert(SET_COOKIE, token.cookie());
    }
    response
}

/// The one who asks, for a route that answers nobody else: without a session it is a problem, and so is one that is not of
/// the account that the request names.
pub(crate) struct LoggedIn(pub(crate) Viewer);

impl FromRequestParts<Kvart> for LoggedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &Kvart) -> Result<LoggedIn, ApiError> {
        let viewer: Viewer = parts.extensions.get().cloned().ok_or(ApiError::LoginNeeded)?;
        let is_named = |named: &HeaderValue| named.as_bytes() == viewer.card().id.to_string().as_bytes();
        match parts.headers.get(ACCOUNT_HEADER) {
            Some(named) if !is_named(named) => Err(ApiError::NotYourJournal),
            _ => Ok(LoggedIn(viewer)),
        }
    }
}

/// The one who asks, if anybody is logged in.
pub(crate) struct MaybeLoggedIn(pub(crate) Option<Viewer>);

impl FromRequestParts<Kvart> for MaybeLoggedIn {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Kvart) -> Result<MaybeLoggedIn, Infallible> {
        Ok(MaybeLoggedIn(parts.extensions.get().cloned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cookies: &[&str], expected: Option<Token>) {
        let headers = cookies.iter().map(|value| (COOKIE, HeaderValue::try_from(*value).unwrap())).collect();
        assert!(Token::of(&headers) == expected, "{cookies:?}");
    }

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let token = Token([7; 32]);
        let own = format!("__Host-kvart={}", token.text());
        check(&[&own], Some(token));
        check(&[&format!("a=b; {own}; c=d")], Some(token));
        check(&["a=b", &own], Some(token));
        check(&[], None);
        check(&["kvart=abc", "__Host-kvart=abc", "__Host-kvart="], None);
        check(&[&own.replace("__Host-", "")], None);
    }

    #[test]
    fn a_browser_keeps_the_token_from_scripts_and_other_sites() {
        let cookie = Token([0; 32]).cookie();
        let cookie = cookie.to_str().unwrap();
        assert_eq!(
            cookie,
            format!(
                "__Host-kvart={}; Path=/; Max-Age=15552000; Secure; HttpOnly; SameSite=Lax",
                "A".repeat(43)
            )
        );
    }

    #[test]
    fn the_database_never_learns_the_token() {
        let token = Token::draw();
        assert_ne!(token.hash(), token.0);
        assert!(Token::parse(&token.text()) == Some(token));
        assert!(Token::draw() != token);
    }
}
