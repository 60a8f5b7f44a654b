//! One walk in words: when it was, what was seen of it, by what it was judged. No figure is decided here.

use domain::area::Standing;
use domain::time::WallTime;
use domain::verdict::Verdict;

use crate::desk::walk_sheet::{JournalPlace, Rule};
use crate::texts::Language;
use crate::texts::moment::{self, counted, length, stopwatch};

/// Names a walk by its area: "Pass i Skogås C".
pub fn walk_in(language: Language, area: &str) -> String {
    language.pick(format!("Pass i {area}"), format!("Walk in {area}"))
}

/// Says when a walk was: "tis 24 nov 2026, 22:14–22:31".
pub fn when(language: Language, began: WallTime, ended: WallTime) -> String {
    let (from, to) = (moment::clock(began), moment::clock(ended));
    format!("{}, {from}–{to}", moment::day_and_year(language, began))
}

/// Says how many people walked together.
pub fn people(language: Language, n_people: u8) -> String {
    counted(u32::from(n_people), language.pick(("person", "personer"), ("person", "people")))
}

/// Says what a sketch shows, for those who do not see it.
pub fn sketch_label(language: Language, area: &str, verdict: &Verdict) -> String {
    let (inside, outside) = (stopwatch(verdict.dwell_s), stopwatch(verdict.outside_s()));
    language.pick(
        format!("Kartskiss över {area}: gränsen och passets spår. {inside} i området, {outside} utanför."),
        format!("Map sketch of {area}: the boundary and the walk's trail. {inside} in the area, {outside} outside."),
    )
}

/// Says what a timeline shows, for those who do not see it.
pub fn timeline_label(language: Language, verdict: &Verdict) -> String {
    let unseen_s = verdict.elapsed_s.saturating_sub(verdict.observed_s);
    let [inside, outside, unseen] = [verdict.dwell_s, verdict.outside_s(), unseen_s].map(stopwatch);
    language.pick(
        format!("Passets tid: {inside} i området, {outside} utanför, {unseen} utan position."),
        format!("The walk's time: {inside} in the area, {outside} outside, {unseen} without position."),
    )
}

/// Says how many positions stand behind a walk.
pub fn fixes(language: Language, n_fixes: usize, n_poor: usize) -> String {
    let all = counted(n_fixes as u32, language.pick(("position", "positioner"), ("position", "positions")));
    match n_poor {
        0 => all,
        n => language.pick(format!("{all}, {n} för osäkra"), format!("{all}, {n} too uncertain")),
    }
}

/// Says by which policy a walk was judged.
pub fn rule_in_force(language: Language, verdict: &Verdict, rule: &Rule) -> String {
    let (version, required) = (verdict.policy_version, stopwatch(verdict.required_s));
    let (limit_m, interval_s) = (rule.accuracy_limit_m.round(), rule.max_interval_s);
    language.pick(
        format!("Version {version}: {required} i området, positioner på {limit_m} m eller bättre, högst {interval_s} s isär."),
        format!("Version {version}: {required} in the area, positions of {limit_m} m or better, at most {interval_s} s apart."),
    )
}

/// Says by which boundary a walk was judged.
pub fn boundary_in_force(language: Language, version: u32, standing: Standing) -> String {
    let standing = match standing {
        Standing::Draft => language.pick("utkast", "draft"),
        Standing::Confirmed => language.pick("bekräftad", "confirmed"),
    };
    format!("Version {version}, {standing}")
}

/// Says where in which journal a walk is written: "Post 12 i journal 1f0c9a2e".
pub fn journal_place(language: Language, place: &JournalPlace) -> String {
    let (seq, device) = (place.seq, &place.device);
    language.pick(format!("Post {seq} i journal {device}"), format!("Entry {seq} of journal {device}"))
}

/// Says how wrong the phone's clock was.
pub fn clock_was_wrong(language: Language, behind_s: i64) -> String {
    let by = length(language, u32::try_from(behind_s.unsigned_abs()).unwrap_or(u32::MAX));
    if behind_s < 0 {
        language.pick(
            format!("Gick {by} före. Tiderna här är rättade."),
            format!("Was {by} fast. The times here are corrected."),
        )
    } else {
        language.pick(
            format!("Gick {by} efter. Tiderna här är rättade."),
            format!("Was {by} slow. The times here are corrected."),
        )
    }
}
