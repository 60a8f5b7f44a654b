//! A database whose connection comes back when it is lost. It never deletes one.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Promise};
use sync::local_store::StoreError;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, JsValue};
use web_sys::{IdbDatabase, IdbOpenDbRequest, IdbVersionChangeEvent};

use crate::transaction::{Access, Transaction, Trouble, error_of};
use crate::{clock, window};

/// How often a lost connection is opened again before the error is shown.
const MAX_REOPENINGS: u32 = 3;
/// The pause before the first reopening; it doubles with each.
const FIRST_PAUSE_MS: u64 = 50;
/// How long an opening may take. Safari has been seen never to answer.
const OPENING_MS: u64 = 10_000;

/// What a database is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    /// The version of this layout, from 1.
    pub(crate) version: u32,
    /// Adds what the versions after the given one have added. It never deletes or makes anew: what is there are walks.
    pub(crate) upgrade: fn(&IdbDatabase, from: u32) -> Result<(), JsValue>,
}

/// A database, opened when it is needed and again when the connection was lost.
#[derive(Debug)]
pub(crate) struct Database {
    name: String,
    layout: Layout,
    connection: RefCell<Option<Rc<Connection>>>,
    /// Whether it was open before on this page.
    was_open: Cell<bool>,
    owner: RefCell<Option<Owner>>,
}

/// A row by which a database is known as the one that was opened first.
#[derive(Debug, Clone)]
struct Owner {
    store: &'static str,
    key: &'static str,
    row: String,
}

impl Database {
    pub(crate) fn new(name: String, layout: Layout) -> Database {
        Database {
            name,
            layout,
            connection: RefCell::default(),
            was_open: Cell::default(),
            owner: RefCell::default(),
        }
    }

    /// Does `work` in one transaction over the given object stores and waits until it is complete. When the connection
    /// is lost it is opened again and `work` is done anew; it must find out whether it was done already, for a lost
    /// connection may have completed.
    ///
    /// `work` awaits nothing but the transaction's own requests: over anything else the browser completes it.
    pub(crate) async fn transact<T>(
        &self,
        stores: &[&str],
        access: Access,
        work: impl AsyncFn(&Transaction) -> Result<T, Trouble>,
    ) -> Result<T, StoreError> {
        // All that does not know `work` is in `Tries`: the compiler makes this function anew for each caller.
        let mut tries = Tries { db: self, stores, access, n_reopenings: 0 };
        loop {
            let tx = tries.begin().await?;
            let trouble = match work(&tx).await {
                Ok(value) => match tx.complete().await {
                    Ok(()) => return Ok(value),
                    Err(trouble) => trouble,
                },
                Err(trouble) => tx.give_up(trouble),
            };
            tries.recover(trouble).await?;
        }
    }

    /// From now on a database without this row is not the one that was opened: somebody has deleted that while the page
    /// went on. A browser does so by itself when it finds the files damaged. Who wrote on in the new and empty one would
    /// count from 1 again.
    pub(crate) fn belongs_to(&self, store: &'static str, key: &'static str, row: String) {
        self.owner.replace(Some(Owner { store, key, row }));
    }

    async fn connected(&self) -> Result<Rc<Connection>, Trouble> {
        let present = self.connection.borrow().clone().filter(|connection| !connection.is_lost.get());
        if let Some(present) = present {
            return Ok(present);
        }
        let newer = if self.was_open.get() { Newer::Refused } else { Newer::Taken };
        let connection = Rc::new(Connection::open(&self.name, self.layout, newer).await?);
        self.was_open.set(true);
        let owner = self.owner.borrow().clone();
        if let Some(owner) = owner {
            let tx = Transaction::begin(&connection.db, &[owner.store], Access::Read)?;
            if tx.get(owner.store, &owner.key.into()).await? != Some(owner.row) {
                return Err(StoreError::Emptied.into());
            }
            tx.complete().await?;
        }
        self.connection.replace(Some(Rc::clone(&connection)));
        Ok(connection)
    }
}

/// The tries to get one transaction done.
struct Tries<'a> {
    db: &'a Database,
    stores: &'a [&'a str],
    access: Access,
    n_reopenings: u32,
}

impl Tries<'_> {
    async fn begin(&mut self) -> Result<Transaction, StoreError> {
        loop {
            let begun = match self.db.connected().await {
                Ok(connection) => Transaction::begin(&connection.db, self.stores, self.access),
                Err(trouble) => Err(trouble),
            };
            match begun {
                Ok(tx) => return Ok(tx),
                Err(trouble) => self.recover(trouble).await?,
            }
        }
    }

    /// Drops a lost connection and waits a little, or says that it is of no use to go on.
    async fn recover(&mut self, trouble: Trouble) -> Result<(), StoreError> {
        let lost = match trouble {
            Trouble::Final(error) => return Err(error),
            Trouble::Lost(lost) => lost,
        };
        self.db.connection.replace(None);
        if self.n_reopenings == MAX_REOPENINGS {
            return Err(StoreError::Failed(lost));
        }
        clock::after(FIRST_PAUSE_MS << self.n_reopenings).await;
        self.n_reopenings += 1;
        Ok(())
    }
}

/// What becomes of a database that a newer app has written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Newer {
    /// It is opened as it is: this app was rolled back by a version, and what the newer one has added stands in nobody's way.
    Taken,
    /// It is an error: the page is older than what runs in another tab, and is to be loaded anew.
    Refused,
}

/// An open connection. It closes when dropped, when the system closes it, and when another tab wants to upgrade or
/// delete the database.
#[derive(Debug)]
struct Connection {
    db: IdbDatabase,
    is_lost: Rc<Cell<bool>>,
    _on_loss: Closure<dyn FnMut()>,
}

impl Connection {
    async fn open(name: &str, layout: Layout, newer: Newer) -> Result<Connection, Trouble> {
        let factory = window().indexed_db()?.ok_or_else(|| Trouble::failed("this browser stores nothing"))?;
        let request = factory.open_with_u32(name, layout.version)?;
        let on_upgrade = Closure::<dyn FnMut(IdbVersionChangeEvent) -> Result<(), JsValue>>::new({
            let request = request.clone();
            // An error thrown from here makes the browser abort the upgrade: the database stays as it was.
            move |event: IdbVersionChangeEvent| {
                let db: IdbDatabase = request.result()?.unchecked_into();
                (layout.upgrade)(&db, event.old_version() as u32)
            }
        });
        request.set_onupgradeneeded(Some(on_upgrade.as_ref().unchecked_ref()));
        let opened = opened(&request).await;
        request.set_onblocked(None);
        if opened.is_err() {
            close_when_opened(&request);
        }
        let db: IdbDatabase = match opened {
            Err(_) if newer == Newer::Taken && is_newer(&request) => {
                self::opened(&factory.open(name)?).await?
            }
            opened => opened?,
        };
        let is_lost = Rc::new(Cell::new(false));
        let on_loss = Closure::<dyn FnMut()>::new({
            let (db, is_lost) = (db.clone(), Rc::clone(&is_lost));
            move || {
                is_lost.set(true);
                db.close();
            }
        });
        db.set_onclose(Some(on_loss.as_ref().unchecked_ref()));
        db.set_onversionchange(Some(on_loss.as_ref().unchecked_ref()));
        Ok(Connection { db, is_lost, _on_loss: on_loss })
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.db.set_onclose(None);
        self.db.set_onversionchange(None);
        self.db.close();
    }
}

/// Waits for a database to be open.
async fn opened(request: &IdbOpenDbRequest) -> Result<IdbDatabase, Trouble> {
    let answered = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
        request.set_onblocked(Some(&reject));
    });
    let (over, _timeout) = clock::deadline(OPENING_MS);
    match Promise::race(&Array::of2(&answered, &over)).await {
        Ok(event) if event.is_undefined() => Err(Trouble::failed("the browser does not open its storage")),
        Ok(_) => Ok(request.result()?.unchecked_into()),
        Err(event) if event.has_type::<IdbVersionChangeEvent>() => {
            Err(Trouble::failed("an older Kvart is open in another tab: close it"))
        }
        Err(_) => Err(error_of(request)),
    }
}

fn is_newer(request: &IdbOpenDbRequest) -> bool {
    request.error().is_ok_and(|error| error.is_some_and(|error| error.name() == "VersionError"))
}

/// Closes a database that opens after all when nobody waits for it any longer: it would stand in the way of upgrades.
fn close_when_opened(request: &IdbOpenDbRequest) {
    let close = Closure::once_into_js({
        let request = request.clone();
        move || {
            if let Ok(db) = request.result() {
                db.unchecked_into::<IdbDatabase>().close();
            }
        }
    });
    request.set_onsuccess(Some(close.unchecked_ref()));
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    async fn an_older_tab_that_does_not_give_way_is_named_and_nothing_waits_for_it() {
        let layout = |version| Layout { version, upgrade: |_, _| Ok(()) };
        let name = clock::new_id().to_string();
        let older = Database::new(name.clone(), layout(1));
        let connection = older.connected().await.unwrap();
        connection.db.set_onversionchange(None);
        let newer = Database::new(name, layout(2));
        let Err(Trouble::Final(StoreError::Failed(why))) = newer.connected().await else {
            panic!("it opened")
        };
        assert!(why.contains("another tab"), "{why}");
        // Once that tab is closed the newer one opens, and what opened too late is in nobody's way.
        connection.db.close();
        newer.connected().await.unwrap();
    }
}
