//! The server of a simulation: the real store on a file, fed with the text that phones send. It crashes by keeping of its
//! files what a disk would have kept, and never by a word of the store's own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use domain::area::{Area, Boundary, Standing};
use domain::id::{AccountId, AreaId, PromiseId};
use domain::place::{FlatMap, Position};
use domain::promise::{Evidence, Promise, PromisePeriod, Responsible, Target, Theme, Wording};
use domain::time::WallTime;
use rusqlite::Connection;
use store::error::StoreError;
use store::{NewAccount, Push, Store, Viewer};
use sync::engine::Failure;
use sync::entry::Entry;
use sync::wire::{PullAnswer, PullRequest, PushAnswer, PushReading, Role};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use uuid::Uuid;

use super::law::{Breach, Law};
use super::look::Look;
use super::mutant::Mutant;
use super::plan::CrashPoint;

/// The areas that the server knows from the beginning, and the one that it may learn of.
pub const AREAS: [&str; 2] = ["huddinge-c", "skogas-c"];
/// Named by some entries before the server knows it.
pub const LATER_AREA: &str = "varby-c";
/// How many accounts there are.
pub const N_ACCOUNTS: usize = 4;
/// When every simulation begins: Tuesday 24 November 2026, 22:14.
pub const BEGAN: WallTime = WallTime::from_ms(1_795_554_840_000);

/// What simulations on one thread share: a runtime, and a database with areas and accounts to begin from.
pub struct Ground {
    runtime: Runtime,
    folder: TempDir,
    blank: Vec<u8>,
}

/// The server.
pub struct Server<'a> {
    ground: &'a Ground,
    mutant: Option<Mutant>,
    folder: TempDir,
    n_files: u32,
    path: PathBuf,
    store: Store,
    beside: Connection,
    viewers: BTreeMap<AccountId, Viewer>,
    backups: Vec<PathBuf>,
}

/// A push that was taken in.
#[derive(Debug, Clone)]
pub struct Heard {
    /// What the phone sent, as far as it could be read.
    pub push: Push,
    /// What is answered.
    pub answer: PushAnswer,
}

impl Ground {
    /// Prepares it. The files lie in memory where there is a file system for that: nothing here survives anyhow.
    pub fn new() -> Ground {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime starts");
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() };
        let folder = folder.expect("a folder for temporary files");
        let path = folder.path().join("blank.db");
        let blank = runtime.block_on(blank(&path)).expect("a new database takes areas and accounts");
        Ground { runtime, folder, blank }
    }
}

impl Default for Ground {
    fn default() -> Ground {
        Ground::new()
    }
}

/// Makes a database with areas, accounts and a session for each, and returns its file.
async fn blank(path: &Path) -> Result<Vec<u8>, StoreError> {
    let broken = |error: &dyn std::fmt::Display| StoreError::Storage(error.to_string());
    let store = Store::open(path, BEGAN).map_err(|error| broken(&error))?;
    for area in AREAS {
        store.add_area(self::area(area)).await?;
    }
    store.plant_period(period(), BEGAN).await?;
    for idx in 0..N_ACCOUNTS {
        let account = NewAccount {
            id: account(idx),
            name: format!("polis{idx}"),
            shown_as: format!("Polis {idx}"),
            role: Role::Officer,
            password_hash: "none".to_owned(),
        };
        store.add_account(account, BEGAN).await?;
        store.open_session(self::account(idx), token(idx), BEGAN).await?;
    }
    store.close().await?;
    fs::read(path).map_err(|error| broken(&error))
}

/// The one promise for which activities are logged.
pub const PROMISE: PromiseId = PromiseId(Uuid::from_u128(0xb1));

fn period() -> PromisePeriod {
    let name = |text: &str| Wording { sv: text.to_owned(), en: String::new() };
    let day = |text: &str| text.parse().expect("a day");
    let promise = Promise {
        id: PROMISE,
        name: name("Trygghetsdialoger"),
        words: name("Vi lovar"),
        responsible: Responsible::Both,
        theme: Theme::PublicPlaces,
        target: Target::Ongoing,
        evidence: Evidence::Activities,
        areas: Vec::new(),
        within: None,
    };
    PromisePeriod {
        id: "2026".parse().expect("a period's id"),
        name: name("2026"),
        first: day("2026-01-01"),
        last: day("2026-12-31"),
        is_public: false,
        promises: vec![promise],
    }
}

/// Returns the id of an account.
pub fn account(idx: usize) -> AccountId {
    AccountId(Uuid::from_u128(0xacc0 + idx as u128))
}

/// Returns where an area's centre is.
pub fn centre(area: &str) -> Position {
    match area {
        "huddinge-c" => Position { lat: 59.23472, lon: 17.98056 },
        "skogas-c" => Position { lat: 59.21807, lon: 18.15413 },
        _ => Position { lat: 59.26461, lon: 17.8844 },
    }
}

fn token(idx: usize) -> [u8; 32] {
    [idx as u8 + 1; 32]
}

fn area(id: &str) -> Area {
    let map = FlatMap::around(centre(id));
    let corners = [(-150.0, -150.0), (150.0, -150.0), (150.0, 150.0), (-150.0, 150.0)];
    let ring = corners.map(|corner| map.position(corner)).to_vec();
    let boundary =
        Boundary::new(1, WallTime::from_ms(0), Standing::Draft, ring).expect("a square bounds something");
    let id: AreaId = id.parse().expect("an area's id");
    Area { name: id.to_string(), id, boundaries: vec![boundary] }
}

impl<'a> Server<'a> {
    /// Starts on a new database.
    pub fn start(ground: &'a Ground, mutant: Option<Mutant>) -> Result<Server<'a>, Breach> {
        let folder = TempDir::new_in(ground.folder.path()).map_err(unsound)?;
        let path = folder.path().join("0.db");
        fs::write(&path, &ground.blank).map_err(unsound)?;
        let (store, beside, viewers) = open(ground, &path, mutant)?;
        let backups = Vec::new();
        Ok(Server { ground, mutant, folder, n_files: 0, path, store, beside, viewers, backups })
    }

    /// Returns which life of the database this is.
    pub fn epoch(&self) -> &str {
        self.store.epoch()
    }

    /// Looks into the database.
    pub fn look(&self) -> Result<Look, Breach> {
        Look::at(&self.beside).map_err(unsound)
    }

    /// Returns the technician's connection.
    pub fn beside(&self) -> &Connection {
        &self.beside
    }

    /// Takes a push in as it came over the wire; nothing is answered when the server crashes over it.
    pub fn push(
        &mut self,
        account: AccountId,
        text: &str,
        now: WallTime,
        crash: Option<CrashPoint>,
    ) -> Result<Heard, Failure> {
        let push = read(text).ok_or(Failure::Broken(400))?;
        let base = crash.map(|_| self.base());
        let pushed = match &self.viewers.get(&account) {
            None => return Err(Failure::LoginNeeded),
            Some(viewer) => self.ground.runtime.block_on(self.store.push(viewer, push.clone(), now)),
        };
        let pushed = pushed.map_err(failure)?;
        let answer = PushAnswer {
            epoch: pushed.epoch,
            server_time: now,
            receipts: pushed.receipts,
            unreadable: Vec::new(),
            holdings: pushed.holdings,
        };
        if let (Some(crash), Some(base)) = (crash, base) {
            let log = fs::read(log_of(&self.path)).unwrap_or_default();
            let n_kept = match crash {
                CrashPoint::BeforeCommit => 0,
                CrashPoint::InCommit(share) => log.len() * usize::from(share) / 100,
                CrashPoint::AfterCommit => log.len(),
            };
            self.go_on_with(&base, &log[..n_kept]).map_err(|breach| Failure::Storage(breach.says))?;
        }
        Ok(Heard { push, answer })
    }

    /// Answers a pull.
    pub fn pull(
        &self,
        account: AccountId,
        request: &PullRequest,
        now: WallTime,
    ) -> Result<PullAnswer, Failure> {
        let viewer = self.viewers.get(&account).ok_or(Failure::LoginNeeded)?;
        self.ground.runtime.block_on(self.store.pull(viewer, request, now)).map_err(failure)
    }

    /// Crashes while nothing is being written.
    pub fn crash(&mut self) -> Result<(), Breach> {
        let base = self.base();
        self.go_on_with(&base, &[])
    }

    /// Makes a backup.
    pub fn back_up(&mut self) -> Result<usize, Breach> {
        let path = self.folder.path().join(format!("backup-{}.db", self.backups.len()));
        self.ground.runtime.block_on(self.store.backup(&path)).map_err(unsound)?;
        self.backups.push(path);
        Ok(self.backups.len())
    }

    /// Returns how many backups there are.
    pub fn n_backups(&self) -> usize {
        self.backups.len()
    }

    /// Is restored from a backup.
    pub fn restore(&mut self, nth: usize) -> Result<(), Breach> {
        let old = self.epoch().to_owned();
        let backup = fs::read(&self.backups[nth]).map_err(unsound)?;
        if self.mutant == Some(Mutant::RestoresUnderTheOldEpoch) {
            let path = self.folder.path().join("unmarked.db");
            fs::write(&path, &backup).map_err(unsound)?;
            let unmarked = Connection::open(&path).map_err(unsound)?;
            unmarked.execute("UPDATE house SET is_copy = 0, epoch = ?1", [old]).map_err(unsound)?;
            unmarked.close().map_err(|(_, error)| unsound(error))?;
            let unmarked = fs::read(&path).map_err(unsound)?;
            return self.go_on_with(&unmarked, &[]);
        }
        self.go_on_with(&backup, &[])
    }

    /// Adds the area that some entries name already; nothing when it is there.
    pub fn add_area(&self) -> Result<(), Breach> {
        match self.ground.runtime.block_on(self.store.add_area(area(LATER_AREA))) {
            Ok(()) | Err(StoreError::AreaTaken(_)) => Ok(()),
            Err(error) => Err(unsound(error)),
        }
    }

    /// Makes all walks and cells anew, and tells whether any of them had stood otherwise.
    pub fn recompute(&self) -> Result<store::Recomputed, Breach> {
        self.beside.execute_batch(Mutant::NO_TRIGGERS).map_err(unsound)?;
        self.ground.runtime.block_on(self.store.recompute()).map_err(unsound)
    }

    /// Returns what is wrong with the file.
    pub fn faults(&self) -> Result<Vec<String>, Breach> {
        self.ground.runtime.block_on(self.store.faults()).map_err(unsound)
    }

    /// Copies the whole log into the file, so that what is written from now on is all that the log holds, and returns the
    /// file.
    pub(super) fn base(&self) -> Vec<u8> {
        let checkpoint = |row: &rusqlite::Row| row.get::<_, i64>(0);
        let is_busy = self.beside.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], checkpoint);
        assert_eq!(is_busy, Ok(0), "nobody else is at the database");
        fs::read(&self.path).expect("the database's file can be read")
    }

    /// Ends without a word, and goes on with what the disk has kept.
    pub(super) fn go_on_with(&mut self, file: &[u8], log: &[u8]) -> Result<(), Breach> {
        // The files that it works on are left behind, so that closing them tidies nothing up.
        self.ground.runtime.block_on(self.store.close()).map_err(unsound)?;
        self.n_files += 1;
        self.path = self.folder.path().join(format!("{}.db", self.n_files));
        fs::write(&self.path, file).map_err(unsound)?;
        if !log.is_empty() {
            fs::write(log_of(&self.path), log).map_err(unsound)?;
        }
        (self.store, self.beside, self.viewers) = open(self.ground, &self.path, self.mutant)?;
        Ok(())
    }
}

type Opened = (Store, Connection, BTreeMap<AccountId, Viewer>);

fn open(ground: &Ground, path: &Path, mutant: Option<Mutant>) -> Result<Opened, Breach> {
    let store = Store::open(path, BEGAN).map_err(unsound)?;
    let beside = Connection::open(path).map_err(unsound)?;
    beside.busy_timeout(std::time::Duration::from_secs(5)).map_err(unsound)?;
    if let Some(mutant) = mutant {
        beside.execute_batch(mutant.triggers()).map_err(unsound)?;
    }
    let viewers = ground.runtime.block_on(async {
        let mut viewers = BTreeMap::new();
        for idx in 0..N_ACCOUNTS {
            viewers.extend(store.viewer(token(idx), BEGAN).await?.map(|viewer| (account(idx), viewer)));
        }
        Ok::<_, StoreError>(viewers)
    });
    Ok((store, beside, viewers.map_err(unsound)?))
}

fn log_of(path: &Path) -> PathBuf {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    PathBuf::from(log)
}

/// Reads a push as the server does: an entry that cannot be read spoils no other.
fn read(text: &str) -> Option<Push> {
    let reading: PushReading = serde_json::from_str(text).ok()?;
    let entries =
        reading.entries.iter().filter_map(|raw| serde_json::from_str::<Entry>(raw.get()).ok()).collect();
    let (device, app, sent, head) = (reading.device, reading.app, reading.sent, reading.head);
    Some(Push { device, app, sent, head, entries, storage: None })
}

/// Tells what the server's interface would answer.
fn failure(error: StoreError) -> Failure {
    match error {
        StoreError::DeviceOfAnother => Failure::LoginNeeded,
        StoreError::Busy => Failure::Busy { after_s: 2 },
        StoreError::Closed => Failure::Busy { after_s: 5 },
        _ => Failure::Broken(500),
    }
}

fn unsound(error: impl std::fmt::Display) -> Breach {
    Law::Sound.broken(error.to_string())
}
