//! Runs the bench, a program of package `tests`, against the server as it is deployed: both optimised.

use std::ffi::OsString;
use std::process::Command;

use crate::house::{self, Build};
use crate::{check, plan, serve};

/// Builds what is measured and what measures, and hands it the arguments.
pub(crate) fn run(arguments: Vec<OsString>) -> anyhow::Result<()> {
    if !Build::Tested.site().join("assets.json").is_file() {
        plan::carry_out(serve::build_site(Build::Tested))?;
    }
    plan::run(&mut check::workspace("build", &["--quiet", "--release", "--bin", "kvart", "--bin", "bench"]))?;
    let program = house::target().join("release").join(format!("bench{}", std::env::consts::EXE_SUFFIX));
    let mut bench = Command::new(program);
    bench.current_dir(house::root()).args(arguments);
    bench.env("KVART_BIN", Build::Release.server()).env("KVART_SITE", Build::Tested.site());
    plan::run(&mut bench)
}
