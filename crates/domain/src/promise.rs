//! Promise periods and what they promise: what, by whom, how often, where. No promise is known by name here: the weekly
//! foot patrol is one whose evidence happens to be counted walks.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::due::stretches;
use crate::id::{AreaId, PeriodId, PromiseId};

/// The longest name in characters.
pub const MAX_NAME: usize = 80;

/// The longest wording in characters.
pub const MAX_WORDING: usize = 1000;

/// The most promises of one period.
pub const MAX_PROMISES: usize = 40;

/// The highest number that is promised of one thing in one stretch of time.
pub const MAX_TIMES: u32 = 1000;

/// The time that promises were given for, and those promises.
///
/// Wire and stored type: do not rename or remove a field; phones hold it, and follow-ups keep it for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromisePeriod {
    /// The short word that names it in addresses, such as `2023-2024`.
    pub id: PeriodId,
    /// As people call it.
    pub name: Wording,
    /// Its first day.
    pub first: Day,
    /// Its last day, not before the first.
    pub last: Day,
    /// Whether the public may read how it stands. What nobody has kept books of is nobody's business yet.
    #[serde(default)]
    pub is_public: bool,
    /// In the order in which the document gives them.
    #[serde(default)]
    pub promises: Vec<Promise>,
}

impl PromisePeriod {
    /// Returns a promise by its id.
    pub fn promise(&self, id: PromiseId) -> Option<&Promise> {
        self.promises.iter().find(|promise| promise.id == id)
    }

    /// Tells whether a day lies in the period.
    pub fn holds(&self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }

    /// Returns the period that follows: as long, with the same promises under new ids, one for each of `ids`.
    ///
    /// Times of their own that promises had are moved along by whole years.
    pub fn renewed(
        &self,
        id: PeriodId,
        first: Day,
        last: Day,
        ids: impl IntoIterator<Item = PromiseId>,
    ) -> PromisePeriod {
        let years = first.year() - self.first.year();
        let renew = |(promise, id): (&Promise, PromiseId)| {
            let within = promise.within.map(|within| Within {
                first: within.first.in_year(within.first.year() + years),
                last: within.last.in_year(within.last.year() + years),
            });
            let within = within.filter(|within| first <= within.first && within.last <= last);
            Promise { id, within, ..promise.clone() }
        };
        PromisePeriod {
            name: Wording { sv: id.to_string(), en: id.to_string() },
            id,
            first,
            last,
            is_public: false,
            promises: self.promises.iter().zip(ids).map(renew).collect(),
        }
    }
}

/// A text in Swedish and, where somebody has written it, in English.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Wording {
    /// In Swedish.
    pub sv: String,
    /// In English; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
}

impl Wording {
    /// Returns the English text, or the Swedish one where there is none.
    pub fn english(&self) -> &str {
        if self.en.is_empty() { &self.sv } else { &self.en }
    }
}

/// One promise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// Names it for as long as anything is told of it.
    pub id: PromiseId,
    /// In a few words.
    pub name: Wording,
    /// In the document's own words.
    pub words: Wording,
    /// Who is to keep it.
    pub responsible: Responsible,
    /// Which of the document's subjects it belongs to.
    pub theme: Theme,
    /// How often.
    pub target: Target,
    /// What shows that it was done.
    pub evidence: Evidence,
    /// The areas that it names. A target of each week is due in each of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<AreaId>,
    /// When it is to be done, where that is not the whole period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Within>,
}

/// A part of a period, from one day through another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Within {
    /// Its first day.
    pub first: Day,
    /// Its last day, not before the first.
    pub last: Day,
}

impl Within {
    /// Tells whether a day lies in it.
    pub fn holds(&self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }
}

/// Who is to keep a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Responsible {
    /// The police.
    Police,
    /// The municipality.
    Municipality,
    /// Both together.
    Both,
}

/// The subjects under which the document gives its promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// Safety in public places.
    PublicPlaces,
    /// Gang crime.
    GangCrime,
    /// Alcohol, narcotics, doping, tobacco and gambling.
    Andts,
    /// Violence in close relations.
    CloseRelations,
    /// That the public is told how it goes.
    Account,
}

impl Theme {
    /// All of them, in the document's order.
    pub const ALL: [Theme; 5] =
        [Theme::PublicPlaces, Theme::GangCrime, Theme::Andts, Theme::CloseRelations, Theme::Account];
}

/// How often something is promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// Again and again, without a number.
    Ongoing,
    /// A number of times in each stretch of time.
    Times {
        /// How many times.
        n: u32,
        /// In each of what.
        each: Each,
    },
}

/// The stretch of time in which a number is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Each {
    /// Each ISO week, in each of the promise's areas.
    WeekAndArea,
    /// Each school term.
    Term,
    /// Each calendar year.
    Year,
    /// The whole time of the promise.
    Period,
}

/// What shows that a promise was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// What people log for it.
    Activities,
    /// Foot patrols that count, in its areas.
    CountedWalks,
    /// Follow-ups that were published.
    FollowUps,
    /// Year-end evaluations that were published.
    Evaluations,
}

/// Which field of a period's or a promise's form something is wrong with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Its name.
    Name,
    /// Its wording.
    Words,
    /// Its number of times.
    Times,
    /// Its first day.
    First,
    /// Its last day.
    Last,
    /// Its areas.
    Areas,
    /// What shows that it was kept.
    Evidence,
    /// The stretch of time in which the number is due.
    Each,
}

/// What is wrong with a field, and so what is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing stands there and something must.
    Missing,
    /// It is longer than may be.
    TooLong,
    /// It is no number, or none from 1 to [`MAX_TIMES`].
    NoNumber,
    /// It is no day of the calendar.
    NoDay,
    /// The last day lies before the first.
    Reversed,
    /// It lies outside the period.
    OutOfPeriod,
    /// That day is not over yet.
    NotOver,
    /// It takes longer than ten years, or starts or ends where the calendar does.
    TooWide,
    /// Another one has that name.
    Taken,
    /// There is no such area.
    Unknown,
    /// It is named twice.
    Twice,
    /// Walks show a promise of each week and area alone where its areas are named, and nothing is shown by walks elsewhere.
    AreasNeeded,
    /// No such stretch of time has its middle in the period: nothing would ever be due.
    NothingDue,
}

impl Promise {
    /// Returns the days between which it is to be kept.
    pub fn days(&self, period: &PromisePeriod) -> Within {
        self.within.unwrap_or(Within { first: period.first, last: period.last })
    }

    /// Checks a promise as one of a period's, and returns what is wrong by field. `is_area` knows the areas there are.
    pub fn check(&self, period: &PromisePeriod, is_area: impl Fn(&AreaId) -> bool) -> Vec<(Field, Fault)> {
        let mut faults = Vec::new();
        faults.extend(check_text(&self.name, MAX_NAME).map(|fault| (Field::Name, fault)));
        faults.extend(check_text(&self.words, MAX_WORDING).map(|fault| (Field::Words, fault)));
        let has_name = |other: &Promise| other.id != self.id && other.name.sv == self.name.sv;
        if period.promises.iter().any(has_name) {
            faults.push((Field::Name, Fault::Taken));
        }
        if let Some(within) = self.within {
            if within.last < within.first {
                faults.push((Field::Last, Fault::Reversed));
            }
            if !period.holds(within.first) {
                faults.push((Field::First, Fault::OutOfPeriod));
            }
            if !period.holds(within.last) {
                faults.push((Field::Last, Fault::OutOfPeriod));
            }
        }
        faults.extend(self.check_areas(is_area).map(|fault| (Field::Areas, fault)));
        faults.extend(self.check_target());
        if faults.is_empty() && self.target != Target::Ongoing && stretches(self, period).is_empty() {
            faults.push((Field::Each, Fault::NothingDue));
        }
        faults
    }

    fn check_areas(&self, is_area: impl Fn(&AreaId) -> bool) -> Option<Fault> {
        let needs_areas = self.evidence == Evidence::CountedWalks
            || matches!(self.target, Target::Times { each: Each::WeekAndArea, .. });
        if needs_areas && self.areas.is_empty() {
            return Some(Fault::AreasNeeded);
        }
        if self.areas.iter().collect::<BTreeSet<_>>().len() < self.areas.len() {
            return Some(Fault::Twice);
        }
        (!self.areas.iter().all(is_area)).then_some(Fault::Unknown)
    }

    fn check_target(&self) -> Option<(Field, Fault)> {
        match self.target {
            Target::Times { n, .. } if !(1..=MAX_TIMES).contains(&n) => Some((Field::Times, Fault::NoNumber)),
            _ => None,
        }
    }
}

/// Checks a period's own fields, its promises left out. A period may last ten years at most.
pub fn check_period(name: &Wording, first: Day, last: Day) -> Vec<(Field, Fault)> {
    let mut faults = Vec::new();
    faults.extend(check_text(name, MAX_NAME).map(|fault| (Field::Name, fault)));
    if last < first {
        faults.push((Field::Last, Fault::Reversed));
    } else if first.in_year(first.year() + 10) <= last || first.year() < 2000 || 2200 < last.year() {
        faults.push((Field::Last, Fault::TooWide));
    }
    faults
}

fn check_text(text: &Wording, max: usize) -> Option<Fault> {
    if text.sv.trim().is_empty() {
        return Some(Fault::Missing);
    }
    (max < text.sv.chars().count() || max < text.en.chars().count()).then_some(Fault::TooLong)
}
