//! Areas and their boundaries. A boundary is versioned: a new one is added, an old one is never overwritten.

use geo::{Contains, Distance, Euclidean, LineString, Point, Polygon};
use serde::{Deserialize, Serialize};

use crate::id::AreaId;
use crate::place::{FlatMap, Position};
use crate::time::WallTime;

/// A named place that the promise speaks of, with all its boundaries so far, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Areaish")]
pub struct Area {
    /// The short word that names it in URLs and tables.
    pub id: AreaId,
    /// What people call it, such as "Skogås C".
    pub name: String,
    /// At least one, in order of version.
    pub boundaries: Vec<Boundary>,
}

impl Area {
    /// Returns the boundary in force at a point in time: the latest that had begun, else the first.
    pub fn boundary_at(&self, at: WallTime) -> &Boundary {
        let begun = self.boundaries.iter().rev().find(|boundary| boundary.valid_from <= at);
        begun.or(self.boundaries.first()).expect("an area has at least one boundary")
    }

    /// Returns since when the area is followed: weeks that ended before are neither kept nor missed.
    pub fn followed_since(&self) -> WallTime {
        self.boundaries.first().expect("an area has at least one boundary").valid_from
    }
}

/// An area as it is read, before it is known to have a boundary.
#[derive(Deserialize)]
struct Areaish {
    id: AreaId,
    name: String,
    boundaries: Vec<Boundary>,
}

/// Says that an area has no boundary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an area has at least one boundary")]
pub struct NoBoundary;

impl TryFrom<Areaish> for Area {
    type Error = NoBoundary;

    fn try_from(read: Areaish) -> Result<Area, NoBoundary> {
        if read.boundaries.is_empty() {
            return Err(NoBoundary);
        }
        Ok(Area { id: read.id, name: read.name, boundaries: read.boundaries })
    }
}

/// One version of an area's outline on the ground.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Boundaryish")]
pub struct Boundary {
    /// 1, 2, 3 … within its area.
    pub version: u32,
    /// The walks that start from here on are judged by it.
    pub valid_from: WallTime,
    /// Whether those who know the place have confirmed it.
    pub standing: Standing,
    ring: Vec<Position>,
}

/// Whether a boundary is somebody's draft or confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Drawn by hand as a start; the police are to confirm it.
    Draft,
    /// Confirmed by those who walk there.
    Confirmed,
}

/// A boundary as it is read, before its ring is checked.
#[derive(Deserialize)]
struct Boundaryish {
    version: u32,
    valid_from: WallTime,
    standing: Standing,
    ring: Vec<Position>,
}

/// Says why a ring of positions bounds no area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadRing {
    /// Fewer than three corners, or more than a phone should draw.
    #[error("a boundary has 3 to 1000 corners, this one has {0}")]
    Corners(usize),
    /// A corner that is not on the globe.
    #[error("corner {0} of the boundary is not a position on the globe")]
    OffGlobe(usize),
    /// All corners on one line, or wider than a day's walk.
    #[error("the boundary encloses no ground that can be walked")]
    NoGround,
}

impl Boundary {
    /// The farthest that a corner may lie from the first: beyond it nobody walks, and the flat map no longer holds.
    const MAX_SPAN_M: f64 = 20_000.0;

    /// Makes a boundary of its corners, in order, the last joined to the first (which is not repeated).
    pub fn new(
        version: u32,
        valid_from: WallTime,
        standing: Standing,
        ring: Vec<Position>,
    ) -> Result<Boundary, BadRing> {
        if !(3..=1000).contains(&ring.len()) {
            return Err(BadRing::Corners(ring.len()));
        }
        if let Some(idx) = ring.iter().position(|corner| !corner.is_on_globe()) {
            return Err(BadRing::OffGlobe(idx + 1));
        }
        let boundary = Boundary { version, valid_from, standing, ring };
        let outline = boundary.outline();
        let widest =
            boundary.ring.iter().map(|corner| corner.distance_m(boundary.ring[0])).fold(0.0, f64::max);
        if outline.area_m2() < 1.0 || Self::MAX_SPAN_M < widest {
            return Err(BadRing::NoGround);
        }
        Ok(boundary)
    }

    /// Returns the corners in order, the first not repeated at the end.
    pub fn ring(&self) -> &[Position] {
        &self.ring
    }

    /// Returns the outline in metres, ready for many questions.
    pub fn outline(&self) -> Outline {
        let map = FlatMap::around(self.ring[0]);
        let ring: LineString = self.ring.iter().map(|&corner| map.metres(corner)).collect();
        Outline { map, polygon: Polygon::new(ring, Vec::new()) }
    }
}

impl TryFrom<Boundaryish> for Boundary {
    type Error = BadRing;

    fn try_from(read: Boundaryish) -> Result<Boundary, BadRing> {
        Boundary::new(read.version, read.valid_from, read.standing, read.ring)
    }
}

/// A boundary drawn on a flat map, which answers how deep inside or how far outside a place lies.
#[derive(Debug, Clone)]
pub struct Outline {
    map: FlatMap,
    polygon: Polygon,
}

impl Outline {
    /// Tells whether a place lies within the boundary. For one on the very line it may say no.
    pub(crate) fn contains(&self, place: Position) -> bool {
        self.polygon.contains(&Point::from(self.map.metres(place)))
    }

    /// Returns how far inside the boundary a place lies, in metres; negative outside.
    pub fn depth_m(&self, place: Position) -> f64 {
        let point = Point::from(self.map.metres(place));
        let to_line = Euclidean.distance(&point, self.polygon.exterior());
        if self.polygon.contains(&point) { to_line } else { -to_line }
    }

    /// Returns the flat map that the outline is drawn on.
    pub fn map(&self) -> FlatMap {
        self.map
    }

    /// Returns the corners in metres on that map, the first repeated at the end.
    pub fn corners(&self) -> impl Iterator<Item = (f64, f64)> {
        self.polygon.exterior().coords().map(|corner| (corner.x, corner.y))
    }

    fn area_m2(&self) -> f64 {
        let corners: Vec<(f64, f64)> = self.corners().collect();
        corners.windows(2).map(|pair| pair[0].0 * pair[1].1 - pair[1].0 * pair[0].1).sum::<f64>().abs() / 2.0
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Returns a square boundary around Huddinge centrum with the given half side.
    pub(crate) fn square(half_m: f64) -> Boundary {
        let map = FlatMap::around(Position { lat: 59.23472, lon: 17.98056 });
        let corners = [(-half_m, -half_m), (half_m, -half_m), (half_m, half_m), (-half_m, half_m)];
        let ring = corners.map(|corner| map.position(corner)).to_vec();
        Boundary::new(1, WallTime::from_ms(0), Standing::Draft, ring).unwrap()
    }

    #[test]
    fn depth_is_metres_to_the_line_negative_outside() {
        let outline = square(150.0).outline();
        let map = FlatMap::around(Position { lat: 59.23472, lon: 17.98056 });
        for ((x, y), expected) in
            [((0.0, 0.0), 150.0), ((140.0, 0.0), 10.0), ((160.0, 0.0), -10.0), ((153.0, 154.0), -5.0)]
        {
            let depth = outline.depth_m(map.position((x, y)));
            assert!((depth - expected).abs() < 0.1, "{x} {y}: {depth}");
        }
    }

    #[test]
    fn the_line_itself_is_inside() {
        let place = |lat, lon| Position { lat, lon };
        let ring = vec![place(59.0, 18.0), place(59.0, 18.0), place(59.0, 18.01), place(59.01, 18.01)];
        let outline = Boundary::new(1, WallTime::from_ms(0), Standing::Draft, ring).unwrap().outline();
        assert!(0.0 <= outline.depth_m(place(59.0, 18.0)) && 0.0 <= outline.depth_m(place(59.0, 18.005)));
    }

    #[test]
    fn a_ring_that_bounds_nothing_is_refused() {
        let place = |lat, lon| Position { lat, lon };
        let make = |ring| Boundary::new(1, WallTime::from_ms(0), Standing::Draft, ring).unwrap_err();
        assert_eq!(make(vec![place(59.0, 18.0); 2]), BadRing::Corners(2));
        assert_eq!(make(vec![place(59.0, 18.0); 1001]), BadRing::Corners(1001));
        assert_eq!(make(vec![place(90.0, 0.0), place(90.0, 90.0), place(90.0, 179.0)]), BadRing::NoGround);
        assert_eq!(make(vec![place(59.0, 18.0); 4]), BadRing::NoGround);
        assert_eq!(
            make(vec![place(59.0, 18.0), place(f64::NAN, 18.0), place(59.1, 18.1)]),
            BadRing::OffGlobe(2)
        );
        assert_eq!(make(vec![place(0.0, 0.0), place(0.0, 90.0), place(45.0, 45.0)]), BadRing::NoGround);
    }

    #[test]
    fn the_boundary_in_force_is_the_latest_that_had_begun() {
        let mut second = square(100.0);
        second.version = 2;
        second.valid_from = WallTime::from_ms(1000);
        let area =
            Area { id: "a".parse().unwrap(), name: "A".to_owned(), boundaries: vec![square(150.0), second] };
        assert_eq!(area.boundary_at(WallTime::from_ms(999)).version, 1);
        assert_eq!(area.boundary_at(WallTime::from_ms(1000)).version, 2);
        assert_eq!(area.boundary_at(WallTime::from_ms(-5)).version, 1);
    }

    #[test]
    fn an_area_without_a_boundary_is_refused_when_read() {
        let json = |boundaries: &[Boundary]| {
            let boundaries = serde_json::to_string(boundaries).unwrap();
            format!(r#"{{"id":"a","name":"A","boundaries":{boundaries}}}"#)
        };
        let read = |json: &str| serde_json::from_str::<Area>(json).map_err(|error| error.to_string());
        assert_eq!(read(&json(&[])).unwrap_err(), "an area has at least one boundary");
        assert_eq!(read(&json(&[square(150.0)])).unwrap().boundaries, [square(150.0)]);
    }
}
