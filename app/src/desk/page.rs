//! What pages have in common: how an answer becomes a page, and what is shown where there is none. It never asks itself.

use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::language;
use super::login::login_address;
use super::source::Trouble;
use crate::texts::Language;
use crate::texts::desk;
use crate::texts::desk::word::Word;

/// Draws what a question was answered, once it is; until then what was there before stays.
pub(crate) fn answered<T, V>(
    answer: Resource<Result<T, Trouble>>,
    draw: fn(Language, T) -> V,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let language = language();
    let page = move || {
        Suspend::new(async move {
            match answer.await {
                Ok(sheet) => Either::Left(draw(language, sheet)),
                Err(trouble) => Either::Right(view! { <TroublePage trouble /> }),
            }
        })
    };
    view! { <Transition>{page}</Transition> }
}

/// Names the page in the browser's tab, its history and its bookmarks.
pub(crate) fn title(name: &str) -> impl IntoView + use<> {
    view! { <Title text=format!("{name} – Kvart") /> }
}

/// Whether something counts towards the promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It does.
    Counts,
    /// It does not.
    Not,
}

impl Mark {
    /// Returns the sign, beside which there always is a word.
    pub fn sign(self) -> &'static str {
        match self {
            Mark::Counts => "✓",
            Mark::Not => "–",
        }
    }

    /// Returns the class that gives it its colour.
    pub fn class(self) -> &'static str {
        match self {
            Mark::Counts => "kept",
            Mark::Not => "not-followed",
        }
    }
}

/// Draws a verdict in a word, with its sign and colour.
#[component]
pub fn Badge(
    /// Whether it counts.
    mark: Mark,
    /// The word.
    text: &'static str,
) -> impl IntoView {
    view! {
        <span class=format!("badge {}", mark.class())>
            <span class="sign" aria-hidden="true">
                {mark.sign()}
            </span>
            {text}
        </span>
    }
}

/// Says what happened, what is safe, and what to do next.
#[component]
pub fn TroublePage(
    /// Why there is no page.
    trouble: Trouble,
) -> impl IntoView {
    let language = language();
    let (what, next) = desk::trouble(language, trouble);
    let location = use_location();
    let here = move || location.pathname.get() + &query(&location.search.get());
    let way_on = match trouble {
        Trouble::LoginNeeded => Either::Left(view! {
            // A page of its own, not one of this visit: who is logged in changes.
            <a class="button" rel="external" href=move || login_address(&here())>
                {Word::LogIn.say(language)}
            </a>
        }),
        Trouble::Failed | Trouble::Unreachable => Either::Right(Either::Left(view! {
            <a class="button" rel="external" href=here>
                {Word::Reload.say(language)}
            </a>
        })),
        Trouble::NoAccess | Trouble::NotFound => Either::Right(Either::Right(view! {
            <a class="button" href="/coverage">
                {Word::ToCoverage.say(language)}
            </a>
        })),
    };
    view! {
        {title(what)}
        <div class="trouble">
            <h1>{what}</h1>
            <p>{next}</p>
            <p>{way_on}</p>
        </div>
    }
}

/// Returns a query as it stands in an address: with its mark, or nothing.
pub(crate) fn query(search: &str) -> String {
    if search.is_empty() { String::new() } else { format!("?{}", search.trim_start_matches('?')) }
}
