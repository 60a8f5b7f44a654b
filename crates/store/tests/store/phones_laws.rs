//! Laws of what is known of phones: whatever they say and in whatever order, the books add up, and a week is open for as
//! long as a phone in use has not said since its end that it has nothing more to send.

use std::collections::BTreeMap;

use domain::id::DeviceId;
use domain::reporting::silence;
use domain::time::WallTime;
use domain::week::Week;
use proptest::prelude::*;
use proptest::sample::Index;
use sync::wire::{PullRequest, Role};
use tokio::runtime::Runtime;

use crate::house::{House, NOW, Phone};
use crate::phones::{heartbeat, phone_with};

const N_PHONES: usize = 3;
const N_WALKS: u128 = 4;
const DAY_S: i64 = 86_400;

/// Something that happens to a phone.
#[derive(Debug, Clone)]
enum Step {
    Push(Vec<Index>),
    Heartbeat { n_unsent: u64 },
    Pull,
    Retire,
    Reinstate,
}

fn steps() -> impl Strategy<Value = Vec<(usize, i64, Step)>> {
    let step = prop_oneof![
        4 => prop::collection::vec(any::<Index>(), 0..5).prop_map(Step::Push),
        3 => (0u64..2).prop_map(|n_unsent| Step::Heartbeat { n_unsent }),
        2 => Just(Step::Pull),
        1 => Just(Step::Retire),
        1 => Just(Step::Reinstate),
    ];
    prop::collection::vec((0..N_PHONES, 1..5 * DAY_S, step), 1..20)
}

/// What a phone has let be known.
#[derive(Debug, Clone, Default)]
struct Known {
    reported: Option<WallTime>,
    held: Vec<u64>,
    end: u64,
    has_beat: bool,
    is_retired: bool,
}

impl Known {
    /// Takes a step in, by the words of the rule alone.
    fn take_in(&mut self, step: &Step, phone: &Phone, now: WallTime) {
        if matches!(step, Step::Push(_) | Step::Heartbeat { .. } | Step::Pull) {
            self.reported.get_or_insert(now);
        }
        if matches!(step, Step::Push(_) | Step::Heartbeat { .. }) {
            self.end = phone.head().seq;
        }
        if let Step::Push(which) = step {
            self.held.extend(which.iter().map(|idx| idx.get(&phone.journal).seq));
            self.held.sort_unstable();
            self.held.dedup();
        }
        let is_whole = self.held.len() as u64 == self.end;
        let has_nothing_more = match step {
            Step::Push(_) => is_whole,
            Step::Heartbeat { n_unsent } => *n_unsent == 0,
            Step::Pull => is_whole && !self.has_beat,
            Step::Retire | Step::Reinstate => false,
        };
        self.reported = if has_nothing_more { Some(now) } else { self.reported };
        self.has_beat |= matches!(step, Step::Heartbeat { .. });
        match step {
            Step::Retire if self.reported.is_some() => self.is_retired = true,
            Step::Reinstate => self.is_retired = false,
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn weeks_are_open_and_books_add_up_as_the_rule_says(steps in steps()) {
        Runtime::new().unwrap().block_on(async {
            let house = House::new().await;
            let officer = house.enter("polis1", Role::Officer).await;
            let chief = house.enter("gruppchef", Role::Supervisor).await;
            let phones: Vec<Phone> = (1..=N_PHONES as u128).map(|n| phone_with(n, N_WALKS)).collect();
            let mut known: BTreeMap<DeviceId, Known> = BTreeMap::new();
            let mut now = NOW;
            for (idx, after_s, step) in &steps {
                now = now.plus_s(*after_s);
                let phone = &phones[*idx];
                known.entry(phone.device).or_default().take_in(step, phone, now);
                let store = &house.store;
                match step {
                    Step::Push(which) => {
                        let entries = which.iter().map(|idx| idx.get(&phone.journal).clone()).collect();
                        store.push(&officer, phone.push(entries), now).await.map(drop).unwrap();
                    }
                    Step::Heartbeat { n_unsent } => {
                        store.hear(&officer, heartbeat(phone, *n_unsent), now).await.unwrap();
                    }
                    Step::Pull => {
                        // Pulls closer together than ten minutes are one; the steps may be closer.
                        now = now.plus_s(600);
                        known.entry(phone.device).or_default().take_in(step, phone, now);
                        let request = PullRequest { device: phone.device, after: 0, revision: 0 };
                        store.pull(&officer, &request, now).await.map(drop).unwrap();
                    }
                    // A phone that was never heard of cannot be retired, nor one in use reinstated.
                    Step::Retire => drop(store.retire_phone(&chief, phone.device, "Utbytt", now).await),
                    Step::Reinstate => drop(store.reinstate_phone(&chief, phone.device, now).await),
                }
            }

            let in_use: Vec<WallTime> =
                known.values().filter(|known| !known.is_retired).filter_map(|known| known.reported).collect();
            for week in Week::of(NOW).back(1).through(Week::of(now)) {
                // Of the week that goes on the one before is told.
                let ended = if week.end() <= now { week } else { week.back(1) };
                let told = house.silence(&officer, week, now).await;
                assert_eq!(told, silence(&in_use, ended, now), "{week}: {known:?}");
            }
            for row in house.store.phones(&chief).await.unwrap().rows {
                let known = &known[&row.device];
                assert_eq!((row.end, row.n_held), (known.end, known.held.len() as u64));
                let sheet = house.store.phone(&chief, row.device, now).await.unwrap().unwrap();
                let missing: Vec<u64> = sheet.missing.iter().flat_map(|(first, last)| *first..=*last).collect();
                assert_eq!(missing.len() as u64, row.n_missing());
                let mut all = [missing, known.held.clone()].concat();
                all.sort_unstable();
                assert_eq!(all, (1..=known.end).collect::<Vec<_>>(), "told = held + missing, each once");
            }
        });
    }
}
