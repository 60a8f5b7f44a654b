//! The command line of the bench: it prints what was measured, for people, and writes it to a file, for programs. It never
//! fails for a figure.
#![expect(clippy::print_stdout, reason = "what a person at the terminal is told")]

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use tests::bench::figures::Figures;
use tests::bench::{journey, national, public};

/// Measures pushes, pulls and receipts beside what SQLite alone takes for the same rows.
#[derive(Parser)]
#[command(name = "cargo xtask bench", bin_name = "cargo xtask bench")]
struct Options {
    /// How many walks are pushed and pulled; each number is a run of its own.
    #[arg(long, value_delimiter = ',', default_value = "1000,100000")]
    walks: Vec<usize>,
    /// How many walks are pushed one at a time from 64 connections.
    #[arg(long, default_value_t = 64_000)]
    receipts: usize,
    /// Instead, fill a database with ten years of a whole country, some 20 million walks, and ask for the desk's pages.
    #[arg(long)]
    national: bool,
    /// How many walks an area of that country has in a week.
    #[arg(long, default_value_t = 77)]
    weekly: u32,
    /// Instead, ask for the public pages while phones sync.
    #[arg(long)]
    public: bool,
    /// How many public pages are asked for in a second.
    #[arg(long, default_value_t = 2000)]
    per_s: usize,
    /// For so many seconds.
    #[arg(long, default_value_t = 20)]
    seconds: usize,
    /// Where the figures are written as JSON.
    #[arg(long, default_value = "target/bench.json")]
    json: PathBuf,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let options = Options::parse();
    let mut figures = Figures::default();
    if options.national {
        national::run(options.weekly, &mut figures).await;
    } else if options.public {
        public::run(options.per_s, options.seconds, &mut figures).await;
    } else {
        figures = journey::run(&options.walks, options.receipts).await;
    }
    println!("{figures}");
    let json = serde_json::to_vec_pretty(&figures).expect("figures are JSON");
    match std::fs::write(&options.json, json) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{} cannot be written: {error}", options.json.display());
            ExitCode::FAILURE
        }
    }
}
