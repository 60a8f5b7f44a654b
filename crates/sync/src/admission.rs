//! What a server does with one pushed entry, decided before anything is written. It never looks at HTTP or SQL.

use domain::id::{DeviceId, EntryHash};
use domain::policy::Rulebook;
use domain::statement::{BadStatement, Body, SCHEMA, Statement};
use serde::Deserialize;

use crate::entry::Entry;
use crate::wire::{Delay, MAX_BODY_BYTES, Refusal};

/// What is to be done with a pushed entry.
#[derive(Debug, Clone, PartialEq)]
pub enum Admission {
    /// Store it and do as it says.
    Store(Statement),
    /// It is held already. The answer is what it then was: one that was kept as refused is refused again. To decide anew
    /// about such a one, ask with nothing held.
    Duplicate,
    /// Store it as refused: it stays in the journal, so that nothing is lost, and has no effect.
    KeepRefused(Refusal, String),
    /// Keep it beside the journal: the place is taken by another entry, and a person is to decide.
    KeepAside(Refusal),
    /// Answer that it is refused and keep nothing.
    Refuse(Refusal, String),
    /// Answer that it is to come again.
    Later(Delay),
}

/// The longest detail of a refusal, in characters: what is wrong with a text may quote the whole text.
const MAX_DETAIL: usize = 200;

/// Decides about one entry. `held` is the hash of the entry that is already held at its place, if one is.
pub fn admit(device: DeviceId, entry: &Entry, held: Option<EntryHash>, rulebook: &Rulebook) -> Admission {
    if MAX_BODY_BYTES < entry.body.len() {
        let detail = format!("the body has {} bytes, at most {MAX_BODY_BYTES} are taken", entry.body.len());
        return Admission::Refuse(Refusal::TooLarge, detail);
    }
    if entry.seq == 0 || i64::try_from(entry.seq).is_err() {
        return Admission::Refuse(Refusal::Malformed, format!("a journal has no place {}", entry.seq));
    }
    let true_hash = entry.true_hash(device);
    if true_hash != entry.hash {
        let detail =
            format!("the content's hash is {}, the entry says {}", true_hash.short(), entry.hash.short());
        return Admission::Refuse(Refusal::WrongHash, detail);
    }
    match held {
        Some(held) if held == entry.hash => return Admission::Duplicate,
        Some(_) => return Admission::KeepAside(Refusal::Forked),
        None => {}
    }
    let statement = match read(entry) {
        Ok(statement) => statement,
        Err(Unread::Newer) => return Admission::Later(Delay::ServerIsOlder),
        Err(Unread::Malformed(detail)) => return Admission::KeepRefused(Refusal::Malformed, detail),
    };
    if let Err(bad) = statement.check() {
        let refusal = match bad {
            BadStatement::Walk(_) => Refusal::ImpossibleWalk,
            BadStatement::Activity(_) => Refusal::ImpossibleActivity,
        };
        return Admission::KeepRefused(refusal, bad.to_string());
    }
    if let Some(area) = statement.area()
        && rulebook.area(area).is_none()
    {
        return Admission::KeepRefused(Refusal::UnknownArea, format!("there is no area {area}"));
    }
    if let Some(promise) = statement.promise()
        && rulebook.promise(promise).is_none()
    {
        return Admission::KeepRefused(Refusal::UnknownPromise, format!("there is no promise {promise}"));
    }
    Admission::Store(statement)
}

enum Unread {
    Newer,
    Malformed(String),
}

/// Reads what an entry says, telling a body of a later schema from one that is wrong.
fn read(entry: &Entry) -> Result<Statement, Unread> {
    #[derive(Deserialize)]
    struct Schema {
        schema: u64,
    }
    let malformed =
        |error: serde_json::Error| Unread::Malformed(error.to_string().chars().take(MAX_DETAIL).collect());
    let Schema { schema } = serde_json::from_str(&entry.body).map_err(malformed)?;
    if u64::from(SCHEMA) < schema {
        return Err(Unread::Newer);
    }
    let body: Body = entry.read().map_err(malformed)?;
    Ok(body.says)
}
