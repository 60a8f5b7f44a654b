//! One IndexedDB transaction, done when the browser says `complete`: at a request's success nothing is durable yet. It
//! never reads what it stores.

use js_sys::futures::JsFuture;
use js_sys::{Array, Object, Promise, Reflect};
use sync::local_store::{Durability, StoreError};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use web_sys::{
    DomException, IdbCursorDirection, IdbCursorWithValue, IdbDatabase, IdbObjectStore, IdbRequest,
    IdbTransaction,
};

#[wasm_bindgen]
extern "C" {
    /// A database whose transactions take options, which web-sys calls unstable.
    type WithOptions;

    #[wasm_bindgen(method, structural, catch)]
    fn transaction(
        this: &WithOptions,
        stores: &Array,
        mode: &str,
        options: &Object,
    ) -> Result<IdbTransaction, JsValue>;
}

/// What a transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write(Durability),
}

/// Why a transaction came to nothing.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The connection broke: it is worth opening another.
    Lost(String),
    /// That is final.
    Final(StoreError),
}

/// One transaction. Dropped before its work is whole, it is aborted: half a write is none.
#[derive(Debug)]
pub(crate) struct Transaction {
    tx: IdbTransaction,
    end: JsFuture,
    is_whole: bool,
}

impl Transaction {
    /// Begins a transaction over the given object stores.
    pub(crate) fn begin(db: &IdbDatabase, stores: &[&str], access: Access) -> Result<Transaction, Trouble> {
        let (mode, durability) = match access {
            Access::Read => ("readonly", "default"),
            Access::Write(Durability::Relaxed) => ("readwrite", "relaxed"),
            Access::Write(Durability::Strict) => ("readwrite", "strict"),
        };
        let stores: Array = stores.iter().map(|store| JsValue::from(*store)).collect();
        let options = Object::new();
        Reflect::set(&options, &"durability".into(), &durability.into())?;
        let tx = db.unchecked_ref::<WithOptions>().transaction(&stores, mode, &options)?;
        // It listens from the beginning, for the end may come before anybody waits for it.
        let end = JsFuture::from(Promise::new(&mut |resolve, reject| {
            tx.set_oncomplete(Some(&resolve));
            tx.set_onabort(Some(&reject));
        }));
        Ok(Transaction { tx, end, is_whole: false })
    }

    /// Waits until all that was asked for is written, as durably as was asked for.
    pub(crate) async fn complete(mut self) -> Result<(), Trouble> {
        self.is_whole = true;
        match (&mut self.end).await {
            Ok(_) => Ok(()),
            Err(_) => {
                Err(self.own_trouble().unwrap_or_else(|| Trouble::Lost("the write was cut off".to_owned())))
            }
        }
    }

    /// Aborts the transaction over what befell its work. Returns the cause, which may be known to the transaction alone,
    /// as when the storage is full.
    pub(crate) fn give_up(self, trouble: Trouble) -> Trouble {
        self.own_trouble().unwrap_or(trouble)
    }

    fn own_trouble(&self) -> Option<Trouble> {
        self.tx.error().map(|error| Trouble::of(&error))
    }

    /// Returns the row at a key.
    pub(crate) async fn get(&self, store: &str, key: &JsValue) -> Result<Option<String>, Trouble> {
        let row = answer(self.store(store)?.get(key)?).await?;
        if row.is_undefined() { Ok(None) } else { text(&row).map(Some) }
    }

    /// Returns all rows in the order of their keys.
    pub(crate) async fn all(&self, store: &str) -> Result<Vec<String>, Trouble> {
        let rows: Array = answer(self.store(store)?.get_all()?).await?.unchecked_into();
        rows.iter().map(|row| text(&row)).collect()
    }

    /// Returns the keys of all rows in order.
    pub(crate) async fn keys(&self, store: &str) -> Result<Array, Trouble> {
        Ok(answer(self.store(store)?.get_all_keys()?).await?.unchecked_into())
    }

    /// Returns the row with the lowest key.
    pub(crate) async fn first(&self, store: &str) -> Result<Option<String>, Trouble> {
        self.row_at(self.store(store)?.open_cursor()?).await
    }

    /// Returns the row with the highest key.
    pub(crate) async fn last(&self, store: &str) -> Result<Option<String>, Trouble> {
        let backwards = IdbCursorDirection::Prev;
        let store = self.store(store)?;
        self.row_at(store.open_cursor_with_range_and_direction(&JsValue::NULL, backwards)?).await
    }

    /// Adds a row at a key that must be free.
    pub(crate) async fn add(&self, store: &str, key: &JsValue, row: &str) -> Result<(), Trouble> {
        answer(self.store(store)?.add_with_key(&row.into(), key)?).await.map(drop)
    }

    /// Adds a row behind all others and returns its key.
    pub(crate) async fn add_last(&self, store: &str, row: &str) -> Result<JsValue, Trouble> {
        answer(self.store(store)?.add(&row.into())?).await
    }

    /// Sets the row at a key.
    pub(crate) async fn put(&self, store: &str, key: &JsValue, row: &str) -> Result<(), Trouble> {
        answer(self.store(store)?.put_with_key(&row.into(), key)?).await.map(drop)
    }

    /// Removes the row at a key, if there is one.
    pub(crate) async fn remove(&self, store: &str, key: &JsValue) -> Result<(), Trouble> {
        answer(self.store(store)?.delete(key)?).await.map(drop)
    }

    /// Removes all rows.
    pub(crate) async fn clear(&self, store: &str) -> Result<(), Trouble> {
        answer(self.store(store)?.clear()?).await.map(drop)
    }

    fn store(&self, name: &str) -> Result<IdbObjectStore, Trouble> {
        Ok(self.tx.object_store(name)?)
    }

    async fn row_at(&self, cursor: IdbRequest) -> Result<Option<String>, Trouble> {
        let cursor = answer(cursor).await?;
        if cursor.is_null() {
            return Ok(None);
        }
        text(&cursor.unchecked_into::<IdbCursorWithValue>().value()?).map(Some)
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        if !self.is_whole {
            // It fails when the browser has aborted the transaction already, which is as good.
            let _is_over = self.tx.abort();
        }
    }
}

/// Waits for a request's result.
async fn answer(request: IdbRequest) -> Result<JsValue, Trouble> {
    let answered = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    match answered.await {
        Ok(_) => Ok(request.result()?),
        Err(_) => Err(error_of(&request)),
    }
}

fn text(row: &JsValue) -> Result<String, Trouble> {
    row.as_string().ok_or_else(|| StoreError::Damaged("a row is no text".to_owned()).into())
}

pub(crate) fn error_of(request: &IdbRequest) -> Trouble {
    match request.error() {
        Ok(Some(error)) => Trouble::of(&error),
        Ok(None) => Trouble::Lost("the request was cut off".to_owned()),
        Err(error) => Trouble::from(error),
    }
}

impl Trouble {
    pub(crate) fn failed(why: &str) -> Trouble {
        Trouble::Final(StoreError::Failed(why.to_owned()))
    }

    /// Tells what an error means. Names are from the IndexedDB standard; which of them a lost connection shows was
    /// gathered from the field: `InvalidStateError` for a connection that is closing (Dexie 1139), `UnknownError` for
    /// "Connection to Indexed Database server lost" and its kin on iOS (WebKit 197050), `AbortError` for a transaction
    /// that nobody aborted.
    fn of(error: &DomException) -> Trouble {
        let (name, message) = (error.name(), error.message());
        match name.as_str() {
            "InvalidStateError" | "UnknownError" | "AbortError" => {
                Trouble::Lost(format!("{name}: {message}"))
            }
            "QuotaExceededError" => Trouble::Final(StoreError::Full),
            "ConstraintError" => Trouble::Final(StoreError::Damaged(message)),
            "VersionError" => Trouble::failed("a newer Kvart has written here: load the page anew"),
            _ => Trouble::failed(&format!("{name}: {message}")),
        }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Trouble {
        Trouble::Final(error)
    }
}

impl From<JsValue> for Trouble {
    fn from(thrown: JsValue) -> Trouble {
        match thrown.dyn_ref::<DomException>() {
            Some(error) => Trouble::of(error),
            None => Trouble::failed(&format!("{thrown:?}")),
        }
    }
}
