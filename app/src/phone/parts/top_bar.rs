//! The bar at the top of a screen: the way back and what the screen is. It never holds the main action.

use leptos::html;
use leptos::prelude::*;

use super::icon::Icon;
use crate::outlook::screen::Screen;
use crate::texts::Language;
use crate::texts::phone::word::Word;

/// Draws the bar of a screen that lies behind another. Whoever uses a screen reader goes on from its heading.
#[component]
pub(crate) fn TopBar(
    language: Language,
    /// What the screen is.
    #[prop(into)]
    title: Signal<String>,
    /// Where the way back leads.
    back: Screen,
) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    heading.on_load(|heading| {
        // A browser that does not focus leaves the reader at the top, where the heading is.
        let _not_focused = heading.focus();
    });
    view! {
        <header class="bar">
            <a class="bar-button" href=format!("#{back}") aria-label=Word::Back.say(language)>
                {Icon::Back.draw()}
            </a>
            <h1 tabindex="-1" node_ref=heading>
                {title}
            </h1>
        </header>
    }
}
