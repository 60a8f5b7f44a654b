//! Laws of activities: in whatever order and groups entries come, and whatever the desk does meanwhile, the same stands, and it
//! is what the rules make of the journal.

use std::collections::BTreeMap;

use domain::activity::Activity;
use domain::followup::Kind;
use domain::history::{SettledActivity, Told, settle_activity};
use domain::id::{AccountId, ActivityId, DeviceId, EntryHash};
use domain::statement::{Body, Statement, Subject};
use proptest::prelude::*;
use proptest::sample::Index;
use store::{AtDesk, Viewer};
use sync::entry::Entry;
use sync::wire::Role;
use tokio::runtime::Runtime;
use uuid::Uuid;

use crate::house::{
    House, NOW, PERIOD, Phone, account_id, activity, activity_correction, activity_withdrawal,
};

const N_ACTIVITIES: u128 = 4;
/// Who holds the phones: the first account has two.
const HOLDERS: [&str; 3] = ["polis1", "polis1", "polis2"];

/// One entry of a script: written on one phone, about one of a few activities.
#[derive(Debug, Clone)]
struct Line {
    phone: usize,
    activity: u128,
    n_reached: u32,
    says: Says,
}

#[derive(Debug, Clone)]
enum Says {
    Telling,
    Correction { over: Index },
    Withdrawal { over: Index },
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let says = prop_oneof![
        3 => Just(Says::Telling),
        3 => any::<Index>().prop_map(|over| Says::Correction { over }),
        2 => any::<Index>().prop_map(|over| Says::Withdrawal { over }),
    ];
    let line = (0..HOLDERS.len(), 1..=N_ACTIVITIES, 1..90u32, says)
        .prop_map(|(phone, activity, n_reached, says)| Line { phone, activity, n_reached, says });
    prop::collection::vec(line, 1..20)
}

/// Writes a script's entries; each amends some earlier entry about the same activity, if there is one.
fn phones(lines: &[Line]) -> [Phone; 3] {
    let mut phones = [Phone::new(1), Phone::new(2), Phone::new(3)];
    let mut about: BTreeMap<u128, Vec<EntryHash>> = BTreeMap::new();
    for Line { phone, activity: n, n_reached, says } in lines {
        let earlier = about.entry(*n).or_default();
        let over = |idx: &Index| if earlier.is_empty() { EntryHash([9; 32]) } else { *idx.get(earlier) };
        let says = match says {
            Says::Telling => Statement::Activity(activity(*n, *n_reached)),
            Says::Correction { over: idx } => activity_correction(activity(*n, *n_reached), over(idx)),
            Says::Withdrawal { over: idx } => activity_withdrawal(*n, over(idx)),
        };
        earlier.push(phones[*phone].says(says).hash);
    }
    phones
}

/// What stands, without what tells of the order of arrival.
type Standing = BTreeMap<(ActivityId, AccountId), (Activity, Option<String>, Vec<String>, EntryHash)>;

/// Works out from the journal alone, by the rule of `domain`, what is to stand; and which entries are another's.
fn expected(house: &House) -> (Standing, Vec<EntryHash>) {
    let raw = house.raw();
    let mut sql = raw
        .prepare("SELECT j.hash, j.body, d.account_id, d.is_desk FROM journal j JOIN device d ON d.id = j.device_id")
        .unwrap();
    let lines = sql.query_map([], |row| {
        let body: String = row.get(1)?;
        let body: Body = serde_json::from_str(&body).unwrap();
        let told = Told { entry: EntryHash(row.get(0)?), statement: body.says };
        Ok((told, AccountId(row.get(2)?), row.get::<_, bool>(3)?))
    });
    let mut about: BTreeMap<ActivityId, Vec<(Told, AccountId, bool)>> = BTreeMap::new();
    for line in lines.unwrap().map(Result::unwrap) {
        let Subject::Activity(id) = line.0.statement.subject() else { unreachable!() };
        about.entry(id).or_default().push(line);
    }
    let (mut standing, mut not_yours) = (Standing::new(), Vec::new());
    for (id, lines) in about {
        let tells =
            |account| lines.iter().any(|(told, of, _)| *of == account && told.statement.over().is_none());
        let is_told = lines.iter().any(|(_, account, _)| tells(*account));
        for (told, account, is_desk) in &lines {
            if is_told && !is_desk && !tells(*account) {
                not_yours.push(told.entry);
            }
            let own = lines.iter().filter(|(_, of, is_desk)| of == account || *is_desk);
            let own: Vec<Told> = own.map(|(told, ..)| told.clone()).collect();
            if let Some(SettledActivity { activity, withdrawn, corrections, head, .. }) =
                settle_activity(&own).filter(|_| tells(*account))
            {
                standing.insert((id, *account), (activity, withdrawn, corrections, head));
            }
        }
    }
    not_yours.sort();
    (standing, not_yours)
}

/// Asks the database what stands, and which entries it refused.
fn found(house: &House) -> (Standing, Vec<EntryHash>) {
    let raw = house.raw();
    let mut sql =
        raw.prepare("SELECT id, account_id, n_reached, withdrawn, corrections, head FROM activity").unwrap();
    let rows = sql.query_map([], |row| {
        let (id, corrections): (Uuid, String) = (row.get(0)?, row.get(4)?);
        let told = activity(id.as_u128(), row.get(2)?);
        let corrections = serde_json::from_str(&corrections).unwrap();
        Ok((
            (ActivityId(id), AccountId(row.get(1)?)),
            (told, row.get(3)?, corrections, EntryHash(row.get(5)?)),
        ))
    });
    let mut sql = raw.prepare("SELECT hash FROM journal WHERE refusal = 'not_yours' ORDER BY hash").unwrap();
    let refused = sql.query_map([], |row| Ok(EntryHash(row.get(0)?))).unwrap().map(Result::unwrap).collect();
    (rows.unwrap().map(Result::unwrap).collect(), refused)
}

/// One way for entries to come: in which order, in which groups, and what the desk amends between them.
#[derive(Debug, Clone)]
struct Way {
    keys: Vec<u16>,
    group: usize,
    at_desk: Vec<(Index, u128, bool)>,
}

fn way(n_at_desk: usize) -> impl Strategy<Value = Way> {
    let at_desk = prop::collection::vec((any::<Index>(), 1..=N_ACTIVITIES, any::<bool>()), n_at_desk);
    (prop::collection::vec(any::<u16>(), 20), 1usize..6, at_desk).prop_map(|(keys, group, at_desk)| Way {
        keys,
        group,
        at_desk,
    })
}

impl Way {
    async fn go(&self, house: &House, viewers: &[Viewer; 3], chief: &Viewer, phones: &[Phone; 3]) {
        let entries = phones.iter().enumerate();
        let entries = entries.flat_map(|(idx, phone)| phone.journal.iter().map(move |entry| (idx, entry)));
        let mut keyed: Vec<((usize, &Entry), &u16)> = entries.zip(self.keys.iter().cycle()).collect();
        keyed.sort_by_key(|(_, key)| **key);
        for (n_pushed, pushed) in keyed.chunks(self.group).enumerate() {
            for (idx, phone) in phones.iter().enumerate() {
                let own =
                    pushed.iter().filter(|((of, _), _)| *of == idx).map(|((_, entry), _)| (*entry).clone());
                house.push(&viewers[idx], phone, own.collect()).await;
            }
            for (when, n, is_withdrawal) in &self.at_desk {
                if when.index(keyed.len().div_ceil(self.group)) == n_pushed {
                    amend_at_desk(house, chief, *n, *is_withdrawal).await;
                }
            }
        }
    }
}

/// Amends an activity as a supervisor, if somebody has told it by now.
async fn amend_at_desk(house: &House, chief: &Viewer, n: u128, is_withdrawal: bool) {
    let at = AtDesk { now: NOW, new_journal: DeviceId(Uuid::from_u128(0xde50)) };
    let id = ActivityId(Uuid::from_u128(n));
    let Some(row) = house.store.activity(chief, id).await.unwrap() else { return };
    if is_withdrawal {
        house.store.withdraw_activity(chief, id, row.head, "Dubbelt", at).await.unwrap();
    } else {
        house.store.correct_activity(chief, activity(n, 777), row.head, "Fel", at).await.unwrap();
    }
}

async fn house() -> (House, [Viewer; 3], Viewer) {
    let house = House::with_promises().await;
    let first = house.enter("polis1", Role::Officer).await;
    let second = house.enter("polis2", Role::Officer).await;
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    assert_eq!(first.card().id, account_id(HOLDERS[0]));
    (house, [first.clone(), first, second], chief)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn what_stands_is_what_the_rule_makes_of_the_journal(lines in lines(), way in way(3)) {
        let phones = phones(&lines);
        Runtime::new().unwrap().block_on(async {
            let (house, viewers, chief) = house().await;
            way.go(&house, &viewers, &chief, &phones).await;
            let expected = expected(&house);
            assert_eq!(found(&house), expected);
            assert_eq!(house.store.recompute().await.unwrap().n_activities_changed, 0);
            let (period, through) = (PERIOD.parse().unwrap(), "2026-11-24".parse().unwrap());
            let kept = house.store.figures(&chief, &period, (1, Kind::FollowUp), through, NOW).await.unwrap();
            assert_eq!(house.store.recount(&period, through).await.unwrap(), kept, "counted anew it is the same");
            house.raw().execute_batch("DELETE FROM activity; UPDATE journal SET refusal = NULL").unwrap();
            house.store.recompute().await.unwrap();
            assert_eq!(found(&house), expected);
        });
    }

    #[test]
    fn the_order_and_grouping_in_which_entries_come_change_nothing(lines in lines(), ways in [way(0), way(0)]) {
        let phones = phones(&lines);
        let found: Vec<_> = Runtime::new().unwrap().block_on(async {
            let mut all = Vec::new();
            for way in &ways {
                let (house, viewers, chief) = house().await;
                way.go(&house, &viewers, &chief, &phones).await;
                all.push(found(&house));
            }
            all
        });
        prop_assert_eq!(&found[0], &found[1]);
    }
}
