//! How the promises of a period stand, for those inside: a sentence, what wants doing, each promise under its theme, and
//! what the public was told. It decides no figure.

use domain::day::Day;
use domain::due::{Outside, Span};
use domain::followup::{Figures, Kind};
use domain::fulfilment::{PromiseFigures, State};
use domain::id::PeriodId;
use domain::promise::{Each, Evidence, Promise, PromisePeriod, Target, Theme, Within};
use leptos::prelude::*;

use super::form::{self, Filled, Line};
use crate::desk::source::Trouble;
use crate::texts::Language;
use crate::texts::desk as desk_texts;
use crate::texts::promises::desk::{self as texts, Say};
use crate::texts::promises::{self as words, Mark, prose};

/// All that the page tells.
#[derive(Debug, Clone)]
pub struct StandingSheet {
    /// The period.
    pub period: PromisePeriod,
    /// The other periods, and what people call them.
    pub others: Vec<(PeriodId, String)>,
    /// How its promises stand.
    pub figures: Figures,
    /// How many phones have yet to report.
    pub n_silent: u32,
    /// What was published, oldest first.
    pub told: Vec<ToldRow>,
    /// What is being written.
    pub drafts: Vec<(u32, Kind, Day)>,
    /// The thirds of years that want a follow-up.
    pub thirds_without: Vec<(i32, u8)>,
    /// The days by which the period and its weeks differ.
    pub outside: Outside,
    /// Whether the reader is offered to keep the promises. Whether one may, the store decides.
    pub keeps: bool,
    /// The form that begins a follow-up, as it was filled in.
    pub filled: Filled,
}

/// The latest version of something that was published.
#[derive(Debug, Clone)]
pub struct ToldRow {
    /// Its number.
    pub number: u32,
    /// Its version.
    pub version: u32,
    /// What it is.
    pub kind: Kind,
    /// Through when it tells.
    pub through: Day,
    /// When it was published.
    pub at: Day,
    /// Whether the figures have changed since.
    pub is_outdated: bool,
}

/// Draws the page.
pub fn draw(language: Language, sheet: &StandingSheet) -> impl IntoView + use<> {
    let period = &sheet.period;
    let notices = notices(language, sheet);
    let themes = Theme::ALL.into_iter().filter_map(|theme| draw_theme(language, sheet, theme));
    let empty =
        period.promises.is_empty().then(|| view! { <p class="empty">{Say::NoPromises.say(language)}</p> });
    let keeping = sheet.keeps.then(|| draw_keeping(language, sheet));
    view! {
        <p class="eyebrow">
            {words::worded(language, &period.name)} " · "
            {words::days(language, Within { first: period.first, last: period.last })}
        </p>
        <h1 class="headline told">
            <span>{prose::summary(language, &sheet.figures)}</span>
        </h1>
        {notices}
        {empty}
        {themes.collect_view()}
        {draw_outside(language, sheet.outside)}
        {draw_told(language, sheet)}
        {keeping}
        {draw_others(language, sheet)}
    }
}

fn notices(language: Language, sheet: &StandingSheet) -> impl IntoView + use<> {
    let mut said: Vec<String> = Vec::new();
    if sheet.keeps && !sheet.thirds_without.is_empty() {
        said.push(texts::thirds_without(language, &sheet.thirds_without));
    }
    if 0 < sheet.n_silent {
        said.push(texts::silent(language, sheet.n_silent));
    }
    said.into_iter().map(|said| view! { <p class="notice">{said}</p> }).collect_view()
}

fn draw_theme(language: Language, sheet: &StandingSheet, theme: Theme) -> Option<impl IntoView + use<>> {
    let of_theme = sheet.period.promises.iter().filter(|promise| promise.theme == theme);
    let rows: Vec<_> = of_theme
        .filter_map(|promise| {
            Some(draw_promise(language, sheet, promise, sheet.figures.promise(promise.id)?))
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="theme">
                <h2>{words::theme(language, theme)}</h2>
                <ul class="promises">{rows}</ul>
            </section>
        }
    })
}

/// Draws a word with its sign and colour.
pub(crate) fn draw_mark(mark: Mark) -> impl IntoView + use<> {
    view! {
        <span class=format!("badge {}", mark.class)>
            <span class="sign" aria-hidden="true">
                {mark.sign}
            </span>
            {mark.word}
        </span>
    }
}

fn draw_promise(
    language: Language,
    sheet: &StandingSheet,
    promise: &Promise,
    figures: &PromiseFigures,
) -> impl IntoView + use<> {
    let path = format!("/promises/{}", sheet.period.id);
    let expected = words::expected(language, promise, figures).map(|said| format!(" · {said}"));
    let day = |said: Say, day: Option<Day>| {
        day.map(
            |day| view! { <span class="soft">{said.say(language)} ": " {words::day(language, day)}</span> },
        )
    };
    // A week's patrols are told by its Thursday, which is nobody's day.
    let latest = figures.latest.filter(|_| promise.evidence != Evidence::CountedWalks);
    let logs = promise.evidence == Evidence::Activities;
    let activities = logs.then(|| {
        view! { <a href=format!("{path}/activities?promise={}", promise.id)>{Say::Activities.say(language)}</a> }
    });
    let edit = sheet.keeps.then(|| {
        view! { <a href=format!("{path}/edit/{}", promise.id)>{Say::EditPromise.say(language)}</a> }
    });
    view! {
        <li class="promise">
            <div class="promise-head">
                <h3>{words::worded(language, &promise.name)}</h3>
                {draw_mark(words::standing(language, figures.standing))}
            </div>
            <p class="soft">
                {words::target(language, promise.target)} " · "
                {words::responsible(language, promise.responsible)}
            </p>
            <p class="promise-figures">
                <strong>{words::progress(language, promise, figures)}</strong>
                {expected}
            </p>
            {draw_stretches(language, sheet, promise, figures)}
            <p class="promise-ways">
                {day(Say::Next, figures.next_due)} {day(Say::Latest, latest)} {activities} {edit}
            </p>
        </li>
    }
}

/// Draws the terms or years one by one; of weeks, which have a page of their own, the way there.
fn draw_stretches(
    language: Language,
    sheet: &StandingSheet,
    promise: &Promise,
    figures: &PromiseFigures,
) -> impl IntoView + use<> {
    let is_weekly = matches!(promise.target, Target::Times { each: Each::WeekAndArea, .. });
    let weeks = is_weekly.then(|| {
        let (first, last) = (sheet.period.first, sheet.period.last);
        let n_missed = figures.stretches.iter().filter(|part| part.state == State::Missed).count() as u32;
        let missed = language.pick(("missad", "missade"), ("missed", "missed"));
        view! {
            <p class="soft">
                {crate::texts::moment::counted(n_missed, missed)} " · "
                <a href=format!("/coverage?from={first}&to={last}")>{language.pick("Se veckorna", "See the weeks")}</a>
            </p>
        }
    });
    let parts =
        figures.stretches.iter().filter(|part| !matches!(part.stretch.span, Span::Week(_) | Span::Whole));
    let parts: Vec<_> = parts
        .map(|part| {
            let mark = words::state(language, part.state);
            let of = language.pick("av", "of");
            let said = format!("{} {of} {}", part.made_n, part.stretch.n);
            view! {
                <li>
                    <span class=format!("sign {}", mark.class) aria-hidden="true">
                        {mark.sign}
                    </span>
                    " "
                    {words::span(language, part.stretch.span)}
                    ": "
                    {said}
                    ", "
                    {mark.word}
                </li>
            }
        })
        .collect();
    let parts = (!parts.is_empty()).then(|| view! { <ul class="stretches">{parts}</ul> });
    view! {
        {weeks}
        {parts}
    }
}

fn draw_outside(language: Language, outside: Outside) -> Option<impl IntoView + use<>> {
    let of = |days: Option<Within>, said: &'static str| {
        days.map(|days| format!("{}: {said}", words::days(language, days)))
    };
    let not_in = language.pick("hör till en vecka utanför perioden", "belong to a week outside the period");
    let not_of = language.pick(
        "hör till en av periodens veckor, utanför perioden",
        "belong to one of the period’s weeks, outside the period",
    );
    let said: Vec<String> = [
        of(outside.before, not_in),
        of(outside.after, not_in),
        of(outside.lead, not_of),
        of(outside.trail, not_of),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!said.is_empty()).then(|| {
        let items: Vec<_> = said.into_iter().map(|said| view! { <li>{said}</li> }).collect();
        view! {
            <details class="notes">
                <summary>{Say::OutsideWeeks.say(language)}</summary>
                <ul>{items}</ul>
            </details>
        }
    })
}

fn draw_told(language: Language, sheet: &StandingSheet) -> impl IntoView + use<> {
    let path = format!("/promises/{}/follow-ups", sheet.period.id);
    let keeps = sheet.keeps;
    let is_written = |number: u32| sheet.drafts.iter().any(|(draft, ..)| *draft == number);
    let rows: Vec<_> = sheet
        .told
        .iter()
        .rev()
        .map(|row| {
            let here = format!("{path}/{}", row.number);
            let again = (keeps && row.is_outdated && !is_written(row.number)).then(|| {
                view! {
                    <form method="post" action=format!("{here}/version")>
                        <button class="button second">{Say::NewVersion.say(language)}</button>
                    </form>
                }
            });
            let outdated = row.is_outdated.then(|| view! { <p class="notice">{Say::OutdatedRow.say(language)}</p> });
            view! {
                <li>
                    <a href=here>{texts::version(language, row.kind, row.number, row.version)}</a>
                    <span class="soft">
                        " · " {Say::Through.say(language).to_lowercase()} " " {words::day(language, row.through)} " · "
                        {language.pick("publicerad", "published")} " " {words::day(language, row.at)}
                    </span>
                    {outdated}
                    {again}
                </li>
            }
        })
        .collect();
    let drafts: Vec<_> = sheet
        .drafts
        .iter()
        .map(|(number, kind, through)| {
            view! {
                <li>
                    <span class="badge open">
                        <span class="sign" aria-hidden="true">
                            "○"
                        </span>
                        {Say::Unsaved.say(language)}
                    </span>
                    " "
                    {words::kind(language, *kind)}
                    " "
                    {number.to_string()}
                    <span class="soft">" · " {Say::Through.say(language).to_lowercase()} " " {words::day(language, *through)}</span>
                    " "
                    <a href=format!("{path}/{number}/edit")>{Say::Continue.say(language)}</a>
                </li>
            }
        })
        .collect();
    let empty = (rows.is_empty() && drafts.is_empty())
        .then(|| view! { <p class="empty">{Say::NoFollowUps.say(language)}</p> });
    view! {
        <section id="follow-ups">
            <h2>{Say::FollowUps.say(language)}</h2>
            {empty}
            <ul class="told-rows">{drafts} {rows}</ul>
        </section>
    }
}

fn draw_keeping(language: Language, sheet: &StandingSheet) -> impl IntoView + use<> {
    let path = format!("/promises/{}", sheet.period.id);
    let is_public = if sheet.period.is_public { Say::PublicSince } else { Say::NotPublicYet };
    let kinds = [Kind::FollowUp, Kind::Evaluation].map(|kind| {
        let value = if kind == Kind::FollowUp { "follow_up" } else { "evaluation" };
        (value.to_owned(), words::kind(language, kind).to_owned())
    });
    let filled = &sheet.filled;
    view! {
        <section class="keeping">
            <h2>{Say::NewFollowUp.say(language)}</h2>
            {filled.draw_notice(Say::PutRight.say(language))}
            <form method="post" action=format!("{path}/follow-ups") class="fields inline-fields">
                {form::choice(filled, "kind", Say::Kind.say(language), kinds.to_vec())}
                {form::line(filled, "through", Say::Through.say(language), Line::Day)}
                <button class="button">{Say::Begin.say(language)}</button>
            </form>
            <p class="soft help">{Say::ThroughHelp.say(language)}</p>
        </section>
        <section class="keeping">
            <h2>{Say::Promises.say(language)}</h2>
            <p>{is_public.say(language)}</p>
            <p class="pager">
                <a href=format!("{path}/new")>{Say::AddPromise.say(language)}</a>
                <a href=format!("{path}/edit")>{Say::EditPeriod.say(language)}</a>
                <a href=format!("/promises/new?from={}", sheet.period.id)>{Say::NewPeriodFrom.say(language)}</a>
                <a href="/promises/new">{Say::NewPeriod.say(language)}</a>
            </p>
        </section>
    }
}

fn draw_others(language: Language, sheet: &StandingSheet) -> Option<impl IntoView + use<>> {
    (!sheet.others.is_empty()).then(|| {
        let links: Vec<_> = sheet
            .others
            .iter()
            .map(|(id, name)| view! { <a href=format!("/promises/{id}")>{name.clone()}</a> })
            .collect();
        view! {
            <nav class="pager" aria-label=Say::Periods.say(language)>
                {links}
            </nav>
        }
    })
}

/// Draws the page where there is no period yet.
pub fn draw_empty(language: Language, keeps: bool) -> impl IntoView + use<> {
    let begin = keeps.then(|| {
        view! {
            <p>{Say::NoPeriodSupervisor.say(language)}</p>
            <p>
                <a class="button" href="/promises/new">
                    {Say::NewPeriod.say(language)}
                </a>
            </p>
        }
    });
    view! {
        <div class="trouble">
            <h1>{Say::NoPeriod.say(language)}</h1>
            {begin}
        </div>
    }
}

/// Says why there is no page, and what to do next.
pub fn draw_trouble(language: Language, trouble: Trouble) -> impl IntoView + use<> {
    let (what, next) = desk_texts::trouble(language, trouble);
    view! {
        <div class="trouble">
            <h1>{what}</h1>
            <p>{next}</p>
            <p>
                <a class="button" href="/promises">
                    {Say::Promises.say(language)}
                </a>
            </p>
        </div>
    }
}
