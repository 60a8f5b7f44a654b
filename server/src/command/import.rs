//! `kvart import FILE…`: takes in what phones have saved to files, by the same door as a push. It never changes a file,
//! and what is taken in twice is taken in once.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use store::error::StoreError;
use store::{Pushed, Store};
use sync::saved::SavedReading;
use sync::wire::{Delay, Outcome, PROTOCOL, Receipt, Refusal};

use crate::command::{CommandError, complain, say};
use crate::config::DataOptions;
use crate::edge;
use crate::reading::{self, Reading, Unread};

/// Which files, and where to.
#[derive(Args, Debug)]
pub struct Options {
    /// Files that phones have saved, such as kvart-10ab34ef-2026-11-24.json.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    data: DataOptions,
}

/// Why a file was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file cannot be opened.
    #[error("the file cannot be read: {0}")]
    Read(#[from] io::Error),
    /// It is something else.
    #[error("this is no file of unsent walks that a phone has saved ({0})")]
    Foreign(serde_json::Error),
    /// A phone of another version saved it.
    #[error(
        "it speaks version {0} of the protocol, and this program {PROTOCOL}: use a program of the phone's version"
    )]
    Protocol(u64),
    /// Nobody here has that account.
    #[error("it is of an account that is not in this database: choose the right one with --data")]
    NoAccount,
    /// The journal is somebody else's.
    #[error("its journal belongs to another account than the file says: nothing was taken in")]
    JournalOfAnother,
    /// The database did not take it.
    #[error(transparent)]
    Store(StoreError),
}

impl From<Unread> for FileError {
    fn from(unread: Unread) -> FileError {
        match unread {
            Unread::Malformed(error) => FileError::Foreign(error),
            Unread::Protocol { spoken } => FileError::Protocol(spoken),
        }
    }
}

impl From<StoreError> for FileError {
    fn from(error: StoreError) -> FileError {
        match error {
            StoreError::NoAccount => FileError::NoAccount,
            StoreError::DeviceOfAnother => FileError::JournalOfAnother,
            other => FileError::Store(other),
        }
    }
}

/// Takes in each file for itself: one that is wrong spoils no other.
pub(super) async fn run(options: Options) -> Result<(), CommandError> {
    let store = options.data.open(edge::now())?;
    let (mut n_files, mut n_entries) = (0, 0);
    for file in options.files {
        match import(&store, &file).await {
            Ok(n_not_taken) => n_entries += n_not_taken,
            Err(why) => {
                complain(&CommandError::File { file, why });
                n_files += 1;
            }
        }
    }
    store.close().await?;
    if 0 < n_files + n_entries { Err(CommandError::NotAllTaken { n_files, n_entries }) } else { Ok(()) }
}

/// Takes in one file, prints what became of each entry, and returns how many were not taken.
async fn import(store: &Store, file: &Path) -> Result<usize, FileError> {
    let text = std::fs::read(file)?;
    let saved: SavedReading = serde_json::from_slice(&text).map_err(FileError::Foreign)?;
    let Reading { push, unreadable } = reading::read(saved.push.get().as_bytes())?;
    let device = push.device;
    let Pushed { receipts, .. } = store.import(saved.account, push, edge::now()).await?;

    let accounts = store.accounts().await?;
    let owner = accounts.into_iter().find(|row| row.account.id == saved.account);
    let owner = owner.map_or_else(String::new, |row| row.account.shown_as);
    say(format_args!("{}: phone {}, {owner}", file.display(), device.short()));
    for receipt in &receipts {
        say(line(receipt));
    }
    for idx in &unreadable {
        say(format_args!(
            "{:>6}  {:<8}  refused: it is no entry at all (number {} in the file)",
            "?",
            "",
            idx + 1
        ));
    }
    let n_not_taken = receipts.iter().filter(|receipt| !is_held(receipt)).count() + unreadable.len();
    say(format_args!("  held {}, not taken {n_not_taken}", receipts.len() + unreadable.len() - n_not_taken));
    Ok(n_not_taken)
}

fn is_held(receipt: &Receipt) -> bool {
    matches!(receipt.outcome, Outcome::Stored { .. } | Outcome::Duplicate { .. })
}

/// Returns what became of an entry in one line: its place, its hash as the phone shows it, and the word.
fn line(receipt: &Receipt) -> String {
    let word = match &receipt.outcome {
        Outcome::Stored { .. } => "stored".to_owned(),
        Outcome::Duplicate { .. } => "already held".to_owned(),
        Outcome::Rejected { refusal, detail } if detail.is_empty() => format!("refused: {}", why(*refusal)),
        Outcome::Rejected { refusal, detail } => format!("refused: {} ({detail})", why(*refusal)),
        Outcome::Retry { delay: Delay::ServerIsOlder } => {
            "not yet: a newer app wrote it, update this program and import it again".to_owned()
        }
        Outcome::Retry { .. } => "not yet: import it again later".to_owned(),
    };
    format!("{:>6}  {:<8}  {word}", receipt.seq, receipt.hash.short())
}

fn why(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::WrongHash => "it was damaged on the phone or on the way",
        Refusal::Forked => "another entry holds its place, the journal was continued twice",
        Refusal::Malformed => "it says nothing that can be read",
        Refusal::TooLarge => "it is larger than any walk",
        Refusal::UnknownArea => "the area is not known here",
        Refusal::ImpossibleWalk => "times or people do not add up",
        Refusal::NotYours => "it changes what another account has told",
        Refusal::UnknownPromise => "the promise is not known here",
        Refusal::ImpossibleActivity => "what is told of the activity does not add up",
        Refusal::Other => "for a reason that is not known here",
    }
}

#[cfg(test)]
mod tests {
    use domain::id::EntryHash;
    use domain::time::WallTime;

    use super::*;

    #[test]
    fn each_outcome_is_one_line() {
        let at = WallTime::from_ms(0);
        let refused =
            |detail: &str| Outcome::Rejected { refusal: Refusal::UnknownArea, detail: detail.to_owned() };
        let outcomes = [
            Outcome::Stored { at },
            Outcome::Duplicate { at },
            refused("there is no area atlantis"),
            refused(""),
            Outcome::Retry { delay: Delay::ServerIsOlder },
        ];
        let lines = (7..)
            .zip(outcomes)
            .map(|(seq, outcome)| line(&Receipt { seq, hash: EntryHash([seq as u8; 32]), outcome }));
        let table = lines.collect::<Vec<_>>().join("\n");
        let expected = "     7  07070707  stored
     8  08080808  already held
     9  09090909  refused: the area is not known here (there is no area atlantis)
    10  0a0a0a0a  refused: the area is not known here
    11  0b0b0b0b  not yet: a newer app wrote it, update this program and import it again";
        assert_eq!(table, expected);
    }
}
