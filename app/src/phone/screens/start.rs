//! The first screen: how the areas stand, and one touch to start a walk in one of them. It never starts one that the thumb
//! did not aim at.

use browser::clock;
use domain::id::AreaId;
use domain::time::WallTime;
use domain::week::Week;
use leptos::html;
use leptos::prelude::*;

use crate::outlook::areas::AreaOutlook;
use crate::outlook::count::Count;
use crate::outlook::screen::Screen;
use crate::phone::nearby::Finding;
use crate::phone::notebook::LeftHere;
use crate::phone::parts::area_card::{AreaCard, Size};
use crate::phone::parts::fields::Problem;
use crate::phone::parts::icon::Icon;
use crate::texts::Language;
use crate::texts::activity;
use crate::texts::moment::week_days;
use crate::texts::phone::areas::{at_risk, drafts, to_walk_in, week_so_far};
use crate::texts::phone::word::Word;
use crate::texts::phone::{left_here, refused_things};

/// After the order of the areas has changed, a touch this soon was aimed at what stood there before.
const SETTLING_MS: u64 = 500;

/// Draws the areas and what leads on from them.
#[component]
pub(crate) fn Start(
    language: Language,
    /// The areas, nearest first where the phone knows its place.
    areas: Signal<Vec<AreaOutlook>>,
    /// How the search for the nearest stands.
    finding: Signal<Finding>,
    /// Now, by the phone's clock.
    now: Signal<WallTime>,
    /// Where a walk is running or was cut off, if one is.
    running: Signal<Option<String>>,
    /// What the server refused.
    refused: Signal<Count>,
    /// What other officers have left on this phone.
    left: Signal<Vec<LeftHere>>,
    /// What the phone's storage had lost, in words, if it had.
    lost: Signal<Option<String>>,
    /// Why a walk could not be started, if it could not.
    failed: Signal<Option<String>>,
    /// A walk is to start here.
    on_start: Callback<AreaId>,
    /// The nearest area is to be found.
    on_locate: Callback<()>,
    /// What was lost has been read.
    on_loss_read: Callback<()>,
) -> impl IntoView {
    let order =
        Memo::new(move |_| areas.with(|areas| areas.iter().map(|area| area.id.clone()).collect::<Vec<_>>()));
    let settled_at = StoredValue::new(0);
    Effect::new(move |was_drawn: Option<()>| {
        order.track();
        if was_drawn.is_some() {
            settled_at.set_value(clock::mono_ms() + SETTLING_MS);
        }
    });
    let has_none = Memo::new(move |_| order.with(Vec::is_empty) && running.with(Option::is_none));
    let is_nearest_known =
        Memo::new(move |_| areas.with(|areas| areas.first().is_some_and(|area| area.distance_m.is_some())));
    let is_busy = Signal::derive(move || running.with(Option::is_some));
    let has_main = Memo::new(move |_| is_nearest_known.get() && !is_busy.get());
    let card = move |idx: usize, size: Size, button: NodeRef<html::Button>| {
        let area = Signal::derive(move || areas.with(|areas| areas.get(idx).cloned()));
        let start = move |()| {
            if settled_at.get_value() <= clock::mono_ms()
                && let Some(area) = area.get_untracked()
            {
                on_start.run(area.id);
            }
        };
        view! { <AreaCard language area now size is_busy button on_start=Callback::new(start) /> }
    };
    // Places, not areas: when the order changes the cards stay and their words change, so that no focus is lost.
    let n_areas = Memo::new(move |_| order.with(Vec::len));
    let is_first_a_row = Memo::new(move |_| !has_main.get() && 0 < n_areas.get());
    let rows = move || {
        let row = move |idx| card(idx, Size::Row, NodeRef::new());
        let first = move || is_first_a_row.get().then(|| row(0));
        let others = (1..n_areas.get()).map(row).collect_view();
        view! {
            {first}
            {others}
        }
    };
    let is_asked = StoredValue::new(false);
    let locate = move |()| {
        is_asked.set_value(true);
        on_locate.run(());
    };
    let dock = move || {
        if let Some(area) = running.get() {
            return view! {
                <a class="button main" href=format!("#{}", Screen::Walk)>
                    {to_walk_in(language, &area)}
                </a>
            }
            .into_any();
        }
        if has_main.get() {
            let button = NodeRef::<html::Button>::new();
            // Whoever asked for it goes on from what has taken the place of the question.
            if is_asked.get_value() {
                button.on_load(|button| {
                    // Where the browser does not focus, whoever uses a keyboard begins anew, as before.
                    let _not_focused = button.focus();
                });
            }
            return card(0, Size::Main, button).into_any();
        }
        view! { <Locate language finding on_locate=Callback::new(locate) /> }.into_any()
    };
    let this_week = move || areas.with(|areas| week_so_far(language, areas, now.get()));
    let days = move || week_days(language, Week::of(now.get()));
    view! {
        <main class="screen start-screen">
            <h1 class="week">
                <span>{this_week}</span>
                <span class="soft">{days}</span>
            </h1>
            <p class="at-risk">{move || areas.with(|areas| at_risk(language, areas))}</p>
            <Notices language refused left lost on_loss_read />
            <div class="areas">{rows}</div>
            <p class="soft drafts">{move || areas.with(|areas| drafts(language, areas))}</p>
            <p class="empty" hidden=move || !has_none.get()>
                {Word::NoAreas.say(language)}
            </p>
            <a class="plain-button" href=format!("#{}", Screen::Afterwards) hidden=has_none>
                {Icon::Plus.draw()}
                {Word::LogAfterwards.say(language)}
            </a>
            <a class="plain-button" href=format!("#{}", Screen::LogActivity) hidden=has_none>
                {Icon::Plus.draw()}
                {activity::Word::Log.say(language)}
            </a>
        </main>
        <footer class="dock" hidden=has_none>
            <Problem text=failed />
            {dock}
        </footer>
    }
}

/// Draws the way to the nearest area while the phone does not know where it is.
#[component]
fn Locate(language: Language, finding: Signal<Finding>, on_locate: Callback<()>) -> impl IntoView {
    let said = move || match finding.get() {
        Finding::Asleep | Finding::Found(_) => None,
        Finding::Looking => Some(Word::LookingForNearest),
        Finding::Denied => Some(Word::PositionDenied),
        Finding::Failed => Some(Word::PositionFailed),
    };
    view! {
        <div class="locate">
            <p class="soft" role="status">
                {move || said().map(|word| word.say(language))}
            </p>
            <button
                type="button"
                class="button"
                disabled=move || finding.get() == Finding::Looking
                on:click=move |_| on_locate.run(())
            >
                {Icon::Place.draw()}
                {Word::ShowNearest.say(language)}
            </button>
        </div>
    }
}

/// Draws what needs somebody's eye: a storage that lost something, refused walks, and what others have left on this phone.
#[component]
fn Notices(
    language: Language,
    refused: Signal<Count>,
    left: Signal<Vec<LeftHere>>,
    lost: Signal<Option<String>>,
    on_loss_read: Callback<()>,
) -> impl IntoView {
    let lost = move || {
        let lost = lost.get()?;
        Some(view! {
            <div class="notice refused lost" role="alert">
                {Icon::Alert.draw()} <span>{lost}</span>
                <button type="button" class="small-button" on:click=move |_| on_loss_read.run(())>
                    {Word::Understood.say(language)}
                </button>
            </div>
        })
    };
    let refused = move || {
        let refused = refused.get();
        (!refused.is_nothing()).then(|| {
            view! {
                <a class="notice refused" href="#/walks">
                    {Icon::Alert.draw()}
                    <span>{refused_things(language, refused)}</span>
                </a>
            }
        })
    };
    let left = move || {
        let line = |left: LeftHere| {
            view! {
                <p class="notice">
                    {Icon::Phone.draw()} <span>{left_here(language, &left.shown_as, left.waiting, left.is_walking)}</span>
                </p>
            }
        };
        left.get().into_iter().map(line).collect_view()
    };
    view! { <div class="notices">{lost} {refused} {left}</div> }
}
