//! `POST /api/v1/push`: entries in, a receipt for each out. One entry that cannot be read never spoils another.

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::HeaderMap;
use serde::Deserialize;
use store::Push;
use sync::entry::Entry;
use sync::wire::{MAX_ENTRIES, MAX_REQUEST_BYTES, PROTOCOL, PushAnswer, PushReading, StorageReport};

use crate::Kvart;
use crate::api::body;
use crate::api::problem::ApiError;
use crate::edge;
use crate::session::LoggedIn;

/// The longest name of a build that is kept.
const MAX_APP_CHARS: usize = 60;

/// A push as far as it could be read.
#[derive(Debug)]
struct Reading {
    push: Push,
    /// The places of what was no entry at all.
    unreadable: Vec<usize>,
}

/// Takes entries in. The whole answer waits until they are durable.
pub(super) async fn push(
    State(kvart): State<Kvart>,
    viewer: Result<LoggedIn, ApiError>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<PushAnswer>, ApiError> {
    let viewer = match viewer {
        Ok(LoggedIn(viewer)) => viewer,
        Err(error) => {
            // A phone that still sends while the server hangs up takes a log-in that is needed for a lost network.
            body::drain(body).await;
            return Err(error);
        }
    };
    let body = body::read(&headers, body, MAX_REQUEST_BYTES).await?;
    let Reading { push, unreadable } = read(&body)?;
    let now = edge::now();
    let (device, n_entries, storage) = (push.device, push.entries.len(), push.storage);
    let pushed = kvart.store.push(&viewer, push, now).await?;
    tracing::info!(device.id = %device, n_entries, n_unreadable = unreadable.len(), "entries came in");
    if let Some(StorageReport { journal, end, n_recovered, n_lost, .. }) = storage {
        tracing::warn!(device.id = %device, journal.id = %journal, journal.end = end, n_recovered, n_lost, "a phone's storage had lost something");
    }
    Ok(Json(PushAnswer {
        epoch: pushed.epoch,
        server_time: now,
        receipts: pushed.receipts,
        unreadable,
        holdings: pushed.holdings,
    }))
}

/// Reads a push, its version first: of another version nothing else is known.
fn read(body: &Bytes) -> Result<Reading, ApiError> {
    #[derive(Deserialize)]
    struct Spoken {
        protocol: u64,
    }
    let malformed = |error: serde_json::Error| ApiError::Malformed(error.to_string());
    let Spoken { protocol: spoken } = serde_json::from_slice(body).map_err(malformed)?;
    if spoken != u64::from(PROTOCOL) {
        return Err(ApiError::Protocol { spoken });
    }
    let reading: PushReading = serde_json::from_slice(body).map_err(malformed)?;
    if MAX_ENTRIES < reading.entries.len() {
        return Err(ApiError::TooManyEntries { n_entries: reading.entries.len() });
    }
    let mut entries = Vec::with_capacity(reading.entries.len());
    let mut unreadable = Vec::new();
    for (idx, raw) in reading.entries.iter().enumerate() {
        match serde_json::from_str::<Entry>(raw.get()) {
            Ok(entry) => entries.push(entry),
            Err(_) => unreadable.push(idx),
        }
    }
    let app = reading.app.chars().take(MAX_APP_CHARS).collect();
    // A report that cannot be read spoils no entry either.
    let storage = reading.storage.and_then(|raw| serde_json::from_str(raw.get()).ok());
    let push = Push { device: reading.device, app, sent: reading.sent, head: reading.head, entries, storage };
    Ok(Reading { push, unreadable })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str = r#"{"seq":1,"prev":"0000000000000000000000000000000000000000000000000000000000000000","hash":"1111111111111111111111111111111111111111111111111111111111111111","body":{"any": 1}}"#;

    fn envelope(protocol: &str, entries: &str) -> Bytes {
        format!(
            r#"{{"protocol":{protocol},"device":"00000000-0000-0000-0000-000000000007","app":"test","sent":0,
                "head":{{"seq":1,"hash":"{}"}},"entries":[{entries}]}}"#,
            "1".repeat(64)
        )
        .into()
    }

    #[test]
    fn what_is_no_entry_is_named_by_its_place() {
        let entries = format!(r#"7, {ENTRY}, {{"seq":-1}}, {ENTRY}, null, "text", []"#);
        let reading = read(&envelope("1", &entries)).unwrap();
        assert_eq!(reading.unreadable, [0, 2, 4, 5, 6]);
        assert_eq!(reading.push.entries.len(), 2);
        assert_eq!(reading.push.entries[0].body, r#"{"any": 1}"#);
    }

    #[test]
    fn a_report_on_the_storage_is_read_and_one_that_is_none_spoils_nothing() {
        let device = "00000000-0000-0000-0000-000000000009";
        let good =
            format!(r#"{{"found":5,"journal":"{device}","end":7,"n_recovered":2,"n_lost":1,"later":true}}"#);
        for (storage, end) in [(good.as_str(), Some(7)), ("null", None), ("7", None), ("{}", None)] {
            let whole = String::from_utf8(envelope("1", ENTRY).to_vec()).unwrap();
            let whole = whole.replacen('{', &format!(r#"{{"storage":{storage},"#), 1);
            let push = read(&whole.into()).unwrap().push;
            assert_eq!((push.storage.map(|told| told.end), push.entries.len()), (end, 1), "{storage}");
        }
    }

    #[test]
    fn another_version_is_told_whatever_else_it_says() {
        let other = r#"{"protocol":2,"what":"else"}"#.into();
        assert_eq!(read(&other).unwrap_err(), ApiError::Protocol { spoken: 2 });
        assert_eq!(read(&envelope("0", ENTRY)).unwrap_err(), ApiError::Protocol { spoken: 0 });
    }

    #[test]
    fn an_envelope_that_is_none_is_malformed() {
        for bad in ["", "[]", "{}", r#"{"protocol":1}"#, r#"{"protocol":"1"}"#, r#"{"protocol":-1}"#] {
            assert!(matches!(read(&bad.into()), Err(ApiError::Malformed(_))), "{bad:?}");
        }
    }

    #[test]
    fn more_entries_than_one_push_holds_are_too_many() {
        let many = |n: usize| envelope("1", &vec![ENTRY; n].join(","));
        assert_eq!(read(&many(MAX_ENTRIES)).unwrap().push.entries.len(), MAX_ENTRIES);
        assert_eq!(
            read(&many(MAX_ENTRIES + 1)).unwrap_err(),
            ApiError::TooManyEntries { n_entries: MAX_ENTRIES + 1 }
        );
    }
}
