//! A phone's journal in a test's hand: entries as a phone writes them, and such as no phone does. It never pushes.

use domain::id::{AreaId, DeviceId, WalkId};
use domain::statement::{Body, Statement};
use domain::time::WallTime;
use domain::walk::{Evidence, Walk};
use sync::entry::{Entry, Head};
use sync::wire::{PROTOCOL, PushRequest};
use uuid::Uuid;

/// A journal that grows by one entry at a time.
#[derive(Debug, Clone)]
pub struct Journal {
    /// Whose.
    pub device: DeviceId,
    /// Its end.
    pub head: Head,
}

impl Journal {
    /// Makes an empty journal; each number is another device.
    pub fn of(device: u128) -> Journal {
        Journal { device: DeviceId(Uuid::from_u128(device)), head: Head::EMPTY }
    }

    /// Writes a statement as the next entry.
    pub fn say(&mut self, says: Statement) -> Entry {
        self.append(Entry::after(self.head, self.device, &Body::new(began(), says)))
    }

    /// Writes any text as the next entry, with its right hash.
    pub fn write(&mut self, body: &str) -> Entry {
        self.append(Entry::sealed(self.head, self.device, body.to_owned()))
    }

    fn append(&mut self, entry: Entry) -> Entry {
        self.head = entry.head();
        entry
    }

    /// Returns the push of some of its entries.
    pub fn push(&self, entries: Vec<Entry>) -> PushRequest {
        let app = "tests".to_owned();
        PushRequest {
            protocol: PROTOCOL,
            device: self.device,
            app,
            sent: began(),
            head: self.head,
            entries,
            storage: None,
        }
    }
}

/// Returns the statement of a walk that was logged afterwards: the smallest good one. Each number is another walk.
pub fn told_walk(number: u128) -> Statement {
    Statement::Walk(walk(number))
}

/// Returns a walk that was logged afterwards.
pub fn walk(number: u128) -> Walk {
    let area: AreaId = "skogas-c".parse().expect("an area's id");
    let reason = "Telefonen var urladdad".to_owned();
    Walk {
        id: WalkId(Uuid::from_u128(number)),
        area,
        crew_size: 2,
        started: began(),
        elapsed_s: 960,
        evidence: Evidence::Afterwards { reason },
        observations: Vec::new(),
    }
}

/// Returns when all walks of these tests began: Tuesday 24 November 2026, 22:14.
pub fn began() -> WallTime {
    WallTime::from_local(2026, 11, 24, 22, 14).expect("that evening had such a minute")
}
