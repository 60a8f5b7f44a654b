//! Logging a walk that was not recorded: where, when, how many, and why. It is unverified, and the screen says so before
//! anything is filled in.

use domain::id::AreaId;
use domain::time::WallTime;
use domain::walk::Walk;
use leptos::prelude::*;

use crate::outlook::screen::Screen;
use crate::outlook::told_draft::{BadTold, ToldDraft, ToldWalk};
use crate::phone::half_typed::OnTyped;
use crate::phone::parts::choice::Choice;
use crate::phone::parts::fields::{Field, Kind, Problem, Reason};
use crate::phone::parts::stepper::Stepper;
use crate::phone::parts::top_bar::TopBar;
use crate::texts::Language;
use crate::texts::phone::bad_span;
use crate::texts::phone::word::Word;

/// Draws the form.
#[component]
pub(crate) fn Afterwards(
    language: Language,
    /// The areas by name.
    areas: Vec<(AreaId, String)>,
    /// What it is filled with at first.
    draft: ToldDraft,
    /// Now, by the phone's clock.
    now: Signal<WallTime>,
    /// Why it could not be saved, if it could not.
    failed: Signal<Option<String>>,
    /// Something in it is otherwise than before.
    on_typed: OnTyped<ToldDraft>,
    /// It is filled in.
    on_told: Callback<ToldWalk>,
) -> impl IntoView {
    let (area, crew) = (RwSignal::new(draft.area), RwSignal::new(draft.crew_size));
    let date = RwSignal::new(draft.date);
    let (start, end) = (RwSignal::new(draft.start), RwSignal::new(draft.end));
    let reason = RwSignal::new(draft.reason);
    let is_tried = RwSignal::new(false);
    let typed = move || ToldDraft {
        area: area.get(),
        date: date.get(),
        start: start.get(),
        end: end.get(),
        crew_size: crew.get(),
        reason: reason.get(),
    };
    Effect::new(move |_| on_typed(&typed()));
    let filled_in = move || {
        typed().read(now.get()).map_err(|bad| match bad {
            BadTold::NoArea => Word::AreaMissing.say(language).to_owned(),
            BadTold::Span(bad) => bad_span(language, bad).to_owned(),
            BadTold::NoReason => Word::ReasonMissing.say(language).to_owned(),
        })
    };
    // From the first try on, what is wrong is said as it is.
    let problem = move || if is_tried.get() { filled_in().err() } else { None };
    let save = move |_| {
        is_tried.set(true);
        if let Ok(told) = untrack(filled_in) {
            on_told.run(told);
        }
    };
    view! {
        <TopBar language title=Word::LogAfterwards.say(language).to_owned() back=Screen::Start />
        <main class="screen form">
            <p class="notice">{Word::AfterwardsHelp.say(language)}</p>
            <Choice
                legend=Word::Area.say(language)
                options=areas
                chosen=area
                on_choose=Callback::new(move |chosen| area.set(Some(chosen)))
            />
            <div class="row">
                <Field label=Word::Date.say(language) kind=Kind::Date value=date />
                <Field label=Word::From.say(language) kind=Kind::Time value=start />
                <Field label=Word::To.say(language) kind=Kind::Time value=end />
            </div>
            <Stepper
                language
                label=Word::Crew.say(language)
                value=crew.into()
                bounds=1..=Walk::MAX_CREW
                on_change=Callback::new(move |crew_size| crew.set(crew_size))
            />
            <Reason label=Word::WhyNotRecorded.say(language) value=reason max_length=Walk::MAX_REASON />
        </main>
        <footer class="dock">
            <Problem text=Signal::derive(move || problem().or_else(|| failed.get())) />
            <button type="button" class="button main" on:click=save>
                {Word::SaveWalk.say(language)}
            </button>
        </footer>
    }
}
