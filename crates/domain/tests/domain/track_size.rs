//! The compact track on real recordings: how large it is, and that it brings back what it was given. It judges no walk.

use crate::traces::traces;
use domain::track::Track;
use expect_test::expect;

#[test]
fn a_fix_of_a_real_trace_takes_at_most_2_6_bytes() {
    let mut table = String::new();
    let (mut n_bytes, mut n_fixes) = (0, 0);
    for (name, track) in traces() {
        let bytes = track.encode();
        assert_eq!(Track::decode(&bytes), Ok(track.clone()), "{name}");
        let per_fix = bytes.len() as f64 / track.fixes().len() as f64;
        table +=
            &format!("{name}: {} fixes, {} bytes, {per_fix:.2} a fix\n", track.fixes().len(), bytes.len());
        n_bytes += bytes.len();
        n_fixes += track.fixes().len();
    }
    table += &format!("all: {:.2} a fix\n", n_bytes as f64 / n_fixes as f64);
    expect![[r#"
        bike-1: 47 fixes, 189 bytes, 4.02 a fix
        car-1: 115 fixes, 385 bytes, 3.35 a fix
        still-indoor-1: 201 fixes, 128 bytes, 0.64 a fix
        walk-acc-1: 51 fixes, 178 bytes, 3.49 a fix
        walk-acc-mixed-1: 115 fixes, 320 bytes, 2.78 a fix
        walk-hike-gaps-1: 513 fixes, 842 bytes, 1.64 a fix
        walk-ios-sparse-1: 43 fixes, 117 bytes, 2.72 a fix
        all: 1.99 a fix
    "#]]
    .assert_eq(&table);
    assert!(n_bytes as f64 <= 2.6 * n_fixes as f64);
}
