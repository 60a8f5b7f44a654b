//! Opening the file: new, again, after a crash, of a newer program, of another program.

use store::Store;
use store::error::OpenError;
use sync::wire::Role;

use crate::house::{House, NOW, Phone, Went, walk};
use domain::statement::Statement;

/// The latest form of the database: the number of migrations.
const FORM: i64 = 11;

/// The forms of which databases are in use, by their migrations.
const THIRD_FORM: [&str; 3] = [
    include_str!("../../../../migrations/0001_journal.sql"),
    include_str!("../../../../migrations/0002_storage.sql"),
    include_str!("../../../../migrations/0003_phones.sql"),
];

#[tokio::test]
async fn a_new_database_has_the_latest_form_and_opens_again() {
    let house = House::new().await;
    let epoch = house.store.epoch().to_owned();
    assert_eq!(epoch.len(), 32);
    house.store.close().await.unwrap();
    assert_eq!(house.figure("PRAGMA user_version"), FORM);
    assert_eq!(house.figure("SELECT count(*) FROM migration"), FORM);
    for _ in 0..2 {
        let again = Store::open(&house.path(), NOW).unwrap();
        assert_eq!(again.epoch(), epoch);
        assert_eq!(again.rulebook().await.unwrap().areas.len(), 2);
        assert_eq!(again.rulebook().await.unwrap().policies.len(), 1);
        again.close().await.unwrap();
    }
}

/// A walk's track was kept twice until the third form. A database of that form opens with the same walks.
#[tokio::test]
async fn a_database_of_the_third_form_opens_with_all_that_it_held() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let mut phone = Phone::new(1);
    phone.says(Statement::Walk(walk(1, 0, 1000, Went::Well)));
    house.push_all(&officer, &phone).await;
    let id = walk(1, 0, 0, Went::Well).id;
    let sheet = house.store.walk(&officer, id, NOW).await.unwrap().unwrap();

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kvart.db");
    let old = rusqlite::Connection::open(&path).unwrap();
    THIRD_FORM.iter().for_each(|migration| old.execute_batch(migration).unwrap());
    old.execute_batch("DELETE FROM house; PRAGMA application_id = 1266049394; PRAGMA user_version = 3;")
        .unwrap();
    old.execute("ATTACH ?1 AS new", [house.path().to_str().unwrap()]).unwrap();
    for table in ["house", "account", "area", "boundary", "policy", "device", "journal", "walk", "cell"] {
        let columns = "SELECT group_concat(o.name, ', ') FROM pragma_table_info(?1, 'main') o
            JOIN pragma_table_info(?1, 'new') n ON n.name = o.name";
        let columns: String = old.query_row(columns, [table], |row| row.get(0)).unwrap();
        let [more, as_told] = if table == "walk" { [", told", ", '{}'"] } else { [""; 2] };
        old.execute_batch(&format!(
            "INSERT INTO main.{table} ({columns}{more}) SELECT {columns}{as_told} FROM new.{table}"
        ))
        .unwrap();
    }
    old.execute_batch("INSERT INTO track SELECT no, x'0100' FROM main.walk").unwrap();
    old.close().unwrap();

    let opened = Store::open(&path, NOW).unwrap();
    assert_eq!(opened.walk(&officer, id, NOW).await.unwrap().unwrap(), sheet);
    assert_eq!(opened.faults().await.unwrap(), Vec::<String>::new());
    assert_eq!(opened.recompute().await.unwrap().n_walks_changed, 0);
}

#[tokio::test]
async fn every_table_is_strict() {
    let house = House::new().await;
    let lax = "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict
        AND name NOT LIKE 'sqlite%'";
    assert_eq!(house.figure(lax), 0);
    assert_eq!(house.figure("SELECT count(*) FROM pragma_table_list WHERE name = 'journal' AND strict"), 1);
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_refused_and_left_alone() {
    let house = House::new().await;
    house.store.close().await.unwrap();
    house.raw().pragma_update(None, "user_version", 77).unwrap();
    let refused = Store::open(&house.path(), NOW).err().unwrap();
    assert!(matches!(refused, OpenError::Newer { found: 77, known: FORM }), "{refused}");
    assert_eq!(house.figure("PRAGMA user_version"), 77);
}

#[test]
fn a_file_of_another_program_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE other (x)").unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(Store::open(&path, NOW), Err(OpenError::Foreign(_))));
    assert_eq!(std::fs::read(&path).unwrap(), before);

    let letter = folder.path().join("letter.txt");
    std::fs::write(&letter, "Kära medborgare, ".repeat(100)).unwrap();
    assert!(matches!(Store::open(&letter, NOW), Err(OpenError::Foreign(_))));
    assert!(matches!(Store::open(&folder.path().join("no/such/folder.db"), NOW), Err(OpenError::File(_))));
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_and_its_log_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::new().await;
    let mut n_files = 0;
    for file in std::fs::read_dir(house.folder.path()).unwrap() {
        let mode = file.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
        n_files += 1;
    }
    assert!(2 <= n_files, "the database and its log");
}

/// What was receipted is on the disk: a copy of the files as they lie there, taken while the database is open and never
/// closed, holds it.
#[tokio::test]
async fn what_was_receipted_outlives_a_crash() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let mut phone = Phone::new(1);
    for n in 0..5 {
        phone.says(Statement::Walk(walk(n, 0, n as i64 * 1000, Went::Well)));
        house.push_all(&officer, &phone).await;
    }
    let wreck = tempfile::tempdir().unwrap();
    for name in ["kvart.db", "kvart.db-wal"] {
        std::fs::copy(house.folder.path().join(name), wreck.path().join(name)).unwrap();
    }
    let salvaged = Store::open(&wreck.path().join("kvart.db"), NOW).unwrap();
    assert_eq!(salvaged.faults().await.unwrap(), Vec::<String>::new());
    let again = salvaged.push(&officer, phone.push(Vec::new()), NOW).await.unwrap();
    assert_eq!(again.holdings.n_held, 5);
    assert_eq!(again.holdings.missing, []);
}

#[tokio::test]
async fn what_waits_is_written_when_the_last_handle_is_dropped() {
    let house = House::new().await;
    let path = house.path();
    let House { store, folder } = house;
    drop(store);
    let again = Store::open(&path, NOW).unwrap();
    assert_eq!(again.rulebook().await.unwrap().areas.len(), 2);
    drop(folder);
}

#[tokio::test]
async fn a_closed_database_says_so() {
    use store::error::StoreError;
    let house = House::new().await;
    let other_handle = house.store.clone();
    house.store.close().await.unwrap();
    assert_eq!(other_handle.n_accounts().await, Err(StoreError::Closed));
    assert_eq!(other_handle.close_session([0; 32]).await, Err(StoreError::Closed));
    assert!(!house.path().with_extension("db-wal").exists(), "a closed database is one file");
}
