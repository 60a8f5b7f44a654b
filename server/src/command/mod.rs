//! What `kvart` does besides serving. Every command works beside a running server, on the same database; none of them
//! takes a password from its arguments, where every user of the machine could read it.

pub mod account;
pub mod backup;
pub mod device;
pub mod import;
pub mod policy;
pub mod remind;
mod secret;
pub mod verify;

use std::error::Error;
use std::path::PathBuf;

use store::error::StoreError;

use crate::account::BadAccount;
use crate::command::import::FileError;
use crate::config::{Command, DataError};
use crate::device::DeviceError;
use crate::reminders::options::BadReminders;

/// Why a command did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// There is no database.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The database did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An account cannot be like that.
    #[error(transparent)]
    Account(#[from] BadAccount),
    /// The phone did not come through.
    #[error(transparent)]
    Device(#[from] DeviceError),
    /// A phone's file was not taken in.
    #[error("{}: {why}", file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// Why not.
        why: FileError,
    },
    /// Not all that phones' files hold was taken in.
    #[error(
        "not everything was taken in (files: {n_files}, entries: {n_entries}); the phones still have it, and what was \
         taken in stays"
    )]
    NotAllTaken {
        /// How many files were not read.
        n_files: usize,
        /// How many entries were not taken.
        n_entries: usize,
    },
    /// Reminders are half set up.
    #[error(transparent)]
    Reminders(#[from] BadReminders),
    /// Reminders are off.
    #[error(
        "reminders are off: name a way to send them with --remind-smtp or --remind-webhook, as for `kvart serve`"
    )]
    RemindersOff,
    /// Not every channel took the message.
    #[error("not every channel took it (failed: {n_failed} of {n_channels})")]
    NotAllReminded {
        /// How many did not.
        n_failed: usize,
        /// How many there are.
        n_channels: usize,
    },
    /// What was published is not what the journal says.
    #[error("not as published: {n_wrong}; compare the database with a backup of before")]
    NotAsPublished {
        /// How many versions.
        n_wrong: usize,
    },
    /// No password came.
    #[error("no password was given: type it, or pipe it in as one line")]
    NoPassword(#[source] std::io::Error),
    /// Nothing was to be changed.
    #[error(
        "name at least one figure to change, as in --required-s 720; `kvart policy set --help` lists them"
    )]
    NothingToChange,
}

/// Does what the command line asks for. [`Command::Serve`] is not done here.
pub async fn run(command: Command) -> Result<(), CommandError> {
    match command {
        Command::Serve(_) => Ok(()),
        Command::Account(command) => account::run(command).await,
        Command::Policy(command) => policy::run(command).await,
        Command::Device(command) => device::run(command).await,
        Command::Verify(options) => verify::run(options).await,
        Command::Backup(options) => backup::run(options).await,
        Command::Import(options) => import::run(options).await,
        Command::Remind(command) => remind::run(command).await,
    }
}

/// Tells the person at the terminal what went wrong, with its causes.
#[expect(clippy::print_stderr, reason = "a command line complains on standard error")]
pub fn complain(error: &CommandError) {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    let line = causes.fold(format!("kvart: {error}"), |line, cause| format!("{line}: {cause}"));
    eprintln!("{line}");
}

/// Prints one line for the person at the terminal.
#[expect(clippy::print_stdout, reason = "a command line speaks on standard output")]
fn say(line: impl std::fmt::Display) {
    println!("{line}");
}
