//! The recorded walks, rides and the phone that lay still, read for tests. They are never changed on the way in.

use std::fs;
use std::path::PathBuf;

use domain::fix::Fix;
use domain::place::Position;
use domain::track::Track;

/// Returns every recording with its name, in order of names.
pub(crate) fn traces() -> Vec<(String, Track)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/traces");
    let files = fs::read_dir(&folder).expect("the folder of traces is part of the repository");
    let mut traces: Vec<(String, Track)> = files
        .map(|file| file.expect("the folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "csv"))
        .map(|path| {
            let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).expect("a trace is text");
            (name, Track::of(text.lines().skip(1).map(fix).collect()))
        })
        .collect();
    traces.sort_by(|a, b| a.0.cmp(&b.0));
    traces
}

/// Reads one line of `t_s,lat,lon,accuracy_m`; the accuracy may be blank.
fn fix(line: &str) -> Fix {
    let cells: Vec<&str> = line.split(',').collect();
    let number = |idx: usize| cells[idx].parse::<f64>().expect("a cell is a number");
    let place = Position { lat: number(1), lon: number(2) };
    Fix::new(number(0) as u32, place, cells[3].parse().ok()).expect("a trace lies on the globe")
}
