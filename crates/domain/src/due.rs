//! When a promise is due: the stretches of time that its period is cut into, each with the number that it asks for. A
//! stretch belongs to the period that its middle lies in, as ISO 8601 has it for weeks; it never is due in part.
//!
//! - A **week** is an ISO week; its Thursday decides. 2023–2024 has 104, though three of its days lie in no week of its own.
//! - A **school term** is the spring term, January through June, or the autumn term, August through December (skolförordningen
//!   2011:185, 3 kap. 3 §: the school year begins in August and ends in June). July lies in none. When a school's term
//!   begins to the day is the municipality's to say, and changes nothing here.
//! - A **year** is the calendar's.
//!
//! The middle of a term or year is the day with as many days after it as before, the earlier of two.

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::id::AreaId;
use crate::period::Period;
use crate::promise::{Each, Promise, PromisePeriod, Target, Within};
use crate::week::Week;

/// A stretch of time in which something is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// What it is.
    pub span: Span,
    /// Its first day; the period's where it began before.
    pub first: Day,
    /// Its last day; the period's where it goes on after. A week is always whole.
    pub last: Day,
    /// Where, when it is due in each area for itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
    /// How many times.
    pub n: u32,
}

/// What a stretch of time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// An ISO week.
    Week(Week),
    /// The spring term of a year.
    SpringTerm(i32),
    /// The autumn term of a year.
    AutumnTerm(i32),
    /// A calendar year.
    Year(i32),
    /// All the time of the promise.
    Whole,
}

impl Stretch {
    /// Tells whether what was done on a day, in an area or nowhere named, is done towards this stretch.
    pub fn takes(&self, day: Day, area: Option<&AreaId>) -> bool {
        self.first <= day && day <= self.last && (self.area.is_none() || self.area.as_ref() == area)
    }

    /// Returns how many times are expected once `through` is over: the share of the time that has passed, rounded down.
    pub fn expected_by(&self, through: Day) -> u32 {
        if through < self.first {
            return 0;
        }
        let n_days = |last: Day| u64::from(self.first.n_days_through(last));
        (u64::from(self.n) * n_days(through.min(self.last)) / n_days(self.last)) as u32
    }
}

/// Returns all stretches in which a promise is due in its period, oldest first, those of one time by area. One without a
/// number is due in none.
pub fn stretches(promise: &Promise, period: &PromisePeriod) -> Vec<Stretch> {
    let Target::Times { n, each } = promise.target else { return Vec::new() };
    let days = promise.days(period);
    if days.last < days.first {
        return Vec::new();
    }
    match each {
        Each::WeekAndArea => weeks(days)
            .flat_map(|week| promise.areas.iter().map(move |area| (week, area)))
            .map(|(week, area)| Stretch {
                span: Span::Week(week),
                first: Day::monday_of(week),
                last: Day::sunday_of(week),
                area: Some(area.clone()),
                n,
            })
            .collect(),
        Each::Term => within(days, n, |year| {
            vec![(Span::SpringTerm(year), (1, 1), (6, 30)), (Span::AutumnTerm(year), (8, 1), (12, 31))]
        }),
        Each::Year => within(days, n, |year| vec![(Span::Year(year), (1, 1), (12, 31))]),
        Each::Period => {
            vec![Stretch { span: Span::Whole, first: days.first, last: days.last, area: None, n }]
        }
    }
}

/// A month and a day of it.
type MonthDay = (u8, u8);

/// Returns the stretches of each year whose middle lies in some days, cut to these days.
fn within(days: Within, n: u32, of_year: fn(i32) -> Vec<(Span, MonthDay, MonthDay)>) -> Vec<Stretch> {
    let day = |year, (month, day)| Day::new(year, month, day).expect("terms and years end on days there are");
    let stretch = |year: i32, (span, first, last)| {
        let (first, last) = (day(year, first), day(year, last));
        let middle = first.plus_days((first.n_days_through(last) - 1) / 2);
        let is_in = days.first <= middle && middle <= days.last;
        let (first, last) = (first.max(days.first), last.min(days.last));
        is_in.then_some(Stretch { span, first, last, area: None, n })
    };
    (days.first.year()..=days.last.year())
        .flat_map(|year| of_year(year).into_iter().filter_map(move |part| stretch(year, part)))
        .collect()
}

fn weeks(days: Within) -> impl Iterator<Item = Week> {
    Period::of_days(days.first, days.last).into_iter().flat_map(|period| period.first.through(period.last))
}

/// The days at the ends of a period that its weeks do not agree with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outside {
    /// The period's first days, of a week that belongs before it.
    pub before: Option<Within>,
    /// The period's last days, of a week that belongs after it.
    pub after: Option<Within>,
    /// Days before the period, of a week that belongs to it.
    pub lead: Option<Within>,
    /// Days after the period, of a week that belongs to it.
    pub trail: Option<Within>,
}

/// Returns the days by which a period and its ISO weeks differ.
pub fn outside(first: Day, last: Day) -> Outside {
    let Some(weeks) = Period::of_days(first, last) else {
        return Outside { before: Some(Within { first, last }), ..Outside::default() };
    };
    let (monday, sunday) = (Day::monday_of(weeks.first), Day::sunday_of(weeks.last));
    let between = |first: Day, last: Day| (first <= last).then_some(Within { first, last });
    Outside {
        before: between(first, monday.minus_days(1)),
        after: between(sunday.plus_days(1), last),
        lead: between(monday, first.minus_days(1)),
        trail: between(last.plus_days(1), sunday),
    }
}
