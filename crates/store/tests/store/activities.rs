//! Activities, as phones tell them and as the desk does: what stands, who may amend it, and that the desk is no phone.

use domain::activity::{Activity, Fault, Field};
use domain::id::{ActivityId, DeviceId, EntryHash, PromiseId};
use domain::statement::Statement;
use domain::week::Week;
use store::error::StoreError;
use store::{ActivityRow, AtDesk, Viewer};
use sync::entry::{Entry, Head};
use sync::wire::{PullRequest, Role};
use uuid::Uuid;

use crate::house::{
    AREAS, House, MONDAY, NOW, PERIOD, Phone, Went, activity, activity_correction, activity_withdrawal,
    area_id, period, promise_id, walk, words,
};

fn at_desk(n: u128) -> AtDesk {
    AtDesk { now: NOW, new_journal: DeviceId(Uuid::from_u128(0xde50 + n)) }
}

async fn rows(house: &House, viewer: &Viewer) -> Vec<ActivityRow> {
    house.store.activities(viewer, &PERIOD.parse().unwrap()).await.unwrap()
}

async fn standing(house: &House, viewer: &Viewer) -> Vec<Activity> {
    house.store.standing_activities(viewer, &PERIOD.parse().unwrap()).await.unwrap()
}

async fn row(house: &House, viewer: &Viewer, n: u128) -> ActivityRow {
    house.store.activity(viewer, ActivityId(Uuid::from_u128(n))).await.unwrap().unwrap()
}

#[tokio::test]
async fn an_activity_is_told_corrected_and_taken_back_by_its_phone() {
    let house = House::with_promises().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let mut phone = Phone::new(1);
    let told = phone.says(Statement::Activity(activity(1, 30)));
    phone.says(Statement::Activity(activity(2, 12)));
    assert_eq!(words(&house.push_all(&officer, &phone).await), ["stored", "stored"]);
    assert_eq!(words(&house.push_all(&officer, &phone).await), ["duplicate", "duplicate"]);
    assert_eq!(standing(&house, &officer).await, [activity(1, 30), activity(2, 12)]);

    let corrected = phone.says(activity_correction(activity(1, 31), told.hash));
    house.push_all(&officer, &phone).await;
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    let removed = house.store.remove_promise(&chief, promise_id(1), NOW).await;
    assert_eq!(removed, Err(StoreError::PromiseTold));
    let seen = row(&house, &officer, 1).await;
    assert_eq!((seen.activity, seen.head), (activity(1, 31), corrected.hash));
    assert_eq!((seen.corrections, seen.withdrawn, seen.received), (vec!["Räknade om".to_owned()], None, NOW));

    phone.says(activity_withdrawal(1, corrected.hash));
    house.push_all(&officer, &phone).await;
    assert_eq!(standing(&house, &officer).await, [activity(2, 12)]);
    assert_eq!(row(&house, &officer, 1).await.withdrawn, Some("Blev inställt".to_owned()));
    assert_eq!(rows(&house, &officer).await.len(), 2, "what was taken back is still told");
}

#[tokio::test]
async fn whoever_amends_anothers_from_a_phone_is_refused_whichever_came_first() {
    for is_amendment_first in [false, true] {
        let house = House::with_promises().await;
        let first = house.enter("polis1", Role::Officer).await;
        let chief = house.enter("gruppchef", Role::Supervisor).await;
        let (mut phone, mut other) = (Phone::new(1), Phone::new(2));
        let told = phone.says(Statement::Activity(activity(1, 30)));
        other.says(activity_withdrawal(1, told.hash));
        if is_amendment_first {
            assert_eq!(words(&house.push_all(&chief, &other).await), ["stored"], "nobody has told it yet");
            house.push_all(&first, &phone).await;
        } else {
            house.push_all(&first, &phone).await;
        }
        assert_eq!(words(&house.push_all(&chief, &other).await), ["NotYours"]);
        assert_eq!(standing(&house, &first).await, [activity(1, 30)]);
    }
}

/// A promise comes later than an activity for it: sent again, the activity is told as if the promise had been there.
#[tokio::test]
async fn a_refused_activity_is_taken_once_its_promise_is_known() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let mut phone = Phone::new(1);
    phone.says(Statement::Activity(activity(1, 30)));
    phone.says(Statement::Activity(Activity { area: Some(area_id("atlantis")), ..activity(2, 1) }));
    assert_eq!(words(&house.push_all(&officer, &phone).await), ["UnknownPromise", "UnknownArea"]);
    assert_eq!(house.figure("SELECT count(*) FROM activity"), 0);
    house.store.plant_period(period(), NOW).await.unwrap();
    assert_eq!(words(&house.push_all(&officer, &phone).await), ["stored", "UnknownArea"]);
    assert_eq!(standing(&house, &officer).await, [activity(1, 30)]);
}

#[tokio::test]
async fn a_day_outside_the_period_is_taken_from_a_phone_and_not_at_the_desk() {
    let house = House::with_promises().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let long_ago = Activity { day: "2019-05-01".parse().unwrap(), ..activity(1, 30) };
    let mut phone = Phone::new(1);
    phone.says(Statement::Activity(long_ago.clone()));
    assert_eq!(words(&house.push_all(&officer, &phone).await), ["stored"]);
    assert_eq!(standing(&house, &officer).await, std::slice::from_ref(&long_ago));

    let log = |activity| house.store.log_activity(&officer, activity, at_desk(1));
    let faults = |faults: &[(Field, Fault)]| Err(StoreError::BadActivity(faults.to_vec()));
    let long_ago = Activity { id: ActivityId(Uuid::from_u128(2)), ..long_ago };
    assert_eq!(log(long_ago).await, faults(&[(Field::Day, Fault::OutOfPeriod)]));
    let unknown = Activity { promise: PromiseId(Uuid::from_u128(99)), ..activity(2, 1) };
    assert_eq!(log(unknown).await, faults(&[(Field::Promise, Fault::Unknown)]));
    let by_walks = Activity { promise: promise_id(2), ..activity(2, 1) };
    assert_eq!(log(by_walks).await, faults(&[(Field::Promise, Fault::NotLogged)]));
    let nobody = Activity { parties: [].into(), n_reached: Some(0), ..activity(2, 1) };
    let expected = faults(&[(Field::Parties, Fault::Missing), (Field::Reached, Fault::NoNumber)]);
    assert_eq!(log(nobody).await, expected);
    assert_eq!(house.figure("SELECT count(*) FROM journal"), 1, "what is refused leaves nothing");
    assert_eq!(house.figure("SELECT count(*) FROM device"), 1);
}

#[tokio::test]
async fn what_the_desk_writes_is_a_chain_like_any_phones() {
    let house = House::with_promises().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let (store, head) = (&house.store, || async { row(&house, &officer, 1).await.head });
    store.log_activity(&officer, activity(1, 30), at_desk(1)).await.unwrap();
    // The form sent twice is one activity, also when the second try brings another name for the journal.
    store.log_activity(&officer, activity(1, 30), at_desk(2)).await.unwrap();
    let changed = store.log_activity(&officer, activity(1, 31), at_desk(1)).await;
    assert_eq!(changed, Err(StoreError::Outdated), "that is a correction");

    let first = head().await;
    for _ in 0..2 {
        store.correct_activity(&officer, activity(1, 31), first, " Räknade om ", at_desk(1)).await.unwrap();
    }
    let stale = store.correct_activity(&officer, activity(1, 32), first, "Räknade om", at_desk(1)).await;
    assert_eq!(stale, Err(StoreError::Outdated));
    let second = head().await;
    for _ in 0..2 {
        store.withdraw_activity(&officer, activity(1, 0).id, second, "Inställt", at_desk(1)).await.unwrap();
    }
    let no_reason = store.correct_activity(&officer, activity(1, 33), head().await, " ", at_desk(1)).await;
    assert_eq!(no_reason, Err(StoreError::BadActivity(vec![(Field::Reason, Fault::Missing)])));
    store.correct_activity(&officer, activity(1, 33), head().await, "Blev av", at_desk(1)).await.unwrap();
    assert_eq!(standing(&house, &officer).await, [activity(1, 33)]);

    let raw = house.raw();
    let mut lines = raw.prepare("SELECT seq, prev, hash, body FROM journal ORDER BY no").unwrap();
    let entries = lines.query_map([], |row| {
        Ok(Entry {
            seq: row.get::<_, i64>(0)?.unsigned_abs(),
            prev: EntryHash(row.get(1)?),
            hash: EntryHash(row.get(2)?),
            body: row.get(3)?,
        })
    });
    let mut end = Head::EMPTY;
    for entry in entries.unwrap().map(Result::unwrap) {
        assert_eq!((entry.seq, entry.prev), (end.seq + 1, end.hash));
        assert_eq!(entry.true_hash(at_desk(1).new_journal), entry.hash);
        end = entry.head();
    }
    assert_eq!(end.seq, 4);
    assert_eq!(
        house.figure("SELECT count(*) FROM device WHERE is_desk = 1 AND n_held = 4 AND told_seq = 4"),
        1
    );
}

#[tokio::test]
async fn an_officer_amends_their_own_and_a_supervisor_anybodys() {
    let house = House::with_promises().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let other = house.enter("polis2", Role::Officer).await;
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    let mut phone = Phone::new(1);
    let told = phone.says(Statement::Activity(activity(1, 30)));
    house.push_all(&officer, &phone).await;
    let correct = |viewer, over| {
        let store = &house.store;
        async move { store.correct_activity(viewer, activity(1, 35), over, "Fel antal", at_desk(1)).await }
    };
    let withdraw = |viewer, over| {
        let (store, id) = (&house.store, activity(1, 0).id);
        async move { store.withdraw_activity(viewer, id, over, "Inställt", at_desk(2)).await }
    };
    assert_eq!(correct(&other, told.hash).await, Err(StoreError::NotYours));
    assert_eq!(withdraw(&other, told.hash).await, Err(StoreError::NotYours));
    let nothing = ActivityId(Uuid::from_u128(7));
    let unknown = house.store.withdraw_activity(&chief, nothing, told.hash, "Inställt", at_desk(1)).await;
    assert_eq!(unknown, Err(StoreError::NoActivity));

    correct(&chief, told.hash).await.unwrap();
    assert_eq!(standing(&house, &officer).await, [activity(1, 35)]);
    assert_eq!(
        house.figure("SELECT count(*) FROM audit WHERE act = 'activity_amended' AND reason = 'Fel antal'"),
        1
    );
    let pull = PullRequest { device: phone.device, after: 0, revision: 0 };
    let news = house.store.pull(&officer, &pull, NOW).await.unwrap();
    let told_back: Vec<_> = news.activities.iter().map(|it| (it.activity.clone(), it.head)).collect();
    let head = row(&house, &officer, 1).await.head;
    assert_eq!(told_back, [(activity(1, 35), head)], "the officer's phone is told what the desk did");
    assert_eq!(
        house
            .store
            .pull(&chief, &PullRequest { device: DeviceId(Uuid::from_u128(3)), ..pull }, NOW)
            .await
            .unwrap()
            .activities,
        []
    );
    // The officer goes on from there, and another officer is not told whose it is.
    withdraw(&officer, head).await.unwrap();
    assert_eq!(standing(&house, &officer).await, []);
    let seen = row(&house, &other, 1).await;
    assert_eq!((seen.who, seen.is_amendable), (None, false));
    assert_eq!(row(&house, &chief, 1).await.who, Some("polis1 visad".to_owned()));
}

#[tokio::test]
async fn the_desk_is_no_phone() {
    let house = House::with_promises().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    house.store.log_activity(&officer, activity(1, 30), at_desk(1)).await.unwrap();
    let desk = at_desk(1).new_journal;
    assert_eq!(house.store.phones(&chief).await.unwrap().rows, []);
    assert_eq!(house.store.phone(&chief, desk, NOW).await.unwrap(), None);
    let retired = house.store.retire_phone(&chief, desk, "Borta", NOW).await;
    assert_eq!(retired, Err(StoreError::NoPhone));
    let much_later = NOW.plus_s(40 * 86_400);
    assert_eq!(house.silence(&chief, Week::of(much_later), much_later).await, None);
    assert_eq!(house.store.silence(&chief, much_later).await, Ok(None));
    // Nobody writes in its journal but the server: there an amendment of another's would be believed.
    let mut forged = Phone { device: desk, journal: Vec::new() };
    forged.says(activity_withdrawal(1, EntryHash([1; 32])));
    let pushed = house.store.push(&officer, forged.push(forged.journal.clone()), NOW).await;
    assert_eq!(pushed, Err(StoreError::DeviceOfAnother));
    let imported = house.store.import(officer.card().id, forged.push(forged.journal.clone()), NOW).await;
    assert_eq!(imported, Err(StoreError::DeviceOfAnother));
    let pull = PullRequest { device: desk, after: 0, revision: 0 };
    assert_eq!(house.store.pull(&officer, &pull, NOW).await, Err(StoreError::DeviceOfAnother));
}

/// Walks and activities share one count of changes: no pull passes over one of either.
#[tokio::test]
async fn news_of_both_kinds_come_in_the_order_of_their_changes() {
    let house = House::with_promises().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let mut phone = Phone::new(1);
    for n in 1..=130 {
        phone.says(Statement::Activity(activity(n, n as u32)));
        if n % 2 == 0 {
            phone.says(Statement::Walk(walk(n, 0, n as i64 * 1000, Went::Afterwards)));
        }
    }
    for entry in phone.journal.clone() {
        house.push(&officer, &phone, vec![entry]).await;
    }
    let (mut after, mut n_walks, mut activities) = (0, 0, Vec::new());
    loop {
        let pull = PullRequest { device: phone.device, after, revision: 0 };
        let news = house.store.pull(&officer, &pull, NOW).await.unwrap();
        assert!(news.walks.len() + news.activities.len() <= 100);
        n_walks += news.walks.len();
        activities.extend(news.activities.iter().map(|it| it.activity.id));
        after = news.cursor;
        if !news.more {
            break;
        }
    }
    assert_eq!((n_walks, after), (65, 195));
    assert_eq!(activities, (1..=130).map(|n| activity(n, 0).id).collect::<Vec<_>>());
}

#[tokio::test]
async fn recomputing_finds_and_mends_activities() {
    let house = House::with_promises().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let mut phone = Phone::new(1);
    (1..=3).for_each(|n| drop(phone.says(Statement::Activity(activity(n, 5)))));
    phone.says(Statement::Walk(walk(1, 0, 0, Went::Well)));
    house.push_all(&officer, &phone).await;
    let before = rows(&house, &officer).await;
    house
        .raw()
        .execute_batch(
            "UPDATE activity SET n_reached = 900 WHERE no = 1;
             DELETE FROM activity WHERE no = 2;",
        )
        .unwrap();
    let mended = house.store.recompute().await.unwrap();
    assert_eq!((mended.n_activities, mended.n_activities_changed), (3, 2));
    assert_eq!((mended.n_walks, mended.n_walks_changed), (1, 0));
    assert_eq!(house.store.recompute().await.unwrap().n_activities_changed, 0);
    assert_eq!(rows(&house, &officer).await, before);
    assert_eq!(house.figure(&format!("SELECT count(*) FROM activity WHERE area_id = '{}'", AREAS[1])), 3);
    assert_eq!(MONDAY, NOW.plus_s(-4 * 86_400));
}
