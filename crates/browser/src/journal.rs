//! The phone's storage in IndexedDB. It never removes an entry from the journal and never changes one.
//!
//! Every row is a JSON text, an entry's the same as on the wire with its body to the letter. There are four object stores:
//!
//! | store | key | row |
//! | --- | --- | --- |
//! | `journal` | `seq` | an [`Entry`], added once |
//! | `places` | `seq` | a [`Place`], once the server has answered; an entry without one is unsent |
//! | `running` | counted by the browser | a [`Mark`] of the running walk |
//! | `facts` | a name | `device`, `news` |
//!
//! Stored layout: later versions add stores, and never rename, recreate or delete one.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use domain::id::{AccountId, DeviceId, WalkId};
use domain::recording::Mark;
use domain::statement::Body;
use domain::time::WallTime;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sync::entry::{Entry, Head};
use sync::local_store::{Durability, Kept, LocalStore, Log, News, Place, Snapshot, StoreError};
use sync::wire::{PullAnswer, Receipt};
use wasm_bindgen::prelude::JsValue;
use web_sys::{IdbDatabase, IdbObjectStoreParameters};

use crate::clock;
use crate::database::{Database, Layout};
use crate::transaction::{Access, Transaction, Trouble};

const JOURNAL: &str = "journal";
const PLACES: &str = "places";
const RUNNING: &str = "running";
const FACTS: &str = "facts";
const DEVICE: &str = "device";
const NEWS: &str = "news";

const STRICT: Access = Access::Write(Durability::Strict);
const RELAXED: Access = Access::Write(Durability::Relaxed);

const LAYOUT: Layout = Layout { version: 1, upgrade };

fn upgrade(db: &IdbDatabase, from: u32) -> Result<(), JsValue> {
    if from < 1 {
        for store in [JOURNAL, PLACES, FACTS] {
            db.create_object_store(store)?;
        }
        let counted = IdbObjectStoreParameters::new();
        counted.set_auto_increment(true);
        db.create_object_store_with_optional_parameters(RUNNING, &counted)?;
    }
    Ok(())
}

/// One account's journal on this phone, in the IndexedDB database `kvart-<account id>`. Its clones share one connection.
#[derive(Debug, Clone)]
pub struct IndexedDbStore {
    account: AccountId,
    device: DeviceId,
    db: Rc<Database>,
}

/// A row of `places`.
#[derive(Serialize, Deserialize)]
struct Placed {
    seq: u64,
    place: Place,
}

impl IndexedDbStore {
    /// Opens an account's journal; the first time it is made, with a fresh device id.
    pub async fn open(account: AccountId) -> Result<IndexedDbStore, StoreError> {
        Self::open_as(account, LAYOUT).await
    }

    async fn open_as(account: AccountId, layout: Layout) -> Result<IndexedDbStore, StoreError> {
        let db = Database::new(format!("kvart-{account}"), layout);
        let fresh = DeviceId(clock::new_id());
        let device = db.transact(&[FACTS], STRICT, async |tx| match tx.get(FACTS, &DEVICE.into()).await? {
            Some(device) => device.parse().map_err(|_| damaged("the phone's id")),
            None => {
                tx.put(FACTS, &DEVICE.into(), &fresh.to_string()).await?;
                Ok(fresh)
            }
        });
        Ok(IndexedDbStore { account, device: device.await?, db: Rc::new(db) })
    }

    /// Returns whose journal this is.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Returns the journal's name: this account on this phone.
    pub fn device(&self) -> DeviceId {
        self.device
    }
}

impl LocalStore for IndexedDbStore {
    async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let held = self.db.transact(&[JOURNAL, PLACES, FACTS], Access::Read, async |tx| {
            Ok((journal(tx).await?, news(tx).await?))
        });
        let (journal, news) = held.await?;
        Ok(Snapshot::of(self.device, &journal, news))
    }

    async fn head(&self) -> Result<(DeviceId, Head), StoreError> {
        let head = self.db.transact(&[JOURNAL], Access::Read, head).await?;
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
        let write = self.db.transact(&[JOURNAL, RUNNING], STRICT, async |tx| {
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
        write.await
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
        write.await
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
        write.await
    }

    async fn marks(&self) -> Result<Vec<Mark>, StoreError> {
        let read = self.db.transact(&[RUNNING], Access::Read, async |tx| {
            tx.all(RUNNING).await?.iter().map(|row| read(row, "a mark of the running walk")).collect()
        });
        read.await
    }

    async fn discard(&self, walk: WalkId) -> Result<(), StoreError> {
        let write = self.db.transact(&[RUNNING], STRICT, async |tx| {
            if running(tx).await? == Some(walk) {
                tx.clear(RUNNING).await?;
            }
            Ok(())
        });
        write.await
    }
}

async fn journal(tx: &Transaction) -> Result<Vec<Kept>, Trouble> {
    let (entries, places) = (tx.all(JOURNAL).await?, tx.all(PLACES).await?);
    let mut place_of = BTreeMap::new();
    for row in &places {
        let placed: Placed = read(row, "where an entry stands")?;
        place_of.insert(placed.seq, placed.place);
    }
    let mut journal = Vec::with_capacity(entries.len());
    for row in &entries {
        let entry: Entry = read(row, "an entry")?;
        let place = place_of.remove(&entry.seq).unwrap_or(Place::Unsent);
        journal.push(Kept { entry, place });
    }
    Ok(journal)
}

async fn entry(tx: &Transaction, seq: u64) -> Result<Option<Entry>, Trouble> {
    tx.get(JOURNAL, &key(seq)).await?.map(|row| read(&row, "an entry")).transpose()
}

async fn head(tx: &Transaction) -> Result<Head, Trouble> {
    let last: Option<Entry> = tx.last(JOURNAL).await?.map(|row| read(&row, "an entry")).transpose()?;
    Ok(last.map_or(Head::EMPTY, |last| last.head()))
}

async fn running(tx: &Transaction) -> Result<Option<WalkId>, Trouble> {
    let first =
        tx.first(RUNNING).await?.map(|row| read(&row, "the start of the running walk")).transpose()?;
    Ok(match first {
        Some(Mark::Began { walk, .. }) => Some(walk),
        _ => None,
    })
}

/// Returns the server's news. Such as cannot be read are as good as none: the next pull brings them all anew.
async fn news(tx: &Transaction) -> Result<News, Trouble> {
    let row = tx.get(FACTS, &NEWS.into()).await?;
    Ok(row.and_then(|row| serde_json::from_str(&row).ok()).unwrap_or_default())
}

fn row(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("what is stored holds nothing that JSON cannot say")
}

fn read<T: DeserializeOwned>(row: &str, what: &str) -> Result<T, Trouble> {
    serde_json::from_str(row).map_err(|error| damaged(&format!("{what}: {error}")))
}

fn damaged(what: &str) -> Trouble {
    Trouble::Final(StoreError::Damaged(what.to_owned()))
}

fn key(seq: u64) -> JsValue {
    JsValue::from_f64(seq as f64)
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

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
