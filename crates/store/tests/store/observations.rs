//! What was noted on walks, as the desk lists it: counts, order, filters, and how much an officer is told of others' walks.

use domain::statement::Statement;
use domain::walk::{Observation, ObservationKind};
use domain::week::Week;
use store::observations::{Asked, MAX_LISTED, Observations, When};
use sync::wire::Role;

use crate::house::{AREAS, House, MONDAY, Phone, Went, area_id, walk, withdrawal};

const WEEK: i64 = 7 * 86_400;

fn asked() -> Asked {
    let week = Week::of(MONDAY);
    Asked { first: week.back(1), last: week, area: None, kind: None, before: None }
}

fn noted(t_s: u32, kind: ObservationKind) -> Observation {
    Observation { t_s, kind, spot: None, note: None }
}

fn told(observations: &Observations) -> Vec<(String, ObservationKind)> {
    observations.rows.iter().map(|row| (row.area.to_string(), row.kind)).collect()
}

#[tokio::test]
async fn observations_are_counted_and_listed_by_area_kind_and_time() {
    use ObservationKind::{DarkSpot, Litter, Talk};
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    let mut phone = Phone::new(1);
    for (n, area, at_s, kinds) in [
        (1, 0, 0, vec![Talk, DarkSpot]),
        (2, 1, 3600, vec![Talk]),
        (3, 0, -WEEK, vec![Litter]),
        (4, 0, -3 * WEEK, vec![Litter]),
        (5, 0, WEEK, vec![Litter]),
    ] {
        let mut walk = walk(n, area, at_s, Went::Well);
        walk.observations = (60..).step_by(60).zip(kinds).map(|(t_s, kind)| noted(t_s, kind)).collect();
        phone.says(Statement::Walk(walk));
    }
    let mut taken_back = walk(6, 1, 7200, Went::Well);
    taken_back.observations = vec![noted(5, Litter)];
    let entry = phone.says(Statement::Walk(taken_back.clone()));
    phone.says(withdrawal(taken_back.id, entry.hash));
    house.push_all(&officer, &phone).await;
    let [huddinge, skogas] = AREAS.map(str::to_owned);
    let list = async |asked| house.store.observations(&chief, asked).await.unwrap();

    let all = list(asked()).await;
    let expected = [(&skogas, Talk), (&huddinge, DarkSpot), (&huddinge, Talk), (&huddinge, Litter)];
    assert_eq!(told(&all), expected.map(|(area, kind)| (area.clone(), kind)));
    assert_eq!((all.counts.len(), all.counts.values().sum::<u32>(), all.next), (4, 4, None));
    let talks = list(Asked { kind: Some(Talk), ..asked() }).await;
    assert_eq!(told(&talks), [(skogas, Talk), (huddinge.clone(), Talk)]);
    assert_eq!(talks.counts.values().sum::<u32>(), 2);
    let one_area = list(Asked { area: Some(area_id(AREAS[0])), ..asked() }).await;
    assert_eq!((one_area.rows.len(), one_area.counts.values().sum::<u32>()), (3, 3));
    let both = list(Asked { area: Some(area_id(AREAS[0])), kind: Some(Litter), ..asked() }).await;
    assert_eq!((told(&both), both.counts.len()), (vec![(huddinge, Litter)], 1));
}

#[tokio::test]
async fn a_long_list_is_read_page_by_page_without_losing_one() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    let mut phone = Phone::new(1);
    // Several walks begin in the same moment, and a page ends within a walk.
    for n in 0..60u32 {
        let mut walk = walk(u128::from(n) + 1, 0, i64::from(n / 3) * 1000, Went::Afterwards);
        walk.observations = (0..7).map(|idx| noted(n * 10 + idx, ObservationKind::Other)).collect();
        phone.says(Statement::Walk(walk));
    }
    house.push_all(&officer, &phone).await;
    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let page = house.store.observations(&chief, Asked { before, ..asked() }).await.unwrap();
        assert!(page.rows.len() <= MAX_LISTED);
        assert_eq!(page.counts.values().sum::<u32>(), 420);
        seen.extend(page.rows.into_iter().map(|row| match row.when {
            When::Walk(walk, at) => (walk, at),
            When::Day(_) => panic!("a supervisor sees the moment"),
        }));
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    let n_seen = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!((n_seen, seen.len()), (420, 420));
}

#[tokio::test]
async fn of_anothers_walk_an_officer_is_told_the_day_alone() {
    let house = House::new().await;
    let officers = [house.enter("polis1", Role::Officer).await, house.enter("polis2", Role::Officer).await];
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    let mut walk = walk(1, 0, 50_000, Went::Well);
    walk.observations = vec![noted(60, ObservationKind::DarkSpot)];
    let mut phone = Phone::new(1);
    phone.says(Statement::Walk(walk.clone()));
    house.push_all(&officers[0], &phone).await;
    let moment = When::Walk(walk.id, walk.started.plus_s(60));
    for (viewer, expected) in [(&officers[0], moment), (&officers[1], When::Day(MONDAY)), (&chief, moment)] {
        let rows = house.store.observations(viewer, asked()).await.unwrap().rows;
        assert_eq!(rows.iter().map(|row| row.when).collect::<Vec<_>>(), [expected], "{}", viewer.card().name);
    }
}
