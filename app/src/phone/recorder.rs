//! Records a walk: every mark is on the phone's storage before the recording or the screen knows of it. What a walk is
//! worth is never decided here.

mod sitting;
mod writing;

use std::collections::VecDeque;
use std::future::Future;
use std::pin::pin;
use std::task::Poll;

use browser::lock::Held;
use browser::position::{Reading, Watch};
use browser::wake_lock::WakeLock;
use browser::{clock, lock, page, position};
use domain::fix::{Fix, Spot};
use domain::id::{AreaId, WalkId};
use domain::recording::{Mark, Recording};
use domain::time::WallTime;
use domain::walk::{ClockReading, GapReason, Observation, ObservationKind};
use leptos::prelude::*;
use leptos::task::spawn_local;
use sync::local_store::{Durability, LocalStore, StoreError};

use super::notebook::{Notebook, word};
use super::preferences;
use super::syncer::Syncer;
use sitting::Sitting;
use writing::Job;

/// How long a walk's end waits for its last position.
const LAST_POSITION_MS: u64 = 4_000;
/// A position older than this does not say where something was noted.
const SPOT_HOLDS_S: u32 = 60;

/// How the recorder stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// No walk.
    Idle,
    /// The first mark is being written.
    Starting,
    /// This tab records.
    Running,
    /// The last position is being taken and the walk written.
    Ending,
    /// A walk was cut off: the app was closed or killed.
    Interrupted,
    /// Another tab of this browser records.
    Elsewhere,
}

/// The recorder of one journal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Recorder {
    notebook: Notebook,
    syncer: Syncer,
    jobs: StoredValue<VecDeque<Job>>,
    is_writing: StoredValue<bool>,
    sitting: StoredValue<Option<Sitting>, LocalStorage>,
    pub(super) stage: RwSignal<Stage>,
    /// The walk as it is written.
    pub(super) recording: RwSignal<Option<Recording>>,
    /// The walk's second.
    pub(super) second: RwSignal<u32>,
    /// Why the last mark could not be written, as long as it is not.
    pub(super) fault: RwSignal<Option<StoreError>>,
    /// The walk that ended last, until it was looked at.
    pub(super) ended: RwSignal<Option<WalkId>>,
}

impl Recorder {
    /// Makes a recorder that records nothing yet.
    pub(super) fn new(notebook: Notebook, syncer: Syncer) -> Recorder {
        Recorder {
            notebook,
            syncer,
            jobs: StoredValue::new(VecDeque::new()),
            is_writing: StoredValue::new(false),
            sitting: StoredValue::new_local(None),
            stage: RwSignal::new(Stage::Idle),
            recording: RwSignal::new(None),
            second: RwSignal::new(0),
            fault: RwSignal::new(None),
            ended: RwSignal::new(None),
        }
    }

    /// Looks whether a walk was cut off, or runs in another tab. While this tab records there is nothing to look for.
    pub(super) async fn look(self) -> Result<(), StoreError> {
        if matches!(self.stage.get_untracked(), Stage::Starting | Stage::Running | Stage::Ending) {
            return Ok(());
        }
        let marks = self.notebook.store().marks().await?;
        let recording = if marks.is_empty() {
            None
        } else {
            Some(Recording::replay(marks).map_err(|error| StoreError::Damaged(error.to_string()))?)
        };
        let is_free = recording.is_none() || lock::try_take(&self.lock()).await.is_some();
        let stage = match (&recording, is_free) {
            (None, _) => Stage::Idle,
            (Some(_), true) => Stage::Interrupted,
            (Some(_), false) => Stage::Elsewhere,
        };
        self.second.set(recording.as_ref().map_or(0, Recording::last_s));
        self.recording.set(recording);
        self.stage.set(stage);
        if stage == Stage::Elsewhere {
            self.look_when_free();
        }
        Ok(())
    }

    /// Starts a walk. The screen changes once the start is written.
    pub(super) fn begin(self, area: AreaId) {
        if self.stage.get_untracked() != Stage::Idle {
            return;
        }
        self.stage.set(Stage::Starting);
        spawn_local(async move {
            let Some(held) = lock::try_take(&self.lock()).await else {
                self.stage.set(Stage::Elsewhere);
                return;
            };
            let crew_size = preferences::usual_crew();
            let walk = WalkId(clock::new_id());
            let began = Mark::Began { walk, area, crew_size, clock: self.clocks(0, None) };
            self.go_on(began, 0, held).await;
        });
    }

    /// Goes on with a walk that was cut off.
    pub(super) fn resume(self) {
        let Some(second) = self.recording.with_untracked(|recording| {
            recording.as_ref().map(|recording| recording.second_when_reopened(clock::wall()))
        }) else {
            return;
        };
        self.stage.set(Stage::Starting);
        spawn_local(async move {
            let Some(held) = lock::try_take(&self.lock()).await else {
                self.stage.set(Stage::Elsewhere);
                return;
            };
            self.go_on(Mark::Reopened { clock: self.clocks(second, None) }, second, held).await;
        });
    }

    /// Ends a walk that was cut off where it was last written.
    pub(super) fn end_interrupted(self) {
        let last_s = self.recording.with_untracked(|recording| recording.as_ref().map(Recording::last_s));
        if let Some(last_s) = last_s {
            self.stage.set(Stage::Ending);
            self.post(Job::End(last_s));
        }
    }

    /// Throws away a walk that was cut off.
    pub(super) fn discard(self) {
        let Some(walk) = self.walk() else { return };
        spawn_local(async move {
            match self.notebook.store().discard(walk).await {
                Ok(()) => self.rise(),
                Err(error) => self.fault.set(Some(error)),
            }
        });
    }

    /// Notes something, here and now.
    pub(super) fn note(self, kind: ObservationKind, note: Option<String>) {
        let t_s = self.second_now();
        self.post(Job::Write(Mark::Noted(Observation { t_s, kind, spot: self.spot(t_s), note })));
    }

    /// Takes the last note back.
    pub(super) fn undo_note(self) {
        let last = self.recording.with_untracked(|recording| {
            recording.as_ref().and_then(|recording| recording.observations().last().cloned())
        });
        if let Some(last) = last {
            self.post(Job::Write(Mark::Unnoted(last)));
        }
    }

    /// Sets how many walk together.
    pub(super) fn set_crew(self, crew_size: u8) {
        preferences::keep_usual_crew(crew_size);
        self.post(Job::Write(Mark::CrewSet { crew_size }));
    }

    /// Asks for positions anew, as after they were allowed in the phone's settings.
    pub(super) fn watch_again(self) {
        self.with_sitting(|sitting| sitting.watch = self.watch());
    }

    /// Tells whether this tab records.
    pub(super) fn is_sitting(self) -> bool {
        self.with_sitting(|_| ()).is_some()
    }

    /// Tells whether the screen is kept on.
    pub(super) fn is_screen_kept_on(self) -> bool {
        self.with_sitting(|sitting| sitting.screen.is_held()).unwrap_or(true)
    }

    /// Ends the walk: takes a last position, then writes what waits and the walk itself.
    pub(super) fn end(self) {
        if self.stage.get_untracked() != Stage::Running {
            return;
        }
        self.stage.set(Stage::Ending);
        let at_s = self.second_now();
        spawn_local(async move {
            let is_denied = self.with_sitting(|sitting| sitting.is_denied).unwrap_or(true);
            if !is_denied && let Some(last) = last_position().await {
                // The last position is kept, however soon after the one before.
                self.with_sitting(|sitting| sitting.kept = None);
                self.take_in(last);
            }
            self.post(Job::End(at_s));
        });
    }

    /// Writes the mark with which this tab begins to record, then does so.
    async fn go_on(self, first: Mark, second: u32, held: Held) {
        if let Err(error) = self.notebook.store().mark(&first, Durability::Strict).await {
            drop(held);
            self.stage.set(if second == 0 { Stage::Idle } else { Stage::Interrupted });
            self.fault.set(Some(error));
            return;
        }
        self.fault.set(None);
        match first {
            Mark::Began { .. } => self.recording.set(Recording::replay([first]).ok()),
            _ => self.apply(first),
        }
        self.second.set(second);
        self.sitting.set_value(Some(Sitting {
            began_s: second,
            began_ms: clock::mono_ms(),
            is_denied: false,
            position_at: None,
            kept: None,
            policy: self.notebook.news.with_untracked(|news| news.rulebook.policy_at(clock::wall())),
            clock: self.clocks(second, None),
            screen: WakeLock::hold(),
            watch: self.watch(),
            _lock: held,
            _ticker: clock::every(1000, move || self.tick()),
            _visibility: page::on_visibility(move || self.visibility_changed()),
        }));
        self.stage.set(Stage::Running);
        self.notebook.say(word::WALK);
    }

    /// Puts everything down that belonged to a walk which is no longer running.
    fn rise(self) {
        self.sitting.set_value(None);
        self.jobs.update_value(VecDeque::clear);
        self.recording.set(None);
        self.fault.set(None);
        self.stage.set(Stage::Idle);
        self.notebook.say(word::WALK);
    }

    /// Moves the walk's second on. A wall clock that was set meanwhile is written down: the walk does not go by it.
    fn tick(self) {
        let t_s = self.second_now();
        self.second.set(t_s);
        let clock = self.clocks(t_s, None);
        if self.with_sitting(|sitting| sitting.notice_set(clock)) == Some(true) {
            self.post(Job::Write(Mark::ClocksRead { clock }));
        }
    }

    fn visibility_changed(self) {
        let t_s = self.second_now();
        if !page::is_visible() {
            self.post(Job::Write(Mark::GapBegan { t_s, reason: GapReason::Hidden }));
            return;
        }
        self.second.set(t_s);
        self.post(Job::Write(Mark::GapEnded { t_s }));
        if self.with_sitting(|sitting| sitting.is_denied) == Some(true) {
            // Whoever comes back may have allowed positions meanwhile.
            self.post(Job::Write(Mark::GapBegan { t_s, reason: GapReason::Denied }));
            self.watch_again();
        }
    }

    fn watch(self) -> Watch {
        Watch::start(move |reading| self.take_in(reading))
    }

    /// Takes a reading in: a position, or that none can come.
    fn take_in(self, reading: Reading) {
        let t_s = self.second_now();
        match reading {
            Reading::Fix { place, accuracy_m, at } => {
                let Some(before) = self.with_sitting(|sitting| sitting.position_at.replace(at)) else {
                    return;
                };
                let Some(fix) = Fix::new(t_s, place, Some(accuracy_m)).filter(|_| before != Some(at)) else {
                    return;
                };
                let was_denied = self.with_sitting(|sitting| std::mem::take(&mut sitting.is_denied));
                if was_denied == Some(true) {
                    self.post(Job::Write(Mark::GapEnded { t_s }));
                }
                if !self.with_sitting(|sitting| sitting.keep(fix)).unwrap_or(false) {
                    return;
                }
                self.post(Job::Write(Mark::Fixed(fix)));
                if before.is_none() {
                    self.post(Job::Write(Mark::ClocksRead { clock: self.clocks(t_s, Some(at)) }));
                }
            }
            Reading::Denied => {
                let was_denied = self.with_sitting(|sitting| std::mem::replace(&mut sitting.is_denied, true));
                if was_denied == Some(false) {
                    self.post(Job::Write(Mark::GapBegan { t_s, reason: GapReason::Denied }));
                }
            }
            // That none came needs no mark: the time between believed fixes says it.
            Reading::Unavailable | Reading::Timeout => {}
        }
    }

    /// Returns where the officer is, if the latest position still says so.
    fn spot(self, t_s: u32) -> Option<Spot> {
        self.recording.with_untracked(|recording| {
            let latest = recording.as_ref()?.fixes().last()?;
            (t_s.saturating_sub(latest.t_s) <= SPOT_HOLDS_S).then_some(latest.spot)
        })
    }

    fn walk(self) -> Option<WalkId> {
        self.recording.with_untracked(|recording| recording.as_ref().map(Recording::walk))
    }

    fn second_now(self) -> u32 {
        let mono_ms = clock::mono_ms();
        let second = self.with_sitting(|sitting| {
            let passed_s = mono_ms.saturating_sub(sitting.began_ms) / 1000;
            sitting.began_s.saturating_add(u32::try_from(passed_s).unwrap_or(u32::MAX))
        });
        second.unwrap_or_else(|| self.second.get_untracked())
    }

    fn clocks(self, t_s: u32, position: Option<WallTime>) -> ClockReading {
        let server_ahead_ms = self.notebook.news.with_untracked(|news| news.server_ahead_ms);
        ClockReading { t_s, wall: clock::wall(), server_ahead_ms, position }
    }

    fn lock(self) -> String {
        format!("kvart-walk-{}", self.notebook.account)
    }

    /// Looks again when the tab that records lets go: it has ended the walk, or was killed.
    fn look_when_free(self) {
        spawn_local(async move {
            drop(lock::take(&self.lock()).await);
            if let Err(error) = self.look().await {
                self.fault.set(Some(error));
            }
        });
    }

    /// Does something with the sitting; nothing when this tab does not record.
    fn with_sitting<T>(self, with: impl FnOnce(&mut Sitting) -> T) -> Option<T> {
        self.sitting.try_update_value(|sitting| sitting.as_mut().map(with)).flatten()
    }
}

/// Asks for one last position, for some seconds.
async fn last_position() -> Option<Reading> {
    let mut position = pin!(position::once());
    let mut patience = pin!(clock::after(LAST_POSITION_MS));
    std::future::poll_fn(|context| match position.as_mut().poll(context) {
        Poll::Ready(reading) => Poll::Ready(reading),
        Poll::Pending => patience.as_mut().poll(context).map(|()| None),
    })
    .await
}
