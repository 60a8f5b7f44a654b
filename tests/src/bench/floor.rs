//! The floor: the very rows that the server has stored, written again into an empty database by SQLite alone, with nothing
//! looked at and every commit on the disk. It never writes to the server's database.

use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, params_from_iter};
use tempfile::TempDir;

use crate::bench::stopwatch::Stopwatch;

/// What pushes fill, in the order in which a row may name another.
const PUSHED: [&str; 4] = ["journal", "walk", "observation", "cell"];
/// What is there before: a row of those names one of these.
const BEFORE: [&str; 4] = ["account", "area", "device", "house"];

/// The rows of one table.
struct Table {
    name: &'static str,
    n_columns: usize,
    rows: Vec<Vec<Value>>,
}

/// What a server has stored, in memory.
pub struct Floor {
    schema: Vec<String>,
    before: Vec<Table>,
    pushed: Vec<Table>,
}

/// A database that holds what was there before the pushes.
pub struct Empty {
    connection: Connection,
    _folder: TempDir,
}

impl Floor {
    /// Reads a server's database.
    pub fn of(database: &Path) -> rusqlite::Result<Floor> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        let connection = Connection::open_with_flags(database, flags)?;
        let mut schema = connection.prepare(
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid",
        )?;
        let schema = schema.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let read = |names: [&'static str; 4]| -> rusqlite::Result<Vec<Table>> {
            names.into_iter().map(|name| table(&connection, name)).collect()
        };
        Ok(Floor { schema, before: read(BEFORE)?, pushed: read(PUSHED)? })
    }

    /// Makes a database with the same tables.
    pub fn empty(&self) -> rusqlite::Result<Empty> {
        let folder = tempfile::tempdir().expect("a folder for the floor can be made");
        let connection = Connection::open(folder.path().join("floor.db"))?;
        connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
        connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA cache_size = -12000;")?;
        self.schema.iter().try_for_each(|sql| connection.execute_batch(sql))?;
        connection.execute_batch("BEGIN; DELETE FROM house;")?;
        self.before.iter().try_for_each(|table| table.write(&connection, 0..table.rows.len(), "INSERT"))?;
        connection.execute_batch("COMMIT")?;
        Ok(Empty { connection, _folder: folder })
    }

    /// Writes all rows in so many commits, and returns the seconds.
    pub fn write(&self, to: &Empty, n_commits: usize, how: &str) -> rusqlite::Result<f64> {
        let begun = Stopwatch::start();
        for commit in 0..n_commits {
            to.connection.execute_batch("BEGIN IMMEDIATE")?;
            for table in &self.pushed {
                let part = |nth: usize| nth * table.rows.len() / n_commits;
                table.write(&to.connection, part(commit)..part(commit + 1), how)?;
            }
            to.connection.execute_batch("COMMIT")?;
        }
        Ok(begun.s())
    }

    /// Reads every walk as the answer to a pull needs it, and returns the seconds.
    pub fn read_walks(database: &Path) -> rusqlite::Result<f64> {
        let connection = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let begun = Stopwatch::start();
        let mut walks = connection
            .prepare("SELECT id, area_id, began, crew_size, verdict, head, withdrawn, changed FROM walk ORDER BY account_id, changed")?;
        let mut rows = walks.query([])?;
        let mut n_bytes = 0;
        while let Some(row) = rows.next()? {
            n_bytes += row.get_ref(4)?.as_str().map_or(0, str::len);
        }
        assert!(0 < n_bytes, "there are walks to read");
        Ok(begun.s())
    }
}

fn table(connection: &Connection, name: &'static str) -> rusqlite::Result<Table> {
    let mut all = connection.prepare(&format!("SELECT * FROM {name}"))?;
    let n_columns = all.column_count();
    let row = |row: &rusqlite::Row| (0..n_columns).map(|idx| row.get(idx)).collect();
    let rows = all.query_map([], row)?.collect::<Result<_, _>>()?;
    Ok(Table { name, n_columns, rows })
}

impl Table {
    fn write(&self, to: &Connection, part: std::ops::Range<usize>, how: &str) -> rusqlite::Result<()> {
        let places = vec!["?"; self.n_columns].join(", ");
        let mut insert = to.prepare_cached(&format!("{how} INTO {} VALUES ({places})", self.name))?;
        self.rows[part].iter().try_for_each(|row| insert.execute(params_from_iter(row)).map(drop))
    }
}
