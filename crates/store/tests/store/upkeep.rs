//! Backups, checks and recomputing.

use domain::statement::Statement;
use store::error::StoreError;
use store::{Recomputed, Store};
use sync::wire::Role;

use crate::house::{House, NOW, Phone, Went, walk};

#[tokio::test]
async fn a_backup_is_a_whole_database_of_another_life() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let mut phone = Phone::new(1);
    phone.says(Statement::Walk(walk(1, 0, 0, Went::Well)));
    house.push_all(&officer, &phone).await;
    let to = house.folder.path().join("backup.db");
    std::fs::write(house.folder.path().join("backup.db.part"), "what a backup that was cut off left")
        .unwrap();
    house.store.backup(&to).await.unwrap();
    assert_eq!(house.store.backup(&to).await, Err(StoreError::FileExists));
    assert!(!house.folder.path().join("backup.db.part").exists());
    phone.says(Statement::Walk(walk(2, 0, 2000, Went::Well)));
    house.push_all(&officer, &phone).await;

    let restored = Store::open(&to, NOW).unwrap();
    let life = restored.epoch().to_owned();
    assert_ne!(life, house.store.epoch());
    assert_eq!(restored.faults().await.unwrap(), Vec::<String>::new());
    let holdings = restored.push(&officer, phone.push(Vec::new()), NOW).await.unwrap().holdings;
    assert_eq!((holdings.n_held, holdings.missing), (1, vec![(2, 2)]));
    restored.close().await.unwrap();
    assert_eq!(Store::open(&to, NOW).unwrap().epoch(), life, "it is a copy no longer");
}

#[tokio::test]
async fn a_sound_database_has_no_faults_and_an_unsound_one_has() {
    let house = House::new().await;
    house.store.check_alive().await.unwrap();
    assert_eq!(house.store.faults().await.unwrap(), Vec::<String>::new());
    let raw = house.raw();
    raw.execute_batch("PRAGMA foreign_keys = OFF; INSERT INTO breach VALUES (x'00', 1)").unwrap();
    assert_eq!(house.store.faults().await.unwrap(), ["a row of breach refers to nothing"]);
}

#[tokio::test]
async fn recomputing_finds_and_mends_what_is_wrong() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let mut phone = Phone::new(1);
    (1..=3).for_each(|n| drop(phone.says(Statement::Walk(walk(n, 0, n as i64 * 3000, Went::Well)))));
    house.push_all(&officer, &phone).await;
    let sound = Recomputed { n_walks: 3, n_cells: 1, ..Recomputed::default() };
    assert_eq!(house.store.recompute().await, Ok(sound));

    let sheet = house.store.walk(&officer, walk(2, 0, 0, Went::Well).id, NOW).await.unwrap();
    house
        .raw()
        .execute_batch(
            "UPDATE walk SET counts = 0 WHERE no = 1;
             DELETE FROM walk WHERE no = 2;
             DELETE FROM observation;
             UPDATE cell SET n_walks = 77;
             INSERT INTO cell VALUES ('skogas-c', '2026-W01', 1, 1, 0, 0);",
        )
        .unwrap();
    let mended = Recomputed { n_walks_changed: 2, n_cells_changed: 2, ..sound };
    assert_eq!(house.store.recompute().await, Ok(mended));
    assert_eq!(house.store.recompute().await, Ok(sound));
    assert_eq!(house.store.walk(&officer, walk(2, 0, 0, Went::Well).id, NOW).await.unwrap(), sheet);
}
