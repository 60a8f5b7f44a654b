//! How often somebody may try to log in: a bucket for each name and one for each address, refilled with time. It holds a
//! bounded number of them, whatever is tried.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};

use crate::account::AccountName;

/// The buckets. Behind one lock; each look takes microseconds.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    buckets: HashMap<Key, Bucket>,
}

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// Attempts with one name, from anywhere.
    Name(AccountName),
    /// Attempts from one address, with any name. Of IPv6 it is the network of 64 bits, which one home has to itself.
    Peer(IpAddr),
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    /// Milliseconds of waiting that the attempts so far have cost and that have not yet passed.
    debt_ms: u64,
    /// When `debt_ms` was true.
    at_ms: u64,
}

impl Attempts {
    /// The most buckets. The least recent one makes room.
    const MAX_BUCKETS: usize = 10_000;

    /// Counts one attempt, or says how many seconds to wait until one is taken.
    pub(crate) fn count(&mut self, key: &Key, now_ms: u64) -> Result<(), u32> {
        self.make_room(key);
        let bucket = self.buckets.entry(key.clone()).or_insert(Bucket { debt_ms: 0, at_ms: now_ms });
        bucket.debt_ms = bucket.debt_ms.saturating_sub(now_ms.saturating_sub(bucket.at_ms));
        bucket.at_ms = now_ms;
        let after = bucket.debt_ms + key.cost_ms();
        if key.credit_ms() < after {
            let wait_ms = after - key.credit_ms();
            return Err(u32::try_from(wait_ms.div_ceil(1000)).unwrap_or(u32::MAX));
        }
        bucket.debt_ms = after;
        Ok(())
    }

    /// Forgets what was counted: the attempt was right.
    pub(crate) fn forgive(&mut self, key: &Key) {
        self.buckets.remove(key);
    }

    fn make_room(&mut self, key: &Key) {
        if self.buckets.len() < Self::MAX_BUCKETS || self.buckets.contains_key(key) {
            return;
        }
        let oldest = self.buckets.iter().min_by_key(|(_, bucket)| bucket.at_ms).map(|(key, _)| key.clone());
        oldest.and_then(|oldest| self.buckets.remove(&oldest));
    }
}

impl Key {
    /// Returns the key of an address.
    pub(crate) fn peer(address: IpAddr) -> Key {
        match address.to_canonical() {
            IpAddr::V6(v6) => Key::Peer(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64).into()),
            v4 => Key::Peer(v4),
        }
    }

    /// Returns the milliseconds after which one more attempt is taken.
    fn cost_ms(&self) -> u64 {
        match self {
            Key::Name(_) => 20_000,
            // A whole station may share one address.
            Key::Peer(_) => 2_000,
        }
    }

    /// Returns how much may be owed: ten attempts at once with a name, sixty from an address.
    fn credit_ms(&self) -> u64 {
        match self {
            Key::Name(_) => 10 * self.cost_ms(),
            Key::Peer(_) => 60 * self.cost_ms(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Key {
        Key::Name(AccountName::parse(text).unwrap())
    }

    #[test]
    fn ten_attempts_at_once_then_one_every_twenty_seconds() {
        let mut attempts = Attempts::default();
        let key = name("polis1");
        assert!((0..10).all(|_| attempts.count(&key, 5_000).is_ok()));
        assert_eq!(attempts.count(&key, 5_000), Err(20));
        assert_eq!(attempts.count(&key, 24_999), Err(1));
        assert_eq!(attempts.count(&key, 25_000), Ok(()));
        assert_eq!(attempts.count(&key, 25_000), Err(20));
        assert_eq!(attempts.count(&name("polis2"), 25_000), Ok(()));
    }

    #[test]
    fn an_attempt_that_was_right_is_forgiven() {
        let mut attempts = Attempts::default();
        let key = name("polis1");
        assert!((0..10).all(|_| attempts.count(&key, 0).is_ok()));
        attempts.forgive(&key);
        assert_eq!(attempts.count(&key, 0), Ok(()));
    }

    #[test]
    fn neighbours_in_one_network_count_together() {
        let of = |text: &str| Key::peer(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::3"), of("2001:db8:1:2:ffff::"));
        assert_ne!(of("2001:db8:1:2::3"), of("2001:db8:1:3::3"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }

    #[test]
    fn the_least_recent_bucket_makes_room() {
        let mut attempts = Attempts::default();
        let of = |n: u32| Key::peer(std::net::Ipv4Addr::from_bits(n).into());
        for n in 0..=Attempts::MAX_BUCKETS as u32 {
            attempts.count(&of(n), u64::from(n)).unwrap();
        }
        assert_eq!(attempts.buckets.len(), Attempts::MAX_BUCKETS);
        assert!(!attempts.buckets.contains_key(&of(0)) && attempts.buckets.contains_key(&of(1)));
    }
}
