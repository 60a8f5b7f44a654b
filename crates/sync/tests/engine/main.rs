//! The engine, event by event: what it asks for, and how it says that the sync stands. Nothing is ever done here.

#![expect(clippy::unwrap_used, reason = "in a test a surprise is a failure")]

mod story;

mod news;
mod recovered;
mod restored;
mod sending;
mod trouble;
