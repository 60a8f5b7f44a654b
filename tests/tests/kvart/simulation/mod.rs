//! The simulation's seeds: the laws hold over all of them, a seed is always the same story, and a fault that somebody might
//! build in is caught. No test here waits on a real clock.

mod rig;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use tests::simulation::run::run_with_both_clocks;
use tests::simulation::{Clocks, Ground, Law, Lines, Mutant, Plan, run, shortened};

/// How many seeds each run of the tests tries. `cargo xtask simulate --seeds A..B` tries others.
const N_SEEDS: u64 = 2000;
/// Every so many seeds the story is told once more with clocks that tell the truth.
const BOTH_CLOCKS_EVERY: u64 = 10;
/// Within so many seeds every mutant is caught.
const MAX_SEEDS_OF_MUTANT: u64 = 400;
/// How many threads share the work.
const N_THREADS: usize = 2;

#[test]
fn the_laws_hold_over_two_thousand_seeds() {
    let breaches = Mutex::new(Vec::new());
    each(N_SEEDS, |seed, ground| {
        let plan = Plan::of(seed, Plan::N_STEPS);
        let run = if seed % BOTH_CLOCKS_EVERY == 0 {
            run_with_both_clocks(&plan, None, ground)
        } else {
            run(&plan, Clocks::Lie, None, ground, Lines::Digested)
        };
        if let Some(breach) = run.breach {
            breaches.lock().expect("no thread panics").push(format!("seed {seed}: {breach}"));
        }
    });
    let breaches = breaches.into_inner().expect("no thread panics");
    assert!(breaches.is_empty(), "see `cargo xtask simulate --seed N`:\n{}", breaches.join("\n"));
}

#[test]
fn a_seed_is_always_the_same_story() {
    let ground = Ground::new();
    let digest = |seed| {
        let run = run(&Plan::of(seed, Plan::N_STEPS), Clocks::Lie, None, &ground, Lines::Kept);
        (run.trace.digest(), run.trace.lines().to_vec())
    };
    for seed in 0..20 {
        let (first, second) = (digest(seed), digest(seed));
        assert_eq!(first.1, second.1, "seed {seed}");
        assert_eq!(first.0, second.0, "seed {seed}");
        assert_ne!(first.0, digest(seed + 1).0, "seed {seed}");
    }
}

/// Each fault on the left is built in; the law on the right is the first to be seen broken. Each law catches something.
#[test]
fn every_mutant_is_caught() {
    let caught = Mutex::new(BTreeMap::new());
    each(Mutant::ALL.len() as u64, |idx, ground| {
        let mutant = Mutant::ALL[idx as usize];
        let law = (0..MAX_SEEDS_OF_MUTANT).find_map(|seed| {
            let plan = Plan::of(seed, Plan::N_STEPS);
            run(&plan, Clocks::Lie, Some(mutant), ground, Lines::Digested).breach.map(|breach| breach.law)
        });
        caught.lock().expect("no thread panics").insert(mutant, law);
    });
    let caught = caught.into_inner().expect("no thread panics");
    let lines = caught.iter().map(|(mutant, law)| match law {
        Some(law) => format!("{mutant:?}: {law:?}\n"),
        None => format!("{mutant:?}: nobody\n"),
    });
    expect_test::expect![[r#"
        RemovesOnStatus200: RemovedByItsOwnReceiptAlone
        TakesReceiptsWithoutTheirHash: RemovedByItsOwnReceiptAlone
        DropsWhatTheServerStumblesOver: RemovedByItsOwnReceiptAlone
        OverlooksTheEpoch: APullNeverGoesBack
        StopsAtTheFirstRefusal: ABadEntryBlocksNobody
        ForgetsRefusedEntries: TheScreenHidesNothing
        SaysSavedBeforeItIsSynced: SavedIsKept
        BeginsAWalkUnsynced: SavedIsKept
        KeepsTheCursorWithoutTheNews: APullIsComplete
        AcknowledgesBeforeTheCommit: AReceiptIsDurable
        DedupesByContent: AReceiptIsDurable
        SkipsTheHashCheck: AReceiptIsDurable
        TakesARepeatForANewWalk: ExactlyOnce
        CursorIsATime: APullIsComplete
        CursorSkips: APullIsComplete
        LastWriterByTheDevicesClock: ClocksChangeNothing
        RefusesByClock: AReceiptIsDurable
        FailsWholePushes: ABadEntryBlocksNobody
        CountsForksAsHeld: HoldingsAddUp
        OverwritesForks: AReceiptIsDurable
        SwallowsForks: AReceiptIsDurable
        LeavesForksUnnamed: HoldingsAddUp
        CountsByTheHighestPlace: HoldingsAddUp
        RestoresUnderTheOldEpoch: APullNeverGoesBack
        CountsCorrectionsAsWalks: RollUpIsRecompute
        AsksForRepeatsAgain: ABadEntryBlocksNobody
        PromisesMoreForEver: QuietInTime
        LeavesOrphans: Sound
    "#]]
    .assert_eq(&lines.collect::<String>());
    let laws: BTreeSet<Law> = caught.values().copied().flatten().collect();
    assert_eq!(laws, BTreeSet::from(Law::ALL));
}

#[test]
fn a_plan_is_shortened_to_the_steps_that_matter() {
    let ground = Ground::new();
    let breaks = |plan: &Plan| {
        let run = run(plan, Clocks::Lie, Some(Mutant::DedupesByContent), &ground, Lines::Digested);
        run.breach.map(|breach| breach.law)
    };
    let plan = Plan::of(0, Plan::N_STEPS);
    let law = breaks(&plan).expect("seed 0 has somebody write the same twice");
    let shortest = shortened(&plan, law, breaks);
    assert_eq!(breaks(&shortest), Some(law));
    expect_test::expect![[r#"
        seed 0, 3 phones, 2 steps
           1  phone 0: Tell(Good)
           2  phone 0: TellTwice
    "#]]
    .assert_eq(&shortest.to_string());
}

/// Runs work for each number below `n`, on a few threads with a ground of their own.
fn each(n: u64, work: impl Fn(u64, &Ground) + Sync) {
    let next = AtomicU64::new(0);
    thread::scope(|scope| {
        for _ in 0..N_THREADS {
            scope.spawn(|| {
                let ground = Ground::new();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if n <= number {
                        return;
                    }
                    work(number, &ground);
                }
            });
        }
    });
}
