//! What was measured, for people and for programs. It never rounds what programs read.

use std::fmt;

use serde::Serialize;

/// One line of the bench.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// What was done.
    pub what: String,
    /// With how many walks.
    pub n_walks: usize,
    /// How much was done: walks that were sent or told, or pages that were asked for.
    pub n_done: usize,
    /// How long it took.
    pub seconds: f64,
    /// How long the same rows took through SQLite alone, in the same run, where that says something.
    pub floor_s: Option<f64>,
    /// How long the slowest of a half and of 99 in a hundred waited, and the slowest of all, in milliseconds.
    pub waits_ms: Option<[f64; 3]>,
    /// The processor time of the server and of this program, in seconds.
    pub cpu_s: [f64; 2],
    /// What it ought to be.
    pub goal: &'static str,
}

impl Figure {
    /// Sums waits up in milliseconds: what one half waited at most, what 99 in a hundred did, and the longest.
    pub fn waits(mut waits_ms: Vec<f64>) -> [f64; 3] {
        waits_ms.sort_by(f64::total_cmp);
        [0.5, 0.99, 1.0].map(|share| waits_ms[((waits_ms.len() - 1) as f64 * share) as usize])
    }

    /// Returns how much was done in a second.
    pub fn per_s(&self) -> f64 {
        self.n_done as f64 / self.seconds
    }

    /// Returns how many times the floor it took.
    pub fn ratio(&self) -> Option<f64> {
        self.floor_s.map(|floor_s| self.seconds / floor_s)
    }
}

/// All that one run of the bench has found.
#[derive(Debug, Default, Serialize)]
pub struct Figures {
    /// Line by line.
    pub lines: Vec<Figure>,
    /// The most memory that the server held, in KiB.
    pub peak_memory_kib: u64,
    /// The most that the server of a whole country held, in KiB.
    pub national_memory_kib: Option<u64>,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| what | walks | s | a second | floor s | × floor | p50 / p99 / max ms | server, client CPU s | goal |"
        )?;
        writeln!(f, "| --- | --- | --- | --- | --- | --- | --- | --- | --- |")?;
        for line in &self.lines {
            let or_none = |figure: Option<f64>, n_places: usize| {
                figure.map_or_else(|| "–".to_owned(), |figure| format!("{figure:.n_places$}"))
            };
            let waits = line.waits_ms.map_or_else(
                || "–".to_owned(),
                |[half, most, all]| format!("{half:.1} / {most:.1} / {all:.1}"),
            );
            writeln!(
                f,
                "| {} | {} | {:.3} | {:.0} | {} | {} | {waits} | {:.2}, {:.2} | {} |",
                line.what,
                line.n_walks,
                line.seconds,
                line.per_s(),
                or_none(line.floor_s, 3),
                or_none(line.ratio(), 1),
                line.cpu_s[0],
                line.cpu_s[1],
                line.goal,
            )?;
        }
        if let Some(kib) = self.national_memory_kib {
            return write!(f, "the server of a whole country held {} MB at most (goal: 100)", kib / 1024);
        }
        write!(f, "the server held {} MB at most (goal: 60)", self.peak_memory_kib / 1024)
    }
}
