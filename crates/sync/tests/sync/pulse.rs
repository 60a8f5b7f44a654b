//! When a phone tells how it stands, and what it says. No heartbeat here ever meets a server.

use std::cell::RefCell;

use domain::id::{DeviceId, EntryHash, WalkId};
use domain::statement::{Body, Statement};
use domain::time::WallTime;
use expect_test::expect;
use proptest::prelude::*;
use sync::engine::{Failure, Moment, Phase, Status};
use sync::heartbeat::Heartbeat;
use sync::local_store::{LocalStore, Log};
use sync::memory::MemoryStore;
use sync::pulse::{HeartbeatTransport, Knock, Pulse, beat};
use sync::wire::{Outcome, PROTOCOL, Receipt, Refusal, StorageReport};
use uuid::Uuid;

const MINUTE_MS: u64 = 60_000;
const DEVICE: DeviceId = DeviceId(Uuid::from_u128(7));

fn status(n_unsent: usize, n_parked: usize) -> Status {
    Status { n_unsent, n_parked, phase: Phase::Resting, last_contact: None }
}

/// A moment whose dice give the middle between the shortest and the longest wait.
fn at(mono_ms: u64) -> Moment {
    Moment { mono_ms, wall: WallTime::from_ms(0), dice: u32::MAX / 2 + 1 }
}

/// A phone that is looked at, minute by minute; `answer` is what becomes of each heartbeat.
struct Looked {
    pulse: Pulse,
    now_ms: u64,
    went_min: Vec<u64>,
}

impl Looked {
    fn new() -> Looked {
        Looked { pulse: Pulse::default(), now_ms: 0, went_min: Vec::new() }
    }

    fn knock(&mut self, knock: Knock, status: &Status, answer: Result<(), Failure>) {
        if self.pulse.is_due(knock, status, at(self.now_ms)) {
            self.went_min.push(self.now_ms / MINUTE_MS);
            self.pulse.gone(&answer, at(self.now_ms));
        }
    }

    /// Looks on for so many minutes, asking every ten seconds.
    fn look(&mut self, minutes: u64, status: &Status, answer: Result<(), Failure>) {
        for _ in 0..minutes * 6 {
            self.now_ms += 10_000;
            self.knock(Knock::Tick, status, answer.clone());
        }
    }
}

#[test]
fn one_goes_at_the_opening_and_one_an_hour_while_it_is_looked_at() {
    let mut phone = Looked::new();
    phone.knock(Knock::Seen, &status(0, 0), Ok(()));
    phone.look(150, &status(0, 0), Ok(()));
    assert_eq!(phone.went_min, [0, 60, 120]);
}

#[test]
fn coming_back_to_the_app_is_worth_one_but_not_twice_in_five_minutes() {
    let mut phone = Looked::new();
    for minute in [0, 1, 4, 5, 6, 9, 10, 600] {
        phone.now_ms = minute * MINUTE_MS;
        phone.knock(Knock::Seen, &status(0, 0), Ok(()));
    }
    assert_eq!(phone.went_min, [0, 5, 10, 600]);
}

#[test]
fn what_waits_is_told_once_it_has_waited_and_what_goes_at_once_is_not() {
    let mut phone = Looked::new();
    phone.knock(Knock::Seen, &status(0, 0), Ok(()));
    phone.look(10, &status(0, 0), Ok(()));
    // A walk that is pushed within the minute.
    phone.knock(Knock::Tick, &status(1, 0), Ok(()));
    phone.look(10, &status(0, 0), Ok(()));
    assert_eq!(phone.went_min, [0]);
    // One that stays.
    phone.look(10, &status(1, 0), Ok(()));
    assert_eq!(phone.went_min, [0, 21]);
    // And is refused.
    phone.look(10, &status(0, 1), Ok(()));
    assert_eq!(phone.went_min, [0, 21, 31]);
}

#[test]
fn failures_are_waited_out_longer_each_time_up_to_an_hour() {
    let mut phone = Looked::new();
    phone.knock(Knock::Seen, &status(0, 0), Err(Failure::Unreachable));
    phone.look(300, &status(3, 0), Err(Failure::Unreachable));
    let waits: Vec<u64> = phone.went_min.windows(2).map(|pair| pair[1] - pair[0]).collect();
    expect!["[1, 1, 1, 1, 4, 6, 13, 26, 30, 30, 30, 30, 30, 31, 30, 30]"].assert_eq(&format!("{waits:?}"));
}

#[test]
fn a_server_that_is_busy_is_left_alone_for_as_long_as_it_asks_whoever_comes_back() {
    let mut phone = Looked::new();
    phone.knock(Knock::Seen, &status(0, 0), Err(Failure::Busy { after_s: 600 }));
    for minute in 1..30 {
        phone.now_ms = minute * MINUTE_MS;
        phone.knock(Knock::Seen, &status(0, 0), Ok(()));
    }
    assert_eq!(phone.went_min[..2], [0, 10]);
}

#[test]
fn none_goes_while_one_is_on_its_way() {
    let mut pulse = Pulse::default();
    assert!(pulse.is_due(Knock::Seen, &status(0, 0), at(0)));
    for ms in [0, MINUTE_MS, 300 * MINUTE_MS] {
        assert!(!pulse.is_due(Knock::Seen, &status(9, 9), at(ms)));
    }
    // What changed meanwhile was not told with it.
    pulse.gone(&Ok(()), at(300 * MINUTE_MS));
    assert!(!pulse.is_due(Knock::Tick, &status(9, 9), at(301 * MINUTE_MS)));
    assert!(pulse.is_due(Knock::Tick, &status(9, 9), at(302 * MINUTE_MS)));
}

proptest! {
    /// However often the edge asks and whatever happens, two heartbeats are a minute apart, and while somebody looks and
    /// answers come, no more than an hour passes without one.
    #[test]
    fn never_a_busy_loop_and_never_silent(
        steps in prop::collection::vec((0u64..200_000, any::<bool>(), 0usize..3, 0usize..2, 0u8..4), 1..200),
        dice in any::<u32>(),
    ) {
        let mut pulse = Pulse::default();
        let (mut now_ms, mut last_ms, mut told_ms) = (0, None, None);
        for (ms, is_seen, n_unsent, n_parked, answer) in steps {
            now_ms += ms;
            let now = Moment { dice, ..at(now_ms) };
            let knock = if is_seen { Knock::Seen } else { Knock::Tick };
            if pulse.is_due(knock, &status(n_unsent, n_parked), now) {
                prop_assert!(last_ms.is_none_or(|last| last + Pulse::LEAST_MS <= now_ms));
                last_ms = Some(now_ms);
                let answer = match answer {
                    0 => Err(Failure::Unreachable),
                    1 => Err(Failure::LoginNeeded),
                    _ => Ok(()),
                };
                told_ms = answer.is_ok().then_some(now_ms).or(told_ms);
                pulse.gone(&answer, now);
            } else if let Some(told_ms) = told_ms.filter(|told| Some(*told) == last_ms) {
                prop_assert!(now_ms < told_ms + Pulse::EVERY_MS);
            }
        }
    }
}

/// Takes heartbeats in and keeps them.
#[derive(Default)]
struct Kept(RefCell<Vec<Heartbeat>>);

impl HeartbeatTransport for Kept {
    async fn beat(&self, heartbeat: &Heartbeat) -> Result<(), Failure> {
        self.0.borrow_mut().push(heartbeat.clone());
        Ok(())
    }
}

#[test]
fn it_says_what_the_store_holds() {
    let store = MemoryStore::new(DEVICE);
    let kept = Kept::default();
    let tell = |is_lasting| {
        pollster::block_on(beat("test 1", is_lasting, &store, &kept, WallTime::from_ms(99))).unwrap();
        kept.0.borrow_mut().pop().unwrap()
    };
    let empty = tell(None);
    assert_eq!((empty.protocol, empty.device, empty.head.seq, empty.n_unsent), (PROTOCOL, DEVICE, 0, 0));
    assert_eq!((empty.oldest_unsent, empty.is_lasting, empty.sent.ms()), (None, None, 99));

    for ms in [10, 20, 30, 40] {
        let says = Statement::Withdrawal {
            walk: WalkId(Uuid::from_u128(1)),
            over: EntryHash::NONE,
            reason: "ingen gick".to_owned(),
        };
        let body = Body::new(WallTime::from_ms(ms), says);
        pollster::block_on(store.append(&body, Log::Stays)).unwrap();
    }
    let entries = pollster::block_on(store.entries(&[1, 3])).unwrap();
    let receipt = |idx: usize, outcome| Receipt { seq: entries[idx].seq, hash: entries[idx].hash, outcome };
    let refused = Outcome::Rejected { refusal: Refusal::NotYours, detail: String::new() };
    let receipts = [receipt(0, Outcome::Stored { at: WallTime::from_ms(50) }), receipt(1, refused)];
    pollster::block_on(store.settle(&receipts, &[])).unwrap();
    let full = tell(Some(true));
    assert_eq!((full.head.seq, full.n_unsent, full.n_parked), (4, 2, 1));
    assert_eq!((full.oldest_unsent, full.is_lasting), (Some(WallTime::from_ms(20)), Some(true)));
    assert_eq!(full.storage, None::<StorageReport>);
}
