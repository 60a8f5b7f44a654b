//! Which screen an address names: the part after `#`. It never looks at what the screens show.

use std::fmt;

use domain::id::{ActivityId, WalkId};

/// A screen of the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Screen {
    /// The areas, and starting a walk.
    #[default]
    Start,
    /// The running walk.
    Walk,
    /// A walk that has just ended.
    Finished(WalkId),
    /// All own walks.
    Walks,
    /// One own walk.
    WalkSheet(WalkId),
    /// Correcting a walk.
    Correct(WalkId),
    /// Taking a walk back.
    Withdraw(WalkId),
    /// Logging a walk afterwards.
    Afterwards,
    /// Logging an activity.
    LogActivity,
    /// One own activity.
    ActivitySheet(ActivityId),
    /// Correcting an activity.
    CorrectActivity(ActivityId),
    /// Taking an activity back.
    WithdrawActivity(ActivityId),
    /// Language, face, account.
    Settings,
    /// How this phone stands.
    Diagnosis,
    /// Logging in.
    Login,
}

impl Screen {
    /// Reads the part of an address after `#`. What names no screen is the start.
    pub fn of(hash: &str) -> Screen {
        let mut parts = hash.trim_matches('/').split('/');
        let (first, id, what) = (parts.next().unwrap_or(""), parts.next(), parts.next());
        let activity = id.and_then(|id| id.parse::<ActivityId>().ok());
        let id = id.and_then(|id| id.parse::<WalkId>().ok());
        match (first, id, what) {
            ("walk", None, None) => Screen::Walk,
            ("finished", Some(id), None) => Screen::Finished(id),
            ("walks", Some(id), None) => Screen::WalkSheet(id),
            ("walks", Some(id), Some("correct")) => Screen::Correct(id),
            ("walks", Some(id), Some("withdraw")) => Screen::Withdraw(id),
            ("walks", _, _) => Screen::Walks,
            ("afterwards", None, None) => Screen::Afterwards,
            ("activity", None, None) => Screen::LogActivity,
            ("activities", _, what) => match (activity, what) {
                (Some(id), None) => Screen::ActivitySheet(id),
                (Some(id), Some("correct")) => Screen::CorrectActivity(id),
                (Some(id), Some("withdraw")) => Screen::WithdrawActivity(id),
                _ => Screen::Walks,
            },
            ("settings", None, None) => Screen::Settings,
            ("diagnosis", None, None) => Screen::Diagnosis,
            ("login", None, None) => Screen::Login,
            _ => Screen::Start,
        }
    }

    /// Returns the screen that lies behind this one: where the way back leads.
    pub fn behind(self) -> Screen {
        match self {
            Screen::WalkSheet(_) | Screen::ActivitySheet(_) => Screen::Walks,
            Screen::CorrectActivity(id) | Screen::WithdrawActivity(id) => Screen::ActivitySheet(id),
            Screen::Correct(id) | Screen::Withdraw(id) => Screen::WalkSheet(id),
            Screen::Diagnosis => Screen::Settings,
            _ => Screen::Start,
        }
    }
}

impl fmt::Display for Screen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Screen::Start => f.write_str("/"),
            Screen::Walk => f.write_str("/walk"),
            Screen::Finished(id) => write!(f, "/finished/{id}"),
            Screen::Walks => f.write_str("/walks"),
            Screen::WalkSheet(id) => write!(f, "/walks/{id}"),
            Screen::Correct(id) => write!(f, "/walks/{id}/correct"),
            Screen::Withdraw(id) => write!(f, "/walks/{id}/withdraw"),
            Screen::Afterwards => f.write_str("/afterwards"),
            Screen::LogActivity => f.write_str("/activity"),
            Screen::ActivitySheet(id) => write!(f, "/activities/{id}"),
            Screen::CorrectActivity(id) => write!(f, "/activities/{id}/correct"),
            Screen::WithdrawActivity(id) => write!(f, "/activities/{id}/withdraw"),
            Screen::Settings => f.write_str("/settings"),
            Screen::Diagnosis => f.write_str("/diagnosis"),
            Screen::Login => f.write_str("/login"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outlook::own_walks::tests::walk_id;

    #[test]
    fn every_screen_reads_the_address_that_it_writes() {
        let id = walk_id(7);
        let activity = ActivityId(id.0);
        for screen in [
            Screen::Start,
            Screen::Walk,
            Screen::Finished(id),
            Screen::Walks,
            Screen::WalkSheet(id),
            Screen::Correct(id),
            Screen::Withdraw(id),
            Screen::Afterwards,
            Screen::LogActivity,
            Screen::ActivitySheet(activity),
            Screen::CorrectActivity(activity),
            Screen::WithdrawActivity(activity),
            Screen::Settings,
            Screen::Diagnosis,
            Screen::Login,
        ] {
            assert_eq!(Screen::of(&screen.to_string()), screen);
        }
    }

    #[test]
    fn an_address_that_names_nothing_is_the_start_or_the_list() {
        for (hash, screen) in [
            ("", Screen::Start),
            ("/", Screen::Start),
            ("/nowhere", Screen::Start),
            ("/walk/x/y", Screen::Start),
            ("/walks/not-an-id", Screen::Walks),
            ("/finished/not-an-id", Screen::Start),
            ("/activities/not-an-id", Screen::Walks),
            ("/activities", Screen::Walks),
        ] {
            assert_eq!(Screen::of(hash), screen, "{hash}");
        }
    }
}
