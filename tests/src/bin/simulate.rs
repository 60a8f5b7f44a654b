//! The command line of the simulation: seeds in, and for one that breaks a law its plan, shortened, out. It never decides
//! what holds.
#![expect(clippy::print_stdout, reason = "what a person at the terminal is told")]

use std::ops::Range;
use std::process::ExitCode;

use clap::Parser;
use tests::simulation::{Clocks, Ground, Lines, Plan, run, shortened};

/// Runs simulations of phones, network and server by their seeds.
#[derive(Parser)]
#[command(name = "cargo xtask simulate", bin_name = "cargo xtask simulate")]
struct Options {
    /// The seed of one simulation: its whole story is printed.
    #[arg(long, conflicts_with_all = ["seeds", "forever"])]
    seed: Option<u64>,
    /// Seeds to run, such as 0..2000; the last one is not among them.
    #[arg(long, value_parser = range, default_value = "0..2000")]
    seeds: Range<u64>,
    /// Go on from the first of the seeds until a law is broken.
    #[arg(long)]
    forever: bool,
    /// How many steps a plan has.
    #[arg(long, default_value_t = Plan::N_STEPS)]
    steps: usize,
}

fn range(text: &str) -> Result<Range<u64>, String> {
    let wrong = || format!("{text:?} is no range such as 0..2000");
    let (first, end) = text.split_once("..").ok_or_else(wrong)?;
    Ok(first.parse().map_err(|_| wrong())?..end.parse().map_err(|_| wrong())?)
}

fn main() -> ExitCode {
    let options = Options::parse();
    let ground = Ground::new();
    if let Some(seed) = options.seed {
        return tell(&Plan::of(seed, options.steps), &ground);
    }
    let end = if options.forever { u64::MAX } else { options.seeds.end };
    let mut slowest_ms = 0;
    for (seed, no) in (options.seeds.start..end).zip(1u64..) {
        let plan = Plan::of(seed, options.steps);
        let run = run(&plan, Clocks::Lie, None, &ground, Lines::Digested);
        if run.breach.is_some() {
            return tell(&plan, &ground);
        }
        slowest_ms = slowest_ms.max(run.quiet_ms);
        if no % 500 == 0 {
            println!("{no} seeds, up to {seed}: every law held; quiet after {} s at most", slowest_ms / 1000);
        }
    }
    println!("every law held; quiet after {} s at most", slowest_ms / 1000);
    ExitCode::SUCCESS
}

/// Prints a plan's story, and where it breaks a law the shortest plan that does.
fn tell(plan: &Plan, ground: &Ground) -> ExitCode {
    let whole = run(plan, Clocks::Lie, None, ground, Lines::Kept);
    let Some(breach) = &whole.breach else {
        print!("{plan}\n{}\n", whole.trace.lines().join("\n"));
        println!("every law held; digest {:016x}; quiet after {} ms", whole.trace.digest(), whole.quiet_ms);
        return ExitCode::SUCCESS;
    };
    println!("seed {} breaks a law: {breach}", plan.seed);
    let law = breach.law;
    let breaks = |plan: &Plan| run(plan, Clocks::Lie, None, ground, Lines::Digested).breach.map(|b| b.law);
    let shortest = shortened(plan, law, breaks);
    let story = run(&shortest, Clocks::Lie, None, ground, Lines::Kept);
    println!("{plan}\nThe shortest plan that still breaks it:\n{shortest}");
    println!("{}", story.trace.lines().join("\n"));
    if let Some(breach) = story.breach {
        println!("{breach}");
    }
    ExitCode::FAILURE
}
