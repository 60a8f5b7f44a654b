//! What the page of one walk shows, built from the walk's record and the rulebook. It never judges: the verdict is given.

use domain::area::Standing as BoundaryStanding;
use domain::dwell::{Belief, Dwell, Stretch, measure};
use domain::id::{AreaId, WalkId};
use domain::policy::{Policy, Rulebook};
use domain::time::WallTime;
use domain::track::Track;
use domain::verdict::Verdict;
use domain::walk::{Evidence, Gap, ObservationKind, Walk};
use domain::week::Week;
use serde::{Deserialize, Serialize};

use super::source::WalkRecord;
use crate::sketch::{Sketch, Trail};

/// A shorter gap is the phone finding itself; verdicts do not name it either.
const NOTABLE_GAP_S: u32 = 10;

/// All that the page of one walk shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WalkSheet {
    /// Which.
    pub id: WalkId,
    /// Where it was meant to be.
    pub area: AreaId,
    /// What people call that.
    pub area_name: String,
    /// Its week.
    pub week: Week,
    /// Its start, corrected where the phone's clock was wrong.
    pub began: WallTime,
    /// Its end.
    pub ended: WallTime,
    /// How many walked.
    pub crew_size: u8,
    /// Who recorded it, as they are shown.
    pub who: String,
    /// What the rule says of it.
    pub verdict: Verdict,
    /// What stands behind it.
    pub origin: Origin,
    /// The boundary and the trail.
    pub sketch: Sketch,
    /// What was noted, in order of time.
    pub observations: Vec<Noted>,
    /// The reasons of the corrections that hold, in order.
    pub corrections: Vec<String>,
    /// Why it was withdrawn, if it was.
    pub withdrawn: Option<String>,
    /// Whether something was said about it that does not hold.
    pub has_passed_over: bool,
    /// Whether the boundary that it was judged by is confirmed.
    pub boundary: BoundaryStanding,
    /// The figures of the policy that it was judged by.
    pub rule: Rule,
    /// Where it is written down.
    pub place: JournalPlace,
}

/// What stands behind a walk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Origin {
    /// The phone recorded it.
    Recorded {
        /// How many positions came.
        n_fixes: usize,
        /// How many of them were too uncertain to believe.
        n_poor: usize,
        /// Its time, stretch by stretch.
        stretches: Vec<Stretch>,
        /// The time that nobody observed, with reasons, where it lasted for ten seconds or more.
        gaps: Vec<Gap>,
        /// By how many seconds the phone's clock was behind the server's, where that was corrected.
        clock_behind_s: Option<i64>,
    },
    /// Somebody logged it afterwards, for this reason.
    Afterwards {
        /// In the officer's own words.
        reason: String,
    },
}

/// Something noted on the way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Noted {
    /// When.
    pub at: WallTime,
    /// What, from the list.
    pub kind: ObservationKind,
    /// A few words more.
    pub note: Option<String>,
}

/// The figures of a policy that a walk is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// A fix that claims to be worse than this is not believed, in metres.
    pub accuracy_limit_m: f64,
    /// The longest time between two believed fixes that still counts as observed, in seconds.
    pub max_interval_s: u32,
}

/// Where a walk is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalPlace {
    /// The start of the journal's id: enough for a person to tell two phones apart.
    pub device: String,
    /// Its place in that journal.
    pub seq: u64,
    /// Since when the server holds it.
    pub received: WallTime,
}

impl WalkSheet {
    /// Builds the sheet.
    pub fn of(record: WalkRecord, rulebook: &Rulebook) -> WalkSheet {
        let walk = &record.settled.walk;
        let began = walk.began();
        let judged_by =
            rulebook.policies.iter().find(|policy| policy.version == record.verdict.policy_version);
        let policy = judged_by.cloned().unwrap_or_else(|| rulebook.policy_at(began));
        let (origin, sketch) = origin_and_sketch(walk, &record, &policy);
        let noted = |seen: &domain::walk::Observation| Noted {
            at: began.plus_s(i64::from(seen.t_s)),
            kind: seen.kind,
            note: seen.note.clone(),
        };
        let mut observations: Vec<Noted> = walk.observations.iter().map(noted).collect();
        observations.sort_by_key(|noted| noted.at);
        WalkSheet {
            id: walk.id,
            area_name: rulebook
                .area(&walk.area)
                .map_or_else(|| walk.area.to_string(), |area| area.name.clone()),
            area: walk.area.clone(),
            week: record.week,
            began,
            ended: walk.ended(),
            crew_size: walk.crew_size,
            origin,
            sketch,
            observations,
            boundary: record.boundary.standing,
            rule: Rule { accuracy_limit_m: policy.accuracy_limit_m, max_interval_s: policy.max_interval_s },
            place: JournalPlace {
                device: record.device.to_string().chars().take(8).collect(),
                seq: record.seq,
                received: record.received,
            },
            corrections: record.settled.corrections,
            withdrawn: record.settled.withdrawn,
            has_passed_over: 0 < record.settled.n_passed_over,
            who: record.who,
            verdict: record.verdict,
        }
    }
}

fn origin_and_sketch(walk: &Walk, record: &WalkRecord, policy: &Policy) -> (Origin, Sketch) {
    let outline = record.boundary.outline();
    let notes: Vec<_> =
        walk.observations.iter().filter_map(|seen| seen.spot).map(|spot| spot.position()).collect();
    match &walk.evidence {
        Evidence::Afterwards { reason } => {
            (Origin::Afterwards { reason: reason.clone() }, Sketch::draw(&outline, None, &notes, None))
        }
        Evidence::Recorded { track, gaps, .. } => {
            let dwell = measure(walk.elapsed_s, track, gaps, &outline, policy);
            let trail = Trail { fixes: track.fixes(), beliefs: &dwell.beliefs, gaps: &dwell.gaps };
            let sketch = Sketch::draw(&outline, Some(trail), &notes, None);
            (recorded(walk, track, dwell), sketch)
        }
    }
}

fn recorded(walk: &Walk, track: &Track, dwell: Dwell) -> Origin {
    let clock_behind_s = walk.began().s_since(walk.started);
    Origin::Recorded {
        n_fixes: track.fixes().len(),
        n_poor: dwell.beliefs.iter().filter(|belief| **belief == Belief::Inaccurate).count(),
        stretches: dwell.stretches,
        gaps: dwell.gaps.into_iter().filter(|gap| NOTABLE_GAP_S <= gap.length_s()).collect(),
        clock_behind_s: (clock_behind_s != 0).then_some(clock_behind_s),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::area::{Area, Boundary};
    use domain::fix::Fix;
    use domain::history::Settled;
    use domain::id::EntryHash;
    use domain::place::{FlatMap, Position};
    use domain::verdict::judge_by;
    use domain::walk::{ClockReading, GapReason, Observation};

    const STARTED: WallTime = WallTime::from_ms(1_795_554_840_000);

    /// Returns a square of 300 m around Huddinge centrum, and the flat map in its middle.
    fn boundary() -> (Boundary, FlatMap) {
        let map = FlatMap::around(Position { lat: 59.23472, lon: 17.98056 });
        let corners = [(-150.0, -150.0), (150.0, -150.0), (150.0, 150.0), (-150.0, 150.0)];
        let ring = corners.map(|corner| map.position(corner)).to_vec();
        (Boundary::new(1, WallTime::from_ms(0), BoundaryStanding::Draft, ring).unwrap(), map)
    }

    fn noted(t_s: u32) -> Observation {
        Observation { t_s, kind: ObservationKind::Talk, spot: None, note: None }
    }

    /// Builds the sheet of a walk of ten minutes, with a fix every ten seconds from the eighth on.
    fn sheet(server_ahead_ms: Option<i64>, gaps: Vec<Gap>) -> WalkSheet {
        let (boundary, map) = boundary();
        let fixes = (0..=59).map(|idx| Fix::new(8 + idx * 10, map.position((0.0, 0.0)), Some(5.0)).unwrap());
        let clock = ClockReading { t_s: 0, wall: STARTED, server_ahead_ms, position: None };
        let walk = Walk {
            id: "00000000-0000-0000-0000-000000000001".parse().unwrap(),
            area: "huddinge-c".parse().unwrap(),
            crew_size: 2,
            started: STARTED,
            elapsed_s: 600,
            evidence: Evidence::Recorded { track: Track::of(fixes.collect()), gaps, clocks: vec![clock] },
            observations: vec![noted(60), noted(30)],
        };
        let rulebook = Rulebook {
            areas: vec![Area {
                id: walk.area.clone(),
                name: "Huddinge C".to_owned(),
                boundaries: vec![boundary.clone()],
            }],
            ..Rulebook::default()
        };
        let record = WalkRecord {
            week: walk.week(),
            verdict: judge_by(&walk, &boundary, &Policy::default()),
            settled: Settled {
                walk,
                withdrawn: None,
                head: EntryHash::NONE,
                corrections: Vec::new(),
                n_passed_over: 0,
            },
            boundary,
            who: "Polis 1".to_owned(),
            device: "1f0c9a2e-0000-0000-0000-000000000007".parse().unwrap(),
            seq: 3,
            received: STARTED.plus_s(700),
        };
        WalkSheet::of(record, &rulebook)
    }

    #[test]
    fn a_wrong_clock_is_corrected_and_told() {
        let sheet = sheet(Some(-180_000), Vec::new());
        assert_eq!(sheet.began, STARTED.plus_s(-180));
        assert_eq!(sheet.ended, STARTED.plus_s(420));
        let Origin::Recorded { clock_behind_s, .. } = sheet.origin else { panic!("it was recorded") };
        assert_eq!(clock_behind_s, Some(-180));
    }

    #[test]
    fn gaps_below_ten_seconds_are_the_phone_finding_itself() {
        let hidden = Gap { from_s: 100, to_s: 130, reason: GapReason::Hidden };
        let Origin::Recorded { gaps, stretches, n_fixes, .. } = sheet(None, vec![hidden]).origin else {
            panic!("it was recorded")
        };
        assert_eq!(gaps, [hidden]);
        assert_eq!((stretches.len(), n_fixes), (5, 60));
    }

    #[test]
    fn what_was_noted_stands_in_order_of_time() {
        let times: Vec<WallTime> =
            sheet(None, Vec::new()).observations.iter().map(|noted| noted.at).collect();
        assert_eq!(times, [STARTED.plus_s(30), STARTED.plus_s(60)]);
    }

    #[test]
    fn a_trail_is_broken_where_nobody_saw() {
        let hidden = Gap { from_s: 100, to_s: 130, reason: GapReason::Hidden };
        assert_eq!(sheet(None, Vec::new()).sketch.trail.len(), 1);
        // One run before the gap, one after it, and the three fixes in it, each a dot.
        assert_eq!(sheet(None, vec![hidden]).sketch.trail.len(), 5);
    }
}
