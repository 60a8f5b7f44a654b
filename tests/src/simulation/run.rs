//! One plan run from its beginning to its end, and what came of it. It never runs anything twice.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::law::{Breach, Law};
use super::mutant::Mutant;
use super::phone::Clocks;
use super::plan::Plan;
use super::server::Ground;
use super::trace::{Lines, Trace};
use super::world::World;

/// What came of a plan.
#[derive(Debug, Clone)]
pub struct Run {
    /// What happened; its digest is the same for the same plan.
    pub trace: Trace,
    /// The law that was broken, if one was.
    pub breach: Option<Breach>,
    /// How long it took to become quiet, in simulated milliseconds.
    pub quiet_ms: u64,
    /// What no clock may change.
    pub sets_and_orders: Vec<String>,
}

/// Runs a plan.
pub fn run(plan: &Plan, clocks: Clocks, mutant: Option<Mutant>, ground: &Ground, lines: Lines) -> Run {
    let lived = catch_unwind(AssertUnwindSafe(|| {
        let mut world = match World::new(plan, clocks, mutant, ground, Trace::new(lines)) {
            Ok(world) => world,
            Err(breach) => return (Trace::new(lines), Err(breach), Vec::new()),
        };
        let lived = world.live(plan);
        (world.trace.clone(), lived, world.sets_and_orders())
    }));
    let (trace, lived, sets_and_orders) = lived.unwrap_or_else(|panic| {
        let says = panic.downcast_ref::<String>().cloned();
        let says = says.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        (Trace::new(lines), Err(Law::Sound.broken(says.unwrap_or_default())), Vec::new())
    });
    let (quiet_ms, breach) = match lived {
        Ok(quiet_ms) => (quiet_ms, None),
        Err(breach) => (0, Some(breach)),
    };
    Run { trace, breach, quiet_ms, sets_and_orders }
}

/// Runs a plan, and when clocks may lie also with clocks that tell the truth: the same is held in the same order.
pub fn run_with_both_clocks(plan: &Plan, mutant: Option<Mutant>, ground: &Ground) -> Run {
    let mut run = self::run(plan, Clocks::Lie, mutant, ground, Lines::Digested);
    if run.breach.is_none() {
        let other = self::run(plan, Clocks::TellTheTruth, mutant, ground, Lines::Digested);
        if run.sets_and_orders != other.sets_and_orders {
            let says = "with clocks that tell the truth other entries are held, or in another order";
            run.breach = other.breach.or(Some(Law::ClocksChangeNothing.broken(says)));
        }
    }
    run
}
