//! Splits a compiled program where its source says `wasm_split`: what the first screen needs, and the parts that are fetched
//! behind it. It never decides where; the source does.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use wasm_split_cli_support::{Options, transform};

/// What the linker has to leave in a program for it to be split: where each function and each datum is referred to.
pub(crate) const LINKER_ARGUMENT: &str = "-Clink-arg=--emit-relocs";

/// The first part.
const FIRST: &str = "first.wasm";
/// The module that the first part asks to fetch the others. [`join`] makes it a part of the bound script.
const LINK_MODULE: &str = "./split.js";

/// Splits `program` into `folder`: the first part, whose path is returned and which is yet to be bound, the others, and the
/// module that fetches them.
pub(crate) fn split(program: &[u8], folder: &Path) -> anyhow::Result<PathBuf> {
    // What an earlier build left must not be taken for a part of this one.
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let first = folder.join(FIRST);
    let mut options = Options::new(program);
    options.output_dir = folder;
    options.main_out_path = &first;
    options.link_name = LINK_MODULE;
    transform(options).map_err(|error| anyhow!("{error:#}"))?;
    Ok(first)
}

/// Returns the module that fetches the parts.
pub(crate) fn fetching(folder: &Path) -> anyhow::Result<String> {
    let module = folder.join(LINK_MODULE);
    fs::read_to_string(&module).with_context(|| format!("cannot read {}", module.display()))
}

/// Returns the parts that are fetched later, by the path under which that module asks for them.
pub(crate) fn parts(folder: &Path) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
    let mut parts = BTreeMap::new();
    for file in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let file = file?;
        let name = file.file_name().to_string_lossy().into_owned();
        if name.ends_with(".wasm") && name != FIRST {
            parts.insert(format!("./{name}"), without_custom_sections(&fs::read(file.path())?)?);
        }
    }
    Ok(parts)
}

/// Makes one script of the two that import each other, the bound one and the one that fetches the parts: so the script can be
/// named by its content, and is one request.
pub(crate) fn join(bound: &str, fetching: &str) -> anyhow::Result<String> {
    let is_import = |line: &&str| line.starts_with("import * as ") && line.contains(LINK_MODULE);
    let Some(import) = bound.lines().find(is_import) else {
        bail!("the bound script does not import {LINK_MODULE}");
    };
    let name = import.trim_start_matches("import * as ").split(' ').next().unwrap_or_default();
    let mut body = String::new();
    let mut exported = Vec::new();
    for line in fetching.lines().filter(|line| !line.starts_with("import ")) {
        let constant = line.strip_prefix("export const ");
        exported.extend(constant.and_then(|constant| constant.split(' ').next()));
        body.push_str(line.trim_start_matches("export "));
        body.push('\n');
    }
    let value = format!("const {name} = (() => {{\n{body}return {{ {} }};\n}})();", exported.join(", "));
    Ok(bound.replacen(import, &value, 1))
}

/// Returns a program without its custom sections: names of functions, which compilers were at work. wasm-bindgen takes them
/// out of the first part.
fn without_custom_sections(wasm: &[u8]) -> anyhow::Result<Vec<u8>> {
    const PREAMBLE: usize = 8;
    const CUSTOM: u8 = 0;
    let mut kept = wasm.get(..PREAMBLE).context("the part has no preamble")?.to_vec();
    let mut rest = &wasm[PREAMBLE..];
    while let Some((id, after)) = rest.split_first() {
        let (n_bytes, n_digits) = leb128(after).context("the part breaks off in a section's length")?;
        let section = rest.get(..1 + n_digits + n_bytes).context("the part breaks off in a section")?;
        if *id != CUSTOM {
            kept.extend(section);
        }
        rest = &rest[section.len()..];
    }
    Ok(kept)
}

/// Reads an unsigned LEB128 number, as WebAssembly writes lengths. Returns it and how many bytes it took.
fn leb128(bytes: &[u8]) -> Option<(usize, usize)> {
    const LONGEST: usize = 5;
    let mut number = 0;
    for (idx, byte) in bytes.iter().take(LONGEST).enumerate() {
        number |= usize::from(byte & 0x7f) << (7 * idx);
        if byte & 0x80 == 0 {
            return Some((number, idx + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_scripts_that_import_each_other_become_one() {
        let bound = "import * as import1 from \"./split.js\"\nimport * as import10 from './a.js'\nuse({ './split.js': import1 })\n";
        let fetching = "import { initSync } from \"./main.js\";\n\nconst one = 1;\nexport const rooms = load(one\n, []);\n";
        let joined = "const import1 = (() => {\n\nconst one = 1;\nconst rooms = load(one\n, []);\nreturn { rooms };\n})();\n\
                      import * as import10 from './a.js'\nuse({ './split.js': import1 })\n";
        assert_eq!(join(bound, fetching).unwrap(), joined);
        assert!(join("nothing is imported", fetching).is_err());
    }

    #[test]
    fn custom_sections_go_and_all_others_stay() {
        let preamble = b"\0asm\x01\0\0\0".as_slice();
        let long = [&[10, 0x80, 0x01], [7; 128].as_slice()].concat();
        let program = [preamble, &[0, 2, 1, b'n'], &long, &[0, 1, 0]].concat();
        assert_eq!(without_custom_sections(&program).unwrap(), [preamble, &long].concat());
        for n_bytes in [7, 9, 10, program.len() - 1] {
            assert!(without_custom_sections(&program[..n_bytes]).is_err(), "{n_bytes}");
        }
    }
}
