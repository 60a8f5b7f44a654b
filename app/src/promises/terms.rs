//! The forms by which supervisors keep what is promised: a period, and each promise of it. They check nothing: the rules do,
//! and what they find stands at its field.

use domain::id::{AreaId, PeriodId, PromiseId};
use domain::promise::{Each, Evidence, MAX_NAME, Promise, PromisePeriod, Responsible, Target, Theme};
use leptos::prelude::*;

use super::form::{self, Filled, Line};
use crate::texts::Language;
use crate::texts::promises as words;
use crate::texts::promises::desk::Say;

/// Returns a period's form as it stands before somebody changes it.
pub fn fill_period(period: &PromisePeriod) -> Filled {
    let filled = Filled::default()
        .with("name-sv", &period.name.sv)
        .with("name-en", &period.name.en)
        .with("first", period.first.to_string())
        .with("last", period.last.to_string());
    if period.is_public { filled.with("is-public", "yes") } else { filled }
}

/// Draws the form of a period: one that there is, or a new one, made from another or from nothing.
pub fn draw_period(
    language: Language,
    filled: &Filled,
    period: Option<&PromisePeriod>,
    from: Option<&PromisePeriod>,
) -> impl IntoView + use<> {
    let (title, action) = match (period, from) {
        (Some(period), _) => (Say::EditPeriod, format!("/promises/{}/edit", period.id)),
        (None, Some(_)) => (Say::NewPeriodFrom, "/promises/new".to_owned()),
        (None, None) => (Say::NewPeriod, "/promises/new".to_owned()),
    };
    let back = period.or(from).map_or("/promises".to_owned(), |period| format!("/promises/{}", period.id));
    let copied = from.map(|from| {
        view! {
            {form::hidden("from", from.id.as_str())}
            <p class="soft">{words::worded(language, &from.name)} ". " {Say::NewPeriodHelp.say(language)}</p>
        }
    });
    let public = period.map(|_| {
        let yes = vec![("yes".to_owned(), Say::IsPublic.say(language).to_owned())];
        view! {
            {form::boxes(filled, "is-public", "", yes)}
            <p class="soft help">{Say::IsPublicHelp.say(language)}</p>
        }
    });
    view! {
        <h1>{title.say(language)}</h1>
        {filled.draw_notice(Say::PutRight.say(language))}
        <form method="post" action=action class="fields">
            {copied}
            {form::line(filled, "name-sv", Say::NameSv.say(language), Line::Text(MAX_NAME))}
            {form::line(filled, "name-en", Say::NameEn.say(language), Line::Text(MAX_NAME))}
            <div class="two">
                {form::line(filled, "first", Say::FirstDay.say(language), Line::Day)}
                {form::line(filled, "last", Say::LastDay.say(language), Line::Day)}
            </div>
            {public}
            {draw_ends(language, &back)}
        </form>
    }
}

/// Returns a promise's form as it stands before somebody changes it.
pub fn fill_promise(promise: &Promise) -> Filled {
    let mut filled = Filled::default()
        .with("name-sv", &promise.name.sv)
        .with("name-en", &promise.name.en)
        .with("words-sv", &promise.words.sv)
        .with("words-en", &promise.words.en)
        .with("responsible", responsible_word(promise.responsible))
        .with("theme", theme_word(promise.theme))
        .with("evidence", evidence_word(promise.evidence))
        .with("each", each_word(promise.target));
    if let Target::Times { n, .. } = promise.target {
        filled = filled.with("times", n.to_string());
    }
    for area in &promise.areas {
        filled = filled.with("area", area.as_str());
    }
    match promise.within {
        Some(within) => {
            filled.with("within-first", within.first.to_string()).with("within-last", within.last.to_string())
        }
        None => filled,
    }
}

/// Draws the form of a promise: one that there is, or a new one.
pub fn draw_promise(
    language: Language,
    filled: &Filled,
    period: &PeriodId,
    promise: Option<PromiseId>,
    areas: &[(AreaId, String)],
) -> impl IntoView + use<> {
    let (title, action) = match promise {
        Some(promise) => (Say::EditPromise, format!("/promises/{period}/edit/{promise}")),
        None => (Say::AddPromise, format!("/promises/{period}/new")),
    };
    let options = |all: &[(&str, String)]| -> Vec<(String, String)> {
        all.iter().map(|(value, said)| ((*value).to_owned(), said.clone())).collect()
    };
    let responsible = [Responsible::Both, Responsible::Police, Responsible::Municipality]
        .map(|one| (responsible_word(one), words::responsible(language, one).to_owned()));
    let theme = Theme::ALL.map(|one| (theme_word(one), words::theme(language, one).to_owned()));
    let evidence = [Evidence::Activities, Evidence::CountedWalks, Evidence::FollowUps, Evidence::Evaluations]
        .map(|one| (evidence_word(one), words::evidence(language, one).to_owned()));
    let each = [
        ("week_and_area", language.pick("i veckan i varje område", "a week in each area").to_owned()),
        ("term", language.pick("per termin", "each school term").to_owned()),
        ("year", language.pick("per år", "a year").to_owned()),
        ("period", language.pick("under perioden", "in the period").to_owned()),
        ("ongoing", language.pick("fortlöpande, utan antal", "ongoing, without a number").to_owned()),
    ];
    let areas = areas.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    let remove = promise.map(|promise| {
        view! {
            <form method="post" action=format!("/promises/{period}/edit/{promise}/remove") class="decision">
                <button class="plain">{Say::RemovePromise.say(language)}</button>
                <span class="soft">{Say::RemoveHelp.say(language)}</span>
            </form>
        }
    });
    view! {
        <h1>{title.say(language)}</h1>
        {filled.draw_notice(Say::PutRight.say(language))}
        <form method="post" action=action class="fields">
            {form::line(filled, "name-sv", Say::NameSv.say(language), Line::Text(MAX_NAME))}
            {form::line(filled, "name-en", Say::NameEn.say(language), Line::Text(MAX_NAME))}
            {form::text(filled, "words-sv", Say::WordsSv.say(language), 4, "sv")}
            {form::text(filled, "words-en", Say::WordsEn.say(language), 4, "en")}
            <div class="two">
                {form::choice(filled, "responsible", Say::Responsible.say(language), options(&responsible))}
                {form::choice(filled, "theme", Say::Theme.say(language), options(&theme))}
            </div>
            <div class="two">
                {form::line(filled, "times", Say::Times.say(language), Line::Number)}
                {form::choice(filled, "each", Say::Each.say(language), options(&each))}
            </div>
            <p class="soft help">{Say::TimesHelp.say(language)}</p>
            {form::choice(filled, "evidence", Say::EvidenceOf.say(language), options(&evidence))}
            {form::boxes(filled, "area", Say::AreasOf.say(language), areas)}
            <div class="two">
                {form::line(filled, "within-first", Say::WithinFirst.say(language), Line::Day)}
                {form::line(filled, "within-last", Say::WithinLast.say(language), Line::Day)}
            </div>
            <p class="soft help">{Say::WithinHelp.say(language)}</p>
            {draw_ends(language, &format!("/promises/{period}"))}
        </form>
        {remove}
    }
}

/// Draws the button that saves, and the way back.
pub(crate) fn draw_ends(language: Language, back: &str) -> impl IntoView + use<> {
    view! {
        <p class="ends">
            <button class="button">{Say::Save.say(language)}</button>
            <a href=back.to_owned()>{Say::Cancel.say(language)}</a>
        </p>
    }
}

fn responsible_word(responsible: Responsible) -> &'static str {
    match responsible {
        Responsible::Police => "police",
        Responsible::Municipality => "municipality",
        Responsible::Both => "both",
    }
}

fn theme_word(theme: Theme) -> &'static str {
    match theme {
        Theme::PublicPlaces => "public_places",
        Theme::GangCrime => "gang_crime",
        Theme::Andts => "andts",
        Theme::CloseRelations => "close_relations",
        Theme::Account => "account",
    }
}

fn evidence_word(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Activities => "activities",
        Evidence::CountedWalks => "counted_walks",
        Evidence::FollowUps => "follow_ups",
        Evidence::Evaluations => "evaluations",
    }
}

fn each_word(target: Target) -> &'static str {
    match target {
        Target::Ongoing => "ongoing",
        Target::Times { each: Each::WeekAndArea, .. } => "week_and_area",
        Target::Times { each: Each::Term, .. } => "term",
        Target::Times { each: Each::Year, .. } => "year",
        Target::Times { each: Each::Period, .. } => "period",
    }
}
