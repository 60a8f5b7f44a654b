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
    let location = use_location();
    let path = Signal::from(location.pathname);
    let back = Signal::derive(move || format!("{}{}", path.get(), query(&location.search.get())));
    let places = reader.as_ref().map(|reader| draw_places(language, reader, path));
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
            <div class="account">{account} {draw_other_language(language, back)}</div>
        </header>
        <main id="content" tabindex="-1" node_ref=main aria-busy=move || is_routing.get().to_string()>
            {children()}
        </main>
        <footer class="foot">
            <p>"Kvart · " {Word::Purpose.say(language)}</p>
        </footer>
    }
}

/// Draws where one can go from the page at `path`.
pub(crate) fn draw_places(
    language: Language,
    reader: &Reader,
    path: Signal<String>,
) -> impl IntoView + use<> {
    let places = [
        ("/week", Word::WeekPage.say(language), true),
        ("/coverage", Word::Coverage.say(language), true),
        ("/promises", Word::Promises.say(language), true),
        ("/dosage", dosage::Say::Dosage.say(language), reader.sees_dosage()),
        ("/observations", Word::Observations.say(language), true),
        ("/phones", Word::Phones.say(language), reader.sees_phones()),
        ("/export", Say::Export.say(language), reader.exports()),
        ("/phone/", Word::NewWalk.say(language), true),
    ];
    let place = |(place, name, _): (&'static str, &'static str, bool)| {
        let is_here = move || path.with(|path| path.starts_with(place)).then_some("page");
        // Not of this program, or another one with a worker of its own: the browser goes there itself.
        let rel = matches!(place, "/promises" | "/phone/").then_some("external");
        view! {
            <a href=place rel=rel aria-current=is_here>
                {name}
            </a>
        }
    };
    let places = places.into_iter().filter(|(.., leads_anywhere)| *leads_anywhere).map(place);
    view! {
        <nav class="places" aria-label=Word::Navigation.say(language)>
            {places.collect_view()}
        </nav>
    }
}

/// Draws who one is, and the way out.
pub(crate) fn draw_account(language: Language, reader: Reader) -> impl IntoView {
    view! {
        <span class="reader">{reader.shown_as}</span>
        <form method="post" action="/logout">
            <button class="plain">{Word::LogOut.say(language)}</button>
        </form>
    }
}

/// Draws the way to the other language, and `back` to the page: a form, so that addresses stay the same for everybody they are
/// shared with.
pub(crate) fn draw_other_language(language: Language, back: Signal<String>) -> impl IntoView {
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
pub(crate) fn draw_sign() -> impl IntoView {
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
