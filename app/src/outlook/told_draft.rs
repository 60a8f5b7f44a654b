//! A walk that is logged afterwards, as somebody types it, and what is wrong with it. It keeps every letter that was typed.

use domain::id::AreaId;
use domain::time::WallTime;
use domain::walk::check_reason;
use serde::{Deserialize, Serialize};

use super::told_span::{BadSpan, ToldSpan, date_field, told_span};

/// What somebody has typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldDraft {
    /// Where; nothing while no area is chosen.
    pub area: Option<AreaId>,
    /// A day such as `2026-11-24`.
    pub date: String,
    /// The start, such as `22:14`.
    pub start: String,
    /// The end.
    pub end: String,
    /// How many walked.
    pub crew_size: u8,
    /// Why it was not recorded.
    pub reason: String,
}

/// What was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldWalk {
    /// Where.
    pub area: AreaId,
    /// When.
    pub span: ToldSpan,
    /// How many.
    pub crew_size: u8,
    /// Why it was not recorded.
    pub reason: String,
}

/// Says what is wrong with a draft, first things first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadTold {
    /// No area is chosen.
    NoArea,
    /// Its time is not one.
    Span(BadSpan),
    /// It does not say why.
    NoReason,
}

impl ToldDraft {
    /// Returns an empty one for a walk of today by as many as usual.
    pub fn on(now: WallTime, crew_size: u8) -> ToldDraft {
        let (start, end, reason) = Default::default();
        ToldDraft { area: None, date: date_field(now), start, end, crew_size, reason }
    }

    /// Reads it, or returns the first thing that is wrong with it.
    pub fn read(self, now: WallTime) -> Result<ToldWalk, BadTold> {
        let area = self.area.ok_or(BadTold::NoArea)?;
        let span = told_span(&self.date, &self.start, &self.end, now).map_err(BadTold::Span)?;
        let reason = self.reason.trim().to_owned();
        check_reason(&reason).map_err(|_| BadTold::NoReason)?;
        Ok(ToldWalk { area, span, crew_size: self.crew_size, reason })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: &str = "2026-11-24T12:00:00+01:00";

    fn noon() -> WallTime {
        WallTime::parse(NOON).unwrap()
    }

    fn typed() -> ToldDraft {
        ToldDraft {
            area: Some("skogas-c".parse().unwrap()),
            start: "09:00".to_owned(),
            end: "09:20".to_owned(),
            reason: "  Telefonen var slut ".to_owned(),
            ..ToldDraft::on(noon(), 2)
        }
    }

    #[test]
    fn a_draft_is_read_as_it_stands() {
        let told = typed().read(noon()).unwrap();
        assert_eq!((told.area.as_str(), told.crew_size), ("skogas-c", 2));
        assert_eq!((told.span.started, told.span.elapsed_s), (noon().plus_s(-3 * 3600), 1200));
        assert_eq!(told.reason, "Telefonen var slut");
    }

    #[test]
    fn the_first_thing_that_is_wrong_is_said() {
        #[track_caller]
        fn check(change: fn(&mut ToldDraft), expected: BadTold) {
            let mut draft = typed();
            change(&mut draft);
            assert_eq!(draft.read(noon()), Err(expected));
        }
        check(|draft| *draft = ToldDraft::on(noon(), 1), BadTold::NoArea);
        check(|draft| draft.start.clear(), BadTold::Span(BadSpan::Missing));
        check(|draft| draft.end = "13:00".to_owned(), BadTold::Span(BadSpan::Future));
        check(|draft| draft.reason = "  ".to_owned(), BadTold::NoReason);
    }
}
