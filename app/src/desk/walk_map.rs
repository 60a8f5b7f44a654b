//! The map of one walk: boundary, trail, gaps and what was noted, with a scale and north. Drawn from positions alone; nothing
//! is drawn where nobody saw, and no map is loaded.

use domain::dwell::{Belief, Dwell, Side};
use domain::fix::Fix;
use domain::place::{FlatMap, Position};
use domain::track::Track;
use domain::walk::Gap;

use super::svg::{Anchor, Svg};
use crate::sketch::{Scale, Trail, path, runs};
use crate::texts::Language;
use crate::texts::desk::decision::Say;
use crate::texts::moment;

/// The picture's side, in units.
const SIDE: f64 = 400.0;

/// How many units of the picture one unit of a sketch is.
const ZOOM: f64 = 4.0;

/// What a map shows.
pub(crate) struct Shown<'a> {
    /// The boundary's corners around the middle of `map`, in metres.
    pub(crate) corners: Vec<(f64, f64)>,
    /// How positions become metres.
    pub(crate) map: FlatMap,
    /// What was recorded, and what became of it.
    pub(crate) seen: Option<(&'a Track, &'a Dwell)>,
    /// Gaps that are worth naming, each with the time at which it begins.
    pub(crate) gaps: Vec<(Gap, domain::time::WallTime)>,
    /// Where something was noted, with its number in the list beside.
    pub(crate) notes: Vec<(usize, Position)>,
}

/// Draws a map. `title` and `told` say in words what it shows.
pub(crate) fn draw(language: Language, shown: &Shown<'_>, title: &str, told: &str) -> String {
    let believed: Vec<Fix> = shown.seen.map(believed).unwrap_or_default();
    let walked = believed.iter().map(|fix| shown.map.metres(fix.spot.position()));
    let noted = shown.notes.iter().map(|(_, place)| shown.map.metres(*place));
    let scale = Scale::fitting(shown.corners.iter().copied().chain(walked).chain(noted));
    let units = |metres: (f64, f64)| {
        let (x, y) = scale.units(metres);
        (x * ZOOM, y * ZOOM)
    };
    let place = |position: Position| units(shown.map.metres(position));
    let mut svg = Svg::new("map", "walk-map", (SIDE, SIDE), title, told);
    svg.path("boundary", &(path(shown.corners.iter().map(|&corner| units(corner))) + "Z"));
    if let Some((track, dwell)) = shown.seen {
        draw_trail(&mut svg, track, dwell, &place);
    }
    for (gap, from) in &shown.gaps {
        draw_gap(&mut svg, &believed, gap, &moment::clock(*from), &place);
    }
    draw_ends(&mut svg, language, &believed, &place);
    for (number, position) in &shown.notes {
        let (x, y) = place(*position);
        svg.circle("note", (x, y), 8.0);
        svg.text("note-number", (x, y + 4.0), Anchor::Middle, &number.to_string());
    }
    draw_scale(&mut svg, scale.units_per_m * ZOOM);
    svg.done()
}

fn believed((track, dwell): (&Track, &Dwell)) -> Vec<Fix> {
    let is_believed = |belief: &Belief| matches!(belief, Belief::Believed(_));
    let pairs = track.fixes().iter().zip(&dwell.beliefs);
    pairs.filter(|(_, belief)| is_believed(belief)).map(|(fix, _)| *fix).collect()
}

fn draw_trail(svg: &mut Svg, track: &Track, dwell: &Dwell, place: &impl Fn(Position) -> (f64, f64)) {
    let trail = Trail { fixes: track.fixes(), beliefs: &dwell.beliefs, gaps: &dwell.gaps };
    for run in runs(&trail) {
        let class = match run.side {
            Side::Inside => "trail inside",
            Side::Outside => "trail outside",
        };
        svg.path(class, &path(run.fixes.iter().map(|fix| place(fix.spot.position()))));
    }
    let poor = track.fixes().iter().zip(&dwell.beliefs);
    for (fix, _) in poor.filter(|(_, belief)| !matches!(belief, Belief::Believed(_))) {
        let (x, y) = place(fix.spot.position());
        if (0.0..=SIDE).contains(&x) && (0.0..=SIDE).contains(&y) {
            svg.circle("disbelieved", (x, y), 3.0);
        }
    }
}

/// Marks the last position before a gap and the first after it. The way between them nobody knows.
fn draw_gap(svg: &mut Svg, believed: &[Fix], gap: &Gap, from: &str, place: &impl Fn(Position) -> (f64, f64)) {
    let before = believed.iter().rev().find(|fix| fix.t_s <= gap.from_s);
    let after = believed.iter().find(|fix| gap.to_s <= fix.t_s);
    for fix in [before, after].into_iter().flatten() {
        let (x, y) = place(fix.spot.position());
        svg.rect("gap-end", (x - 5.0, y - 5.0), (10.0, 10.0), "");
    }
    if let Some(fix) = before.or(after) {
        let (x, y) = place(fix.spot.position());
        let anchor = if SIDE - 60.0 < x { Anchor::End } else { Anchor::Start };
        let x = if SIDE - 60.0 < x { x - 9.0 } else { x + 9.0 };
        svg.text("gap-label", (x, y - 6.0), anchor, from);
    }
}

fn draw_ends(svg: &mut Svg, language: Language, believed: &[Fix], place: &impl Fn(Position) -> (f64, f64)) {
    let (Some(first), Some(last)) = (believed.first(), believed.last()) else { return };
    let ends = [(first, "start", Say::MapStart, -10.0), (last, "end", Say::MapEnd, 20.0)];
    for (fix, class, word, off) in ends {
        let (x, y) = place(fix.spot.position());
        svg.circle(class, (x, y), 6.0);
        let x = x.clamp(24.0, SIDE - 24.0);
        svg.text("end-label", (x, (y + off).clamp(14.0, SIDE - 6.0)), Anchor::Middle, word.say(language));
    }
}

/// Draws a bar of a round length of about a quarter of the picture, and where north is.
fn draw_scale(svg: &mut Svg, units_per_m: f64) {
    let lengths = [10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0, 10_000.0, 50_000.0];
    let length_m = lengths.into_iter().rev().find(|m| m * units_per_m <= SIDE / 3.0).unwrap_or(10.0);
    let (left, low) = (14.0, SIDE - 12.0);
    let right = left + length_m * units_per_m;
    svg.path("scale", &format!("M{left} {:.1}V{low:.1}H{right:.1}V{:.1}", low - 6.0, low - 6.0));
    let label = if length_m < 1000.0 { format!("{length_m} m") } else { format!("{} km", length_m / 1000.0) };
    svg.text("scale", (left + 4.0, low - 6.0), Anchor::Start, &label);
    svg.path("scale", &format!("M{0} 34V12M{1} 18L{0} 12L{2} 18", SIDE - 14.0, SIDE - 18.0, SIDE - 10.0));
    svg.text("scale", (SIDE - 14.0, 48.0), Anchor::Middle, "N");
}
