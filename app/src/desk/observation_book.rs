//! What is asked and told of observations, between the page and the server. Nothing here is drawn.

use domain::id::{AreaId, WalkId};
use domain::time::WallTime;
use domain::walk::ObservationKind;
use domain::week::Week;
use serde::{Deserialize, Serialize};

/// Which observations are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The first week.
    pub first: Week,
    /// The last week.
    pub last: Week,
    /// Only in one area.
    pub area: Option<AreaId>,
    /// Only of one kind.
    pub kind: Option<ObservationKind>,
    /// Only those after this place in the list, as an earlier answer named it.
    pub after: Option<String>,
}

/// What was noted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObservationBook {
    /// How many of each kind in each area.
    pub counts: Vec<(AreaId, ObservationKind, u32)>,
    /// From the latest to the earliest.
    pub rows: Vec<ObservationRow>,
    /// Where the list goes on, if it does.
    pub next: Option<String>,
}

/// One observation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObservationRow {
    /// Where.
    pub area: AreaId,
    /// The moment, or the midnight of the day where the reader may know no more.
    pub at: WallTime,
    /// The walk, where the reader may see it; `at` is then to the minute.
    pub walk: Option<WalkId>,
    /// What, from the list.
    pub kind: ObservationKind,
    /// A few words more.
    pub note: Option<String>,
}
