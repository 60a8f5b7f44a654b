//! Kvart's database: the journals of all phones, and what follows from them.
//!
//! One thread writes, in groups, and answers once a group is on the disk; read-only connections stand beside it. Rights
//! are checked here, at the door. No clock is ever read: the time is an argument.

mod db;
pub mod error;
mod open;
mod readers;
mod writer;

pub mod accounts;
mod audit;
pub mod sessions;

pub mod rulebook;

mod appraisal;
mod coverage;
pub mod decisions;
mod forks;
mod holdings;
mod intake;
pub mod journal;
mod news;
mod projection;
mod stands;
mod walks;

pub mod desk;
pub mod dosage;
pub mod export;
pub mod observations;
pub mod phone_sheet;
pub mod phones;
pub mod upkeep;
pub mod walk_sheet;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::time::WallTime;

use crate::db::Db;
use crate::error::{OpenError, StoreError};
use crate::readers::Readers;
use crate::writer::Writer;

pub use crate::accounts::{AccountRow, Credentials, NewAccount};
pub use crate::decisions::{Ask, Decision};
pub use crate::desk::{CellRow, WalkRow};
pub use crate::forks::{ForkName, Ruling};
pub use crate::journal::{Push, Pushed};
pub use crate::phone_sheet::PhoneSheet;
pub use crate::phones::PhoneRow;
pub use crate::sessions::Viewer;
pub use crate::upkeep::Recomputed;
pub use crate::walk_sheet::WalkSheet;

/// The database. Clones are handles to the same one; when the last is dropped, what waits is still written.
#[derive(Clone)]
pub struct Store {
    house: Arc<House>,
}

struct House {
    path: PathBuf,
    epoch: String,
    writer: Writer,
    readers: Arc<Readers>,
}

impl Store {
    /// Opens the database at `path`, making it or bringing it to the latest form where needed. Blocks meanwhile.
    pub fn open(path: &Path, now: WallTime) -> Result<Store, OpenError> {
        let db = open::writer(path, now)?;
        let epoch =
            db.only("SELECT epoch FROM house", [], |row| Ok(row.get(0)?)).map_err(OpenError::Stored)?;
        let writer = Writer::start(db).map_err(OpenError::Thread)?;
        let readers = Readers::new(path.to_owned());
        Ok(Store { house: Arc::new(House { path: path.to_owned(), epoch, writer, readers }) })
    }

    /// Returns which life of the database this is; another one after a restore.
    pub fn epoch(&self) -> &str {
        &self.house.epoch
    }

    /// Finishes what waits to be written and closes the database. Later calls fail with [`StoreError::Closed`].
    pub async fn close(&self) -> Result<(), StoreError> {
        self.house.readers.close();
        self.house.writer.close().await;
        Ok(())
    }

    /// Runs `work` in a transaction and returns once it is durable; nothing of it stays when it fails.
    async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Db) -> Result<T, StoreError> + Send + 'static,
    {
        self.house.writer.write(work).await
    }

    /// Runs `work` on a connection that cannot write; all that it reads is of one moment.
    async fn read<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Db) -> Result<T, StoreError> + Send + 'static,
    {
        self.house.readers.read(work).await
    }

    /// The same for work that takes less than a thread takes to wake.
    async fn glance<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Db) -> Result<T, StoreError> + Send + 'static,
    {
        self.house.readers.glance(work).await
    }
}
