//! What the pages without program have in common: who asks for one, how a form is read, how an answer is made of a page. It
//! decides no right and keeps nothing.

use app::desk::source::{Reader, Trouble};
use app::promises::{Filled, Sheet, standing};
use app::texts::desk;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, FromRequest, FromRequestParts, Request};
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use leptos::prelude::IntoView;
use store::Viewer;
use store::error::StoreError;

use crate::Kvart;
use crate::desk::language;
use crate::login::login_for;
use crate::security::FORM_POLICY;

/// Somebody who is logged in, and the frame of the page that they asked for.
pub(super) struct Inside {
    pub(super) viewer: Viewer,
    pub(super) sheet: Sheet,
}

impl FromRequestParts<Kvart> for Inside {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, kvart: &Kvart) -> Result<Inside, Response> {
        let address =
            parts.uri.path_and_query().map_or_else(|| parts.uri.path().to_owned(), ToString::to_string);
        let Some(viewer) = parts.extensions.get::<Viewer>().cloned() else {
            // What was sent by a form cannot be asked for again: its page is.
            let back = if parts.method == Method::GET { address.as_str() } else { "/promises" };
            return Err(Redirect::to(&login_for(back)).into_response());
        };
        let files = kvart.site.desk_files().map_err(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())?;
        let card = viewer.card();
        let reader = Reader { shown_as: card.shown_as.clone(), role: card.role };
        // The way to the other language leads to a page, not to what a form was sent to.
        let address = if parts.method == Method::GET { address } else { "/promises".to_owned() };
        let sheet = Sheet { language: language::of(&parts.headers), reader, files, address };
        Ok(Inside { viewer, sheet })
    }
}

impl Inside {
    /// Answers with a page.
    pub(super) fn page(&self, title: &str, page: impl IntoView) -> Response {
        self.answer(StatusCode::OK, FORM_POLICY, title, page)
    }

    /// Answers with a page on which something is to be put right.
    pub(super) fn refused(&self, title: &str, page: impl IntoView) -> Response {
        self.answer(StatusCode::UNPROCESSABLE_ENTITY, FORM_POLICY, title, page)
    }

    /// Says what cannot be shown or done, and what to do next. What happened inside is logged, here and once.
    pub(super) fn trouble(&self, error: StoreError) -> Response {
        let (status, trouble) = match error {
            StoreError::SupervisorsOnly | StoreError::NotYours => (StatusCode::FORBIDDEN, Trouble::NoAccess),
            StoreError::NoPeriod
            | StoreError::NoPromise
            | StoreError::NoFollowUp
            | StoreError::NoActivity => (StatusCode::NOT_FOUND, Trouble::NotFound),
            StoreError::Busy | StoreError::Closed => (StatusCode::SERVICE_UNAVAILABLE, Trouble::Failed),
            inside => {
                tracing::error!("{inside}");
                (StatusCode::INTERNAL_SERVER_ERROR, Trouble::Failed)
            }
        };
        let language = self.sheet.language;
        let (what, _) = desk::trouble(language, trouble);
        self.answer(status, FORM_POLICY, what, standing::draw_trouble(language, trouble))
    }

    /// Answers with a page under a policy of its own.
    pub(super) fn answer(
        &self,
        status: StatusCode,
        policy: HeaderValue,
        title: &str,
        page: impl IntoView,
    ) -> Response {
        (status, [(CONTENT_SECURITY_POLICY, policy)], Html(self.sheet.html(title, page))).into_response()
    }
}

/// A form as it was sent: all names and values, in order, line ends as one character.
pub(super) struct Sent(pub(super) Filled);

impl FromRequest<Kvart> for Sent {
    type Rejection = FormRejection;

    async fn from_request(request: Request, kvart: &Kvart) -> Result<Sent, FormRejection> {
        let Form(values) = Form::<Vec<(String, String)>>::from_request(request, kvart).await?;
        let one_line_end = |(name, value): (String, String)| (name, value.replace("\r\n", "\n"));
        Ok(Sent(Filled::new(values.into_iter().map(one_line_end).collect())))
    }
}
