//! Opens a journal: finds what of it is there, and gives back from the second copy what was lost. How it goes on is decided
//! elsewhere ([`sync::second_copy`]); nothing is ever removed here.

use std::rc::Rc;

use domain::id::{AccountId, DeviceId};
use sync::local_store::{Place, StoreError};
use sync::second_copy::{Found, SecondCopy, Start, Unusable};

use crate::database::{Database, Layout};
use crate::file::{self, FileError};
use crate::rows::{DEVICE, END, FACTS, JOURNAL, NEWS, NOTICE, PLACES, Placed, REPORT, RUNNING, STRICT};
use crate::second_copy::{self, Copier};
use crate::transaction::{Access, Trouble};
use crate::{clock, rows};

/// Opens an account's journal and returns its copier, which knows its name.
pub(crate) async fn open(account: AccountId, layout: Layout) -> Result<(DeviceId, Rc<Copier>), StoreError> {
    let db = Rc::new(Database::new(format!("kvart-{account}"), layout));
    let fresh = DeviceId(clock::new_id());
    loop {
        let found = find(&db).await?;
        let (present, damage) = match file::read(&second_copy::name(account)).await {
            Ok(text) => (Some(text), None),
            Err(FileError::Missing | FileError::Unsupported) => (None, None),
            Err(error) => (None, Some(error.to_string())),
        };
        let (copy, damage) = match present.as_deref().map(|text| SecondCopy::read(text, account)) {
            Some(Ok(copy)) => (Some(copy), damage),
            // It may hold the only copy of walks; the app that wrote it can read it.
            Some(Err(Unusable::Newer)) if found.device.is_none() => return Err(newer()),
            Some(Err(error)) => (None, Some(error.to_string())),
            None => (None, damage),
        };
        let start = found.go_on(copy, second_copy::witness(account), fresh, clock::wall());
        let is_as_found = found.device.is_some() && start.report.is_none();
        if is_as_found || put(&db, found, &start).await? {
            db.belongs_to(FACTS, DEVICE, start.device.to_string());
            return Ok((start.device, Copier::new(account, start.device, db, present, damage)));
        }
        // Another tab was faster: what it has made is found now.
    }
}

async fn find(db: &Database) -> Result<Found, StoreError> {
    let found = db.transact(&[FACTS, JOURNAL], Access::Read, async |tx| {
        Ok(Found { device: rows::device(tx).await?, head: rows::head(tx).await? })
    });
    let found = found.await?;
    if found.device.is_none() && 0 < found.head.seq {
        return Err(StoreError::Damaged("the phone's id".to_owned()));
    }
    Ok(found)
}

/// Writes down how the journal goes on. False when the storage is no longer as it was found.
async fn put(db: &Database, found: Found, start: &Start) -> Result<bool, StoreError> {
    let write =
        db.transact(&[FACTS, JOURNAL, PLACES, RUNNING], STRICT, async |tx| -> Result<bool, Trouble> {
            if rows::device(tx).await? != found.device || rows::head(tx).await? != found.head {
                return Ok(false);
            }
            tx.put(FACTS, &DEVICE.into(), &start.device.to_string()).await?;
            if 0 < start.end.seq {
                tx.put(FACTS, &END.into(), &rows::row(&start.end)).await?;
            }
            for kept in &start.kept {
                let seq = kept.entry.seq;
                tx.add(JOURNAL, &rows::key(seq), &rows::row(&kept.entry)).await?;
                if kept.place != Place::Unsent {
                    let placed = Placed { seq, place: kept.place.clone() };
                    tx.put(PLACES, &rows::key(seq), &rows::row(&placed)).await?;
                }
            }
            for mark in &start.marks {
                tx.add_last(RUNNING, &rows::row(mark)).await?;
            }
            if let Some(news) = &start.news {
                tx.put(FACTS, &NEWS.into(), &rows::row(news)).await?;
            }
            if let Some(report) = &start.report {
                for name in [REPORT, NOTICE] {
                    tx.put(FACTS, &name.into(), &rows::row(report)).await?;
                }
            }
            Ok(true)
        });
    write.await
}

fn newer() -> StoreError {
    StoreError::Failed("a newer Kvart has written here: load the page anew".to_owned())
}
