//! The second copy of what is on the phone alone, in another storage than the journal's, and what follows from it when the
//! app starts. It never overrules the journal: it only gives back what that has lost.
//!
//! A journal goes on only from an end that is known for sure. Were it to go on from an earlier one, a place that the server
//! has seen filled would be filled anew, and the journal would fork. So the copy and the [`Witness`] tell how far the
//! journal had come, also when nothing was unsent; and a journal whose end nobody knows any more is given up for a new one
//! with another device id.

use domain::id::{AccountId, DeviceId};
use domain::recording::Mark;
use domain::time::WallTime;
use serde::{Deserialize, Serialize};

use crate::entry::Head;
use crate::local_store::{Kept, News, Place};
use crate::wire::StorageReport;

/// The form in which copies are written.
const FORM: u16 = 1;

/// What the second copy holds.
///
/// Stored type: do not rename or remove; new fields have a default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SecondCopy {
    form: u16,
    /// Whose journal.
    pub account: AccountId,
    /// Its name.
    pub device: DeviceId,
    /// Its end when the copy was made.
    pub head: Head,
    /// The entries that the server does not hold, unsent and parked, in order.
    pub kept: Vec<Kept>,
    /// The running walk.
    pub marks: Vec<Mark>,
    /// Areas and policies, so that a phone out of reach can be walked with at once.
    pub news: News,
}

/// What small storages can remember of a journal: how far it had come.
///
/// Stored type: do not rename or remove; new fields have a default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    /// The journal's name.
    pub device: DeviceId,
    /// Its end.
    pub head: Head,
    /// How many entries the server did not hold.
    pub n_unsent: u64,
}

/// Why a copy cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// A newer app wrote it.
    #[error("a newer Kvart has written it")]
    Newer,
    /// It is damaged, or somebody else's.
    #[error("it is damaged: {0}")]
    Damaged(String),
}

/// What the journal's own storage holds when the app starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// The journal's name; nothing when the storage is new, or was emptied.
    pub device: Option<DeviceId>,
    /// Its end.
    pub head: Head,
}

/// How the journal goes on.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// Under this name.
    pub device: DeviceId,
    /// From this end, whether or not the entry there is held.
    pub end: Head,
    /// With these entries put back, each at its own place.
    pub kept: Vec<Kept>,
    /// With this walk running, where the storage was empty.
    pub marks: Vec<Mark>,
    /// With these news, where the storage was empty.
    pub news: Option<News>,
    /// What is to be told to the person and to the server, if something was lost or put back.
    pub report: Option<StorageReport>,
}

impl SecondCopy {
    /// Makes a copy. Of the news it keeps what the phone needs out of reach; the rest is pulled anew.
    pub fn of(
        account: AccountId,
        device: DeviceId,
        head: Head,
        kept: Vec<Kept>,
        marks: Vec<Mark>,
        news: News,
    ) -> SecondCopy {
        let kept = kept.into_iter().filter(|kept| !matches!(kept.place, Place::Held { .. })).collect();
        let news = News { cursor: 0, walks: Vec::new(), activities: None, ..news };
        SecondCopy { form: FORM, account, device, head, kept, marks, news }
    }

    /// Reads a copy of an account's journal. Whatever is not as it was written makes it unusable as a whole.
    pub fn read(text: &str, account: AccountId) -> Result<SecondCopy, Unusable> {
        #[derive(Deserialize)]
        struct Formed {
            form: u16,
        }
        let damaged = |error: serde_json::Error| Unusable::Damaged(error.to_string());
        let Formed { form } = serde_json::from_str(text).map_err(damaged)?;
        if FORM < form {
            return Err(Unusable::Newer);
        }
        let copy: SecondCopy = serde_json::from_str(text).map_err(damaged)?;
        let is_whole = |kept: &Kept| {
            kept.entry.seq <= copy.head.seq && kept.entry.true_hash(copy.device) == kept.entry.hash
        };
        if copy.account != account || !copy.kept.iter().all(is_whole) {
            return Err(Unusable::Damaged("it is not what its hashes say".to_owned()));
        }
        Ok(copy)
    }

    /// Tells how far the journal had come.
    pub fn witness(&self) -> Witness {
        Witness { device: self.device, head: self.head, n_unsent: self.kept.len() as u64 }
    }
}

impl Found {
    /// Decides how the journal goes on, given what else remembers it. `fresh` is a name that no journal has.
    pub fn go_on(
        self,
        copy: Option<SecondCopy>,
        witness: Option<Witness>,
        fresh: DeviceId,
        wall: WallTime,
    ) -> Start {
        let Some(device) = self.device.or_else(|| copy.as_ref().map(|copy| copy.device)) else {
            return Start::anew(witness, fresh, wall);
        };
        let copy = copy.filter(|copy| copy.device == device);
        let witness = witness.filter(|witness| witness.device == device);
        let is_gone = self.device.is_none();
        let copied = copy.as_ref().map_or(self.head, |copy| farther(self.head, copy.head));
        let end = witness.map_or(copied, |witness| farther(copied, witness.head));
        let (kept, marks, news) = match copy {
            Some(copy) => (copy.kept, copy.marks, copy.news),
            None => (Vec::new(), Vec::new(), News::default()),
        };
        let kept: Vec<Kept> = kept.into_iter().filter(|kept| self.head.seq < kept.entry.seq).collect();
        let (marks, news) = if is_gone { (marks, Some(news)) } else { (Vec::new(), None) };
        let report = StorageReport {
            found: wall,
            journal: device,
            end: end.seq,
            n_recovered: kept.len() as u64,
            n_lost: end.seq - copied.seq,
        };
        let is_told = self.head.seq < end.seq || !marks.is_empty();
        Start { device, end, kept, marks, news, report: is_told.then_some(report) }
    }
}

impl Start {
    /// A new journal. When there was one before that is gone for good, that is to be told.
    fn anew(lost: Option<Witness>, fresh: DeviceId, wall: WallTime) -> Start {
        let report = lost.filter(|lost| 0 < lost.head.seq).map(|lost| StorageReport {
            found: wall,
            journal: lost.device,
            end: lost.head.seq,
            n_recovered: 0,
            n_lost: lost.n_unsent,
        });
        let (end, kept, marks) = (Head::EMPTY, Vec::new(), Vec::new());
        Start { device: fresh, end, kept, marks, news: None, report }
    }
}

fn farther(one: Head, other: Head) -> Head {
    if one.seq < other.seq { other } else { one }
}
