//! The laws that hold whatever goes wrong, by name, and the breach of one. It never looks whether they hold: see the
//! invariants.

use std::fmt;

/// A law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Law {
    /// What the server gave a receipt for, it holds.
    AReceiptIsDurable,
    /// What the screen called saved is on the phone or with the server.
    SavedIsKept,
    /// Every entry and every walk is there once.
    ExactlyOnce,
    /// Nothing leaves the list of unsent entries without its own receipt.
    RemovedByItsOwnReceiptAlone,
    /// A bad entry blocks nobody, is told, and is kept.
    ABadEntryBlocksNobody,
    /// A pull is complete.
    APullIsComplete,
    /// A pull never goes back in time.
    APullNeverGoesBack,
    /// Clocks change no set and no order.
    ClocksChangeNothing,
    /// The roll-up is what a recomputation gives.
    RollUpIsRecompute,
    /// What is held and what is missing add up to what was told; forks are named.
    HoldingsAddUp,
    /// The screen makes no less of what waits than the storage.
    TheScreenHidesNothing,
    /// Once nothing goes wrong any more, all is quiet within a bounded time.
    QuietInTime,
    /// The database is sound, and the house never breaks off.
    Sound,
}

/// Says that a law was broken, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// Which law.
    pub law: Law,
    /// What was seen.
    pub says: String,
}

impl Law {
    /// All of them.
    pub const ALL: [Law; 13] = [
        Law::AReceiptIsDurable,
        Law::SavedIsKept,
        Law::ExactlyOnce,
        Law::RemovedByItsOwnReceiptAlone,
        Law::ABadEntryBlocksNobody,
        Law::APullIsComplete,
        Law::APullNeverGoesBack,
        Law::ClocksChangeNothing,
        Law::RollUpIsRecompute,
        Law::HoldingsAddUp,
        Law::TheScreenHidesNothing,
        Law::QuietInTime,
        Law::Sound,
    ];

    /// Returns the breach of this law.
    pub fn broken(self, says: impl Into<String>) -> Breach {
        Breach { law: self, says: says.into() }
    }

    /// Fails with the breach unless something holds.
    pub fn holds(self, holds: bool, says: impl FnOnce() -> String) -> Result<(), Breach> {
        if holds { Ok(()) } else { Err(self.broken(says())) }
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.law, self.says)
    }
}
