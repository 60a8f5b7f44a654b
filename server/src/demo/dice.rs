//! Dice that fall the same way for the same seed, so that demonstration data and load are the same on every machine. Never
//! for secrets.

/// A small generator of random numbers (SplitMix64; Steele, Lea, Flood 2014).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Makes dice that fall as the seed says.
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// Returns 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// Returns a number from 0 to below 1.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Returns a number from `low` to below `high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Returns a whole number from `low` through `high`.
    pub fn whole(&mut self, low: u32, high: u32) -> u32 {
        low + (self.bits() % (u64::from(high - low) + 1)) as u32
    }

    /// Tells whether something happens that does so in `percent` of all cases.
    pub fn happens(&mut self, percent: u32) -> bool {
        self.whole(1, 100) <= percent
    }

    /// Returns one of several, which are not none.
    pub fn one_of<'a, T>(&mut self, several: &'a [T]) -> &'a T {
        &several[self.whole(0, several.len() as u32 - 1) as usize]
    }

    /// Returns a number around 0 with a standard deviation of 1, nearly normal (the sum of twelve).
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// Returns an id of 128 random bits.
    pub fn id(&mut self) -> uuid::Uuid {
        let bits = u128::from(self.bits()) << 64 | u128::from(self.bits());
        uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_falls_the_same_way() {
        let fall = |seed| [Dice::new(seed).bits(), Dice::new(seed).whole(1, 6).into()];
        assert_eq!(fall(7), fall(7));
        assert_ne!(fall(7), fall(8));
    }

    #[test]
    fn a_whole_number_keeps_both_its_ends() {
        let mut dice = Dice::new(1);
        let mut seen = [0; 7];
        (0..600).for_each(|_| seen[dice.whole(1, 6) as usize] += 1);
        assert_eq!(seen[0], 0);
        assert!(seen[1..].iter().all(|n| (60..150).contains(n)), "{seen:?}");
    }
}
