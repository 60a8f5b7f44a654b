//! Correcting a walk: area, crew, observations, and of a walk that was logged afterwards its times. What the phone saw
//! cannot be corrected, and is not offered.

use domain::id::AreaId;
use domain::statement::Details;
use domain::time::WallTime;
use domain::walk::{Observation, ObservationKind, Walk, check_reason};
use leptos::prelude::*;

use crate::outlook::screen::Screen;
use crate::outlook::told_span::{date_field, told_span};
use crate::phone::parts::choice::Choice;
use crate::phone::parts::fields::{Field, Kind, Problem, Reason};
use crate::phone::parts::icon::Icon;
use crate::phone::parts::note_sheet::NoteSheet;
use crate::phone::parts::stepper::Stepper;
use crate::phone::parts::top_bar::TopBar;
use crate::texts::Language;
use crate::texts::moment::clock;
use crate::texts::phone::bad_span;
use crate::texts::phone::word::Word;
use crate::texts::rule::observation;

/// Whether the times of a walk can be corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Times {
    /// Somebody told them.
    Told,
    /// The phone saw them.
    Seen,
}

/// Draws the form.
#[component]
pub(crate) fn Correct(
    language: Language,
    /// The walk's details as they stand.
    details: Details,
    /// Whether its times can be corrected.
    times: Times,
    /// The areas by name.
    areas: Vec<(AreaId, String)>,
    /// Where the way back leads.
    back: Screen,
    /// Now, by the phone's clock.
    now: Signal<WallTime>,
    /// Why it could not be saved, if it could not.
    failed: Signal<Option<String>>,
    /// These details hold instead, for this reason.
    on_correct: Callback<(Details, String)>,
) -> impl IntoView {
    let started = details.started;
    let ended = started.plus_s(i64::from(details.elapsed_s));
    let area = RwSignal::new(Some(details.area.clone()));
    let crew = RwSignal::new(details.crew_size);
    let notes = RwSignal::new(details.observations.clone());
    let date = RwSignal::new(date_field(started));
    let (start, end) = (RwSignal::new(clock(started)), RwSignal::new(clock(ended)));
    let reason = RwSignal::new(String::new());
    let is_tried = RwSignal::new(false);
    let is_noting = RwSignal::new(false);
    let before = StoredValue::new(details);
    let filled_in = move || {
        let before = before.get_value();
        let (started, elapsed_s) = match times {
            Times::Seen => (before.started, before.elapsed_s),
            Times::Told => {
                let span = told_span(&date.get(), &start.get(), &end.get(), now.get());
                let span = span.map_err(|bad| bad_span(language, bad).to_owned())?;
                (span.started, span.elapsed_s)
            }
        };
        let mut observations = notes.get();
        observations.iter_mut().for_each(|seen| seen.t_s = seen.t_s.min(elapsed_s));
        let reason = reason.get().trim().to_owned();
        check_reason(&reason).map_err(|_| Word::ReasonMissing.say(language).to_owned())?;
        let area = area.get().unwrap_or(before.area);
        Ok((Details { area, crew_size: crew.get(), started, elapsed_s, observations }, reason))
    };
    // From the first try on, what is wrong is said as it is.
    let problem = move || if is_tried.get() { filled_in().err() } else { None };
    let save = move |_| {
        is_tried.set(true);
        if let Ok(correction) = untrack(filled_in) {
            on_correct.run(correction);
        }
    };
    let span = (times == Times::Told).then(|| {
        view! {
            <div class="row">
                <Field label=Word::Date.say(language) kind=Kind::Date value=date />
                <Field label=Word::From.say(language) kind=Kind::Time value=start />
                <Field label=Word::To.say(language) kind=Kind::Time value=end />
            </div>
        }
    });
    // When it was seen nobody can say afterwards to the minute: it stands at the walk's end, without a place.
    let elapsed_s = before.with_value(|before| before.elapsed_s);
    let note = move |(kind, note): (ObservationKind, Option<String>)| {
        notes.update(|notes| notes.push(Observation { t_s: elapsed_s, kind, spot: None, note }));
    };
    view! {
        <TopBar language title=Word::CorrectTitle.say(language).to_owned() back />
        <main class="screen form">
            <Choice
                legend=Word::Area.say(language)
                options=areas
                chosen=area
                on_choose=Callback::new(move |chosen| area.set(Some(chosen)))
            />
            {span}
            <Stepper
                language
                label=Word::Crew.say(language)
                value=crew.into()
                bounds=1..=Walk::MAX_CREW
                on_change=Callback::new(move |crew_size| crew.set(crew_size))
            />
            <h2>{Word::Notes.say(language)}</h2>
            <NoteList language started notes />
            <button type="button" class="plain-button" on:click=move |_| is_noting.set(true)>
                {Icon::Plus.draw()}
                {Word::AddNote.say(language)}
            </button>
            <Reason label=Word::WhyCorrect.say(language) value=reason max_length=Walk::MAX_REASON />
        </main>
        <footer class="dock">
            <Problem text=Signal::derive(move || problem().or_else(|| failed.get())) />
            <button type="button" class="button main" on:click=save>
                {Word::SaveCorrection.say(language)}
            </button>
        </footer>
        <NoteSheet language is_open=is_noting on_note=Callback::new(note) />
    }
}

/// Draws the observations, each with the way to leave it out.
#[component]
fn NoteList(language: Language, started: WallTime, notes: RwSignal<Vec<Observation>>) -> impl IntoView {
    let line = move |(idx, seen): (usize, Observation)| {
        let at = clock(started.plus_s(i64::from(seen.t_s)));
        let words = seen.note.map(|note| format!(": {note}"));
        let leave_out = move |_| {
            notes.update(|notes| {
                notes.remove(idx);
            });
        };
        view! {
            <li>
                <span>
                    <span class="figures soft">{at}</span>
                    " "
                    {observation(language, seen.kind)}
                    {words}
                </span>
                <button type="button" class="small-button" on:click=leave_out>
                    {Word::LeaveOut.say(language)}
                </button>
            </li>
        }
    };
    view! {
        <p class="soft" hidden=move || !notes.with(Vec::is_empty)>
            {Word::NoNotes.say(language)}
        </p>
        <ul class="note-list">{move || notes.get().into_iter().enumerate().map(line).collect_view()}</ul>
    }
}
