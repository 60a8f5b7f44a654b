//! The rulebook: versions in turn, and what a new one judges anew.

use domain::area::Area;
use domain::policy::{BadPolicy, Policy, Unverified};
use domain::statement::Statement;
use domain::time::WallTime;
use domain::verdict::Outcome;
use domain::week::Week;
use store::Viewer;
use store::error::StoreError;
use sync::wire::Role;

use crate::house::{AREAS, House, MONDAY, Phone, Went, area_id, square, walk};

const WEEK_S: i64 = 7 * 86_400;

#[tokio::test]
async fn versions_come_in_turn_and_every_change_is_a_revision() {
    let house = House::new().await;
    let revision = async || house.store.rulebook().await.unwrap().revision;
    let before = revision().await;
    let policy = |version| Policy { version, ..Policy::default() };
    assert_eq!(house.store.add_policy(policy(1)).await, Err(StoreError::OutOfTurn { expected: 2 }));
    assert_eq!(house.store.add_policy(policy(3)).await, Err(StoreError::OutOfTurn { expected: 2 }));
    let spoilt = Policy { edge_m: f64::NAN, ..policy(2) };
    assert_eq!(house.store.add_policy(spoilt).await, Err(StoreError::BadPolicy(BadPolicy::NoNumber)));
    let sparse = Policy { fix_max_s: 46, ..policy(2) };
    let why = BadPolicy::Sparse { fix_max_s: 46, max_interval_s: 90 };
    assert_eq!(house.store.add_policy(sparse).await, Err(StoreError::BadPolicy(why)));
    let known = area_id(AREAS[0]);
    let boundary = house.store.add_boundary(&known, square(0, 1, 100.0)).await;
    assert_eq!(boundary, Err(StoreError::OutOfTurn { expected: 2 }));
    let atlantis = area_id("atlantis");
    let boundary = house.store.add_boundary(&atlantis, square(0, 1, 100.0)).await;
    assert_eq!(boundary, Err(StoreError::NoArea(atlantis.clone())));
    let area = |id, boundaries| Area { id, name: "A".to_owned(), boundaries };
    let taken = house.store.add_area(area(known.clone(), vec![square(0, 1, 100.0)])).await;
    assert_eq!(taken, Err(StoreError::AreaTaken(known.clone())));
    let out_of_turn = house.store.add_area(area(atlantis.clone(), vec![square(0, 2, 100.0)])).await;
    assert_eq!(out_of_turn, Err(StoreError::OutOfTurn { expected: 1 }));
    assert_eq!(revision().await, before, "what is refused changes nothing");
    assert_eq!(house.store.rulebook().await.unwrap().areas.len(), 2);

    house.store.add_policy(policy(2)).await.unwrap();
    house.store.add_boundary(&known, square(0, 2, 100.0)).await.unwrap();
    house.store.add_area(area(atlantis, vec![square(0, 1, 100.0)])).await.unwrap();
    assert_eq!(revision().await, before + 3);
    let rulebook = house.store.rulebook().await.unwrap();
    assert_eq!(rulebook.policies, [policy(1), policy(2)]);
    assert_eq!(rulebook.areas[0].boundaries, [square(0, 1, 150.0), square(0, 2, 100.0)]);
    let names: Vec<&str> = rulebook.areas.iter().map(|area| area.id.as_str()).collect();
    assert_eq!(names, [AREAS[0], AREAS[1], "atlantis"]);
}

/// A command line beside the server changes the rulebook: the server goes by it from then on.
#[tokio::test]
async fn another_process_may_change_the_rulebook() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    house.store.rulebook().await.unwrap();
    let beside = store::Store::open(&house.path(), MONDAY).unwrap();
    let lenient = Policy { version: 2, valid_from: MONDAY, required_s: 60, ..Policy::default() };
    beside.add_policy(lenient).await.unwrap();
    beside.close().await.unwrap();
    assert_eq!(house.store.rulebook().await.unwrap().policies.len(), 2);
    let mut phone = Phone::new(1);
    phone.says(Statement::Walk(walk(1, 0, 0, Went::Short)));
    house.push_all(&officer, &phone).await;
    assert_eq!(verdicts(&house, &officer).await, [(Outcome::Counted, 2, 1)]);
}

/// Returns outcome, policy and boundary of the walks in the first area over three weeks, in order of their starts.
async fn verdicts(house: &House, viewer: &Viewer) -> Vec<(Outcome, u32, u32)> {
    let mut verdicts = Vec::new();
    for week in Week::of(MONDAY).through(Week::of(MONDAY.plus_s(2 * WEEK_S))) {
        for row in house.store.walks_in(viewer, &area_id(AREAS[0]), week).await.unwrap() {
            verdicts.push((row.verdict.outcome, row.verdict.policy_version, row.verdict.boundary_version));
        }
    }
    verdicts
}

/// Fills three weeks with a short walk each.
async fn three_short_walks(house: &House) -> Viewer {
    let officer = house.enter("polis1", Role::Officer).await;
    let mut phone = Phone::new(1);
    (0..3).for_each(|n| drop(phone.says(Statement::Walk(walk(n, 0, n as i64 * WEEK_S, Went::Short)))));
    house.push_all(&officer, &phone).await;
    officer
}

async fn kept_weeks(house: &House, viewer: &Viewer) -> Vec<bool> {
    let (first, last) = (Week::of(MONDAY), Week::of(MONDAY.plus_s(2 * WEEK_S)));
    let cells = house.cells(viewer, first, last).await;
    cells.iter().map(|row| row.cell.kept_at.is_some()).collect()
}

#[tokio::test]
async fn a_new_policy_judges_anew_what_began_since_it_is_valid() {
    let house = House::new().await;
    let officer = three_short_walks(&house).await;
    assert_eq!(verdicts(&house, &officer).await, [(Outcome::TooShort, 1, 1); 3]);
    let changes = house.figure("SELECT changes FROM house");
    let valid_from = MONDAY.plus_s(WEEK_S);
    let lenient = Policy { version: 2, valid_from, required_s: 120, ..Policy::default() };
    house.store.add_policy(lenient).await.unwrap();
    let expected = [(Outcome::TooShort, 1, 1), (Outcome::Counted, 2, 1), (Outcome::Counted, 2, 1)];
    assert_eq!(verdicts(&house, &officer).await, expected);
    assert_eq!(kept_weeks(&house, &officer).await, [false, true, true]);
    assert_eq!(
        house.figure("SELECT changes FROM house"),
        changes + 2,
        "phones hear of what changed, and of no more"
    );
    let stricter =
        Policy { version: 3, valid_from: MONDAY.plus_s(2 * WEEK_S), walks_per_week: 2, ..Policy::default() };
    house.store.add_policy(stricter).await.unwrap();
    assert_eq!(kept_weeks(&house, &officer).await, [false, true, false]);
    assert_eq!(house.store.recompute().await.unwrap().n_walks_changed, 0);
}

/// The policy that is asked for a number of patrols is the one in force when the week began.
#[tokio::test]
async fn a_week_is_tallied_by_the_policy_in_force_at_its_start() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let mut phone = Phone::new(1);
    (0..3).for_each(|n| drop(phone.says(Statement::Walk(walk(n, 0, n as i64 * WEEK_S, Went::Well)))));
    house.push_all(&officer, &phone).await;
    let midweek = MONDAY.plus_s(WEEK_S / 2);
    let twice = Policy { version: 2, valid_from: midweek, walks_per_week: 2, ..Policy::default() };
    house.store.add_policy(twice).await.unwrap();
    assert_eq!(kept_weeks(&house, &officer).await, [true, false, false]);
    let recomputed = house.store.recompute().await.unwrap();
    assert_eq!((recomputed.n_cells, recomputed.n_cells_changed), (3, 0));
}

#[tokio::test]
async fn a_new_boundary_judges_anew_what_began_since_it_is_valid() {
    let house = House::new().await;
    let officer = three_short_walks(&house).await;
    let mut elsewhere = square(1, 2, 150.0);
    elsewhere.valid_from = MONDAY.plus_s(2 * WEEK_S);
    house.store.add_boundary(&area_id(AREAS[0]), elsewhere).await.unwrap();
    let expected = [(Outcome::TooShort, 1, 1), (Outcome::TooShort, 1, 1), (Outcome::Outside, 1, 2)];
    assert_eq!(verdicts(&house, &officer).await, expected);
    assert_eq!(house.store.recompute().await.unwrap().n_walks_changed, 0);
}

#[tokio::test]
async fn whether_unverified_walks_count_is_the_policys() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let mut phone = Phone::new(1);
    phone.says(Statement::Walk(walk(1, 0, 0, Went::Afterwards)));
    house.push_all(&officer, &phone).await;
    assert_eq!(kept_weeks(&house, &officer).await, [false]);
    let trusting = Policy {
        version: 2,
        valid_from: WallTime::from_ms(0),
        unverified: Unverified::Counts,
        ..Policy::default()
    };
    house.store.add_policy(trusting).await.unwrap();
    assert_eq!(kept_weeks(&house, &officer).await, [true]);
}
