//! All that was done for the promises of a period, read in two ways: from what is kept up to date with every entry, and anew
//! from the journal as it was at some row. Both must say the same; neither ever reads the other's tables.

use std::collections::{BTreeMap, BTreeSet};

use domain::coverage::{Visit, tally};
use domain::decision::{About, Record, Ruling, spoken_for, weigh};
use domain::followup::Deeds;
use domain::history::Settled;
use domain::id::{AccountId, AreaId, PromiseId, WalkId};
use domain::period::Period;
use domain::policy::Rulebook;
use domain::promise::{Evidence, PromisePeriod};
use domain::verdict::{Verdict, judge};
use domain::week::Week;

use crate::coverage;
use crate::db::{Db, damaged, from_json, from_word, to_json};
use crate::decisions::{Done, Name};
use crate::error::StoreError;
use crate::{activities, follow_ups, projection};

/// How far something rests on what was told and decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    /// The last row of the journal.
    pub(crate) journal_no: i64,
    /// The last decision.
    pub(crate) decision_no: i64,
    /// The last follow-up.
    pub(crate) follow_up_no: i64,
}

impl Bounds {
    /// Returns how far everything goes by now.
    pub(crate) fn now(db: &Db) -> Result<Bounds, StoreError> {
        const SQL: &str = "SELECT (SELECT coalesce(max(no), 0) FROM journal),
            (SELECT coalesce(max(no), 0) FROM decision), (SELECT coalesce(max(no), 0) FROM follow_up)";
        db.only(SQL, [], |row| {
            Ok(Bounds { journal_no: row.get(0)?, decision_no: row.get(1)?, follow_up_no: row.get(2)? })
        })
    }
}

/// Returns what was done for a period's promises, as it is kept up to date.
pub(crate) fn current(db: &Db, period: &PromisePeriod) -> Result<Deeds, StoreError> {
    let mut patrols = Vec::new();
    if let Some((areas, weeks)) = walked(period) {
        let areas: Vec<AreaId> = areas.into_iter().collect();
        let cells = coverage::between(db, &to_json(&areas), weeks.first, weeks.last)?;
        patrols.extend(cells.into_iter().map(|((area, week), cell)| (area, week, cell.n_patrols)));
    }
    let activities = activities::standing_of(db, &logged(period))?;
    Ok(Deeds { patrols, activities, published: follow_ups::told(db, &period.id, i64::MAX)? })
}

/// Returns what was done for a period's promises, worked out from the journal alone, as far as `bounds` go and by the
/// rulebook of that time. Takes long.
pub(crate) fn recounted(
    db: &Db,
    period: &PromisePeriod,
    bounds: Bounds,
    rulebook: &Rulebook,
) -> Result<Deeds, StoreError> {
    let patrols = match walked(period) {
        Some((areas, weeks)) => patrols(db, &areas, weeks, bounds, rulebook)?,
        None => Vec::new(),
    };
    let published = follow_ups::told(db, &period.id, bounds.follow_up_no)?;
    let activities = activities::standing_at(db, &logged(period), bounds.journal_no, rulebook)?;
    Ok(Deeds { patrols, activities, published })
}

/// Returns the promises that are shown by what people log.
fn logged(period: &PromisePeriod) -> Vec<PromiseId> {
    let of_activities = period.promises.iter().filter(|promise| promise.evidence == Evidence::Activities);
    of_activities.map(|promise| promise.id).collect()
}

/// Returns the areas and weeks in which walks are asked for, if they are.
fn walked(period: &PromisePeriod) -> Option<(BTreeSet<AreaId>, Period)> {
    let of_walks = period.promises.iter().filter(|promise| promise.evidence == Evidence::CountedWalks);
    let areas: BTreeSet<AreaId> = of_walks.flat_map(|promise| promise.areas.iter().cloned()).collect();
    let weeks = Period::of_days(period.first, period.last).filter(|_| !areas.is_empty())?;
    Some((areas, weeks))
}

/// A record of a walk, as it was told and judged.
struct Recounted {
    about: About,
    week: Week,
    verdict: Verdict,
    is_withdrawn: bool,
}

fn patrols(
    db: &Db,
    areas: &BTreeSet<AreaId>,
    weeks: Period,
    bounds: Bounds,
    rulebook: &Rulebook,
) -> Result<Vec<(AreaId, Week, u32)>, StoreError> {
    const TOLD: &str = "SELECT DISTINCT walk_id FROM journal WHERE walk_id IS NOT NULL AND no <= ?1";
    let mut records: BTreeMap<Name, Recounted> = BTreeMap::new();
    for walk in db.all(TOLD, [bounds.journal_no], |row| Ok(WalkId(row.get(0)?)))? {
        for (account, settled) in projection::settled_at(db, walk, bounds.journal_no, rulebook)? {
            let Settled { walk: told, withdrawn, .. } = settled;
            let Some(verdict) = judge(&told, rulebook) else { continue };
            let record = Recounted {
                about: About { elapsed_s: verdict.elapsed_s, ..About::of(&told) },
                week: told.week(),
                verdict,
                is_withdrawn: withdrawn.is_some(),
            };
            records.insert((walk, account), record);
        }
    }
    let decided = Decided::up_to(db, bounds.decision_no)?;
    let counts = decided.counts(&records);
    let mut visits: BTreeMap<(AreaId, Week), Vec<Visit>> = BTreeMap::new();
    for (name, record) in records.iter().filter(|(_, record)| !record.is_withdrawn) {
        let About { area, began, .. } = &record.about;
        if areas.contains(area) && weeks.first <= record.week && record.week <= weeks.last {
            let visit = Visit { began: *began, ended: record.about.ended(), counts: counts[name] };
            visits.entry((area.clone(), record.week)).or_default().push(visit);
        }
    }
    let n_patrols = |week: Week, visits: &[Visit]| tally(visits, &rulebook.policy_at(week.start())).n_patrols;
    Ok(visits.into_iter().map(|((area, week), visits)| (area, week, n_patrols(week, &visits))).collect())
}

/// What was decided and not taken back.
#[derive(Default)]
struct Decided {
    rulings: BTreeMap<Name, (Ruling, About)>,
    one_patrol: BTreeSet<(Name, Name)>,
}

impl Decided {
    fn up_to(db: &Db, decision_no: i64) -> Result<Decided, StoreError> {
        const SQL: &str = "SELECT what, walk_id, account_id, other_id, other_account, about FROM decision
            WHERE no <= ?1 ORDER BY no";
        type Row = (Done, Name, Option<Name>, Option<String>);
        let rows: Vec<Row> = db.all(SQL, [decision_no], |row| {
            let other = (row.get::<_, Option<_>>(3)?).zip(row.get::<_, Option<_>>(4)?);
            Ok((
                from_word(row.get(0)?)?,
                (WalkId(row.get(1)?), AccountId(row.get(2)?)),
                other.map(|(walk, account)| (WalkId(walk), AccountId(account))),
                row.get(5)?,
            ))
        })?;
        let mut decided = Decided::default();
        for (what, name, other, about) in rows {
            let about = || from_json(&about.ok_or_else(|| damaged("a decision is about nothing"))?);
            match (what, other) {
                (Done::Accepted, _) => drop(decided.rulings.insert(name, (Ruling::Accepted, about()?))),
                (Done::Excluded, _) => drop(decided.rulings.insert(name, (Ruling::Excluded, about()?))),
                (Done::Undone, _) => drop(decided.rulings.remove(&name)),
                (Done::Merged, Some(other)) => drop(decided.one_patrol.insert(pair(name, other))),
                (Done::Parted, Some(other)) => drop(decided.one_patrol.remove(&pair(name, other))),
                (Done::Merged | Done::Parted, None) => return Err(damaged("a patrol of one record")),
            }
        }
        Ok(decided)
    }

    /// Tells of each record whether it counts.
    fn counts(&self, records: &BTreeMap<Name, Recounted>) -> BTreeMap<Name, bool> {
        let stands = |(name, record): (&Name, &Recounted)| {
            let ruling = self.rulings.get(name).map(|(ruling, about)| (*ruling, about));
            (*name, weigh(&record.about, &record.verdict, ruling).counts)
        };
        let mut counts: BTreeMap<Name, bool> = records.iter().map(stands).collect();
        let names: BTreeSet<Name> = self.one_patrol.iter().flat_map(|(one, other)| [*one, *other]).collect();
        let names: Vec<Name> = names.into_iter().filter(|name| records.contains_key(name)).collect();
        let merged: Vec<Record> = names
            .iter()
            .map(|name| Record {
                about: records[name].about.clone(),
                counts: counts[name] && !records[name].is_withdrawn,
            })
            .collect();
        let idx = |name: &Name| names.binary_search(name).ok();
        let pairs: Vec<(usize, usize)> =
            self.one_patrol.iter().filter_map(|(one, other)| Some((idx(one)?, idx(other)?))).collect();
        for (name, speaker) in names.iter().zip(spoken_for(&merged, &pairs)) {
            if speaker.is_some() {
                counts.insert(*name, false);
            }
        }
        counts
    }
}

/// Names two records in one order, whichever was named first.
fn pair(one: Name, other: Name) -> (Name, Name) {
    (one.min(other), one.max(other))
}
