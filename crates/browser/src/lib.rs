//! What the phone needs of its browser: storage, network, position, clocks, locks, and the worker's life.
//!
//! This is the only crate on web-sys. It decides nothing about walks or about the sync: it does what the ports of `sync`
//! ask for, and hides the browsers' traps. What a browser lacks is answered by a type, never by a panic.
//!
//! # IndexedDB without a crate
//! A write is done at its transaction's `complete` event and no earlier, and its transaction says how durable it is to
//! be. The crate `idb` cannot say the latter. `matrix_indexed_db_futures` 0.7 can do both; measured on the same nine
//! requests in one transaction (opt-level z, brotli) it weighs 25 kB, the page in here 13 kB, and it leaves out what the
//! phone needs most: to open a lost connection again. A request's events can resolve a promise without any closure, so
//! what is needed of IndexedDB is short.
//!
//! # What is lost when
//! - The page or the browser is killed: nothing that the screen called saved.
//! - The power is cut: what was written relaxed in the last seconds, which is positions. Starts, ends, entries and receipts
//!   are written strictly, on the disk before they are shown.
//! - The browser loses its database: nothing, but up to half a minute of a running walk's positions. The rest comes back
//!   from the second copy, a file (Safari keeps none before version 26).
//! - Both are gone: what was unsent. The phone says so, tells the server, and begins a new journal under a new name.
//!
//! Web Locks, the screen wake lock, compression streams, geolocation's readings and a transaction's durability are
//! unstable in web-sys. They are bound here structurally, in a few lines each, so that no build needs the cfg for them.

pub mod fetch;
pub mod journal;

mod database;
mod file;
mod opening;
mod rows;
pub mod second_copy;
mod transaction;

pub mod clock;
pub mod position;
pub mod wake_lock;

pub mod lock;
pub mod tabs;
pub mod worker;

pub mod page;
pub mod settings;
pub mod sound;
pub mod storage;

/// Returns the page's window.
fn window() -> web_sys::Window {
    web_sys::window().expect("the phone runs in a page, which has a window")
}

#[cfg(all(test, target_arch = "wasm32"))]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
