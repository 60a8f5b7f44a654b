//! Sets of seconds, held as spans: joined, cut and measured. It never looks at a single second, so that a span of years
//! costs no more than one of a minute.

/// Half-open spans of seconds: in order, none empty, none touching the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spans(Vec<(u32, u32)>);

impl Spans {
    /// Joins spans given in any order; an empty or reversed one holds no second.
    pub(crate) fn of(spans: impl IntoIterator<Item = (u32, u32)>) -> Spans {
        let mut given: Vec<(u32, u32)> = spans.into_iter().filter(|(from_s, to_s)| from_s < to_s).collect();
        given.sort_unstable();
        let mut joined: Vec<(u32, u32)> = Vec::with_capacity(given.len());
        for (from_s, to_s) in given {
            match joined.last_mut() {
                Some(last) if from_s <= last.1 => last.1 = last.1.max(to_s),
                _ => joined.push((from_s, to_s)),
            }
        }
        Spans(joined)
    }

    /// Returns the spans in order, each from its first second to the one after its last.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, u32)> {
        self.0.iter().copied()
    }

    /// Returns how many seconds the spans hold.
    pub(crate) fn length_s(&self) -> u32 {
        self.iter().map(|(from_s, to_s)| to_s - from_s).sum()
    }

    /// Returns the seconds that are in `self` and not in `taken`.
    pub(crate) fn without(&self, taken: &Spans) -> Spans {
        let mut left = Vec::new();
        let mut taken = taken.iter().peekable();
        for (mut from_s, to_s) in self.iter() {
            while taken.next_if(|cut| cut.1 <= from_s).is_some() {}
            while let Some(&(cut_from_s, cut_to_s)) = taken.peek().filter(|cut| cut.0 < to_s) {
                if from_s < cut_from_s {
                    left.push((from_s, cut_from_s));
                }
                from_s = cut_to_s;
                if to_s < cut_to_s {
                    // The cut reaches on into the next span: it stays.
                    break;
                }
                taken.next();
            }
            if from_s < to_s {
                left.push((from_s, to_s));
            }
        }
        Spans(left)
    }

    /// Returns the seconds that are in both.
    pub(crate) fn within(&self, other: &Spans) -> Spans {
        self.without(&self.without(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn spans() -> impl Strategy<Value = Spans> {
        prop::collection::vec((0u32..60, 0u32..60), 0..8).prop_map(Spans::of)
    }

    fn seconds(spans: &Spans) -> BTreeSet<u32> {
        spans.iter().flat_map(|(from_s, to_s)| from_s..to_s).collect()
    }

    /// Checks what every set of spans promises, besides which seconds it holds.
    fn check(spans: &Spans, expected: BTreeSet<u32>) {
        assert_eq!(spans.length_s() as usize, expected.len());
        assert_eq!(seconds(spans), expected);
        assert!(spans.0.iter().all(|(from_s, to_s)| from_s < to_s), "{spans:?} holds an empty span");
        assert!(spans.0.windows(2).all(|pair| pair[0].1 < pair[1].0), "{spans:?} holds spans that touch");
    }

    #[test]
    fn the_widest_span_is_measured() {
        let widest = Spans::of([(0, u32::MAX), (5, 3), (7, 7)]);
        assert_eq!(widest.length_s(), u32::MAX);
        assert_eq!(widest.without(&Spans::of([(1, u32::MAX)])).length_s(), 1);
        assert_eq!(widest.without(&widest), Spans::of([]));
    }

    proptest! {
        #[test]
        fn spans_are_what_the_sets_of_their_seconds_are(
            given in prop::collection::vec((0u32..60, 0u32..60), 0..8),
            b in spans(),
        ) {
            let a = Spans::of(given.iter().copied());
            check(&a, given.iter().flat_map(|&(from_s, to_s)| from_s..to_s).collect());
            check(&a.without(&b), &seconds(&a) - &seconds(&b));
            check(&a.within(&b), &seconds(&a) & &seconds(&b));
        }
    }
}
