//! What the default policy says today of each recording, in a square of 400 m around the middle of the trace. It says
//! what is, not what ought to be: the rule knows neither speed nor jumps yet.

mod scene;
mod traces;

use domain::policy::Policy;
use domain::verdict::judge_by;
use domain::walk::{Evidence, Walk};
use expect_test::expect;
use scene::{MIDDLE, square_around};
use traces::traces;

#[test]
fn verdicts_of_the_recordings() {
    let boundary = square_around(MIDDLE, 200.0);
    let mut table = format!("{:<18}{:>8}{:>10}{:>8}  outcome\n", "name", "elapsed", "observed", "inside");
    for (name, track) in traces() {
        let elapsed_s = track.fixes().last().map_or(0, |fix| fix.t_s);
        let walk = Walk {
            id: domain::id::WalkId(uuid::Uuid::nil()),
            area: "huddinge-c".parse().expect("an area's id"),
            crew_size: 2,
            started: boundary.valid_from,
            elapsed_s,
            evidence: Evidence::Recorded { track, gaps: Vec::new(), clocks: Vec::new() },
            observations: Vec::new(),
        };
        let verdict = judge_by(&walk, &boundary, &Policy::default());
        table += &format!(
            "{name:<18}{elapsed_s:>8}{:>10}{:>8}  {:?}\n",
            verdict.observed_s, verdict.dwell_s, verdict.outcome
        );
    }
    expect![[r#"
        name               elapsed  observed  inside  outcome
        bike-1                1209      1209      73  Outside
        car-1                 1404      1209      14  Outside
        still-indoor-1        6387      5989    5989  Counted
        walk-acc-1            1470       895     570  TooShort
        walk-acc-mixed-1      1866      1684    1684  Counted
        walk-hike-gaps-1     13381      8469    1398  Counted
        walk-ios-sparse-1     1830      1571     516  Outside
    "#]]
    .assert_eq(&table);
}
