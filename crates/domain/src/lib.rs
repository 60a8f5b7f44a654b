//! Kvart's rulebook: what a walk is, where and how long somebody was, what counts, and how a week stands.
//!
//! The phone decides with it at once, the server with authority: the same code, so the same verdict.
//! Nothing in here ever reads a clock, draws a random number, opens a file or speaks to a network.

pub mod id;
pub mod time;
pub mod week;

pub mod day;
pub mod period;

pub mod place;

pub mod area;

pub mod due;
pub mod promise;

pub mod policy;

pub mod fix;
pub mod track;

mod range_coder;

pub mod clock;
pub mod walk;

pub mod recording;
pub mod sampling;

mod belief;
pub mod pace;
mod spans;

pub mod dwell;
pub mod verdict;

pub mod activity;
pub mod activity_draft;
pub mod statement;

pub mod history;

pub mod decision;

pub mod coverage;
pub mod dosage;
pub mod reminder;
pub mod reporting;
pub mod totals;

pub mod followup;
pub mod fulfilment;
pub mod letter;
