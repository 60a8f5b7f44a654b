//! A deterministic simulation: the real engine and driver on phones that lose what they did not sync, the real store on
//! SQLite, and between them everything that can go wrong. A seed is a plan, a plan is always the same story, and a story
//! that breaks a law is shortened to the few steps that matter. Nothing in here reads a clock or waits.

pub mod dice;
pub mod disk;
pub mod door;
pub mod invariants;
pub mod law;
pub mod ledger;
pub mod look;
pub mod mutant;
pub mod people;
pub mod phone;
pub mod plan;
pub mod run;
pub mod server;
pub mod shrink;
pub mod trace;
pub mod wire;
pub mod world;

pub use law::{Breach, Law};
pub use mutant::Mutant;
pub use phone::Clocks;
pub use plan::Plan;
pub use run::{Run, run};
pub use server::Ground;
pub use shrink::shortened;
pub use trace::Lines;
