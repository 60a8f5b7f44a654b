//! How long somebody was observed, and how long on foot inside a boundary. Time between fixes is never filled by a guess.
//!
//! # The model
//! A fix is *believed* when its accuracy is within the policy's limit. Two believed fixes at most `max_interval_s` apart
//! have *observed* the time between them, except what the recorder declared blind (hidden, denied, closed). All other
//! time is a *gap*. So observed time and gaps make up the whole walk, second by second.
//!
//! A believed fix is *inside* when it lies within the boundary, or outside by no more than the edge (the policy's `edge_m`,
//! or the fix's own accuracy when that is coarser) and is held by an inside fix at most `max_interval_s` away, directly or
//! through others so held. That is the hysteresis at the boundary: one enters at the line and leaves only beyond the edge.
//!
//! *Dwell* is the observed time spanned by two inside fixes at most `max_interval_s` apart between which somebody on foot
//! can have come ([`crate::pace`] has the physics). A step over the line, or a network position a hundred metres off, takes
//! nothing away when it lasts for less than that; a stay outside does, and so does a ride. Observed time between inside
//! fixes that no walk explains, or that shows a ride, is *fast*; dwell that readings of one and the same place alone speak
//! for is *still*. What that means for a walk, the verdict says.
//!
//! Because only the presence of two fixes speaks for dwell, whatever lies between them, another fix never shortens it and
//! a lost fix never lengthens it.

use serde::{Deserialize, Serialize};

use crate::area::Outline;
use crate::belief::believe;
pub use crate::belief::{Belief, Side};
use crate::fix::Fix;
use crate::pace::{Reading, ridden, spanned};
use crate::policy::Policy;
use crate::spans::Spans;
use crate::track::Track;
use crate::walk::{Gap, GapReason};

/// What is known of a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sight {
    /// On foot inside the boundary.
    Inside,
    /// The same, but each reading repeats the one before.
    Still,
    /// Inside the boundary, faster than on foot.
    Fast,
    /// Outside the boundary.
    Outside,
    /// Not observed.
    Unseen(GapReason),
}

/// A stretch of a walk's time. Half open: from its first second to before its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// Seconds since the walk's start.
    pub from_s: u32,
    /// Seconds since the walk's start.
    pub to_s: u32,
    /// What is known of it.
    pub sight: Sight,
}

/// A walk's time, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dwell {
    /// The whole walk in seconds: `observed_s` and all gaps.
    pub elapsed_s: u32,
    /// Time between believed fixes.
    pub observed_s: u32,
    /// Observed time inside the boundary, on foot or not.
    pub present_s: u32,
    /// Observed time on foot inside the boundary: the dwell.
    pub inside_s: u32,
    /// The part of `inside_s` for which nothing speaks but readings that repeat each other to the metre.
    pub still_s: u32,
    /// The part of `present_s` that was too fast for a walk. It may overlap with `inside_s`: a ride to and fro looks slow
    /// from afar.
    pub fast_s: u32,
    /// The whole walk in order and without a hole.
    pub stretches: Vec<Stretch>,
    /// The time that nobody observed, in order, with the best known reason for each.
    pub gaps: Vec<Gap>,
    /// What became of each fix, in the order of the track.
    pub beliefs: Vec<Belief>,
}

impl Dwell {
    /// Returns the seconds of gaps with the given reason.
    pub fn gap_s(&self, reason: GapReason) -> u32 {
        self.gaps.iter().filter(|gap| gap.reason == reason).map(Gap::length_s).sum()
    }

    /// Returns the observed seconds outside the boundary.
    pub fn outside_s(&self) -> u32 {
        self.observed_s - self.present_s
    }

    /// Returns the dwell of a walk of which no position tells.
    pub fn unseen(elapsed_s: u32) -> Dwell {
        Dwell {
            elapsed_s,
            observed_s: 0,
            present_s: 0,
            inside_s: 0,
            still_s: 0,
            fast_s: 0,
            stretches: Vec::new(),
            gaps: Vec::new(),
            beliefs: Vec::new(),
        }
    }
}

/// Takes a walk's time apart. Time after `elapsed_s` is left out of account.
pub fn measure(elapsed_s: u32, track: &Track, declared: &[Gap], outline: &Outline, policy: &Policy) -> Dwell {
    let beliefs = believe(track.fixes(), outline, policy);
    let times = |wanted: fn(&Belief) -> bool| -> Vec<u32> {
        let chosen = track.fixes().iter().zip(&beliefs).filter(|(_, belief)| wanted(belief));
        chosen.map(|(fix, _)| fix.t_s).collect()
    };
    let whole = Spans::of([(0, elapsed_s)]);
    let sighted = whole.without(&declared_spans(declared, GapReason::is_blind));
    let observed = between(&times(|belief| matches!(belief, Belief::Believed(_))), policy).within(&sighted);
    let present =
        between(&times(|belief| matches!(belief, Belief::Believed(Side::Inside))), policy).within(&sighted);
    let readings = inside_readings(track.fixes(), &beliefs, outline);
    let walked = spanned(&readings, policy, |first, last| first.is_walked_to(last, policy)).within(&sighted);
    let moved = spanned(&readings, policy, |first, last| {
        !first.is_repeated_by(last) && first.is_walked_to(last, policy)
    });
    let still = walked.without(&moved);
    let fast = present.without(&walked.without(&ridden(&readings, policy)));
    let poor = times(|belief| matches!(belief, Belief::Inaccurate));
    let gaps = name_gaps(whole.without(&observed), declared, &poor);
    let parts = [
        (Sight::Inside, walked.without(&still).without(&fast)),
        (Sight::Still, still.without(&fast)),
        (Sight::Fast, fast.clone()),
        (Sight::Outside, observed.without(&present)),
    ];
    Dwell {
        elapsed_s,
        observed_s: observed.length_s(),
        present_s: present.length_s(),
        inside_s: walked.length_s(),
        still_s: still.length_s(),
        fast_s: fast.length_s(),
        stretches: in_order(&parts, &gaps),
        gaps,
        beliefs,
    }
}

/// Lays the fixes inside on the outline's map.
fn inside_readings(fixes: &[Fix], beliefs: &[Belief], outline: &Outline) -> Vec<Reading> {
    let map = outline.map();
    let inside = fixes.iter().zip(beliefs).filter(|(_, belief)| **belief == Belief::Believed(Side::Inside));
    let reading = |(fix, _): (&Fix, &Belief)| Reading {
        t_s: fix.t_s,
        place_m: map.metres(fix.spot.position()),
        radius_m: fix.accuracy.radius_m(),
    };
    inside.map(reading).collect()
}

/// Puts all parts of a walk in the order of time.
fn in_order(parts: &[(Sight, Spans)], gaps: &[Gap]) -> Vec<Stretch> {
    let seen = parts.iter().flat_map(|(sight, spans)| {
        spans.iter().map(|(from_s, to_s)| Stretch { from_s, to_s, sight: *sight })
    });
    let unseen = gaps.iter().map(|gap| Stretch {
        from_s: gap.from_s,
        to_s: gap.to_s,
        sight: Sight::Unseen(gap.reason),
    });
    let mut stretches: Vec<Stretch> = seen.chain(unseen).collect();
    stretches.sort_unstable_by_key(|stretch| stretch.from_s);
    stretches
}

/// Returns the time between neighbours that are at most the policy's longest interval apart.
fn between(times: &[u32], policy: &Policy) -> Spans {
    let neighbours = times.windows(2).map(|pair| (pair[0], pair[1]));
    Spans::of(neighbours.filter(|(from_s, to_s)| to_s - from_s <= policy.max_interval_s))
}

/// Returns the time that was declared a gap with one of the wanted reasons.
fn declared_spans(declared: &[Gap], is_wanted: impl Fn(GapReason) -> bool) -> Spans {
    Spans::of(declared.iter().filter(|gap| is_wanted(gap.reason)).map(|gap| (gap.from_s, gap.to_s)))
}

/// Names the reason of all unseen time: where several were declared the first in the order of reasons; where none was,
/// that fixes came but were too poor, else that none came.
fn name_gaps(mut unseen: Spans, declared: &[Gap], poor: &[u32]) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = Vec::new();
    for reason in GapReason::ALL {
        let because = declared_spans(declared, |declared| declared == reason);
        gaps.extend(unseen.within(&because).iter().map(|(from_s, to_s)| Gap { from_s, to_s, reason }));
        unseen = unseen.without(&because);
    }
    gaps.extend(unseen.iter().map(|(from_s, to_s)| {
        let next_poor_s = poor.get(poor.partition_point(|&t_s| t_s < from_s));
        let has_poor_fix = next_poor_s.is_some_and(|&t_s| t_s <= to_s);
        Gap { from_s, to_s, reason: if has_poor_fix { GapReason::Inaccurate } else { GapReason::Timeout } }
    }));
    gaps.sort_unstable_by_key(|gap| gap.from_s);
    gaps.dedup_by(|next, gap| {
        let goes_on = gap.to_s == next.from_s && gap.reason == next.reason;
        if goes_on {
            gap.to_s = next.to_s;
        }
        goes_on
    });
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::area::tests::square;
    use crate::place::{FlatMap, Position};
    use GapReason::{Closed, Hidden, Inaccurate, Timeout};
    use expect_test::{Expect, expect};

    /// Length in seconds; readings as second, metres east of the middle and accuracy in metres (0 for none); what was
    /// declared. The square's line lies at 150 m.
    type Case<'a> = (u32, &'a [(u32, f64, f64)], &'a [(u32, u32, GapReason)]);

    #[track_caller]
    fn check(cases: &[Case<'_>], expected: Expect) {
        expected.assert_eq(&cases.iter().map(told).collect::<String>());
    }

    fn told(&(elapsed_s, readings, declared): &Case<'_>) -> String {
        let map = FlatMap::around(Position { lat: 59.23472, lon: 17.98056 });
        let fix = |&(t_s, x, accuracy_m): &(u32, f64, f64)| {
            let accuracy_m = (0.0 < accuracy_m).then_some(accuracy_m);
            Fix::new(t_s, map.position((x, 0.0)), accuracy_m).unwrap()
        };
        let track = Track::of(readings.iter().map(fix).collect());
        let gap = |&(from_s, to_s, reason): &(u32, u32, GapReason)| Gap { from_s, to_s, reason };
        let declared: Vec<Gap> = declared.iter().map(gap).collect();
        let dwell = measure(elapsed_s, &track, &declared, &square(150.0).outline(), &Policy::default());
        let mut told =
            format!("{} inside, {} observed of {}", dwell.inside_s, dwell.observed_s, dwell.elapsed_s);
        for gap in &dwell.gaps {
            told += &format!(", {}..{} {:?}", gap.from_s, gap.to_s, gap.reason);
        }
        told + "\n"
    }

    #[test]
    fn time_between_believed_fixes_is_observed_up_to_the_longest_interval() {
        check(
            &[
                (180, &[(0, 0.0, 5.0), (90, 0.0, 5.0), (180, 0.0, 5.0)], &[]),
                (181, &[(0, 0.0, 5.0), (90, 0.0, 5.0), (181, 0.0, 5.0)], &[]),
                (60, &[(10, 0.0, 5.0), (50, 0.0, 5.0)], &[]),
                (60, &[(30, 0.0, 5.0)], &[]),
                (60, &[], &[]),
                (0, &[(0, 0.0, 5.0)], &[]),
            ],
            expect![[r#"
                180 inside, 180 observed of 180
                90 inside, 90 observed of 181, 90..181 Timeout
                40 inside, 40 observed of 60, 0..10 Timeout, 50..60 Timeout
                0 inside, 0 observed of 60, 0..60 Timeout
                0 inside, 0 observed of 60, 0..60 Timeout
                0 inside, 0 observed of 0
            "#]],
        );
    }

    #[test]
    fn time_after_the_end_is_left_out() {
        check(
            &[(60, &[(0, 0.0, 5.0), (50, 0.0, 5.0), (70, 0.0, 5.0)], &[(55, 90, Hidden)])],
            expect![[r#"
            55 inside, 55 observed of 60, 55..60 Hidden
        "#]],
        );
    }

    #[test]
    fn one_enters_at_the_line_and_leaves_beyond_the_edge() {
        check(
            &[
                // On the edge without ever having been inside; after it; before it.
                (60, &[(0, 160.0, 5.0), (60, 160.0, 5.0)], &[]),
                (60, &[(0, 140.0, 5.0), (30, 160.0, 5.0), (60, 160.0, 5.0)], &[]),
                (60, &[(0, 160.0, 5.0), (30, 160.0, 5.0), (60, 140.0, 5.0)], &[]),
                // Beyond the edge of 15 m, unless the fix itself is coarser.
                (60, &[(0, 140.0, 5.0), (30, 167.0, 5.0), (60, 167.0, 5.0)], &[]),
                (60, &[(0, 140.0, 5.0), (30, 167.0, 20.0), (60, 167.0, 20.0)], &[]),
                // The inside too long ago to hold it.
                (181, &[(0, 140.0, 5.0), (91, 160.0, 5.0), (181, 160.0, 5.0)], &[]),
            ],
            expect![[r#"
                0 inside, 60 observed of 60
                60 inside, 60 observed of 60
                60 inside, 60 observed of 60
                0 inside, 60 observed of 60
                60 inside, 60 observed of 60
                0 inside, 90 observed of 181, 0..91 Timeout
            "#]],
        );
    }

    #[test]
    fn a_step_over_the_line_is_dwell_and_a_stay_outside_is_not() {
        let stay = [(0, 0.0, 5.0), (40, 300.0, 5.0), (80, 300.0, 5.0), (120, 0.0, 5.0), (150, 0.0, 5.0)];
        check(
            &[(80, &[(0, 0.0, 5.0), (40, 300.0, 5.0), (80, 0.0, 5.0)], &[]), (150, &stay, &[])],
            expect![[r#"
                80 inside, 80 observed of 80
                30 inside, 150 observed of 150
            "#]],
        );
    }

    #[test]
    fn what_claims_to_be_too_coarse_is_not_believed() {
        let coarse = [(0, 0.0, 5.0), (60, 0.0, 700.0), (120, 0.0, 5.0), (150, 0.0, 5.0)];
        let unknown = [(0, 0.0, 0.0), (60, 0.0, 0.0)];
        check(
            &[(150, &coarse, &[]), (60, &unknown, &[])],
            expect![[r#"
            30 inside, 30 observed of 150, 0..120 Inaccurate
            60 inside, 60 observed of 60
        "#]],
        );
    }

    #[test]
    fn two_readings_in_one_second_both_speak() {
        let contrary = [(0, 0.0, 5.0), (45, 300.0, 5.0), (45, 0.0, 40.0), (130, 0.0, 5.0)];
        let same = [(0, 0.0, 5.0), (0, 0.0, 5.0), (30, 0.0, 5.0), (30, 0.0, 5.0)];
        check(
            &[(130, &contrary, &[]), (30, &same, &[])],
            expect![[r#"
            130 inside, 130 observed of 130
            30 inside, 30 observed of 30
        "#]],
        );
    }

    #[test]
    fn declared_blind_time_is_a_gap_even_between_close_fixes() {
        let steady: Vec<(u32, f64, f64)> = (0..=20).map(|idx| (idx * 10, 0.0, 5.0)).collect();
        check(
            &[
                (200, &steady, &[(15, 55, Hidden)]),
                (200, &steady, &[(100, 150, Closed), (120, 300, Hidden), (0, 5, Closed)]),
                // These two say why no fix was believed; where fixes were, they say nothing.
                (200, &steady, &[(15, 55, Timeout), (60, 80, Inaccurate)]),
                (200, &steady, &[(80, 20, Hidden), (30, 30, Hidden)]),
            ],
            expect![[r#"
                160 inside, 160 observed of 200, 15..55 Hidden
                95 inside, 95 observed of 200, 0..5 Closed, 100..120 Closed, 120..200 Hidden
                200 inside, 200 observed of 200
                200 inside, 200 observed of 200
            "#]],
        );
    }

    #[test]
    fn a_gap_is_cut_where_its_reason_changes() {
        let ends = [(0, 0.0, 5.0), (30, 0.0, 5.0), (200, 0.0, 700.0), (400, 0.0, 5.0)];
        check(
            &[
                (400, &ends, &[(50, 90, Hidden), (90, 120, Closed), (110, 130, Timeout)]),
                (400, &ends, &[(130, 140, Timeout), (140, 400, Inaccurate)]),
            ],
            expect![[r#"
                30 inside, 30 observed of 400, 30..50 Timeout, 50..90 Hidden, 90..120 Closed, 120..130 Timeout, 130..400 Inaccurate
                30 inside, 30 observed of 400, 30..140 Timeout, 140..400 Inaccurate
            "#]],
        );
    }
}
