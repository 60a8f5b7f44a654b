//! A walk that was cut off: go on, end it where it was last written, or throw it away. It never chooses for the officer.

use domain::recording::Recording;
use domain::time::WallTime;
use leptos::prelude::*;
use sync::local_store::StoreError;

use crate::outlook::screen::Screen;
use crate::phone::parts::hold_button::HoldButton;
use crate::phone::parts::icon::Icon;
use crate::texts::Language;
use crate::texts::moment::stopwatch;
use crate::texts::phone::storage::storage_fault;
use crate::texts::phone::walk::{cut_off, end_at, walk_since};
use crate::texts::phone::word::Word;

/// A walk that was cut off longer ago than this is more likely to be over than to go on.
const LIKELY_OVER_S: i64 = 30 * 60;

/// Draws the three ways on.
#[component]
pub(crate) fn Resume(
    language: Language,
    /// What the area is called.
    area: String,
    /// The walk as it was written.
    recording: Recording,
    /// The time inside so far, in seconds.
    inside_s: u32,
    /// Now, by the phone's clock.
    now: WallTime,
    /// Why the last wish failed, if it did.
    fault: Signal<Option<StoreError>>,
    /// Go on.
    on_resume: Callback<()>,
    /// End it where it was last written.
    on_end: Callback<()>,
    /// Throw it away.
    on_discard: Callback<()>,
) -> impl IntoView {
    let last = recording.started().plus_s(i64::from(recording.last_s()));
    let is_likely_over = LIKELY_OVER_S <= now.s_since(last);
    let (to_go_on, to_end) =
        if is_likely_over { ("button second", "button main") } else { ("button main", "button second") };
    let go_on = view! {
        <button type="button" class=to_go_on on:click=move |_| on_resume.run(())>
            {Word::GoOn.say(language)}
        </button>
    };
    let end = view! {
        <button type="button" class=to_end on:click=move |_| on_end.run(())>
            {end_at(language, last)}
        </button>
    };
    // The likelier one is the larger, and lowest.
    let ways =
        if is_likely_over { (go_on.into_any(), end.into_any()) } else { (end.into_any(), go_on.into_any()) };
    let failed = move || fault.with(|fault| fault.as_ref().map(|fault| storage_fault(language, fault)));
    view! {
        <main class="screen resume-screen">
            <div class="resume-what">
                {Icon::Alert.draw()}
                <h1>{walk_since(language, &area, recording.started())}</h1>
                <p>{cut_off(language, last)}</p>
                <p class="figure figures">{stopwatch(inside_s)}</p>
                <p class="soft">{Word::InsideSoFar.say(language)}</p>
                <p class="soft">{Word::ClosedTimeDoesNotCount.say(language)}</p>
                <p class="problem" role="alert" hidden=move || failed().is_none()>
                    {failed}
                </p>
            </div>
            <HoldButton language label=Word::HoldToDiscard.say(language) class="quiet" on_held=on_discard />
        </main>
        <footer class="dock">{ways}</footer>
    }
}

/// Draws that another tab or window of this phone records, and what.
#[component]
pub(crate) fn Elsewhere(
    language: Language,
    /// The walk in words, such as "Pass i Skogås C sedan 22:14".
    walk: String,
) -> impl IntoView {
    view! {
        <main class="screen resume-screen">
            <div class="resume-what">
                {Icon::Phone.draw()} <h1>{walk}</h1> <p>{Word::Elsewhere.say(language)}</p>
                <p>{Word::ElsewhereHelp.say(language)}</p>
            </div>
        </main>
        <footer class="dock">
            <a class="button second" href=format!("#{}", Screen::Start)>
                {Word::ToAreas.say(language)}
            </a>
        </footer>
    }
}
