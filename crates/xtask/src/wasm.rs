//! From a face's source to the files that a browser runs: cargo compiles, the phone is split, the wasm-bindgen library binds. It never
//! names or compresses what it makes; that is the site's.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;
use wasm_bindgen_cli_support::Bindgen;

use crate::hash;
use crate::house::{self, Build};
use crate::plan::Step;
use crate::split;

/// Has Leptos forget the exact type of each element, so that what it does with one is compiled once. Measured on the phone:
/// 323 kB of brotli instead of 346. The desk stays as it is: what it hydrates, the server has rendered with full types.
const ERASED: &str = "--cfg erase_components";

/// One of the two programs that run in a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Face {
    /// The officer's: client-only, offline.
    Phone,
    /// The supervisor's: hydrates what the server has rendered.
    Desk,
}

/// A face as a browser runs it.
pub(crate) struct Bound {
    /// The module script that wasm-bindgen wrote. It does nothing until its default export is called.
    pub(crate) script: String,
    /// The program.
    pub(crate) wasm: Vec<u8>,
    /// The parts of the program that the script fetches later, by the path under which it asks for them.
    pub(crate) parts: BTreeMap<String, Vec<u8>>,
    /// The files that crates bring along, by the path under which the script imports them. Small builds have none;
    /// quick ones keep code that nothing calls, and with it gloo-net's.
    pub(crate) snippets: BTreeMap<String, Vec<u8>>,
}

impl Face {
    /// Returns the face's name: that of its binary, its feature and its files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Face::Phone => "phone",
            Face::Desk => "desk",
        }
    }

    /// Makes the step that compiles the face.
    pub(crate) fn compile(self, build: Build) -> Step {
        let mut cargo = house::cargo("build");
        self.select(&mut cargo);
        cargo.args(["--profile", profile(build)]);
        Step::command(format!("compile the {}", self.name()), cargo)
    }

    /// Points a cargo command at this face alone, in its own target folder: the faces' features exclude each other, and
    /// in one folder each build would undo the other's.
    pub(crate) fn select(self, cargo: &mut Command) {
        cargo.args(["--package", "app", "--bin", self.name(), "--features", self.name()]);
        cargo.args(["--target", "wasm32-unknown-unknown"]).arg("--target-dir").arg(self.target());
        if self == Face::Phone {
            let flags = format!("{ERASED} {}", split::LINKER_ARGUMENT);
            cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags);
        }
    }

    /// Makes the step that binds the compiled face to JavaScript.
    pub(crate) fn bind(self, build: Build) -> Step {
        Step::new(format!("bind the {}", self.name()), move || self.bind_now(build))
    }

    /// Reads what [`Face::bind`] has made.
    pub(crate) fn bound(self, build: Build) -> anyhow::Result<Bound> {
        let folder = self.bound_folder(build);
        let script = folder.join(self.name()).with_extension("js");
        let wasm = folder.join(format!("{}_bg.wasm", self.name()));
        let mut bound = Bound {
            script: fs::read_to_string(&script)
                .with_context(|| format!("cannot read {}", script.display()))?,
            wasm: fs::read(&wasm).with_context(|| format!("cannot read {}", wasm.display()))?,
            parts: BTreeMap::new(),
            snippets: read_snippets(&folder)?,
        };
        if self == Face::Phone {
            let parts = self.parts_folder(build);
            bound.script = split::join(&bound.script, &split::fetching(&parts)?)?;
            bound.parts = split::parts(&parts)?;
        }
        Ok(bound)
    }

    /// Binds, unless these very bytes were bound before: a mark beside the result holds their hash.
    fn bind_now(self, build: Build) -> anyhow::Result<()> {
        let compiled = self.compiled(build);
        let bytes = fs::read(&compiled).with_context(|| format!("cannot read {}", compiled.display()))?;
        let hash = hash::integrity(&bytes);
        let folder = self.bound_folder(build);
        let mark = folder.join("bound-from");
        if fs::read_to_string(&mark).is_ok_and(|bound_from| bound_from == hash) {
            return Ok(());
        }
        fs::remove_dir_all(&folder).or_else(|error| match error.kind() {
            ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        })?;
        let mut binding = Bindgen::new();
        match self {
            Face::Phone => {
                // The linker's own exports are what the parts hold on to: memory, and the table of functions.
                binding.keep_lld_exports(true).input_path(split::split(&bytes, &self.parts_folder(build))?)
            }
            Face::Desk => binding.input_bytes(self.name(), bytes),
        };
        binding
            .out_name(self.name())
            .web(true)?
            .typescript(false)
            .remove_name_section(true)
            .remove_producers_section(true)
            .generate(&folder)?;
        fs::write(&mark, hash).with_context(|| format!("cannot write {}", mark.display()))
    }

    fn compiled(self, build: Build) -> PathBuf {
        self.output(build).join(self.name()).with_extension("wasm")
    }

    fn bound_folder(self, build: Build) -> PathBuf {
        self.output(build).join("bound")
    }

    fn parts_folder(self, build: Build) -> PathBuf {
        self.output(build).join("parts")
    }

    fn output(self, build: Build) -> PathBuf {
        let folder = match profile(build) {
            "dev" => "debug",
            profile => profile,
        };
        self.target().join("wasm32-unknown-unknown").join(folder)
    }

    fn target(self) -> PathBuf {
        house::target().join(format!("wasm-{}", self.name()))
    }
}

/// Returns the cargo profile. The small one links everything anew at each change, half a minute a face.
fn profile(build: Build) -> &'static str {
    match build {
        Build::Quick => "dev",
        Build::Tested | Build::Release => "wasm",
    }
}

fn read_snippets(bound: &Path) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
    let mut snippets = BTreeMap::new();
    let mut folders = vec![bound.join("snippets")];
    while let Some(folder) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let imported = path.strip_prefix(bound)?.to_string_lossy();
            snippets.insert(format!("./{imported}"), fs::read(&path)?);
        }
    }
    Ok(snippets)
}
