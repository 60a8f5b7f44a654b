//! Logging in: name and password. The session is a cookie that no script sees; the password is forgotten at once.

use browser::fetch::{LoginFailure, login};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sync::wire::AccountCard;

use crate::outlook::screen::Screen;
use crate::phone::notebook::LeftHere;
use crate::phone::parts::fields::{Field, Kind, Problem};
use crate::texts::Language;
use crate::texts::phone::word::Word;
use crate::texts::phone::{come_back, left_here};

/// Draws the log-in.
#[component]
pub(crate) fn Login(
    language: Language,
    /// The name that is to log in, where only that one may: its walk is running.
    #[prop(optional)]
    fixed_name: Option<String>,
    /// The name that logged in last.
    #[prop(optional)]
    last_name: Option<String>,
    /// Where the way back leads, if there is one: a phone that already is somebody's works without a log-in.
    #[prop(optional)]
    back: Option<Screen>,
    /// What others have left on this phone.
    left: Signal<Vec<LeftHere>>,
    /// Somebody has logged in.
    on_login: Callback<AccountCard>,
) -> impl IntoView {
    let is_fixed = fixed_name.is_some();
    let name = RwSignal::new(fixed_name.or(last_name).unwrap_or_default());
    let password = RwSignal::new(String::new());
    let is_asking = RwSignal::new(false);
    let failure = RwSignal::new(None::<LoginFailure>);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_asking.get_untracked() {
            return;
        }
        is_asking.set(true);
        spawn_local(async move {
            let answer = login(name.get_untracked().trim(), &password.get_untracked()).await;
            is_asking.set(false);
            match answer {
                Ok(card) => {
                    password.set(String::new());
                    on_login.run(card);
                }
                Err(error) => failure.set(Some(error)),
            }
        });
    };
    let problem = move || failure.with(|failure| failure.as_ref().map(|why| problem_with(language, why)));
    let button = move || if is_asking.get() { Word::LoggingIn } else { Word::LogIn }.say(language);
    let left = move || {
        let line = |left: LeftHere| view! { <p class="soft">{left_here(language, &left.shown_as, left.waiting, left.is_walking)}</p> };
        left.get().into_iter().map(line).collect_view()
    };
    view! {
        <main class="screen login-screen">
            <Brand line=Word::Purpose.say(language) />
            <form class="form" on:submit=submit>
                <Field label=Word::UserName.say(language) kind=Kind::UserName value=name max_length=80 is_fixed />
                <Field label=Word::Password.say(language) kind=Kind::Password value=password max_length=200 />
                <Problem text=Signal::derive(problem) />
                <button class="button main" disabled=is_asking>
                    {button}
                </button>
            </form>
            <p class="soft">{Word::LoginHelp.say(language)}</p>
            {left}
            {back.map(|back| {
                view! {
                    <a class="plain-button" href=format!("#{back}")>
                        {Word::NotNow.say(language)}
                    </a>
                }
            })}
        </main>
    }
}

/// Draws the sign and the name, with a line below.
#[component]
pub(crate) fn Brand(line: &'static str) -> impl IntoView {
    view! {
        <div class="brand">
            <svg class="brand-sign" viewBox="0 0 32 32" aria-hidden="true">
                <circle cx="16" cy="16" r="12" />
                <path d="M16 4a12 12 0 0 1 12 12" />
            </svg>
            <h1>"Kvart"</h1>
            <p class="soft">{line}</p>
        </div>
    }
}

/// Says why nobody was logged in.
fn problem_with(language: Language, failure: &LoginFailure) -> String {
    let word = match failure {
        LoginFailure::Busy { after_s } => return come_back(language, *after_s),
        LoginFailure::WrongCredentials => Word::WrongCredentials,
        LoginFailure::Unreachable => Word::LoginUnreachable,
        LoginFailure::Broken(_) => Word::LoginBroken,
    };
    word.say(language).to_owned()
}
