//! One reading of a phone's position, held just as finely as it is kept and sent, so that the phone and the server
//! judge the very same figures. It never claims to be better than the phone said.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use crate::place::Position;

/// One position reading within a walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fix {
    /// Seconds since the walk's start, by the phone's monotonic clock.
    pub t_s: u32,
    /// Where, on a grid of about one metre.
    pub spot: Spot,
    /// How good the phone said that it is.
    pub accuracy: Accuracy,
}

impl Fix {
    /// Returns the reading as it is kept, or nothing when the position is not on the globe.
    pub fn new(t_s: u32, place: Position, accuracy_m: Option<f64>) -> Option<Fix> {
        Some(Fix { t_s, spot: Spot::of(place)?, accuracy: Accuracy::of(accuracy_m) })
    }
}

/// A place on a grid fine enough for a walk: 1.1 m from north to south, 1.1 m from east to west at 59° north.
///
/// Latitude counts steps of 0.00001°, longitude of 0.00002°.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Spotish")]
pub struct Spot {
    lat_step: i32,
    lon_step: i32,
}

/// A spot as it is read, before it is known to be on the globe.
#[derive(Deserialize)]
struct Spotish {
    lat_step: i32,
    lon_step: i32,
}

/// Says that a spot does not lie on the globe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the spot is not on the globe")]
pub struct OffGlobe;

impl TryFrom<Spotish> for Spot {
    type Error = OffGlobe;

    fn try_from(read: Spotish) -> Result<Spot, OffGlobe> {
        Spot::from_steps((read.lat_step, read.lon_step)).ok_or(OffGlobe)
    }
}

impl Spot {
    const LAT_STEPS_PER_DEGREE: f64 = 100_000.0;
    const LON_STEPS_PER_DEGREE: f64 = 50_000.0;

    /// Returns the spot nearest to a place, or nothing when that is not on the globe.
    pub fn of(place: Position) -> Option<Spot> {
        if !place.is_on_globe() {
            return None;
        }
        Some(Spot {
            lat_step: (place.lat * Self::LAT_STEPS_PER_DEGREE).round() as i32,
            lon_step: (place.lon * Self::LON_STEPS_PER_DEGREE).round() as i32,
        })
    }

    /// Returns the place in degrees.
    pub fn position(self) -> Position {
        Position {
            lat: f64::from(self.lat_step) / Self::LAT_STEPS_PER_DEGREE,
            lon: f64::from(self.lon_step) / Self::LON_STEPS_PER_DEGREE,
        }
    }

    pub(crate) fn steps(self) -> (i32, i32) {
        (self.lat_step, self.lon_step)
    }

    pub(crate) fn from_steps((lat_step, lon_step): (i32, i32)) -> Option<Spot> {
        let spot = Spot { lat_step, lon_step };
        spot.position().is_on_globe().then_some(spot)
    }
}

/// The radius that the phone gave with a position (68 %, says the Geolocation API), in steps of about a fifth.
///
/// Rounded up, so that a kept fix never claims to be better than it was; the coarsest step, 46 km, stands for all that is
/// coarser still. Some sources give none: then it is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Accuracy(#[serde(deserialize_with = "known_step")] u8);

impl Accuracy {
    /// The source gave none.
    pub const UNKNOWN: Accuracy = Accuracy(0);
    const COARSEST: u8 = 63;

    /// Returns the step that holds a radius in metres; a radius that is no number is unknown.
    pub fn of(radius_m: Option<f64>) -> Accuracy {
        match radius_m {
            Some(radius_m) if 0.0 <= radius_m => {
                // A hair of slack keeps a radius that lies just on a step from rising to the next.
                let step = (4.0 * radius_m.max(1.0).log2() - 1e-9).ceil() as u8;
                Accuracy(1 + step.min(Self::COARSEST - 1))
            }
            _ => Accuracy::UNKNOWN,
        }
    }

    /// Returns the radius in metres: 1.0, 1.2, 1.4, 1.7, 2.0, 2.4 …, or nothing when unknown.
    pub fn radius_m(self) -> Option<f64> {
        let step = self.0.checked_sub(1)?;
        Some(2f64.powf(f64::from(step) / 4.0))
    }

    pub(crate) fn step(self) -> u8 {
        self.0
    }

    pub(crate) fn from_step(step: u8) -> Option<Accuracy> {
        (step <= Self::COARSEST).then_some(Accuracy(step))
    }
}

/// Reads a step of accuracy and refuses what no phone writes.
fn known_step<'de, D: Deserializer<'de>>(from: D) -> Result<u8, D::Error> {
    let step = u8::deserialize(from)?;
    Accuracy::from_step(step)
        .map(Accuracy::step)
        .ok_or_else(|| D::Error::custom("an accuracy is a step from 0 to 63"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accuracy_is_rounded_up_by_a_fifth_at_most() {
        assert_eq!(Accuracy::of(None).radius_m(), None);
        assert_eq!(Accuracy::of(Some(f64::NAN)).radius_m(), None);
        assert_eq!(Accuracy::of(Some(0.0)).radius_m(), Some(1.0));
        assert_eq!(Accuracy::of(Some(16.0)).radius_m(), Some(16.0));
        assert_eq!(Accuracy::of(Some(-1.0)), Accuracy::UNKNOWN);
        for beyond_m in [1e12, f64::INFINITY] {
            assert_eq!(Accuracy::of(Some(beyond_m)), Accuracy(63));
        }
    }

    #[track_caller]
    fn check(json: &str, expected: Result<Fix, &str>) {
        let read = serde_json::from_str::<Fix>(json).map_err(|error| error.to_string());
        match expected {
            Ok(fix) => assert_eq!(read, Ok(fix), "{json}"),
            Err(why) => assert!(read.as_ref().is_err_and(|error| error.starts_with(why)), "{json}: {read:?}"),
        }
    }

    #[test]
    fn a_reading_that_no_phone_writes_is_refused() {
        let fix = Fix::new(7, Position { lat: 59.23472, lon: 17.98056 }, Some(5.0)).unwrap();
        check(r#"{"t_s":7,"spot":{"lat_step":5923472,"lon_step":899028},"accuracy":11}"#, Ok(fix));
        check(
            r#"{"t_s":7,"spot":{"lat_step":5923472,"lon_step":899028},"accuracy":64}"#,
            Err("an accuracy is"),
        );
        check(
            r#"{"t_s":7,"spot":{"lat_step":9000001,"lon_step":899028},"accuracy":11}"#,
            Err("the spot is not"),
        );
        check(
            r#"{"t_s":7,"spot":{"lat_step":0,"lon_step":-2147483648},"accuracy":11}"#,
            Err("the spot is not"),
        );
        check(r#"{"t_s":-1,"spot":{"lat_step":0,"lon_step":0},"accuracy":11}"#, Err("invalid value"));
    }

    #[test]
    fn what_is_no_place_is_no_reading() {
        for (lat, lon) in [(f64::NAN, 18.0), (59.0, f64::INFINITY), (90.1, 18.0), (59.0, -180.1)] {
            assert_eq!(Fix::new(0, Position { lat, lon }, None), None, "{lat} {lon}");
        }
        for (lat, lon) in [(90.0, 180.0), (-90.0, -180.0)] {
            assert!(Fix::new(0, Position { lat, lon }, None).is_some(), "{lat} {lon}");
        }
    }

    proptest! {
        #[test]
        fn a_kept_accuracy_never_claims_more(radius_m in 0.0f64..30_000.0) {
            let kept = Accuracy::of(Some(radius_m)).radius_m().unwrap();
            prop_assert!(radius_m <= kept + 1e-6 && kept <= radius_m.max(1.0) * 1.19, "{radius_m} {kept}");
        }

        #[test]
        fn a_kept_spot_is_within_a_metre(lat in 55.0f64..70.0, lon in 10.0f64..25.0) {
            let place = Position { lat, lon };
            prop_assert!(Spot::of(place).unwrap().position().distance_m(place) < 1.0);
        }
    }
}
