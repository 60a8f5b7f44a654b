//! Demonstration data: three accounts and thirteen weeks of walks, told as two officers' phones would have told them, and
//! how those phones stand. It never takes another way into the database than theirs.

pub mod dice;
mod phones;
pub(crate) mod plan;
mod promises;
pub mod stroll;

use domain::id::{AccountId, DeviceId, EntryHash};
use domain::statement::{Body, Statement};
use domain::time::WallTime;
use domain::walk::Walk;
use store::error::StoreError;
use store::{NewAccount, Push, Store, Viewer};
use sync::entry::{Entry, Head};
use sync::wire::Role;

use crate::account::NewPassword;
use crate::demo::dice::Dice;
use crate::demo::phones::{Extra, Handset};
use crate::demo::plan::{Amendment, Telling};
use crate::password;
use crate::session::Token;

/// The password of all demonstration accounts, printed at each start. It is no secret: such a server is for looking at, on one's own machine.
pub const PASSWORD: &str = "femton-minuter";

/// The demonstration's accounts: the name to log in with, the name to be shown, the role.
pub const ACCOUNTS: [(&str, &str, Role); 3] = [
    ("gruppchef", "Gruppchef", Role::Supervisor),
    ("polis1", "Polis 1", Role::Officer),
    ("polis2", "Polis 2", Role::Officer),
];

/// The seed of all that is told: every demonstration is the same, but for the calendar.
const SEED: u64 = 15;

/// Since when the demonstration's areas are followed.
pub(crate) fn followed_since(now: WallTime) -> WallTime {
    plan::first_week(now).start()
}

/// Fills a database that holds the areas and nobody's account.
pub(crate) async fn seed(store: &Store, now: WallTime) -> Result<(), StoreError> {
    let mut dice = Dice::new(SEED);
    let password = NewPassword::parse(PASSWORD).expect("it is long enough");
    let mut viewers = Vec::new();
    for (name, shown_as, role) in ACCOUNTS {
        let account = NewAccount {
            id: AccountId(dice.id()),
            name: name.to_owned(),
            shown_as: shown_as.to_owned(),
            role,
            password_hash: password::hash(&password),
        };
        let account = store.add_account(account, followed_since(now)).await?;
        viewers.push(enter(store, account.id, now).await?);
    }
    let [chief, officers @ ..] = viewers.as_slice() else { return Ok(()) };
    let rulebook = store.rulebook().await?;
    let told = plan::tell(&rulebook, now, SEED);
    tracing::info!(n_walks = told.len(), "telling demonstration walks");
    let extra = phones::extra(&rulebook, now, &mut dice);
    for handset in Handset::ALL {
        let phone = Phone::new(DeviceId(dice.id()), handset, &told, &extra, now);
        let viewer = &officers[handset.officer()];
        phone.tell(store, viewer).await?;
        for (at, heartbeat) in phones::heartbeats(handset, phone.device, phone.heads(), now) {
            store.hear(viewer, heartbeat, at).await?;
        }
        if handset == Handset::Exchanged {
            let at = phones::exchanged(now);
            store.retire_phone(chief, phone.device, "Utbytt mot en ny telefon.", at).await?;
        }
    }
    promises::seed(store, chief, now, &mut dice).await
}

/// Logs an account in, for as long as its phones tell.
async fn enter(store: &Store, account: AccountId, now: WallTime) -> Result<Viewer, StoreError> {
    let token = Token::draw();
    store.open_session(account, token.hash(), now).await?;
    let viewer = store.viewer(token.hash(), now).await?.ok_or(StoreError::NoAccount)?;
    store.close_session(token.hash()).await?;
    Ok(viewer)
}

/// A phone with its journal.
struct Phone {
    device: DeviceId,
    written: Vec<Written>,
    /// What it wrote a second time for a place, if it did.
    again: Option<Entry>,
}

/// An entry, and when the phone reached the server with it, if it did.
struct Written {
    at: WallTime,
    sent: Option<WallTime>,
    entry: Entry,
}

impl Phone {
    /// Writes a phone's journal: its walks of the plan, and what it alone knows of.
    fn new(device: DeviceId, handset: Handset, told: &[Telling], extra: &Extra, now: WallTime) -> Phone {
        let mut phone = Phone { device, written: Vec::new(), again: None };
        let never_sent = extra.never_sent.iter().filter(|(of, _)| *of == handset).map(|(_, telling)| telling);
        let is_own = |telling: &&Telling| Handset::of(telling, now) == handset;
        let mut own: Vec<&Telling> = told.iter().filter(is_own).chain(never_sent).collect();
        own.sort_by_key(|telling| telling.walk.started);
        for telling in own {
            phone.write_telling(telling, extra.is_never_sent(telling.walk.id), now);
        }
        if handset == Handset::Restored {
            phone.again = phone.write_again(&extra.again);
        }
        phone
    }

    fn head(&self) -> Head {
        self.written.last().map_or(Head::EMPTY, |written| written.entry.head())
    }

    /// Returns the journal's ends before its last entry and after it.
    fn heads(&self) -> [Head; 2] {
        let before = self.written.iter().rev().nth(1).map_or(Head::EMPTY, |written| written.entry.head());
        [before, self.head()]
    }

    fn write(&mut self, at: WallTime, sent: Option<WallTime>, says: Statement) -> EntryHash {
        let entry = Entry::after(self.head(), self.device, &Body::new(at, says));
        let hash = entry.hash;
        self.written.push(Written { at, sent, entry });
        hash
    }

    fn write_telling(&mut self, telling: &Telling, is_never_sent: bool, now: WallTime) {
        let walk = &telling.walk;
        let sent = |phone: &Phone, at: WallTime| {
            let before = phone.written.iter().filter_map(|written| written.sent).max().unwrap_or(at);
            // A minute ago at the latest: what the phones say of themselves comes after.
            let sent = at.plus_s(i64::from(telling.delay_s)).max(before).min(now.plus_s(-60));
            (!is_never_sent).then_some(sent)
        };
        let over = self.write(walk.ended(), sent(self, walk.ended()), Statement::Walk(walk.clone()));
        let amendment = telling.amendment.clone().map(|amendment| match amendment {
            Amendment::Correction { reason, details } => {
                Statement::Correction { walk: walk.id, over, reason: reason.to_owned(), details }
            }
            Amendment::Withdrawal { reason } => {
                Statement::Withdrawal { walk: walk.id, over, reason: reason.to_owned() }
            }
        });
        if let Some(amendment) = amendment {
            let at = walk.ended().plus_s(600);
            self.write(at, sent(self, at), amendment);
        }
    }

    /// Writes a walk in the place of the last entry before it, as a phone does that was restored to the one before that.
    fn write_again(&self, walk: &Walk) -> Option<Entry> {
        let idx = self.written.iter().rposition(|written| written.at <= walk.ended())?;
        let before = idx.checked_sub(1).map_or(Head::EMPTY, |idx| self.written[idx].entry.head());
        let body = Body::new(walk.ended(), Statement::Walk(walk.clone()));
        Some(Entry::after(before, self.device, &body))
    }

    /// Pushes the journal as the phone did, each entry at its time.
    async fn tell(&self, store: &Store, viewer: &Viewer) -> Result<(), StoreError> {
        let sent = self.written.iter().filter_map(|written| Some((written.sent?, &written.entry)));
        let last = self.written.iter().filter_map(|written| written.sent).max();
        let again = self.again.iter().filter_map(|again| Some((last?, again)));
        for (sent, entry) in sent.chain(again) {
            let push = Push {
                device: self.device,
                app: "demo".to_owned(),
                sent,
                head: entry.head(),
                entries: vec![entry.clone()],
                storage: None,
            };
            store.push(viewer, push, sent).await?;
        }
        Ok(())
    }
}
