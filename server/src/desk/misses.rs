//! Why a week was missed, as the desk's forms send it: they work without script. Whether somebody may, the store's door
//! decides; nothing here does.

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::AreaId;
use domain::week::Week;
use serde::Deserialize;
use store::error::StoreError;

use crate::Kvart;
use crate::edge;
use crate::login::login_for;
use crate::session::MaybeLoggedIn;

/// What the form sends.
#[derive(Deserialize)]
pub(super) struct Noting {
    #[serde(default)]
    reason: String,
}

/// The area and week that a form is about.
#[derive(Deserialize)]
pub(super) struct Place {
    area: AreaId,
    week: Week,
}

impl Place {
    /// Returns the address of its page.
    fn page(&self) -> String {
        format!("/coverage/{}/{}", self.area, self.week)
    }
}

/// `POST /coverage/{area}/{week}/reason`.
pub(super) async fn note(
    State(kvart): State<Kvart>,
    MaybeLoggedIn(viewer): MaybeLoggedIn,
    Path(place): Path<Place>,
    form: Result<Form<Noting>, FormRejection>,
) -> Response {
    let Some(viewer) = viewer else { return Redirect::to(&login_for(&place.page())).into_response() };
    let Ok(Form(Noting { reason })) = form else { return StatusCode::BAD_REQUEST.into_response() };
    let noted = kvart.store.note_miss(&viewer, &place.area, place.week, &reason, edge::now()).await;
    back(&place, noted)
}

/// `POST /coverage/{area}/{week}/reason/take-back`.
pub(super) async fn take_back(
    State(kvart): State<Kvart>,
    MaybeLoggedIn(viewer): MaybeLoggedIn,
    Path(place): Path<Place>,
) -> Response {
    let Some(viewer) = viewer else { return Redirect::to(&login_for(&place.page())).into_response() };
    let taken = kvart.store.take_back_miss_note(&viewer, &place.area, place.week, edge::now()).await;
    back(&place, taken)
}

/// Shows the page of the area and week again, with what stood in the way, if anything did.
fn back(place: &Place, done: Result<(), StoreError>) -> Response {
    let code = match done {
        Ok(()) => None,
        Err(StoreError::SupervisorsOnly) => return StatusCode::FORBIDDEN.into_response(),
        Err(StoreError::NoArea(_)) => return StatusCode::NOT_FOUND.into_response(),
        // Somebody else was faster: the page shows how it stands.
        Err(StoreError::NoMissNote) => None,
        Err(StoreError::BadReason) => Some("reason"),
        Err(StoreError::NotMissed) => Some("not_missed"),
        Err(StoreError::Busy | StoreError::Closed) => Some("failed"),
        Err(inside) => {
            tracing::error!("{inside}");
            Some("failed")
        }
    };
    let page = place.page();
    let address = code.map_or_else(|| format!("{page}#reason"), |code| format!("{page}?error={code}#reason"));
    Redirect::to(&address).into_response()
}
