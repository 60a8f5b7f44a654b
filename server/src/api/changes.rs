//! `GET /api/v1/changes`: a stream of server-sent events, one each time that what the desk shows has changed. It says only
//! that, never what or where: the page then asks its own question again, and is answered what its reader may know.
//!
//! Nothing is read from the database for it. A stream ends by itself after a while, and the browser opens another: so a
//! session that has ended is not told for long.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_core::Stream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};
use tokio::time::{Instant, sleep, sleep_until};

use crate::Kvart;
use crate::api::problem::ApiError;
use crate::session::LoggedIn;

/// How many streams there are at once. Who finds none asks again by itself, now and then.
const MAX_STREAMS: usize = 256;
/// How long a page is left alone after it was told: a crowd of phones is one change.
const PAUSE: Duration = Duration::from_secs(1);
/// How long a stream lasts.
const LIFE: Duration = Duration::from_secs(15 * 60);
/// After how many seconds a page that found no stream may try for one again.
const COME_BACK_S: u32 = 60;
/// How long a browser waits before it opens another stream.
const REOPEN_AFTER: Duration = Duration::from_secs(2);

/// The streams of one server. Clones are the same.
#[derive(Clone)]
pub struct Streams {
    room: Arc<Semaphore>,
    ending: Arc<watch::Sender<bool>>,
}

impl Streams {
    pub(crate) fn new() -> Streams {
        Streams { room: Arc::new(Semaphore::new(MAX_STREAMS)), ending: Arc::new(watch::Sender::new(false)) }
    }

    /// Ends all streams, and each that is asked for from now on: the server stops.
    pub fn end(&self) {
        self.room.close();
        self.ending.send_replace(true);
    }

    /// Opens a stream that tells of `changes`.
    fn open(&self, changes: watch::Receiver<u64>) -> Result<Told, ApiError> {
        let busy = |_| ApiError::Busy { after_s: COME_BACK_S };
        let room = Arc::clone(&self.room).try_acquire_owned().map_err(busy)?;
        let (teller, told) = mpsc::channel(1);
        tokio::spawn(tell(changes, self.ending.subscribe(), teller, room));
        Ok(Told(told))
    }
}

/// Tells of each change until nobody listens, the stream has lasted long enough or the server stops.
async fn tell(
    mut changes: watch::Receiver<u64>,
    mut ending: watch::Receiver<bool>,
    teller: mpsc::Sender<()>,
    _room: OwnedSemaphorePermit,
) {
    let end = Instant::now() + LIFE;
    loop {
        tokio::select! {
            _stopping = ending.wait_for(|is_ending| *is_ending) => return,
            () = teller.closed() => return,
            () = sleep_until(end) => return,
            changed = changes.changed() => {
                // A page that has not taken the last word yet needs no second.
                if changed.is_err() || matches!(teller.try_send(()), Err(mpsc::error::TrySendError::Closed(()))) {
                    return;
                }
            }
        }
        tokio::select! {
            _stopping = ending.wait_for(|is_ending| *is_ending) => return,
            () = sleep(PAUSE) => {}
        }
    }
}

/// What one page is told.
struct Told(mpsc::Receiver<()>);

impl Stream for Told {
    type Item = Result<Event, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let changed = |()| Ok(Event::default().retry(REOPEN_AFTER).data("changed"));
        self.0.poll_recv(context).map(|told| told.map(changed))
    }
}

/// Opens a stream for anybody who is logged in.
pub(super) async fn listen(
    State(kvart): State<Kvart>,
    LoggedIn(_): LoggedIn,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    let told = kvart.streams.open(kvart.store.changes())?;
    Ok(Sse::new(told).keep_alive(KeepAlive::default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;

    async fn next(told: &mut Told) -> bool {
        poll_fn(|context| Pin::new(&mut *told).poll_next(context)).await.is_some()
    }

    #[tokio::test(start_paused = true)]
    async fn a_page_is_told_once_of_a_crowd_of_changes() {
        let (streams, changes) = (Streams::new(), watch::Sender::new(0));
        let mut told = streams.open(changes.subscribe()).unwrap();
        changes.send_replace(1);
        assert!(next(&mut told).await);
        let began = Instant::now();
        (2..50).for_each(|n| changes.send_modify(|known| *known = n));
        assert!(next(&mut told).await);
        assert_eq!(began.elapsed(), PAUSE);
        // And then of nothing, until the stream has lasted long enough.
        assert!(!next(&mut told).await);
        assert_eq!(began.elapsed().as_secs(), LIFE.as_secs());
        assert_eq!(streams.room.available_permits(), MAX_STREAMS);
    }

    #[tokio::test]
    async fn there_are_only_so_many_streams_and_one_that_is_left_makes_room() {
        let (streams, changes) = (Streams::new(), watch::Sender::new(0));
        let open = || streams.open(changes.subscribe());
        let mut all: Vec<Told> = (0..MAX_STREAMS).map(|_| open().unwrap()).collect();
        assert_eq!(open().err(), Some(ApiError::Busy { after_s: COME_BACK_S }));
        drop(all.pop());
        while streams.room.available_permits() == 0 {
            tokio::task::yield_now().await;
        }
        assert!(open().is_ok());
    }

    #[tokio::test]
    async fn all_end_when_the_server_stops() {
        let (streams, changes) = (Streams::new(), watch::Sender::new(0));
        let mut told = streams.open(changes.subscribe()).unwrap();
        streams.end();
        assert!(!next(&mut told).await);
        assert!(streams.open(changes.subscribe()).is_err());
    }
}
