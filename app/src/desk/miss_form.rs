//! Why a week was missed, on the page of that area and week: what was noted, and the forms by which a supervisor notes it,
//! changes it and takes it back. They work without script. Whether somebody may, the store's door decides.

use domain::coverage::Standing;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::area_week::AreaWeek;
use crate::texts::Language;
use crate::texts::desk::totals as texts;
use crate::texts::desk::word::Word;

/// The longest reason, in characters, as the store has it.
const MAX_REASON: u32 = 200;

/// Draws the reason and its forms; nothing for who may not note one, or of a week that needs none and has none.
pub(crate) fn draw_reason(language: Language, sheet: &AreaWeek) -> Option<impl IntoView + use<>> {
    let is_missed = sheet.cell.standing == Standing::Missed;
    if !sheet.notes_misses || !is_missed && sheet.note.is_none() {
        return None;
    }
    let query = use_query_map();
    let problem = move || query.with(|query| query.get("error")).map(|code| problem(&code).say(language));
    let path = format!("/coverage/{}/{}/reason", sheet.area, sheet.week);
    let said = sheet.note.as_ref().map(|note| {
        view! {
            <p class="said">{note.reason.clone()}</p>
            <p class="soft">{texts::noted_by(language, note)}</p>
        }
    });
    let needless = (!is_missed).then(|| view! { <p class="notice">{Word::NeededNoLonger.say(language)}</p> });
    let form = is_missed.then(|| {
        let reason = sheet.note.as_ref().map(|note| note.reason.clone()).unwrap_or_default();
        let word = if sheet.note.is_some() { Word::ChangeReason } else { Word::SaveReason };
        view! {
            <form method="post" action=path.clone() class="decision">
                <label for="why">{Word::Why.say(language)}</label>
                <input
                    id="why"
                    name="reason"
                    required
                    maxlength=MAX_REASON.to_string()
                    value=reason
                    autocomplete="off"
                    aria-describedby="why-help"
                />
                <button class="button">{word.say(language)}</button>
            </form>
            <p id="why-help" class="soft help">
                {Word::ReasonHelp.say(language)}
            </p>
        }
    });
    let take_back = sheet.note.is_some().then(|| {
        view! {
            <form method="post" action=format!("{path}/take-back") class="decision">
                <button class="plain">{Word::TakeReasonBack.say(language)}</button>
            </form>
        }
    });
    Some(view! {
        <section id="reason" aria-labelledby="reason-name">
            <h2 id="reason-name">{Word::MissReason.say(language)}</h2>
            {move || problem().map(|text| view! { <p class="problem" role="alert">{text}</p> })}
            {said}
            {needless}
            {form}
            {take_back}
        </section>
    })
}

/// Says why a reason was not kept, by the server's word for it.
fn problem(code: &str) -> Word {
    match code {
        "reason" => Word::ReasonNeeded,
        "not_missed" => Word::ReasonNotNeeded,
        _ => Word::DecisionFailed,
    }
}
