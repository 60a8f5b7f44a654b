//! The command line of `kvart`: every setting is a flag and an environment variable, each with a default that works. It
//! never reads a file.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::time::WallTime;
use store::Store;
use store::error::OpenError;

use crate::command::{account, backup, device, import, policy, remind, verify};
use crate::public::options::PublicOptions;
use crate::reminders::options::RemindOptions;

/// Kvart: foot patrols by the 15-minute method, and whether the promise is kept.
#[derive(Debug, Parser)]
#[command(name = "kvart", version, args_conflicts_with_subcommands = true)]
pub struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeOptions,
}

impl CommandLine {
    /// Returns what is asked for: without a word, to serve.
    pub fn command(self) -> Command {
        self.command.unwrap_or(Command::Serve(Box::new(self.serve)))
    }
}

/// What `kvart` can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the phone, the desk and the API until told to stop (SIGTERM, Ctrl-C).
    Serve(Box<ServeOptions>),
    /// Make, list and close accounts.
    #[command(subcommand)]
    Account(account::Command),
    /// Show and change the rule that walks are judged by.
    #[command(subcommand)]
    Policy(policy::Command),
    /// Be a phone: make up walks and push them to a server.
    #[command(subcommand)]
    Device(device::Command),
    /// Copy the whole database to a new file while the server works on.
    Backup(backup::Options),
    /// Take in files of unsent walks that phones have saved. Taken in twice is taken in once.
    Import(import::Options),
    /// Hold every published follow-up against the journal: same figures, same digest.
    Verify(verify::Options),
    /// Try reminders out.
    #[command(subcommand)]
    Remind(remind::Command),
}

/// How to serve.
#[derive(Args, Clone, Debug)]
pub struct ServeOptions {
    /// The address to listen on; port 0 takes a free one.
    #[arg(long, env = "KVART_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Where the database is.
    #[command(flatten)]
    pub data: DataOptions,
    /// Serve the site in this folder, not the one that the binary carries.
    #[arg(long, env = "KVART_SITE", value_name = "DIR")]
    pub site: Option<PathBuf>,
    /// Fill an empty database with demonstration data.
    #[arg(long, env = "KVART_DEMO")]
    pub demo: bool,
    /// What stands in front of this server.
    #[arg(long, env = "KVART_FRONT", value_enum, default_value_t = Front::Open)]
    pub front: Front,
    /// What the public pages say of themselves.
    #[command(flatten)]
    pub public: PublicOptions,
    /// How log lines are written.
    #[arg(long, env = "KVART_LOG", value_enum, default_value_t = LogFormat::Text)]
    pub log: LogFormat,
    /// How supervisors are reminded.
    #[command(flatten)]
    pub reminders: RemindOptions,
}

/// Where the database is: the same for every command that opens it.
#[derive(Args, Clone, Debug)]
pub struct DataOptions {
    /// The folder that holds the database; it is made when missing.
    #[arg(id = "data", long, env = "KVART_DATA", default_value = "kvart-data", value_name = "DIR")]
    pub folder: PathBuf,
}

impl DataOptions {
    /// Opens the database, making its folder first. Only this user may look into a folder that is made here.
    pub fn open(&self, now: WallTime) -> Result<Store, DataError> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        let no_folder = |source| DataError::Folder { folder: self.folder.clone(), source };
        builder.create(&self.folder).map_err(no_folder)?;
        Ok(Store::open(&self.folder.join("kvart.db"), now)?)
    }
}

/// Why there is no database.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// The folder cannot be made.
    #[error("cannot make the folder {folder}: choose another with --data")]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
}

/// What stands between this server and its users.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Front {
    /// Nothing: the address that a request comes from is its sender's.
    Open,
    /// A proxy that adds the sender's address to `X-Forwarded-For`, as all common ones do.
    Proxy,
}

/// How log lines are written. What is logged is chosen by `RUST_LOG`, as in `RUST_LOG=server=debug`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For a person.
    Text,
    /// One JSON object a line, for a machine.
    Json,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn serve_options(words: &[&str]) -> ServeOptions {
        match CommandLine::parse_from(words).command() {
            Command::Serve(options) => *options,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_command_line_is_sound() {
        <CommandLine as clap::CommandFactory>::command().debug_assert();
    }

    #[test]
    fn without_a_word_it_serves() {
        assert_eq!(serve_options(&["kvart", "--listen", "127.0.0.1:0"]).listen.port(), 0);
    }

    #[test]
    fn the_word_takes_the_same_flags() {
        assert_eq!(serve_options(&["kvart", "serve", "--data", "here"]).data.folder, PathBuf::from("here"));
    }
}
