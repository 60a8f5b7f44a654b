//! How promises stand: what was done of what was due, and whether that is on pace. Derived whole from what is due and what
//! was done; nothing is carried over: ten in one week do not make up for nine weeks missed.

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::due::{Stretch, stretches};
use crate::id::{AreaId, PromiseId};
use crate::promise::{Promise, PromisePeriod, Target};

/// Something that was done for a promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// When. Of a week's patrols it is the Thursday, so that they belong where their week does.
    pub day: Day,
    /// Where, if that was told.
    pub area: Option<AreaId>,
    /// How many of them: a week's patrols in one area are one row.
    pub n: u32,
    /// How many people it reached, if that was told.
    pub n_reached: Option<u32>,
}

/// How a promise stands.
///
/// Stored type: do not rename or reorder; the digest of a follow-up is over this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseFigures {
    /// Which.
    pub promise: PromiseId,
    /// In a word.
    pub standing: Standing,
    /// How many times it is due in all its time. Of an ongoing one none.
    pub due_n: u32,
    /// How many of those were done: what was done more often than due in a stretch of time is not among them.
    pub done_n: u32,
    /// How many were to be done by now.
    pub expected_n: u32,
    /// Everything that was done in its time.
    pub made_n: u32,
    /// What was done outside of it, or between the stretches in which it is due.
    pub outside_n: u32,
    /// How many people were reached, by all that told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n_reached: Option<u32>,
    /// When something was done last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<Day>,
    /// The last day of the first stretch in which something still is to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_due: Option<Day>,
    /// Each stretch in which it is due; none of an ongoing one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stretches: Vec<StretchFigures>,
}

/// How a promise stands, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It has no number: what was done is told.
    Ongoing,
    /// Its time has not begun.
    NotBegun,
    /// As much is done as is expected by now.
    OnPace,
    /// Less is done than is expected by now.
    Behind {
        /// How much is lacking.
        lacks_n: u32,
    },
    /// All that was due is done, before or when its time ended.
    Met,
    /// Its time is over, and not all was done.
    Missed {
        /// How much was lacking.
        lacks_n: u32,
    },
    /// Nobody kept books in its time: nothing can be said.
    NotFollowed,
}

/// How one stretch of a promise's time stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StretchFigures {
    /// Which.
    #[serde(flatten)]
    pub stretch: Stretch,
    /// How often it was done.
    pub made_n: u32,
    /// In a word.
    pub state: State,
}

/// How one stretch of time stands, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// All that was due in it is done.
    Kept,
    /// It has not begun, or is not over.
    Open,
    /// It is over, and not all was done.
    Missed,
    /// It was over before anybody kept books.
    NotFollowed,
}

impl StretchFigures {
    fn of(stretch: Stretch, deeds: &[Deed], through: Day, is_followed: bool) -> StretchFigures {
        let made_n =
            deeds.iter().filter(|deed| stretch.takes(deed.day, deed.area.as_ref())).map(|deed| deed.n);
        let made_n = made_n.fold(0, u32::saturating_add);
        let state = match (stretch.n <= made_n, stretch.last <= through) {
            (true, _) => State::Kept,
            (false, true) if is_followed => State::Missed,
            (false, true) => State::NotFollowed,
            (false, false) => State::Open,
        };
        StretchFigures { stretch, made_n, state }
    }

    fn done_n(&self) -> u32 {
        self.made_n.min(self.stretch.n)
    }

    fn expected_n(&self, through: Day) -> u32 {
        if self.state == State::NotFollowed { 0 } else { self.stretch.expected_by(through) }
    }

    fn lacks_n(&self, through: Day) -> u32 {
        self.expected_n(through).saturating_sub(self.done_n())
    }
}

/// Tells how a promise stands once `through` is over.
///
/// `deeds` is all that was done for it; what was done after `through` counts too, so that whoever tells of the past leaves
/// it out. `is_followed` tells of a stretch whether books were kept in it.
pub fn fulfilment(
    promise: &Promise,
    period: &PromisePeriod,
    deeds: &[Deed],
    through: Day,
    is_followed: impl Fn(&Stretch) -> bool,
) -> PromiseFigures {
    let days = promise.days(period);
    let parts: Vec<StretchFigures> = stretches(promise, period)
        .into_iter()
        .map(|stretch| {
            let is_followed = is_followed(&stretch);
            StretchFigures::of(stretch, deeds, through, is_followed)
        })
        .collect();
    let sum = |of: &dyn Fn(&StretchFigures) -> u32| parts.iter().map(of).fold(0, u32::saturating_add);
    let is_in_time = |deed: &&Deed| match promise.target {
        Target::Ongoing => days.first <= deed.day && deed.day <= days.last,
        Target::Times { .. } => parts.iter().any(|part| part.stretch.takes(deed.day, deed.area.as_ref())),
    };
    let count =
        |deeds: &mut dyn Iterator<Item = &Deed>| deeds.map(|deed| deed.n).fold(0, u32::saturating_add);
    let made_n = count(&mut deeds.iter().filter(is_in_time));
    let outside_n = count(&mut deeds.iter().filter(|deed| !is_in_time(deed)));
    let reached = deeds.iter().filter(is_in_time).filter_map(|deed| deed.n_reached);
    let due_n = sum(&|part| if part.state == State::NotFollowed { 0 } else { part.stretch.n });
    let lacks_n = sum(&|part| part.lacks_n(through));
    let is_all_done = parts.iter().all(|part| matches!(part.state, State::Kept | State::NotFollowed));
    let standing = match promise.target {
        Target::Ongoing => Standing::Ongoing,
        Target::Times { .. } if parts.iter().all(|part| part.state == State::NotFollowed) => {
            Standing::NotFollowed
        }
        Target::Times { .. } if is_all_done => Standing::Met,
        Target::Times { .. } if days.last <= through => Standing::Missed { lacks_n },
        Target::Times { .. } if through < days.first && made_n == 0 => Standing::NotBegun,
        Target::Times { .. } if 0 < lacks_n => Standing::Behind { lacks_n },
        Target::Times { .. } => Standing::OnPace,
    };
    PromiseFigures {
        promise: promise.id,
        standing,
        due_n,
        done_n: sum(&StretchFigures::done_n),
        expected_n: sum(&|part| part.expected_n(through)),
        made_n,
        outside_n,
        n_reached: reached.reduce(u32::saturating_add),
        latest: deeds.iter().filter(is_in_time).map(|deed| deed.day).max(),
        next_due: parts.iter().filter(|part| part.state == State::Open).map(|part| part.stretch.last).min(),
        stretches: parts,
    }
}
