//! The recorded walks in `tests/traces`. Nothing in them is smoothed or moved.

use std::fs;
use std::path::Path;

use domain::place::Position;

/// One line of a recording.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// Seconds since the first.
    pub t_s: f64,
    /// Where.
    pub place: Position,
    /// In metres, where the source has it.
    pub accuracy_m: Option<f64>,
}

/// Returns a recording by its name, such as `walk-acc-1`.
pub fn trace(name: &str) -> Vec<Reading> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("traces/{name}.csv"));
    let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    text.lines().skip(1).map(reading).collect()
}

fn reading(line: &str) -> Reading {
    let cells: Vec<Option<f64>> = line.split(',').map(|cell| cell.parse().ok()).collect();
    let number = |idx: usize| cells[idx].unwrap_or_else(|| panic!("no number in {line:?}"));
    Reading { t_s: number(0), place: Position { lat: number(1), lon: number(2) }, accuracy_m: cells[3] }
}
