//! An answer that is the same for everybody, kept in every coding that browsers read, with a strong entity tag for each. It never
//! compresses while somebody waits.

use std::io::Write;

use axum::body::{Body, Bytes};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

/// Brotli's quality for what is made while the server runs. Measured on a page of two years: 11 takes ten times as long for 4 %.
const BROTLI_QUALITY: i32 = 9;
/// The base-2 logarithm of brotli's window: 256 KiB, more than a page.
const BROTLI_WINDOW: i32 = 18;

/// Bytes in their codings.
#[derive(Debug)]
pub(crate) struct Packed {
    /// The start of the entity tags.
    hash: String,
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    Brotli,
    Gzip,
    Identity,
}

impl Packed {
    /// Takes what was compressed before, where it was.
    pub(crate) fn new(plain: Bytes, brotli: Option<Bytes>, gzip: Option<Bytes>) -> Packed {
        let hash = Sha256::digest(&plain).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Packed { hash, plain, brotli, gzip }
    }

    /// Compresses. A coding that fails is left out: what is plain can always be sent.
    pub(crate) fn squeezed(plain: Bytes) -> Packed {
        let (brotli, gzip) = (brotli(&plain).ok(), gzip(&plain).ok());
        Packed::new(plain, brotli.map(Bytes::from), gzip.map(Bytes::from))
    }

    /// Tells whether these are the bytes.
    pub(crate) fn holds(&self, plain: &[u8]) -> bool {
        self.plain == plain
    }

    /// Answers a request: compressed as the browser can read it, or "not modified".
    pub(crate) fn answer(
        &self,
        request: &HeaderMap,
        media_type: &HeaderValue,
        freshness: HeaderValue,
    ) -> Response<Body> {
        let (coding, bytes) = self.in_coding(request.get(ACCEPT_ENCODING));
        let tag = HeaderValue::try_from(format!("\"{}{}\"", self.hash, coding.suffix()))
            .expect("digits and letters are a header's value");
        let known = request.get(IF_NONE_MATCH).is_some_and(|known| names(known, &tag));
        let mut response = Response::new(if known { Body::empty() } else { Body::from(bytes) });
        if known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        }
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, freshness);
        headers.insert(ETAG, tag);
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        if !known {
            headers.insert(CONTENT_TYPE, media_type.clone());
            if let Some(coding) = coding.header() {
                headers.insert(CONTENT_ENCODING, coding);
            }
        }
        response
    }

    fn in_coding(&self, accepted: Option<&HeaderValue>) -> (Coding, Bytes) {
        let accepted = accepted.and_then(|value| value.to_str().ok()).unwrap_or_default();
        if let Some(brotli) = self.brotli.as_ref().filter(|_| accepts(accepted, "br")) {
            return (Coding::Brotli, brotli.clone());
        }
        if let Some(gzip) = self.gzip.as_ref().filter(|_| accepts(accepted, "gzip")) {
            return (Coding::Gzip, gzip.clone());
        }
        (Coding::Identity, self.plain.clone())
    }
}

impl Coding {
    fn suffix(self) -> &'static str {
        match self {
            Coding::Brotli => "-br",
            Coding::Gzip => "-gz",
            Coding::Identity => "",
        }
    }

    fn header(self) -> Option<HeaderValue> {
        match self {
            Coding::Brotli => Some(HeaderValue::from_static("br")),
            Coding::Gzip => Some(HeaderValue::from_static("gzip")),
            Coding::Identity => None,
        }
    }
}

/// Says whether an `Accept-Encoding` takes a coding (RFC 9110, 12.5.3): it is named, and not with a weight of zero.
fn accepts(accepted: &str, coding: &str) -> bool {
    accepted.split(',').any(|entry| {
        let (name, weight) = entry.split_once(';').unwrap_or((entry, "q=1"));
        let weight = weight.trim().trim_start_matches("q=");
        name.trim().eq_ignore_ascii_case(coding) && weight.parse().is_ok_and(|weight: f32| 0.0 < weight)
    })
}

/// Says whether an `If-None-Match` names a tag, or any.
fn names(known: &HeaderValue, tag: &HeaderValue) -> bool {
    let known = known.to_str().unwrap_or_default();
    known
        .split(',')
        .map(|known| known.trim().trim_start_matches("W/"))
        .any(|known| known == "*" || known == tag)
}

fn brotli(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: BROTLI_WINDOW,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut squeezed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut squeezed, &parameters)?;
    Ok(squeezed)
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut squeezer = GzEncoder::new(Vec::new(), Compression::best());
    squeezer.write_all(bytes)?;
    squeezer.finish()
}
