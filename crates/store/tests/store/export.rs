//! What is handed out as files: all of it, once, in order, however many pages it takes; to supervisors alone.

use domain::decision::Ruling;
use domain::statement::Statement;
use domain::walk::{Observation, ObservationKind};
use domain::week::Week;
use store::decisions::Seen;
use store::error::StoreError;
use store::export::{PAGE_ROWS, Weeks};
use store::{Ask, Decision};
use sync::wire::Role;

use crate::house::{AREAS, House, MONDAY, NOW, Phone, Went, walk, withdrawal};

fn weeks() -> Weeks {
    let week = Week::of(MONDAY);
    Weeks { first: week, last: week }
}

#[tokio::test]
async fn a_file_holds_every_walk_and_observation_once() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    let mut phone = Phone::new(1);
    let n_walks = PAGE_ROWS as u32 + 7;
    for n in 0..n_walks {
        // Many begin in one moment, so that a page ends among them.
        let mut walk = walk(u128::from(n) + 1, 0, i64::from(n / 40) * 1000, Went::Afterwards);
        walk.observations =
            vec![Observation { t_s: 1, kind: ObservationKind::Litter, spot: None, note: None }];
        phone.says(Statement::Walk(walk));
    }
    // One before the weeks, one after.
    for (n, at_s) in [(9001, -1), (9002, 7 * 86_400)] {
        phone.says(Statement::Walk(walk(n, 1, at_s, Went::Well)));
    }
    for entries in phone.journal.chunks(100) {
        house.push(&officer, &phone, entries.to_vec()).await;
    }
    let (mut walks, mut after) = (Vec::new(), None);
    loop {
        let page = house.store.export_walks(&chief, weeks(), after).await.unwrap();
        assert!(page.rows.len() <= PAGE_ROWS);
        walks.extend(page.rows.into_iter().map(|line| (line.began, line.id)));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert!(walks.is_sorted_by_key(|(began, _)| *began));
    walks.sort_unstable();
    walks.dedup();
    assert_eq!(walks.len(), n_walks as usize);
    let (mut n_noted, mut after) = (0, None);
    loop {
        let page = house.store.export_observations(&chief, weeks(), after).await.unwrap();
        n_noted += page.rows.len();
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(n_noted, n_walks as usize);
}

#[tokio::test]
async fn a_walk_is_handed_out_as_it_stands() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    let mut phone = Phone::new(1);
    let (good, gone) = (walk(1, 0, 0, Went::Well), walk(2, 1, 60, Went::Well));
    let told = phone.says(Statement::Walk(good.clone()));
    let entry = phone.says(Statement::Walk(gone.clone()));
    phone.says(withdrawal(gone.id, entry.hash));
    house.push_all(&officer, &phone).await;
    let seen = Seen { head: told.hash, decision: 0 };
    let ask =
        Ask { walk: good.id, what: Decision::Rule(Ruling::Excluded), seen, why: "En övning".to_owned() };
    house.store.decide(&chief, ask, NOW).await.unwrap();
    let lines = house.store.export_walks(&chief, weeks(), None).await.unwrap().rows;
    let told: Vec<_> =
        lines.iter().map(|line| (line.verdict.counts, line.stand.counts, line.is_withdrawn)).collect();
    assert_eq!(told, [(true, false, false), (true, true, true)]);
}

#[tokio::test]
async fn every_cell_of_the_weeks_is_handed_out() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    let mut phone = Phone::new(1);
    phone.says(Statement::Walk(walk(1, 1, 0, Went::Well)));
    house.push_all(&officer, &phone).await;
    let week = Week::of(MONDAY);
    let weeks = Weeks { first: week.back(9), last: week.next() };
    let (mut cells, mut after) = (Vec::new(), None);
    loop {
        let page = house.store.export_cells(&chief, weeks, after).await.unwrap();
        cells.extend(page.rows);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(cells.len(), 11 * AREAS.len());
    let walked: Vec<_> = cells.iter().filter(|(.., cell)| 0 < cell.n_walks).collect();
    assert_eq!(
        walked.iter().map(|(area, week, _)| (area.as_str(), *week)).collect::<Vec<_>>(),
        [(AREAS[1], week)]
    );
    let backwards = Weeks { first: week.next(), last: week };
    assert_eq!(house.store.export_cells(&chief, backwards, None).await.unwrap().rows, []);
}

#[tokio::test]
async fn only_supervisors_fetch_files_and_that_is_written_down() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    let store = &house.store;
    let refused = [
        store.begin_export(&officer, "walks.csv", weeks(), NOW).await.err(),
        store.export_walks(&officer, weeks(), None).await.err(),
        store.export_cells(&officer, weeks(), None).await.err(),
        store.export_observations(&officer, weeks(), None).await.err(),
    ];
    assert!(refused.iter().all(|refusal| *refusal == Some(StoreError::SupervisorsOnly)), "{refused:?}");
    assert_eq!(house.figure("SELECT count(*) FROM audit WHERE act = 'exported'"), 0);
    store.begin_export(&chief, "walks.csv", weeks(), NOW).await.unwrap();
    let reason: String = house
        .raw()
        .query_row("SELECT reason FROM audit WHERE act = 'exported'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(reason, "walks.csv 2026-W48–2026-W48");
}
