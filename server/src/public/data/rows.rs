//! The shape of the JSON files, field by field. Fields are added, and none is ever renamed or removed.

use domain::day::Day;
use domain::week::Week;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct IndexFile<'a> {
    pub(super) format: &'static str,
    pub(super) licence: &'static str,
    pub(super) periods: Vec<IndexRow<'a>>,
}

#[derive(Serialize)]
pub(super) struct IndexRow<'a> {
    #[serde(flatten)]
    pub(super) period: PeriodRow<'a>,
    pub(super) through: Day,
    pub(super) json: String,
    pub(super) csv: String,
}

#[derive(Serialize)]
pub(super) struct FiguresFile<'a> {
    pub(super) format: &'static str,
    pub(super) licence: &'static str,
    pub(super) period: PeriodRow<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<VersionRow<'a>>,
    pub(super) through: Day,
    pub(super) preliminary_from: Option<Week>,
    pub(super) areas: Vec<AreaRow<'a>>,
    pub(super) promises: Vec<PromiseRow<'a>>,
    pub(super) follow_ups: Vec<FollowUpRow<'a>>,
}

#[derive(Serialize)]
pub(super) struct PeriodRow<'a> {
    pub(super) id: &'a str,
    pub(super) name: TextRow<'a>,
    pub(super) first: Day,
    pub(super) last: Day,
}

#[derive(Serialize)]
pub(super) struct TextRow<'a> {
    pub(super) sv: &'a str,
    pub(super) en: &'a str,
}

#[derive(Serialize)]
pub(super) struct AreaRow<'a> {
    pub(super) id: &'a str,
    pub(super) name: &'a str,
}

#[derive(Serialize)]
pub(super) struct VersionRow<'a> {
    pub(super) number: u32,
    pub(super) version: u32,
    pub(super) kind: &'static str,
    pub(super) published: Day,
    pub(super) rules: u32,
    pub(super) digest: &'a str,
    pub(super) sealed: &'a str,
    pub(super) silent_phones: u32,
    pub(super) opening: TextRow<'a>,
    pub(super) changed: TextRow<'a>,
    pub(super) analysis: TextRow<'a>,
}

#[derive(Serialize)]
pub(super) struct PromiseRow<'a> {
    pub(super) id: String,
    pub(super) name: TextRow<'a>,
    pub(super) words: TextRow<'a>,
    pub(super) theme: &'static str,
    pub(super) responsible: &'static str,
    pub(super) target: TargetRow,
    pub(super) standing: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) judgement: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<TextRow<'a>>,
    pub(super) due: u32,
    pub(super) done: u32,
    pub(super) expected: u32,
    pub(super) made: u32,
    pub(super) outside: u32,
    pub(super) reached: Option<u32>,
    pub(super) latest: Option<Day>,
    pub(super) next_due: Option<Day>,
    pub(super) stretches: Vec<StretchRow<'a>>,
}

#[derive(Serialize)]
pub(super) struct TargetRow {
    pub(super) times: Option<u32>,
    pub(super) each: Option<&'static str>,
}

#[derive(Serialize)]
pub(super) struct StretchRow<'a> {
    pub(super) span: String,
    pub(super) first: Day,
    pub(super) last: Day,
    pub(super) area: Option<&'a str>,
    pub(super) due: u32,
    pub(super) made: u32,
    pub(super) state: &'static str,
}

#[derive(Serialize)]
pub(super) struct FollowUpRow<'a> {
    pub(super) number: u32,
    pub(super) version: u32,
    pub(super) kind: &'static str,
    pub(super) through: Day,
    pub(super) published: Day,
    pub(super) digest: &'a str,
    pub(super) json: String,
    pub(super) csv: String,
}
