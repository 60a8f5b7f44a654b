//! What a phone says of itself apart from its queue: so little that it gets through where a push does not. It never
//! carries an entry, a place or a name.
//!
//! Do not rename or reorder: phones in the field write this. New fields have a default.

use domain::id::DeviceId;
use domain::time::WallTime;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::entry::Head;
use crate::wire::StorageReport;

/// The largest heartbeat, in bytes.
pub const MAX_HEARTBEAT_BYTES: usize = 4 << 10;

/// The body of `POST /api/v1/heartbeat`. It is answered by status alone (204).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heartbeat {
    /// [`crate::wire::PROTOCOL`].
    pub protocol: u16,
    /// Whose journal.
    pub device: DeviceId,
    /// The app's build.
    pub app: String,
    /// The phone's clock when it sent this.
    pub sent: WallTime,
    /// The journal's end: what the server should come to hold.
    pub head: Head,
    /// How many entries wait to be sent.
    pub n_unsent: u64,
    /// When the oldest of those was written, by the phone's clock, where it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest_unsent: Option<WallTime>,
    /// How many entries the server refused, which the phone keeps and shows.
    #[serde(default)]
    pub n_parked: u64,
    /// Whether the browser promises to keep what is on the phone; nothing when it does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_lasting: Option<bool>,
    /// What befell the phone's storage, until a push has told it. One that cannot be read reads as none.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "known_or_none")]
    pub storage: Option<StorageReport>,
}

fn known_or_none<'de, D: Deserializer<'de>>(from: D) -> Result<Option<StorageReport>, D::Error> {
    let raw = Box::<RawValue>::deserialize(from)?;
    Ok(serde_json::from_str(raw.get()).ok())
}
