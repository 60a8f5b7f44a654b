//! The laws of dwell, for walks of any shape. They hold for every fix that a phone may hand out, not for likely ones alone.

use crate::scene::{MIDDLE, fix_at, square_around};
use domain::area::Outline;
use domain::dwell::{Dwell, Sight, measure};
use domain::fix::Fix;
use domain::place::{FlatMap, Position};
use domain::policy::Policy;
use domain::track::Track;
use domain::walk::{Gap, GapReason};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

const HALF_M: f64 = 150.0;

/// A walk as a phone may record it, well and badly.
#[derive(Debug, Clone)]
struct Case {
    elapsed_s: u32,
    fixes: Vec<Fix>,
    declared: Vec<Gap>,
    policy: Policy,
}

impl Case {
    fn measure(&self) -> Dwell {
        self.measure_fixes(self.fixes.clone())
    }

    fn measure_fixes(&self, fixes: Vec<Fix>) -> Dwell {
        measure(self.elapsed_s, &Track::of(fixes), &self.declared, &outline(), &self.policy)
    }
}

fn outline() -> Outline {
    square_around(MIDDLE, HALF_M).outline()
}

/// Metres from the middle along one axis: well inside, well outside, and often about the line.
fn along() -> impl Strategy<Value = f64> {
    prop_oneof![6 => -120.0f64..120.0, 1 => 130.0f64..175.0, 1 => -175.0f64..-130.0, 1 => 200.0f64..600.0]
}

fn accuracy_m() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        4 => select(vec![Some(4.0), Some(12.0), Some(30.0)]),
        2 => select(vec![None, Some(49.0)]),
        2 => select(vec![Some(60.0), Some(700.0)]),
    ]
}

/// Seconds at random, and such as several fixes fall into.
fn second() -> impl Strategy<Value = u32> {
    prop_oneof![0u32..900, (0u32..45).prop_map(|idx| 20 * idx)]
}

fn fix() -> impl Strategy<Value = Fix> {
    (second(), along(), along(), accuracy_m())
        .prop_map(|(t_s, x, y, accuracy_m)| fix_at(t_s, (x, y), accuracy_m))
}

/// A fix that is believed by every policy below and lies inside.
fn fix_inside() -> impl Strategy<Value = Fix> {
    (second(), -148.0f64..148.0, -148.0f64..148.0, select(vec![Some(4.0), Some(12.0), Some(30.0)]))
        .prop_map(|(t_s, x, y, accuracy_m)| fix_at(t_s, (x, y), accuracy_m))
}

fn gap() -> impl Strategy<Value = Gap> {
    let span = (0u32..1000, 0u32..200, any::<bool>());
    (span, select(GapReason::ALL.to_vec())).prop_map(|((from_s, length_s, is_reversed), reason)| {
        let to_s = if is_reversed { from_s.saturating_sub(length_s) } else { from_s + length_s };
        Gap { from_s, to_s, reason }
    })
}

fn case() -> impl Strategy<Value = Case> {
    let fixes = prop::collection::vec(fix(), 0..60);
    let gaps = prop::collection::vec(gap(), 0..6);
    let policy = (
        select(vec![5u32, 30, 90]),
        select(vec![0.0, 15.0]),
        select(vec![32.0, 50.0]),
        select(vec![0.7, 2.0, 9.0]),
    );
    (0u32..1000, fixes, gaps, policy).prop_map(|(elapsed_s, fixes, declared, rule)| {
        let (max_interval_s, edge_m, accuracy_limit_m, walking_m_s) = rule;
        let policy = Policy { max_interval_s, edge_m, accuracy_limit_m, walking_m_s, ..Policy::default() };
        Case { elapsed_s, fixes, declared, policy }
    })
}

/// Takes a walk apart second by second, as the model of `domain::dwell` puts it in words and with no regard to cost:
/// for each second whether it was observed, and whether on foot inside.
fn by_the_words(case: &Case) -> Vec<(bool, bool)> {
    let outline = outline();
    let max_s = case.policy.max_interval_s;
    let radius_m = |fix: &Fix| fix.accuracy.radius_m().unwrap_or(case.policy.accuracy_limit_m);
    let believed: Vec<&Fix> =
        case.fixes.iter().filter(|fix| radius_m(fix) <= case.policy.accuracy_limit_m).collect();
    let depth_m = |fix: &Fix| outline.depth_m(fix.spot.position());
    let mut inside: Vec<bool> = believed.iter().map(|fix| 0.0 <= depth_m(fix)).collect();
    loop {
        let holds = |fix: &Fix| {
            let near = |other: &Fix| other.t_s.abs_diff(fix.t_s) <= max_s;
            let is_held = believed.iter().zip(&inside).any(|(other, is_inside)| *is_inside && near(other));
            is_held && -depth_m(fix) <= radius_m(fix).max(case.policy.edge_m)
        };
        let next: Vec<bool> =
            believed.iter().zip(&inside).map(|(fix, is_inside)| *is_inside || holds(fix)).collect();
        if next == inside {
            break;
        }
        inside = next;
    }
    let spanned = |s: u32, times: &[u32]| {
        let last_s = times.iter().filter(|t_s| **t_s <= s).max();
        let next_s = times.iter().filter(|t_s| s < **t_s).min();
        matches!((last_s, next_s), (Some(last_s), Some(next_s)) if next_s - last_s <= max_s)
    };
    let is_blind =
        |s: u32| case.declared.iter().any(|gap| gap.reason.is_blind() && gap.from_s <= s && s < gap.to_s);
    let all: Vec<u32> = believed.iter().map(|fix| fix.t_s).collect();
    let map = outline.map();
    let within: Vec<(u32, (f64, f64))> = believed
        .iter()
        .zip(&inside)
        .filter(|(_, inside)| **inside)
        .map(|(fix, _)| (fix.t_s, map.metres(fix.spot.position())))
        .collect();
    let walked = |s: u32| {
        let firsts = within.iter().filter(|(t_s, _)| *t_s <= s);
        let mut pairs =
            firsts.flat_map(|first| within.iter().filter(|(t_s, _)| s < *t_s).map(move |last| (first, last)));
        pairs.any(|((from_s, from), (to_s, to))| {
            let way_m = (to.0 - from.0).hypot(to.1 - from.1);
            to_s - from_s <= max_s && way_m <= case.policy.walking_m_s * f64::from(to_s - from_s)
        })
    };
    (0..case.elapsed_s).map(|s| (!is_blind(s) && spanned(s, &all), !is_blind(s) && walked(s))).collect()
}

/// Returns the place that lies so many steps of the spots' grid to the north and to the east.
fn moved(place: Position, (north, east): (i32, i32)) -> Position {
    Position { lat: place.lat + f64::from(north) * 1e-5, lon: place.lon + f64::from(east) * 2e-5 }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn dwell_is_what_the_model_says_in_words(case in case()) {
        let dwell = case.measure();
        let seconds = by_the_words(&case);
        prop_assert_eq!(dwell.observed_s as usize, seconds.iter().filter(|(observed, _)| *observed).count());
        prop_assert_eq!(dwell.inside_s as usize, seconds.iter().filter(|(_, inside)| *inside).count());
        let stretch = |s: u32| dwell.stretches.iter().filter(move |part| part.from_s <= s && s < part.to_s);
        for (s, (observed, inside)) in (0..).zip(&seconds) {
            let sights: Vec<Sight> = stretch(s).map(|part| part.sight).collect();
            prop_assert_eq!(sights.len(), 1, "second {} is in one stretch", s);
            if sights[0] != Sight::Fast {
                prop_assert_eq!(matches!(sights[0], Sight::Inside | Sight::Still), *inside, "second {}", s);
            }
            prop_assert_eq!(!matches!(sights[0], Sight::Unseen(_)), *observed, "second {}", s);
        }
        for (s, (observed, _)) in (0..).zip(seconds) {
            let gap = dwell.gaps.iter().find(|gap| gap.from_s <= s && s < gap.to_s);
            prop_assert_eq!(gap.is_none(), observed, "second {}", s);
            let declared = case.declared.iter().filter(|gap| gap.from_s <= s && s < gap.to_s);
            if let (Some(gap), Some(reason)) = (gap, declared.map(|gap| gap.reason).min()) {
                prop_assert_eq!(gap.reason, reason, "second {}", s);
            }
        }
    }

    #[test]
    fn observed_time_and_gaps_make_up_the_whole_walk(case in case()) {
        let dwell = case.measure();
        let in_gaps: u32 = GapReason::ALL.iter().map(|reason| dwell.gap_s(*reason)).sum();
        prop_assert_eq!(dwell.elapsed_s, case.elapsed_s);
        prop_assert_eq!(dwell.observed_s + in_gaps, dwell.elapsed_s);
        prop_assert!(dwell.still_s <= dwell.inside_s && dwell.inside_s <= dwell.present_s);
        prop_assert!(dwell.fast_s <= dwell.present_s && dwell.present_s <= dwell.inside_s + dwell.fast_s);
        prop_assert!(dwell.present_s <= dwell.observed_s);
        prop_assert!(dwell.gaps.windows(2).all(|pair| pair[0].to_s <= pair[1].from_s));
        prop_assert_eq!(dwell.beliefs.len(), Track::of(case.fixes).fixes().len());
    }

    #[test]
    fn more_fixes_inside_never_shorten_dwell(
        case in case(),
        more in prop::collection::vec(fix_inside(), 1..10),
    ) {
        let fewer = case.measure();
        let more = case.measure_fixes([case.fixes.clone(), more].concat());
        prop_assert!(fewer.inside_s <= more.inside_s, "{} became {}", fewer.inside_s, more.inside_s);
    }

    #[test]
    fn dropping_fixes_never_lengthens_dwell(
        (case, kept) in case().prop_flat_map(|case| {
            let kept = subsequence(case.fixes.clone(), 0..=case.fixes.len());
            (Just(case), kept)
        })
    ) {
        let (all, kept) = (case.measure(), case.measure_fixes(kept));
        prop_assert!(kept.inside_s <= all.inside_s, "{} became {}", all.inside_s, kept.inside_s);
        prop_assert!(kept.observed_s <= all.observed_s, "{} became {}", all.observed_s, kept.observed_s);
    }

    #[test]
    fn the_order_of_fixes_changes_nothing(
        (case, shuffled) in case().prop_flat_map(|case| {
            let shuffled = Just(case.fixes.clone()).prop_shuffle();
            (Just(case), shuffled)
        })
    ) {
        prop_assert_eq!(case.measure(), case.measure_fixes(shuffled));
    }

    #[test]
    fn shifting_a_walk_in_time_changes_nothing(case in case(), later_s in 0u32..100_000) {
        let here = case.measure();
        let fix_later = |fix: &Fix| Fix { t_s: fix.t_s + later_s, ..*fix };
        let gap_later = |gap: &Gap| Gap { from_s: gap.from_s + later_s, to_s: gap.to_s + later_s, ..*gap };
        let shifted = Case {
            elapsed_s: case.elapsed_s + later_s,
            fixes: case.fixes.iter().map(fix_later).collect(),
            declared: case.declared.iter().map(gap_later).collect(),
            ..case
        };
        let there = shifted.measure();
        prop_assert_eq!((here.observed_s, here.inside_s), (there.observed_s, there.inside_s));
        prop_assert_eq!(here.beliefs, there.beliefs);
    }

    /// Whole steps of the spots' grid, so that no fix is rounded anew. The ground is round all the same: 300 m to the
    /// north a step of longitude is 1.6 cm in 200 m shorter. Fixes within a hand of a line that decides are left out, and
    /// those that lie as far from another as a walk just reaches.
    #[test]
    fn shifting_a_walk_and_its_area_in_space_changes_nothing(
        case in case(),
        steps in (-300i32..300, -300i32..300),
    ) {
        let clear = |fix: &&Fix| {
            let depth_m = outline().depth_m(fix.spot.position());
            let radius_m = fix.accuracy.radius_m().unwrap_or(case.policy.accuracy_limit_m);
            0.1 < depth_m.abs() && 0.1 < (depth_m + radius_m.max(case.policy.edge_m)).abs()
        };
        let mut fixes: Vec<Fix> = Vec::new();
        for fix in case.fixes.iter().filter(clear) {
            let is_close = |other: &Fix| {
                let way_m = other.spot.position().distance_m(fix.spot.position());
                let walk_m = case.policy.walking_m_s * f64::from(other.t_s.abs_diff(fix.t_s));
                (way_m - walk_m).abs() < 0.2 && 0.0 < way_m
            };
            if !fixes.iter().any(is_close) {
                fixes.push(*fix);
            }
        }
        let here = case.measure_fixes(fixes.clone());
        let area = square_around(moved(MIDDLE, steps), HALF_M).outline();
        let step = |fix: &Fix| {
            let radius_m = fix.accuracy.radius_m();
            Fix::new(fix.t_s, moved(fix.spot.position(), steps), radius_m).expect("still on the globe")
        };
        let track = Track::of(fixes.iter().map(step).collect());
        prop_assert_eq!(here, measure(case.elapsed_s, &track, &case.declared, &area, &case.policy));
    }

    #[test]
    fn declared_blind_time_is_never_observed(
        (from_s, length_s) in (0u32..600, 1u32..300),
        reason in select(GapReason::ALL.to_vec()),
    ) {
        let fixes = (0..=900).map(|t_s| fix_at(t_s, (0.0, 0.0), Some(5.0))).collect();
        let gap = Gap { from_s, to_s: from_s + length_s, reason };
        let case = Case { elapsed_s: 900, fixes, declared: vec![gap], policy: Policy::default() };
        let unseen_s = if reason.is_blind() { length_s } else { 0 };
        let dwell = case.measure();
        prop_assert_eq!((dwell.observed_s, dwell.inside_s), (900 - unseen_s, 900 - unseen_s));
        prop_assert_eq!(dwell.gaps, if reason.is_blind() { vec![gap] } else { Vec::new() });
    }

    #[test]
    fn figures_that_cannot_be_are_measured_all_the_same(
        elapsed_s in any::<u32>(),
        times in prop::collection::vec(any::<u32>(), 0..20),
        gaps in prop::collection::vec((any::<u32>(), any::<u32>(), select(GapReason::ALL.to_vec())), 0..20),
        max_interval_s in any::<u32>(),
        (edge_m, accuracy_limit_m, walking_m_s) in (prop::num::f64::ANY, prop::num::f64::ANY, prop::num::f64::ANY),
    ) {
        let fixes = times.into_iter().map(|t_s| fix_at(t_s, (0.0, 0.0), Some(5.0))).collect();
        let declared = gaps.into_iter().map(|(from_s, to_s, reason)| Gap { from_s, to_s, reason }).collect();
        let policy = Policy { max_interval_s, edge_m, accuracy_limit_m, walking_m_s, ..Policy::default() };
        let dwell = Case { elapsed_s, fixes, declared, policy }.measure();
        let in_gaps: u32 = dwell.gaps.iter().map(Gap::length_s).sum();
        prop_assert_eq!(dwell.observed_s + in_gaps, elapsed_s);
        prop_assert!(dwell.inside_s <= dwell.observed_s);
    }
}

/// A walk of as many fixes and gaps as one body can hold: what it costs must grow with them, not with their product.
#[test]
fn a_walk_of_a_hundred_thousand_gaps_is_measured() {
    let place = FlatMap::around(MIDDLE).position((0.0, 0.0));
    let fixes = (0..20_000).map(|idx| Fix::new(4 * idx, place, Some(5.0)).expect("on the globe")).collect();
    let reason = |idx: u32| GapReason::ALL[idx as usize % 5];
    let declared: Vec<Gap> =
        (0..100_000).map(|idx| Gap { from_s: idx, to_s: idx + 1 + idx % 3, reason: reason(idx) }).collect();
    let dwell = measure(86_400, &Track::of(fixes), &declared, &outline(), &Policy::default());
    assert_eq!(dwell.observed_s + dwell.gaps.iter().map(Gap::length_s).sum::<u32>(), 86_400);
}
