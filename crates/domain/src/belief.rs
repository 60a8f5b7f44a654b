//! Which fixes are believed, and on which side of the boundary they lie. It never looks at how fast anybody went.

use serde::{Deserialize, Serialize};

use crate::area::Outline;
use crate::fix::Fix;
use crate::policy::Policy;

/// Where a believed fix lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Within the boundary, or on its edge and held there by an inside fix.
    Inside,
    /// Beyond.
    Outside,
}

/// What became of one fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belief {
    /// It is believed.
    Believed(Side),
    /// Its accuracy is beyond the policy's limit.
    Inaccurate,
}

/// Decides which fixes are believed and on which side of the boundary they lie.
pub(crate) fn believe(fixes: &[Fix], outline: &Outline, policy: &Policy) -> Vec<Belief> {
    let mut beliefs: Vec<Belief> = Vec::with_capacity(fixes.len());
    let mut on_edge = vec![false; fixes.len()];
    for (idx, fix) in fixes.iter().enumerate() {
        // A source that gives no accuracy is taken to be as poor as the policy just allows.
        let radius_m = fix.accuracy.radius_m().unwrap_or(policy.accuracy_limit_m);
        if policy.accuracy_limit_m < radius_m {
            beliefs.push(Belief::Inaccurate);
            continue;
        }
        let place = fix.spot.position();
        if outline.contains(place) {
            beliefs.push(Belief::Believed(Side::Inside));
            continue;
        }
        // Measuring is what takes time here, and most fixes lie inside.
        let depth_m = outline.depth_m(place);
        on_edge[idx] = depth_m < 0.0 && -policy.edge_m.max(radius_m) <= depth_m;
        beliefs.push(Belief::Believed(if 0.0 <= depth_m { Side::Inside } else { Side::Outside }));
    }
    // Once forwards and once backwards: whatever is held through others is so held from one of the two sides.
    hold_edge(fixes, &on_edge, &mut beliefs, policy, 0..fixes.len());
    hold_edge(fixes, &on_edge, &mut beliefs, policy, (0..fixes.len()).rev());
    beliefs
}

/// Takes fixes on the edge as inside where one inside lies close before them in the given order.
fn hold_edge(
    fixes: &[Fix],
    on_edge: &[bool],
    beliefs: &mut [Belief],
    policy: &Policy,
    order: impl Iterator<Item = usize>,
) {
    let mut last_inside_s = None;
    for idx in order {
        let t_s = fixes[idx].t_s;
        let is_held = last_inside_s.is_some_and(|last_s: u32| t_s.abs_diff(last_s) <= policy.max_interval_s);
        if on_edge[idx] && is_held {
            beliefs[idx] = Belief::Believed(Side::Inside);
        }
        if beliefs[idx] == Belief::Believed(Side::Inside) {
            last_inside_s = Some(t_s);
        }
    }
}
