//! The sheet from which an observation is chosen: six large fields, one touch. Time and place are not asked; the recorder
//! knows them.

use domain::walk::{ObservationKind, Walk};
use leptos::html;
use leptos::prelude::*;

use super::fields::{Field, Kind};
use crate::texts::Language;
use crate::texts::phone::word::Word;
use crate::texts::rule::observation;

/// Draws the sheet over the screen while `is_open`.
#[component]
pub(crate) fn NoteSheet(
    language: Language,
    /// Whether it is shown.
    is_open: RwSignal<bool>,
    /// Something was chosen, with a few words where the list does not do.
    on_note: Callback<(ObservationKind, Option<String>)>,
) -> impl IntoView {
    let sheet = NodeRef::<html::Dialog>::new();
    let is_other = RwSignal::new(false);
    let words = RwSignal::new(String::new());
    Effect::new(move || {
        let Some(sheet) = sheet.get() else { return };
        if is_open.get() {
            is_other.set(false);
            words.set(String::new());
            if !sheet.open() {
                sheet.show_modal().expect("the sheet is on the page and not open");
            }
        } else {
            sheet.close();
        }
    });
    let note = move |kind, words: Option<String>| {
        is_open.set(false);
        on_note.run((kind, words));
    };
    let kinds = ObservationKind::ALL.map(|kind| {
        let choose = move |_| match kind {
            ObservationKind::Other => is_other.set(true),
            _ => note(kind, None),
        };
        view! {
            <button type="button" class="kind" on:click=choose>
                {observation(language, kind)}
            </button>
        }
    });
    let note_other = move |_| {
        let words = words.get_untracked().trim().to_owned();
        note(ObservationKind::Other, (!words.is_empty()).then_some(words));
    };
    view! {
        <dialog
            class="sheet"
            node_ref=sheet
            aria-label=Word::Note.say(language)
            on:close=move |_| is_open.set(false)
        >
            <h2>{Word::NoteTitle.say(language)}</h2>
            <div class="kinds" hidden=is_other>
                {kinds.into_iter().collect_view()}
            </div>
            <div class="other" hidden=move || !is_other.get()>
                <Field
                    label=Word::OtherNote.say(language)
                    kind=Kind::Note
                    value=words
                    max_length=Walk::MAX_NOTE
                />
                <button type="button" class="button" on:click=note_other>
                    {Word::Note.say(language)}
                </button>
            </div>
            <button type="button" class="plain-button" on:click=move |_| is_open.set(false)>
                {Word::Cancel.say(language)}
            </button>
        </dialog>
    }
}
