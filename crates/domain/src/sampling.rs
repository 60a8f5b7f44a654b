//! Which of a phone's positions are kept: enough to judge a walk by, few enough to spare battery and storage. It never keeps
//! out a position that changes what is known of the walk.
//!
//! Phones hand out a position each second while somebody moves. A walk of 15 minutes is judged as well by one each 5 to 15
//! seconds: the verdict needs two within a minute and a half, and a step in between is a few metres long.
//!
//! # Why the receiver stays on
//! What is thinned are the writes, not the receiver, which runs from a walk's start to its end and never after. All that a page
//! may ask of it is high accuracy or not, and when. Without high accuracy browsers hand out positions of the network, good to
//! 20 to 1,000 m: most are beyond the policy's limit, and the quarter of an hour that the walk is for would go unobserved. And a
//! receiver that is put off between two kept positions must find its satellites again, a second or more when all goes well and
//! half a minute among houses: longer than the pause itself, and at full power. So a quarter of an hour costs a quarter of an
//! hour of the receiver. What that is in battery was not measured.

use crate::fix::Fix;
use crate::policy::Policy;

/// A way shorter than this within the least interval is jitter, in metres.
const MOVED_M: f64 = 8.0;

/// Tells whether a position is to be kept after the latest that was.
pub fn is_kept(latest: Option<&Fix>, next: &Fix, policy: &Policy) -> bool {
    let Some(latest) = latest else { return true };
    let since_s = next.t_s.saturating_sub(latest.t_s);
    let is_poor =
        |fix: &Fix| fix.accuracy.radius_m().is_some_and(|radius_m| policy.accuracy_limit_m < radius_m);
    if is_poor(latest) && !is_poor(next) {
        return true;
    }
    if policy.fix_max_s <= since_s {
        return true;
    }
    let has_moved = || MOVED_M <= latest.spot.position().distance_m(next.spot.position());
    policy.fix_min_s <= since_s && !is_poor(next) && has_moved()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::{FlatMap, Position};

    /// Returns the seconds of the positions that are kept, of such as come as second, metres east and accuracy in metres.
    #[track_caller]
    fn check(readings: impl IntoIterator<Item = (u32, f64, f64)>, expected: &[u32]) {
        let map = FlatMap::around(Position { lat: 59.23472, lon: 17.98056 });
        let mut kept: Vec<Fix> = Vec::new();
        for (t_s, x, accuracy_m) in readings {
            let fix = Fix::new(t_s, map.position((x, 0.0)), Some(accuracy_m)).unwrap();
            if is_kept(kept.last(), &fix, &Policy::default()) {
                kept.push(fix);
            }
        }
        assert_eq!(kept.iter().map(|fix| fix.t_s).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn one_who_walks_is_seen_each_few_seconds_and_one_who_stands_each_quarter_minute() {
        check((0..30).map(|t_s| (t_s, 1.4 * f64::from(t_s), 5.0)), &[0, 7, 14, 20, 27]);
        check((0..40).map(|t_s| (t_s, f64::from(t_s % 2), 5.0)), &[0, 15, 30]);
    }

    #[test]
    fn a_better_position_is_kept_at_once_and_a_poor_one_only_for_want_of_any() {
        check([(0, 0.0, 300.0), (1, 40.0, 12.0), (2, 40.0, 12.0)], &[0, 1]);
        check([(0, 0.0, 5.0), (7, 90.0, 300.0), (15, 90.0, 300.0)], &[0, 15]);
    }
}
