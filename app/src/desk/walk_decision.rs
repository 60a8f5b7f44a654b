//! What was decided about one walk, and the forms by which a supervisor decides. They work without script. Whether somebody may,
//! the store's door decides.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::walk_record::{Deed, Twin};
use super::walk_sheet::WalkSheet;
use crate::texts::Language;
use crate::texts::desk::decision::{self as texts, Say};
use crate::texts::desk::phones::decided;
use crate::texts::rule;
use domain::decision::Ruling;

/// Draws why a decision was not kept, by the server's word for it in the address (`error`).
pub(super) fn draw_problem(language: Language) -> impl IntoView {
    let query = use_query_map();
    let problem = move || {
        let code = query.with(|query| query.get("error"))?;
        let word = match code.as_str() {
            "reason" => Say::ReasonNeeded,
            "outdated" => Say::Outdated,
            "not_acceptable" => Say::NotAcceptable,
            "not_one_patrol" => Say::NotOnePatrol,
            _ => Say::Failed,
        };
        Some(view! {
            <p class="problem" role="alert">
                {word.say(language)}
            </p>
        })
    };
    view! { {problem} }
}

/// Draws what was decided, what may be decided, and which other records may be of the same patrol.
pub(super) fn draw_decision(language: Language, sheet: &WalkSheet) -> impl IntoView + use<> {
    let decisions = &sheet.decisions;
    if !sheet.may_decide && decisions.deeds.is_empty() {
        return None;
    }
    let state = match decisions.stand.decided {
        Some(decided) => rule::decided(language, decided),
        None => Say::NoDecision.say(language),
    };
    let forms = sheet.may_decide.then(|| draw_forms(language, sheet));
    let patrol = (!decisions.twins.is_empty()).then(|| draw_twins(language, sheet));
    let deeds: Vec<_> = decisions.deeds.iter().map(|deed| draw_deed(language, deed)).collect();
    let deeds = (!deeds.is_empty()).then(|| {
        view! {
            <h3>{Say::Decisions.say(language)}</h3>
            <ol class="history">{deeds}</ol>
        }
    });
    Some(view! {
        <section class="deciding" aria-labelledby="decision">
            <h2 id="decision">{Say::Decision.say(language)}</h2>
            <p>{state}</p>
            {forms}
            {patrol}
            {deeds}
        </section>
    })
}

fn draw_forms(language: Language, sheet: &WalkSheet) -> impl IntoView + use<> {
    let decided = sheet.decisions.stand.decided;
    let is_held =
        |ruling| decided.is_some_and(|decided| decided.ruling == ruling && !decided.is_told_otherwise);
    let button = |class: &'static str, what: &'static str, word: Say| {
        view! {
            <button class=class name="what" value=what>
                {word.say(language)}
            </button>
        }
    };
    let may_accept = sheet.is_acceptable && !is_held(Ruling::Accepted);
    let accept = may_accept.then(|| button("button", "accept", Say::Accept));
    let exclude = (!is_held(Ruling::Excluded)).then(|| button("button second", "exclude", Say::Exclude));
    let undo = decided.map(|_| button("button second", "undo", Say::Undo));
    view! {
        <form class="decision" method="post" action=action(sheet)>
            <input type="hidden" name="seen" value=sheet.decisions.seen.clone() />
            <label for="why">{Say::WhyOptional.say(language)}</label>
            <input id="why" name="why" type="text" maxlength="200" autocomplete="off" />
            {accept}
            {exclude}
            {undo}
        </form>
        <p class="soft help">{Say::DecisionHelp.say(language)}</p>
    }
}

fn draw_twins(language: Language, sheet: &WalkSheet) -> impl IntoView + use<> {
    let twins: Vec<_> = sheet.decisions.twins.iter().map(|twin| draw_twin(language, sheet, twin)).collect();
    view! {
        <h3 id="patrol">{Say::SamePatrol.say(language)}</h3>
        <p class="soft">{Say::SamePatrolHelp.say(language)}</p>
        <ul class="twins">{twins}</ul>
    }
}

fn draw_twin(language: Language, sheet: &WalkSheet, twin: &Twin) -> impl IntoView + use<> {
    let (what, word) = if twin.is_merged { ("part", Say::Part) } else { ("merge", Say::Merge) };
    let rests = (twin.is_merged && !twin.is_near)
        .then(|| view! { <p class="soft">{Say::MergedRests.say(language)}</p> });
    let merged = (twin.is_merged && twin.is_near)
        .then(|| view! { <p class="soft">{Say::OnePatrol.say(language)}</p> });
    view! {
        <li>
            <p>
                <a href=format!("/walks/{}", twin.walk)>{texts::twin(language, twin)}</a>
            </p>
            {rests}
            {merged}
            <form class="decision" method="post" action=action(sheet)>
                <input type="hidden" name="seen" value=sheet.decisions.seen.clone() />
                <input type="hidden" name="other" value=twin.walk.to_string() />
                <button class="button second" name="what" value=what>
                    {word.say(language)}
                </button>
            </form>
        </li>
    }
}

fn draw_deed(language: Language, deed: &Deed) -> impl IntoView + use<> {
    let by = decided(language, &deed.who, deed.at, deed.why.as_deref().unwrap_or_default());
    view! {
        <li>
            <strong>{texts::done(language, deed.what)}</strong>
            ". "
            {by}
        </li>
    }
}

fn action(sheet: &WalkSheet) -> String {
    format!("/walks/{}/decide", sheet.id)
}
