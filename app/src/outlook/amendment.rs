//! What can be done about a walk that was told wrongly or refused, as the entry that does it. It never edits an entry.

use domain::statement::{Details, Statement};
use domain::walk::{Evidence, Walk};
use sync::wire::Refusal;

use super::own_walks::{OwnWalk, Part, Whereabouts};

/// What to do about a refused entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Send it again as it is: it may have been damaged on the way, or the server has learned since.
    SendAgain,
    /// Correct what it says.
    Correct,
    /// Nothing on this phone: somebody is to be told.
    Tell,
}

/// Returns what to do about a refused entry.
pub fn remedy(refusal: Refusal) -> Remedy {
    match refusal {
        // A supervisor may take a fork; then the server holds it when it comes again.
        Refusal::WrongHash | Refusal::Malformed | Refusal::Forked | Refusal::Other => Remedy::SendAgain,
        Refusal::UnknownArea
        | Refusal::ImpossibleWalk
        | Refusal::UnknownPromise
        | Refusal::ImpossibleActivity => Remedy::Correct,
        Refusal::TooLarge | Refusal::NotYours => Remedy::Tell,
    }
}

/// Returns the statement by which other details hold for a walk; nothing when this phone has not told the walk.
///
/// A walk that the server refused has no entry there that a correction could amend: it is told anew.
pub fn correction(walk: &OwnWalk, details: Details, reason: String) -> Option<Statement> {
    let told = &walk.told.as_ref()?.walk;
    if matches!(walk.whereabouts, Whereabouts::Refused { part: Part::Walk, .. }) {
        let is_told = matches!(told.evidence, Evidence::Afterwards { .. });
        let (started, elapsed_s) =
            if is_told { (details.started, details.elapsed_s) } else { (told.started, told.elapsed_s) };
        return Some(Statement::Walk(Walk {
            area: details.area,
            crew_size: details.crew_size,
            observations: details.observations,
            started,
            elapsed_s,
            ..told.clone()
        }));
    }
    Some(Statement::Correction { walk: walk.id, over: walk.head, reason, details })
}

/// Returns the statement that takes a walk back.
pub fn withdrawal(walk: &OwnWalk, reason: String) -> Statement {
    Statement::Withdrawal { walk: walk.id, over: walk.head, reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outlook::own_walks::tests::{afterwards, at, journal, rulebook};
    use crate::outlook::own_walks::{Ledger, own_walks};
    use domain::policy::Unverified;
    use sync::local_store::{News, Place};

    fn own(refusal: Option<Refusal>) -> OwnWalk {
        let mut kept = journal(&[afterwards(1, "x", "2026-11-24T20:00", 900)]);
        if let Some(refusal) = refusal {
            kept[0].place = Place::Parked { refusal, detail: String::new() };
        }
        let news = News { rulebook: rulebook(Unverified::Counts), ..News::default() };
        own_walks(&Ledger::of(kept), &news).remove(0)
    }

    fn details(walk: &OwnWalk) -> Details {
        Details { area: "a".parse().unwrap(), ..Details::of(&walk.told.as_ref().unwrap().walk) }
    }

    #[test]
    fn a_correction_names_the_entry_that_it_amends() {
        let walk = own(None);
        let Some(Statement::Correction { over, details, .. }) =
            correction(&walk, details(&walk), "wrong area".to_owned())
        else {
            panic!("not a correction")
        };
        assert_eq!((over, details.area.as_str()), (walk.head, "a"));
    }

    #[test]
    fn a_refused_walk_is_told_anew_under_its_own_name() {
        let walk = own(Some(Refusal::UnknownArea));
        let Some(Statement::Walk(told)) = correction(&walk, details(&walk), String::new()) else {
            panic!("not told anew")
        };
        assert_eq!((told.id, told.area.as_str(), told.started), (walk.id, "a", at("2026-11-24T20:00")));
    }
}
