//! The rule as data: what a walk must have to count, and when a week is at risk. Old versions are never changed.

use serde::{Deserialize, Serialize};

use crate::area::Area;
use crate::id::{AreaId, PromiseId};
use crate::promise::{Promise, PromisePeriod};
use crate::time::WallTime;

/// One version of the rule. Each figure has a default with a source or a reason, and is an admin's to change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    /// 1, 2, 3 …; verdicts name the version they were given by.
    pub version: u32,
    /// The walks and weeks that start from here on are judged by it.
    pub valid_from: WallTime,
    /// How long a walk must have been inside, in seconds. 15:00: Koper (1995) found 11 to 15 minutes best.
    pub required_s: u32,
    /// Which share of the required time must have been observed, in percent; the rest may fall into gaps.
    pub required_share_pct: u8,
    /// A fix that claims to be worse than this is not believed, in metres.
    pub accuracy_limit_m: f64,
    /// The longest time between two believed fixes that still counts as observed, in seconds.
    pub max_interval_s: u32,
    /// How soon a phone keeps another position at the earliest, in seconds: sooner, somebody on foot has hardly moved.
    #[serde(default = "Policy::default_fix_min_s")]
    pub fix_min_s: u32,
    /// How soon at the latest, in seconds, though nothing has moved.
    #[serde(default = "Policy::default_fix_max_s")]
    pub fix_max_s: u32,
    /// How far outside the boundary somebody who was inside still is taken to be, in metres.
    pub edge_m: f64,
    /// How fast somebody on foot gets ahead at most, in metres a second. 2.5: people begin to run at about 2.0 (Hreljac 1993),
    /// and positions are some metres off.
    #[serde(default = "Policy::default_walking_m_s")]
    pub walking_m_s: f64,
    /// The most of the time inside that may be faster than on foot, in percent: beyond it the walk was a ride with stops.
    #[serde(default = "Policy::default_max_fast_pct")]
    pub max_fast_pct: u8,
    /// The most of the time inside that may rest on readings of one and the same place, in percent: beyond it the phone may
    /// have been left lying.
    #[serde(default = "Policy::default_max_still_pct")]
    pub max_still_pct: u8,
    /// Whether a walk without any position counts towards the promise.
    pub unverified: Unverified,
    /// How many counted patrols the promise asks for in each area and week.
    pub walks_per_week: u32,
    /// A week without enough patrols is at risk when fewer hours than this are left.
    pub at_risk_h: u32,
}

/// What a walk without any position is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unverified {
    /// It counts like any other.
    Counts,
    /// It is shown, and counts only once a supervisor has accepted it.
    DoesNotCount,
}

/// Says why a policy cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPolicy {
    /// A figure is no number.
    #[error("the policy holds a figure that is no number")]
    NoNumber,
    /// The least time from one position to the next is longer than the most.
    #[error("fix-min-s {min_s} is more than fix-max-s {max_s}: make fix-min-s {max_s} or less")]
    Reversed {
        /// The least.
        min_s: u32,
        /// The most.
        max_s: u32,
    },
    /// Phones would keep positions so far apart that hardly any time between them, or none, were observed.
    #[error(
        "phones keep a position each {fix_max_s} s or a little later, and the time between two counts only up to \
         {max_interval_s} s: walks would go unobserved. Make fix-max-s {} or less, or max-interval-s {} or more",
        max_interval_s / 2,
        fix_max_s.saturating_mul(2)
    )]
    Sparse {
        /// How soon at the latest a phone keeps another position.
        fix_max_s: u32,
        /// The longest time between two that counts.
        max_interval_s: u32,
    },
}

impl Default for Policy {
    fn default() -> Policy {
        Policy {
            version: 1,
            valid_from: WallTime::from_ms(0),
            required_s: 15 * 60,
            required_share_pct: 100,
            accuracy_limit_m: 50.0,
            max_interval_s: 90,
            fix_min_s: Policy::default_fix_min_s(),
            fix_max_s: Policy::default_fix_max_s(),
            edge_m: 15.0,
            walking_m_s: Policy::default_walking_m_s(),
            max_fast_pct: Policy::default_max_fast_pct(),
            max_still_pct: Policy::default_max_still_pct(),
            unverified: Unverified::DoesNotCount,
            walks_per_week: 1,
            at_risk_h: 48,
        }
    }
}

impl Policy {
    fn default_fix_min_s() -> u32 {
        5
    }

    fn default_fix_max_s() -> u32 {
        15
    }

    fn default_walking_m_s() -> f64 {
        2.5
    }

    fn default_max_fast_pct() -> u8 {
        33
    }

    fn default_max_still_pct() -> u8 {
        67
    }

    /// Tells what would make every walk worthless, or cannot be meant: such a policy is not to be taken.
    pub fn check(&self) -> Result<(), BadPolicy> {
        let figures = [self.accuracy_limit_m, self.edge_m, self.walking_m_s];
        if !figures.iter().all(|figure| figure.is_finite()) {
            return Err(BadPolicy::NoNumber);
        }
        if self.fix_max_s < self.fix_min_s {
            return Err(BadPolicy::Reversed { min_s: self.fix_min_s, max_s: self.fix_max_s });
        }
        // A phone keeps the first position after that time, and may give one each half minute alone.
        if self.max_interval_s / 2 < self.fix_max_s {
            return Err(BadPolicy::Sparse { fix_max_s: self.fix_max_s, max_interval_s: self.max_interval_s });
        }
        Ok(())
    }

    /// Returns the seconds of observed time inside that a walk needs; a share above 100 % asks for no more than all.
    pub fn required_dwell_s(&self) -> u32 {
        let share_pct = u64::from(self.required_share_pct.min(100));
        (u64::from(self.required_s) * share_pct).div_ceil(100) as u32
    }
}

/// All that is needed to decide: every area, every version of the rule, and what is promised. The server keeps it, phones hold a copy.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Rulebook {
    /// Rises with every change, so that a phone can ask whether its copy is the latest.
    pub revision: u64,
    /// In the order in which people name them.
    pub areas: Vec<Area>,
    /// In order of version.
    pub policies: Vec<Policy>,
    /// The periods that promises were given for, oldest first. Rulebooks of before December 2026 hold none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub periods: Vec<PromisePeriod>,
}

impl Rulebook {
    /// Returns an area by its id.
    pub fn area(&self, id: &AreaId) -> Option<&Area> {
        self.areas.iter().find(|area| &area.id == id)
    }

    /// Returns a promise by its id, with its period.
    pub fn promise(&self, id: PromiseId) -> Option<(&PromisePeriod, &Promise)> {
        self.periods.iter().find_map(|period| Some((period, period.promise(id)?)))
    }

    /// Returns the policy in force at a point in time: the latest that had begun, else the first, else the default.
    pub fn policy_at(&self, at: WallTime) -> Policy {
        let begun = self.policies.iter().rev().find(|policy| policy.valid_from <= at);
        begun.or(self.policies.first()).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(required_s: u32, required_share_pct: u8, expected_s: u32) {
        let policy = Policy { required_s, required_share_pct, ..Policy::default() };
        assert_eq!(policy.required_dwell_s(), expected_s, "{required_share_pct} % of {required_s} s");
    }

    #[test]
    fn the_required_dwell_is_the_share_rounded_up_to_whole_seconds() {
        check(900, 100, 900);
        check(900, 80, 720);
        check(901, 50, 451);
        check(900, 0, 0);
        check(900, 255, 900);
        check(u32::MAX, 100, u32::MAX);
    }

    #[test]
    fn the_default_is_fifteen_minutes_once_a_week() {
        let policy = Policy::default();
        assert_eq!((policy.required_dwell_s(), policy.walks_per_week, policy.at_risk_h), (900, 1, 48));
        assert_eq!(policy.unverified, Unverified::DoesNotCount);
    }

    #[test]
    fn a_policy_under_which_nothing_could_count_is_refused() {
        assert_eq!(Policy::default().check(), Ok(()));
        let with = |fix_min_s, fix_max_s, max_interval_s| {
            Policy { fix_min_s, fix_max_s, max_interval_s, ..Policy::default() }.check()
        };
        assert_eq!(with(5, 45, 90), Ok(()));
        let sparse = BadPolicy::Sparse { fix_max_s: 46, max_interval_s: 90 };
        assert_eq!(with(5, 46, 90), Err(sparse));
        let what_to_do = "Make fix-max-s 45 or less, or max-interval-s 92 or more";
        assert!(sparse.to_string().ends_with(what_to_do), "{sparse}");
        assert_eq!(with(16, 15, 90), Err(BadPolicy::Reversed { min_s: 16, max_s: 15 }));
        let endless = Policy { walking_m_s: f64::INFINITY, ..Policy::default() };
        assert_eq!(endless.check(), Err(BadPolicy::NoNumber));
    }

    #[test]
    fn a_policy_from_before_paces_were_told_apart_has_the_default_ones() {
        let before = r#"{"version":1,"valid_from":0,"required_s":900,"required_share_pct":100,"accuracy_limit_m":50.0,
            "max_interval_s":90,"edge_m":15.0,"unverified":"does_not_count","walks_per_week":1,"at_risk_h":48}"#;
        assert_eq!(serde_json::from_str::<Policy>(before).unwrap(), Policy::default());
    }

    #[test]
    fn the_policy_in_force_is_the_latest_that_had_begun() {
        let version =
            |version, ms| Policy { version, valid_from: WallTime::from_ms(ms), ..Policy::default() };
        let rulebook = Rulebook { policies: vec![version(1, 100), version(2, 200)], ..Rulebook::default() };
        let in_force = |ms| rulebook.policy_at(WallTime::from_ms(ms)).version;
        assert_eq!([99, 100, 199, 200].map(in_force), [1, 1, 1, 2]);
        assert_eq!(Rulebook::default().policy_at(WallTime::from_ms(0)), Policy::default());
    }
}
