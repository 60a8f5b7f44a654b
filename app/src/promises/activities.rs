//! The pages on which activities are logged, listed, corrected and taken back. They name nobody to whom the store did not
//! name them, and check nothing: the rules do, and what they find stands at its field.

use domain::activity::{Activity, Field, MAX_TEXT, Party};
use domain::activity_draft::Draft;
use domain::day::Day;
use domain::id::{AreaId, PeriodId, PromiseId};
use domain::promise::PromisePeriod;
use leptos::prelude::*;

use super::form::{self, Filled, Line};
use crate::texts::Language;
use crate::texts::activity::{self as words, Word};
use crate::texts::promises as promised;
use crate::texts::promises::desk::Say;

/// An activity as the list tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// What is told.
    pub activity: Activity,
    /// Who told it, as they are shown, where the reader may know.
    pub who: Option<String>,
    /// Whether the reader may correct it and take it back.
    pub is_amendable: bool,
    /// Why it was taken back, if it was.
    pub withdrawn: Option<String>,
    /// The reasons of its corrections, in order.
    pub corrections: Vec<String>,
}

/// What the pages show beside a form.
#[derive(Clone, Debug)]
pub struct Logbook {
    /// The period.
    pub period: PromisePeriod,
    /// What its promises are called that are logged for, in the document's order.
    pub promises: Vec<(PromiseId, String)>,
    /// What people call the areas.
    pub areas: Vec<(AreaId, String)>,
    /// What was told, the latest day first.
    pub rows: Vec<Logged>,
    /// The one promise that the list is about, if it is about one.
    pub only: Option<PromiseId>,
    /// Today.
    pub today: Day,
}

impl Logbook {
    fn area(&self, activity: &Activity) -> Option<String> {
        let id = activity.area.as_ref()?;
        let named = self.areas.iter().find(|(area, _)| area == id);
        Some(named.map_or_else(|| id.to_string(), |(_, name)| name.clone()))
    }

    fn promise(&self, language: Language, id: PromiseId) -> String {
        let named = self.promises.iter().find(|(promise, _)| *promise == id);
        named.map_or_else(|| Word::Activity.say(language).to_owned(), |(_, name)| name.clone())
    }
}

/// Returns the name of a field in the form.
pub fn name(field: Field) -> &'static str {
    match field {
        Field::Promise => "promise",
        Field::Day => "day",
        Field::Area => "area",
        Field::Place => "place",
        Field::Parties => "party",
        Field::Reached => "reached",
        Field::Note => "note",
        Field::Reason => "reason",
    }
}

/// Returns a form as a draft fills it.
pub fn fill(draft: &Draft) -> Filled {
    let filled = Filled::default()
        .with(name(Field::Promise), &draft.promise)
        .with(name(Field::Day), &draft.day)
        .with(name(Field::Area), &draft.area)
        .with(name(Field::Place), &draft.place)
        .with(name(Field::Reached), &draft.n_reached)
        .with(name(Field::Note), &draft.note);
    draft.parties.iter().fold(filled, |filled, party| filled.with(name(Field::Parties), party_word(*party)))
}

/// Reads a form as what was typed.
pub fn typed(filled: &Filled) -> Draft {
    let is_ticked = |party: &Party| filled.holds(name(Field::Parties), party_word(*party));
    Draft {
        promise: filled.value(name(Field::Promise)).to_owned(),
        day: filled.value(name(Field::Day)).to_owned(),
        area: filled.value(name(Field::Area)).to_owned(),
        place: filled.value(name(Field::Place)).to_owned(),
        parties: Party::ALL.into_iter().filter(is_ticked).collect(),
        n_reached: filled.value(name(Field::Reached)).to_owned(),
        note: filled.value(name(Field::Note)).to_owned(),
    }
}

fn party_word(party: Party) -> &'static str {
    match party {
        Party::Police => "police",
        Party::Municipality => "municipality",
        Party::Others => "others",
    }
}

/// Draws the page of a period's activities: the form that logs one, and the list. The form holds the `id` that the next one
/// has, so that sending it twice logs one.
pub fn draw(language: Language, book: &Logbook, filled: &Filled) -> impl IntoView + use<> {
    let path = format!("/promises/{}", book.period.id);
    let action = format!("{path}/activities");
    let all = book.only.map(|_| {
        view! {
            " · "
            <a href=action.clone()>{Word::ShowAll.say(language)}</a>
        }
    });
    // The list may be long, and the form stands below it.
    let way_down = (!book.rows.is_empty() && !book.promises.is_empty()).then(|| {
        view! {
            " · "
            <a href="#log">{Word::Log.say(language)}</a>
        }
    });
    let about = book.only.map(|only| format!(": {}", book.promise(language, only)));
    let form = if book.promises.is_empty() {
        view! { <p class="soft">{Word::NothingToLog.say(language)}</p> }.into_any()
    } else {
        view! {
            <form method="post" action=action class="fields">
                {form::hidden("id", filled.value("id"))}
                {draw_fields(language, book, filled)}
                <p class="ends">
                    <button class="button">{Word::Save.say(language)}</button>
                </p>
            </form>
        }
        .into_any()
    };
    view! {
        <h1>{Say::Activities.say(language)} {about}</h1>
        <p>
            <a href=path>{promised::worded(language, &book.period.name)}</a>
            {all} {way_down}
        </p>
        {filled.draw_notice(Say::PutRight.say(language))}
        {draw_list(language, book)}
        <section aria-labelledby="log">
            <h2 id="log">{Word::Log.say(language)}</h2>
            {form}
        </section>
    }
}

fn draw_fields(language: Language, book: &Logbook, filled: &Filled) -> impl IntoView + use<> {
    let ask = |field| words::asked(language, field);
    let none = (String::new(), Word::Choose.say(language).to_owned());
    let promises = book.promises.iter().map(|(id, name)| (id.to_string(), name.clone()));
    let elsewhere = (String::new(), Word::Elsewhere.say(language).to_owned());
    let areas = book.areas.iter().map(|(id, name)| (id.to_string(), name.clone()));
    let parties = Party::ALL.map(|it| (party_word(it).to_owned(), words::party(language, it).to_owned()));
    let one_line = |field: Field, takes| form::line(filled, name(field), ask(field), takes);
    let one_of = |field: Field, options| form::choice(filled, name(field), ask(field), options);
    view! {
        {one_of(Field::Promise, [none].into_iter().chain(promises).collect())}
        <div class="two">
            {one_line(Field::Day, Line::Day)} {one_line(Field::Reached, Line::Number)}
        </div>
        {form::boxes(filled, name(Field::Parties), ask(Field::Parties), parties.into())}
        <div class="two">
            {one_of(Field::Area, areas.chain([elsewhere]).collect())} {one_line(Field::Place, Line::Text(MAX_TEXT))}
        </div>
        {one_line(Field::Note, Line::Text(MAX_TEXT))}
    }
}

fn draw_list(language: Language, book: &Logbook) -> impl IntoView + use<> {
    let rows: Vec<_> = book.rows.iter().map(|row| draw_row(language, book, row)).collect();
    if rows.is_empty() {
        return view! { <p class="soft">{Word::NoneYet.say(language)}</p> }.into_any();
    }
    view! { <ul class="promises logged">{rows}</ul> }.into_any()
}

fn draw_row(language: Language, book: &Logbook, row: &Logged) -> impl IntoView + use<> {
    let activity = &row.activity;
    let change = format!("/promises/{}/activities/{}", book.period.id, activity.id);
    let change = row.is_amendable.then(|| view! { <a href=change>{Word::Change.say(language)}</a> });
    let who = row.who.as_ref().map(|who| format!(" · {who}"));
    let parts: Vec<_> = facts(language, book, row).into_iter().map(|said| view! { <p>{said}</p> }).collect();
    view! {
        <li class="promise" class:taken-back=row.withdrawn.is_some()>
            <div class="promise-head">
                <h2>{book.promise(language, activity.promise)}</h2>
                {change}
            </div>
            <p>{words::line(language, activity, book.area(activity).as_deref(), book.today)}</p>
            <p class="soft">{words::parties(language, activity)} {who}</p>
            {parts}
        </li>
    }
}

/// Returns what else is to be known of an activity: its note, what became of it, and that it lies outside its time.
fn facts(language: Language, book: &Logbook, row: &Logged) -> Vec<String> {
    let promise = book.period.promise(row.activity.promise);
    let is_outside = promise.is_some_and(|promise| !promise.days(&book.period).holds(row.activity.day));
    let outside = is_outside.then(|| Word::Outside.say(language).to_owned());
    let withdrawn = row.withdrawn.as_ref().map(|why| format!("{}: {why}", Word::TakenBack.say(language)));
    let corrected = row.corrections.last().map(|why| format!("{}: {why}", Word::Corrected.say(language)));
    [row.activity.note.clone(), outside, corrected, withdrawn].into_iter().flatten().collect()
}

/// Draws the page of one activity: how it stands, the form that corrects it and the one that takes it back. Both name the
/// latest entry about it (`over`), so that nobody writes over what they have not seen.
pub fn draw_one(
    language: Language,
    book: &Logbook,
    row: &Logged,
    over: &str,
    filled: &Filled,
    taking_back: &Filled,
) -> impl IntoView + use<> {
    let path = address(&book.period.id);
    let action = format!("{path}/{}", row.activity.id);
    let withdraw = row.withdrawn.is_none().then(|| {
        view! {
            <section aria-labelledby="take-back">
                <h2 id="take-back">{Word::Withdraw.say(language)}</h2>
                <p class="soft">{Word::WithdrawHelp.say(language)}</p>
                <form method="post" action=format!("{action}/withdraw") class="fields">
                    {form::hidden("over", over)}
                    {form::line(taking_back, "why", Word::Why.say(language), Line::Text(300))}
                    <p class="ends">
                        <button class="plain">{Word::Withdraw.say(language)}</button>
                    </p>
                </form>
            </section>
        }
    });
    view! {
        <h1>{book.promise(language, row.activity.promise)}</h1>
        <p>
            <a href=path>{Say::Activities.say(language)}</a>
        </p>
        {filled.draw_notice(Say::PutRight.say(language))}
        {taking_back.draw_notice(Say::PutRight.say(language))}
        <ul class="promises logged">{draw_row(language, book, &Logged { is_amendable: false, ..row.clone() })}</ul>
        <section aria-labelledby="correct">
            <h2 id="correct">{Word::Correct.say(language)}</h2>
            <form method="post" action=action class="fields">
                {form::hidden("over", over)}
                {draw_fields(language, book, filled)}
                {form::line(filled, name(Field::Reason), words::asked(language, Field::Reason), Line::Text(300))}
                <p class="ends">
                    <button class="button">{Word::SaveCorrection.say(language)}</button>
                </p>
            </form>
        </section>
        {withdraw}
    }
}

/// Returns the address of a period's activities.
pub fn address(period: &PeriodId) -> String {
    format!("/promises/{period}/activities")
}
