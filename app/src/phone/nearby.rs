//! Where the phone is, for the order of the areas: asked once, and only when the officer wants it or has allowed it before.
//! It is never kept, and never leaves the phone.

use browser::position::{self, Permission, Reading};
use domain::place::Position;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How the search for the nearest area stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Finding {
    /// Nobody has asked.
    Asleep,
    /// On its way.
    Looking,
    /// The phone is here.
    Found(Position),
    /// Positions are not allowed.
    Denied,
    /// None came.
    Failed,
}

/// The search for the nearest area.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Nearby {
    pub(crate) finding: RwSignal<Finding>,
}

impl Nearby {
    pub(crate) fn new() -> Nearby {
        Nearby { finding: RwSignal::new(Finding::Asleep) }
    }

    /// Looks where the phone is if that was allowed before: then nobody is asked.
    pub(crate) fn look_if_allowed(self) {
        spawn_local(async move {
            if position::permission().await == Permission::Granted {
                self.look().await;
            }
        });
    }

    /// Looks where the phone is. The browser may ask whether it may.
    pub(crate) async fn look(self) {
        if self.finding.get_untracked() == Finding::Looking {
            return;
        }
        // What was known stays on the screen while it is looked again.
        if !matches!(self.finding.get_untracked(), Finding::Found(_)) {
            self.finding.set(Finding::Looking);
        }
        self.finding.set(match position::once().await {
            Some(Reading::Fix { place, .. }) => Finding::Found(place),
            Some(Reading::Denied) => Finding::Denied,
            Some(Reading::Unavailable | Reading::Timeout) | None => Finding::Failed,
        });
    }

    /// Returns where the phone is, if that is known.
    pub(crate) fn here(self) -> Option<Position> {
        match self.finding.get() {
            Finding::Found(here) => Some(here),
            _ => None,
        }
    }
}
