//! A small house to test in: two areas, people, phones that keep journals. It asserts nothing by itself.

use std::path::PathBuf;

use domain::activity::{Activity, Party};
use domain::area::{Area, Boundary, Standing};
use domain::day::Day;
use domain::fix::Fix;
use domain::id::{AccountId, ActivityId, AreaId, DeviceId, EntryHash, PromiseId, WalkId};
use domain::place::{FlatMap, Position};
use domain::promise::{self, Each, Promise, PromisePeriod, Responsible, Target, Theme, Wording};
use domain::reporting::Silence;
use domain::statement::{Body, Details, Statement};
use domain::time::WallTime;
use domain::track::Track;
use domain::walk::{ClockReading, Evidence, Walk};
use domain::week::Week;
use store::{CellRow, NewAccount, Push, Pushed, Store, Viewer};
use sync::entry::{Entry, Head};
use sync::wire::{Outcome, Role};
use tempfile::TempDir;
use uuid::Uuid;

/// Monday 2026-11-23 00:00 in Huddinge, week 48.
pub(crate) const MONDAY: WallTime = WallTime::from_ms(1_795_388_400_000);
/// The server's clock in these tests: Friday of that week.
pub(crate) const NOW: WallTime = MONDAY.plus_s(4 * 86_400);

/// The areas' ids, in their order.
pub(crate) const AREAS: [&str; 2] = ["huddinge-c", "skogas-c"];

pub(crate) struct House {
    pub(crate) store: Store,
    pub(crate) folder: TempDir,
}

impl House {
    /// Opens a new database with both areas.
    pub(crate) async fn new() -> House {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("kvart.db"), NOW).unwrap();
        for (idx, area) in AREAS.into_iter().enumerate() {
            let area =
                Area { id: area_id(area), name: area.to_owned(), boundaries: vec![square(idx, 1, 150.0)] };
            store.add_area(area).await.unwrap();
        }
        House { store, folder }
    }

    /// Opens a new database with both areas and a period of promises.
    pub(crate) async fn with_promises() -> House {
        let house = House::new().await;
        house.store.plant_period(period(), NOW).await.unwrap();
        house
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("kvart.db")
    }

    /// Opens a second connection to the file, as a technician would.
    pub(crate) fn raw(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.path()).unwrap()
    }

    /// Returns one figure from the file.
    pub(crate) fn figure(&self, sql: &str) -> i64 {
        self.raw().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// Makes an account and logs it in.
    pub(crate) async fn enter(&self, name: &str, role: Role) -> Viewer {
        self.store.add_account(account(name, role), NOW).await.unwrap();
        self.log_in(name).await
    }

    /// Logs in again, with the same token as ever.
    pub(crate) async fn log_in(&self, name: &str) -> Viewer {
        self.store.open_session(account_id(name), token(name), NOW).await.unwrap();
        self.store.viewer(token(name), NOW).await.unwrap().unwrap()
    }

    /// Returns the cells of all areas in which somebody walked.
    pub(crate) async fn cells(&self, viewer: &Viewer, first: Week, last: Week) -> Vec<CellRow> {
        let rulebook = self.store.rulebook().await.unwrap();
        let areas: Vec<AreaId> = rulebook.areas.iter().map(|area| area.id.clone()).collect();
        self.store.coverage(viewer, &areas, first, last, NOW).await.unwrap().cells
    }

    /// Returns the phones that have yet to report the latest week up to `last` that has ended.
    pub(crate) async fn silence(&self, viewer: &Viewer, last: Week, now: WallTime) -> Option<Silence> {
        self.store.coverage(viewer, &[], last, last, now).await.unwrap().silence
    }

    /// Pushes entries of a phone's journal, whose end is told as it is.
    pub(crate) async fn push(&self, viewer: &Viewer, phone: &Phone, entries: Vec<Entry>) -> Pushed {
        self.store.push(viewer, phone.push(entries), NOW).await.unwrap()
    }

    /// Pushes a phone's whole journal.
    pub(crate) async fn push_all(&self, viewer: &Viewer, phone: &Phone) -> Pushed {
        self.push(viewer, phone, phone.journal.clone()).await
    }
}

/// A phone with its journal.
#[derive(Clone)]
pub(crate) struct Phone {
    pub(crate) device: DeviceId,
    pub(crate) journal: Vec<Entry>,
}

impl Phone {
    pub(crate) fn new(n: u128) -> Phone {
        Phone { device: DeviceId(Uuid::from_u128(n)), journal: Vec::new() }
    }

    pub(crate) fn head(&self) -> Head {
        self.journal.last().map_or(Head::EMPTY, Entry::head)
    }

    /// Writes the next entry and returns it.
    pub(crate) fn says(&mut self, says: Statement) -> Entry {
        let body = Body::new(MONDAY, says);
        let entry = Entry::after(self.head(), self.device, &body);
        self.journal.push(entry.clone());
        entry
    }

    pub(crate) fn push(&self, entries: Vec<Entry>) -> Push {
        Push {
            device: self.device,
            app: "test 1".to_owned(),
            sent: NOW,
            head: self.head(),
            entries,
            storage: None,
        }
    }
}

/// How a walk in a test went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Went {
    /// Fifteen minutes inside.
    Well,
    /// Five minutes inside.
    Short,
    /// Fifteen minutes a kilometre away.
    Elsewhere,
    /// Told afterwards.
    Afterwards,
}

/// Makes a walk in the area with that place in [`AREAS`], `at_s` seconds into the week.
pub(crate) fn walk(n: u128, area: usize, at_s: i64, went: Went) -> Walk {
    let started = MONDAY.plus_s(at_s);
    let (elapsed_s, off_m) = match went {
        Went::Well | Went::Afterwards => (900, 0.0),
        Went::Short => (300, 0.0),
        Went::Elsewhere => (900, 1000.0),
    };
    let map = FlatMap::around(centre(area));
    let fix = |t_s| Fix::new(t_s, map.position((off_m + f64::from(t_s % 50), 0.0)), Some(8.0)).unwrap();
    let evidence = match went {
        Went::Afterwards => Evidence::Afterwards { reason: "Telefonen var urladdad".to_owned() },
        _ => Evidence::Recorded {
            track: Track::of((0..=elapsed_s).step_by(10).map(fix).collect()),
            gaps: Vec::new(),
            clocks: vec![ClockReading { t_s: 0, wall: started, server_ahead_ms: None, position: None }],
        },
    };
    let id = WalkId(Uuid::from_u128(n));
    Walk {
        id,
        area: area_id(AREAS[area]),
        crew_size: 2,
        started,
        elapsed_s,
        evidence,
        observations: Vec::new(),
    }
}

pub(crate) fn correction(walk: &Walk, over: &Entry, change: impl FnOnce(&mut Details)) -> Statement {
    let mut details = Details::of(walk);
    change(&mut details);
    Statement::Correction { walk: walk.id, over: over.hash, reason: "Fel område".to_owned(), details }
}

pub(crate) fn withdrawal(walk: WalkId, over: EntryHash) -> Statement {
    Statement::Withdrawal { walk, over, reason: "Blev avbrutet".to_owned() }
}

/// The period that [`House::with_promises`] has.
pub(crate) const PERIOD: &str = "2026";

/// Returns a period with two promises: the first is shown by what is logged, the second by walks.
pub(crate) fn period() -> PromisePeriod {
    let name = |text: &str| Wording { sv: text.to_owned(), en: String::new() };
    let promise = |n, evidence| Promise {
        id: promise_id(n),
        name: name(&format!("Löfte {n}")),
        words: name("Vi lovar"),
        responsible: Responsible::Both,
        theme: Theme::PublicPlaces,
        target: Target::Times { n: 5, each: Each::Period },
        evidence,
        areas: vec![area_id(AREAS[0])],
        within: None,
    };
    PromisePeriod {
        id: PERIOD.parse().unwrap(),
        name: name(PERIOD),
        first: "2026-01-01".parse().unwrap(),
        last: "2026-12-31".parse().unwrap(),
        is_public: false,
        promises: vec![
            promise(1, promise::Evidence::Activities),
            promise(2, promise::Evidence::CountedWalks),
        ],
    }
}

pub(crate) fn promise_id(n: u128) -> PromiseId {
    PromiseId(Uuid::from_u128(0xb0 + n))
}

/// Makes an activity for the first promise, on the Monday, that reached so many.
pub(crate) fn activity(n: u128, n_reached: u32) -> Activity {
    Activity {
        id: ActivityId(Uuid::from_u128(n)),
        promise: promise_id(1),
        day: Day::of(MONDAY),
        area: Some(area_id(AREAS[1])),
        place: Some("Skogåsskolan".to_owned()),
        parties: [Party::Police, Party::Municipality].into(),
        n_reached: Some(n_reached),
        note: None,
    }
}

pub(crate) fn activity_correction(instead: Activity, over: EntryHash) -> Statement {
    Statement::ActivityCorrection { over, reason: "Räknade om".to_owned(), instead }
}

pub(crate) fn activity_withdrawal(n: u128, over: EntryHash) -> Statement {
    let activity = ActivityId(Uuid::from_u128(n));
    Statement::ActivityWithdrawal { activity, over, reason: "Blev inställt".to_owned() }
}

/// Returns a square boundary around the centre of an area, valid from the beginning.
pub(crate) fn square(area: usize, version: u32, half_m: f64) -> Boundary {
    let map = FlatMap::around(centre(area));
    let corners = [(-half_m, -half_m), (half_m, -half_m), (half_m, half_m), (-half_m, half_m)];
    let ring = corners.map(|corner| map.position(corner)).to_vec();
    Boundary::new(version, WallTime::from_ms(0), Standing::Draft, ring).unwrap()
}

fn centre(area: usize) -> Position {
    [Position { lat: 59.23472, lon: 17.98056 }, Position { lat: 59.21807, lon: 18.15413 }][area]
}

pub(crate) fn area_id(text: &str) -> AreaId {
    text.parse().unwrap()
}

pub(crate) fn account(name: &str, role: Role) -> NewAccount {
    NewAccount {
        id: account_id(name),
        name: name.to_owned(),
        shown_as: format!("{name} visad"),
        role,
        password_hash: "$argon2id$…".to_owned(),
    }
}

/// Returns the id of a test's account: its name is its number.
pub(crate) fn account_id(name: &str) -> AccountId {
    AccountId(Uuid::from_bytes(std::array::from_fn(|idx| name.as_bytes().get(idx).copied().unwrap_or(0))))
}

/// Returns the hash of the token that a test's account logs in with.
pub(crate) fn token(name: &str) -> [u8; 32] {
    std::array::from_fn(|idx| name.as_bytes().get(idx).copied().unwrap_or(1))
}

/// Tells outcomes in a word each.
pub(crate) fn words(pushed: &Pushed) -> Vec<String> {
    let word = |outcome: &Outcome| match outcome {
        Outcome::Stored { .. } => "stored".to_owned(),
        Outcome::Duplicate { .. } => "duplicate".to_owned(),
        Outcome::Rejected { refusal, .. } => format!("{refusal:?}"),
        Outcome::Retry { delay } => format!("retry {delay:?}"),
    };
    pushed.receipts.iter().map(|receipt| word(&receipt.outcome)).collect()
}
