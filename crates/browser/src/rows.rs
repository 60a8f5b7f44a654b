//! The rows of a journal's database, as they lie there. Nothing is changed here that was written once.
//!
//! Stored layout: later versions add stores, and never rename, recreate or delete one.

use std::collections::BTreeMap;

use domain::id::{DeviceId, WalkId};
use domain::recording::Mark;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sync::entry::{Entry, Head};
use sync::local_store::{Durability, Kept, News, Place, StoreError};
use wasm_bindgen::prelude::JsValue;
use web_sys::{IdbDatabase, IdbObjectStoreParameters};

use crate::database::Layout;
use crate::transaction::{Access, Transaction, Trouble};

pub(crate) const JOURNAL: &str = "journal";
pub(crate) const PLACES: &str = "places";
pub(crate) const RUNNING: &str = "running";
pub(crate) const FACTS: &str = "facts";

/// The journal's name, which never changes.
pub(crate) const DEVICE: &str = "device";
/// What the server last told.
pub(crate) const NEWS: &str = "news";
/// A [`Head`]: how far the journal had come when something of it was lost. The last entry may be none of the rows.
pub(crate) const END: &str = "end";
/// What befell the storage, until the server was told.
pub(crate) const REPORT: &str = "report";
/// The same, until the person has seen it.
pub(crate) const NOTICE: &str = "notice";

pub(crate) const STRICT: Access = Access::Write(Durability::Strict);
pub(crate) const RELAXED: Access = Access::Write(Durability::Relaxed);

pub(crate) const LAYOUT: Layout = Layout { version: 1, upgrade };

pub(crate) fn upgrade(db: &IdbDatabase, from: u32) -> Result<(), JsValue> {
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

/// A row of `places`.
#[derive(Serialize, Deserialize)]
pub(crate) struct Placed {
    pub(crate) seq: u64,
    pub(crate) place: Place,
}

pub(crate) async fn journal(tx: &Transaction) -> Result<Vec<Kept>, Trouble> {
    let (entries, mut place_of) = (tx.all(JOURNAL).await?, places(tx).await?);
    let mut journal = Vec::with_capacity(entries.len());
    for row in &entries {
        let entry: Entry = read(row, "an entry")?;
        let place = place_of.remove(&entry.seq).unwrap_or(Place::Unsent);
        journal.push(Kept { entry, place });
    }
    Ok(journal)
}

/// Returns the entries that the server does not hold, without reading all others.
pub(crate) async fn unsettled(tx: &Transaction) -> Result<Vec<Kept>, Trouble> {
    let (keys, mut place_of) = (tx.keys(JOURNAL).await?, places(tx).await?);
    let mut unsettled = Vec::new();
    for key in keys.iter() {
        let seq = key.as_f64().unwrap_or_default() as u64;
        let place = place_of.remove(&seq).unwrap_or(Place::Unsent);
        if !matches!(place, Place::Held { .. })
            && let Some(entry) = entry(tx, seq).await?
        {
            unsettled.push(Kept { entry, place });
        }
    }
    Ok(unsettled)
}

async fn places(tx: &Transaction) -> Result<BTreeMap<u64, Place>, Trouble> {
    let mut place_of = BTreeMap::new();
    for row in &tx.all(PLACES).await? {
        let placed: Placed = read(row, "where an entry stands")?;
        place_of.insert(placed.seq, placed.place);
    }
    Ok(place_of)
}

pub(crate) async fn entry(tx: &Transaction, seq: u64) -> Result<Option<Entry>, Trouble> {
    tx.get(JOURNAL, &key(seq)).await?.map(|row| read(&row, "an entry")).transpose()
}

/// Returns the journal's end: its last entry, or what is known of one that was lost.
pub(crate) async fn head(tx: &Transaction) -> Result<Head, Trouble> {
    let last: Option<Entry> = tx.last(JOURNAL).await?.map(|row| read(&row, "an entry")).transpose()?;
    let last = last.map_or(Head::EMPTY, |last| last.head());
    let known: Option<Head> = fact(tx, END).await?;
    Ok(known.filter(|known| last.seq < known.seq).unwrap_or(last))
}

pub(crate) async fn device(tx: &Transaction) -> Result<Option<DeviceId>, Trouble> {
    let row = tx.get(FACTS, &DEVICE.into()).await?;
    row.map(|device| device.parse().map_err(|_| damaged("the phone's id"))).transpose()
}

pub(crate) async fn marks(tx: &Transaction) -> Result<Vec<Mark>, Trouble> {
    tx.all(RUNNING).await?.iter().map(|row| read(row, "a mark of the running walk")).collect()
}

pub(crate) async fn running(tx: &Transaction) -> Result<Option<WalkId>, Trouble> {
    let first =
        tx.first(RUNNING).await?.map(|row| read(&row, "the start of the running walk")).transpose()?;
    Ok(match first {
        Some(Mark::Began { walk, .. }) => Some(walk),
        _ => None,
    })
}

/// Returns the server's news. Such as cannot be read are as good as none: the next pull brings them all anew.
pub(crate) async fn news(tx: &Transaction) -> Result<News, Trouble> {
    let row = tx.get(FACTS, &NEWS.into()).await?;
    Ok(row.and_then(|row| serde_json::from_str(&row).ok()).unwrap_or_default())
}

/// Returns one of the facts that are JSON.
pub(crate) async fn fact<T: DeserializeOwned>(tx: &Transaction, name: &str) -> Result<Option<T>, Trouble> {
    tx.get(FACTS, &name.into()).await?.map(|row| read(&row, name)).transpose()
}

pub(crate) fn row(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("what is stored holds nothing that JSON cannot say")
}

fn read<T: DeserializeOwned>(row: &str, what: &str) -> Result<T, Trouble> {
    serde_json::from_str(row).map_err(|error| damaged(&format!("{what}: {error}")))
}

pub(crate) fn damaged(what: &str) -> Trouble {
    Trouble::Final(StoreError::Damaged(what.to_owned()))
}

pub(crate) fn key(seq: u64) -> JsValue {
    JsValue::from_f64(seq as f64)
}
