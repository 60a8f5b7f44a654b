//! What is known of phones: what they told against what is held, when they reported, and taking one out of use.

use domain::id::DeviceId;
use domain::statement::Statement;
use domain::week::Week;
use store::error::StoreError;
use store::phone_sheet::Done;
use store::{ForkName, PhoneRow, Push, Ruling, Store, Viewer};
use sync::entry::{Entry, Head};
use sync::heartbeat::Heartbeat;
use sync::wire::{PROTOCOL, PullRequest, Role, StorageReport};

use crate::house::{House, MONDAY, NOW, Phone, Went, walk};

/// Returns what a phone says of itself when so many of its entries wait.
pub(crate) fn heartbeat(phone: &Phone, n_unsent: u64) -> Heartbeat {
    Heartbeat {
        protocol: PROTOCOL,
        device: phone.device,
        app: "test 1".to_owned(),
        sent: NOW,
        head: phone.head(),
        n_unsent,
        oldest_unsent: (0 < n_unsent).then_some(MONDAY),
        n_parked: 0,
        is_lasting: None,
        storage: None,
    }
}

/// Returns a phone that has told so many walks to itself.
pub(crate) fn phone_with(n: u128, n_walks: u128) -> Phone {
    let mut phone = Phone::new(n);
    let telling = |k: u128| Statement::Walk(walk(100 * n + k, 0, (20 * n + k) as i64 * 2000, Went::Well));
    (1..=n_walks).for_each(|k| drop(phone.says(telling(k))));
    phone
}

async fn row(store: &Store, chief: &Viewer, phone: &Phone) -> PhoneRow {
    let rows = store.phones(chief).await.unwrap().rows;
    rows.into_iter().find(|row| row.device == phone.device).unwrap()
}

/// Returns how many phones have yet to report the week of [`NOW`], and when the most silent one last did, in seconds after it.
async fn silent(house: &House, viewer: &Viewer) -> (u32, i64) {
    let silence = house.silence(viewer, Week::of(NOW), NOW.plus_s(10 * 86_400)).await;
    silence.map_or((0, 0), |silence| (silence.n_phones, silence.since.s_since(NOW)))
}

#[tokio::test]
async fn what_was_told_is_held_against_what_is() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    let mut phone = phone_with(1, 4);
    phone.journal.push(Entry::sealed(phone.head(), phone.device, "{}".to_owned()));
    let entries = [0, 2, 4].map(|idx| phone.journal[idx].clone()).to_vec();
    house.push(&officer, &phone, entries).await;
    let known = row(&house.store, &chief, &phone).await;
    assert_eq!((known.end, known.n_held, known.n_missing()), (5, 3, 2));
    assert_eq!((known.n_refused, known.n_forked, known.n_losses), (1, 0, 0));
    assert_eq!(
        (known.who.as_str(), known.is_disabled, known.app.as_str()),
        ("polis1 visad", false, "test 1")
    );
    assert_eq!((known.server_ahead_ms, known.pushed, known.beat), (Some(0), Some(NOW), None));

    let sheet = house.store.phone(&chief, phone.device, NOW).await.unwrap().unwrap();
    assert_eq!(sheet.missing, [(2, 2), (4, 4)]);
    assert_eq!(sheet.refused.iter().map(|row| row.seq).collect::<Vec<_>>(), [5]);
    assert_eq!(sheet.row, known);
    assert_eq!(house.store.phone(&chief, DeviceId(uuid::Uuid::from_u128(99)), NOW).await.unwrap(), None);
    let looks = "SELECT count(*) FROM audit WHERE act = 'phone_seen'";
    assert_eq!(house.figure(looks), 1, "who looked at one phone is written down");
}

#[tokio::test]
async fn a_phone_whose_queue_is_blocked_is_heard_of_all_the_same() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    let phone = phone_with(1, 3);
    let told = Heartbeat {
        sent: NOW.plus_s(-7200),
        n_parked: 1,
        is_lasting: Some(false),
        storage: Some(StorageReport {
            found: MONDAY,
            journal: phone.device,
            end: 3,
            n_recovered: 2,
            n_lost: 1,
        }),
        ..heartbeat(&phone, 2)
    };
    for s in [0, 5] {
        house.store.hear(&officer, told.clone(), NOW.plus_s(s)).await.unwrap();
    }
    let known = row(&house.store, &chief, &phone).await;
    let beat = known.beat.unwrap();
    assert_eq!((beat.at, beat.n_unsent, beat.oldest_unsent), (NOW.plus_s(5), 2, Some(MONDAY)));
    assert_eq!((beat.n_parked, beat.is_lasting), (1, Some(false)));
    assert_eq!((known.end, known.n_missing(), known.contact), (3, 3, NOW.plus_s(5)));
    assert_eq!(known.server_ahead_ms, Some(7_205_000));
    assert_eq!((known.n_losses, known.n_lost), (1, 1), "once however often it is told");
    // It says later that its journal is shorter: what it once told of is still to come.
    let shorter = Heartbeat { head: Head::EMPTY, is_lasting: Some(true), ..heartbeat(&phone, 0) };
    house.store.hear(&officer, shorter, NOW.plus_s(10)).await.unwrap();
    let known = row(&house.store, &chief, &phone).await;
    assert_eq!((known.end, known.beat.unwrap().n_unsent), (3, 0));
    assert_eq!(known.beat.unwrap().is_lasting, Some(true));

    let other = house.enter("polis2", Role::Officer).await;
    assert_eq!(house.store.hear(&other, heartbeat(&phone, 9), NOW).await, Err(StoreError::DeviceOfAnother));
    assert_eq!(row(&house.store, &chief, &phone).await, known);
}

#[tokio::test]
async fn a_phone_has_reported_once_it_says_that_nothing_waits() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let phone = phone_with(1, 2);
    let at = |s: i64| NOW.plus_s(s);
    let hear =
        async |n_unsent, s| house.store.hear(&officer, heartbeat(&phone, n_unsent), at(s)).await.unwrap();
    let push = async |idx: usize, s| {
        house.store.push(&officer, phone.push(vec![phone.journal[idx].clone()]), at(s)).await.unwrap();
    };
    // Its first word is when it was first heard of.
    hear(2, 0).await;
    hear(2, 1000).await;
    assert_eq!(silent(&house, &officer).await, (1, 0));
    push(0, 2000).await;
    assert_eq!(silent(&house, &officer).await, (1, 0), "one is yet to come");
    push(1, 3000).await;
    assert_eq!(silent(&house, &officer).await, (1, 3000));
    hear(0, 4000).await;
    assert_eq!(silent(&house, &officer).await, (1, 4000));
    // It has asked for news, but what it says of itself may be old.
    let request = PullRequest { device: phone.device, after: 0, revision: 0 };
    house.store.pull(&officer, &request, at(9000)).await.unwrap();
    assert_eq!(silent(&house, &officer).await, (1, 4000));
}

/// A phone of an older build sends no heartbeats; it pushes what waits before it asks for news.
#[tokio::test]
async fn a_phone_that_never_says_how_it_stands_reports_by_asking_for_news() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let phone = phone_with(1, 2);
    let pull = async |s| {
        let request = PullRequest { device: phone.device, after: 0, revision: 0 };
        house.store.pull(&officer, &request, NOW.plus_s(s)).await.unwrap();
    };
    pull(0).await;
    pull(1000).await;
    assert_eq!(silent(&house, &officer).await, (1, 1000));
    house.store.push(&officer, phone.push(phone.journal[1..].to_vec()), NOW.plus_s(1200)).await.unwrap();
    pull(2000).await;
    assert_eq!(silent(&house, &officer).await, (1, 1000), "it told of an entry that is not held");
    house.store.push(&officer, phone.push(phone.journal.clone()), NOW.plus_s(2100)).await.unwrap();
    pull(3000).await;
    assert_eq!(silent(&house, &officer).await, (1, 3000));
}

#[tokio::test]
async fn a_phone_out_of_use_holds_no_week_open_until_it_is_taken_into_use_again() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    let phone = phone_with(1, 2);
    house.push_all(&officer, &phone).await;
    assert_eq!(silent(&house, &officer).await, (1, 0));
    let retire =
        async |why: &str, s| house.store.retire_phone(&chief, phone.device, why, NOW.plus_s(s)).await;
    for bad in ["", "  \n", &"x".repeat(201)] {
        assert_eq!(retire(bad, 1).await, Err(StoreError::BadReason));
    }
    retire("  Utbytt mot en ny ", 5).await.unwrap();
    assert_eq!(silent(&house, &officer).await, (0, 0));
    let retired = row(&house.store, &chief, &phone).await.retired.unwrap();
    assert_eq!(
        (retired.at, retired.who.as_str(), retired.why.as_str()),
        (NOW.plus_s(5), "gruppchef visad", "Utbytt mot en ny")
    );
    // What it sends is taken all the same.
    let mut later = phone.clone();
    later.says(Statement::Walk(walk(9, 1, 90_000, Went::Well)));
    assert_eq!(house.push_all(&officer, &later).await.holdings.n_held, 3);
    assert_eq!(silent(&house, &officer).await, (0, 0));

    house.store.reinstate_phone(&chief, phone.device, NOW.plus_s(9)).await.unwrap();
    assert_eq!(silent(&house, &officer).await, (1, 0));
    assert_eq!(house.store.reinstate_phone(&chief, phone.device, NOW).await, Err(StoreError::NoPhone));
    let unknown = Phone::new(77).device;
    assert_eq!(house.store.retire_phone(&chief, unknown, "Borta", NOW).await, Err(StoreError::NoPhone));

    let sheet = house.store.phone(&chief, phone.device, NOW).await.unwrap().unwrap();
    let deeds = sheet.deeds.iter().map(|deed| (deed.what, deed.why.as_deref(), deed.who.as_str()));
    assert_eq!(
        deeds.collect::<Vec<_>>(),
        [
            (Done::Reinstated, None, "gruppchef visad"),
            (Done::Retired, Some("Utbytt mot en ny"), "gruppchef visad")
        ]
    );
}

#[tokio::test]
async fn a_journal_that_is_gone_for_good_is_waited_for_no_longer() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let other = house.enter("polis2", Role::Officer).await;
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    let (old, new, stranger) = (phone_with(1, 2), phone_with(2, 1), phone_with(3, 1));
    house.push_all(&officer, &old).await;
    let report = StorageReport { found: NOW, journal: old.device, end: 3, n_recovered: 0, n_lost: 1 };
    // Another account cannot speak for it.
    let push = Push { storage: Some(report), ..stranger.push(stranger.journal.clone()) };
    house.store.push(&other, push, NOW.plus_s(10)).await.unwrap();
    assert_eq!(silent(&house, &officer).await, (2, 0));
    let told = Heartbeat { storage: Some(report), ..heartbeat(&new, 1) };
    house.store.hear(&officer, told, NOW.plus_s(20)).await.unwrap();
    assert_eq!(silent(&house, &officer).await, (2, 10));
    assert_eq!(row(&house.store, &chief, &old).await.replaced_by, Some(new.device));
    let sheet = house.store.phone(&chief, new.device, NOW).await.unwrap().unwrap();
    assert_eq!((sheet.losses[0].replaces, sheet.losses[0].n_lost), (Some(old.device), 1));
}

#[tokio::test]
async fn only_a_supervisor_sees_phones_and_decides_about_them() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let phone = phone_with(1, 1);
    house.push_all(&officer, &phone).await;
    let store = &house.store;
    let fork = ForkName { device: phone.device, seq: 1, hash: phone.head().hash };
    let refused = Err(StoreError::SupervisorsOnly);
    assert_eq!(store.phones(&officer).await.map(drop), refused);
    assert_eq!(store.phone(&officer, phone.device, NOW).await.map(drop), refused);
    assert_eq!(store.retire_phone(&officer, phone.device, "Min egen", NOW).await, refused);
    assert_eq!(store.reinstate_phone(&officer, phone.device, NOW).await, refused);
    assert_eq!(store.rule_on_fork(&officer, fork, Ruling::Taken, "Mitt pass", NOW).await, refused);
    assert_eq!(house.figure("SELECT count(*) FROM audit WHERE act <> 'account_added'"), 0);
}

/// A backup is opened in its turn: what phones told since is not there, and the desk can say of which phones.
#[tokio::test]
async fn after_a_restore_it_is_known_what_was_told_and_is_no_longer_held() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    let (first, second) = (phone_with(1, 4), phone_with(2, 2));
    house.push(&officer, &first, first.journal[..2].to_vec()).await;
    house.push_all(&officer, &second).await;
    assert_eq!(house.store.phones(&chief).await.unwrap().restored, None);
    let to = house.folder.path().join("backup.db");
    house.store.backup(&to).await.unwrap();
    house.push_all(&officer, &first).await;

    let later = NOW.plus_s(3600);
    let restored = Store::open(&to, later).unwrap();
    assert_eq!(restored.phones(&chief).await.unwrap().restored, Some(later));
    // The first has kept all but one of what the server had given receipts for; the second has not spoken since.
    let pushed = restored.push(&officer, first.push(Vec::new()), later.plus_s(60)).await.unwrap();
    assert_eq!(pushed.holdings.missing, [(3, 4)]);
    restored.push(&officer, first.push(first.journal[2..3].to_vec()), later.plus_s(61)).await.unwrap();
    restored.hear(&officer, heartbeat(&first, 0), later.plus_s(62)).await.unwrap();
    let known = row(&restored, &chief, &first).await;
    assert_eq!((known.n_missing(), known.pushed), (1, Some(later.plus_s(61))));
    assert!(known.beat.is_some_and(|beat| known.pushed < Some(beat.at) && beat.n_unsent == 0));
    assert!(row(&restored, &chief, &second).await.contact < later);
    restored.close().await.unwrap();
    let again = Store::open(&to, later.plus_s(7200)).unwrap();
    assert_eq!(again.phones(&chief).await.unwrap().restored, Some(later), "it is a copy no longer");
}

#[tokio::test]
async fn phones_of_a_database_from_before_they_were_watched_have_reported_when_they_last_spoke() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kvart.db");
    let raw = rusqlite::Connection::open(&path).unwrap();
    for sql in [
        include_str!("../../../../migrations/0001_journal.sql"),
        include_str!("../../../../migrations/0002_storage.sql"),
    ] {
        raw.execute_batch(sql).unwrap();
    }
    raw.execute_batch(
        "PRAGMA user_version = 2;
         PRAGMA application_id = 0x4b766172;
         INSERT INTO account VALUES (zeroblob(16), 'p', 'P', 'officer', '', 0, NULL);
         INSERT INTO device (id, account_id, enrolled, contact) VALUES
            (x'00000000000000000000000000000001', zeroblob(16), 5, 70),
            (x'00000000000000000000000000000002', zeroblob(16), 6, 80);
         INSERT INTO storage_report VALUES
            (x'00000000000000000000000000000002', 1, 2, x'00000000000000000000000000000001', 3, 0, 1);",
    )
    .unwrap();
    drop(raw);
    let store = Store::open(&path, NOW).unwrap();
    store.close().await.unwrap();
    let raw = rusqlite::Connection::open(&path).unwrap();
    let reports: String = raw
        .query_row(
            "SELECT group_concat(reported || iif(replaced_by IS NULL, '', ' replaced')) FROM device",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(reports, "70 replaced,80");
}
