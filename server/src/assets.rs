//! The site that browsers are given: read whole when the server starts, from a folder or from the binary itself, with the
//! compressed copies that the build made. It never compresses, and never touches the disk for a request.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use app::desk::DeskFiles;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use serde::Deserialize;

use crate::packed::Packed;

/// The file that says under which address each named file lies.
const LIST: &str = "assets.json";

/// Every file of the site, in memory: about a megabyte.
#[derive(Debug)]
pub struct Site {
    files: HashMap<String, File>,
    list: List,
}

/// How long a browser may use a file without asking again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// Named by its content: it never changes under its name.
    Immutable,
    /// Named for good: the browser asks each time and is told when nothing has changed.
    Revalidated,
}

/// Why the site cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// Neither a folder was named nor does the binary carry a site.
    #[error(
        "this binary carries no site: name one with --site, or build it with `cargo xtask build --release`"
    )]
    Nowhere,
    /// A file or folder cannot be read.
    #[error("cannot read {path}: build the site with `cargo xtask build`")]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The list of addresses is not what the build writes.
    #[error("{LIST} is no list of addresses")]
    List(#[from] serde_json::Error),
    /// A file that the pages need is not there.
    #[error("the site has no {0}: build it again")]
    Missing(&'static str),
}

#[derive(Debug)]
struct File {
    media_type: HeaderValue,
    packed: Packed,
}

/// The build's own list of what it has made.
#[derive(Debug, Deserialize)]
struct List {
    build: String,
    files: BTreeMap<String, String>,
}

impl Site {
    /// Reads the site from a folder, or from the binary where no folder is named.
    pub fn open(folder: Option<&Path>) -> Result<Site, SiteError> {
        match folder {
            Some(folder) => Site::from_files(read_folder(folder)?),
            None => Site::from_files(embedded()?),
        }
    }

    fn from_files(mut files: HashMap<String, Bytes>) -> Result<Site, SiteError> {
        let list = serde_json::from_slice(&files.remove(LIST).ok_or(SiteError::Missing(LIST))?)?;
        let originals: Vec<String> =
            files.keys().filter(|path| !path.ends_with(".br") && !path.ends_with(".gz")).cloned().collect();
        let mut site = Site { files: HashMap::new(), list };
        for path in originals {
            let plain = files.remove(&path).expect("the path was taken from this map");
            let (brotli, gzip) = (files.remove(&format!("{path}.br")), files.remove(&format!("{path}.gz")));
            let media_type = HeaderValue::from_static(media_type(&path));
            let file = File { media_type, packed: Packed::new(plain, brotli, gzip) };
            site.files.insert(path, file);
        }
        Ok(site)
    }

    /// Returns the id of the phone's build, as its service worker tells it.
    pub fn build(&self) -> &str {
        &self.list.build
    }

    /// Returns the addresses that the desk's pages name.
    pub fn desk_files(&self) -> Result<DeskFiles, SiteError> {
        let address = |name| self.list.files.get(name).cloned().ok_or(SiteError::Missing(name));
        Ok(DeskFiles {
            script: address("desk.js")?,
            wasm: address("desk.wasm")?,
            style: address("desk.css")?,
            icon: address("kvart.svg")?,
        })
    }

    /// Answers a request for the file at `path` below the site: compressed as the browser can read it, or "not modified".
    pub fn answer(&self, path: &str, request: &HeaderMap, freshness: Freshness) -> Response<Body> {
        let Some(file) = self.files.get(path) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        file.packed.answer(request, &file.media_type, freshness.header())
    }
}

impl Freshness {
    fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Freshness::Immutable => "public, max-age=31536000, immutable",
            Freshness::Revalidated => "no-cache",
        })
    }
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("png") => "image/png",
        Some("svg") => "image/svg+xml",
        Some("wasm") => "application/wasm",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

fn read_folder(folder: &Path) -> Result<HashMap<String, Bytes>, SiteError> {
    let mut files = HashMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        let unreadable = |source| SiteError::Unreadable { path: inner.clone(), source };
        for entry in fs::read_dir(&inner).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name =
                path.strip_prefix(folder).expect("the walk began there").to_string_lossy().replace('\\', "/");
            let bytes =
                fs::read(&path).map_err(|source| SiteError::Unreadable { path: path.clone(), source })?;
            files.insert(name, Bytes::from(bytes));
        }
    }
    Ok(files)
}

#[cfg(feature = "embed")]
fn embedded() -> Result<HashMap<String, Bytes>, SiteError> {
    use std::borrow::Cow;

    use rust_embed::Embed;

    #[derive(Embed)]
    #[folder = "../target/site"]
    struct Carried;

    let mut files = HashMap::new();
    for path in Carried::iter() {
        let carried = Carried::get(&path).ok_or(SiteError::Nowhere)?;
        let bytes = match carried.data {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => Bytes::from(bytes),
        };
        files.insert(path.into_owned(), bytes);
    }
    Ok(files)
}

#[cfg(not(feature = "embed"))]
fn embedded() -> Result<HashMap<String, Bytes>, SiteError> {
    Err(SiteError::Nowhere)
}

#[cfg(test)]
mod tests {
    use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH};

    use super::*;

    fn site() -> Site {
        let list = r#"{ "build": "b1", "files": { "phone.css": "/assets/phone.1.css" } }"#;
        let files = [
            (LIST, list),
            ("assets/phone.1.css", "plain"),
            ("assets/phone.1.css.br", "as brotli"),
            ("assets/phone.1.css.gz", "as gzip"),
        ];
        let files =
            files.into_iter().map(|(path, text)| (path.to_owned(), Bytes::from_static(text.as_bytes())));
        Site::from_files(files.collect()).unwrap()
    }

    fn check(accept: &'static str, expected: Option<&str>) {
        let request = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(accept))]);
        let response = site().answer("assets/phone.1.css", &request, Freshness::Immutable);
        let coding = response.headers().get(CONTENT_ENCODING).map(|value| value.to_str().unwrap());
        assert_eq!(coding, expected, "{accept}");
    }

    #[test]
    fn the_smallest_that_the_browser_reads() {
        check("gzip, deflate, br, zstd", Some("br"));
        check("gzip;q=1.0, br;q=0.5", Some("br"));
        check("gzip", Some("gzip"));
        check("br;q=0, gzip;q=0.000", None);
        check("identity", None);
        check("", None);
    }

    #[test]
    fn a_known_file_is_not_sent_again() {
        let site = site();
        let first = site.answer("assets/phone.1.css", &HeaderMap::new(), Freshness::Revalidated);
        let request = HeaderMap::from_iter([(IF_NONE_MATCH, first.headers()[ETAG].clone())]);
        let second = site.answer("assets/phone.1.css", &request, Freshness::Revalidated);
        assert_eq!((first.status(), second.status()), (StatusCode::OK, StatusCode::NOT_MODIFIED));
    }

    #[test]
    fn each_coding_has_its_own_tag() {
        let request = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static("br"))]);
        let plain = site().answer("assets/phone.1.css", &HeaderMap::new(), Freshness::Immutable);
        let brotli = site().answer("assets/phone.1.css", &request, Freshness::Immutable);
        assert_ne!(plain.headers()[ETAG], brotli.headers()[ETAG]);
    }

    #[test]
    fn what_is_no_file_of_the_site_is_not_found() {
        for path in ["assets/phone.2.css", "assets/../assets.json", "assets.json", "assets/phone.1.css.br"] {
            let response = site().answer(path, &HeaderMap::new(), Freshness::Immutable);
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }
    #[test]
    fn a_folder_is_read_with_what_lies_in_it() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("phone")).unwrap();
        fs::write(folder.path().join(LIST), r#"{ "build": "b1", "files": {} }"#).unwrap();
        fs::write(folder.path().join("phone/sw.js"), "const BUILD").unwrap();
        let site = Site::open(Some(folder.path())).unwrap();
        let response = site.answer("phone/sw.js", &HeaderMap::new(), Freshness::Revalidated);
        assert_eq!(response.headers()[CONTENT_TYPE], "text/javascript; charset=utf-8");
        assert!(matches!(site.desk_files(), Err(SiteError::Missing("desk.js"))));
    }
}
