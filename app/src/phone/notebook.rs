//! The officer's notebook: the open journal, and what the screens read of it. It writes what it is told to, and never
//! shows what is not written.

use browser::journal::IndexedDbStore;
use browser::page;
use browser::tabs::Channel;
use domain::area::Area;
use domain::id::{AccountId, AreaId};
use leptos::prelude::*;
use sync::local_store::{LocalStore, News, Snapshot, StoreError};
use sync::wire::StorageReport;

use crate::outlook::count::Count;
use crate::outlook::own_activities::{OwnActivity, own_activities};
use crate::outlook::own_walks::{Ledger, OwnWalk, own_walks};

use super::preferences;

/// What tabs say to each other.
pub(super) mod word {
    /// Something was written to the journal.
    pub(in crate::phone) const JOURNAL: &str = "journal";
    /// A walk was started, ended or thrown away.
    pub(in crate::phone) const WALK: &str = "walk";
    /// Somebody else uses the phone now.
    pub(in crate::phone) const ACCOUNT: &str = "account";
}

/// The open journal of one account.
#[derive(Debug, Clone, Copy)]
pub(super) struct Notebook {
    pub(super) account: AccountId,
    store: StoredValue<IndexedDbStore, LocalStorage>,
    ledger: StoredValue<Ledger>,
    channel: StoredValue<Option<Channel>, LocalStorage>,
    /// What the server last told.
    pub(super) news: RwSignal<News>,
    /// The officer's own walks, the latest first.
    pub(super) walks: RwSignal<Vec<OwnWalk>>,
    /// The officer's own activities, the latest first.
    pub(super) activities: RwSignal<Vec<OwnActivity>>,
    /// What the phone's storage had lost, until somebody has read it.
    pub(super) lost: RwSignal<Option<StorageReport>>,
    /// Why the journal could not be read, if it could not.
    pub(super) fault: RwSignal<Option<StoreError>>,
}

impl Notebook {
    /// Opens an account's journal and reads it.
    pub(super) async fn open(account: AccountId) -> Result<(Notebook, Snapshot), StoreError> {
        let store = IndexedDbStore::open(account).await?;
        let (snapshot, journal) = (store.snapshot().await?, store.journal().await?);
        let lost = store.notice().await?;
        let ledger = Ledger::of(journal);
        let walks = own_walks(&ledger, &snapshot.news);
        let activities = own_activities(&ledger, &snapshot.news);
        let notebook = Notebook {
            account,
            store: StoredValue::new_local(store),
            ledger: StoredValue::new(ledger),
            channel: StoredValue::new_local(None),
            news: RwSignal::new(snapshot.news.clone()),
            walks: RwSignal::new(walks),
            activities: RwSignal::new(activities),
            lost: RwSignal::new(lost),
            fault: RwSignal::new(None),
        };
        Ok((notebook, snapshot))
    }

    /// Returns the store; its clones are the same one.
    pub(super) fn store(self) -> IndexedDbStore {
        self.store.get_value()
    }

    /// Reads the journal and the news again.
    pub(super) async fn refresh(self) {
        if let Err(error) = self.read_again().await {
            begin_anew_if_emptied(&error);
            self.fault.set(Some(error));
        }
    }

    /// Takes note that somebody has read what the phone's storage had lost.
    pub(super) async fn loss_seen(self) {
        if self.store().notice_seen().await.is_ok() {
            self.lost.set(None);
        }
    }

    async fn read_again(self) -> Result<(), StoreError> {
        let store = self.store();
        let (snapshot, journal) = (store.snapshot().await?, store.journal().await?);
        self.ledger.update_value(|ledger| ledger.take_in(journal));
        let (walks, activities) = self
            .ledger
            .with_value(|ledger| (own_walks(ledger, &snapshot.news), own_activities(ledger, &snapshot.news)));
        set_if_new(self.news, snapshot.news);
        set_if_new(self.walks, walks);
        set_if_new(self.activities, activities);
        set_if_new(self.fault, None);
        Ok(())
    }

    /// Listens to the other tabs.
    pub(super) fn listen(self, on_word: impl FnMut(String) + 'static) {
        self.channel.set_value(Some(Channel::open(on_word)));
    }

    /// Says a word to the other tabs.
    pub(super) fn say(self, word: &str) {
        self.channel.with_value(|channel| channel.iter().for_each(|channel| channel.say(word)));
    }

    /// Returns an area by its id.
    pub(super) fn area(self, id: &AreaId) -> Option<Area> {
        self.news.with(|news| news.rulebook.area(id).cloned())
    }

    /// Returns what people call an area; its id where this phone does not know it.
    pub(super) fn area_name(self, id: &AreaId) -> String {
        self.news.with(|news| news.rulebook.area(id).map_or_else(|| id.to_string(), |area| area.name.clone()))
    }
}

/// Loads the page anew when the storage was emptied under it: what can be brought back is brought back at the start.
pub(super) fn begin_anew_if_emptied(error: &StoreError) {
    if *error == StoreError::Emptied {
        page::reload();
    }
}

/// What another officer has left on this phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LeftHere {
    /// Whose.
    pub(super) shown_as: String,
    /// What waits to be sent.
    pub(super) waiting: Count,
    /// Whether a walk is still running.
    pub(super) is_walking: bool,
}

/// Looks what other officers have left on this phone. Nothing is sent or changed.
pub(super) async fn left_by_others(own: Option<AccountId>) -> Vec<LeftHere> {
    let mut left = Vec::new();
    for (id, shown_as) in preferences::accounts() {
        if Some(id) == own {
            continue;
        }
        // A journal that cannot be opened now is looked at next time.
        let Ok(store) = IndexedDbStore::open(id).await else { continue };
        let (Ok(snapshot), Ok(journal), Ok(marks)) =
            (store.snapshot().await, store.journal().await, store.marks().await)
        else {
            continue;
        };
        let ledger = Ledger::of(journal);
        let (walks, activities) =
            (own_walks(&ledger, &snapshot.news), own_activities(&ledger, &snapshot.news));
        let waiting = Count::waiting(&walks, &activities);
        let is_walking = !marks.is_empty();
        if !waiting.is_nothing() || is_walking {
            left.push(LeftHere { shown_as, waiting, is_walking });
        }
    }
    left
}

/// Sets a signal where the value differs, so that nothing is drawn twice.
fn set_if_new<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|held| *held != value) {
        signal.set(value);
    }
}
