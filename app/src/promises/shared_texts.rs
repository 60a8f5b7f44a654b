//! One published follow-up, for those inside: the way to its public page, and its text as channels take it, ready to be
//! copied. It changes nothing.

use domain::followup::{Figures, Kind};
use domain::letter::Letter;
use domain::promise::PromisePeriod;
use leptos::prelude::*;

use super::form::as_text_content;
use crate::texts::Language;
use crate::texts::promises as words;
use crate::texts::promises::desk::{self as texts, Say};
use crate::texts::promises::social::{self, Channel};

/// What was published.
#[derive(Debug, Clone)]
pub struct PublishedSheet {
    /// The period, as it then was.
    pub period: PromisePeriod,
    /// Its number.
    pub number: u32,
    /// Its version.
    pub version: u32,
    /// What it is.
    pub kind: Kind,
    /// Its figures.
    pub figures: Figures,
    /// Its words.
    pub letter: Letter,
    /// SHA-256 of the figures, as 64 hexadecimal digits.
    pub digest: String,
    /// Its public address, whole.
    pub address: String,
}

/// Draws the page.
pub fn draw(language: Language, sheet: &PublishedSheet) -> impl IntoView + use<> {
    let name = texts::version(language, sheet.kind, sheet.number, sheet.version);
    let channels: Vec<_> = Channel::ALL
        .into_iter()
        .map(|channel| {
            let text =
                social::text(language, &sheet.period, &sheet.figures, &sheet.letter, &sheet.address, channel);
            let n = text.chars().count();
            let id = format!("share-{}", channel.limit());
            view! {
                <section class="share">
                    <h3>
                        <label for=id.clone()>{channel.name(language)}</label>
                    </h3>
                    <textarea id=id readonly rows="8">
                        {as_text_content(&text)}
                    </textarea>
                    <p class="soft">{format!("{n} / {}", channel.limit())}</p>
                </section>
            }
        })
        .collect();
    view! {
        <p class="eyebrow">{words::worded(language, &sheet.period.name)}</p>
        <h1>{name} ", " {Say::Through.say(language).to_lowercase()} " " {words::day(language, sheet.figures.through)}</h1>
        <p>
            <a class="button" href=sheet.address.clone()>
                {Say::PublicPage.say(language)}
            </a>
        </p>
        <p class="soft digest">"SHA-256 " {sheet.digest.clone()}</p>
        <section>
            <h2>{Say::ShareTexts.say(language)}</h2>
            <p class="soft">{Say::ShareHelp.say(language)}</p>
            {channels}
        </section>
        <p>
            <a href=format!("/promises/{}", sheet.period.id)>{Say::Cancel.say(language)}</a>
        </p>
    }
}
