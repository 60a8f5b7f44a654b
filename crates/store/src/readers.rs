//! The connections that read, each in a transaction of its own so that one answer shows one moment. They never write.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Semaphore;

use crate::db::Db;
use crate::error::StoreError;
use crate::open;

/// How many read at once. More would wait for the processor instead of here.
const N_READERS: usize = 4;

/// The connections that read, opened when first needed.
pub(crate) struct Readers {
    path: PathBuf,
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<Db>>,
}

impl Readers {
    pub(crate) fn new(path: PathBuf) -> Arc<Readers> {
        let permits = Arc::new(Semaphore::new(N_READERS));
        Arc::new(Readers { path, permits, idle: Mutex::new(Vec::new()) })
    }

    /// Runs `work` on one of the connections, on a thread that may block.
    pub(crate) async fn read<T, F>(self: &Arc<Readers>, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Db) -> Result<T, StoreError> + Send + 'static,
    {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| StoreError::Closed)?;
        let readers = Arc::clone(self);
        let reading = tokio::task::spawn_blocking(move || {
            let db = readers.take()?;
            let read = in_snapshot(&db, work);
            readers.put_back(db);
            drop(permit);
            read
        });
        reading.await.map_err(|error| StoreError::Storage(format!("reading was cut off: {error}")))?
    }

    /// Runs `work` that takes less than a thread takes to wake, such as a look at one row: at once, on the caller's thread,
    /// where a connection is idle; else as [`Readers::read`] does.
    pub(crate) async fn glance<T, F>(self: &Arc<Readers>, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Db) -> Result<T, StoreError> + Send + 'static,
    {
        let permit = self.permits.try_acquire().ok();
        match permit.and_then(|permit| Some((permit, self.idle().pop()?))) {
            Some((_permit, db)) => {
                let read = in_snapshot(&db, work);
                self.put_back(db);
                read
            }
            None => self.read(work).await,
        }
    }

    /// Closes the connections; those in use, once their work is done.
    pub(crate) fn close(&self) {
        self.permits.close();
        self.idle().clear();
    }

    fn take(&self) -> Result<Db, StoreError> {
        let idle = self.idle().pop();
        idle.map_or_else(|| open::reader(&self.path).map_err(StoreError::from), Ok)
    }

    fn put_back(&self, db: Db) {
        let mut idle = self.idle();
        // A connection that cannot end its transaction is not used again.
        if !self.permits.is_closed() && db.is_autocommit() {
            idle.push(db);
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Db>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn in_snapshot<T>(db: &Db, work: impl FnOnce(&Db) -> Result<T, StoreError>) -> Result<T, StoreError> {
    db.run("BEGIN", [])?;
    let read = work(db);
    db.run("ROLLBACK", [])?;
    read
}
