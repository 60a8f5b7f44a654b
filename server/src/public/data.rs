//! The figures for programs, as JSON and CSV. Others build on these: no field is ever renamed, removed or given another meaning or
//! unit, whatever becomes of the types behind it. So every word stands here, and none is derived from a type's name.

use app::public::place::{Form, figures_of_period, figures_of_version};
use app::public::{Account, House, Told};
use domain::day::Day;
use domain::due::Span;
use domain::followup::{Figures, Kind};
use domain::fulfilment::{PromiseFigures, Standing, State, StretchFigures};
use domain::id::AreaId;
use domain::letter::{Judgement, Letter};
use domain::promise::{Each, Evidence, Promise, PromisePeriod, Responsible, Target, Theme, Wording};
use domain::week::Week;
use serde::Serialize;

use crate::desk::export_rows::csv_text;

/// Which form of the files this is.
const FORMAT: &str = "kvart-promises/1";
/// Under which licence they may be used.
const LICENCE: &str = "CC0-1.0";

/// The columns of the CSV. The page about the data says what each means.
const COLUMNS: &str =
    "period;promise;name;theme;responsible;standing;span;first;last;area;due;made;state;preliminary";

#[derive(Serialize)]
struct IndexFile<'a> {
    format: &'static str,
    licence: &'static str,
    periods: Vec<IndexRow<'a>>,
}

#[derive(Serialize)]
struct IndexRow<'a> {
    #[serde(flatten)]
    period: PeriodRow<'a>,
    through: Day,
    json: String,
    csv: String,
}

#[derive(Serialize)]
struct FiguresFile<'a> {
    format: &'static str,
    licence: &'static str,
    period: PeriodRow<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<VersionRow<'a>>,
    through: Day,
    preliminary_from: Option<Week>,
    areas: Vec<AreaRow<'a>>,
    promises: Vec<PromiseRow<'a>>,
    follow_ups: Vec<FollowUpRow<'a>>,
}

#[derive(Serialize)]
struct PeriodRow<'a> {
    id: &'a str,
    name: TextRow<'a>,
    first: Day,
    last: Day,
}

#[derive(Serialize)]
struct TextRow<'a> {
    sv: &'a str,
    en: &'a str,
}

#[derive(Serialize)]
struct AreaRow<'a> {
    id: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct VersionRow<'a> {
    number: u32,
    version: u32,
    kind: &'static str,
    published: Day,
    digest: &'a str,
    silent_phones: u32,
    opening: TextRow<'a>,
    changed: TextRow<'a>,
    analysis: TextRow<'a>,
}

#[derive(Serialize)]
struct PromiseRow<'a> {
    id: String,
    name: TextRow<'a>,
    words: TextRow<'a>,
    theme: &'static str,
    responsible: &'static str,
    target: TargetRow,
    standing: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    judgement: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<TextRow<'a>>,
    due: u32,
    done: u32,
    expected: u32,
    made: u32,
    outside: u32,
    reached: Option<u32>,
    latest: Option<Day>,
    next_due: Option<Day>,
    stretches: Vec<StretchRow<'a>>,
}

#[derive(Serialize)]
struct TargetRow {
    times: Option<u32>,
    each: Option<&'static str>,
}

#[derive(Serialize)]
struct StretchRow<'a> {
    span: String,
    first: Day,
    last: Day,
    area: Option<&'a str>,
    due: u32,
    made: u32,
    state: &'static str,
}

#[derive(Serialize)]
struct FollowUpRow<'a> {
    number: u32,
    version: u32,
    kind: &'static str,
    through: Day,
    published: Day,
    digest: &'a str,
    json: String,
    csv: String,
}

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
        digest: &told.digest,
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

fn span(span: Span) -> String {
    match span {
        Span::Week(week) => week.to_string(),
        Span::SpringTerm(year) => format!("{year}-spring"),
        Span::AutumnTerm(year) => format!("{year}-autumn"),
        Span::Year(year) => year.to_string(),
        Span::Whole => "whole".to_owned(),
    }
}

fn target(target: Target) -> TargetRow {
    let Target::Times { n, each } = target else { return TargetRow { times: None, each: None } };
    let each = match each {
        Each::WeekAndArea => "week_and_area",
        Each::Term => "term",
        Each::Year => "year",
        Each::Period => "period",
    };
    TargetRow { times: Some(n), each: Some(each) }
}

fn theme(theme: Theme) -> &'static str {
    match theme {
        Theme::PublicPlaces => "public_places",
        Theme::GangCrime => "gang_crime",
        Theme::Andts => "andts",
        Theme::CloseRelations => "close_relations",
        Theme::Account => "account",
    }
}

fn responsible(responsible: Responsible) -> &'static str {
    match responsible {
        Responsible::Police => "police",
        Responsible::Municipality => "municipality",
        Responsible::Both => "both",
    }
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Ongoing => "ongoing",
        Standing::NotBegun => "not_begun",
        Standing::OnPace => "on_pace",
        Standing::Behind { .. } => "behind",
        Standing::Met => "met",
        Standing::Missed { .. } => "missed",
        Standing::NotFollowed => "not_followed",
    }
}

fn state(state: State) -> &'static str {
    match state {
        State::Kept => "kept",
        State::Open => "open",
        State::Missed => "missed",
        State::NotFollowed => "not_followed",
    }
}

fn judgement(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::Kept => "kept",
        Judgement::PartlyKept => "partly_kept",
        Judgement::NotKept => "not_kept",
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::FollowUp => "follow_up",
        Kind::Evaluation => "evaluation",
    }
}

#[cfg(test)]
mod tests {
    use domain::activity::{Activity, Party};
    use domain::followup::{Deeds, changes};
    use domain::id::{ActivityId, PromiseId};
    use domain::letter::Section;
    use domain::policy::Rulebook;
    use expect_test::expect;
    use uuid::Uuid;

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn both(sv: &str, en: &str) -> Wording {
        Wording { sv: sv.to_owned(), en: en.to_owned() }
    }

    fn promise(n: u128, name: Wording, target: Target, evidence: Evidence, theme: Theme) -> Promise {
        let is_walked = evidence == Evidence::CountedWalks;
        Promise {
            id: PromiseId(Uuid::from_u128(n)),
            words: name.clone(),
            name,
            responsible: Responsible::Both,
            theme,
            target,
            evidence,
            areas: if is_walked { vec!["skogas-c".parse().unwrap()] } else { Vec::new() },
            within: None,
        }
    }

    /// Two weeks of a period of three promises, and one version of a follow-up about the first of them.
    fn account() -> Account {
        let weekly = Target::Times { n: 1, each: Each::WeekAndArea };
        let terms = Target::Times { n: 2, each: Each::Term };
        let period = PromisePeriod {
            id: "2026".parse().unwrap(),
            name: both("Löften 2026", "Promises 2026"),
            first: day("2026-11-09"),
            last: day("2026-12-06"),
            is_public: true,
            promises: vec![
                promise(
                    1,
                    both("=Fotpatrull", "Foot patrol"),
                    weekly,
                    Evidence::CountedWalks,
                    Theme::PublicPlaces,
                ),
                promise(2, both("Träffar; skolor", ""), terms, Evidence::Activities, Theme::GangCrime),
                promise(3, both("Avhopp", "Exit"), Target::Ongoing, Evidence::Activities, Theme::Andts),
            ],
        };
        let patrol = |week: &str, n| ("skogas-c".parse().unwrap(), week.parse().unwrap(), n);
        let deeds = Deeds {
            patrols: vec![patrol("2026-W46", 3)],
            activities: vec![Activity {
                id: ActivityId(Uuid::from_u128(9)),
                promise: PromiseId(Uuid::from_u128(3)),
                day: day("2026-11-10"),
                area: None,
                place: None,
                parties: [Party::Police].into(),
                n_reached: Some(12),
                note: Some("Nobody reads this".to_owned()),
            }],
            published: Vec::new(),
        };
        let figures = |through: &str| {
            let through = day(through);
            Figures::of(&period, &deeds.clone().up_to(through), through, &Rulebook::default())
        };
        let told = figures("2026-11-15");
        let section = |promise: &Promise| Section {
            promise: promise.id,
            text: both("Så gick det.", "So it went."),
            judgement: Some(Judgement::PartlyKept),
        };
        let sections = period.promises.iter().map(section).collect();
        let letter = Letter { opening: both("Hej", "Hello"), sections, ..Letter::default() };
        let told = Told {
            number: 1,
            version: 1,
            kind: Kind::Evaluation,
            period: period.clone(),
            areas: vec![("skogas-c".parse().unwrap(), "Skogås C".to_owned())],
            changes: changes(&told, &told),
            figures: told,
            digest: "ab".repeat(32),
            letter,
            n_silent: 1,
            on: day("2026-11-17"),
        };
        Account {
            preliminary_from: Some("2026-W47".parse().unwrap()),
            made: day("2026-11-24"),
            areas: told.areas.clone(),
            figures: figures("2026-11-22"),
            told: vec![told],
            period,
        }
    }

    fn house() -> House {
        House { base: Some("https://loften.example".to_owned()), ..House::default() }
    }

    /// Puts the fields of every object in order: whether `serde_json` keeps the order hangs on what else is built.
    fn sorted(value: serde_json::Value) -> serde_json::Value {
        use serde_json::Value;
        match value {
            Value::Array(values) => values.into_iter().map(sorted).collect(),
            Value::Object(fields) => {
                let fields: std::collections::BTreeMap<String, Value> = fields.into_iter().collect();
                Value::Object(fields.into_iter().map(|(name, value)| (name, sorted(value))).collect())
            }
            plain => plain,
        }
    }

    /// A change here breaks what others have built: add fields, and change none.
    #[test]
    fn the_figures_of_now_are_told_as_they_always_were() {
        let json: serde_json::Value = serde_json::from_str(&json_of_now(&house(), &account())).unwrap();
        expect![[r#"
            {
              "areas": [
                {
                  "id": "skogas-c",
                  "name": "Skogås C"
                }
              ],
              "follow_ups": [
                {
                  "csv": "https://loften.example/uppfoljning/2026/1/v1.csv",
                  "digest": "abababababababababababababababababababababababababababababababab",
                  "json": "https://loften.example/uppfoljning/2026/1/v1.json",
                  "kind": "evaluation",
                  "number": 1,
                  "published": "2026-11-17",
                  "through": "2026-11-15",
                  "version": 1
                }
              ],
              "format": "kvart-promises/1",
              "licence": "CC0-1.0",
              "period": {
                "first": "2026-11-09",
                "id": "2026",
                "last": "2026-12-06",
                "name": {
                  "en": "Promises 2026",
                  "sv": "Löften 2026"
                }
              },
              "preliminary_from": "2026-W47",
              "promises": [
                {
                  "done": 1,
                  "due": 3,
                  "expected": 1,
                  "id": "00000000-0000-0000-0000-000000000001",
                  "latest": null,
                  "made": 3,
                  "name": {
                    "en": "Foot patrol",
                    "sv": "=Fotpatrull"
                  },
                  "next_due": "2026-11-29",
                  "outside": 0,
                  "reached": null,
                  "responsible": "both",
                  "standing": "on_pace",
                  "stretches": [
                    {
                      "area": "skogas-c",
                      "due": 1,
                      "first": "2026-11-09",
                      "last": "2026-11-15",
                      "made": 3,
                      "span": "2026-W46",
                      "state": "kept"
                    },
                    {
                      "area": "skogas-c",
                      "due": 1,
                      "first": "2026-11-16",
                      "last": "2026-11-22",
                      "made": 0,
                      "span": "2026-W47",
                      "state": "not_followed"
                    },
                    {
                      "area": "skogas-c",
                      "due": 1,
                      "first": "2026-11-23",
                      "last": "2026-11-29",
                      "made": 0,
                      "span": "2026-W48",
                      "state": "open"
                    },
                    {
                      "area": "skogas-c",
                      "due": 1,
                      "first": "2026-11-30",
                      "last": "2026-12-06",
                      "made": 0,
                      "span": "2026-W49",
                      "state": "open"
                    }
                  ],
                  "target": {
                    "each": "week_and_area",
                    "times": 1
                  },
                  "theme": "public_places",
                  "words": {
                    "en": "Foot patrol",
                    "sv": "=Fotpatrull"
                  }
                },
                {
                  "done": 0,
                  "due": 0,
                  "expected": 0,
                  "id": "00000000-0000-0000-0000-000000000002",
                  "latest": null,
                  "made": 0,
                  "name": {
                    "en": "",
                    "sv": "Träffar; skolor"
                  },
                  "next_due": null,
                  "outside": 0,
                  "reached": null,
                  "responsible": "both",
                  "standing": "not_followed",
                  "stretches": [],
                  "target": {
                    "each": "term",
                    "times": 2
                  },
                  "theme": "gang_crime",
                  "words": {
                    "en": "",
                    "sv": "Träffar; skolor"
                  }
                },
                {
                  "done": 0,
                  "due": 0,
                  "expected": 0,
                  "id": "00000000-0000-0000-0000-000000000003",
                  "latest": "2026-11-10",
                  "made": 1,
                  "name": {
                    "en": "Exit",
                    "sv": "Avhopp"
                  },
                  "next_due": null,
                  "outside": 0,
                  "reached": 12,
                  "responsible": "both",
                  "standing": "ongoing",
                  "stretches": [],
                  "target": {
                    "each": null,
                    "times": null
                  },
                  "theme": "andts",
                  "words": {
                    "en": "Exit",
                    "sv": "Avhopp"
                  }
                }
              ],
              "through": "2026-11-22"
            }"#]]
        .assert_eq(&serde_json::to_string_pretty(&sorted(json)).unwrap());
    }

    #[test]
    fn a_published_version_is_told_as_it_always_was() {
        let account = account();
        let mut json: serde_json::Value = serde_json::from_str(&json_of_version(&account.told[0])).unwrap();
        // One promise says it all; the others stand in the figures of now.
        json["promises"].as_array_mut().unwrap().truncate(1);
        expect![[r#"
            {
              "areas": [
                {
                  "id": "skogas-c",
                  "name": "Skogås C"
                }
              ],
              "follow_ups": [],
              "format": "kvart-promises/1",
              "licence": "CC0-1.0",
              "period": {
                "first": "2026-11-09",
                "id": "2026",
                "last": "2026-12-06",
                "name": {
                  "en": "Promises 2026",
                  "sv": "Löften 2026"
                }
              },
              "preliminary_from": null,
              "promises": [
                {
                  "done": 1,
                  "due": 4,
                  "expected": 1,
                  "id": "00000000-0000-0000-0000-000000000001",
                  "judgement": "partly_kept",
                  "latest": null,
                  "made": 3,
                  "name": {
                    "en": "Foot patrol",
                    "sv": "=Fotpatrull"
                  },
                  "next_due": "2026-11-22",
                  "outside": 0,
                  "reached": null,
                  "responsible": "both",
                  "standing": "on_pace",
                  "stretches": [
                    {
                      "area": "skogas-c",
                      "due": 1,
                      "first": "2026-11-09",
                      "last": "2026-11-15",
                      "made": 3,
                      "span": "2026-W46",
                      "state": "kept"
                    },
                    {
                      "area": "skogas-c",
                      "due": 1,
                      "first": "2026-11-16",
                      "last": "2026-11-22",
                      "made": 0,
                      "span": "2026-W47",
                      "state": "open"
                    },
                    {
                      "area": "skogas-c",
                      "due": 1,
                      "first": "2026-11-23",
                      "last": "2026-11-29",
                      "made": 0,
                      "span": "2026-W48",
                      "state": "open"
                    },
                    {
                      "area": "skogas-c",
                      "due": 1,
                      "first": "2026-11-30",
                      "last": "2026-12-06",
                      "made": 0,
                      "span": "2026-W49",
                      "state": "open"
                    }
                  ],
                  "target": {
                    "each": "week_and_area",
                    "times": 1
                  },
                  "text": {
                    "en": "So it went.",
                    "sv": "Så gick det."
                  },
                  "theme": "public_places",
                  "words": {
                    "en": "Foot patrol",
                    "sv": "=Fotpatrull"
                  }
                }
              ],
              "through": "2026-11-15",
              "version": {
                "analysis": {
                  "en": "",
                  "sv": ""
                },
                "changed": {
                  "en": "",
                  "sv": ""
                },
                "digest": "abababababababababababababababababababababababababababababababab",
                "kind": "evaluation",
                "number": 1,
                "opening": {
                  "en": "Hello",
                  "sv": "Hej"
                },
                "published": "2026-11-17",
                "silent_phones": 1,
                "version": 1
              }
            }"#]]
        .assert_eq(&serde_json::to_string_pretty(&sorted(json)).unwrap());
        expect![[r#"{"format":"kvart-promises/1","licence":"CC0-1.0","periods":[{"id":"2026","name":{"sv":"Löften 2026","en":"Promises 2026"},"first":"2026-11-09","last":"2026-12-06","through":"2026-11-22","json":"https://loften.example/uppfoljning/2026.json","csv":"https://loften.example/uppfoljning/2026.csv"}]}"#]].assert_eq(&index(&house(), &[account]));
    }

    #[test]
    fn every_column_is_explained_in_its_place() {
        let explained = app::texts::public::taking::CSV.map(|(name, ..)| name);
        assert_eq!(explained.join(";"), COLUMNS);
    }

    #[test]
    fn rows_are_told_as_they_always_were() {
        expect![[r#"
            ﻿period;promise;name;theme;responsible;standing;span;first;last;area;due;made;state;preliminary
            2026;00000000-0000-0000-0000-000000000001;'=Fotpatrull;public_places;both;on_pace;2026-W46;2026-11-09;2026-11-15;skogas-c;1;3;kept;0
            2026;00000000-0000-0000-0000-000000000001;'=Fotpatrull;public_places;both;on_pace;2026-W47;2026-11-16;2026-11-22;skogas-c;1;0;not_followed;1
            2026;00000000-0000-0000-0000-000000000001;'=Fotpatrull;public_places;both;on_pace;2026-W48;2026-11-23;2026-11-29;skogas-c;1;0;open;1
            2026;00000000-0000-0000-0000-000000000001;'=Fotpatrull;public_places;both;on_pace;2026-W49;2026-11-30;2026-12-06;skogas-c;1;0;open;1
            2026;00000000-0000-0000-0000-000000000002;"Träffar; skolor";gang_crime;both;not_followed;whole;2026-11-09;2026-12-06;;;0;;1
            2026;00000000-0000-0000-0000-000000000003;Avhopp;andts;both;ongoing;whole;2026-11-09;2026-12-06;;;1;;1
        "#]].assert_eq(&csv_of_now(&account()).replace("\r\n", "\n"));
    }
}
