//! What holds at every moment, or once all is quiet: one function for each law. They compare what phones and server keep
//! with what everybody was told, and never ask the code that is being tried for its opinion.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use domain::id::{DeviceId, EntryHash, WalkId};
use domain::statement::{Body, SCHEMA, Subject};
use sync::engine::{Phase, Status};
use sync::entry::Entry;
use sync::local_store::{Kept, News, Place, Snapshot};
use sync::wire::{Holdings, Refusal};

use super::law::{Breach, Law};
use super::ledger::{Ledger, Life};
use super::look::{Line, Look};
use super::phone::Phone;
use super::plan::Content;
use super::server::Server;

/// What the server gave a receipt for in this life of its database, it keeps: as sent, in its journal or laid aside.
pub fn a_receipt_is_durable(life: &Life, look: &Look) -> Result<(), Breach> {
    let lost = life.promised.iter().find(|(device, seq, hash)| !look.keeps(*device, *seq, *hash));
    Law::AReceiptIsDurable.holds(lost.is_none(), || format!("{lost:?} has a receipt and is not there"))
}

/// What a screen called saved is in that phone's storage or with the server: entries, and walks that have begun.
pub fn saved_is_kept(ledger: &Ledger, phones: &[Phone], look: &Look) -> Result<(), Breach> {
    lost(ledger, phones, look).map_or(Ok(()), |lost| Err(Law::SavedIsKept.broken(lost.says())))
}

/// Something that a screen called saved and that is nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// An entry.
    Entry(u64, EntryHash),
    /// A walk that has begun.
    Walk(WalkId),
}

impl Lost {
    fn says(self) -> String {
        format!("{self:?} was called saved and is neither on the phone nor with the server")
    }
}

/// Returns something that is lost, if anything is.
pub fn lost(ledger: &Ledger, phones: &[Phone], look: &Look) -> Option<Lost> {
    let journals: Vec<Vec<Kept>> = phones.iter().map(|phone| phone.disk.journal()).collect();
    let entry = ledger.shown.iter().find(|shown| {
        let is_own = |kept: &Kept| kept.entry.hash == shown.hash;
        !ledger.excused.contains(&shown.hash)
            && !journals[shown.phone].iter().any(is_own)
            && !look.keeps(shown.device, shown.seq, shown.hash)
    });
    if let Some(shown) = entry {
        return Some(Lost::Entry(shown.seq, shown.hash));
    }
    let walk = ledger.begun.iter().find(|(phone, walk)| {
        let tells = |text: &str| text.contains(&walk.to_string());
        let is_running = || match phones[*phone].disk.running().first() {
            Some(domain::recording::Mark::Began { walk: running, .. }) => running == walk,
            _ => false,
        };
        !ledger.excused_walks.contains(walk)
            && !is_running()
            && !journals[*phone].iter().any(|kept| tells(&kept.entry.body))
            && !look.journal.iter().any(|line| tells(&line.body))
    });
    walk.map(|(_, walk)| Lost::Walk(*walk))
}

/// Every place of a journal is held once, every walk and activity stands once for its account, and none stands that nobody
/// told.
pub fn exactly_once(ledger: &Ledger, look: &Look) -> Result<(), Breach> {
    let mut places = BTreeSet::new();
    let twice = look.journal.iter().find(|line| !places.insert((line.device, line.seq)));
    Law::ExactlyOnce.holds(twice.is_none(), || format!("{twice:?} is held twice"))?;
    let untold = look.standing().find(|it| !ledger.told.contains(&it.subject));
    Law::ExactlyOnce.holds(untold.is_none(), || format!("{untold:?} was told by nobody"))?;
    let told = look.journal.iter().filter(|line| line.refusal.is_none());
    let told: BTreeSet<_> =
        told.filter_map(|line| Some((*look.devices.get(&line.device)?, told_subject(line)?))).collect();
    let standing: Vec<_> = look.standing().map(|it| (it.account, it.subject)).collect();
    let is_same = told.len() == standing.len() && standing.iter().all(|it| told.contains(it));
    Law::ExactlyOnce.holds(is_same, || format!("told are {told:?}, but {standing:?} stand"))
}

fn told_subject(line: &Line) -> Option<Subject> {
    let says = serde_json::from_str::<Body>(&line.body).ok()?.says;
    says.over().is_none().then(|| says.subject())
}

/// An entry is off the list of unsent ones only by a receipt that the server gave for that very entry, and stands as the
/// receipt says.
pub fn removed_by_its_own_receipt_alone(
    ledger: &Ledger,
    device: DeviceId,
    journal: &[Kept],
) -> Result<(), Breach> {
    let stray = journal.iter().find(|Kept { entry, place }| {
        let issued = ledger.issued.get(&(device, entry.seq, entry.hash));
        *place != Place::Unsent && !issued.is_some_and(|issued| issued.contains(place))
    });
    Law::RemovedByItsOwnReceiptAlone.holds(stray.is_none(), || {
        let (seq, place) = stray.map(|kept| (kept.entry.seq, &kept.place)).unzip();
        format!("entry {seq:?} is {place:?}, and the server never said so")
    })
}

/// Once all is quiet, what is good is held, what is bad is parked and shown, and neither waits for the other.
pub fn a_bad_entry_blocks_nobody(phone: &Phone) -> Result<(), Breach> {
    let journal = phone.disk.journal();
    let waiting = journal.iter().find(|kept| !is_settled(kept, Poison::Cured));
    Law::ABadEntryBlocksNobody.holds(waiting.is_none(), || {
        let (seq, place) = waiting.map(|kept| (kept.entry.seq, &kept.place)).unzip();
        format!("in {:?} entry {seq:?} is {place:?}", phone.device.short())
    })
}

/// Whether what breaks off over some entries has been put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Poison {
    /// Not yet.
    Acts,
    /// It has.
    Cured,
}

/// Tells whether an entry is where it is to come to in the end.
pub fn is_settled(kept: &Kept, poison: Poison) -> bool {
    let refused_for = match &kept.place {
        Place::Parked { refusal, .. } => Some(*refusal),
        _ => None,
    };
    let is_held = matches!(kept.place, Place::Held { .. });
    // Another entry is at its place, or it was damaged on the way and nobody has sent it again.
    let is_set_aside = refused_for == Some(Refusal::Forked)
        || (poison == Poison::Acts && refused_for == Some(Refusal::WrongHash));
    is_set_aside
        || match content(&kept.entry) {
            Content::Good => is_held,
            Content::Poison => is_held || poison == Poison::Acts,
            Content::UnknownArea => is_held || refused_for == Some(Refusal::UnknownArea),
            Content::NotYours => is_held || refused_for == Some(Refusal::NotYours),
            Content::NoCrew => refused_for == Some(Refusal::ImpossibleWalk),
            Content::Huge => refused_for == Some(Refusal::TooLarge),
            Content::Newer => kept.place == Place::Unsent,
        }
}

/// Tells what an entry is to the server, by what it says.
pub fn content(entry: &Entry) -> Content {
    let says = |text: &str| entry.body.contains(text);
    match () {
        () if sync::wire::MAX_BODY_BYTES < entry.body.len() => Content::Huge,
        () if says(&format!(r#""schema":{}"#, SCHEMA + 1)) => Content::Newer,
        () if says(r#""crew_size":0"#) => Content::NoCrew,
        () if says(super::server::LATER_AREA) => Content::UnknownArea,
        () if says(super::people::POISON) => Content::Poison,
        () if says(super::people::NOT_YOURS) => Content::NotYours,
        () => Content::Good,
    }
}

/// Once all is quiet, a phone knows every walk and activity of its account as it stands.
pub fn a_pull_is_complete(phone: &Phone, epoch: &str, look: &Look) -> Result<(), Breach> {
    let news = phone.disk.contents().news;
    let versions = versions(&news);
    let known: BTreeSet<_> = versions.iter().copied().collect();
    let own = look.standing().filter(|it| it.account == phone.account);
    let standing: BTreeSet<_> = own.map(|it| (it.subject, it.head, it.is_withdrawn)).collect();
    let is_same = news.epoch == epoch && known == standing && known.len() == versions.len();
    Law::APullIsComplete.holds(is_same, || {
        let unknown: Vec<_> = standing.difference(&known).collect();
        let outdated: Vec<_> = known.difference(&standing).collect();
        format!("{} does not know {unknown:?} and believes {outdated:?}", phone.device.short())
    })
}

/// Returns what news tell of each walk and activity: which, by which entry, and whether it was withdrawn.
fn versions(news: &News) -> Vec<(Subject, EntryHash, bool)> {
    let walks = news.walks.iter();
    let walks = walks.map(|news| (Subject::Walk(news.walk), news.head, news.withdrawn.is_some()));
    let activities = news.activities.iter().flatten();
    let activities =
        activities.map(|news| (Subject::Activity(news.activity.id), news.head, news.withdrawn.is_some()));
    walks.chain(activities).collect()
}

/// Within one life of the database a phone's news never become older: not the cursor, not the rules, not a walk or activity.
pub fn a_pull_never_goes_back(ledger: &Ledger, phone: &Phone, after: &News) -> Result<(), Breach> {
    let before = &phone.seen;
    if before.epoch != after.epoch {
        return Ok(());
    }
    let law = Law::APullNeverGoesBack;
    let cursors = (before.cursor, after.cursor);
    law.holds(cursors.0 <= cursors.1, || format!("the cursor went from {} to {}", cursors.0, cursors.1))?;
    let revisions = (before.rulebook.revision, after.rulebook.revision);
    law.holds(revisions.0 <= revisions.1, || {
        format!("the rules went from {} to {}", revisions.0, revisions.1)
    })?;
    let life = ledger.lives.iter().position(|life| *life == after.epoch).unwrap_or(usize::MAX);
    let after = versions(after);
    for old in versions(before) {
        let new = after.iter().find(|(subject, ..)| *subject == old.0);
        law.holds(new.is_some(), || format!("{:?} is known no longer", old.0))?;
        let version = |(subject, head, is_withdrawn): (Subject, EntryHash, bool)| {
            ledger.versions.get(&(life, phone.account, subject, head, is_withdrawn)).copied()
        };
        let (old_version, new_version) = (version(old), new.copied().and_then(version));
        law.holds(old_version <= new_version, || {
            format!("{:?} went from change {old_version:?} to {new_version:?}", old.0)
        })?;
    }
    Ok(())
}

/// What holds of a walk or an activity follows from who amended what, and from no clock: the longest branch, of equals the smaller hash.
pub fn clocks_change_nothing(look: &Look) -> Result<(), Breach> {
    for it in look.standing() {
        let mut amendments: BTreeMap<Option<EntryHash>, Vec<EntryHash>> = BTreeMap::new();
        let about = look.journal.iter().filter(|line| line.subject == Some(it.subject));
        for line in about.filter(|line| look.devices.get(&line.device) == Some(&it.account)) {
            if let Ok(body) = serde_json::from_str::<Body>(&line.body) {
                amendments.entry(over(&body)).or_default().push(line.hash);
            }
        }
        let (_, head) = longest(&amendments, None);
        Law::ClocksChangeNothing.holds(head == Some(it.head), || {
            format!("of {:?} the longest branch ends at {head:?}, and {:?} holds", it.subject, it.head)
        })?;
    }
    Ok(())
}

fn over(body: &Body) -> Option<EntryHash> {
    body.says.over()
}

/// Returns how long the longest branch over an entry is, and where it ends.
fn longest(
    amendments: &BTreeMap<Option<EntryHash>, Vec<EntryHash>>,
    over: Option<EntryHash>,
) -> (usize, Option<EntryHash>) {
    let branches = amendments.get(&over).into_iter().flatten().map(|next| {
        let (length, end) = longest(amendments, Some(*next));
        (1 + length, Reverse(*next), end.or(Some(*next)))
    });
    branches
        .max_by_key(|(length, next, _)| (*length, *next))
        .map_or((0, None), |(length, _, end)| (length, end))
}

/// Making all walks, cells and activities anew from the journal changes none of them.
pub fn the_roll_up_is_what_a_recomputation_gives(server: &Server) -> Result<(), Breach> {
    let made = server.recompute()?;
    let is_same = made.n_walks_changed + made.n_cells_changed + made.n_activities_changed == 0;
    Law::RollUpIsRecompute.holds(is_same, || format!("{made:?}"))
}

/// What is held and what is missing add up to the end that was told; every place with two entries is named, and none else
/// but one that does not follow what is before it.
pub fn the_holdings_add_up(
    holdings: &Holdings,
    device: DeviceId,
    life: &Life,
    look: &Look,
) -> Result<(), Breach> {
    let law = Law::HoldingsAddUp;
    let held = look.places(device);
    let told = life.ends.get(&device).copied().unwrap_or_default();
    let end = told.max(held.last().copied().unwrap_or_default());
    let missing: BTreeSet<u64> = holdings.missing.iter().flat_map(|(first, last)| *first..=*last).collect();
    let is_sum = holdings.n_held + missing.len() as u64 == end && holdings.n_held == held.len() as u64;
    law.holds(is_sum, || format!("{end} were told; the server says {holdings:?} and holds {held:?}"))?;
    law.holds(missing.is_disjoint(&held), || format!("{missing:?} are missing and held"))?;

    let named: BTreeSet<u64> = holdings.forked.iter().copied().collect();
    let own = life.shown.range((device, 0)..=(device, u64::MAX));
    let forked: BTreeSet<u64> =
        own.filter(|(_, hashes)| 1 < hashes.len()).map(|((_, seq), _)| *seq).collect();
    law.holds(forked.is_subset(&named), || format!("{forked:?} have forked, named are {named:?}"))?;
    let lines = look.journal.iter().filter(|line| line.device == device);
    let breached: BTreeSet<u64> = lines.filter(|line| !follows(line, look)).map(|line| line.seq).collect();
    let known: BTreeSet<u64> = forked.union(&breached).copied().collect();
    law.holds(known == named, || format!("{known:?} have forked or do not follow, named are {named:?}"))
}

fn follows(line: &Line, look: &Look) -> bool {
    if line.seq == 1 {
        return line.prev == EntryHash::NONE;
    }
    let before = look.known_at(line.device, line.seq - 1);
    before.is_empty() || before.contains(&line.prev)
}

/// The screen makes no less of what waits than the storage, and never says that nothing stands in the way while something
/// waits or was refused and is not shown.
pub fn the_screen_hides_nothing(status: &Status, contents: &Snapshot) -> Result<(), Breach> {
    let law = Law::TheScreenHidesNothing;
    let n_unsent = contents.unsent.len();
    law.holds(n_unsent <= status.n_unsent, || {
        format!("{n_unsent} wait, the screen says {}", status.n_unsent)
    })?;
    if status.phase == Phase::Resting {
        law.holds(status.n_unsent == 0, || format!("at rest, and {} wait", status.n_unsent))?;
        let n_parked = contents.parked.len();
        law.holds(n_parked == status.n_parked, || {
            format!("{n_parked} are parked, the screen says {}", status.n_parked)
        })?;
    }
    Ok(())
}
