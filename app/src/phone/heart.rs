//! Lets the server know that this phone is there, apart from its queue. When that is worth a request, the pulse decides;
//! nothing here does. A hidden page says nothing.

use browser::clock::{self, Ticker};
use browser::fetch::FetchTransport;
use browser::page::{self, Listening};
use browser::storage;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sync::engine::Status;
use sync::pulse::{Knock, Pulse, beat};

use super::notebook::Notebook;
use super::syncer::{APP, Syncer};

/// How often the pulse is asked while the page is seen.
const TICK_MS: u32 = 60_000;

/// The heartbeat of one journal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heart {
    notebook: Notebook,
    status: RwSignal<Status>,
    pulse: StoredValue<Pulse>,
    running: StoredValue<Option<(Ticker, [Listening; 2])>, LocalStorage>,
}

impl Heart {
    pub(super) fn new(notebook: Notebook, syncer: Syncer) -> Heart {
        let pulse = StoredValue::new(Pulse::default());
        Heart { notebook, status: syncer.status, pulse, running: StoredValue::new_local(None) }
    }

    /// Asks now, and from then on whenever it may be worth it.
    pub(super) fn run(self) {
        let seen = move || self.knock(Knock::Seen);
        let listening = [page::on_visibility(seen), page::on_online(seen)];
        self.running.set_value(Some((clock::every(TICK_MS, move || self.knock(Knock::Tick)), listening)));
        seen();
    }

    /// Lets a heartbeat go where one is due.
    pub(super) fn knock(self, knock: Knock) {
        let now = clock::moment();
        let is_due = || {
            let status = self.status.get_untracked();
            self.pulse.try_update_value(|pulse| pulse.is_due(knock, &status, now))
        };
        if page::is_visible() && is_due() == Some(true) {
            spawn_local(async move {
                let is_lasting = storage::persistence().await.is_lasting();
                let (store, server) = (self.notebook.store(), FetchTransport::of(self.notebook.account));
                let told = beat(APP, is_lasting, &store, &server, clock::wall()).await;
                self.pulse.update_value(|pulse| pulse.gone(&told, clock::moment()));
            });
        }
    }
}
