//! What people do on their phones, as the bodies and marks that an app writes for it. It never writes them.

use domain::fix::Fix;
use domain::id::{AreaId, EntryHash, WalkId};
use domain::place::FlatMap;
use domain::recording::{Mark, Recording};
use domain::statement::{Body, Details, SCHEMA, Statement};
use domain::time::WallTime;
use domain::walk::{ClockReading, Evidence, Walk};
use sync::wire::{MAX_BODY_BYTES, WalkNews};
use uuid::Uuid;

use super::plan::{Amendment, Content};
use super::server::{AREAS, LATER_AREA, centre};

/// Stands in an entry over which something between phone and server breaks off.
pub const POISON: &str = "poison";
/// Stands in an entry that amends another account's walk.
pub const NOT_YOURS: &str = "not yours";

/// Returns the body of a walk that is logged afterwards. Each number is another walk.
pub fn told(number: u64, content: Content, wall: WallTime) -> Body {
    let area = match content {
        Content::UnknownArea => LATER_AREA,
        _ => AREAS[(number % 2) as usize],
    };
    let reason = match content {
        Content::Poison => POISON.to_owned(),
        Content::Huge => "x".repeat(MAX_BODY_BYTES + 1),
        _ => "Telefonen var urladdad".to_owned(),
    };
    let walk = Walk {
        id: walk_id(number),
        area: area_id(area),
        crew_size: if content == Content::NoCrew { 0 } else { 2 },
        started: wall.plus_s(-1200),
        elapsed_s: 900,
        evidence: Evidence::Afterwards { reason },
        observations: Vec::new(),
    };
    let body = Body::new(wall, Statement::Walk(walk));
    if content == Content::Newer { Body { schema: SCHEMA + 1, ..body } } else { body }
}

/// Returns the body that amends a walk which the app shows.
pub fn amended(known: &Known, how: Amendment, wall: WallTime) -> Body {
    let (walk, over) = (known.walk, known.over);
    let says = match how {
        Amendment::Withdrawn => Statement::Withdrawal { walk, over, reason: "Blev avbrutet".to_owned() },
        Amendment::Crew(crew_size) => {
            let details = Details {
                area: known.area.clone(),
                crew_size,
                started: known.started,
                elapsed_s: known.elapsed_s,
                observations: Vec::new(),
            };
            Statement::Correction { walk, over, reason: "Vi var fler".to_owned(), details }
        }
    };
    Body::new(wall, says)
}

/// Returns a body that withdraws a walk of somebody else's.
pub fn meddled(walk: WalkId, over: EntryHash, wall: WallTime) -> Body {
    let says = Statement::Withdrawal { walk, over, reason: NOT_YOURS.to_owned() };
    Body::new(wall, says)
}

/// A walk that an app shows and that can be amended.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    walk: WalkId,
    over: EntryHash,
    area: AreaId,
    started: WallTime,
    elapsed_s: u32,
}

/// Returns the walks that an app shows: from its own journal, and from the news what other phones have told.
pub fn known(journal: &[(EntryHash, Body)], news: &[WalkNews]) -> Vec<Known> {
    let mut known: Vec<Known> = Vec::new();
    for (hash, body) in journal {
        match &body.says {
            Statement::Walk(walk) => known.push(Known {
                walk: walk.id,
                over: *hash,
                area: walk.area.clone(),
                started: walk.started,
                elapsed_s: walk.elapsed_s,
            }),
            Statement::Correction { walk, .. } | Statement::Withdrawal { walk, .. } => {
                known.iter_mut().filter(|known| known.walk == *walk).for_each(|known| known.over = *hash);
            }
            Statement::Activity(_)
            | Statement::ActivityCorrection { .. }
            | Statement::ActivityWithdrawal { .. } => {}
        }
    }
    for news in news {
        if known.iter().all(|known| known.walk != news.walk) {
            known.push(Known {
                walk: news.walk,
                over: news.head,
                area: news.area.clone(),
                started: news.began,
                elapsed_s: news.elapsed_s,
            });
        }
    }
    known
}

/// Returns the mark with which a recorded walk begins.
pub fn began(number: u64, wall: WallTime) -> (WalkId, Mark) {
    let walk = walk_id(number);
    let area = area_id(AREAS[(number % 2) as usize]);
    let clock = ClockReading { t_s: 0, wall, server_ahead_ms: None, position: None };
    (walk, Mark::Began { walk, area, crew_size: 2, clock })
}

/// Returns the next position of a running walk; nothing when none is running.
pub fn fixed(marks: &[Mark]) -> Option<Mark> {
    let recording = Recording::replay(marks.iter().cloned()).ok()?;
    let t_s = recording.last_s() + 20;
    let map = FlatMap::around(centre(recording.area().as_str()));
    Fix::new(t_s, map.position((f64::from(t_s % 100), 0.0)), Some(8.0)).map(Mark::Fixed)
}

/// Returns the walk that is running, ended, and the body that tells it; nothing when none is running.
pub fn finished(marks: &[Mark], wall: WallTime) -> Option<(WalkId, Body)> {
    let recording = Recording::replay(marks.iter().cloned()).ok()?;
    let walk = recording.walk();
    let t_s = recording.last_s() + 5;
    Some((walk, Body::new(wall, Statement::Walk(recording.finish(t_s)))))
}

fn walk_id(number: u64) -> WalkId {
    WalkId(Uuid::from_u128(0x3a1c_0000 + u128::from(number)))
}

fn area_id(text: &str) -> AreaId {
    text.parse().expect("an area's id")
}
