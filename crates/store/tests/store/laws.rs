//! Laws: in whatever order, groups and repetitions entries come, the same stands; and it is what the rules make of the
//! journal, no more and no less.

use std::collections::{BTreeMap, BTreeSet};

use domain::coverage::{self, Cell, Visit};
use domain::history::{Settled, Told, settle};
use domain::id::{AccountId, AreaId, EntryHash, WalkId};
use domain::policy::{Policy, Rulebook};
use domain::statement::{Statement, Subject};
use domain::verdict::{Verdict, judge};
use domain::walk::{Observation, ObservationKind};
use domain::week::Week;
use proptest::prelude::*;
use proptest::sample::Index;
use store::Viewer;
use sync::entry::{Entry, Head};
use sync::wire::{Holdings, Role};
use tokio::runtime::Runtime;
use uuid::Uuid;

use crate::house::{AREAS, House, MONDAY, NOW, Phone, Went, account_id, correction, walk, withdrawal};

const WEEK_S: i64 = 7 * 86_400;
const N_WALKS: u128 = 5;
/// Who holds the phones: the first account has two.
const HOLDERS: [&str; 3] = ["polis1", "polis1", "polis2"];

/// One entry of a script: written on one phone, about one of a few walks.
#[derive(Debug, Clone)]
struct Line {
    phone: usize,
    walk: u128,
    area: usize,
    at_s: i64,
    says: Says,
}

#[derive(Debug, Clone)]
enum Says {
    Walk(Went),
    Correction { over: Index },
    Withdrawal { over: Index },
    Nothing,
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let went =
        prop::sample::select(vec![Went::Well, Went::Well, Went::Short, Went::Elsewhere, Went::Afterwards]);
    let says = prop_oneof![
        4 => went.prop_map(Says::Walk),
        3 => any::<Index>().prop_map(|over| Says::Correction { over }),
        2 => any::<Index>().prop_map(|over| Says::Withdrawal { over }),
        1 => Just(Says::Nothing),
    ];
    let line = (0..HOLDERS.len(), 0..N_WALKS, 0..AREAS.len(), 0..12i64, says);
    let line = line.prop_map(|(phone, walk, area, quarter_week, says)| Line {
        phone,
        walk,
        area,
        at_s: quarter_week * WEEK_S / 4,
        says,
    });
    prop::collection::vec(line, 1..24)
}

/// Writes a script's entries; each amends some earlier entry about the same walk, if there is one.
fn phones(lines: &[Line]) -> [Phone; 3] {
    let mut phones = [Phone::new(1), Phone::new(2), Phone::new(3)];
    let mut about: BTreeMap<u128, Vec<Entry>> = BTreeMap::new();
    for Line { phone, walk: n, area, at_s, says } in lines {
        let earlier = about.entry(*n).or_default();
        let stranger = Entry::sealed(Head::EMPTY, phones[0].device, "{}".to_owned());
        let over =
            |over: &Index| if earlier.is_empty() { stranger.clone() } else { over.get(earlier).clone() };
        let phone = &mut phones[*phone];
        let entry = match says {
            Says::Walk(went) => phone.says(Statement::Walk(walk(*n, *area, *at_s, *went))),
            Says::Correction { over: idx } => {
                let seen = Observation { t_s: 9, kind: ObservationKind::Litter, spot: None, note: None };
                let told = walk(*n, *area, *at_s, Went::Afterwards);
                phone.says(correction(&told, &over(idx), |details| details.observations.push(seen)))
            }
            Says::Withdrawal { over: idx } => {
                phone.says(withdrawal(WalkId(Uuid::from_u128(*n)), over(idx).hash))
            }
            Says::Nothing => {
                phone.journal.push(Entry::sealed(phone.head(), phone.device, "{}".to_owned()));
                continue;
            }
        };
        earlier.push(entry);
    }
    phones
}

/// All that stands, without what tells of the order of arrival.
#[derive(Debug, PartialEq)]
struct Standing {
    walks: BTreeMap<(WalkId, AccountId), (Settled, Verdict)>,
    cells: BTreeMap<(AreaId, Week), Cell>,
    not_yours: BTreeSet<EntryHash>,
    holdings: Vec<Holdings>,
}

/// Works out from the entries alone, by the rules of `domain`, what is to stand.
fn expected(phones: &[Phone; 3], rulebook: &Rulebook) -> Standing {
    let mut told: BTreeMap<WalkId, BTreeMap<AccountId, Vec<Told>>> = BTreeMap::new();
    for (phone, holder) in phones.iter().zip(HOLDERS) {
        for entry in &phone.journal {
            let Ok(body) = entry.read() else { continue };
            let by_account = told.entry(subject_walk(&body.says)).or_default();
            by_account
                .entry(account_id(holder))
                .or_default()
                .push(Told { entry: entry.hash, statement: body.says });
        }
    }
    let mut walks = BTreeMap::new();
    let mut not_yours = BTreeSet::new();
    for (walk, by_account) in told {
        let settled: Vec<_> = by_account.iter().map(|(account, told)| (*account, settle(told))).collect();
        let is_told = settled.iter().any(|(_, settled)| settled.is_some());
        for (account, settled) in settled {
            match settled {
                Some(settled) => {
                    let verdict = judge(&settled.walk, rulebook).unwrap();
                    walks.insert((walk, account), (settled, verdict));
                }
                None if is_told => not_yours.extend(by_account[&account].iter().map(|told| told.entry)),
                None => {}
            }
        }
    }
    let mut visits: BTreeMap<(AreaId, Week), Vec<Visit>> = BTreeMap::new();
    for (settled, verdict) in walks.values().filter(|(settled, _)| settled.withdrawn.is_none()) {
        let walk = &settled.walk;
        let visit = Visit { began: walk.began(), ended: walk.ended(), counts: verdict.counts };
        visits.entry((walk.area.clone(), walk.week())).or_default().push(visit);
    }
    let tally = |((area, week), visits): ((AreaId, Week), Vec<Visit>)| {
        let cell = coverage::tally(&visits, &rulebook.policy_at(week.start()));
        ((area, week), cell)
    };
    let whole = |phone: &Phone| Holdings { n_held: phone.journal.len() as u64, ..Holdings::default() };
    Standing {
        walks,
        cells: visits.into_iter().map(tally).collect(),
        not_yours,
        holdings: phones.iter().map(whole).collect(),
    }
}

fn subject_walk(says: &Statement) -> WalkId {
    match says.subject() {
        Subject::Walk(walk) => walk,
        Subject::Activity(activity) => unreachable!("these phones tell walks alone, not {activity}"),
    }
}

/// Asks the database what stands.
async fn found(house: &House, viewers: &[Viewer; 3], phones: &[Phone; 3]) -> Standing {
    let mut walks = BTreeMap::new();
    for viewer in &viewers[1..] {
        for walk in (0..N_WALKS).map(|n| WalkId(Uuid::from_u128(n))) {
            if let Some(sheet) = house.store.walk(viewer, walk, NOW).await.unwrap() {
                walks.insert((walk, viewer.card().id), (sheet.settled, sheet.verdict));
            }
        }
    }
    let (first, last) = (Week::of(MONDAY).back(60), Week::of(MONDAY.plus_s(60 * WEEK_S)));
    let cells = house.cells(&viewers[0], first, last).await;
    let raw = house.raw();
    let mut not_yours = raw.prepare("SELECT hash FROM journal WHERE refusal = 'not_yours'").unwrap();
    let not_yours = not_yours.query_map([], |row| Ok(EntryHash(row.get(0)?))).unwrap();
    let mut holdings = Vec::new();
    for (phone, viewer) in phones.iter().zip(viewers) {
        holdings.push(house.push(viewer, phone, Vec::new()).await.holdings);
    }
    Standing {
        walks,
        cells: cells.into_iter().map(|row| ((row.area, row.week), row.cell)).collect(),
        not_yours: not_yours.map(Result::unwrap).collect(),
        holdings,
    }
}

/// Opens a house in which the phones' holders are logged in.
async fn house() -> (House, [Viewer; 3]) {
    let house = House::new().await;
    let first = house.enter("polis1", Role::Officer).await;
    let second = house.enter("polis2", Role::Officer).await;
    (house, [first.clone(), first, second])
}

/// One way for entries to come: in which order, in which groups, some of them again, and when the policy changes.
#[derive(Debug, Clone)]
struct Way {
    keys: Vec<u16>,
    group: usize,
    again: Vec<Index>,
    policy_after: usize,
}

fn way() -> impl Strategy<Value = Way> {
    let again = prop::collection::vec(any::<Index>(), 0..6);
    (prop::collection::vec(any::<u16>(), 24), 1usize..9, again, 0usize..4)
        .prop_map(|(keys, group, again, policy_after)| Way { keys, group, again, policy_after })
}

impl Way {
    /// Returns the pushes: whose phone, and which entries.
    fn pushes(&self, phones: &[Phone; 3]) -> Vec<(usize, Vec<Entry>)> {
        let entries = phones
            .iter()
            .enumerate()
            .flat_map(|(idx, phone)| phone.journal.iter().map(move |entry| (idx, entry)));
        let mut entries: Vec<(usize, Entry)> = entries.map(|(idx, entry)| (idx, entry.clone())).collect();
        let again: Vec<_> = self.again.iter().map(|idx| idx.get(&entries).clone()).collect();
        entries.extend(again);
        let mut keyed: Vec<_> = entries.into_iter().zip(self.keys.iter().cycle()).collect();
        keyed.sort_by_key(|(_, key)| **key);
        let mut pushes: Vec<(usize, Vec<Entry>)> = Vec::new();
        for ((phone, entry), _) in keyed {
            match pushes
                .iter_mut()
                .rev()
                .take(3)
                .find(|(of, entries)| *of == phone && entries.len() < self.group)
            {
                Some((_, entries)) => entries.push(entry),
                None => pushes.push((phone, vec![entry])),
            }
        }
        pushes
    }

    async fn go(&self, house: &House, viewers: &[Viewer; 3], phones: &[Phone; 3]) {
        let valid_from = MONDAY.plus_s(WEEK_S);
        let policy =
            Policy { version: 2, valid_from, required_s: 240, walks_per_week: 2, ..Policy::default() };
        let pushes = self.pushes(phones);
        let policy_after = self.policy_after.min(pushes.len() - 1);
        for (idx, (phone, entries)) in pushes.into_iter().enumerate() {
            if idx == policy_after {
                house.store.add_policy(policy.clone()).await.unwrap();
            }
            house.push(&viewers[phone], &phones[phone], entries).await;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn what_stands_is_what_the_rules_make_of_the_journal_in_any_order(lines in lines(), ways in [way(), way()]) {
        let phones = phones(&lines);
        Runtime::new().unwrap().block_on(async {
            for way in &ways {
                let (house, viewers) = house().await;
                way.go(&house, &viewers, &phones).await;
                let expected = expected(&phones, &house.store.rulebook().await.unwrap());
                assert_eq!(found(&house, &viewers, &phones).await, expected);

                let recomputed = house.store.recompute().await.unwrap();
                assert_eq!((recomputed.n_walks_changed, recomputed.n_cells_changed), (0, 0));
                assert_eq!(found(&house, &viewers, &phones).await, expected);
                house.raw().execute_batch("DELETE FROM cell; DELETE FROM walk").unwrap();
                house.store.recompute().await.unwrap();
                assert_eq!(found(&house, &viewers, &phones).await, expected);
            }
        });
    }

    /// Which of two entries for one place is held hangs on which came first. What is told of the journal does not.
    #[test]
    fn forks_and_holes_are_told_alike_in_any_order(
        n_common in 0usize..4, lengths in [0usize..4, 0usize..4, 0usize..4], lost in 0usize..6, ways in [way(), way()],
    ) {
        let mut common = Phone::new(1);
        let write = |phone: &mut Phone, body: String| {
            phone.journal.push(Entry::sealed(phone.head(), phone.device, body));
        };
        (0..n_common).for_each(|n| write(&mut common, format!("[{n}]")));
        let mut entries = common.journal.clone();
        for (branch, length) in lengths.into_iter().enumerate() {
            let mut phone = common.clone();
            (0..length).for_each(|n| write(&mut phone, format!("[{branch}, {n}]")));
            entries.extend(phone.journal.drain(n_common..));
        }
        if lost < entries.len() {
            entries.remove(lost);
        }
        prop_assume!(!entries.is_empty());
        let phones = [Phone { device: common.device, journal: entries }, Phone::new(2), Phone::new(3)];
        let told: Vec<Holdings> = Runtime::new().unwrap().block_on(async {
            let mut told = Vec::new();
            for way in &ways {
                let (house, viewers) = house().await;
                way.go(&house, &viewers, &phones).await;
                told.push(found(&house, &viewers, &phones).await.holdings.swap_remove(0));
            }
            told
        });
        prop_assert_eq!(&told[0], &told[1]);
    }
}
