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

pub mod periods;
pub mod rulebook;

mod activities;
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

mod deeds;
pub mod follow_ups;
pub mod public_accounts;
pub mod verification;

pub mod desk;
pub mod logbook;
pub mod misses;
pub mod week;

pub mod dosage;
pub mod export;
pub mod observations;
pub mod phone_sheet;
pub mod phones;
pub mod reminders;
pub mod upkeep;
pub mod walk_sheet;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::time::WallTime;
use tokio::sync::watch;

use crate::db::Db;
use crate::error::{OpenError, StoreError};
use crate::readers::Readers;
use crate::writer::Writer;

pub use crate::accounts::{AccountRow, Credentials, NewAccount};
pub use crate::coverage::{CellRow, CoverageFacts};
pub use crate::decisions::{Ask, Decision};
pub use crate::desk::WalkRow;
pub use crate::follow_ups::{Account, Draft, Published};
pub use crate::forks::{ForkName, Ruling};
pub use crate::journal::{Push, Pushed};
pub use crate::logbook::{ActivityRow, AtDesk};
pub use crate::misses::MissNote;
pub use crate::phone_sheet::PhoneSheet;
pub use crate::phones::PhoneRow;
pub use crate::public_accounts::PublicAccount;
pub use crate::reminders::{ReminderBook, ReminderRow};
pub use crate::sessions::Viewer;
pub use crate::upkeep::Recomputed;
pub use crate::verification::{Finding, Verified};
pub use crate::walk_sheet::WalkSheet;
pub use crate::week::{AreaFacts, Start, WeekFacts};

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
    changes: watch::Sender<u64>,
}

impl Store {
    /// Opens the database at `path`, making it or bringing it to the latest form where needed. Blocks meanwhile.
    pub fn open(path: &Path, now: WallTime) -> Result<Store, OpenError> {
        let db = open::writer(path, now)?;
        let epoch =
            db.only("SELECT epoch FROM house", [], |row| Ok(row.get(0)?)).map_err(OpenError::Stored)?;
        let writer = Writer::start(db).map_err(OpenError::Thread)?;
        let readers = Readers::new(path.to_owned());
        let changes = watch::Sender::new(0);
        Ok(Store { house: Arc::new(House { path: path.to_owned(), epoch, writer, readers, changes }) })
    }

    /// Returns which life of the database this is; another one after a restore.
    pub fn epoch(&self) -> &str {
        &self.house.epoch
    }

    /// Returns what wakes up each time that what the desk shows has changed and is durable: a walk came or was ruled on, a
    /// phone went out of use, a note was made. What another process writes beside this one is not heard.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.house.changes.subscribe()
    }

    /// Tells all who listen that something has changed. Nobody need listen.
    fn tell_change(&self) {
        self.house.changes.send_modify(|n_changes| *n_changes = n_changes.wrapping_add(1));
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

    /// Does the same with work that changes what the desk shows, and then tells all who listen.
    async fn change<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Db) -> Result<T, StoreError> + Send + 'static,
    {
        let done = self.write(work).await?;
        self.tell_change();
        Ok(done)
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
