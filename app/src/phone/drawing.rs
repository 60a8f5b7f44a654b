//! From a walk to its sketch: the boundary that was in force, the trail as the rule takes it, what was noted where.

use domain::area::Area;
use domain::dwell::{Dwell, measure};
use domain::place::Position;
use domain::policy::Policy;
use domain::recording::Recording;
use domain::track::Track;
use domain::walk::{Evidence, Observation, Walk};

use crate::sketch::{Sketch, Trail};

/// Draws a running walk; the dot is its latest position.
pub(crate) fn of_recording(recording: &Recording, area: &Area, dwell: &Dwell) -> Sketch {
    let outline = area.boundary_at(recording.started()).outline();
    let track = Track::of(recording.fixes().to_vec());
    let here = recording.fixes().last().map(|fix| fix.spot.position());
    let trail = Trail { fixes: track.fixes(), beliefs: &dwell.beliefs, gaps: &dwell.gaps };
    Sketch::draw(&outline, Some(trail), &places(recording.observations()), here)
}

/// Draws a walk that was recorded; nothing of one that was logged afterwards.
pub(crate) fn of_walk(walk: &Walk, area: &Area, policy: &Policy) -> Option<Sketch> {
    let Evidence::Recorded { track, gaps, .. } = &walk.evidence else { return None };
    let outline = area.boundary_at(walk.began()).outline();
    let dwell = measure(walk.elapsed_s, track, gaps, &outline, policy);
    let trail = Trail { fixes: track.fixes(), beliefs: &dwell.beliefs, gaps: &dwell.gaps };
    Some(Sketch::draw(&outline, Some(trail), &places(&walk.observations), None))
}

fn places(observations: &[Observation]) -> Vec<Position> {
    observations.iter().filter_map(|seen| seen.spot).map(|spot| spot.position()).collect()
}
