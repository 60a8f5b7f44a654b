//! Traces and areas as they lie in files. It never mends what it cannot read.

use anyhow::{Context, bail};
use domain::area::{Area, Boundary, Standing};
use domain::fix::Fix;
use domain::place::Position;
use domain::time::WallTime;
use serde_json::Value;

/// Reads a trace: a line with the columns' names, then one fix a line. The columns may stand in any order; a trace need not
/// tell accuracies.
pub(super) fn read(text: &str) -> anyhow::Result<Vec<Fix>> {
    let mut lines =
        text.trim_start_matches('\u{feff}').lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let (_, header) = lines.next().context("it is empty")?;
    let names: Vec<&str> = header.split(',').map(str::trim).collect();
    let column = |name: &str| names.iter().position(|column| *column == name);
    let needed = |name: &str| column(name).with_context(|| format!("it has no column {name}"));
    let (t_s, lat, lon) = (needed("t_s")?, needed("lat")?, needed("lon")?);
    let accuracy_m = column("accuracy_m");
    lines
        .map(|(idx, line)| {
            let cells: Vec<&str> = line.split(',').map(str::trim).collect();
            let number = |column: usize| {
                let cell = cells.get(column).copied().unwrap_or_default();
                cell.parse::<f64>().with_context(|| format!("line {}: {cell:?} is no number", idx + 1))
            };
            let has_accuracy = |column: &usize| cells.get(*column).is_some_and(|cell| !cell.is_empty());
            let radius_m = accuracy_m.filter(has_accuracy).map(number).transpose()?;
            let t_s = number(t_s)?;
            if !(0.0..1e9).contains(&t_s) {
                bail!("line {}: {t_s} is no second of a walk", idx + 1);
            }
            let place = Position { lat: number(lat)?, lon: number(lon)? };
            Fix::new(t_s as u32, place, radius_m)
                .with_context(|| format!("line {}: the position is not on the globe", idx + 1))
        })
        .collect()
}

/// Reads areas from GeoJSON polygons with an id and a name.
pub(super) fn areas(text: &str) -> anyhow::Result<Vec<Area>> {
    let map: Value = serde_json::from_str(text)?;
    let features = map["features"].as_array().context("it holds no features")?;
    features.iter().map(area).collect()
}

fn area(feature: &Value) -> anyhow::Result<Area> {
    let word =
        |name: &str| feature["properties"][name].as_str().with_context(|| format!("an area has no {name}"));
    let corners = feature["geometry"]["coordinates"][0].as_array().context("an area has no outline")?;
    let mut ring = corners
        .iter()
        .map(|corner| Some(Position { lat: corner[1].as_f64()?, lon: corner[0].as_f64()? }))
        .collect::<Option<Vec<Position>>>()
        .context("a corner is no position")?;
    ring.pop();
    let boundary = Boundary::new(1, WallTime::from_ms(0), Standing::Draft, ring)?;
    Ok(Area { id: word("id")?.parse()?, name: word("name")?.to_owned(), boundaries: vec![boundary] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_is_read_by_the_names_of_its_columns() {
        let fixes = read("lat,lon,accuracy_m,t_s\n59.2,17.9,5,0.0\n\n59.2,17.9,,30.4\n").unwrap();
        assert_eq!(fixes.iter().map(|fix| fix.t_s).collect::<Vec<_>>(), [0, 30]);
        assert_eq!(fixes[1].accuracy.radius_m(), None);
    }

    #[test]
    fn what_is_wrong_with_a_trace_is_said() {
        let why = |text| format!("{:#}", read(text).unwrap_err());
        assert_eq!(why(""), "it is empty");
        assert_eq!(why("t_s,lat\n"), "it has no column lon");
        assert!(why("t_s,lat,lon\n0,59,x\n").starts_with("line 2: \"x\" is no number"));
        assert_eq!(why("t_s,lat,lon\n0,91,18\n"), "line 2: the position is not on the globe");
        assert_eq!(why("t_s,lat,lon\n-1,59,18\n"), "line 2: -1 is no second of a walk");
    }
}
