//! Where things are in the house, and the cargo that builds it. It never writes anything.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The subcommand by which cargo calls xtask back to run compiled browser tests.
pub(crate) const WASM_TEST_RUNNER: &str = "wasm-test-runner";

/// What a build is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Build {
    /// For working on the house: seconds, not minutes; large, uncompressed wasm.
    Quick,
    /// For tests: the phone and the desk exactly as they are deployed, the server in cargo's dev profile.
    Tested,
    /// For deployment: one binary that carries the site.
    Release,
}

impl Build {
    /// Returns the folder that the site is written to. Quick builds have their own, so that a server started by
    /// `serve` never loses its files to a test run.
    pub(crate) fn site(self) -> PathBuf {
        match self {
            Build::Quick => target().join("site-quick"),
            Build::Tested | Build::Release => target().join("site"),
        }
    }

    /// Returns the server's binary.
    pub(crate) fn server(self) -> PathBuf {
        let profile = match self {
            Build::Quick | Build::Tested => "debug",
            Build::Release => "release",
        };
        target().join(profile).join(format!("kvart{}", std::env::consts::EXE_SUFFIX))
    }
}

/// Returns the workspace's folder.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().and_then(Path::parent).expect("crates/xtask lies two folders below the workspace's")
}

/// Returns the folder for what is built.
pub(crate) fn target() -> PathBuf {
    root().join("target")
}

/// Returns a cargo command in the workspace's folder. It writes to [`target`] unless told otherwise.
pub(crate) fn cargo(subcommand: &str) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root()).env("CARGO_TARGET_DIR", target()).arg(subcommand);
    cargo
}
