//! What a first visit weighs, on the very files that are deployed. It never measures time.

use std::path::PathBuf;
use std::{env, fs};

/// The most that a phone's first load may weigh: what is fetched until an officer can log in on it.
const PHONE_FIRST_MAX_BYTES: u64 = 170_000;
/// The most that all of the phone may weigh, with the part that is fetched behind the log-in. It cannot come near the figure
/// above: without a single screen the program weighs 200,000, most of it the reading and writing of what is stored and
/// sent. It rises only for what officers get: what a phone says of itself over the telephone and the saving of unsent walks
/// to a file (9,200), signals and the pocket face (5,500), the second copy of what is unsent (22,000), how the phone stands, told
/// apart from its queue, and the receipt beside each walk (5,400), the account that each request names (700), what a supervisor
/// decided about a walk and why (1,500), activities, logged, corrected and taken back, with the promises that they are for and
/// the line about areas at risk (47,500), an activity or a walk told afterwards that is half typed, kept while the page is gone
/// (1,800), a held button whose press clicks nothing else (900), and a focus that stays when the areas change their order
/// (1,000). That it comes in two parts, each packed by itself, costs 27,000.
const PHONE_WHOLE_MAX_BYTES: u64 = 463_500;
/// The most that the desk's own program and style may weigh.
const DESK_MAX_BYTES: u64 = 450_000;

#[test]
fn the_phones_first_load_is_light() {
    check(
        "a phone's first load",
        &[shell(), asset("phone", "css"), asset("phone", "js"), asset("phone", "wasm")],
        PHONE_FIRST_MAX_BYTES,
    );
}

#[test]
fn the_whole_phone_is_no_heavier_than_it_need_be() {
    let mut whole = vec![shell(), asset("phone", "css"), asset("phone", "js"), asset("phone", "wasm")];
    whole.push(asset("phone-part", "wasm"));
    check("the whole phone", &whole, PHONE_WHOLE_MAX_BYTES);
}

#[test]
fn the_desks_own_program_is_light() {
    check("the desk", &[asset("desk", "css"), asset("desk", "js"), asset("desk", "wasm")], DESK_MAX_BYTES);
}

#[track_caller]
fn check(what: &str, parts: &[PathBuf], max_bytes: u64) {
    let bytes = |part: &PathBuf| fs::metadata(part).expect("the part was just found").len();
    let n_bytes: u64 = parts.iter().map(bytes).sum();
    let table =
        parts.iter().map(|part| format!("{:>8} {}\n", bytes(part), part.display())).collect::<String>();
    assert!(n_bytes <= max_bytes, "{what} weighs {n_bytes} of {max_bytes} bytes:\n{table}");
}

fn shell() -> PathBuf {
    site().join("phone/index.html.br")
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
