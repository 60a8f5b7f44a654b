//! Small preferences in localStorage: language, face, the current account, a form that is half filled in. Never anything whose
//! loss would matter much.

use serde::Serialize;
use serde::de::DeserializeOwned;
use web_sys::Storage;

use crate::{rows, window};

/// Says that the browser keeps no preferences: its storage is blocked or full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the browser keeps no preferences: its storage is blocked or full")]
pub struct NotKept;

/// Returns a preference; nothing when there is none or the storage is blocked.
pub fn get(key: &str) -> Option<String> {
    storage()?.get_item(&name(key)).ok()?
}

/// Keeps a preference.
pub fn set(key: &str, value: &str) -> Result<(), NotKept> {
    storage().ok_or(NotKept)?.set_item(&name(key), value).map_err(|_| NotKept)
}

/// Returns what was kept as JSON; nothing when it cannot be read as that any more.
pub fn get_json<T: DeserializeOwned>(key: &str) -> Option<T> {
    serde_json::from_str(&get(key)?).ok()
}

/// Keeps something as JSON.
pub fn set_json(key: &str, value: &impl Serialize) -> Result<(), NotKept> {
    set(key, &rows::row(value))
}

/// Forgets a preference.
pub fn remove(key: &str) -> Result<(), NotKept> {
    storage().ok_or(NotKept)?.remove_item(&name(key)).map_err(|_| NotKept)
}

/// Returns the storage; a browser that blocks it throws at the very question.
fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}

fn name(key: &str) -> String {
    format!("kvart.{key}")
}
