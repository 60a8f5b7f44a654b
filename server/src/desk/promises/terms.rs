//! The forms by which supervisors keep what is promised, as the desk sends them. What is wrong comes back at its field, with
//! all that was typed.

use app::promises::{Filled, terms};
use app::texts::promises::desk::Say;
use app::texts::promises::faults;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::{AreaId, PeriodId, PromiseId};
use domain::policy::Rulebook;
use domain::promise::{Field, PromisePeriod};
use serde::Deserialize;
use store::error::StoreError;

use super::{address, keeps, reading};
use crate::Kvart;
use crate::desk::plain::{Inside, Sent};
use crate::edge;
use crate::promised::new_promise_id;

/// The period that a new one is made from, if it is.
#[derive(Deserialize)]
pub(super) struct Copied {
    from: Option<PeriodId>,
}

/// `GET /promises/new`: an empty form, or one that follows on another period.
pub(super) async fn new_period(
    State(kvart): State<Kvart>,
    Query(Copied { from }): Query<Copied>,
    inside: Inside,
) -> Response {
    if !keeps(&inside) {
        return inside.trouble(StoreError::SupervisorsOnly);
    }
    let from = match copied(&kvart, from).await {
        Ok(from) => from,
        Err(error) => return inside.trouble(error),
    };
    let filled = from.as_ref().map_or(Filled::default(), |from| {
        // As long again, from the day after.
        let first = from.last.plus_days(1);
        let last = from.last.in_year(from.last.year() + from.last.year() - from.first.year() + 1);
        Filled::default().with("first", first.to_string()).with("last", last.to_string())
    });
    let language = inside.sheet.language;
    inside.page(Say::NewPeriod.say(language), terms::draw_period(language, &filled, None, from.as_ref()))
}

async fn copied(kvart: &Kvart, from: Option<PeriodId>) -> Result<Option<PromisePeriod>, StoreError> {
    let Some(from) = from else { return Ok(None) };
    let rulebook = kvart.store.rulebook().await?;
    period(&rulebook, &from).map(|period| Some(period.clone()))
}

fn period<'a>(rulebook: &'a Rulebook, id: &PeriodId) -> Result<&'a PromisePeriod, StoreError> {
    rulebook.periods.iter().find(|period| &period.id == id).ok_or(StoreError::NoPeriod)
}

/// `POST /promises/new`.
pub(super) async fn add_period(State(kvart): State<Kvart>, inside: Inside, Sent(filled): Sent) -> Response {
    match try_add_period(&kvart, &inside, filled).await {
        Ok(response) => response,
        Err(error) => inside.trouble(error),
    }
}

async fn try_add_period(kvart: &Kvart, inside: &Inside, mut filled: Filled) -> Result<Response, StoreError> {
    let language = inside.sheet.language;
    let rulebook = kvart.store.rulebook().await?;
    let from = match filled.value("from") {
        "" => None,
        from => Some(period(&rulebook, &from.parse().map_err(|_| StoreError::NoPeriod)?)?.clone()),
    };
    let refused = |filled: &Filled| {
        let page = terms::draw_period(language, filled, None, from.as_ref());
        Ok(inside.refused(Say::NewPeriod.say(language), page))
    };
    let (name, first, last) = match reading::period(&filled) {
        Ok(read) => read,
        Err(faults) => {
            reading::say(&mut filled, language, &faults);
            return refused(&filled);
        }
    };
    let id = reading::period_id(first, last, &rulebook.periods);
    let made = match &from {
        Some(from) => from.renewed(id.clone(), first, last, std::iter::repeat_with(new_promise_id)),
        None => PromisePeriod {
            id: id.clone(),
            name: name.clone(),
            first,
            last,
            is_public: false,
            promises: Vec::new(),
        },
    };
    let made = PromisePeriod { name, ..made };
    match kvart.store.add_period(&inside.viewer, made, edge::now()).await {
        Ok(()) => Ok(Redirect::to(&address(&id)).into_response()),
        Err(StoreError::BadPromise(faults)) => {
            say_all(&mut filled, inside, &faults, reading::of_period);
            refused(&filled)
        }
        Err(error) => Err(error),
    }
}

fn say_all(
    filled: &mut Filled,
    inside: &Inside,
    found: &[(Field, domain::promise::Fault)],
    name: fn(Field) -> &'static str,
) {
    for (field, fault) in found {
        filled.say(name(*field), faults::say(inside.sheet.language, *fault));
    }
}

/// `GET /promises/{period}/edit`.
pub(super) async fn edit_period(
    State(kvart): State<Kvart>,
    Path(id): Path<PeriodId>,
    inside: Inside,
) -> Response {
    if !keeps(&inside) {
        return inside.trouble(StoreError::SupervisorsOnly);
    }
    let rulebook = match kvart.store.rulebook().await {
        Ok(rulebook) => rulebook,
        Err(error) => return inside.trouble(error),
    };
    let language = inside.sheet.language;
    match period(&rulebook, &id) {
        Ok(period) => {
            let page = terms::draw_period(language, &terms::fill_period(period), Some(period), None);
            inside.page(Say::EditPeriod.say(language), page)
        }
        Err(error) => inside.trouble(error),
    }
}

/// `POST /promises/{period}/edit`.
pub(super) async fn change_period(
    State(kvart): State<Kvart>,
    Path(id): Path<PeriodId>,
    inside: Inside,
    Sent(filled): Sent,
) -> Response {
    match try_change_period(&kvart, &inside, &id, filled).await {
        Ok(response) => response,
        Err(error) => inside.trouble(error),
    }
}

async fn try_change_period(
    kvart: &Kvart,
    inside: &Inside,
    id: &PeriodId,
    mut filled: Filled,
) -> Result<Response, StoreError> {
    let language = inside.sheet.language;
    let rulebook = kvart.store.rulebook().await?;
    let before = period(&rulebook, id)?;
    let refused = |filled: &Filled| {
        let page = terms::draw_period(language, filled, Some(before), None);
        Ok(inside.refused(Say::EditPeriod.say(language), page))
    };
    let (name, first, last) = match reading::period(&filled) {
        Ok(read) => read,
        Err(faults) => {
            reading::say(&mut filled, language, &faults);
            return refused(&filled);
        }
    };
    let is_public = filled.holds("is-public", "yes");
    let changed = PromisePeriod { name, first, last, is_public, ..before.clone() };
    match kvart.store.change_period(&inside.viewer, changed, edge::now()).await {
        Ok(()) => Ok(Redirect::to(&address(id)).into_response()),
        Err(StoreError::BadPromise(faults)) => {
            say_all(&mut filled, inside, &faults, reading::of_period);
            refused(&filled)
        }
        Err(error) => Err(error),
    }
}

fn named(rulebook: &Rulebook) -> Vec<(AreaId, String)> {
    rulebook.areas.iter().map(|area| (area.id.clone(), area.name.clone())).collect()
}

/// `GET /promises/{period}/new`.
pub(super) async fn new_promise(
    State(kvart): State<Kvart>,
    Path(id): Path<PeriodId>,
    inside: Inside,
) -> Response {
    show_promise(&kvart, &inside, &id, None).await
}

/// `GET /promises/{period}/edit/{promise}`.
pub(super) async fn edit_promise(
    State(kvart): State<Kvart>,
    Path((id, promise)): Path<(PeriodId, PromiseId)>,
    inside: Inside,
) -> Response {
    show_promise(&kvart, &inside, &id, Some(promise)).await
}

async fn show_promise(kvart: &Kvart, inside: &Inside, id: &PeriodId, promise: Option<PromiseId>) -> Response {
    if !keeps(inside) {
        return inside.trouble(StoreError::SupervisorsOnly);
    }
    let language = inside.sheet.language;
    let shown = async {
        let rulebook = kvart.store.rulebook().await?;
        let period = period(&rulebook, id)?;
        let filled = match promise {
            None => Filled::default(),
            Some(promise) => terms::fill_promise(period.promise(promise).ok_or(StoreError::NoPromise)?),
        };
        let title = if promise.is_some() { Say::EditPromise } else { Say::AddPromise };
        let page = terms::draw_promise(language, &filled, id, promise, &named(&rulebook));
        Ok(inside.page(title.say(language), page))
    };
    shown.await.unwrap_or_else(|error| inside.trouble(error))
}

/// `POST /promises/{period}/new`.
pub(super) async fn add_promise(
    State(kvart): State<Kvart>,
    Path(id): Path<PeriodId>,
    inside: Inside,
    Sent(filled): Sent,
) -> Response {
    save_promise(&kvart, &inside, &id, None, filled).await.unwrap_or_else(|error| inside.trouble(error))
}

/// `POST /promises/{period}/edit/{promise}`.
pub(super) async fn change_promise(
    State(kvart): State<Kvart>,
    Path((id, promise)): Path<(PeriodId, PromiseId)>,
    inside: Inside,
    Sent(filled): Sent,
) -> Response {
    save_promise(&kvart, &inside, &id, Some(promise), filled)
        .await
        .unwrap_or_else(|error| inside.trouble(error))
}

async fn save_promise(
    kvart: &Kvart,
    inside: &Inside,
    id: &PeriodId,
    promise: Option<PromiseId>,
    mut filled: Filled,
) -> Result<Response, StoreError> {
    let language = inside.sheet.language;
    let rulebook = kvart.store.rulebook().await?;
    let known = period(&rulebook, id)?;
    if let Some(promise) = promise
        && known.promise(promise).is_none()
    {
        return Err(StoreError::NoPromise);
    }
    let refused = |filled: &Filled| {
        let title = if promise.is_some() { Say::EditPromise } else { Say::AddPromise };
        let page = terms::draw_promise(language, filled, id, promise, &named(&rulebook));
        Ok(inside.refused(title.say(language), page))
    };
    let read = match reading::promise(&filled, promise.unwrap_or_else(new_promise_id)) {
        Ok(read) => read,
        Err(faults) => {
            reading::say(&mut filled, language, &faults);
            return refused(&filled);
        }
    };
    match kvart.store.save_promise(&inside.viewer, id, read, edge::now()).await {
        Ok(()) => Ok(Redirect::to(&address(id)).into_response()),
        Err(StoreError::BadPromise(faults)) => {
            say_all(&mut filled, inside, &faults, reading::of_promise);
            refused(&filled)
        }
        Err(StoreError::TooManyPromises) => {
            filled.say("name-sv", faults::too_many(language));
            refused(&filled)
        }
        Err(error) => Err(error),
    }
}

/// `POST /promises/{period}/edit/{promise}/remove`.
pub(super) async fn remove_promise(
    State(kvart): State<Kvart>,
    Path((id, promise)): Path<(PeriodId, PromiseId)>,
    inside: Inside,
) -> Response {
    let language = inside.sheet.language;
    match kvart.store.remove_promise(&inside.viewer, promise, edge::now()).await {
        Ok(()) => Redirect::to(&address(&id)).into_response(),
        Err(StoreError::PromiseTold) => {
            let shown = async {
                let rulebook = kvart.store.rulebook().await?;
                let known = period(&rulebook, &id)?.promise(promise).ok_or(StoreError::NoPromise)?;
                let mut filled = terms::fill_promise(known);
                filled.say("name-sv", faults::in_use(language));
                let page = terms::draw_promise(language, &filled, &id, Some(promise), &named(&rulebook));
                Ok(inside.refused(Say::EditPromise.say(language), page))
            };
            shown.await.unwrap_or_else(|error| inside.trouble(error))
        }
        Err(error) => inside.trouble(error),
    }
}
