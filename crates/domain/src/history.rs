//! A walk or an activity as it now stands: the fold of all that was said about it. The order in which it arrived changes
//! nothing, and no clock decides.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::iter;

use crate::activity::Activity;
use crate::id::EntryHash;
use crate::statement::{Details, Statement};
use crate::walk::{Evidence, Walk};

/// One statement with the hash of the entry that made it.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The entry's hash.
    pub entry: EntryHash,
    /// What it says.
    pub statement: Statement,
}

/// A walk as it now stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// The walk with its corrections.
    pub walk: Walk,
    /// Whether it was withdrawn, and why.
    pub withdrawn: Option<String>,
    /// The latest entry about it: what the next amendment is to name.
    pub head: EntryHash,
    /// The reasons of the corrections that hold, in order.
    pub corrections: Vec<String>,
    /// How many statements about this walk do not hold: another branch is longer, or what they amend has not arrived.
    pub n_passed_over: usize,
}

impl Settled {
    /// Returns a walk that one entry has told and no other speaks of.
    pub fn told(entry: EntryHash, walk: Walk) -> Settled {
        Settled { walk, withdrawn: None, head: entry, corrections: Vec::new(), n_passed_over: 0 }
    }
}

/// Settles what is known of one walk; nothing while the entry that tells it has not arrived.
///
/// Each amendment names the entry that it amends, so they make a tree; a walk that was told twice makes two. The longest
/// branch holds; of equals the one whose hashes are smaller, so that everybody who holds the same entries settles alike.
/// An entry that arrives again changes nothing.
pub fn settle(told: &[Told]) -> Option<Settled> {
    let branch = Branch::of(told)?;
    let Statement::Walk(walk) = branch.told else { return None };
    let mut settled = Settled {
        walk: walk.clone(),
        withdrawn: None,
        head: branch.head,
        corrections: Vec::new(),
        n_passed_over: branch.n_passed_over,
    };
    for amendment in branch.amendments {
        match amendment {
            Statement::Walk(_) => {}
            Statement::Correction { reason, details, .. } => {
                settled.walk = corrected(settled.walk, details);
                settled.withdrawn = None;
                settled.corrections.push(reason.clone());
            }
            Statement::Withdrawal { reason, .. } => settled.withdrawn = Some(reason.clone()),
            Statement::Activity(_)
            | Statement::ActivityCorrection { .. }
            | Statement::ActivityWithdrawal { .. } => {}
        }
    }
    Some(settled)
}

/// An activity as it now stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettledActivity {
    /// The activity with its corrections.
    pub activity: Activity,
    /// Whether it was withdrawn, and why.
    pub withdrawn: Option<String>,
    /// The latest entry about it: what the next amendment is to name.
    pub head: EntryHash,
    /// The reasons of the corrections that hold, in order.
    pub corrections: Vec<String>,
    /// How many statements about this activity do not hold: another branch is longer, or what they amend has not arrived.
    pub n_passed_over: usize,
}

/// Settles what is known of one activity by the same rule as [`settle`] a walk; nothing while the entry that tells it has not
/// arrived.
pub fn settle_activity(told: &[Told]) -> Option<SettledActivity> {
    let branch = Branch::of(told)?;
    let Statement::Activity(activity) = branch.told else { return None };
    let mut settled = SettledActivity {
        activity: activity.clone(),
        withdrawn: None,
        head: branch.head,
        corrections: Vec::new(),
        n_passed_over: branch.n_passed_over,
    };
    for amendment in branch.amendments {
        match amendment {
            Statement::ActivityCorrection { reason, instead, .. } => {
                settled.activity = instead.clone();
                settled.withdrawn = None;
                settled.corrections.push(reason.clone());
            }
            Statement::ActivityWithdrawal { reason, .. } => settled.withdrawn = Some(reason.clone()),
            Statement::Activity(_)
            | Statement::Walk(_)
            | Statement::Correction { .. }
            | Statement::Withdrawal { .. } => {}
        }
    }
    Some(settled)
}

/// What holds of all that was said about one walk or activity.
struct Branch<'a> {
    /// What tells it.
    told: &'a Statement,
    /// What amends it, in order.
    amendments: Vec<&'a Statement>,
    /// The last entry of these.
    head: EntryHash,
    /// How many entries are not among them.
    n_passed_over: usize,
}

impl Branch<'_> {
    fn of(told: &[Told]) -> Option<Branch<'_>> {
        let entries: BTreeMap<EntryHash, &Statement> =
            told.iter().map(|told| (told.entry, &told.statement)).collect();
        let branch = longest_branch(&entries);
        let head = *branch.last()?;
        let n_passed_over = entries.len() - branch.len();
        let mut statements = branch.iter().filter_map(|entry| entries.get(entry).copied());
        Some(Branch { told: statements.next()?, amendments: statements.collect(), head, n_passed_over })
    }
}

/// Returns the entries that hold, in order, from the one that tells the walk or the activity on.
///
/// One pass down the tree and one back up, so that ten thousand corrections of one walk cost no more than as many walks.
fn longest_branch(entries: &BTreeMap<EntryHash, &Statement>) -> Vec<EntryHash> {
    let mut amendments: BTreeMap<Option<EntryHash>, Vec<EntryHash>> = BTreeMap::new();
    for (entry, statement) in entries {
        amendments.entry(statement.over()).or_default().push(*entry);
    }
    let over = |entry: Option<EntryHash>| amendments.get(&entry).map_or(&[][..], Vec::as_slice);

    // Everything that hangs on a telling, each after what it amends. An entry amends at most one other, so
    // that none is met twice; a circle, which no hash allows, would hang on nothing.
    let mut reached: Vec<EntryHash> = over(None).to_vec();
    let mut n_followed = 0;
    while let Some(&entry) = reached.get(n_followed) {
        reached.extend(over(Some(entry)));
        n_followed += 1;
    }

    let mut lengths: BTreeMap<EntryHash, usize> = BTreeMap::new();
    let longest = |lengths: &BTreeMap<EntryHash, usize>, entry| {
        over(entry).iter().copied().max_by_key(|next| (lengths.get(next).copied(), Reverse(*next)))
    };
    for &entry in reached.iter().rev() {
        let rest = longest(&lengths, Some(entry)).and_then(|next| lengths.get(&next)).copied();
        lengths.insert(entry, 1 + rest.unwrap_or(0));
    }
    iter::successors(longest(&lengths, None), |&entry| longest(&lengths, Some(entry))).collect()
}

fn corrected(walk: Walk, details: &Details) -> Walk {
    let is_told = matches!(walk.evidence, Evidence::Afterwards { .. });
    Walk {
        area: details.area.clone(),
        crew_size: details.crew_size,
        observations: details.observations.clone(),
        started: if is_told { details.started } else { walk.started },
        elapsed_s: if is_told { details.elapsed_s } else { walk.elapsed_s },
        ..walk
    }
}
