//! What of a phone needs attention, and in which order phones are shown: by that, then by name. It is about what a phone
//! owes, never about who holds it.

use domain::time::WallTime;
use domain::week::Week;
use serde::{Deserialize, Serialize};

use super::phone_record::{Phone, PhoneBook};

/// Something that needs attention. What needs it most comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Concern {
    /// Entries that the phone told of are not held, and it no longer has them.
    Gone {
        /// How many.
        n: u64,
    },
    /// Two versions of an entry wait for a person to decide.
    Forked {
        /// How many.
        n: u64,
    },
    /// The phone's storage had lost entries that are not held.
    Lost {
        /// How many, at most.
        n: u64,
    },
    /// Entries were refused.
    Refused {
        /// How many.
        n: u64,
    },
    /// Entries that the phone told of have not come; whether it still has them is not known.
    Missing {
        /// How many.
        n: u64,
    },
    /// Entries have waited on the phone for more than a day.
    Waiting {
        /// How many.
        n: u64,
    },
    /// It has not said since the end of last week that it has nothing more to send, and so holds weeks open.
    Silent {
        /// When it last did.
        since: WallTime,
    },
    /// Its account can no longer log in.
    Closed,
    /// Its clock is wrong.
    Clock {
        /// The server's clock less the phone's, in seconds.
        ahead_s: i64,
    },
    /// Its browser may clear what is on it.
    Fleeting,
}

impl Concern {
    /// Returns how late its kind comes among others.
    fn rank(&self) -> u8 {
        match self {
            Concern::Gone { .. } => 0,
            Concern::Forked { .. } => 1,
            Concern::Lost { .. } => 2,
            Concern::Refused { .. } => 3,
            Concern::Missing { .. } => 4,
            Concern::Waiting { .. } => 5,
            Concern::Silent { .. } => 6,
            Concern::Closed => 7,
            Concern::Clock { .. } => 8,
            Concern::Fleeting => 9,
        }
    }
}

/// Where a phone stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Service {
    /// In use: weeks wait for it.
    InUse,
    /// Its journal was lost, and another was begun in its place.
    Replaced,
    /// Out of use.
    Retired,
}

/// A phone with what needs attention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneStanding {
    /// The phone.
    pub phone: Phone,
    /// Where it stands in its life.
    pub service: Service,
    /// How many entries wait on it, as far as is known.
    pub n_waiting: u64,
    /// How many that it told of are neither held nor known to wait.
    pub n_missing: u64,
    /// How many it keeps that were refused, as far as is known.
    pub n_refused: u64,
    /// What needs attention, the most pressing first. Nothing where it is not in use.
    pub concerns: Vec<Concern>,
}

/// An entry may wait so long before somebody has to look: a day.
const WAIT_S: i64 = 86_400;

/// A clock may be off by so much: two minutes.
const CLOCK_MS: i64 = 120_000;

impl PhoneStanding {
    /// Weighs a phone. `restored` is when the database was last restored from a backup.
    pub fn of(phone: Phone, restored: Option<WallTime>, now: WallTime) -> PhoneStanding {
        let service = match (&phone.retired, phone.replaced_by) {
            (Some(_), _) => Service::Retired,
            (None, Some(_)) => Service::Replaced,
            (None, None) => Service::InUse,
        };
        let n_absent = phone.end.saturating_sub(phone.n_held);
        // What it said before it was told what is held has been overtaken.
        let beat = phone.beat.filter(|beat| phone.pushed.is_none_or(|pushed| pushed <= beat.at));
        let n_waiting = beat.map_or(0, |beat| beat.n_unsent);
        let n_missing = n_absent.saturating_sub(n_waiting);
        let n_refused = phone.beat.map_or(0, |beat| beat.n_parked).max(phone.n_refused);
        let standing =
            PhoneStanding { service, n_waiting, n_missing, n_refused, concerns: Vec::new(), phone };
        let concerns = match service {
            Service::InUse => standing.concerns(restored, now),
            Service::Replaced | Service::Retired => Vec::new(),
        };
        PhoneStanding { concerns, ..standing }
    }

    fn concerns(&self, restored: Option<WallTime>, now: WallTime) -> Vec<Concern> {
        let PhoneStanding { phone, n_waiting, n_missing, .. } = self;
        let some = |n: u64| (0 < n).then_some(n);
        // It was told what is held, in this life of the database, and said later that it has no more than waits.
        let has_no_more = phone.pushed.is_some_and(|pushed| {
            restored.is_none_or(|restored| restored <= pushed)
                && phone.beat.is_some_and(|beat| pushed < beat.at && beat.n_parked <= phone.n_refused)
        });
        let waits_since = phone.beat.map(|beat| beat.oldest_unsent.unwrap_or(beat.at).min(beat.at));
        let is_old = waits_since.is_some_and(|since| WAIT_S < now.s_since(since));
        let ahead_ms = phone.server_ahead_ms.unwrap_or(0);
        let is_fleeting = phone.beat.is_some_and(|beat| beat.is_lasting == Some(false));
        let mut concerns: Vec<Concern> = [
            some(*n_missing).map(|n| if has_no_more { Concern::Gone { n } } else { Concern::Missing { n } }),
            some(phone.n_forked).map(|n| Concern::Forked { n }),
            some(phone.n_lost).map(|n| Concern::Lost { n }),
            some(self.n_refused).map(|n| Concern::Refused { n }),
            some(*n_waiting).filter(|_| is_old).map(|n| Concern::Waiting { n }),
            (phone.reported < Week::of(now).start()).then_some(Concern::Silent { since: phone.reported }),
            phone.is_disabled.then_some(Concern::Closed),
            (CLOCK_MS < ahead_ms.saturating_abs()).then_some(Concern::Clock { ahead_s: ahead_ms / 1000 }),
            is_fleeting.then_some(Concern::Fleeting),
        ]
        .into_iter()
        .flatten()
        .collect();
        concerns.sort_by_key(Concern::rank);
        concerns
    }

    /// Returns the place among others: what needs attention first, then by name.
    fn rank(&self) -> (Service, u8, &str) {
        (self.service, self.concerns.first().map_or(u8::MAX, Concern::rank), &self.phone.who)
    }
}

/// All phones as the page shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhonesSheet {
    /// By the server's clock.
    pub now: WallTime,
    /// When the database was last restored from a backup, while that still matters.
    pub restored: Option<Restored>,
    /// In the order in which they are shown.
    pub standings: Vec<PhoneStanding>,
    /// How many are in use.
    pub n_in_use: usize,
    /// How many of those were heard of this week.
    pub n_heard: usize,
    /// What needs attention most, and on how many phones.
    pub pressing: Option<(Concern, usize)>,
}

/// What has become of the phones since the database was restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restored {
    /// When it was.
    pub at: WallTime,
    /// How many phones in use have not been heard of since.
    pub n_unheard: usize,
    /// What cannot come back: whose, on which phone, and how many entries.
    pub gone: Vec<(String, String, u64)>,
}

/// How long a restore is told of when nothing more hangs on it: two weeks.
const RESTORED_S: i64 = 14 * 86_400;

impl PhonesSheet {
    /// Weighs all phones.
    pub fn of(book: PhoneBook, now: WallTime) -> PhonesSheet {
        let PhoneBook { restored, phones } = book;
        let mut standings: Vec<PhoneStanding> =
            phones.into_iter().map(|phone| PhoneStanding::of(phone, restored, now)).collect();
        standings.sort_by(|one, other| one.rank().cmp(&other.rank()));
        let in_use = || standings.iter().filter(|standing| standing.service == Service::InUse);
        let week = Week::of(now).start();
        let pressing = in_use().next().and_then(|first| first.concerns.first().copied()).map(|worst| {
            let is_alike = |concern: &Concern| concern.rank() == worst.rank();
            (worst, in_use().filter(|standing| standing.concerns.iter().any(is_alike)).count())
        });
        PhonesSheet {
            now,
            restored: restored.and_then(|at| restored_at(at, &standings, now)),
            n_in_use: in_use().count(),
            n_heard: in_use().filter(|standing| week <= standing.phone.contact).count(),
            pressing,
            standings,
        }
    }
}

fn restored_at(at: WallTime, standings: &[PhoneStanding], now: WallTime) -> Option<Restored> {
    let in_use = || standings.iter().filter(|standing| standing.service == Service::InUse);
    let gone: Vec<(String, String, u64)> = in_use()
        .filter_map(|PhoneStanding { phone, concerns, .. }| match concerns.first() {
            Some(Concern::Gone { n }) => Some((phone.who.clone(), phone.device.short(), *n)),
            _ => None,
        })
        .collect();
    let n_unheard = in_use().filter(|standing| standing.phone.contact < at).count();
    let matters = 0 < n_unheard || now.s_since(at) < RESTORED_S;
    matters.then_some(Restored { at, n_unheard, gone })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::super::phone_record::{Beat, Retirement};
    use super::*;
    use domain::id::DeviceId;
    use expect_test::{Expect, expect};

    pub(crate) fn at(text: &str) -> WallTime {
        WallTime::parse(&format!("{text}:00+01:00")).unwrap()
    }

    /// Wednesday of week 48.
    pub(crate) const NOW: &str = "2026-11-25T12:00";

    /// Returns a phone that was heard of this morning and owes nothing.
    pub(crate) fn phone(n: u8, who: &str) -> Phone {
        let morning = at("2026-11-25T07:30");
        Phone {
            device: DeviceId(format!("00000000-0000-0000-0000-0000000000{n:02}").parse().unwrap()),
            who: who.to_owned(),
            is_disabled: false,
            enrolled: at("2026-09-01T08:00"),
            contact: morning,
            reported: morning,
            app: "phone 0.1.0".to_owned(),
            server_ahead_ms: Some(400),
            end: 10,
            n_held: 10,
            pushed: Some(morning),
            n_forked: 0,
            n_refused: 0,
            beat: Some(Beat {
                at: morning.plus_s(60),
                n_unsent: 0,
                oldest_unsent: None,
                n_parked: 0,
                is_lasting: Some(true),
            }),
            n_losses: 0,
            n_lost: 0,
            replaced_by: None,
            retired: None,
        }
    }

    fn beat(phone: Phone, change: impl FnOnce(&mut Beat)) -> Phone {
        let mut beat = phone.beat.unwrap();
        change(&mut beat);
        Phone { beat: Some(beat), ..phone }
    }

    #[track_caller]
    fn check(restored: Option<&str>, phones: &[Phone], expected: Expect) {
        let mut told = String::new();
        let sheet =
            PhonesSheet::of(PhoneBook { restored: restored.map(at), phones: phones.to_vec() }, at(NOW));
        for PhoneStanding { phone, service, n_waiting, n_missing, n_refused, concerns } in &sheet.standings {
            told += &format!(
                "{} {service:?}: {n_waiting} wait, {n_missing} missing, {n_refused} refused, {concerns:?}\n",
                phone.who
            );
        }
        told += &format!("{} of {} heard, {:?}\n", sheet.n_heard, sheet.n_in_use, sheet.pressing);
        if let Some(Restored { n_unheard, gone, .. }) = sheet.restored {
            told += &format!("restored: {n_unheard} unheard, gone {gone:?}\n");
        }
        expected.assert_eq(&told);
    }

    #[test]
    fn what_needs_attention_comes_first_then_the_names() {
        let silent = Phone {
            contact: at("2026-11-19T20:00"),
            reported: at("2026-11-19T20:00"),
            ..phone(4, "Polis 1")
        };
        let retired = Retirement { at: at(NOW), who: "Gruppchef".to_owned(), why: "Utbytt".to_owned() };
        check(
            None,
            &[
                phone(1, "Polis 1"),
                silent,
                Phone { retired: Some(retired), n_held: 3, ..phone(2, "Polis 2") },
                Phone { n_forked: 2, ..phone(3, "Polis 3") },
                Phone { is_disabled: true, server_ahead_ms: Some(-400_000), ..phone(5, "Polis 4") },
                Phone { replaced_by: Some(phone(1, "").device), n_held: 9, ..phone(6, "Polis 5") },
                Phone { n_lost: 1, ..beat(phone(7, "Polis 6"), |beat| beat.is_lasting = Some(false)) },
            ],
            expect![[r#"
                Polis 3 InUse: 0 wait, 0 missing, 0 refused, [Forked { n: 2 }]
                Polis 6 InUse: 0 wait, 0 missing, 0 refused, [Lost { n: 1 }, Fleeting]
                Polis 1 InUse: 0 wait, 0 missing, 0 refused, [Silent { since: WallTime(1795114800000) }]
                Polis 4 InUse: 0 wait, 0 missing, 0 refused, [Closed, Clock { ahead_s: -400 }]
                Polis 1 InUse: 0 wait, 0 missing, 0 refused, []
                Polis 5 Replaced: 0 wait, 1 missing, 0 refused, []
                Polis 2 Retired: 0 wait, 7 missing, 0 refused, []
                4 of 5 heard, Some((Forked { n: 2 }, 1))
            "#]],
        );
    }

    #[test]
    fn what_waits_is_not_missing_and_what_the_phone_no_longer_has_is_gone() {
        let short = |n, who| Phone { n_held: 7, ..phone(n, who) };
        let early = |beat: &mut Beat| beat.at = at("2026-11-25T07:00");
        check(
            None,
            &[
                // Says that all three wait, since Monday.
                beat(short(1, "A"), |beat| {
                    (beat.n_unsent, beat.oldest_unsent) = (3, Some(at("2026-11-23T20:00")))
                }),
                // Says that one waits; it was told that three are missing.
                beat(short(2, "B"), |beat| beat.n_unsent = 1),
                // It may still have them: it has not spoken since it was told.
                beat(short(3, "C"), early),
                // It keeps them as refused.
                beat(short(4, "D"), |beat| beat.n_parked = 3),
                // What waited when it spoke has come since.
                beat(phone(5, "E"), |beat| {
                    early(beat);
                    beat.n_unsent = 4;
                }),
                // Never told what is held.
                Phone { pushed: None, ..short(6, "F") },
            ],
            expect![[r#"
                B InUse: 1 wait, 2 missing, 0 refused, [Gone { n: 2 }]
                D InUse: 0 wait, 3 missing, 3 refused, [Refused { n: 3 }, Missing { n: 3 }]
                C InUse: 0 wait, 3 missing, 0 refused, [Missing { n: 3 }]
                F InUse: 0 wait, 3 missing, 0 refused, [Missing { n: 3 }]
                A InUse: 3 wait, 0 missing, 0 refused, [Waiting { n: 3 }]
                E InUse: 0 wait, 0 missing, 0 refused, []
                6 of 6 heard, Some((Gone { n: 2 }, 1))
            "#]],
        );
    }

    #[test]
    fn after_a_restore_it_is_told_what_cannot_come_back() {
        let phones = [
            // Told in this life what is held, and has no more.
            Phone { n_held: 8, ..phone(1, "Polis 1") },
            // Not heard of since.
            Phone {
                n_held: 4,
                contact: at("2026-11-24T07:00"),
                pushed: Some(at("2026-11-24T07:00")),
                ..phone(2, "Polis 2")
            },
        ];
        check(
            Some("2026-11-25T06:00"),
            &phones,
            expect![[r#"
                Polis 1 InUse: 0 wait, 2 missing, 0 refused, [Gone { n: 2 }]
                Polis 2 InUse: 0 wait, 6 missing, 0 refused, [Missing { n: 6 }]
                2 of 2 heard, Some((Gone { n: 2 }, 1))
                restored: 1 unheard, gone [("Polis 1", "00000001", 2)]
            "#]],
        );
        check(
            Some("2026-10-25T06:00"),
            &[phone(1, "Polis 1")],
            expect![[r#"
                Polis 1 InUse: 0 wait, 0 missing, 0 refused, []
                1 of 1 heard, None
            "#]],
        );
    }
}
