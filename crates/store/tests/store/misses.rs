//! Why a week was missed: who may say so, of which weeks, and what is written down.

use domain::id::AreaId;
use domain::statement::Statement;
use domain::time::WallTime;
use domain::week::Week;
use store::error::StoreError;
use store::{MissNote, Viewer};
use sync::wire::Role;

use crate::house::{AREAS, House, MONDAY, NOW, Phone, Went, area_id, walk};

async fn notes(house: &House, viewer: &Viewer) -> Vec<MissNote> {
    let (areas, week) = (AREAS.map(area_id), Week::of(MONDAY));
    house.store.coverage(viewer, &areas, week.back(60), week, NOW).await.unwrap().notes
}

/// The week before the one that goes on, in the second area.
fn missed() -> (AreaId, Week) {
    (area_id(AREAS[1]), Week::of(MONDAY).back(1))
}

#[tokio::test]
async fn a_supervisor_notes_why_changes_it_and_takes_it_back() {
    let house = House::new().await;
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    let other = house.enter("chef2", Role::Supervisor).await;
    let (area, week) = missed();
    let later = NOW.plus_s(60);
    house.store.note_miss(&chief, &area, week, "  Alla var på utbildning ", NOW).await.unwrap();
    let note = |reason: &str, at: WallTime, who: &str| MissNote {
        area: area.clone(),
        week,
        reason: reason.to_owned(),
        at,
        who: format!("{who} visad"),
    };
    assert_eq!(notes(&house, &other).await, [note("Alla var på utbildning", NOW, "gruppchef")]);
    house.store.note_miss(&other, &area, week, "Sjukdom", later).await.unwrap();
    assert_eq!(notes(&house, &chief).await, [note("Sjukdom", later, "chef2")]);
    house.store.take_back_miss_note(&chief, &area, week, later).await.unwrap();
    assert_eq!(notes(&house, &chief).await, []);
    let again = house.store.take_back_miss_note(&chief, &area, week, later).await;
    assert_eq!(again, Err(StoreError::NoMissNote));

    // What was said stays in the log, with who said it and of which week.
    let log = "SELECT group_concat(a.name || ' ' || l.act || ' ' || CAST(l.subject AS TEXT) || ': ' || l.reason, '; ')
        FROM audit l JOIN account a ON a.id = l.account_id WHERE l.act LIKE 'miss%'";
    let log: String = house.raw().query_row(log, [], |row| row.get(0)).unwrap();
    assert_eq!(
        log,
        "gruppchef miss_noted skogas-c/2026-W47: Alla var på utbildning; \
         chef2 miss_noted skogas-c/2026-W47: Sjukdom; \
         gruppchef miss_note_taken_back skogas-c/2026-W47: Sjukdom"
    );
}

#[tokio::test]
async fn an_officer_notes_nothing_and_is_told_no_reason() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    let (area, week) = missed();
    let refused = Err(StoreError::SupervisorsOnly);
    assert_eq!(house.store.note_miss(&officer, &area, week, "Sjukdom", NOW).await, refused);
    house.store.note_miss(&chief, &area, week, "Sjukdom", NOW).await.unwrap();
    assert_eq!(house.store.take_back_miss_note(&officer, &area, week, NOW).await, refused);
    assert_eq!((notes(&house, &officer).await.len(), notes(&house, &chief).await.len()), (0, 1));
}

#[tokio::test]
async fn a_reason_is_for_a_week_that_was_missed() {
    let house = House::new().await;
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    let (area, week) = missed();
    let mut phone = Phone::new(1);
    phone.says(Statement::Walk(walk(1, 0, -3 * 86_400, Went::Well)));
    house.push_all(&chief, &phone).await;
    let note = async |area: &AreaId, week: Week, why: &str| {
        house.store.note_miss(&chief, area, week, why, NOW).await
    };
    // Kept, going on, not begun, of no area; and reasons that are none.
    assert_eq!(note(&area_id(AREAS[0]), week, "Sjukdom").await, Err(StoreError::NotMissed));
    assert_eq!(note(&area, week.next(), "Sjukdom").await, Err(StoreError::NotMissed));
    assert_eq!(note(&area, week.next().next(), "Sjukdom").await, Err(StoreError::NotMissed));
    assert_eq!(note(&area_id("nowhere"), week, "Sjukdom").await, Err(StoreError::NoArea(area_id("nowhere"))));
    assert_eq!(note(&area, week, " \n").await, Err(StoreError::BadReason));
    assert_eq!(note(&area, week, &"x".repeat(201)).await, Err(StoreError::BadReason));
    assert_eq!(notes(&house, &chief).await, []);
    assert_eq!(note(&area, week, &"ö".repeat(200)).await, Ok(()));

    // A walk that comes late makes the week kept; the note is still there, and can be taken back.
    let mut late = Phone::new(2);
    late.says(Statement::Walk(walk(2, 1, -2 * 86_400, Went::Well)));
    house.push_all(&chief, &late).await;
    assert_eq!(notes(&house, &chief).await.len(), 1);
    assert_eq!(note(&area, week, "Sjukdom").await, Err(StoreError::NotMissed));
    house.store.take_back_miss_note(&chief, &area, week, NOW).await.unwrap();
}

#[tokio::test]
async fn notes_and_cells_of_other_areas_and_weeks_are_not_told() {
    let house = House::new().await;
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    let (area, week) = missed();
    for back in [0, 1, 5] {
        for area in AREAS.map(area_id) {
            house.store.note_miss(&chief, &area, week.back(back), "Sjukdom", NOW).await.unwrap();
        }
    }
    let mut phone = Phone::new(1);
    for (n, area) in [(1, 0), (2, 1)] {
        phone.says(Statement::Walk(walk(n, area, 0, Went::Well)));
    }
    house.push_all(&chief, &phone).await;
    let areas = [area_id("nowhere"), area.clone()];
    let told = house.store.coverage(&chief, &areas, week.back(1), week.next(), NOW).await.unwrap();
    let weeks = told.notes.iter().map(|note| (&note.area, note.week)).collect::<Vec<_>>();
    assert_eq!(weeks, [(&area, week.back(1)), (&area, week)]);
    assert_eq!(
        told.cells.iter().map(|row| (&row.area, row.week)).collect::<Vec<_>>(),
        [(&area, week.next())]
    );
}
