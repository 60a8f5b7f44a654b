//! The four areas of the promise as the binary carries them: outlines drawn by hand, for the police to confirm. It never
//! claims that they are right; that is what [`Standing::Draft`] says.
//!
//! The outlines lie in `areas.geojson`, which every map program opens and writes.

use domain::area::{Area, BadRing, Boundary, Standing};
use domain::id::AreaId;
use domain::place::Position;
use domain::time::WallTime;
use serde::Deserialize;

const DRAWN: &str = include_str!("areas.geojson");

/// Says why a map holds no areas.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BadMap {
    /// It is not GeoJSON with an id, a name and a polygon for each area.
    #[error("the map is no GeoJSON of polygons with an id and a name")]
    Json(#[from] serde_json::Error),
    /// A polygon bounds nothing.
    #[error("area {area}: {source}")]
    Ring {
        /// Which area.
        area: AreaId,
        /// What is wrong with its polygon.
        source: BadRing,
    },
}

/// The part of GeoJSON (RFC 7946) that is read: a collection of polygons. Holes are passed over.
#[derive(Deserialize)]
struct Map {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    properties: Named,
    geometry: Polygon,
}

#[derive(Deserialize)]
struct Named {
    id: AreaId,
    name: String,
}

#[derive(Deserialize)]
struct Polygon {
    /// Rings of (longitude, latitude), the first one the outline, its first corner repeated at the end.
    coordinates: Vec<Vec<(f64, f64)>>,
}

/// Returns the four areas of the promise, in its order, followed from `since` on.
pub(crate) fn promised(since: WallTime) -> Vec<Area> {
    read(DRAWN, since).expect("a test reads the map that the binary carries")
}

/// Returns the ids of these areas, in the promise's order.
pub(crate) fn ids() -> Vec<AreaId> {
    promised(WallTime::from_ms(0)).into_iter().map(|area| area.id).collect()
}

/// Reads a map. Every outline is a first version and a draft.
fn read(map: &str, since: WallTime) -> Result<Vec<Area>, BadMap> {
    let map: Map = serde_json::from_str(map)?;
    map.features.into_iter().map(|feature| area(feature, since)).collect()
}

fn area(feature: Feature, since: WallTime) -> Result<Area, BadMap> {
    let Named { id, name } = feature.properties;
    let outline = feature.geometry.coordinates.into_iter().next().unwrap_or_default();
    let mut ring: Vec<Position> = outline.into_iter().map(|(lon, lat)| Position { lat, lon }).collect();
    if 1 < ring.len() && ring.first() == ring.last() {
        ring.pop();
    }
    let boundary = Boundary::new(1, since, Standing::Draft, ring)
        .map_err(|source| BadMap::Ring { area: id.clone(), source })?;
    Ok(Area { id, name, boundaries: vec![boundary] })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks that a place that everybody knows lies well inside an area.
    #[track_caller]
    fn check(area: &str, lat: f64, lon: f64) {
        let areas = promised(WallTime::from_ms(0));
        let area = areas.iter().find(|drawn| drawn.id.as_str() == area).unwrap();
        let depth_m = area.boundaries[0].outline().depth_m(Position { lat, lon });
        assert!(15.0 <= depth_m, "{}: {depth_m} m", area.name);
    }

    #[test]
    fn the_areas_hold_the_places_that_the_promise_names() {
        check("flemingsberg-c", 59.219261, 17.947842);
        check("flemingsberg-c", 59.223, 17.940);
        check("skogas-c", 59.218069, 18.154129);
        check("skogas-c", 59.219357, 18.153572);
        check("huddinge-c", 59.23472, 17.98056);
        check("huddinge-c", 59.235745, 17.978043);
        check("varby-c", 59.264612, 17.884397);
    }

    #[test]
    fn the_areas_stand_in_the_order_of_the_promise() {
        let names: Vec<String> = promised(WallTime::from_ms(0)).into_iter().map(|area| area.name).collect();
        assert_eq!(names, ["Flemingsberg C", "Skogås C", "Huddinge C", "Vårby C"]);
    }

    #[test]
    fn a_map_without_ground_is_refused() {
        let map = r#"{ "features": [{ "properties": { "id": "a", "name": "A" },
            "geometry": { "coordinates": [[[18.0, 59.0], [18.1, 59.0], [18.0, 59.0]]] } }] }"#;
        assert!(matches!(read(map, WallTime::from_ms(0)), Err(BadMap::Ring { .. })));
        assert!(matches!(read("{}", WallTime::from_ms(0)), Err(BadMap::Json(_))));
    }
}
