//! The walks that dosage looks at: those that stand, by area, of the weeks that are asked for; for supervisors alone.

use domain::decision::Ruling;
use domain::statement::Statement;
use domain::verdict::Outcome;
use domain::week::Week;
use store::decisions::Seen;
use store::error::StoreError;
use store::{Ask, Decision};
use sync::wire::Role;

use crate::house::{AREAS, House, MONDAY, NOW, Phone, Went, area_id, walk, withdrawal};

#[tokio::test]
async fn walks_that_stand_are_told_by_area_and_week() {
    let house = House::new().await;
    let officers = [house.enter("polis1", Role::Officer).await, house.enter("polis2", Role::Officer).await];
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    let mut phone = Phone::new(1);
    let told = [(1, 0, 0, Went::Well), (2, 0, 5000, Went::Short), (3, 1, 9000, Went::Afterwards)];
    for (n, area, at_s, went) in told {
        phone.says(Statement::Walk(walk(n, area, at_s, went)));
    }
    let gone = phone.says(Statement::Walk(walk(4, 0, 12_000, Went::Well)));
    phone.says(withdrawal(walk(4, 0, 0, Went::Well).id, gone.hash));
    let excluded = phone.says(Statement::Walk(walk(5, 0, 15_000, Went::Well)));
    phone.says(Statement::Walk(walk(6, 0, -1, Went::Well)));
    house.push_all(&officers[0], &phone).await;
    let mut other = Phone::new(2);
    let twin = other.says(Statement::Walk(walk(7, 0, 60, Went::Well)));
    house.push_all(&officers[1], &other).await;
    let decide = async |n, what, hash| {
        let (walk, seen) = (walk(n, 0, 0, Went::Well).id, Seen { head: hash, decision: 0 });
        house.store.decide(&chief, Ask { walk, what, seen, why: "x".to_owned() }, NOW).await.unwrap();
    };
    decide(5, Decision::Rule(Ruling::Excluded), excluded.hash).await;
    decide(7, Decision::Merge(walk(1, 0, 0, Went::Well).id), twin.hash).await;

    let week = Week::of(MONDAY);
    let walked = async |area| house.store.walked(&chief, week, week, area).await.unwrap();
    let outcomes =
        |walks: &[domain::dosage::Walked]| walks.iter().map(|walk| walk.outcome).collect::<Vec<_>>();
    let all = walked(None).await;
    assert_eq!(outcomes(&all[&area_id(AREAS[0])]), [Outcome::Counted, Outcome::TooShort]);
    assert_eq!(outcomes(&all[&area_id(AREAS[1])]), [Outcome::Unverified]);
    for area in AREAS.map(area_id) {
        assert_eq!(walked(Some(area.clone())).await[&area], all[&area]);
    }
    for officer in &officers {
        let refused = house.store.walked(officer, week, week, None).await;
        assert_eq!(refused, Err(StoreError::SupervisorsOnly));
    }
}
