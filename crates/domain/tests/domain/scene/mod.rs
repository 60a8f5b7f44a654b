//! The made-up ground and walks that tests share: a square around Huddinge centrum, places told in metres from its middle.
//! No real area has its shape.

use domain::area::{Boundary, Standing};
use domain::fix::Fix;
use domain::id::WalkId;
use domain::place::{FlatMap, Position};
use domain::time::WallTime;
use domain::track::Track;
use domain::walk::{ClockReading, Evidence, Walk};

/// The middle of the square, and of every recording.
pub(crate) const MIDDLE: Position = Position { lat: 59.23472, lon: 17.98056 };

/// A start on an ordinary evening in week 48.
pub(crate) const START: &str = "2026-11-24T22:14:00+01:00";

/// Returns the point in time that an RFC 3339 text names.
#[track_caller]
pub(crate) fn at(text: &str) -> WallTime {
    WallTime::parse(text).expect("a point in time as RFC 3339 writes it")
}

/// Returns a square boundary around `middle` with the given half side.
pub(crate) fn square_around(middle: Position, half_m: f64) -> Boundary {
    let map = FlatMap::around(middle);
    let corners = [(-half_m, -half_m), (half_m, -half_m), (half_m, half_m), (-half_m, half_m)];
    let ring = corners.map(|corner| map.position(corner)).to_vec();
    Boundary::new(1, WallTime::from_ms(0), Standing::Draft, ring).expect("a square encloses ground")
}

/// Returns a reading `(x, y)` metres east and north of the middle.
pub(crate) fn fix_at(t_s: u32, (x, y): (f64, f64), accuracy_m: Option<f64>) -> Fix {
    Fix::new(t_s, FlatMap::around(MIDDLE).position((x, y)), accuracy_m).expect("the square lies on the globe")
}

/// Returns a walk that was recorded with the given fixes.
pub(crate) fn recorded(started: &str, elapsed_s: u32, fixes: Vec<Fix>) -> Walk {
    let clock = ClockReading { t_s: 0, wall: at(started), server_ahead_ms: None, position: None };
    let evidence = Evidence::Recorded { track: Track::of(fixes), gaps: Vec::new(), clocks: vec![clock] };
    Walk { evidence, ..logged(started, elapsed_s) }
}

/// Returns a walk that was logged afterwards.
pub(crate) fn logged(started: &str, elapsed_s: u32) -> Walk {
    Walk {
        id: WalkId(uuid::Uuid::from_u128(1)),
        area: "huddinge-c".parse().expect("an area's id"),
        crew_size: 2,
        started: at(started),
        elapsed_s,
        evidence: Evidence::Afterwards { reason: "Telefonen var urladdad".to_owned() },
        observations: Vec::new(),
    }
}
