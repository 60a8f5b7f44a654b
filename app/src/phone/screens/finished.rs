//! A walk that has just ended: what the rule says of it, why, and where it is. It never says more than is stored.

use domain::time::WallTime;
use leptos::prelude::*;

use crate::outlook::own_walks::{OwnWalk, Whereabouts};
use crate::phone::parts::place_line::PlaceLine;
use crate::phone::parts::verdict_block::VerdictBlock;
use crate::texts::Language;
use crate::texts::phone::walk::walk_span;
use crate::texts::phone::word::Word;

/// Draws the walk that has just ended.
#[component]
pub(crate) fn Finished(
    language: Language,
    /// The walk; it follows what the server says.
    walk: Signal<Option<OwnWalk>>,
    /// What its area is called.
    area: Signal<String>,
    /// Now, by the phone's clock.
    now: Signal<WallTime>,
) -> impl IntoView {
    let told = move || {
        walk.get().map(|walk| {
            let (place, span) = (walk.whereabouts.clone(), walk_span(language, &walk, now.get()));
            let is_here = walk.whereabouts == Whereabouts::Phone;
            let sheet = format!("#/walks/{}", walk.id);
            view! {
                <p class="soft figures">{span}</p>
                <VerdictBlock language walk />
                <PlaceLine language place now=now.get() />
                {is_here.then(|| view! { <p class="soft">{Word::SavedHelp.say(language)}</p> })}
                <a class="plain-button" href=sheet>
                    {Word::ShowWalk.say(language)}
                </a>
            }
        })
    };
    view! {
        <main class="screen finished-screen">
            <h1>{area}</h1>
            {told}
        </main>
        <footer class="dock">
            <a class="button main" href="#/">
                {Word::Done.say(language)}
            </a>
        </footer>
    }
}
