//! What holds for every request before any route sees it: nothing changes state at the wish of another site, and every
//! answer tells the browser what it may do with it. It never asks who somebody is.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, ORIGIN, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The phone's policy: its own files, its own server, no inline script or style. It also binds the service worker, which
/// a browser holds to the policy that its own file came with.
pub(crate) const PHONE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'none'",
);

/// The policy of everything that is not a page: nothing may be loaded from it.
const BARE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// An answer that does not say otherwise is one person's, and of this moment.
const NOT_KEPT: HeaderValue = HeaderValue::from_static("no-store");

/// What every answer says that does not say otherwise itself.
const HEADERS: [(HeaderName, HeaderValue); 6] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    // Browsers heed it over TLS alone: on a developer's own machine it does nothing.
    (STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "geolocation=(self), screen-wake-lock=(self), camera=(), microphone=(), payment=(), usb=()",
        ),
    ),
];

/// The policy of a plain form: its style and nothing else, and it posts here alone.
pub(crate) const FORM_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
);

/// Returns the policy of a public page: one style that stands in it, named by its hash, pictures of this site, nothing else. Only
/// the page that is made for it may be framed.
pub(crate) fn public_policy(style: &str, framed: Framed) -> HeaderValue {
    let hash = STANDARD.encode(Sha256::digest(style.as_bytes()));
    let ancestors = match framed {
        Framed::Nowhere => "'none'",
        Framed::Here => "'self'",
        Framed::Anywhere => "*",
    };
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src 'self'; base-uri 'none'; form-action 'none'; \
         frame-ancestors {ancestors}"
    );
    HeaderValue::try_from(policy).expect("base64 is a header's value")
}

/// Where a page may be shown in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framed {
    /// On no site.
    Nowhere,
    /// On this one.
    Here,
    /// On any.
    Anywhere,
}

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Returns the desk's policy for one response: the phone's, and the inline scripts that carry this response's nonce.
pub(crate) fn desk_policy(nonce: &str) -> HeaderValue {
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'nonce-{nonce}'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).expect("a nonce is letters, digits, - and _")
}

/// Refuses what another site asks for, and puts the security headers on every answer.
pub(crate) async fn guard(request: Request, next: Next) -> Response {
    let mut response = if changes_nothing(request.method()) || is_same_origin(request.headers()) {
        next.run(request).await
    } else {
        tracing::warn!(http.path = request.uri().path(), "refused a request from another origin");
        (StatusCode::FORBIDDEN, Body::from("refused: the request comes from another origin")).into_response()
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(value);
    }
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(BARE_POLICY);
    headers.entry(CACHE_CONTROL).or_insert(NOT_KEPT);
    response
}

/// Says whether a method is safe (RFC 9110, 9.2.1). A GET that changed something would slip past [`guard`]: there is none.
fn changes_nothing(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Says whether a request comes from a page of this very server.
///
/// A browser tells: by `Sec-Fetch-Site` since 2023 at the latest (and over TLS or on localhost), and before that by
/// `Origin` on every request that is not GET or HEAD. A request with neither comes from no browser (`kvart device`, a
/// script): it holds only what its sender has given it, no other site can have made it, so it passes. Go's
/// CrossOriginProtection decides in the same way.
///
/// A proxy in front must hand on `Host` unchanged.
fn is_same_origin(headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get(SEC_FETCH_SITE) {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = headers.get(ORIGIN) else {
        return true;
    };
    let Some((_scheme, authority)) = origin.to_str().ok().and_then(|origin| origin.split_once("://")) else {
        return false;
    };
    headers.get(HOST).is_some_and(|host| host == authority)
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::middleware::from_fn;
    use axum::routing::any;
    use tower::ServiceExt;

    use super::*;

    async fn ask(method: Method, site: &str) -> Response {
        let router = Router::new().route("/", any(|| async { "done" })).layer(from_fn(guard));
        let request = Request::builder().method(method).uri("/").header(SEC_FETCH_SITE, site);
        router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn another_site_may_look_but_not_touch() {
        assert_eq!(ask(Method::GET, "cross-site").await.status(), StatusCode::OK);
        assert_eq!(ask(Method::POST, "same-origin").await.status(), StatusCode::OK);
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
            assert_eq!(ask(method, "cross-site").await.status(), StatusCode::FORBIDDEN);
        }
    }

    #[tokio::test]
    async fn a_refusal_is_guarded_like_any_answer() {
        let response = ask(Method::POST, "cross-site").await;
        assert_eq!(response.headers()[X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(response.headers()[CONTENT_SECURITY_POLICY], BARE_POLICY);
        assert_eq!(response.headers()[CACHE_CONTROL], NOT_KEPT);
    }

    fn check(headers: &[(HeaderName, &'static str)], expected: bool) {
        let map =
            headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect();
        assert_eq!(is_same_origin(&map), expected, "{headers:?}");
    }

    #[test]
    fn the_browser_says_where_a_request_comes_from() {
        check(&[(SEC_FETCH_SITE, "same-origin")], true);
        check(&[(SEC_FETCH_SITE, "none")], true);
        check(&[(SEC_FETCH_SITE, "same-site")], false);
        check(&[(SEC_FETCH_SITE, "cross-site")], false);
        check(&[(SEC_FETCH_SITE, "")], false);
    }

    #[test]
    fn its_word_goes_before_the_origin() {
        check(
            &[(SEC_FETCH_SITE, "cross-site"), (ORIGIN, "https://kvart.example"), (HOST, "kvart.example")],
            false,
        );
    }

    #[test]
    fn an_older_browser_names_the_origin() {
        check(&[(ORIGIN, "https://kvart.example"), (HOST, "kvart.example")], true);
        check(&[(ORIGIN, "http://127.0.0.1:8080"), (HOST, "127.0.0.1:8080")], true);
        check(&[(ORIGIN, "http://127.0.0.1:8081"), (HOST, "127.0.0.1:8080")], false);
        check(&[(ORIGIN, "https://kvart.example.evil.example"), (HOST, "kvart.example")], false);
        check(&[(ORIGIN, "null"), (HOST, "kvart.example")], false);
        check(&[(ORIGIN, "https://kvart.example")], false);
    }

    #[test]
    fn what_is_no_browser_passes() {
        check(&[(HOST, "kvart.example")], true);
    }
}
