//! The desk's pages: rendered here, hydrated in the browser, each answer with a nonce of its own. It never serves a file.

mod export;
pub(crate) mod export_rows;
mod language;
mod misses;
mod observation_facts;
mod phone_facts;
mod phones;
mod plain;
mod promises;
mod source;
mod walk_facts;
mod walks;

use std::sync::Arc;

use app::desk::source::Source;
use app::desk::{Desk, DeskFiles, document};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRef, Request};
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{ErrorHandler, LeptosRoutes, ResponseOptions, generate_route_list};
use store::Viewer;

use self::source::StoreSource;
use crate::Kvart;
use crate::login::login_for;
use crate::security::desk_policy;

/// The longest question that a page asks is an area and a week.
const MAX_QUESTION_BYTES: usize = 1 << 10;

/// Where the log-in form is: the one page for who is not logged in.
const LOGIN: &str = "/login";

impl FromRef<Kvart> for LeptosOptions {
    fn from_ref(_kvart: &Kvart) -> LeptosOptions {
        options()
    }
}

/// Returns the router for the desk's pages. What no route knows is answered with the desk's own "not found".
pub(crate) fn router(kvart: &Kvart, files: DeskFiles) -> Router<Kvart> {
    let page = move || document(files.clone());
    let store = kvart.store.clone();
    let context = move || equip(&store);
    let not_found = {
        let page = page.clone();
        ErrorHandler::new_with_context(context.clone(), move |_options| page(), options())
    };
    Router::new()
        .leptos_routes_with_context(kvart, generate_route_list(Desk), context, page)
        .route_layer(from_fn(ask_for_login))
        .route_layer(from_fn(bound_questions))
        .route("/language", post(language::choose))
        .route("/coverage/{area}/{week}/reason", post(misses::note))
        .route("/coverage/{area}/{week}/reason/take-back", post(misses::take_back))
        .route("/phones/{device}/retire", post(phones::retire))
        .route("/phones/{device}/reinstate", post(phones::reinstate))
        .route("/phones/{device}/forks/{seq}/{hash}", post(phones::rule))
        .route("/walks/{id}/decide", post(walks::decide))
        .route("/export/{file}", get(export::fetch))
        .merge(promises::router())
        .method_not_allowed_fallback(lead_on)
        .fallback_service(not_found)
}

/// Answers who opens as a page what only takes a form: leads on to the page above it, where the form stands. After a form has
/// come back with its faults, such an address stands in the address bar.
async fn lead_on(method: Method, uri: Uri) -> Response {
    if !matches!(method, Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let above = uri.path().rsplit_once('/').map_or("", |(above, _)| above);
    Redirect::to(if above.is_empty() { "/" } else { above }).into_response()
}

/// Returns what leptos_axum asks for. Its own file names are not used: the pages name theirs by [`DeskFiles`].
fn options() -> LeptosOptions {
    LeptosOptions::builder().output_name("desk").build()
}

/// Refuses a question that is longer than any page asks: leptos itself would read it all, whoever sends it.
async fn bound_questions(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    match to_bytes(body, MAX_QUESTION_BYTES).await {
        Ok(question) => next.run(Request::from_parts(parts, Body::from(question))).await,
        Err(_) => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
    }
}

/// Sends who is not logged in to where that is done, and back after. A page's questions while it is open are answered
/// that a log-in is needed, by the page's own [`Source`]: what it shows stays on the screen.
async fn ask_for_login(request: Request, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let is_login = request.uri().path() == LOGIN;
    let is_known = request.extensions().get::<Viewer>().is_some();
    match (is_read, is_login, is_known) {
        (true, false, false) => Redirect::to(&login_for(&path_and_query(request.uri()))).into_response(),
        // The form without a complaint has nothing to say to who is logged in.
        (true, true, true) if !has_complaint(request.uri()) => Redirect::to("/").into_response(),
        _ => next.run(request).await,
    }
}

fn path_and_query(uri: &Uri) -> String {
    uri.path_and_query().map_or_else(|| uri.path().to_owned(), ToString::to_string)
}

fn has_complaint(uri: &Uri) -> bool {
    uri.query().is_some_and(|query| query.split('&').any(|pair| pair.starts_with("error=")))
}

/// Gives a page, or one of its questions, what it is answered from, its language and its policy.
fn equip(store: &store::Store) {
    // There is no request while the list of routes is made.
    let Some(parts) = use_context::<Parts>() else { return };
    let viewer = parts.extensions.get::<Viewer>().cloned();
    provide_context::<Arc<dyn Source>>(Arc::new(StoreSource::new(store.clone(), viewer)));
    provide_context(language::of(&parts.headers));
    // A question has no nonce: its answer is no page.
    if let (Some(response), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) {
        response.insert_header(CONTENT_SECURITY_POLICY, desk_policy(&nonce));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_is_a_field_of_the_query() {
        let check = |uri: &'static str| has_complaint(&Uri::from_static(uri));
        assert!(check("/login?error=wrong_login") && check("/login?next=%2F&error=busy"));
        assert!(!check("/login") && !check("/login?next=error%3D"));
    }
}
