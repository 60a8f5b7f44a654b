//! Demonstration data: three accounts and thirteen weeks of walks, told as two officers' phones would have told them. It
//! never takes another way into the database than theirs.

pub mod dice;
pub(crate) mod plan;
pub mod stroll;

use domain::id::{AccountId, DeviceId, EntryHash};
use domain::statement::{Body, SCHEMA, Statement};
use domain::time::WallTime;
use store::error::StoreError;
use store::{NewAccount, Push, Store, Viewer};
use sync::entry::{Entry, Head};
use sync::wire::Role;

use crate::account::NewPassword;
use crate::demo::dice::Dice;
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
    let mut officers = Vec::new();
    for (name, shown_as, role) in ACCOUNTS {
        let account = NewAccount {
            id: AccountId(dice.id()),
            name: name.to_owned(),
            shown_as: shown_as.to_owned(),
            role,
            password_hash: password::hash(&password),
        };
        let account = store.add_account(account, followed_since(now)).await?;
        if role == Role::Officer {
            officers.push(account.id);
        }
    }
    let told = plan::tell(&*store.rulebook().await?, now, SEED);
    tracing::info!(n_walks = told.len(), "telling demonstration walks");
    for (officer, account) in officers.into_iter().enumerate() {
        let device = DeviceId(dice.id());
        let journal = journal(device, told.iter().filter(|telling| telling.officer == officer), now);
        tell(store, account, device, journal, now).await?;
    }
    Ok(())
}

/// An entry, and when the phone reached the server with it.
type Sent = (WallTime, Entry);

/// Writes the journal of one phone.
fn journal<'a>(device: DeviceId, told: impl Iterator<Item = &'a Telling>, now: WallTime) -> Vec<Sent> {
    let mut journal: Vec<Sent> = Vec::new();
    let mut write = |at: WallTime, delay_s: u32, says: Statement| -> EntryHash {
        let (last_sent, head) =
            journal.last().map_or((at, Head::EMPTY), |(sent, entry)| (*sent, entry.head()));
        let entry = Entry::after(head, device, &Body { schema: SCHEMA, at, says });
        let hash = entry.hash;
        journal.push((at.plus_s(i64::from(delay_s)).max(last_sent).min(now), entry));
        hash
    };
    for telling in told {
        let walk = &telling.walk;
        let over = write(walk.ended(), telling.delay_s, Statement::Walk(walk.clone()));
        let amendment = telling.amendment.clone().map(|amendment| match amendment {
            Amendment::Correction { reason, details } => {
                Statement::Correction { walk: walk.id, over, reason: reason.to_owned(), details }
            }
            Amendment::Withdrawal { reason } => {
                Statement::Withdrawal { walk: walk.id, over, reason: reason.to_owned() }
            }
        });
        if let Some(amendment) = amendment {
            write(walk.ended().plus_s(600), telling.delay_s, amendment);
        }
    }
    journal
}

/// Pushes a journal as its phone did, each entry at its time.
async fn tell(
    store: &Store,
    account: AccountId,
    device: DeviceId,
    journal: Vec<Sent>,
    now: WallTime,
) -> Result<(), StoreError> {
    let token = Token::draw();
    store.open_session(account, token.hash(), now).await?;
    let viewer: Viewer = store.viewer(token.hash(), now).await?.ok_or(StoreError::NoAccount)?;
    for (sent, entry) in journal {
        let push = Push {
            device,
            app: "demo".to_owned(),
            sent,
            head: entry.head(),
            entries: vec![entry],
            storage: None,
        };
        store.push(&viewer, push, sent).await?;
    }
    store.close_session(token.hash()).await?;
    Ok(())
}
