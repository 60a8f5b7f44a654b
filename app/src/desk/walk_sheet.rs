//! What the page of one walk shows, built from the walk's record and the rulebook. It never judges: the verdict is given.

use domain::area::Standing as BoundaryStanding;
#[cfg(any(feature = "ssr", test))]
use domain::decision::is_acceptable;
#[cfg(any(feature = "ssr", test))]
use domain::dwell::{Belief, Dwell, measure};
use domain::dwell::{Side, Stretch};
use domain::id::{AreaId, WalkId};
#[cfg(any(feature = "ssr", test))]
use domain::policy::Rulebook;
use domain::time::WallTime;
#[cfg(any(feature = "ssr", test))]
use domain::track::Track;
use domain::verdict::Verdict;
use domain::walk::{ClockReading, Gap, ObservationKind};
#[cfg(any(feature = "ssr", test))]
use domain::walk::{Evidence, Walk};
use domain::week::Week;
use serde::{Deserialize, Serialize};

#[cfg(any(feature = "ssr", test))]
use super::walk_map::{self, Shown};
#[cfg(any(feature = "ssr", test))]
use super::walk_record::WalkRecord;
use super::walk_record::{Decisions, Entry};
#[cfg(any(feature = "ssr", test))]
use crate::texts::{Language, desk::decision, desk::walk as texts};

/// A shorter gap is the phone finding itself; verdicts do not name it either.
#[cfg(any(feature = "ssr", test))]
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
    /// Boundary, trail, gaps and what was noted, as the server has drawn them.
    pub map: String,
    /// The positions behind it, thinned out where they are many.
    pub positions: Vec<PositionRow>,
    /// What the clocks said, at least at the start.
    pub clocks: Vec<ClockReading>,
    /// What was noted, in order of time.
    pub observations: Vec<Noted>,
    /// What was told of it, in order of arrival.
    pub entries: Vec<Entry>,
    /// Why it was withdrawn, if it was.
    pub withdrawn: Option<String>,
    /// How it stands by decision.
    pub decisions: Decisions,
    /// Whether the reader is offered to decide.
    pub may_decide: bool,
    /// Whether it can be accepted.
    pub is_acceptable: bool,
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
    /// Its number on the map, where its place is known.
    pub number: Option<usize>,
}

/// One position, as the table shows it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PositionRow {
    /// Seconds since the walk's start.
    pub t_s: u32,
    /// Degrees.
    pub lat: f64,
    /// Degrees.
    pub lon: f64,
    /// In metres, when told.
    pub accuracy_m: Option<f64>,
    /// Where it was taken to be; nothing when it was not believed.
    pub side: Option<Side>,
}

/// The most positions that the table shows.
#[cfg(any(feature = "ssr", test))]
const MAX_POSITIONS: usize = 400;

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
    /// A part of the journal's id: enough for a person to tell two phones apart.
    pub device: String,
    /// Its place in that journal.
    pub seq: u64,
    /// Since when the server holds it.
    pub received: WallTime,
}

#[cfg(any(feature = "ssr", test))]
impl WalkSheet {
    /// Builds the sheet. `may_decide` tells whether the reader is offered to.
    pub fn of(record: WalkRecord, rulebook: &Rulebook, language: Language, may_decide: bool) -> WalkSheet {
        let walk = &record.settled.walk;
        let began = walk.began();
        let judged_by =
            rulebook.policies.iter().find(|policy| policy.version == record.verdict.policy_version);
        let policy = judged_by.cloned().unwrap_or_else(|| rulebook.policy_at(began));
        let area_name =
            rulebook.area(&walk.area).map_or_else(|| walk.area.to_string(), |area| area.name.clone());
        let seen = match &walk.evidence {
            Evidence::Afterwards { .. } => None,
            Evidence::Recorded { track, gaps, .. } => {
                let outline = record.boundary.outline();
                Some((track, measure(walk.elapsed_s, track, gaps, &outline, &policy)))
            }
        };
        let (observations, map) = observations_and_map(&record, seen.as_ref(), language, &area_name);
        WalkSheet {
            id: walk.id,
            area_name,
            area: walk.area.clone(),
            week: record.week,
            began,
            ended: walk.ended(),
            crew_size: walk.crew_size,
            positions: seen.as_ref().map(|(track, dwell)| positions(track, dwell)).unwrap_or_default(),
            clocks: walk.clocks().to_vec(),
            origin: origin(walk, seen),
            map,
            observations,
            boundary: record.boundary.standing,
            rule: Rule { accuracy_limit_m: policy.accuracy_limit_m, max_interval_s: policy.max_interval_s },
            place: JournalPlace { device: record.device.short(), seq: record.seq, received: record.received },
            entries: record.entries,
            withdrawn: record.settled.withdrawn,
            who: record.who,
            decisions: record.decisions,
            may_decide,
            is_acceptable: is_acceptable(&record.verdict),
            verdict: record.verdict,
        }
    }
}

/// Returns what was noted in order of time, and the map on which each has its number.
#[cfg(any(feature = "ssr", test))]
fn observations_and_map(
    record: &WalkRecord,
    seen: Option<&(&Track, Dwell)>,
    language: Language,
    area_name: &str,
) -> (Vec<Noted>, String) {
    let walk = &record.settled.walk;
    let began = walk.began();
    let mut in_order: Vec<_> = walk.observations.iter().collect();
    in_order.sort_by_key(|seen| seen.t_s);
    let mut notes = Vec::new();
    let observations: Vec<Noted> = in_order
        .into_iter()
        .map(|seen| {
            let number = seen.spot.map(|spot| {
                notes.push((notes.len() + 1, spot.position()));
                notes.len()
            });
            let at = began.plus_s(i64::from(seen.t_s));
            Noted { at, kind: seen.kind, note: seen.note.clone(), number }
        })
        .collect();
    let outline = record.boundary.outline();
    let gaps: Vec<_> = seen
        .iter()
        .flat_map(|(_, dwell)| notable(&dwell.gaps))
        .map(|gap| (gap, began.plus_s(i64::from(gap.from_s))))
        .collect();
    let title = texts::sketch_label(language, area_name, &record.verdict);
    let told = decision::map_gaps(language, gaps.len(), notes.len());
    let seen = seen.map(|(track, dwell)| (*track, dwell));
    let shown = Shown { corners: outline.corners().collect(), map: outline.map(), seen, gaps, notes };
    (observations, walk_map::draw(language, &shown, &title, &told))
}

#[cfg(any(feature = "ssr", test))]
fn notable(gaps: &[Gap]) -> impl Iterator<Item = Gap> + '_ {
    gaps.iter().copied().filter(|gap| NOTABLE_GAP_S <= gap.length_s())
}

#[cfg(any(feature = "ssr", test))]
fn positions(track: &Track, dwell: &Dwell) -> Vec<PositionRow> {
    let step = track.fixes().len().div_ceil(MAX_POSITIONS).max(1);
    let row = |(fix, belief): (&domain::fix::Fix, &Belief)| PositionRow {
        t_s: fix.t_s,
        lat: fix.spot.position().lat,
        lon: fix.spot.position().lon,
        accuracy_m: fix.accuracy.radius_m(),
        side: match belief {
            Belief::Believed(side) => Some(*side),
            _ => None,
        },
    };
    track.fixes().iter().zip(&dwell.beliefs).step_by(step).map(row).collect()
}

#[cfg(any(feature = "ssr", test))]
fn origin(walk: &Walk, seen: Option<(&Track, Dwell)>) -> Origin {
    let reason = match &walk.evidence {
        Evidence::Afterwards { reason } => reason.clone(),
        Evidence::Recorded { .. } => String::new(),
    };
    let Some((track, dwell)) = seen else { return Origin::Afterwards { reason } };
    let clock_behind_s = walk.began().s_since(walk.started);
    Origin::Recorded {
        n_fixes: track.fixes().len(),
        n_poor: dwell.beliefs.iter().filter(|belief| **belief == Belief::Inaccurate).count(),
        gaps: notable(&dwell.gaps).collect(),
        stretches: dwell.stretches,
        clock_behind_s: (clock_behind_s != 0).then_some(clock_behind_s),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::area::{Area, Boundary};
    use domain::decision::Stand;
    use domain::fix::Fix;
    use domain::history::Settled;
    use domain::id::EntryHash;
    use domain::place::{FlatMap, Position};
    use domain::policy::Policy;
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
            entries: Vec::new(),
            decisions: Decisions {
                stand: Stand { counts: false, decided: None },
                is_spoken_for: false,
                seen: String::new(),
                deeds: Vec::new(),
                twins: Vec::new(),
            },
        };
        WalkSheet::of(record, &rulebook, Language::Swedish, true)
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
        let drawn = |gaps, class: &str| sheet(None, gaps).map.matches(&format!(r#"class="{class}"#)).count();
        assert_eq!((drawn(Vec::new(), "trail"), drawn(Vec::new(), "gap-end")), (1, 0));
        // One run before the gap, one after it, and the three fixes in it, each a dot; both its ends are marked.
        assert_eq!((drawn(vec![hidden], "trail"), drawn(vec![hidden], "gap-end")), (5, 2));
    }

    #[test]
    fn a_map_has_a_title_a_scale_and_the_numbers_of_the_list() {
        let sheet = sheet(None, Vec::new());
        for part in [
            "<title id=\"map-title\">Kartskiss över Huddinge C",
            ">100 m</text>",
            ">N</text>",
            ">Start</text>",
        ] {
            assert!(sheet.map.contains(part), "{part} is not in {}", sheet.map);
        }
        assert_eq!(sheet.observations.iter().map(|noted| noted.number).collect::<Vec<_>>(), [None, None]);
    }

    #[test]
    fn a_table_of_positions_stays_short() {
        let sheet = sheet(None, Vec::new());
        assert_eq!((sheet.positions.len(), sheet.positions[0].side), (60, Some(Side::Inside)));
    }
}
