//! The house's own commands: `cargo xtask build | serve | verdict | simulate | bench | lighthouse | test | ci`. This page is the command line and nothing else;
//! it never does the work.

mod bench;
mod check;
mod hash;
mod house;
mod layering;
mod lighthouse;
mod plan;
mod provide;
mod serve;
mod simulate;
mod site;
mod split;
mod squeeze;
mod verdict;
mod wasm;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

/// Builds, serves and tests Kvart.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the phone, the desk and the server.
    Build(Make),
    /// Build everything and start the server.
    Serve(serve::Options),
    /// Tell what the rule says of a recorded trace, and why.
    Verdict(verdict::Options),
    /// Run simulated phones, networks and servers by their seeds: --seed N, --seeds A..B, --forever, --steps M.
    #[command(disable_help_flag = true)]
    Simulate {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Measure pushes, pulls and receipts: --walks N,N, --receipts N, --json FILE.
    #[command(disable_help_flag = true)]
    Bench {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Score the week page and the phone's start page with Lighthouse.
    Lighthouse,
    /// Run every test, the browser's too.
    Test,
    /// Check formatting, lints, docs and layers, then run every test.
    Ci,
    /// Run compiled browser tests; cargo calls this by itself.
    #[command(name = house::WASM_TEST_RUNNER, hide = true)]
    WasmTestRunner {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
}

/// How to make what is to run.
#[derive(Args, Clone, Copy)]
struct Make {
    /// Build what is deployed: small wasm, compressed files, one binary that carries them.
    #[arg(long)]
    release: bool,
}

impl Make {
    fn build(self) -> house::Build {
        if self.release { house::Build::Release } else { house::Build::Quick }
    }
}

fn main() -> ExitCode {
    let done = match CommandLine::parse().command {
        Command::Build(make) => plan::carry_out(serve::build(make.build())),
        Command::Serve(options) => serve::run(&options),
        Command::Verdict(options) => verdict::run(&options),
        Command::Simulate { arguments } => simulate::run(arguments),
        Command::Bench { arguments } => bench::run(arguments),
        Command::Lighthouse => lighthouse::run(),
        Command::Test => plan::carry_out(check::test()),
        Command::Ci => plan::carry_out(check::ci()),
        Command::WasmTestRunner { arguments } => check::run_wasm_tests(arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            plan::say(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}
