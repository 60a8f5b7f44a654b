//! The demonstration's promises: the period of today, made from the one that comes with the program, what was done for it
//! besides patrols, and what was published of it. It takes the ways that a supervisor takes at the desk.

use app::texts::promises::{Areas, prose};
use domain::activity::{Activity, Party};
use domain::day::Day;
use domain::followup::Kind;
use domain::fulfilment::Standing;
use domain::id::{ActivityId, AreaId, DeviceId, PeriodId, PromiseId};
use domain::letter::Judgement;
use domain::promise::{PromisePeriod, Wording};
use domain::time::WallTime;
use domain::week::Week;
use store::error::StoreError;
use store::{AtDesk, Draft, Store, Viewer};

use crate::demo::dice::Dice;
use crate::promised;

/// Something that is done again and again besides patrols.
struct Habit {
    /// For which promise, by its place in the document.
    promise: usize,
    /// How many days into the period the first time is, and how many lie between two.
    days: (u32, u32),
    /// Where, in turn.
    at: &'static [&'static str],
    /// Who takes part.
    by: &'static [Party],
    /// For about how many.
    n_reached: Option<u32>,
}

/// What is done. Most of it is enough for what was promised.
const HABITS: [Habit; 8] = [
    Habit {
        promise: 0,
        days: (40, 140),
        at: &["Flemingsbergs centrum", "Biblioteket i Vårby", "Skogås centrum", "Sjödalstorget"],
        by: &[Party::Police, Party::Municipality, Party::Others],
        n_reached: Some(44),
    },
    Habit { promise: 2, days: (60, 75), at: &[], by: &[Party::Police, Party::Municipality], n_reached: None },
    Habit {
        promise: 3,
        days: (35, 50),
        at: &["Skola i Vårby", "Skola i Skogås", "Skola i Flemingsberg"],
        by: &[Party::Police, Party::Municipality],
        n_reached: Some(96),
    },
    Habit {
        promise: 4,
        days: (100, 170),
        at: &["Digitalt"],
        by: &[Party::Municipality, Party::Others],
        n_reached: Some(140),
    },
    Habit { promise: 5, days: (25, 76), at: &[], by: &[Party::Municipality], n_reached: None },
    Habit {
        promise: 6,
        days: (75, 180),
        at: &["Gym i Huddinge C", "Gym i Skogås"],
        by: &[Party::Police, Party::Municipality, Party::Others],
        n_reached: Some(24),
    },
    Habit { promise: 7, days: (10, 45), at: &[], by: &[Party::Police], n_reached: None },
    Habit {
        promise: 8,
        days: (250, 500),
        at: &[],
        by: &[Party::Municipality, Party::Others],
        n_reached: None,
    },
];

/// Gives the demonstration its promises.
pub(super) async fn seed(
    store: &Store,
    chief: &Viewer,
    now: WallTime,
    dice: &mut Dice,
) -> Result<(), StoreError> {
    let today = Day::of(now);
    let period = period_of(today, || PromiseId(dice.id()));
    let (id, areas) = (period.id.clone(), named(store).await?);
    store.add_period(chief, period.clone(), now).await?;
    for habit in &HABITS {
        for activity in habit.done(&period, today, dice) {
            let at = AtDesk { now, new_journal: DeviceId(dice.id()) };
            store.log_activity(chief, activity, at).await?;
        }
    }
    for (number, (kind, on)) in (1..).zip(occasions(&period, today)) {
        // In the afternoon of a day that is over.
        let at = if on == today { now } else { on.start().plus_s(15 * 3600) };
        publish(store, chief, &id, (number, kind), &areas, at).await?;
    }
    Ok(())
}

impl Habit {
    /// Returns what was done by today. Nothing is logged for a promise outside of its own time, and in July nobody is there.
    fn done(&self, period: &PromisePeriod, today: Day, dice: &mut Dice) -> Vec<Activity> {
        const JULY: u8 = 7;
        let promise = &period.promises[self.promise];
        let (first, every) = self.days;
        let days = (0..).map(|n| workday(period.first.plus_days(first + n * every)));
        let days = days.take_while(|day| *day < today);
        let done =
            days.enumerate().filter(|(_, day)| promise.days(period).holds(*day) && day.month() != JULY);
        let activity = |(n, day): (usize, Day)| Activity {
            id: ActivityId(dice.id()),
            promise: promise.id,
            day,
            area: None,
            place: self.at.get(n % self.at.len().max(1)).map(|&place| place.to_owned()),
            parties: self.by.iter().copied().collect(),
            n_reached: self.n_reached.map(|n_reached| n_reached - 9 + dice.whole(0, 18)),
            note: None,
        };
        done.map(activity).collect()
    }
}

/// Returns a day, or the Monday after it if it lies in a weekend.
fn workday(day: Day) -> Day {
    match Day::monday_of(Week::of(day.start())).n_days_through(day) {
        n_weekday @ 6.. => day.plus_days(8 - n_weekday),
        _ => day,
    }
}

/// Returns what was published by today, and when: a follow-up in each third of a year, an evaluation at its end. Where none
/// was due yet, the first comes today, unless no day of the period is over.
fn occasions(period: &PromisePeriod, today: Day) -> Vec<(Kind, Day)> {
    let of_year = |year| {
        let days = [
            (Kind::FollowUp, 4, 20),
            (Kind::FollowUp, 8, 24),
            (Kind::FollowUp, 12, 7),
            (Kind::Evaluation, 12, 21),
        ];
        days.into_iter().filter_map(move |(kind, month, day)| Some((kind, Day::new(year, month, day)?)))
    };
    let years = period.first.year()..=period.last.year();
    let mut occasions: Vec<_> = years.flat_map(of_year).filter(|(_, on)| *on < today).collect();
    if occasions.is_empty() && period.first < today {
        occasions.push((Kind::FollowUp, today));
    }
    occasions
}

/// Returns the period of a day: two years, as the promises that come with the program, or those two years again and again.
fn period_of(today: Day, ids: impl FnMut() -> PromiseId) -> PromisePeriod {
    let known = promised::of_2023(promised::new_promise_id);
    let n_periods = (today.year() - known.first.year()).div_euclid(2).max(1);
    let (first, last) = (known.first.year() + 2 * n_periods, known.last.year() + 2 * n_periods);
    let id: PeriodId = format!("{first}-{last}").parse().expect("digits and a hyphen");
    let days = (known.first.in_year(first), known.last.in_year(last));
    let name = Wording {
        sv: format!("Medborgarlöften {first}–{last}"),
        en: format!("Citizen promises {first}–{last}"),
    };
    let renewed = known.renewed(id, days.0, days.1, std::iter::repeat_with(ids));
    PromisePeriod { name, is_public: true, ..renewed }
}

async fn named(store: &Store) -> Result<Vec<(AreaId, String)>, StoreError> {
    let rulebook = store.rulebook().await?;
    Ok(rulebook.areas.iter().map(|area| (area.id.clone(), area.name.clone())).collect())
}

/// Publishes a follow-up or an evaluation as it was derived from the figures.
async fn publish(
    store: &Store,
    chief: &Viewer,
    id: &PeriodId,
    (number, kind): (u32, Kind),
    areas: &[(AreaId, String)],
    at: WallTime,
) -> Result<(), StoreError> {
    let rulebook = store.rulebook().await?;
    let period = rulebook.periods.iter().find(|period| &period.id == id).ok_or(StoreError::NoPeriod)?;
    let through = Day::sunday_of(Week::of(at).back(2)).max(period.first);
    let figures = store.figures(chief, id, (number, kind), through, at).await?;
    let mut letter = prose::letter(period, &figures, None, kind, Areas(areas));
    if kind == Kind::Evaluation {
        for section in &mut letter.sections {
            section.judgement = figures.promise(section.promise).map(|figures| judged(figures.standing));
        }
        letter.analysis = Wording {
            sv: "Om det som gjorts har påverkat tryggheten går inte att säga än. Trygghetsmätningen görs i vår.".to_owned(),
            en: "Whether what was done has made people safer cannot be said yet. It is measured in spring.".to_owned(),
        };
    }
    let draft = Draft { period: id.clone(), number, kind, through, figures, letter };
    store.save_draft(chief, draft, at).await?;
    store.publish(chief, id, number, at).await.map(drop)
}

/// Returns how parties judge who go by the figures alone.
fn judged(standing: Standing) -> Judgement {
    match standing {
        Standing::Ongoing | Standing::NotBegun | Standing::OnPace | Standing::Met => Judgement::Kept,
        Standing::Behind { .. } | Standing::NotFollowed => Judgement::PartlyKept,
        Standing::Missed { .. } => Judgement::NotKept,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::promise::Evidence;

    #[test]
    fn today_lies_in_the_demonstrations_period_in_every_year() {
        for year in 2026..2040 {
            for (month, day) in [(1, 1), (12, 31)] {
                let today = Day::new(year, month, day).unwrap();
                let period = period_of(today, || PromiseId(uuid::Uuid::from_u128(1)));
                assert!(period.holds(today), "{today}: {}", period.id);
                let logged = HABITS.iter().map(|habit| period.promises[habit.promise].evidence);
                assert!(logged.into_iter().all(|evidence| evidence == Evidence::Activities));
            }
        }
    }
}
