//! Keeping the database well: backups, checks, recomputing. None of it ever changes what was told.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::Store;
use crate::coverage::{self, CellKey};
use crate::db::{Db, count};
use crate::error::StoreError;
use crate::{open, projection};

/// What a recomputation found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recomputed {
    /// How many walks the journal tells.
    pub n_walks: u64,
    /// How many of them had stood otherwise.
    pub n_walks_changed: u64,
    /// How many cells there are.
    pub n_cells: u64,
    /// How many cells had stood otherwise.
    pub n_cells_changed: u64,
    /// How many activities the journal tells.
    pub n_activities: u64,
    /// How many of them had stood otherwise.
    pub n_activities_changed: u64,
}

impl Store {
    /// Writes a copy of the whole database to a new file while everybody works on. Opened in its turn, the copy is
    /// another life of the database, so that phones push again what it lacks.
    pub async fn backup(&self, to: &Path) -> Result<(), StoreError> {
        let (from, to) = (self.house.path.clone(), to.to_owned());
        let copying = tokio::task::spawn_blocking(move || copy(&from, &to));
        copying.await.map_err(|error| StoreError::Storage(format!("the backup was cut off: {error}")))?
    }

    /// Tells whether the database can be read and written. Cheap.
    pub async fn check_alive(&self) -> Result<(), StoreError> {
        let look = |db: &Db| db.only("SELECT only_row FROM house", [], |_| Ok(()));
        self.read(look).await?;
        self.write(look).await
    }

    /// Reads the whole database and returns the faults that it has; none when it is sound. Takes long.
    pub async fn faults(&self) -> Result<Vec<String>, StoreError> {
        self.read(|db| {
            let mut faults = db.all("PRAGMA integrity_check(20)", [], |row| Ok(row.get::<_, String>(0)?))?;
            faults.retain(|fault| fault != "ok");
            let orphans = db.all("PRAGMA foreign_key_check", [], |row| Ok(row.get::<_, String>(0)?))?;
            faults.extend(orphans.into_iter().map(|table| format!("a row of {table} refers to nothing")));
            Ok(faults)
        })
        .await
    }

    /// Makes all walks, cells and activities anew from the journal. Whoever writes waits meanwhile.
    pub async fn recompute(&self) -> Result<Recomputed, StoreError> {
        self.write(|db| {
            let cells_before = coverage::all(db)?;
            let remade = projection::project_all(db)?;
            let cells = coverage::all(db)?;
            let keys: BTreeSet<&CellKey> = cells_before.keys().chain(cells.keys()).collect();
            let n_cells_changed =
                keys.into_iter().filter(|key| cells_before.get(key) != cells.get(key)).count();
            let n_rows = |sql| db.only(sql, [], |row| count(row.get(0)?));
            Ok(Recomputed {
                n_walks: n_rows("SELECT count(*) FROM walk")?,
                n_walks_changed: remade.n_walks,
                n_cells: cells.len() as u64,
                n_cells_changed: n_cells_changed as u64,
                n_activities: n_rows("SELECT count(*) FROM activity")?,
                n_activities_changed: remade.n_activities,
            })
        })
        .await
    }
}

/// Copies the database at `from` to a new file. The copy has its name only once it is whole and on the disk.
fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    let storage = |error: io::Error| StoreError::Storage(format!("the backup could not be written: {error}"));
    if to.exists() {
        return Err(StoreError::FileExists);
    }
    let mut part = to.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    if part.exists() {
        // What a backup that was cut off has left.
        fs::remove_file(&part).map_err(storage)?;
    }
    open::make_private_file(&part).map_err(|error| StoreError::Storage(error.to_string()))?;
    let whole = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    whole.busy_timeout(open::BUSY_TIMEOUT)?;
    whole.execute("VACUUM INTO ?1", [part.to_str().ok_or(StoreError::BadPath)?])?;
    let copy = Connection::open_with_flags(&part, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    copy.execute("UPDATE house SET is_copy = 1", [])?;
    copy.close().map_err(|(_, error)| error)?;
    File::open(&part).and_then(|file| file.sync_all()).map_err(storage)?;
    fs::rename(&part, to).map_err(storage)?;
    // The name is durable once its folder is.
    #[cfg(unix)]
    if let Some(folder) = to.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(storage)?;
    }
    Ok(())
}
