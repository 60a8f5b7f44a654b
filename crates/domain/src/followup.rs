//! Follow-ups: how all promises of a period stood on a day, in figures that are frozen when it is published. What comes to
//! be known later makes another version, and this page tells by what it differs.

use serde::{Deserialize, Serialize};

use crate::activity::Activity;
use crate::day::Day;
use crate::due::{Span, Stretch};
use crate::fulfilment::{Deed, PromiseFigures, State, StretchFigures, fulfilment};
use crate::id::{AreaId, PromiseId};
use crate::policy::Rulebook;
use crate::promise::{Evidence, Promise, PromisePeriod};
use crate::week::Week;

/// What a published account is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// How it goes, several times a year.
    FollowUp,
    /// Whether what was promised was kept, at the end of the year.
    Evaluation,
}

/// All that was done, as far as it is known.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Deeds {
    /// Counted patrols by area and week.
    pub patrols: Vec<(AreaId, Week, u32)>,
    /// Activities that stand.
    pub activities: Vec<Activity>,
    /// The follow-ups and evaluations that were published, by the day up to which they tell; each once, whatever its version.
    pub published: Vec<(Kind, Day)>,
}

impl Deeds {
    /// Leaves out all that was done after a day: a week counts once its Sunday is over.
    pub fn up_to(mut self, through: Day) -> Deeds {
        self.patrols.retain(|(_, week, _)| Day::sunday_of(*week) <= through);
        self.activities.retain(|activity| activity.day <= through);
        self.published.retain(|(_, day)| *day <= through);
        self
    }

    fn of(&self, promise: &Promise) -> Vec<Deed> {
        let published = |asked: Kind| {
            let of_kind = self.published.iter().filter(move |(kind, _)| *kind == asked);
            of_kind.map(|(_, day)| Deed { day: *day, area: None, n: 1, n_reached: None }).collect()
        };
        match promise.evidence {
            Evidence::CountedWalks => self
                .patrols
                .iter()
                .filter(|(area, _, n)| 0 < *n && promise.areas.contains(area))
                .map(|(area, week, n)| Deed {
                    day: Day::thursday_of(*week),
                    area: Some(area.clone()),
                    n: *n,
                    n_reached: None,
                })
                .collect(),
            Evidence::Activities => self
                .activities
                .iter()
                .filter(|activity| activity.promise == promise.id)
                .map(|activity| Deed {
                    day: activity.day,
                    area: activity.area.clone(),
                    n: 1,
                    n_reached: activity.n_reached,
                })
                .collect(),
            Evidence::FollowUps => published(Kind::FollowUp),
            Evidence::Evaluations => published(Kind::Evaluation),
        }
    }
}

/// The version of the rules by which figures come from a journal, and of how they are written. It rises with every change after
/// which the same journal leads to another text: what was published stands by the rules of its time.
pub const RULES: u32 = 1;

/// How the promises of a period stood.
///
/// Stored type: do not rename or reorder; the digest of a follow-up is over this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// The last day that was over.
    pub through: Day,
    /// In the order of the promises.
    pub promises: Vec<PromiseFigures>,
}

impl Figures {
    /// Tells how all promises of a period stand once `through` is over.
    pub fn of(period: &PromisePeriod, deeds: &Deeds, through: Day, rulebook: &Rulebook) -> Figures {
        let tell = |promise: &Promise| {
            let is_followed = |stretch: &Stretch| is_followed(promise, stretch, rulebook);
            fulfilment(promise, period, &deeds.of(promise), through, is_followed)
        };
        Figures { through, promises: period.promises.iter().map(tell).collect() }
    }

    /// Returns how one promise stood.
    pub fn promise(&self, id: PromiseId) -> Option<&PromiseFigures> {
        self.promises.iter().find(|figures| figures.promise == id)
    }
}

/// Tells whether books were kept in a stretch. Walks are told of since their area is followed; activities can be logged
/// afterwards, from any day.
fn is_followed(promise: &Promise, stretch: &Stretch, rulebook: &Rulebook) -> bool {
    let is_followed =
        |area: &AreaId| rulebook.area(area).is_some_and(|area| area.followed_since() < stretch.last.end());
    match (promise.evidence, &stretch.area) {
        (Evidence::CountedWalks, Some(area)) => is_followed(area),
        (Evidence::CountedWalks, None) => promise.areas.iter().any(is_followed),
        _ => true,
    }
}

/// By what a later version differs from the one before, for one promise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which promise.
    pub promise: PromiseId,
    /// How much was done before, and now.
    pub done_n: (u32, u32),
    /// Everything that was done before, and now.
    pub made_n: (u32, u32),
    /// The stretches that stand otherwise than before, as they stand now.
    pub stretches: Vec<StretchFigures>,
}

/// Tells by what figures differ from those of an earlier version. Only promises that are in both are compared.
pub fn changes(before: &Figures, now: &Figures) -> Vec<Change> {
    let change = |after: &PromiseFigures| {
        let before = before.promise(after.promise)?;
        let differs = |part: &&StretchFigures| !before.stretches.contains(part);
        let is_same = before.done_n == after.done_n
            && before.made_n == after.made_n
            && before.standing == after.standing
            && before.n_reached == after.n_reached
            && before.stretches == after.stretches;
        (!is_same).then(|| Change {
            promise: after.promise,
            done_n: (before.done_n, after.done_n),
            made_n: (before.made_n, after.made_n),
            stretches: after.stretches.iter().filter(differs).cloned().collect(),
        })
    };
    now.promises.iter().filter_map(change).collect()
}

/// The weeks of a promise that is due each week, as one line of a letter tells them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekTally {
    /// How many weeks were over and followed.
    pub n_weeks: u32,
    /// In how many of them it was kept in every area.
    pub n_whole: u32,
    /// The others, each with the areas in which it was missed.
    pub missed: Vec<(Week, Vec<AreaId>)>,
}

/// Sums a promise that is due each week up by week; nothing of one that is not.
pub fn week_tally(figures: &PromiseFigures, through: Day) -> Option<WeekTally> {
    let mut tally = WeekTally { n_weeks: 0, n_whole: 0, missed: Vec::new() };
    let mut is_weekly = false;
    let mut parts = figures.stretches.iter().peekable();
    while let Some(part) = parts.next() {
        let Span::Week(week) = part.stretch.span else { continue };
        is_weekly = true;
        let mut of_week = vec![part];
        while let Some(next) = parts.next_if(|next| next.stretch.span == part.stretch.span) {
            of_week.push(next);
        }
        let is_told =
            part.stretch.last <= through && of_week.iter().any(|part| part.state != State::NotFollowed);
        if !is_told {
            continue;
        }
        tally.n_weeks += 1;
        let missed = of_week.iter().filter(|part| part.state == State::Missed);
        let missed: Vec<AreaId> = missed.filter_map(|part| part.stretch.area.clone()).collect();
        if missed.is_empty() {
            tally.n_whole += 1;
        } else {
            tally.missed.push((week, missed));
        }
    }
    is_weekly.then_some(tally)
}

/// Returns the thirds of a year that are over, or nearly (its last month has begun), and have no follow-up. Three a year
/// are promised: one in each.
pub fn thirds_without(year: i32, through: Day, published: &[(Kind, Day)]) -> Vec<u8> {
    let is_due = |third: &u8| Day::new(year, 4 * third, 1).is_some_and(|last_month| last_month <= through);
    let has_one = |third: &u8| {
        published.iter().any(|(_, day)| day.year() == year && (day.month() - 1) / 4 + 1 == *third)
    };
    (1..=3).filter(is_due).filter(|third| !has_one(third)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_third_of_the_year_wants_a_follow_up_once_its_last_month_has_begun() {
        let told = [(Kind::FollowUp, day("2026-04-26")), (Kind::FollowUp, day("2026-08-30"))];
        assert_eq!(thirds_without(2026, day("2026-03-31"), &[]), [0; 0]);
        assert_eq!(thirds_without(2026, day("2026-04-01"), &[]), [1]);
        assert_eq!(thirds_without(2026, day("2026-04-30"), &told), [0; 0]);
        assert_eq!(thirds_without(2026, day("2026-12-31"), &told), [3]);
        assert_eq!(thirds_without(2027, day("2027-12-31"), &told), [1, 2, 3]);
    }
}
