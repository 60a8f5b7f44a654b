//! The log-in: a plain form that the server answers. No password passes through this program.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::location::Url;

use super::language;
use super::page::title;
use crate::texts::desk::word::Word;

/// Returns the address of the log-in that leads on to another page of this server.
pub fn login_address(next: &str) -> String {
    format!("/login?next={}", Url::escape(next))
}

/// Draws the log-in. The address says where to go on (`next`) and why a log-in did not do (`error`).
#[component]
pub fn LoginPage() -> impl IntoView {
    let language = language();
    let query = use_query_map();
    let next = move || query.with(|query| query.get("next"));
    let problem = move || query.with(|query| query.get("error")).map(|code| problem(&code).say(language));
    view! {
        {title(Word::LogIn.say(language))}
        <div class="login">
            <h1>{Word::LogInTitle.say(language)}</h1>
            <form method="post" action="/login">
                {move || {
                    problem().map(|text| view! { <p class="problem" role="alert" id="problem">{text}</p> })
                }}
                {move || next().map(|next| view! { <input type="hidden" name="next" value=next /> })}
                <label for="name">{Word::Name.say(language)}</label>
                <input
                    id="name"
                    name="name"
                    type="text"
                    autocomplete="username"
                    autocapitalize="none"
                    spellcheck="false"
                    maxlength="80"
                    required
                    autofocus
                />
                <label for="password">{Word::Password.say(language)}</label>
                <input
                    id="password"
                    name="password"
                    type="password"
                    autocomplete="current-password"
                    required
                />
                <button class="button">{Word::LogIn.say(language)}</button>
            </form>
            <p class="soft">{Word::LogInHelp.say(language)}</p>
        </div>
    }
}

/// Says why a log-in did not do, by the server's word for it.
fn problem(code: &str) -> Word {
    match code {
        "wrong_login" => Word::WrongLogIn,
        "account_disabled" => Word::DisabledLogIn,
        "too_many_attempts" => Word::TooManyLogIns,
        _ => Word::FailedLogIn,
    }
}
