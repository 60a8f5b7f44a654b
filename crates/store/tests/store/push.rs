//! Pushing: every kind of entry gets its own answer, and none harms another.

use domain::area::Area;
use domain::id::EntryHash;
use domain::statement::Statement;
use domain::walk::Walk;
use domain::week::Week;
use store::Push;
use store::error::StoreError;
use sync::entry::{Entry, Head};
use sync::wire::{Holdings, MAX_BODY_BYTES, Outcome, PullRequest, Role, StorageReport};

use crate::house::{
    AREAS, House, MONDAY, NOW, Phone, Went, account_id, area_id, correction, square, walk, withdrawal, words,
};

fn told(walk: Walk) -> Statement {
    Statement::Walk(walk)
}

fn well(n: u128) -> Statement {
    told(walk(n, 0, n as i64 * 1000, Went::Well))
}

/// Pushes a good entry, the given one and a good one in one batch, checks that both good ones are stored, and what became
/// of the one between; then again, which gives the same word.
async fn check(make: impl Fn(Head, &Phone) -> Entry, expected: &str, n_held: u64) {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let mut phone = Phone::new(1);
    phone.says(well(1));
    let between = make(phone.head(), &phone);
    phone.journal.push(between.clone());
    phone.says(well(3));
    let pushed = house.push_all(&officer, &phone).await;
    assert_eq!(words(&pushed), ["stored", expected, "stored"]);
    assert_eq!(pushed.holdings.n_held, n_held, "{expected}");
    assert_eq!(pushed.receipts[1].hash, between.hash);
    let again = house.push(&officer, &phone, vec![between]).await;
    let expected_again = if expected == "stored" { "duplicate" } else { expected };
    assert_eq!(words(&again), [expected_again]);
    assert_eq!(again.holdings.n_held, n_held, "{expected}");
    let week = Week::of(MONDAY);
    let cells = house.cells(&officer, week, week).await;
    assert_eq!(cells[0].cell.n_walks, if expected == "stored" { 3 } else { 2 });
}

fn sealed(body: &str) -> impl Fn(Head, &Phone) -> Entry {
    move |head, phone| Entry::sealed(head, phone.device, body.to_owned())
}

fn with(change: impl Fn(&mut Walk)) -> impl Fn(Head, &Phone) -> Entry {
    move |head, phone| {
        let mut walk = walk(2, 0, 2000, Went::Well);
        change(&mut walk);
        let mut journal = Phone { device: phone.device, journal: Vec::new() };
        let entry = journal.says(told(walk));
        Entry::sealed(head, phone.device, entry.body)
    }
}

#[tokio::test]
async fn a_good_entry_is_stored() {
    check(with(|_| {}), "stored", 3).await;
}

#[tokio::test]
async fn a_body_that_says_nothing_known_is_kept_as_refused() {
    check(sealed("{}"), "Malformed", 3).await;
    check(sealed("[1, 2"), "Malformed", 3).await;
    check(sealed(""), "Malformed", 3).await;
    check(sealed(r#"{"schema":1,"at":0,"says":{"dance":{}}}"#), "Malformed", 3).await;
    let spoilt_track = |head, phone: &Phone| {
        let good = with(|_| {})(head, phone);
        Entry::sealed(head, phone.device, good.body.replace(r#""track":"AV"#, r#""track":"XX"#))
    };
    check(spoilt_track, "Malformed", 3).await;
}

#[tokio::test]
async fn a_walk_that_cannot_have_been_is_kept_as_refused() {
    check(with(|walk| walk.elapsed_s = 0), "ImpossibleWalk", 3).await;
    check(with(|walk| walk.elapsed_s = 100), "ImpossibleWalk", 3).await;
    check(with(|walk| walk.elapsed_s = Walk::MAX_S + 1), "ImpossibleWalk", 3).await;
    check(with(|walk| walk.crew_size = 0), "ImpossibleWalk", 3).await;
}

#[tokio::test]
async fn an_unknown_area_is_kept_as_refused() {
    check(with(|walk| walk.area = area_id("atlantis")), "UnknownArea", 3).await;
}

/// A file of a journal is taken in like a push, whoever the phone is; and no phone is said to have spoken.
#[tokio::test]
async fn a_journal_brought_as_a_file_is_a_push_that_nobody_sent() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    house.enter("polis2", Role::Officer).await;
    let mut phone = Phone::new(1);
    phone.says(well(1));
    phone.journal.push(sealed("{}")(phone.head(), &phone));
    phone.says(well(3));
    let sent = NOW.plus_s(-86_400);
    let file = |phone: &Phone| Push { sent, ..phone.push(phone.journal.clone()) };
    let import = async |name| house.store.import(account_id(name), file(&phone), NOW).await;

    assert_eq!(import("nobody").await, Err(StoreError::NoAccount));
    house.store.disable_account("polis1", NOW).await.unwrap();
    assert_eq!(words(&import("polis1").await.unwrap()), ["stored", "Malformed", "stored"]);
    let again = import("polis1").await.unwrap();
    assert_eq!(words(&again), ["duplicate", "Malformed", "duplicate"]);
    assert_eq!(again.holdings.n_held, 3);
    assert_eq!(import("polis2").await, Err(StoreError::DeviceOfAnother));
    assert_eq!(house.figure("SELECT count(*) FROM walk"), 2);
    assert_eq!(house.figure("SELECT contact FROM device"), sent.ms());
    assert_eq!(house.figure("SELECT count(server_ahead_ms) FROM device"), 0, "nobody knows its clock");
    assert_eq!(house.figure("SELECT count(*) FROM audit WHERE act = 'journal_imported'"), 2);

    // The phone itself comes later, and is told that all is here.
    assert_eq!(words(&house.push_all(&officer, &phone).await), ["duplicate", "Malformed", "duplicate"]);
    assert_eq!(house.figure("SELECT contact FROM device"), NOW.ms());
    let third = import("polis1").await.unwrap();
    assert_eq!((house.figure("SELECT contact FROM device"), third.holdings.n_held), (NOW.ms(), 3));
}

/// An area comes later than a walk in it: sent again, the walk that was refused is told, as if the area had been there.
#[tokio::test]
async fn a_refused_walk_is_taken_once_its_area_is_known() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let mut phone = Phone::new(1);
    let atlantis = area_id("atlantis");
    let walk = Walk { area: atlantis.clone(), ..walk(1, 0, 0, Went::Well) };
    let telling = phone.says(told(walk.clone()));
    phone.says(withdrawal(walk.id, EntryHash([9; 32])));
    phone.journal.push(sealed("{}")(phone.head(), &phone));
    assert_eq!(words(&house.push_all(&officer, &phone).await), ["UnknownArea", "stored", "Malformed"]);
    assert_eq!(house.figure("SELECT count(*) FROM walk"), 0);

    let boundaries = vec![square(0, 1, 150.0)];
    let area = Area { id: atlantis, name: "Atlantis".to_owned(), boundaries };
    house.store.add_area(area).await.unwrap();
    assert_eq!(house.store.recompute().await.unwrap().n_walks, 0, "nobody has sent it again");
    let later = NOW.plus_s(60);
    let again = house.store.push(&officer, phone.push(phone.journal.clone()), later).await.unwrap();
    assert_eq!(words(&again), ["stored", "duplicate", "Malformed"]);
    assert_eq!(again.receipts[0].outcome, Outcome::Stored { at: NOW }, "it is here since it first came");
    assert_eq!(again.holdings, Holdings { n_held: 3, ..Holdings::default() });

    let sheet = house.store.walk(&officer, walk.id, NOW).await.unwrap().unwrap();
    assert_eq!((sheet.settled.walk, sheet.settled.head), (walk, telling.hash));
    assert!(sheet.verdict.counts);
    let week = Week::of(MONDAY);
    let cells = house.cells(&officer, week, week).await;
    assert_eq!(cells.iter().map(|row| row.cell.n_patrols).collect::<Vec<_>>(), [1]);
    let recomputed = house.store.recompute().await.unwrap();
    assert_eq!((recomputed.n_walks, recomputed.n_walks_changed, recomputed.n_cells_changed), (1, 0, 0));
    let third = house.push_all(&officer, &phone).await;
    assert_eq!(words(&third), ["duplicate", "duplicate", "Malformed"]);
}

#[tokio::test]
async fn a_body_of_a_future_schema_is_to_come_again() {
    check(sealed(r#"{"schema":3,"at":0,"says":{"dance":{}}}"#), "retry ServerIsOlder", 2).await;
}

#[tokio::test]
async fn a_wrong_hash_or_a_body_too_large_leaves_nothing() {
    let wrong = |head, phone: &Phone| Entry { hash: EntryHash([9; 32]), ..with(|_| {})(head, phone) };
    check(wrong, "WrongHash", 2).await;
    let of_other_device = |head, _: &Phone| with(|_| {})(head, &Phone::new(77));
    check(of_other_device, "WrongHash", 2).await;
    check(sealed(&" ".repeat(MAX_BODY_BYTES + 1)), "TooLarge", 2).await;
}

#[tokio::test]
async fn places_that_no_journal_has_are_refused() {
    for seq in [0, 1 << 63, u64::MAX] {
        let house = House::new().await;
        let officer = house.enter("polis1", Role::Officer).await;
        let phone = Phone::new(1);
        let entry = Entry { seq, ..Entry::sealed(Head::EMPTY, phone.device, "{}".to_owned()) };
        let entry = Entry { hash: entry.true_hash(phone.device), ..entry };
        let pushed = house.push(&officer, &phone, vec![entry]).await;
        assert_eq!(words(&pushed), ["Malformed"], "{seq}");
        assert_eq!(pushed.holdings, Holdings::default());
    }
}

#[tokio::test]
async fn pushing_again_changes_nothing() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let mut phone = Phone::new(1);
    (1..=3).for_each(|n| drop(phone.says(well(n))));
    let first = house.push_all(&officer, &phone).await;
    assert_eq!(words(&first), ["stored"; 3]);
    let changes = house.figure("SELECT changes FROM house");
    let later = NOW.plus_s(60);
    let twice = [phone.journal.clone(), phone.journal.clone()].concat();
    let again = house.store.push(&officer, phone.push(twice), later).await.unwrap();
    assert_eq!(words(&again), ["duplicate"; 6]);
    assert!(again.receipts.iter().all(|receipt| receipt.outcome == Outcome::Duplicate { at: NOW }));
    assert_eq!(again.holdings, first.holdings);
    assert_eq!(house.figure("SELECT changes FROM house"), changes);
    assert_eq!(house.figure("SELECT count(*) FROM journal"), 3);
}

#[tokio::test]
async fn what_befell_a_phones_storage_is_written_down_once() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let mut phone = Phone::new(1);
    phone.says(well(1));
    let report = StorageReport {
        found: MONDAY,
        journal: Phone::new(2).device,
        end: u64::MAX,
        n_recovered: 0,
        n_lost: 2,
    };
    for _ in 0..2 {
        let push = Push { storage: Some(report), ..phone.push(Vec::new()) };
        house.store.push(&officer, push, NOW).await.unwrap();
    }
    assert_eq!(house.figure("SELECT count(*) FROM storage_report"), 1);
    assert_eq!(house.figure("SELECT n_lost FROM storage_report"), 2);
    assert_eq!(house.figure("SELECT count(*) FROM storage_report WHERE journal_id <> device_id"), 1);
    assert_eq!(house.figure("SELECT end_seq FROM storage_report"), i64::MAX);
}

/// A phone that lost what it had sent before, and goes on after it.
#[tokio::test]
async fn a_journal_with_a_hole_that_the_server_holds_goes_on() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let mut phone = Phone::new(1);
    (1..=3).for_each(|n| drop(phone.says(well(n))));
    house.push_all(&officer, &phone).await;
    let next = phone.says(well(4));
    let pushed = house.push(&officer, &phone, vec![next]).await;
    assert_eq!(words(&pushed), ["stored"]);
    assert_eq!(pushed.holdings, Holdings { n_held: 4, ..Holdings::default() });
}

#[tokio::test]
async fn an_entry_twice_in_one_batch_is_one() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let mut phone = Phone::new(1);
    let entry = phone.says(well(1));
    let pushed = house.push(&officer, &phone, vec![entry.clone(), entry]).await;
    assert_eq!(words(&pushed), ["stored", "duplicate"]);
    assert_eq!(pushed.holdings.n_held, 1);
}

#[tokio::test]
async fn holes_are_named_up_to_the_told_head() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let mut phone = Phone::new(1);
    (1..=9).for_each(|n| drop(phone.says(well(n))));
    let push = async |seqs: &[usize]| {
        let entries = seqs.iter().map(|seq| phone.journal[seq - 1].clone()).collect();
        house.push(&officer, &phone, entries).await.holdings
    };
    assert_eq!(push(&[]).await, Holdings { n_held: 0, missing: vec![(1, 9)], forked: vec![] });
    assert_eq!(
        push(&[7, 3]).await,
        Holdings { n_held: 2, missing: vec![(1, 2), (4, 6), (8, 9)], forked: vec![] }
    );
    assert_eq!(push(&[1, 2, 8]).await, Holdings { n_held: 5, missing: vec![(4, 6), (9, 9)], forked: vec![] });
    assert_eq!(push(&[9, 5, 4, 6]).await, Holdings { n_held: 9, missing: vec![], forked: vec![] });
}

#[tokio::test]
async fn a_head_that_was_told_once_is_not_forgotten() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let mut phone = Phone::new(1);
    phone.says(well(1));
    let mut push = phone.push(phone.journal.clone());
    push.head.seq = u64::MAX;
    let told = house.store.push(&officer, push, NOW).await.unwrap();
    assert_eq!(told.holdings.missing, [(2, i64::MAX as u64)]);
    let mut push = phone.push(Vec::new());
    push.head = Head::EMPTY;
    let later = house.store.push(&officer, push, NOW).await.unwrap();
    assert_eq!(later.holdings, told.holdings);
}

#[tokio::test]
async fn at_most_a_hundred_holes_are_named() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let mut phone = Phone::new(1);
    (1..=250).for_each(|_| phone.journal.push(Entry::sealed(phone.head(), phone.device, "{}".to_owned())));
    let every_other = phone.journal.iter().skip(1).step_by(2).cloned().collect();
    let holdings = house.push(&officer, &phone, every_other).await.holdings;
    assert_eq!((holdings.n_held, holdings.missing.len()), (125, 100));
    assert_eq!(holdings.missing[99], (199, 199));
}

#[tokio::test]
async fn a_journal_that_was_continued_twice_is_shown() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let mut phone = Phone::new(1);
    (1..=2).for_each(|n| drop(phone.says(well(n))));
    let mut restored = phone.clone();
    (3..=4).for_each(|n| drop(phone.says(well(n))));
    (13..=15).for_each(|n| drop(restored.says(well(n))));
    house.push_all(&officer, &phone).await;
    let pushed = house.push_all(&officer, &restored).await;
    assert_eq!(words(&pushed), ["duplicate", "duplicate", "Forked", "Forked", "stored"]);
    // The fifth follows the fourth that was laid aside: the fork was at 3 and 4.
    assert_eq!(pushed.holdings, Holdings { n_held: 5, missing: vec![], forked: vec![3, 4] });
    assert_eq!(house.figure("SELECT count(*) FROM fork"), 2);
    house.push_all(&officer, &restored).await;
    assert_eq!(house.figure("SELECT count(*) FROM fork"), 2);
    assert_eq!(house.figure("SELECT count(*) FROM walk"), 5);
}

#[tokio::test]
async fn an_entry_that_does_not_follow_is_stored_and_shown() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let mut phone = Phone::new(order[0] as u128 * 10 + order[1] as u128);
        phone.says(well(1));
        let stray = Head { seq: 1, hash: EntryHash([7; 32]) };
        phone.journal.push(Entry::sealed(stray, phone.device, "{}".to_owned()));
        phone.says(well(3));
        let mut forked = Vec::new();
        for idx in order {
            forked = house.push(&officer, &phone, vec![phone.journal[idx].clone()]).await.holdings.forked;
        }
        assert_eq!(forked, [2], "{order:?}");
    }
    let mut phone = Phone::new(5);
    phone.journal.push(Entry::sealed(
        Head { seq: 0, hash: EntryHash([7; 32]) },
        phone.device,
        "{}".to_owned(),
    ));
    assert_eq!(house.push_all(&officer, &phone).await.holdings.forked, [1]);
}

#[tokio::test]
async fn a_device_belongs_to_one_account() {
    let house = House::new().await;
    let owner = house.enter("polis1", Role::Officer).await;
    let other = house.enter("polis2", Role::Officer).await;
    let mut phone = Phone::new(1);
    phone.says(well(1));
    house.push_all(&owner, &phone).await;
    phone.says(well(2));
    let refused = house.store.push(&other, phone.push(phone.journal.clone()), NOW).await.unwrap_err();
    assert_eq!(refused, StoreError::DeviceOfAnother);
    assert!(refused.is_permanent());
    let request = PullRequest { device: phone.device, after: 0, revision: 0 };
    assert_eq!(house.store.pull(&other, &request, NOW).await, Err(StoreError::DeviceOfAnother));
    assert_eq!(house.figure("SELECT count(*) FROM journal"), 1);
    assert_eq!(house.push_all(&owner, &phone).await.holdings.n_held, 2);
}

/// An amendment of another's walk has no effect, whichever of the two came first; and whoever sends it again learns it.
#[tokio::test]
async fn only_the_own_account_amends_a_walk() {
    for walk_first in [true, false] {
        let house = House::new().await;
        let owner = house.enter("polis1", Role::Officer).await;
        let other = house.enter("polis2", Role::Officer).await;
        let (mut mine, mut theirs) = (Phone::new(1), Phone::new(2));
        let telling = mine.says(well(1));
        let id = walk(1, 0, 0, Went::Well).id;
        theirs.says(withdrawal(id, telling.hash));
        let first_word = if walk_first {
            house.push_all(&owner, &mine).await;
            words(&house.push_all(&other, &theirs).await)
        } else {
            let held = words(&house.push_all(&other, &theirs).await);
            house.push_all(&owner, &mine).await;
            held
        };
        assert_eq!(first_word, [if walk_first { "NotYours" } else { "stored" }]);
        let again = house.push_all(&other, &theirs).await;
        assert_eq!(words(&again), ["NotYours"]);
        assert_eq!(again.holdings.n_held, 1);
        let sheet = house.store.walk(&owner, id, NOW).await.unwrap().unwrap();
        assert_eq!(sheet.settled.withdrawn, None);
        assert_eq!(house.store.walk(&other, id, NOW).await.unwrap(), None);

        // From another phone of the same account it holds.
        let mut second_phone = Phone::new(3);
        second_phone.says(withdrawal(id, telling.hash));
        assert_eq!(words(&house.push_all(&owner, &second_phone).await), ["stored"]);
        let sheet = house.store.walk(&owner, id, NOW).await.unwrap().unwrap();
        assert_eq!(sheet.settled.withdrawn.as_deref(), Some("Blev avbrutet"));
    }
}

/// Who tells a walk of an id that another's walk has does not take that walk over.
#[tokio::test]
async fn a_walk_cannot_be_taken_over() {
    let house = House::new().await;
    let owner = house.enter("polis1", Role::Officer).await;
    let other = house.enter("polis2", Role::Officer).await;
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    let (mut mine, mut theirs) = (Phone::new(1), Phone::new(2));
    let own = walk(1, 0, 0, Went::Well);
    mine.says(told(own.clone()));
    house.push_all(&owner, &mine).await;
    let telling = theirs.says(told(walk(1, 1, 9000, Went::Short)));
    theirs.says(withdrawal(own.id, telling.hash));
    assert_eq!(words(&house.push_all(&other, &theirs).await), ["stored", "stored"]);
    for viewer in [&owner, &chief] {
        let sheet = house.store.walk(viewer, own.id, NOW).await.unwrap().unwrap();
        assert_eq!((sheet.settled.walk, sheet.settled.withdrawn), (own.clone(), None));
    }
    let theirs = house.store.walk(&other, own.id, NOW).await.unwrap().unwrap();
    assert!(theirs.settled.withdrawn.is_some());
}

#[tokio::test]
async fn a_moved_walk_leaves_its_old_cell() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let mut phone = Phone::new(1);
    let walk = walk(1, 0, 0, Went::Afterwards);
    let telling = phone.says(told(walk.clone()));
    house.push_all(&officer, &phone).await;
    let week = Week::of(MONDAY);
    let cells = async || {
        let cells = house.cells(&officer, week.back(1), week.next()).await;
        cells.into_iter().map(|row| (row.area.to_string(), row.week, row.cell.n_walks)).collect::<Vec<_>>()
    };
    assert_eq!(cells().await, [(AREAS[0].to_owned(), week, 1)]);
    let moved = phone.says(correction(&walk, &telling, |details| {
        details.area = area_id(AREAS[1]);
        details.started = MONDAY.plus_s(-60);
    }));
    house.push_all(&officer, &phone).await;
    assert_eq!(cells().await, [(AREAS[1].to_owned(), week.back(1), 1)]);
    phone.says(withdrawal(walk.id, moved.hash));
    house.push_all(&officer, &phone).await;
    assert_eq!(cells().await, []);
}

#[tokio::test]
async fn many_phones_push_at_once() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let mut pushes = tokio::task::JoinSet::new();
    for n in 1..=60 {
        let mut phone = Phone::new(n);
        phone.says(well(n));
        phone.journal.push(Entry::sealed(phone.head(), phone.device, "poison".to_owned()));
        phone.says(well(1000 + n));
        let (store, officer) = (house.store.clone(), officer.clone());
        pushes.spawn(async move { store.push(&officer, phone.push(phone.journal.clone()), NOW).await });
    }
    while let Some(pushed) = pushes.join_next().await {
        let pushed = pushed.unwrap().unwrap();
        assert_eq!(words(&pushed), ["stored", "Malformed", "stored"]);
        assert_eq!((pushed.holdings.n_held, pushed.holdings.missing.len()), (3, 0));
    }
    assert_eq!(house.figure("SELECT count(*) FROM walk"), 120);
    assert_eq!(house.store.recompute().await.unwrap().n_cells_changed, 0);
}

#[tokio::test]
async fn a_supervisor_walks_too() {
    let house = House::new().await;
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    let mut phone = Phone::new(1);
    phone.says(well(1));
    assert_eq!(words(&house.push_all(&chief, &phone).await), ["stored"]);
}
