//! `kvart backup FILE`: a whole copy of the database, made while the server works on. It never overwrites a file.

use std::path::PathBuf;

use clap::Args;

use crate::command::{CommandError, say};
use crate::config::DataOptions;
use crate::edge;

/// Where the copy goes.
#[derive(Args, Debug)]
pub struct Options {
    /// The file to be made. To restore it, put it in place of kvart.db in an otherwise empty data folder.
    file: PathBuf,
    #[command(flatten)]
    data: DataOptions,
}

pub(super) async fn run(options: Options) -> Result<(), CommandError> {
    let store = options.data.open(edge::now())?;
    store.backup(&options.file).await?;
    store.close().await?;
    say(format_args!("copied to {}", options.file.display()));
    Ok(())
}
