//! The phone: what an officer holds. This page is its door: it opens to whoever used the phone last, and asks a stranger to
//! log in; all else stands in the rooms behind it. It never talks to the server before it has drawn what the phone itself knows.
#![expect(unreachable_pub, reason = "leptos's component macro writes a `pub` of its own")]

mod diagnosis;
mod drawing;
mod half_typed;
mod halt;
mod heart;
mod nearby;
mod newer;
mod notebook;
mod officer;
mod parts;
mod preferences;
mod recorder;
mod rooms;
mod screens;
mod show;
mod show_activities;
mod syncer;

use browser::{page, storage};
use leptos::prelude::*;
use leptos::task::spawn_local;
use sync::wire::AccountCard;

use crate::texts::Language;
use crate::texts::phone::storage::storage_fault;
use crate::texts::phone::word::Word;
use newer::Newer;
use notebook::LeftHere;
use preferences::Preferences;
use rooms::{Locked, Rooms};
use screens::login::{Brand, Login};

/// How far the opening has come.
#[derive(Clone)]
enum Opening {
    /// The rooms are being opened: a few milliseconds, unless that part of the app has yet to come over a slow network.
    Reading,
    /// Nobody has logged in on this phone.
    Stranger,
    /// The journal is open.
    Open(Rooms),
    /// The rooms stayed shut.
    Failed(Locked),
}

/// Draws the phone's face.
#[component]
pub fn Phone() -> impl IntoView {
    halt::say_so();
    let preferences = Preferences::kept();
    let newer = Newer::look_out();
    let opening = RwSignal::new_local(Opening::Reading);
    let left = RwSignal::new(Vec::new());
    spawn_local(open(opening, preferences, left, newer));
    move || {
        let language = preferences.language.get();
        match opening.get() {
            Opening::Reading => {
                view! { <main class="screen login-screen opening"><Brand line=Word::Opening.say(language) /></main> }
                    .into_any()
            }
            Opening::Stranger => view! { <Stranger language left=left.into() /> }.into_any(),
            Opening::Open(rooms) => rooms(language),
            Opening::Failed(why) => view! { <Failed language why /> }.into_any(),
        }
    }
}

/// Opens the journal of whoever used the phone last; a stranger is asked for a log-in first.
async fn open(
    opening: RwSignal<Opening, LocalStorage>,
    preferences: Preferences,
    left: RwSignal<Vec<LeftHere>>,
    newer: Newer,
) {
    let account = preferences::account();
    opening.set(match account {
        None => Opening::Stranger,
        Some(account) => match rooms::open(account, preferences, newer, left).await {
            Ok(rooms) => Opening::Open(rooms),
            Err(why) => Opening::Failed(why),
        },
    });
    left.set(rooms::look_at_left(account).await);
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

/// Draws why the phone cannot be opened, and what is safe.
#[component]
fn Failed(language: Language, why: Locked) -> impl IntoView {
    let (title, reason) = match why {
        Locked::Missing => (Word::Incomplete, Word::IncompleteReason.say(language).to_owned()),
        Locked::Storage(error) => (Word::CannotOpen, storage_fault(language, &error)),
    };
    view! {
        <main class="screen failed-screen">
            <h1>{title.say(language)}</h1>
            <p>{reason}</p>
            <p class="soft">{Word::CannotOpenHelp.say(language)}</p>
        </main>
        <footer class="dock">
            <button type="button" class="button main" on:click=|_| page::reload()>
                {Word::TryAgain.say(language)}
            </button>
        </footer>
    }
}
