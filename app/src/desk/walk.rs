//! One walk, as far as it is known: where, when, what the rule says of it and why. Whoever opens it is written down.

use domain::area::Standing;
use domain::dwell::{Side, Sight, Stretch};
use domain::verdict::Verdict;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::page::{Mark, answered, title};
use super::source::Trouble;
use super::walk_decision::{draw_decision, draw_problem};
use super::walk_evidence::{draw_clocks, draw_entries, draw_positions};
use super::walk_record::Decisions;
use super::walk_sheet::{Noted, Origin, WalkSheet};
use crate::texts::Language;
use crate::texts::desk::decision::{self, Say};
use crate::texts::desk::walk as texts;
use crate::texts::desk::word::Word;
use crate::texts::{desk, moment, rule};

/// Reads one walk by its name in the address.
#[server(prefix = "/desk", endpoint = "walk")]
pub async fn read_walk(
    /// The walk's id.
    id: String,
) -> Result<WalkSheet, Trouble> {
    let language = super::language();
    super::source::answer(|source| async move {
        let id = id.parse().map_err(|_| Trouble::NotFound)?;
        let record = source.walk(id).await?.ok_or(Trouble::NotFound)?;
        let may_decide = source.reader().is_some_and(|reader| reader.decides());
        Ok(WalkSheet::of(record, &*source.rulebook().await?, language, may_decide))
    })
    .await
}

/// Draws one walk.
#[component]
pub fn WalkPage() -> impl IntoView {
    let params = use_params_map();
    let asked = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let sheet = Resource::new(move || asked.get(), read_walk);
    answered(sheet, draw)
}

fn draw(language: Language, sheet: WalkSheet) -> impl IntoView {
    let heading = texts::walk_in(language, &sheet.area_name);
    let when = texts::when(language, sheet.began, sheet.ended);
    let area_week = format!("/coverage/{}/{}", sheet.area, sheet.week);
    view! {
        {title(&format!("{heading}, {when}"))}
        <nav class="crumbs">
            <a href="/coverage">{Word::Coverage.say(language)}</a>
            <span aria-hidden="true">" / "</span>
            <a href=area_week>{desk::area_and_week(language, &sheet.area_name, sheet.week)}</a>
        </nav>
        <p class="eyebrow">{when}</p>
        <h1>{heading}</h1>
        {draw_problem(language)}
        {draw_statement(language, &sheet)}
        <div class="beside">
            {draw_map(language, &sheet)}
            {draw_facts(language, &sheet)}
        </div>
        {draw_time(language, &sheet)}
        {draw_observations(language, &sheet.observations)}
        {draw_decision(language, &sheet)}
        {draw_entries(language, &sheet)}
        {draw_clocks(language, &sheet)}
        {draw_basis(language, &sheet)}
        {draw_positions(language, &sheet)}
        <p class="logged">{Word::Logged.say(language)}</p>
    }
}

fn draw_statement(language: Language, sheet: &WalkSheet) -> impl IntoView + use<> {
    let Decisions { stand, is_spoken_for, .. } = &sheet.decisions;
    // As it stands by decision, so that the sentence and the sign say the same.
    let verdict = Verdict { counts: stand.counts, ..sheet.verdict.clone() };
    let counts = stand.counts && !is_spoken_for && sheet.withdrawn.is_none();
    let mark = if counts { Mark::Counts } else { Mark::Not };
    let reasons = rule::further(&verdict).map(|reason| view! { <li>{rule::reason(language, reason)}</li> });
    let reasons = reasons.collect_view();
    let word = match stand.decided {
        _ if *is_spoken_for => Say::SamePatrolAs.say(language),
        Some(decided) if decided.holds => decision::ruling(language, decided.ruling),
        _ => rule::word(language, &verdict),
    };
    let decided = stand.decided.map(|decided| view! { <p>{rule::decided(language, decided)}</p> });
    let spoken_for = is_spoken_for.then(|| view! { <p>{Say::SpokenFor.say(language)}</p> });
    let said = match &sheet.withdrawn {
        Some(reason) => Either::Left(view! {
            <p class="statement-word">{Word::Withdrawn.say(language)}</p>
            <p>{reason.clone()}</p>
        }),
        None => Either::Right(view! {
            <p class="statement-word">{word}</p>
            {decided}
            {spoken_for}
            <p>{rule::verdict(language, &verdict)}</p>
            <ul class="reasons">{reasons}</ul>
        }),
    };
    view! {
        <div class=format!("statement {}", mark.class())>
            <span class="sign" aria-hidden="true">
                {mark.sign()}
            </span>
            <div>{said}</div>
        </div>
    }
}

fn draw_map(language: Language, sheet: &WalkSheet) -> impl IntoView + use<> {
    let has_side = |wanted| sheet.positions.iter().any(|position| position.side == Some(wanted));
    let has_poor = sheet.positions.iter().any(|position| position.side.is_none());
    let has_gaps = matches!(&sheet.origin, Origin::Recorded { gaps, .. } if !gaps.is_empty());
    let has_notes = sheet.observations.iter().any(|noted| noted.number.is_some());
    let keys = [
        (has_side(Side::Inside), "key-inside", Word::InsideTrail.say(language)),
        (has_side(Side::Outside), "key-outside", Word::OutsideTrail.say(language)),
        (has_poor, "key-poor", Word::PoorFix.say(language)),
        (has_gaps && !sheet.positions.is_empty(), "key-gap", Say::GapEnd.say(language)),
        (has_notes, "key-note", Word::Noted.say(language)),
    ];
    let keys: Vec<_> = keys
        .into_iter()
        .filter(|(is_shown, ..)| *is_shown)
        .map(|(_, class, text)| view! { <li class=class>{text}</li> })
        .collect();
    let no_trail = sheet.positions.is_empty().then(|| view! { <p>{Word::NoTrail.say(language)}</p> });
    let draft = (sheet.boundary == Standing::Draft).then(|| view! { <p>{Word::Draft.say(language)}</p> });
    view! {
        <figure class="map">
            <div inner_html=sheet.map.clone()></div>
            <figcaption>
                <ul class="keys">{keys}</ul>
                {no_trail}
                {draft}
            </figcaption>
        </figure>
    }
}

fn draw_facts(language: Language, sheet: &WalkSheet) -> impl IntoView + use<> {
    let Verdict { elapsed_s, observed_s, dwell_s, .. } = sheet.verdict;
    let fact = |word: Word, value: String| view! { <dt>{word.say(language)}</dt> <dd>{value}</dd> };
    let (origin, reason) = match &sheet.origin {
        Origin::Recorded { n_fixes, n_poor, .. } => (
            format!("{} · {}", Word::OnThePhone.say(language), texts::fixes(language, *n_fixes, *n_poor)),
            None,
        ),
        Origin::Afterwards { reason } => (Word::Afterwards.say(language).to_owned(), Some(reason.clone())),
    };
    let measured = matches!(sheet.origin, Origin::Recorded { .. }).then(|| {
        view! {
            {fact(Word::InArea, moment::stopwatch(dwell_s))}
            {fact(Word::Outside, moment::stopwatch(sheet.verdict.outside_s()))}
            {fact(Word::Unseen, moment::stopwatch(elapsed_s.saturating_sub(observed_s)))}
        }
    });
    view! {
        <section aria-labelledby="facts">
            <h2 id="facts">{Word::Facts.say(language)}</h2>
            <dl class="facts figures">
                {fact(Word::Start, moment::day_and_clock(language, sheet.began))}
                {fact(Word::End, moment::near(language, sheet.ended, sheet.began))}
                {fact(Word::Length, moment::stopwatch(elapsed_s))}
                {measured}
                {fact(Word::Crew, texts::people(language, sheet.crew_size))}
                {fact(Word::RecordedBy, sheet.who.clone())}
                {fact(Word::Origin, origin)}
                {reason.map(|reason| fact(Word::Reason, reason))}
            </dl>
        </section>
    }
}

fn draw_time(language: Language, sheet: &WalkSheet) -> impl IntoView + use<> {
    let Origin::Recorded { stretches, gaps, .. } = &sheet.origin else { return None };
    let began = sheet.began;
    let clock = |s: u32| moment::clock(began.plus_s(i64::from(s)));
    let rows = gaps.iter().map(|gap| {
        view! {
            <tr>
                <th scope="row" class="figures">{clock(gap.from_s)}</th>
                <td class="figures">{moment::stopwatch(gap.length_s())}</td>
                <td>{rule::gap_reason(language, gap.reason)}</td>
            </tr>
        }
    });
    let gaps = if gaps.is_empty() {
        Either::Left(view! { <p class="empty">{Word::NoGaps.say(language)}</p> })
    } else {
        let head = |word: Word| view! { <th scope="col">{word.say(language)}</th> };
        Either::Right(view! {
            <table class="list">
                <caption>{Word::Gaps.say(language)}</caption>
                <thead>
                    <tr>{head(Word::From)} {head(Word::Length)} {head(Word::Reason)}</tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        })
    };
    Some(view! {
        <section aria-labelledby="time">
            <h2 id="time">{Word::Timeline.say(language)}</h2>
            {draw_strip(stretches.clone(), sheet.verdict.elapsed_s, texts::timeline_label(language, &sheet.verdict))}
            <p class="ends figures" aria-hidden="true">
                <span>{clock(0)}</span>
                <span>{clock(sheet.verdict.elapsed_s)}</span>
            </p>
            {gaps}
        </section>
    })
}

/// Draws a walk's time as a strip: high where it was on foot in the area, lower where it went
/// faster, half as high outside, a line where nobody saw it. So
/// that it reads without colour.
fn draw_strip(stretches: Vec<Stretch>, elapsed_s: u32, label: String) -> impl IntoView {
    let bars = stretches
        .into_iter()
        .map(|Stretch { sight, from_s, to_s }| {
            let (class, top, height) = match sight {
                Sight::Inside | Sight::Still => ("inside", 0, 24),
                Sight::Fast => ("fast", 6, 18),
                Sight::Outside => ("outside", 12, 12),
                Sight::Unseen(_) => ("unseen-time", 22, 2),
            };
            view! { <rect class=class x=from_s y=top width=to_s - from_s height=height /> }
        })
        .collect_view();
    view! {
        <svg
            class="strip"
            viewBox=format!("0 0 {} 24", elapsed_s.max(1))
            preserveAspectRatio="none"
            role="img"
            aria-label=label
        >
            {bars}
        </svg>
    }
}

fn draw_observations(language: Language, observations: &[Noted]) -> impl IntoView + use<> {
    let rows = observations.iter().map(|noted| {
        let number = noted.number.map(|number| view! { <span class="number">{number}</span> });
        view! {
            <li>
                {number}
                <span class="figures">{moment::clock(noted.at)}</span>
                " "
                <span>
                    {rule::observation(language, noted.kind)}
                    {noted.note.clone().map(|note| view! { <span class="note">" " {note}</span> })}
                </span>
            </li>
        }
    });
    let list = if observations.is_empty() {
        Either::Left(view! { <p class="empty">{Word::NoObservations.say(language)}</p> })
    } else {
        Either::Right(view! { <ul class="noted">{rows.collect_view()}</ul> })
    };
    view! {
        <section aria-labelledby="observations">
            <h2 id="observations">{Word::Observations.say(language)}</h2>
            {list}
        </section>
    }
}

fn draw_basis(language: Language, sheet: &WalkSheet) -> impl IntoView + use<> {
    let fact = |word: Word, value: String| view! { <dt>{word.say(language)}</dt> <dd>{value}</dd> };
    let clock = match &sheet.origin {
        Origin::Recorded { clock_behind_s: Some(behind_s), .. } => {
            Some(texts::clock_was_wrong(language, *behind_s))
        }
        _ => None,
    };
    view! {
        <section aria-labelledby="basis">
            <h2 id="basis">{Word::Basis.say(language)}</h2>
            <dl class="facts basis">
                {fact(Word::Rule, texts::rule_in_force(language, &sheet.verdict, &sheet.rule))}
                {fact(Word::Boundary, texts::boundary_in_force(language, sheet.verdict.boundary_version, sheet.boundary))}
                {fact(Word::Journal, texts::journal_place(language, &sheet.place))}
                {fact(Word::HeldSince, moment::day_and_clock(language, sheet.place.received))}
                {clock.map(|clock| fact(Word::Clock, clock))}
            </dl>
        </section>
    }
}
