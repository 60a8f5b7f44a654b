//! Whose phone tells which of the demonstration's walks, and how each phone stands: one is silent since last week, one has
//! lost an entry, one was restored from an older copy, one is out of use. It changes nothing of the plan.

use domain::id::{DeviceId, WalkId};
use domain::policy::Rulebook;
use domain::time::WallTime;
use domain::walk::Walk;
use domain::week::Week;
use sync::entry::Head;
use sync::heartbeat::Heartbeat;
use sync::wire::PROTOCOL;

use crate::demo::dice::Dice;
use crate::demo::plan::{self, Telling};
use crate::demo::stroll::{self, Course, Stroll};

/// A phone of the demonstration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Handset {
    /// The first officer's, of the first five weeks; then it was exchanged.
    Exchanged,
    /// The first officer's, since then. It was restored from an older copy last week.
    Restored,
    /// The second officer's. It lost an entry before that was sent.
    Lossy,
    /// The second officer's spare one, silent since last Thursday.
    Silent,
}

/// How many weeks the first phone was in use.
const EXCHANGED_AFTER_WEEKS: usize = 5;

const DAY_S: i64 = 86_400;
const HOUR_S: i64 = 3600;

impl Handset {
    pub(crate) const ALL: [Handset; 4] =
        [Handset::Exchanged, Handset::Restored, Handset::Lossy, Handset::Silent];

    /// Returns which officer holds it: 0 or 1.
    pub(crate) fn officer(self) -> usize {
        match self {
            Handset::Exchanged | Handset::Restored => 0,
            Handset::Lossy | Handset::Silent => 1,
        }
    }

    /// Returns the phone that tells a walk of the plan.
    pub(crate) fn of(telling: &Telling, now: WallTime) -> Handset {
        let week = telling.walk.week();
        match telling.officer {
            0 if telling.walk.started < exchanged(now) => Handset::Exchanged,
            0 => Handset::Restored,
            // Nothing of the last two weeks: it is silent since.
            _ if week < Week::of(now).back(2) && week.number().is_multiple_of(3) => Handset::Silent,
            _ => Handset::Lossy,
        }
    }
}

/// Returns when the first officer got another phone.
pub(crate) fn exchanged(now: WallTime) -> WallTime {
    let week = plan::first_week(now).through(Week::of(now)).nth(EXCHANGED_AFTER_WEEKS);
    week.map_or(now, Week::start)
}

/// Walks that are no part of the plan, since the server does not count them.
pub(crate) struct Extra {
    /// Which phone wrote them and never came through with them.
    pub(crate) never_sent: [(Handset, Telling); 2],
    /// What a phone wrote for a place that it had filled before: it was restored in between.
    pub(crate) again: Walk,
}

impl Extra {
    pub(crate) fn is_never_sent(&self, walk: WalkId) -> bool {
        self.never_sent.iter().any(|(_, telling)| telling.walk.id == walk)
    }
}

/// Makes up what the server does not count: a lost walk of four weeks ago, one that waits on the silent phone, and one that
/// was written twice, on a Friday two weeks ago where the area was missed.
pub(crate) fn extra(rulebook: &Rulebook, now: WallTime, dice: &mut Dice) -> Extra {
    let mut walk = |area: &str, n_weeks_ago: u32, day: i64, second: i64| {
        let area =
            rulebook.areas.iter().find(|known| known.id.as_str() == area).unwrap_or(&rulebook.areas[0]);
        let started = Week::of(now).back(n_weeks_ago).start().plus_s(day * DAY_S + second);
        stroll::walk(area, &Stroll { started, crew_size: 2, course: Course::Full }, dice)
    };
    let telling = |walk| Telling { officer: 1, walk, amendment: None, delay_s: 0 };
    let lost = telling(walk("skogas-c", 4, 1, 19 * HOUR_S + 2400));
    let waiting = telling(walk("huddinge-c", 1, 3, 19 * HOUR_S + 3000));
    let again = walk("varby-c", 2, 4, 20 * HOUR_S + 1020);
    Extra { never_sent: [(Handset::Lossy, lost), (Handset::Silent, waiting)], again }
}

/// Returns how a phone said that it stood, and when: nothing for one whose app never said so. `heads` are the journal's ends
/// before its last entry and after it.
pub(crate) fn heartbeats(
    handset: Handset,
    device: DeviceId,
    heads: [Head; 2],
    now: WallTime,
) -> Vec<(WallTime, Heartbeat)> {
    let [before, head] = heads;
    let last_week = |day: i64, hour: i64| Week::of(now).back(1).start().plus_s(day * DAY_S + hour * HOUR_S);
    let beat = |at: WallTime, behind_s: i64, head: Head, n_unsent: u64| {
        let sent = at.plus_s(-behind_s);
        let heartbeat = Heartbeat {
            protocol: PROTOCOL,
            device,
            app: "demo".to_owned(),
            sent,
            head,
            n_unsent,
            oldest_unsent: (0 < n_unsent).then_some(sent.plus_s(-HOUR_S)),
            n_parked: u64::from(handset == Handset::Restored),
            is_lasting: Some(handset != Handset::Silent),
            storage: None,
        };
        (at, heartbeat)
    };
    match handset {
        Handset::Exchanged => Vec::new(),
        Handset::Restored | Handset::Lossy => vec![beat(now, 1, head, 0)],
        // On Tuesday it had nothing more to send; on Thursday it had a walk, and no network that would carry it.
        Handset::Silent => {
            vec![beat(last_week(1, 8), 420, before, 0), beat(last_week(3, 21), 420, head, 1)]
        }
    }
}
