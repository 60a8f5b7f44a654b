//! What can be promised, and what is wrong with what cannot, field by field; and the period that follows another.

use domain::day::Day;
use domain::id::{AreaId, PromiseId};
use domain::promise::{
    Each, Evidence, Fault, Field, MAX_NAME, MAX_TIMES, MAX_WORDING, Promise, PromisePeriod, Responsible,
    Target, Theme, Within, Wording, check_period,
};
use uuid::Uuid;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn said(text: &str) -> Wording {
    Wording { sv: text.to_owned(), en: String::new() }
}

fn within(first: &str, last: &str) -> Within {
    Within { first: day(first), last: day(last) }
}

fn promise(n: u128, name: &str) -> Promise {
    Promise {
        id: PromiseId(Uuid::from_u128(n)),
        name: said(name),
        words: said("Vi lovar."),
        responsible: Responsible::Both,
        theme: Theme::PublicPlaces,
        target: Target::Times { n: 2, each: Each::Year },
        evidence: Evidence::Activities,
        areas: vec!["skogas-c".parse().unwrap()],
        within: None,
    }
}

fn period() -> PromisePeriod {
    PromisePeriod {
        id: "2023-2024".parse().unwrap(),
        name: said("Löften 2023–2024"),
        first: day("2023-01-01"),
        last: day("2024-12-31"),
        is_public: true,
        promises: vec![promise(1, "Fotpatrull"), promise(2, "Föreläsningar")],
    }
}

/// Changes a sound promise and checks what is then wrong with it.
#[track_caller]
fn check(change: impl Fn(&mut Promise), expected: &[(Field, Fault)]) {
    let is_area = |area: &AreaId| area.as_str() == "skogas-c" || area.as_str() == "varby-c";
    let mut promise = promise(2, "Föreläsningar");
    change(&mut promise);
    assert_eq!(promise.check(&period(), is_area), expected);
}

#[test]
fn a_promise_has_a_name_of_its_own_and_words() {
    check(|_| {}, &[]);
    check(|it| it.name = said("Fotpatrull"), &[(Field::Name, Fault::Taken)]);
    check(|it| it.name = said("  "), &[(Field::Name, Fault::Missing)]);
    check(|it| it.words = said(""), &[(Field::Words, Fault::Missing)]);
    // Its letters are counted, not its bytes; the English text is held to the same.
    check(|it| it.name = said(&"ö".repeat(MAX_NAME)), &[]);
    check(|it| it.name = said(&"o".repeat(MAX_NAME + 1)), &[(Field::Name, Fault::TooLong)]);
    check(|it| it.words = said(&"ö".repeat(MAX_WORDING)), &[]);
    check(|it| it.words.en = "o".repeat(MAX_WORDING + 1), &[(Field::Words, Fault::TooLong)]);
}

#[test]
fn a_promise_lies_within_its_period() {
    check(|it| it.within = Some(within("2023-01-01", "2024-12-31")), &[]);
    check(|it| it.within = Some(within("2022-12-31", "2024-12-31")), &[(Field::First, Fault::OutOfPeriod)]);
    check(|it| it.within = Some(within("2023-01-01", "2025-01-01")), &[(Field::Last, Fault::OutOfPeriod)]);
    check(|it| it.within = Some(within("2024-05-02", "2024-05-01")), &[(Field::Last, Fault::Reversed)]);
}

#[test]
fn a_target_is_a_number_that_falls_due_somewhere() {
    let times = |n, each| move |it: &mut Promise| it.target = Target::Times { n, each };
    check(|it| it.target = Target::Ongoing, &[]);
    check(times(1, Each::Term), &[]);
    check(times(MAX_TIMES, Each::Period), &[]);
    check(times(0, Each::Period), &[(Field::Times, Fault::NoNumber)]);
    check(times(MAX_TIMES + 1, Each::Period), &[(Field::Times, Fault::NoNumber)]);
    // No middle of a year or of a term lies between these days.
    let in_july = |it: &mut Promise| it.within = Some(within("2024-07-03", "2024-07-31"));
    check(in_july, &[(Field::Each, Fault::NothingDue)]);
    let ongoing_in_july = |it: &mut Promise| {
        in_july(it);
        it.target = Target::Ongoing;
    };
    check(ongoing_in_july, &[]);
}

#[test]
fn areas_are_known_named_once_and_there_where_walks_or_weeks_ask_for_them() {
    let areas =
        |names: &'static [&str]| names.iter().map(|name| name.parse().unwrap()).collect::<Vec<AreaId>>();
    check(|it| it.areas = areas(&["skogas-c", "varby-c"]), &[]);
    check(|it| it.areas = areas(&[]), &[]);
    check(|it| it.areas = areas(&["skogas-c", "solna-c"]), &[(Field::Areas, Fault::Unknown)]);
    check(|it| it.areas = areas(&["skogas-c", "skogas-c"]), &[(Field::Areas, Fault::Twice)]);
    let needed = &[(Field::Areas, Fault::AreasNeeded)];
    check(|it| (it.areas, it.evidence) = (areas(&[]), Evidence::CountedWalks), needed);
    check(|it| (it.areas, it.target) = (areas(&[]), Target::Times { n: 1, each: Each::WeekAndArea }), needed);
}

#[test]
fn a_period_lasts_ten_years_at_most() {
    let check = |first: &str, last: &str, expected: &[(Field, Fault)]| {
        assert_eq!(check_period(&said("Löften"), day(first), day(last)), expected, "{first} – {last}");
    };
    check("2026-01-01", "2026-01-01", &[]);
    check("2026-01-01", "2035-12-31", &[]);
    check("2026-01-01", "2036-01-01", &[(Field::Last, Fault::TooWide)]);
    check("2026-01-02", "2026-01-01", &[(Field::Last, Fault::Reversed)]);
    check("2000-01-01", "2000-12-31", &[]);
    check("1999-12-31", "2000-12-31", &[(Field::Last, Fault::TooWide)]);
    check("2200-01-01", "2200-12-31", &[]);
    check("2200-01-01", "2201-01-01", &[(Field::Last, Fault::TooWide)]);
    assert_eq!(
        check_period(&said(""), day("2026-01-01"), day("2026-12-31")),
        [(Field::Name, Fault::Missing)]
    );
}

#[test]
fn the_period_that_follows_has_the_same_promises_under_ids_of_its_own() {
    let mut before = period();
    before.promises[0].within = Some(within("2023-08-01", "2024-02-29"));
    before.promises[1].within = Some(within("2023-01-01", "2024-12-31"));
    let ids = [7, 8].map(|n| PromiseId(Uuid::from_u128(n)));
    let after = before.renewed("2025-2026".parse().unwrap(), day("2025-01-01"), day("2026-12-31"), ids);
    assert_eq!(
        (after.id.as_str(), after.name.sv.as_str(), after.is_public),
        ("2025-2026", "2025-2026", false)
    );
    assert_eq!((after.first, after.last), (day("2025-01-01"), day("2026-12-31")));
    // 29 February becomes the 28th; everything else of a promise stays.
    let expected = [
        Promise {
            id: ids[0],
            within: Some(within("2025-08-01", "2026-02-28")),
            ..before.promises[0].clone()
        },
        Promise {
            id: ids[1],
            within: Some(within("2025-01-01", "2026-12-31")),
            ..before.promises[1].clone()
        },
    ];
    assert_eq!(after.promises, expected);

    // A time of its own that no longer fits is left out: the promise is then of the whole period.
    let ids = [7, 8].map(|n| PromiseId(Uuid::from_u128(n)));
    let shorter = before.renewed("2025".parse().unwrap(), day("2025-01-01"), day("2025-12-31"), ids);
    assert!(shorter.promises.iter().all(|promise| promise.within.is_none()), "{shorter:?}");
}
