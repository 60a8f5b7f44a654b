//! The dice of a simulation: a seed throws the same on every machine and in every release. They never ask the machine for
//! randomness.

/// A stream of numbers (Steele, Lea and Flood: SplitMix64, 2014).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Starts the stream of a seed.
    pub fn of(seed: u64) -> Dice {
        Dice(seed)
    }

    /// Starts a stream of its own for somebody who must not disturb the others' throws.
    pub fn apart(&self, whose: u64) -> Dice {
        let mut own = Dice(self.0 ^ whose.wrapping_mul(0xa076_1d64_78bd_642f));
        Dice(own.throw())
    }

    /// Throws.
    pub fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Throws a number below `n`.
    pub fn below(&mut self, n: u64) -> u64 {
        self.throw() % n.max(1)
    }

    /// Throws a number from `first` to `last`.
    pub fn between(&mut self, first: i64, last: i64) -> i64 {
        first + self.below(last.abs_diff(first) + 1) as i64
    }

    /// Picks one of several.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }
}
