//! Activities at the desk: the list that everybody inside may read, and logging, correcting and taking back. What is written
//! here is an entry in a journal like any phone's; no row is ever edited in place.
//!
//! The server keeps one such journal an account. No phone can write in it, so that an amendment in it is one whose right was
//! checked at this door.

use domain::activity::{Activity, Fault, Field, check_why};
use domain::day::Day;
use domain::id::{AccountId, ActivityId, DeviceId, EntryHash, PeriodId};
use domain::statement::{Body, Statement};
use domain::time::WallTime;
use rusqlite::Row;
use sync::entry::{Entry, Head};
use sync::wire::{Outcome, Receipt, Refusal, Role};

use crate::Store;
use crate::activities::{self, N_TOLD, TOLD};
use crate::appraisal::appraise;
use crate::audit::{self, Act, Actor};
use crate::db::{Db, count, damaged, from_json};
use crate::error::StoreError;
use crate::sessions::Viewer;
use crate::{holdings, intake, periods};

/// One activity as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityRow {
    /// What is told.
    pub activity: Activity,
    /// Who told it, as they are shown; an officer is not told who another was.
    pub who: Option<String>,
    /// Whether the viewer may correct it and take it back.
    pub is_amendable: bool,
    /// Why it was taken back, if it was.
    pub withdrawn: Option<String>,
    /// The reasons of the corrections that hold, in order.
    pub corrections: Vec<String>,
    /// The latest entry about it: what an amendment is to name.
    pub head: EntryHash,
    /// Since when the database holds it.
    pub received: WallTime,
}

/// When something is written at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtDesk {
    /// The server's clock.
    pub now: WallTime,
    /// A new id: what the account's journal at the desk is called, if this is the first entry in it.
    pub new_journal: DeviceId,
}

impl Store {
    /// Returns what was told for the promises of a period, also what was taken back: the latest day first.
    pub async fn activities(
        &self,
        viewer: &Viewer,
        period: &PeriodId,
    ) -> Result<Vec<ActivityRow>, StoreError> {
        let (viewer, period) = (viewer.clone(), period.clone());
        self.read(move |db| {
            let rulebook = db.rulebook()?;
            let mut rows = Vec::new();
            for promise in &periods::period(&rulebook, &period)?.promises {
                rows.extend(rows_of(db, &viewer, "a.promise_id = ?1", promise.id.0)?);
            }
            rows.sort_by_key(|row| std::cmp::Reverse((row.activity.day, row.received, row.activity.id)));
            Ok(rows)
        })
        .await
    }

    /// Returns the activities of a period's promises that stand, in order of their days.
    pub async fn standing_activities(
        &self,
        _: &Viewer,
        period: &PeriodId,
    ) -> Result<Vec<Activity>, StoreError> {
        let period = period.clone();
        self.read(move |db| {
            let rulebook = db.rulebook()?;
            let promises: Vec<_> =
                periods::period(&rulebook, &period)?.promises.iter().map(|promise| promise.id).collect();
            activities::standing_of(db, &promises)
        })
        .await
    }

    /// Returns one activity; nothing where there is none. Should two accounts tell one of the same id, it is the one that
    /// came first.
    pub async fn activity(&self, viewer: &Viewer, id: ActivityId) -> Result<Option<ActivityRow>, StoreError> {
        let viewer = viewer.clone();
        self.read(move |db| Ok(rows_of(db, &viewer, "a.id = ?1", id.0)?.into_iter().next())).await
    }

    /// Logs an activity. Logged again with the same words it is one; with other words nothing is written.
    pub async fn log_activity(
        &self,
        viewer: &Viewer,
        activity: Activity,
        at: AtDesk,
    ) -> Result<(), StoreError> {
        let account = viewer.card().id;
        self.change(move |db| {
            if let Some(own) = find(db, activity.id)?.into_iter().find(|known| known.account == account) {
                return if own.activity == activity { Ok(()) } else { Err(StoreError::Outdated) };
            }
            check(faults(&activity, db, at.now)?)?;
            write(db, account, Statement::Activity(activity), at)
        })
        .await
    }

    /// Corrects an activity that stands as `over` says, for a reason. An officer may correct their own, a supervisor
    /// anybody's. Over one that was taken back it lets it stand again.
    pub async fn correct_activity(
        &self,
        viewer: &Viewer,
        instead: Activity,
        over: EntryHash,
        reason: &str,
        at: AtDesk,
    ) -> Result<(), StoreError> {
        let (viewer, reason) = (viewer.clone(), reason.trim().to_owned());
        self.change(move |db| {
            let known = amendable(db, &viewer, instead.id)?;
            if known.head != over {
                // The same form once more, which was sent twice.
                let is_done = known.activity == instead && known.corrections.last() == Some(&reason);
                return if is_done { Ok(()) } else { Err(StoreError::Outdated) };
            }
            check(faults(&instead, db, at.now)?.into_iter().chain(check_why(&reason)).collect())?;
            note_if_anothers(db, &viewer, &known, &reason, at.now)?;
            write(db, viewer.card().id, Statement::ActivityCorrection { over, reason, instead }, at)
        })
        .await
    }

    /// Takes an activity back that stands as `over` says, for a reason. An officer may take back their own, a supervisor
    /// anybody's.
    pub async fn withdraw_activity(
        &self,
        viewer: &Viewer,
        activity: ActivityId,
        over: EntryHash,
        reason: &str,
        at: AtDesk,
    ) -> Result<(), StoreError> {
        let (viewer, reason) = (viewer.clone(), reason.trim().to_owned());
        self.change(move |db| {
            let known = amendable(db, &viewer, activity)?;
            if known.head != over {
                let is_done = known.withdrawn.as_ref() == Some(&reason);
                return if is_done { Ok(()) } else { Err(StoreError::Outdated) };
            }
            check(check_why(&reason).into_iter().collect())?;
            note_if_anothers(db, &viewer, &known, &reason, at.now)?;
            write(db, viewer.card().id, Statement::ActivityWithdrawal { activity, over, reason }, at)
        })
        .await
    }
}

fn rows_of(
    db: &Db,
    viewer: &Viewer,
    which: &'static str,
    id: uuid::Uuid,
) -> Result<Vec<ActivityRow>, StoreError> {
    let sql = format!(
        "SELECT {TOLD}, a.account_id, p.shown_as, a.withdrawn, a.corrections, a.head, j.received
        FROM activity a JOIN account p ON p.id = a.account_id JOIN journal j ON j.no = a.journal_no
        WHERE {which} ORDER BY a.journal_no"
    );
    let supervises = viewer.card().role == Role::Supervisor;
    db.all(&sql, [id], |row| {
        let may_amend = supervises || AccountId(row.get(N_TOLD)?) == viewer.card().id;
        Ok(ActivityRow {
            activity: activities::read(row)?,
            who: row.get::<_, Option<String>>(N_TOLD + 1)?.filter(|_| may_amend),
            is_amendable: may_amend,
            withdrawn: row.get(N_TOLD + 2)?,
            corrections: from_json(row.get_ref(N_TOLD + 3)?.as_str().map_err(damaged)?)?,
            head: EntryHash(row.get(N_TOLD + 4)?),
            received: WallTime::from_ms(row.get(N_TOLD + 5)?),
        })
    })
}

/// An activity that is to be amended, as it stands.
struct Known {
    account: AccountId,
    activity: Activity,
    withdrawn: Option<String>,
    corrections: Vec<String>,
    head: EntryHash,
}

/// Returns the activities of an id, the one that came first first.
fn find(db: &Db, id: ActivityId) -> Result<Vec<Known>, StoreError> {
    let sql = format!(
        "SELECT {TOLD}, a.account_id, a.withdrawn, a.corrections, a.head FROM activity a
        WHERE a.id = ?1 ORDER BY a.journal_no"
    );
    db.all(&sql, [id.0], |row| {
        Ok(Known {
            activity: activities::read(row)?,
            account: AccountId(row.get(N_TOLD)?),
            withdrawn: row.get(N_TOLD + 1)?,
            corrections: from_json(row.get_ref(N_TOLD + 2)?.as_str().map_err(damaged)?)?,
            head: EntryHash(row.get(N_TOLD + 3)?),
        })
    })
}

fn amendable(db: &Db, viewer: &Viewer, id: ActivityId) -> Result<Known, StoreError> {
    let card = viewer.card();
    let known = find(db, id)?.into_iter().next().ok_or(StoreError::NoActivity)?;
    let may_amend = card.role == Role::Supervisor || known.account == card.id;
    if may_amend { Ok(known) } else { Err(StoreError::NotYours) }
}

/// Returns what is wrong with an activity that is filled in now, by field in their order.
fn faults(activity: &Activity, db: &Db, now: WallTime) -> Result<Vec<(Field, Fault)>, StoreError> {
    let mut faults = activity.check_against(&*db.rulebook()?, Day::of(now));
    faults.extend(activity.check());
    faults.sort_by_key(|(field, _)| *field);
    Ok(faults)
}

fn check(faults: Vec<(Field, Fault)>) -> Result<(), StoreError> {
    if faults.is_empty() { Ok(()) } else { Err(StoreError::BadActivity(faults)) }
}

fn note_if_anothers(
    db: &Db,
    viewer: &Viewer,
    known: &Known,
    reason: &str,
    now: WallTime,
) -> Result<(), StoreError> {
    let who = viewer.card().id;
    if known.account == who {
        return Ok(());
    }
    audit::note_why(db, Actor::Account(who), Act::ActivityAmended, known.activity.id.0, Some(reason), now)
}

/// Writes the next entry of an account's journal at the desk. What cannot be stored leaves nothing behind.
fn write(db: &Db, account: AccountId, says: Statement, at: AtDesk) -> Result<(), StoreError> {
    let journal = journal_of(db, account, at)?;
    let entry = Entry::after(head(db, journal)?, journal, &Body::new(at.now, says));
    let head = entry.head();
    let receipts = intake::take_in(db, journal, appraise(db, journal, vec![entry])?, at.now)?;
    holdings::hear_head(db, journal, &head)?;
    match receipts.into_iter().next() {
        Some(Receipt { outcome: Outcome::Stored { .. }, .. }) => Ok(()),
        Some(Receipt { outcome: Outcome::Rejected { refusal, detail }, .. }) => {
            Err(refused(refusal).unwrap_or_else(|| damaged(detail)))
        }
        other => Err(damaged(format!("an entry at the desk came to {other:?}"))),
    }
}

/// Returns what a refusal says of the form that was filled in.
fn refused(refusal: Refusal) -> Option<StoreError> {
    let field = match refusal {
        Refusal::UnknownPromise => Field::Promise,
        Refusal::UnknownArea => Field::Area,
        _ => return None,
    };
    Some(StoreError::BadActivity(vec![(field, Fault::Unknown)]))
}

/// Returns an account's journal at the desk, and begins it when there is none.
fn journal_of(db: &Db, account: AccountId, at: AtDesk) -> Result<DeviceId, StoreError> {
    const FIND: &str = "SELECT id FROM device WHERE account_id = ?1 AND is_desk = 1";
    const BEGIN: &str = "INSERT INTO device (id, account_id, enrolled, contact, reported, app, is_desk)
        VALUES (?1, ?2, ?3, ?3, ?3, '', 1)";
    if let Some(journal) = db.first(FIND, [account.0], |row| Ok(DeviceId(row.get(0)?)))? {
        return Ok(journal);
    }
    db.run(BEGIN, (at.new_journal.0, account.0, at.now.ms()))?;
    Ok(at.new_journal)
}

fn head(db: &Db, journal: DeviceId) -> Result<Head, StoreError> {
    const SQL: &str = "SELECT seq, hash FROM journal WHERE device_id = ?1 ORDER BY seq DESC LIMIT 1";
    let read = |row: &Row| Ok(Head { seq: count(row.get(0)?)?, hash: EntryHash(row.get(1)?) });
    Ok(db.first(SQL, [journal.0], read)?.unwrap_or(Head::EMPTY))
}
