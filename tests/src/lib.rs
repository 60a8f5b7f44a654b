//! The rig for all tests that cross crates: the real server as its own process, a real browser, visitors, and journals to
//! push. It never holds a test, and never stands in for anything of the house.

pub mod accessible;
pub mod bench;
pub mod browser;
pub mod disk;
pub mod journal;
pub mod post;
pub mod promised;
pub mod promising;
pub mod receiver;
pub mod server;
pub mod simulation;
pub mod traces;
pub mod visitor;
pub mod walking;

pub use crate::journal::Journal;
pub use crate::server::Server;
pub use crate::visitor::{Answer, Visitor};
