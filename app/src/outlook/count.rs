//! How much waits on this phone, or was refused: walks and activities apart. It never counts entries: people know no entries.

use super::own_activities::OwnActivity;
use super::own_walks::{OwnWalk, Whereabouts};

/// So many walks and so many activities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Walks.
    pub n_walks: usize,
    /// Activities.
    pub n_activities: usize,
}

impl Count {
    /// Counts those that wait to be sent, or have something waiting.
    pub fn waiting(walks: &[OwnWalk], activities: &[OwnActivity]) -> Count {
        Count::of(walks, activities, |place| *place == Whereabouts::Phone)
    }

    /// Counts those that the server refused.
    pub fn refused(walks: &[OwnWalk], activities: &[OwnActivity]) -> Count {
        Count::of(walks, activities, |place| matches!(place, Whereabouts::Refused { .. }))
    }

    fn of(walks: &[OwnWalk], activities: &[OwnActivity], is_meant: impl Fn(&Whereabouts) -> bool) -> Count {
        Count {
            n_walks: walks.iter().filter(|walk| is_meant(&walk.whereabouts)).count(),
            n_activities: activities.iter().filter(|activity| is_meant(&activity.whereabouts)).count(),
        }
    }

    /// Tells whether there is nothing of either.
    pub fn is_nothing(self) -> bool {
        self == Count::default()
    }
}
