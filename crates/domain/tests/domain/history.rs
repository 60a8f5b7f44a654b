//! How what was told of one walk settles, whatever the order in which it arrives. It never asks which clock was ahead.

use std::cmp::Reverse;

use crate::scene::{START, logged, recorded};
use domain::history::{Settled, Told, settle};
use domain::id::EntryHash;
use domain::statement::{Details, Statement};
use domain::walk::{Observation, ObservationKind, Walk};
use expect_test::{Expect, expect};
use proptest::prelude::*;

/// What one entry of a made-up history says.
#[derive(Debug, Clone, Copy)]
enum Says {
    Made,
    Corrected(u8),
    Withdrawn(u8),
}
use Says::{Corrected, Made, Withdrawn};

fn hash(name: u8) -> EntryHash {
    EntryHash([name; 32])
}

/// Returns the entry with the given name; a correction by it sets a crew of that size.
fn told(name: u8, says: Says) -> Told {
    let walk = Walk { crew_size: name, ..logged(START, 900) };
    let reason = format!("by {name}");
    let statement = match says {
        Made => Statement::Walk(walk),
        Corrected(over) => {
            Statement::Correction { walk: walk.id, over: hash(over), reason, details: Details::of(&walk) }
        }
        Withdrawn(over) => Statement::Withdrawal { walk: walk.id, over: hash(over), reason },
    };
    Told { entry: hash(name), statement }
}

#[track_caller]
fn check(histories: &[&[(u8, Says)]], expected: Expect) {
    expected.assert_eq(&histories.iter().map(|history| settled(history)).collect::<String>());
}

fn settled(history: &[(u8, Says)]) -> String {
    let told: Vec<Told> = history.iter().map(|&(name, says)| told(name, says)).collect();
    let Some(Settled { walk, withdrawn, head, corrections, n_passed_over }) = settle(&told) else {
        return "nothing\n".to_owned();
    };
    let (crew, head) = (walk.crew_size, head.0[0]);
    let withdrawn = withdrawn.map_or_else(String::new, |reason| format!(", withdrawn {reason}"));
    format!("head {head}: crew {crew}, corrected {corrections:?}{withdrawn}; {n_passed_over} passed over\n")
}

#[test]
fn amendments_hold_in_the_order_in_which_they_amend() {
    check(
        &[
            &[],
            &[(1, Made)],
            &[(1, Made), (2, Corrected(1)), (3, Corrected(2))],
            &[(3, Made), (2, Corrected(3)), (1, Corrected(2))],
        ],
        expect![[r#"
            nothing
            head 1: crew 1, corrected []; 0 passed over
            head 3: crew 3, corrected ["by 2", "by 3"]; 0 passed over
            head 1: crew 1, corrected ["by 2", "by 1"]; 0 passed over
        "#]],
    );
}

#[test]
fn a_withdrawn_walk_comes_back_by_a_correction_over_it() {
    check(
        &[
            &[(1, Made), (2, Withdrawn(1))],
            &[(1, Made), (2, Withdrawn(1)), (3, Corrected(2))],
            &[(1, Made), (2, Corrected(1)), (3, Withdrawn(2))],
        ],
        expect![[r#"
            head 2: crew 1, corrected [], withdrawn by 2; 0 passed over
            head 3: crew 3, corrected ["by 3"]; 0 passed over
            head 3: crew 2, corrected ["by 2"], withdrawn by 3; 0 passed over
        "#]],
    );
}

#[test]
fn what_amends_an_entry_that_has_not_arrived_waits() {
    check(
        &[&[(2, Corrected(1))], &[(1, Made), (3, Corrected(2))]],
        expect![[r#"
        nothing
        head 1: crew 1, corrected []; 1 passed over
    "#]],
    );
}

#[test]
fn of_a_fork_the_longest_branch_holds_then_the_smaller_hash() {
    check(
        &[
            &[(1, Made), (3, Corrected(1)), (2, Withdrawn(1))],
            &[(1, Made), (3, Corrected(1)), (2, Withdrawn(1)), (4, Corrected(3))],
            &[(9, Made), (2, Corrected(9)), (3, Corrected(9)), (8, Corrected(2)), (7, Corrected(3))],
        ],
        expect![[r#"
            head 2: crew 1, corrected [], withdrawn by 2; 1 passed over
            head 4: crew 4, corrected ["by 3", "by 4"]; 1 passed over
            head 8: crew 8, corrected ["by 2", "by 8"]; 2 passed over
        "#]],
    );
}

#[test]
fn a_walk_told_twice_is_one_walk_and_keeps_its_withdrawal() {
    check(
        &[&[(5, Made), (4, Made)], &[(5, Made), (6, Withdrawn(5)), (4, Made)]],
        expect![[r#"
        head 4: crew 4, corrected []; 1 passed over
        head 6: crew 5, corrected [], withdrawn by 6; 1 passed over
    "#]],
    );
}

#[test]
fn an_entry_that_arrives_again_changes_nothing() {
    check(
        &[&[(1, Made), (1, Made), (2, Corrected(1)), (2, Corrected(1))]],
        expect![[r#"
        head 2: crew 2, corrected ["by 2"]; 0 passed over
    "#]],
    );
}

#[test]
fn a_circle_that_no_hash_allows_hangs_on_nothing() {
    check(
        &[&[(1, Made), (2, Corrected(2)), (3, Corrected(4)), (4, Withdrawn(3))]],
        expect![[r#"
        head 1: crew 1, corrected []; 3 passed over
    "#]],
    );
}

#[test]
fn a_correction_never_touches_what_the_phone_saw() {
    let walk = recorded(START, 900, Vec::new());
    let details = Details {
        area: "skogas-c".parse().expect("an area's id"),
        crew_size: 3,
        started: walk.started.plus_s(86_400),
        elapsed_s: 60,
        observations: vec![Observation { t_s: 30, kind: ObservationKind::DarkSpot, spot: None, note: None }],
    };
    let both = |walk: Walk| {
        let reason = "Fel område".to_owned();
        let details = details.clone();
        let correction = Statement::Correction { walk: walk.id, over: hash(1), reason, details };
        [(1, Statement::Walk(walk)), (2, correction)]
            .map(|(name, statement)| Told { entry: hash(name), statement })
    };
    let recorded = settle(&both(walk.clone())).expect("the walk was told").walk;
    let Details { area, observations, .. } = details.clone();
    assert_eq!(recorded, Walk { area, crew_size: 3, observations, ..walk });
    let told = settle(&both(logged(START, 900))).expect("the walk was told").walk;
    assert_eq!(Details::of(&told), details);
}

/// Ten thousand corrections of one walk, each over the one before.
#[test]
fn a_long_chain_settles() {
    let name = |idx: u32| {
        let mut hash = [0; 32];
        hash[..4].copy_from_slice(&idx.wrapping_mul(2_654_435_761).to_le_bytes());
        EntryHash(hash)
    };
    let mut chain = vec![Told { entry: name(0), ..told(1, Made) }];
    chain.extend((1..10_000).map(|idx| {
        let Told { statement, .. } = told(2, Corrected(0));
        let Statement::Correction { walk, reason, details, .. } = statement else { unreachable!() };
        let statement = Statement::Correction { walk, over: name(idx - 1), reason, details };
        Told { entry: name(idx), statement }
    }));
    let settled = settle(&chain).expect("the walk was told");
    assert_eq!((settled.head, settled.corrections.len(), settled.n_passed_over), (name(9999), 9999, 0));
}

/// A history whose entries amend any of those before them, or something unknown, under names in any order.
fn history() -> impl Strategy<Value = Vec<Told>> {
    let entries = prop::collection::vec((0u8..8, any::<prop::sample::Index>()), 1..12);
    let names = Just((1u8..=20).collect::<Vec<u8>>()).prop_shuffle();
    (entries, names).prop_map(|(entries, names)| {
        let entry = |(idx, (kind, over)): (usize, (u8, prop::sample::Index))| {
            let over = if idx == 0 { 99 } else { names[over.index(idx)] };
            let says = match kind {
                _ if idx == 0 => Made,
                0 => Made,
                1 => Corrected(99),
                2..5 => Withdrawn(over),
                _ => Corrected(over),
            };
            told(names[idx], says)
        };
        entries.into_iter().enumerate().map(entry).collect()
    })
}

/// Finds the branch that holds by following every one, as the rule puts it in words.
fn by_the_words(told: &[Told]) -> Vec<&Told> {
    let over = |told: &Told| told.statement.over();
    let amending = |entry| told.iter().filter(move |told| over(told) == entry);
    let mut branches: Vec<Vec<&Told>> = amending(None).map(|told| vec![told]).collect();
    let mut n_followed = 0;
    while let Some(branch) = branches.get(n_followed).cloned() {
        let next = amending(branch.last().map(|told| told.entry));
        branches.extend(next.map(|next| [&branch[..], &[next]].concat()));
        n_followed += 1;
    }
    let rank =
        |branch: &[&Told]| (Reverse(branch.len()), branch.iter().map(|told| told.entry).collect::<Vec<_>>());
    branches.into_iter().min_by_key(|branch| rank(branch)).unwrap_or_default()
}

proptest! {
    #[test]
    fn the_branch_that_holds_is_the_one_that_the_rule_names(told in history()) {
        let settled = settle(&told).expect("the walk was told");
        let branch = by_the_words(&told);
        prop_assert_eq!(settled.head, branch[branch.len() - 1].entry);
        prop_assert_eq!(settled.n_passed_over, told.len() - branch.len());
        let reasons: Vec<&String> = branch.iter().filter_map(|told| match &told.statement {
            Statement::Correction { reason, .. } => Some(reason),
            _ => None,
        }).collect();
        prop_assert_eq!(settled.corrections.iter().collect::<Vec<_>>(), reasons);
    }

    #[test]
    fn the_order_in_which_entries_arrive_changes_nothing(
        (told, shuffled) in history().prop_flat_map(|told| {
            let some_again = [&told[..], &told[..told.len().min(2)]].concat();
            (Just(told), Just(some_again).prop_shuffle())
        })
    ) {
        prop_assert_eq!(settle(&told), settle(&shuffled));
    }
}
