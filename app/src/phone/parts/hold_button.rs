//! A button that must be held: no pocket and no glove ends a walk by a touch. It shows how far the hold has come, works by
//! finger, pointer, Enter and Space, and asks no question.

use browser::{clock, page};
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::texts::Language;
use crate::texts::phone::word::Word;

/// How long it is to be held. The style sheet fills the button in the same time.
const HOLD_MS: u64 = 1_000;

/// Draws the button.
#[component]
pub(crate) fn HoldButton(
    language: Language,
    /// What it does, as long as it is not held.
    #[prop(into)]
    label: Signal<&'static str>,
    /// Its look besides that of every such button.
    #[prop(optional)]
    class: &'static str,
    /// Whether it cannot be pressed now.
    #[prop(into, optional)]
    is_busy: Signal<bool>,
    /// It was held for long enough.
    on_held: Callback<()>,
) -> impl IntoView {
    let is_held = RwSignal::new(false);
    let was_short = RwSignal::new(false);
    let n_holds = StoredValue::new(0u32);
    let press = move || {
        if is_held.get_untracked() || is_busy.get_untracked() {
            return;
        }
        let this = n_holds.get_value().wrapping_add(1);
        n_holds.set_value(this);
        is_held.set(true);
        spawn_local(async move {
            clock::after(HOLD_MS).await;
            // The button may be gone by now, let go, or held anew.
            if is_held.try_get_untracked() == Some(true) && n_holds.try_get_value() == Some(this) {
                is_held.set(false);
                was_short.set(false);
                page::spend_press();
                on_held.run(());
            }
        });
    };
    // A button that is taken off the page loses the focus: its signals are gone then.
    let release = move || {
        if is_held.try_get_untracked() == Some(true) {
            is_held.set(false);
            was_short.set(true);
        }
    };
    let is_key = |event: &KeyboardEvent| matches!(event.key().as_str(), "Enter" | " ");
    // Only what helps people who cannot hold (a screen reader, a switch) clicks without a pointer: it says "click" and
    // means it. The first such click explains, the second does.
    let click = move |event: MouseEvent| {
        if event.detail() == 0 && !is_busy.get_untracked() {
            if was_short.get_untracked() {
                was_short.set(false);
                on_held.run(());
            } else {
                was_short.set(true);
            }
        }
    };
    view! {
        <div class="hold">
            <button
                type="button"
                class=format!("hold-button {class}")
                class:held=is_held
                aria-disabled=move || is_busy.get().to_string()
                on:pointerdown=move |_| press()
                on:pointerup=move |_| release()
                on:pointercancel=move |_| release()
                on:pointerleave=move |_| release()
                on:blur=move |_| release()
                on:contextmenu=|event| event.prevent_default()
                on:keydown=move |event| {
                    if is_key(&event) {
                        event.prevent_default();
                        press();
                    }
                }
                on:keyup=move |event| {
                    if is_key(&event) {
                        event.prevent_default();
                        release();
                    }
                }
                on:click=click
            >
                <span class="hold-fill"></span>
                <span class="hold-label">
                    {move || if is_held.get() { Word::KeepHolding.say(language) } else { label.get() }}
                </span>
            </button>
            <p class="hold-hint" role="status">
                {move || was_short.get().then(|| Word::HoldHint.say(language))}
            </p>
        </div>
    }
}
