//! The words of the files. None is derived from a type's name, so that none changes with one.

use domain::due::Span;
use domain::followup::Kind;
use domain::fulfilment::{Standing, State};
use domain::letter::Judgement;
use domain::promise::{Each, Responsible, Target, Theme};

use super::rows::TargetRow;

pub(super) fn span(span: Span) -> String {
    match span {
        Span::Week(week) => week.to_string(),
        Span::SpringTerm(year) => format!("{year}-spring"),
        Span::AutumnTerm(year) => format!("{year}-autumn"),
        Span::Year(year) => year.to_string(),
        Span::Whole => "whole".to_owned(),
    }
}

pub(super) fn target(target: Target) -> TargetRow {
    let Target::Times { n, each } = target else { return TargetRow { times: None, each: None } };
    let each = match each {
        Each::WeekAndArea => "week_and_area",
        Each::Term => "term",
        Each::Year => "year",
        Each::Period => "period",
    };
    TargetRow { times: Some(n), each: Some(each) }
}

pub(super) fn theme(theme: Theme) -> &'static str {
    match theme {
        Theme::PublicPlaces => "public_places",
        Theme::GangCrime => "gang_crime",
        Theme::Andts => "andts",
        Theme::CloseRelations => "close_relations",
        Theme::Account => "account",
    }
}

pub(super) fn responsible(responsible: Responsible) -> &'static str {
    match responsible {
        Responsible::Police => "police",
        Responsible::Municipality => "municipality",
        Responsible::Both => "both",
    }
}

pub(super) fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Ongoing => "ongoing",
        Standing::NotBegun => "not_begun",
        Standing::OnPace => "on_pace",
        Standing::Behind { .. } => "behind",
        Standing::Met => "met",
        Standing::Missed { .. } => "missed",
        Standing::NotFollowed => "not_followed",
    }
}

pub(super) fn state(state: State) -> &'static str {
    match state {
        State::Kept => "kept",
        State::Open => "open",
        State::Missed => "missed",
        State::NotFollowed => "not_followed",
    }
}

pub(super) fn judgement(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::Kept => "kept",
        Judgement::PartlyKept => "partly_kept",
        Judgement::NotKept => "not_kept",
    }
}

pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::FollowUp => "follow_up",
        Kind::Evaluation => "evaluation",
    }
}
