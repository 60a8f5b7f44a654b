//! One connection with what it remembers. It never opens a transaction by itself: the writer and the readers do.

use std::cell::RefCell;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use domain::policy::Rulebook;
use rusqlite::{Connection, OptionalExtension, Params, Row};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::StoreError;
use crate::rulebook;

/// A connection and its copy of the rulebook.
pub(crate) struct Db {
    connection: Connection,
    rulebook: RefCell<Option<Arc<Rulebook>>>,
}

impl Db {
    pub(crate) fn new(connection: Connection) -> Db {
        connection.set_prepared_statement_cache_capacity(128);
        Db { connection, rulebook: RefCell::new(None) }
    }

    /// Runs a statement and returns how many rows it changed.
    pub(crate) fn run(&self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        Ok(self.prepare_cached(sql)?.execute(params)?)
    }

    /// Returns what `read` makes of the first row, if there is one.
    pub(crate) fn first<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        self.prepare_cached(sql)?.query_row(params, |row| Ok(read(row))).optional()?.transpose()
    }

    /// Returns what `read` makes of the one row that there always is.
    pub(crate) fn only<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.prepare_cached(sql)?.query_row(params, |row| Ok(read(row)))?
    }

    /// Returns what `read` makes of every row.
    pub(crate) fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        self.prepare_cached(sql)?.query_and_then(params, read)?.collect()
    }

    /// Returns the rulebook as this transaction sees it, read anew only when its revision is another one.
    pub(crate) fn rulebook(&self) -> Result<Arc<Rulebook>, StoreError> {
        let revision = rulebook::revision(self)?;
        if let Some(known) = self.rulebook.borrow().as_ref()
            && known.revision == revision
        {
            return Ok(Arc::clone(known));
        }
        let read = Arc::new(rulebook::read(self, revision)?);
        self.rulebook.replace(Some(Arc::clone(&read)));
        Ok(read)
    }

    /// Forgets the rulebook: a revision that was rolled back may come again and say something else.
    pub(crate) fn forget_rulebook(&self) {
        self.rulebook.replace(None);
    }
}

impl Deref for Db {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl DerefMut for Db {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

/// Writes a value of the rules as JSON.
pub(crate) fn to_json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("the rules' values hold nothing that JSON cannot say")
}

/// Reads what [`to_json`] wrote.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(damaged)
}

/// Writes one of the rules' words, such as a role or a refusal, without JSON's quotes.
pub(crate) fn to_word<T: Serialize>(value: &T) -> String {
    to_json(value).trim_matches('"').to_owned()
}

/// Reads what [`to_word`] wrote.
pub(crate) fn from_word<T: DeserializeOwned>(word: String) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::String(word)).map_err(damaged)
}

/// Reads a count or a place in a journal.
pub(crate) fn count(column: i64) -> Result<u64, StoreError> {
    u64::try_from(column).map_err(damaged)
}

/// Says that something stored cannot be read.
pub(crate) fn damaged(error: impl std::fmt::Display) -> StoreError {
    StoreError::Damaged(error.to_string())
}
