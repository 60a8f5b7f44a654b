//! The site: every file that a browser is given, named by its content. What goes into it is decided by a pure function
//! of the sources; a thin loop writes it. It never serves a file.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use serde_json::json;

use crate::house::{self, Build};
use crate::plan::{Step, say};
use crate::wasm::{Bound, Face};
use crate::{hash, squeeze};

/// The style sheets of each face, joined in this order into one file.
const PHONE_STYLE: [&str; 2] = ["tokens.css", "phone.css"];
const DESK_STYLE: [&str; 3] = ["tokens.css", "desk.css", "promises.css"];

/// The addresses that keep their names: the phone's shell, which the worker answers to every navigation, and the
/// manifest, which the browser looks at now and then.
const SHELL: &str = "/phone/";
const MANIFEST: &str = "/phone/manifest.webmanifest";

/// What the site is made of.
struct Sources {
    phone: Bound,
    desk: Bound,
    phone_style: String,
    desk_style: String,
    shell: String,
    worker: String,
    manifest: String,
    /// Icons by file name.
    icons: BTreeMap<String, Vec<u8>>,
}

/// The files by their path below the site's folder, sorted.
type Files = BTreeMap<String, Vec<u8>>;

/// The files so far, and where each named by its content is found.
#[derive(Default)]
struct Assets {
    files: Files,
    /// From the name that the sources use (`phone.css`) to the one that browsers ask for (`/assets/phone.<hash>.css`).
    addresses: BTreeMap<String, String>,
}

/// Makes the step that writes the site. Compressed copies are made for what is deployed or tested, not for quick builds.
pub(crate) fn write(build: Build) -> Step {
    Step::new("write the site", move || {
        let folder = build.site();
        let files = assemble(read(build)?)?;
        write_files(&files, &folder, build)?;
        remove_others(&files, &folder, Path::new(""))
    })
}

fn read(build: Build) -> anyhow::Result<Sources> {
    let app = house::root().join("app");
    let text = |path: &str| {
        let file = app.join(path);
        fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))
    };
    let style = |sheets: &[&str]| {
        sheets.iter().map(|sheet| text(&format!("style/{sheet}"))).collect::<anyhow::Result<String>>()
    };
    let mut icons = BTreeMap::new();
    for icon in fs::read_dir(app.join("phone/icons")).context("cannot read the icons")? {
        let icon = icon?;
        icons.insert(icon.file_name().to_string_lossy().into_owned(), fs::read(icon.path())?);
    }
    Ok(Sources {
        phone: Face::Phone.bound(build)?,
        desk: Face::Desk.bound(build)?,
        phone_style: style(&PHONE_STYLE)?,
        desk_style: style(&DESK_STYLE)?,
        shell: text("phone/index.html")?,
        worker: text("phone/sw.js")?,
        manifest: text("phone/manifest.webmanifest")?,
        icons,
    })
}

/// Decides every file of the site.
///
/// The worker keeps the shell, whatever the shell names and what the script imports, each with its hash, so that it
/// never keeps a damaged file.
fn assemble(sources: Sources) -> anyhow::Result<Files> {
    let mut assets = Assets::default();
    let imported = assets.add_face(Face::Phone, sources.phone);
    assets.add_face(Face::Desk, sources.desk);
    assets.add("phone.css", sources.phone_style.into_bytes());
    assets.add("desk.css", sources.desk_style.into_bytes());
    for (name, icon) in sources.icons {
        assets.add(&name, icon);
    }

    let (shell, named) = fill(&sources.shell, &assets.addresses)?;
    let (manifest, _) = fill(&sources.manifest, &assets.addresses)?;
    let mut kept = vec![keep(SHELL, shell.as_bytes()), keep(MANIFEST, manifest.as_bytes())];
    kept.extend(named.iter().chain(&imported).map(|address| keep(address, assets.at(address))));
    let kept = serde_json::Value::from(kept);
    let build = hash::in_name(format!("{kept}{}", sources.worker).as_bytes());
    let worker = format!("const BUILD = {:?};\nconst FILES = {kept:#};\n\n{}", build, sources.worker);
    let list = json!({ "build": build, "files": assets.addresses });

    let mut files = assets.files;
    files.insert("phone/index.html".into(), shell.into_bytes());
    files.insert("phone/manifest.webmanifest".into(), manifest.into_bytes());
    files.insert("phone/sw.js".into(), worker.into_bytes());
    files.insert("assets.json".into(), format!("{list:#}\n").into_bytes());
    Ok(files)
}

impl Assets {
    /// Adds a file under a name that changes with its content, and returns its address.
    fn add(&mut self, name: &str, bytes: Vec<u8>) -> String {
        let digits = hash::in_name(&bytes);
        let path = match name.rsplit_once('.') {
            Some((stem, extension)) => format!("assets/{stem}.{digits}.{extension}"),
            None => format!("assets/{name}.{digits}"),
        };
        let address = format!("/{path}");
        self.files.insert(path, bytes);
        self.addresses.insert(name.to_owned(), address.clone());
        address
    }

    /// Adds a face's program, and its script with the call that starts it: so a page needs no script of its own.
    /// Returns the addresses that the script imports or fetches.
    fn add_face(&mut self, face: Face, bound: Bound) -> Vec<String> {
        let mut script = bound.script;
        let mut imported = Vec::new();
        for (path, snippet) in bound.snippets {
            let address = self.add(&format!("{}-import.js", face.name()), snippet);
            script = script.replace(&path, &address);
            imported.push(address);
        }
        for (path, part) in bound.parts {
            let address = self.add(&format!("{}-part.wasm", face.name()), part);
            script = script.replace(&path, &address);
            imported.push(address);
        }
        let wasm = self.add(&format!("{}.wasm", face.name()), bound.wasm);
        script.push_str(&format!("\n__wbg_init({{ module_or_path: {wasm:?} }});\n"));
        self.add(&format!("{}.js", face.name()), script.into_bytes());
        imported
    }

    fn at(&self, address: &str) -> &[u8] {
        &self.files[address.trim_start_matches('/')]
    }
}

/// Returns an entry of the worker's list: a file and the hash that a browser checks.
fn keep(address: &str, bytes: &[u8]) -> serde_json::Value {
    json!({ "url": address, "integrity": hash::integrity(bytes) })
}

/// Puts addresses where the text says `{{name}}`. Returns the text and the addresses in it, sorted, each once.
fn fill(text: &str, addresses: &BTreeMap<String, String>) -> anyhow::Result<(String, Vec<String>)> {
    let mut filled = String::new();
    let mut named = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").context("a {{ without its }}")?;
        let Some(address) = addresses.get(name) else {
            bail!("{{{{{name}}}}} names no file of the site");
        };
        filled.push_str(before);
        filled.push_str(address);
        named.push(address.clone());
        rest = after;
    }
    filled.push_str(rest);
    named.sort();
    named.dedup();
    Ok((filled, named))
}

/// Writes what is not there already. A file is written after its compressed copies: where it stands, they are whole.
fn write_files(files: &Files, folder: &Path, build: Build) -> anyhow::Result<()> {
    for (path, bytes) in files {
        let file = folder.join(path);
        if fs::read(&file).is_ok_and(|there| there == *bytes) {
            continue;
        }
        fs::create_dir_all(file.parent().expect("the file lies in the site's folder"))?;
        if build != Build::Quick && is_squeezed(path) {
            let brotli = squeeze::brotli(bytes)?;
            say(&format!("    {path}: {} bytes, {} as brotli", bytes.len(), brotli.len()));
            fs::write(folder.join(format!("{path}.br")), brotli)?;
            fs::write(folder.join(format!("{path}.gz")), squeeze::gzip(bytes)?)?;
        }
        fs::write(&file, bytes).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}

/// Removes what earlier builds have left, so that a binary never carries it. `within` is a folder of the site.
fn remove_others(files: &Files, site: &Path, within: &Path) -> anyhow::Result<()> {
    for entry in fs::read_dir(site.join(within))? {
        let entry = entry?;
        let path = within.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            remove_others(files, site, &path)?;
            continue;
        }
        let path = path.to_string_lossy().into_owned();
        let original = path.strip_suffix(".br").or(path.strip_suffix(".gz")).unwrap_or(&path);
        if !files.contains_key(original) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Says whether a file gets compressed copies: all but pictures that are compressed by their format, and the server's own list.
fn is_squeezed(path: &str) -> bool {
    !path.ends_with(".png") && path != "assets.json"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources() -> Sources {
        let bound = |face: &str| Bound {
            script: format!(
                "import {{ a }} from './snippets/gloo/inline0.js'; fetch('./rooms.wasm'); // {face}"
            ),
            wasm: face.as_bytes().to_vec(),
            parts: BTreeMap::from([("./rooms.wasm".to_owned(), format!("{face} rooms").into_bytes())]),
            snippets: BTreeMap::from([("./snippets/gloo/inline0.js".to_owned(), b"export".to_vec())]),
        };
        Sources {
            phone: bound("phone"),
            desk: bound("desk"),
            phone_style: "p {}".into(),
            desk_style: "d {}".into(),
            shell: "<link href={{phone.css}}><script src={{phone.js}}></script>".into(),
            worker: "// worker".into(),
            manifest: r#"{ "src": "{{kvart.svg}}" }"#.into(),
            icons: BTreeMap::from([("kvart.svg".to_owned(), b"<svg/>".to_vec())]),
        }
    }

    fn text(files: &Files, path: &str) -> String {
        String::from_utf8(files[path].clone()).unwrap()
    }

    fn build(files: &Files) -> String {
        let list: serde_json::Value = serde_json::from_slice(&files["assets.json"]).unwrap();
        list["build"].as_str().unwrap().to_owned()
    }

    #[test]
    fn every_address_in_the_site_is_a_file_of_it() {
        let files = assemble(sources()).unwrap();
        let mut n_addresses = 0;
        for path in files.keys().filter(|path| !path.ends_with(".wasm")) {
            for address in
                text(&files, path).split(['"', '\'', '=', '>']).filter(|part| part.starts_with("/assets/"))
            {
                assert!(files.contains_key(&address[1..]), "{path} names {address}");
                n_addresses += 1;
            }
        }
        assert!(8 < n_addresses, "{n_addresses}");
    }

    #[test]
    fn the_worker_keeps_what_the_phone_needs_and_nothing_of_the_desk() {
        let files = assemble(sources()).unwrap();
        let worker = text(&files, "phone/sw.js");
        let named = |name: &str| worker.contains(&format!("\"/assets/{name}."));
        assert!(
            named("phone") && named("phone-import") && named("phone-part") && worker.contains("\"/phone/\"")
        );
        assert!(!named("desk"));
    }

    #[test]
    fn the_build_changes_with_what_the_phone_runs_alone() {
        let first = build(&assemble(sources()).unwrap());
        let mut phone = sources();
        phone.phone_style.push(' ');
        let mut worker = sources();
        worker.worker.push(' ');
        let mut desk = sources();
        desk.desk_style.push(' ');
        assert_eq!(first, build(&assemble(desk).unwrap()));
        assert_ne!(first, build(&assemble(phone).unwrap()));
        assert_ne!(first, build(&assemble(worker).unwrap()));
    }

    #[test]
    fn a_name_that_is_no_file_is_an_error() {
        let mut sources = sources();
        sources.shell = "{{phone.cs}}".into();
        assert_eq!(assemble(sources).unwrap_err().to_string(), "{{phone.cs}} names no file of the site");
    }

    #[test]
    fn what_is_written_stays_and_what_is_old_goes() {
        let folder = tempfile::tempdir().unwrap();
        let mut files = Files::from([("assets/a.1.css".to_owned(), b"a {}".to_vec())]);
        write_files(&files, folder.path(), Build::Tested).unwrap();
        let squeezed = folder.path().join("assets/a.1.css.br");
        fs::write(&squeezed, "kept as it is").unwrap();
        write_files(&files, folder.path(), Build::Tested).unwrap();
        assert_eq!(fs::read(&squeezed).unwrap(), b"kept as it is");
        files.clear();
        remove_others(&files, folder.path(), Path::new("")).unwrap();
        assert_eq!(fs::read_dir(folder.path().join("assets")).unwrap().count(), 0);
    }
}
