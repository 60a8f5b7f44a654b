//! What the rule says of a walk, and why. A verdict never looks at who walked.

use std::iter;

use serde::{Deserialize, Serialize};

use crate::area::Boundary;
use crate::dwell::{self, Dwell};
use crate::policy::{Policy, Rulebook, Unverified};
use crate::walk::{Evidence, Gap, GapReason, Walk};

/// What the rule says of a walk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// In one word.
    pub outcome: Outcome,
    /// Whether the walk counts towards the promise. Follows from the outcome; an unverified walk counts when the policy
    /// says so and it lasted for the required time.
    pub counts: bool,
    /// Why, the weightiest first.
    pub reasons: Vec<Reason>,
    /// The whole walk in seconds.
    pub elapsed_s: u32,
    /// Time between believed fixes, in seconds.
    pub observed_s: u32,
    /// Observed time on foot inside the boundary, in seconds.
    pub dwell_s: u32,
    /// What was required of `dwell_s`.
    pub required_s: u32,
    /// The policy that it was given by.
    pub policy_version: u32,
    /// The boundary that it was given by.
    pub boundary_version: u32,
}

impl Verdict {
    /// Returns the observed seconds outside the boundary.
    pub fn outside_s(&self) -> u32 {
        let told = self.reasons.iter().find_map(|reason| match reason {
            Reason::TimeOutside { outside_s } => Some(*outside_s),
            _ => None,
        });
        told.unwrap_or(0)
    }
}

/// A verdict in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Long enough inside.
    Counted,
    /// Inside, but not for long enough.
    TooShort,
    /// Seen outside for most of the time that was seen.
    Outside,
    /// Inside, but by the pace in a vehicle or on a bicycle.
    NotOnFoot,
    /// No position speaks for it or against it.
    Unverified,
}

/// One reason for a verdict, in seconds where it has a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The required time inside was reached.
    LongEnough,
    /// So much was missing.
    Short {
        /// Seconds short of the required time.
        missing_s: u32,
    },
    /// So much observed time was outside the boundary.
    TimeOutside {
        /// Observed seconds outside.
        outside_s: u32,
    },
    /// So much observed time inside went faster than on foot.
    TimeFast {
        /// Observed seconds inside.
        fast_s: u32,
    },
    /// For so much of the time inside every reading repeated the one before: the phone may have been left lying.
    LayStill {
        /// Observed seconds inside.
        still_s: u32,
    },
    /// So much time passed without a believed fix.
    TimeUnseen {
        /// Why.
        reason: GapReason,
        /// Seconds, over all gaps with this reason.
        unseen_s: u32,
    },
    /// No two believed fixes lay close enough together: not one second was observed.
    NoPosition,
    /// It was not recorded but told afterwards.
    LoggedAfterwards,
}

/// Judges a walk by the boundary and policy that were in force at its start; nothing when the area is not known.
pub fn judge(walk: &Walk, rulebook: &Rulebook) -> Option<Verdict> {
    let boundary = rulebook.area(&walk.area)?.boundary_at(walk.began());
    Some(judge_by(walk, boundary, &rulebook.policy_at(walk.began())))
}

/// Judges a walk by one boundary and one policy.
pub fn judge_by(walk: &Walk, boundary: &Boundary, policy: &Policy) -> Verdict {
    match &walk.evidence {
        Evidence::Afterwards { .. } => {
            let unseen = Dwell::unseen(walk.elapsed_s);
            let reasons = iter::once(Reason::LoggedAfterwards).chain(brevity(&unseen, policy)).collect();
            verdict(&unseen, Outcome::Unverified, reasons, boundary, policy)
        }
        Evidence::Recorded { track, gaps, .. } => {
            let dwell = dwell::measure(walk.elapsed_s, track, gaps, &boundary.outline(), policy);
            let (outcome, reasons) = weigh(&dwell, policy);
            verdict(&dwell, outcome, reasons, boundary, policy)
        }
    }
}

fn weigh(dwell: &Dwell, policy: &Policy) -> (Outcome, Vec<Reason>) {
    let required_s = policy.required_dwell_s();
    let outside_s = dwell.outside_s();
    let is_ride = is_over(dwell.fast_s, policy.max_fast_pct, dwell.present_s);
    let lay_still = is_over(dwell.still_s, policy.max_still_pct, dwell.inside_s)
        && dwell.inside_s - dwell.still_s < required_s;
    let mut reasons = Vec::new();
    let outcome = if dwell.observed_s == 0 {
        reasons.push(Reason::NoPosition);
        reasons.extend(brevity(dwell, policy));
        Outcome::Unverified
    } else if dwell.present_s < outside_s && dwell.inside_s < required_s {
        Outcome::Outside
    } else if is_ride {
        Outcome::NotOnFoot
    } else if dwell.inside_s < required_s {
        reasons.push(Reason::Short { missing_s: required_s - dwell.inside_s });
        Outcome::TooShort
    } else if lay_still {
        reasons.push(Reason::LayStill { still_s: dwell.still_s });
        Outcome::Unverified
    } else {
        reasons.push(Reason::LongEnough);
        Outcome::Counted
    };
    if 0 < dwell.fast_s {
        reasons.push(Reason::TimeFast { fast_s: dwell.fast_s });
    }
    if 0 < outside_s {
        reasons.push(Reason::TimeOutside { outside_s });
    }
    reasons.extend(unseen(&dwell.gaps));
    (outcome, reasons)
}

/// Tells whether a part is more than so many percent of the whole.
fn is_over(part_s: u32, pct: u8, whole_s: u32) -> bool {
    u64::from(whole_s) * u64::from(pct) < u64::from(part_s) * 100
}

/// Returns how much was missing of a walk that from start to end was shorter than what is required inside: wherever it
/// was, it cannot have been long enough.
fn brevity(dwell: &Dwell, policy: &Policy) -> Option<Reason> {
    let required_s = policy.required_dwell_s();
    (dwell.elapsed_s < required_s).then(|| Reason::Short { missing_s: required_s - dwell.elapsed_s })
}

/// Sums up gaps by their reason, the longest first. What stays below ten seconds is the phone finding itself.
fn unseen(gaps: &[Gap]) -> Vec<Reason> {
    let mut sums: Vec<(GapReason, u32)> = Vec::new();
    for gap in gaps {
        match sums.iter_mut().find(|(reason, _)| *reason == gap.reason) {
            Some((_, sum_s)) => *sum_s += gap.length_s(),
            None => sums.push((gap.reason, gap.length_s())),
        }
    }
    sums.retain(|(_, sum_s)| 10 <= *sum_s);
    sums.sort_by_key(|&(reason, sum_s)| (std::cmp::Reverse(sum_s), reason));
    sums.into_iter().map(|(reason, unseen_s)| Reason::TimeUnseen { reason, unseen_s }).collect()
}

fn verdict(
    dwell: &Dwell,
    outcome: Outcome,
    reasons: Vec<Reason>,
    boundary: &Boundary,
    policy: &Policy,
) -> Verdict {
    let counts = match outcome {
        Outcome::Counted => true,
        Outcome::Unverified => policy.unverified == Unverified::Counts && brevity(dwell, policy).is_none(),
        Outcome::TooShort | Outcome::Outside | Outcome::NotOnFoot => false,
    };
    Verdict {
        outcome,
        counts,
        reasons,
        elapsed_s: dwell.elapsed_s,
        observed_s: dwell.observed_s,
        dwell_s: dwell.inside_s,
        required_s: policy.required_dwell_s(),
        policy_version: policy.version,
        boundary_version: boundary.version,
    }
}
