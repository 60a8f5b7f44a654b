//! Which walks the demonstration tells: for each area and week what happened there, drawn as a line of letters. It decides
//! no verdict; each walk is judged like any other.

use domain::id::AreaId;
use domain::policy::Rulebook;
use domain::statement::Details;
use domain::time::WallTime;
use domain::walk::{Evidence, Walk};
use domain::week::Week;

use crate::demo::dice::Dice;
use crate::demo::stroll::{self, Course, Stroll};

/// How many weeks before the current one are told. One more than the desk shows at first.
pub(crate) const N_WEEKS_BEFORE: u32 = 13;

/// What happened in each area, oldest week first; the last letter is the current week.
const TOLD: [(&str, &str); 4] = [
    ("flemingsberg-c", "K2KKPKDKK2KKFK"),
    ("skogas-c", "KKSKDKKK2KOKKS"),
    ("huddinge-c", "KDKCK2KKDKKPKK"),
    ("varby-c", ".KKLKK2WKKK.K."),
];

/// Somebody's walk, and what was said about it later.
#[derive(Debug, Clone)]
pub(crate) struct Telling {
    /// Which of the two officers tells it: 0 or 1.
    pub(crate) officer: usize,
    /// The walk.
    pub(crate) walk: Walk,
    /// What was said about it later.
    pub(crate) amendment: Option<Amendment>,
    /// Seconds from its end until the phone reached the server.
    pub(crate) delay_s: u32,
}

/// What was said about a walk after it.
#[derive(Debug, Clone)]
pub(crate) enum Amendment {
    /// It was told wrongly.
    Correction {
        /// Why.
        reason: &'static str,
        /// What holds instead.
        details: Details,
    },
    /// It shall not count.
    Withdrawal {
        /// Why.
        reason: &'static str,
    },
}

/// One walk of a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Walk(Course),
    /// Both officers press start on the same patrol.
    Together,
    /// Logged afterwards, without positions.
    Afterwards,
    /// Walked, then withdrawn.
    Withdrawn,
    /// Walked, then corrected.
    Corrected,
    /// Walked without coverage: the phone reached the server days later.
    Late,
}

fn pieces(letter: char) -> &'static [Piece] {
    use Course::{Beside, CutShort, Full};
    match letter {
        'K' => &[Piece::Walk(Full)],
        '2' => &[Piece::Walk(Full), Piece::Walk(Full)],
        'P' => &[Piece::Walk(CutShort), Piece::Walk(Full)],
        'D' => &[Piece::Together],
        'C' => &[Piece::Corrected],
        'F' => &[Piece::Late],
        'S' => &[Piece::Walk(CutShort)],
        'O' => &[Piece::Walk(Beside)],
        'L' => &[Piece::Afterwards],
        'W' => &[Piece::Withdrawn],
        _ => &[],
    }
}

/// Returns the first week that is told.
pub(crate) fn first_week(now: WallTime) -> Week {
    Week::of(now).back(N_WEEKS_BEFORE)
}

/// Tells the walks of the weeks up to `now` in the order of their starts. The current week's lie before `now`; on its
/// first minutes there are none.
pub(crate) fn tell(rulebook: &Rulebook, now: WallTime, seed: u64) -> Vec<Telling> {
    let mut dice = Dice::new(seed);
    let mut told: Vec<Telling> = Vec::new();
    for (row, (area, letters)) in TOLD.iter().enumerate() {
        let area: AreaId = area.parse().expect("the plan's ids are ids");
        for (week, letter) in first_week(now).through(Week::of(now)).zip(letters.chars()) {
            for (idx, piece) in pieces(letter).iter().enumerate() {
                let officer = (row + idx + week.number() as usize) % 2;
                let Some(started) = start(week, now, &told, &mut dice) else { continue };
                told.extend(piece_of(*piece, officer, &area, started, rulebook, &mut dice));
            }
        }
    }
    told.sort_by_key(|telling| telling.walk.started);
    told
}

/// Draws a start at which nobody is on another walk. The evening is likeliest, no hour is certain: that is the method.
fn start(week: Week, now: WallTime, told: &[Telling], dice: &mut Dice) -> Option<WallTime> {
    /// The longest that a made-up walk takes, with the way to the next.
    const BUSY_S: i64 = 45 * 60;
    let latest = week.end().plus_s(-BUSY_S).min(now.plus_s(-30 * 60));
    let span_s = u32::try_from(latest.s_since(week.start())).ok()?;
    for n_drawn in 0..120 {
        let at = week.start().plus_s(i64::from(dice.whole(0, span_s)));
        // Early in the week there has been no evening yet: then any hour will do.
        let is_likely = dice.happens(likelihood_pct(at)) || 60 <= n_drawn;
        if is_likely && told.iter().all(|telling| BUSY_S <= telling.walk.started.s_since(at).abs()) {
            return Some(at);
        }
    }
    None
}

fn likelihood_pct(at: WallTime) -> u32 {
    match at.local().hour {
        17..=22 => 100,
        14..=16 | 23 => 40,
        10..=13 => 20,
        0 => 10,
        _ => 0,
    }
}

fn piece_of(
    piece: Piece,
    officer: usize,
    area: &AreaId,
    started: WallTime,
    rulebook: &Rulebook,
    dice: &mut Dice,
) -> Vec<Telling> {
    let Some(area) = rulebook.area(area) else { return Vec::new() };
    let stroll = |crew_size, course| Stroll { started, crew_size, course };
    let walk = |course, dice: &mut Dice| {
        let crew_size = if dice.happens(80) { 2 } else { dice.whole(1, 4) as u8 };
        stroll::walk(area, &stroll(crew_size, course), dice)
    };
    let soon_s = dice.whole(5, 240);
    let told = |walk| Telling { officer, walk, amendment: None, delay_s: soon_s };
    match piece {
        Piece::Walk(course) => vec![told(walk(course, dice))],
        Piece::Together => {
            let walk = stroll::walk(area, &stroll(2, Course::Full), dice);
            let started = started.plus_s(i64::from(dice.whole(20, 90)));
            let other = stroll::walk(area, &Stroll { started, ..stroll(2, Course::Full) }, dice);
            vec![told(walk), Telling { officer: 1 - officer, ..told(other) }]
        }
        Piece::Late => {
            vec![Telling { delay_s: 3 * 86_400 + dice.whole(0, 80_000), ..told(walk(Course::Full, dice)) }]
        }
        Piece::Afterwards => vec![told(afterwards(walk(Course::Full, dice), dice))],
        Piece::Withdrawn => {
            let reason = "Startades av misstag under transport, inget pass gicks.";
            vec![Telling {
                amendment: Some(Amendment::Withdrawal { reason }),
                ..told(walk(Course::Full, dice))
            }]
        }
        Piece::Corrected => {
            let walk = walk(Course::Full, dice);
            let reason = "Vi var fler: två kollegor från yttre tjänst gick med.";
            let details = Details { crew_size: walk.crew_size + 2, ..Details::of(&walk) };
            vec![Telling { amendment: Some(Amendment::Correction { reason, details }), ..told(walk) }]
        }
    }
}

/// Takes a walk's positions away: it is told from memory.
fn afterwards(walk: Walk, dice: &mut Dice) -> Walk {
    let reason = "Telefonen var urladdad. Tiderna är från patrullens anteckningar.".to_owned();
    Walk {
        elapsed_s: 60 * dice.whole(16, 22),
        evidence: Evidence::Afterwards { reason },
        observations: Vec::new(),
        ..walk
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::areas;
    use domain::coverage::{Standing, Visit, standing, tally};
    use domain::policy::Policy;
    use domain::verdict::judge;

    fn rulebook(now: WallTime) -> Rulebook {
        let areas = areas::promised(first_week(now).start());
        Rulebook { revision: 1, areas, policies: vec![Policy::default()], ..Rulebook::default() }
    }

    /// Returns how each area stands in a week, as one word for each.
    fn standings(told: &[Telling], rulebook: &Rulebook, week: Week, now: WallTime) -> Vec<&'static str> {
        let stand = |area: &domain::area::Area| {
            let stands =
                |telling: &&Telling| !matches!(telling.amendment, Some(Amendment::Withdrawal { .. }));
            let here =
                told.iter().filter(|telling| telling.walk.area == area.id && telling.walk.week() == week);
            let visit = |telling: &Telling| Visit {
                began: telling.walk.began(),
                ended: telling.walk.ended(),
                counts: judge(&telling.walk, rulebook).unwrap().counts,
            };
            let cell = tally(&here.filter(stands).map(visit).collect::<Vec<_>>(), &Policy::default());
            match standing(&cell, week, now, area.followed_since(), &Policy::default()) {
                Standing::Kept { .. } => "kept",
                Standing::Open { .. } => "open",
                Standing::AtRisk { .. } => "at risk",
                Standing::Missed => "missed",
                Standing::NotFollowed => "not followed",
            }
        };
        rulebook.areas.iter().map(stand).collect()
    }

    #[track_caller]
    fn check(now: &str, expected: [&str; 4]) {
        let now = WallTime::parse(now).unwrap();
        let rulebook = rulebook(now);
        let told = tell(&rulebook, now, 1);
        assert_eq!(standings(&told, &rulebook, Week::of(now), now), expected, "{}", Week::of(now));
        assert!(told.iter().all(|telling| telling.walk.ended() <= now));
    }

    #[test]
    fn the_current_week_is_mixed_on_every_day() {
        check("2026-11-23T00:20:00+01:00", ["open"; 4]);
        check("2026-11-23T04:00:00+01:00", ["kept", "open", "kept", "open"]);
        check("2026-11-25T12:00:00+01:00", ["kept", "open", "kept", "open"]);
        check("2026-11-28T12:00:00+01:00", ["kept", "at risk", "kept", "at risk"]);
        check("2026-11-29T23:50:00+01:00", ["kept", "at risk", "kept", "at risk"]);
        check("2026-10-25T23:50:00+01:00", ["kept", "at risk", "kept", "at risk"]);
    }

    #[test]
    fn the_weeks_before_stand_as_they_are_drawn() {
        let now = WallTime::parse("2026-11-25T12:00:00+01:00").unwrap();
        let rulebook = rulebook(now);
        for seed in 0..2 {
            let told = tell(&rulebook, now, seed);
            let weeks = first_week(now).through(Week::of(now).back(1));
            for (idx, week) in weeks.enumerate() {
                let drawn = TOLD.map(|(_, letters)| letters.chars().nth(idx).unwrap());
                let expected = drawn.map(|letter| if ".SOLW".contains(letter) { "missed" } else { "kept" });
                assert_eq!(standings(&told, &rulebook, week, now), expected, "{week}, seed {seed}");
            }
        }
    }

    #[test]
    fn nobody_is_on_two_walks_at_once() {
        let now = WallTime::parse("2026-11-25T12:00:00+01:00").unwrap();
        let told = tell(&rulebook(now), now, 1);
        for officer in [0, 1] {
            let own: Vec<&Walk> =
                told.iter().filter(|own| own.officer == officer).map(|own| &own.walk).collect();
            assert!(own.windows(2).all(|pair| pair[0].ended() < pair[1].began()));
        }
    }

    #[test]
    fn evenings_are_likeliest_and_no_hour_is_certain() {
        let now = WallTime::parse("2026-11-25T12:00:00+01:00").unwrap();
        let told = tell(&rulebook(now), now, 1);
        let n_evening = told.iter().filter(|own| (17..=23).contains(&own.walk.started.local().hour)).count();
        assert!(told.len() / 2 < n_evening && n_evening < told.len(), "{n_evening} of {}", told.len());
        let hours: std::collections::BTreeSet<u8> =
            told.iter().map(|own| own.walk.started.local().hour).collect();
        assert!(8 <= hours.len(), "{hours:?}");
    }

    #[test]
    fn the_same_seed_tells_the_same() {
        let now = WallTime::parse("2026-11-25T12:00:00+01:00").unwrap();
        let ids =
            |seed| tell(&rulebook(now), now, seed).into_iter().map(|own| own.walk.id).collect::<Vec<_>>();
        assert_eq!(ids(1), ids(1));
        assert_ne!(ids(1), ids(2));
    }
}
