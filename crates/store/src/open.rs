//! Opening the file: who it belongs to, its form, and how SQLite is to treat it. A newer or foreign file is not touched.

use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

use domain::time::WallTime;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use crate::db::Db;
use crate::error::OpenError;
use crate::rulebook;

/// "Kvar" in ASCII: what tells a database of Kvart from others (`file` shows it).
const APPLICATION_ID: i64 = 0x4b76_6172;

/// Every form that the database has had, oldest first. The number of a form is its place in here, from 1.
const MIGRATIONS: [&str; 11] = [
    include_str!("../../../migrations/0001_journal.sql"),
    include_str!("../../../migrations/0002_storage.sql"),
    include_str!("../../../migrations/0003_phones.sql"),
    include_str!("../../../migrations/0004_one_track.sql"),
    include_str!("../../../migrations/0005_decisions.sql"),
    include_str!("../../../migrations/0006_misses.sql"),
    include_str!("../../../migrations/0007_reminders.sql"),
    include_str!("../../../migrations/0008_promises.sql"),
    include_str!("../../../migrations/0009_activities.sql"),
    include_str!("../../../migrations/0010_follow_ups.sql"),
    include_str!("../../../migrations/0011_rules_of_figures.sql"),
];

/// How long another process, such as a command line beside the server, may hold the database.
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Opens the connection that writes, making the database or bringing it to the latest form first.
pub(crate) fn writer(path: &Path, now: WallTime) -> Result<Db, OpenError> {
    make_private_file(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    keep_plans(&connection)?;
    check_owner(&connection, path)?;
    check_form(&connection)?;
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
    if mode != "wal" {
        return Err(OpenError::NoWal(mode));
    }
    // With FULL a commit waits for the disk: a receipt outlives a power cut. The writer checkpoints when it has time. What
    // a savepoint would undo is kept in memory, not in a temporary file.
    connection.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA wal_autocheckpoint = 0;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -12000;",
    )?;
    migrate(&mut connection, now)?;
    let db = Db::new(connection);
    rulebook::plant(&db).map_err(OpenError::Stored)?;
    begin_life_of_copy(&db, now)?;
    Ok(db)
}

/// Opens a connection that cannot write.
pub(crate) fn reader(path: &Path) -> Result<Db, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    keep_plans(&connection)?;
    connection.execute_batch("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;")?;
    Ok(Db::new(connection))
}

/// Has each statement planned once. SQLite would plan many anew at each use, in case the values asked for this time make
/// another plan better.
fn keep_plans(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(drop)
}

/// Makes the file readable for its owner alone, before anything is in it. SQLite gives its log the same rights.
pub(crate) fn make_private_file(path: &Path) -> Result<(), OpenError> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(OpenError::File)
}

fn check_owner(connection: &Connection, path: &Path) -> Result<(), OpenError> {
    let foreign = || OpenError::Foreign(path.to_owned());
    let owner: i64 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(|error| {
            if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) { foreign() } else { error.into() }
        })?;
    let n_tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let is_new = owner == 0 && n_tables == 0;
    if owner == APPLICATION_ID || is_new { Ok(()) } else { Err(foreign()) }
}

fn check_form(connection: &Connection) -> Result<i64, OpenError> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = MIGRATIONS.len() as i64;
    if known < found { Err(OpenError::Newer { found, known }) } else { Ok(found) }
}

/// Applies what is missing, all in one transaction: a database is never left between two forms.
fn migrate(connection: &mut Connection, now: WallTime) -> Result<(), OpenError> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let form = check_form(&tx)?;
    for (version, sql) in (1i64..).zip(MIGRATIONS).filter(|(version, _)| form < *version) {
        tx.execute_batch(sql)?;
        tx.execute("INSERT INTO migration (version, applied) VALUES (?1, ?2)", (version, now.ms()))?;
        tx.pragma_update(None, "user_version", version)?;
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    Ok(tx.commit()?)
}

/// Gives a backup that is opened in its turn an epoch of its own: phones then know that what they pushed since may be gone.
fn begin_life_of_copy(db: &Db, now: WallTime) -> Result<(), OpenError> {
    const EPOCH: &str = "UPDATE house SET epoch = lower(hex(randomblob(16))) WHERE is_copy = 1";
    const LIFE: &str =
        "INSERT OR IGNORE INTO life (epoch, began) SELECT epoch, ?1 FROM house WHERE is_copy = 1";
    const COPY_NO_LONGER: &str = "UPDATE house SET is_copy = 0 WHERE is_copy = 1";
    let begin = || {
        db.run("BEGIN IMMEDIATE", [])?;
        db.run(EPOCH, [])?;
        db.run(LIFE, [now.ms()])?;
        db.run(COPY_NO_LONGER, [])?;
        db.run("COMMIT", []).map(drop)
    };
    begin().map_err(OpenError::Stored)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::types::Value;

    #[track_caller]
    fn check(db: &Db, pragma: &str, expected: impl Into<Value>) {
        let found: Value = db.pragma_query_value(None, pragma, |row| row.get(0)).unwrap();
        assert_eq!(found, expected.into(), "{pragma}");
    }

    #[test]
    fn what_is_written_is_durable_and_readers_cannot_write() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kvart.db");
        let writer = writer(&path, WallTime::from_ms(0)).unwrap();
        check(&writer, "journal_mode", "wal".to_owned());
        check(&writer, "synchronous", 2);
        check(&writer, "foreign_keys", 1);
        check(&writer, "busy_timeout", 5000);
        check(&writer, "wal_autocheckpoint", 0);
        check(&writer, "trusted_schema", 0);
        let reader = reader(&path).unwrap();
        check(&reader, "query_only", 1);
        check(&reader, "journal_mode", "wal".to_owned());
        assert!(reader.run("DELETE FROM policy", []).is_err());
    }

    #[test]
    fn a_failed_migration_leaves_no_trace() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kvart.db");
        make_private_file(&path).unwrap();
        let mut connection = Connection::open(&path).unwrap();
        // A table in the way makes the first migration fail half way.
        connection.execute_batch("CREATE TABLE walk (x)").unwrap();
        assert!(migrate(&mut connection, WallTime::from_ms(0)).is_err());
        let n_tables: i64 =
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap();
        assert_eq!((n_tables, check_form(&connection).unwrap()), (1, 0));
    }
}
