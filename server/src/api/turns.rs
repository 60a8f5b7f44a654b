//! Turns: how much of what phones send is in the server's memory at once. Who finds no room waits in the order of coming; who
//! would wait too long is told to come back, before anything was looked up or read. It never looks at who sends.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sync::wire::MAX_REQUEST_BYTES;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::Kvart;
use crate::api::body;
use crate::api::problem::ApiError;

/// The address whose requests take turns.
const PUSH: &str = "/api/v1/push";
/// The room for what is being pushed, in KiB: three pushes of the largest kind, or some fifteen hundred of one walk each.
const ROOM_KIB: u32 = 24 << 10;
/// What a push takes at least, in KiB.
const LEAST_KIB: u32 = 16;
/// What the largest push takes, in KiB: its text, and the entries that are read from it.
const MOST_KIB: u32 = 2 * (MAX_REQUEST_BYTES >> 10) as u32;
/// A body as it is sent is a third of its text or more; until it is unpacked, it is taken for a quarter of what it needs.
const UNPACKED: u64 = 4;
/// How many may wait. Each costs a connection and nothing else.
const MAX_WAITING: usize = 256;
/// How long one waits: less than a phone does before it gives up.
const PATIENCE: Duration = Duration::from_secs(10);
/// After how many seconds who found no room is to come back. Each phone adds a wait of its own to it, drawn by chance.
const COME_BACK_S: u32 = 10;

/// The room for what is being pushed. Clones are the same.
#[derive(Clone)]
pub(crate) struct Turns {
    room: Arc<Semaphore>,
    n_waiting: Arc<AtomicUsize>,
}

/// A push's part of the room, until the last clone is dropped.
#[derive(Clone)]
pub(crate) struct Turn {
    room: Arc<Semaphore>,
    part: Arc<Mutex<OwnedSemaphorePermit>>,
}

/// One who waits, counted until dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Turns {
    pub(crate) fn new() -> Turns {
        let room = Arc::new(Semaphore::new(ROOM_KIB as usize));
        Turns { room, n_waiting: Arc::default() }
    }

    /// Returns the turn of a push that takes so many KiB, waiting for it where need be.
    async fn take(&self, part_kib: u32) -> Result<Turn, ApiError> {
        let busy = ApiError::Busy { after_s: COME_BACK_S };
        let room = Arc::clone(&self.room);
        let waiting = Waiting(&self.n_waiting);
        if MAX_WAITING <= self.n_waiting.fetch_add(1, Ordering::Relaxed) {
            return Err(busy);
        }
        // The semaphore is fair: who came first goes first, and a large push is not overtaken by small ones.
        let part = tokio::time::timeout(PATIENCE, room.acquire_many_owned(part_kib)).await;
        drop(waiting);
        let Ok(Ok(part)) = part else { return Err(busy) };
        Ok(Turn { room: Arc::clone(&self.room), part: Arc::new(Mutex::new(part)) })
    }
}

impl Turn {
    /// Takes more of the room where so many bytes of text need it. It does not wait: two that wait for each other's part
    /// would wait for ever.
    pub(crate) fn hold(&self, n_text_bytes: usize) -> Result<(), ApiError> {
        let part_kib = kib(2 * n_text_bytes as u64);
        let mut part = self.part.lock().unwrap_or_else(PoisonError::into_inner);
        let held_kib = u32::try_from(part.num_permits()).unwrap_or(u32::MAX);
        if held_kib < part_kib {
            let more = Arc::clone(&self.room).try_acquire_many_owned(part_kib - held_kib);
            part.merge(more.map_err(|_| ApiError::Busy { after_s: COME_BACK_S })?);
        }
        Ok(())
    }
}

/// Lets a push wait for its turn and leaves the [`Turn`] in its extensions. Everything else goes by.
pub(crate) async fn wait(State(kvart): State<Kvart>, mut request: Request, next: Next) -> Response {
    if request.method() != Method::POST || request.uri().path() != PUSH {
        return next.run(request).await;
    }
    match kvart.turns.take(part_kib(request.headers())).await {
        Ok(turn) => {
            request.extensions_mut().insert(turn.clone());
            next.run(request).await
        }
        Err(error) => {
            tracing::warn!("a push found no room and is to come back");
            // A phone that still sends while the server hangs up takes a busy server for a lost network.
            body::drain(request.into_body()).await;
            error.into_response()
        }
    }
}

/// Returns what a push takes of the room, by the length that it says its body has.
fn part_kib(headers: &HeaderMap) -> u32 {
    let told = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    told.map_or(MOST_KIB, |n_bytes| kib(n_bytes.saturating_mul(UNPACKED)))
}

fn kib(n_bytes: u64) -> u32 {
    u32::try_from(n_bytes.div_ceil(1024)).unwrap_or(u32::MAX).clamp(LEAST_KIB, MOST_KIB)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(content_length: Option<&'static str>, expected_kib: u32) {
        let header = content_length.map(|told| (CONTENT_LENGTH, told.parse().unwrap()));
        assert_eq!(part_kib(&header.into_iter().collect()), expected_kib, "{content_length:?}");
    }

    #[test]
    fn a_push_takes_what_its_body_needs() {
        check(Some("0"), LEAST_KIB);
        check(Some("822"), LEAST_KIB);
        check(Some("102400"), 400);
        check(Some("4194304"), MOST_KIB);
        check(Some("99999999999999999999"), MOST_KIB);
        check(Some("many"), MOST_KIB);
        check(None, MOST_KIB);
    }

    #[tokio::test]
    async fn who_finds_no_room_waits_in_the_order_of_coming() {
        let turns = Turns::new();
        let all = turns.take(ROOM_KIB).await.unwrap();
        let order = Arc::new(Mutex::new(Vec::new()));
        let mut waiting = Vec::new();
        for number in 0..5 {
            let (turns, order) = (turns.clone(), Arc::clone(&order));
            waiting.push(tokio::spawn(async move {
                // The first is the largest: it is not overtaken.
                let turn = turns.take(if number == 0 { ROOM_KIB } else { LEAST_KIB }).await.unwrap();
                order.lock().unwrap().push(number);
                drop(turn);
            }));
            tokio::task::yield_now().await;
        }
        assert_eq!(turns.n_waiting.load(Ordering::Relaxed), 5);
        drop(all);
        for one in waiting {
            one.await.unwrap();
        }
        assert_eq!(*order.lock().unwrap(), [0, 1, 2, 3, 4]);
        assert_eq!(turns.n_waiting.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn who_would_wait_too_long_is_told_to_come_back() {
        let turns = Turns::new();
        let _all = turns.take(ROOM_KIB).await.unwrap();
        let waiting = (0..MAX_WAITING).map(|_| {
            let turns = turns.clone();
            tokio::spawn(async move { turns.take(LEAST_KIB).await.map(drop) })
        });
        let waiting: Vec<_> = waiting.collect();
        while turns.n_waiting.load(Ordering::Relaxed) < MAX_WAITING {
            tokio::task::yield_now().await;
        }
        assert_eq!(turns.take(LEAST_KIB).await.err(), Some(ApiError::Busy { after_s: COME_BACK_S }));
        waiting.iter().for_each(tokio::task::JoinHandle::abort);
    }

    #[tokio::test]
    async fn a_body_that_unpacks_to_more_takes_more_or_is_told_to_come_back() {
        let turns = Turns::new();
        let turn = turns.take(LEAST_KIB).await.unwrap();
        turn.hold(1000).unwrap();
        assert_eq!(turns.room.available_permits(), (ROOM_KIB - LEAST_KIB) as usize);
        turn.hold(MAX_REQUEST_BYTES).unwrap();
        assert_eq!(turns.room.available_permits(), (ROOM_KIB - MOST_KIB) as usize);
        let small = turns.take(LEAST_KIB).await.unwrap();
        let _rest = turns.take(ROOM_KIB - MOST_KIB - LEAST_KIB).await.unwrap();
        assert_eq!(small.hold(MAX_REQUEST_BYTES), Err(ApiError::Busy { after_s: COME_BACK_S }));
        drop(turn);
        assert_eq!(small.hold(MAX_REQUEST_BYTES / 2), Ok(()));
    }
}
