//! One phone: its storage, its clock, and while the app is open the real engine with the real driver. The world polls it; it
//! never moves by itself.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use domain::id::{AccountId, DeviceId};
use domain::time::WallTime;
use sync::driver::perform;
use sync::engine::{Effect, Engine, Event, Moment, Status, Wake};
use sync::local_store::News;
use uuid::Uuid;

use super::dice::Dice;
use super::disk::Disk;
use super::mutant::Mutant;
use super::plan::Fate;
use super::server::{BEGAN, account};
use super::wire::Wire;

/// What the app calls itself.
const APP: &str = "simulation";

/// One phone with one journal.
pub struct Phone {
    /// Its journal's name.
    pub device: DeviceId,
    /// Whose it is.
    pub account: AccountId,
    /// What it keeps.
    pub disk: Disk,
    /// Its way to the server.
    pub wire: Wire,
    /// What becomes of its next requests.
    pub fates: VecDeque<Fate>,
    /// The news that it was last seen to keep.
    pub seen: News,
    /// How far its clock is off.
    pub off_ms: i64,
    /// How fast its clock runs away, in millionths.
    drift_ppm: i64,
    app: Option<App>,
    dice: Dice,
}

/// The open app.
struct App {
    engine: Engine,
    opened_ms: u64,
    /// The alarm that is to ring; an earlier one is put off by a later.
    alarm: u64,
    events: VecDeque<Event>,
    effects: VecDeque<Effect>,
    task: Option<Task>,
    /// Whether the journal was changed beside the engine.
    is_stale: bool,
}

/// What the driver is about.
type Task = Pin<Box<dyn Future<Output = Option<Event>>>>;

/// Whether clocks lie as planned, or all tell the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clocks {
    /// They lie.
    Lie,
    /// They tell the truth, but for what is written in entries.
    TellTheTruth,
}

/// What the app did when it was polled.
#[derive(Debug, Clone, PartialEq)]
pub enum Turn {
    /// It took an event in.
    Took(String),
    /// It wants to be woken after so many milliseconds.
    WakeAfter(u64),
    /// It waits for an answer, or for something to happen.
    Waits,
    /// It ended in the midst of something.
    Ended,
}

impl Phone {
    /// Makes a phone whose app has never been opened.
    pub fn new(idx: usize, dice: &Dice, mutant: Option<Mutant>) -> Phone {
        let device = DeviceId(Uuid::from_u128(0xde71_ce00 + idx as u128));
        let mut dice = dice.apart(idx as u64 + 1);
        Phone {
            device,
            account: account(idx / 2),
            disk: Disk::new(device, mutant),
            wire: Wire::new(mutant),
            fates: VecDeque::new(),
            seen: News::default(),
            off_ms: 0,
            drift_ppm: dice.between(-200, 200),
            app: None,
            dice,
        }
    }

    /// Returns what the phone's clock shows.
    pub fn wall(&self, now_ms: u64) -> WallTime {
        let now_ms = now_ms as i64;
        BEGAN.plus_ms(now_ms).plus_ms(self.off_ms).plus_ms(now_ms * self.drift_ppm / 1_000_000)
    }

    /// Tells whether the app is open.
    pub fn is_open(&self) -> bool {
        self.app.is_some()
    }

    /// Opens the app, unless it is open.
    pub fn open(&mut self, now_ms: u64) {
        if self.app.is_none() {
            self.app = Some(App {
                engine: Engine::new(&self.disk.contents()),
                opened_ms: now_ms,
                alarm: 0,
                events: VecDeque::from([Event::Woke(Wake::Chance)]),
                effects: VecDeque::new(),
                task: None,
                is_stale: false,
            });
        }
    }

    /// Closes the app from one moment to the next.
    pub fn close(&mut self) {
        self.app = None;
        self.wire.hang_up();
    }

    /// Tells the app that something happened, if it is open.
    pub fn post(&mut self, event: Event) {
        if let Some(app) = &mut self.app {
            app.events.push_back(event);
        }
    }

    /// Tells the app that its journal was changed beside the engine.
    pub fn journal_changed(&mut self) {
        if let Some(app) = &mut self.app {
            app.is_stale = true;
        }
    }

    /// Sets the one alarm that is to ring.
    pub fn set_alarm(&mut self, alarm: u64) {
        if let Some(app) = &mut self.app {
            app.alarm = alarm;
        }
    }

    /// Rings, if that alarm is still set.
    pub fn ring(&mut self, alarm: u64) {
        if self.app.as_ref().is_some_and(|app| app.alarm == alarm) {
            self.post(Event::Woke(Wake::Timer));
        }
    }

    /// Returns how the sync stands, as the screen shows it, and whether the engine knows of all that was written.
    pub fn status(&self) -> Option<(Status, bool)> {
        self.app.as_ref().map(|app| {
            let knows_all =
                !app.is_stale && app.events.iter().all(|event| !matches!(event, Event::Appended(_)));
            (app.engine.status(), knows_all)
        })
    }

    /// Lets the app go on by one turn.
    pub fn take_turn(&mut self, now_ms: u64, clocks: Clocks, mutant: Option<Mutant>) -> Turn {
        let wall = match clocks {
            Clocks::Lie => self.wall(now_ms),
            Clocks::TellTheTruth => BEGAN.plus_ms(now_ms as i64),
        };
        let Some(app) = &mut self.app else { return Turn::Waits };
        let moment = |dice: &mut Dice| Moment {
            mono_ms: now_ms - app.opened_ms,
            wall,
            dice: (dice.throw() >> 32) as u32,
        };
        if let Some(task) = &mut app.task {
            let polled = task.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            return match polled {
                Poll::Ready(event) => {
                    app.task = None;
                    app.events.extend(event);
                    app.events.rotate_right(1);
                    Turn::Took("an effect is done".to_owned())
                }
                Poll::Pending if self.disk.has_ended() => Turn::Ended,
                Poll::Pending => Turn::Waits,
            };
        }
        if let Some(effect) = app.effects.pop_front() {
            if let Effect::WakeAfter { ms } = effect {
                return Turn::WakeAfter(ms);
            }
            let says = brief(&effect);
            let effect = habitual(effect, mutant, &self.disk);
            let (disk, wire, now) = (self.disk.clone(), self.wire.clone(), moment(&mut self.dice));
            app.task = Some(Box::pin(async move { perform(effect, APP, &disk, &wire, now).await }));
            return Turn::Took(says);
        }
        let Some(event) = app.events.pop_front() else { return Turn::Waits };
        let is_fresh = matches!(event, Event::Woke(_) | Event::Appended(_));
        if app.is_stale && is_fresh {
            app.engine = Engine::new(&self.disk.contents());
            app.is_stale = false;
        }
        let now = moment(&mut self.dice);
        let says = outcome(&event);
        app.effects = app.engine.handle(event, now).into();
        Turn::Took(says)
    }
}

/// Returns what a phone with that fault does in place of an effect.
fn habitual(effect: Effect, mutant: Option<Mutant>, disk: &Disk) -> Effect {
    match effect {
        Effect::Push { seqs } if mutant == Some(Mutant::StopsAtTheFirstRefusal) && !seqs.is_empty() => {
            let parked = disk.contents().parked.first().map(|parked| vec![parked.seq]);
            Effect::Push { seqs: parked.unwrap_or(seqs) }
        }
        effect => effect,
    }
}

fn brief(effect: &Effect) -> String {
    match effect {
        Effect::Push { seqs } => format!("pushes {seqs:?}"),
        Effect::Settle { receipts, reopened } => {
            let seqs: Vec<u64> = receipts.iter().map(|receipt| receipt.seq).collect();
            format!("settles {seqs:?}, reopens {reopened:?}")
        }
        Effect::Pull { after, revision } => format!("pulls after {after}, revision {revision}"),
        Effect::KeepNews(answer) => format!("keeps {} walks up to {}", answer.walks.len(), answer.cursor),
        Effect::WakeAfter { ms } => format!("wants to be woken after {ms} ms"),
    }
}

fn outcome(event: &Event) -> String {
    match event {
        Event::Appended(unsent) => format!("has written {}", unsent.seq),
        Event::Woke(wake) => format!("woke: {wake:?}"),
        Event::Pushed(Ok(answer)) => {
            let receipts: Vec<_> =
                answer.receipts.iter().map(|receipt| (receipt.seq, &receipt.outcome)).collect();
            format!("was answered {receipts:?}")
        }
        Event::Pushed(Err(failure)) | Event::Pulled(Err(failure)) => format!("was not answered: {failure}"),
        Event::Settled(result) | Event::NewsKept(result) => format!("has written it: {result:?}"),
        Event::Pulled(Ok(answer)) => format!("was told {} walks up to {}", answer.walks.len(), answer.cursor),
    }
}
