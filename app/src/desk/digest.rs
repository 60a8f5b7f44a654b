//! What a reminder tells of a week: some areas and how they stand, built from the tallies, the rulebook and the time. It never asks
//! who walked, or when.

use domain::area::Area;
use domain::coverage::{Cell, Standing};
use domain::id::AreaId;
use domain::policy::Rulebook;
use domain::reporting::Silence;
use domain::time::WallTime;
use domain::week::Week;

use super::grid::{GridCell, Headline};

/// How a week stands in some areas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// The week.
    pub week: Week,
    /// By the server's clock.
    pub now: WallTime,
    /// In the order in which people name them; without those that are not followed.
    pub areas: Vec<DigestArea>,
    /// The phones that have yet to report, if any have.
    pub silence: Option<Silence>,
}

/// One area in that week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DigestArea {
    /// Which.
    pub id: AreaId,
    /// As people call it.
    pub name: String,
    /// How it stands.
    pub cell: GridCell,
}

impl Digest {
    /// Builds the digest of a week that has begun, of all areas. `tally` tells how much was walked in an area.
    pub fn of(
        rulebook: &Rulebook,
        tally: impl Fn(&AreaId) -> Cell,
        week: Week,
        silence: Option<Silence>,
        now: WallTime,
    ) -> Digest {
        let told = |area: &Area| DigestArea {
            id: area.id.clone(),
            name: area.name.clone(),
            cell: GridCell::of(&tally(&area.id), area, week, rulebook, now),
        };
        let areas = rulebook.areas.iter().map(told);
        let areas = areas.filter(|area| area.cell.standing != Standing::NotFollowed).collect();
        Digest { week, now, areas, silence }
    }

    /// Returns the same with those areas alone.
    pub fn only(mut self, is_told: impl Fn(&DigestArea) -> bool) -> Digest {
        self.areas.retain(is_told);
        self
    }

    /// Returns the areas at risk.
    pub fn at_risk(&self) -> impl Iterator<Item = &DigestArea> {
        self.areas.iter().filter(|area| matches!(area.cell.standing, Standing::AtRisk { .. }))
    }

    /// Returns the areas that are kept.
    pub fn kept(&self) -> impl Iterator<Item = &DigestArea> {
        self.areas.iter().filter(|area| matches!(area.cell.standing, Standing::Kept { .. }))
    }

    /// Sums the week up.
    pub fn headline(&self) -> Headline {
        let standings = self.areas.iter().map(|area| (area.name.as_str(), area.cell.standing));
        Headline::of(standings, self.week, self.now)
    }
}
