//! What the forms about promises say, as the rules have it: each field is read for itself, and what cannot be read is said at
//! the field. It asks no database.

use app::promises::Filled;
use app::texts::Language;
use app::texts::promises::faults;
use domain::day::Day;
use domain::followup::Kind;
use domain::id::{AreaId, PeriodId, PromiseId};
use domain::letter::{Judgement, Letter, LetterField, Section};
use domain::promise::{
    Each, Evidence, Fault, Field, Promise, PromisePeriod, Responsible, Target, Theme, Within, Wording,
};

/// What is wrong, by the names of the form's fields.
pub(super) type Faults = Vec<(&'static str, Fault)>;

/// Says faults at the fields of a form.
pub(super) fn say(filled: &mut Filled, language: Language, faults: &[(&str, Fault)]) {
    for (name, fault) in faults {
        filled.say(*name, faults::say(language, *fault));
    }
}

/// Names the field of a period's form that a fault is about. What is wrong with a promise of it is said at the days.
pub(super) fn of_period(field: Field) -> &'static str {
    match field {
        Field::Name => "name-sv",
        Field::First => "first",
        Field::Words | Field::Times | Field::Last | Field::Areas | Field::Evidence | Field::Each => "last",
    }
}

/// Names the field of a promise's form that a fault is about.
pub(super) fn of_promise(field: Field) -> &'static str {
    match field {
        Field::Name => "name-sv",
        Field::Words => "words-sv",
        Field::Times => "times",
        Field::First => "within-first",
        Field::Last => "within-last",
        Field::Areas => "area",
        Field::Evidence => "evidence",
        Field::Each => "each",
    }
}

/// Names the field of a follow-up's form that a fault is about.
pub(super) fn of_letter(field: LetterField) -> String {
    match field {
        LetterField::Through => "through".to_owned(),
        LetterField::Opening => "opening-sv".to_owned(),
        LetterField::Changed => "changed-sv".to_owned(),
        LetterField::Analysis => "analysis-sv".to_owned(),
        LetterField::Text(promise) => format!("text-{promise}-sv"),
        LetterField::Judgement(promise) => format!("judged-{promise}"),
    }
}

/// Reads a text in both languages.
pub(super) fn wording(filled: &Filled, name: &str) -> Wording {
    let text = |tag: &str| filled.value(&format!("{name}-{tag}")).to_owned();
    Wording { sv: text("sv"), en: text("en") }
}

/// Reads a day that must be there.
pub(super) fn day(filled: &Filled, name: &'static str) -> Result<Day, (&'static str, Fault)> {
    match filled.value(name) {
        "" => Err((name, Fault::Missing)),
        text => text.parse().map_err(|_| (name, Fault::NoDay)),
    }
}

/// Reads a day that may be left out.
fn optional_day(filled: &Filled, name: &'static str) -> Result<Option<Day>, (&'static str, Fault)> {
    if filled.value(name).is_empty() { Ok(None) } else { day(filled, name).map(Some) }
}

/// Reads a period's own fields.
pub(super) fn period(filled: &Filled) -> Result<(Wording, Day, Day), Faults> {
    match (day(filled, "first"), day(filled, "last")) {
        (Ok(first), Ok(last)) => Ok((wording(filled, "name"), first, last)),
        (first, last) => Err([first.err(), last.err()].into_iter().flatten().collect()),
    }
}

/// Returns an id for a new period: its years, and a number where they are taken.
pub(super) fn period_id(first: Day, last: Day, taken: &[PromisePeriod]) -> PeriodId {
    let years = if first.year() == last.year() {
        first.year().to_string()
    } else {
        format!("{}-{}", first.year(), last.year())
    };
    let names = (1..).map(|n| if n == 1 { years.clone() } else { format!("{years}-{n}") });
    let mut ids = names.map(|name| name.parse::<PeriodId>().expect("digits and hyphens"));
    ids.find(|id| taken.iter().all(|period| &period.id != id)).expect("there is no end of numbers")
}

/// Reads a promise.
pub(super) fn promise(filled: &Filled, id: PromiseId) -> Result<Promise, Faults> {
    let mut faults = Vec::new();
    let target = target(filled).unwrap_or_else(|fault| {
        faults.push(fault);
        Target::Ongoing
    });
    let within = within(filled).unwrap_or_else(|found| {
        faults.extend(found);
        None
    });
    let areas: Result<Vec<AreaId>, _> = filled.all("area").map(str::parse).collect();
    let areas = areas.unwrap_or_else(|_| {
        faults.push(("area", Fault::Unknown));
        Vec::new()
    });
    let (responsible, theme, evidence) = (responsible(filled), theme(filled), evidence(filled));
    faults.extend(responsible.is_none().then_some(("responsible", Fault::Unknown)));
    faults.extend(theme.is_none().then_some(("theme", Fault::Unknown)));
    faults.extend(evidence.is_none().then_some(("evidence", Fault::Unknown)));
    match (responsible, theme, evidence) {
        (Some(responsible), Some(theme), Some(evidence)) if faults.is_empty() => Ok(Promise {
            id,
            name: wording(filled, "name"),
            words: wording(filled, "words"),
            responsible,
            theme,
            target,
            evidence,
            areas,
            within,
        }),
        _ => Err(faults),
    }
}

fn target(filled: &Filled) -> Result<Target, (&'static str, Fault)> {
    let each = match filled.value("each") {
        "ongoing" if filled.value("times").is_empty() => return Ok(Target::Ongoing),
        // Both a number and no number: which is meant, only the one who typed it knows.
        "ongoing" => return Err(("each", Fault::Unknown)),
        "week_and_area" => Each::WeekAndArea,
        "term" => Each::Term,
        "year" => Each::Year,
        "period" => Each::Period,
        _ => return Err(("each", Fault::Unknown)),
    };
    match filled.value("times") {
        "" => Err(("times", Fault::Missing)),
        text => text.parse().map(|n| Target::Times { n, each }).map_err(|_| ("times", Fault::NoNumber)),
    }
}

fn within(filled: &Filled) -> Result<Option<Within>, Faults> {
    match (optional_day(filled, "within-first"), optional_day(filled, "within-last")) {
        (Ok(None), Ok(None)) => Ok(None),
        (Ok(Some(first)), Ok(Some(last))) => Ok(Some(Within { first, last })),
        (Ok(Some(_)), Ok(None)) => Err(vec![("within-last", Fault::Missing)]),
        (Ok(None), Ok(Some(_))) => Err(vec![("within-first", Fault::Missing)]),
        (first, last) => Err([first.err(), last.err()].into_iter().flatten().collect()),
    }
}

fn responsible(filled: &Filled) -> Option<Responsible> {
    match filled.value("responsible") {
        "police" => Some(Responsible::Police),
        "municipality" => Some(Responsible::Municipality),
        "both" => Some(Responsible::Both),
        _ => None,
    }
}

fn theme(filled: &Filled) -> Option<Theme> {
    match filled.value("theme") {
        "public_places" => Some(Theme::PublicPlaces),
        "gang_crime" => Some(Theme::GangCrime),
        "andts" => Some(Theme::Andts),
        "close_relations" => Some(Theme::CloseRelations),
        "account" => Some(Theme::Account),
        _ => None,
    }
}

fn evidence(filled: &Filled) -> Option<Evidence> {
    match filled.value("evidence") {
        "activities" => Some(Evidence::Activities),
        "counted_walks" => Some(Evidence::CountedWalks),
        "follow_ups" => Some(Evidence::FollowUps),
        "evaluations" => Some(Evidence::Evaluations),
        _ => None,
    }
}

/// Reads what kind of follow-up is to be begun, and through which day it is to tell.
pub(super) fn beginning(filled: &Filled) -> Result<(Kind, Day), Faults> {
    let kind = match filled.value("kind") {
        "follow_up" => Ok(Kind::FollowUp),
        "evaluation" => Ok(Kind::Evaluation),
        _ => Err(("kind", Fault::Unknown)),
    };
    match (kind, day(filled, "through")) {
        (Ok(kind), Ok(through)) => Ok((kind, through)),
        (kind, through) => Err([kind.err(), through.err()].into_iter().flatten().collect()),
    }
}

/// Reads a letter's words. Whether they will do, the rules say when it is published.
pub(super) fn letter(filled: &Filled, period: &PromisePeriod) -> Letter {
    let judgement = |id: PromiseId| match filled.value(&format!("judged-{id}")) {
        "kept" => Some(Judgement::Kept),
        "partly_kept" => Some(Judgement::PartlyKept),
        "not_kept" => Some(Judgement::NotKept),
        _ => None,
    };
    let section = |promise: &Promise| Section {
        promise: promise.id,
        text: wording(filled, &format!("text-{}", promise.id)),
        judgement: judgement(promise.id),
    };
    Letter {
        opening: wording(filled, "opening"),
        changed: wording(filled, "changed"),
        sections: period.promises.iter().map(section).collect(),
        analysis: wording(filled, "analysis"),
    }
}

/// Puts new derived words where the old derived ones still stand; what somebody wrote stays.
pub(super) fn renewed(letter: Letter, before: &Letter, now: &Letter) -> Letter {
    let word = |text: Wording, before: &Wording, now: &Wording| Wording {
        sv: if text.sv == before.sv { now.sv.clone() } else { text.sv },
        en: if text.en == before.en { now.en.clone() } else { text.en },
    };
    let nothing = Wording::default();
    let derived =
        |letter: &Letter, id| letter.section(id).map_or(nothing.clone(), |section| section.text.clone());
    let section = |section: Section| {
        let (before, now) = (derived(before, section.promise), derived(now, section.promise));
        Section { text: word(section.text, &before, &now), ..section }
    };
    Letter {
        opening: word(letter.opening, &before.opening, &now.opening),
        changed: word(letter.changed, &before.changed, &now.changed),
        sections: letter.sections.into_iter().map(section).collect(),
        analysis: letter.analysis,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(values: &[(&str, &str)]) -> Filled {
        values.iter().fold(Filled::default(), |filled, (name, value)| filled.with(*name, *value))
    }

    const WHOLE: [(&str, &str); 6] = [
        ("name-sv", "Träffar"),
        ("responsible", "both"),
        ("theme", "gang_crime"),
        ("evidence", "activities"),
        ("times", "2"),
        ("each", "term"),
    ];

    #[track_caller]
    fn check(changed: &[(&str, &str)], expected: &[(&str, Fault)]) {
        let kept = WHOLE.iter().filter(|(name, _)| changed.iter().all(|(other, _)| name != other));
        let values: Vec<(&str, &str)> = kept.chain(changed).copied().collect();
        let id = PromiseId(uuid::Uuid::from_u128(1));
        assert_eq!(promise(&filled(&values), id).err().unwrap_or_default(), expected, "{changed:?}");
    }

    #[test]
    fn each_field_of_a_promise_is_told_for_itself() {
        check(&[], &[]);
        check(&[("times", "-2")], &[("times", Fault::NoNumber)]);
        check(&[("times", "två")], &[("times", Fault::NoNumber)]);
        check(&[("times", "")], &[("times", Fault::Missing)]);
        check(&[("times", ""), ("each", "ongoing")], &[]);
        check(&[("each", "ongoing")], &[("each", Fault::Unknown)]);
        check(
            &[("theme", "sport"), ("times", "x")],
            &[("times", Fault::NoNumber), ("theme", Fault::Unknown)],
        );
        check(&[("area", "MARS")], &[("area", Fault::Unknown)]);
        check(&[("within-first", "2023-02-30")], &[("within-first", Fault::NoDay)]);
        check(&[("within-first", "2023-02-01")], &[("within-last", Fault::Missing)]);
    }

    #[test]
    fn a_new_period_is_named_by_its_years() {
        let id = |first: &str, last: &str, taken: &[PromisePeriod]| {
            period_id(first.parse().unwrap(), last.parse().unwrap(), taken).to_string()
        };
        let known = crate::promised::of_2023(|| PromiseId(uuid::Uuid::from_u128(1)));
        assert_eq!(id("2025-01-01", "2026-12-31", std::slice::from_ref(&known)), "2025-2026");
        assert_eq!(id("2025-01-01", "2025-12-31", std::slice::from_ref(&known)), "2025");
        assert_eq!(id("2023-01-01", "2024-06-30", &[known]), "2023-2024-2");
    }

    #[test]
    fn new_figures_change_the_words_that_nobody_wrote() {
        let said = |text: &str| Wording { sv: text.to_owned(), en: String::new() };
        let letter = |opening: &str, text: &str| Letter {
            opening: said(opening),
            sections: vec![Section {
                promise: PromiseId(uuid::Uuid::from_u128(1)),
                text: said(text),
                judgement: Some(Judgement::Kept),
            }],
            ..Letter::default()
        };
        let renewed = renewed(
            letter("Två av tre.", "Vi gick varje vecka!"),
            &letter("Två av tre.", "Gick."),
            &letter("Tre av tre.", "Gick."),
        );
        assert_eq!(renewed, letter("Tre av tre.", "Vi gick varje vecka!"));
    }
}
