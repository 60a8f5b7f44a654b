//! Taking a walk or an activity back: it shall not count. It stays in the journal, with the reason.

use domain::walk::{Walk, check_reason};
use leptos::prelude::*;

use crate::outlook::screen::Screen;
use crate::phone::parts::fields::{Problem, Reason};
use crate::phone::parts::hold_button::HoldButton;
use crate::phone::parts::top_bar::TopBar;
use crate::texts::Language;
use crate::texts::phone::word::Word;

/// Draws the reason to give and the button.
#[component]
pub(crate) fn Withdraw(
    language: Language,
    /// What the screen is.
    title: &'static str,
    /// What taking it back comes to.
    help: &'static str,
    /// What is taken back, in words.
    what: String,
    /// Where the way back leads.
    back: Screen,
    /// Why it could not be saved, if it could not.
    failed: Signal<Option<String>>,
    /// It is to be taken back, for this reason.
    on_withdraw: Callback<String>,
) -> impl IntoView {
    let reason = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<&'static str>);
    let withdraw = move |()| {
        let reason = reason.get_untracked().trim().to_owned();
        match check_reason(&reason) {
            Ok(()) => on_withdraw.run(reason),
            Err(_) => problem.set(Some(Word::ReasonMissing.say(language))),
        }
    };
    view! {
        <TopBar language title=title.to_owned() back />
        <main class="screen form">
            <p class="lead">{what}</p>
            <p>{help}</p>
            <Reason label=Word::WhyWithdraw.say(language) value=reason max_length=Walk::MAX_REASON />
        </main>
        <footer class="dock">
            <Problem text=Signal::derive(move || problem.get().map(str::to_owned).or_else(|| failed.get())) />
            <HoldButton
                language
                label=Word::HoldToWithdraw.say(language)
                on_held=Callback::new(withdraw)
            />
        </footer>
    }
}
