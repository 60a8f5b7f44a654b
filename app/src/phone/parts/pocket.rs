//! The pocket face: dim on black, deaf to touch. The walk goes on while the phone is in a pocket, for a locked screen would get
//! no positions. It never records anything itself.

use leptos::prelude::*;

use super::hold_button::HoldButton;
use crate::texts::Language;
use crate::texts::moment::stopwatch;
use crate::texts::phone::walk::of_required;
use crate::texts::phone::word::Word;

/// Draws the cover while it is on.
#[component]
pub(crate) fn Pocket(
    language: Language,
    /// Whether the cover is on.
    is_on: RwSignal<bool>,
    /// The time inside and what is required, in seconds.
    reached: Signal<(u32, u32)>,
    /// What the area is called.
    area: Signal<String>,
) -> impl IntoView {
    let take_off = Callback::new(move |()| is_on.set(false));
    move || {
        is_on.get().then(|| {
            view! {
                <div class="pocket" role="dialog" aria-modal="true" aria-label=Word::Pocket.say(language)>
                    <p>{area}</p>
                    <p class="figure figures">{move || stopwatch(reached.get().0)}</p>
                    <p>{move || of_required(language, reached.get().1)}</p>
                    <p>{Word::PocketHelp.say(language)}</p>
                    <HoldButton language label=Word::HoldToOpen.say(language) on_held=take_off />
                </div>
            }
        })
    }
}
