//! The words of a follow-up: what people say about the figures, promise by promise. The figures are never in here, and no
//! word of it is ever derived once somebody has written another.

use serde::{Deserialize, Serialize};

use crate::followup::Kind;
use crate::id::PromiseId;
use crate::promise::{Fault, PromisePeriod, Wording};

/// The longest text of one part of a letter, in characters.
pub const MAX_TEXT: usize = 4000;

/// What a follow-up says in words.
///
/// Stored type: do not rename or remove a field; published letters are kept for ever.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Letter {
    /// What is said before anything else.
    pub opening: Wording,
    /// What differs from the version before; empty in a first one.
    #[serde(default)]
    pub changed: Wording,
    /// One for each promise, in their order.
    pub sections: Vec<Section>,
    /// Whether what was done has had an effect, as far as people can tell; of an evaluation alone, and theirs alone.
    #[serde(default)]
    pub analysis: Wording,
}

/// What is said about one promise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Which.
    pub promise: PromiseId,
    /// What is said.
    pub text: Wording,
    /// Whether it was kept; in an evaluation alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judgement: Option<Judgement>,
}

/// Whether a promise was kept, as the parties judge it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    /// It was.
    Kept,
    /// It was in part.
    PartlyKept,
    /// It was not.
    NotKept,
}

impl Judgement {
    /// All of them.
    pub const ALL: [Judgement; 3] = [Judgement::Kept, Judgement::PartlyKept, Judgement::NotKept];
}

/// Which field of a letter's form something is wrong with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterField {
    /// The day up to which it tells.
    Through,
    /// What is said first.
    Opening,
    /// What differs from the version before.
    Changed,
    /// What is said about a promise.
    Text(PromiseId),
    /// Whether a promise was kept.
    Judgement(PromiseId),
    /// The analysis of effect.
    Analysis,
}

/// Which of its versions a letter is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// The first.
    First,
    /// A later one, which is to say what differs.
    Later,
}

impl Letter {
    /// Returns what is said about a promise.
    pub fn section(&self, promise: PromiseId) -> Option<&Section> {
        self.sections.iter().find(|section| section.promise == promise)
    }

    /// Checks a letter that is to be published, and returns what is wrong by field. Swedish is needed, English is not.
    pub fn check(&self, kind: Kind, version: Version, period: &PromisePeriod) -> Vec<(LetterField, Fault)> {
        let mut faults = Vec::new();
        let mut text = |field: LetterField, text: &Wording, is_needed: bool| {
            if is_needed && text.sv.trim().is_empty() {
                faults.push((field, Fault::Missing));
            } else if MAX_TEXT < text.sv.chars().count() || MAX_TEXT < text.en.chars().count() {
                faults.push((field, Fault::TooLong));
            }
        };
        text(LetterField::Opening, &self.opening, true);
        text(LetterField::Changed, &self.changed, version == Version::Later);
        text(LetterField::Analysis, &self.analysis, false);
        for promise in &period.promises {
            let section = self.section(promise.id);
            let nothing = Wording::default();
            text(LetterField::Text(promise.id), section.map_or(&nothing, |section| &section.text), true);
        }
        let is_unjudged = |id: PromiseId| self.section(id).is_none_or(|section| section.judgement.is_none());
        if kind == Kind::Evaluation {
            let unjudged = period.promises.iter().filter(|promise| is_unjudged(promise.id));
            faults.extend(unjudged.map(|promise| (LetterField::Judgement(promise.id), Fault::Missing)));
        }
        faults
    }
}
