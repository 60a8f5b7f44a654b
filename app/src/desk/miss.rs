//! Weeks that were missed, and why, as far as a supervisor noted it. It never says whose fault it was.

use domain::id::AreaId;
use domain::time::WallTime;
use domain::week::Week;
use serde::{Deserialize, Serialize};

/// Why a week was missed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissNote {
    /// In a supervisor's words.
    pub reason: String,
    /// When that was noted.
    pub at: WallTime,
    /// Who noted it, as they are shown.
    pub who: String,
}

/// One area in one week that was missed, or once was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Miss {
    /// When.
    pub week: Week,
    /// Where.
    pub area: AreaId,
    /// As people call it.
    pub name: String,
    /// Whether that is a lower bound.
    pub is_preliminary: bool,
    /// Why, where somebody noted it and the reader may know.
    pub note: Option<MissNote>,
}
