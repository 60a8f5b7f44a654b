//! Scores the week page and the phone's start page with Lighthouse, on the server as it is deployed. A score below the goal
//! fails.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::Context;

use crate::house::{self, Build};
use crate::plan::{self, Step};
use crate::{provide, serve};

/// What Lighthouse is called, in npm and here.
const LIGHTHOUSE: &str = "lighthouse";

/// Builds what is scored, provides Lighthouse, and scores.
pub(crate) fn run() -> anyhow::Result<()> {
    let mut plan = serve::build(Build::Release);
    plan.push(provide::browser());
    plan.push(provide::npm(LIGHTHOUSE));
    plan.push(Step::new("score with Lighthouse", score));
    plan::carry_out(plan)
}

fn score() -> anyhow::Result<()> {
    let folder = house::target().join("lighthouse-data");
    // What an earlier run has left would be other people's walks.
    let _not_there = std::fs::remove_dir_all(&folder);
    let mut command = Command::new(Build::Release.server());
    command.args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"]).arg(&folder);
    let mut server = Stopped(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?);
    let lines = BufReader::new(server.0.stdout.take().context("its output is piped")?).lines();
    let address = lines
        .map_while(Result::ok)
        .find_map(|line| line.strip_prefix("listening on ").map(str::to_owned))
        .context("the server did not start")?;
    let mut node = Command::new("node");
    node.arg(house::root().join("tests/lighthouse/score.mjs")).arg(address);
    node.arg(house::target().join("npm").join(LIGHTHOUSE)).env("CHROME_PATH", provide::browser_program()?);
    plan::run(&mut node)
}

/// A server that ends with its owner.
struct Stopped(Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        let _gone = self.0.kill();
        let _ended = self.0.wait();
    }
}
