//! The sync: a union of immutable entries, with a receipt for each.
//!
//! A device keeps a journal, `seq` 1, 2, 3 … without holes, each entry carrying the hash of the one before. Nothing in it
//! is edited, so pushing is idempotent and free of order, and the server can say "57 made, 56 here". The phone takes
//! nothing off its list of unsent entries without a receipt whose hash is its own.
//!
//! Nothing in here opens a socket or a database, or reads a clock: the engine is given events and answers with effects.

pub mod admission;
pub mod entry;
pub mod heartbeat;
pub mod wire;

mod backoff;
pub mod engine;
mod event;
mod outbox;

#[cfg(feature = "contract")]
pub mod contract;
pub mod driver;
pub mod local_store;
pub mod memory;
pub mod pulse;
pub mod saved;
pub mod second_copy;
