//! When a running walk calls the officer's attention without being looked at. It never calls twice for the same thing, and
//! never for what a single leap of the position says.

use domain::dwell::Side;
use domain::recording::{Progress, Signal};

/// What the officer is to notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alarm {
    /// The required time is reached.
    Reached,
    /// The area was left.
    Left,
    /// No position comes any more.
    Silent,
}

impl Alarm {
    /// Returns how the phone shakes for it: milliseconds of shaking and pausing in turn. Each is told apart by hand alone.
    pub fn pattern_ms(self) -> &'static [u32] {
        match self {
            Alarm::Reached => &[200, 100, 200, 100, 600],
            Alarm::Left => &[600, 200, 600],
            Alarm::Silent => &[120, 120, 120, 120, 120],
        }
    }

    /// Returns the tones that it is told by: hertz, and milliseconds each.
    pub fn tones(self) -> &'static [(u32, u32)] {
        match self {
            Alarm::Reached => &[(660, 150), (880, 300)],
            Alarm::Left => &[(660, 250), (440, 400)],
            Alarm::Silent => &[(440, 120), (440, 120), (440, 120)],
        }
    }
}

/// What alarms are told by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Watchful {
    is_reached: bool,
    side: Option<Side>,
    is_silent: bool,
}

impl Watchful {
    /// Takes from a walk's progress what alarms are told by. Where nobody knows where the officer is, what was known before
    /// holds: an area may be left unseen.
    pub fn of(progress: &Progress, before: Option<Watchful>) -> Watchful {
        Watchful {
            is_reached: progress.required_s <= progress.dwell.inside_s,
            side: progress.side.or(before.and_then(|before| before.side)),
            is_silent: matches!(progress.signal, Signal::Lost { .. }),
        }
    }

    /// Returns what is to be noticed when this comes after what was before, the weightiest alone. What already was so when
    /// the walk came on the screen is not told anew.
    pub fn alarm_after(self, before: Watchful) -> Option<Alarm> {
        if self.is_reached && !before.is_reached {
            Some(Alarm::Reached)
        } else if self.side == Some(Side::Outside) && before.side == Some(Side::Inside) {
            Some(Alarm::Left)
        } else {
            (self.is_silent && !before.is_silent).then_some(Alarm::Silent)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::dwell::Dwell;

    #[track_caller]
    fn check(before: (bool, Option<Side>, bool), now: (bool, Option<Side>, bool), expected: Option<Alarm>) {
        let [before, now] =
            [before, now].map(|(is_reached, side, is_silent)| Watchful { is_reached, side, is_silent });
        assert_eq!(now.alarm_after(before), expected);
    }

    #[test]
    fn an_area_that_was_left_unseen_is_left_all_the_same() {
        let dwell = Dwell::unseen(100);
        let progress =
            |side| Progress { dwell: dwell.clone(), required_s: 900, side, signal: Signal::Waiting };
        let inside = Watchful::of(&progress(Some(Side::Inside)), None);
        let unseen = Watchful::of(&progress(None), Some(inside));
        assert_eq!(unseen.alarm_after(inside), None);
        let outside = Watchful::of(&progress(Some(Side::Outside)), Some(unseen));
        assert_eq!(outside.alarm_after(unseen), Some(Alarm::Left));
    }

    #[test]
    fn each_change_is_told_once() {
        let (inside, outside) = (Some(Side::Inside), Some(Side::Outside));
        check((false, inside, false), (true, inside, false), Some(Alarm::Reached));
        check((true, inside, false), (true, inside, false), None);
        check((false, inside, false), (false, outside, false), Some(Alarm::Left));
        check((false, outside, false), (false, inside, false), None);
        check((false, None, false), (false, outside, false), None);
        check((false, inside, false), (false, None, true), Some(Alarm::Silent));
        check((false, None, true), (false, None, true), None);
        check((false, inside, false), (true, outside, true), Some(Alarm::Reached));
    }
}
