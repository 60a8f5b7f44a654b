//! What a walk weighs on the wire: a push of one entry as a phone sends it, compressed. Nothing in it is made up but ids,
//! times of day and two observations.
//!
//! No recording has 180 fixes at 5 seconds with their accuracies. So the places are those of fixes 272 to 451 of
//! walk-hike-gaps-1 (on foot, the densest stretch, a fix each 9 seconds), the accuracies those of walk-acc-1 (on foot) over
//! and over, and the times once a fix each 5 seconds and once as recorded. Beside it stands walk-acc-mixed-1 as it is.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use domain::fix::{Fix, Spot};
use domain::id::{DeviceId, WalkId};
use domain::place::Position;
use domain::statement::{Body, Statement};
use domain::time::WallTime;
use domain::track::Track;
use domain::walk::{ClockReading, Evidence, Gap, GapReason, Observation, ObservationKind, Walk};
use expect_test::expect;
use flate2::Compression;
use flate2::write::GzEncoder;
use sync::entry::{Entry, Head};
use sync::wire::{PROTOCOL, PushRequest};
use uuid::Uuid;

/// One line of a recording: seconds, place and accuracy.
type Reading = (f64, Position, Option<f64>);

fn recording(name: &str) -> Vec<Reading> {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/traces").join(name).with_extension("csv");
    let reading = |line: &str| {
        let cells: Vec<Option<f64>> = line.split(',').map(|cell| cell.parse().ok()).collect();
        (cells[0].unwrap(), Position { lat: cells[1].unwrap(), lon: cells[2].unwrap() }, cells[3])
    };
    fs::read_to_string(path).unwrap().lines().skip(1).map(reading).collect()
}

fn walk(fixes: Vec<Fix>) -> Walk {
    let started = WallTime::parse("2026-11-24T22:14:07+01:00").unwrap();
    let elapsed_s = fixes.last().map_or(900, |fix| fix.t_s + 4);
    let clock = ClockReading {
        t_s: 0,
        wall: started,
        server_ahead_ms: Some(-1483),
        position: Some(started.plus_ms(-310)),
    };
    let seen = |t_s: u32, kind| {
        let spot = Spot::of(Position { lat: 59.2341, lon: 17.9812 });
        Observation { t_s, kind, spot, note: None }
    };
    Walk {
        id: WalkId(Uuid::from_u128(0x019a_b612_7c41_7d3e_9f0b_52c8_e1a4_6d97)),
        area: "huddinge-c".parse().unwrap(),
        crew_size: 2,
        started,
        elapsed_s,
        evidence: Evidence::Recorded {
            track: Track::of(fixes),
            gaps: vec![Gap { from_s: 301, to_s: 344, reason: GapReason::Hidden }],
            clocks: vec![clock],
        },
        observations: vec![seen(212, ObservationKind::Talk), seen(655, ObservationKind::DarkSpot)],
    }
}

/// Returns the bytes of a push of one walk, plain and compressed.
fn n_bytes(walk: Walk) -> (usize, usize) {
    walk.check().unwrap();
    let device = DeviceId(Uuid::from_u128(0x019a_b5f0_02d1_7aa4_8c36_f91e_0b7d_5e28));
    let before = Entry::sealed(Head { seq: 56, ..Head::EMPTY }, device, "{}".to_owned());
    let at = walk.ended();
    let entry = Entry::after(before.head(), device, &Body::new(at, Statement::Walk(walk)));
    let app = "0.1.0-3f9c2e71".to_owned();
    let head = entry.head();
    let sent = at.plus_ms(1_250);
    let request =
        PushRequest { protocol: PROTOCOL, device, app, sent, head, entries: vec![entry], storage: None };
    let plain = serde_json::to_vec(&request).unwrap();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(&plain).unwrap();
    (plain.len(), gzip.finish().unwrap().len())
}

#[test]
fn a_walk_of_180_fixes_takes_at_most_900_bytes_on_the_wire() {
    let (hike, accurate, mixed) =
        (recording("walk-hike-gaps-1"), recording("walk-acc-1"), recording("walk-acc-mixed-1"));
    let stretch = &hike[271..451];
    let on_foot = |t_s: &dyn Fn(usize) -> f64| -> Vec<Reading> {
        let accuracies = accurate.iter().cycle().map(|(_, _, accuracy_m)| *accuracy_m);
        let places = stretch.iter().map(|(_, place, _)| *place).enumerate();
        places.zip(accuracies).map(|((idx, place), accuracy_m)| (t_s(idx), place, accuracy_m)).collect()
    };
    let every_5_s = on_foot(&|idx| 5.0 * idx as f64);
    let as_recorded = on_foot(&|idx| stretch[idx].0 - stretch[0].0);

    let mut table = String::new();
    let mut weigh = |name: &str, readings: &[Reading]| {
        let fixes: Vec<Fix> = readings
            .iter()
            .filter_map(|(t_s, place, accuracy_m)| Fix::new(*t_s as u32, *place, *accuracy_m))
            .collect();
        let (n_fixes, minutes) = (fixes.len(), fixes[fixes.len() - 1].t_s / 60);
        let n_track = Track::of(fixes.clone()).encode().len();
        let (n_plain, n_gzip) = n_bytes(walk(fixes));
        table += &format!(
            "{name}: {n_fixes} fixes in {minutes} min, track {n_track} B, push {n_plain} B, gzip {n_gzip} B\n"
        );
        (n_fixes, n_gzip)
    };
    let (n_fixes, n_gzip) = weigh("a fix each 5 s", &every_5_s);
    weigh("the same as recorded", &as_recorded);
    weigh("walk-acc-mixed-1", &mixed);
    expect![[r#"
        a fix each 5 s: 180 fixes in 14 min, track 265 B, push 1245 B, gzip 822 B
        the same as recorded: 180 fixes in 35 min, track 375 B, push 1392 B, gzip 940 B
        walk-acc-mixed-1: 115 fixes in 31 min, track 320 B, push 1319 B, gzip 878 B
    "#]]
    .assert_eq(&table);
    assert_eq!(n_fixes, 180);
    assert!(n_gzip <= 900, "{table}");
}
