//! The phone's storage in IndexedDB. It never removes an entry from the journal and never changes one.
//!
//! Every row is a JSON text, an entry's the same as on the wire with its body to the letter. There are four object stores:
//!
//! | store | key | row |
//! | --- | --- | --- |
//! | `journal` | `seq` | an [`Entry`], added once |
//! | `places` | `seq` | a [`Place`], once the server has answered; an entry without one is unsent |
//! | `running` | counted by the browser | a [`Mark`] of the running walk |
//! | `facts` | a name | `device`, `news`, and what befell the storage |
//!
//! What the server does not hold is in a second storage too, a file that follows (see [`Standing`]). When the app starts,
//! what one of the two has lost is made anew from the other.

use std::cell::RefCell;
use std::rc::Rc;

use domain::id::{AccountId, DeviceId, WalkId};
use domain::recording::Mark;
use domain::statement::Body;
use domain::time::WallTime;
use sync::entry::{Entry, Head};
use sync::local_store::{Durability, Kept, LocalStore, Log, Place, Snapshot, StoreError};
use sync::wire::{PullAnswer, Receipt, StorageReport};
use wasm_bindgen::prelude::JsValue;

use crate::database::{Database, Layout};
use crate::opening;
use crate::rows::{
    self, FACTS, JOURNAL, LAYOUT, NEWS, NOTICE, PLACES, Placed, RELAXED, REPORT, RUNNING, STRICT, entry,
    head, journal, key, news, row, running,
};
use crate::second_copy::Copier;
pub use crate::second_copy::Standing;
use crate::transaction::Access;

/// One account's journal on this phone, in the IndexedDB database `kvart-<account id>`. Its clones share one connection.
#[derive(Debug, Clone)]
pub struct IndexedDbStore {
    account: AccountId,
    device: DeviceId,
    db: Rc<Database>,
    copier: Rc<Copier>,
}

impl IndexedDbStore {
    /// Opens an account's journal; the first time it is made, with a fresh device id. What was lost is given back from the
    /// second copy; where that is gone too, the journal is a new one with another id. Both are told by [`Self::notice`].
    pub async fn open(account: AccountId) -> Result<IndexedDbStore, StoreError> {
        Self::open_as(account, LAYOUT).await
    }

    async fn open_as(account: AccountId, layout: Layout) -> Result<IndexedDbStore, StoreError> {
        let (device, copier) = opening::open(account, layout).await?;
        copier.follow(Durability::Strict);
        Ok(IndexedDbStore { account, device, db: copier.db(), copier })
    }

    /// Returns whose journal this is.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Returns the journal's name: this account on this phone.
    pub fn device(&self) -> DeviceId {
        self.device
    }

    /// Tells how the second copy stands.
    pub fn second_copy(&self) -> Standing {
        self.copier.standing()
    }

    /// Tells what was wrong with the second copy when the journal was opened, if something was. It is made anew.
    pub fn second_copy_damage(&self) -> Option<&str> {
        self.copier.damage()
    }

    /// Waits until the second copy holds all that was written before.
    pub async fn copied(&self) {
        self.copier.caught_up().await;
    }

    /// Returns what befell the storage, until the person has seen it.
    pub async fn notice(&self) -> Result<Option<StorageReport>, StoreError> {
        self.fact(NOTICE).await
    }

    /// Takes note that the person has seen what befell the storage.
    pub async fn notice_seen(&self) -> Result<(), StoreError> {
        self.forget(NOTICE).await
    }

    async fn fact(&self, name: &str) -> Result<Option<StorageReport>, StoreError> {
        self.db.transact(&[FACTS], Access::Read, async |tx| rows::fact(tx, name).await).await
    }

    async fn forget(&self, name: &str) -> Result<(), StoreError> {
        self.db.transact(&[FACTS], STRICT, async |tx| tx.remove(FACTS, &name.into()).await).await
    }
}

impl LocalStore for IndexedDbStore {
    async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let held = self.db.transact(&[JOURNAL, PLACES, FACTS], Access::Read, async |tx| {
            let is_report_due = tx.get(FACTS, &REPORT.into()).await?.is_some();
            Ok((journal(tx).await?, news(tx).await?, head(tx).await?, is_report_due))
        });
        let (journal, news, head, is_report_due) = held.await?;
        Ok(Snapshot { head, is_report_due, ..Snapshot::of(self.device, &journal, news) })
    }

    async fn head(&self) -> Result<(DeviceId, Head), StoreError> {
        let head = self.db.transact(&[FACTS, JOURNAL], Access::Read, head).await?;
        Ok((self.device, head))
    }

    async fn journal(&self) -> Result<Vec<Kept>, StoreError> {
        self.db.transact(&[JOURNAL, PLACES], Access::Read, journal).await
    }

    async fn entries(&self, seqs: &[u64]) -> Result<Vec<Entry>, StoreError> {
        let read = self.db.transact(&[JOURNAL], Access::Read, async |tx| {
            let mut entries = Vec::with_capacity(seqs.len());
            for seq in seqs {
                entries.extend(entry(tx, *seq).await?);
            }
            Ok(entries)
        });
        read.await
    }

    async fn append(&self, body: &Body, log: Log) -> Result<Entry, StoreError> {
        // What was written when a connection broke: it may be there, and must not be written twice.
        let tried: RefCell<Option<Entry>> = RefCell::default();
        let write = self.db.transact(&[FACTS, JOURNAL, RUNNING], STRICT, async |tx| {
            let before = tried.borrow().clone();
            if let Some(before) = before
                && entry(tx, before.seq).await?.as_ref() == Some(&before)
            {
                return Ok(before);
            }
            if let Log::Ends(walk) = log
                && running(tx).await? != Some(walk)
            {
                return Err(StoreError::NotRunning.into());
            }
            let entry = Entry::after(head(tx).await?, self.device, body);
            // The entry first: Safari was said not to take back on abort what was already done.
            tx.add(JOURNAL, &key(entry.seq), &row(&entry)).await?;
            if let Log::Ends(_) = log {
                tx.clear(RUNNING).await?;
            }
            tried.replace(Some(entry.clone()));
            Ok(entry)
        });
        let entry = write.await?;
        self.copier.remember(entry.head());
        self.copier.follow(Durability::Strict);
        Ok(entry)
    }

    async fn settle(&self, receipts: &[Receipt], reopened: &[u64]) -> Result<(), StoreError> {
        let write = self.db.transact(&[JOURNAL, PLACES], STRICT, async |tx| {
            for seq in reopened {
                tx.remove(PLACES, &key(*seq)).await?;
            }
            for receipt in receipts {
                let own = entry(tx, receipt.seq).await?.filter(|entry| entry.hash == receipt.hash);
                if let (Some(_), Some(place)) = (own, Place::after(receipt)) {
                    let placed = Placed { seq: receipt.seq, place };
                    tx.put(PLACES, &key(receipt.seq), &row(&placed)).await?;
                }
            }
            Ok(())
        });
        write.await?;
        self.copier.follow(Durability::Strict);
        Ok(())
    }

    async fn keep_news(&self, answer: &PullAnswer, wall: WallTime) -> Result<(), StoreError> {
        let write = self.db.transact(&[FACTS], RELAXED, async |tx| {
            let news = news(tx).await?.with(answer, wall);
            tx.put(FACTS, &NEWS.into(), &row(&news)).await
        });
        write.await
    }

    async fn mark(&self, mark: &Mark, durability: Durability) -> Result<(), StoreError> {
        let begins = matches!(mark, Mark::Began { .. });
        let durability = if begins { Durability::Strict } else { durability };
        let text = row(mark);
        let tried: RefCell<Option<JsValue>> = RefCell::default();
        let write = self.db.transact(&[RUNNING], Access::Write(durability), async |tx| {
            let before = tried.borrow().clone();
            if let Some(before) = before
                && tx.get(RUNNING, &before).await?.as_ref() == Some(&text)
            {
                return Ok(());
            }
            match running(tx).await? {
                Some(_) if begins => return Err(StoreError::AlreadyRunning.into()),
                None if !begins => return Err(StoreError::NotRunning.into()),
                _ => {}
            }
            tried.replace(Some(tx.add_last(RUNNING, &text).await?));
            Ok(())
        });
        write.await?;
        self.copier.follow(durability);
        Ok(())
    }

    async fn marks(&self) -> Result<Vec<Mark>, StoreError> {
        let read = self.db.transact(&[RUNNING], Access::Read, rows::marks);
        read.await
    }

    async fn discard(&self, walk: WalkId) -> Result<(), StoreError> {
        let write = self.db.transact(&[RUNNING], STRICT, async |tx| {
            if running(tx).await? == Some(walk) {
                tx.clear(RUNNING).await?;
            }
            Ok(())
        });
        write.await?;
        self.copier.follow(Durability::Strict);
        Ok(())
    }

    async fn report(&self) -> Result<Option<StorageReport>, StoreError> {
        self.fact(REPORT).await
    }

    async fn reported(&self) -> Result<(), StoreError> {
        self.forget(REPORT).await
    }
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::clock;
    use crate::rows::upgrade;

    /// The next version's layout, as it may look one day.
    const NEXT: Layout = Layout {
        version: LAYOUT.version + 1,
        upgrade: |db, from| {
            upgrade(db, from)?;
            if from < LAYOUT.version + 1 {
                db.create_object_store("later")?;
            }
            Ok(())
        },
    };

    /// An upgrade that does the worst and then fails.
    const BROKEN: Layout = Layout {
        version: LAYOUT.version + 1,
        upgrade: |db, _| {
            db.delete_object_store(JOURNAL)?;
            Err(JsValue::from_str("broken"))
        },
    };

    #[wasm_bindgen_test]
    async fn an_upgrade_keeps_what_is_there_and_older_tabs_give_way() {
        let old = walked().await;
        let (before, marks) = (old.snapshot().await.unwrap(), old.marks().await.unwrap());
        let new = IndexedDbStore::open_as(old.account, NEXT).await.unwrap();
        assert_eq!((new.snapshot().await.unwrap(), new.marks().await.unwrap()), (before, marks));
        let error = old.snapshot().await.unwrap_err();
        assert!(matches!(&error, StoreError::Failed(why) if why.contains("newer")), "{error}");
    }

    #[wasm_bindgen_test]
    async fn an_app_that_was_rolled_back_opens_what_a_newer_one_has_written() {
        let account = walked().await.account;
        let newer = IndexedDbStore::open_as(account, NEXT).await.unwrap();
        let marks = newer.marks().await.unwrap();
        let rolled_back = IndexedDbStore::open_as(account, LAYOUT).await.unwrap();
        assert_eq!(rolled_back.device, newer.device);
        assert_eq!(rolled_back.marks().await.unwrap(), marks);
        let body = newer.journal().await.unwrap()[0].entry.read().unwrap();
        let entry = rolled_back.append(&body, Log::Stays).await.unwrap();
        assert_eq!(newer.head().await.unwrap().1, entry.head());
    }

    #[wasm_bindgen_test]
    async fn an_upgrade_that_fails_changes_nothing() {
        let old = walked().await;
        let before = old.snapshot().await.unwrap();
        let failed = IndexedDbStore::open_as(old.account, BROKEN).await;
        assert!(matches!(failed, Err(StoreError::Failed(_))));
        assert_eq!(old.snapshot().await.unwrap(), before);
    }

    /// Makes a journal with one entry, and a running walk.
    async fn walked() -> IndexedDbStore {
        let store = IndexedDbStore::open(AccountId(clock::new_id())).await.unwrap();
        let body = r#"{"schema":1,"at":0,"says":{"withdrawal":{"walk":"00000000-0000-7000-8000-00000000000a",
            "over":"0707070707070707070707070707070707070707070707070707070707070707","reason":"fel"}}}"#;
        store.append(&serde_json::from_str(body).unwrap(), Log::Stays).await.unwrap();
        let mark = r#"{"began":{"walk":"00000000-0000-7000-8000-00000000000b","area":"varby-c","crew_size":2,
            "clock":{"t_s":0,"wall":0}}}"#;
        store.mark(&serde_json::from_str(mark).unwrap(), Durability::Strict).await.unwrap();
        store
    }
}
