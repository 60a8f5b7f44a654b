//! A made-up walk on foot: somebody wanders about within a boundary, stops to talk, and a phone sees it with the errors
//! and gaps that phones have. It never looks at the real streets.

use domain::area::{Area, Boundary, Outline};
use domain::fix::{Fix, Spot};
use domain::id::WalkId;
use domain::time::WallTime;
use domain::track::Track;
use domain::walk::{ClockReading, Evidence, Gap, GapReason, Observation, ObservationKind, Walk};

use crate::demo::dice::Dice;

/// What a made-up walk is to be like.
#[derive(Debug, Clone)]
pub struct Stroll {
    /// When it begins.
    pub started: WallTime,
    /// How many walk together.
    pub crew_size: u8,
    /// How it goes.
    pub course: Course,
}

/// How a made-up walk goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// Inside, for as long as the rule asks or a little longer.
    Full,
    /// Inside, but called away after nine to twelve minutes.
    CutShort,
    /// Long enough, but in the streets beyond the boundary.
    Beside,
}

/// What the rule asks for by default. A made-up walk aims at it whatever the rule has become.
const REQUIRED_S: u32 = 15 * 60;

/// How far from the line somebody keeps, so that errors of some metres do not carry the walk across.
const MARGIN_M: f64 = 14.0;

/// A point on the boundary's flat map, in metres.
type Metres = (f64, f64);

/// Makes up a walk in an area.
pub fn walk(area: &Area, stroll: &Stroll, dice: &mut Dice) -> Walk {
    let boundary = area.boundary_at(stroll.started);
    let gaps = gaps(stroll.course, dice);
    let n_unseen_s: u32 = gaps.iter().map(Gap::length_s).sum();
    let elapsed_s = match stroll.course {
        Course::Full | Course::Beside => REQUIRED_S + n_unseen_s + dice.whole(25, 260),
        Course::CutShort => dice.whole(9 * 60, 12 * 60),
    };
    let path = path(boundary, stroll.course, elapsed_s, dice);
    let track = Track::of(fixes(&boundary.outline(), &path, &gaps, dice));
    let observations = observations(&track, elapsed_s, dice);
    Walk {
        id: WalkId(dice.id()),
        area: area.id.clone(),
        crew_size: stroll.crew_size,
        started: stroll.started,
        elapsed_s,
        evidence: Evidence::Recorded { track, gaps, clocks: vec![clock(stroll.started, dice)] },
        observations,
    }
}

/// Returns the clocks at the start: a phone's is seldom more than half a second off.
fn clock(started: WallTime, dice: &mut Dice) -> ClockReading {
    let ahead_ms = i64::from(dice.whole(0, 900)) - 450;
    ClockReading { t_s: 0, wall: started, server_ahead_ms: Some(ahead_ms), position: Some(started) }
}

/// Returns the times for which the phone is in the pocket or the app away: none in most walks.
fn gaps(course: Course, dice: &mut Dice) -> Vec<Gap> {
    let n_gaps = if dice.happens(65) { 0 } else { dice.whole(1, 2) };
    let latest_s = if course == Course::CutShort { 400 } else { 700 };
    let mut gaps: Vec<Gap> = Vec::new();
    for _ in 0..n_gaps {
        let from_s = gaps.last().map_or(60, |gap| gap.to_s + 60) + dice.whole(0, 200);
        if from_s < latest_s {
            gaps.push(Gap { from_s, to_s: from_s + dice.whole(20, 110), reason: GapReason::Hidden });
        }
    }
    gaps
}

/// Returns where somebody is at each second.
fn path(boundary: &Boundary, course: Course, elapsed_s: u32, dice: &mut Dice) -> Vec<Metres> {
    let outline = boundary.outline();
    let is_fit = |at: Metres| {
        let depth_m = outline.depth_m(outline.map().position(at));
        match course {
            Course::Full | Course::CutShort => MARGIN_M <= depth_m,
            Course::Beside => (-320.0..=-60.0).contains(&depth_m),
        }
    };
    let corners: Vec<Metres> = outline.corners().collect();
    // Streets run along the boundary's first side, or across.
    let street = towards(corners[0], corners[1]);
    let mut at = fit_place(&corners, is_fit, dice);
    let mut goal = fit_place(&corners, is_fit, dice);
    let mut heading = at_corner(street, at, goal, dice);
    let mut speed_mps = dice.between(1.0, 1.4);
    let mut halt_s = 0u32;
    let mut path = Vec::with_capacity(elapsed_s as usize + 1);
    for _ in 0..=elapsed_s {
        path.push(at);
        if 0 < halt_s {
            halt_s -= 1;
            continue;
        }
        // People sway a little, turn at a corner every minute or so, and stop to talk.
        heading += dice.normal() * 0.012;
        if dice.happens(2) {
            if (goal.0 - at.0).hypot(goal.1 - at.1) < 50.0 || dice.happens(25) {
                goal = fit_place(&corners, is_fit, dice);
            }
            heading = at_corner(street, at, goal, dice);
            speed_mps = dice.between(0.9, 1.5);
        }
        if dice.whole(1, 300) == 1 {
            halt_s = dice.whole(15, 75);
        }
        // Where the way ends, the next that is open is taken, looking ever farther to both sides.
        let turns = (0..=16).flat_map(|n| [f64::from(n) * 0.2, f64::from(n) * -0.2]);
        let step = |turn: f64| {
            let (sin, cos) = (heading + turn).sin_cos();
            let to = |reach: f64| (at.0 + sin * speed_mps * reach, at.1 + cos * speed_mps * reach);
            (is_fit(to(8.0)) && is_fit(to(1.0))).then(|| (turn, to(1.0)))
        };
        if let Some((turn, next)) = turns.into_iter().find_map(step) {
            heading += turn;
            at = next;
        } else {
            heading += std::f64::consts::PI;
        }
    }
    path
}

/// Returns the heading of the street that leads towards a goal, mostly: now and then another is more inviting.
fn at_corner(street: f64, at: Metres, goal: Metres, dice: &mut Dice) -> f64 {
    use std::f64::consts::FRAC_PI_2;
    let straight = (towards(at, goal) - street) / FRAC_PI_2;
    let quarter = if dice.happens(70) { straight.round() } else { straight.floor() };
    street + quarter * FRAC_PI_2 + dice.normal() * 0.05
}

/// Returns the heading from one place to another, in radians clockwise from north.
fn towards(from: Metres, to: Metres) -> f64 {
    (to.0 - from.0).atan2(to.1 - from.1)
}

/// Returns a random place that is fit to walk on.
fn fit_place(corners: &[Metres], is_fit: impl Fn(Metres) -> bool, dice: &mut Dice) -> Metres {
    // The map's origin is a corner, so everything lies within this reach of it. A fit place is found after a few tries;
    // an area so narrow that none is found is walked from its first corner on.
    let reach_m = corners.iter().map(|corner| corner.0.hypot(corner.1)).fold(0.0, f64::max) + 100.0;
    let place = |dice: &mut Dice| (dice.between(-reach_m, reach_m), dice.between(-reach_m, reach_m));
    (0..5000).map(|_| place(dice)).find(|&place| is_fit(place)).unwrap_or((0.0, 0.0))
}

/// Returns what the phone sees of a path: a fix every few seconds, with errors that drift slowly, none in a gap.
fn fixes(outline: &Outline, path: &[Metres], gaps: &[Gap], dice: &mut Dice) -> Vec<Fix> {
    let mut error = (dice.normal() * 3.0, dice.normal() * 3.0);
    let mut accuracy_m = dice.between(5.0, 12.0);
    let mut t_s = dice.whole(1, 5);
    let mut fixes = Vec::new();
    while let Some(&(x, y)) = path.get(t_s as usize) {
        error = (error.0 * 0.85 + dice.normal() * 1.2, error.1 * 0.85 + dice.normal() * 1.2);
        accuracy_m = (accuracy_m + dice.normal() * 1.1).clamp(3.5, 24.0);
        // Between high walls a single fix is poor.
        let claimed_m = if dice.happens(1) { dice.between(55.0, 90.0) } else { accuracy_m };
        let place = outline.map().position((x + error.0, y + error.1));
        let is_seen = gaps.iter().all(|gap| t_s < gap.from_s || gap.to_s <= t_s);
        fixes.extend(Fix::new(t_s, place, Some(claimed_m)).filter(|_| is_seen));
        t_s += dice.whole(3, 7);
    }
    // Ending a walk takes a last position.
    let last_s = path.len() as u32 - 1;
    let (x, y) = path[last_s as usize];
    let place = outline.map().position((x + error.0, y + error.1));
    fixes.extend(Fix::new(last_s, place, Some(accuracy_m)));
    fixes
}

/// Returns what was noted on the way: mostly nothing or talks, in the order of time.
fn observations(track: &Track, elapsed_s: u32, dice: &mut Dice) -> Vec<Observation> {
    const OFTEN: [ObservationKind; 10] = [
        ObservationKind::Talk,
        ObservationKind::Talk,
        ObservationKind::Talk,
        ObservationKind::Talk,
        ObservationKind::YoungPeople,
        ObservationKind::YoungPeople,
        ObservationKind::DarkSpot,
        ObservationKind::Litter,
        ObservationKind::Drugs,
        ObservationKind::Other,
    ];
    let n_noted = if dice.happens(35) { 0 } else { dice.whole(1, 4) };
    let mut times: Vec<u32> = (0..n_noted).map(|_| dice.whole(20, elapsed_s - 10)).collect();
    times.sort_unstable();
    times
        .into_iter()
        .map(|t_s| {
            let kind = *dice.one_of(&OFTEN);
            Observation { t_s, kind, spot: spot_at(track, t_s), note: note(kind, dice) }
        })
        .collect()
}

/// Returns where the phone last saw somebody before a second.
fn spot_at(track: &Track, t_s: u32) -> Option<Spot> {
    track.fixes().iter().rev().find(|fix| fix.t_s <= t_s).map(|fix| fix.spot)
}

/// Returns a few words, which most notes lack.
fn note(kind: ObservationKind, dice: &mut Dice) -> Option<String> {
    let words = match kind {
        ObservationKind::Talk => "Butiksägaren: lugnare sedan förra månaden",
        ObservationKind::DarkSpot => "Två lyktor släckta vid gångtunneln",
        ObservationKind::Litter => "Krossad ruta vid busshållplatsen",
        ObservationKind::Other => "Öppen källardörr, fastighetsskötaren ringd",
        ObservationKind::YoungPeople | ObservationKind::Drugs => return None,
    };
    dice.happens(25).then(|| words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::areas;
    use domain::policy::{Policy, Rulebook};
    use domain::verdict::{Outcome, judge};

    /// Checks what the rule says of a hundred made-up walks of one kind in every area.
    fn check(course: Course, expected: Outcome) {
        let areas = areas::promised(WallTime::from_ms(0));
        let rulebook =
            Rulebook { revision: 1, areas, policies: vec![Policy::default()], ..Rulebook::default() };
        let started = WallTime::parse("2026-11-18T21:07:00+01:00").unwrap();
        for seed in 0..100 {
            let area = &rulebook.areas[seed as usize % rulebook.areas.len()];
            let walk = walk(area, &Stroll { started, crew_size: 2, course }, &mut Dice::new(seed));
            assert_eq!(walk.check(), Ok(()), "seed {seed}");
            let verdict = judge(&walk, &rulebook).unwrap();
            assert_eq!(verdict.outcome, expected, "seed {seed} in {}: {verdict:?}", area.name);
        }
    }

    #[test]
    fn a_full_walk_counts() {
        check(Course::Full, Outcome::Counted);
    }

    #[test]
    fn a_walk_cut_short_is_too_short() {
        check(Course::CutShort, Outcome::TooShort);
    }

    #[test]
    fn a_walk_beside_the_area_is_outside() {
        check(Course::Beside, Outcome::Outside);
    }

    #[test]
    fn nobody_runs() {
        let area = &areas::promised(WallTime::from_ms(0))[0];
        let path = path(&area.boundaries[0], Course::Full, 1000, &mut Dice::new(3));
        let fastest_mps = path.windows(2).map(|step| (step[1].0 - step[0].0).hypot(step[1].1 - step[0].1));
        assert!(fastest_mps.fold(0.0, f64::max) <= 1.5);
        let area_walked = path.iter().map(|at| ((at.0 / 40.0) as i32, (at.1 / 40.0) as i32));
        assert!(
            10 < area_walked.collect::<std::collections::HashSet<_>>().len(),
            "the walk turns in a corner"
        );
    }
}
