//! The rulebook in words: verdicts, reasons, gaps, observations and how a week stands. No figure is decided here.

use domain::coverage::Standing;
use domain::verdict::{Outcome, Reason, Verdict};
use domain::walk::{GapReason, ObservationKind};

use super::Language;
use super::moment::{length, stopwatch};

/// Names a verdict in a word or two.
pub fn outcome(language: Language, outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Counted => language.pick("Räknas", "Counts"),
        Outcome::TooShort => language.pick("För kort", "Too short"),
        Outcome::Outside => language.pick("Utanför området", "Outside the area"),
        Outcome::NotOnFoot => language.pick("Inte till fots", "Not on foot"),
        Outcome::Unverified => language.pick("Overifierat", "Unverified"),
    }
}

/// Says in one sentence what the verdict means for the promise.
pub fn verdict(language: Language, verdict: &Verdict) -> String {
    let (seen, required) = (stopwatch(verdict.dwell_s), stopwatch(verdict.required_s));
    match (verdict.outcome, verdict.counts) {
        (Outcome::Counted, _) => language.pick(
            format!("Passet räknas: {seen} observerat i området, {required} krävs."),
            format!("The walk counts: {seen} observed in the area, {required} required."),
        ),
        (Outcome::TooShort, _) => language.pick(
            format!("Passet räknas inte: {seen} av {required} observerat i området."),
            format!("The walk does not count: {seen} of {required} observed in the area."),
        ),
        (Outcome::Outside, _) => language.pick(
            format!("Passet räknas inte: det mesta var utanför området. Inne i området: {seen}."),
            format!("The walk does not count: most of it was outside the area. Inside: {seen}."),
        ),
        (Outcome::NotOnFoot, _) => language.pick(
            format!("Passet räknas inte: farten var för hög för ett pass till fots. Till fots: {seen}."),
            format!("The walk does not count: it went too fast to be on foot. On foot: {seen}."),
        ),
        (Outcome::Unverified, true) => language
            .pick(
                "Passet räknas, men är overifierat: positionerna styrker det inte.",
                "The walk counts, but is unverified: the positions do not support it.",
            )
            .to_owned(),
        (Outcome::Unverified, false) => language
            .pick(
                "Passet räknas inte ännu: positionerna styrker det inte.",
                "The walk does not count yet: the positions do not support it.",
            )
            .to_owned(),
    }
}

/// Says one reason of a verdict.
pub fn reason(language: Language, reason: Reason) -> String {
    match reason {
        Reason::LongEnough => {
            language.pick("Tillräckligt länge i området", "Long enough in the area").to_owned()
        }
        Reason::Short { missing_s } => {
            let missing = stopwatch(missing_s);
            language
                .pick(format!("{missing} för lite i området"), format!("{missing} too little in the area"))
        }
        Reason::TimeOutside { outside_s } => {
            let outside = stopwatch(outside_s);
            language.pick(format!("{outside} utanför området"), format!("{outside} outside the area"))
        }
        Reason::TimeFast { fast_s } => {
            let fast = stopwatch(fast_s);
            language.pick(format!("{fast} fortare än till fots"), format!("{fast} faster than on foot"))
        }
        Reason::LayStill { still_s } => {
            let still = stopwatch(still_s);
            language.pick(
                format!("{still} på en och samma punkt: telefonen kan ha legat kvar"),
                format!("{still} at one and the same spot: the phone may have been left lying"),
            )
        }
        Reason::TimeUnseen { reason, unseen_s } => {
            let (unseen, why) = (stopwatch(unseen_s), gap_reason(language, reason));
            language
                .pick(format!("{unseen} utan position ({why})"), format!("{unseen} without position ({why})"))
        }
        Reason::NoPosition => {
            language.pick("Ingen position som går att lita på", "No position that can be trusted").to_owned()
        }
        Reason::LoggedAfterwards => language.pick("Loggat i efterhand", "Logged afterwards").to_owned(),
    }
}

/// Says why there was no position.
pub fn gap_reason(language: Language, reason: GapReason) -> &'static str {
    match reason {
        GapReason::Hidden => language.pick("skärmen låst eller appen dold", "screen locked or app hidden"),
        GapReason::Denied => language.pick("position inte tillåten", "position not allowed"),
        GapReason::Closed => language.pick("appen var stängd", "the app was closed"),
        GapReason::Inaccurate => language.pick("för osäker position", "position too uncertain"),
        GapReason::Timeout => language.pick("ingen position kom", "no position came"),
    }
}

/// Names a kind of observation.
pub fn observation(language: Language, kind: ObservationKind) -> &'static str {
    match kind {
        ObservationKind::Talk => {
            language.pick("Pratat med boende eller butik", "Talked with residents or shop staff")
        }
        ObservationKind::YoungPeople => language.pick("Ungdomar samlade", "Young people gathering"),
        ObservationKind::DarkSpot => {
            language.pick("Mörk plats eller trasig lampa", "Dark spot or broken light")
        }
        ObservationKind::Litter => language.pick("Skräp eller skade\u{ad}görelse", "Litter or damage"),
        ObservationKind::Drugs => language.pick("Narkotika\u{ad}handel eller bruk", "Drug trade or use"),
        ObservationKind::Other => language.pick("Annat", "Other"),
    }
}

/// Returns the sign that stands for a cell's standing wherever its colour does.
pub fn standing_sign(standing: Standing) -> &'static str {
    match standing {
        Standing::Kept { .. } => "✓",
        Standing::Open { .. } => "○",
        Standing::AtRisk { .. } => "!",
        Standing::Missed => "✕",
        Standing::NotFollowed => "–",
    }
}

/// Names a cell's standing in a word or two.
pub fn standing(language: Language, standing: Standing) -> &'static str {
    match standing {
        Standing::Kept { .. } => language.pick("Klar", "Kept"),
        Standing::Open { .. } => language.pick("Öppen", "Open"),
        Standing::AtRisk { .. } => language.pick("Risk", "At risk"),
        Standing::Missed => language.pick("Missad", "Missed"),
        Standing::NotFollowed => language.pick("Följs inte", "Not followed"),
    }
}

/// Returns the class that gives a standing its colour.
pub fn standing_class(standing: Standing) -> &'static str {
    match standing {
        Standing::Kept { .. } => "kept",
        Standing::Open { .. } => "open",
        Standing::AtRisk { .. } => "at-risk",
        Standing::Missed => "missed",
        Standing::NotFollowed => "not-followed",
    }
}

/// Says how much of the week is left: "2 dagar 4 timmar kvar".
pub fn left(language: Language, left_s: u32) -> String {
    let left = length(language, left_s);
    language.pick(format!("{left} kvar"), format!("{left} left"))
}
