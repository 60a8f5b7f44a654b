//! Fields of forms: a line, a date, a time, a few words. What is typed goes to the signal that was given; nothing is checked
//! here.

use leptos::prelude::*;

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name to log in with.
    UserName,
    /// A password.
    Password,
    /// A date, `2026-11-24`.
    Date,
    /// A time of day, `22:14`.
    Time,
    /// A short note.
    Note,
}

impl Kind {
    /// Returns the input's type and what the browser may fill in.
    fn input(self) -> (&'static str, &'static str) {
        match self {
            Kind::UserName => ("text", "username"),
            Kind::Password => ("password", "current-password"),
            Kind::Date => ("date", "off"),
            Kind::Time => ("time", "off"),
            Kind::Note => ("text", "off"),
        }
    }
}

/// Draws one line to fill in.
#[component]
pub(crate) fn Field(
    /// What is asked.
    label: &'static str,
    /// What it takes.
    kind: Kind,
    /// What is in it.
    value: RwSignal<String>,
    /// The most characters.
    #[prop(default = 140)]
    max_length: usize,
    /// Whether it can only be read.
    #[prop(optional)]
    is_fixed: bool,
) -> impl IntoView {
    let (input_type, fill) = kind.input();
    view! {
        <label class="field">
            <span>{label}</span>
            <input
                type=input_type
                autocomplete=fill
                autocapitalize="none"
                spellcheck="false"
                maxlength=max_length.to_string()
                readonly=is_fixed
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            />
        </label>
    }
}

/// Draws a few lines to fill in.
#[component]
pub(crate) fn Reason(
    /// What is asked.
    label: &'static str,
    /// What is in it.
    value: RwSignal<String>,
    /// The most characters.
    max_length: usize,
) -> impl IntoView {
    view! {
        <label class="field">
            <span>{label}</span>
            <textarea
                rows="3"
                maxlength=max_length.to_string()
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            ></textarea>
        </label>
    }
}

/// Draws what is wrong with what was filled in, if anything is.
#[component]
pub(crate) fn Problem(
    /// What is wrong.
    #[prop(into)]
    text: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <p class="problem" role="alert" hidden=move || text.with(Option::is_none)>
            {text}
        </p>
    }
}
