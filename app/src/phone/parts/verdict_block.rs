//! A verdict and why, in plain words. It never gives one.

use domain::verdict::Verdict;
use leptos::prelude::*;

use crate::outlook::own_walks::OwnWalk;
use crate::texts::Language;
use crate::texts::phone::walk::clock_trouble;
use crate::texts::phone::word::Word;
use crate::texts::rule::{decided, further, reason, verdict, word};

/// Draws the verdict on a walk; of a withdrawn one that it was withdrawn, and why.
#[component]
pub(crate) fn VerdictBlock(
    language: Language,
    /// The walk.
    walk: OwnWalk,
) -> impl IntoView {
    if let Some(why) = walk.withdrawn {
        return view! {
            <section class="verdict not-followed">
                <p class="verdict-word">
                    <span class="tile" aria-hidden="true">"–"</span>
                    {Word::Withdrawn.say(language)}
                </p>
                <p>{why}</p>
            </section>
        }
        .into_any();
    }
    let Some(given) = walk.verdict else {
        return view! { <p class="verdict">{Word::NoVerdict.say(language)}</p> }.into_any();
    };
    let reasons = further(&given).map(|why| view! { <li>{reason(language, why)}</li> }).collect_view();
    let decision = walk.decided.map(|(decision, why)| {
        let why = why.map(|why| format!(" {why}"));
        view! { <p>{decided(language, decision)} {why}</p> }
    });
    let clocks = walk.told.as_ref().and_then(|told| clock_trouble(language, told.walk.clocks()));
    view! {
        <section class=format!("verdict {}", verdict_class(&given))>
            {verdict_word(language, &given)}
            {decision}
            <p>{verdict(language, &given)}</p>
            <ul>{reasons}</ul>
            {clocks.map(|said| view! { <p class="soft">{said}</p> })}
        </section>
    }
    .into_any()
}

/// Returns the class that gives a verdict its colour. A walk that does not count has none: colour speaks of weeks, and of
/// what keeps them.
pub(crate) fn verdict_class(given: &Verdict) -> &'static str {
    if given.counts { "kept" } else { "not-followed" }
}

/// Draws a verdict's sign and word.
pub(crate) fn verdict_word(language: Language, given: &Verdict) -> impl IntoView + use<> {
    let sign = if given.counts { "✓" } else { "–" };
    view! {
        <p class="verdict-word">
            <span class="tile" aria-hidden="true">{sign}</span>
            {word(language, given)}
        </p>
    }
}
