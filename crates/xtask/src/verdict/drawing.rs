//! A judged trace as a picture: the ground with the boundary and the fixes, and the time as a strip below it. It never
//! joins two fixes across a time that was not observed.

use domain::dwell::{Belief, Side, Sight};

use super::{Judged, say_gap, say_outcome, stopwatch};

const WIDTH: f64 = 800.0;
const GROUND: f64 = 600.0;
const MARGIN: f64 = 20.0;
const STRIP_TOP: f64 = GROUND + 70.0;
const STRIP_HEIGHT: f64 = 28.0;

/// What each sight and each fix looks like, and what the legend calls it.
const KEY: [(&str, &str, &str); 6] = [
    ("inside", "#1a7f4b", "on foot inside"),
    ("still", "#7fb894", "inside, at one spot"),
    ("fast", "#b35900", "inside, faster than on foot"),
    ("outside", "#9a1f1f", "outside"),
    ("coarse", "#8a8a8a", "too coarse"),
    ("unseen", "#d9d9d9", "not observed"),
];

/// Draws a judged trace as an SVG document.
pub(super) fn draw(judged: &Judged) -> String {
    let style: String =
        KEY.iter().map(|(class, colour, _)| format!(".{class}{{fill:{colour};stroke:{colour}}}")).collect();
    let height = STRIP_TOP + STRIP_HEIGHT + 90.0;
    let title = escape(&format!("{}: {}", judged.title, say_outcome(judged.verdict.outcome)));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" font-size=\"14\">\n\
         <title>{title}</title>\n<style>{style}.line{{fill:none;stroke:#333;stroke-width:2}}\
         .way{{fill:none;stroke:#555;stroke-width:1}}.ring{{fill:none;stroke-opacity:.3}}</style>\n\
         <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#fff\"/>\n"
    );
    svg += &ground(judged);
    svg += &format!("<text x=\"{MARGIN}\" y=\"{}\" font-size=\"18\">{title}</text>\n", GROUND + 40.0);
    svg += &strip(judged);
    svg += &legend(STRIP_TOP + STRIP_HEIGHT + 50.0);
    svg + "</svg>\n"
}

fn ground(judged: &Judged) -> String {
    let outline = judged.boundary.outline();
    let map = outline.map();
    let corners: Vec<(f64, f64)> = outline.corners().collect();
    let fixes: Vec<(f64, f64)> = judged.fixes.iter().map(|fix| map.metres(fix.spot.position())).collect();
    // A boundary far wider than the trace is not drawn: what moved would be a dot.
    let span_m = |points: &[(f64, f64)]| {
        let (min, max) = bounds(points);
        (max.0 - min.0).max(max.1 - min.1)
    };
    let shows_line = span_m(&corners) < 10.0 * span_m(&fixes).max(200.0);
    let shown: Vec<(f64, f64)> = if shows_line { [&corners[..], &fixes[..]].concat() } else { fixes.clone() };
    let (min, max) = bounds(&shown);
    let units_per_m = (GROUND - 2.0 * MARGIN) / (max.0 - min.0).max(max.1 - min.1).max(1.0);
    let place = |(x, y): (f64, f64)| {
        (MARGIN + (x - min.0) * units_per_m, GROUND - MARGIN - (y - min.1) * units_per_m)
    };
    let path = |points: &[(f64, f64)]| -> String {
        points.iter().map(|point| place(*point)).map(|(x, y)| format!("{x:.1},{y:.1} ")).collect()
    };
    let mut svg = String::new();
    if shows_line {
        svg += &format!("<polygon class=\"line\" points=\"{}\"/>\n", path(&corners));
    }
    let unseen =
        |from_s: u32, to_s: u32| judged.dwell.gaps.iter().any(|gap| gap.from_s < to_s && from_s < gap.to_s);
    let believed = |idx: &usize| judged.dwell.beliefs[*idx] != Belief::Inaccurate;
    let way: Vec<usize> = (0..fixes.len()).filter(believed).collect();
    for pair in way.windows(2) {
        if !unseen(judged.fixes[pair[0]].t_s, judged.fixes[pair[1]].t_s) {
            svg += &format!(
                "<polyline class=\"way\" points=\"{}\"/>\n",
                path(&[fixes[pair[0]], fixes[pair[1]]])
            );
        }
    }
    for ((fix, belief), at) in judged.fixes.iter().zip(&judged.dwell.beliefs).zip(&fixes) {
        let class = match belief {
            Belief::Believed(Side::Inside) => "inside",
            Belief::Believed(Side::Outside) => "outside",
            Belief::Inaccurate => "coarse",
        };
        let (x, y) = place(*at);
        let radius_m = fix.accuracy.radius_m().filter(|_| *belief != Belief::Inaccurate);
        let radius = radius_m.unwrap_or(0.0) * units_per_m;
        svg += &format!(
            "<circle class=\"{class} ring\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"/>\
             <circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\"><title>{}</title></circle>\n",
            stopwatch(fix.t_s)
        );
    }
    let hundred = 100.0 * units_per_m;
    svg + &format!(
        "<path class=\"line\" d=\"M{:.1} {MARGIN}h{hundred:.1}\"/><text x=\"{:.1}\" y=\"{}\">100 m</text>\n",
        WIDTH - MARGIN - hundred,
        WIDTH - MARGIN - hundred,
        MARGIN + 18.0
    )
}

fn strip(judged: &Judged) -> String {
    let elapsed_s = f64::from(judged.dwell.elapsed_s.max(1));
    let x = |s: u32| MARGIN + f64::from(s) / elapsed_s * (WIDTH - 2.0 * MARGIN);
    let mut svg = String::new();
    for stretch in &judged.dwell.stretches {
        let (class, why) = match stretch.sight {
            Sight::Inside => ("inside", "on foot inside"),
            Sight::Still => ("still", "inside, at one spot"),
            Sight::Fast => ("fast", "inside, faster than on foot"),
            Sight::Outside => ("outside", "outside"),
            Sight::Unseen(reason) => ("unseen", say_gap(reason)),
        };
        svg += &format!(
            "<rect class=\"{class}\" stroke-width=\"0\" x=\"{:.1}\" y=\"{STRIP_TOP}\" width=\"{:.1}\" height=\"{STRIP_HEIGHT}\">\
             <title>{} to {}: {why}</title></rect>\n",
            x(stretch.from_s),
            x(stretch.to_s) - x(stretch.from_s),
            stopwatch(stretch.from_s),
            stopwatch(stretch.to_s),
        );
    }
    let below = STRIP_TOP + STRIP_HEIGHT + 18.0;
    svg + &format!(
        "<text x=\"{MARGIN}\" y=\"{below}\">0:00</text><text x=\"{}\" y=\"{below}\" text-anchor=\"end\">{}</text>\n",
        WIDTH - MARGIN,
        stopwatch(judged.dwell.elapsed_s)
    )
}

fn legend(top: f64) -> String {
    let entry = |(idx, (class, _, words)): (usize, &(&str, &str, &str))| {
        let (x, y) = (MARGIN + 250.0 * (idx % 3) as f64, top + 22.0 * (idx / 3) as f64);
        format!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{}\" width=\"12\" height=\"12\"/><text x=\"{}\" y=\"{y}\">{words}</text>\n",
            y - 11.0,
            x + 20.0
        )
    };
    KEY.iter().enumerate().map(entry).collect()
}

fn bounds(points: &[(f64, f64)]) -> ((f64, f64), (f64, f64)) {
    let start = ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN));
    points.iter().fold(start, |(min, max), point| {
        ((min.0.min(point.0), min.1.min(point.1)), (max.0.max(point.0), max.1.max(point.1)))
    })
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
