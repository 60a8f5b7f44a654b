//! The rules of the house, from outside: cases counted by hand, laws for random ones, and real recordings.

#![expect(clippy::unwrap_used, reason = "in a test a surprise is a failure")]

mod activity;
mod dwell;
mod dwell_cases;
mod figures;
mod history;
mod physics;
mod promise;
mod recording;
mod reminder;
mod scene;
mod trace_verdicts;
mod traces;
mod track_size;
mod verdict;
mod walk;
mod wire;
