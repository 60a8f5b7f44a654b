//! When a phone tells how it stands, and how that goes out. It is apart from the engine on purpose: whatever blocks the
//! queue blocks no heartbeat, and no heartbeat holds up an entry.
//!
//! The edge asks at every occasion, however often; the answer is seldom yes. A phone that lies in a drawer sends nothing.

use domain::time::WallTime;

use crate::backoff;
use crate::engine::{Failure, Moment, Status};
use crate::heartbeat::Heartbeat;
use crate::local_store::{LocalStore, StoreError, Unsent};
use crate::wire::PROTOCOL;

/// The port to the server for heartbeats. Each call ends within a bounded time.
#[expect(
    async_fn_in_trait,
    reason = "a browser's futures are bound to their thread, and so are all users of this port"
)]
pub trait HeartbeatTransport {
    /// Sends a heartbeat.
    async fn beat(&self, heartbeat: &Heartbeat) -> Result<(), Failure>;
}

/// Why the edge asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Knock {
    /// Somebody opened the app, came back to it, or logged in.
    Seen,
    /// Time has passed while somebody looks at it.
    Tick,
}

/// What is worth a heartbeat of its own when it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Gist {
    n_unsent: usize,
    n_parked: usize,
}

impl Gist {
    fn of(status: &Status) -> Gist {
        Gist { n_unsent: status.n_unsent, n_parked: status.n_parked }
    }
}

/// Decides when a heartbeat goes.
#[derive(Debug, Clone, Default)]
pub struct Pulse {
    /// What is on its way.
    under_way: Option<Gist>,
    /// What the server was last told, and when.
    told: Option<(Gist, u64)>,
    /// Since when the phone stands otherwise than it told.
    differs_since_ms: Option<u64>,
    /// How many in a row came to nothing.
    n_failures: u32,
    /// Nothing goes before, whoever knocks.
    not_before_ms: u64,
    /// Nothing goes before by itself.
    retry_ms: u64,
}

impl Pulse {
    /// No two heartbeats are closer together than this.
    pub const LEAST_MS: u64 = 60_000;
    /// Who comes back to the app after so long lets one go.
    pub const SEEN_AGAIN_MS: u64 = 5 * 60_000;
    /// While the app is looked at, one goes this often.
    pub const EVERY_MS: u64 = 60 * 60_000;
    /// What has changed is told once it has stayed so for so long: an entry that is pushed at once is not worth one.
    pub const SETTLED_MS: u64 = 60_000;
    /// After a failure the waits are those of the engine, so many times over: up to an hour.
    const PATIENCE: u64 = 12;

    /// Tells whether a heartbeat is to go now. When it is, none other is until [`Pulse::gone`] says what became of it.
    pub fn is_due(&mut self, knock: Knock, status: &Status, now: Moment) -> bool {
        let gist = Gist::of(status);
        if self.under_way.is_some() {
            return false;
        }
        if self.told.is_some_and(|(told, _)| told != gist) {
            self.differs_since_ms.get_or_insert(now.mono_ms);
        } else {
            self.differs_since_ms = None;
        }
        let waits_until_ms = match knock {
            Knock::Seen => self.not_before_ms,
            Knock::Tick => self.not_before_ms.max(self.retry_ms),
        };
        if now.mono_ms < waits_until_ms || now.mono_ms < self.due_ms(knock) {
            return false;
        }
        self.under_way = Some(gist);
        true
    }

    /// Returns when the next is worth while, failures left out of account.
    fn due_ms(&self, knock: Knock) -> u64 {
        let Some((_, at_ms)) = self.told else { return 0 };
        let patience_ms = match knock {
            Knock::Seen => Self::SEEN_AGAIN_MS,
            Knock::Tick => Self::EVERY_MS,
        };
        let settled_ms = self.differs_since_ms.map_or(u64::MAX, |since_ms| since_ms + Self::SETTLED_MS);
        (at_ms + patience_ms).min(settled_ms)
    }

    /// Takes in what became of the heartbeat that went.
    pub fn gone(&mut self, result: &Result<(), Failure>, now: Moment) {
        let Some(gist) = self.under_way.take() else { return };
        let asked_ms = match result {
            Ok(()) => {
                (self.told, self.differs_since_ms) = (Some((gist, now.mono_ms)), None);
                (self.n_failures, self.retry_ms) = (0, 0);
                0
            }
            Err(failure) => {
                self.n_failures = self.n_failures.saturating_add(1);
                let wait_ms = Self::PATIENCE * backoff::wait_ms(self.n_failures, now.dice);
                self.retry_ms = now.mono_ms.saturating_add(wait_ms);
                match failure {
                    Failure::Busy { after_s } => (u64::from(*after_s) * 1000).min(Self::EVERY_MS),
                    _ => 0,
                }
            }
        };
        self.not_before_ms = now.mono_ms.saturating_add(asked_ms.max(Self::LEAST_MS));
    }
}

/// Says how the phone stands, by what its store holds, and sends that.
pub async fn beat(
    app: &str,
    is_lasting: Option<bool>,
    store: &impl LocalStore,
    transport: &impl HeartbeatTransport,
    wall: WallTime,
) -> Result<(), Failure> {
    let heartbeat =
        say(app, is_lasting, store, wall).await.map_err(|error| Failure::Storage(error.to_string()))?;
    transport.beat(&heartbeat).await
}

async fn say(
    app: &str,
    is_lasting: Option<bool>,
    store: &impl LocalStore,
    wall: WallTime,
) -> Result<Heartbeat, StoreError> {
    let snapshot = store.snapshot().await?;
    let oldest: Vec<u64> = snapshot.unsent.first().map(|Unsent { seq, .. }| *seq).into_iter().collect();
    let oldest = store.entries(&oldest).await?;
    Ok(Heartbeat {
        protocol: PROTOCOL,
        device: snapshot.device,
        app: app.to_owned(),
        sent: wall,
        head: snapshot.head,
        n_unsent: snapshot.unsent.len() as u64,
        oldest_unsent: oldest.first().and_then(|entry| entry.read().ok()).map(|body| body.at),
        n_parked: snapshot.parked.len() as u64,
        is_lasting,
        storage: store.report().await?,
    })
}
