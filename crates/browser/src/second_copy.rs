//! Keeps the journal's second copy: a file that follows IndexedDB. Nobody ever waits for it, and nothing fails with it.
//!
//! IndexedDB stays the truth and is written first. What the server does not hold, and the running walk, are then copied as
//! one file that is replaced whole: at once after what is written strictly (an entry, receipts, a walk's start), and for a
//! walk's positions at most every half minute. So if a browser loses its database in the middle of a walk, half a minute of
//! positions goes with it and no more, at the price of some thirty small files a walk. How far the journal has come is in
//! localStorage as well, before an entry can be sent: that write needs no waiting.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use domain::id::{AccountId, DeviceId};
use domain::time::WallTime;
use js_sys::futures::spawn_local;
use sync::entry::Head;
use sync::local_store::{Durability, StoreError};
use sync::second_copy::{SecondCopy, Witness};

use crate::database::Database;
use crate::file::{self, FileError};
use crate::rows::{FACTS, JOURNAL, PLACES, RUNNING};
use crate::transaction::Access;
use crate::{clock, lock, rows, settings};

/// Positions are copied this often.
const POSITIONS_MS: u64 = 30_000;

/// How the second copy stands, for whoever looks after the phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// None was made yet since the app was opened.
    Making,
    /// It is there.
    Kept {
        /// Since then, by the phone's clock.
        since: WallTime,
    },
    /// This browser cannot keep one.
    Unsupported,
    /// It could not be read or written; the journal itself is not touched by that.
    Failed(String),
}

/// Copies one journal.
#[derive(Debug)]
pub(crate) struct Copier {
    account: AccountId,
    device: DeviceId,
    db: Rc<Database>,
    /// What the file held when the journal was opened, until the first copy: it may be up to date already.
    present: RefCell<Option<String>>,
    /// What was wrong with that, if something was.
    damage: Option<String>,
    standing: RefCell<Standing>,
    is_due: Cell<bool>,
    is_copying: Cell<bool>,
    copied_ms: Cell<u64>,
}

impl Copier {
    pub(crate) fn new(
        account: AccountId,
        device: DeviceId,
        db: Rc<Database>,
        present: Option<String>,
        damage: Option<String>,
    ) -> Rc<Copier> {
        Rc::new(Copier {
            account,
            device,
            db,
            present: RefCell::new(present),
            damage,
            standing: RefCell::new(Standing::Making),
            is_due: Cell::new(false),
            is_copying: Cell::new(false),
            copied_ms: Cell::new(0),
        })
    }

    pub(crate) fn db(&self) -> Rc<Database> {
        Rc::clone(&self.db)
    }

    pub(crate) fn standing(&self) -> Standing {
        self.standing.borrow().clone()
    }

    pub(crate) fn damage(&self) -> Option<&str> {
        self.damage.as_deref()
    }

    /// Copies soon, after something was written so durably.
    pub(crate) fn follow(self: &Rc<Self>, durability: Durability) {
        if durability == Durability::Relaxed && clock::mono_ms() < self.copied_ms.get() + POSITIONS_MS {
            return;
        }
        self.is_due.set(true);
        if !self.is_copying.replace(true) {
            let copier = Rc::clone(self);
            spawn_local(async move { copier.copy_while_due().await });
        }
    }

    /// Returns once everything is copied that was written before.
    pub(crate) async fn caught_up(&self) {
        while self.is_copying.get() {
            // The lock goes round in turn: it is ours once the copy under way is done.
            let _turn = lock::take(&self.lock()).await;
        }
    }

    /// Remembers that the journal has one entry more, which the server does not hold.
    pub(crate) fn remember(&self, head: Head) {
        let n_unsent = self.remembered().map_or(0, |before| before.n_unsent) + 1;
        self.remember_all(Witness { device: self.device, head, n_unsent });
    }

    /// Never remembers less than before: an entry may have been written since the copy was read.
    fn remember_all(&self, witness: Witness) {
        if self.remembered().is_none_or(|before| before.head.seq <= witness.head.seq) {
            // A browser that keeps no preferences has the file.
            let _not_kept = settings::set_json(&witness_name(self.account), &witness);
        }
    }

    fn remembered(&self) -> Option<Witness> {
        witness(self.account).filter(|before| before.device == self.device)
    }

    fn lock(&self) -> String {
        format!("kvart-copy-{}", self.account)
    }

    async fn copy_while_due(&self) {
        while self.is_due.replace(false) {
            self.copied_ms.set(clock::mono_ms());
            // Two tabs must not read and write past each other.
            let _turn = lock::take(&self.lock()).await;
            let standing = match self.copy().await {
                Ok(()) => Standing::Kept { since: clock::wall() },
                Err(FileError::Unsupported) => Standing::Unsupported,
                Err(error) => Standing::Failed(error.to_string()),
            };
            self.standing.replace(standing);
        }
        self.is_copying.set(false);
    }

    async fn copy(&self) -> Result<(), FileError> {
        let held = self.db.transact(&[FACTS, JOURNAL, PLACES, RUNNING], Access::Read, async |tx| {
            let (head, kept) = (rows::head(tx).await?, rows::unsettled(tx).await?);
            let (marks, news) = (rows::marks(tx).await?, rows::news(tx).await?);
            Ok(SecondCopy::of(self.account, self.device, head, kept, marks, news))
        });
        let copy = held.await.map_err(|error: StoreError| FileError::Failed(error.to_string()))?;
        self.remember_all(copy.witness());
        let text = rows::row(&copy);
        if self.present.take().is_some_and(|present| present == text) {
            return Ok(());
        }
        file::replace(&name(self.account), &text).await
    }
}

/// Returns the name of the file.
pub(crate) fn name(account: AccountId) -> String {
    format!("kvart-{account}.json")
}

/// Returns what localStorage remembers of an account's journal.
pub(crate) fn witness(account: AccountId) -> Option<Witness> {
    settings::get_json(&witness_name(account))
}

fn witness_name(account: AccountId) -> String {
    format!("journal-{account}")
}
