//! How to take the figures along: the frame, the badge, the files and each of their fields. It promises that these stay as they
//! are; a snapshot in the server's tests holds it to that.

use leptos::prelude::*;

use super::facts::{Account, House};
use super::page::Page;
use super::place::{Form, INDEX, Place, figures_of_period};
use crate::texts::Language;
use crate::texts::promises::worded;
use crate::texts::public::taking::{CSV, Field, JSON, Word, file, index, own_address};

/// Where the licence stands.
const CC0: &str = "https://creativecommons.org/publicdomain/zero/1.0/";

/// Returns the page.
pub fn html(house: &House, language: Language, accounts: &[Account]) -> String {
    let page = Page {
        house,
        language,
        place: Place::Taking,
        canonical: None,
        title: Word::Title.say(language).to_owned(),
        description: Word::Lead.say(language).to_owned(),
    };
    let title = |word: Word| view! { <h2>{word.say(language)}</h2> };
    let content = view! {
        <h1>{Word::Title.say(language)}</h1>
        <p class="lead">{Word::Lead.say(language)}</p>
        <section>{title(Word::LicenceTitle)} <p>{Word::Licence.say(language)} " " <a href=CC0>"CC0 1.0"</a></p></section>
        <section>
            {title(Word::EmbedTitle)} <p>{Word::Embed.say(language)}</p>
            <pre tabindex="0"><code>{frame_code(house, language)}</code></pre> {title(Word::BadgeTitle)}
            <p>{Word::Badge.say(language)}</p>
            <p>
                <img src=Place::Badge.path(language) alt=Word::BadgeTitle.say(language) height="24" />
            </p> <pre tabindex="0"><code>{badge_code(house, language)}</code></pre>
            {house.base.is_none().then(|| view! { <p class="note">{own_address(language)}</p> })}
        </section>
        <section>
            {title(Word::FilesTitle)} <p>{Word::Files.say(language)}</p> {draw_files(language, accounts)}
        </section>
        <section>{title(Word::StableTitle)} <p>{Word::Stable.say(language)}</p></section>
        <section>
            {title(Word::FieldsTitle)} <p>{Word::Fields.say(language)}</p> {draw_fields(language, &JSON)}
        </section>
        <section>{title(Word::CsvTitle)} <p>{Word::Csv.say(language)}</p> {draw_fields(language, &CSV)}</section>
    };
    page.html(content.into_any())
}

fn frame_code(house: &House, language: Language) -> String {
    let (url, title) =
        (house.url(&Place::Frame.path(language)), language.pick("Medborgarlöften", "Citizen promises"));
    format!("<iframe src=\"{url}\" title=\"{title}\" width=\"320\" height=\"220\" loading=\"lazy\"></iframe>")
}

fn badge_code(house: &House, language: Language) -> String {
    let (page, badge) = (Place::Now.path(language), Place::Badge.path(language));
    let title = language.pick("Medborgarlöften", "Citizen promises");
    format!(
        "<a href=\"{}\"><img src=\"{}\" alt=\"{title}\" height=\"24\"></a>",
        house.url(&page),
        house.url(&badge)
    )
}

fn draw_files(language: Language, accounts: &[Account]) -> AnyView {
    let row = |path: String, holds: String| {
        view! {
            <tr>
                <td>
                    <a href=path.clone() download="">
                        <code>{path.clone()}</code>
                    </a>
                </td>
                <td>{holds}</td>
            </tr>
        }
    };
    let of_periods = accounts.iter().flat_map(|account| {
        let name = worded(language, &account.period.name);
        Form::ALL.map(|form| row(figures_of_period(&account.period.id, form), file(language, &name)))
    });
    view! {
        <table class="fields">
            <thead>
                <tr>
                    <th scope="col">{Word::File.say(language)}</th>
                    <th scope="col">{Word::Holds.say(language)}</th>
                </tr>
            </thead>
            <tbody>
                {row(INDEX.to_owned(), index(language).to_owned())} {of_periods.collect_view()}
            </tbody>
        </table>
    }
    .into_any()
}

fn draw_fields(language: Language, fields: &'static [Field]) -> AnyView {
    let row = |(name, swedish, english): &Field| {
        view! {
            <tr>
                <td>
                    <code>{*name}</code>
                </td>
                <td>{language.pick(*swedish, *english)}</td>
            </tr>
        }
    };
    view! {
        <table class="fields">
            <thead>
                <tr>
                    <th scope="col">{Word::Field.say(language)}</th>
                    <th scope="col">{Word::Means.say(language)}</th>
                </tr>
            </thead>
            <tbody>{fields.iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}
