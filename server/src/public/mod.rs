//! What the public reads, with no log-in: pages, figures, a frame and a badge, all rendered ahead. No request touches the database,
//! sets a cookie or is written to the log.

mod data;
mod facts;
pub mod options;
mod shelf;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use app::public::style::STYLE;
use app::public::{Account, House, Place, follow_up};
use app::texts::Language;
use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::{HeaderMap, Uri};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::day::Day;
use domain::time::WallTime;
use store::error::StoreError;
use store::{Published, Store};

use crate::Kvart;
use crate::edge;
use crate::public::shelf::Shelf;
use crate::security::{Framed, public_policy};

/// How long changes are gathered before all is rendered anew: phones tell in bursts.
const BREATH: Duration = Duration::from_secs(2);
/// After so long all is rendered anew though no change was heard: another process may have written beside this one.
const LONGEST: Duration = Duration::from_secs(300);

/// The public pages. Clones are the same.
#[derive(Clone, Debug)]
pub struct Public {
    house: Arc<House>,
    shelf: Arc<Shelf>,
    /// What the shelf was last rendered from.
    shown: Arc<Mutex<Vec<Account>>>,
}

impl Public {
    pub(crate) fn new(house: House) -> Public {
        let shelf = Shelf::of(&house, &[]);
        Public { house: Arc::new(house), shelf: Arc::new(shelf), shown: Arc::default() }
    }

    /// Answers with the page that a follow-up will have, before it is published; the desk frames it.
    pub(crate) fn preview(&self, language: Language, draft: Published) -> Response {
        let told = facts::told(draft);
        let account = Account {
            period: told.period.clone(),
            areas: told.areas.clone(),
            figures: told.figures.clone(),
            preliminary_from: None,
            made: told.on,
            told: vec![told.clone()],
        };
        let place = Place::FollowUp(told.period.id.clone(), told.number);
        let html = follow_up::html(&self.house, language, place, &account, &told);
        ([(CONTENT_SECURITY_POLICY, public_policy(&STYLE, Framed::Here))], Html(html)).into_response()
    }

    /// Returns the whole address of a public page.
    pub(crate) fn url(&self, language: Language, place: &Place) -> String {
        self.house.url(&place.path(language))
    }

    /// Renders everything anew from the database, unless it says what it said before: most walks change nothing that is public.
    pub async fn fill(&self, store: &Store, now: WallTime) -> Result<(), StoreError> {
        let accounts = store.public_accounts(self.house.n_held_back, now).await?;
        let public = self.clone();
        let rendered = tokio::task::spawn_blocking(move || {
            let accounts: Vec<_> = accounts.into_iter().map(|account| facts::account(account, now)).collect();
            let mut shown = public.shown.lock().unwrap_or_else(PoisonError::into_inner);
            if *shown != accounts {
                public.shelf.refill(&public.house, &accounts);
                *shown = accounts;
            }
        });
        if let Err(error) = rendered.await {
            tracing::error!(%error, "the public pages could not be rendered: those from before stay");
        }
        Ok(())
    }

    /// Keeps everything up to date until the database is closed: when something changed, when a day begins, and now and then.
    /// While the database fails, what was rendered before stays.
    pub async fn keep(self, store: Store) {
        let mut changes = store.changes();
        let mut is_failing = false;
        loop {
            let wait = LONGEST.min(until_midnight(edge::now()));
            let _in_time = tokio::time::timeout(wait, changes.changed()).await;
            tokio::time::sleep(BREATH).await;
            changes.borrow_and_update();
            let failure = match self.fill(&store, edge::now()).await {
                Ok(()) => None,
                Err(StoreError::Closed) => return,
                Err(error) => Some(error),
            };
            if let Some(error) = failure.as_ref().filter(|_| !is_failing) {
                tracing::error!(%error, "the public pages stay as they were until the database answers again");
            }
            is_failing = failure.is_some();
        }
    }
}

/// Returns how long it is until a day begins, and a moment more.
fn until_midnight(now: WallTime) -> Duration {
    let s = Day::of(now).end().s_since(now);
    Duration::from_secs(u64::try_from(s).unwrap_or(0) + 1)
}

/// Returns the routes of the public pages.
pub(crate) fn router() -> Router<Kvart> {
    let back = |to: &'static str| get(move || async move { Redirect::permanent(to) });
    Router::new()
        .route("/uppfoljning", get(read))
        .route("/uppfoljning/", back("/uppfoljning"))
        .route("/uppfoljning/{*rest}", get(read))
        .route("/uppfoljning.json", get(read))
        .route("/follow-up", get(read))
        .route("/follow-up/", back("/follow-up"))
        .route("/follow-up/{*rest}", get(read))
}

async fn read(State(kvart): State<Kvart>, uri: Uri, headers: HeaderMap) -> Response {
    kvart.public.shelf.answer(uri.path(), &headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_waited_for_across_the_change_of_the_clocks() {
        let until = |text| until_midnight(WallTime::parse(text).unwrap()).as_secs();
        assert_eq!(until("2026-11-24T23:59:30+01:00"), 31);
        assert_eq!(until("2026-10-25T00:00:00+02:00"), 25 * 3600 + 1);
    }
}
