//! What the store knows of observations, as the desk asks for it and is told. Nothing is counted here.

use app::desk::observation_book::{Asked, ObservationBook, ObservationRow};
use store::observations::{self, Observations, Place, When};

/// Hands on what is asked; nothing when the place in the list is none.
pub(super) fn asked(asked: Asked) -> Option<observations::Asked> {
    let before = match asked.after {
        Some(word) => Some(place_of(&word)?),
        None => None,
    };
    let Asked { first, last, area, kind, .. } = asked;
    Some(observations::Asked { first, last, area, kind, before })
}

/// Hands on what was noted.
pub(super) fn book(told: Observations) -> ObservationBook {
    let row = |row: observations::ObservationRow| {
        let (walk, at) = match row.when {
            When::Walk(walk, at) => (Some(walk), at),
            When::Day(midnight) => (None, midnight),
        };
        ObservationRow { area: row.area, at, walk, kind: row.kind, note: row.note }
    };
    ObservationBook {
        counts: told.counts.into_iter().map(|((area, kind), n)| (area, kind, n)).collect(),
        rows: told.rows.into_iter().map(row).collect(),
        next: told.next.map(word_of),
    }
}

/// Writes a place in the list as an address names it.
fn word_of(Place { began, walk_no, idx }: Place) -> String {
    format!("{began}.{walk_no}.{idx}")
}

/// Reads what [`word_of`] wrote.
fn place_of(word: &str) -> Option<Place> {
    let mut parts = word.split('.').map(str::parse);
    let mut next = || parts.next()?.ok();
    let place = Place { began: next()?, walk_no: next()?, idx: next()? };
    (0 <= place.walk_no && place.began < i64::MAX).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_back_from_the_address() {
        let place = Place { began: -5, walk_no: 7, idx: 0 };
        assert_eq!(place_of(&word_of(place)), Some(place));
        for word in ["", "1", "1.2", "a.b.c", "9223372036854775807.1.1"] {
            assert_eq!(place_of(word), None, "{word}");
        }
    }
}
