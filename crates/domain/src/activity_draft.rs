//! An activity as somebody types it, on the phone or at the desk, and what is wrong with it field by field. It keeps every
//! letter that was typed, and never mends one silently.

use std::collections::BTreeSet;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::activity::{
    Activity, Fault, Field, Party, check_area, check_day, check_parties, check_promise, check_reached,
    check_text,
};
use crate::day::Day;
use crate::id::{ActivityId, AreaId};
use crate::policy::Rulebook;
use crate::promise::{Evidence, Promise, PromisePeriod, Responsible};

/// What was done is logged for so many days after a promise's period is over.
const LATE_DAYS: u32 = 90;

/// What somebody has typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Draft {
    /// The promise's id; empty while none is chosen.
    pub promise: String,
    /// A day such as `2026-11-24`.
    pub day: String,
    /// The area's id; empty for none.
    pub area: String,
    /// Where, in a few words.
    pub place: String,
    /// Who took part.
    pub parties: BTreeSet<Party>,
    /// How many it reached; empty where nobody has counted.
    pub n_reached: String,
    /// What else is to be known.
    pub note: String,
}

impl Draft {
    /// Returns an empty one for something that was done on the given day.
    pub fn on(day: Day) -> Draft {
        Draft { day: day.to_string(), ..Draft::default() }
    }

    /// Returns an activity as it would have been typed.
    pub fn of(activity: &Activity) -> Draft {
        Draft {
            promise: activity.promise.to_string(),
            day: activity.day.to_string(),
            area: activity.area.as_ref().map(AreaId::to_string).unwrap_or_default(),
            place: activity.place.clone().unwrap_or_default(),
            parties: activity.parties.clone(),
            n_reached: activity.n_reached.map(|n| n.to_string()).unwrap_or_default(),
            note: activity.note.clone().unwrap_or_default(),
        }
    }

    /// Reads it as the given activity, or returns everything that is wrong with it, by field in their order.
    ///
    /// `others` are those that are known to stand: the very same is not logged twice. What is told of the activity by now
    /// may be among them.
    pub fn read(
        &self,
        id: ActivityId,
        book: &Rulebook,
        today: Day,
        others: &[Activity],
    ) -> Result<Activity, Vec<(Field, Fault)>> {
        let promise = read(&self.promise, Fault::Unknown).and_then(|it| sound(it, check_promise(it, book)));
        let known = promise.as_ref().ok().copied();
        let day = read(&self.day, Fault::NoDay).and_then(|it| sound(it, check_day(it, known, book, today)));
        let area = read_if_any::<AreaId>(&self.area, Fault::Unknown).and_then(|it| {
            let fault = it.as_ref().and_then(|area| check_area(area, book));
            sound(it, fault)
        });
        let place = read_text(&self.place);
        let parties = sound(self.parties.clone(), check_parties(&self.parties));
        let n_reached = read_number(&self.n_reached).and_then(|it| sound(it, it.and_then(check_reached)));
        let note = read_text(&self.note);
        let faults = [
            (Field::Promise, promise.as_ref().err().copied()),
            (Field::Day, day.as_ref().err().copied()),
            (Field::Area, area.as_ref().err().copied()),
            (Field::Place, place.as_ref().err().copied()),
            (Field::Parties, parties.as_ref().err().copied()),
            (Field::Reached, n_reached.as_ref().err().copied()),
            (Field::Note, note.as_ref().err().copied()),
        ];
        let (Ok(promise), Ok(day), Ok(area), Ok(place), Ok(parties), Ok(n_reached), Ok(note)) =
            (promise, day, area, place, parties, n_reached, note)
        else {
            return Err(faults.into_iter().filter_map(|(field, fault)| Some((field, fault?))).collect());
        };
        let activity = Activity { id, promise, day, area, place, parties, n_reached, note };
        if others.iter().any(|other| activity.is_told_again_by(other)) {
            return Err(vec![(Field::Note, Fault::Again)]);
        }
        Ok(activity)
    }
}

/// Returns the promises for which something can be logged on a day, each with its period: those of the police and of both
/// first. A period that has ended a short while ago is still among them, for what is logged late.
pub fn logged_for(book: &Rulebook, today: Day) -> Vec<(&PromisePeriod, &Promise)> {
    let is_open =
        |period: &&PromisePeriod| period.first <= today && today <= period.last.plus_days(LATE_DAYS);
    let is_logged = |promise: &&Promise| promise.evidence == Evidence::Activities;
    let is_others = |promise: &Promise| promise.responsible == Responsible::Municipality;
    // The latest period first.
    let mut offered = Vec::new();
    for period in book.periods.iter().rev().filter(is_open) {
        let logged = || period.promises.iter().filter(is_logged);
        let (own, others) = (logged().filter(|it| !is_others(it)), logged().filter(|it| is_others(it)));
        offered.extend(own.chain(others).map(|promise| (period, promise)));
    }
    offered
}

/// Returns what was read, unless something is wrong with it.
fn sound<T>(read: T, fault: Option<Fault>) -> Result<T, Fault> {
    fault.map_or(Ok(read), Err)
}

fn read<T: FromStr>(typed: &str, fault: Fault) -> Result<T, Fault> {
    match typed.trim() {
        "" => Err(Fault::Missing),
        typed => typed.parse().map_err(|_| fault),
    }
}

fn read_if_any<T: FromStr>(typed: &str, fault: Fault) -> Result<Option<T>, Fault> {
    match read(typed, fault) {
        Err(Fault::Missing) => Ok(None),
        read => read.map(Some),
    }
}

/// Reads how many were reached; spaces between groups of digits are as good as none.
fn read_number(typed: &str) -> Result<Option<u32>, Fault> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let is_number = digits.bytes().all(|digit| digit.is_ascii_digit());
    match digits.parse::<u32>() {
        _ if digits.is_empty() => Ok(None),
        Ok(n) => Ok(Some(n)),
        // More digits than a number here holds.
        Err(_) if is_number => Err(Fault::TooMany),
        Err(_) => Err(Fault::NoNumber),
    }
}

fn read_text(typed: &str) -> Result<Option<String>, Fault> {
    let typed = typed.trim();
    let text = (!typed.is_empty()).then(|| typed.to_owned());
    let fault = check_text(text.as_deref());
    sound(text, fault)
}
