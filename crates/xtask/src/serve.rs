//! Builds everything and starts the server. It never watches files: a second run takes seconds.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Context;
use clap::Args;

use crate::Make;
use crate::house::{self, Build};
use crate::plan::{self, Step, say};
use crate::wasm::Face;
use crate::{provide, site};

/// What `cargo xtask serve` takes.
#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    make: Make,
    /// The port on this machine.
    #[arg(long, default_value_t = 8080, value_parser = clap::value_parser!(u16).range(1..))]
    port: u16,
    /// The folder that holds the database; it is made when missing.
    #[arg(long, default_value = ".kvart")]
    data: PathBuf,
    /// Start without demonstration data.
    #[arg(long)]
    no_demo: bool,
}

/// Returns the plan that builds the phone, the desk and the server.
pub(crate) fn build(build: Build) -> Vec<Step> {
    let mut plan = build_site(build);
    plan.push(build_server(build));
    plan
}

/// Returns the plan that builds what browsers are given.
pub(crate) fn build_site(build: Build) -> Vec<Step> {
    let mut plan = vec![provide::wasm_target()];
    for face in [Face::Phone, Face::Desk] {
        plan.push(face.compile(build));
        plan.push(face.bind(build));
    }
    plan.push(site::write(build));
    plan
}

/// Builds, then becomes the server.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let build = options.make.build();
    plan::carry_out(self::build(build))?;
    let mut server = Command::new(build.server());
    server.arg("serve").arg("--listen").arg(format!("127.0.0.1:{}", options.port));
    server.arg("--data").arg(&options.data);
    if build != Build::Release {
        server.arg("--site").arg(build.site());
    }
    if !options.no_demo {
        server.arg("--demo");
    }
    say(&format!("phone http://127.0.0.1:{0}/phone/ · desk http://127.0.0.1:{0}/", options.port));
    become_it(server)
}

fn build_server(build: Build) -> Step {
    let mut cargo = house::cargo("build");
    cargo.args(["--package", "server", "--bin", "kvart"]);
    if build == Build::Release {
        // The binary carries the site, which therefore is written before it.
        cargo.args(["--release", "--features", "embed"]);
    }
    Step::command("build the server", cargo)
}

/// Replaces this process by the server, so that Ctrl-C reaches the server alone and it ends in its own time.
#[cfg(unix)]
fn become_it(mut server: Command) -> anyhow::Result<()> {
    use std::os::unix::process::CommandExt;
    Err(server.exec()).context("the server did not start")
}

#[cfg(not(unix))]
fn become_it(mut server: Command) -> anyhow::Result<()> {
    plan::run(&mut server).context("the server did not end well")
}
