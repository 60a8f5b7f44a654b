//! Activities at the desk: the list, and the forms that log, correct and take back. They work without script; a form with a
//! fault comes back with all that was typed. Whether somebody may, the store's door decides.

use app::promises::Filled;
use app::promises::activities::{self, Logbook, Logged, address, fill, name, typed};
use app::texts::activity::{Word, fault};
use app::texts::promises::desk::Say;
use app::texts::promises::worded;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::activity::{Fault, Field};
use domain::activity_draft::Draft;
use domain::day::Day;
use domain::id::{ActivityId, DeviceId, EntryHash, PeriodId, PromiseId};
use domain::promise::Evidence;
use serde::Deserialize;
use store::error::StoreError;
use store::{ActivityRow, AtDesk};

use crate::Kvart;
use crate::desk::plain::{Inside, Sent};
use crate::edge;

/// Which of a period's activities are asked for.
#[derive(Deserialize)]
pub(super) struct Asked {
    promise: Option<PromiseId>,
}

/// `GET /promises/{period}/activities`.
pub(super) async fn list(
    State(kvart): State<Kvart>,
    Path(period): Path<PeriodId>,
    Query(Asked { promise }): Query<Asked>,
    inside: Inside,
) -> Response {
    let draft = Draft {
        promise: promise.map(|id| id.to_string()).unwrap_or_default(),
        ..Draft::on(Day::of(edge::now()))
    };
    let filled = fill(&draft).with("id", edge::new_id().to_string());
    match logbook(&kvart, &inside, &period, promise).await {
        Ok(book) => {
            let language = inside.sheet.language;
            inside.page(Say::Activities.say(language), activities::draw(language, &book, &filled))
        }
        Err(error) => inside.trouble(error),
    }
}

/// `POST /promises/{period}/activities`.
pub(super) async fn log(
    State(kvart): State<Kvart>,
    Path(period): Path<PeriodId>,
    inside: Inside,
    Sent(filled): Sent,
) -> Response {
    try_log(&kvart, &inside, &period, filled).await.unwrap_or_else(|error| inside.trouble(error))
}

async fn try_log(
    kvart: &Kvart,
    inside: &Inside,
    period: &PeriodId,
    mut filled: Filled,
) -> Result<Response, StoreError> {
    let Ok(id) = filled.value("id").parse::<ActivityId>() else {
        return Ok(StatusCode::BAD_REQUEST.into_response());
    };
    let logged = match read(kvart, inside, period, id, &filled).await? {
        Err(faults) => Err(StoreError::BadActivity(faults)),
        Ok(activity) => {
            let promise = activity.promise;
            kvart.store.log_activity(&inside.viewer, activity, at_desk()).await.map(|()| promise)
        }
    };
    match logged {
        Ok(promise) => {
            return Ok(Redirect::to(&format!("{}?promise={promise}", address(period))).into_response());
        }
        Err(StoreError::BadActivity(faults)) => say(&mut filled, inside, &faults),
        // The form was sent again with other words, as by the way back: it was logged the first time.
        Err(StoreError::Outdated) => {
            filled.say("promise", Word::LoggedBefore.say(inside.sheet.language));
        }
        Err(error) => return Err(error),
    }
    let book = logbook(kvart, inside, period, None).await?;
    let language = inside.sheet.language;
    Ok(inside.refused(Say::Activities.say(language), activities::draw(language, &book, &filled)))
}

/// `GET /promises/{period}/activities/{id}`.
pub(super) async fn show(
    State(kvart): State<Kvart>,
    Path((period, id)): Path<(PeriodId, ActivityId)>,
    inside: Inside,
) -> Response {
    let shown = async {
        let row = amendable(&kvart, &inside, id).await?;
        let filled = fill(&Draft::of(&row.activity));
        let book = logbook(&kvart, &inside, &period, None).await?;
        Ok(inside.page(
            Word::Correct.say(inside.sheet.language),
            one(&inside, &book, row, &filled, &Filled::default()),
        ))
    };
    shown.await.unwrap_or_else(|error| inside.trouble(error))
}

/// `POST /promises/{period}/activities/{id}`.
pub(super) async fn correct(
    State(kvart): State<Kvart>,
    Path((period, id)): Path<(PeriodId, ActivityId)>,
    inside: Inside,
    Sent(filled): Sent,
) -> Response {
    try_correct(&kvart, &inside, &period, id, filled).await.unwrap_or_else(|error| inside.trouble(error))
}

async fn try_correct(
    kvart: &Kvart,
    inside: &Inside,
    period: &PeriodId,
    id: ActivityId,
    mut filled: Filled,
) -> Result<Response, StoreError> {
    let Ok(over) = filled.value("over").parse::<EntryHash>() else {
        return Ok(StatusCode::BAD_REQUEST.into_response());
    };
    amendable(kvart, inside, id).await?;
    let reason = filled.value(name(Field::Reason)).to_owned();
    let corrected = match read(kvart, inside, period, id, &filled).await? {
        Err(mut faults) => {
            faults.extend(domain::activity::check_why(&reason));
            Err(StoreError::BadActivity(faults))
        }
        Ok(instead) => kvart.store.correct_activity(&inside.viewer, instead, over, &reason, at_desk()).await,
    };
    match corrected {
        Ok(()) => return Ok(Redirect::to(&address(period)).into_response()),
        Err(StoreError::BadActivity(faults)) => say(&mut filled, inside, &faults),
        Err(StoreError::Outdated) => {
            filled.say(name(Field::Reason), Word::Outdated.say(inside.sheet.language));
        }
        Err(error) => return Err(error),
    }
    let row = amendable(kvart, inside, id).await?;
    let book = logbook(kvart, inside, period, None).await?;
    let page = one(inside, &book, row, &filled, &Filled::default());
    Ok(inside.refused(Word::Correct.say(inside.sheet.language), page))
}

/// `POST /promises/{period}/activities/{id}/withdraw`.
pub(super) async fn withdraw(
    State(kvart): State<Kvart>,
    Path((period, id)): Path<(PeriodId, ActivityId)>,
    inside: Inside,
    Sent(filled): Sent,
) -> Response {
    try_withdraw(&kvart, &inside, &period, id, filled).await.unwrap_or_else(|error| inside.trouble(error))
}

async fn try_withdraw(
    kvart: &Kvart,
    inside: &Inside,
    period: &PeriodId,
    id: ActivityId,
    mut filled: Filled,
) -> Result<Response, StoreError> {
    let Ok(over) = filled.value("over").parse::<EntryHash>() else {
        return Ok(StatusCode::BAD_REQUEST.into_response());
    };
    let language = inside.sheet.language;
    let why = filled.value("why").to_owned();
    match kvart.store.withdraw_activity(&inside.viewer, id, over, &why, at_desk()).await {
        Ok(()) => return Ok(Redirect::to(&address(period)).into_response()),
        Err(StoreError::BadActivity(faults)) => {
            faults.iter().for_each(|(field, it)| filled.say("why", fault(language, *field, *it)));
        }
        Err(StoreError::Outdated) => filled.say("why", Word::Outdated.say(language)),
        Err(error) => return Err(error),
    }
    let row = amendable(kvart, inside, id).await?;
    let as_it_stands = fill(&Draft::of(&row.activity));
    let book = logbook(kvart, inside, period, None).await?;
    Ok(inside.refused(Word::Withdraw.say(language), one(inside, &book, row, &as_it_stands, &filled)))
}

/// Reads a form as the given activity, or tells what is wrong with it.
async fn read(
    kvart: &Kvart,
    inside: &Inside,
    period: &PeriodId,
    id: ActivityId,
    filled: &Filled,
) -> Result<Result<domain::activity::Activity, Vec<(Field, Fault)>>, StoreError> {
    let rulebook = kvart.store.rulebook().await?;
    let others = kvart.store.standing_activities(&inside.viewer, period).await?;
    Ok(typed(filled).read(id, &rulebook, Day::of(edge::now()), &others))
}

fn say(filled: &mut Filled, inside: &Inside, faults: &[(Field, Fault)]) {
    for (field, it) in faults {
        filled.say(name(*field), fault(inside.sheet.language, *field, *it));
    }
}

fn at_desk() -> AtDesk {
    AtDesk { now: edge::now(), new_journal: DeviceId(edge::new_id()) }
}

/// Returns an activity that the viewer may amend.
async fn amendable(kvart: &Kvart, inside: &Inside, id: ActivityId) -> Result<ActivityRow, StoreError> {
    let row = kvart.store.activity(&inside.viewer, id).await?.ok_or(StoreError::NoActivity)?;
    if row.is_amendable { Ok(row) } else { Err(StoreError::NotYours) }
}

async fn logbook(
    kvart: &Kvart,
    inside: &Inside,
    id: &PeriodId,
    only: Option<PromiseId>,
) -> Result<Logbook, StoreError> {
    let language = inside.sheet.language;
    let rows = kvart.store.activities(&inside.viewer, id).await?;
    let rulebook = kvart.store.rulebook().await?;
    let period = rulebook.periods.iter().find(|period| &period.id == id).ok_or(StoreError::NoPeriod)?.clone();
    let logs = period.promises.iter().filter(|promise| promise.evidence == Evidence::Activities);
    let is_meant = |row: &ActivityRow| only.is_none_or(|only| row.activity.promise == only);
    Ok(Logbook {
        promises: logs.map(|promise| (promise.id, worded(language, &promise.name))).collect(),
        areas: rulebook.areas.iter().map(|area| (area.id.clone(), area.name.clone())).collect(),
        rows: rows.into_iter().filter(is_meant).map(logged).collect(),
        only: only.filter(|only| period.promise(*only).is_some()),
        today: Day::of(edge::now()),
        period,
    })
}

fn logged(row: ActivityRow) -> Logged {
    Logged {
        activity: row.activity,
        who: row.who,
        is_amendable: row.is_amendable,
        withdrawn: row.withdrawn,
        corrections: row.corrections,
    }
}

fn one(
    inside: &Inside,
    book: &Logbook,
    row: ActivityRow,
    filled: &Filled,
    taking_back: &Filled,
) -> impl leptos::prelude::IntoView + use<> {
    let over = row.head.to_string();
    activities::draw_one(inside.sheet.language, book, &logged(row), &over, filled, taking_back)
}
