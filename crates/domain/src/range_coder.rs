//! An adaptive binary range coder: bits that were foreseen cost next to nothing. It never fails on wrong bytes; it
//! yields wrong numbers, which the caller checks.
//!
//! The carry-less coder of Matt Mahoney's paq family (public descriptions of lpaq1), with probabilities that learn fast
//! at first, since a walk's track has only some hundred numbers to learn from.

/// How likely the next bit in one context is to be set, learnt from those before it.
#[derive(Debug, Clone, Copy)]
struct Chance {
    of_one: u16,
    n_seen: u8,
}

impl Chance {
    const FRESH: Chance = Chance { of_one: 1 << 15, n_seen: 0 };
    /// After so many bits a new one no longer weighs less.
    const MEMORY: u8 = 30;

    fn learn(&mut self, bit: bool) {
        let target = if bit { 65_535 } else { 0 };
        let step = (target - i32::from(self.of_one)) * 2 / (2 * i32::from(self.n_seen) + 3);
        self.of_one = (i32::from(self.of_one) + step).clamp(32, 65_503) as u16;
        self.n_seen = (self.n_seen + 1).min(Self::MEMORY);
    }
}

/// The interval that both sides narrow bit by bit.
struct Interval {
    low: u32,
    high: u32,
}

impl Interval {
    const FULL: Interval = Interval { low: 0, high: u32::MAX };

    fn split(&self, of_one: u16) -> u32 {
        let span = u64::from(self.high - self.low);
        self.low + ((span * u64::from(of_one)) >> 16) as u32
    }

    fn take(&mut self, bit: bool, middle: u32) {
        if bit {
            self.high = middle;
        } else {
            self.low = middle + 1;
        }
    }

    /// Returns the leading byte once both ends agree on it, and shifts it out.
    fn settled_byte(&mut self) -> Option<u8> {
        if (self.low ^ self.high) >> 24 != 0 {
            return None;
        }
        let byte = (self.high >> 24) as u8;
        self.low <<= 8;
        self.high = (self.high << 8) | 0xff;
        Some(byte)
    }
}

/// One side of the coder: the writer is given each bit, the reader finds it.
pub(crate) trait Coder {
    /// Passes one bit whose chance of being set is `of_one` in 65,536. A reader ignores `bit`; both return the true one.
    fn pass(&mut self, bit: bool, of_one: u16) -> bool;
}

/// Writes bits.
pub(crate) struct Writer {
    interval: Interval,
    bytes: Vec<u8>,
}

impl Writer {
    pub(crate) fn new() -> Writer {
        Writer { interval: Interval::FULL, bytes: Vec::new() }
    }

    /// Returns the bytes. A reader takes all that follows them for zeros, so trailing zeros are left out.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        if self.interval.low != 0 {
            // The ends differ in their leading byte, so this byte followed by zeros lies between them.
            self.bytes.push((self.interval.low >> 24) as u8 + 1);
        }
        while self.bytes.last() == Some(&0) {
            self.bytes.pop();
        }
        self.bytes
    }
}

impl Coder for Writer {
    fn pass(&mut self, bit: bool, of_one: u16) -> bool {
        let middle = self.interval.split(of_one);
        self.interval.take(bit, middle);
        while let Some(byte) = self.interval.settled_byte() {
            self.bytes.push(byte);
        }
        bit
    }
}

/// Reads the bits that a writer wrote, given the same contexts in the same order.
pub(crate) struct Reader<'a> {
    interval: Interval,
    window: u32,
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Reader<'a> {
        let mut reader = Reader { interval: Interval::FULL, window: 0, rest: bytes };
        for _ in 0..4 {
            reader.shift_in();
        }
        reader
    }

    /// Tells whether bytes are left that no bit has needed: the writer never wrote those.
    pub(crate) fn has_rest(&self) -> bool {
        !self.rest.is_empty()
    }

    fn shift_in(&mut self) {
        let byte = match self.rest {
            [first, rest @ ..] => {
                self.rest = rest;
                *first
            }
            [] => 0,
        };
        self.window = (self.window << 8) | u32::from(byte);
    }
}

impl Coder for Reader<'_> {
    fn pass(&mut self, _: bool, of_one: u16) -> bool {
        let middle = self.interval.split(of_one);
        let bit = self.window <= middle;
        self.interval.take(bit, middle);
        while self.interval.settled_byte().is_some() {
            self.shift_in();
        }
        bit
    }
}

/// Whole numbers of one kind, in Elias-gamma form: how many bits, then the bits, the leading ones with learnt chances.
pub(crate) struct Numbers {
    n_bits: [Chance; 33],
    leading: Vec<[Chance; 8]>,
    sign: Chance,
}

impl Numbers {
    /// As many of a number's leading bits (after its first) have chances of their own.
    const N_LEARNT: u32 = 3;

    pub(crate) fn new() -> Numbers {
        Numbers { n_bits: [Chance::FRESH; 33], leading: vec![[Chance::FRESH; 8]; 33], sign: Chance::FRESH }
    }

    /// Passes a number of at most 32 bits.
    pub(crate) fn pass(&mut self, coder: &mut impl Coder, number: u32) -> u32 {
        let given_bits = 32 - number.leading_zeros();
        let mut n_bits = 0;
        while n_bits < 32 && learnt(coder, &mut self.n_bits[n_bits as usize], n_bits < given_bits) {
            n_bits += 1;
        }
        if n_bits < 2 {
            return n_bits;
        }
        let chances = &mut self.leading[n_bits as usize];
        let mut found = 1;
        let mut node = 1;
        for place in (0..n_bits - 1).rev() {
            let given = (number >> place) & 1 == 1;
            let bit = if n_bits - 1 - place <= Self::N_LEARNT {
                let bit = learnt(coder, &mut chances[node], given);
                node = 2 * node + usize::from(bit);
                bit
            } else {
                coder.pass(given, 1 << 15)
            };
            found = (found << 1) | u32::from(bit);
        }
        found
    }

    /// Passes a number that may be negative.
    pub(crate) fn pass_signed(&mut self, coder: &mut impl Coder, number: i32) -> i32 {
        let size = self.pass(coder, number.unsigned_abs());
        if size == 0 {
            return 0;
        }
        let negative = learnt(coder, &mut self.sign, number < 0);
        if negative { 0i32.wrapping_sub_unsigned(size) } else { 0i32.wrapping_add_unsigned(size) }
    }
}

fn learnt(coder: &mut impl Coder, chance: &mut Chance, given: bool) -> bool {
    let bit = coder.pass(given, chance.of_one);
    chance.learn(bit);
    bit
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_reader_finds_what_the_writer_wrote(
            numbers in prop::collection::vec(prop_oneof![-3i32..4, any::<i32>()], 0..300),
        ) {
            let mut writer = Writer::new();
            let mut model = Numbers::new();
            for &number in &numbers {
                model.pass_signed(&mut writer, number);
            }
            let bytes = writer.finish();
            let mut reader = Reader::new(&bytes);
            let mut model = Numbers::new();
            for &number in &numbers {
                prop_assert_eq!(model.pass_signed(&mut reader, 0), number);
            }
            prop_assert!(!reader.has_rest());
        }
    }

    #[test]
    fn what_repeats_costs_next_to_nothing() {
        let mut writer = Writer::new();
        let mut model = Numbers::new();
        for _ in 0..1000 {
            model.pass(&mut writer, 5);
        }
        let n_bytes = writer.finish().len();
        assert!(n_bytes < 20, "{n_bytes}");
    }
}
