//! The officer's own walks, the latest first, each with its verdict and where it is. It never hides one that waits.

use domain::time::WallTime;
use leptos::prelude::*;

use crate::outlook::own_walks::OwnWalk;
use crate::outlook::screen::Screen;
use crate::phone::parts::icon::Icon;
use crate::phone::parts::place_line::PlaceLine;
use crate::phone::parts::top_bar::TopBar;
use crate::phone::parts::verdict_block::{verdict_class, verdict_word};
use crate::texts::Language;
use crate::texts::phone::walk::walk_span;
use crate::texts::phone::word::Word;

/// Draws the walks, each with what its area is called.
#[component]
pub(crate) fn Walks(
    language: Language,
    /// The walks.
    walks: Signal<Vec<(OwnWalk, String)>>,
    /// Now, by the phone's clock.
    now: Signal<WallTime>,
) -> impl IntoView {
    let line = move |(walk, area): (OwnWalk, String)| {
        let verdict = match (&walk.withdrawn, &walk.verdict) {
            (Some(_), _) => view! { <p class="verdict-word">{Word::Withdrawn.say(language)}</p> }.into_any(),
            (None, Some(given)) => verdict_word(language, given).into_any(),
            (None, None) => ().into_any(),
        };
        let class = match (&walk.withdrawn, &walk.verdict) {
            (None, Some(given)) => verdict_class(given),
            _ => "not-followed",
        };
        view! {
            <li>
                <a class=format!("walk-row {class}") href=format!("#{}", Screen::WalkSheet(walk.id))>
                    <h2>{area}</h2>
                    {verdict}
                    <p class="soft figures">{walk_span(language, &walk, now.get())}</p>
                    <PlaceLine language place=walk.whereabouts now=now.get() />
                </a>
            </li>
        }
    };
    let lines = move || walks.get().into_iter().map(line).collect_view();
    view! {
        <TopBar language title=Word::OwnWalks.say(language).to_owned() back=Screen::Start />
        <main class="screen">
            <p class="empty" hidden=move || !walks.with(Vec::is_empty)>
                {Word::NoWalks.say(language)}
            </p>
            <ol class="walk-rows">{lines}</ol>
        </main>
        <footer class="dock">
            <a class="button second" href=format!("#{}", Screen::Afterwards)>
                {Icon::Plus.draw()}
                {Word::LogAfterwards.say(language)}
            </a>
        </footer>
    }
}
