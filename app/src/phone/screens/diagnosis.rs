//! How this phone stands, to be read out over the telephone: line by line, large enough, and copied by one button. It looks
//! nothing up.

use leptos::prelude::*;
use sync::engine::Status;

use crate::outlook::screen::Screen;
use crate::phone::parts::top_bar::TopBar;
use crate::texts::Language;
use crate::texts::phone::diagnosis::Line;
use crate::texts::phone::word::Word;

/// Draws the lines, and the ways to hand them on.
#[component]
pub(crate) fn Diagnosis(
    language: Language,
    /// What was found; none while it is looked up.
    lines: Signal<Vec<Line>>,
    /// How the sync stands.
    status: Signal<Status>,
    /// What became of the last wish.
    said: Signal<Option<String>>,
    /// The lines are to be copied.
    on_copy: Callback<()>,
    /// What is unsent is to be saved to a file.
    on_save: Callback<()>,
) -> impl IntoView {
    let line = |(label, value): Line| {
        view! {
            <div>
                <dt>{label}</dt>
                <dd class="figures">{value}</dd>
            </div>
        }
    };
    let is_looking = move || lines.with(Vec::is_empty);
    let has_all = Memo::new(move |_| status.with(|status| status.n_unsent + status.n_parked == 0));
    let file_help =
        move || if has_all.get() { Word::NothingToSave } else { Word::SaveFileHelp }.say(language);
    view! {
        <TopBar
            language
            title=Word::Diagnosis.say(language).to_owned()
            back=Screen::Diagnosis.behind()
        />
        <main class="screen form">
            <p class="soft">{Word::DiagnosisHelp.say(language)}</p>
            <p class="empty" hidden=move || !is_looking()>
                {Word::Looking.say(language)}
            </p>
            <dl class="facts">{move || lines.get().into_iter().map(line).collect_view()}</dl>
            <section>
                <p class="soft">{file_help}</p>
                <button
                    type="button"
                    class="button second"
                    disabled=has_all
                    on:click=move |_| on_save.run(())
                >
                    {Word::SaveFile.say(language)}
                </button>
            </section>
        </main>
        <footer class="dock">
            <p class="soft said" role="status">
                {said}
            </p>
            <button
                type="button"
                class="button main"
                disabled=is_looking
                on:click=move |_| on_copy.run(())
            >
                {Word::Copy.say(language)}
            </button>
        </footer>
    }
}
