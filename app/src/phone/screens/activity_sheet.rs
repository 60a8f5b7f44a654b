//! One own activity: what was told, where it is, and what can be done about it.

use domain::day::Day;
use domain::time::WallTime;
use leptos::prelude::*;

use crate::outlook::own_activities::OwnActivity;
use crate::outlook::own_walks::{Part, Whereabouts};
use crate::outlook::screen::Screen;
use crate::phone::parts::amend::{Amend, Refused};
use crate::phone::parts::place_line::PlaceLine;
use crate::phone::parts::top_bar::TopBar;
use crate::texts::Language;
use crate::texts::activity::{Word, line, parties};
use crate::texts::phone::word::Word as CommonWord;

/// Draws the activity.
#[component]
pub(crate) fn ActivitySheet(
    language: Language,
    /// The activity, and what its area is called; it follows what the server says.
    activity: Signal<Option<(OwnActivity, Option<String>)>>,
    /// What its promise is called.
    promise: Signal<String>,
    /// Now, by the phone's clock.
    now: Signal<WallTime>,
    /// The refused entry at this place is to be sent again.
    on_send_again: Callback<u64>,
) -> impl IntoView {
    let told = move || {
        let (own, area) = activity.get()?;
        let (told, place) = (own.activity, own.whereabouts);
        let now = now.get();
        let withdrawn = own.withdrawn.map(|why| {
            view! {
                <section class="verdict not-followed">
                    <p class="verdict-word">{CommonWord::Withdrawn.say(language)}</p>
                    <p>{why}</p>
                </section>
            }
        });
        Some(view! {
            <p class="lead figures">{line(language, &told, area.as_deref(), Day::of(now))}</p>
            <p>{parties(language, &told)}</p>
            {told.note.map(|note| view! { <p>{note}</p> })}
            {withdrawn}
            <Refused language place=place.clone() correct=Screen::CorrectActivity(told.id) on_send_again />
            <PlaceLine language place now />
        })
    };
    let missing = move || activity.with(Option::is_none).then(|| Word::NotHere.say(language));
    // What never reached the server is not taken back from it: it is corrected or sent again, further up.
    let amendable = Memo::new(move |_| {
        let is_told =
            |own: &OwnActivity| !matches!(own.whereabouts, Whereabouts::Refused { part: Part::Activity, .. });
        activity
            .get()
            .map(|(own, _)| own)
            .filter(is_told)
            .map(|own| (own.activity.id, own.withdrawn.is_some()))
    });
    let dock = move || {
        let (id, is_withdrawn) = amendable.get()?;
        let (correct, withdraw) = (Some(Screen::CorrectActivity(id)), Screen::WithdrawActivity(id));
        Some(view! { <Amend language correct withdraw is_withdrawn /> })
    };
    view! {
        <TopBar language title=promise back=Screen::Walks />
        <main class="screen">
            <p class="empty">{missing}</p>
            {told}
        </main>
        <footer class="dock" hidden=move || amendable.with(Option::is_none)>
            {dock}
        </footer>
    }
}
