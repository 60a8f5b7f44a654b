//! The cells of the desk's grids and cards, their rows, and what a sentence says of a week: built from a tally, the rulebook and
//! the time. It never asks who walked.

use domain::area::Area;
use domain::coverage::{Cell, Standing, standing};
use domain::policy::{Policy, Rulebook};
use domain::time::WallTime;
use domain::week::Week;
use serde::{Deserialize, Serialize};

/// The weeks of one ISO year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearRows {
    /// The year.
    pub year: i32,
    /// Newest first.
    pub weeks: Vec<WeekRow>,
}

/// One week, area by area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekRow {
    /// Which.
    pub week: Week,
    /// Whether its figures are a lower bound, because phones have yet to report it.
    pub is_preliminary: bool,
    /// In the order of the columns.
    pub cells: Vec<GridCell>,
    /// Why cells were missed, each with its column, as far as it was noted and the reader may know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<(usize, String)>,
}

/// How one area stands in one week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GridCell {
    /// In a word.
    pub standing: Standing,
    /// Walks of any verdict.
    pub n_walks: u32,
    /// Patrols that count.
    pub n_patrols: u32,
    /// Patrols that were promised.
    pub n_needed: u32,
}

/// What is promised in each area and week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// How many patrols.
    pub walks_per_week: u32,
    /// How long each, in seconds.
    pub required_s: u32,
    /// A week is at risk when fewer hours than this are left.
    pub at_risk_h: u32,
}

/// What the sentence above the grid says of one week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Headline {
    /// Which week.
    pub week: Week,
    /// Seconds to its end; nothing when it has ended.
    pub left_s: Option<u32>,
    /// How many areas are followed in it.
    pub n_areas: usize,
    /// How many of them are kept.
    pub n_kept: usize,
    /// The names of the others.
    pub missing: Vec<String>,
    /// The standing that asks most for attention.
    pub worst: Standing,
}

impl GridCell {
    /// Tells how an area stands in a week, by the rule that was in force when the week began.
    pub fn of(cell: &Cell, area: &Area, week: Week, rulebook: &Rulebook, now: WallTime) -> GridCell {
        let policy = rulebook.policy_at(week.start());
        GridCell {
            standing: standing(cell, week, now, area.followed_since(), &policy),
            n_walks: cell.n_walks,
            n_patrols: cell.n_patrols,
            n_needed: policy.walks_per_week,
        }
    }
}

impl Headline {
    /// Sums up how some areas, by their names, stand in a week.
    pub(super) fn of<'a>(
        standings: impl Iterator<Item = (&'a str, Standing)>,
        week: Week,
        now: WallTime,
    ) -> Headline {
        let followed: Vec<(&str, Standing)> =
            standings.filter(|(_, standing)| *standing != Standing::NotFollowed).collect();
        let missing = followed.iter().filter(|(_, standing)| !matches!(standing, Standing::Kept { .. }));
        let missing: Vec<String> = missing.map(|(name, _)| (*name).to_owned()).collect();
        let worst = followed.iter().map(|(_, standing)| *standing).max_by_key(|standing| urgency(*standing));
        Headline {
            week,
            left_s: u32::try_from(week.end().s_since(now)).ok().filter(|left_s| 0 < *left_s),
            n_areas: followed.len(),
            n_kept: followed.len() - missing.len(),
            missing,
            worst: worst.unwrap_or(Standing::NotFollowed),
        }
    }
}

impl Promise {
    /// Returns what a policy promises.
    pub(super) fn of(policy: &Policy) -> Promise {
        Promise {
            walks_per_week: policy.walks_per_week,
            required_s: policy.required_dwell_s(),
            at_risk_h: policy.at_risk_h,
        }
    }
}

/// Orders standings by how much they ask for attention.
fn urgency(standing: Standing) -> u8 {
    match standing {
        Standing::NotFollowed => 0,
        Standing::Kept { .. } => 1,
        Standing::Open { .. } => 2,
        Standing::AtRisk { .. } => 3,
        Standing::Missed => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_standing_leads() {
        let order = [
            Standing::Missed,
            Standing::AtRisk { left_s: 1 },
            Standing::Open { left_s: 1 },
            Standing::Kept { at: WallTime::from_ms(0) },
            Standing::NotFollowed,
        ];
        assert!(order.windows(2).all(|pair| urgency(pair[1]) < urgency(pair[0])));
    }
}
