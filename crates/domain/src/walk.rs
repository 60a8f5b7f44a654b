//! A walk as it is told once it has ended. It says what was seen; what that is worth, the verdict says.

use serde::{Deserialize, Serialize};

use crate::clock;
use crate::fix::Spot;
use crate::id::{AreaId, WalkId};
use crate::time::WallTime;
use crate::track::Track;
use crate::week::Week;

/// One 15-minute foot patrol.
///
/// Wire type: do not rename or remove a field; phones in the field write this. A new field has a default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Walk {
    /// Fixed in the walk's first second.
    pub id: WalkId,
    /// Where it was meant to be.
    pub area: AreaId,
    /// How many walked together.
    pub crew_size: u8,
    /// The start by the phone's own clock, whatever that was worth.
    pub started: WallTime,
    /// From start to end in seconds, by the monotonic clock when it was recorded.
    pub elapsed_s: u32,
    /// What stands behind it.
    pub evidence: Evidence,
    /// What the officers noted, in order of time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub observations: Vec<Observation>,
}

/// What stands behind a walk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// The phone recorded it.
    Recorded {
        /// The positions.
        track: Track,
        /// The intervals for which the recorder knew of a reason to have none.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        gaps: Vec<Gap>,
        /// What the clocks said, at least at the start.
        clocks: Vec<ClockReading>,
    },
    /// Somebody logged it afterwards, for this reason.
    Afterwards {
        /// In the officer's own words.
        reason: String,
    },
}

/// An interval without a believed fix. Half open: from its first second to before its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Seconds since the walk's start.
    pub from_s: u32,
    /// Seconds since the walk's start.
    pub to_s: u32,
    /// Why.
    pub reason: GapReason,
}

impl Gap {
    /// Returns the length in seconds.
    pub fn length_s(&self) -> u32 {
        self.to_s.saturating_sub(self.from_s)
    }
}

/// Why there was no believed fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GapReason {
    /// The page was hidden or the screen locked: browsers give no positions then.
    Hidden,
    /// The person or the system denied positions.
    Denied,
    /// The app was closed, killed or the phone restarted.
    Closed,
    /// Fixes came, but none good enough to believe.
    Inaccurate,
    /// No fix came.
    Timeout,
}

impl GapReason {
    /// Every reason, the weightiest first: where several hold at once, the first of them is named.
    pub const ALL: [GapReason; 5] =
        [GapReason::Hidden, GapReason::Denied, GapReason::Closed, GapReason::Inaccurate, GapReason::Timeout];

    /// Tells whether the recorder knows this time to be unobserved, even where fixes lie close on both sides.
    pub fn is_blind(self) -> bool {
        matches!(self, GapReason::Hidden | GapReason::Denied | GapReason::Closed)
    }
}

/// What a phone's clocks said at one moment of a walk, side by side: none of them is trusted alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockReading {
    /// Seconds since the walk's start, by the monotonic clock.
    pub t_s: u32,
    /// The phone's wall clock.
    pub wall: WallTime,
    /// How far the server's clock was ahead of the phone's when they last spoke, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_ahead_ms: Option<i64>,
    /// The time that the latest position claimed for itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<WallTime>,
}

/// Something noted on the way: knowledge about a place, never about a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// Seconds since the walk's start.
    pub t_s: u32,
    /// What, from the list.
    pub kind: ObservationKind,
    /// Where the officer then was, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spot: Option<Spot>,
    /// A few words, when the list does not do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The list that observations are chosen from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObservationKind {
    /// Talked with residents or shop staff.
    Talk,
    /// Young people gathering.
    YoungPeople,
    /// A dark spot or a broken light.
    DarkSpot,
    /// Litter or damage.
    Litter,
    /// Drug trade or use.
    Drugs,
    /// Something else.
    Other,
}

impl ObservationKind {
    /// Every kind, in the order in which the phone offers them.
    pub const ALL: [ObservationKind; 6] = [
        ObservationKind::Talk,
        ObservationKind::YoungPeople,
        ObservationKind::DarkSpot,
        ObservationKind::Litter,
        ObservationKind::Drugs,
        ObservationKind::Other,
    ];
}

/// Says what is wrong with a walk that reads well but cannot have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadWalk {
    /// The end is not after the start, or more than a day after it.
    #[error("a walk ends after it started and within a day")]
    Span,
    /// Nobody walked, or a whole company did.
    #[error("a crew has 1 to 20 people")]
    Crew,
    /// A fix, gap or observation lies outside the walk's time.
    #[error("a fix, gap or observation lies outside the walk's time")]
    OutsideSpan,
    /// A gap ends before it begins.
    #[error("a gap ends before it begins")]
    Gap,
    /// A reason or a note is missing or too long.
    #[error("a reason has 1 to 300 characters, a note at most 140")]
    Text,
}

impl Walk {
    /// The longest that a walk may last: a day.
    pub const MAX_S: u32 = 86_400;
    /// The largest crew.
    pub const MAX_CREW: u8 = 20;
    /// The longest reason, in characters.
    pub const MAX_REASON: usize = 300;
    /// The longest note, in characters.
    pub const MAX_NOTE: usize = 140;

    /// Returns the start as far as it can be known: the phone's clock, corrected by the server's where both had spoken
    /// and differed by a minute or more.
    pub fn began(&self) -> WallTime {
        clock::behind_server_ms(self.clocks()).map_or(self.started, |ahead_ms| self.started.plus_ms(ahead_ms))
    }

    /// Returns what the clocks said; nothing of a walk that was not recorded.
    pub fn clocks(&self) -> &[ClockReading] {
        match &self.evidence {
            Evidence::Recorded { clocks, .. } => clocks,
            Evidence::Afterwards { .. } => &[],
        }
    }

    /// Returns the end that belongs to [`Walk::began`].
    pub fn ended(&self) -> WallTime {
        self.began().plus_s(i64::from(self.elapsed_s))
    }

    /// Returns the week that the walk belongs to: that of its start.
    pub fn week(&self) -> Week {
        Week::of(self.began())
    }

    /// Checks what types alone cannot: spans, crew and lengths of texts.
    pub fn check(&self) -> Result<(), BadWalk> {
        check_told(self.crew_size, self.elapsed_s, &self.observations)?;
        match &self.evidence {
            Evidence::Afterwards { reason } => check_reason(reason),
            Evidence::Recorded { track, gaps, .. } => {
                if gaps.iter().any(|gap| gap.to_s < gap.from_s) {
                    return Err(BadWalk::Gap);
                }
                let last_fix_s = track.fixes().last().map_or(0, |fix| fix.t_s);
                let last_gap_s = gaps.iter().map(|gap| gap.to_s).max().unwrap_or(0);
                if self.elapsed_s < last_fix_s.max(last_gap_s) { Err(BadWalk::OutsideSpan) } else { Ok(()) }
            }
        }
    }
}

/// Checks what a person tells of a walk, at first or in a correction: crew, span and observations.
pub(crate) fn check_told(crew_size: u8, elapsed_s: u32, observations: &[Observation]) -> Result<(), BadWalk> {
    if elapsed_s == 0 || Walk::MAX_S < elapsed_s {
        return Err(BadWalk::Span);
    }
    if !(1..=Walk::MAX_CREW).contains(&crew_size) {
        return Err(BadWalk::Crew);
    }
    if observations.iter().any(|seen| elapsed_s < seen.t_s) {
        return Err(BadWalk::OutsideSpan);
    }
    let mut notes = observations.iter().filter_map(|seen| seen.note.as_ref());
    if notes.any(|note| Walk::MAX_NOTE < note.chars().count()) { Err(BadWalk::Text) } else { Ok(()) }
}

/// Checks that a reason says something and is no essay.
pub fn check_reason(reason: &str) -> Result<(), BadWalk> {
    let is_blank = reason.trim().is_empty();
    if is_blank || Walk::MAX_REASON < reason.chars().count() { Err(BadWalk::Text) } else { Ok(()) }
}
