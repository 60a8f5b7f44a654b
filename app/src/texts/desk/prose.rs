//! How numbers, names and enumerations stand in running text. It knows no sentence.

use crate::texts::Language;

/// The numbers that are written as words in running text.
const NUMBERS: [(&str, &str); 11] = [
    ("två", "two"),
    ("tre", "three"),
    ("fyra", "four"),
    ("fem", "five"),
    ("sex", "six"),
    ("sju", "seven"),
    ("åtta", "eight"),
    ("nio", "nine"),
    ("tio", "ten"),
    ("elva", "eleven"),
    ("tolv", "twelve"),
];

/// Returns a number in running text: as a word up to twelve. One thing is "ett" in Swedish here: it is an area.
pub(crate) fn number(language: Language, n: usize) -> String {
    if n == 1 {
        return language.pick("ett", "one").to_owned();
    }
    match n.checked_sub(2).and_then(|idx| NUMBERS.get(idx)) {
        Some((swedish, english)) => language.pick(*swedish, *english).to_owned(),
        None => n.to_string(),
    }
}

/// Returns a text in which no line ends.
pub(crate) fn unbroken(text: &str) -> String {
    text.replace(' ', "\u{a0}")
}

/// Returns a name whose long words may be parted where a line ends, by the rule for Swedish: the last consonant before a
/// vowel begins the next part. Not every browser knows how to part Swedish words.
pub fn parted(name: &str) -> String {
    name.split(' ').map(parted_word).collect::<Vec<_>>().join(" ")
}

fn parted_word(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let is_vowel = |idx: usize| {
        letters.get(idx).is_some_and(|letter| "aeiouyåäöé".contains(letter.to_ascii_lowercase()))
    };
    let mut parted = String::new();
    for (idx, letter) in letters.iter().enumerate() {
        let is_inner = 3 <= idx && idx + 3 <= letters.len() && 10 <= letters.len();
        if is_inner && !is_vowel(idx - 1) && !is_vowel(idx) && is_vowel(idx + 1) {
            parted.push('\u{ad}');
        }
        parted.push(*letter);
    }
    parted
}

/// Returns names as one enumeration: "Skogås C, Huddinge C och Vårby C". No line ends within a name.
pub(crate) fn enumeration(language: Language, names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| unbroken(name)).collect();
    match names.as_slice() {
        [] => String::new(),
        [name] => name.clone(),
        [names @ .., last] => format!("{} {} {last}", names.join(", "), language.pick("och", "and")),
    }
}

pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_part_before_a_consonant_and_its_vowel() {
        let check = |name, expected: &str| assert_eq!(parted(name).replace('\u{ad}', "-"), expected);
        check("Flemingsberg C", "Flemings-berg C");
        check("Södertälje", "Söder-tälje");
        check("Huddinge C", "Huddinge C");
    }
}
