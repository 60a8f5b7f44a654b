//! How long to wait after a failure: full jitter, so that a thousand phones do not come back in step. It never waits for
//! nothing, whatever the dice say.

/// The shortest wait of all.
const SHORTEST_MS: u64 = 200;
/// The ceiling after the first failure.
const FIRST_MS: u64 = 2_000;
/// The ceiling after many.
const LAST_MS: u64 = 300_000;

/// Returns a wait between the shortest and a ceiling that doubles with each failure in a row, in milliseconds.
///
/// `dice` is a fresh random number. Full jitter as in Brooker, "Exponential Backoff and Jitter" (AWS, 2015).
pub(crate) fn wait_ms(n_failures: u32, dice: u32) -> u64 {
    let ceiling_ms = (FIRST_MS << n_failures.saturating_sub(1).min(16)).min(LAST_MS);
    SHORTEST_MS + (((ceiling_ms - SHORTEST_MS) * u64::from(dice)) >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ceiling_doubles_up_to_five_minutes() {
        let longest = |n_failures| wait_ms(n_failures, u32::MAX);
        assert_eq!([1, 2, 3, 9, 100].map(longest), [1999, 3999, 7999, 299_999, 299_999]);
        assert_eq!([1, 2, 3, 9, 100].map(|n_failures| wait_ms(n_failures, 0)), [SHORTEST_MS; 5]);
    }
}
