//! What lives as long as this tab records: the watch of positions, the lock, the timers. It never writes.

use browser::clock::Ticker;
use browser::lock::Held;
use browser::page::Listening;
use browser::position::Watch;
use browser::wake_lock::WakeLock;
use domain::clock::set_between_ms;
use domain::fix::Fix;
use domain::policy::Policy;
use domain::sampling;
use domain::time::WallTime;
use domain::walk::ClockReading;

/// What lives as long as this tab records.
pub(super) struct Sitting {
    /// The walk's second at which it began, and what the monotonic clock then showed.
    pub(super) began_s: u32,
    pub(super) began_ms: u64,
    pub(super) is_denied: bool,
    /// What the latest position claimed as its time: the same again is the same position.
    pub(super) position_at: Option<WallTime>,
    /// The latest position that was kept, and the rule of what is.
    pub(super) kept: Option<Fix>,
    pub(super) policy: Policy,
    /// The clocks when they were last read: the wall clock may be set after that.
    pub(super) clock: ClockReading,
    pub(super) screen: WakeLock,
    pub(super) watch: Watch,
    pub(super) _lock: Held,
    pub(super) _ticker: Ticker,
    pub(super) _visibility: Listening,
}

impl Sitting {
    /// Tells whether a position is to be kept, and remembers one that is.
    pub(super) fn keep(&mut self, fix: Fix) -> bool {
        let is_kept = sampling::is_kept(self.kept.as_ref(), &fix, &self.policy);
        if is_kept {
            self.kept = Some(fix);
        }
        is_kept
    }

    /// Tells whether the wall clock was set since the clocks were last read, and remembers the reading that says so.
    pub(super) fn notice_set(&mut self, clock: ClockReading) -> bool {
        let was_set = set_between_ms(&self.clock, &clock).is_some();
        if was_set {
            self.clock = clock;
        }
        was_set
    }
}
