//! One line that says what waits, what is sent and how old the picture is. It never says "all sent" while anything waits.

use domain::time::WallTime;
use leptos::prelude::*;
use sync::engine::{Phase, Status};

use super::icon::Icon;
use crate::outlook::count::Count;
use crate::texts::Language;
use crate::texts::phone::word::Word;
use crate::texts::phone::{SyncSeen, sync_line};

/// What the person can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Remedy {
    Send,
    Fetch,
    LogIn,
    None,
}

/// Draws the line.
#[component]
pub(crate) fn SyncLine(
    language: Language,
    /// How the sync stands.
    status: Signal<Status>,
    /// What waits.
    waiting: Signal<Count>,
    /// Now, by the phone's clock.
    now: Signal<WallTime>,
    /// The person wants it tried at once.
    on_demand: Callback<()>,
) -> impl IntoView {
    let text = Memo::new(move |_| {
        status
            .with(|status| sync_line(language, &SyncSeen { status, waiting: waiting.get(), now: now.get() }))
    });
    let waits = Memo::new(move |_| !waiting.get().is_nothing() || status.with(|status| 0 < status.n_unsent));
    let is_kept_back = move || status.with(|status| 0 < status.n_parked);
    let remedy = Memo::new(move |_| status.with(|status| remedy(&status.phase, waits.get())));
    let icon = move || match (remedy.get(), waits.get()) {
        (Remedy::LogIn, _) => Icon::Alert.draw(),
        (_, true) => Icon::Phone.draw(),
        (_, false) if is_kept_back() => Icon::Alert.draw(),
        (_, false) => Icon::Server.draw(),
    };
    let button = move || match remedy.get() {
        Remedy::None => ().into_any(),
        Remedy::LogIn => view! {
            <a class="small-button" href="#/login">
                {Word::LogIn.say(language)}
            </a>
        }
        .into_any(),
        Remedy::Send | Remedy::Fetch => {
            let word = if remedy.get() == Remedy::Send { Word::SendNow } else { Word::Fetch };
            view! {
                <button class="small-button" type="button" on:click=move |_| on_demand.run(())>
                    {word.say(language)}
                </button>
            }
            .into_any()
        }
    };
    view! {
        <div class="sync" class:waits=waits>
            {icon}
            <p role="status">{text}</p>
            {button}
        </div>
    }
}

fn remedy(phase: &Phase, waits: bool) -> Remedy {
    match phase {
        Phase::LoginNeeded => Remedy::LogIn,
        Phase::Busy | Phase::UpdateNeeded => Remedy::None,
        Phase::Resting | Phase::Waiting(_) | Phase::StorageFailed(_) => {
            if waits {
                Remedy::Send
            } else if *phase == Phase::Resting {
                Remedy::None
            } else {
                Remedy::Fetch
            }
        }
    }
}
