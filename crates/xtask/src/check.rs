//! What must hold: `test` is every test, `ci` the same after formatting, lints, docs and layers. It never repairs.

use std::ffi::OsString;
use std::process::{Command, Stdio};

use crate::house::{self, Build};
use crate::layering;
use crate::plan::Step;
use crate::wasm::Face;
use crate::{provide, serve};

/// Warnings that a person may live with while writing are errors here.
const DENY_WARNINGS: [&str; 3] = ["--", "-D", "warnings"];

/// Returns the plan that runs every test: native ones, those in a real browser, those against the built server.
pub(crate) fn test() -> Vec<Step> {
    let build = Build::Tested;
    let mut plan = serve::build_site(build);
    plan.push(Step::command(
        "build the server and the tests",
        workspace("build", &["--tests", "--bin", "kvart"]),
    ));
    plan.push(provide::browser());
    plan.push(provide::pdf_reader());
    plan.push(provide::npm("axe"));
    plan.push(Step::command("native tests, and the browser's against the server", native_tests(build)));
    plan.push(Step::new("the browser crate's tests in Chromium", || crate::plan::run(&mut browser_tests()?)));
    plan
}

/// Returns the plan that an integration server runs.
pub(crate) fn ci() -> Vec<Step> {
    let mut format = house::cargo("fmt");
    format.args(["--all", "--check"]);
    let mut docs = workspace("doc", &["--no-deps"]);
    docs.env("RUSTDOCFLAGS", "-D warnings");

    let mut plan = vec![
        provide::wasm_target(),
        Step::command("formatting", format),
        Step::command("clippy for the server", deny_warnings(workspace("clippy", &["--all-targets"]))),
        Step::command(
            "clippy for the browser crate",
            deny_warnings(browser_crate("clippy", &["--all-targets"])),
        ),
        Step::command("clippy for the phone", deny_warnings(face_clippy(Face::Phone))),
        Step::command("clippy for the desk", deny_warnings(face_clippy(Face::Desk))),
        Step::command("docs", docs),
        Step::new("layers", layering::check),
    ];
    plan.extend(test());
    plan
}

/// Runs compiled browser tests; cargo names the file in `arguments`.
pub(crate) fn run_wasm_tests(arguments: Vec<OsString>) -> anyhow::Result<()> {
    let arguments = std::iter::once(house::WASM_TEST_RUNNER.into()).chain(arguments);
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(arguments)
}

/// Returns a cargo command on the whole workspace. The server in it brings the app's `ssr` face; the wasm faces are
/// built apart, for their features exclude each other.
pub(crate) fn workspace(subcommand: &str, arguments: &[&str]) -> Command {
    let mut cargo = house::cargo(subcommand);
    cargo.arg("--workspace").args(arguments);
    cargo
}

/// Returns a cargo command on the browser crate, compiled for browsers.
fn browser_crate(subcommand: &str, arguments: &[&str]) -> Command {
    let mut cargo = house::cargo(subcommand);
    cargo.args(["--package", "browser", "--target", "wasm32-unknown-unknown"]);
    cargo.arg("--target-dir").arg(house::target().join("wasm-test")).args(arguments);
    cargo
}

fn face_clippy(face: Face) -> Command {
    let mut cargo = house::cargo("clippy");
    face.select(&mut cargo);
    cargo
}

fn deny_warnings(mut clippy: Command) -> Command {
    clippy.args(DENY_WARNINGS);
    clippy
}

/// Returns the command that runs the workspace's tests: by nextest, where that is installed. Tests that need the
/// server or the site find them by `KVART_BIN` and `KVART_SITE`.
fn native_tests(build: Build) -> Command {
    let mut cargo = house::cargo(if has_nextest() { "nextest" } else { "test" });
    if has_nextest() {
        cargo.arg("run");
    }
    cargo.arg("--workspace").env("KVART_BIN", build.server()).env("KVART_SITE", build.site());
    cargo
}

/// Returns the command that runs the browser crate's tests in headless Chromium. This very program is their runner, so
/// nothing has to be installed and its version is the library's.
fn browser_tests() -> anyhow::Result<Command> {
    let mut cargo = browser_crate("test", &[]);
    let runner = format!("{:?}", [std::env::current_exe()?.as_os_str(), house::WASM_TEST_RUNNER.as_ref()]);
    cargo.arg("--config").arg(format!("target.wasm32-unknown-unknown.runner={runner}"));
    cargo.env("WASM_BINDGEN_TEST_ONLY_WEB", "1").env("CHROMEDRIVER", provide::browser_driver()?);
    Ok(cargo)
}

fn has_nextest() -> bool {
    let mut nextest = house::cargo("nextest");
    nextest.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    nextest.status().is_ok_and(|status| status.success())
}
