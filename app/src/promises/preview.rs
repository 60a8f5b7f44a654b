//! A follow-up before it is published: the very page that the public will see, in a frame, and the one button. What is in the
//! frame is a page of its own.

use domain::followup::Kind;
use domain::id::PeriodId;
use leptos::prelude::*;

use crate::texts::Language;
use crate::texts::promises as words;
use crate::texts::promises::desk::Say;

/// Draws the page.
pub fn draw(language: Language, period: &PeriodId, number: u32, kind: Kind) -> impl IntoView + use<> {
    let path = format!("/promises/{period}/follow-ups/{number}");
    let name = format!("{} {number}", words::kind(language, kind));
    view! {
        <p class="eyebrow">{Say::Preview.say(language)}</p>
        <h1>{name.clone()}</h1>
        <form method="post" action=format!("{path}/publish") class="ends">
            <button class="button">{Say::Publish.say(language)}</button>
            <a href=format!("{path}/edit")>{Say::Continue.say(language)}</a>
        </form>
        <p class="soft help">{Say::PublishHelp.say(language)}</p>
        <iframe class="preview" src=format!("{path}/preview/page") title=name></iframe>
    }
}
