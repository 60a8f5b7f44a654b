//! Where a walk is, in one line: only on this phone, with the server since when, or refused. It never sounds surer than a
//! receipt.

use domain::time::WallTime;
use leptos::prelude::*;

use super::icon::Icon;
use crate::outlook::own_walks::Whereabouts;
use crate::texts::Language;
use crate::texts::phone::whereabouts;

/// Draws the line.
#[component]
pub(crate) fn PlaceLine(
    language: Language,
    /// Where the walk is.
    place: Whereabouts,
    /// Now, by the phone's clock.
    now: WallTime,
) -> impl IntoView {
    let (class, icon) = match place {
        Whereabouts::Phone => ("place here", Icon::Phone),
        Whereabouts::Server { .. } => ("place", Icon::Server),
        Whereabouts::Refused { .. } => ("place refused", Icon::Alert),
    };
    view! { <p class=class>{icon.draw()} <span>{whereabouts(language, &place, now)}</span></p> }
}
