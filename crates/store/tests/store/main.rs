//! The database as the server meets it: through its public door alone.

#![expect(clippy::unwrap_used, reason = "in a test a surprise is a failure")]

mod activities;
mod activities_laws;
mod decisions;
mod dosage;
mod export;
mod follow_ups;
mod forks;
mod house;
mod laws;
mod misses;
mod observations;
mod opening;
mod people;
mod phones;
mod phones_laws;
mod push;
mod reminders;
mod rights;
mod rulebook;
mod upkeep;
mod week;
