//! An activity: something done for a promise that is no foot patrol, as the one who was there logs it. It holds no position
//! and nobody's name.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::id::{ActivityId, AreaId, PromiseId};
use crate::policy::Rulebook;
use crate::promise::Evidence;
use crate::walk::check_reason;

/// The longest note or place in characters.
pub const MAX_TEXT: usize = 200;

/// The most people that one activity reaches: more is a slip of the finger.
pub const MAX_REACHED: u32 = 100_000;

/// Something done for a promise.
///
/// Wire type: do not rename or remove; phones in the field write this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Names it from its first telling on, so that telling it twice is still one.
    pub id: ActivityId,
    /// For which promise.
    pub promise: PromiseId,
    /// When.
    pub day: Day,
    /// In which area, if in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
    /// Where, in a few words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Who took part: at least one.
    pub parties: BTreeSet<Party>,
    /// How many people it reached, where somebody has counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n_reached: Option<u32>,
    /// What else is to be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Who takes part in an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The police.
    Police,
    /// The municipality.
    Municipality,
    /// Others: associations, landlords, schools, gyms.
    Others,
}

impl Party {
    /// All of them, in the order in which forms offer them.
    pub const ALL: [Party; 3] = [Party::Police, Party::Municipality, Party::Others];
}

/// Which field of an activity something is wrong with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// For which promise.
    Promise,
    /// When.
    Day,
    /// In which area.
    Area,
    /// Where.
    Place,
    /// Who took part.
    Parties,
    /// How many it reached.
    Reached,
    /// What else is to be known.
    Note,
    /// Why it is corrected or taken back.
    Reason,
}

/// What is wrong with a field, and so what is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Nothing stands there and something must.
    Missing,
    /// It is longer than may be.
    TooLong,
    /// It is no whole number from 1 up.
    NoNumber,
    /// It is more than [`MAX_REACHED`].
    TooMany,
    /// It is no day of the calendar.
    NoDay,
    /// The day has not come yet.
    InFuture,
    /// The day lies outside the time of the promise.
    OutOfPeriod,
    /// There is no such promise or area.
    Unknown,
    /// Something else shows that this promise was kept: nothing is logged for it.
    NotLogged,
    /// The very same is logged already.
    Again,
}

/// Says what is wrong with an activity that reads well, by field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an activity cannot be so: {0:?}")]
pub struct BadActivity(pub Vec<(Field, Fault)>);

impl Activity {
    /// Checks what types alone cannot, and returns what is wrong by field. It looks at nothing but the activity, so that a
    /// server says the same of it whatever it knows of promises.
    pub fn check(&self) -> Vec<(Field, Fault)> {
        let checked = [
            (Field::Place, check_text(self.place.as_deref())),
            (Field::Parties, check_parties(&self.parties)),
            (Field::Reached, self.n_reached.and_then(check_reached)),
            (Field::Note, check_text(self.note.as_deref())),
        ];
        faults(checked)
    }

    /// Checks it against what is promised, for the one who fills it in on the given day. What a phone tells is taken
    /// whatever this says: the phone may have held an older book.
    pub fn check_against(&self, book: &Rulebook, today: Day) -> Vec<(Field, Fault)> {
        let checked = [
            (Field::Promise, check_promise(self.promise, book)),
            (Field::Day, check_day(self.day, Some(self.promise), book, today)),
            (Field::Area, self.area.as_ref().and_then(|area| check_area(area, book))),
        ];
        faults(checked)
    }

    /// Tells whether another activity says the very same under another name.
    pub fn is_told_again_by(&self, other: &Activity) -> bool {
        self.id != other.id && *self == Activity { id: self.id, ..other.clone() }
    }
}

fn faults<const N: usize>(checked: [(Field, Option<Fault>); N]) -> Vec<(Field, Fault)> {
    checked.into_iter().filter_map(|(field, fault)| Some((field, fault?))).collect()
}

pub(crate) fn check_text(text: Option<&str>) -> Option<Fault> {
    text.is_some_and(|text| MAX_TEXT < text.chars().count()).then_some(Fault::TooLong)
}

pub(crate) fn check_parties(parties: &BTreeSet<Party>) -> Option<Fault> {
    parties.is_empty().then_some(Fault::Missing)
}

pub(crate) fn check_reached(n_reached: u32) -> Option<Fault> {
    match n_reached {
        0 => Some(Fault::NoNumber),
        n if MAX_REACHED < n => Some(Fault::TooMany),
        _ => None,
    }
}

pub(crate) fn check_promise(promise: PromiseId, book: &Rulebook) -> Option<Fault> {
    match book.promise(promise) {
        None => Some(Fault::Unknown),
        Some((_, promise)) => (promise.evidence != Evidence::Activities).then_some(Fault::NotLogged),
    }
}

/// Checks a day against the calendar and, where the promise is known, against its time.
pub(crate) fn check_day(day: Day, promise: Option<PromiseId>, book: &Rulebook, today: Day) -> Option<Fault> {
    if today < day {
        return Some(Fault::InFuture);
    }
    let (period, promise) = book.promise(promise?)?;
    (!promise.days(period).holds(day)).then_some(Fault::OutOfPeriod)
}

pub(crate) fn check_area(area: &AreaId, book: &Rulebook) -> Option<Fault> {
    book.area(area).is_none().then_some(Fault::Unknown)
}

/// Checks the reason for a correction or a withdrawal.
pub fn check_why(reason: &str) -> Option<(Field, Fault)> {
    let fault = if reason.trim().is_empty() { Fault::Missing } else { Fault::TooLong };
    check_reason(reason).is_err().then_some((Field::Reason, fault))
}
