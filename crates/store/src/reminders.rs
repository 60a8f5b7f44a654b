//! The outbox of reminders, and the tallies that they are decided by and written from. It holds no address, no text and nobody's
//! name, and decides nothing: `domain::reminder` does.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::id::AreaId;
use domain::policy::Rulebook;
use domain::reminder::{Channel, Fate, LetGo, Notice, Occasion};
use domain::reporting::Silence;
use domain::time::WallTime;
use domain::week::Week;
use rusqlite::Row;

use crate::Store;
use crate::coverage::{self, CellRow};
use crate::db::{Db, damaged, from_json, from_word, to_json, to_word};
use crate::error::StoreError;
use crate::week::silence;

/// How long a row is kept after it was made, in seconds: longer than anything is told late.
const KEPT_S: i64 = 60 * 86_400;

/// All that reminders are decided by and written from. All of it is of one moment.
#[derive(Debug, Clone)]
pub struct ReminderBook {
    /// The rulebook.
    pub rulebook: Arc<Rulebook>,
    /// The cells of this week and of the one before in which somebody walked.
    pub cells: Vec<CellRow>,
    /// The phones in use that have not said, since this week began, that they had nothing more to send; if there are any.
    pub silence: Option<Silence>,
    /// The outbox, oldest first.
    pub rows: Vec<ReminderRow>,
}

/// One row of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderRow {
    /// Its number.
    pub no: i64,
    /// What is to be told, on which channel, and what became of it.
    pub notice: Notice,
    /// How many tries have failed.
    pub n_tries: u32,
}

impl Store {
    /// Returns what reminders are decided by and written from. The server asks it for itself: nobody's rights are in question.
    pub async fn reminder_book(&self, now: WallTime) -> Result<ReminderBook, StoreError> {
        let week = Week::of(now);
        self.read(move |db| {
            let cell = |((area, week), cell)| CellRow { area, week, cell };
            Ok(ReminderBook {
                rulebook: db.rulebook()?,
                cells: coverage::in_weeks(db, week.back(1), week)?.into_iter().map(cell).collect(),
                silence: silence(db, week.start())?,
                rows: rows(db)?,
            })
        })
        .await
    }

    /// Writes down what is to be told, before any of it is sent, and removes what is long past.
    pub async fn write_reminders(&self, notices: Vec<Notice>, now: WallTime) -> Result<(), StoreError> {
        const SQL: &str =
            "INSERT INTO reminder (channel, occasion, week, areas, made, next_try, fate, settled)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        self.write(move |db| {
            for notice in &notices {
                let (next_try, fate) = columns(notice.fate);
                let (occasion, week, areas) = subject(&notice.occasion);
                let settled = fate.as_ref().map(|_| now.ms());
                let row = (&notice.channel.0, occasion, week, areas, now.ms(), next_try, fate, settled);
                db.run(SQL, row)?;
            }
            db.run("DELETE FROM reminder WHERE made < ?1", [now.plus_s(-KEPT_S).ms()]).map(drop)
        })
        .await
    }

    /// Marks a row: another try failed, or it is settled. `about` is what was said of it, where it was sent.
    pub async fn mark_reminder(
        &self,
        row: &ReminderRow,
        about: &Occasion,
        fate: Fate,
        now: WallTime,
    ) -> Result<(), StoreError> {
        const SQL: &str =
            "UPDATE reminder SET areas = ?2, n_tries = ?3, next_try = ?4, fate = ?5, settled = ?6
            WHERE no = ?1 AND fate IS NULL";
        let (next_try, word) = columns(fate);
        let (_, _, areas) = subject(about);
        let n_tries = row.n_tries + u32::from(word.is_none());
        let settled = word.as_ref().map(|_| now.ms());
        let columns = (row.no, areas, n_tries, next_try, word, settled);
        self.write(move |db| db.run(SQL, columns).map(drop)).await
    }

    /// Writes down what is left of a row that was sent, now that areas it named are kept.
    pub async fn relieve_reminder(&self, no: i64, relieved: Notice) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE reminder SET areas = ?2, fate = ?3 WHERE no = ?1 AND fate = 'sent'";
        let (_, fate) = columns(relieved.fate);
        let (_, _, areas) = subject(&relieved.occasion);
        self.write(move |db| db.run(SQL, (no, areas, fate)).map(drop)).await
    }
}

fn rows(db: &Db) -> Result<Vec<ReminderRow>, StoreError> {
    const SQL: &str =
        "SELECT no, channel, occasion, week, areas, n_tries, next_try, fate FROM reminder ORDER BY no";
    db.all(SQL, [], |row| {
        let fate = match (row.get::<_, Option<i64>>(6)?, row.get::<_, Option<String>>(7)?) {
            (Some(next_try), None) => Fate::Waiting { next_try: WallTime::from_ms(next_try) },
            (_, fate) => read_fate(fate.unwrap_or_default())?,
        };
        let notice = Notice { channel: Channel(row.get(1)?), occasion: read_occasion(row)?, fate };
        Ok(ReminderRow { no: row.get(0)?, notice, n_tries: row.get(5)? })
    })
}

/// Returns the next try of what waits, or the word for what became of it.
fn columns(fate: Fate) -> (Option<i64>, Option<String>) {
    match fate {
        Fate::Waiting { next_try } => (Some(next_try.ms()), None),
        Fate::Sent => (None, Some("sent".to_owned())),
        Fate::Refused => (None, Some("refused".to_owned())),
        Fate::LetGo(why) => (None, Some(to_word(&why))),
    }
}

fn read_fate(word: String) -> Result<Fate, StoreError> {
    match word.as_str() {
        "sent" => Ok(Fate::Sent),
        "refused" => Ok(Fate::Refused),
        _ => from_word::<LetGo>(word).map(Fate::LetGo),
    }
}

/// Returns the three columns that say what a notice is about.
fn subject(occasion: &Occasion) -> (&'static str, String, String) {
    match occasion {
        Occasion::AtRisk { week, areas } => ("at_risk", week.to_string(), to_json(areas)),
        Occasion::Ended { week } => ("ended", week.to_string(), "[]".to_owned()),
    }
}

fn read_occasion(row: &Row) -> Result<Occasion, StoreError> {
    let week: Week = row.get::<_, String>(3)?.parse().map_err(damaged)?;
    match row.get::<_, String>(2)?.as_str() {
        "ended" => Ok(Occasion::Ended { week }),
        _ => {
            let areas: BTreeSet<AreaId> = from_json(&row.get::<_, String>(4)?)?;
            Ok(Occasion::AtRisk { week, areas })
        }
    }
}
