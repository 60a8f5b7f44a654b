//! Logging an activity, and correcting one: for which promise, when, where, who took part, how many it reached. What is wrong
//! is said at its field, and what was typed stays.

use std::collections::BTreeSet;

use domain::activity::{Activity, Fault, Field as Asked, MAX_TEXT, Party, check_why};
use domain::activity_draft::Draft;
use domain::id::{AreaId, PromiseId};
use domain::walk::Walk;
use leptos::prelude::*;

use crate::outlook::screen::Screen;
use crate::phone::half_typed::OnTyped;
use crate::phone::parts::choice::{Choice, Toggles};
use crate::phone::parts::fields::{Field, FieldFault, Kind, Problem, Reason};
use crate::phone::parts::top_bar::TopBar;
use crate::texts::Language;
use crate::texts::activity::{Word, asked, fault, party};
use crate::texts::phone::word::Word as CommonWord;

/// What the form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Telling an activity.
    Log,
    /// Telling it otherwise, for a reason.
    Correct,
}

/// Draws the form.
#[component]
pub(crate) fn ActivityForm(
    language: Language,
    purpose: Purpose,
    /// What it is filled with at first.
    draft: Draft,
    /// What can be logged for, in order, by name.
    promises: Vec<(PromiseId, String)>,
    /// The areas by name.
    areas: Vec<(AreaId, String)>,
    /// Where the way back leads.
    back: Screen,
    /// Reads what was typed, or tells what is wrong with it.
    read: Callback<Draft, Result<Activity, Vec<(Asked, Fault)>>>,
    /// Why it could not be saved, if it could not.
    failed: Signal<Option<String>>,
    /// Something in it is otherwise than before.
    on_typed: OnTyped<Draft>,
    /// It is filled in; a correction has its reason.
    on_save: Callback<(Activity, String)>,
) -> impl IntoView {
    let title = if purpose == Purpose::Log { Word::Log } else { Word::Correct }.say(language);
    if promises.is_empty() {
        return view! {
            <TopBar language title=title.to_owned() back />
            <main class="screen">
                <p class="empty">{Word::NoPromises.say(language)}</p>
            </main>
        }
        .into_any();
    }
    let promise = RwSignal::new(draft.promise);
    let (day, area) = (RwSignal::new(draft.day), RwSignal::new(draft.area));
    let (place, note) = (RwSignal::new(draft.place), RwSignal::new(draft.note));
    let (parties, n_reached) = (RwSignal::new(draft.parties), RwSignal::new(draft.n_reached));
    let reason = RwSignal::new(String::new());
    let is_tried = RwSignal::new(false);
    let typed = move || Draft {
        promise: promise.get(),
        day: day.get(),
        area: area.get(),
        place: place.get(),
        parties: parties.get(),
        n_reached: n_reached.get(),
        note: note.get(),
    };
    Effect::new(move |_| on_typed(&typed()));
    let filled_in = move || {
        let bad_reason = (purpose == Purpose::Correct).then(|| check_why(&reason.get())).flatten();
        match (read.run(typed()), bad_reason) {
            (Ok(activity), None) => Ok((activity, reason.get().trim().to_owned())),
            (read, bad_reason) => Err(read.err().into_iter().flatten().chain(bad_reason).collect()),
        }
    };
    // From the first try on, what is wrong is said as it is.
    let faults = Memo::new(move |_| -> Vec<(Asked, Fault)> {
        if is_tried.get() { filled_in().err().unwrap_or_default() } else { Vec::new() }
    });
    let at = move |field: Asked, id: &'static str| {
        let text = move || {
            let found = faults.with(|faults| faults.iter().find(|(at, _)| *at == field).copied());
            found.map(|(field, it)| fault(language, field, it))
        };
        FieldFault { id, text: Signal::derive(text) }
    };
    let problem = move || {
        let has_faults = faults.with(|faults| !faults.is_empty());
        has_faults.then(|| Word::LookAtFields.say(language).to_owned()).or_else(|| failed.get())
    };
    let save = move |_| {
        is_tried.set(true);
        if let Ok(told) = untrack(filled_in) {
            on_save.run(told);
        }
    };
    let ask = move |field| asked(language, field);
    let promises = promises.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    let elsewhere = (String::new(), Word::Elsewhere.say(language).to_owned());
    let areas = areas.into_iter().map(|(id, name)| (id.to_string(), name)).chain([elsewhere]).collect();
    let offered: Vec<(Party, String)> =
        Party::ALL.map(|it| (it, party(language, it).to_owned())).into_iter().collect();
    let why = (purpose == Purpose::Correct).then(|| {
        let label = CommonWord::WhyCorrect.say(language);
        let fault = at(Asked::Reason, "why-fault");
        view! { <Reason label value=reason max_length=Walk::MAX_REASON fault /> }
    });
    let save_word = match purpose {
        Purpose::Log => Word::Save.say(language),
        Purpose::Correct => CommonWord::SaveCorrection.say(language),
    };
    view! {
        <TopBar language title=title.to_owned() back />
        <main class="screen form">
            <Choice
                legend=ask(Asked::Promise)
                options=promises
                chosen=Signal::derive(move || Some(promise.get()))
                on_choose=Callback::new(move |chosen| promise.set(chosen))
                fault=at(Asked::Promise, "promise-fault")
                is_wide=true
            />
            <Field label=ask(Asked::Day) kind=Kind::Date value=day fault=at(Asked::Day, "day-fault") />
            <Toggles
                legend=ask(Asked::Parties)
                options=offered
                chosen=parties
                fault=at(Asked::Parties, "parties-fault")
            />
            <Choice
                legend=ask(Asked::Area)
                options=areas
                chosen=Signal::derive(move || Some(area.get()))
                on_choose=Callback::new(move |chosen| area.set(chosen))
                fault=at(Asked::Area, "area-fault")
            />
            <Field
                label=ask(Asked::Place)
                kind=Kind::Note
                value=place
                max_length=MAX_TEXT
                fault=at(Asked::Place, "place-fault")
            />
            <Field
                label=ask(Asked::Reached)
                kind=Kind::Number
                value=n_reached
                max_length=12
                fault=at(Asked::Reached, "reached-fault")
            />
            <Field
                label=ask(Asked::Note)
                kind=Kind::Note
                value=note
                max_length=MAX_TEXT
                fault=at(Asked::Note, "note-fault")
            />
            {why}
        </main>
        <footer class="dock">
            <Problem text=Signal::derive(problem) />
            <button type="button" class="button main" on:click=save>
                {save_word}
            </button>
        </footer>
    }
    .into_any()
}

/// Returns what the form is filled with at first on an officer's phone: today, and the police.
pub(crate) fn fresh_draft(today: domain::day::Day, promises: &[(PromiseId, String)]) -> Draft {
    let only = match promises {
        [(only, _)] => only.to_string(),
        _ => String::new(),
    };
    Draft { promise: only, parties: BTreeSet::from([Party::Police]), ..Draft::on(today) }
}
