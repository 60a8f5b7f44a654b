//! One reminder, ready for every channel: the letter that people read, and the JSON that programs do. It holds no officer and no
//! walk, only how areas stand.

use app::desk::digest::{Digest, DigestArea};
use app::desk::span::Span;
use app::texts::Language;
use app::texts::desk::reminder::{self as texts, Letter};
use domain::coverage::{Cell, Standing};
use domain::id::AreaId;
use domain::reminder::{Notice, Occasion};
use domain::time::WallTime;
use domain::week::Week;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use store::{ReminderBook, ReminderRow};

/// The version of [`Posted`].
const SCHEMA: u32 = 1;

/// What a webhook is sent. New fields may come; those that are there stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Posted {
    /// 1. It rises when a field changes its meaning.
    schema: u32,
    /// What it is about: `at_risk`, `ended` or `test`.
    kind: &'static str,
    /// Names the occasion, as the header `webhook-id` does.
    id: String,
    /// When it was sent: 2026-11-28T07:00:12+01:00.
    sent: String,
    /// The whole letter, subject first: what chat programs show.
    text: String,
    /// The page that shows more.
    link: String,
    /// The week: 2026-W48. A test is about none.
    #[serde(skip_serializing_if = "Option::is_none")]
    week: Option<Week>,
    /// When the week ends or ended: 2026-11-30T00:00:00+01:00.
    #[serde(skip_serializing_if = "Option::is_none")]
    week_ends: Option<String>,
    /// The areas: of a risk those that are at risk, of a week that ended all that are followed.
    areas: Vec<PostedArea>,
    /// How many phones have yet to report the week: until none, its figures are a lower bound.
    n_phones_silent: u32,
}

/// One area in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct PostedArea {
    id: AreaId,
    name: String,
    /// `kept`, `open`, `at_risk` or `missed`.
    standing: &'static str,
    /// Walks of any verdict.
    n_walks: u32,
    /// Patrols that count.
    n_patrols: u32,
    /// Patrols that were promised.
    n_needed: u32,
}

/// One reminder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reminder {
    /// What people read.
    pub(super) letter: Letter,
    /// What programs read.
    pub(super) posted: Posted,
}

/// Tells how all areas stand in a week of the book.
pub(super) fn digest(book: &ReminderBook, week: Week, now: WallTime) -> Digest {
    let tally = |area: &AreaId| {
        let cell = book.cells.iter().find(|row| &row.area == area && row.week == week);
        cell.map_or_else(Cell::default, |row| row.cell)
    };
    Digest::of(&book.rulebook, tally, week, book.silence, now)
}

impl Reminder {
    /// Writes what is to be said of an occasion, as things stand now.
    pub(super) fn of(
        occasion: &Occasion,
        book: &ReminderBook,
        id: String,
        base: &str,
        language: Language,
        now: WallTime,
    ) -> Reminder {
        let week = occasion.week();
        let digest = digest(book, week, now);
        let (kind, digest, letter, link) = match occasion {
            Occasion::AtRisk { areas, .. } => {
                let digest = digest.only(|area| areas.contains(&area.id));
                let link = format!("{base}/week");
                ("at_risk", digest.clone(), texts::at_risk(language, &digest, &link), link)
            }
            Occasion::Ended { .. } => {
                let span = Span { last: week, n_weeks: Span::USUAL, current: Week::of(now) };
                let link = format!("{base}{}", span.lasting_address());
                ("ended", digest.clone(), texts::ended(language, &digest, &link), link)
            }
        };
        let posted = Posted {
            week: Some(week),
            week_ends: Some(week.end().rfc3339_local()),
            areas: digest.areas.iter().map(posted).collect(),
            n_phones_silent: digest.silence.map_or(0, |silence| silence.n_phones),
            ..Posted::bare(kind, id, &letter, link, now)
        };
        Reminder { letter, posted }
    }

    /// Writes what is to be said to try a channel out.
    pub(super) fn trial(id: String, base: &str, language: Language, now: WallTime) -> Reminder {
        let letter = texts::trial(language, now, base);
        let posted = Posted::bare("test", id, &letter, base.to_owned(), now);
        Reminder { letter, posted }
    }
}

impl Posted {
    fn bare(kind: &'static str, id: String, letter: &Letter, link: String, now: WallTime) -> Posted {
        Posted {
            schema: SCHEMA,
            kind,
            id,
            sent: now.rfc3339_local(),
            text: format!("{}\n\n{}", letter.subject, letter.text),
            link,
            week: None,
            week_ends: None,
            areas: Vec::new(),
            n_phones_silent: 0,
        }
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("texts and figures make JSON")
    }
}

fn posted(area: &DigestArea) -> PostedArea {
    let standing = match area.cell.standing {
        Standing::Kept { .. } => "kept",
        Standing::Open { .. } => "open",
        Standing::AtRisk { .. } => "at_risk",
        Standing::Missed => "missed",
        Standing::NotFollowed => "not_followed",
    };
    PostedArea {
        id: area.id.clone(),
        name: area.name.clone(),
        standing,
        n_walks: area.cell.n_walks,
        n_patrols: area.cell.n_patrols,
        n_needed: area.cell.n_needed,
    }
}

/// Names what a row of the outbox tells: the same at each try, also after a crash between handing over and writing that down.
/// `base` makes it this server's own; the row's number tells an area that is at risk from one that is so again.
pub(super) fn id(row: &ReminderRow, base: &str) -> String {
    let Notice { channel, occasion, .. } = &row.notice;
    let (kind, areas) = match occasion {
        Occasion::AtRisk { areas, .. } => ("at-risk", areas.iter().map(AreaId::as_str).collect()),
        Occasion::Ended { .. } => ("ended", Vec::new()),
    };
    let (week, no) = (occasion.week(), row.no);
    let digest = Sha256::digest(format!("{base}\n{channel}\n{no}\n{kind}\n{week}\n{}", areas.join(" ")));
    format!("{kind}-{week}-{}", short_hex(&digest))
}

/// Returns a digest's first eight bytes.
pub(super) fn short_hex(digest: &[u8]) -> String {
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
