//! What a phone's clocks say of each other during a walk. It never decides which of them is right: what was measured by the
//! monotonic clock stands whatever the others say.
//!
//! A wall clock that somebody sets while the page is seen moves against the monotonic one, and that is told. While the phone
//! sleeps, or Kvart is closed, the wall clock alone goes on: what is set meanwhile looks like a longer or a shorter sleep. Such
//! time is a gap either way and never counts.

use crate::walk::ClockReading;

/// Clocks that differ by less are taken to agree, in milliseconds: a request takes its time, and networks set clocks by
/// seconds.
const SLACK_MS: u64 = 60_000;

/// Returns by how much the wall clock was set between two readings, in milliseconds: forward when positive.
pub fn set_between_ms(before: &ClockReading, after: &ClockReading) -> Option<i64> {
    let passed_ms = (i64::from(after.t_s) - i64::from(before.t_s)) * 1000;
    beyond_slack(after.wall.ms() - before.wall.ms() - passed_ms)
}

/// Returns by how much the wall clock was set during a walk, in milliseconds: the most, where it was set more than once.
pub fn set_ms(clocks: &[ClockReading]) -> Option<i64> {
    let each = clocks.windows(2).filter_map(|pair| set_between_ms(&pair[0], &pair[1]));
    each.max_by_key(|by_ms| by_ms.unsigned_abs())
}

/// Returns how far the server's clock was ahead of the phone's when the walk began, in milliseconds, where that is too much
/// for chance.
pub fn behind_server_ms(clocks: &[ClockReading]) -> Option<i64> {
    beyond_slack(clocks.first()?.server_ahead_ms?)
}

fn beyond_slack(by_ms: i64) -> Option<i64> {
    (SLACK_MS <= by_ms.unsigned_abs()).then_some(by_ms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::WallTime;

    /// Checks by how much a clock was set; its readings come as the walk's second and the wall clock's.
    #[track_caller]
    fn check(readings: &[(u32, i64)], expected_s: Option<i64>) {
        let clock = |&(t_s, wall_s): &(u32, i64)| ClockReading {
            t_s,
            wall: WallTime::from_ms(wall_s * 1000),
            server_ahead_ms: None,
            position: None,
        };
        let clocks: Vec<ClockReading> = readings.iter().map(clock).collect();
        assert_eq!(set_ms(&clocks), expected_s.map(|s| s * 1000), "{readings:?}");
    }

    #[test]
    fn a_clock_that_is_set_moves_against_the_one_that_only_goes_forward() {
        check(&[], None);
        check(&[(0, 1_000)], None);
        check(&[(0, 1_000), (300, 1_300)], None);
        check(&[(0, 1_000), (300, 1_359)], None);
        check(&[(0, 1_000), (300, 8_500)], Some(7_200));
        check(&[(0, 9_000), (300, 2_100)], Some(-7_200));
        check(&[(0, 9_000), (300, 9_700), (310, 2_110), (900, 2_700)], Some(-7_600));
    }

    #[test]
    fn a_clock_is_wrong_when_the_server_had_another_by_a_minute() {
        let clock = |server_ahead_ms| ClockReading {
            t_s: 0,
            wall: WallTime::from_ms(0),
            server_ahead_ms,
            position: None,
        };
        assert_eq!(behind_server_ms(&[]), None);
        for (ahead_ms, expected) in
            [(None, None), (Some(59_999), None), (Some(60_000), Some(60_000)), (Some(-60_000), Some(-60_000))]
        {
            assert_eq!(behind_server_ms(&[clock(ahead_ms)]), expected);
        }
    }
}
