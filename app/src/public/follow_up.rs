//! One published version of a follow-up or an evaluation, as it was published: text, frozen figures, judgement. It prints to a
//! letter. Nothing is worked out anew, and a later version never replaces it.

use domain::promise::{Promise, Wording};
use leptos::prelude::*;

use super::facts::{Account, House, Told};
use super::page::{Page, draw_text};
use super::place::{Form, Place, figures_of_version};
use super::promise::{Said, Telling};
use super::standing::draw_contact;
use crate::texts::Language;
use crate::texts::promises::{judgement, standing, worded};
use crate::texts::public::{self as said, Word};

/// Returns the page of one version, under `place`: its own, or that of the follow-up if it is the latest.
pub fn html(house: &House, language: Language, place: Place, account: &Account, told: &Told) -> String {
    let period = told.period.id.clone();
    let latest = account.versions(told.number).map(|one| one.version).max().unwrap_or(told.version);
    let follow_up = Place::FollowUp(period.clone(), told.number);
    let name = said::named(language, told.kind, told.number);
    let page = Page {
        house,
        language,
        canonical: (told.version == latest).then(|| follow_up.clone()),
        place,
        title: format!("{name}: {}", worded(language, &told.period.name)),
        description: worded(language, &told.letter.opening).lines().next().unwrap_or_default().to_owned(),
    };
    let telling = Telling {
        language,
        period: &told.period,
        figures: &told.figures,
        areas: &told.areas,
        preliminary_from: None,
    };
    let newer = (told.version < latest).then(|| {
        view! {
            <p class="notice">
                <a href=follow_up.path(language)>{said::newer(language, latest)}</a>
            </p>
        }
    });
    let content = view! {
        {newer}
        <h1>
            {name} <small>{worded(language, &told.period.name)}</small>
        </h1>
        <p class="when">{said::published(language, told.figures.through, told.on, told.version)}</p>
        <div class="lead">{draw_text(language, &told.letter.opening)}</div>
        {draw_part(language, said::changed_since(language, told.version.saturating_sub(1)), &told.letter.changed)}
        {telling.draw(|promise| written(language, told, promise))}
        {draw_part(language, Word::Analysis.say(language).to_owned(), &told.letter.analysis)}
        {draw_making(language, told)}
        {draw_versions(language, account, told)}
        <section>
            <h2>{Word::Ask.say(language)}</h2>
            {draw_contact(house, language)}
        </section>
    };
    page.html(content.into_any())
}

/// Returns what is said about a promise: the parties' words, and in an evaluation their judgement.
fn written(language: Language, told: &Told, promise: &Promise) -> Option<Said> {
    let section = told.letter.section(promise.id)?;
    let judged = section.judgement.map(|judged| judgement(language, judged));
    let stands = || told.figures.promise(promise.id).map(|figures| standing(language, figures.standing));
    Some(Said { mark: judged.or_else(stands)?, text: section.text.clone() })
}

/// Draws a part of the letter that may be empty.
fn draw_part(language: Language, title: String, text: &Wording) -> AnyView {
    if text.sv.trim().is_empty() {
        return ().into_any();
    }
    view! {
        <section>
            <h2>{title}</h2>
            {draw_text(language, text)}
        </section>
    }
    .into_any()
}

fn draw_making(language: Language, told: &Told) -> AnyView {
    let file = |form: Form| {
        let path = figures_of_version(&told.period.id, told.number, told.version, form);
        view! {
            <li>
                <a href=path download="">
                    {form.end().to_uppercase()}
                </a>
            </li>
        }
    };
    view! {
        <section>
            <h2>{Word::HowMade.say(language)}</h2>
            <p>{said::silent(language, told.n_silent)} " " {Word::NeverChanged.say(language)}</p>
            <p>{Word::DigestLong.say(language)}</p>
            <p class="digest">
                <span class="unseen">{Word::Digest.say(language)} ": "</span>
                <code>{told.digest.clone()}</code>
            </p>
            <ul class="row screen">{Form::ALL.map(file).into_iter().collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn draw_versions(language: Language, account: &Account, told: &Told) -> AnyView {
    if account.versions(told.number).count() < 2 {
        return ().into_any();
    }
    let item = |one: &Told| {
        let name = said::version(language, one.version, one.on);
        if one.version == told.version {
            return view! { <li>{name} ", " {Word::ThisOne.say(language)}</li> }.into_any();
        }
        let place = Place::Version(told.period.id.clone(), one.number, one.version);
        view! {
            <li>
                <a href=place.path(language)>{name}</a>
            </li>
        }
        .into_any()
    };
    view! {
        <section class="screen">
            <h2>{Word::Versions.say(language)}</h2>
            <ul class="list">{account.versions(told.number).map(item).collect_view()}</ul>
        </section>
    }
    .into_any()
}
