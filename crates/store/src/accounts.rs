//! Accounts: who may log in, and as what. A password is never seen here, only what argon2 made of it.

use domain::id::AccountId;
use domain::time::WallTime;
use rusqlite::Row;
use sync::wire::{AccountCard, Role};

use crate::Store;
use crate::audit::{self, Act, Actor};
use crate::db::{Db, count, from_word, to_word};
use crate::error::StoreError;

/// The longest name, to log in with or to be shown, in characters.
const MAX_NAME: usize = 80;

/// An account to be made.
#[derive(Clone)]
pub struct NewAccount {
    /// Made by the caller.
    pub id: AccountId,
    /// The name to log in with; upper and lower case are the same name.
    pub name: String,
    /// The name to be shown, such as "Polis 1".
    pub shown_as: String,
    /// What the account may do.
    pub role: Role,
    /// The password's hash as a PHC string.
    pub password_hash: String,
}

/// What a log-in is checked against.
#[derive(Clone)]
pub struct Credentials {
    /// Whose.
    pub account: AccountCard,
    /// The password's hash as a PHC string.
    pub password_hash: String,
    /// Whether the account was disabled: it can no longer log in.
    pub is_disabled: bool,
}

/// An account as an administrator's list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// The account.
    pub account: AccountCard,
    /// Since when it can no longer log in, if it was disabled.
    pub disabled: Option<WallTime>,
}

impl Store {
    /// Makes an account.
    pub async fn add_account(&self, account: NewAccount, now: WallTime) -> Result<AccountCard, StoreError> {
        self.write(move |db| add(db, account, now)).await
    }

    /// Replaces an account's password. Its sessions stay; [`Store::close_sessions_of`] ends them.
    pub async fn set_password_hash(&self, name: &str, hash: String, now: WallTime) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE account SET password_hash = ?2 WHERE id = ?1";
        let name = name.to_owned();
        self.write(move |db| {
            let account = by_name(db, &name)?;
            db.run(SQL, (account.0, hash))?;
            audit::note(db, Actor::Operator, Act::PasswordSet, account.0, now)
        })
        .await
    }

    /// Disables an account: it cannot log in again, and its sessions end. What it told stays.
    pub async fn disable_account(&self, name: &str, now: WallTime) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE account SET disabled = coalesce(disabled, ?2) WHERE id = ?1";
        let name = name.to_owned();
        self.write(move |db| {
            let account = by_name(db, &name)?;
            db.run(SQL, (account.0, now.ms()))?;
            db.run("DELETE FROM session WHERE account_id = ?1", [account.0])?;
            audit::note(db, Actor::Operator, Act::AccountDisabled, account.0, now)
        })
        .await
    }

    /// Returns what a log-in with that name is checked against.
    pub async fn credentials(&self, name: &str) -> Result<Option<Credentials>, StoreError> {
        const SQL: &str = "SELECT id, name, shown_as, role, password_hash, disabled IS NOT NULL FROM account
            WHERE name = ?1";
        let name = as_stored(name);
        let read = |row: &Row| {
            Ok(Credentials { account: card(row)?, password_hash: row.get(4)?, is_disabled: row.get(5)? })
        };
        self.read(move |db| db.first(SQL, [name], read)).await
    }

    /// Returns every account, in order of names.
    pub async fn accounts(&self) -> Result<Vec<AccountRow>, StoreError> {
        const SQL: &str = "SELECT id, name, shown_as, role, disabled FROM account ORDER BY name";
        let read = |row: &Row| {
            let disabled: Option<i64> = row.get(4)?;
            Ok(AccountRow { account: card(row)?, disabled: disabled.map(WallTime::from_ms) })
        };
        self.read(move |db| db.all(SQL, [], read)).await
    }

    /// Returns how many accounts there are, disabled ones too.
    pub async fn n_accounts(&self) -> Result<u64, StoreError> {
        self.read(n_accounts).await
    }
}

/// Makes an account; the caller has the right to.
pub(crate) fn add(db: &Db, account: NewAccount, now: WallTime) -> Result<AccountCard, StoreError> {
    const SQL: &str = "INSERT INTO account (id, name, shown_as, role, password_hash, made)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let NewAccount { id, name, shown_as, role, password_hash } = account;
    let name = as_stored(&name);
    let shown_as = shown_as.trim().to_owned();
    let is_fit = |name: &str| (1..=MAX_NAME).contains(&name.chars().count());
    if !is_fit(&name) || !is_fit(&shown_as) {
        return Err(StoreError::BadName);
    }
    if db.first("SELECT 1 FROM account WHERE name = ?1", [&name], |_| Ok(()))?.is_some() {
        return Err(StoreError::NameTaken);
    }
    db.run(SQL, (id.0, &name, &shown_as, to_word(&role), password_hash, now.ms()))?;
    audit::note(db, Actor::Operator, Act::AccountAdded, id.0, now)?;
    Ok(AccountCard { id, name, shown_as, role })
}

/// Returns how many accounts there are.
pub(crate) fn n_accounts(db: &Db) -> Result<u64, StoreError> {
    db.only("SELECT count(*) FROM account", [], |row| count(row.get(0)?))
}

/// Returns the account with that name to log in with.
pub(crate) fn by_name(db: &Db, name: &str) -> Result<AccountId, StoreError> {
    let found =
        db.first("SELECT id FROM account WHERE name = ?1", [as_stored(name)], |row| Ok(row.get(0)?))?;
    found.map(AccountId).ok_or(StoreError::NoAccount)
}

/// Checks that there is an account of that id, disabled or not.
pub(crate) fn check_is_one(db: &Db, account: AccountId) -> Result<(), StoreError> {
    let found = db.first("SELECT 1 FROM account WHERE id = ?1", [account.0], |_| Ok(()))?;
    found.ok_or(StoreError::NoAccount)
}

/// Reads id, name, shown name and role from a row's first four columns.
pub(crate) fn card(row: &Row) -> Result<AccountCard, StoreError> {
    Ok(AccountCard {
        id: AccountId(row.get(0)?),
        name: row.get(1)?,
        shown_as: row.get(2)?,
        role: from_word(row.get(3)?)?,
    })
}

fn as_stored(name: &str) -> String {
    name.trim().to_lowercase()
}
