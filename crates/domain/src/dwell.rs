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
