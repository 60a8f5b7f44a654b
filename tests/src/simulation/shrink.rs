//! The shortest plan that still breaks the same law: steps are taken out, in halves, quarters and at last one by one, as
//! long as the law breaks without them. It never adds a step.

use super::law::Law;
use super::plan::Plan;

/// How often a shorter plan is tried at most.
const MAX_TRIES: usize = 600;

/// Shortens a plan that breaks a law. `breaks` runs a plan and tells which law it breaks.
pub fn shortened(plan: &Plan, law: Law, mut breaks: impl FnMut(&Plan) -> Option<Law>) -> Plan {
    let mut shortest = plan.clone();
    let mut n_out = (plan.steps.len() / 2).max(1);
    let mut n_tries = 0;
    loop {
        let mut first = 0;
        let before = shortest.steps.len();
        while first < shortest.steps.len() && n_tries < MAX_TRIES {
            let mut steps = shortest.steps.clone();
            steps.drain(first..(first + n_out).min(steps.len()));
            let shorter = shortest.with(steps);
            n_tries += 1;
            if breaks(&shorter) == Some(law) { shortest = shorter } else { first += n_out }
        }
        let is_done = n_out == 1 && shortest.steps.len() == before;
        if is_done || MAX_TRIES <= n_tries {
            return shortest;
        }
        n_out = (n_out / 2).max(1);
    }
}
