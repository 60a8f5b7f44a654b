//! One own walk: what was seen, what the rule says of it, where it is, and what can be done about it.

use domain::time::WallTime;
use domain::walk::Evidence;
use leptos::prelude::*;

use crate::outlook::own_walks::{OwnWalk, Part, Whereabouts};
use crate::outlook::screen::Screen;
use crate::phone::parts::amend::{Amend, Refused};
use crate::phone::parts::place_line::PlaceLine;
use crate::phone::parts::top_bar::TopBar;
use crate::phone::parts::verdict_block::VerdictBlock;
use crate::sketch::{MapSketch, Sketch};
use crate::texts::Language;
use crate::texts::moment::clock;
use crate::texts::phone::walk::{crew, sketch_label, walk_span};
use crate::texts::phone::word::Word;
use crate::texts::rule::observation;

/// Draws the walk.
#[component]
pub(crate) fn WalkSheet(
    language: Language,
    /// The walk; it follows what the server says.
    walk: Signal<Option<OwnWalk>>,
    /// What its area is called.
    area: Signal<String>,
    /// The walk on the ground, where this phone has it.
    sketch: Signal<Option<Sketch>>,
    /// Now, by the phone's clock.
    now: Signal<WallTime>,
    /// The refused entry at this place is to be sent again.
    on_send_again: Callback<u64>,
) -> impl IntoView {
    let ground = move || {
        let label = move || sketch_label(language, &area.get());
        sketch
            .get()
            .map(|sketch| view! { <MapSketch sketch=Signal::stored(sketch) label=Signal::derive(label) /> })
    };
    let told = move || {
        let walk = walk.get()?;
        let place = walk.whereabouts.clone();
        Some(view! {
            <p class="soft figures">{walk_span(language, &walk, now.get())} " · " {crew(language, walk.crew_size)}</p>
            <Refused language place=place.clone() correct=Screen::Correct(walk.id) on_send_again />
            <VerdictBlock language walk=walk.clone() />
            <PlaceLine language place now=now.get() />
            <Told language walk />
        })
    };
    let missing = move || walk.with(Option::is_none).then(|| Word::WalkNotHere.say(language));
    // What never reached the server is not withdrawn from it: it is corrected or sent again, further up.
    let amendable = Memo::new(move |_| {
        walk.get().filter(|walk| !matches!(walk.whereabouts, Whereabouts::Refused { part: Part::Walk, .. }))
    });
    let dock = move || {
        let walk = amendable.get()?;
        let correct = walk.told.is_some().then_some(Screen::Correct(walk.id));
        let is_withdrawn = walk.withdrawn.is_some();
        Some(view! { <Amend language correct withdraw=Screen::Withdraw(walk.id) is_withdrawn /> })
    };
    view! {
        <TopBar language title=area back=Screen::Walks />
        <main class="screen">
            <p class="empty">{missing}</p>
            {told}
            {ground}
        </main>
        <footer class="dock" hidden=move || amendable.with(Option::is_none)>
            {dock}
        </footer>
    }
}

/// Draws what the officer told: notes, a reason, corrections.
#[component]
fn Told(language: Language, walk: OwnWalk) -> impl IntoView {
    let Some(told) = walk.told else { return ().into_any() };
    let began = walk.began;
    let notes = told.walk.observations.iter().map(|seen| {
        let at = clock(began.plus_s(i64::from(seen.t_s)));
        let words = seen.note.as_ref().map(|note| format!(": {note}"));
        view! { <li><span class="figures soft">{at}</span> " " {observation(language, seen.kind)} {words}</li> }
    });
    let notes = (!told.walk.observations.is_empty()).then(|| {
        view! {
            <h2>{Word::Notes.say(language)}</h2>
            <ul class="told">{notes.collect_view()}</ul>
        }
    });
    let why = match &told.walk.evidence {
        Evidence::Afterwards { reason } => Some(reason.clone()),
        Evidence::Recorded { .. } => None,
    };
    let why = why.map(|why| view! { <h2>{Word::WhyAfterwards.say(language)}</h2> <p>{why}</p> });
    let corrections = (!told.corrections.is_empty()).then(|| {
        let lines = told.corrections.iter().map(|why| view! { <li>{why.clone()}</li> });
        view! {
            <h2>{Word::Corrected.say(language)}</h2>
            <ul class="told">{lines.collect_view()}</ul>
        }
    });
    view! { <section>{why} {notes} {corrections}</section> }.into_any()
}
