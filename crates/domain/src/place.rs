//! Places on the ground: WGS84 positions, and a flat map in metres around one of them. Never a projection for a country.

use serde::{Deserialize, Serialize};

/// A place in WGS84 degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Latitude in degrees, north positive.
    pub lat: f64,
    /// Longitude in degrees, east positive.
    pub lon: f64,
}

impl Position {
    /// Tells whether both angles are finite and on the globe.
    pub fn is_on_globe(self) -> bool {
        (-90.0..=90.0).contains(&self.lat) && (-180.0..=180.0).contains(&self.lon)
    }

    /// Returns the distance to another place in metres; good to a part in a thousand within some tens of kilometres.
    pub fn distance_m(self, other: Position) -> f64 {
        length_m(FlatMap::around(self).metres(other))
    }
}

/// Returns the length of a way on a flat map. Of a square root every machine makes the same, which no machine promises of
/// `hypot`: phones and servers are to agree to the last bit.
pub(crate) fn length_m((x, y): (f64, f64)) -> f64 {
    (x * x + y * y).sqrt()
}

/// A flat map in metres around one place (equirectangular): x to the east, y to the north.
///
/// Within a kilometre its error is far below a metre, which is less than any phone knows.
#[derive(Debug, Clone, Copy)]
pub struct FlatMap {
    origin: Position,
    m_per_degree_lon: f64,
}

impl FlatMap {
    /// Metres per degree of latitude on the mean sphere (6,371,008.8 m radius).
    const M_PER_DEGREE_LAT: f64 = 111_195.08;

    /// Returns the map whose (0, 0) is `origin`.
    pub fn around(origin: Position) -> FlatMap {
        FlatMap { origin, m_per_degree_lon: Self::M_PER_DEGREE_LAT * origin.lat.to_radians().cos() }
    }

    /// Returns where a place lies on the map, in metres east and north of the origin.
    pub fn metres(&self, place: Position) -> (f64, f64) {
        let x = (place.lon - self.origin.lon) * self.m_per_degree_lon;
        let y = (place.lat - self.origin.lat) * Self::M_PER_DEGREE_LAT;
        (x, y)
    }

    /// Returns the place that lies `x` metres east and `y` metres north of the origin.
    pub fn position(&self, (x, y): (f64, f64)) -> Position {
        Position {
            lat: self.origin.lat + y / Self::M_PER_DEGREE_LAT,
            lon: self.origin.lon + x / self.m_per_degree_lon,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_agrees_with_the_map() {
        let centrum = Position { lat: 59.23472, lon: 17.98056 };
        let station = Position { lat: 59.235745, lon: 17.978043 };
        let d = centrum.distance_m(station);
        assert!((182.0..184.0).contains(&d), "{d}");
        let there = FlatMap::around(centrum).position(FlatMap::around(centrum).metres(station));
        assert!(there.distance_m(station) < 0.001);
    }
}
