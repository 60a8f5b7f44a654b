//! How promises stand: what was done of what was due, and whether that is on pace. Derived whole from what is due and what
//! was done; nothing is carried over: ten in one week do not make up for nine weeks missed.

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::due::{Stretch, stretches};
use crate::id::{AreaId, PromiseId};
use crate::promise::{Promise, PromisePeriod, Target};

/// Something that was done for a promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// When. Of a week's patrols it is the Thursday, so that they belong where their week does.
    pub day: Day,
    /// Where, if that was told.
    pub area: Option<AreaId>,
    /// How many of them: a week's patrols in one area are one row.
    pub n: u32,
    /// How many people it reached, if that was told.
    pub n_reached: Option<u32>,
}

/// How a promise stands.
///
/// Stored type: do not rename or reorder; the digest of a follow-up is over this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseFigures {
    /// Which.
    pub promise: PromiseId,
    /// In a word.
    pub standing: Standing,
    /// How many times it is due in all its time. Of an ongoing one none.
    pub due_n: u32,
    /// How many of those were done: what was done more often than due in a stretch of time is not among them.
    pub done_n: u32,
    /// How many were to be done by now.
    pub expected_n: u32,
    /// Everything that was done in its time.
    pub made_n: u32,
    /// What was done outside of it, or between the stretches in which it is due.
    pub outside_n: u32,
    /// How many people were reached, by all that told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n_reached: Option<u32>,
    /// When something was done last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<Day>,
    /// The last day of the first stretch in which something still is to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_due: Option<Day>,
    /// Each stretch in which it is due; none of an ongoing one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stretches: Vec<StretchFigures>,
}

/// How a promise stands, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It has no number: what was done is told.
    Ongoing,
    /// Its time has not begun.
    NotBegun,
    /// As much is done as is expected by now.
    OnPace,
    /// Less is done than is expected by now.
    Behind {
        /// How much is lacking.
        lacks_n: u32,
    },
    /// All that was due is done, before or when its time ended.
    Met,
    /// Its time is over, and not all was done.
    Missed {
        /// How much was lacking.
        lacks_n: u32,
    },
    /// Nobody kept books in its time so far: nothing can be said.
    NotFollowed,
}

/// How one stretch of a promise's time stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StretchFigures {
    /// Which.
    #[serde(flatten)]
    pub stretch: Stretch,
    /// How often it was done.
    pub made_n: u32,
    /// In a word.
    pub state: State,
}

/// How one stretch of time stands, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// All that was due in it is done.
    Kept,
    /// It has not begun, or is not over.
    Open,
    /// It is over, and not all was done.
    Missed,
    /// It was over before anybody kept books.
    NotFollowed,
}

impl StretchFigures {
    fn of(stretch: Stretch, deeds: &[Deed], through: Day, is_followed: bool) -> StretchFigures {
        let made_n =
            deeds.iter().filter(|deed| stretch.takes(deed.day, deed.area.as_ref())).map(|deed| deed.n);
        let made_n = made_n.fold(0, u32::saturating_add);
        let state = match (stretch.n <= made_n, stretch.last <= through) {
            (true, _) => State::Kept,
            (false, true) if is_followed => State::Missed,
            (false, true) => State::NotFollowed,
            (false, false) => State::Open,
        };
        StretchFigures { stretch, made_n, state }
    }

    fn done_n(&self) -> u32 {
        self.made_n.min(self.stretch.n)
    }

    fn expected_n(&self, through: Day) -> u32 {
        if self.state == State::NotFollowed { 0 } else { self.stretch.expected_by(through) }
    }

    fn lacks_n(&self, through: Day) -> u32 {
        self.expected_n(through).saturating_sub(self.done_n())
    }
}

/// Tells how a promise stands once `through` is over.
///
/// `deeds` is all that was done for it; what was done after `through` counts too, so that whoever tells of the past leaves
/// it out. `is_followed` tells of a stretch whether books were kept in it.
pub fn fulfilment(
    promise: &Promise,
    period: &PromisePeriod,
    deeds: &[Deed],
    through: Day,
    is_followed: impl Fn(&Stretch) -> bool,
) -> PromiseFigures {
    let days = promise.days(period);
    let parts: Vec<StretchFigures> = stretches(promise, period)
        .into_iter()
        .map(|stretch| {
            let is_followed = is_followed(&stretch);
            StretchFigures::of(stretch, deeds, through, is_followed)
        })
        .collect();
    let sum = |of: &dyn Fn(&StretchFigures) -> u32| parts.iter().map(of).fold(0, u32::saturating_add);
    let is_in_time = |deed: &&Deed| match promise.target {
        Target::Ongoing => days.first <= deed.day && deed.day <= days.last,
        Target::Times { .. } => parts.iter().any(|part| part.stretch.takes(deed.day, deed.area.as_ref())),
    };
    let count =
        |deeds: &mut dyn Iterator<Item = &Deed>| deeds.map(|deed| deed.n).fold(0, u32::saturating_add);
    let made_n = count(&mut deeds.iter().filter(is_in_time));
    let outside_n = count(&mut deeds.iter().filter(|deed| !is_in_time(deed)));
    let reached = deeds.iter().filter(is_in_time).filter_map(|deed| deed.n_reached);
    let due_n = sum(&|part| if part.state == State::NotFollowed { 0 } else { part.stretch.n });
    let lacks_n = sum(&|part| part.lacks_n(through));
    // The last week of a period that ends on a Thursday goes on to the Sunday.
    let ends = parts.iter().map(|part| part.stretch.last).max().unwrap_or(days.last).max(days.last);
    let is_all_done = parts.iter().all(|part| matches!(part.state, State::Kept | State::NotFollowed));
    // Books may be kept from now on: of what is over nothing can be said all the same.
    let says_nothing = |part: &StretchFigures| match part.state {
        State::NotFollowed => true,
        State::Open => part.made_n == 0 && part.expected_n(through) == 0,
        State::Kept | State::Missed => false,
    };
    let is_unheard_of =
        parts.first().is_none_or(|first| first.state == State::NotFollowed) && parts.iter().all(says_nothing);
    let standing = match promise.target {
        Target::Ongoing => Standing::Ongoing,
        Target::Times { .. } if is_unheard_of => Standing::NotFollowed,
        Target::Times { .. } if is_all_done => Standing::Met,
        Target::Times { .. } if ends <= through => Standing::Missed { lacks_n },
        Target::Times { .. } if through < days.first && made_n == 0 => Standing::NotBegun,
        Target::Times { .. } if 0 < lacks_n => Standing::Behind { lacks_n },
        Target::Times { .. } => Standing::OnPace,
    };
    PromiseFigures {
        promise: promise.id,
        standing,
        due_n,
        done_n: sum(&StretchFigures::done_n),
        expected_n: sum(&|part| part.expected_n(through)),
        made_n,
        outside_n,
        n_reached: reached.reduce(u32::saturating_add),
        latest: deeds.iter().filter(is_in_time).map(|deed| deed.day).max(),
        next_due: parts.iter().filter(|part| part.state == State::Open).map(|part| part.stretch.last).min(),
        stretches: parts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::PeriodId;
    use crate::promise::{Each, Evidence, Responsible, Theme, Wording};
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn deed(text: &str, area: Option<&str>, n: u32) -> Deed {
        Deed { day: day(text), area: area.map(|area| area.parse().unwrap()), n, n_reached: None }
    }

    fn promise(target: Target, areas: &[&str]) -> Promise {
        Promise {
            id: PromiseId(uuid::Uuid::from_u128(1)),
            name: Wording::default(),
            words: Wording::default(),
            responsible: Responsible::Both,
            theme: Theme::PublicPlaces,
            target,
            evidence: Evidence::Activities,
            areas: areas.iter().map(|area| area.parse().unwrap()).collect(),
            within: None,
        }
    }

    fn told(promise: &Promise, deeds: &[Deed], through: &str) -> PromiseFigures {
        let period = PromisePeriod {
            id: "p".parse::<PeriodId>().unwrap(),
            name: Wording::default(),
            first: day("2026-01-01"),
            last: day("2026-12-31"),
            is_public: false,
            promises: Vec::new(),
        };
        fulfilment(promise, &period, deeds, day(through), |_| true)
    }

    #[track_caller]
    fn check(n: u32, each: Each, deeds: &[&str], through: &str, expected: Standing) {
        let deeds: Vec<Deed> = deeds.iter().map(|text| deed(text, None, 1)).collect();
        let figures = told(&promise(Target::Times { n, each }, &["a"]), &deeds, through);
        assert_eq!(figures.standing, expected, "{figures:?}");
    }

    #[test]
    fn a_number_in_a_year_is_on_pace_then_behind_then_missed() {
        check(2, Each::Year, &[], "2025-12-31", Standing::NotBegun);
        check(2, Each::Year, &[], "2026-07-01", Standing::OnPace);
        check(2, Each::Year, &[], "2026-07-02", Standing::Behind { lacks_n: 1 });
        check(2, Each::Year, &["2026-03-01"], "2026-07-02", Standing::OnPace);
        check(2, Each::Year, &["2026-03-01"], "2026-12-30", Standing::OnPace);
        check(2, Each::Year, &["2026-03-01"], "2026-12-31", Standing::Missed { lacks_n: 1 });
        check(2, Each::Year, &["2026-03-01", "2026-03-01"], "2026-03-01", Standing::Met);
        check(2, Each::Year, &["2025-12-31", "2027-01-01"], "2027-01-01", Standing::Missed { lacks_n: 2 });
    }

    #[test]
    fn more_in_one_term_does_not_make_up_for_less_in_another() {
        let thrice_in_autumn = ["2026-02-01", "2026-08-01", "2026-09-01", "2026-10-01"];
        check(2, Each::Term, &thrice_in_autumn, "2026-11-01", Standing::Behind { lacks_n: 1 });
        check(2, Each::Term, &thrice_in_autumn, "2026-12-31", Standing::Missed { lacks_n: 1 });
        let target = Target::Times { n: 2, each: Each::Term };
        let deeds: Vec<Deed> = thrice_in_autumn.iter().map(|text| deed(text, None, 1)).collect();
        let figures = told(&promise(target, &[]), &deeds, "2026-12-31");
        assert_eq!((figures.due_n, figures.done_n, figures.made_n, figures.outside_n), (4, 3, 4, 0));
    }

    #[test]
    fn what_is_done_in_july_is_told_and_counts_in_no_term() {
        let target = Target::Times { n: 2, each: Each::Term };
        let figures = told(&promise(target, &[]), &[deed("2026-07-15", None, 1)], "2026-07-31");
        assert_eq!((figures.made_n, figures.outside_n), (0, 1));
        assert_eq!(figures.standing, Standing::Behind { lacks_n: 2 });
        assert_eq!(figures.next_due, Some(day("2026-12-31")));
    }

    #[test]
    fn a_week_is_kept_for_each_area_alone() {
        let weekly = promise(Target::Times { n: 1, each: Each::WeekAndArea }, &["a", "b"]);
        let deeds =
            [deed("2026-01-01", Some("a"), 3), deed("2026-01-08", Some("b"), 1), deed("2026-01-08", None, 5)];
        let figures = told(&weekly, &deeds, "2026-01-11");
        let states: Vec<State> = figures.stretches.iter().take(5).map(|part| part.state).collect();
        assert_eq!(states, [State::Kept, State::Missed, State::Missed, State::Kept, State::Open]);
        assert_eq!((figures.due_n, figures.expected_n, figures.done_n), (106, 4, 2));
        assert_eq!((figures.made_n, figures.outside_n), (4, 5));
        assert_eq!(figures.standing, Standing::Behind { lacks_n: 2 });
        assert_eq!(figures.next_due, Some(day("2026-01-18")));
    }

    #[test]
    fn what_nobody_kept_books_of_is_neither_kept_nor_missed() {
        let weekly = promise(Target::Times { n: 1, each: Each::WeekAndArea }, &["a"]);
        let period = PromisePeriod {
            id: "p".parse().unwrap(),
            name: Wording::default(),
            first: day("2026-01-01"),
            last: day("2026-12-31"),
            is_public: false,
            promises: Vec::new(),
        };
        let told = |promise: &Promise, from: &str, deeds: &[Deed], through: &str| {
            let from = day(from);
            fulfilment(promise, &period, deeds, day(through), move |stretch| from <= stretch.last)
        };
        let since = |from: &str, deeds: &[Deed], through: &str| told(&weekly, from, deeds, through);
        let figures = since("2026-12-01", &[], "2027-01-03");
        assert_eq!((figures.due_n, figures.standing), (5, Standing::Missed { lacks_n: 5 }));
        assert_eq!(figures.stretches[0].state, State::NotFollowed);
        assert_eq!(since("2027-02-01", &[], "2027-01-03").standing, Standing::NotFollowed);
        // Up to then, that books are kept from now on says nothing of what was.
        let standing = |deeds: &[Deed], through: &str| since("2026-12-01", deeds, through).standing;
        assert_eq!(standing(&[], "2026-11-29"), Standing::NotFollowed);
        assert_eq!(standing(&[], "2026-12-05"), Standing::NotFollowed);
        assert_eq!(standing(&[], "2026-12-06"), Standing::Behind { lacks_n: 1 });
        let one = [deed("2026-12-03", Some("a"), 1)];
        assert_eq!(standing(&one, "2026-12-03"), Standing::OnPace);
        // One of two is something to go by too, though nothing is expected yet.
        let twice = promise(Target::Times { n: 2, each: Each::WeekAndArea }, &["a"]);
        assert_eq!(told(&twice, "2026-12-01", &one, "2026-11-30").standing, Standing::OnPace);
    }

    #[test]
    fn an_ongoing_promise_tells_what_was_done_and_when_last() {
        let deeds = [
            Deed { n_reached: Some(40), ..deed("2026-03-01", None, 1) },
            Deed { n_reached: Some(12), ..deed("2026-05-01", None, 1) },
            deed("2026-04-01", None, 1),
            deed("2025-04-01", None, 1),
        ];
        let figures = told(&promise(Target::Ongoing, &[]), &deeds, "2026-06-01");
        assert_eq!(figures.standing, Standing::Ongoing);
        assert_eq!((figures.made_n, figures.outside_n, figures.n_reached), (3, 1, Some(52)));
        assert_eq!((figures.latest, figures.next_due), (Some(day("2026-05-01")), None));
    }

    proptest! {
        #[test]
        fn the_order_of_deeds_changes_nothing_and_one_more_never_makes_it_worse(
            (days, shuffled) in prop::collection::vec(0u32..420, 1..20)
                .prop_flat_map(|days| (Just(days.clone()), Just(days).prop_shuffle())),
            n in 1u32..6, through in 0u32..420,
            each in prop::sample::select(vec![Each::Term, Each::Year, Each::Period]),
        ) {
            let promise = promise(Target::Times { n, each }, &[]);
            let from = day("2025-12-01");
            let deeds = |days: &[u32]| -> Vec<Deed> {
                days.iter().map(|n| deed(&from.plus_days(*n).to_string(), None, 1)).collect()
            };
            let through = from.plus_days(through).to_string();
            let all = told(&promise, &deeds(&days), &through);
            prop_assert_eq!(&all, &told(&promise, &deeds(&shuffled), &through));
            let fewer = told(&promise, &deeds(&days[1..]), &through);
            prop_assert!(fewer.done_n <= all.done_n && fewer.made_n + fewer.outside_n + 1 == all.made_n + all.outside_n);
            prop_assert!(all.done_n <= all.due_n && all.expected_n <= all.due_n);
            if fewer.standing == Standing::Met {
                prop_assert_eq!(all.standing, Standing::Met);
            }
        }
    }
}
