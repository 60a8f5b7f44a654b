//! The desk's pages about promises: how they stand, the forms that keep them, what is published. Never decides a right; the
//! store's door does.

mod activities;
mod follow_ups;
mod reading;
mod terms;

use app::promises::Filled;
use app::promises::standing::{self, StandingSheet, ToldRow};
use app::texts::promises::worded;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::day::Day;
use domain::due::outside;
use domain::followup::{Kind, thirds_without};
use domain::id::PeriodId;
use domain::time::WallTime;
use store::error::StoreError;
use store::{Account, Published};
use sync::wire::Role;

use crate::Kvart;
use crate::desk::plain::Inside;
use crate::edge;

/// Returns the routes below `/promises`.
pub(super) fn router() -> Router<Kvart> {
    Router::new()
        .route("/promises", get(first))
        .route("/promises/new", get(terms::new_period).post(terms::add_period))
        .route("/promises/{period}", get(show))
        .route("/promises/{period}/edit", get(terms::edit_period).post(terms::change_period))
        .route("/promises/{period}/new", get(terms::new_promise).post(terms::add_promise))
        .route("/promises/{period}/edit/{promise}", get(terms::edit_promise).post(terms::change_promise))
        .route("/promises/{period}/edit/{promise}/remove", post(terms::remove_promise))
        .route("/promises/{period}/activities", get(activities::list).post(activities::log))
        .route("/promises/{period}/activities/{id}", get(activities::show).post(activities::correct))
        .route("/promises/{period}/activities/{id}/withdraw", post(activities::withdraw))
        .route("/promises/{period}/follow-ups", post(follow_ups::begin))
        .route("/promises/{period}/follow-ups/{number}", get(follow_ups::published))
        .route("/promises/{period}/follow-ups/{number}/version", post(follow_ups::begin_version))
        .route("/promises/{period}/follow-ups/{number}/edit", get(follow_ups::edit).post(follow_ups::save))
        .route("/promises/{period}/follow-ups/{number}/preview", get(follow_ups::preview))
        .route("/promises/{period}/follow-ups/{number}/preview/page", get(follow_ups::preview_page))
        .route("/promises/{period}/follow-ups/{number}/publish", post(follow_ups::publish))
        .route("/promises/{period}/follow-ups/{number}/drop", post(follow_ups::drop_draft))
}

/// `GET /promises`: the period of today, else the latest one.
async fn first(State(kvart): State<Kvart>, inside: Inside) -> Response {
    let rulebook = match kvart.store.rulebook().await {
        Ok(rulebook) => rulebook,
        Err(error) => return inside.trouble(error),
    };
    let today = Day::of(edge::now());
    let current = rulebook.periods.iter().rev().find(|period| period.holds(today));
    match current.or(rulebook.periods.last()) {
        Some(period) => Redirect::to(&address(&period.id)).into_response(),
        None => {
            let language = inside.sheet.language;
            let page = standing::draw_empty(language, keeps(&inside));
            inside.page(app::texts::promises::desk::Say::Promises.say(language), page)
        }
    }
}

/// `GET /promises/{period}`.
async fn show(State(kvart): State<Kvart>, Path(period): Path<PeriodId>, inside: Inside) -> Response {
    match standing_sheet(&kvart, &inside, &period, Filled::default()).await {
        Ok(sheet) => inside.page(&worded(inside.sheet.language, &sheet.period.name), draw(&inside, &sheet)),
        Err(error) => inside.trouble(error),
    }
}

fn draw(inside: &Inside, sheet: &StandingSheet) -> impl leptos::prelude::IntoView + use<> {
    standing::draw(inside.sheet.language, sheet)
}

/// Gathers how a period stands, with the form that begins a follow-up as it was filled in.
async fn standing_sheet(
    kvart: &Kvart,
    inside: &Inside,
    id: &PeriodId,
    filled: Filled,
) -> Result<StandingSheet, StoreError> {
    let now = edge::now();
    let account = kvart.store.account(&inside.viewer, id, now).await?;
    let rulebook = kvart.store.rulebook().await?;
    let others = rulebook.periods.iter().filter(|period| &period.id != id);
    let language = inside.sheet.language;
    let others = others.map(|period| (period.id.clone(), worded(language, &period.name))).collect();
    let Account { period, figures, n_silent, published, outdated, drafts } = account;
    let told: Vec<(Kind, Day)> = published.iter().map(|one| (one.kind, one.figures.through)).collect();
    let filled = if filled.value("through").is_empty() && !filled.is_faulty() {
        filled.with("through", last_sunday(now).to_string())
    } else {
        filled
    };
    Ok(StandingSheet {
        thirds_without: wanting(&period, &told, now),
        outside: outside(period.first, period.last),
        told: published.iter().map(|one| row(one, &outdated)).collect(),
        drafts: drafts.iter().map(|draft| (draft.number, draft.kind, draft.through)).collect(),
        keeps: keeps(inside),
        others,
        figures,
        n_silent,
        period,
        filled,
    })
}

fn row(one: &Published, outdated: &[u32]) -> ToldRow {
    ToldRow {
        number: one.number,
        version: one.version,
        kind: one.kind,
        through: one.figures.through,
        at: Day::of(one.at),
        is_outdated: outdated.contains(&one.number),
    }
}

/// Returns the thirds of the period's years that want a follow-up, where the period promises any.
fn wanting(period: &domain::promise::PromisePeriod, told: &[(Kind, Day)], now: WallTime) -> Vec<(i32, u8)> {
    use domain::promise::Evidence;
    if !period.is_public || period.promises.iter().all(|promise| promise.evidence != Evidence::FollowUps) {
        return Vec::new();
    }
    let today = Day::of(now).min(period.last);
    let years = period.first.year()..=today.year();
    years
        .flat_map(|year| thirds_without(year, today, told).into_iter().map(move |third| (year, third)))
        .collect()
}

/// Returns the last Sunday that is over: up to it whole weeks are known.
fn last_sunday(now: WallTime) -> Day {
    Day::sunday_of(domain::week::Week::of(now).back(1))
}

/// Tells whether the reader is offered to keep the promises.
fn keeps(inside: &Inside) -> bool {
    inside.viewer.card().role == Role::Supervisor
}

/// Returns a period's address.
fn address(id: &PeriodId) -> String {
    format!("/promises/{id}")
}
