//! What the week's page is answered from, and who is told when something has changed.

use domain::decision::Worth;
use domain::reporting::Silence;
use domain::statement::Statement;
use domain::week::Week;
use store::{AreaFacts, Viewer};
use sync::wire::Role;

use crate::house::{AREAS, House, MONDAY, NOW, Phone, Went, area_id, walk, withdrawal};
use crate::phones::heartbeat;

const DAY_S: i64 = 86_400;

/// Pushes one walk from a phone of its own.
async fn went(house: &House, viewer: &Viewer, n: u128, area: usize, at_s: i64, went: Went) -> Phone {
    let mut phone = Phone::new(n);
    phone.says(Statement::Walk(walk(n, area, at_s, went)));
    house.push_all(viewer, &phone).await;
    phone
}

/// Tells how an area stands in a line, with times in seconds since Monday.
fn line(facts: &AreaFacts) -> String {
    let starts = facts.starts.iter().map(|start| {
        let sign = match start.worth {
            Worth::Counts => "",
            Worth::AwaitsDecision => "?",
            Worth::CountsNot => "-",
        };
        format!("{}{sign}", start.began.s_since(MONDAY))
    });
    format!(
        "{}: {} walks, {} patrols, before {}, last {:?}, [{}]",
        facts.area,
        facts.cell.n_walks,
        facts.cell.n_patrols,
        facts.before.n_patrols,
        facts.last_patrol.map(|at| at.s_since(MONDAY)),
        starts.collect::<Vec<_>>().join(" ")
    )
}

#[tokio::test]
async fn a_week_is_told_area_by_area_in_the_order_asked_for() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    went(&house, &officer, 1, 0, 2 * DAY_S, Went::Well).await;
    went(&house, &officer, 2, 0, DAY_S, Went::Short).await;
    let mut taken_back = went(&house, &officer, 3, 0, 3 * DAY_S, Went::Well).await;
    let entry = taken_back.journal[0].clone();
    let withdrawn = taken_back.says(withdrawal(walk(3, 0, 0, Went::Well).id, entry.hash));
    house.push(&officer, &taken_back, vec![withdrawn]).await;
    went(&house, &officer, 7, 0, 5 * DAY_S, Went::Afterwards).await;
    // Long ago, last week, and a phone whose clock is ahead by months.
    for (n, at_s) in [(4, -70 * DAY_S), (5, -3 * DAY_S), (6, 90 * DAY_S)] {
        went(&house, &officer, n, 1, at_s, Went::Well).await;
    }
    let week = Week::of(MONDAY);
    let areas = ["skogas-c", "nowhere", AREAS[0]].map(area_id);
    let told = async |viewer| {
        let facts = house.store.week(viewer, &areas, week).await.unwrap();
        facts.areas.iter().map(line).collect::<Vec<_>>()
    };
    let expected = [
        "skogas-c: 0 walks, 0 patrols, before 1, last Some(-258300), []",
        "nowhere: 0 walks, 0 patrols, before 0, last None, []",
        "huddinge-c: 3 walks, 1 patrols, before 0, last Some(173700), [86400- 172800 432000?]",
    ];
    assert_eq!(told(&chief).await, expected);
    // An officer is told how the week stands, and of nobody's walks.
    let without_starts = expected.map(|line| line.replace("[86400- 172800 432000?]", "[]"));
    assert_eq!(told(&officer).await, without_starts);
}

#[tokio::test]
async fn phones_that_have_yet_to_report_are_counted_from_the_weeks_beginning() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    let beats = [MONDAY.plus_s(-5), MONDAY.plus_ms(-1), MONDAY, NOW];
    for (n, at) in (1..).zip(beats) {
        house.store.hear(&officer, heartbeat(&Phone::new(n), 0), at).await.unwrap();
    }
    let silence = async || house.store.week(&officer, &[], Week::of(MONDAY)).await.unwrap().silence;
    assert_eq!(silence().await, Some(Silence { n_phones: 2, since: beats[0] }));
    house.store.retire_phone(&chief, Phone::new(1).device, "Borttappad", NOW).await.unwrap();
    assert_eq!(silence().await, Some(Silence { n_phones: 1, since: beats[1] }));
    house.store.hear(&officer, heartbeat(&Phone::new(2), 0), NOW).await.unwrap();
    assert_eq!(silence().await, None);
}

#[tokio::test]
async fn who_listens_is_told_of_what_is_new_and_of_nothing_else() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    let mut changes = house.store.changes();
    let mut is_told = async |what: &str, expected: bool| {
        assert_eq!(changes.has_changed().unwrap(), expected, "{what}");
        changes.mark_unchanged();
    };
    is_told("nothing", false).await;
    let phone = went(&house, &officer, 1, 0, 0, Went::Well).await;
    is_told("a walk", true).await;
    house.push_all(&officer, &phone).await;
    is_told("the same again", false).await;
    house.store.hear(&officer, heartbeat(&phone, 0), NOW).await.unwrap();
    is_told("a heartbeat", false).await;
    house.store.retire_phone(&chief, phone.device, "Utbytt", NOW).await.unwrap();
    is_told("a phone out of use", true).await;
    house.store.reinstate_phone(&chief, phone.device, NOW).await.unwrap();
    is_told("a phone in use again", true).await;
    house.store.retire_phone(&officer, phone.device, "Utbytt", NOW).await.unwrap_err();
    is_told("what was refused", false).await;
}
