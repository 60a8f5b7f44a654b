//! The rulebook in words: verdicts, reasons, gaps, observations and how a week stands. No figure is decided here.

use domain::coverage::Standing;
use domain::decision::{Decided, Ruling};
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

/// Names what became of a walk in a word or two: its verdict, or that it was left out although that would do.
pub fn word(language: Language, verdict: &Verdict) -> &'static str {
    match (verdict.outcome, verdict.counts) {
        (Outcome::Counted, false) => language.pick("Lämnat utanför", "Left out"),
        _ => outcome(language, verdict.outcome),
    }
}

/// Says what was observed of what is required, where the rest of the time went, and what that means for the promise:
/// "Observerat 11:20 av 15:00; 3:40 utan position (skärmen låst eller appen dold). Passet räknas inte."
pub fn verdict(language: Language, verdict: &Verdict) -> String {
    let means = match (verdict.outcome, verdict.counts) {
        (Outcome::Counted, true) => language.pick(" Passet räknas.", " The walk counts."),
        (Outcome::Counted, false) => language.pick(
            " Det räcker, men passet har lämnats utanför och räknas inte.",
            " That is enough, but the walk was left out and does not count.",
        ),
        (Outcome::TooShort, _) => language.pick(" Passet räknas inte.", " The walk does not count."),
        (Outcome::Outside, _) => language.pick(
            " Passet räknas inte: det mesta var utanför området.",
            " The walk does not count: most of it was outside the area.",
        ),
        (Outcome::NotOnFoot, _) => language.pick(
            " Passet räknas inte: farten var för hög för ett pass till fots.",
            " The walk does not count: it went too fast to be on foot.",
        ),
        (Outcome::Unverified, true) => language.pick(
            " Passet räknas, men är overifierat: positionerna styrker det inte.",
            " The walk counts, but is unverified: the positions do not support it.",
        ),
        (Outcome::Unverified, false) => language.pick(
            " Passet räknas inte ännu: positionerna styrker det inte.",
            " The walk does not count yet: the positions do not support it.",
        ),
    };
    if verdict.reasons.contains(&Reason::LoggedAfterwards) {
        return means.trim_start().to_owned();
    }
    let (seen, required) = (stopwatch(verdict.dwell_s), stopwatch(verdict.required_s));
    let mut said = match verdict.outcome {
        Outcome::Counted => language.pick(
            format!("Observerat {seen}, {required} krävs"),
            format!("Observed {seen}, {required} required"),
        ),
        _ => language
            .pick(format!("Observerat {seen} av {required}"), format!("Observed {seen} of {required}")),
    };
    for &gone in verdict.reasons.iter().filter(|reason| is_lost_time(reason)) {
        said += "; ";
        said += &reason(language, gone);
    }
    format!("{said}.{means}")
}

/// Says what a decision that nobody has taken back does to a walk.
pub fn decided(language: Language, decided: Decided) -> &'static str {
    match (decided.ruling, decided.holds, decided.is_told_otherwise) {
        (Ruling::Accepted, true, _) => language.pick(
            "Godkänt av en gruppchef: passet räknas fast ingen position styrker det.",
            "Accepted by a supervisor: the walk counts though no position supports it.",
        ),
        (Ruling::Accepted, false, true) => language.pick(
            "Godkännandet vilar: plats eller tid har rättats sedan dess. En gruppchef behöver titta igen.",
            "The acceptance rests: the place or time was corrected since. A supervisor needs to look again.",
        ),
        (Ruling::Accepted, false, false) => language.pick(
            "Godkännandet behövs inte: regeln avgör nu själv.",
            "The acceptance is not needed: the rule now decides by itself.",
        ),
        (Ruling::Excluded, _, false) => language.pick(
            "Lämnat utanför av en gruppchef: passet räknas inte.",
            "Left out by a supervisor: the walk does not count.",
        ),
        (Ruling::Excluded, _, true) => language.pick(
            "Lämnat utanför av en gruppchef: passet räknas inte. Plats eller tid har rättats sedan dess.",
            "Left out by a supervisor: the walk does not count. The place or time was corrected since.",
        ),
    }
}

/// Returns the reasons that the sentence of [`verdict`] does not hold.
pub fn further(verdict: &Verdict) -> impl Iterator<Item = Reason> + '_ {
    let is_told = |reason: &&Reason| {
        let is_figure = matches!(reason, Reason::LongEnough | Reason::Short { .. } | Reason::NoPosition);
        is_lost_time(reason) || is_figure && verdict.observed_s != 0
    };
    verdict.reasons.iter().filter(move |reason| !is_told(reason)).copied()
}

/// Tells whether a reason says where time went that did not count.
fn is_lost_time(reason: &Reason) -> bool {
    matches!(reason, Reason::TimeUnseen { .. } | Reason::TimeOutside { .. } | Reason::TimeFast { .. })
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

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, Swedish};
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(outcome: Outcome, dwell_s: u32, observed_s: u32, reasons: &[Reason], expected: Expect) {
        let given = Verdict {
            outcome,
            counts: outcome == Outcome::Counted,
            reasons: reasons.to_vec(),
            elapsed_s: 900,
            observed_s,
            dwell_s,
            required_s: 900,
            policy_version: 1,
            boundary_version: 1,
        };
        let mut said = String::new();
        for language in [Swedish, English] {
            said += &verdict(language, &given);
            said += "\n";
            said.extend(further(&given).map(|why| format!("- {}\n", reason(language, why))));
        }
        expected.assert_eq(&said);
    }

    fn unseen(reason: GapReason, unseen_s: u32) -> Reason {
        Reason::TimeUnseen { reason, unseen_s }
    }

    #[test]
    fn a_summary_says_what_was_observed_and_where_the_rest_went() {
        check(
            Outcome::TooShort,
            680,
            680,
            &[Reason::Short { missing_s: 220 }, unseen(GapReason::Hidden, 220)],
            expect![[r#"
                Observerat 11:20 av 15:00; 3:40 utan position (skärmen låst eller appen dold). Passet räknas inte.
                Observed 11:20 of 15:00; 3:40 without position (screen locked or app hidden). The walk does not count.
            "#]],
        );
        check(
            Outcome::TooShort,
            500,
            640,
            &[
                Reason::Short { missing_s: 400 },
                Reason::TimeOutside { outside_s: 140 },
                unseen(GapReason::Closed, 200),
                unseen(GapReason::Inaccurate, 60),
            ],
            expect![[r#"
                Observerat 8:20 av 15:00; 2:20 utanför området; 3:20 utan position (appen var stängd); 1:00 utan position (för osäker position). Passet räknas inte.
                Observed 8:20 of 15:00; 2:20 outside the area; 3:20 without position (the app was closed); 1:00 without position (position too uncertain). The walk does not count.
            "#]],
        );
        check(
            Outcome::Counted,
            931,
            931,
            &[Reason::LongEnough, unseen(GapReason::Timeout, 45)],
            expect![[r#"
                Observerat 15:31, 15:00 krävs; 0:45 utan position (ingen position kom). Passet räknas.
                Observed 15:31, 15:00 required; 0:45 without position (no position came). The walk counts.
            "#]],
        );
        check(
            Outcome::NotOnFoot,
            300,
            900,
            &[Reason::TimeFast { fast_s: 600 }],
            expect![[r#"
            Observerat 5:00 av 15:00; 10:00 fortare än till fots. Passet räknas inte: farten var för hög för ett pass till fots.
            Observed 5:00 of 15:00; 10:00 faster than on foot. The walk does not count: it went too fast to be on foot.
        "#]],
        );
        check(
            Outcome::Outside,
            60,
            900,
            &[Reason::TimeOutside { outside_s: 840 }],
            expect![[r#"
            Observerat 1:00 av 15:00; 14:00 utanför området. Passet räknas inte: det mesta var utanför området.
            Observed 1:00 of 15:00; 14:00 outside the area. The walk does not count: most of it was outside the area.
        "#]],
        );
    }

    #[test]
    fn a_walk_that_was_left_out_is_never_said_to_count() {
        let mut given = Verdict {
            outcome: Outcome::Counted,
            counts: false,
            reasons: vec![Reason::LongEnough],
            elapsed_s: 900,
            observed_s: 900,
            dwell_s: 900,
            required_s: 900,
            policy_version: 1,
            boundary_version: 1,
        };
        let said =
            "Observerat 15:00, 15:00 krävs. Det räcker, men passet har lämnats utanför och räknas inte.";
        assert_eq!((word(Swedish, &given), verdict(Swedish, &given).as_str()), ("Lämnat utanför", said));
        given.counts = true;
        assert_eq!(word(English, &given), "Counts");
    }

    #[test]
    fn what_no_figure_says_is_said_beside_it() {
        check(
            Outcome::Unverified,
            0,
            0,
            &[Reason::NoPosition, unseen(GapReason::Denied, 900)],
            expect![[r#"
                Observerat 0:00 av 15:00; 15:00 utan position (position inte tillåten). Passet räknas inte ännu: positionerna styrker det inte.
                - Ingen position som går att lita på
                Observed 0:00 of 15:00; 15:00 without position (position not allowed). The walk does not count yet: the positions do not support it.
                - No position that can be trusted
            "#]],
        );
        check(
            Outcome::Unverified,
            0,
            0,
            &[Reason::LoggedAfterwards, Reason::Short { missing_s: 120 }],
            expect![[r#"
                Passet räknas inte ännu: positionerna styrker det inte.
                - Loggat i efterhand
                - 2:00 för lite i området
                The walk does not count yet: the positions do not support it.
                - Logged afterwards
                - 2:00 too little in the area
            "#]],
        );
        check(
            Outcome::Unverified,
            900,
            900,
            &[Reason::LayStill { still_s: 800 }],
            expect![[r#"
            Observerat 15:00 av 15:00. Passet räknas inte ännu: positionerna styrker det inte.
            - 13:20 på en och samma punkt: telefonen kan ha legat kvar
            Observed 15:00 of 15:00. The walk does not count yet: the positions do not support it.
            - 13:20 at one and the same spot: the phone may have been left lying
        "#]],
        );
    }
}
