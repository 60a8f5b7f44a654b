//! The ring that fills towards the required time. What fills it was observed; it never runs ahead.

use leptos::prelude::*;

/// Draws the ring around its children.
#[component]
pub(crate) fn Ring(
    /// How much is filled, 0 to 1.
    share: Signal<f64>,
    /// The figure within.
    children: Children,
) -> impl IntoView {
    let filled = move || format!("{:.2} 100", 100.0 * share.get().clamp(0.0, 1.0));
    view! {
        <div class="ring" class:full=move || 1.0 <= share.get()>
            <svg viewBox="0 0 120 120" aria-hidden="true">
                <circle class="ring-track" cx="60" cy="60" r="53" />
                // From the top, with the clock.
                <circle
                    class="ring-filled"
                    cx="60"
                    cy="60"
                    r="53"
                    pathLength="100"
                    stroke-dasharray=filled
                    transform="rotate(-90 60 60)"
                />
                <path class="ring-thirds" d="M60 2v10M110.2 89l-8.7-5M9.8 89l8.7-5" />
            </svg>
            <div class="ring-figure">{children()}</div>
        </div>
    }
}
