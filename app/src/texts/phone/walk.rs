//! The sentences about a walk: while it runs, when it was cut off, and in the list. No figure is decided here.

use domain::clock::{behind_server_ms, set_ms};
use domain::recording::Signal;
use domain::time::WallTime;
use domain::walk::{ClockReading, Observation};

use crate::outlook::own_walks::OwnWalk;
use crate::texts::Language;
use crate::texts::moment::{clock, counted, day_and_clock, days_ago, length, near, stopwatch};
use crate::texts::rule;

/// Says what the ring fills towards.
pub fn of_required(language: Language, required_s: u32) -> String {
    let required = stopwatch(required_s);
    language.pick(format!("av {required} i området"), format!("of {required} in the area"))
}

/// Says since when the walk runs and how long it is: "Sedan 22:14 · 12:04".
pub fn whole_walk(language: Language, started: WallTime, elapsed_s: u32) -> String {
    let (started, elapsed) = (clock(started), stopwatch(elapsed_s));
    language.pick(format!("sedan {started} · {elapsed}"), format!("since {started} · {elapsed}"))
}

/// Says how good the position is.
pub fn reception(language: Language, signal: Signal) -> String {
    match signal {
        Signal::Waiting => language.pick("Söker position …", "Looking for a position …").to_owned(),
        Signal::Good { radius_m } => {
            language.pick(format!("God position, {radius_m:.0} m"), format!("Good position, {radius_m:.0} m"))
        }
        Signal::Poor { radius_m } => language.pick(
            format!("Osäker position, {radius_m:.0} m. Räknas inte."),
            format!("Uncertain position, {radius_m:.0} m. Does not count."),
        ),
        Signal::Late { silent_s } => {
            let silent = stopwatch(silent_s);
            language.pick(
                format!("Väntar på nästa position. {silent} räknas när den kommer."),
                format!("Waiting for the next position. {silent} count once it comes."),
            )
        }
        Signal::Lost { silent_s, left_s: 0 } => {
            let silent = stopwatch(silent_s);
            language.pick(
                format!("Ingen position på {silent}. Den tiden räknas inte."),
                format!("No position for {silent}. That time does not count."),
            )
        }
        Signal::Lost { silent_s, left_s } => {
            let (silent, left) = (stopwatch(silent_s), stopwatch(left_s));
            language.pick(
                format!("Ingen position på {silent}. Räknas om en kommer inom {left}."),
                format!("No position for {silent}. Counts if one comes within {left}."),
            )
        }
        Signal::Blind(reason) => {
            let reason = rule::gap_reason(language, reason);
            language.pick(format!("Ingen position: {reason}"), format!("No position: {reason}"))
        }
    }
}

/// Says in words what a sketch shows.
pub fn sketch_label(language: Language, area: &str) -> String {
    language.pick(
        format!("Skiss av {area} med gräns och gången väg"),
        format!("Sketch of {area} with boundary and walked way"),
    )
}

/// Says what was noted last, and how many notes there are.
pub fn noted(language: Language, n_notes: usize, last: &Observation, at: WallTime) -> String {
    let (kind, at) = (rule::observation(language, last.kind), clock(at));
    match n_notes {
        1 => language.pick(format!("Noterat {at}: {kind}"), format!("Noted {at}: {kind}")),
        _ => language.pick(
            format!("{n_notes} noterade, senast {at}: {kind}"),
            format!("{n_notes} noted, last {at}: {kind}"),
        ),
    }
}

/// Names a walk that was cut off: "Pass i Skogås C sedan 22:14".
pub fn walk_since(language: Language, area: &str, started: WallTime) -> String {
    let started = clock(started);
    language.pick(format!("Pass i {area} sedan {started}"), format!("Walk in {area} since {started}"))
}

/// Says when a walk was cut off.
pub fn cut_off(language: Language, last: WallTime) -> String {
    let last = clock(last);
    language.pick(
        format!("Appen stängdes {last}. Allt fram till dess är sparat."),
        format!("The app was closed at {last}. All up to then is saved."),
    )
}

/// Names the button that ends a walk where it was last written.
pub fn end_at(language: Language, last: WallTime) -> String {
    let last = clock(last);
    language.pick(format!("Avsluta passet {last}"), format!("End the walk at {last}"))
}

/// Says when a walk was and how long: "tis 24 nov 22:14–22:31 · 16:40".
pub fn walk_span(language: Language, walk: &OwnWalk, now: WallTime) -> String {
    let began = near(language, walk.began, now);
    let began = if began.contains(' ') { began } else { format!("{} {began}", days_ago(language, 0)) };
    let mut span = (began, clock(walk.ended()));
    // In a night when the clocks change, an end that reads earlier than the start needs a word.
    let before_min = walk.began.local().offset_min;
    let after_min = walk.ended().local().offset_min;
    if before_min != after_min {
        let (summer, winter) = language.pick((" sommartid", " vintertid"), (" summer time", " winter time"));
        let (before, after) = if after_min < before_min { (summer, winter) } else { (winter, summer) };
        span.0 += before;
        span.1 += after;
    }
    format!("{}–{} · {}", span.0, span.1, stopwatch(walk.elapsed_s))
}

/// Names a walk: "Skogås C, tis 24 nov 22:14".
pub fn walk_in_words(language: Language, area: &str, began: WallTime) -> String {
    format!("{area}, {}", day_and_clock(language, began))
}

/// Says how many walked together.
pub fn crew(language: Language, crew_size: u8) -> String {
    counted(u32::from(crew_size), language.pick(("person", "personer"), ("person", "people")))
}

/// Says that the phone's clock was wrong, or was set while the walk ran, and that no time in the area is lost or won by it.
pub fn clock_trouble(language: Language, clocks: &[ClockReading]) -> Option<String> {
    // To the nearest minute: the clocks are read within a second of each other at best.
    let minutes = |ms: i64| u32::try_from((ms.unsigned_abs() + 30_000) / 60_000).unwrap_or(u32::MAX);
    let by = |ms: i64| length(language, minutes(ms).saturating_mul(60));
    let wrong = behind_server_ms(clocks).map(|ms| {
        let behind = if 0 < ms { ("efter", "behind") } else { ("före", "ahead of") };
        let (by, (swedish, english)) = (by(ms), behind);
        language.pick(
            format!("Telefonens klocka går {by} {swedish} serverns. Passet får serverns tid."),
            format!("The phone's clock is {by} {english} the server's. The walk gets the server's time."),
        )
    });
    let set = set_ms(clocks).map(|ms| {
        let to = if 0 < ms { ("fram", "forward") } else { ("tillbaka", "back") };
        let (by, (swedish, english)) = (by(ms), to);
        language.pick(
            format!("Telefonens klocka ställdes {swedish} {by} under passet. Tiden i området mäts utan den."),
            format!("The phone's clock was set {english} {by} during the walk. Time in the area is measured without it."),
        )
    });
    match (wrong, set) {
        (Some(wrong), Some(set)) => Some(format!("{wrong} {set}")),
        (wrong, set) => wrong.or(set),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outlook::own_walks::tests::{afterwards, journal, news};
    use crate::outlook::own_walks::{Ledger, own_walks};
    use Language::{English, Swedish};
    use domain::walk::GapReason;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check_span(started: &str, elapsed_s: u32, now: &str, expected: Expect) {
        let at = |text: &str| WallTime::parse(text).unwrap();
        let mut told = afterwards(1, "a", "2026-11-24T20:00", elapsed_s);
        if let domain::statement::Statement::Walk(walk) = &mut told {
            walk.started = at(started);
        }
        let own = own_walks(&Ledger::of(journal(&[told])), &news()).remove(0);
        let said = [Swedish, English].map(|language| walk_span(language, &own, at(now)));
        expected.assert_eq(&said.join("\n"));
    }

    #[test]
    fn a_span_reads_over_midnight_and_when_the_clocks_change() {
        check_span(
            "2026-11-24T22:14:00+01:00",
            1000,
            "2026-11-24T23:00:00+01:00",
            expect![[r#"
            i dag 22:14–22:30 · 16:40
            today 22:14–22:30 · 16:40"#]],
        );
        check_span(
            "2026-11-24T23:52:00+01:00",
            960,
            "2026-11-25T00:10:00+01:00",
            expect![[r#"
            tis 24 nov 23:52–00:08 · 16:00
            Tue 24 Nov 23:52–00:08 · 16:00"#]],
        );
        check_span(
            "2026-10-25T02:50:00+02:00",
            900,
            "2026-10-25T02:06:00+01:00",
            expect![[r#"
            i dag 02:50 sommartid–02:05 vintertid · 15:00
            today 02:50 summer time–02:05 winter time · 15:00"#]],
        );
        check_span(
            "2026-03-29T01:52:00+01:00",
            900,
            "2026-03-29T12:00:00+02:00",
            expect![[r#"
            i dag 01:52 vintertid–03:07 sommartid · 15:00
            today 01:52 winter time–03:07 summer time · 15:00"#]],
        );
    }

    #[test]
    fn what_is_waited_for_is_said() {
        let heard = [
            Signal::Waiting,
            Signal::Good { radius_m: 6.2 },
            Signal::Late { silent_s: 24 },
            Signal::Lost { silent_s: 52, left_s: 38 },
            Signal::Lost { silent_s: 130, left_s: 0 },
            Signal::Blind(GapReason::Hidden),
        ];
        let said =
            heard.map(|signal| [Swedish, English].map(|language| reception(language, signal)).join(" | "));
        expect![[r#"
            Söker position … | Looking for a position …
            God position, 6 m | Good position, 6 m
            Väntar på nästa position. 0:24 räknas när den kommer. | Waiting for the next position. 0:24 count once it comes.
            Ingen position på 0:52. Räknas om en kommer inom 0:38. | No position for 0:52. Counts if one comes within 0:38.
            Ingen position på 2:10. Den tiden räknas inte. | No position for 2:10. That time does not count.
            Ingen position: skärmen låst eller appen dold | No position: screen locked or app hidden"#]].assert_eq(&said.join("\n"));
    }

    #[test]
    fn a_wrong_clock_is_said_with_what_holds_all_the_same() {
        let clock = |t_s, wall_s: i64, ahead_s: Option<i64>| ClockReading {
            t_s,
            wall: WallTime::from_ms(wall_s * 1000),
            server_ahead_ms: ahead_s.map(|s| s * 1000),
            position: None,
        };
        assert_eq!(clock_trouble(Swedish, &[clock(0, 0, Some(2)), clock(300, 301, Some(2))]), None);
        let said = [
            [clock(0, 0, Some(7_200)), clock(300, 300, Some(7_200))],
            [clock(0, 0, Some(-90)), clock(300, 300, None)],
            [clock(0, 0, None), clock(300, 7_500, None)],
            [clock(0, 90_000, Some(2)), clock(300, 300, None)],
        ]
        .map(|clocks| {
            [Swedish, English].map(|language| clock_trouble(language, &clocks).unwrap()).join("\n")
        });
        expect![[r#"
            Telefonens klocka går 2 timmar efter serverns. Passet får serverns tid.
            The phone's clock is 2 hours behind the server's. The walk gets the server's time.
            Telefonens klocka går 2 minuter före serverns. Passet får serverns tid.
            The phone's clock is 2 minutes ahead of the server's. The walk gets the server's time.
            Telefonens klocka ställdes fram 2 timmar under passet. Tiden i området mäts utan den.
            The phone's clock was set forward 2 hours during the walk. Time in the area is measured without it.
            Telefonens klocka ställdes tillbaka 1 dag 1 timme under passet. Tiden i området mäts utan den.
            The phone's clock was set back 1 day 1 hour during the walk. Time in the area is measured without it."#]].assert_eq(&said.join("\n"));
    }
}
