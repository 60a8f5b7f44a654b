//! What supervisors decide about walks, beside what the rule says of them: one is accepted or left out, two records are
//! said to be one patrol. A decision never changes what was told, and never makes count what nobody decided about.
//!
//! A decision is about a walk as it was told then. When its officer corrects the place or the time later, an acceptance
//! rests: the supervisor never accepted that. Leaving out goes on: else an officer could undo it by a correction. Both
//! are shown as told otherwise since, so that somebody looks again. A correction of the crew or of what was noted changes
//! nothing.

use serde::{Deserialize, Serialize};

use crate::id::AreaId;
use crate::time::WallTime;
use crate::verdict::{Outcome, Reason, Verdict};
use crate::walk::Walk;

/// What of a walk a decision is about.
///
/// Stored type: do not rename or remove a field; decisions are kept for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Where.
    pub area: AreaId,
    /// Its start.
    pub began: WallTime,
    /// Its length in seconds.
    pub elapsed_s: u32,
}

impl About {
    /// Returns what a decision about a walk as it is now told is about.
    pub fn of(walk: &Walk) -> About {
        About { area: walk.area.clone(), began: walk.began(), elapsed_s: walk.elapsed_s }
    }

    /// Returns its end.
    pub fn ended(&self) -> WallTime {
        self.began.plus_s(i64::from(self.elapsed_s))
    }

    /// Tells whether two records may be of one patrol: in one area, at one time.
    pub fn meets(&self, other: &About) -> bool {
        self.area == other.area && self.began < other.ended() && other.began < self.ended()
    }
}

/// What is decided about one walk.
///
/// Wire and stored type: do not rename.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ruling {
    /// It counts although no position speaks for it.
    Accepted,
    /// It does not count, whatever the rule says.
    Excluded,
}

/// How a walk stands: by the rule, and by what was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stand {
    /// Whether it counts, as long as it is not withdrawn.
    pub counts: bool,
    /// What was decided and not taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Decided>,
}

/// A decision that nobody has taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// What.
    pub ruling: Ruling,
    /// Whether it holds. An acceptance rests once the walk is told otherwise, or once the rule itself decides.
    pub holds: bool,
    /// Whether the walk's place or time was corrected since.
    #[serde(default)]
    pub is_told_otherwise: bool,
}

/// Tells whether an acceptance can make a walk count: no position speaks against it, and it was long enough.
pub fn is_acceptable(verdict: &Verdict) -> bool {
    let is_brief = verdict.reasons.iter().any(|reason| matches!(reason, Reason::Short { .. }));
    verdict.outcome == Outcome::Unverified && !is_brief
}

/// What a walk comes to as it stands, for whoever can still decide about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Worth {
    /// It counts.
    Counts,
    /// It would count if a supervisor accepted it, and none has decided about it as it is now told.
    AwaitsDecision,
    /// It does not count.
    CountsNot,
}

/// Tells what a walk comes to. Another record that speaks for the patrol that both are of leaves nothing to decide.
pub fn worth(verdict: &Verdict, stand: &Stand, is_spoken_for: bool) -> Worth {
    let is_decided = stand.decided.is_some_and(|decided| decided.holds);
    if is_spoken_for {
        Worth::CountsNot
    } else if stand.counts {
        Worth::Counts
    } else if is_decided || !is_acceptable(verdict) {
        Worth::CountsNot
    } else {
        Worth::AwaitsDecision
    }
}

/// Weighs a walk as it is now told, with what the rule says of it, against the decision that nobody has taken back.
pub fn weigh(now: &About, verdict: &Verdict, decision: Option<(Ruling, &About)>) -> Stand {
    let Some((ruling, about)) = decision else { return Stand { counts: verdict.counts, decided: None } };
    let is_told_otherwise = about != now;
    let holds = match ruling {
        Ruling::Accepted => !is_told_otherwise && is_acceptable(verdict),
        Ruling::Excluded => true,
    };
    let counts = match ruling {
        Ruling::Accepted => verdict.counts || holds,
        Ruling::Excluded => false,
    };
    Stand { counts, decided: Some(Decided { ruling, holds, is_told_otherwise }) }
}

/// One of several records that were said to be of one patrol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// As it is now told.
    pub about: About,
    /// Whether it counts by itself: it does by rule or decision, and is not withdrawn.
    pub counts: bool,
}

/// Returns for each record the one that speaks for the patrol in its place, if another does: of those that count, the one
/// that began first. `one_patrol` holds pairs of places in `records`. Two that are now told in different areas are not one
/// patrol, whatever was said: that pair rests.
pub fn spoken_for(records: &[Record], one_patrol: &[(usize, usize)]) -> Vec<Option<usize>> {
    let mut patrol: Vec<usize> = (0..records.len()).collect();
    let holds = |&&(one, other): &&(usize, usize)| match (records.get(one), records.get(other)) {
        (Some(one), Some(other)) => one.about.area == other.about.area,
        _ => false,
    };
    for &(one, other) in one_patrol.iter().filter(holds) {
        let (kept, gone) = (patrol[one].min(patrol[other]), patrol[one].max(patrol[other]));
        patrol.iter_mut().filter(|named| **named == gone).for_each(|named| *named = kept);
    }
    let speaker = |idx: usize| {
        let of_patrol = (0..records.len()).filter(|other| patrol[*other] == patrol[idx]);
        of_patrol
            .filter(|other| records[*other].counts)
            .min_by_key(|other| (records[*other].about.began, records[*other].about.ended(), *other))
    };
    (0..records.len()).map(|idx| speaker(idx).filter(|speaker| *speaker != idx)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(area: &str, from_min: i64, length_min: u32) -> About {
        let midnight = WallTime::parse("2026-11-23T00:00:00+01:00").unwrap();
        About {
            area: area.parse().unwrap(),
            began: midnight.plus_s(60 * from_min),
            elapsed_s: 60 * length_min,
        }
    }

    fn verdict(outcome: Outcome, reasons: &[Reason]) -> Verdict {
        Verdict {
            outcome,
            counts: outcome == Outcome::Counted,
            reasons: reasons.to_vec(),
            elapsed_s: 900,
            observed_s: 0,
            dwell_s: 0,
            required_s: 900,
            policy_version: 1,
            boundary_version: 1,
        }
    }

    /// Weighs a decision about a walk in one area that is now told at `now`.
    #[track_caller]
    fn check(
        ruling: Ruling,
        now: &About,
        verdict: &Verdict,
        (counts, holds, is_told_otherwise): (bool, bool, bool),
    ) {
        let then = about("skogas-c", 60, 15);
        let stand = weigh(now, verdict, Some((ruling, &then)));
        assert_eq!(stand, Stand { counts, decided: Some(Decided { ruling, holds, is_told_otherwise }) });
    }

    #[test]
    fn without_a_decision_the_rule_speaks() {
        for outcome in [Outcome::Counted, Outcome::Unverified, Outcome::TooShort] {
            let verdict = verdict(outcome, &[]);
            let stand = weigh(&about("skogas-c", 60, 15), &verdict, None);
            assert_eq!(stand, Stand { counts: verdict.counts, decided: None });
        }
    }

    #[test]
    fn an_acceptance_speaks_where_no_position_does_and_nowhere_else() {
        let now = about("skogas-c", 60, 15);
        check(Ruling::Accepted, &now, &verdict(Outcome::Unverified, &[]), (true, true, false));
        let brief = verdict(Outcome::Unverified, &[Reason::Short { missing_s: 600 }]);
        check(Ruling::Accepted, &now, &brief, (false, false, false));
        for outcome in [Outcome::TooShort, Outcome::Outside, Outcome::NotOnFoot] {
            check(Ruling::Accepted, &now, &verdict(outcome, &[]), (false, false, false));
        }
        check(Ruling::Accepted, &now, &verdict(Outcome::Counted, &[]), (true, false, false));
    }

    #[test]
    fn a_walk_awaits_a_decision_where_one_could_make_it_count() {
        let (now, then) = (about("skogas-c", 60, 15), about("skogas-c", 60, 20));
        let unverified = verdict(Outcome::Unverified, &[]);
        let worth_of = |verdict: &Verdict, decision| worth(verdict, &weigh(&now, verdict, decision), false);
        assert_eq!(worth_of(&unverified, None), Worth::AwaitsDecision);
        assert_eq!(worth_of(&unverified, Some((Ruling::Accepted, &now))), Worth::Counts);
        assert_eq!(worth_of(&unverified, Some((Ruling::Excluded, &now))), Worth::CountsNot);
        // It was accepted, and then told otherwise.
        assert_eq!(worth_of(&unverified, Some((Ruling::Accepted, &then))), Worth::AwaitsDecision);
        assert_eq!(worth_of(&verdict(Outcome::Counted, &[]), None), Worth::Counts);
        assert_eq!(worth_of(&verdict(Outcome::Outside, &[]), None), Worth::CountsNot);
        assert_eq!(
            worth_of(&verdict(Outcome::Unverified, &[Reason::Short { missing_s: 600 }]), None),
            Worth::CountsNot
        );
        for verdict in [unverified, verdict(Outcome::Counted, &[])] {
            assert_eq!(worth(&verdict, &weigh(&now, &verdict, None), true), Worth::CountsNot);
        }
    }

    #[test]
    fn an_acceptance_rests_once_the_walk_is_told_elsewhere_or_at_another_time() {
        let unverified = verdict(Outcome::Unverified, &[]);
        for now in [about("varby-c", 60, 15), about("skogas-c", 61, 15), about("skogas-c", 60, 16)] {
            check(Ruling::Accepted, &now, &unverified, (false, false, true));
        }
        check(
            Ruling::Accepted,
            &about("varby-c", 60, 15),
            &verdict(Outcome::Counted, &[]),
            (true, false, true),
        );
    }

    #[test]
    fn no_correction_undoes_that_a_walk_was_left_out() {
        let counted = verdict(Outcome::Counted, &[]);
        check(Ruling::Excluded, &about("skogas-c", 60, 15), &counted, (false, true, false));
        check(Ruling::Excluded, &about("varby-c", 60, 15), &counted, (false, true, true));
    }

    #[test]
    fn records_meet_in_one_area_at_one_time() {
        let first = about("skogas-c", 60, 15);
        assert!(first.meets(&about("skogas-c", 74, 15)) && first.meets(&about("skogas-c", 50, 60)));
        assert!(!first.meets(&about("skogas-c", 75, 15)) && !first.meets(&about("varby-c", 60, 15)));
    }

    #[track_caller]
    fn check_patrols(records: &[(&str, i64, bool)], pairs: &[(usize, usize)], expected: &[Option<usize>]) {
        let records: Vec<Record> = records
            .iter()
            .map(|&(area, from_min, counts)| Record { about: about(area, from_min, 15), counts })
            .collect();
        assert_eq!(spoken_for(&records, pairs), expected);
    }

    #[test]
    fn of_one_patrol_the_first_that_counts_speaks() {
        let skogas = |from_min, counts| ("skogas-c", from_min, counts);
        check_patrols(&[skogas(65, true), skogas(60, true)], &[(0, 1)], &[Some(1), None]);
        check_patrols(&[skogas(65, true), skogas(60, true)], &[], &[None, None]);
        // What does not count speaks for nobody, and is itself spoken for.
        check_patrols(&[skogas(60, false), skogas(65, true)], &[(0, 1)], &[Some(1), None]);
        check_patrols(&[skogas(60, false), skogas(65, false)], &[(0, 1)], &[None, None]);
        // By a third.
        let three = [skogas(60, true), skogas(62, true), skogas(64, true)];
        check_patrols(&three, &[(2, 1), (1, 0)], &[None, Some(0), Some(0)]);
        check_patrols(&three, &[(2, 1)], &[None, None, Some(1)]);
    }

    #[test]
    fn records_in_different_areas_are_not_one_patrol_whatever_was_said() {
        let records = [("skogas-c", 60, true), ("varby-c", 60, true), ("skogas-c", 61, true)];
        check_patrols(&records, &[(0, 1), (1, 2)], &[None, None, None]);
        check_patrols(&records, &[(0, 1), (0, 2)], &[None, None, Some(0)]);
    }
}
