//! A map sketch: an area's boundary, a walk's trail, what was noted. Drawn from positions alone; it loads no map.

use domain::area::Outline;
use domain::dwell::{Belief, Side};
use domain::fix::Fix;
use domain::place::Position;
use domain::walk::Gap;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What a sketch shows, in the units of its 100 × 100 view box.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Sketch {
    /// The boundary as a closed SVG path.
    pub boundary: String,
    /// The trail in runs: each a path and whether it lies inside. Nothing is drawn across a gap.
    pub trail: Vec<(Side, String)>,
    /// Fixes that were not believed.
    pub disbelieved: Vec<(f64, f64)>,
    /// What was noted, where.
    pub notes: Vec<(f64, f64)>,
    /// Where the phone is now.
    pub here: Option<(f64, f64)>,
    /// How many units a hundred metres are.
    pub hundred_m: f64,
}

/// How the fixes of a trail are to be taken.
#[derive(Debug, Clone, Copy)]
pub struct Trail<'a> {
    /// In order of time.
    pub fixes: &'a [Fix],
    /// What became of each.
    pub beliefs: &'a [Belief],
    /// Where the trail is not to be joined.
    pub gaps: &'a [Gap],
}

impl Sketch {
    /// Margin around what is drawn, in units.
    const MARGIN: f64 = 6.0;

    /// Draws a boundary and, if there is one, the trail of a walk, all within the view box.
    pub fn draw(
        outline: &Outline,
        trail: Option<Trail<'_>>,
        notes: &[Position],
        here: Option<Position>,
    ) -> Sketch {
        let map = outline.map();
        let corners: Vec<(f64, f64)> = outline.corners().collect();
        let believed =
            |trail: &Trail<'_>, idx: usize| matches!(trail.beliefs.get(idx), Some(Belief::Believed(_)));
        let walked = trail.iter().flat_map(|trail| {
            trail
                .fixes
                .iter()
                .enumerate()
                .filter(|(idx, _)| believed(trail, *idx))
                .map(|(_, fix)| map.metres(fix.spot.position()))
        });
        let scale = Scale::fitting(corners.iter().copied().chain(walked));
        let place = |position: Position| scale.units(map.metres(position));
        let mut sketch = Sketch {
            boundary: path(corners.iter().map(|&corner| scale.units(corner))) + "Z",
            notes: notes.iter().map(|&note| place(note)).collect(),
            here: here.map(place),
            hundred_m: 100.0 * scale.units_per_m,
            ..Sketch::default()
        };
        if let Some(trail) = trail {
            for run in runs(&trail) {
                let points = run.fixes.iter().map(|fix| place(fix.spot.position()));
                sketch.trail.push((run.side, path(points)));
            }
            let poor = trail
                .fixes
                .iter()
                .zip(trail.beliefs)
                .filter(|(_, belief)| !matches!(belief, Belief::Believed(_)));
            sketch.disbelieved = poor
                .map(|(fix, _)| place(fix.spot.position()))
                .filter(|&(x, y)| in_box(x) && in_box(y))
                .collect();
        }
        sketch
    }
}

fn in_box(unit: f64) -> bool {
    (0.0..=100.0).contains(&unit)
}

/// How metres become units.
pub(crate) struct Scale {
    centre: (f64, f64),
    pub(crate) units_per_m: f64,
}

impl Scale {
    pub(crate) fn fitting(points: impl Iterator<Item = (f64, f64)>) -> Scale {
        let (mut min, mut max) = ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN));
        for (x, y) in points {
            min = (min.0.min(x), min.1.min(y));
            max = (max.0.max(x), max.1.max(y));
        }
        let span_m = (max.0 - min.0).max(max.1 - min.1).max(1.0);
        Scale {
            centre: ((min.0 + max.0) / 2.0, (min.1 + max.1) / 2.0),
            units_per_m: (100.0 - 2.0 * Sketch::MARGIN) / span_m,
        }
    }

    pub(crate) fn units(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (50.0 + (x - self.centre.0) * self.units_per_m, 50.0 - (y - self.centre.1) * self.units_per_m)
    }
}

/// Fixes that follow each other without a gap, on one side of the boundary.
pub(crate) struct Run {
    pub(crate) side: Side,
    pub(crate) fixes: Vec<Fix>,
}

pub(crate) fn runs(trail: &Trail<'_>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut last: Option<Fix> = None;
    for (fix, belief) in trail.fixes.iter().zip(trail.beliefs) {
        let Belief::Believed(side) = *belief else { continue };
        let is_joined = last
            .is_some_and(|last| trail.gaps.iter().all(|gap| gap.to_s <= last.t_s || fix.t_s <= gap.from_s));
        match (runs.last_mut(), last) {
            (Some(run), Some(_)) if is_joined && run.side == side => run.fixes.push(*fix),
            (Some(_), Some(last)) if is_joined => runs.push(Run { side, fixes: vec![last, *fix] }),
            _ => runs.push(Run { side, fixes: vec![*fix] }),
        }
        last = Some(*fix);
    }
    runs
}

/// Joins points to an SVG path; a lone point becomes a dot.
pub(crate) fn path(points: impl Iterator<Item = (f64, f64)>) -> String {
    let mut path = String::new();
    let mut n_points = 0;
    for (x, y) in points {
        path += &format!("{}{x:.1} {y:.1}", if n_points == 0 { 'M' } else { 'L' });
        n_points += 1;
    }
    if n_points == 1 { path + "h0" } else { path }
}

/// Shows a sketch. `label` says in words what it shows.
#[component]
pub fn MapSketch(
    /// What it shows.
    #[prop(into)]
    sketch: Signal<Sketch>,
    /// The same in words, for those who do not see it.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let class = |side: &Side| match side {
        Side::Inside => "trail inside",
        Side::Outside => "trail outside",
    };
    let dots = |points: &[(f64, f64)], class: &'static str, radius: &'static str| {
        points
            .iter()
            .map(|(x, y)| view! { <circle class=class cx=format!("{x:.1}") cy=format!("{y:.1}") r=radius /> })
            .collect_view()
    };
    let drawn = move || {
        let sketch = sketch.get();
        view! {
            <path class="boundary" d=sketch.boundary.clone() />
            {sketch.trail.iter().map(|(side, d)| view! { <path class=class(side) d=d.clone() /> }).collect_view()}
            {dots(&sketch.disbelieved, "disbelieved", "1")}
            {dots(&sketch.notes, "note", "2.2")}
            {sketch.here.map(|here| dots(&[here], "here", "3"))}
            <path class="scale" d=format!("M4 97h{:.1}", sketch.hundred_m) />
            <text class="scale" x="4" y="95">"100 m"</text>
        }
    };
    view! {
        <svg class="sketch" viewBox="0 0 100 100" role="img" aria-label=label>
            {drawn}
        </svg>
    }
}
