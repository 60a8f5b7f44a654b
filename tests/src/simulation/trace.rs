//! What happened, as lines and as one number: the same seed gives the same number, always. It never holds a name that
//! differs between two runs, such as a database's epoch.

use std::fmt::{self, Write};

/// What happened so far.
#[derive(Debug, Clone)]
pub struct Trace {
    digest: Digest,
    lines: Option<Vec<String>>,
}

/// FNV-1a over all that is written to it (Fowler, Noll and Vo).
#[derive(Debug, Clone, Copy)]
struct Digest(u64);

impl Write for Digest {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Ok(())
    }
}

/// Whether lines are kept to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// They are.
    Kept,
    /// Only their digest is.
    Digested,
}

impl Trace {
    /// Begins an empty one.
    pub fn new(lines: Lines) -> Trace {
        let lines = (lines == Lines::Kept).then(Vec::new);
        Trace { digest: Digest(0xcbf2_9ce4_8422_2325), lines }
    }

    /// Writes down that something happened.
    pub fn note(&mut self, now_ms: u64, what: fmt::Arguments) {
        // A digest takes whatever is written to it.
        let _ = writeln!(self.digest, "{now_ms} {what}");
        if let Some(lines) = &mut self.lines {
            lines.push(format!("{:10.3} s  {what}", now_ms as f64 / 1000.0));
        }
    }

    /// Returns the number that stands for all of it.
    pub fn digest(&self) -> u64 {
        self.digest.0
    }

    /// Returns the lines, where they were kept.
    pub fn lines(&self) -> &[String] {
        self.lines.as_deref().unwrap_or_default()
    }
}
