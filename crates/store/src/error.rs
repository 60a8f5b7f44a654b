//! What can go wrong at the database's door. A message never holds a token, a name, a place or an entry's body.

use std::io;
use std::path::PathBuf;

use domain::activity;
use domain::id::AreaId;
use domain::policy::BadPolicy;
use sync::wire::Refusal;

use crate::follow_ups::LetterFaults;
use crate::periods::Faults;

/// Says why the database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file is no database, or one of another program.
    #[error("{0} is not a database of Kvart: choose another file or folder")]
    Foreign(PathBuf),
    /// A newer Kvart has written it; this one would do harm.
    #[error(
        "the database has form {found}, this program knows {known}: start the newer program, or restore a backup"
    )]
    Newer {
        /// The form of the file.
        found: i64,
        /// The latest form that this program knows.
        known: i64,
    },
    /// The file system cannot carry a write-ahead log.
    #[error("the database runs in journal mode {0:?} instead of \"wal\": put it on a local disk")]
    NoWal(String),
    /// The file could not be made.
    #[error("the database file could not be made: {0}")]
    File(#[source] io::Error),
    /// The writing thread could not be started.
    #[error("the writing thread could not be started: {0}")]
    Thread(#[source] io::Error),
    /// SQLite failed.
    #[error("the database could not be opened: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// What is stored cannot be read.
    #[error(transparent)]
    Stored(StoreError),
}

/// Says what the database did not do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The journal belongs to another account: this phone is to open a journal of its own.
    #[error("the device belongs to another account")]
    DeviceOfAnother,
    /// Only a supervisor may see or do this.
    #[error("only a supervisor may do this")]
    SupervisorsOnly,
    /// No phone has that id.
    #[error("there is no such phone")]
    NoPhone,
    /// No entry of that hash lies beside the journal at that place.
    #[error("there is no such entry beside the journal")]
    NoFork,
    /// The entry was taken before: it is part of what was told.
    #[error("the entry was taken before")]
    ForkTaken,
    /// The entry beside the journal says nothing that could be taken.
    #[error("the entry says nothing that could be taken")]
    NotTakeable(Refusal),
    /// No walk has that id.
    #[error("there is no such walk")]
    NoWalk,
    /// It was corrected, or decided about, after the one who asks had seen it.
    #[error("it has changed since it was looked at: look again and decide again")]
    Outdated,
    /// A walk that is not unverified, or was too short whatever the positions say, cannot be accepted.
    #[error("only an unverified walk that was long enough can be accepted")]
    NotAcceptable,
    /// There is no decision to take back.
    #[error("there is no decision to take back")]
    NotDecided,
    /// Two records of one officer, of two areas or of two times are not one patrol.
    #[error("only two officers' records of one area at one time can be one patrol")]
    NotOnePatrol,
    /// The week was not missed there: no reason is needed.
    #[error("the week was not missed in that area")]
    NotMissed,
    /// Nobody has noted why that week was missed.
    #[error("there is no such note")]
    NoMissNote,
    /// No period has that id.
    #[error("there is no such period")]
    NoPeriod,
    /// No promise of that period has that id.
    #[error("there is no such promise")]
    NoPromise,
    /// Something was logged for the promise: it stays.
    #[error("something was logged for the promise: it cannot be taken away")]
    PromiseTold,
    /// A period or promise that cannot be, by field.
    #[error("the promise or its period cannot be as it was given")]
    BadPromise(Faults),
    /// A period has as many promises as it may.
    #[error("a period has at most 40 promises")]
    TooManyPromises,
    /// Nothing is being written under that number.
    #[error("there is no such follow-up")]
    NoFollowUp,
    /// A follow-up that cannot be published as it was written, by field.
    #[error("the follow-up cannot be published as it was written")]
    BadLetter(LetterFaults),
    /// No activity has that id.
    #[error("there is no such activity")]
    NoActivity,
    /// An officer may correct and take back their own alone.
    #[error("only whoever told it or a supervisor may change it")]
    NotYours,
    /// An activity that cannot be, by field.
    #[error("the activity cannot be as it was given")]
    BadActivity(Vec<(activity::Field, activity::Fault)>),
    /// A reason is empty or too long.
    #[error("a reason has 1 to 200 characters")]
    BadReason,
    /// The name to log in with is taken.
    #[error("the name is taken: choose another")]
    NameTaken,
    /// No account has that name or id.
    #[error("there is no such account")]
    NoAccount,
    /// A name is empty or too long.
    #[error("a name has 1 to 80 characters")]
    BadName,
    /// The set-up link was used, has expired, or an account exists already.
    #[error(
        "the set-up link is no longer open: restart the server for a new one, if there is no account yet"
    )]
    SetupClosed,
    /// An area of that id exists.
    #[error("the area {0} exists: add a boundary to it instead")]
    AreaTaken(AreaId),
    /// No area has that id.
    #[error("there is no area {0}")]
    NoArea(AreaId),
    /// A policy or boundary does not carry the version that comes next: somebody else was faster.
    #[error("the next version is {expected}: read the latest one and decide again")]
    OutOfTurn {
        /// The version that comes next.
        expected: u32,
    },
    /// A policy that cannot be.
    #[error(transparent)]
    BadPolicy(#[from] BadPolicy),
    /// The backup's file exists; no backup overwrites another.
    #[error("a file of that name exists: choose another name for the backup")]
    FileExists,
    /// The backup's path is no UTF-8, which SQLite asks for.
    #[error("the backup's path is not valid UTF-8: choose another")]
    BadPath,
    /// What is stored cannot be read.
    #[error("what is stored cannot be read: {0}")]
    Damaged(String),
    /// More waits to be written than can be taken: come back in a moment.
    #[error("too much waits to be written: try again in a moment")]
    Busy,
    /// The database was closed.
    #[error("the database is closed")]
    Closed,
    /// SQLite or the disk failed.
    #[error("the database failed: {0}")]
    Storage(String),
}

impl StoreError {
    /// Tells whether trying the very same again can never do.
    pub fn is_permanent(&self) -> bool {
        !matches!(self, StoreError::Busy | StoreError::Closed | StoreError::Storage(_))
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        use rusqlite::Error;
        match error {
            Error::FromSqlConversionFailure(..)
            | Error::IntegralValueOutOfRange(..)
            | Error::InvalidColumnType(..) => StoreError::Damaged(error.to_string()),
            // Another process, such as a command line beside the server, is writing.
            other if other.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) => StoreError::Busy,
            other => StoreError::Storage(other.to_string()),
        }
    }
}
