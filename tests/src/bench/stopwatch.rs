//! The clock of the bench. Everything else in the house takes the time as an argument.

use std::time::Instant;

/// Tells how long ago it was started.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts it.
    #[expect(clippy::disallowed_methods, reason = "measuring is what the bench is for")]
    pub fn start() -> Stopwatch {
        Stopwatch(Instant::now())
    }

    /// Returns the seconds since it was started.
    pub fn s(self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}
