//! Language, face, account, and what is on this phone. It never logs anybody out by the way.

use leptos::prelude::*;
use sync::wire::AccountCard;

use crate::outlook::count::Count;
use crate::outlook::screen::Screen;
use crate::phone::notebook::LeftHere;
use crate::phone::parts::choice::Choice;
use crate::phone::parts::fields::Problem;
use crate::phone::parts::top_bar::TopBar;
use crate::phone::preferences::Face;
use crate::texts::Language;
use crate::texts::phone::word::Word;
use crate::texts::phone::{language_name, left_here, logged_in_as, version, waits_here};

/// Draws the settings.
#[component]
pub(crate) fn Settings(
    language: Language,
    /// The phone's colours.
    chosen_face: Signal<Face>,
    /// Whether alarms sound.
    has_sound: Signal<bool>,
    /// Who is logged in.
    account: Signal<Option<AccountCard>>,
    /// How many own walks wait.
    waiting: Signal<Count>,
    /// What other officers have left on this phone.
    left: Signal<Vec<LeftHere>>,
    /// Whether a walk is running.
    is_walking: Signal<bool>,
    /// Whether the browser promises to keep what is on this phone; nothing while that is not known.
    is_lasting: Signal<Option<bool>>,
    /// Whether the last try to leave found no network.
    cannot_leave: Signal<bool>,
    /// Another language is wanted.
    on_language: Callback<Language>,
    /// Another face is wanted.
    on_face: Callback<Face>,
    /// Alarms are to sound, or not to.
    on_sound: Callback<bool>,
    /// Somebody else is to use the phone.
    on_leave: Callback<()>,
) -> impl IntoView {
    let languages = [Language::Swedish, Language::English].map(|one| (one, language_name(one).to_owned()));
    let faces = Face::ALL.map(|one| (one, face_word(one).say(language).to_owned()));
    let sounds = [(false, Word::AlarmShakes), (true, Word::AlarmSounds)]
        .map(|(has_sound, word)| (has_sound, word.say(language).to_owned()));
    let who =
        move || account.with(|account| account.as_ref().map(|card| logged_in_as(language, &card.shown_as)));
    let waits = move || waits_here(language, waiting.get());
    let left = move || {
        let line = |left: LeftHere| view! { <p>{left_here(language, &left.shown_as, left.waiting, left.is_walking)}</p> };
        left.get().into_iter().map(line).collect_view()
    };
    let lasting = move || {
        let word = match is_lasting.get()? {
            true => Word::StorageLasts,
            false => Word::StorageMayBeCleared,
        };
        Some(word.say(language))
    };
    let not_now = move || is_walking.get().then(|| Word::EndWalkFirst.say(language));
    let no_leaving = move || cannot_leave.get().then(|| Word::NoNetworkNoLeaving.say(language).to_owned());
    view! {
        <TopBar language title=Word::Settings.say(language).to_owned() back=Screen::Start />
        <main class="screen form">
            <Choice
                legend=Word::Language.say(language)
                options=languages.into()
                chosen=Signal::stored(Some(language))
                on_choose=on_language
            />
            <Choice
                legend=Word::Face.say(language)
                options=faces.into()
                chosen=Signal::derive(move || Some(chosen_face.get()))
                on_choose=on_face
            />
            <Choice
                legend=Word::Alarms.say(language)
                options=sounds.into()
                chosen=Signal::derive(move || Some(has_sound.get()))
                on_choose=on_sound
            />
            <section>
                <h2>{Word::Account.say(language)}</h2>
                <p>{who}</p>
                <p class="soft">{waits}</p>
                <p class="soft">{not_now}</p>
                <Problem text=Signal::derive(no_leaving) />
                <button
                    type="button"
                    class="button second"
                    disabled=is_walking
                    on:click=move |_| on_leave.run(())
                >
                    {Word::Leave.say(language)}
                </button>
            </section>
            <section>
                <h2>{Word::ThisPhone.say(language)}</h2>
                {left}
                <p class="soft">{lasting}</p>
                <p class="soft">{version(language)}</p>
                <a class="button second" href=format!("#{}", Screen::Diagnosis)>
                    {Word::Diagnosis.say(language)}
                </a>
            </section>
        </main>
    }
}

fn face_word(face: Face) -> Word {
    match face {
        Face::System => Word::FaceSystem,
        Face::Light => Word::FaceLight,
        Face::Dark => Word::FaceDark,
        Face::Night => Word::FaceNight,
    }
}
