//! A follow-up as text for a social channel: as much of it as the channel takes, whole sentences alone. It never cuts a
//! word, and always leaves room for the address.

use domain::followup::Figures;
use domain::letter::Letter;
use domain::promise::PromisePeriod;

use super::{standing, worded};
use crate::texts::Language;

/// A kind of channel, by how much it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// A short message (X: 280 characters).
    Message,
    /// A longer message (Mastodon, Threads: 500 characters).
    LongMessage,
    /// A post with a picture (Instagram: 2,200 characters).
    Caption,
    /// A page's post (Facebook: 63,206 characters).
    Post,
}

impl Channel {
    /// All of them, the shortest first.
    pub const ALL: [Channel; 4] = [Channel::Message, Channel::LongMessage, Channel::Caption, Channel::Post];

    /// Returns how many characters it takes.
    pub fn limit(self) -> usize {
        match self {
            Channel::Message => 280,
            Channel::LongMessage => 500,
            Channel::Caption => 2_200,
            Channel::Post => 63_206,
        }
    }

    /// Returns its name.
    pub fn name(self, language: Language) -> &'static str {
        match self {
            Channel::Message => language.pick("Kort inlägg (X)", "Short message (X)"),
            Channel::LongMessage => language.pick("Längre inlägg (Threads)", "Longer message (Threads)"),
            Channel::Caption => language.pick("Bildtext (Instagram)", "Caption (Instagram)"),
            Channel::Post => language.pick("Sidinlägg (Facebook)", "Page post (Facebook)"),
        }
    }
}

/// Returns the text for a channel: the opening, then promise by promise, as far as whole parts fit, and the address last.
pub fn text(
    language: Language,
    period: &PromisePeriod,
    figures: &Figures,
    letter: &Letter,
    address: &str,
    channel: Channel,
) -> String {
    let limit = channel.limit();
    let promises = period.promises.iter().filter_map(|promise| {
        let mark = standing(language, figures.promise(promise.id)?.standing);
        let section = letter.section(promise.id)?;
        let name = worded(language, &promise.name);
        let brief = format!("{} {name}: {}", mark.sign, mark.word.to_lowercase());
        let full = format!("{} {name}: {}", mark.sign, worded(language, &section.text));
        Some((brief, full))
    });
    let promises: Vec<(String, String)> = promises.collect();
    let opening = worded(language, &letter.opening);
    let lines = |full: bool| -> Vec<&str> {
        promises.iter().map(|(brief, whole)| if full { whole.as_str() } else { brief.as_str() }).collect()
    };
    let whole = |parts: &[&str]| parts.join("\n\n");
    let full: Vec<&str> = [opening.as_str()].into_iter().chain(lines(true)).chain([address]).collect();
    if whole(&full).chars().count() <= limit {
        return whole(&full);
    }
    let room = |text: &str| limit.saturating_sub(address.chars().count() + text.chars().count() + 4);
    let first = sentences_within(&opening, limit.saturating_sub(address.chars().count() + 2));
    let brief = lines(false);
    let listed = fitting(&brief, room(&first));
    let parts = [first.as_str(), listed.as_str(), address];
    parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Returns as many lines as fit into a number of characters, in order.
fn fitting(lines: &[&str], limit: usize) -> String {
    let mut text = String::new();
    for line in lines {
        let n = text.chars().count() + line.chars().count() + usize::from(!text.is_empty());
        if limit < n {
            break;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(line);
    }
    text
}

/// Returns the first whole sentences of a text that fit into a number of characters.
fn sentences_within(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let ends = text.match_indices(". ").map(|(idx, _)| idx + 1);
    let fitting = ends.take_while(|end| text[..*end].chars().count() <= limit).last();
    fitting.map_or_else(String::new, |end| text[..end].to_owned())
}
