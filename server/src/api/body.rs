//! A request's body, unpacked and no longer than allowed: neither as it is sent nor after unpacking. It never holds more
//! than that in memory, whatever is sent.

use std::io::Read;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_ENCODING;
use flate2::read::MultiGzDecoder;
use futures_core::Stream;

use crate::api::problem::ApiError;

/// How much more than allowed is read and thrown away, so that the sender hears the answer instead of a broken
/// connection: a server that closes while the other side still writes makes many clients lose the response.
const DRAINED_BYTES: usize = 32 << 20;

/// How a body is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    Plain,
    Gzip,
}

impl Coding {
    fn of(headers: &HeaderMap) -> Result<Coding, ApiError> {
        let Some(value) = headers.get(CONTENT_ENCODING) else {
            return Ok(Coding::Plain);
        };
        match value.as_bytes().to_ascii_lowercase().as_slice() {
            b"identity" => Ok(Coding::Plain),
            b"gzip" | b"x-gzip" => Ok(Coding::Gzip),
            other => Err(ApiError::UnknownCoding(String::from_utf8_lossy(other).chars().take(40).collect())),
        }
    }
}

/// Reads a body of at most `max_bytes`, sent plain or by gzip, and unpacks it.
pub(crate) async fn read(headers: &HeaderMap, body: Body, max_bytes: usize) -> Result<Bytes, ApiError> {
    let coding = Coding::of(headers)?;
    let sent = collect(body.into_data_stream(), max_bytes).await?;
    match coding {
        Coding::Plain => Ok(sent),
        Coding::Gzip => unpack(&sent, max_bytes),
    }
}

/// Reads a body and throws it away, for the sender that is to hear a refusal before anything is looked at.
pub(crate) async fn drain(body: Body) {
    // Whether it was too long or broke off, nothing was wanted of it.
    let _thrown_away = collect(body.into_data_stream(), 0).await;
}

async fn collect(mut body: BodyDataStream, max_bytes: usize) -> Result<Bytes, ApiError> {
    let mut collected = Vec::new();
    let mut n_bytes = 0;
    while let Some(chunk) = next(&mut body).await {
        let chunk = chunk.map_err(|_| ApiError::Malformed("the body broke off".to_owned()))?;
        n_bytes += chunk.len();
        if n_bytes <= max_bytes {
            collected.extend_from_slice(&chunk);
        } else if max_bytes + DRAINED_BYTES < n_bytes {
            break;
        }
    }
    if max_bytes < n_bytes { Err(ApiError::TooLarge { max_bytes }) } else { Ok(collected.into()) }
}

async fn next(body: &mut BodyDataStream) -> Option<Result<Bytes, axum::Error>> {
    std::future::poll_fn(|context| std::pin::Pin::new(&mut *body).poll_next(context)).await
}

fn unpack(packed: &[u8], max_bytes: usize) -> Result<Bytes, ApiError> {
    let mut unpacked = Vec::new();
    // One byte more than allowed is enough to know: a bomb is never unpacked.
    let mut decoder = MultiGzDecoder::new(packed).take(max_bytes as u64 + 1);
    decoder.read_to_end(&mut unpacked).map_err(|_| ApiError::Malformed("the body is no gzip".to_owned()))?;
    if max_bytes < unpacked.len() { Err(ApiError::TooLarge { max_bytes }) } else { Ok(unpacked.into()) }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use axum::http::HeaderValue;
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    async fn check(coding: Option<&'static str>, body: Vec<u8>, expected: Result<&[u8], ApiError>) {
        let headers = coding.map(|coding| (CONTENT_ENCODING, HeaderValue::from_static(coding)));
        let read = read(&headers.into_iter().collect(), Body::from(body), 100).await;
        assert_eq!(read.as_deref(), expected.as_deref());
    }

    #[tokio::test]
    async fn a_body_is_unpacked_as_it_says() {
        check(None, b"plain".to_vec(), Ok(b"plain")).await;
        check(Some("identity"), b"plain".to_vec(), Ok(b"plain")).await;
        check(Some("GZIP"), gzip(b"packed"), Ok(b"packed")).await;
        check(Some("br"), b"packed".to_vec(), Err(ApiError::UnknownCoding("br".to_owned()))).await;
    }

    #[tokio::test]
    async fn a_body_may_be_as_long_as_allowed_and_no_longer() {
        let too_large = || Err(ApiError::TooLarge { max_bytes: 100 });
        check(None, vec![0; 100], Ok(&[0; 100])).await;
        check(None, vec![0; 101], too_large()).await;
        check(Some("gzip"), gzip(&[0; 100]), Ok(&[0; 100])).await;
        check(Some("gzip"), gzip(&[0; 101]), too_large()).await;
        check(Some("gzip"), gzip(&vec![0; 20_000]), too_large()).await;
    }

    #[tokio::test]
    async fn what_is_no_gzip_is_malformed() {
        let malformed = || Err(ApiError::Malformed("the body is no gzip".to_owned()));
        check(Some("gzip"), b"plain".to_vec(), malformed()).await;
        let mut cut_short = gzip(b"packed");
        cut_short.truncate(15);
        check(Some("gzip"), cut_short, malformed()).await;
    }
}
