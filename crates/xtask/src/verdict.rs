//! `cargo xtask verdict TRACE.csv --area huddinge-c`: what the rule says of a recorded trace, and why, second by second. The
//! rule is the one in `domain`, as phones and servers have it; this page never decides anything.

mod drawing;
mod trace;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use domain::area::{Area, Boundary, Standing};
use domain::dwell::{self, Belief, Dwell, Side, Sight};
use domain::fix::Fix;
use domain::id::WalkId;
use domain::place::{FlatMap, Position};
use domain::policy::Policy;
use domain::time::WallTime;
use domain::track::Track;
use domain::verdict::{Outcome, Reason, Verdict, judge_by};
use domain::walk::{Evidence, GapReason, Walk};

use crate::house;
use crate::plan::say;

/// What is to be judged, and where.
#[derive(Args)]
pub(crate) struct Options {
    /// The trace: a CSV file with the columns t_s, lat, lon and accuracy_m (blank where the source has none).
    trace: PathBuf,
    /// The area to judge it in: flemingsberg-c, skogas-c, huddinge-c or varby-c.
    #[arg(long, value_name = "ID", required_unless_present = "anywhere")]
    area: Option<String>,
    /// Judge it as if the area were everywhere: what remains is how it moved.
    #[arg(long, conflicts_with = "area")]
    anywhere: bool,
    /// Draw the trace, the boundary and the time as an SVG file.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Print every fix with what became of it.
    #[arg(long)]
    fixes: bool,
}

/// A trace with what the rule says of it.
struct Judged {
    title: String,
    boundary: Boundary,
    fixes: Vec<Fix>,
    dwell: Dwell,
    verdict: Verdict,
}

pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let text = fs::read_to_string(&options.trace)
        .with_context(|| format!("cannot read {}", options.trace.display()))?;
    let fixes = trace::read(&text).with_context(|| format!("{} is no trace", options.trace.display()))?;
    let (place, boundary) = match &options.area {
        Some(area) => promised(area)?,
        None => ("anywhere".to_owned(), everywhere(&fixes)?),
    };
    let name = options.trace.file_stem().unwrap_or_default().to_string_lossy();
    let judged = judge(format!("{name}, {place}"), boundary, fixes);
    tell(&judged, options.fixes).iter().for_each(|line| say(line));
    if let Some(file) = &options.svg {
        fs::write(file, drawing::draw(&judged))
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}

/// Judges a trace as the walk of a phone that recorded it from its first fix to its last.
fn judge(title: String, boundary: Boundary, fixes: Vec<Fix>) -> Judged {
    let policy = Policy::default();
    let track = Track::of(fixes);
    let elapsed_s = track.fixes().last().map_or(0, |fix| fix.t_s);
    let dwell = dwell::measure(elapsed_s, &track, &[], &boundary.outline(), &policy);
    let fixes = track.fixes().to_vec();
    let walk = Walk {
        id: WalkId(uuid::Uuid::nil()),
        area: "trace".parse().expect("an area's id is a short word"),
        crew_size: 1,
        started: boundary.valid_from,
        elapsed_s,
        evidence: Evidence::Recorded { track, gaps: Vec::new(), clocks: Vec::new() },
        observations: Vec::new(),
    };
    let verdict = judge_by(&walk, &boundary, &policy);
    Judged { title, boundary, fixes, dwell, verdict }
}

/// Returns the name and boundary of one of the promise's areas, as the server carries them.
fn promised(id: &str) -> anyhow::Result<(String, Boundary)> {
    let file = house::root().join("server/src/areas.geojson");
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let areas = trace::areas(&text).with_context(|| format!("cannot read {}", file.display()))?;
    let ids: Vec<String> = areas.iter().map(|area| area.id.to_string()).collect();
    match areas.into_iter().find(|area| area.id.to_string() == id) {
        Some(Area { name, boundaries, .. }) => {
            let boundary = boundaries.into_iter().next().context("the area has no boundary")?;
            Ok((name, boundary))
        }
        None => bail!("there is no area {id}; the areas are {}", ids.join(", ")),
    }
}

/// Returns a square around the trace that nobody leaves on foot.
fn everywhere(fixes: &[Fix]) -> anyhow::Result<Boundary> {
    const HALF_M: f64 = 7_000.0;
    let middle = fixes.get(fixes.len() / 2).context("a trace without fixes lies nowhere")?;
    let map = FlatMap::around(middle.spot.position());
    let corners = [(-HALF_M, -HALF_M), (HALF_M, -HALF_M), (HALF_M, HALF_M), (-HALF_M, HALF_M)];
    let ring: Vec<Position> = corners.iter().map(|&corner| map.position(corner)).collect();
    Ok(Boundary::new(1, WallTime::from_ms(0), Standing::Draft, ring)?)
}

/// Tells the verdict, its reasons and the timeline, line by line.
fn tell(judged: &Judged, with_fixes: bool) -> Vec<String> {
    let Judged { title, fixes, dwell, verdict, boundary } = judged;
    let reasons: Vec<String> = verdict.reasons.iter().map(|reason| say_reason(*reason)).collect();
    let mut lines = vec![
        format!("{title}: {} ({})", say_outcome(verdict.outcome), reasons.join("; ")),
        format!(
            "  elapsed {}, observed {}, on foot inside {} of {} required, of that at one spot {}; faster {}, outside {}",
            stopwatch(dwell.elapsed_s),
            stopwatch(dwell.observed_s),
            stopwatch(dwell.inside_s),
            stopwatch(verdict.required_s),
            stopwatch(dwell.still_s),
            stopwatch(dwell.fast_s),
            stopwatch(dwell.outside_s()),
        ),
    ];
    let n_fixes = |wanted: fn(&Belief) -> bool| dwell.beliefs.iter().filter(|belief| wanted(belief)).count();
    lines.push(format!(
        "  {} fixes: {} inside, {} outside, {} too coarse to be believed",
        fixes.len(),
        n_fixes(|belief| *belief == Belief::Believed(Side::Inside)),
        n_fixes(|belief| *belief == Belief::Believed(Side::Outside)),
        n_fixes(|belief| *belief == Belief::Inaccurate),
    ));
    lines.push("    from      to  length  what".to_owned());
    lines.extend(dwell.stretches.iter().map(|stretch| {
        let length_s = stretch.to_s - stretch.from_s;
        let [from, to, length] = [stretch.from_s, stretch.to_s, length_s].map(stopwatch);
        format!("{from:>8}{to:>8}{length:>8}  {}", say_sight(stretch.sight))
    }));
    if with_fixes {
        let outline = boundary.outline();
        lines.push("      at  accuracy     depth  fix".to_owned());
        lines.extend(fixes.iter().zip(&dwell.beliefs).map(|(fix, belief)| {
            let accuracy =
                fix.accuracy.radius_m().map_or("unknown".to_owned(), |radius_m| format!("{radius_m:.0} m"));
            let depth = format!("{:.0} m", outline.depth_m(fix.spot.position()));
            let what = match belief {
                Belief::Believed(Side::Inside) => "inside",
                Belief::Believed(Side::Outside) => "outside",
                Belief::Inaccurate => "too coarse",
            };
            format!("{:>8}{accuracy:>10}{depth:>10}  {what}", stopwatch(fix.t_s))
        }));
    }
    lines
}

fn say_outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Counted => "counts",
        Outcome::TooShort => "too short",
        Outcome::Outside => "outside",
        Outcome::NotOnFoot => "not on foot",
        Outcome::Unverified => "unverified",
    }
}

fn say_reason(reason: Reason) -> String {
    match reason {
        Reason::LongEnough => "long enough on foot inside".to_owned(),
        Reason::Short { missing_s } => format!("{} too little on foot inside", stopwatch(missing_s)),
        Reason::TimeOutside { outside_s } => format!("{} outside", stopwatch(outside_s)),
        Reason::TimeFast { fast_s } => format!("{} faster than on foot", stopwatch(fast_s)),
        Reason::LayStill { still_s } => format!("{} at one and the same spot", stopwatch(still_s)),
        Reason::TimeUnseen { reason, unseen_s } => format!("{} {}", stopwatch(unseen_s), say_gap(reason)),
        Reason::NoPosition => "no position that can be believed".to_owned(),
        Reason::LoggedAfterwards => "logged afterwards".to_owned(),
    }
}

fn say_sight(sight: Sight) -> String {
    match sight {
        Sight::Inside => "on foot inside".to_owned(),
        Sight::Still => "inside, every reading repeats the one before".to_owned(),
        Sight::Fast => "inside, faster than on foot".to_owned(),
        Sight::Outside => "outside".to_owned(),
        Sight::Unseen(reason) => format!("not observed: {}", say_gap(reason)),
    }
}

fn say_gap(reason: GapReason) -> &'static str {
    match reason {
        GapReason::Hidden => "hidden",
        GapReason::Denied => "position denied",
        GapReason::Closed => "app closed",
        GapReason::Inaccurate => "fixes too coarse",
        GapReason::Timeout => "no fix came",
    }
}

/// Writes seconds as minutes and seconds.
fn stopwatch(s: u32) -> String {
    format!("{}:{:02}", s / 60, s % 60)
}
