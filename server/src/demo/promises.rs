//! The demonstration's promises: the period of today, made from the one that comes with the program, what was done for it
//! besides patrols, and one follow-up that was published. It takes the ways that a supervisor takes at the desk.

use app::texts::promises::{Areas, prose};
use domain::activity::{Activity, Party};
use domain::day::Day;
use domain::followup::Kind;
use domain::id::{ActivityId, AreaId, DeviceId, PeriodId, PromiseId};
use domain::promise::{PromisePeriod, Wording};
use domain::time::WallTime;
use domain::week::Week;
use store::error::StoreError;
use store::{AtDesk, Draft, Store, Viewer};

use crate::demo::dice::Dice;
use crate::promised;

/// Something done: for which promise (by its place in the document), how many days ago, where, by whom, for how many.
type Done = (usize, u32, &'static str, &'static [Party], Option<u32>);

/// What was done besides patrols.
const DONE: [Done; 16] = [
    (0, 61, "Skogås centrum", &[Party::Police, Party::Municipality], Some(46)),
    (0, 143, "Biblioteket i Vårby", &[Party::Police, Party::Municipality, Party::Others], Some(38)),
    (0, 420, "Flemingsbergs centrum", &[Party::Police, Party::Municipality], Some(52)),
    (2, 33, "", &[Party::Police, Party::Municipality], None),
    (2, 201, "", &[Party::Municipality], None),
    (3, 47, "Skola i Flemingsberg", &[Party::Police, Party::Municipality], Some(120)),
    (3, 240, "Skola i Skogås", &[Party::Police], Some(95)),
    (3, 258, "Skola i Vårby", &[Party::Municipality], Some(88)),
    (4, 95, "Digitalt", &[Party::Municipality, Party::Others], Some(140)),
    (5, 12, "", &[Party::Municipality], None),
    (5, 38, "", &[Party::Municipality, Party::Police], None),
    (5, 160, "", &[Party::Municipality], None),
    (5, 300, "", &[Party::Municipality], None),
    (6, 75, "Gym i Huddinge C", &[Party::Police, Party::Municipality, Party::Others], Some(24)),
    (7, 5, "", &[Party::Police], None),
    (8, 250, "", &[Party::Municipality, Party::Others], None),
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
    for (place, days_ago, at, parties, n_reached) in DONE {
        let (day, promise) = (today.minus_days(days_ago), &period.promises[place]);
        // Some promises have a time of their own within the period: nothing is logged for them outside of it.
        if !promise.days(&period).holds(day) {
            continue;
        }
        let activity = Activity {
            id: ActivityId(dice.id()),
            promise: promise.id,
            day,
            area: None,
            place: (!at.is_empty()).then(|| at.to_owned()),
            parties: parties.iter().copied().collect(),
            n_reached,
            note: None,
        };
        let at = AtDesk { now, new_journal: DeviceId(dice.id()) };
        store.log_activity(chief, activity, at).await?;
    }
    let through = Day::sunday_of(Week::of(now).back(4));
    publish(store, chief, &id, through.max(period.first), &areas, now).await
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

/// Publishes a follow-up as it was derived from the figures.
async fn publish(
    store: &Store,
    chief: &Viewer,
    id: &PeriodId,
    through: Day,
    areas: &[(AreaId, String)],
    now: WallTime,
) -> Result<(), StoreError> {
    let told = (1, Kind::FollowUp);
    let figures = store.figures(chief, id, told, through, now).await?;
    let rulebook = store.rulebook().await?;
    let period = rulebook.periods.iter().find(|period| &period.id == id).ok_or(StoreError::NoPeriod)?;
    let letter = prose::letter(period, &figures, None, told.1, Areas(areas));
    let draft = Draft { period: id.clone(), number: told.0, kind: told.1, through, figures, letter };
    store.save_draft(chief, draft, now).await?;
    store.publish(chief, id, told.0, now).await.map(drop)
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
                let logged = DONE.iter().map(|(place, ..)| period.promises[*place].evidence);
                assert!(logged.into_iter().all(|evidence| evidence == Evidence::Activities));
            }
        }
    }
}
