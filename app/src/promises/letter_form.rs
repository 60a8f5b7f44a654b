//! The form by which a supervisor writes a follow-up: the frozen figures beside the words, promise by promise. It writes
//! nothing by itself; what it is filled with comes from the draft.

use domain::day::Day;
use domain::followup::{Figures, Kind};
use domain::id::PeriodId;
use domain::letter::{Judgement, Letter};
use domain::promise::{Promise, PromisePeriod};
use leptos::prelude::*;

use super::form::{self, Filled};
use super::standing::draw_mark;
use crate::texts::Language;
use crate::texts::promises as words;
use crate::texts::promises::desk::Say;

/// What the form is about.
#[derive(Debug, Clone)]
pub struct LetterSheet {
    /// The period.
    pub period: PromisePeriod,
    /// The follow-up's number.
    pub number: u32,
    /// What it is.
    pub kind: Kind,
    /// Through when it tells.
    pub through: Day,
    /// The figures, as they are frozen.
    pub figures: Figures,
    /// Whether it is to be a later version, which says what has changed.
    pub is_later: bool,
    /// Whether something has come to be known since the figures were told.
    pub is_outdated: bool,
}

/// Returns the form as a draft has it.
pub fn fill(letter: &Letter) -> Filled {
    let mut filled = Filled::default()
        .with("opening-sv", &letter.opening.sv)
        .with("opening-en", &letter.opening.en)
        .with("changed-sv", &letter.changed.sv)
        .with("changed-en", &letter.changed.en)
        .with("analysis-sv", &letter.analysis.sv)
        .with("analysis-en", &letter.analysis.en);
    for section in &letter.sections {
        let id = section.promise;
        filled = filled
            .with(format!("text-{id}-sv"), &section.text.sv)
            .with(format!("text-{id}-en"), &section.text.en);
        if let Some(judgement) = section.judgement {
            filled = filled.with(format!("judged-{id}"), judgement_word(judgement));
        }
    }
    filled
}

/// Draws the form.
pub fn draw(language: Language, sheet: &LetterSheet, filled: &Filled) -> impl IntoView + use<> {
    let path = format!("/promises/{}/follow-ups/{}", sheet.period.id, sheet.number);
    let name = format!("{} {}", words::kind(language, sheet.kind), sheet.number);
    let outdated = sheet.is_outdated.then(|| {
        view! {
            <div class="notice">
                <p>{Say::OutdatedDraft.say(language)}</p>
                <button class="button second" name="then" value="renew">
                    {Say::Renew.say(language)}
                </button>
            </div>
        }
    });
    let changed =
        sheet.is_later.then(|| draw_pair(language, filled, "changed", Say::Changed.say(language), 3));
    let analysis = (sheet.kind == Kind::Evaluation).then(|| {
        view! {
            <section>
                {draw_pair(language, filled, "analysis", Say::Analysis.say(language), 6)}
                <p class="soft help">{Say::AnalysisHelp.say(language)}</p>
            </section>
        }
    });
    let sections: Vec<_> =
        sheet.period.promises.iter().map(|promise| draw_section(language, sheet, promise, filled)).collect();
    view! {
        <p class="eyebrow">{words::worded(language, &sheet.period.name)}</p>
        <h1>{name} ", " {Say::Through.say(language).to_lowercase()} " " {words::day(language, sheet.through)}</h1>
        {filled.draw_notice(Say::PutRight.say(language))}
        <form method="post" action=format!("{path}/edit") class="fields letter">
            {outdated}
            {draw_pair(language, filled, "opening", Say::Opening.say(language), 3)}
            {changed}
            {sections}
            {analysis}
            <p class="ends">
                <button class="button" name="then" value="preview">
                    {Say::Preview.say(language)}
                </button>
                <button class="button second" name="then" value="save">
                    {Say::SaveDraft.say(language)}
                </button>
                <a href=back(&sheet.period.id)>{Say::Cancel.say(language)}</a>
            </p>
        </form>
        <form method="post" action=format!("{path}/drop") class="decision">
            <button class="plain">{Say::DropDraft.say(language)}</button>
        </form>
    }
}

fn back(period: &PeriodId) -> String {
    format!("/promises/{period}#follow-ups")
}

/// Draws the same text's field in both languages.
fn draw_pair(language: Language, filled: &Filled, name: &str, said: &str, rows: u8) -> impl IntoView + use<> {
    let (swedish, english) = (Say::InSwedish.say(language), Say::InEnglish.say(language));
    view! {
        <fieldset class="pair">
            <legend>{said.to_owned()}</legend>
            <div class="two">
                {form::text(filled, &format!("{name}-sv"), swedish, rows, "sv")}
                {form::text(filled, &format!("{name}-en"), english, rows, "en")}
            </div>
        </fieldset>
    }
}

fn draw_section(
    language: Language,
    sheet: &LetterSheet,
    promise: &Promise,
    filled: &Filled,
) -> impl IntoView + use<> {
    let figures = sheet.figures.promise(promise.id);
    let told = figures.map(|figures| {
        view! {
            <p>
                {draw_mark(words::standing(language, figures.standing))} " "
                {words::progress(language, promise, figures)}
            </p>
        }
    });
    let judged = (sheet.kind == Kind::Evaluation).then(|| {
        let mut options = vec![(String::new(), Say::NotJudged.say(language).to_owned())];
        options.extend(Judgement::ALL.map(|judgement| {
            (judgement_word(judgement).to_owned(), words::judgement(language, judgement).word.to_owned())
        }));
        form::choice(filled, &format!("judged-{}", promise.id), Say::Judged.say(language), options)
    });
    view! {
        <section class="letter-section">
            <h2>{words::worded(language, &promise.name)}</h2>
            {told}
            {draw_pair(language, filled, &format!("text-{}", promise.id), Say::Promise.say(language), 4)}
            {judged}
        </section>
    }
}

/// Returns the word by which the form names a judgement.
pub fn judgement_word(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::Kept => "kept",
        Judgement::PartlyKept => "partly_kept",
        Judgement::NotKept => "not_kept",
    }
}
