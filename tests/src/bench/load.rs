//! Phones full of walks: real recorded ways, each thinned to 180 fixes, turned and laid into one of the areas. Of the same seed
//! comes the same phone with the same walks. It never sends anything.

use domain::area::Area;
use domain::fix::Fix;
use domain::id::WalkId;
use domain::place::FlatMap;
use domain::statement::Statement;
use domain::time::WallTime;
use domain::track::Track;
use domain::walk::{ClockReading, Evidence, Walk};
use sync::entry::Entry;
use sync::wire::PushRequest;
use uuid::{Builder, Uuid};

use crate::journal::Journal;
use crate::simulation::dice::Dice;
use crate::traces::{Reading, trace};

/// How many fixes each walk has.
pub const N_FIXES: u32 = 180;
/// How long each walk lasts: a quarter of an hour and a little.
const ELAPSED_S: u32 = 16 * 60;
/// The recordings that are long enough.
const RECORDINGS: [&str; 2] = ["walk-acc-mixed-1", "walk-hike-gaps-1"];
/// Walks are spread over so long a time, as those of a town are that has kept the promise for ten years.
const SPAN_S: u64 = 10 * 365 * 86_400;

/// What phones walk: the recorded ways and the areas to lay them into.
#[derive(Debug)]
pub struct Ground {
    areas: Vec<Area>,
    recordings: Vec<Vec<Reading>>,
    until: WallTime,
}

impl Ground {
    /// Reads the recordings. A phone's walks are spread over ten years before `until`.
    pub fn of(areas: Vec<Area>, until: WallTime) -> Ground {
        Ground { areas, recordings: RECORDINGS.map(trace).to_vec(), until }
    }

    /// Makes up a walk after the given share of the ten years, in thousandths.
    fn walk(&self, thousandths: u64, dice: &mut Dice) -> Walk {
        let area = &self.areas[dice.below(self.areas.len() as u64) as usize];
        let before_s = SPAN_S * (1000 - thousandths) / 1000 + dice.below(SPAN_S / 1000);
        let started = self.until.plus_s(-(before_s as i64) - i64::from(ELAPSED_S));
        let id = WalkId(id(started, dice));
        let clocks =
            vec![ClockReading { t_s: 0, wall: started, server_ahead_ms: Some(120), position: Some(started) }];
        let evidence = Evidence::Recorded { track: self.track(area, dice), gaps: Vec::new(), clocks };
        let (area, observations) = (area.id.clone(), Vec::new());
        Walk { id, area, crew_size: 2, started, elapsed_s: ELAPSED_S, evidence, observations }
    }

    /// Takes a quarter of an hour out of a recording, turns it and lays its middle into the area's.
    fn track(&self, area: &Area, dice: &mut Dice) -> Track {
        let recording = &self.recordings[dice.below(self.recordings.len() as u64) as usize];
        let last_s = recording.last().map_or(0.0, |reading| reading.t_s) as u64;
        let from_s = dice.below(last_s.saturating_sub(u64::from(ELAPSED_S))) as f64;
        let first = recording.partition_point(|reading| reading.t_s < from_s);
        let at = |t_s: u32| {
            let wanted_s = from_s + f64::from(t_s);
            let idx = recording.partition_point(|reading| reading.t_s < wanted_s);
            recording[idx.min(recording.len() - 1)]
        };
        let map = FlatMap::around(recording[first].place);
        let outline = area.boundary_at(self.until).outline();
        let (n, sum) =
            outline.corners().fold((0.0, (0.0, 0.0)), |(n, sum), (x, y)| (n + 1.0, (sum.0 + x, sum.1 + y)));
        let middle = (sum.0 / n, sum.1 / n);
        let (sin, cos) = (dice.below(360) as f64).to_radians().sin_cos();
        // A hike leads far away: what would leave the area walks on the spot's other side, as in a small town's streets.
        let fold = |metres: f64| ((metres + 60.0).rem_euclid(240.0) - 120.0).abs() - 60.0;
        let fixes = (0..N_FIXES).filter_map(|n| {
            let t_s = (n * (ELAPSED_S - 1)) / (N_FIXES - 1);
            let reading = at(t_s);
            let (x, y) = map.metres(reading.place);
            let (x, y) = (fold(x * cos - y * sin), fold(x * sin + y * cos));
            let place = outline.map().position((middle.0 + x, middle.1 + y));
            Fix::new(t_s, place, reading.accuracy_m.or(Some(8.0)))
        });
        Track::of(fixes.collect())
    }
}

/// Draws an id as a phone does: in the order of time.
fn id(at: WallTime, dice: &mut Dice) -> Uuid {
    let mut random = [0; 10];
    random[..8].copy_from_slice(&dice.throw().to_le_bytes());
    Builder::from_unix_timestamp_millis(at.ms().unsigned_abs(), &random).into_uuid()
}

/// A phone with walks that nobody has yet, in the order of time as they come about.
#[derive(Debug, Clone)]
pub struct Phone {
    journal: Journal,
    entries: Vec<Entry>,
}

impl Phone {
    /// Makes the phone of a seed with so many walks.
    pub fn with(n_walks: usize, seed: u64, ground: &Ground) -> Phone {
        let mut dice = Dice::of(seed);
        let mut journal = Journal::of((u128::from(seed) << 64) | u128::from(dice.throw()));
        let walks = (0..n_walks).map(|idx| ground.walk(1000 * idx as u64 / n_walks as u64, &mut dice));
        let entries = walks.map(|walk| journal.say(Statement::Walk(walk))).collect();
        Phone { journal, entries }
    }

    /// Returns its pushes, of so many entries each.
    pub fn pushes(&self, n_each: usize) -> impl Iterator<Item = PushRequest> {
        self.entries.chunks(n_each).map(|entries| self.journal.push(entries.to_vec()))
    }

    /// Returns how many walks it holds.
    pub fn n_walks(&self) -> usize {
        self.entries.len()
    }
}
