//! What a first visit weighs, on the very files that are deployed. It never measures time.

use std::path::{Path, PathBuf};
use std::{env, fs};

/// The most that the phone's first load may weigh. The aim is 170,000. It is not reached: without a single screen the
/// phone's program weighs 200,000 already, most of it the reading and writing of what is stored and sent. Until then this
/// figure rises only for what officers get: what a phone says of itself over the telephone and the saving of unsent walks
/// to a file (9,200), signals and the pocket face (5,500), the second copy of what is unsent (22,000).
const PHONE_MAX_BYTES: u64 = 376_000;
/// The most that the desk's own program and style may weigh.
const DESK_MAX_BYTES: u64 = 450_000;

#[test]
fn the_phones_first_load_is_light() {
    let shell = site().join("phone/index.html.br");
    check("phone", Some(&shell), PHONE_MAX_BYTES);
}

#[test]
fn the_desks_own_program_is_light() {
    check("desk", None, DESK_MAX_BYTES);
}

#[track_caller]
fn check(face: &str, shell: Option<&Path>, max_bytes: u64) {
    let mut parts = vec![];
    for kind in ["css", "js", "wasm"] {
        parts.push(asset(face, kind));
    }
    parts.extend(shell.map(Path::to_owned));
    let bytes = |part: &PathBuf| fs::metadata(part).expect("the part was just found").len();
    let n_bytes: u64 = parts.iter().map(bytes).sum();
    let table =
        parts.iter().map(|part| format!("{:>8} {}\n", bytes(part), part.display())).collect::<String>();
    assert!(n_bytes <= max_bytes, "the {face} weighs {n_bytes} of {max_bytes} bytes:\n{table}");
}

/// Returns a face's asset as it is sent: named by its content, compressed by brotli.
fn asset(face: &str, kind: &str) -> PathBuf {
    let folder = site().join("assets");
    let is_it = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        name.starts_with(&format!("{face}.")) && name.ends_with(&format!(".{kind}.br"))
    };
    let mut found =
        fs::read_dir(&folder).expect("the site is built").map(|entry| entry.expect("it is readable").path());
    found.find(is_it).unwrap_or_else(|| panic!("no {kind} of the {face} in {}", folder.display()))
}

fn site() -> PathBuf {
    env::var_os("KVART_SITE").expect("KVART_SITE names the built site: run `cargo xtask test`").into()
}
