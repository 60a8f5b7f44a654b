//! What the store knows of phones, as the desk is told it. No track and no position is handed on; nothing is weighed here.

use app::desk::phone_record::{
    Beat, Deed, Done, Fork, Loss, Phone, PhoneBook, PhoneRecord, RefusedEntry, Retirement, Ruled, Said,
    Version,
};
use domain::statement::Statement;
use store::Ruling;
use store::phone_sheet::{self, PhoneSheet};
use store::phones::{self, PhoneRow, Phones};

/// Hands on all phones.
pub(super) fn book(phones: Phones) -> PhoneBook {
    PhoneBook { restored: phones.restored, phones: phones.rows.into_iter().map(phone).collect() }
}

fn phone(row: PhoneRow) -> Phone {
    let beat = |told: phones::Beat| Beat {
        at: told.at,
        n_unsent: told.n_unsent,
        oldest_unsent: told.oldest_unsent,
        n_parked: told.n_parked,
        is_lasting: told.is_lasting,
    };
    let retirement = |told: phones::Retirement| Retirement { at: told.at, who: told.who, why: told.why };
    Phone {
        device: row.device,
        who: row.who,
        is_disabled: row.is_disabled,
        enrolled: row.enrolled,
        contact: row.contact,
        reported: row.reported,
        app: row.app,
        server_ahead_ms: row.server_ahead_ms,
        end: row.end,
        n_held: row.n_held,
        pushed: row.pushed,
        n_forked: row.n_forked,
        n_refused: row.n_refused,
        beat: row.beat.map(beat),
        n_losses: row.n_losses,
        n_lost: row.n_lost,
        replaced_by: row.replaced_by,
        retired: row.retired.map(retirement),
    }
}

/// Hands on one phone.
pub(super) fn record(sheet: PhoneSheet) -> PhoneRecord {
    PhoneRecord {
        phone: phone(sheet.row),
        restored: sheet.restored,
        missing: sheet.missing,
        forks: sheet.forks.into_iter().map(fork).collect(),
        breaches: sheet.breaches,
        refused: sheet.refused.into_iter().map(refused).collect(),
        losses: sheet.losses.into_iter().map(loss).collect(),
        deeds: sheet.deeds.into_iter().map(deed).collect(),
    }
}

fn fork(row: phone_sheet::ForkRow) -> Fork {
    let ruled = |told: phone_sheet::Ruled| Ruled {
        is_taken: told.ruling == Ruling::Taken,
        at: told.at,
        who: told.who,
        why: told.why,
    };
    Fork { seq: row.seq, held: version(row.held), aside: version(row.aside), ruling: row.ruling.map(ruled) }
}

fn version(version: phone_sheet::Version) -> Version {
    Version { hash: version.hash, received: version.received, says: version.says.map(said) }
}

fn said(statement: Statement) -> Said {
    let subject = statement.subject();
    match statement {
        Statement::Walk(walk) => Said::Walk {
            walk: walk.id,
            began: walk.began(),
            elapsed_s: walk.elapsed_s,
            crew_size: walk.crew_size,
            area: walk.area,
        },
        Statement::Activity(activity) => Said::Activity { activity: activity.id, day: activity.day },
        Statement::Correction { reason, .. } | Statement::ActivityCorrection { reason, .. } => {
            Said::Correction { subject, reason }
        }
        Statement::Withdrawal { reason, .. } | Statement::ActivityWithdrawal { reason, .. } => {
            Said::Withdrawal { subject, reason }
        }
    }
}

fn refused(row: phone_sheet::RefusedRow) -> RefusedEntry {
    RefusedEntry { seq: row.seq, refusal: row.refusal, detail: row.detail, version: version(row.version) }
}

fn loss(row: phone_sheet::LossRow) -> Loss {
    Loss { received: row.received, replaces: row.replaces, n_recovered: row.n_recovered, n_lost: row.n_lost }
}

fn deed(deed: phone_sheet::Deed) -> Deed {
    let what = match deed.what {
        phone_sheet::Done::Retired => Done::Retired,
        phone_sheet::Done::Reinstated => Done::Reinstated,
        phone_sheet::Done::ForkTaken => Done::ForkTaken,
        phone_sheet::Done::ForkDismissed => Done::ForkDismissed,
    };
    Deed { at: deed.at, who: deed.who, what, why: deed.why }
}
