//! What phones tell and ask: push, pull and heartbeat. An entry that was stored is never edited and never removed.

use domain::id::{AccountId, DeviceId};
use domain::time::WallTime;
use sync::entry::{Entry, Head};
use sync::heartbeat::Heartbeat;
use sync::wire::{Holdings, Outcome, PullAnswer, PullRequest, Receipt, StorageReport};

use crate::Store;
use crate::accounts;
use crate::appraisal::appraise;
use crate::audit::{self, Act, Actor};
use crate::db::Db;
use crate::error::StoreError;
use crate::holdings;
use crate::intake;
use crate::news;
use crate::sessions::Viewer;

/// Entries of so many bytes, a walk or two, are appraised at once: waking another thread for them takes as long.
const QUICK_BYTES: usize = 4 << 10;

/// What a phone pushed, as far as it could be read.
#[derive(Debug, Clone)]
pub struct Push {
    /// Whose journal.
    pub device: DeviceId,
    /// The app's build.
    pub app: String,
    /// The phone's clock when it sent this.
    pub sent: WallTime,
    /// The journal's end.
    pub head: Head,
    /// Entries, in any order, with or without holes.
    pub entries: Vec<Entry>,
    /// What befell the phone's storage, if it tells so.
    pub storage: Option<StorageReport>,
}

/// What became of a push. All of it is durable.
#[derive(Debug, Clone, PartialEq)]
pub struct Pushed {
    /// Which life of the database this is.
    pub epoch: String,
    /// One for each entry, in their order.
    pub receipts: Vec<Receipt>,
    /// What is now held of this journal.
    pub holdings: Holdings,
}

impl Store {
    /// Takes in entries of the viewer's journal on one phone, each for itself. A device that is not known yet is the
    /// viewer's from then on; one of another account is refused whole.
    pub async fn push(&self, viewer: &Viewer, mut push: Push, now: WallTime) -> Result<Pushed, StoreError> {
        let account = viewer.card().id;
        let (device, entries) = (push.device, std::mem::take(&mut push.entries));
        let n_bytes: usize = entries.iter().map(|entry| entry.body.len()).sum();
        let look = move |db: &Db| appraise(db, device, entries);
        let appraised =
            if n_bytes <= QUICK_BYTES { self.glance(look).await? } else { self.read(look).await? };
        let (receipts, holdings) = self
            .write(move |db| {
                holdings::meet(db, push.device, account, now)?;
                let receipts = intake::take_in(db, push.device, appraised, now)?;
                holdings::hear(db, &push, now)?;
                Ok((receipts, holdings::read(db, push.device)?))
            })
            .await?;
        self.tell_if_new(&receipts);
        Ok(Pushed { epoch: self.epoch().to_owned(), receipts, holdings })
    }

    /// Takes in entries of an account's journal from a file that somebody brought: as a push, but the phone has not
    /// spoken. Only the command line may, and it is written down. What an account told before it was disabled is taken.
    pub async fn import(&self, account: AccountId, push: Push, now: WallTime) -> Result<Pushed, StoreError> {
        let (receipts, holdings) = self
            .write(move |db| {
                accounts::check_is_one(db, account)?;
                holdings::learn_of(db, push.device, account, push.sent, now)?;
                let appraised = appraise(db, push.device, push.entries)?;
                let receipts = intake::take_in(db, push.device, appraised, now)?;
                holdings::hear_head(db, push.device, &push.head)?;
                audit::note(db, Actor::Operator, Act::JournalImported, account.0, now)?;
                Ok((receipts, holdings::read(db, push.device)?))
            })
            .await?;
        self.tell_if_new(&receipts);
        Ok(Pushed { epoch: self.epoch().to_owned(), receipts, holdings })
    }

    /// Tells who listens, when entries were taken that were not held before.
    fn tell_if_new(&self, receipts: &[Receipt]) {
        if receipts.iter().any(|receipt| matches!(receipt.outcome, Outcome::Stored { .. })) {
            self.tell_change();
        }
    }

    /// Answers what is new for the viewer's phone.
    pub async fn pull(
        &self,
        viewer: &Viewer,
        request: &PullRequest,
        now: WallTime,
    ) -> Result<PullAnswer, StoreError> {
        let card = viewer.card().clone();
        let request = request.clone();
        let epoch = self.epoch().to_owned();
        let (device, account) = (request.device, card.id);
        let (answer, contact) = self
            .read(move |db| {
                let contact = holdings::contact(db, request.device, card.id)?;
                Ok((news::gather(db, epoch, card, &request, now)?, contact))
            })
            .await?;
        if contact.is_none_or(|contact| holdings::CONTACT_S <= now.s_since(contact)) {
            self.write(move |db| {
                holdings::meet(db, device, account, now)?;
                holdings::hear_pull(db, device, now)
            })
            .await?;
        }
        Ok(answer)
    }

    /// Writes down how the viewer's phone says that it stands. A device that is not known yet is the viewer's from then
    /// on; one of another account is refused.
    pub async fn hear(&self, viewer: &Viewer, heartbeat: Heartbeat, now: WallTime) -> Result<(), StoreError> {
        let account = viewer.card().id;
        self.write(move |db| {
            holdings::meet(db, heartbeat.device, account, now)?;
            holdings::hear_heartbeat(db, &heartbeat, now)
        })
        .await
    }
}
