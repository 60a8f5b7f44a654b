//! The thin loop between the engine and the world: it does each effect and hands the outcome back. It decides nothing.

use crate::engine::{Effect, Engine, Event, Failure, Moment};
use crate::local_store::{LocalStore, StoreError};
use crate::wire::{PROTOCOL, PullAnswer, PullRequest, PushAnswer, PushRequest};

/// The port to the server.
///
/// Each call ends within a bounded time, with an answer or a failure: the engine waits for it and for nothing else.
#[expect(
    async_fn_in_trait,
    reason = "a browser's futures are bound to their thread, and so are all users of this port"
)]
pub trait Transport {
    /// Sends a push.
    async fn push(&self, request: &PushRequest) -> Result<PushAnswer, Failure>;

    /// Sends a pull.
    async fn pull(&self, request: &PullRequest) -> Result<PullAnswer, Failure>;
}

/// Hands an event to the engine and does what it says until it says no more. Returns the milliseconds after which it
/// wants to be woken, if it does.
///
/// The engine is borrowed until all is done. An edge that wants to show how the sync stands meanwhile, or has an event for
/// it, keeps it in a cell and makes this loop itself, of [`Engine::handle`] and [`perform`].
pub async fn drive(
    engine: &mut Engine,
    event: Event,
    app: &str,
    store: &impl LocalStore,
    transport: &impl Transport,
    mut now: impl FnMut() -> Moment,
) -> Option<u64> {
    let mut events = vec![event];
    let mut wake_after_ms = None;
    while let Some(event) = events.pop() {
        for effect in engine.handle(event, now()) {
            if let Effect::WakeAfter { ms } = effect {
                wake_after_ms = Some(ms);
            } else {
                events.extend(perform(effect, app, store, transport, now()).await);
            }
        }
    }
    wake_after_ms
}

/// Does one effect and returns the event that it came to. For [`Effect::WakeAfter`] it returns nothing: timers are the
/// edge's own.
pub async fn perform(
    effect: Effect,
    app: &str,
    store: &impl LocalStore,
    transport: &impl Transport,
    now: Moment,
) -> Option<Event> {
    let said = |error: StoreError| error.to_string();
    Some(match effect {
        Effect::Push { seqs } => Event::Pushed(push(&seqs, app, store, transport, now).await),
        Effect::Settle { receipts, reopened } => {
            Event::Settled(store.settle(&receipts, &reopened).await.map_err(said))
        }
        Effect::Pull { after, revision } => Event::Pulled(pull(after, revision, store, transport).await),
        Effect::KeepNews(answer) => Event::NewsKept(store.keep_news(&answer, now.wall).await.map_err(said)),
        Effect::WakeAfter { .. } => return None,
    })
}

async fn push(
    seqs: &[u64],
    app: &str,
    store: &impl LocalStore,
    transport: &impl Transport,
    now: Moment,
) -> Result<PushAnswer, Failure> {
    let (device, head) = store.head().await.map_err(failed)?;
    let entries = store.entries(seqs).await.map_err(failed)?;
    if entries.is_empty() && !seqs.is_empty() {
        return Err(Failure::Storage(format!("the journal lacks entry {}", seqs[0])));
    }
    let storage = store.report().await.map_err(failed)?;
    let request = PushRequest {
        protocol: PROTOCOL,
        device,
        app: app.to_owned(),
        sent: now.wall,
        head,
        entries,
        storage,
    };
    let answer = transport.push(&request).await?;
    if request.storage.is_some() {
        store.reported().await.map_err(failed)?;
    }
    Ok(answer)
}

async fn pull(
    after: u64,
    revision: u64,
    store: &impl LocalStore,
    transport: &impl Transport,
) -> Result<PullAnswer, Failure> {
    let (device, _) = store.head().await.map_err(failed)?;
    transport.pull(&PullRequest { device, after, revision }).await
}

fn failed(error: StoreError) -> Failure {
    Failure::Storage(error.to_string())
}
