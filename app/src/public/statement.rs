//! The accessibility statement (tillgänglighetsredogörelse) that the law asks of a public site. What only those responsible know
//! comes from the configuration, and the page says so where they have not said it.

use leptos::prelude::*;

use super::facts::{House, Status};
use super::page::{Page, written_in};
use super::place::Place;
use crate::texts::Language;
use crate::texts::desk::prose::parted;
use crate::texts::promises::worded;
use crate::texts::public::statement::{COMPLAINTS, Extent, Word, assessed, opening, status};

/// Returns the page.
pub fn html(house: &House, language: Language) -> String {
    let facts = &house.statement;
    let opening = opening(language, facts.authority.as_deref());
    let page = Page {
        house,
        language,
        place: Place::Statement,
        canonical: None,
        title: Word::Title.say(language).to_owned(),
        description: opening.clone(),
    };
    let extent = match facts.status {
        Status::Unknown => None,
        Status::Full => Some(Extent::Full),
        Status::Partial => Some(Extent::Partial),
        Status::Not => Some(Extent::Not),
    };
    let has_way = facts.mail.is_some() || facts.phone.is_some();
    let is_whole = facts.authority.is_some() && has_way && facts.assessed.is_some() && extent.is_some();
    let unfilled = (!is_whole).then(|| view! { <p class="notice">{Word::NotFilledIn.say(language)}</p> });
    let mail = facts.mail.clone().map(|mail| {
        view! {
            <li>
                {Word::Mail.say(language)} ": " <a href=format!("mailto:{mail}")>{mail.clone()}</a>
            </li>
        }
    });
    let phone = facts.phone.clone().map(|phone| {
        let dialled: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        view! {
            <li>
                {Word::Phone.say(language)} ": " <a href=format!("tel:{dialled}")>{phone}</a>
            </li>
        }
    });
    let ways = has_way.then(|| view! { <ul class="list">{mail} {phone}</ul> });
    let title = |word: Word| view! { <h2>{word.say(language)}</h2> };
    let content = view! {
        <h1>{parted(Word::Title.say(language))}</h1>
        {unfilled}
        <p class="lead">{opening}</p>
        <section>{title(Word::StatusTitle)} <p>{status(language, extent)}</p></section>
        {draw_lacks(language, house)}
        <section>{title(Word::TellTitle)} <p>{Word::Tell.say(language)}</p> {ways}</section>
        <section>
            {title(Word::WatchTitle)}
            <p>{Word::Watch.say(language)} " " <a href=COMPLAINTS>{Word::Complain.say(language)}</a></p>
        </section>
        <section>
            {title(Word::TestTitle)} <p>{Word::Test.say(language)}</p>
            {facts.assessed.map(|on| view! { <p>{assessed(language, on)}</p> })}
        </section>
    };
    page.html(content.into_any())
}

/// Draws what is known to be lacking; nothing where nobody has assessed the site.
fn draw_lacks(language: Language, house: &House) -> AnyView {
    let facts = &house.statement;
    if facts.lacks.is_empty() && facts.status != Status::Full {
        return ().into_any();
    }
    let lacks = facts
        .lacks
        .iter()
        .map(|lack| view! { <li lang=written_in(language, lack)>{worded(language, lack)}</li> });
    let said = if facts.lacks.is_empty() {
        view! { <p>{Word::NoLacks.say(language)}</p> }.into_any()
    } else {
        view! { <ul class="list">{lacks.collect_view()}</ul> }.into_any()
    };
    view! {
        <section>
            <h2>{Word::LacksTitle.say(language)}</h2>
            {said}
        </section>
    }
    .into_any()
}
