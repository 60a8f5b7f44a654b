//! A plan: steps in order, each saying in one line what it does and how far the plan has come. It never chooses the
//! steps; the pages that know them put them together.

use std::io::{self, Write};
use std::process::Command;

use anyhow::{Context, bail};

/// One step of a plan.
pub(crate) struct Step {
    says: String,
    work: Box<dyn FnOnce() -> anyhow::Result<()>>,
}

impl Step {
    /// Makes a step that does `work` and says `says` before it.
    pub(crate) fn new(says: impl Into<String>, work: impl FnOnce() -> anyhow::Result<()> + 'static) -> Step {
        Step { says: says.into(), work: Box::new(work) }
    }

    /// Makes a step that runs one command.
    pub(crate) fn command(says: impl Into<String>, mut command: Command) -> Step {
        Step::new(says, move || run(&mut command))
    }
}

/// Does the steps in order and stops at the first that fails.
pub(crate) fn carry_out(plan: Vec<Step>) -> anyhow::Result<()> {
    let n_steps = plan.len();
    for (idx, step) in plan.into_iter().enumerate() {
        say(&format!("{}/{n_steps} {}", idx + 1, step.says));
        (step.work)().with_context(|| format!("{} failed", step.says))?;
    }
    Ok(())
}

/// Prints one line to the person at the terminal. One who has seen enough, as `head` has, is told no more.
pub(crate) fn say(line: &str) {
    let _no_longer_read = writeln!(io::stdout(), "{line}");
}

/// Runs a command to its end, its output on the terminal. An error names the command.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("{command:?} did not start"))?;
    if !status.success() {
        bail!("{command:?} ended with {status}");
    }
    Ok(())
}
