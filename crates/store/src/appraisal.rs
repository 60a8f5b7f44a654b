//! What can be known of pushed entries before anything is written: what they say, whether they may stand, how their walks are
//! judged. It is done on a connection that reads, beside the thread that writes; that one takes an appraisal over only where
//! nothing has changed since. It never writes.

use domain::id::{DeviceId, EntryHash};
use domain::policy::Rulebook;
use domain::statement::Statement;
use domain::track::Track;
use domain::verdict::{Verdict, judge};
use domain::walk::{Evidence, Walk};
use sync::admission::{Admission, admit};
use sync::entry::Entry;

use crate::db::Db;
use crate::error::StoreError;

/// An entry with what is known of it.
pub(crate) struct Appraised {
    pub(crate) entry: Entry,
    /// What was held at its place meanwhile.
    held: Option<EntryHash>,
    /// The rulebook that it was appraised by.
    revision: u64,
    /// A walk in it has lost its track: a track may be a thousand times as large as its entry.
    admission: Admission,
    verdict: Option<Verdict>,
}

/// What is to be done with an entry, and what the rule says of its walk where that is known already.
pub(crate) struct Admitted {
    pub(crate) admission: Admission,
    pub(crate) verdict: Option<Verdict>,
}

/// Appraises entries of one device's journal.
pub(crate) fn appraise(db: &Db, device: DeviceId, entries: Vec<Entry>) -> Result<Vec<Appraised>, StoreError> {
    let rulebook = db.rulebook()?;
    entries.into_iter().map(|entry| appraise_one(db, device, entry, &rulebook)).collect()
}

fn appraise_one(
    db: &Db,
    device: DeviceId,
    entry: Entry,
    rulebook: &Rulebook,
) -> Result<Appraised, StoreError> {
    const HELD: &str = "SELECT hash FROM journal WHERE device_id = ?1 AND seq = ?2";
    let seq = place(&entry);
    let held = db.first(HELD, (device.0, seq), |row| Ok(EntryHash(row.get(0)?)))?;
    let Admitted { admission, verdict } = admit_with_verdict(device, &entry, held, rulebook);
    Ok(Appraised { entry, held, revision: rulebook.revision, admission, verdict })
}

impl Appraised {
    /// Returns what is to be done with the entry, and the entry. It is decided anew when something else is held at its
    /// place by now, or the rulebook is another.
    pub(crate) fn admitted(
        self,
        device: DeviceId,
        held: Option<EntryHash>,
        rulebook: &Rulebook,
    ) -> (Entry, Admitted) {
        let Appraised { entry, held: held_then, revision, admission, verdict } = self;
        if held == held_then && rulebook.revision == revision {
            return (entry, Admitted { admission, verdict });
        }
        let anew = admit_with_verdict(device, &entry, held, rulebook);
        (entry, anew)
    }
}

fn admit_with_verdict(
    device: DeviceId,
    entry: &Entry,
    held: Option<EntryHash>,
    rulebook: &Rulebook,
) -> Admitted {
    let mut admission = admit(device, entry, held, rulebook);
    let verdict = match &mut admission {
        Admission::Store(Statement::Walk(walk)) => {
            let verdict = judge(walk, rulebook);
            drop_track(walk);
            verdict
        }
        _ => None,
    };
    Admitted { admission, verdict }
}

fn drop_track(walk: &mut Walk) {
    if let Evidence::Recorded { track, .. } = &mut walk.evidence {
        *track = Track::default();
    }
}

/// Returns an entry's place as SQLite counts. One that it cannot count to is refused before anything is looked up.
pub(crate) fn place(entry: &Entry) -> i64 {
    i64::try_from(entry.seq).unwrap_or(0)
}
