//! What the store knows of one walk, as the desk is told it. Nothing is weighed here.

use app::desk::walk_record::{Decisions, Deed, Does, Done, Entry, Twin, WalkRecord};
use domain::id::EntryHash;
use domain::statement::Statement;
use store::WalkSheet;
use store::decisions::{self, Seen};
use store::walk_sheet::{self, EntryRow};

/// Hands on one walk.
pub(super) fn record(sheet: WalkSheet) -> WalkRecord {
    WalkRecord {
        settled: sheet.settled,
        week: sheet.week,
        verdict: sheet.verdict,
        boundary: sheet.boundary,
        who: sheet.who,
        device: sheet.device,
        seq: sheet.seq,
        received: sheet.received,
        entries: sheet.entries.into_iter().map(entry).collect(),
        decisions: Decisions {
            stand: sheet.stand,
            is_spoken_for: sheet.is_spoken_for,
            seen: word_of(sheet.seen),
            deeds: sheet.deeds.into_iter().map(deed).collect(),
            twins: sheet.twins.into_iter().map(twin).collect(),
        },
    }
}

/// Writes how a walk stood as a form sends it back.
pub(super) fn word_of(Seen { head, decision }: Seen) -> String {
    format!("{head}-{decision}")
}

/// Reads what [`word_of`] wrote.
pub(super) fn seen_of(word: &str) -> Option<Seen> {
    let (head, decision) = word.split_once('-')?;
    Some(Seen { head: head.parse::<EntryHash>().ok()?, decision: decision.parse().ok()? })
}

fn entry(row: EntryRow) -> Entry {
    let (does, why) = match row.says {
        Statement::Walk(_) | Statement::Activity(_) => (Does::Tells, None),
        Statement::Correction { reason, .. } | Statement::ActivityCorrection { reason, .. } => {
            (Does::Corrects, Some(reason))
        }
        Statement::Withdrawal { reason, .. } | Statement::ActivityWithdrawal { reason, .. } => {
            (Does::Withdraws, Some(reason))
        }
    };
    Entry {
        device: row.device,
        seq: row.seq,
        received: row.received,
        written: row.written,
        hash: row.hash,
        does,
        why,
        holds: row.holds,
    }
}

fn deed(deed: decisions::Deed) -> Deed {
    let what = match deed.what {
        decisions::Done::Accepted => Done::Accepted,
        decisions::Done::Excluded => Done::Excluded,
        decisions::Done::Undone => Done::Undone,
        decisions::Done::Merged => Done::Merged,
        decisions::Done::Parted => Done::Parted,
    };
    Deed { what, at: deed.at, who: deed.who, why: deed.why }
}

fn twin(row: walk_sheet::Twin) -> Twin {
    Twin {
        walk: row.walk,
        who: row.who,
        began: row.began,
        ended: row.ended,
        is_merged: row.is_merged,
        is_near: row.is_near,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_comes_back_from_the_form() {
        let seen = Seen { head: EntryHash([7; 32]), decision: 12 };
        assert_eq!(seen_of(&word_of(seen)), Some(seen));
        for word in ["", "-", "07-1", &word_of(seen)[1..]] {
            assert_eq!(seen_of(word), None, "{word}");
        }
    }
}
