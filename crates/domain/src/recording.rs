//! A running walk as the fold of the marks written ahead of it. It never holds what is not already written.
//!
//! The phone writes each mark to its storage, then applies it here. After a crash the same marks in the same order give
//! the same recording.

use serde::{Deserialize, Serialize};

use crate::area::Boundary;
use crate::dwell::{self, Belief, Dwell, Side};
use crate::fix::Fix;
use crate::id::{AreaId, WalkId};
use crate::policy::Policy;
use crate::time::WallTime;
use crate::track::Track;
use crate::walk::{ClockReading, Evidence, Gap, GapReason, Observation, Walk};

/// A position is late when it comes so many seconds after it was due: phones are not punctual.
const LATE_S: u32 = 5;

/// One line of a running walk's log.
///
/// Stored type: do not rename or remove; an updated app continues a walk that an older one began.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// The walk began. Always the first mark, and only that.
    Began {
        /// The walk's id for good.
        walk: WalkId,
        /// Where.
        area: AreaId,
        /// How many.
        crew_size: u8,
        /// The clocks at second 0.
        clock: ClockReading,
    },
    /// A position came.
    Fixed(Fix),
    /// Positions cannot come from here on.
    GapBegan {
        /// Seconds since the start.
        t_s: u32,
        /// Why.
        reason: GapReason,
    },
    /// The reason for the open gap is gone.
    GapEnded {
        /// Seconds since the start.
        t_s: u32,
    },
    /// Something was noted.
    Noted(Observation),
    /// The last note that says just this was taken back.
    Unnoted(Observation),
    /// The crew changed.
    CrewSet {
        /// How many.
        crew_size: u8,
    },
    /// The app was opened again after it had been closed or killed.
    Reopened {
        /// The clocks then; its `t_s` goes on from where the walk was.
        clock: ClockReading,
    },
    /// The clocks were read once more, as when the first position had come with a time of its own.
    ClocksRead {
        /// The clocks then.
        clock: ClockReading,
    },
}

/// A running walk.
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    walk: WalkId,
    area: AreaId,
    crew_size: u8,
    clocks: Vec<ClockReading>,
    fixes: Vec<Fix>,
    gaps: Vec<Gap>,
    open_gap: Option<(u32, GapReason)>,
    observations: Vec<Observation>,
    last_s: u32,
}

/// Says that a log of marks does not begin as a walk begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the log of the running walk does not begin with its start")]
pub struct NoStart;

/// How a running walk stands, for the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// The time taken apart so far.
    pub dwell: Dwell,
    /// What the ring fills towards, in seconds.
    pub required_s: u32,
    /// Where the latest believed fixes lie, when they are recent enough to still speak.
    pub side: Option<Side>,
    /// How good the positions are now.
    pub signal: Signal,
}

/// How good the positions are now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Signal {
    /// None has come yet.
    Waiting,
    /// The latest is believed.
    Good {
        /// Its radius in metres.
        radius_m: f64,
    },
    /// The latest lies inside, and the next is later than phones keep them: what passed since then counts once it comes.
    Late {
        /// Seconds since the latest.
        silent_s: u32,
    },
    /// The latest is too coarse to be believed.
    Poor {
        /// Its radius in metres.
        radius_m: f64,
    },
    /// None has come for half as long as the policy lets pass: soon time will be lost.
    Lost {
        /// Seconds since the latest.
        silent_s: u32,
        /// For how many seconds more one would still make the time since the last one inside count; none when it is too late.
        left_s: u32,
    },
    /// None can come, for this reason.
    Blind(GapReason),
}

impl Recording {
    /// Folds a whole log, as after a crash.
    pub fn replay(marks: impl IntoIterator<Item = Mark>) -> Result<Recording, NoStart> {
        let mut marks = marks.into_iter();
        let mut recording = match marks.next() {
            Some(Mark::Began { walk, area, crew_size, clock }) => Recording {
                walk,
                area,
                crew_size,
                clocks: vec![clock],
                fixes: Vec::new(),
                gaps: Vec::new(),
                open_gap: None,
                observations: Vec::new(),
                last_s: 0,
            },
            _ => return Err(NoStart),
        };
        marks.for_each(|mark| recording.apply(mark));
        Ok(recording)
    }

    /// Takes in one more mark. A second start is passed over: a walk begins once.
    pub fn apply(&mut self, mark: Mark) {
        match mark {
            Mark::Began { .. } => {}
            Mark::Fixed(fix) => {
                self.reach(fix.t_s);
                self.fixes.push(fix);
            }
            Mark::GapBegan { t_s, reason } => {
                self.close_gap(t_s);
                self.open_gap = Some((t_s, reason));
            }
            Mark::GapEnded { t_s } => self.close_gap(t_s),
            Mark::Noted(observation) => {
                self.reach(observation.t_s);
                self.observations.push(observation);
            }
            Mark::Unnoted(taken) => {
                if let Some(idx) = self.observations.iter().rposition(|seen| *seen == taken) {
                    self.observations.remove(idx);
                }
            }
            Mark::CrewSet { crew_size } => self.crew_size = crew_size,
            Mark::ClocksRead { clock } => {
                self.reach(clock.t_s);
                self.clocks.push(clock);
            }
            Mark::Reopened { clock } => {
                let closed_s = self.last_s;
                self.close_gap(closed_s);
                if closed_s < clock.t_s {
                    self.gaps.push(Gap { from_s: closed_s, to_s: clock.t_s, reason: GapReason::Closed });
                }
                self.reach(clock.t_s);
                self.clocks.push(clock);
            }
        }
    }

    /// Returns the walk's id.
    pub fn walk(&self) -> WalkId {
        self.walk
    }

    /// Returns where the walk is meant to be.
    pub fn area(&self) -> &AreaId {
        &self.area
    }

    /// Returns how many walk together.
    pub fn crew_size(&self) -> u8 {
        self.crew_size
    }

    /// Returns the start by the phone's clock.
    pub fn started(&self) -> WallTime {
        self.clocks[0].wall
    }

    /// Returns what the clocks said so far, in the order in which they were read.
    pub fn clocks(&self) -> &[ClockReading] {
        &self.clocks
    }

    /// Returns the second up to which something is written: where a walk that was cut off can honestly end.
    pub fn last_s(&self) -> u32 {
        self.last_s
    }

    /// Returns the positions so far, in the order in which they came.
    pub fn fixes(&self) -> &[Fix] {
        &self.fixes
    }

    /// Returns what was noted so far.
    pub fn observations(&self) -> &[Observation] {
        &self.observations
    }

    /// Returns the second at which an app that was closed goes on, given its wall clock: the clock is believed when it
    /// says that time has passed, and never turns the walk back.
    pub fn second_when_reopened(&self, wall: WallTime) -> u32 {
        let last = self.clocks.iter().max_by_key(|clock| clock.t_s).expect("a recording has its first clock");
        let by_wall_s = i64::from(last.t_s) + wall.s_since(last.wall);
        let latest_s = Walk::MAX_S.max(self.last_s);
        u32::try_from(by_wall_s.clamp(0, i64::from(latest_s))).unwrap_or(latest_s).max(self.last_s)
    }

    /// Tells how the walk stands at second `t_s` (or at its last mark, when that is later).
    pub fn progress(&self, t_s: u32, boundary: &Boundary, policy: &Policy) -> Progress {
        let t_s = t_s.max(self.last_s);
        let track = Track::of(self.fixes.clone());
        let gaps = self.gaps_until(t_s);
        let dwell = dwell::measure(t_s, &track, &gaps, &boundary.outline(), policy);
        let latest = track.fixes().iter().zip(&dwell.beliefs).next_back();
        let signal = match (self.open_gap, latest) {
            (Some((_, reason)), _) if reason.is_blind() => Signal::Blind(reason),
            (_, None) => Signal::Waiting,
            (_, Some((fix, _))) if policy.max_interval_s / 2 < t_s.saturating_sub(fix.t_s) => {
                let is_inside = |(_, belief): &(&Fix, &Belief)| **belief == Belief::Believed(Side::Inside);
                let last_inside = track.fixes().iter().zip(&dwell.beliefs).rev().find(is_inside);
                let left_s = last_inside.map_or(0, |(inside, _)| {
                    inside.t_s.saturating_add(policy.max_interval_s).saturating_sub(t_s)
                });
                Signal::Lost { silent_s: t_s - fix.t_s, left_s }
            }
            (_, Some((fix, Belief::Believed(Side::Inside))))
                if policy.fix_max_s.saturating_add(LATE_S) < t_s.saturating_sub(fix.t_s) =>
            {
                Signal::Late { silent_s: t_s - fix.t_s }
            }
            (_, Some((fix, belief))) => {
                let radius_m = fix.accuracy.radius_m().unwrap_or(policy.accuracy_limit_m);
                match belief {
                    Belief::Believed(_) => Signal::Good { radius_m },
                    Belief::Inaccurate => Signal::Poor { radius_m },
                }
            }
        };
        let mut believed =
            track.fixes().iter().zip(&dwell.beliefs).rev().filter_map(|(fix, belief)| match belief {
                Belief::Believed(side) if t_s.saturating_sub(fix.t_s) <= policy.max_interval_s => Some(*side),
                _ => None,
            });
        // One position outside after one inside may be a leap: only the second says that the area was left.
        let side = believed.next().map(|latest| match believed.next() {
            Some(Side::Inside) => Side::Inside,
            _ => latest,
        });
        Progress { dwell, required_s: policy.required_dwell_s(), side, signal }
    }

    /// Ends the walk at second `t_s` (or at its last mark, when that is later) and tells it whole.
    ///
    /// The walk always passes [`Walk::check`], whatever the marks say: of a recording longer than a day the first day is
    /// told, and a crew or a note beyond its bound is cut down to it. A walk that the server had to refuse would be lost.
    pub fn finish(self, t_s: u32) -> Walk {
        let elapsed_s = t_s.max(self.last_s).clamp(1, Walk::MAX_S);
        let mut gaps = self.gaps_until(elapsed_s);
        gaps.iter_mut().for_each(|gap| gap.to_s = gap.to_s.min(elapsed_s));
        gaps.retain(|gap| gap.from_s < gap.to_s);
        gaps.sort_by_key(|gap| gap.from_s);
        let mut fixes = self.fixes;
        fixes.retain(|fix| fix.t_s <= elapsed_s);
        let mut observations = self.observations;
        observations.sort_by_key(|seen| seen.t_s);
        for seen in &mut observations {
            seen.t_s = seen.t_s.min(elapsed_s);
            seen.note = seen.note.take().map(|note| note.chars().take(Walk::MAX_NOTE).collect());
        }
        Walk {
            id: self.walk,
            area: self.area,
            crew_size: self.crew_size.clamp(1, Walk::MAX_CREW),
            started: self.clocks[0].wall,
            elapsed_s,
            evidence: Evidence::Recorded { track: Track::of(fixes), gaps, clocks: self.clocks },
            observations,
        }
    }

    fn reach(&mut self, t_s: u32) {
        self.last_s = self.last_s.max(t_s);
    }

    fn close_gap(&mut self, t_s: u32) {
        self.reach(t_s);
        if let Some((from_s, reason)) = self.open_gap.take()
            && from_s < t_s
        {
            self.gaps.push(Gap { from_s, to_s: t_s, reason });
        }
    }

    fn gaps_until(&self, t_s: u32) -> Vec<Gap> {
        let mut gaps = self.gaps.clone();
        if let Some((from_s, reason)) = self.open_gap
            && from_s < t_s
        {
            gaps.push(Gap { from_s, to_s: t_s, reason });
        }
        gaps
    }
}
