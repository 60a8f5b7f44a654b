//! An activity: something done for a promise that is no foot patrol, as the one who was there logs it. It holds no position
//! and nobody's name.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::id::{ActivityId, AreaId, PromiseId};

/// The longest note or place in characters.
pub const MAX_TEXT: usize = 200;

/// The most people that one activity reaches: more is a slip of the finger.
pub const MAX_REACHED: u32 = 100_000;

/// Something done for a promise.
///
/// Wire type: do not rename or remove; phones in the field write this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Names it from its first telling on, so that telling it twice is still one.
    pub id: ActivityId,
    /// For which promise.
    pub promise: PromiseId,
    /// When.
    pub day: Day,
    /// In which area, if in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
    /// Where, in a few words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Who took part: at least one.
    pub parties: BTreeSet<Party>,
    /// How many people it reached, where somebody has counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n_reached: Option<u32>,
    /// What else is to be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Who takes part in an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The police.
    Police,
    /// The municipality.
    Municipality,
    /// Others: associations, landlords, schools, gyms.
    Others,
}
