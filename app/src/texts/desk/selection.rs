//! The choice of areas and weeks in words.

use super::prose::number;
use crate::texts::Language;

/// Says that a page shows only a part of all areas.
pub fn part(language: Language, n_shown: usize, n_all: usize) -> String {
    let n = number(language, n_shown);
    match n_shown {
        1 => {
            language.pick(format!("Visar ett av {n_all} områden."), format!("Showing one of {n_all} areas."))
        }
        _ => {
            language.pick(format!("Visar {n} av {n_all} områden."), format!("Showing {n} of {n_all} areas."))
        }
    }
}
