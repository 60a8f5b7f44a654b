//! When supervisors are reminded of a week: once when areas are at risk, once when a week has ended. It decides what is due and
//! what is no longer worth saying; it never sends, and never tells the same thing twice: an area that was kept and is at risk
//! again is another thing.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::id::AreaId;
use crate::time::WallTime;
use crate::week::Week;

/// One way to one reader, as an outbox names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Channel(pub String);

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a message is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Occasion {
    /// Areas that lack their patrols in a week that goes on, with little time left.
    AtRisk {
        /// The week.
        week: Week,
        /// The areas.
        areas: BTreeSet<AreaId>,
    },
    /// A week has ended.
    Ended {
        /// The week.
        week: Week,
    },
}

impl Occasion {
    /// Returns the week that it is about.
    pub fn week(&self) -> Week {
        match self {
            Occasion::AtRisk { week, .. } | Occasion::Ended { week } => *week,
        }
    }

    /// Returns since when there is anything to tell: of a risk since the week began, of a week that ended since its end.
    fn since(&self) -> WallTime {
        match self {
            Occasion::AtRisk { week, .. } => week.start(),
            Occasion::Ended { week } => week.end(),
        }
    }

    /// Returns when it is too late to tell of it: of a risk when the week has ended; of a week that ended after some days, or
    /// when the next one has ended.
    pub fn expires(&self, manner: &Manner) -> WallTime {
        let end = self.week().end();
        match self {
            Occasion::AtRisk { .. } => end,
            Occasion::Ended { week } => {
                end.plus_s(i64::from(manner.late_days) * 86_400).min(week.next().end())
            }
        }
    }
}

/// How people want to be reminded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manner {
    /// Nothing goes out between midnight and this hour in Huddinge (0 to 23): nobody reads then, and a walk of the night may
    /// come in by the morning.
    pub from_hour: u8,
    /// For how many days after its end a week is still worth telling of.
    pub late_days: u32,
    /// How long the first wait after a failure is, in seconds.
    pub first_wait_s: u32,
}

impl Default for Manner {
    fn default() -> Manner {
        Manner { from_hour: 7, late_days: 3, first_wait_s: 60 }
    }
}

impl Manner {
    /// The longest wait between two tries.
    const LONGEST_WAIT_S: u32 = 3600;

    /// Tells whether people are left in peace at a moment.
    fn is_quiet(&self, now: WallTime) -> bool {
        now.local().hour < self.from_hour
    }

    /// Returns how long to wait after so many tries in a row that failed: twice as long each time, at most an hour.
    pub fn wait_s(&self, n_failures: u32) -> u32 {
        let doubled = self.first_wait_s.saturating_mul(1 << n_failures.saturating_sub(1).min(16));
        doubled.min(Self::LONGEST_WAIT_S.max(self.first_wait_s))
    }
}

/// How the weeks stand, as far as reminders ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlook {
    /// The areas at risk in the week that goes on.
    pub at_risk: BTreeSet<AreaId>,
    /// The areas that are kept in it.
    pub kept: BTreeSet<AreaId>,
    /// Whether any area was followed in the week that ended last.
    pub ended_was_followed: bool,
}

/// What was to be told on one channel, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// To whom.
    pub channel: Channel,
    /// Of what. Once it was sent, of the areas that it named and that have not been kept since.
    pub occasion: Occasion,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It waits for its first or next try.
    Waiting {
        /// When that is.
        next_try: WallTime,
    },
    /// It was handed over.
    Sent,
    /// It was not worth saying any more.
    LetGo(LetGo),
    /// Whoever was to take it refused for good.
    Refused,
}

/// Why something was not worth saying any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetGo {
    /// None of its areas is at risk any more.
    NoLongerAtRisk,
    /// Too much time has passed.
    TooLate,
}

/// Returns the notices to be written down now: what is due and was not told on a channel, in order of channels. What comes
/// back as let go is written down too, so that the log says it once.
pub fn due(
    now: WallTime,
    manner: &Manner,
    channels: &[Channel],
    outlook: &Outlook,
    written: &[Notice],
) -> Vec<Notice> {
    if manner.is_quiet(now) {
        return Vec::new();
    }
    let of_channel = |channel| {
        ended(now, manner, channel, outlook, written)
            .into_iter()
            .chain(at_risk(now, channel, outlook, written))
    };
    channels.iter().flat_map(of_channel).collect()
}

fn ended(
    now: WallTime,
    manner: &Manner,
    channel: &Channel,
    outlook: &Outlook,
    written: &[Notice],
) -> Option<Notice> {
    let occasion = Occasion::Ended { week: Week::of(now).back(1) };
    let is_written = written.iter().any(|notice| &notice.channel == channel && notice.occasion == occasion);
    if is_written || !outlook.ended_was_followed {
        return None;
    }
    let fate = if now < occasion.expires(manner) {
        Fate::Waiting { next_try: now }
    } else {
        Fate::LetGo(LetGo::TooLate)
    };
    Some(Notice { channel: channel.clone(), occasion, fate })
}

fn at_risk(now: WallTime, channel: &Channel, outlook: &Outlook, written: &[Notice]) -> Option<Notice> {
    let this_week = Week::of(now);
    // What was let go was not told, or holds no longer: an area that is at risk again is told then.
    let told = |area: &AreaId| {
        written.iter().any(|notice| {
            let Occasion::AtRisk { week, areas } = &notice.occasion else { return false };
            let is_told = !matches!(notice.fate, Fate::LetGo(_));
            is_told && &notice.channel == channel && *week == this_week && areas.contains(area)
        })
    };
    let areas: BTreeSet<AreaId> = outlook.at_risk.iter().filter(|area| !told(area)).cloned().collect();
    if areas.is_empty() {
        return None;
    }
    let occasion = Occasion::AtRisk { week: this_week, areas };
    Some(Notice { channel: channel.clone(), occasion, fate: Fate::Waiting { next_try: now } })
}

/// Returns what a notice that was sent comes down to now that areas it named are kept; nothing where it stays as it is. Were
/// one of them at risk again, because a walk is withdrawn or left out, people are told again.
pub fn relieve(now: WallTime, notice: &Notice, outlook: &Outlook) -> Option<Notice> {
    let Occasion::AtRisk { week, areas } = &notice.occasion else { return None };
    let is_told = notice.fate == Fate::Sent && *week == Week::of(now);
    if !is_told || areas.is_disjoint(&outlook.kept) {
        return None;
    }
    let left: BTreeSet<AreaId> = areas.difference(&outlook.kept).cloned().collect();
    if left.is_empty() {
        return Some(Notice { fate: Fate::LetGo(LetGo::NoLongerAtRisk), ..notice.clone() });
    }
    Some(Notice { occasion: Occasion::AtRisk { week: *week, areas: left }, ..notice.clone() })
}

/// What to do about a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Nothing, now or ever.
    Rest,
    /// Send it, about this.
    Send(Occasion),
    /// Say it no more.
    LetGo(LetGo),
}

/// Tells what to do about a notice now. An area that was kept in the meantime is not told as one at risk.
pub fn next(now: WallTime, manner: &Manner, notice: &Notice, outlook: &Outlook) -> Step {
    let Fate::Waiting { next_try } = notice.fate else { return Step::Rest };
    if notice.occasion.expires(manner) <= now {
        return Step::LetGo(LetGo::TooLate);
    }
    if now < notice.occasion.since() {
        // The clock was set back: of that week nothing is known yet.
        return Step::Rest;
    }
    let about = match &notice.occasion {
        Occasion::Ended { week } => Occasion::Ended { week: *week },
        Occasion::AtRisk { week, areas } => {
            let areas: BTreeSet<AreaId> = areas.intersection(&outlook.at_risk).cloned().collect();
            if areas.is_empty() {
                return Step::LetGo(LetGo::NoLongerAtRisk);
            }
            Occasion::AtRisk { week: *week, areas }
        }
    };
    if now < next_try || manner.is_quiet(now) { Step::Rest } else { Step::Send(about) }
}
