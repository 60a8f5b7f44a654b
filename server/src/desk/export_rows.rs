//! Rows of the files that a supervisor fetches, as CSV and as GeoJSON. No name of an officer and no trail is in any of them, and
//! no cell is a formula.

use app::texts::desk::export::Column;
use domain::area::Boundary;
use domain::coverage::{Cell as Tally, Standing, standing};
use domain::decision::Ruling;
use domain::id::AreaId;
use domain::place::Position;
use domain::policy::Rulebook;
use domain::reporting::silence;
use domain::time::WallTime;
use domain::verdict::{Outcome, Reason};
use domain::week::Week;
use serde_json::{Map, Value, json};
use store::export::{NotedLine, WalkLine};

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// RFC 4180 with semicolons, as a Swedish Excel opens it.
    Csv,
    /// RFC 7946.
    GeoJson,
}

/// One row: a cell for each column, and where it lies.
pub(super) struct Row {
    cells: Vec<Cell>,
    geometry: Value,
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
enum Cell {
    Text(String),
    Whole(i64),
    Degrees(f64),
    Flag(bool),
    None,
}

impl Form {
    /// Returns the end of a file's name.
    pub(super) fn end(self) -> &'static str {
        match self {
            Form::Csv => "csv",
            Form::GeoJson => "geojson",
        }
    }

    pub(super) fn content_type(self) -> &'static str {
        match self {
            Form::Csv => "text/csv; charset=utf-8; header=present",
            Form::GeoJson => "application/geo+json",
        }
    }

    /// Returns what stands before the first row. The mark before a CSV tells Excel that it is UTF-8.
    pub(super) fn head(self, columns: &[Column]) -> String {
        match self {
            Form::Csv => {
                let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
                format!("\u{feff}{}\r\n", names.join(";"))
            }
            Form::GeoJson => "{\"type\":\"FeatureCollection\",\"features\":[\n".to_owned(),
        }
    }

    /// Returns one row.
    pub(super) fn row(self, columns: &[Column], row: Row, is_first: bool) -> String {
        match self {
            Form::Csv => {
                let cells: Vec<String> = row.cells.iter().map(Cell::to_csv).collect();
                format!("{}\r\n", cells.join(";"))
            }
            Form::GeoJson => {
                let names = columns.iter().map(|column| column.name.to_owned());
                let properties: Map<String, Value> =
                    names.zip(row.cells.into_iter().map(Cell::into_json)).collect();
                let feature =
                    json!({ "type": "Feature", "geometry": row.geometry, "properties": properties });
                format!("{}{feature}", if is_first { "" } else { ",\n" })
            }
        }
    }

    /// Returns what stands after the last row.
    pub(super) fn foot(self) -> &'static str {
        match self {
            Form::Csv => "",
            Form::GeoJson => "\n]}\n",
        }
    }
}

impl Cell {
    fn to_csv(&self) -> String {
        match self {
            Cell::Text(text) => csv_text(text),
            Cell::Whole(n) => n.to_string(),
            Cell::Degrees(degrees) => format!("{degrees:.6}"),
            Cell::Flag(flag) => u8::from(*flag).to_string(),
            Cell::None => String::new(),
        }
    }

    fn into_json(self) -> Value {
        match self {
            Cell::Text(text) => Value::String(text),
            Cell::Whole(n) => n.into(),
            Cell::Degrees(degrees) => degrees.into(),
            Cell::Flag(flag) => flag.into(),
            Cell::None => Value::Null,
        }
    }
}

/// Returns a text as a cell of a CSV.
pub(crate) fn csv_text(text: &str) -> String {
    quoted(&defused(text))
}

/// Returns a text that no spreadsheet takes for a formula: one that begins like it gets an apostrophe in front, also where
/// space stands before.
fn defused(text: &str) -> String {
    let is_formula = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let is_led_by_control = text.starts_with(['\t', '\r', '\n']);
    if is_formula || is_led_by_control { format!("'{text}") } else { text.to_owned() }
}

fn quoted(text: &str) -> String {
    if text.contains([';', ',', '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

fn text(value: impl ToString) -> Cell {
    Cell::Text(value.to_string())
}

fn local_and_utc(at: Option<WallTime>) -> [Cell; 2] {
    match at {
        Some(at) => [text(at.rfc3339_local()), text(at.rfc3339_utc())],
        None => [Cell::None, Cell::None],
    }
}

fn area_name(area: &AreaId, rulebook: &Rulebook) -> Cell {
    rulebook.area(area).map_or_else(|| text(area), |area| text(&area.name))
}

/// Returns the row of a walk.
pub(super) fn walk(line: &WalkLine, rulebook: &Rulebook) -> Row {
    let verdict = &line.verdict;
    let [began_local, began_utc] = local_and_utc(Some(line.began));
    let [ended_local, ended_utc] = local_and_utc(Some(line.ended));
    let [_, received_utc] = local_and_utc(Some(line.received));
    let decision = line.stand.decided.filter(|decided| decided.holds).map(|decided| match decided.ruling {
        Ruling::Accepted => text("accepted"),
        Ruling::Excluded => text("excluded"),
    });
    let outcome = match verdict.outcome {
        Outcome::Counted => "counted",
        Outcome::TooShort => "too_short",
        Outcome::Outside => "outside",
        Outcome::NotOnFoot => "not_on_foot",
        Outcome::Unverified => "unverified",
    };
    let counts = line.stand.counts && line.spoken_for.is_none() && !line.is_withdrawn;
    let cells = vec![
        text(line.id),
        text(&line.area),
        area_name(&line.area, rulebook),
        text(line.week),
        began_local,
        began_utc,
        ended_local,
        ended_utc,
        Cell::Whole(verdict.elapsed_s.into()),
        Cell::Whole(verdict.observed_s.into()),
        Cell::Whole(verdict.dwell_s.into()),
        Cell::Whole(verdict.outside_s().into()),
        Cell::Whole(verdict.required_s.into()),
        Cell::Whole(line.crew_size.into()),
        text(outcome),
        Cell::Flag(counts),
        decision.unwrap_or(Cell::None),
        line.spoken_for.map_or(Cell::None, text),
        Cell::Flag(line.is_withdrawn),
        Cell::Flag(verdict.reasons.contains(&Reason::LoggedAfterwards)),
        Cell::Whole(line.n_observations.into()),
        Cell::Whole(verdict.policy_version.into()),
        Cell::Whole(verdict.boundary_version.into()),
        received_utc,
    ];
    let boundary = rulebook.area(&line.area).map(|area| area.boundary_at(line.began));
    Row { cells, geometry: boundary.map_or(Value::Null, |boundary| point(middle(boundary))) }
}

/// Returns the row of an observation.
pub(super) fn observation(line: &NotedLine, rulebook: &Rulebook) -> Row {
    let [at_local, at_utc] = local_and_utc(Some(line.at));
    let kind = serde_json::to_value(line.kind).ok().and_then(|kind| kind.as_str().map(str::to_owned));
    let (lat, lon) = line.place.map(|place| (Cell::Degrees(place.lat), Cell::Degrees(place.lon))).unzip();
    let cells = vec![
        text(line.walk),
        text(&line.area),
        area_name(&line.area, rulebook),
        text(line.week),
        at_local,
        at_utc,
        kind.map_or(Cell::None, Cell::Text),
        line.note.clone().map_or(Cell::None, Cell::Text),
        lat.unwrap_or(Cell::None),
        lon.unwrap_or(Cell::None),
    ];
    Row { cells, geometry: line.place.map_or(Value::Null, point) }
}

/// Returns the row of an area's week. `oldest_report` is when the phone in use
/// that has been silent for longest last reported.
pub(super) fn cell(
    area: &AreaId,
    week: Week,
    tally: &Tally,
    rulebook: &Rulebook,
    oldest_report: Option<WallTime>,
    now: WallTime,
) -> Row {
    let policy = rulebook.policy_at(week.start());
    let known = rulebook.area(area);
    let stands = known.map(|area| standing(tally, week, now, area.followed_since(), &policy));
    let word = match stands {
        Some(Standing::Kept { .. }) => "kept",
        Some(Standing::Open { .. }) => "open",
        Some(Standing::AtRisk { .. }) => "at_risk",
        Some(Standing::Missed) => "missed",
        Some(Standing::NotFollowed) | None => "not_followed",
    };
    let is_preliminary = silence(oldest_report.as_slice(), week, now).is_some();
    let [begins_local, begins_utc] = local_and_utc(Some(week.start()));
    let [ends_local, ends_utc] = local_and_utc(Some(week.end()));
    let [kept_local, kept_utc] = local_and_utc(tally.kept_at);
    let [last_local, last_utc] = local_and_utc(tally.last_patrol);
    let cells = vec![
        text(week),
        text(area),
        area_name(area, rulebook),
        begins_local,
        begins_utc,
        ends_local,
        ends_utc,
        text(word),
        Cell::Flag(is_preliminary),
        Cell::Whole(tally.n_walks.into()),
        Cell::Whole(tally.n_patrols.into()),
        Cell::Whole(policy.walks_per_week.into()),
        kept_local,
        kept_utc,
        last_local,
        last_utc,
    ];
    let boundary = known.map(|area| area.boundary_at(week.end().plus_s(-1)));
    Row { cells, geometry: boundary.map_or(Value::Null, polygon) }
}

fn middle(boundary: &Boundary) -> Position {
    let ring = boundary.ring();
    let n = ring.len().max(1) as f64;
    let (lat, lon) = ring.iter().fold((0.0, 0.0), |(lat, lon), corner| (lat + corner.lat, lon + corner.lon));
    Position { lat: lat / n, lon: lon / n }
}

fn pair(place: &Position) -> [f64; 2] {
    let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
    [round(place.lon), round(place.lat)]
}

fn point(place: Position) -> Value {
    json!({ "type": "Point", "coordinates": pair(&place) })
}

fn polygon(boundary: &Boundary) -> Value {
    let ring = boundary.ring();
    let mut corners: Vec<[f64; 2]> = ring.iter().map(pair).collect();
    corners.extend(corners.first().copied());
    json!({ "type": "Polygon", "coordinates": [corners] })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::coverage::Cell as Tally;
    use domain::time::WallTime;

    #[test]
    fn no_cell_is_a_formula() {
        for formula in ["=1+1", "+46", "-1", "@SUM(A1)", "\t=1", " =1", "\u{a0}=1", "＝1", "\rx", "\nx"] {
            assert!(defused(formula).starts_with('\''), "{formula:?}");
        }
        for plain in ["Skogås C", "a=b", "", "2026-W48", "'x"] {
            assert_eq!(defused(plain), plain);
        }
        assert_eq!(
            Cell::Text("=HYPERLINK(\"http://x\";\"y\")".to_owned()).to_csv(),
            "\"'=HYPERLINK(\"\"http://x\"\";\"\"y\"\")\""
        );
    }

    #[test]
    fn a_cell_that_holds_a_mark_is_quoted() {
        let csv = |value: &str| text(value).to_csv();
        assert_eq!(
            [csv("a;b"), csv("a\"b"), csv("a\nb"), csv("ab")],
            ["\"a;b\"", "\"a\"\"b\"", "\"a\nb\"", "ab"]
        );
    }

    #[test]
    fn a_row_has_a_cell_for_each_column() {
        use app::texts::desk::export::File;
        let rulebook =
            Rulebook { areas: crate::areas::promised(WallTime::from_ms(0)), ..Rulebook::default() };
        let area = rulebook.areas[0].id.clone();
        let row = cell(
            &area,
            Week::new(2026, 48).unwrap(),
            &Tally::default(),
            &rulebook,
            None,
            WallTime::from_ms(0),
        );
        assert_eq!(row.cells.len(), File::Coverage.columns().len());
        assert_eq!(row.geometry["type"], "Polygon");
        let ring = row.geometry["coordinates"][0].as_array().unwrap();
        assert_eq!(ring.first(), ring.last());
    }
}
