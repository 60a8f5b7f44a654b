//! Runs the simulation, a program of package `tests` that cargo builds apart: this one never links the house itself.

use std::ffi::OsString;
use std::process::Command;

use crate::{check, house, plan};

/// Builds the simulation as the tests do, and hands it the arguments.
pub(crate) fn run(arguments: Vec<OsString>) -> anyhow::Result<()> {
    plan::run(&mut check::workspace("build", &["--quiet", "--bin", "simulate"]))?;
    let program = format!("simulate{}", std::env::consts::EXE_SUFFIX);
    plan::run(Command::new(house::target().join("debug").join(program)).args(arguments))
}
