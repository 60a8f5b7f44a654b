//! The week: one sentence, then a card for each area, then the ways down. While it is open it keeps itself up to date; what it
//! last showed stays when the server does not answer, with its age. It names no officer.

use domain::time::WallTime;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::freshness::Contact;
use super::language;
use super::live::keep_fresh;
use super::page::{TroublePage, title};
use super::selection::{Selection, asked, draw_choices, draw_part};
use super::source::Trouble;
use super::week_sheet::{Card, WeekSheet};
use crate::texts::Language;
use crate::texts::desk::coverage as coverage_texts;
use crate::texts::desk::week as texts;
use crate::texts::desk::word::Word;
use crate::texts::{desk, rule};

/// Reads the week that now is, and whether the reader may see the phones behind it.
#[server(prefix = "/desk", endpoint = "week")]
pub async fn read_week(
    /// The areas' ids with commas between; all, where it names none.
    areas: String,
) -> Result<(WeekSheet, bool), Trouble> {
    super::source::answer(|source| async move {
        let now = source.now();
        let rulebook = source.rulebook().await?;
        let selection = Selection::of(&rulebook, &super::selection::parse(&areas));
        let shown = selection.shown(&rulebook).into_iter().map(|area| area.id.clone()).collect();
        let facts = source.week(shown, domain::week::Week::of(now)).await?;
        let sees_phones = source.reader().is_some_and(|reader| reader.sees_phones());
        Ok((WeekSheet::of(&rulebook, &facts, selection, now), sees_phones))
    })
    .await
}

/// Draws the week, and has it ask again whenever something has changed.
#[component]
pub fn WeekPage() -> impl IntoView {
    let language = language();
    let query = use_query_map();
    let areas = Memo::new(move |_| query.with(asked));
    let sheet = Resource::new(move || areas.get(), read_week);
    let contact = keep_fresh(move || sheet.refetch());
    // What was shown last, should the server not answer when the page asks again.
    let known = StoredValue::new(None::<(WeekSheet, bool)>);
    let page = move || {
        Suspend::new(async move {
            let (answer, stale) = match sheet.await {
                Ok(answer) => {
                    known.set_value(Some(answer.clone()));
                    (Ok(answer), None)
                }
                Err(trouble @ (Trouble::Unreachable | Trouble::Failed)) => match known.get_value() {
                    Some(answer) => {
                        let of = answer.0.now;
                        (Ok(answer), Some(of))
                    }
                    None => (Err(trouble), None),
                },
                Err(trouble) => (Err(trouble), None),
            };
            match answer {
                Ok((sheet, sees_phones)) => Either::Left(draw(language, sheet, sees_phones, contact, stale)),
                Err(trouble) => Either::Right(view! { <TroublePage trouble /> }),
            }
        })
    };
    view! { <Transition>{page}</Transition> }
}

fn draw(
    language: Language,
    sheet: WeekSheet,
    sees_phones: bool,
    contact: ReadSignal<Contact>,
    stale: Option<WallTime>,
) -> impl IntoView {
    let sheet = if sheet.cards.is_empty() {
        Either::Left(view! {
            <div class="trouble">
                <h1>{Word::NoAreas.say(language)}</h1>
                <p>{Word::NoAreasHelp.say(language)}</p>
            </div>
        })
    } else {
        Either::Right(draw_week(language, sheet, sees_phones, contact, stale))
    };
    view! { {title(Word::WeekPage.say(language))} {sheet} }
}

fn draw_week(
    language: Language,
    sheet: WeekSheet,
    sees_phones: bool,
    contact: ReadSignal<Contact>,
    stale: Option<WallTime>,
) -> impl IntoView {
    let (first, second) = coverage_texts::headline(language, &sheet.headline);
    let (worst, week) = (sheet.headline.worst, sheet.week);
    let stale = stale.map(|of| view! { <p class="notice problem">{texts::stale(language, of)}</p> });
    let before = sheet.before.as_ref().map(|before| {
        let class = rule::standing_class(before.worst);
        view! {
            <p class=format!("before {class}")>
                <span class="sign" aria-hidden="true">
                    {rule::standing_sign(before.worst)}
                </span>
                <a href=sheet.selection.on("/coverage")>{texts::before(language, before)}</a>
            </p>
        }
    });
    let cards = sheet.cards.iter().map(|card| draw_card(language, card, &sheet)).collect_view();
    let drafts: Vec<(&str, bool)> =
        sheet.cards.iter().map(|card| (card.name.as_str(), card.is_draft)).collect();
    let drafts = coverage_texts::drafts(language, &drafts).map(|drafts| view! { <p>{drafts}</p> });
    view! {
        <p class="eyebrow">
            {desk::week_name(language, week)} " · " {desk::week_dates(language, week)} " · "
            <span class="as-of">{desk::as_of(language, sheet.now)}</span> {draw_contact(language, contact)}
        </p>
        <h1 class=format!("headline {}", rule::standing_class(worst))>
            <span class="sign" aria-hidden="true">
                {rule::standing_sign(worst)}
            </span>
            <span>{first.clone()} " " <span class="rest">{second}</span></span>
        </h1>
        // Read out when it changes; the hours that pass are not.
        <p class="unseen" role="status">
            {first}
        </p>
        {stale}
        {sheet.silence.as_ref().map(|silence| draw_silence(language, texts::silent(language, silence), sees_phones))}
        {draw_part(language, &sheet.selection)}
        <div class="cards">{cards}</div>
        {before}
        {draw_form(language, &sheet.selection)}
        <div class="notes">
            <p>{coverage_texts::promise(language, &sheet.promise)}</p>
            {drafts}
        </div>
    }
}

/// Draws how the page is kept up to date. Without script it says that it is not.
fn draw_contact(language: Language, contact: ReadSignal<Contact>) -> impl IntoView {
    let word = move || match contact.get() {
        Contact::None => None,
        Contact::Told => Some(("told", Word::UpdatesItself)),
        Contact::Asking => Some(("asking", Word::AsksNowAndThen)),
    };
    let told = move || {
        word()
            .map(|(class, word)| view! { <span class=format!("contact {class}")>{word.say(language)}</span> })
    };
    view! {
        <span class="without-script">" · " {Word::UpdatesNot.say(language)}</span>
        {told}
    }
}

fn draw_silence(language: Language, silent: String, sees_phones: bool) -> impl IntoView {
    let way = sees_phones.then(|| view! { " " <a href="/phones">{Word::ToPhones.say(language)}</a> });
    view! { <p class="notice">{silent} {way}</p> }
}

/// Draws one area: its name, how it stands, its walks, and what is to be known where it is not kept.
fn draw_card(language: Language, card: &Card, sheet: &WeekSheet) -> impl IntoView + use<> {
    let standing = card.cell.standing;
    let figure = texts::figure(language, &card.cell).map(|text| view! { <span class="figure">{text}</span> });
    let risk =
        texts::risk(language, &card.cell, &sheet.promise).map(|text| view! { <p class="risk">{text}</p> });
    let earlier = (0 < card.n_earlier)
        .then(|| view! { <li class="soft">{texts::earlier(language, card.n_earlier)}</li> });
    let starts = card.starts.iter().map(|start| view! { <li>{texts::start(language, start, card)}</li> });
    let starts = (!card.starts.is_empty())
        .then(|| view! { <ul class="starts figures">{earlier} {starts.collect_view()}</ul> });
    let latest = (!card.is_kept()).then(|| view! { <p>{texts::latest(language, card)}</p> });
    let may_hold = sheet
        .silence
        .as_ref()
        .filter(|_| !card.is_kept())
        .map(|silence| view! { <p class="soft">{texts::may_hold(language, silence)}</p> });
    view! {
        <article class=format!("card {}", rule::standing_class(standing))>
            <h2>
                <a href=format!("/coverage/{}/{}", card.id, sheet.week)>{card.name.clone()}</a>
            </h2>
            <p class="stands">
                <span class="sign" aria-hidden="true">
                    {rule::standing_sign(standing)}
                </span>
                <span class="word">{rule::standing(language, standing)}</span>
                " "
                {figure}
            </p>
            {risk}
            <p>{texts::so_far(language, &card.cell)}</p>
            {starts}
            {latest}
            {may_hold}
            <p class="way" aria-hidden="true">
                {Word::SeeWalks.say(language)}
            </p>
        </article>
    }
}

/// Draws the form that asks for some of the areas.
fn draw_form(language: Language, selection: &Selection) -> Option<impl IntoView + use<>> {
    let choices = draw_choices(language, selection)?;
    Some(view! {
        <details class="asking-for">
            <summary>{Word::ChooseAreas.say(language)}</summary>
            <form method="get" action="/week">
                {choices}
                <button class="button">{Word::Show.say(language)}</button>
            </form>
        </details>
    })
}
