//! The phone: what an officer holds. It never talks to the server before it has drawn what the phone itself knows.
#![expect(unreachable_pub, reason = "leptos's component macro writes a `pub` of its own")]

mod diagnosis;
mod drawing;
mod halt;
mod nearby;
mod newer;
mod notebook;
mod officer;
mod parts;
mod preferences;
mod recorder;
mod screens;
mod show;
mod syncer;

use browser::{page, storage};
use leptos::prelude::*;
use leptos::task::spawn_local;
use sync::local_store::StoreError;
use sync::wire::AccountCard;

use crate::texts::Language;
use crate::texts::phone::storage_fault;
use crate::texts::phone::word::Word;
use newer::Newer;
use notebook::{LeftHere, Notebook, left_by_others};
use officer::Officer;
use preferences::Preferences;
use recorder::Recorder;
use screens::login::Login;
use show::OfficerFace;
use syncer::Syncer;

/// How far the opening has come.
#[derive(Clone)]
enum Opening {
    /// The journal is being read: a few milliseconds.
    Reading,
    /// Nobody has logged in on this phone.
    Stranger,
    /// The journal is open.
    Open(Box<Officer>),
    /// The phone's storage failed.
    Failed(StoreError),
}

/// Draws the phone's face.
#[component]
pub fn Phone() -> impl IntoView {
    halt::say_so();
    let preferences = Preferences::kept();
    let newer = Newer::look_out();
    let opening = RwSignal::new(Opening::Reading);
    let left = RwSignal::new(Vec::new());
    spawn_local(open(opening, left, newer));
    move || {
        let language = preferences.language.get();
        match opening.get() {
            Opening::Reading => ().into_any(),
            Opening::Stranger => view! { <Stranger language left=left.into() /> }.into_any(),
            Opening::Open(officer) => {
                view! { <OfficerFace language officer=*officer preferences /> }.into_any()
            }
            Opening::Failed(error) => view! { <Failed language error /> }.into_any(),
        }
    }
}

/// Opens the journal of whoever used the phone last. No step of it needs a network.
async fn open(opening: RwSignal<Opening>, left: RwSignal<Vec<LeftHere>>, newer: Newer) {
    let account = preferences::account();
    let Some(account) = account else {
        opening.set(Opening::Stranger);
        left.set(left_by_others(None).await);
        return;
    };
    match Notebook::open(account).await {
        Err(error) => opening.set(Opening::Failed(error)),
        Ok((notebook, snapshot)) => {
            let syncer = Syncer::new(notebook, &snapshot);
            let recorder = Recorder::new(notebook, syncer);
            let looked = recorder.look().await;
            if let Err(error) = looked {
                recorder.fault.set(Some(error));
            }
            let officer = Officer::new(notebook, syncer, recorder, newer, left);
            officer.run();
            opening.set(Opening::Open(Box::new(officer)));
            left.set(left_by_others(Some(account)).await);
        }
    }
}

/// Draws the first log-in on this phone.
#[component]
fn Stranger(language: Language, left: Signal<Vec<LeftHere>>) -> impl IntoView {
    view! { <Login language left on_login=Callback::new(take_phone) /> }
}

/// Gives the phone to whoever has logged in: their journal is opened, all others stay as they are.
pub(crate) fn take_phone(card: AccountCard) {
    preferences::remember(&card);
    spawn_local(async move {
        // A browser that does not promise it may clear a journal that was not used for weeks; the settings say so.
        let _promised = storage::persist().await;
        page::set_hash("/");
        page::reload();
    });
}

/// Draws that the phone's storage failed, and what is safe.
#[component]
fn Failed(language: Language, error: StoreError) -> impl IntoView {
    view! {
        <main class="screen failed-screen">
            <h1>{Word::CannotOpen.say(language)}</h1>
            <p>{storage_fault(language, &error)}</p>
            <p class="soft">{Word::CannotOpenHelp.say(language)}</p>
        </main>
        <footer class="dock">
            <button type="button" class="button main" on:click=|_| page::reload()>
                {Word::TryAgain.say(language)}
            </button>
        </footer>
    }
}
