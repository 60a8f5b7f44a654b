//! The pictures of the dosage page, drawn on the server: walks per week, median minutes per week, times of the day. Every figure
//! stands in a table beside, and no meaning hangs on a colour alone.

use domain::dosage::{N_PARTS, PART_H, Shares, Times};
use domain::week::Week;

use super::dosage::WeekDose;
use super::svg::{Anchor, Svg};
use crate::texts::Language;
use crate::texts::desk;
use crate::texts::desk::dosage::{self as texts, Say};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 210.0;
/// Where the figures' field lies in the picture.
const LEFT: f64 = 40.0;
const TOP: f64 = 26.0;
const LOW: f64 = HEIGHT - 34.0;

/// Returns a round step so that an axis up to `most` has at most five.
fn step(most: u32) -> u32 {
    [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]
        .into_iter()
        .find(|step| most.div_ceil(*step) <= 5)
        .unwrap_or(10_000)
}

/// The field of a chart over weeks, with its axes.
struct Field {
    n_weeks: usize,
    most: u32,
}

impl Field {
    fn width(&self) -> f64 {
        (WIDTH - LEFT - 10.0) / self.n_weeks.max(1) as f64
    }

    fn x(&self, idx: usize) -> f64 {
        LEFT + self.width() * idx as f64
    }

    fn y(&self, n: f64) -> f64 {
        LOW - (LOW - TOP) * n / f64::from(self.most.max(1))
    }

    fn draw_axes(&self, svg: &mut Svg, language: Language, unit: &str, weeks: &[WeekDose]) {
        let step = step(self.most);
        for n in (0..=self.most).step_by(step as usize) {
            let y = self.y(f64::from(n));
            svg.path("grid-line", &format!("M{LEFT} {y:.1}H{:.1}", WIDTH - 10.0));
            svg.text("axis", (LEFT - 6.0, y + 4.0), Anchor::End, &n.to_string());
        }
        svg.text("axis", (4.0, 14.0), Anchor::Start, unit);
        // As many names of weeks as there is room for.
        let every = weeks.len().div_ceil(14).max(1);
        let named = |week: Week| week.number().to_string();
        for (idx, dose) in weeks.iter().enumerate().filter(|(idx, _)| idx % every == 0) {
            svg.text(
                "axis",
                (self.x(idx) + self.width() / 2.0, LOW + 15.0),
                Anchor::Middle,
                &named(dose.week),
            );
        }
        svg.text("axis", (WIDTH - 10.0, HEIGHT - 4.0), Anchor::End, Say::Week.say(language));
    }
}

/// Draws how many walks there were in each week, and how they were borne out.
pub(super) fn per_week(language: Language, weeks: &[WeekDose], all: Shares) -> String {
    let most = weeks.iter().map(|dose| dose.shares.n_walks()).max().unwrap_or(0);
    let field = Field { n_weeks: weeks.len(), most: most.next_multiple_of(step(most)).max(1) };
    let (title, told) = (Say::PerWeek.say(language), texts::shares(language, all));
    let mut svg = Svg::new("per-week", "chart", (WIDTH, HEIGHT), title, &told);
    field.draw_axes(&mut svg, language, Say::PerWeekAxis.say(language), weeks);
    for (idx, dose) in weeks.iter().enumerate() {
        let Shares { verified, unverified, short, elsewhere } = dose.shares;
        let hint =
            format!("{}: {}", desk::short_week(language, dose.week), texts::shares(language, dose.shares));
        let mut sum = 0;
        for (class, n) in
            [("verified", verified), ("unverified", unverified), ("short", short), ("elsewhere", elsewhere)]
        {
            if n == 0 {
                continue;
            }
            let (low, high) = (field.y(f64::from(sum)), field.y(f64::from(sum + n)));
            let inset = (field.width() * 0.15).min(8.0);
            let size = (field.width() - 2.0 * inset, (low - high - 1.0).max(0.5));
            svg.rect(class, (field.x(idx) + inset, high + 0.5), size, &hint);
            sum += n;
        }
    }
    svg.done()
}

/// Draws the median of the observed minutes of each week, and what is required.
pub(super) fn medians(language: Language, weeks: &[WeekDose], required_s: u32) -> String {
    let minutes = |s: u32| f64::from(s) / 60.0;
    let medians = || weeks.iter().filter_map(|dose| dose.median_dwell_s);
    let most = medians().chain([required_s]).max().unwrap_or(0).div_ceil(60);
    let field = Field { n_weeks: weeks.len(), most: most.next_multiple_of(step(most)).max(1) };
    let title = Say::MedianPerWeek.say(language);
    let told = format!("{} {}", texts::minutes(language, required_s), Say::Required.say(language));
    let mut svg = Svg::new("medians", "chart", (WIDTH, HEIGHT), title, &told);
    field.draw_axes(&mut svg, language, Say::MinutesAxis.say(language), weeks);
    let y = field.y(minutes(required_s));
    svg.path("required", &format!("M{LEFT} {y:.1}H{:.1}", WIDTH - 10.0));
    svg.text("axis", (WIDTH - 10.0, 14.0), Anchor::End, &format!("– – {told}"));
    for (idx, dose) in weeks.iter().enumerate() {
        if let Some(s) = dose.median_dwell_s {
            svg.circle("median", (field.x(idx) + field.width() / 2.0, field.y(minutes(s))), 4.0);
        }
    }
    svg.done()
}

/// Draws when patrols of an area began: weekdays by two hours, each square with its number.
pub(super) fn times(language: Language, idx: usize, name: &str, times: &Times) -> String {
    const CELL: (f64, f64) = (26.0, 24.0);
    const SIDE: f64 = 36.0;
    const HEAD: f64 = 22.0;
    let size = (SIDE + CELL.0 * N_PARTS as f64 + 12.0, HEAD + CELL.1 * 7.0 + 22.0);
    let told = texts::dark_hours(language, times.n_patrols(), times.n_evening, times.n_night);
    let title = format!("{}: {name}", Say::Times.say(language));
    let mut svg = Svg::new(&format!("times-{idx}"), "heat", size, &title, &told);
    let most = times.n_begun.iter().flatten().copied().max().unwrap_or(0).max(1);
    for part in 0..=N_PARTS {
        let x = SIDE + CELL.0 * part as f64;
        let hour = part * usize::from(PART_H);
        svg.text("axis", (x, HEAD - 6.0), Anchor::Middle, &format!("{hour:02}"));
    }
    for (day, parts) in times.n_begun.iter().enumerate() {
        let y = HEAD + CELL.1 * day as f64;
        svg.text("axis", (SIDE - 8.0, y + 16.0), Anchor::End, texts::weekday(language, day));
        for (part, &n) in parts.iter().enumerate() {
            let x = SIDE + CELL.0 * part as f64;
            let level = (4 * n).div_ceil(most);
            svg.rect(&format!("square heat-{level}"), (x + 1.0, y + 1.0), (CELL.0 - 2.0, CELL.1 - 2.0), "");
            if 0 < n {
                let class = if 3 <= level { "on-heat" } else { "figure" };
                svg.text(class, (x + CELL.0 / 2.0, y + 16.0), Anchor::Middle, &n.to_string());
            }
        }
    }
    // Below the squares, which of them are evening and night.
    let low = HEAD + CELL.1 * 7.0 + 3.0;
    let bands = [
        (0.0, 3.0, Say::Night, Anchor::Middle),
        (9.0, 11.0, Say::Evening, Anchor::Middle),
        (11.0, 12.0, Say::Night, Anchor::Start),
    ];
    for (from, to, word, anchor) in bands {
        let (from, to) = (SIDE + CELL.0 * from + 2.0, SIDE + CELL.0 * to - 2.0);
        svg.path("band", &format!("M{from:.1} {low:.1}V{0:.1}H{to:.1}V{low:.1}", low + 4.0));
        let x = match anchor {
            Anchor::Middle => (from + to) / 2.0,
            _ => from,
        };
        svg.text("axis", (x, low + 17.0), anchor, word.say(language));
    }
    svg.done()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_few_and_round_steps() {
        assert_eq!([0, 1, 5, 6, 17, 26, 101].map(step), [1, 1, 1, 2, 5, 10, 50]);
    }

    #[test]
    fn a_chart_has_a_title_units_and_a_bar_for_each_kind() {
        let week = Week::new(2026, 48).unwrap();
        let shares = Shares { verified: 2, unverified: 1, short: 0, elsewhere: 0 };
        let weeks = [WeekDose { week, shares, median_dwell_s: Some(930) }];
        let drawn = per_week(Language::Swedish, &weeks, shares);
        for part in [">Pass per vecka</title>", ">antal pass</text>", ">48</text>", ">Vecka</text>"] {
            assert!(drawn.contains(part), "{part} is not in {drawn}");
        }
        assert_eq!(drawn.matches("<rect").count(), 2);
        let drawn = medians(Language::English, &weeks, 900);
        assert!(drawn.contains(">– – 15 minutes required</text>") && drawn.contains("<circle"), "{drawn}");
        let nothing = per_week(Language::Swedish, &[], Shares::default());
        assert!(nothing.ends_with("</svg>") && !nothing.contains("NaN"), "{nothing}");
    }

    #[test]
    fn each_square_says_its_number() {
        let mut told = Times { n_evening: 3, ..Times::default() };
        told.n_begun[1][9] = 3;
        let drawn = times(Language::Swedish, 0, "Skogås C", &told);
        assert_eq!(drawn.matches("class=\"square").count(), 84);
        assert!(drawn.contains("class=\"square heat-4\"") && drawn.contains(">3</text>"), "{drawn}");
        assert!(drawn.contains("3 av 3 patruller började på kvällen, 0 på natten."), "{drawn}");
    }
}
