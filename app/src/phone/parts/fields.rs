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
    /// A whole number.
    Number,
}

impl Kind {
    /// Returns the input's type and what the browser may fill in.
    fn input(self) -> (&'static str, &'static str) {
        match self {
            Kind::UserName => ("text", "username"),
            Kind::Password => ("password", "current-password"),
            Kind::Date => ("date", "off"),
            Kind::Time => ("time", "off"),
            // A field of type number hides from the page what is no number, and would lose it.
            Kind::Note | Kind::Number => ("text", "off"),
        }
    }

    /// Returns which keyboard a phone shows, where it is not the usual one.
    fn keyboard(self) -> Option<&'static str> {
        (self == Kind::Number).then_some("numeric")
    }
}

/// What is wrong with what stands in a field, said beside it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FieldFault {
    /// Names it on the page, so that a screen reader reads it with the field.
    pub(crate) id: &'static str,
    /// What is wrong, if anything is.
    pub(crate) text: Signal<Option<String>>,
}

impl FieldFault {
    fn is_there(self) -> bool {
        self.text.with(Option::is_some)
    }

    /// Returns what a field is described by: its fault, while there is one.
    pub(crate) fn described_by(fault: Option<FieldFault>) -> impl Fn() -> Option<&'static str> + Copy {
        move || fault.filter(|fault| fault.is_there()).map(|fault| fault.id)
    }

    /// Returns whether a field is to be marked as wrong.
    fn mark(fault: Option<FieldFault>) -> impl Fn() -> Option<&'static str> + Copy {
        move || fault.filter(|fault| fault.is_there()).map(|_| "true")
    }

    /// Draws it, while it is there.
    pub(crate) fn draw(self) -> impl IntoView {
        view! {
            <p class="fault" id=self.id hidden=move || !self.is_there()>
                {self.text}
            </p>
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
    /// What is wrong with it.
    #[prop(optional)]
    fault: Option<FieldFault>,
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
                inputmode=kind.keyboard()
                maxlength=max_length.to_string()
                readonly=is_fixed
                aria-invalid=FieldFault::mark(fault)
                aria-describedby=FieldFault::described_by(fault)
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            />
        </label>
        {fault.map(FieldFault::draw)}
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
    /// What is wrong with it.
    #[prop(optional)]
    fault: Option<FieldFault>,
) -> impl IntoView {
    view! {
        <label class="field">
            <span>{label}</span>
            <textarea
                rows="3"
                maxlength=max_length.to_string()
                aria-invalid=FieldFault::mark(fault)
                aria-describedby=FieldFault::described_by(fault)
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            ></textarea>
        </label>
        {fault.map(FieldFault::draw)}
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
