//! `kvart remind test`: sends a message on every channel that reminders go out on, and says what came of it. It touches no database.

use clap::Subcommand;

use crate::command::{CommandError, say};
use crate::reminders::Reminders;
use crate::reminders::options::RemindOptions;

/// What is to be done with reminders.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Send a test message on every channel. It takes the flags and environment variables that `kvart serve` takes.
    Test(Box<RemindOptions>),
}

pub(super) async fn run(command: Command) -> Result<(), CommandError> {
    let Command::Test(options) = command;
    let reminders = Reminders::of(&options)?.ok_or(CommandError::RemindersOff)?;
    let told = reminders.try_out().await;
    for (name, outcome) in &told {
        match outcome {
            Ok(()) => say(format_args!("{name}: sent")),
            Err(failure) => say(format_args!("{name}: not sent: {}", failure.in_full())),
        }
    }
    match told.iter().filter(|(_, outcome)| outcome.is_err()).count() {
        0 => Ok(()),
        n_failed => Err(CommandError::NotAllReminded { n_failed, n_channels: told.len() }),
    }
}
