//! How safe and how large the browser's storage is. It stores nothing.

use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::JsValue;
use web_sys::{StorageEstimate, StorageManager};

use crate::window;

/// Whether the browser promises not to clear the storage by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Persistence {
    /// It does.
    Persistent,
    /// It may clear it when space runs out, or after a week without a visit.
    BestEffort,
    /// It does not say.
    Unknown,
}

impl Persistence {
    /// Returns whether the browser promises it; nothing when it does not say.
    pub fn is_lasting(self) -> Option<bool> {
        match self {
            Persistence::Persistent => Some(true),
            Persistence::BestEffort => Some(false),
            Persistence::Unknown => None,
        }
    }
}

/// How large the storage is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quota {
    /// In use, in bytes.
    pub used_bytes: f64,
    /// At most, in bytes.
    pub total_bytes: f64,
}

/// Asks the browser not to clear the storage by itself. Installed apps are usually granted it.
pub async fn persist() -> Persistence {
    answered(manager().map(|manager| manager.persist())).await
}

/// Tells whether the browser has promised it.
pub async fn persistence() -> Persistence {
    answered(manager().map(|manager| manager.persisted())).await
}

async fn answered(asked: Option<Result<Promise, JsValue>>) -> Persistence {
    let Some(Ok(asked)) = asked else { return Persistence::Unknown };
    match asked.await.ok().and_then(|answer| answer.as_bool()) {
        Some(true) => Persistence::Persistent,
        Some(false) => Persistence::BestEffort,
        None => Persistence::Unknown,
    }
}

/// Tells how large the storage is; nothing when the browser does not say.
pub async fn quota() -> Option<Quota> {
    let estimate: StorageEstimate = manager()?.estimate().ok()?.await.ok()?.unchecked_into();
    Some(Quota { used_bytes: estimate.get_usage()?, total_bytes: estimate.get_quota()? })
}

/// Returns the browser's storage manager; an old browser and plain HTTP have none.
fn manager() -> Option<StorageManager> {
    let manager = window().navigator().storage();
    (!manager.is_undefined()).then_some(manager)
}
