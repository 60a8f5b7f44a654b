//! The engine, event by event: what it asks for, and how it says that the sync stands. Nothing is ever done here.

mod story;

mod news;
mod recovered;
mod restored;
mod sending;
mod trouble;
