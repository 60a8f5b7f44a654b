//! The style of the public pages, small enough to stand in each of them. It takes the house's sizes and colours, those that it
//! names and no others, and never a rule of another face.

use std::sync::LazyLock;

/// What stands in every page's `style`, to the letter: its hash is in the pages' policy.
pub static STYLE: LazyLock<String> = LazyLock::new(|| {
    let (tokens, style) = (include_str!("../../style/tokens.css"), include_str!("../../style/public.css"));
    squeezed(&format!(":root{{{}}}{style}", tokens_of(tokens, style)))
});

/// Returns the declarations of the first block of `tokens` that `style` uses, and those that they use themselves.
fn tokens_of(tokens: &str, style: &str) -> String {
    let block = tokens.split_once(":root {").and_then(|(_, rest)| rest.split_once('}'));
    let declared: Vec<(&str, &str)> = block
        .map_or("", |(block, _)| block)
        .split(';')
        .filter_map(|line| line.trim().split_once(':'))
        .collect();
    let mut used: Vec<(&str, &str)> = Vec::new();
    loop {
        let is_asked_for = |name: &str| {
            let asks = format!("var({name})");
            style.contains(&asks) || used.iter().any(|(_, value)| value.contains(&asks))
        };
        let more = declared.iter().find(|one| {
            let is_setting = !one.0.starts_with("--");
            !used.contains(one) && (is_setting || is_asked_for(one.0))
        });
        let Some(more) = more else { break };
        used.push(*more);
    }
    used.iter().map(|(name, value)| format!("{name}:{value};")).collect()
}

/// Takes out of a style what browsers do not read. It knows nothing of strings: the house's styles hold no space in theirs.
fn squeezed(css: &str) -> String {
    let mut bare = String::new();
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        bare.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    let mut squeezed = bare.split_whitespace().collect::<Vec<_>>().join(" ");
    for mark in ["{", "}", ";", ","] {
        squeezed = squeezed.replace(&format!(" {mark}"), mark).replace(&format!("{mark} "), mark);
    }
    squeezed.replace(": ", ":").replace(";}", "}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tokens_that_are_used_are_taken_along() {
        let tokens = ":root {\n  color-scheme: light dark;\n  --a: 1px;\n  --b: calc(2 * var(--a));\n  --c: red;\n}\nb { x: y }";
        assert_eq!(
            tokens_of(tokens, "p { margin: var(--b) }"),
            "color-scheme: light dark;--b: calc(2 * var(--a));--a: 1px;"
        );
    }

    #[test]
    fn a_style_is_squeezed_and_means_the_same() {
        let css = "/* why */\n@media (min-width: 40em) {\n  a:hover, b > i {\n    margin: 0 auto;\n  }\n}\n";
        assert_eq!(squeezed(css), "@media (min-width:40em){a:hover,b > i{margin:0 auto}}");
        assert!(STYLE.contains("--kept:light-dark(") && !STYLE.contains("/*"), "{}", *STYLE);
        assert!(!STYLE.contains("var(--undefined)"));
    }

    #[test]
    fn every_token_that_is_used_is_there() {
        let asked = STYLE.split("var(").skip(1).filter_map(|rest| rest.split_once(')'));
        for (name, _) in asked {
            assert!(STYLE.contains(&format!("{name}:")), "{name}");
        }
    }
}
