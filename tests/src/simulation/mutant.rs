//! Faults that somebody might one day build in, each as a part around the real one or as a trigger in its database: to see
//! that the laws catch them. The product's code knows nothing of them, so they cannot be shipped.

use sync::engine::Failure;
use sync::wire::{Outcome, PullAnswer, PushAnswer, PushRequest, Receipt, Refusal};

/// A fault that is built in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mutant {
    /// The phone takes status 200 for a receipt of all that it sent.
    RemovesOnStatus200,
    /// The phone takes a receipt by its place alone.
    TakesReceiptsWithoutTheirHash,
    /// The phone throws away what the server stumbles over.
    DropsWhatTheServerStumblesOver,
    /// The phone does not see that the server's database lives another life.
    OverlooksTheEpoch,
    /// The phone sends its first refused entry and nothing else, until that goes through.
    StopsAtTheFirstRefusal,
    /// The phone's storage forgets what was refused.
    ForgetsRefusedEntries,
    /// The phone says "saved" before the entry is synced.
    SaysSavedBeforeItIsSynced,
    /// The phone shows a walk as begun before its start is synced.
    BeginsAWalkUnsynced,
    /// The phone keeps where the next pull goes on, but not all that the last one told.
    KeepsTheCursorWithoutTheNews,
    /// The server answers before it commits.
    AcknowledgesBeforeTheCommit,
    /// The server takes two entries that say the same for one.
    DedupesByContent,
    /// The server takes an entry whose hash is wrong, and mends the hash.
    SkipsTheHashCheck,
    /// The server does not know an entry again that comes twice.
    TakesARepeatForANewWalk,
    /// The server's cursor is the time of the last change.
    CursorIsATime,
    /// The server's cursor goes beyond what it told.
    CursorSkips,
    /// Of a walk's amendments the one with the latest clock holds.
    LastWriterByTheDevicesClock,
    /// The server refuses what a clock ahead of its own has written.
    RefusesByClock,
    /// The server fails over a whole push for one bad entry.
    FailsWholePushes,
    /// The server counts an entry that it laid aside as held.
    CountsForksAsHeld,
    /// The server writes an entry for a taken place over the one there.
    OverwritesForks,
    /// The server throws an entry for a taken place away.
    SwallowsForks,
    /// The server keeps an entry for a taken place, and tells nobody.
    LeavesForksUnnamed,
    /// The server takes the highest place for the number of entries.
    CountsByTheHighestPlace,
    /// A restored server goes on under its old epoch.
    RestoresUnderTheOldEpoch,
    /// The server counts up in a cell for each correction.
    CountsCorrectionsAsWalks,
    /// The server asks for an entry to come again that it holds already.
    AsksForRepeatsAgain,
    /// The server says that there is more to be told, always.
    PromisesMoreForEver,
    /// The server leaves rows behind that belong to nothing.
    LeavesOrphans,
}

impl Mutant {
    /// All of them.
    pub const ALL: [Mutant; 28] = [
        Mutant::RemovesOnStatus200,
        Mutant::TakesReceiptsWithoutTheirHash,
        Mutant::DropsWhatTheServerStumblesOver,
        Mutant::OverlooksTheEpoch,
        Mutant::StopsAtTheFirstRefusal,
        Mutant::ForgetsRefusedEntries,
        Mutant::SaysSavedBeforeItIsSynced,
        Mutant::BeginsAWalkUnsynced,
        Mutant::KeepsTheCursorWithoutTheNews,
        Mutant::AcknowledgesBeforeTheCommit,
        Mutant::DedupesByContent,
        Mutant::SkipsTheHashCheck,
        Mutant::TakesARepeatForANewWalk,
        Mutant::CursorIsATime,
        Mutant::CursorSkips,
        Mutant::LastWriterByTheDevicesClock,
        Mutant::RefusesByClock,
        Mutant::FailsWholePushes,
        Mutant::CountsForksAsHeld,
        Mutant::OverwritesForks,
        Mutant::SwallowsForks,
        Mutant::LeavesForksUnnamed,
        Mutant::CountsByTheHighestPlace,
        Mutant::RestoresUnderTheOldEpoch,
        Mutant::CountsCorrectionsAsWalks,
        Mutant::AsksForRepeatsAgain,
        Mutant::PromisesMoreForEver,
        Mutant::LeavesOrphans,
    ];

    /// Returns what is built into the server's database.
    pub fn triggers(self) -> &'static str {
        match self {
            Mutant::CountsForksAsHeld => {
                "CREATE TRIGGER IF NOT EXISTS fault AFTER INSERT ON fork BEGIN
                    UPDATE device SET n_held = n_held + 1 WHERE id = NEW.device_id;
                END"
            }
            Mutant::OverwritesForks => {
                "CREATE TRIGGER IF NOT EXISTS fault BEFORE INSERT ON fork BEGIN
                    UPDATE journal SET hash = NEW.hash, prev = NEW.prev, body = NEW.body
                    WHERE device_id = NEW.device_id AND seq = NEW.seq;
                END"
            }
            Mutant::SwallowsForks => {
                "CREATE TRIGGER IF NOT EXISTS fault BEFORE INSERT ON fork BEGIN SELECT RAISE(IGNORE); END"
            }
            Mutant::CountsByTheHighestPlace => {
                "CREATE TRIGGER IF NOT EXISTS fault AFTER UPDATE OF top_seq ON device BEGIN
                    UPDATE device SET n_held = top_seq WHERE id = NEW.id;
                END"
            }
            Mutant::CountsCorrectionsAsWalks => {
                "CREATE TRIGGER IF NOT EXISTS fault AFTER UPDATE ON cell WHEN NEW.n_walks = OLD.n_walks BEGIN
                    UPDATE cell SET n_walks = NEW.n_walks + 1 WHERE area_id = NEW.area_id AND week = NEW.week;
                END"
            }
            _ => "",
        }
    }

    /// Takes what was built into the server's database out again.
    pub const NO_TRIGGERS: &str = "DROP TRIGGER IF EXISTS fault";
}

/// What a phone with a fault remembers of what it heard.
#[derive(Debug, Default)]
pub struct Habits {
    epoch: Option<String>,
}

impl Habits {
    /// Returns what a phone with that fault makes of the answer to a push.
    pub fn hears_push(
        &mut self,
        mutant: Mutant,
        request: &PushRequest,
        answer: Result<PushAnswer, Failure>,
    ) -> Result<PushAnswer, Failure> {
        match (mutant, answer) {
            (Mutant::RemovesOnStatus200, Ok(mut answer)) => {
                let at = answer.server_time;
                answer.receipts = all(request, &Outcome::Stored { at });
                Ok(answer)
            }
            (Mutant::TakesReceiptsWithoutTheirHash, Ok(mut answer)) => {
                for receipt in &mut answer.receipts {
                    let own = request.entries.iter().find(|entry| entry.seq == receipt.seq);
                    receipt.hash = own.map_or(receipt.hash, |entry| entry.hash);
                }
                Ok(answer)
            }
            (Mutant::DropsWhatTheServerStumblesOver, Err(Failure::Broken(_) | Failure::TooLarge))
                if !request.entries.is_empty() =>
            {
                let refused = Outcome::Rejected { refusal: Refusal::Other, detail: String::new() };
                Ok(PushAnswer {
                    epoch: self.epoch.clone().unwrap_or_default(),
                    server_time: request.sent,
                    receipts: all(request, &refused),
                    unreadable: Vec::new(),
                    holdings: Default::default(),
                })
            }
            (Mutant::OverlooksTheEpoch, Ok(mut answer)) => {
                self.overlook(&mut answer.epoch);
                answer.holdings.missing.clear();
                Ok(answer)
            }
            (Mutant::DropsWhatTheServerStumblesOver, Ok(answer)) => {
                self.epoch = Some(answer.epoch.clone());
                Ok(answer)
            }
            (_, answer) => answer,
        }
    }

    /// Returns what a phone with that fault makes of the answer to a pull.
    pub fn hears_pull(
        &mut self,
        mutant: Mutant,
        answer: Result<PullAnswer, Failure>,
    ) -> Result<PullAnswer, Failure> {
        let mut answer = answer?;
        if mutant == Mutant::OverlooksTheEpoch {
            self.overlook(&mut answer.epoch);
        }
        Ok(answer)
    }

    fn overlook(&mut self, epoch: &mut String) {
        *epoch = self.epoch.get_or_insert_with(|| epoch.clone()).clone();
    }
}

fn all(request: &PushRequest, outcome: &Outcome) -> Vec<Receipt> {
    let receipt =
        |entry: &sync::entry::Entry| Receipt { seq: entry.seq, hash: entry.hash, outcome: outcome.clone() };
    request.entries.iter().map(receipt).collect()
}
