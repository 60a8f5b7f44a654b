//! One promise on a public page: the document's own words, who promised, how it stands in sign, word and figures, and what is
//! said about it. It never says why.

use domain::day::Day;
use domain::followup::Figures;
use domain::id::AreaId;
use domain::promise::{Each, Promise, PromisePeriod, Target, Theme};
use domain::week::Week;
use leptos::prelude::*;

use super::grid;
use super::page::{draw_text, written_in};
use crate::texts::Language;
use crate::texts::promises::{Areas, Mark, day, progress, responsible, standing, target, theme, worded};

/// What a page tells promises from.
pub(super) struct Telling<'a> {
    /// In which language.
    pub(super) language: Language,
    /// The period and its promises.
    pub(super) period: &'a PromisePeriod,
    /// How they stand.
    pub(super) figures: &'a Figures,
    /// The areas' names.
    pub(super) areas: &'a [(AreaId, String)],
    /// The first week whose figures may still change.
    pub(super) preliminary_from: Option<Week>,
}

/// What is said about one promise, beside its figures.
pub(super) struct Said {
    /// The sign and word that it stands under.
    pub(super) mark: Mark,
    /// The text.
    pub(super) text: domain::promise::Wording,
}

impl Telling<'_> {
    /// Draws all promises under their themes, in the document's order. `said` says what stands beside the figures.
    pub(super) fn draw(&self, said: impl Fn(&Promise) -> Option<Said>) -> AnyView {
        let under = |of: Theme| {
            let promises: Vec<&Promise> =
                self.period.promises.iter().filter(|promise| promise.theme == of).collect();
            if promises.is_empty() {
                return ().into_any();
            }
            let drawn: Vec<AnyView> =
                promises.into_iter().map(|promise| self.draw_promise(promise, said(promise))).collect();
            view! {
                <section>
                    <h2>{theme(self.language, of)}</h2>
                    {drawn}
                </section>
            }
            .into_any()
        };
        Theme::ALL.map(under).into_iter().collect_view().into_any()
    }

    fn draw_promise(&self, promise: &Promise, said: Option<Said>) -> AnyView {
        let language = self.language;
        let figures = self.figures.promise(promise.id);
        let mark = said.as_ref().map(|said| said.mark);
        let mark = mark.or_else(|| figures.map(|figures| standing(language, figures.standing)));
        let count = figures.map(|figures| progress(language, promise, figures));
        let is_weekly = matches!(promise.target, Target::Times { each: Each::WeekAndArea, .. });
        let weeks = figures.filter(|_| is_weekly).map(|figures| {
            let areas = Areas(self.areas);
            let through = self.figures.through;
            grid::draw(language, &promise.areas, figures, through, self.preliminary_from, areas)
        });
        let within = promise.within.map(|within| {
            let ends: [Day; 2] = [within.first, within.last];
            format!(", {} – {}", day(language, ends[0]), day(language, ends[1]))
        });
        view! {
            <article>
                <h3 lang=written_in(language, &promise.name)>{worded(language, &promise.name)}</h3>
                <p class="stands">
                    {mark.map(draw_mark)} " " <b>{count}</b>
                </p>
                <blockquote>{draw_text(language, &promise.words)}</blockquote>
                <p class="terms">
                    {responsible(language, promise.responsible)} ". " {target(language, promise.target)} {within} "."
                </p>
                {said.map(|said| draw_text(language, &said.text))}
                {weeks}
            </article>
        }
        .into_any()
    }
}

/// Draws a sign with its word.
pub(super) fn draw_mark(mark: Mark) -> AnyView {
    view! {
        <span class=format!("mark {}", mark.class)>
            <span aria-hidden="true">{mark.sign}</span>
            " "
            {mark.word}
        </span>
    }
    .into_any()
}
