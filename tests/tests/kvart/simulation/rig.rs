//! What the simulation is made of does what it says: its storage keeps the contract of every local store and loses just
//! what was not synced, and its server crashes at the very point it is told to.

use std::pin::pin;
use std::task::{Context, Waker};

use domain::id::DeviceId;
use domain::statement::Body;
use domain::time::WallTime;
use sync::contract::{self, keeps_the_contract};
use sync::entry::{Entry, Head};
use sync::local_store::{Durability, LocalStore, Log};
use sync::wire::{PROTOCOL, PushRequest};
use tests::simulation::Ground;
use tests::simulation::disk::Disk;
use tests::simulation::people;
use tests::simulation::plan::{Content, CrashPoint, Ending, Slip};
use tests::simulation::server::{BEGAN, Server, account};
use uuid::Uuid;

const DEVICE: DeviceId = DeviceId(Uuid::from_u128(7));

struct OnDisks;

impl contract::Ground for OnDisks {
    type Store = Disk;

    async fn fresh(&self) -> Disk {
        Disk::new(DEVICE, None)
    }

    async fn beside(&self, disk: &Disk) -> Disk {
        disk.clone()
    }

    async fn reopened(&self, disk: Disk) -> Disk {
        // What a battery that dies takes away was not promised to be kept.
        disk
    }
}

#[tokio::test]
async fn the_phones_storage_keeps_the_contract() {
    keeps_the_contract(&OnDisks).await;
}

#[tokio::test]
async fn a_dead_battery_takes_what_was_not_synced_and_nothing_else() {
    let disk = Disk::new(DEVICE, None);
    let (_, began) = people::began(1, BEGAN);
    disk.mark(&began, Durability::Relaxed).await.expect("a walk begins");
    let fix = || people::fixed(&disk.running()).expect("a walk is running");
    disk.mark(&fix(), Durability::Relaxed).await.expect("a position comes");
    let told = disk.append(&told(2), Log::Stays).await.expect("an entry is written");
    disk.mark(&fix(), Durability::Relaxed).await.expect("a position comes");
    assert_eq!(disk.running().len(), 3);
    disk.lose_unsynced();
    assert_eq!(disk.running().len(), 2, "what came before a write that was synced is synced with it");
    assert_eq!(disk.journal().iter().map(|kept| &kept.entry).collect::<Vec<_>>(), [&told]);
    disk.set_back(1);
    assert_eq!((disk.running().len(), disk.journal().len()), (2, 0));
}

#[tokio::test]
async fn an_operation_slips_when_it_is_told_to() {
    let disk = Disk::new(DEVICE, None);
    disk.slip(2, Slip::Fails);
    disk.append(&told(1), Log::Stays).await.expect("the first operation goes well");
    assert!(disk.append(&told(2), Log::Stays).await.is_err());
    assert_eq!(disk.journal().len(), 1);
    disk.slip(1, Slip::After(Ending::Killed));
    let body = told(2);
    let cut_off = pin!(disk.append(&body, Log::Stays)).poll(&mut Context::from_waker(Waker::noop()));
    assert!(cut_off.is_pending(), "the app is gone before it hears of its write");
    assert_eq!((disk.take_ending(), disk.journal().len()), (Some(Ending::Killed), 2));
}

#[test]
fn the_server_crashes_where_it_is_told_to() {
    for (point, is_held) in [
        (CrashPoint::BeforeCommit, false),
        (CrashPoint::InCommit(1), false),
        (CrashPoint::InCommit(50), false),
        (CrashPoint::InCommit(99), false),
        (CrashPoint::AfterCommit, true),
    ] {
        let ground = Ground::new();
        let mut server = Server::start(&ground, None).expect("it starts");
        let first = Entry::after(Head::EMPTY, DEVICE, &told(1));
        let second = Entry::after(first.head(), DEVICE, &told(2));
        server.push(account(0), &push(&first), BEGAN, None).expect("it takes the first entry in");
        server.push(account(0), &push(&second), BEGAN, Some(point)).expect("it takes the second in");
        let look = server.look().expect("it is up again");
        assert!(look.holds(DEVICE, 1, first.hash), "{point:?}");
        assert_eq!(look.holds(DEVICE, 2, second.hash), is_held, "{point:?}");
        assert_eq!(look.walks.len(), 1 + usize::from(is_held), "{point:?}");
        assert_eq!(server.faults().expect("the database can be read"), Vec::<String>::new(), "{point:?}");
    }
}

#[test]
fn a_restored_server_is_another_life_with_what_the_backup_held() {
    let ground = Ground::new();
    let mut server = Server::start(&ground, None).expect("it starts");
    let first = Entry::after(Head::EMPTY, DEVICE, &told(1));
    let second = Entry::after(first.head(), DEVICE, &told(2));
    let epoch = server.epoch().to_owned();
    server.push(account(0), &push(&first), BEGAN, None).expect("it takes the first entry in");
    server.back_up().expect("a backup is made");
    server.push(account(0), &push(&second), BEGAN, None).expect("it takes the second entry in");
    server.crash().expect("it crashes");
    assert_eq!(server.epoch(), epoch);
    assert!(server.look().expect("it is up again").holds(DEVICE, 2, second.hash));
    server.restore(0).expect("it is restored");
    let look = server.look().expect("it is up again");
    assert_eq!((look.holds(DEVICE, 1, first.hash), look.holds(DEVICE, 2, second.hash)), (true, false));
    assert_ne!(server.epoch(), epoch);
}

fn told(number: u64) -> Body {
    people::told(number, Content::Good, WallTime::from_ms(BEGAN.ms()))
}

fn push(entry: &Entry) -> String {
    let request = PushRequest {
        protocol: PROTOCOL,
        device: DEVICE,
        app: "tests".to_owned(),
        sent: BEGAN,
        head: entry.head(),
        entries: vec![entry.clone()],
        storage: None,
    };
    serde_json::to_string(&request).expect("a push is JSON")
}
