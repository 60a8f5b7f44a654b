//! The officer's own activities: what this phone's journal tells, and what the server says of those that were told or amended
//! elsewhere. It never leaves out one of which an entry still waits.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use domain::activity::Activity;
use domain::history::{SettledActivity, Told, settle_activity};
use domain::id::{ActivityId, EntryHash};
use domain::statement::{Statement, Subject};
use sync::local_store::News;
use sync::wire::ActivityNews;

use super::own_walks::{Ledger, Line, MAX_SHOWN, Part, Whereabouts, told, whereabouts};

/// One of the officer's own activities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnActivity {
    /// What is told, with the corrections that hold.
    pub activity: Activity,
    /// Why it was taken back, if it was.
    pub withdrawn: Option<String>,
    /// Where it is.
    pub whereabouts: Whereabouts,
    /// The entry that an amendment is to name.
    pub head: EntryHash,
}

/// Returns the officer's activities, the latest day first.
pub fn own_activities(ledger: &Ledger, news: &News) -> Vec<OwnActivity> {
    let mut lines: BTreeMap<ActivityId, Vec<&Line>> = BTreeMap::new();
    for line in &ledger.lines {
        if let Some(Subject::Activity(id)) = line.says.as_ref().map(Statement::subject) {
            lines.entry(id).or_default().push(line);
        }
    }
    let known = news.activities.iter().flatten().map(|news| (news.activity.id, news));
    let known: BTreeMap<ActivityId, &ActivityNews> = known.collect();
    let told_here = lines.iter().filter_map(|(id, lines)| of_lines(lines, ledger, known.get(id).copied()));
    let told_elsewhere =
        known.values().filter(|news| !lines.contains_key(&news.activity.id)).map(|news| of_news(news));
    let mut activities: Vec<OwnActivity> = told_here.chain(told_elsewhere).collect();
    activities.sort_unstable_by_key(|own| Reverse((own.activity.day, own.activity.id)));
    let mut n_shown = 0;
    activities.retain(|own| {
        n_shown += 1;
        n_shown <= MAX_SHOWN || !matches!(own.whereabouts, Whereabouts::Server { .. })
    });
    activities
}

fn of_lines(lines: &[&Line], ledger: &Ledger, news: Option<&ActivityNews>) -> Option<OwnActivity> {
    let whereabouts = whereabouts(lines)?;
    // What was refused has no effect, unless it is all there is: then it is shown as it was told.
    let accepted: Vec<Told> =
        lines.iter().filter(|line| !line.is_parked()).filter_map(|line| told(line)).collect();
    let settled = settle_activity(&accepted).or_else(|| {
        let all: Vec<Told> = lines.iter().filter_map(|line| told(line)).collect();
        settle_activity(&all)
    });
    let Some(settled) = settled else { return Some(amended(news?, lines, whereabouts)) };
    let knows_more = |news: &&ActivityNews| news.head == settled.head || !ledger.holds(news.head);
    let is_waiting = matches!(whereabouts, Whereabouts::Phone);
    Some(match news.filter(knows_more).filter(|_| !is_waiting) {
        // Somebody amended it elsewhere, as a supervisor may at the desk.
        Some(news) => OwnActivity { whereabouts, ..of_news(news) },
        None => {
            let SettledActivity { activity, withdrawn, head, .. } = settled;
            OwnActivity { activity, withdrawn, whereabouts, head }
        }
    })
}

/// Lays this phone's amendments over what the server told of an activity that was told elsewhere: those alone that hang on
/// it, for the others are in it or have been passed over.
fn amended(news: &ActivityNews, lines: &[&Line], whereabouts: Whereabouts) -> OwnActivity {
    let mut own = OwnActivity { whereabouts, ..of_news(news) };
    for line in lines.iter().filter(|line| !line.is_parked()) {
        let Some(says) = line.says.as_ref().filter(|says| says.over() == Some(own.head)) else { continue };
        match says {
            Statement::ActivityCorrection { instead, .. } => {
                own.activity = instead.clone();
                own.withdrawn = None;
            }
            Statement::ActivityWithdrawal { reason, .. } => own.withdrawn = Some(reason.clone()),
            _ => continue,
        }
        own.head = line.hash;
    }
    own
}

fn of_news(news: &ActivityNews) -> OwnActivity {
    OwnActivity {
        activity: news.activity.clone(),
        withdrawn: news.withdrawn.clone(),
        whereabouts: Whereabouts::Server { since: news.stored, receipt: news.head },
        head: news.head,
    }
}

/// Returns the statement by which something else holds for an activity.
///
/// One that the server refused has no entry there that a correction could amend: it is told anew.
pub fn corrected(own: &OwnActivity, instead: Activity, reason: String) -> Statement {
    if matches!(own.whereabouts, Whereabouts::Refused { part: Part::Activity, .. }) {
        return Statement::Activity(instead);
    }
    Statement::ActivityCorrection { over: own.head, reason, instead }
}

/// Returns the statement that takes an activity back.
pub fn taken_back(own: &OwnActivity, reason: String) -> Statement {
    Statement::ActivityWithdrawal { activity: own.activity.id, over: own.head, reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outlook::own_walks::tests::{at, journal};
    use domain::activity::Party;
    use domain::id::PromiseId;
    use sync::local_store::{Kept, Place};
    use sync::wire::Refusal;

    fn id(n: u128) -> ActivityId {
        let text = format!("00000000-0000-0000-0000-{n:012x}");
        text.parse().expect("an id")
    }

    fn activity(n: u128, day: &str, n_reached: u32) -> Activity {
        Activity {
            id: id(n),
            promise: PromiseId(id(99).0),
            day: day.parse().expect("a day"),
            area: None,
            place: None,
            parties: [Party::Police].into(),
            n_reached: Some(n_reached),
            note: None,
        }
    }

    fn tells(n: u128, day: &str) -> Statement {
        Statement::Activity(activity(n, day, 30))
    }

    fn held(mut kept: Vec<Kept>) -> Vec<Kept> {
        kept.iter_mut().for_each(|kept| kept.place = Place::Held { at: at("2026-11-24T22:40") });
        kept
    }

    fn news_of(activity: Activity, head: EntryHash) -> News {
        let news = ActivityNews { activity, withdrawn: None, head, stored: at("2026-11-24T22:40") };
        News { activities: Some(vec![news]), ..News::default() }
    }

    fn own(kept: Vec<Kept>, news: &News) -> Vec<OwnActivity> {
        own_activities(&Ledger::of(kept), news)
    }

    #[test]
    fn an_activity_is_shown_as_this_phone_told_it_the_latest_day_first() {
        let kept = journal(&[tells(1, "2026-11-20"), tells(2, "2026-11-23")]);
        let shown = own(kept.clone(), &News::default());
        assert_eq!(shown.iter().map(|own| own.activity.id).collect::<Vec<_>>(), [id(2), id(1)]);
        assert!(shown.iter().all(|own| own.whereabouts == Whereabouts::Phone));
        let server = own(held(kept), &News::default());
        assert!(matches!(server[0].whereabouts, Whereabouts::Server { .. }));
    }

    #[test]
    fn a_correction_and_a_withdrawal_name_the_entry_that_they_amend() {
        let first = own(journal(&[tells(1, "2026-11-20")]), &News::default()).remove(0);
        let correction = corrected(&first, activity(1, "2026-11-21", 31), "Fel dag".to_owned());
        let kept = journal(&[tells(1, "2026-11-20"), correction.clone()]);
        let second = own(kept, &News::default()).remove(0);
        assert_eq!(
            (second.activity.clone(), second.withdrawn.clone()),
            (activity(1, "2026-11-21", 31), None)
        );
        let withdrawal = taken_back(&second, "Inställt".to_owned());
        let third = own(journal(&[tells(1, "2026-11-20"), correction, withdrawal]), &News::default());
        assert_eq!(third[0].withdrawn.as_deref(), Some("Inställt"));
    }

    #[test]
    fn what_was_amended_at_the_desk_is_shown_until_this_phone_amends_it_again() {
        let kept = held(journal(&[tells(1, "2026-11-20")]));
        let news = news_of(activity(1, "2026-11-20", 55), EntryHash([7; 32]));
        let shown = own(kept, &news).remove(0);
        assert_eq!((shown.activity.n_reached, shown.head), (Some(55), EntryHash([7; 32])));
        // Older news of what this phone itself has corrected since say nothing.
        let told = tells(1, "2026-11-20");
        let first = own(held(journal(std::slice::from_ref(&told))), &News::default()).remove(0);
        let correction = corrected(&first, activity(1, "2026-11-20", 31), "Räknade om".to_owned());
        let news = news_of(activity(1, "2026-11-20", 30), first.head);
        let shown = own(held(journal(&[told, correction])), &news).remove(0);
        assert_eq!(shown.activity.n_reached, Some(31));
    }

    #[test]
    fn an_activity_of_the_desk_can_be_amended_here() {
        let news = news_of(activity(1, "2026-11-20", 55), EntryHash([7; 32]));
        let elsewhere = own(Vec::new(), &news).remove(0);
        let correction = corrected(&elsewhere, activity(1, "2026-11-20", 56), "Räknade om".to_owned());
        let mine = own(journal(std::slice::from_ref(&correction)), &news).remove(0);
        assert_eq!((mine.activity.n_reached, mine.whereabouts.clone()), (Some(56), Whereabouts::Phone));
        let withdrawal = taken_back(&mine, "Inställt".to_owned());
        let kept = journal(&[correction, withdrawal]);
        let gone = own(kept.clone(), &news).remove(0);
        assert_eq!((gone.withdrawn.as_deref(), gone.head), (Some("Inställt"), kept[1].entry.hash));
        // Once the server has taken both in and somebody has gone on from there, that holds.
        let later = news_of(activity(1, "2026-11-20", 60), EntryHash([8; 32]));
        let shown = own(held(kept), &later).remove(0);
        assert_eq!((shown.activity.n_reached, shown.withdrawn), (Some(60), None));
    }

    #[test]
    fn a_refused_activity_is_told_anew_under_its_own_name() {
        let mut kept = journal(&[tells(1, "2026-11-20")]);
        kept[0].place = Place::Parked { refusal: Refusal::UnknownPromise, detail: String::new() };
        let refused = own(kept.clone(), &News::default()).remove(0);
        assert!(matches!(refused.whereabouts, Whereabouts::Refused { part: Part::Activity, .. }));
        let again = corrected(&refused, activity(1, "2026-11-20", 31), String::new());
        assert_eq!(again, Statement::Activity(activity(1, "2026-11-20", 31)));
    }
}
