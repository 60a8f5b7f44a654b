//! The edge's own clock and randomness, for all pages of the server: everything below takes them as arguments. It never
//! decides what they mean.

use domain::time::WallTime;
use uuid::Uuid;

/// Returns the server's wall clock.
#[expect(clippy::disallowed_methods, reason = "this is the edge that the core is given its time from")]
pub fn now() -> WallTime {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let ms = since.map_or(0, |since| since.as_millis());
    WallTime::from_ms(i64::try_from(ms).unwrap_or(i64::MAX))
}

/// Returns a clock that only goes forward, in milliseconds since the process first asked.
#[expect(clippy::disallowed_methods, reason = "this is the edge that the core is given its time from")]
pub fn mono_ms() -> u64 {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    let ms = START.get_or_init(std::time::Instant::now).elapsed().as_millis();
    u64::try_from(ms).unwrap_or(u64::MAX)
}

/// Returns random bytes that nobody can guess.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system has randomness: without it no session is safe");
    bytes
}

/// Returns a new random id (UUID version 4).
pub fn new_id() -> Uuid {
    uuid::Builder::from_random_bytes(random_bytes()).into_uuid()
}
