//! What a supervisor decides about walks, as the desk's forms send it: they work without script. Whether somebody may, the
//! store's door decides; nothing here does.

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::decision::Ruling;
use domain::id::WalkId;
use serde::Deserialize;
use store::error::StoreError;
use store::{Ask, Decision};

use crate::Kvart;
use crate::desk::walk_facts::seen_of;
use crate::edge;
use crate::login::login_for;
use crate::session::MaybeLoggedIn;

/// The form by which something is decided about a walk.
#[derive(Deserialize)]
pub(super) struct Deciding {
    what: What,
    seen: String,
    /// The other record, where two are said to be one patrol or two.
    #[serde(default)]
    other: String,
    #[serde(default)]
    why: String,
}

/// What is decided, by the button's word.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    Accept,
    Exclude,
    Undo,
    Merge,
    Part,
}

/// `POST /walks/{id}/decide`.
pub(super) async fn decide(
    State(kvart): State<Kvart>,
    MaybeLoggedIn(viewer): MaybeLoggedIn,
    Path(id): Path<String>,
    form: Result<Form<Deciding>, FormRejection>,
) -> Response {
    let Some(viewer) = viewer else {
        return Redirect::to(&login_for(&format!("/walks/{id}"))).into_response();
    };
    let asked = id.parse::<WalkId>().ok().zip(form.ok()).and_then(|(walk, Form(form))| ask(walk, form));
    let Some(ask) = asked else { return StatusCode::BAD_REQUEST.into_response() };
    back(&id, kvart.store.decide(&viewer, ask, edge::now()).await)
}

fn ask(walk: WalkId, form: Deciding) -> Option<Ask> {
    let what = match form.what {
        What::Accept => Decision::Rule(Ruling::Accepted),
        What::Exclude => Decision::Rule(Ruling::Excluded),
        What::Undo => Decision::Undo,
        What::Merge => Decision::Merge(form.other.parse().ok()?),
        What::Part => Decision::Part(form.other.parse().ok()?),
    };
    Some(Ask { walk, what, seen: seen_of(&form.seen)?, why: form.why })
}

/// Shows the walk's page again, with what stood in the way, if anything did.
fn back(walk: &str, done: Result<(), StoreError>) -> Response {
    let code = match done {
        Ok(()) => return Redirect::to(&format!("/walks/{walk}#decision")).into_response(),
        Err(StoreError::SupervisorsOnly) => return StatusCode::FORBIDDEN.into_response(),
        Err(StoreError::NoWalk) => return StatusCode::NOT_FOUND.into_response(),
        Err(StoreError::BadReason) => "reason",
        Err(StoreError::Outdated | StoreError::NotDecided) => "outdated",
        Err(StoreError::NotAcceptable) => "not_acceptable",
        Err(StoreError::NotOnePatrol) => "not_one_patrol",
        Err(StoreError::Busy | StoreError::Closed) => "failed",
        Err(inside) => {
            tracing::error!("{inside}");
            "failed"
        }
    };
    Redirect::to(&format!("/walks/{walk}?error={code}#decision")).into_response()
}
