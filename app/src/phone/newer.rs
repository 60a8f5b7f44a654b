//! A new version of the app: it waits until somebody wants it, and never while a walk is running.

use browser::clock;
use browser::page::{self, Listening};
use browser::worker::{self, Worker};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::outlook::diagnosis::WorkerState;

/// The service worker's script.
const SCRIPT: &str = "/phone/sw.js";
/// How often to look for a new version while the app stays open.
const LOOK_EVERY_MS: u64 = 60 * 60 * 1000;

/// The app's next version.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Newer {
    worker: StoredValue<Option<(Worker, Vec<Listening>)>, LocalStorage>,
    looked_ms: StoredValue<u64>,
    pub(crate) is_waiting: RwSignal<bool>,
}

impl Newer {
    /// Has this version kept on the phone, and looks out for the next. A browser without workers still runs the page.
    pub(crate) fn look_out() -> Newer {
        let newer = Newer {
            worker: StoredValue::new_local(None),
            looked_ms: StoredValue::new(0),
            is_waiting: RwSignal::new(false),
        };
        spawn_local(async move {
            let Ok(worker) = worker::register(SCRIPT).await else { return };
            let waiting = worker.on_waiting(move || newer.is_waiting.set(true));
            let seen = page::on_visibility(move || newer.look_now_and_then());
            newer.worker.set_value(Some((worker, vec![waiting, seen])));
        });
        newer
    }

    /// Lets the new version take over; the page is loaded anew.
    pub(crate) fn take_over(self) {
        self.worker.with_value(|worker| worker.iter().for_each(|(worker, _)| worker.activate_now()));
    }

    /// Tells whether the app is kept on the phone.
    pub(crate) fn worker_state(self) -> WorkerState {
        self.worker.with_value(|worker| match worker {
            Some((worker, _)) if worker.is_waiting() => WorkerState::NewerWaits,
            Some((worker, _)) if worker.is_active() => WorkerState::Active,
            Some(_) => WorkerState::Installing,
            None => WorkerState::None,
        })
    }

    fn look_now_and_then(self) {
        let now_ms = clock::mono_ms();
        if !page::is_visible() || now_ms < self.looked_ms.get_value() + LOOK_EVERY_MS {
            return;
        }
        self.looked_ms.set_value(now_ms);
        self.worker.with_value(|worker| worker.iter().for_each(|(worker, _)| worker.look_for_newer()));
    }
}
