//! The bench: what the server does under load, beside what the disk and SQLite alone would take for the same rows in the same
//! run. It never judges by itself whether a figure is good: the goals stand beside the figures.

pub mod figures;
pub mod floor;
pub mod journey;
pub mod load;
pub mod national;
pub mod public;
pub mod stopwatch;
