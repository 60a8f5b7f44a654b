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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{PeriodId, PromiseId};
    use crate::promise::{Evidence, Responsible, Theme, Wording};
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn due(first: &str, last: &str, each: Each, areas: &[&str]) -> Vec<Stretch> {
        let period = PromisePeriod {
            id: "p".parse::<PeriodId>().unwrap(),
            name: Wording::default(),
            first: day(first),
            last: day(last),
            is_public: false,
            promises: Vec::new(),
        };
        let promise = Promise {
            id: PromiseId(uuid::Uuid::from_u128(1)),
            name: Wording::default(),
            words: Wording::default(),
            responsible: Responsible::Both,
            theme: Theme::PublicPlaces,
            target: Target::Times { n: 2, each },
            evidence: Evidence::Activities,
            areas: areas.iter().map(|area| area.parse().unwrap()).collect(),
            within: None,
        };
        stretches(&promise, &period)
    }

    #[track_caller]
    fn check(first: &str, last: &str, each: Each, expected: &[&str]) {
        let told: Vec<String> = due(first, last, each, &[])
            .iter()
            .map(|stretch| format!("{:?} {} – {}", stretch.span, stretch.first, stretch.last))
            .collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn the_two_years_of_the_promise_have_416_weeks_of_areas() {
        let areas = ["flemingsberg-c", "skogas-c", "huddinge-c", "varby-c"];
        let due = due("2023-01-01", "2024-12-31", Each::WeekAndArea, &areas);
        assert_eq!(due.len(), 416);
        assert_eq!((due[0].first, due[415].last), (day("2023-01-02"), day("2024-12-29")));
        let outside = outside(day("2023-01-01"), day("2024-12-31"));
        let within = |first, last| Some(Within { first: day(first), last: day(last) });
        assert_eq!(outside.before, within("2023-01-01", "2023-01-01"));
        assert_eq!(outside.after, within("2024-12-30", "2024-12-31"));
        assert_eq!((outside.lead, outside.trail), (None, None));
    }

    #[test]
    fn a_promise_of_a_day_is_due_on_that_day_and_one_of_no_day_never() {
        check("2026-11-18", "2026-11-18", Each::Period, &["Whole 2026-11-18 – 2026-11-18"]);
        for each in [Each::WeekAndArea, Each::Term, Each::Year, Each::Period] {
            check("2026-11-18", "2026-11-17", each, &[]);
        }
        let [of_a_day] = &due("2026-11-18", "2026-11-18", Each::Period, &[])[..] else {
            panic!("one is due")
        };
        assert_eq!(
            ["2026-11-17", "2026-11-18", "2026-11-19"].map(|it| of_a_day.expected_by(day(it))),
            [0, 2, 2]
        );
    }

    #[test]
    fn a_period_that_begins_on_a_wednesday_has_two_days_of_its_first_week_before_it() {
        let outside = outside(day("2026-11-18"), day("2027-01-03"));
        let lead = Within { first: day("2026-11-16"), last: day("2026-11-17") };
        assert_eq!(outside, Outside { lead: Some(lead), ..Outside::default() });
    }

    #[test]
    fn a_period_without_any_thursday_has_no_week() {
        let outside = outside(day("2026-11-27"), day("2026-12-02"));
        assert_eq!(outside.before, Some(Within { first: day("2026-11-27"), last: day("2026-12-02") }));
        check("2026-11-27", "2026-12-02", Each::WeekAndArea, &[]);
    }

    #[test]
    fn a_term_or_year_belongs_where_its_middle_lies() {
        check(
            "2023-01-01",
            "2023-12-31",
            Each::Term,
            &["SpringTerm(2023) 2023-01-01 – 2023-06-30", "AutumnTerm(2023) 2023-08-01 – 2023-12-31"],
        );
        // The middle of a spring term is 1 April, in a leap year 31 March; of an autumn term it is 16 October.
        check("2023-04-01", "2023-10-15", Each::Term, &["SpringTerm(2023) 2023-04-01 – 2023-06-30"]);
        check("2023-04-02", "2023-10-16", Each::Term, &["AutumnTerm(2023) 2023-08-01 – 2023-10-16"]);
        check("2024-03-31", "2024-06-30", Each::Term, &["SpringTerm(2024) 2024-03-31 – 2024-06-30"]);
        // Of a year it is 2 July, in a leap year the 1st.
        check(
            "2023-07-02",
            "2024-07-01",
            Each::Year,
            &["Year(2023) 2023-07-02 – 2023-12-31", "Year(2024) 2024-01-01 – 2024-07-01"],
        );
        check("2023-07-03", "2024-06-30", Each::Year, &[]);
        check("2023-07-03", "2023-07-31", Each::Period, &["Whole 2023-07-03 – 2023-07-31"]);
    }

    #[test]
    fn what_is_expected_grows_with_the_days() {
        let year = &due("2023-01-01", "2023-12-31", Each::Year, &[])[0];
        let expected = |text| year.expected_by(day(text));
        assert_eq!(expected("2022-12-31"), 0);
        assert_eq!(expected("2023-07-01"), 0);
        assert_eq!(expected("2023-07-02"), 1);
        assert_eq!(expected("2023-12-30"), 1);
        assert_eq!(expected("2023-12-31"), 2);
        assert_eq!(expected("2030-01-01"), 2);
    }

    proptest! {
        #[test]
        fn each_day_lies_in_one_stretch_of_a_kind_at_most_and_what_follows_shares_none(
            start in 0u32..3000, n_days in 1u32..2000, rest in 1u32..2000, day_n in 0u32..6000,
            each in prop::sample::select(vec![Each::WeekAndArea, Each::Term, Each::Year, Each::Period]),
        ) {
            let first = day("2020-01-01").plus_days(start);
            let last = first.plus_days(n_days - 1);
            let next_last = last.plus_days(rest);
            let of = |first: Day, last: Day| due(&first.to_string(), &last.to_string(), each, &["a"]);
            let (here, next) = (of(first, last), of(last.plus_days(1), next_last));
            let asked = day("2019-06-01").plus_days(day_n);
            let takes = |all: &[Stretch]| {
                all.iter().filter(|one| one.first <= asked && asked <= one.last).count()
            };
            prop_assert!(takes(&here) <= 1 && takes(&here) + takes(&next) <= 1);
            if each != Each::Period {
                let whole = of(first, next_last);
                prop_assert_eq!(here.len() + next.len(), whole.len());
            }
        }
    }
}
