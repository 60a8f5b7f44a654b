//! A walk's time as a strip: when it was in the area, outside, or not seen. It never fills a gap by a guess.

use domain::dwell::{Belief, Dwell, Side};
use domain::fix::Fix;
use serde::{Deserialize, Serialize};

/// What is known of a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sight {
    /// Observed in the area.
    Inside,
    /// Observed outside.
    Outside,
    /// Not observed.
    Unseen,
}

/// One stretch of a walk's time, in seconds since its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// What is known of it.
    pub sight: Sight,
    /// Its first second.
    pub from_s: u32,
    /// The one after its last.
    pub to_s: u32,
}

/// Cuts a walk's time into stretches, in order and without a hole. Those inside add up to the walk's dwell.
///
/// `max_interval_s` is the policy's longest time between two fixes inside that still counts as in the area.
pub fn stretches(dwell: &Dwell, fixes: &[Fix], max_interval_s: u32) -> Vec<Stretch> {
    let inside: Vec<u32> = fixes
        .iter()
        .zip(&dwell.beliefs)
        .filter(|(_, belief)| **belief == Belief::Believed(Side::Inside))
        .map(|(fix, _)| fix.t_s)
        .collect();
    let mut cuts: Vec<u32> = dwell.gaps.iter().flat_map(|gap| [gap.from_s, gap.to_s]).collect();
    cuts.extend(inside.iter().copied().chain([0, dwell.elapsed_s]));
    cuts.retain(|cut_s| *cut_s <= dwell.elapsed_s);
    cuts.sort_unstable();
    cuts.dedup();
    let sight = |from_s: u32| {
        if dwell.gaps.iter().any(|gap| gap.from_s <= from_s && from_s < gap.to_s) {
            return Sight::Unseen;
        }
        let next = inside.partition_point(|t_s| *t_s <= from_s);
        let around = next.checked_sub(1).and_then(|before| inside.get(before)).zip(inside.get(next));
        match around {
            Some((before_s, after_s)) if after_s - before_s <= max_interval_s => Sight::Inside,
            _ => Sight::Outside,
        }
    };
    let mut stretches: Vec<Stretch> = Vec::new();
    for pair in cuts.windows(2) {
        let (from_s, to_s) = (pair[0], pair[1]);
        match stretches.last_mut() {
            Some(last) if last.sight == sight(from_s) => last.to_s = to_s,
            _ => stretches.push(Stretch { sight: sight(from_s), from_s, to_s }),
        }
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::area::{Boundary, Standing};
    use domain::dwell::measure;
    use domain::place::{FlatMap, Position};
    use domain::policy::Policy;
    use domain::time::WallTime;
    use domain::track::Track;
    use domain::walk::{Gap, GapReason};
    use expect_test::{Expect, expect};

    /// Cuts a walk straight to the east from the middle of a square of 300 m: readings are second and metres.
    #[track_caller]
    fn check(elapsed_s: u32, readings: &[(u32, f64)], gaps: &[Gap], expected: Expect) {
        let map = FlatMap::around(Position { lat: 59.23472, lon: 17.98056 });
        let corners = [(-150.0, -150.0), (150.0, -150.0), (150.0, 150.0), (-150.0, 150.0)];
        let ring = corners.map(|corner| map.position(corner)).to_vec();
        let boundary = Boundary::new(1, WallTime::from_ms(0), Standing::Draft, ring).unwrap();
        let fix = |&(t_s, x): &(u32, f64)| Fix::new(t_s, map.position((x, 0.0)), Some(5.0)).unwrap();
        let track = Track::of(readings.iter().map(fix).collect());
        let policy = Policy::default();
        let dwell = measure(elapsed_s, &track, gaps, &boundary.outline(), &policy);
        let stretches = stretches(&dwell, track.fixes(), policy.max_interval_s);
        let sum = |sight: Sight| -> u32 {
            stretches
                .iter()
                .filter(|stretch| stretch.sight == sight)
                .map(|stretch| stretch.to_s - stretch.from_s)
                .sum()
        };
        assert_eq!(
            (sum(Sight::Inside), sum(Sight::Outside)),
            (dwell.inside_s, dwell.observed_s - dwell.inside_s)
        );
        let told: Vec<String> =
            stretches.iter().map(|s| format!("{}..{} {:?}", s.from_s, s.to_s, s.sight)).collect();
        expected.assert_eq(&told.join(", "));
    }

    #[test]
    fn a_walk_is_cut_where_what_is_known_changes() {
        let hidden = Gap { from_s: 100, to_s: 130, reason: GapReason::Hidden };
        let steady: Vec<(u32, f64)> = (0..=20).map(|idx| (idx * 10, 0.0)).collect();
        check(200, &steady, &[hidden], expect!["0..100 Inside, 100..130 Unseen, 130..200 Inside"]);
        check(
            300,
            &[(0, 0.0), (60, 0.0), (120, 400.0), (180, 400.0), (240, 0.0), (300, 0.0)],
            &[],
            expect!["0..60 Inside, 60..240 Outside, 240..300 Inside"],
        );
        check(60, &[], &[], expect!["0..60 Unseen"]);
        check(80, &[(0, 0.0), (40, 300.0), (80, 0.0)], &[], expect!["0..80 Inside"]);
    }
}
