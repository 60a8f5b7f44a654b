//! What is held of one phone's journal against what it told: missing entries, forks, breaches of the chain. It names
//! them and mends nothing; a person is to decide.

use std::collections::BTreeSet;

use domain::id::{AccountId, DeviceId, EntryHash};
use domain::time::WallTime;
use sync::entry::Head;
use sync::heartbeat::Heartbeat;
use sync::wire::{Holdings, StorageReport};

use crate::db::{Db, count};
use crate::error::StoreError;
use crate::journal::Push;

/// A pull is written down as a contact at most so often: ten minutes.
pub(crate) const CONTACT_S: i64 = 600;

/// The most runs of missing entries, and the most forked places, in one answer.
const MAX_TOLD: usize = 100;

/// The longest name of an app's build that is kept, in characters.
const MAX_APP: usize = 80;

/// Returns when the device was last heard of, or nothing when it never was. A device of another account is refused, and so
/// is the journal that is written at the desk: no phone may write in it.
pub(crate) fn contact(db: &Db, device: DeviceId, account: AccountId) -> Result<Option<WallTime>, StoreError> {
    const SQL: &str = "SELECT account_id, contact, is_desk FROM device WHERE id = ?1";
    let known = db.first(SQL, [device.0], |row| {
        Ok((AccountId(row.get(0)?), WallTime::from_ms(row.get(1)?), row.get::<_, bool>(2)?))
    })?;
    match known {
        Some((owner, _, is_desk)) if owner != account || is_desk => Err(StoreError::DeviceOfAnother),
        known => Ok(known.map(|(_, contact, _)| contact)),
    }
}

/// Writes down that the device spoke, for the first time or again. A device of another account is refused.
pub(crate) fn meet(db: &Db, device: DeviceId, account: AccountId, now: WallTime) -> Result<(), StoreError> {
    const SQL: &str =
        "INSERT INTO device (id, account_id, enrolled, contact, reported) VALUES (?1, ?2, ?3, ?3, ?3)
        ON CONFLICT (id) DO UPDATE SET contact = excluded.contact";
    contact(db, device, account)?;
    db.run(SQL, (device.0, account.0, now.ms())).map(drop)
}

/// Writes down that there is a device, by a file of its journal that was written at `sent`. The device itself has not
/// spoken. One of another account is refused.
pub(crate) fn learn_of(
    db: &Db,
    device: DeviceId,
    account: AccountId,
    sent: WallTime,
    now: WallTime,
) -> Result<(), StoreError> {
    const SQL: &str =
        "INSERT INTO device (id, account_id, enrolled, contact, reported) VALUES (?1, ?2, ?3, ?4, ?4)
        ON CONFLICT (id) DO NOTHING";
    contact(db, device, account)?;
    db.run(SQL, (device.0, account.0, now.ms(), sent.min(now).ms())).map(drop)
}

/// Writes down what the device told of itself with a push whose entries have been taken in.
pub(crate) fn hear(db: &Db, push: &Push, now: WallTime) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE device SET app = ?2, server_ahead_ms = ?3, pushed = ?4 WHERE id = ?1";
    let Push { device, sent, head, storage, .. } = push;
    db.run(SQL, (device.0, app(&push.app), now.ms() - sent.ms(), now.ms()))?;
    hear_head(db, *device, head)?;
    hear_storage(db, *device, storage.as_ref(), now)?;
    report_if_whole(db, *device, now)
}

/// Writes down what the device told of itself apart from its queue. Of two heartbeats the one that came last holds.
pub(crate) fn hear_heartbeat(db: &Db, heartbeat: &Heartbeat, now: WallTime) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE device SET app = ?2, server_ahead_ms = ?3, beat = ?4, n_unsent = ?5,
            oldest_unsent = ?6, n_parked = ?7, is_lasting = ?8, reported = iif(?5 = 0, ?4, reported)
        WHERE id = ?1";
    let Heartbeat { device, sent, head, n_unsent, oldest_unsent, n_parked, is_lasting, storage, .. } =
        heartbeat;
    let [n_unsent, n_parked] = [*n_unsent, *n_parked].map(figure);
    let ahead_ms = now.ms() - sent.ms();
    let oldest = oldest_unsent.map(WallTime::ms);
    db.run(SQL, (device.0, app(&heartbeat.app), ahead_ms, now.ms(), n_unsent, oldest, n_parked, is_lasting))?;
    hear_head(db, *device, head)?;
    hear_storage(db, *device, storage.as_ref(), now)
}

/// Writes down that a device which has never told how it stands has asked for news. It pushes before it asks: where all
/// that it told of is held, it has nothing more to send.
pub(crate) fn hear_pull(db: &Db, device: DeviceId, now: WallTime) -> Result<(), StoreError> {
    const SQL: &str = "SELECT beat IS NULL FROM device WHERE id = ?1";
    let is_silent = db.only(SQL, [device.0], |row| Ok(row.get(0)?))?;
    if is_silent { report_if_whole(db, device, now) } else { Ok(()) }
}

/// Writes down that the device has nothing more to send, where all that it told of is held.
fn report_if_whole(db: &Db, device: DeviceId, now: WallTime) -> Result<(), StoreError> {
    const SQL: &str = "UPDATE device SET reported = ?2 WHERE id = ?1 AND n_held = max(told_seq, top_seq)";
    db.run(SQL, (device.0, now.ms())).map(drop)
}

/// Writes down how far the journal goes, by what was told of it.
pub(crate) fn hear_head(db: &Db, device: DeviceId, head: &Head) -> Result<(), StoreError> {
    const HEAD: &str = "UPDATE device SET told_seq = ?2, told_hash = ?3 WHERE id = ?1 AND told_seq <= ?2";
    db.run(HEAD, (device.0, figure(head.seq), head.hash.0)).map(drop)
}

fn app(build: &str) -> String {
    build.chars().take(MAX_APP).collect()
}

/// Returns a figure that a phone told, as it is stored.
fn figure(told: u64) -> i64 {
    i64::try_from(told).unwrap_or(i64::MAX)
}

/// Writes down what had befallen the phone's storage, once however often it is told. A journal that is gone for good is
/// waited for no longer, where it was the same account's.
fn hear_storage(
    db: &Db,
    device: DeviceId,
    storage: Option<&StorageReport>,
    now: WallTime,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT OR IGNORE INTO storage_report
        (device_id, found, received, journal_id, end_seq, n_recovered, n_lost)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    const REPLACED: &str = "UPDATE device SET replaced_by = ?1
        WHERE id = ?2 AND id <> ?1 AND replaced_by IS NULL
            AND account_id = (SELECT account_id FROM device WHERE id = ?1)";
    let Some(storage) = storage else { return Ok(()) };
    let [end, n_recovered, n_lost] = [storage.end, storage.n_recovered, storage.n_lost].map(figure);
    let (found, journal) = (storage.found.ms(), storage.journal.0);
    db.run(SQL, (device.0, found, now.ms(), journal, end, n_recovered, n_lost))?;
    db.run(REPLACED, (device.0, journal)).map(drop)
}

/// Counts so many more entries in, of which `top` has the highest place.
pub(crate) fn count_in(db: &Db, device: DeviceId, n_more: u64, top: Option<i64>) -> Result<(), StoreError> {
    const SQL: &str =
        "UPDATE device SET n_held = n_held + ?2, top_seq = max(top_seq, coalesce(?3, 0)) WHERE id = ?1";
    if n_more == 0 {
        return Ok(());
    }
    db.run(SQL, (device.0, figure(n_more), top)).map(drop)
}

/// Looks again at the links between the given places and their neighbours. To be called for every place where an entry was
/// stored or laid aside; so the breaches do not depend on the order of arrival.
pub(crate) fn relink(db: &Db, device: DeviceId, touched: &BTreeSet<i64>) -> Result<(), StoreError> {
    const HEALED: &str = "DELETE FROM breach WHERE device_id = ?1 AND seq BETWEEN ?2 AND ?3";
    const BREACHES: &str = "INSERT INTO breach (device_id, seq)
        SELECT j.device_id, j.seq FROM journal j
            LEFT JOIN journal before ON before.device_id = j.device_id AND before.seq = j.seq - 1
        WHERE j.device_id = ?1 AND j.seq BETWEEN ?2 AND ?3 AND CASE
            WHEN j.seq = 1 THEN j.prev <> ?4
            WHEN before.hash = j.prev THEN FALSE
            ELSE NOT EXISTS (SELECT 1 FROM fork f WHERE f.device_id = ?1 AND f.seq = j.seq - 1 AND f.hash = j.prev)
                AND (before.hash IS NOT NULL
                    OR EXISTS (SELECT 1 FROM fork f WHERE f.device_id = ?1 AND f.seq = j.seq - 1))
            END";
    for (first, last) in runs(touched) {
        let last = last.saturating_add(1);
        db.run(HEALED, (device.0, first, last))?;
        db.run(BREACHES, (device.0, first, last, EntryHash::NONE.0))?;
    }
    Ok(())
}

/// Returns the runs of places without a hole, each by its first and last.
fn runs(places: &BTreeSet<i64>) -> Vec<(i64, i64)> {
    let mut runs: Vec<(i64, i64)> = Vec::new();
    for &place in places {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == place => *last = place,
            _ => runs.push((place, place)),
        }
    }
    runs
}

/// Tells what is held of a device's journal.
pub(crate) fn read(db: &Db, device: DeviceId) -> Result<Holdings, StoreError> {
    const COUNTS: &str = "SELECT n_held, max(told_seq, top_seq) FROM device WHERE id = ?1";
    const FORKED: &str =
        "SELECT seq FROM fork WHERE device_id = ?1 UNION SELECT seq FROM breach WHERE device_id = ?1
        ORDER BY seq LIMIT ?2";
    let (n_held, end) = db.only(COUNTS, [device.0], |row| Ok((count(row.get(0)?)?, count(row.get(1)?)?)))?;
    // Places are whole numbers from 1 to the end, and each is held once: as many as the end says are all.
    let missing = if n_held == end { Vec::new() } else { missing(db, device, end)? };
    let forked = db.all(FORKED, (device.0, MAX_TOLD as i64), |row| count(row.get(0)?))?;
    Ok(Holdings { n_held, missing, forked })
}

/// Returns the runs of places up to `end` that hold no entry.
pub(crate) fn missing(db: &Db, device: DeviceId, end: u64) -> Result<Vec<(u64, u64)>, StoreError> {
    let mut held = db.prepare_cached("SELECT seq FROM journal WHERE device_id = ?1 ORDER BY seq")?;
    let mut rows = held.query([device.0])?;
    let mut missing = Vec::new();
    let mut next = 1;
    while let Some(row) = rows.next()? {
        let seq = count(row.get(0)?)?;
        if next < seq {
            missing.push((next, seq - 1));
        }
        if MAX_TOLD <= missing.len() {
            return Ok(missing);
        }
        next = seq + 1;
    }
    if next <= end {
        missing.push((next, end));
    }
    Ok(missing)
}
