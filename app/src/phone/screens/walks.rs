//! The officer's own walks and activities, the latest first, each with its verdict, if it has one, and where it is. It never hides one that waits.

use domain::day::Day;
use domain::time::WallTime;
use leptos::prelude::*;

use crate::outlook::own_activities::OwnActivity;
use crate::outlook::own_walks::OwnWalk;
use crate::outlook::screen::Screen;
use crate::phone::parts::icon::Icon;
use crate::phone::parts::place_line::PlaceLine;
use crate::phone::parts::top_bar::TopBar;
use crate::phone::parts::verdict_block::{verdict_class, verdict_word};
use crate::texts::Language;
use crate::texts::activity;
use crate::texts::phone::walk::walk_span;
use crate::texts::phone::word::Word;

/// An activity of the list, with what its promise and its area are called.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NamedActivity {
    pub(crate) own: OwnActivity,
    pub(crate) promise: String,
    pub(crate) area: Option<String>,
}

/// Draws the walks, each with what its area is called, and the activities among them.
#[component]
pub(crate) fn Walks(
    language: Language,
    /// The walks.
    walks: Signal<Vec<(OwnWalk, String)>>,
    /// The activities.
    activities: Signal<Vec<NamedActivity>>,
    /// Now, by the phone's clock.
    now: Signal<WallTime>,
) -> impl IntoView {
    let line = move |(walk, area): (OwnWalk, String)| {
        let verdict = match (&walk.withdrawn, &walk.verdict) {
            (Some(_), _) => view! { <p class="verdict-word">{Word::Withdrawn.say(language)}</p> }.into_any(),
            (None, Some(given)) => verdict_word(language, given).into_any(),
            (None, None) => ().into_any(),
        };
        let class = match (&walk.withdrawn, &walk.verdict) {
            (None, Some(given)) => verdict_class(given),
            _ => "not-followed",
        };
        let row = view! {
            <li>
                <a class=format!("walk-row {class}") href=format!("#{}", Screen::WalkSheet(walk.id))>
                    <h2>{area}</h2>
                    {verdict}
                    <p class="soft figures">{walk_span(language, &walk, now.get())}</p>
                    <PlaceLine language place=walk.whereabouts now=now.get() />
                </a>
            </li>
        };
        (walk.began, row.into_any())
    };
    let activity_line = move |NamedActivity { own, promise, area }: NamedActivity| {
        let withdrawn = own.withdrawn.is_some();
        let withdrawn =
            withdrawn.then(|| view! { <p class="verdict-word">{Word::Withdrawn.say(language)}</p> });
        let told = activity::line(language, &own.activity, area.as_deref(), Day::of(now.get()));
        let row = view! {
            <li>
                <a class="walk-row not-followed" href=format!("#{}", Screen::ActivitySheet(own.activity.id))>
                    <h2>{promise}</h2>
                    {withdrawn}
                    <p class="soft figures">{told}</p>
                    <PlaceLine language place=own.whereabouts now=now.get() />
                </a>
            </li>
        };
        // What was done at some hour of a day stands before the day's walks.
        (own.activity.day.end(), row.into_any())
    };
    let lines = move || {
        // Each list has its latest first; so has what both make.
        let mut activities = activities.get().into_iter().map(activity_line).peekable();
        let mut rows = Vec::new();
        for (began, walk) in walks.get().into_iter().map(line) {
            while let Some((_, activity)) = activities.next_if(|(at, _)| began <= *at) {
                rows.push(activity);
            }
            rows.push(walk);
        }
        rows.extend(activities.map(|(_, row)| row));
        rows
    };
    let has_none = move || walks.with(Vec::is_empty) && activities.with(Vec::is_empty);
    view! {
        <TopBar language title=Word::OwnWalks.say(language).to_owned() back=Screen::Start />
        <main class="screen">
            <p class="empty" hidden=move || !has_none()>
                {Word::NoWalks.say(language)}
            </p>
            <ol class="walk-rows">{lines}</ol>
        </main>
        <footer class="dock">
            <a class="button second" href=format!("#{}", Screen::Afterwards)>
                {Icon::Plus.draw()}
                {Word::LogAfterwards.say(language)}
            </a>
            <a class="button second" href=format!("#{}", Screen::LogActivity)>
                {Icon::Plus.draw()}
                {activity::Word::Log.say(language)}
            </a>
        </footer>
    }
}
