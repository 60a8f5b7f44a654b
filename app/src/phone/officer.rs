//! An officer's phone: the notebook, the sync and the recorder together, and what the officer's wishes set going. It draws
//! nothing and holds no rule.

use browser::clock::{self, Ticker};
use browser::fetch;
use browser::page::{self, Listening};
use browser::storage::{self, Persistence};
use domain::activity::Activity;
use domain::id::{AreaId, WalkId};
use domain::statement::Statement;
use domain::time::WallTime;
use domain::walk::{Evidence, Walk};
use leptos::prelude::*;
use leptos::task::spawn_local;
use sync::engine::{Event, Wake};
use sync::local_store::{Log, StoreError};
use sync::pulse::Knock;
use sync::wire::AccountCard;

use super::heart::Heart;
use super::nearby::Nearby;
use super::newer::Newer;
use super::notebook::{LeftHere, Notebook, word};
use super::preferences;
use super::recorder::{Recorder, Stage};
use super::syncer::Syncer;
use super::take_phone;
use crate::outlook::screen::Screen;
use crate::outlook::told_draft::ToldWalk;

/// How often the clock on the screen moves on.
const CLOCK_MS: u32 = 10_000;

/// Everything behind one officer's screens.
#[derive(Debug, Clone, Copy)]
pub(super) struct Officer {
    pub(super) notebook: Notebook,
    pub(super) syncer: Syncer,
    pub(super) heart: Heart,
    pub(super) recorder: Recorder,
    pub(super) nearby: Nearby,
    pub(super) newer: Newer,
    pub(super) left: RwSignal<Vec<LeftHere>>,
    /// Now, by the phone's clock.
    pub(super) now: RwSignal<WallTime>,
    pub(super) screen: RwSignal<Screen>,
    /// Why the last entry could not be written, until the next is.
    pub(super) unsaved: RwSignal<Option<StoreError>>,
    /// Whether the last try to leave found no network.
    pub(super) cannot_leave: RwSignal<bool>,
    /// Whether the browser promises to keep what is on this phone.
    pub(super) is_lasting: RwSignal<Option<bool>>,
    /// Whether an entry is being written: a second touch must not tell a walk twice.
    is_telling: StoredValue<bool>,
    running: StoredValue<Option<(Ticker, Vec<Listening>)>, LocalStorage>,
}

impl Officer {
    pub(super) fn new(
        notebook: Notebook,
        syncer: Syncer,
        recorder: Recorder,
        newer: Newer,
        left: RwSignal<Vec<LeftHere>>,
    ) -> Officer {
        Officer {
            notebook,
            syncer,
            heart: Heart::new(notebook, syncer),
            recorder,
            nearby: Nearby::new(),
            newer,
            left,
            now: RwSignal::new(clock::wall()),
            screen: RwSignal::new(Screen::of(&page::hash())),
            unsaved: RwSignal::new(None),
            cannot_leave: RwSignal::new(false),
            is_lasting: RwSignal::new(None),
            is_telling: StoredValue::new(false),
            running: StoredValue::new_local(None),
        }
    }

    /// Sets everything going that goes by itself.
    pub(super) fn run(self) {
        let tick = move || self.now.set(clock::wall());
        let seen = move || {
            if page::is_visible() {
                tick();
                self.nearby.look_if_allowed();
            }
        };
        let listening = vec![
            page::on_visibility(seen),
            page::on_hash_change(move || {
                self.unsaved.set(None);
                self.is_telling.set_value(false);
                self.screen.set(Screen::of(&page::hash()));
            }),
        ];
        self.running.set_value(Some((clock::every(CLOCK_MS, tick), listening)));
        self.notebook.listen(move |said| self.heard(&said));
        self.syncer.run();
        self.heart.run();
        self.nearby.look_if_allowed();
        if self.recorder.stage.get_untracked() != Stage::Idle {
            go(Screen::Walk);
        }
        spawn_local(async move {
            self.is_lasting.set(Some(storage::persistence().await == Persistence::Persistent));
        });
    }

    /// Follows the recorder: to the walk that has begun, and to the one that has ended.
    pub(super) fn follow_recorder(self) {
        let stage = self.recorder.stage;
        Effect::new(move |before: Option<Stage>| {
            let stage = stage.get();
            if before == Some(Stage::Starting) && stage == Stage::Running {
                go(Screen::Walk);
            }
            stage
        });
        Effect::new(move || {
            if let Some(walk) = self.recorder.ended.get() {
                self.recorder.ended.set(None);
                go(Screen::Finished(walk));
            }
        });
    }

    pub(super) fn start(self, area: AreaId) {
        self.recorder.begin(area);
    }

    /// Tells a walk that was not recorded.
    pub(super) fn tell_afterwards(self, told: ToldWalk) {
        let walk = Walk {
            id: WalkId(clock::new_id()),
            area: told.area,
            crew_size: told.crew_size,
            started: told.span.started,
            elapsed_s: told.span.elapsed_s,
            evidence: Evidence::Afterwards { reason: told.reason },
            observations: Vec::new(),
        };
        preferences::keep_usual_crew(told.crew_size);
        let id = walk.id;
        self.tell(Statement::Walk(walk), Screen::Finished(id));
    }

    /// Tells an activity.
    pub(super) fn log_activity(self, activity: Activity) {
        let id = activity.id;
        self.tell(Statement::Activity(activity), Screen::ActivitySheet(id));
    }

    /// Writes an entry, and goes on to a screen once it is written.
    pub(super) fn tell(self, says: Statement, then: Screen) {
        if self.is_telling.get_value() {
            return;
        }
        self.is_telling.set_value(true);
        spawn_local(async move {
            match self.syncer.tell(says, Log::Stays).await {
                Ok(()) => go(then),
                Err(error) => {
                    self.is_telling.set_value(false);
                    self.unsaved.set(Some(error));
                }
            }
        });
    }

    pub(super) fn send_again(self, seq: u64) {
        spawn_local(async move {
            if let Err(error) = self.syncer.send_again(seq).await {
                self.unsaved.set(Some(error));
            }
        });
    }

    pub(super) fn send_now(self) {
        self.syncer.post(Event::Woke(Wake::Demand));
    }

    /// Goes on after a log-in: with this journal, or with that of whoever has logged in.
    pub(super) fn logged_in(self, card: AccountCard) {
        if card.id == self.notebook.account {
            preferences::remember(&card);
            self.syncer.post(Event::Woke(Wake::LoggedIn));
            self.heart.knock(Knock::Seen);
            go(Screen::Start);
        } else {
            self.notebook.say(word::ACCOUNT);
            take_phone(card);
        }
    }

    /// Leaves the phone to somebody else. Without a network nobody could log in, so that the officer stays.
    pub(super) fn leave(self) {
        spawn_local(async move {
            if fetch::logout().await.is_err() {
                self.cannot_leave.set(true);
                return;
            }
            preferences::forget_account();
            self.notebook.say(word::ACCOUNT);
            page::set_hash("/");
            page::reload();
        });
    }

    /// Tells whether a walk is running or cut off, here or in another tab.
    pub(super) fn is_walking(self) -> bool {
        self.recorder.stage.get() != Stage::Idle
    }

    fn heard(self, said: &str) {
        match said {
            word::JOURNAL => self.syncer.journal_changed(),
            word::WALK => spawn_local(async move {
                if let Err(error) = self.recorder.look().await {
                    self.recorder.fault.set(Some(error));
                }
            }),
            // A running walk goes on in its own journal; the sync finds that it needs a log-in.
            word::ACCOUNT if self.recorder.stage.get_untracked() == Stage::Idle => page::reload(),
            _ => {}
        }
    }
}

/// Goes to a screen.
pub(super) fn go(screen: Screen) {
    page::set_hash(&screen.to_string());
}
