//! One phone: what it told against what is here, what it wrote twice and who decided, what was refused and lost; and the
//! forms by which a supervisor decides. They work without script. Whoever opens it is written down.

use std::collections::BTreeMap;

use domain::id::AreaId;
use domain::time::WallTime;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use serde::{Deserialize, Serialize};

use super::page::{answered, title};
use super::phone_record::{Deed, Fork, Loss, PhoneRecord, RefusedEntry, Ruled, Said, Version};
use super::phone_standing::{PhoneStanding, Service};
use super::phones::{draw_state, storage};
use super::source::Trouble;
use crate::texts::Language;
use crate::texts::desk::phones as texts;
use crate::texts::desk::word::Word;
use crate::texts::moment;

/// All that the page shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhoneSheet {
    /// By the server's clock.
    pub now: WallTime,
    /// The phone, weighed.
    pub standing: PhoneStanding,
    /// What is known of it.
    pub record: PhoneRecord,
    /// What people call the areas.
    pub areas: BTreeMap<AreaId, String>,
}

impl PhoneSheet {
    fn said(&self, language: Language, said: &Said) -> String {
        let area = match said {
            Said::Walk { area, .. } => self.areas.get(area).cloned().unwrap_or_else(|| area.to_string()),
            Said::Activity { .. } | Said::Correction { .. } | Said::Withdrawal { .. } => String::new(),
        };
        texts::said(language, said, &area)
    }
}

/// Reads one phone by its name in the address.
#[server(prefix = "/desk", endpoint = "phone")]
pub async fn read_phone(
    /// The device's id.
    device: String,
) -> Result<PhoneSheet, Trouble> {
    super::source::answer(|source| async move {
        let device: domain::id::DeviceId = device.parse().map_err(|_| Trouble::NotFound)?;
        let record = source.phone(device).await?.ok_or(Trouble::NotFound)?;
        let rulebook = source.rulebook().await?;
        let areas = rulebook.areas.iter().map(|area| (area.id.clone(), area.name.clone())).collect();
        let now = source.now();
        let standing = PhoneStanding::of(record.phone.clone(), record.restored, now);
        Ok(PhoneSheet { now, standing, record, areas })
    })
    .await
}

/// Draws one phone. The address says why a decision was not kept (`error`).
#[component]
pub fn PhonePage() -> impl IntoView {
    let params = use_params_map();
    let asked = Memo::new(move |_| params.with(|params| params.get("device").unwrap_or_default()));
    let sheet = Resource::new(move || asked.get(), read_phone);
    answered(sheet, draw)
}

fn draw(language: Language, sheet: PhoneSheet) -> impl IntoView {
    let device = sheet.record.phone.device;
    let heading = format!("{} {}", Word::Phone.say(language), device.short());
    let query = use_query_map();
    let problem = move || query.with(|query| query.get("error")).map(|code| problem(&code).say(language));
    view! {
        {title(&format!("{heading}, {}", sheet.record.phone.who))}
        <nav class="crumbs">
            <a href="/phones">{Word::Phones.say(language)}</a>
        </nav>
        <p class="eyebrow">{sheet.record.phone.who.clone()}</p>
        <h1>{heading}</h1>
        {move || problem().map(|text| view! { <p class="problem" role="alert">{text}</p> })}
        <p class="state">{draw_state(language, &sheet.standing)}</p>
        {draw_facts(language, &sheet)}
        {draw_missing(language, &sheet.record.missing)}
        {draw_forks(language, &sheet)}
        {draw_breaches(language, &sheet.record.breaches)}
        {draw_refused(language, &sheet)}
        {draw_losses(language, &sheet.record.losses)}
        {draw_service(language, &sheet)}
        {draw_deeds(language, &sheet.record.deeds)}
        <p class="logged">{Word::PhoneLogged.say(language)}</p>
    }
}

/// Says why a decision was not kept, by the server's word for it.
fn problem(code: &str) -> Word {
    match code {
        "reason" => Word::ReasonNeeded,
        "not_takeable" => Word::NotTakeable,
        _ => Word::DecisionFailed,
    }
}

fn draw_facts(language: Language, sheet: &PhoneSheet) -> impl IntoView + use<> {
    let PhoneStanding { phone, n_waiting, n_missing, n_refused, .. } = &sheet.standing;
    let now = sheet.now;
    let fact = |word: Word, value: String| view! { <dt>{word.say(language)}</dt> <dd>{value}</dd> };
    let at = |at: WallTime| moment::near(language, at, now);
    let none = |n: u64| if n == 0 { Word::None.say(language).to_owned() } else { n.to_string() };
    let waiting = match &phone.beat {
        Some(beat) if 0 < *n_waiting => texts::waiting(language, *n_waiting, beat.at, now),
        Some(_) => none(0),
        None => Word::NotTold.say(language).to_owned(),
    };
    let clock = phone.server_ahead_ms.map(|ahead_ms| match ahead_ms / 1000 {
        -1..=1 => Word::ClockRight.say(language).to_owned(),
        ahead_s => texts::clock(language, ahead_s),
    });
    view! {
        <dl class="facts figures">
            {fact(Word::Holder, phone.who.clone())}
            {fact(Word::LastContact, at(phone.contact))}
            {fact(Word::NothingMore, at(phone.reported))}
            {fact(Word::FirstHeard, moment::day_and_year(language, phone.enrolled))}
            {fact(Word::InJournal, texts::journal(language, phone.end, phone.n_held))}
            {fact(Word::Unsent, waiting)}
            {fact(Word::Missing, none(*n_missing))}
            {fact(Word::NotAccepted, none(*n_refused))}
            {fact(Word::PhoneClock, clock.unwrap_or_else(|| Word::NotTold.say(language).to_owned()))}
            {fact(Word::KeptSafe, storage(&sheet.standing).say(language).to_owned())}
            {fact(Word::AppBuild, phone.app.clone())}
        </dl>
    }
}

fn draw_missing(language: Language, missing: &[(u64, u64)]) -> impl IntoView + use<> {
    let places = (!missing.is_empty()).then(|| texts::places(missing))?;
    Some(view! {
        <section aria-labelledby="missing">
            <h2 id="missing">{Word::Missing.say(language)}</h2>
            <p class="figures places-missing">{places}</p>
            <p class="soft">{Word::MissingHelp.say(language)}</p>
        </section>
    })
}

fn draw_forks(language: Language, sheet: &PhoneSheet) -> impl IntoView + use<> {
    let forks = &sheet.record.forks;
    if forks.is_empty() {
        return None;
    }
    let forks: Vec<_> = forks.iter().map(|fork| draw_fork(language, sheet, fork)).collect();
    Some(view! {
        <section aria-labelledby="forks">
            <h2 id="forks">{Word::TwoVersions.say(language)}</h2>
            <p class="soft">{Word::ForksHelp.say(language)}</p>
            {forks}
        </section>
    })
}

fn draw_fork(language: Language, sheet: &PhoneSheet, fork: &Fork) -> impl IntoView + use<> {
    let device = sheet.record.phone.device;
    let subject = |version: &Version| version.says.as_ref().map(Said::subject);
    let is_same = subject(&fork.held).is_some() && subject(&fork.held) == subject(&fork.aside);
    let same = is_same.then(|| view! { <p class="soft">{Word::SameWalk.say(language)}</p> });
    let action = format!("/phones/{device}/forks/{}/{}", fork.seq, fork.aside.hash);
    let is_taken = fork.ruling.as_ref().is_some_and(|ruled| ruled.is_taken);
    let ruled = fork.ruling.as_ref().map(|ruled| draw_ruling(language, ruled));
    let form = (!is_taken).then(|| {
        let dismiss = fork.ruling.is_none().then(|| {
            view! {
                <button class="plain" name="ruling" value="dismiss">
                    {Word::LeaveAside.say(language)}
                </button>
            }
        });
        let id = format!("why-{}", fork.aside.hash.short());
        view! {
            <form class="decision" method="post" action=action>
                <label for=id.clone()>{Word::Why.say(language)}</label>
                <input id=id name="why" type="text" maxlength="200" required autocomplete="off" />
                <button class="button" name="ruling" value="take">
                    {Word::TakeToo.say(language)}
                </button>
                {dismiss}
            </form>
        }
    });
    view! {
        <article class="fork">
            <h3>{texts::place(language, fork.seq)}</h3>
            <div class="versions">
                {draw_version(language, sheet, Word::HeldVersion, &fork.held)}
                {draw_version(language, sheet, Word::AsideVersion, &fork.aside)}
            </div>
            {same} {ruled} {form}
        </article>
    }
}

fn draw_version(
    language: Language,
    sheet: &PhoneSheet,
    label: Word,
    version: &Version,
) -> impl IntoView + use<> {
    let told = match &version.says {
        Some(said) => sheet.said(language, said),
        None => Word::Unreadable.say(language).to_owned(),
    };
    view! {
        <div>
            <p class="label">{label.say(language)}</p>
            <p>{told}</p>
            <p class="soft figures">{texts::received(language, version.received, &version.hash.short())}</p>
        </div>
    }
}

fn draw_ruling(language: Language, ruled: &Ruled) -> impl IntoView + use<> {
    let word = if ruled.is_taken { Word::Taken } else { Word::LeftAside };
    view! {
        <p class="ruling">
            <strong>{word.say(language)}</strong>
            ". "
            {texts::decided(language, &ruled.who, ruled.at, &ruled.why)}
        </p>
    }
}

fn draw_breaches(language: Language, breaches: &[u64]) -> impl IntoView + use<> {
    let runs: Vec<(u64, u64)> = breaches.iter().map(|seq| (*seq, *seq)).collect();
    (!runs.is_empty()).then(|| {
        view! {
            <section aria-labelledby="breaches">
                <h2 id="breaches">{Word::Breaches.say(language)}</h2>
                <p class="figures">{texts::places(&runs)}</p>
            </section>
        }
    })
}

fn draw_refused(language: Language, sheet: &PhoneSheet) -> impl IntoView + use<> {
    let refused = &sheet.record.refused;
    if refused.is_empty() {
        return None;
    }
    let row = |entry: &RefusedEntry| {
        let told = entry.version.says.as_ref().map(|said| sheet.said(language, said));
        view! {
            <li>
                <p>
                    <strong>{texts::place(language, entry.seq)}</strong>
                    ". "
                    {told.unwrap_or_else(|| Word::Unreadable.say(language).to_owned())}
                </p>
                <p>{texts::refusal(language, entry.refusal)}</p>
                <p class="soft">
                    {texts::received(language, entry.version.received, &entry.version.hash.short())} ". "
                    <span lang="en">{entry.detail.clone()}</span>
                </p>
            </li>
        }
    };
    let rows: Vec<_> = refused.iter().map(row).collect();
    Some(view! {
        <section aria-labelledby="refused">
            <h2 id="refused">{Word::NotAccepted.say(language)}</h2>
            <ul class="history">{rows}</ul>
        </section>
    })
}

fn draw_losses(language: Language, losses: &[Loss]) -> impl IntoView + use<> {
    if losses.is_empty() {
        return None;
    }
    let rows: Vec<_> = losses.iter().map(|loss| view! { <li>{texts::loss(language, loss)}</li> }).collect();
    Some(view! {
        <section aria-labelledby="losses">
            <h2 id="losses">{Word::StorageLosses.say(language)}</h2>
            <ul class="history">{rows}</ul>
        </section>
    })
}

/// Draws whether the phone is in use, and the way to change that.
fn draw_service(language: Language, sheet: &PhoneSheet) -> impl IntoView + use<> {
    let phone = &sheet.record.phone;
    let device = phone.device;
    let draw = match (sheet.standing.service, &phone.retired) {
        (Service::Retired, Some(retired)) => Either::Left(view! {
            <p>{texts::decided(language, &retired.who, retired.at, &retired.why)}</p>
            <form class="decision" method="post" action=format!("/phones/{device}/reinstate")>
                <button class="button">{Word::Reinstate.say(language)}</button>
            </form>
        }),
        _ => Either::Right(view! {
            <p class="soft">{Word::RetireHelp.say(language)}</p>
            <form class="decision" method="post" action=format!("/phones/{device}/retire")>
                <label for="why">{Word::Why.say(language)}</label>
                <input id="why" name="why" type="text" maxlength="200" required autocomplete="off" />
                <button class="button">{Word::Retire.say(language)}</button>
            </form>
        }),
    };
    let heading = if phone.retired.is_some() { Word::OutOfUse } else { Word::Retire };
    view! {
        <section class="service" aria-labelledby="service">
            <h2 id="service">{heading.say(language)}</h2>
            {draw}
        </section>
    }
}

fn draw_deeds(language: Language, deeds: &[Deed]) -> impl IntoView + use<> {
    if deeds.is_empty() {
        return None;
    }
    let row = |deed: &Deed| {
        let by = texts::decided(language, &deed.who, deed.at, deed.why.as_deref().unwrap_or_default());
        view! {
            <li>
                <strong>{texts::done(language, deed.what)}</strong>
                ". "
                {by}
            </li>
        }
    };
    let rows: Vec<_> = deeds.iter().map(row).collect();
    Some(view! {
        <section aria-labelledby="deeds">
            <h2 id="deeds">{Word::Deeds.say(language)}</h2>
            <ol class="history">{rows}</ol>
        </section>
    })
}
