//! The recorder's screen: the ring, where one is, how good the position is, what was noted, and the button to end. It shows
//! what is written, and nothing else.

use domain::dwell::Side;
use domain::recording::{Progress, Recording, Signal as Reception};
use domain::time::WallTime;
use domain::walk::{GapReason, ObservationKind, Walk};
use leptos::prelude::*;
use sync::local_store::StoreError;

use crate::phone::parts::hold_button::HoldButton;
use crate::phone::parts::icon::Icon;
use crate::phone::parts::note_sheet::NoteSheet;
use crate::phone::parts::pocket::Pocket;
use crate::phone::parts::ring::Ring;
use crate::phone::parts::stepper::Stepper;
use crate::phone::recorder::Stage;
use crate::sketch::{MapSketch, Sketch};
use crate::texts::Language;
use crate::texts::moment::{clock, stopwatch};
use crate::texts::phone::storage::storage_fault;
use crate::texts::phone::walk::{clock_trouble, noted, of_required, reception, sketch_label, whole_walk};
use crate::texts::phone::word::Word;

/// What the recorder's screen shows.
#[derive(Clone, Copy)]
pub(crate) struct Shown {
    /// What the area is called.
    pub(crate) area: Signal<String>,
    /// How the recorder stands.
    pub(crate) stage: Signal<Stage>,
    /// The walk as it is written.
    pub(crate) recording: Signal<Option<Recording>>,
    /// How it stands.
    pub(crate) progress: Signal<Option<Progress>>,
    /// The same on the ground.
    pub(crate) sketch: Signal<Sketch>,
    /// Whether the boundary is a draft.
    pub(crate) is_draft: Signal<bool>,
    /// Now, by the phone's clock.
    pub(crate) now: Signal<WallTime>,
    /// Why the last mark is not written.
    pub(crate) fault: Signal<Option<StoreError>>,
    /// Whether the screen may go dark by itself.
    pub(crate) may_go_dark: Signal<bool>,
    /// Whether the night face is on.
    pub(crate) is_night: Signal<bool>,
}

/// What the officer wants.
#[derive(Clone, Copy)]
pub(crate) struct Wishes {
    /// Something is to be noted.
    pub(crate) note: Callback<(ObservationKind, Option<String>)>,
    /// The last note is to be taken back.
    pub(crate) undo: Callback<()>,
    /// So many walk together.
    pub(crate) crew: Callback<u8>,
    /// Positions are to be asked for anew.
    pub(crate) watch_again: Callback<()>,
    /// The night face is to be turned on or off.
    pub(crate) night: Callback<()>,
    /// The walk is over.
    pub(crate) end: Callback<()>,
}

/// Draws the running walk.
#[component]
pub(crate) fn WalkScreen(language: Language, shown: Shown, wishes: Wishes) -> impl IntoView {
    let is_noting = RwSignal::new(false);
    let is_pocketed = RwSignal::new(false);
    let reached = Signal::derive(move || {
        let dwell =
            shown.progress.with(|progress| progress.as_ref().map(|it| (it.dwell.inside_s, it.required_s)));
        dwell.unwrap_or_default()
    });
    let crew = Signal::derive(move || shown.recording.with(|it| it.as_ref().map_or(1, Recording::crew_size)));
    let is_ending = Signal::derive(move || shown.stage.get() == Stage::Ending);
    let end_label = Signal::derive(move || {
        match (is_ending.get(), shown.fault.with(Option::is_some)) {
            (false, _) => Word::HoldToEnd,
            (true, false) => Word::Ending,
            (true, true) => Word::EndingWaits,
        }
        .say(language)
    });
    let clocks = Memo::new(move |_| {
        shown.recording.with(|it| it.as_ref().and_then(|it| clock_trouble(language, it.clocks())))
    });
    // One remark at a time: there is no room for both beside the sketch.
    let remark = move || {
        let draft = || shown.is_draft.get().then(|| Word::DraftBoundary.say(language).to_owned());
        clocks.get().or_else(draft)
    };
    let clock_now = move || clock(shown.now.get());
    view! {
        <header class="bar walk-bar">
            <h1>{shown.area}</h1>
            <span class="figures">{clock_now}</span>
            <button type="button" class="bar-button" on:click=move |_| is_pocketed.set(true)>
                {Icon::Phone.draw()}
                <span>{Word::Pocket.say(language)}</span>
            </button>
            <button
                type="button"
                class="bar-button"
                aria-pressed=move || shown.is_night.get().to_string()
                on:click=move |_| wishes.night.run(())
            >
                {Icon::Moon.draw()}
                <span>{Word::Night.say(language)}</span>
            </button>
        </header>
        <main class="screen walk-screen">
            <Warnings language shown on_watch_again=wishes.watch_again />
            <Dwell language shown />
            <div class="walk-ground">
                <MapSketch sketch=shown.sketch label=Signal::derive(move || sketch_label(language, &shown.area.get())) />
                <div class="bearings">
                    <Bearings language shown />
                    <p class="soft">{remark}</p>
                </div>
            </div>
            <LastNote language recording=shown.recording on_undo=wishes.undo />
        </main>
        <footer class="dock">
            <div class="walk-tools">
                <Stepper
                    language
                    label=Word::Crew.say(language)
                    value=crew
                    bounds=1..=Walk::MAX_CREW
                    on_change=wishes.crew
                />
                <button type="button" class="button second" on:click=move |_| is_noting.set(true)>
                    {Icon::Plus.draw()}
                    {Word::Note.say(language)}
                </button>
            </div>
            <HoldButton language label=end_label is_busy=is_ending on_held=wishes.end />
        </footer>
        <NoteSheet language is_open=is_noting on_note=wishes.note />
        <Pocket language is_on=is_pocketed reached area=shown.area />
    }
}

/// Draws the ring with the observed time inside.
#[component]
fn Dwell(language: Language, shown: Shown) -> impl IntoView {
    let seconds = move || {
        shown.progress.with(|progress| {
            progress.as_ref().map_or((0, 0, 0), |it| (it.dwell.inside_s, it.required_s, it.dwell.elapsed_s))
        })
    };
    let share = Signal::derive(move || {
        let (inside_s, required_s, _) = seconds();
        if required_s == 0 { 1.0 } else { f64::from(inside_s) / f64::from(required_s) }
    });
    let under = move || {
        let (inside_s, required_s, _) = seconds();
        if 0 < required_s && required_s <= inside_s {
            view! { <span class="ring-done">{Icon::Check.draw()} {Word::LongEnough.say(language)}</span> }
                .into_any()
        } else {
            of_required(language, required_s).into_any()
        }
    };
    let whole = move || {
        let started = shown.recording.with(|it| it.as_ref().map(Recording::started));
        started.map(|started| whole_walk(language, started, seconds().2))
    };
    view! {
        <Ring share>
            <p class="figure figures">{move || stopwatch(seconds().0)}</p>
            <p class="ring-under">{under}</p>
            <p class="soft figures">{whole}</p>
        </Ring>
    }
}

/// Draws inside or outside, and how good the position is.
#[component]
fn Bearings(language: Language, shown: Shown) -> impl IntoView {
    // What was last seen says nothing while nothing can be seen.
    let side = Memo::new(move |_| {
        let is_sighted = |it: &&Progress| !matches!(it.signal, Reception::Blind(_));
        shown.progress.with(|progress| progress.as_ref().filter(is_sighted).and_then(|it| it.side))
    });
    let heard = Memo::new(move |_| shown.progress.with(|progress| progress.as_ref().map(|it| it.signal)));
    // While nothing can be saved, no new position is in what the screen shows: it is not the position that is waited for.
    let said = move || match (shown.fault.with(Option::is_some), heard.get()?) {
        (true, Reception::Late { .. } | Reception::Lost { .. }) => {
            Some(Word::KeptInMemory.say(language).to_owned())
        }
        (_, heard) => Some(reception(language, heard)),
    };
    let whereabouts = move || {
        let (icon, class, word) = match side.get() {
            Some(Side::Inside) => (Icon::Inside, "side inside", Word::Inside),
            Some(Side::Outside) => (Icon::Outside, "side outside", Word::Outside),
            None => (Icon::Nowhere, "side", Word::SideUnknown),
        };
        view! { <p class=class>{icon.draw()} <span>{word.say(language)}</span></p> }
    };
    view! {
        <div aria-live="polite">{whereabouts}</div>
        <p class="reception">
            <Bars heard=heard.into() />
            <span>{said}</span>
        </p>
    }
}

/// Draws how good the position is as four bars.
#[component]
fn Bars(heard: Signal<Option<Reception>>) -> impl IntoView {
    let n_bars = move || match heard.get() {
        Some(Reception::Good { radius_m }) if radius_m <= 12.0 => 4,
        Some(Reception::Good { radius_m }) if radius_m <= 25.0 => 3,
        Some(Reception::Good { .. } | Reception::Late { .. }) => 2,
        Some(Reception::Poor { .. }) => 1,
        _ => 0,
    };
    let bar = |idx: u32| {
        let height = 4 + 4 * idx;
        view! {
            <rect
                x=(1 + 6 * idx).to_string()
                y=(18 - height).to_string()
                width="4"
                height=height.to_string()
                class:lit=move || idx < n_bars()
            />
        }
    };
    view! {
        <svg class="bars" viewBox="0 0 25 18" aria-hidden="true">
            {(0..4).map(bar).collect_view()}
        </svg>
    }
}

/// What endangers a walk.
#[derive(Debug, Clone, PartialEq)]
enum Danger {
    /// The storage does not take it.
    Storage(StoreError),
    /// Positions are not allowed.
    Denied,
    /// The screen may go dark.
    Dark,
}

/// Draws the worst of what endangers the walk.
#[component]
fn Warnings(language: Language, shown: Shown, on_watch_again: Callback<()>) -> impl IntoView {
    let danger = Memo::new(move |_| {
        let is_denied = shown.progress.with(|progress| {
            progress.as_ref().is_some_and(|it| it.signal == Reception::Blind(GapReason::Denied))
        });
        match shown.fault.get() {
            Some(fault) => Some(Danger::Storage(fault)),
            None if is_denied => Some(Danger::Denied),
            None => shown.may_go_dark.get().then_some(Danger::Dark),
        }
    });
    move || {
        let danger = danger.get()?;
        let class = if danger == Danger::Dark { "notice" } else { "notice refused" };
        let text = match &danger {
            Danger::Storage(fault) => storage_fault(language, fault),
            Danger::Denied => Word::DeniedHelp.say(language).to_owned(),
            Danger::Dark => Word::MayGoDark.say(language).to_owned(),
        };
        let again = (danger == Danger::Denied).then(|| {
            view! {
                <button type="button" class="small-button" on:click=move |_| on_watch_again.run(())>
                    {Word::TryAgain.say(language)}
                </button>
            }
        });
        Some(view! { <div class=class role="alert">{Icon::Alert.draw()} <p>{text}</p> {again}</div> })
    }
}

/// Draws the last note and the way to take it back.
#[component]
fn LastNote(
    language: Language,
    recording: Signal<Option<Recording>>,
    on_undo: Callback<()>,
) -> impl IntoView {
    let last = Memo::new(move |_| {
        recording.with(|recording| {
            let recording = recording.as_ref()?;
            let last = recording.observations().last()?;
            let at = recording.started().plus_s(i64::from(last.t_s));
            Some(noted(language, recording.observations().len(), last, at))
        })
    });
    let line = move || {
        last.get().map(|text| {
            view! {
                <div class="last-note">
                    <p role="status">{text}</p>
                    <button type="button" class="small-button" on:click=move |_| on_undo.run(())>
                        {Icon::Undo.draw()}
                        {Word::Undo.say(language)}
                    </button>
                </div>
            }
        })
    };
    view! { {line} }
}
