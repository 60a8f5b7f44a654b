//! A walk's fixes, and the compact form in which they are kept and sent. Nothing is smoothed, thinned or guessed.
//!
//! The form is columnar: all times, then all latitudes, longitudes and accuracies, each as differences to what the
//! fixes before let expect, through an adaptive range coder. Do not reorder: phones in the field write this.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::fix::{Accuracy, Fix, Spot};
use crate::range_coder::{Coder, Numbers, Reader, Writer};

/// Fixes in order of time, each reading once.
///
/// A second may hold several readings: which of them to believe, [`crate::dwell`] decides by the policy. (A track that kept
/// only one would let a dropped fix uncover another, and dwell could grow by losing evidence.)
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Track {
    fixes: Vec<Fix>,
}

/// Says why bytes are no track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadTrack {
    /// Not base64.
    #[error("the track is not base64")]
    Base64,
    /// Written by a newer app, or no track at all.
    #[error("the track has form {0}, this app reads form 1")]
    Form(u8),
    /// Damaged, or with more fixes than a day has seconds.
    #[error("the track is damaged")]
    Damaged,
    /// A fix whose time or place cannot be.
    #[error("fix {0} of the track has a time or place that cannot be")]
    OutOfRange(usize),
}

impl Track {
    /// As many fixes as a track holds at most: one a second for a day. Later ones are left out.
    pub const MAX_FIXES: usize = 86_400;
    const FORM: u8 = 1;

    /// Makes a track of fixes in any order; the order in which they came changes nothing.
    pub fn of(mut fixes: Vec<Fix>) -> Track {
        fixes.sort_unstable();
        fixes.dedup();
        fixes.truncate(Self::MAX_FIXES);
        Track { fixes }
    }

    /// Returns the fixes in order of time.
    pub fn fixes(&self) -> &[Fix] {
        &self.fixes
    }

    /// Writes the compact form: one byte for the form, the number of fixes (LEB128), one byte for how movement is
    /// foreseen, then the coded columns.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![Self::FORM];
        let mut n = self.fixes.len();
        while 0x7f < n {
            bytes.push(n as u8 | 0x80);
            n >>= 7;
        }
        bytes.push(n as u8);
        if self.fixes.is_empty() {
            return bytes;
        }
        let coded = |momentum: &u8| {
            let mut writer = Writer::new();
            let mut fixes = self.fixes.clone();
            pass_columns(&mut writer, &mut fixes, *momentum);
            (*momentum, writer.finish())
        };
        let (momentum, columns) = MOMENTA
            .iter()
            .map(coded)
            .min_by_key(|(_, columns)| columns.len())
            .expect("there is more than one way to foresee movement");
        bytes.push(momentum);
        bytes.extend(columns);
        bytes
    }

    /// Reads the compact form. Bytes may read as a track that no phone wrote, but never as one that cannot be written:
    /// its fixes are in order, on the globe, and encode to an equal track.
    pub fn decode(bytes: &[u8]) -> Result<Track, BadTrack> {
        let [form, rest @ ..] = bytes else { return Err(BadTrack::Damaged) };
        if *form != Self::FORM {
            return Err(BadTrack::Form(*form));
        }
        let (n, rest) = leb128(rest).ok_or(BadTrack::Damaged)?;
        if n == 0 {
            return if rest.is_empty() { Ok(Track::default()) } else { Err(BadTrack::Damaged) };
        }
        let [momentum, columns @ ..] = rest else { return Err(BadTrack::Damaged) };
        // A fix that was foreseen in every column still costs about a 280th of a bit: five times the coder's least.
        if Self::MAX_FIXES < n || columns.len().saturating_mul(4000) + 4000 < n || !MOMENTA.contains(momentum)
        {
            return Err(BadTrack::Damaged);
        }
        let blank = Fix {
            t_s: 0,
            spot: Spot::from_steps((0, 0)).ok_or(BadTrack::Damaged)?,
            accuracy: Accuracy::UNKNOWN,
        };
        let mut fixes = vec![blank; n];
        let mut reader = Reader::new(columns);
        pass_columns(&mut reader, &mut fixes, *momentum)
            .map_or(Ok(()), |idx| Err(BadTrack::OutOfRange(idx + 1)))?;
        if reader.has_rest() {
            return Err(BadTrack::Damaged);
        }
        match fixes.windows(2).position(|pair| pair[1] <= pair[0]) {
            Some(idx) => Err(BadTrack::OutOfRange(idx + 2)),
            None => Ok(Track { fixes }),
        }
    }
}

/// How much of the last movement is expected to go on, in quarters: none suits somebody who stands, all a vehicle.
const MOMENTA: [u8; 4] = [0, 1, 2, 4];

/// Passes all columns through a coder: a writer takes them from `fixes`, a reader leaves them there. Returns the first
/// fix whose figures cannot be, which only a reader meets.
fn pass_columns(coder: &mut impl Coder, fixes: &mut [Fix], momentum: u8) -> Option<usize> {
    let mut steps = Numbers::new();
    let mut t_s = 0u32;
    for fix in fixes.iter_mut() {
        let step = steps.pass(coder, fix.t_s.wrapping_sub(t_s));
        t_s = t_s.wrapping_add(step);
        fix.t_s = t_s;
    }

    let times: Vec<u32> = fixes.iter().map(|fix| fix.t_s).collect();
    let mut places: Vec<(i32, i32)> = fixes.iter().map(|fix| fix.spot.steps()).collect();
    pass_coordinate(coder, &times, &mut places, momentum, |place| &mut place.0);
    pass_coordinate(coder, &times, &mut places, momentum, |place| &mut place.1);

    let mut accuracies = Numbers::new();
    let mut last = 0i32;
    for (idx, (fix, place)) in fixes.iter_mut().zip(places).enumerate() {
        last = last
            .wrapping_add(accuracies.pass_signed(coder, i32::from(fix.accuracy.step()).wrapping_sub(last)));
        let accuracy = u8::try_from(last).ok().and_then(Accuracy::from_step);
        let (Some(accuracy), Some(spot)) = (accuracy, Spot::from_steps(place)) else { return Some(idx) };
        fix.accuracy = accuracy;
        fix.spot = spot;
    }
    None
}

/// Passes one coordinate of all places as the difference to where the movement so far would have led.
fn pass_coordinate(
    coder: &mut impl Coder,
    times: &[u32],
    places: &mut [(i32, i32)],
    momentum: u8,
    coordinate: impl Fn(&mut (i32, i32)) -> &mut i32,
) {
    let mut numbers = Numbers::new();
    let mut last = 0i32;
    let mut last_move = 0i64;
    for (idx, place) in places.iter_mut().enumerate() {
        let dt = |idx: usize| i64::from(times[idx].wrapping_sub(times[idx - 1])).max(1);
        // Saturating: damaged bytes may claim moves and times whose product no number holds.
        let carried = |last_move: i64| last_move.saturating_mul(dt(idx)).saturating_mul(i64::from(momentum));
        let foreseen = if idx < 2 { 0 } else { carried(last_move) / (4 * dt(idx - 1)) };
        let foreseen = foreseen.clamp(-1_000_000, 1_000_000) as i32;
        let place = coordinate(place);
        let miss = numbers.pass_signed(coder, place.wrapping_sub(last).wrapping_sub(foreseen));
        *place = last.wrapping_add(foreseen).wrapping_add(miss);
        last_move = i64::from(*place) - i64::from(last);
        last = *place;
    }
}

fn leb128(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut n = 0;
    for (idx, &byte) in bytes.iter().enumerate().take(3) {
        n |= usize::from(byte & 0x7f) << (7 * idx);
        if byte < 0x80 {
            return Some((n, &bytes[idx + 1..]));
        }
    }
    None
}

impl fmt::Debug for Track {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Track({} fixes)", self.fixes.len())
    }
}

impl TryFrom<String> for Track {
    type Error = BadTrack;

    fn try_from(text: String) -> Result<Track, BadTrack> {
        Track::decode(&STANDARD_NO_PAD.decode(text).map_err(|_| BadTrack::Base64)?)
    }
}

impl From<Track> for String {
    fn from(track: Track) -> String {
        STANDARD_NO_PAD.encode(track.encode())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn anywhere() -> impl Strategy<Value = Spot> {
        (-9_000_000i32..=9_000_000, -9_000_000i32..=9_000_000)
            .prop_map(|steps| Spot::from_steps(steps).unwrap())
    }

    /// Metre by metre about Huddinge, as walks are.
    fn nearby() -> impl Strategy<Value = Spot> {
        (0i32..400, 0i32..400).prop_map(|(y, x)| Spot::from_steps((5_923_272 + y, 898_828 + x)).unwrap())
    }

    fn fix() -> impl Strategy<Value = Fix> {
        let t_s = prop_oneof![4 => 0u32..2000, 1 => any::<u32>()];
        let spot = prop_oneof![4 => nearby(), 1 => anywhere()];
        (t_s, spot, 0u8..=63).prop_map(|(t_s, spot, step)| Fix {
            t_s,
            spot,
            accuracy: Accuracy::from_step(step).unwrap(),
        })
    }

    fn fixes() -> impl Strategy<Value = Vec<Fix>> {
        prop::collection::vec(fix(), 0..120)
    }

    #[track_caller]
    fn check(bytes: &[u8], expected: Result<usize, BadTrack>) {
        assert_eq!(Track::decode(bytes).map(|track| track.fixes().len()), expected, "{bytes:?}");
    }

    #[test]
    fn bytes_that_are_no_track_are_refused_with_the_reason() {
        check(&[], Err(BadTrack::Damaged));
        check(&[0], Err(BadTrack::Form(0)));
        check(&[2, 0], Err(BadTrack::Form(2)));
        check(&[1], Err(BadTrack::Damaged));
        check(&[1, 0], Ok(0));
        check(&[1, 0, 0], Err(BadTrack::Damaged));
        check(&[1, 1], Err(BadTrack::Damaged));
        check(&[1, 1, 3], Err(BadTrack::Damaged));
        check(&[1, 0x80, 0x80, 0x80, 1, 0], Err(BadTrack::Damaged));
        // A million fixes, and as many as a day holds, out of nothing.
        check(&[1, 0xff, 0xff, 0x7f, 0], Err(BadTrack::Damaged));
        check(&[1, 0x80, 0xa3, 0x05, 0], Err(BadTrack::Damaged));
        // Two readings that are the same, since no bits are left to tell them apart.
        check(&[1, 2, 0], Err(BadTrack::OutOfRange(2)));
        assert_eq!(Track::try_from("?".to_owned()), Err(BadTrack::Base64));
        assert_eq!(Track::try_from("AQA".to_owned()), Ok(Track::default()));
    }

    #[test]
    fn a_full_day_of_standing_still_is_read_back() {
        let spot = Spot::from_steps((5_923_472, 899_028)).unwrap();
        let still = |t_s| Fix { t_s, spot, accuracy: Accuracy::of(Some(5.0)) };
        let day = Track::of((0..100_000).map(still).collect());
        assert_eq!(day.fixes().len(), Track::MAX_FIXES);
        let bytes = day.encode();
        assert!(bytes.len() < 200, "{}", bytes.len());
        assert_eq!(Track::decode(&bytes), Ok(day));
    }

    #[test]
    fn a_move_and_a_time_whose_product_no_number_holds_are_read_back() {
        let fix = |t_s, steps| Fix {
            t_s,
            spot: Spot::from_steps(steps).unwrap(),
            accuracy: Accuracy::from_step(1).unwrap(),
        };
        let far = Track::of(vec![
            fix(0, (-9_000_000, -9_000_000)),
            fix(1, (9_000_000, 9_000_000)),
            fix(u32::MAX, (0, 0)),
        ]);
        assert_eq!(Track::decode(&far.encode()), Ok(far));
    }

    /// Reads bytes that may be anything: without a panic, and into a track that can be written.
    fn read(bytes: &[u8]) -> Result<(), TestCaseError> {
        if let Ok(track) = Track::decode(bytes) {
            prop_assert_eq!(Track::of(track.fixes().to_vec()), track.clone());
            prop_assert_eq!(Track::decode(&track.encode()), Ok(track));
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn a_track_is_read_back_as_it_was_written(fixes in fixes()) {
            let track = Track::of(fixes);
            prop_assert_eq!(Track::decode(&track.encode()), Ok(track.clone()));
            prop_assert_eq!(Track::try_from(String::from(track.clone())), Ok(track));
        }

        #[test]
        fn the_order_of_fixes_changes_nothing(
            (fixes, shuffled) in fixes().prop_flat_map(|fixes| (Just(fixes.clone()), Just(fixes).prop_shuffle())),
        ) {
            prop_assert_eq!(Track::of(fixes).encode(), Track::of(shuffled).encode());
        }

        #[test]
        fn any_bytes_are_read_or_refused(
            n in 0u8..200,
            momentum in prop::sample::select(MOMENTA.to_vec()),
            columns in prop::collection::vec(any::<u8>(), 0..300),
        ) {
            read(&columns)?;
            read(&[&[1, n % 128, momentum], &columns[..]].concat())?;
            if 128 <= n {
                read(&[&[1, n, 1, momentum], &columns[..]].concat())?;
            }
        }

        /// What random bytes hardly ever say and a forger easily does: columns of any numbers at all.
        #[test]
        fn any_numbers_are_read_or_refused(
            rows in prop::collection::vec((any::<u32>(), any::<[i32; 3]>()), 1..6),
            momentum in prop::sample::select(MOMENTA.to_vec()),
        ) {
            let mut writer = Writer::new();
            let mut steps = Numbers::new();
            rows.iter().for_each(|(step, _)| { steps.pass(&mut writer, *step); });
            for column in 0..3 {
                let mut numbers = Numbers::new();
                rows.iter().for_each(|(_, row)| { numbers.pass_signed(&mut writer, row[column]); });
            }
            read(&[&[1, rows.len() as u8, momentum], &writer.finish()[..]].concat())?;
        }

        #[test]
        fn a_damaged_track_is_read_or_refused(
            fixes in fixes(),
            (at, byte) in any::<(prop::sample::Index, u8)>(),
            cut in any::<prop::sample::Index>(),
        ) {
            let mut bytes = Track::of(fixes).encode();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            read(&bytes)?;
            bytes.truncate(cut.index(bytes.len()));
            read(&bytes)?;
        }
    }
}
