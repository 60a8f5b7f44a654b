//! What the engine is told, what it asks for, and how it stands. Nothing is decided here.

use domain::time::WallTime;

use crate::local_store::Unsent;
use crate::wire::{Delay, PullAnswer, PushAnswer, Receipt};

/// The clock and the dice at one moment, given by the edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// A clock that only goes forward, in milliseconds from anywhere.
    pub mono_ms: u64,
    /// The phone's wall clock.
    pub wall: WallTime,
    /// A fresh random number.
    pub dice: u32,
}

/// Something that happened to the phone.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// An entry was written to the journal.
    Appended(Unsent),
    /// It may be worth trying now.
    Woke(Wake),
    /// A push ended.
    Pushed(Result<PushAnswer, Failure>),
    /// The receipts of a push are durable in the local store, or could not be written.
    Settled(Result<(), String>),
    /// A pull ended.
    Pulled(Result<PullAnswer, Failure>),
    /// The news of a pull are in the local store, or could not be written.
    NewsKept(Result<(), String>),
}

/// Why it may be worth trying now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wake {
    /// The app was opened or became visible, or the system says that there is a network.
    Chance,
    /// The time asked for by [`Effect::WakeAfter`] has passed.
    Timer,
    /// The person asked for it.
    Demand,
    /// Somebody logged in.
    LoggedIn,
}

/// Why a request came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// No answer came: no network, no server, or a connection that broke or took too long.
    #[error("no answer")]
    Unreachable,
    /// The server wants a log-in first (401), or one by the journal's own officer (403).
    #[error("log-in needed")]
    LoginNeeded,
    /// The server is busy and says when to come back (429, 503).
    #[error("busy, come back after {after_s} s")]
    Busy {
        /// Seconds, from `Retry-After`.
        after_s: u32,
    },
    /// The request was too large (413).
    #[error("the request was too large")]
    TooLarge,
    /// The server speaks another protocol alone (426).
    #[error("this app is too old")]
    UpdateNeeded,
    /// The server failed, or answered what is no answer.
    #[error("the server answered {0}")]
    Broken(u16),
    /// The server answered, and asks for entries to come again. No transport says this: receipts and holdings do.
    #[error("the server asks to send again later ({0:?})")]
    Later(Delay),
    /// The phone's own storage failed, so that nothing could be sent.
    #[error("{0}")]
    Storage(String),
}

/// Something that the edge is to do; it answers with the event of the same name.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Push these entries; answer [`Event::Pushed`].
    Push {
        /// Places in the journal. None at all, when only the server's holdings are asked for.
        seqs: Vec<u64>,
    },
    /// Make these receipts durable; answer [`Event::Settled`].
    Settle {
        /// Only such as carry the hash of the phone's own entry, one for each entry.
        receipts: Vec<Receipt>,
        /// Entries that had a receipt but that the server no longer holds: they are unsent again.
        reopened: Vec<u64>,
    },
    /// Pull; answer [`Event::Pulled`].
    Pull {
        /// The cursor.
        after: u64,
        /// The rulebook's revision.
        revision: u64,
    },
    /// Keep the news; answer [`Event::NewsKept`].
    KeepNews(Box<PullAnswer>),
    /// Answer [`Wake::Timer`] after so many milliseconds; a later one replaces an earlier.
    WakeAfter {
        /// From now.
        ms: u64,
    },
}

/// How the sync stands, for the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// How many entries wait to be sent. Parked ones are not among them.
    pub n_unsent: usize,
    /// How many the server refused.
    pub n_parked: usize,
    /// What is going on.
    pub phase: Phase,
    /// When the server last answered, by the phone's clock.
    pub last_contact: Option<WallTime>,
}

/// What the sync is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// Nothing, and nothing stands in the way. Once the engine was woken, nothing is unsent then.
    Resting,
    /// Something is under way.
    Busy,
    /// It will try again by itself.
    Waiting(Failure),
    /// It needs a log-in first. It also tries when the app is opened or the person asks for it.
    LoginNeeded,
    /// It needs a newer app first. It also tries when the app is opened or the person asks for it.
    UpdateNeeded,
    /// The phone's own storage failed; it will try again by itself.
    StorageFailed(String),
}

impl From<Failure> for Phase {
    fn from(failure: Failure) -> Phase {
        match failure {
            Failure::LoginNeeded => Phase::LoginNeeded,
            Failure::UpdateNeeded => Phase::UpdateNeeded,
            Failure::Storage(error) => Phase::StorageFailed(error),
            Failure::Unreachable
            | Failure::Busy { .. }
            | Failure::TooLarge
            | Failure::Broken(_)
            | Failure::Later(_) => Phase::Waiting(failure),
        }
    }
}
