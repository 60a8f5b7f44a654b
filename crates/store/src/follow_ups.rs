//! What the public is told: drafts that supervisors write, and what they have published. A published follow-up is a row that
//! nothing changes; what comes to be known later makes another version of it, never another text.

use domain::day::Day;
use domain::followup::{Change, Figures, Kind, RULES, changes};
use domain::id::PeriodId;
use domain::letter::{Letter, LetterField, Version};
use domain::policy::Rulebook;
use domain::promise::{Fault, PromisePeriod};
use domain::time::WallTime;
use domain::week::Week;
use rusqlite::Row;

use crate::Store;
use crate::audit::{self, Act, Actor};
use crate::db::{Db, damaged, from_json, from_word, to_json, to_word};
use crate::deeds::{self, Bounds};
use crate::error::StoreError;
use crate::periods;
use crate::sessions::Viewer;
use crate::verification::{digest, hex};
use crate::week::silence;

/// What is wrong with a letter, by field.
pub type LetterFaults = Vec<(LetterField, Fault)>;

/// A follow-up that is being written.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Of which period.
    pub period: PeriodId,
    /// 1, 2, 3 … within its period; that of a published one, when this is to be a later version of it.
    pub number: u32,
    /// What it is.
    pub kind: Kind,
    /// The last day that it tells of.
    pub through: Day,
    /// How the promises stood when it was begun, or last brought up to date.
    pub figures: Figures,
    /// What is said.
    pub letter: Letter,
}

/// A follow-up as it was published.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// 1, 2, 3 … within its period.
    pub number: u32,
    /// 1, 2, 3 … of that one.
    pub version: u32,
    /// What it is.
    pub kind: Kind,
    /// The period and its promises, as they then were.
    pub period: PromisePeriod,
    /// The areas' names, as they then were.
    pub areas: Vec<(domain::id::AreaId, String)>,
    /// How the promises stood.
    pub figures: Figures,
    /// By which version of the rules they were worked out.
    pub rules: u32,
    /// SHA-256 of the figures, as 64 hexadecimal digits.
    pub digest: String,
    /// The figures, as the very text that the digest is of.
    pub sealed: String,
    /// By what the figures differ from the version before.
    pub changes: Vec<Change>,
    /// What is said.
    pub letter: Letter,
    /// How many phones had yet to report its last week.
    pub n_silent: u32,
    /// When it was published.
    pub at: WallTime,
}

/// How the promises of a period stand, for those inside.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// The period.
    pub period: PromisePeriod,
    /// How its promises stand, with all that was done up to now.
    pub figures: Figures,
    /// How many phones have yet to report the latest week that has ended.
    pub n_silent: u32,
    /// What was published, the latest version of each, oldest first.
    pub published: Vec<Published>,
    /// Of those, the numbers of which the figures have changed since.
    pub outdated: Vec<u32>,
    /// What is being written. Only a supervisor is told.
    pub drafts: Vec<Draft>,
}

impl Store {
    /// Returns how the promises of a period stand by now: what was done today counts, today is not over.
    pub async fn account(
        &self,
        viewer: &Viewer,
        id: &PeriodId,
        now: WallTime,
    ) -> Result<Account, StoreError> {
        let (id, sees_drafts) = (id.clone(), viewer.check_supervises().is_ok());
        self.read(move |db| {
            let rulebook = db.rulebook()?;
            let period = periods::period(&rulebook, &id)?.clone();
            let deeds = deeds::current(db, &period)?;
            let published = latest(all_published(db, Some(&id))?);
            let is_outdated = |one: &&Published| {
                let now = Figures::of(
                    &one.period,
                    &deeds.clone().up_to(one.figures.through),
                    one.figures.through,
                    &rulebook,
                );
                !changes(&one.figures, &now).is_empty()
            };
            Ok(Account {
                figures: Figures::of(&period, &deeds, Day::of(now).minus_days(1), &rulebook),
                n_silent: n_silent(db, Week::of(now).start())?,
                outdated: published.iter().filter(is_outdated).map(|one| one.number).collect(),
                drafts: if sees_drafts { drafts(db, &id)? } else { Vec::new() },
                published,
                period,
            })
        })
        .await
    }

    /// Returns how the promises of a period stood on a day that is over, as is known by now: what a follow-up is to freeze.
    pub async fn figures(
        &self,
        _: &Viewer,
        id: &PeriodId,
        (number, kind): (u32, Kind),
        through: Day,
        now: WallTime,
    ) -> Result<Figures, StoreError> {
        let id = id.clone();
        self.read(move |db| {
            let rulebook = db.rulebook()?;
            let period = periods::period(&rulebook, &id)?;
            check_through(period, through, now)?;
            own_figures(db, period, (number, kind), through, &rulebook)
        })
        .await
    }

    /// Returns what is being written under a number.
    pub async fn draft(&self, viewer: &Viewer, id: &PeriodId, number: u32) -> Result<Draft, StoreError> {
        viewer.check_supervises()?;
        let id = id.clone();
        let drafts = self.read(move |db| drafts(db, &id)).await?;
        drafts.into_iter().find(|draft| draft.number == number).ok_or(StoreError::NoFollowUp)
    }

    /// Keeps what is being written, over what was kept before under its number; nothing is checked but that it can be.
    /// Only a supervisor may.
    pub async fn save_draft(&self, viewer: &Viewer, draft: Draft, now: WallTime) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO follow_up_draft
                (period_id, number, kind, through, figures, letter, saved, saved_by)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            ON CONFLICT (period_id, number) DO UPDATE SET through = ?4, figures = ?5, letter = ?6, saved = ?7,
                saved_by = ?8";
        viewer.check_supervises()?;
        let who = viewer.card().id;
        self.change(move |db| {
            let rulebook = db.rulebook()?;
            check_through(periods::period(&rulebook, &draft.period)?, draft.through, now)?;
            let values = (
                draft.period.as_str(),
                draft.number,
                to_word(&draft.kind),
                draft.through.to_string(),
                to_json(&draft.figures),
                to_json(&draft.letter),
                now.ms(),
                who.0,
            );
            db.run(SQL, values).map(drop)
        })
        .await
    }

    /// Throws away what is being written under a number. Only a supervisor may.
    pub async fn drop_draft(&self, viewer: &Viewer, id: &PeriodId, number: u32) -> Result<(), StoreError> {
        viewer.check_supervises()?;
        let id = id.clone();
        self.change(move |db| drop_draft(db, &id, number)).await
    }

    /// Returns the number that a new follow-up of a period gets: the one after all that were published or are being written.
    pub async fn next_number(&self, viewer: &Viewer, id: &PeriodId) -> Result<u32, StoreError> {
        const SQL: &str = "SELECT max(coalesce((SELECT max(number) FROM follow_up WHERE period_id = ?1), 0),
            coalesce((SELECT max(number) FROM follow_up_draft WHERE period_id = ?1), 0)) + 1";
        viewer.check_supervises()?;
        let id = id.clone();
        self.read(move |db| db.only(SQL, [id.as_str()], |row| Ok(row.get(0)?))).await
    }

    /// Publishes what is being written under a number, and returns its version. Only a supervisor may. When something has
    /// come to be known since its figures were told, nothing is published.
    pub async fn publish(
        &self,
        viewer: &Viewer,
        id: &PeriodId,
        number: u32,
        now: WallTime,
    ) -> Result<u32, StoreError> {
        viewer.check_supervises()?;
        let (who, id) = (Actor::Account(viewer.card().id), id.clone());
        let by = viewer.card().id.0;
        self.change(move |db| publish(db, &id, number, (who, by), now)).await
    }

    /// Returns every version of every follow-up of a period that was published, in order.
    pub async fn published(&self, id: &PeriodId) -> Result<Vec<Published>, StoreError> {
        let id = id.clone();
        self.read(move |db| all_published(db, Some(&id))).await
    }
}

/// Returns the follow-ups of a period among the first `up_to` that were published, each once: what it is, and through when.
pub(crate) fn told(db: &Db, period: &PeriodId, up_to: i64) -> Result<Vec<(Kind, Day)>, StoreError> {
    const SQL: &str =
        "SELECT kind, through FROM follow_up WHERE period_id = ?1 AND no <= ?2 AND version = 1 ORDER BY no";
    db.all(SQL, (period.as_str(), up_to), |row| {
        Ok((from_word(row.get(0)?)?, row.get::<_, String>(1)?.parse().map_err(damaged)?))
    })
}

/// Returns how the promises of a period stood on a day, as is known by now.
pub(crate) fn figures(
    db: &Db,
    period: &PromisePeriod,
    through: Day,
    rulebook: &Rulebook,
) -> Result<Figures, StoreError> {
    Ok(Figures::of(period, &deeds::current(db, period)?.up_to(through), through, rulebook))
}

/// Returns the figures of a follow-up as they are known by now. It is one of those that it tells of.
fn own_figures(
    db: &Db,
    period: &PromisePeriod,
    (number, kind): (u32, Kind),
    through: Day,
    rulebook: &Rulebook,
) -> Result<Figures, StoreError> {
    const IS_TOLD: &str = "SELECT count(*) FROM follow_up WHERE period_id = ?1 AND number = ?2";
    let mut deeds = deeds::current(db, period)?;
    let n_told: u32 = db.only(IS_TOLD, (period.id.as_str(), number), |row| Ok(row.get(0)?))?;
    if n_told == 0 {
        deeds.published.push((kind, through));
    }
    Ok(Figures::of(period, &deeds.up_to(through), through, rulebook))
}

/// Refuses a day that is not over, or that no promise of the period speaks of.
fn check_through(period: &PromisePeriod, through: Day, now: WallTime) -> Result<(), StoreError> {
    let fault = |fault| Err(StoreError::BadLetter(vec![(LetterField::Through, fault)]));
    if Day::of(now) <= through {
        return fault(Fault::NotOver);
    }
    let weeks_end = domain::period::Period::of_days(period.first, period.last);
    let last = weeks_end.map_or(period.last, |weeks| Day::sunday_of(weeks.last).max(period.last));
    if through < period.first || last < through { fault(Fault::OutOfPeriod) } else { Ok(()) }
}

fn publish(
    db: &Db,
    id: &PeriodId,
    number: u32,
    (who, by): (Actor, uuid::Uuid),
    now: WallTime,
) -> Result<u32, StoreError> {
    const SQL: &str =
        "INSERT INTO follow_up (period_id, number, version, kind, through, figures, digest, changes, letter,
            terms, rulebook, journal_no, decision_no, n_silent, published, published_by, rules)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)";
    let rulebook = db.rulebook()?;
    let period = periods::period(&rulebook, id)?;
    let draft = drafts(db, id)?.into_iter().find(|draft| draft.number == number);
    let Draft { kind, through, figures: told, letter, .. } = draft.ok_or(StoreError::NoFollowUp)?;
    let before = latest(all_published(db, Some(id))?).into_iter().find(|one| one.number == number);
    let version = before.as_ref().map_or(1, |before| before.version + 1);
    let known = own_figures(db, period, (number, kind), through, &rulebook)?;
    if known != told {
        return Err(StoreError::Outdated);
    }
    let faults = letter.check(kind, if version == 1 { Version::First } else { Version::Later }, period);
    if !faults.is_empty() {
        return Err(StoreError::BadLetter(faults));
    }
    let figures = to_json(&told);
    let changed = before.map_or(Vec::new(), |before| changes(&before.figures, &told));
    let bounds = Bounds::now(db)?;
    let rest = Rulebook { periods: Vec::new(), ..Rulebook::clone(&rulebook) };
    db.run(
        SQL,
        rusqlite::params![
            id.as_str(),
            number,
            version,
            to_word(&kind),
            through.to_string(),
            figures,
            digest(RULES, &figures),
            to_json(&changed),
            to_json(&letter),
            to_json(period),
            to_json(&rest),
            bounds.journal_no,
            bounds.decision_no,
            n_silent(db, through.end())?,
            now.ms(),
            by,
            RULES,
        ],
    )?;
    drop_draft(db, id, number)?;
    let subject = format!("{id}/{number}/{version}");
    audit::note_of(db, who, Act::FollowUpPublished, subject.as_bytes(), None, now)?;
    Ok(version)
}

fn n_silent(db: &Db, until: WallTime) -> Result<u32, StoreError> {
    Ok(silence(db, until)?.map_or(0, |silence| silence.n_phones))
}

fn drop_draft(db: &Db, id: &PeriodId, number: u32) -> Result<(), StoreError> {
    const SQL: &str = "DELETE FROM follow_up_draft WHERE period_id = ?1 AND number = ?2";
    match db.run(SQL, (id.as_str(), number))? {
        0 => Err(StoreError::NoFollowUp),
        _ => Ok(()),
    }
}

fn drafts(db: &Db, id: &PeriodId) -> Result<Vec<Draft>, StoreError> {
    const SQL: &str =
        "SELECT number, kind, through, figures, letter FROM follow_up_draft WHERE period_id = ?1
        ORDER BY number";
    db.all(SQL, [id.as_str()], |row| {
        Ok(Draft {
            period: id.clone(),
            number: row.get(0)?,
            kind: from_word(row.get(1)?)?,
            through: row.get::<_, String>(2)?.parse().map_err(damaged)?,
            figures: json(row, 3)?,
            letter: json(row, 4)?,
        })
    })
}

/// Returns every published version, of one period or all, in order of number and version.
pub(crate) fn all_published(db: &Db, id: Option<&PeriodId>) -> Result<Vec<Published>, StoreError> {
    const SQL: &str =
        "SELECT number, version, kind, terms, rulebook, figures, digest, changes, letter, n_silent, published,
            rules
        FROM follow_up WHERE ?1 IS NULL OR period_id = ?1 ORDER BY period_id, number, version";
    db.all(SQL, [id.map(PeriodId::as_str)], |row| {
        let rulebook: Rulebook = json(row, 4)?;
        Ok(Published {
            number: row.get(0)?,
            version: row.get(1)?,
            kind: from_word(row.get(2)?)?,
            period: json(row, 3)?,
            areas: rulebook.areas.into_iter().map(|area| (area.id, area.name)).collect(),
            figures: json(row, 5)?,
            rules: row.get(11)?,
            digest: hex(row.get(6)?),
            sealed: row.get(5)?,
            changes: json(row, 7)?,
            letter: json(row, 8)?,
            n_silent: row.get(9)?,
            at: WallTime::from_ms(row.get(10)?),
        })
    })
}

/// Keeps the latest version of each.
fn latest(published: Vec<Published>) -> Vec<Published> {
    let mut latest: Vec<Published> = Vec::new();
    for one in published {
        match latest.last_mut().filter(|last| last.number == one.number) {
            Some(last) => *last = one,
            None => latest.push(one),
        }
    }
    latest
}

/// Reads a column that holds JSON.
pub(crate) fn json<T: serde::de::DeserializeOwned>(row: &Row, idx: usize) -> Result<T, StoreError> {
    from_json(row.get_ref(idx)?.as_str().map_err(damaged)?)
}
