//! Sessions and the set-up link. A token itself is never stored, only its SHA-256: who reads the database cannot log in.

use domain::id::AccountId;
use domain::time::WallTime;
use rusqlite::Row;
use sync::wire::{AccountCard, Role};

use crate::Store;
use crate::accounts::{self, NewAccount};
use crate::db::{Db, count};
use crate::error::StoreError;

/// A session ends when it was not used for so long: 180 days. An officer on leave need not log in again.
pub const SESSION_S: i64 = 180 * 86_400;
/// A session is extended at most so often, so that reading a page seldom writes.
const EXTEND_S: i64 = 3600;
/// The set-up link is open for a day; a restart offers a new one.
const SETUP_S: i64 = 86_400;

/// Somebody who is logged in. Only a session makes one, and all that is told or asked goes through one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    card: AccountCard,
}

impl Viewer {
    /// Returns who it is.
    pub fn card(&self) -> &AccountCard {
        &self.card
    }

    /// Refuses everybody but supervisors.
    pub(crate) fn check_supervises(&self) -> Result<(), StoreError> {
        match self.card.role {
            Role::Supervisor => Ok(()),
            Role::Officer => Err(StoreError::SupervisorsOnly),
        }
    }
}

impl Store {
    /// Opens a session for an account that has just logged in.
    pub async fn open_session(
        &self,
        account: AccountId,
        token_hash: [u8; 32],
        now: WallTime,
    ) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO session (token_hash, account_id, opened, seen, ends)
            SELECT ?1, id, ?3, ?3, ?4 FROM account WHERE id = ?2 AND disabled IS NULL";
        self.write(move |db| {
            db.run("DELETE FROM session WHERE ends <= ?1", [now.ms()])?;
            let n = db.run(SQL, (token_hash, account.0, now.ms(), now.plus_s(SESSION_S).ms()))?;
            if n == 0 { Err(StoreError::NoAccount) } else { Ok(()) }
        })
        .await
    }

    /// Returns who holds a session's token, or nothing when it has ended. Extends the session, at most once an hour.
    pub async fn viewer(&self, token_hash: [u8; 32], now: WallTime) -> Result<Option<Viewer>, StoreError> {
        const SQL: &str = "SELECT a.id, a.name, a.shown_as, a.role, s.seen
            FROM session s JOIN account a ON a.id = s.account_id
            WHERE s.token_hash = ?1 AND ?2 < s.ends AND a.disabled IS NULL";
        let read = |row: &Row| Ok((accounts::card(row)?, WallTime::from_ms(row.get(4)?)));
        let Some((card, seen)) = self.glance(move |db| db.first(SQL, (token_hash, now.ms()), read)).await?
        else {
            return Ok(None);
        };
        if EXTEND_S <= now.s_since(seen)
            && let Err(error) = self.write(move |db| extend(db, token_hash, now)).await
        {
            // The session holds as it is; the next request tries again.
            tracing::warn!(%error, "a session could not be extended");
        }
        Ok(Some(Viewer { card }))
    }

    /// Ends a session.
    pub async fn close_session(&self, token_hash: [u8; 32]) -> Result<(), StoreError> {
        self.write(move |db| db.run("DELETE FROM session WHERE token_hash = ?1", [token_hash]).map(drop))
            .await
    }

    /// Ends every session of an account and returns how many there were.
    pub async fn close_sessions_of(&self, name: &str) -> Result<u64, StoreError> {
        let name = name.to_owned();
        self.write(move |db| {
            let account = accounts::by_name(db, &name)?;
            Ok(db.run("DELETE FROM session WHERE account_id = ?1", [account.0])? as u64)
        })
        .await
    }

    /// Opens the way to make the first account with a one-time link, for a day. A later offer replaces an earlier one.
    pub async fn offer_setup(&self, token_hash: [u8; 32], now: WallTime) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO setup (token_hash, ends) VALUES (?1, ?2)";
        self.write(move |db| {
            db.run("DELETE FROM setup", [])?;
            db.run(SQL, (token_hash, now.plus_s(SETUP_S).ms())).map(drop)
        })
        .await
    }

    /// Tells whether the set-up link with this token may be used.
    pub async fn is_setup_open(&self, token_hash: [u8; 32], now: WallTime) -> Result<bool, StoreError> {
        self.read(move |db| is_setup_open(db, token_hash, now)).await
    }

    /// Makes the first account and closes the set-up link for good.
    pub async fn finish_setup(
        &self,
        token_hash: [u8; 32],
        account: NewAccount,
        now: WallTime,
    ) -> Result<AccountCard, StoreError> {
        self.write(move |db| {
            if !is_setup_open(db, token_hash, now)? {
                return Err(StoreError::SetupClosed);
            }
            db.run("DELETE FROM setup", [])?;
            accounts::add(db, account, now)
        })
        .await
    }
}

fn extend(db: &Db, token_hash: [u8; 32], now: WallTime) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE session SET seen = ?2, ends = ?3 WHERE token_hash = ?1";
    db.run(SQL, (token_hash, now.ms(), now.plus_s(SESSION_S).ms())).map(drop)
}

/// The link makes the first account and no other: whoever finds it later finds it shut.
fn is_setup_open(db: &Db, token_hash: [u8; 32], now: WallTime) -> Result<bool, StoreError> {
    const SQL: &str = "SELECT count(*) FROM setup WHERE token_hash = ?1 AND ?2 < ends";
    let n_offers = db.only(SQL, (token_hash, now.ms()), |row| count(row.get(0)?))?;
    Ok(0 < n_offers && accounts::n_accounts(db)? == 0)
}
