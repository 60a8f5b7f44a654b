//! What a supervisor decides about phones, as the desk's forms send it: they work without script. Whether somebody may, the
//! store's door decides; nothing here does.

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::{DeviceId, EntryHash};
use serde::Deserialize;
use store::error::StoreError;
use store::{ForkName, Ruling};

use crate::Kvart;
use crate::edge;
use crate::login::login_for;
use crate::session::MaybeLoggedIn;

/// The form that takes a phone out of use.
#[derive(Deserialize)]
pub(super) struct Retiring {
    #[serde(default)]
    why: String,
}

/// The form that rules on an entry beside a journal.
#[derive(Deserialize)]
pub(super) struct RulingForm {
    ruling: RulingWord,
    #[serde(default)]
    why: String,
}

/// What is decided, by the button's word.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RulingWord {
    Take,
    Dismiss,
}

/// `POST /phones/{device}/retire`.
pub(super) async fn retire(
    State(kvart): State<Kvart>,
    MaybeLoggedIn(viewer): MaybeLoggedIn,
    Path(device): Path<String>,
    form: Result<Form<Retiring>, FormRejection>,
) -> Response {
    let Some(viewer) = viewer else { return to_login(&device) };
    let (Ok(id), Ok(Form(Retiring { why }))) = (device.parse::<DeviceId>(), form) else {
        return no_such_form();
    };
    back(&device, kvart.store.retire_phone(&viewer, id, &why, edge::now()).await)
}

/// `POST /phones/{device}/reinstate`.
pub(super) async fn reinstate(
    State(kvart): State<Kvart>,
    MaybeLoggedIn(viewer): MaybeLoggedIn,
    Path(device): Path<String>,
) -> Response {
    let Some(viewer) = viewer else { return to_login(&device) };
    let Ok(id) = device.parse::<DeviceId>() else { return no_such_form() };
    back(&device, kvart.store.reinstate_phone(&viewer, id, edge::now()).await)
}

/// `POST /phones/{device}/forks/{seq}/{hash}`.
pub(super) async fn rule(
    State(kvart): State<Kvart>,
    MaybeLoggedIn(viewer): MaybeLoggedIn,
    Path((device, seq, hash)): Path<(String, u64, String)>,
    form: Result<Form<RulingForm>, FormRejection>,
) -> Response {
    let Some(viewer) = viewer else { return to_login(&device) };
    let names = (device.parse::<DeviceId>(), hash.parse::<EntryHash>(), form);
    let (Ok(id), Ok(hash), Ok(Form(RulingForm { ruling, why }))) = names else { return no_such_form() };
    let fork = ForkName { device: id, seq, hash };
    let ruling = match ruling {
        RulingWord::Take => Ruling::Taken,
        RulingWord::Dismiss => Ruling::Dismissed,
    };
    back(&device, kvart.store.rule_on_fork(&viewer, fork, ruling, &why, edge::now()).await)
}

/// Shows the phone's page again, with what stood in the way, if anything did.
fn back(device: &str, done: Result<(), StoreError>) -> Response {
    let code = match done {
        Ok(()) => return Redirect::to(&format!("/phones/{device}")).into_response(),
        Err(StoreError::SupervisorsOnly) => return StatusCode::FORBIDDEN.into_response(),
        // Somebody else was faster, or there never was such a phone: its page shows how it stands.
        Err(StoreError::NoPhone | StoreError::NoFork | StoreError::ForkTaken) => {
            return Redirect::to(&format!("/phones/{device}")).into_response();
        }
        Err(StoreError::BadReason) => "reason",
        Err(StoreError::NotTakeable(_)) => "not_takeable",
        Err(StoreError::Busy | StoreError::Closed) => "failed",
        Err(inside) => {
            tracing::error!("{inside}");
            "failed"
        }
    };
    Redirect::to(&format!("/phones/{device}?error={code}")).into_response()
}

fn to_login(device: &str) -> Response {
    Redirect::to(&login_for(&format!("/phones/{device}"))).into_response()
}

/// Answers what none of the page's forms sends.
fn no_such_form() -> Response {
    StatusCode::BAD_REQUEST.into_response()
}
