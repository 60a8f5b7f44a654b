//! What people do on their phones, as the bodies and marks that an app writes for it. It never writes them.

use domain::activity::{Activity, Party};
use domain::day::Day;
use domain::fix::Fix;
use domain::id::{ActivityId, AreaId, EntryHash, WalkId};
use domain::place::FlatMap;
use domain::recording::{Mark, Recording};
use domain::statement::{Body, Details, SCHEMA, Statement, Subject};
use domain::time::WallTime;
use domain::walk::{ClockReading, Evidence, Walk};
use sync::local_store::News;
use sync::wire::MAX_BODY_BYTES;
use uuid::Uuid;

use super::plan::{Amendment, Content};
use super::server::{AREAS, LATER_AREA, PROMISE, centre};

/// Stands in an entry over which something between phone and server breaks off.
pub const POISON: &str = "poison";
/// Stands in an entry that amends another account's walk.
pub const NOT_YOURS: &str = "not yours";

/// Returns the body of a walk that is logged afterwards, or of an activity. Each number is another one.
pub fn told(number: u64, content: Content, wall: WallTime) -> Body {
    let area = match content {
        Content::UnknownArea => LATER_AREA,
        _ => AREAS[(number % 2) as usize],
    };
    if content == Content::Good && number.is_multiple_of(3) {
        return Body::new(wall, Statement::Activity(activity(number, wall)));
    }
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

/// Returns the activity of a number.
fn activity(number: u64, wall: WallTime) -> Activity {
    Activity {
        id: ActivityId(Uuid::from_u128(0xac7_0000 + u128::from(number))),
        promise: PROMISE,
        day: Day::of(wall),
        area: Some(area_id(AREAS[(number % 2) as usize])),
        place: None,
        parties: [Party::Police].into(),
        n_reached: Some(12),
        note: None,
    }
}

/// Returns the body that amends a walk or an activity which the app shows.
pub fn amended(known: &Known, how: Amendment, wall: WallTime) -> Body {
    let over = known.over;
    let (withdrawn, more) = ("Blev avbrutet".to_owned(), "Vi var fler".to_owned());
    let says = match (&known.told, how) {
        (&Told::Walk { walk, .. }, Amendment::Withdrawn) => {
            Statement::Withdrawal { walk, over, reason: withdrawn }
        }
        (Told::Activity(activity), Amendment::Withdrawn) => {
            Statement::ActivityWithdrawal { activity: activity.id, over, reason: withdrawn }
        }
        (Told::Activity(activity), Amendment::Crew(n)) => {
            let instead = Activity { n_reached: Some(u32::from(n)), ..activity.clone() };
            Statement::ActivityCorrection { over, reason: more, instead }
        }
        (Told::Walk { walk, area, started, elapsed_s }, Amendment::Crew(crew_size)) => {
            let details = Details {
                area: area.clone(),
                crew_size,
                started: *started,
                elapsed_s: *elapsed_s,
                observations: Vec::new(),
            };
            Statement::Correction { walk: *walk, over, reason: more, details }
        }
    };
    Body::new(wall, says)
}

/// Returns a body that withdraws a walk of somebody else's.
pub fn meddled(walk: WalkId, over: EntryHash, wall: WallTime) -> Body {
    let says = Statement::Withdrawal { walk, over, reason: NOT_YOURS.to_owned() };
    Body::new(wall, says)
}

/// A walk or an activity that an app shows and that can be amended.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    over: EntryHash,
    told: Told,
}

/// What is told of it, as far as an amendment repeats it.
#[derive(Debug, Clone, PartialEq)]
enum Told {
    Walk { walk: WalkId, area: AreaId, started: WallTime, elapsed_s: u32 },
    Activity(Activity),
}

impl Told {
    fn subject(&self) -> Subject {
        match self {
            Told::Walk { walk, .. } => Subject::Walk(*walk),
            Told::Activity(activity) => Subject::Activity(activity.id),
        }
    }
}

/// Returns what an app shows: from its own journal, and from the news what other phones have told.
pub fn known(journal: &[(EntryHash, Body)], news: &News) -> Vec<Known> {
    let mut known: Vec<Known> = Vec::new();
    for (hash, body) in journal {
        let told = match &body.says {
            Statement::Walk(walk) => Told::Walk {
                walk: walk.id,
                area: walk.area.clone(),
                started: walk.started,
                elapsed_s: walk.elapsed_s,
            },
            Statement::Activity(activity) => Told::Activity(activity.clone()),
            amendment => {
                let amended = known.iter_mut().filter(|known| known.told.subject() == amendment.subject());
                amended.for_each(|known| known.over = *hash);
                continue;
            }
        };
        known.push(Known { over: *hash, told });
    }
    let walks = news.walks.iter().map(|news| Known {
        over: news.head,
        told: Told::Walk {
            walk: news.walk,
            area: news.area.clone(),
            started: news.began,
            elapsed_s: news.elapsed_s,
        },
    });
    let activities = news.activities.iter().flatten();
    let activities =
        activities.map(|news| Known { over: news.head, told: Told::Activity(news.activity.clone()) });
    for news in walks.chain(activities) {
        if known.iter().all(|known| known.told.subject() != news.told.subject()) {
            known.push(news);
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
