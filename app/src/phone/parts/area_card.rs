//! One area and how its week stands, with the button that starts a walk there. It never decides a standing.

use domain::coverage::Standing;
use domain::time::WallTime;
use leptos::html;
use leptos::prelude::*;

use super::icon::Icon;
use crate::outlook::areas::AreaOutlook;
use crate::texts::Language;
use crate::texts::phone::areas::{area_facts, area_standing, start_in};
use crate::texts::phone::word::Word;
use crate::texts::rule::{standing_class, standing_sign};

/// How much room a card has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    /// One of several.
    Row,
    /// The nearest area, in the thumb's reach.
    Main,
}

/// Draws the card of the area that `area` currently holds; nothing while it holds none.
#[component]
pub(crate) fn AreaCard(
    language: Language,
    /// How the area stands.
    area: Signal<Option<AreaOutlook>>,
    /// Now, by the phone's clock.
    now: Signal<WallTime>,
    /// How large.
    size: Size,
    /// Whether no walk can be started now: one is running.
    is_busy: Signal<bool>,
    /// What starts a walk.
    button: NodeRef<html::Button>,
    /// The start is pressed.
    on_start: Callback<()>,
) -> impl IntoView {
    let of = move |read: fn(&AreaOutlook) -> String| {
        area.with(|area| area.as_ref().map_or_else(String::new, read))
    };
    let standing =
        move || area.with(|area| area.as_ref().map_or(Standing::NotFollowed, |area| area.standing));
    let said = move || area.with(|area| area.as_ref().map(|area| area_standing(language, area, now.get())));
    let facts = move || area.with(|area| area.as_ref().map(|area| area_facts(language, area)));
    let name = move || of(|area| area.name.clone());
    let label = move || area.with(|area| area.as_ref().map(|area| start_in(language, &area.name)));
    let word = if size == Size::Main { Word::StartWalk } else { Word::Start };
    view! {
        <div class=move || format!("area {}", standing_class(standing())) class:main=size == Size::Main>
            <div class="area-text">
                <h2>{name}</h2>
                <p class="standing">
                    <span class="sign" aria-hidden="true">
                        {move || standing_sign(standing())}
                    </span>
                    <span>{said}</span>
                </p>
                <p class="soft">{facts}</p>
            </div>
            <button
                node_ref=button
                class="start"
                type="button"
                aria-label=label
                hidden=is_busy
                on:click=move |_| on_start.run(())
            >
                {(size == Size::Main).then(|| Icon::Place.draw())}
                {word.say(language)}
            </button>
        </div>
    }
}
