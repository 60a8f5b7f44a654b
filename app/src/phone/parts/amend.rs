//! What can be done about something that was told: correct it, take it back, send it again where the server refused it. It
//! offers nothing that would come to nothing.

use leptos::prelude::*;

use super::icon::Icon;
use crate::outlook::amendment::{Remedy, remedy};
use crate::outlook::own_walks::Whereabouts;
use crate::outlook::screen::Screen;
use crate::texts::Language;
use crate::texts::phone::refusal;
use crate::texts::phone::word::Word;

/// Draws why the server refused what was last said, and what to do; nothing where it refused nothing.
#[component]
pub(crate) fn Refused(
    language: Language,
    /// Where it is.
    place: Whereabouts,
    /// Where it is corrected.
    correct: Screen,
    /// The refused entry at this place is to be sent again.
    on_send_again: Callback<u64>,
) -> impl IntoView {
    let Whereabouts::Refused { seq, refusal: why, part } = place else { return ().into_any() };
    let way = match remedy(why) {
        Remedy::SendAgain => view! {
            <button type="button" class="button" on:click=move |_| on_send_again.run(seq)>
                {Word::SendAgain.say(language)}
            </button>
        }
        .into_any(),
        Remedy::Correct => view! {
            <a class="button" href=format!("#{correct}")>
                {Word::Correct.say(language)}
            </a>
        }
        .into_any(),
        Remedy::Tell => ().into_any(),
    };
    view! {
        <section class="refusal" role="alert">
            <p class="refusal-why">{Icon::Alert.draw()} <span>{refusal(language, why, part)}</span></p>
            {way}
        </section>
    }
    .into_any()
}

/// Draws the ways to correct something or to take it back.
#[component]
pub(crate) fn Amend(
    language: Language,
    /// Where it is corrected, if it can be here.
    correct: Option<Screen>,
    /// Where it is taken back.
    withdraw: Screen,
    /// Whether it was: then a correction lets it stand again.
    is_withdrawn: bool,
) -> impl IntoView {
    let word = if is_withdrawn { Word::CorrectAndRestore } else { Word::Correct };
    let way = |to: Screen, word: Word| {
        view! {
            <a class="button second" href=format!("#{to}")>
                {word.say(language)}
            </a>
        }
    };
    view! {
        <div class="two">
            {correct.map(|correct| way(correct, word))}
            {(!is_withdrawn).then(|| way(withdraw, Word::Withdraw))}
        </div>
    }
}
