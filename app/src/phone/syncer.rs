//! Drives the sync: hands what happens to the engine, one tab at a time, and shows how it stands. When to send what, the
//! engine decides; nothing here does.

use std::collections::VecDeque;

use browser::fetch::FetchTransport;
use browser::page::Listening;
use browser::{clock, lock, page};
use domain::statement::{Body, Statement};
use leptos::prelude::*;
use leptos::task::spawn_local;
use sync::driver::perform;
use sync::engine::{Effect, Engine, Event, Phase, Status, Wake};
use sync::local_store::{LocalStore, Log, Snapshot, StoreError, Unsent};

use super::notebook::{Notebook, word};

/// Held by the tab that talks to the server.
const LOCK: &str = "kvart-sync";
/// What this app calls itself to the server.
pub(super) const APP: &str = concat!("phone ", env!("CARGO_PKG_VERSION"));

/// The sync of one journal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Syncer {
    notebook: Notebook,
    engine: StoredValue<Engine>,
    events: StoredValue<VecDeque<Event>>,
    is_driving: StoredValue<bool>,
    /// Whether another tab has written since the engine was made.
    is_stale: StoredValue<bool>,
    /// How often a wake was ordered: only the last one rings.
    n_alarms: StoredValue<u32>,
    listening: StoredValue<Vec<Listening>, LocalStorage>,
    /// How the sync stands.
    pub(super) status: RwSignal<Status>,
}

impl Syncer {
    /// Starts from what the journal holds.
    pub(super) fn new(notebook: Notebook, snapshot: &Snapshot) -> Syncer {
        let engine = Engine::new(snapshot);
        Syncer {
            notebook,
            status: RwSignal::new(engine.status()),
            engine: StoredValue::new(engine),
            events: StoredValue::new(VecDeque::new()),
            is_driving: StoredValue::new(false),
            is_stale: StoredValue::new(false),
            n_alarms: StoredValue::new(0),
            listening: StoredValue::new_local(Vec::new()),
        }
    }

    /// Tries at once, and from then on whenever it may be worth it.
    pub(super) fn run(self) {
        let chance = move || {
            if page::is_visible() {
                self.post(Event::Woke(Wake::Chance));
            }
        };
        self.listening.set_value(vec![page::on_visibility(chance), page::on_online(chance)]);
        chance();
    }

    /// Takes in an event; it is driven after those before it.
    pub(super) fn post(self, event: Event) {
        self.events.update_value(|events| events.push_back(event));
        if !self.is_driving.get_value() {
            self.is_driving.set_value(true);
            spawn_local(self.drive_all());
        }
    }

    /// Takes note that another tab has written to the journal.
    pub(super) fn journal_changed(self) {
        self.is_stale.set_value(true);
        spawn_local(async move {
            self.notebook.refresh().await;
            if !self.is_driving.get_value() {
                self.show_status().await;
            }
        });
    }

    /// Writes an entry to the journal, durably, and sends it when it can.
    pub(super) async fn tell(self, says: Statement, log: Log) -> Result<(), StoreError> {
        let body = Body::new(clock::wall(), says);
        let entry = self.notebook.store().append(&body, log).await?;
        self.notebook.refresh().await;
        self.notebook.say(word::JOURNAL);
        self.post(Event::Appended(Unsent::from(&entry)));
        Ok(())
    }

    /// Takes a refused entry up again, to be sent once more as it is.
    pub(super) async fn send_again(self, seq: u64) -> Result<(), StoreError> {
        self.notebook.store().settle(&[], &[seq]).await?;
        self.notebook.refresh().await;
        self.is_stale.set_value(true);
        self.post(Event::Woke(Wake::Demand));
        Ok(())
    }

    async fn drive_all(self) {
        let _turn = lock::take(LOCK).await;
        while let Some(event) = self.events.try_update_value(VecDeque::pop_front).flatten() {
            if let Err(error) = self.renew().await {
                // The entries stay where they are; the next event tries again.
                self.status.update(|status| status.phase = Phase::StorageFailed(error.to_string()));
                break;
            }
            self.drive(event).await;
            self.notebook.refresh().await;
            self.notebook.say(word::JOURNAL);
        }
        self.is_driving.set_value(false);
    }

    /// Hands an event to the engine and does what it says until it says no more.
    async fn drive(self, event: Event) {
        let (store, server) = (self.notebook.store(), FetchTransport::of(self.notebook.account));
        let mut events = vec![event];
        while let Some(event) = events.pop() {
            let now = clock::moment();
            let effects =
                self.engine.try_update_value(|engine| engine.handle(event, now)).unwrap_or_default();
            self.engine.with_value(|engine| self.status.set(engine.status()));
            for effect in effects {
                match effect {
                    Effect::WakeAfter { ms } => self.wake_after(ms),
                    effect => events.extend(perform(effect, APP, &store, &server, now).await),
                }
            }
        }
    }

    /// Makes the engine anew where another tab has written since it was made.
    async fn renew(self) -> Result<(), StoreError> {
        if self.is_stale.get_value() {
            let snapshot = self.notebook.store().snapshot().await?;
            self.engine.set_value(Engine::new(&snapshot));
            self.is_stale.set_value(false);
        }
        Ok(())
    }

    /// Shows what another tab's work has come to.
    async fn show_status(self) {
        if let Ok(snapshot) = self.notebook.store().snapshot().await {
            let Status { n_unsent, n_parked, last_contact, .. } = Engine::new(&snapshot).status();
            self.status.update(|status| {
                *status = Status { n_unsent, n_parked, last_contact, phase: status.phase.clone() };
            });
        }
    }

    /// Wakes the engine later, if the page is then seen and no other wake was ordered meanwhile.
    fn wake_after(self, ms: u64) {
        let alarm = self.n_alarms.get_value().wrapping_add(1);
        self.n_alarms.set_value(alarm);
        spawn_local(async move {
            clock::after(ms).await;
            if self.n_alarms.get_value() == alarm && page::is_visible() {
                self.post(Event::Woke(Wake::Timer));
            }
        });
    }
}
