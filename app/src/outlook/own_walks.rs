//! The officer's own walks: what this phone's journal tells, with where each is and the best verdict known. It never
//! leaves out a walk of which one entry still waits.

use std::collections::BTreeMap;

use domain::decision::Decided;
use domain::history::{Settled, Told, settle};
use domain::id::{AreaId, EntryHash, WalkId};
use domain::statement::{Statement, Subject};
use domain::time::WallTime;
use domain::verdict::{Verdict, judge};
use domain::walk::Evidence;
use sync::local_store::{Kept, News, Place};
use sync::wire::{Refusal, WalkNews};

/// The journal as read, entry by entry. What was read once is not read again, for no entry ever changes.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    pub(super) lines: Vec<Line>,
}

/// One entry: what it says, if this app can read it, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Line {
    seq: u64,
    pub(super) hash: EntryHash,
    place: Place,
    pub(super) says: Option<Statement>,
}

impl Line {
    fn of(kept: Kept) -> Line {
        let says = kept.entry.read().ok().map(|body| body.says);
        Line { seq: kept.entry.seq, hash: kept.entry.hash, place: kept.place, says }
    }

    pub(super) fn is_parked(&self) -> bool {
        matches!(self.place, Place::Parked { .. })
    }
}

impl Ledger {
    /// Reads a whole journal.
    pub fn of(journal: Vec<Kept>) -> Ledger {
        let mut ledger = Ledger::default();
        ledger.take_in(journal);
        ledger
    }

    /// Takes the journal in again, in order: reads what is new and renews where the rest stands.
    pub fn take_in(&mut self, journal: Vec<Kept>) {
        for (idx, kept) in journal.into_iter().enumerate() {
            match self.lines.get_mut(idx) {
                Some(line) if line.hash == kept.entry.hash => line.place = kept.place,
                Some(line) => *line = Line::of(kept),
                None => self.lines.push(Line::of(kept)),
            }
        }
    }

    pub(super) fn holds(&self, entry: EntryHash) -> bool {
        self.lines.iter().any(|line| line.hash == entry)
    }
}

/// One of the officer's own walks.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnWalk {
    /// Which walk.
    pub id: WalkId,
    /// Where.
    pub area: AreaId,
    /// How many walked.
    pub crew_size: u8,
    /// Its start.
    pub began: WallTime,
    /// Its length in seconds.
    pub elapsed_s: u32,
    /// What the rule says of it; nothing when this phone does not know the area.
    pub verdict: Option<Verdict>,
    /// Who gave the verdict.
    pub judge: Judge,
    /// What a supervisor decided about it, and why; the verdict's `counts` has taken that into account.
    pub decided: Option<(Decided, Option<String>)>,
    /// Why it was withdrawn, if it was.
    pub withdrawn: Option<String>,
    /// Where it is.
    pub whereabouts: Whereabouts,
    /// The entry that an amendment is to name.
    pub head: EntryHash,
    /// The walk in full, where this phone has told it.
    pub told: Option<Settled>,
}

/// Who gave a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judge {
    /// This phone, by its copy of the rulebook.
    Phone,
    /// The server, for good.
    Server,
}

/// Where a walk or an activity is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whereabouts {
    /// It, or its latest amendment, is only on this phone.
    Phone,
    /// All of it is with the server, the latest since then.
    Server {
        /// By the server's clock.
        since: WallTime,
        /// The entry that the receipt is for.
        receipt: EntryHash,
    },
    /// The server refused the latest that was said of it; this phone keeps that.
    Refused {
        /// The entry's place in the journal.
        seq: u64,
        /// Why.
        refusal: Refusal,
        /// What was refused.
        part: Part,
    },
}

/// What an entry tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A walk itself.
    Walk,
    /// An activity itself.
    Activity,
    /// A correction or a withdrawal.
    Amendment,
}

impl OwnWalk {
    /// Returns its end.
    pub fn ended(&self) -> WallTime {
        self.began.plus_s(i64::from(self.elapsed_s))
    }

    /// Tells whether it stands and counts towards the promise.
    pub fn counts(&self) -> bool {
        self.withdrawn.is_none() && self.verdict.as_ref().is_some_and(|verdict| verdict.counts)
    }

    /// Tells whether the server's news do not take it into account as it now stands, though they will.
    pub fn is_news_to_server(&self) -> bool {
        self.judge == Judge::Phone && !matches!(self.whereabouts, Whereabouts::Refused { .. })
    }

    /// Tells whether it was logged afterwards.
    pub fn is_afterwards(&self) -> bool {
        let evidence = self.told.as_ref().map(|told| &told.walk.evidence);
        matches!(evidence, Some(Evidence::Afterwards { .. }))
    }
}

/// The most walks, and the most activities, that are shown; older ones are on the server. Those that wait are always among them.
pub(super) const MAX_SHOWN: usize = 200;

/// Returns the officer's walks, the latest first: those of this phone's journal, and those of other phones of which the
/// server has told.
pub fn own_walks(ledger: &Ledger, news: &News) -> Vec<OwnWalk> {
    let mut lines: BTreeMap<WalkId, Vec<&Line>> = BTreeMap::new();
    for line in &ledger.lines {
        if let Some(Subject::Walk(walk)) = line.says.as_ref().map(Statement::subject) {
            lines.entry(walk).or_default().push(line);
        }
    }
    let known: BTreeMap<WalkId, &WalkNews> = news.walks.iter().map(|walk| (walk.walk, walk)).collect();
    let told_here = lines.iter().filter_map(|(id, lines)| of_lines(*id, lines, ledger, known.get(id), news));
    let told_elsewhere =
        known.values().filter(|walk| !lines.contains_key(&walk.walk)).map(|walk| of_news(walk));
    let mut walks: Vec<OwnWalk> = told_here.chain(told_elsewhere).collect();
    walks.sort_by_key(|walk| std::cmp::Reverse((walk.began, walk.id)));
    let mut n_shown = 0;
    walks.retain(|walk| {
        n_shown += 1;
        n_shown <= MAX_SHOWN || !matches!(walk.whereabouts, Whereabouts::Server { .. })
    });
    walks
}

fn of_lines(
    id: WalkId,
    lines: &[&Line],
    ledger: &Ledger,
    news: Option<&&WalkNews>,
    all_news: &News,
) -> Option<OwnWalk> {
    let whereabouts = whereabouts(lines)?;
    // What was refused has no effect, unless it is all there is: then it is shown as it was told.
    let accepted: Vec<Told> =
        lines.iter().filter(|line| !line.is_parked()).filter_map(|line| told(line)).collect();
    let settled = settle(&accepted).or_else(|| {
        let all: Vec<Told> = lines.iter().filter_map(|line| told(line)).collect();
        settle(&all)
    });
    let Some(settled) = settled else {
        // An amendment of a walk that another phone told: what is amended, the server's news say.
        let mut walk = of_news(news?);
        for line in lines.iter().filter(|line| !line.is_parked()) {
            walk.head = line.hash;
            if let Some(Statement::Withdrawal { reason, .. }) = &line.says {
                walk.withdrawn = Some(reason.clone());
            }
        }
        return Some(OwnWalk { whereabouts, ..walk });
    };
    let judged = news.filter(|news| news.head == settled.head || !ledger.holds(news.head));
    let is_waiting = matches!(whereabouts, Whereabouts::Phone);
    let walk = &settled.walk;
    Some(match judged.filter(|_| !is_waiting) {
        // The server knows as much or, when somebody amended the walk elsewhere, more.
        Some(news) => OwnWalk { told: Some(settled), whereabouts, ..of_news(news) },
        None => OwnWalk {
            id,
            area: walk.area.clone(),
            crew_size: walk.crew_size,
            began: walk.began(),
            elapsed_s: walk.elapsed_s,
            verdict: judge(walk, &all_news.rulebook),
            judge: Judge::Phone,
            decided: None,
            withdrawn: settled.withdrawn.clone(),
            whereabouts,
            head: settled.head,
            told: Some(settled),
        },
    })
}

fn of_news(news: &WalkNews) -> OwnWalk {
    OwnWalk {
        id: news.walk,
        area: news.area.clone(),
        crew_size: news.crew_size,
        began: news.began,
        elapsed_s: news.elapsed_s,
        verdict: Some(news.verdict.clone()),
        judge: Judge::Server,
        decided: news.decided.map(|decided| (decided, news.decided_why.clone())),
        withdrawn: news.withdrawn.clone(),
        whereabouts: Whereabouts::Server { since: news.stored, receipt: news.head },
        head: news.head,
        told: None,
    }
}

pub(super) fn told(line: &Line) -> Option<Told> {
    Some(Told { entry: line.hash, statement: line.says.clone()? })
}

/// Returns where a walk or an activity is, given its entries in order: what was said last decides what was refused.
pub(super) fn whereabouts(lines: &[&Line]) -> Option<Whereabouts> {
    let last = lines.last()?;
    if let Place::Parked { refusal, .. } = last.place {
        let part = match &last.says {
            Some(Statement::Walk(_)) => Part::Walk,
            Some(Statement::Activity(_)) => Part::Activity,
            _ => Part::Amendment,
        };
        return Some(Whereabouts::Refused { seq: last.seq, refusal, part });
    }
    if lines.iter().any(|line| line.place == Place::Unsent) {
        return Some(Whereabouts::Phone);
    }
    // Of two that came together the later entry is the last one.
    let receipts = lines.iter().filter_map(|line| match line.place {
        Place::Held { at } => Some((at, line.hash)),
        _ => None,
    });
    let (since, receipt) = receipts.max_by_key(|(at, _)| *at)?;
    Some(Whereabouts::Server { since, receipt })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::outlook::count::Count;
    use domain::area::{Area, Boundary, Standing};
    use domain::id::DeviceId;
    use domain::place::Position;
    use domain::policy::{Policy, Rulebook, Unverified};
    use domain::statement::{Body, Details};
    use domain::verdict::Outcome;
    use domain::walk::Walk;
    use sync::entry::{Entry, Head};

    /// Reads a moment by Huddinge's winter clock.
    pub(crate) fn at(text: &str) -> WallTime {
        WallTime::parse(&format!("{text}:00+01:00")).unwrap()
    }

    /// Returns a rulebook with the areas "A" and, 0.06° to the north, "B".
    pub(crate) fn rulebook(unverified: Unverified) -> Rulebook {
        let area = |id: &str, lat: f64| {
            let corner = |north: f64, east: f64| Position { lat: lat + north, lon: 18.0 + east };
            let ring = vec![
                corner(-0.002, -0.004),
                corner(0.002, -0.004),
                corner(0.002, 0.004),
                corner(-0.002, 0.004),
            ];
            let boundary = Boundary::new(1, WallTime::from_ms(0), Standing::Draft, ring).unwrap();
            Area { id: id.parse().unwrap(), name: id.to_uppercase(), boundaries: vec![boundary] }
        };
        let policies = vec![Policy { unverified, ..Policy::default() }];
        Rulebook {
            revision: 1,
            areas: vec![area("a", 59.24), area("b", 59.3)],
            policies,
            ..Rulebook::default()
        }
    }

    pub(crate) fn walk_id(n: u128) -> WalkId {
        WalkId(format!("{n:032x}").parse().unwrap())
    }

    pub(crate) fn afterwards(n: u128, area: &str, started: &str, elapsed_s: u32) -> Statement {
        Statement::Walk(Walk {
            id: walk_id(n),
            area: area.parse().unwrap(),
            crew_size: 2,
            started: at(started),
            elapsed_s,
            evidence: Evidence::Afterwards { reason: "flat battery".to_owned() },
            observations: Vec::new(),
        })
    }

    /// Returns a journal of these statements, none of them sent.
    pub(crate) fn journal(statements: &[Statement]) -> Vec<Kept> {
        let device = DeviceId(format!("{:032x}", 9).parse().unwrap());
        let mut head = Head::EMPTY;
        let mut journal = Vec::new();
        for says in statements {
            let entry = Entry::after(head, device, &Body::new(WallTime::from_ms(0), says.clone()));
            head = entry.head();
            journal.push(Kept { entry, place: Place::Unsent });
        }
        journal
    }

    /// Returns what the server would tell of a walk.
    pub(crate) fn walk_of(own: &OwnWalk) -> WalkNews {
        WalkNews {
            walk: own.id,
            area: own.area.clone(),
            crew_size: own.crew_size,
            began: own.began,
            elapsed_s: own.elapsed_s,
            verdict: own.verdict.clone().unwrap(),
            withdrawn: own.withdrawn.clone(),
            head: own.head,
            stored: at("2026-11-24T22:40"),
            decided: None,
            decided_why: None,
        }
    }

    pub(crate) fn news() -> News {
        News { rulebook: rulebook(Unverified::DoesNotCount), ..News::default() }
    }

    fn correction(n: u128, over: EntryHash, area: &str) -> Statement {
        let Statement::Walk(walk) = afterwards(n, area, "2026-11-24T20:00", 900) else { unreachable!() };
        Statement::Correction {
            walk: walk.id,
            over,
            reason: "wrong area".to_owned(),
            details: Details::of(&walk),
        }
    }

    fn parked(refusal: Refusal) -> Place {
        Place::Parked { refusal, detail: String::new() }
    }

    #[test]
    fn a_walk_is_on_the_phone_until_all_of_it_is_with_the_server() {
        let mut kept = journal(&[afterwards(1, "a", "2026-11-24T20:00", 900)]);
        let told = kept[0].entry.hash;
        let own = own_walks(&Ledger::of(kept.clone()), &news());
        assert_eq!((&own[0].whereabouts, own[0].judge), (&Whereabouts::Phone, Judge::Phone));
        assert_eq!(own[0].verdict.as_ref().unwrap().outcome, Outcome::Unverified);

        let since = at("2026-11-24T22:40");
        kept[0].place = Place::Held { at: since };
        let own = own_walks(&Ledger::of(kept.clone()), &news());
        assert_eq!(own[0].whereabouts, Whereabouts::Server { since, receipt: told });
        assert!(own[0].is_news_to_server());

        let statements = [afterwards(1, "a", "2026-11-24T20:00", 900), correction(1, told, "b")];
        let mut amended = journal(&statements);
        amended[0].place = Place::Held { at: since };
        let own = own_walks(&Ledger::of(amended), &News { walks: vec![walk_of(&own[0])], ..news() });
        assert_eq!((&own[0].whereabouts, own[0].area.as_str()), (&Whereabouts::Phone, "b"));
        assert_eq!((Count::waiting(&own, &[]).n_walks, Count::refused(&own, &[])), (1, Count::default()));
    }

    #[test]
    fn a_refused_correction_changes_nothing_and_is_said() {
        let told = journal(&[afterwards(1, "a", "2026-11-24T20:00", 900)])[0].entry.hash;
        let mut kept = journal(&[afterwards(1, "a", "2026-11-24T20:00", 900), correction(1, told, "b")]);
        kept[0].place = Place::Held { at: at("2026-11-24T22:40") };
        kept[1].place = parked(Refusal::UnknownArea);
        let own = own_walks(&Ledger::of(kept), &news());
        let refused = Whereabouts::Refused { seq: 2, refusal: Refusal::UnknownArea, part: Part::Amendment };
        assert_eq!((&own[0].whereabouts, own[0].area.as_str(), own[0].head), (&refused, "a", told));
    }

    #[test]
    fn a_refused_walk_is_shown_and_can_be_told_again() {
        let statements =
            [afterwards(1, "x", "2026-11-24T20:00", 900), afterwards(1, "a", "2026-11-24T20:00", 900)];
        let mut kept = journal(&statements);
        kept[0].place = parked(Refusal::UnknownArea);
        let first = own_walks(&Ledger::of(kept[..1].to_vec()), &news());
        assert_eq!((first[0].area.as_str(), &first[0].verdict), ("x", &None));
        assert!(matches!(first[0].whereabouts, Whereabouts::Refused { part: Part::Walk, .. }));
        let again = own_walks(&Ledger::of(kept), &news());
        assert_eq!(
            (again.len(), again[0].area.as_str(), &again[0].whereabouts),
            (1, "a", &Whereabouts::Phone)
        );
    }

    #[test]
    fn the_server_knows_of_walks_and_amendments_of_other_phones() {
        let mut kept = journal(&[afterwards(1, "a", "2026-11-24T20:00", 900)]);
        kept[0].place = Place::Held { at: at("2026-11-24T22:40") };
        let own = own_walks(&Ledger::of(kept.clone()), &news());
        let amended =
            WalkNews { head: EntryHash([3; 32]), withdrawn: Some("double".to_owned()), ..walk_of(&own[0]) };
        let elsewhere = WalkNews { walk: walk_id(2), began: at("2026-11-25T20:00"), ..walk_of(&own[0]) };
        let news = News { walks: vec![amended, elsewhere], ..news() };
        let own = own_walks(&Ledger::of(kept), &news);
        assert_eq!(own.iter().map(|walk| walk.id).collect::<Vec<_>>(), [walk_id(2), walk_id(1)]);
        assert_eq!((own[1].withdrawn.as_deref(), own[1].head), (Some("double"), EntryHash([3; 32])));
        assert!(own[1].told.is_some() && own[0].told.is_none());

        // Taken back on this phone, before the server knows.
        let withdrawal =
            Statement::Withdrawal { walk: walk_id(2), over: own[0].head, reason: "not mine".to_owned() };
        let own = own_walks(&Ledger::of(journal(&[withdrawal])), &news);
        let taken_back = own.iter().find(|walk| walk.id == walk_id(2)).unwrap();
        assert_eq!(
            (taken_back.withdrawn.as_deref(), &taken_back.whereabouts),
            (Some("not mine"), &Whereabouts::Phone)
        );
    }

    #[test]
    fn what_a_supervisor_decided_is_shown_until_the_phone_knows_better() {
        use domain::decision::Ruling;
        let mut kept = journal(&[afterwards(1, "a", "2026-11-24T20:00", 900)]);
        kept[0].place = Place::Held { at: at("2026-11-24T22:40") };
        let own = own_walks(&Ledger::of(kept.clone()), &news());
        assert_eq!((own[0].counts(), &own[0].decided), (false, &None));
        let decided = Decided { ruling: Ruling::Accepted, holds: true, is_told_otherwise: false };
        let mut accepted = walk_of(&own[0]);
        accepted.verdict.counts = true;
        accepted.decided = Some(decided);
        accepted.decided_why = Some("seen there".to_owned());
        let news = News { walks: vec![accepted], ..news() };
        let own = own_walks(&Ledger::of(kept.clone()), &news);
        assert_eq!(
            (own[0].counts(), &own[0].decided),
            (true, &Some((decided, Some("seen there".to_owned()))))
        );

        // Corrected on this phone, of which the server does not know yet: what was decided was not about this.
        let correction = correction(1, own[0].head, "b");
        let both = journal(&[afterwards(1, "a", "2026-11-24T20:00", 900), correction]);
        let mut both = Ledger::of(both);
        both.lines[0].place = Place::Held { at: at("2026-11-24T22:40") };
        let own = own_walks(&both, &news);
        assert_eq!((own[0].area.as_str(), own[0].counts(), &own[0].decided), ("b", false, &None));
    }

    #[test]
    fn reading_the_journal_again_renews_where_entries_stand() {
        let mut kept = journal(&[afterwards(1, "a", "2026-11-24T20:00", 900)]);
        let mut ledger = Ledger::of(kept.clone());
        kept[0].place = Place::Held { at: at("2026-11-24T22:40") };
        ledger.take_in(kept);
        assert!(matches!(own_walks(&ledger, &news())[0].whereabouts, Whereabouts::Server { .. }));
    }
}
