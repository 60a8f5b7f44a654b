//! The files that can be fetched: which weeks, which file, and what each column means. It holds no figure itself.

use domain::week::Week;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::page::{answered, title};
use super::source::Trouble;
use crate::texts::Language;
use crate::texts::desk::export::{File, Say};
use crate::texts::desk::observations::Say as Filter;

/// All that the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportSheet {
    /// The first week that is offered.
    pub first: Week,
    /// The week that now is.
    pub last: Week,
}

/// Reads what the page offers.
#[server(prefix = "/desk", endpoint = "export")]
pub async fn read_export() -> Result<ExportSheet, Trouble> {
    super::source::answer(|source| async move {
        let reader = source.reader().ok_or(Trouble::LoginNeeded)?;
        if !reader.exports() {
            return Err(Trouble::NoAccess);
        }
        let last = Week::of(source.now());
        Ok(ExportSheet { first: Week::new(last.year(), 1).unwrap_or(last), last })
    })
    .await
}

/// Draws the page of files.
#[component]
pub fn ExportPage() -> impl IntoView {
    let sheet = Resource::new(|| (), |()| read_export());
    answered(sheet, draw)
}

fn draw(language: Language, sheet: ExportSheet) -> impl IntoView {
    let files: Vec<_> = File::ALL.into_iter().map(|file| draw_file(language, file)).collect();
    view! {
        {title(Say::Export.say(language))}
        <p class="eyebrow">{Say::Export.say(language)}</p>
        <h1>{Say::Lead.say(language)}</h1>
        <form class="files" method="get" action="/export/walks.csv">
            <div class="filter">
                <p>
                    <label for="first">{Say::FromWeek.say(language)}</label>
                    <input id="first" name="first" type="week" required value=sheet.first.to_string() />
                </p>
                <p>
                    <label for="last">{Filter::UpToWeek.say(language)}</label>
                    <input id="last" name="last" type="week" required value=sheet.last.to_string() />
                </p>
            </div>
            {files}
        </form>
        <div class="notes">
            <p>{Say::Form.say(language)}</p>
            <p>{Say::Logged.say(language)}</p>
        </div>
    }
}

fn draw_file(language: Language, file: File) -> impl IntoView {
    let id = file.word();
    let button = |form: &'static str, word: &'static str| {
        let name = format!("{}, {word}", file.title(language));
        view! {
            <button class="button second" formaction=format!("/export/{id}.{form}") aria-label=name>
                {word}
            </button>
        }
    };
    let columns: Vec<_> = file
        .columns()
        .iter()
        .map(|column| {
            view! {
                <dt>
                    <code>{column.name}</code>
                </dt>
                <dd>{column.means(language)}</dd>
            }
        })
        .collect();
    view! {
        <section aria-labelledby=id>
            <h2 id=id>{file.title(language)}</h2>
            <p>{file.told(language)}</p>
            <p class="fetch">{button("csv", "CSV")} {button("geojson", "GeoJSON")}</p>
            <details class="behind columns">
                <summary>{Say::Columns.say(language)}</summary>
                <dl class="facts">{columns}</dl>
            </details>
        </section>
    }
}
