//! From what the store tells to what the public is told: moments become days and weeks here, so that none gets any further.

use app::public::{Account, Told};
use domain::day::Day;
use domain::time::WallTime;
use domain::week::Week;
use store::{PublicAccount, Published};

/// Returns what the public is told of a period at `now`.
pub(super) fn account(of: PublicAccount, now: WallTime) -> Account {
    let through = of.figures.through;
    // Books of weeks before the period are nobody's here.
    let silent = of.silent_since.map(|since| Week::of(since.max(of.period.first.start())));
    Account {
        preliminary_from: silent.filter(|week| Day::sunday_of(*week) <= through),
        made: Day::of(now),
        told: of.published.into_iter().map(told).collect(),
        period: of.period,
        areas: of.areas,
        figures: of.figures,
    }
}

/// Returns what the public is told of a follow-up.
pub(super) fn told(of: Published) -> Told {
    Told {
        number: of.number,
        version: of.version,
        kind: of.kind,
        period: of.period,
        areas: of.areas,
        figures: of.figures,
        rules: of.rules,
        digest: of.digest,
        sealed: of.sealed,
        changes: of.changes,
        letter: of.letter,
        n_silent: of.n_silent,
        on: Day::of(of.at),
    }
}
