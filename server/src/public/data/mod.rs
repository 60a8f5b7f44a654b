//! The figures for programs, as JSON and CSV. Others build on these: no field is ever renamed, removed or given another meaning or
//! unit, whatever becomes of the types behind it. So the fields stand in `rows` and the words in `words`, written out.

mod rows;
#[cfg(test)]
mod tests;
mod words;

use app::public::place::{Form, figures_of_period, figures_of_version};
use app::public::{Account, House, Told};
use domain::day::Day;
use domain::followup::Figures;
use domain::fulfilment::{PromiseFigures, StretchFigures};
use domain::id::AreaId;
use domain::letter::Letter;
use domain::promise::{Evidence, Promise, PromisePeriod, Wording};
use domain::week::Week;
use serde::Serialize;

use self::rows::{
    AreaRow, FiguresFile, FollowUpRow, IndexFile, IndexRow, PeriodRow, PromiseRow, StretchRow, TextRow,
    VersionRow,
};
use self::words::{judgement, kind, responsible, span, standing, state, target, theme};
use crate::desk::export_rows::csv_text;

/// Which form of the files this is.
const FORMAT: &str = "kvart-promises/1";
/// Under which licence they may be used.
const LICENCE: &str = "CC0-1.0";

/// The columns of the CSV. The page about the data says what each means.
const COLUMNS: &str =
    "period;promise;name;theme;responsible;standing;span;first;last;area;due;made;state;preliminary";

/// Returns the list of all public periods.
pub(super) fn index<'a>(house: &House, accounts: &'a [Account]) -> String {
    let row = |account: &'a Account| {
        let file = |form| house.url(&figures_of_period(&account.period.id, form));
        IndexRow {
            period: period(&account.period),
            through: account.figures.through,
            json: file(Form::Json),
            csv: file(Form::Csv),
        }
    };
    written(&IndexFile { format: FORMAT, licence: LICENCE, periods: accounts.iter().map(row).collect() })
}

/// Returns how the promises of a period stand.
pub(super) fn json_of_now(house: &House, account: &Account) -> String {
    written(&FiguresFile {
        format: FORMAT,
        licence: LICENCE,
        period: period(&account.period),
        version: None,
        through: account.figures.through,
        preliminary_from: account.preliminary_from,
        areas: areas(&account.areas),
        promises: promises(&account.period, &account.figures, None),
        follow_ups: follow_ups(house, account),
    })
}

/// Returns what one published version says.
pub(super) fn json_of_version(told: &Told) -> String {
    let version = VersionRow {
        number: told.number,
        version: told.version,
        kind: kind(told.kind),
        published: told.on,
        rules: told.rules,
        digest: &told.digest,
        sealed: &told.sealed,
        silent_phones: told.n_silent,
        opening: text(&told.letter.opening),
        changed: text(&told.letter.changed),
        analysis: text(&told.letter.analysis),
    };
    written(&FiguresFile {
        format: FORMAT,
        licence: LICENCE,
        period: period(&told.period),
        version: Some(version),
        through: told.figures.through,
        preliminary_from: None,
        areas: areas(&told.areas),
        promises: promises(&told.period, &told.figures, Some(&told.letter)),
        // What is published never changes: it does not name what came after.
        follow_ups: Vec::new(),
    })
}

/// Returns how the promises of a period stand, as rows.
pub(super) fn csv_of_now(account: &Account) -> String {
    csv(&account.period, &account.figures, account.preliminary_from)
}

/// Returns the figures of one published version, as rows.
pub(super) fn csv_of_version(told: &Told) -> String {
    csv(&told.period, &told.figures, None)
}

fn written(file: &impl Serialize) -> String {
    serde_json::to_string(file).expect("texts, numbers and lists of them are JSON")
}

fn csv(period: &PromisePeriod, figures: &Figures, preliminary_from: Option<Week>) -> String {
    let mut csv = format!("\u{feff}{COLUMNS}\r\n");
    for (promise, told) in told_promises(period, figures) {
        let head = [
            period.id.to_string(),
            promise.id.0.to_string(),
            csv_text(&promise.name.sv),
            theme(promise.theme).to_owned(),
            responsible(promise.responsible).to_owned(),
            standing(told.standing).to_owned(),
        ]
        .join(";");
        let mut row = |span: &str, ends: [Day; 2], area: &str, numbers: [String; 2], state: &str| {
            let [first, last] = ends;
            let may_change = preliminary_from.is_some_and(|week| Day::monday_of(week) <= last);
            let [due, made] = numbers;
            let flag = u8::from(may_change);
            csv += &format!("{head};{span};{first};{last};{area};{due};{made};{state};{flag}\r\n");
        };
        for part in &told.stretches {
            let stretch = &part.stretch;
            let area = stretch.area.as_ref().map_or("", AreaId::as_str);
            let numbers = [stretch.n, part.made_n].map(|n| n.to_string());
            row(&span(stretch.span), [stretch.first, stretch.last], area, numbers, state(part.state));
        }
        if told.stretches.is_empty() {
            let days = promise.days(period);
            row("whole", [days.first, days.last], "", [String::new(), told.made_n.to_string()], "");
        }
    }
    csv
}

fn told_promises<'a>(
    period: &'a PromisePeriod,
    figures: &'a Figures,
) -> impl Iterator<Item = (&'a Promise, &'a PromiseFigures)> {
    period.promises.iter().filter_map(|promise| Some((promise, figures.promise(promise.id)?)))
}

fn period(period: &PromisePeriod) -> PeriodRow<'_> {
    PeriodRow { id: period.id.as_str(), name: text(&period.name), first: period.first, last: period.last }
}

fn text(text: &Wording) -> TextRow<'_> {
    TextRow { sv: &text.sv, en: &text.en }
}

fn areas(areas: &[(AreaId, String)]) -> Vec<AreaRow<'_>> {
    areas.iter().map(|(id, name)| AreaRow { id: id.as_str(), name }).collect()
}

fn promises<'a>(
    period: &'a PromisePeriod,
    figures: &'a Figures,
    letter: Option<&'a Letter>,
) -> Vec<PromiseRow<'a>> {
    let row = |(promise, told): (&'a Promise, &'a PromiseFigures)| {
        let section = letter.and_then(|letter| letter.section(promise.id));
        PromiseRow {
            id: promise.id.0.to_string(),
            name: text(&promise.name),
            words: text(&promise.words),
            theme: theme(promise.theme),
            responsible: responsible(promise.responsible),
            target: target(promise.target),
            standing: standing(told.standing),
            judgement: section.and_then(|section| section.judgement).map(judgement),
            text: section.map(|section| text(&section.text)),
            due: told.due_n,
            done: told.done_n,
            expected: told.expected_n,
            made: told.made_n,
            outside: told.outside_n,
            reached: told.n_reached,
            // A week's walks are kept by their Thursday, which is nobody's day.
            latest: told.latest.filter(|_| promise.evidence != Evidence::CountedWalks),
            next_due: told.next_due,
            stretches: told.stretches.iter().map(stretch).collect(),
        }
    };
    told_promises(period, figures).map(row).collect()
}

fn stretch(part: &StretchFigures) -> StretchRow<'_> {
    let stretch = &part.stretch;
    StretchRow {
        span: span(stretch.span),
        first: stretch.first,
        last: stretch.last,
        area: stretch.area.as_ref().map(AreaId::as_str),
        due: stretch.n,
        made: part.made_n,
        state: state(part.state),
    }
}

fn follow_ups<'a>(house: &House, account: &'a Account) -> Vec<FollowUpRow<'a>> {
    let row = |told: &'a Told| {
        let file = |form| house.url(&figures_of_version(&account.period.id, told.number, told.version, form));
        FollowUpRow {
            number: told.number,
            version: told.version,
            kind: kind(told.kind),
            through: told.figures.through,
            published: told.on,
            digest: &told.digest,
            json: file(Form::Json),
            csv: file(Form::Csv),
        }
    };
    account.told.iter().map(row).collect()
}
