//! The sentences about a walk: while it runs, when it was cut off, and in the list. No figure is decided here.

use domain::recording::Signal;
use domain::time::WallTime;
use domain::walk::Observation;

use crate::outlook::own_walks::OwnWalk;
use crate::texts::Language;
use crate::texts::moment::{clock, counted, day_and_clock, days_ago, near, stopwatch};
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
        Signal::Lost { silent_s } => {
            let silent = stopwatch(silent_s);
            language.pick(format!("Ingen position på {silent}"), format!("No position for {silent}"))
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
    format!("{began}–{} · {}", clock(walk.ended()), stopwatch(walk.elapsed_s))
}

/// Names a walk: "Skogås C, tis 24 nov 22:14".
pub fn walk_in_words(language: Language, area: &str, began: WallTime) -> String {
    format!("{area}, {}", day_and_clock(language, began))
}

/// Says how many walked together.
pub fn crew(language: Language, crew_size: u8) -> String {
    counted(u32::from(crew_size), language.pick(("person", "personer"), ("person", "people")))
}
