//! The frame around every page: where one is, where one can go, who one is. It works without script and is not printed.

use leptos::html::Main;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::language;
use super::page::query;
use super::source::Reader;
use crate::texts::Language;
use crate::texts::desk::dosage;
use crate::texts::desk::export::Say;
use crate::texts::desk::word::Word;

/// Draws the frame around a page.
#[component]
pub fn Frame(
    /// Who reads, if anybody is logged in.
    reader: Option<Reader>,
    /// Whether another page is on its way.
    #[prop(into)]
    is_routing: Signal<bool>,
    /// The page.
    children: Children,
) -> impl IntoView {
    let language = language();
    let main = NodeRef::<Main>::new();
    focus_on_arrival(main);
    let places = reader.as_ref().map(|reader| draw_places(language, reader));
    let account = reader.map(|reader| draw_account(language, reader));
    view! {
        <a class="skip" href="#content" rel="external">
            {Word::Skip.say(language)}
        </a>
        <header class="bar">
            <a class="brand" href="/week">
                {draw_sign()}
                "Kvart"
            </a>
            {places}
            <div class="account">{account} {draw_other_language(language)}</div>
        </header>
        <main id="content" tabindex="-1" node_ref=main aria-busy=move || is_routing.get().to_string()>
            {children()}
        </main>
        <footer class="foot">
            <p>"Kvart · " {Word::Purpose.say(language)}</p>
        </footer>
    }
}

/// Draws where one can go.
fn draw_places(language: Language, reader: &Reader) -> impl IntoView + use<> {
    let path = use_location().pathname;
    let is_in = move |place: &str| path.with(|path| path.starts_with(place));
    let phones = reader.sees_phones().then(|| {
        view! {
            <a href="/phones" aria-current=move || is_in("/phones").then_some("page")>
                {Word::Phones.say(language)}
            </a>
        }
    });
    let dosage = reader.sees_dosage().then(|| {
        view! {
            <a href="/dosage" aria-current=move || is_in("/dosage").then_some("page")>
                {dosage::Say::Dosage.say(language)}
            </a>
        }
    });
    let export = reader.exports().then(|| {
        view! {
            <a href="/export" aria-current=move || is_in("/export").then_some("page")>
                {Say::Export.say(language)}
            </a>
        }
    });
    view! {
        <nav class="places" aria-label=Word::Navigation.say(language)>
            <a href="/week" aria-current=move || is_in("/week").then_some("page")>
                {Word::WeekPage.say(language)}
            </a>
            <a href="/coverage" aria-current=move || is_in("/coverage").then_some("page")>
                {Word::Coverage.say(language)}
            </a>
            {dosage}
            <a href="/observations" aria-current=move || is_in("/observations").then_some("page")>
                {Word::Observations.say(language)}
            </a>
            {phones}
            {export}
            // Another program, with a worker of its own: the browser goes there itself.
            <a href="/phone/" rel="external">
                {Word::NewWalk.say(language)}
            </a>
        </nav>
    }
}

/// Draws who one is, and the way out.
fn draw_account(language: Language, reader: Reader) -> impl IntoView {
    view! {
        <span class="reader">{reader.shown_as}</span>
        <form method="post" action="/logout">
            <button class="plain">{Word::LogOut.say(language)}</button>
        </form>
    }
}

/// Draws the way to the other language: a form, so that addresses stay the same for everybody they are shared with.
fn draw_other_language(language: Language) -> impl IntoView {
    let location = use_location();
    let back = move || location.pathname.get() + &query(&location.search.get());
    let other = language.pick(Language::English, Language::Swedish);
    view! {
        <form method="post" action="/language">
            <input type="hidden" name="back" value=back />
            <button class="plain" name="language" value=other.tag() lang=other.tag()>
                {Word::OtherLanguage.say(language)}
            </button>
        </form>
    }
}

/// Draws Kvart's sign: a ring of an hour, the first quarter walked.
fn draw_sign() -> impl IntoView {
    view! {
        <svg class="brand-sign" viewBox="0 0 32 32" aria-hidden="true">
            <circle cx="16" cy="16" r="12" />
            <path d="M16 4a12 12 0 0 1 12 12" />
        </svg>
    }
}

/// Moves the focus to the page when another has come, so that the keyboard and a screen reader go on from there. The
/// first page leaves it where the browser has put it.
fn focus_on_arrival(main: NodeRef<Main>) {
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let path = path.get();
        if before.is_some_and(|before| before != path)
            && let Some(main) = main.get_untracked()
        {
            // Scrolling is the router's.
            let _focused = main.focus();
        }
        path
    });
}
