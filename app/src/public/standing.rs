//! How the promises of a period stand now: a letter to those they were given to. The sentence first, then each promise, then
//! what was published. It tells of whole weeks that are over.

use domain::due::outside;
use domain::followup::Figures;
use domain::promise::{Each, Promise, Target, Wording};
use domain::week::Week;
use leptos::prelude::*;

use super::facts::{Account, House, Told, weekly};
use super::page::{Page, written_in};
use super::place::{Form, Place, figures_of_period};
use super::promise::{Said, Telling};
use crate::texts::Language;
use crate::texts::desk::prose::parted;
use crate::texts::promises::prose::{section, summary};
use crate::texts::promises::{Areas, days, standing, worded};
use crate::texts::public::{
    self as said, Word, checked, held_back, latest_week, not_begun, preliminary_from,
};

/// Returns the page of one period, under `place`. `others` are the other public periods.
pub fn html(
    house: &House,
    language: Language,
    place: Place,
    account: &Account,
    others: &[&Account],
) -> String {
    let period = &account.period;
    let sentences = lead(language, account);
    let page = Page {
        house,
        language,
        place,
        canonical: None,
        title: worded(language, &period.name),
        description: sentences.join(" "),
    };
    let telling = Telling {
        language,
        period,
        figures: &account.figures,
        areas: &account.areas,
        preliminary_from: account.preliminary_from,
    };
    let content = view! {
        <h1 lang=written_in(language, &period.name)>{parted(&worded(language, &period.name))}</h1>
        <p class="when">{days(language, domain::promise::Within { first: period.first, last: period.last })}</p>
        {sentences.into_iter().map(|said| view! { <p class="lead">{said}</p> }).collect_view()}
        {draw_notes(house, language, account)}
        {telling.draw(|promise| written(language, account, promise))}
        {draw_told(language, account)}
        {draw_others(language, others)}
        {draw_ask(house, language, account)}
    };
    page.html(content.into_any())
}

/// Returns the page where no period is public.
pub fn empty(house: &House, language: Language) -> String {
    let page = Page {
        house,
        language,
        place: Place::Now,
        canonical: None,
        title: Word::SiteName.say(language).to_owned(),
        description: Word::Empty.say(language).to_owned(),
    };
    let content = view! {
        <h1>{Word::EmptyTitle.say(language)}</h1>
        <p class="lead">{Word::Empty.say(language)}</p>
    };
    page.html(content.into_any())
}

/// Returns the sentences that sum a period up.
fn lead(language: Language, account: &Account) -> Vec<String> {
    if account.figures.through < account.period.first {
        return vec![not_begun(language, account.period.first)];
    }
    let latest = weekly(account).map(|(promise, facts)| {
        let areas = Areas(&account.areas);
        let missed: Vec<String> = facts.missed.iter().map(|id| areas.name(id)).collect();
        latest_week(language, &worded(language, &promise.name), facts.week, facts.n_kept, &missed)
    });
    std::iter::once(summary(language, &account.figures)).chain(latest).collect()
}

/// Returns what is said about a promise: what its figures say.
fn written(language: Language, account: &Account, promise: &Promise) -> Option<Said> {
    let figures = account.figures.promise(promise.id)?;
    let text = |language| section(language, promise, figures, account.figures.through, Areas(&account.areas));
    let text = Wording { sv: text(Language::Swedish), en: text(Language::English) };
    Some(Said { mark: standing(language, figures.standing), text })
}

fn draw_notes(house: &House, language: Language, account: &Account) -> AnyView {
    let Figures { through, .. } = account.figures;
    let week = Week::of(through.start());
    let mut notes = vec![checked(language, through, week, account.made)];
    notes.extend(held_back(language, house.n_held_back));
    notes.extend(account.preliminary_from.map(|week| preliminary_from(language, week)));
    let is_weekly =
        |promise: &Promise| matches!(promise.target, Target::Times { each: Each::WeekAndArea, .. });
    if account.period.promises.iter().any(is_weekly) {
        notes.extend(said::outside(language, outside(account.period.first, account.period.last)));
    }
    view! { <p class="note">{notes.join(" ")}</p> }.into_any()
}

fn draw_told(language: Language, account: &Account) -> AnyView {
    let latest = account.latest();
    let list = if latest.is_empty() {
        view! { <p>{Word::NoFollowUp.say(language)}</p> }.into_any()
    } else {
        let item = |told: &&Told| {
            let place = Place::FollowUp(account.period.id.clone(), told.number);
            view! {
                <li>
                    <a href=place.path(language)>{said::named(language, told.kind, told.number)}</a>
                    " "
                    <span class="note">
                        {said::published(language, told.figures.through, told.on, told.version)}
                    </span>
                </li>
            }
        };
        view! { <ul class="list">{latest.iter().map(item).collect_view()}</ul> }.into_any()
    };
    view! {
        <section>
            <h2>{Word::FollowUps.say(language)}</h2>
            {list}
        </section>
    }
    .into_any()
}

fn draw_others(language: Language, others: &[&Account]) -> AnyView {
    if others.is_empty() {
        return ().into_any();
    }
    let item = |account: &&Account| {
        let period = &account.period;
        view! {
            <li>
                <a href=Place::Period(period.id.clone()).path(language) lang=written_in(language, &period.name)>
                    {worded(language, &period.name)}
                </a>
            </li>
        }
    };
    view! {
        <section>
            <h2>{Word::OtherPeriods.say(language)}</h2>
            <ul class="list">{others.iter().map(item).collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn draw_ask(house: &House, language: Language, account: &Account) -> AnyView {
    let file = |form: Form| {
        view! {
            <li>
                <a href=figures_of_period(&account.period.id, form) download="">
                    {form.end().to_uppercase()}
                </a>
            </li>
        }
    };
    view! {
        <section>
            <h2>{Word::Ask.say(language)}</h2>
            {draw_contact(house, language)}
        </section>
        <section class="screen">
            <h2>{Word::TakeAlong.say(language)}</h2>
            <ul class="row">
                {Form::ALL.map(file).into_iter().collect_view()}
                <li>
                    <a href=Place::Taking.path(language)>{Word::DataPage.say(language)}</a>
                </li>
            </ul>
        </section>
    }
    .into_any()
}

/// Draws by whom one can be asked.
pub(super) fn draw_contact(house: &House, language: Language) -> AnyView {
    match house.contact.clone() {
        None => view! { <p>{Word::AskThoseWhoPromised.say(language)}</p> }.into_any(),
        Some(contact) if contact.contains('@') && !contact.contains(' ') => view! {
            <p>
                <a href=format!("mailto:{contact}")>{contact.clone()}</a>
            </p>
        }
        .into_any(),
        Some(contact) => view! { <p>{contact}</p> }.into_any(),
    }
}
