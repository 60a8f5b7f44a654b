//! The phones: one sentence and what is to be done, then each phone in a line, then the way down to one. It ranks nobody:
//! what needs attention comes first, then the names.

use leptos::either::Either;
use leptos::prelude::*;

use super::page::{answered, title};
use super::phone_standing::{Concern, PhoneStanding, PhonesSheet, Service};
use super::source::Trouble;
use crate::texts::Language;
use crate::texts::desk::phones as texts;
use crate::texts::desk::word::Word;
use crate::texts::{desk, moment};

/// Reads all phones.
#[server(prefix = "/desk", endpoint = "phones")]
pub async fn read_phones() -> Result<PhonesSheet, Trouble> {
    super::source::answer(|source| async move {
        let now = source.now();
        Ok(PhonesSheet::of(source.phones().await?, now))
    })
    .await
}

/// Draws the phones.
#[component]
pub fn PhonesPage() -> impl IntoView {
    let sheet = Resource::new(|| (), |()| read_phones());
    answered(sheet, draw)
}

fn draw(language: Language, sheet: PhonesSheet) -> impl IntoView {
    let (first, second) = texts::headline(language, &sheet);
    let (class, sign) = if sheet.pressing.is_some() { ("at-risk", "!") } else { ("kept", "✓") };
    let restored = sheet
        .restored
        .as_ref()
        .map(|restored| view! { <p class="notice">{texts::restored(language, restored)}</p> });
    let table = if sheet.standings.is_empty() {
        Either::Left(view! { <p class="empty">{Word::NoPhones.say(language)}</p> })
    } else {
        Either::Right(draw_table(language, &sheet))
    };
    view! {
        {title(Word::Phones.say(language))}
        <p class="eyebrow">
            {Word::Phones.say(language)} " · "
            <span class="as-of">{desk::as_of(language, sheet.now)}</span>
        </p>
        <h1 class=format!("headline told {class}")>
            <span class="sign" aria-hidden="true">
                {sign}
            </span>
            <span>{first} " " <span class="rest">{second}</span></span>
        </h1>
        {restored}
        {table}
        <div class="notes">
            <p>{Word::PhonesAre.say(language)}</p>
        </div>
    }
}

/// Draws the phones as a table. On a narrow screen its rows become cards; the roles keep it a table for whoever hears it.
fn draw_table(language: Language, sheet: &PhonesSheet) -> impl IntoView + use<> {
    let heads = [
        Word::Phone,
        Word::ToDo,
        Word::LastContact,
        Word::Unsent,
        Word::Missing,
        Word::TwoVersions,
        Word::NotAccepted,
        Word::PhoneClock,
        Word::KeptSafe,
        Word::AppBuild,
    ]
    .map(|word| view! { <th role="columnheader" scope="col">{word.say(language)}</th> })
    .collect_view();
    let rows = sheet.standings.iter().map(|standing| draw_row(language, standing, sheet)).collect_view();
    view! {
        <table class="walks phones" role="table" aria-label=Word::Phones.say(language)>
            <thead role="rowgroup">
                <tr role="row">{heads}</tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
}

fn draw_row(language: Language, standing: &PhoneStanding, sheet: &PhonesSheet) -> impl IntoView + use<> {
    let PhoneStanding { phone, service, n_waiting, n_missing, n_refused, .. } = standing;
    let cell = |label: Word, value: String, is_told: bool| {
        view! {
            <td role="cell" class="figures" class:none=!is_told>
                <span class="label" aria-hidden="true">
                    {label.say(language)}
                    " "
                </span>
                {value}
            </td>
        }
    };
    let count = |label: Word, n: u64| cell(label, n.to_string(), 0 < n);
    let waiting = match &phone.beat {
        Some(beat) if 0 < *n_waiting => texts::waiting(language, *n_waiting, beat.at, sheet.now),
        Some(_) => "0".to_owned(),
        None => Word::NotTold.say(language).to_owned(),
    };
    let is_right = !standing.concerns.iter().any(|concern| matches!(concern, Concern::Clock { .. }));
    let clock = match phone.server_ahead_ms {
        None => Word::NotTold.say(language).to_owned(),
        Some(_) if is_right => Word::ClockRight.say(language).to_owned(),
        Some(ahead_ms) => texts::clock(language, ahead_ms / 1000),
    };
    let lasting = storage(standing).say(language).to_owned();
    let is_fleeting = storage(standing) == Word::StorageFleeting;
    let in_use = *service == Service::InUse;
    view! {
        <tr role="row" class:out=!in_use>
            <th role="rowheader" scope="row" class="start">
                <a href=phone_address(standing)>{phone.who.clone()} " · " {phone.device.short()}</a>
            </th>
            <td role="cell" class="verdict">{draw_state(language, standing)}</td>
            {cell(Word::LastContact, moment::near(language, phone.contact, sheet.now), true)}
            {cell(Word::Unsent, waiting, 0 < *n_waiting)}
            {count(Word::Missing, *n_missing)}
            {count(Word::TwoVersions, phone.n_forked)}
            {count(Word::NotAccepted, *n_refused)}
            {cell(Word::PhoneClock, clock, !is_right)}
            {cell(Word::KeptSafe, lasting, is_fleeting)}
            {cell(Word::AppBuild, phone.app.clone(), false)}
        </tr>
    }
}

/// Draws what of a phone needs attention, or that nothing does: a sign and a word.
pub(super) fn draw_state(language: Language, standing: &PhoneStanding) -> impl IntoView + use<> {
    let badge = |class: &'static str, sign: &'static str, text: String| {
        view! {
            <span class=format!("badge {class}")>
                <span class="sign" aria-hidden="true">
                    {sign}
                </span>
                {text}
            </span>
        }
    };
    let word = |word: Word| word.say(language).to_owned();
    match (standing.service, standing.concerns.as_slice()) {
        (Service::Retired, _) => Either::Left(badge("not-followed", "–", word(Word::OutOfUse))),
        (Service::Replaced, _) => Either::Left(badge("not-followed", "–", word(Word::ReplacedPhone))),
        (Service::InUse, []) => Either::Left(badge("kept", "✓", word(Word::InOrder))),
        (Service::InUse, concerns) => {
            let badges =
                concerns.iter().map(|concern| badge("at-risk", "!", texts::concern(language, *concern)));
            Either::Right(view! { <span class="badges">{badges.collect_view()}</span> })
        }
    }
}

/// Says whether what is on a phone is safe from its browser, as it last told.
pub(super) fn storage(standing: &PhoneStanding) -> Word {
    match standing.phone.beat.and_then(|beat| beat.is_lasting) {
        Some(true) => Word::StorageLasting,
        Some(false) => Word::StorageFleeting,
        None => Word::NotTold,
    }
}

fn phone_address(standing: &PhoneStanding) -> String {
    format!("/phones/{}", standing.phone.device)
}
