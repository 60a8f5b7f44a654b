//! Provides what a fresh machine lacks: the wasm target by rustup, the browser by the system's package manager. Where
//! that cannot be done it says in one line what to install. It never fetches from anywhere else.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

use crate::house;
use crate::plan::{Step, run};

const WASM: &str = "wasm32-unknown-unknown";
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
const DRIVER: &str = "chromedriver";
const PDF_READER: &str = "pdftotext";

/// Makes the step that provides the wasm target.
pub(crate) fn wasm_target() -> Step {
    Step::new("the compiler's wasm target", || {
        if has_wasm_target()? {
            return Ok(());
        }
        run(Command::new("rustup").args(["target", "add", WASM]))
            .with_context(|| format!("install the standard library for {WASM}: rustup target add {WASM}"))
    })
}

/// Makes the step that provides Chromium and its driver, for the tests in a real browser.
pub(crate) fn browser() -> Step {
    Step::new("the browser for the tests", || {
        if has_browser() {
            return Ok(());
        }
        let hint = "install Chromium and its driver, e.g.: apt-get install chromium chromium-driver";
        if on_path("apt-get").is_none() {
            bail!("{hint}");
        }
        let mut install = Command::new("apt-get");
        install.args(["install", "--yes", "--no-install-recommends", "chromium", "chromium-driver"]);
        run(Command::new("apt-get").arg("update")).context(hint)?;
        run(&mut install).context(hint)?;
        if !has_browser() {
            bail!("{hint}");
        }
        Ok(())
    })
}

/// Makes the step that provides what reads the text of a PDF, for the tests that print.
pub(crate) fn pdf_reader() -> Step {
    Step::new("the reader of printed pages for the tests", || {
        if on_path(PDF_READER).is_some() {
            return Ok(());
        }
        let hint = "install Poppler's tools, e.g.: apt-get install poppler-utils";
        if on_path("apt-get").is_none() {
            bail!("{hint}");
        }
        run(Command::new("apt-get").arg("update")).context(hint)?;
        run(Command::new("apt-get").args(["install", "--yes", "--no-install-recommends", "poppler-utils"]))
            .context(hint)
    })
}

/// Makes the step that provides a package of npm with all that it needs, as `tests/<name>` pins them.
pub(crate) fn npm(name: &'static str) -> Step {
    Step::new(format!("{name}, from npm"), move || {
        let (pinned, to) = (house::root().join("tests").join(name), house::target().join("npm").join(name));
        let lock = "package-lock.json";
        let wanted = fs::read(pinned.join(lock))?;
        if fs::read(to.join("node_modules/.whole")).is_ok_and(|installed| installed == wanted) {
            return Ok(());
        }
        fs::create_dir_all(&to)?;
        for file in ["package.json", lock] {
            fs::copy(pinned.join(file), to.join(file))?;
        }
        let mut install = Command::new("npm");
        install.current_dir(&to).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        run(&mut install).context("install Node.js and npm, e.g.: apt-get install nodejs npm")?;
        Ok(fs::write(to.join("node_modules/.whole"), wanted)?)
    })
}

/// Returns the browser's program.
pub(crate) fn browser_program() -> anyhow::Result<PathBuf> {
    BROWSERS.into_iter().find_map(on_path).context("there is no Chromium")
}

/// Returns the driver by which tests steer Chromium.
pub(crate) fn browser_driver() -> anyhow::Result<PathBuf> {
    on_path(DRIVER).with_context(|| format!("there is no {DRIVER}"))
}

/// Returns the file of a program that the shell would find by this name.
fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn has_browser() -> bool {
    BROWSERS.into_iter().any(|browser| on_path(browser).is_some()) && on_path(DRIVER).is_some()
}

/// Asks the compiler rather than rustup: a target may have come with the system's packages.
fn has_wasm_target() -> anyhow::Result<bool> {
    let rustc = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", WASM])
        .stderr(Stdio::null())
        .output()
        .context("rustc did not start")?;
    let libdir = String::from_utf8_lossy(&rustc.stdout);
    Ok(PathBuf::from(libdir.trim()).is_dir())
}
