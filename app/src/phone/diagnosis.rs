//! Looks up how this phone stands, and hands it to the person: as lines to read, as text to copy, and what is unsent as a
//! file. Nothing is changed on the phone by it.

use browser::second_copy::Standing;
use browser::{clock, page, position, storage};
use leptos::prelude::*;
use leptos::task::spawn_local;
use sync::local_store::{LocalStore, StoreError};
use sync::saved::SavedJournal;

use super::officer::Officer;
use super::syncer::APP;
use crate::outlook::diagnosis::{Findings, JournalTally, Permission, SecondCopy};
use crate::texts::Language;
use crate::texts::phone::diagnosis::{Line, lines, text};
use crate::texts::phone::storage::{file_saved, storage_fault};
use crate::texts::phone::word::Word;

/// How this phone stands, while somebody looks at it.
#[derive(Clone, Copy)]
pub(super) struct Diagnosis {
    language: Language,
    officer: Officer,
    /// All that was found; none while it is looked up.
    pub(super) lines: RwSignal<Vec<Line>>,
    /// What became of the last wish.
    pub(super) said: RwSignal<Option<String>>,
}

impl Diagnosis {
    /// Looks it up, and again whenever the sync has come further.
    pub(super) fn look(language: Language, officer: Officer) -> Diagnosis {
        let diagnosis =
            Diagnosis { language, officer, lines: RwSignal::new(Vec::new()), said: RwSignal::new(None) };
        Effect::new(move || {
            officer.syncer.status.track();
            spawn_local(async move {
                let found = findings(officer).await;
                // The screen may have been left meanwhile.
                diagnosis.lines.try_set(lines(language, &found));
            });
        });
        diagnosis
    }

    /// Puts the lines on the clipboard.
    pub(super) fn copy(self) {
        let text = self.lines.with(|lines| text(self.language, lines));
        spawn_local(async move {
            let word = if page::copy(&text).await { Word::Copied } else { Word::CannotCopy };
            self.say(word.say(self.language).to_owned());
        });
    }

    /// Hands the person a file of all that the server does not hold.
    pub(super) fn save(self) {
        spawn_local(async move {
            self.say(match unsent(self.officer).await {
                Ok(saved) if page::hand_over(&saved.file_name(), &saved.text()) => {
                    file_saved(self.language, &saved.file_name())
                }
                Ok(_) => Word::FaultFailed.say(self.language).to_owned(),
                Err(error) => storage_fault(self.language, &error),
            });
        });
    }

    fn say(self, said: String) {
        self.said.try_set(Some(said));
    }
}

async fn unsent(officer: Officer) -> Result<SavedJournal, StoreError> {
    let store = officer.notebook.store();
    let journal = store.journal().await?;
    Ok(SavedJournal::of(store.account(), store.device(), APP, journal, clock::wall()))
}

async fn findings(officer: Officer) -> Findings {
    let store = officer.notebook.store();
    let journal = store.journal().await.map(|journal| JournalTally::of(&journal));
    let is_lasting = storage::persistence().await.is_lasting();
    let positions = match position::permission().await {
        position::Permission::Granted => Permission::Granted,
        position::Permission::Denied => Permission::Denied,
        position::Permission::Prompt => Permission::Prompt,
        position::Permission::Unknown => Permission::Unknown,
    };
    Findings {
        at: clock::wall(),
        device: store.device(),
        journal,
        last_contact: officer.syncer.status.with_untracked(|status| status.last_contact),
        server_ahead_ms: officer.notebook.news.with_untracked(|news| news.server_ahead_ms),
        app: APP,
        build: page::program().and_then(|address| build_of(&address)),
        is_lasting,
        second_copy: match store.second_copy() {
            Standing::Making => SecondCopy::Making,
            Standing::Kept { since } => SecondCopy::Kept(since),
            Standing::Unsupported => SecondCopy::Unsupported,
            Standing::Failed(why) => SecondCopy::Failed(why),
        },
        copy_damage: store.second_copy_damage().map(str::to_owned),
        stored_of: storage::quota().await.map(|quota| (quota.used_bytes, quota.total_bytes)),
        worker: officer.newer.worker_state(),
        positions,
    }
}

/// Returns the first eight digits by which a program's address names its content: `/assets/phone.3f2a9c1d….wasm`.
fn build_of(address: &str) -> Option<String> {
    address.split('.').nth(1)?.get(..8).map(str::to_owned)
}
