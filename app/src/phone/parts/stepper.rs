//! A number that is set by one up and one down. It never leaves its bounds.

use std::ops::RangeInclusive;

use leptos::prelude::*;

use super::icon::Icon;
use crate::texts::Language;
use crate::texts::phone::word::Word;

/// Draws the number with its two buttons.
#[component]
pub(crate) fn Stepper(
    language: Language,
    /// What is counted.
    label: &'static str,
    /// The number.
    value: Signal<u8>,
    /// The least and the most.
    bounds: RangeInclusive<u8>,
    /// Another number is wanted.
    on_change: Callback<u8>,
) -> impl IntoView {
    let (least, most) = (*bounds.start(), *bounds.end());
    view! {
        <div class="stepper" role="group" aria-label=label>
            <span class="stepper-label">{label}</span>
            <button
                type="button"
                aria-label=Word::OneLess.say(language)
                disabled=move || value.get() <= least
                on:click=move |_| on_change.run(value.get_untracked().saturating_sub(1).max(least))
            >
                {Icon::Minus.draw()}
            </button>
            <output class="figures">{value}</output>
            <button
                type="button"
                aria-label=Word::OneMore.say(language)
                disabled=move || most <= value.get()
                on:click=move |_| on_change.run(value.get_untracked().saturating_add(1).min(most))
            >
                {Icon::Plus.draw()}
            </button>
        </div>
    }
}
