//! What other sites show: a small page for a frame, and a badge. Both say one thing and lead to the whole; neither tells the
//! site that shows it anything about who looks.

use domain::fulfilment::Standing;
use leptos::prelude::*;

use super::facts::{Account, House, weekly};
use super::page::document;
use super::place::Place;
use super::promise::draw_mark;
use super::style::STYLE;
use crate::texts::Language;
use crate::texts::promises::prose::summary;
use crate::texts::promises::{Areas, Mark, state, worded};
use crate::texts::public::{self as said, Word, latest_week};

/// Returns the page for a frame: about 300 × 200 pixels.
pub fn frame(house: &House, language: Language, account: Option<&Account>) -> String {
    let badge = Badge::of(language, account);
    let title = account
        .map_or(Word::SiteName.say(language).to_owned(), |account| worded(language, &account.period.name));
    let sentence = match account.map(|account| (account, weekly(account))) {
        None => Word::Empty.say(language).to_owned(),
        Some((account, None)) => summary(language, &account.figures),
        Some((account, Some((promise, facts)))) => {
            let areas = Areas(&account.areas);
            let missed: Vec<String> = facts.missed.iter().map(|id| areas.name(id)).collect();
            latest_week(language, &worded(language, &promise.name), facts.week, facts.n_kept, &missed)
        }
    };
    let href = house.url(&Place::Now.path(language));
    document(language, || {
        view! {
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="robots" content="noindex" />
                <title>{title.clone()}</title>
                <link rel="icon" href=house.icon.clone() type="image/svg+xml" />
                <style inner_html=STYLE.as_str()></style>
            </head>
            <body class="frame">
                <main>
                    <h1>{title}</h1>
                    <p>{badge.mark.map(draw_mark)}</p>
                    <p>{sentence}</p>
                    <p>
                        <a href=href target="_top">
                            {Word::ReadMore.say(language)}
                        </a>
                    </p>
                </main>
            </body>
        }
    })
}

/// Returns the badge: "Fotpatrull | ✓ 4 av 4 områden vecka 47".
pub fn badge(language: Language, account: Option<&Account>) -> String {
    Badge::of(language, account).svg()
}

/// What a badge says.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Badge {
    what: String,
    says: String,
    mark: Option<Mark>,
}

impl Badge {
    /// Says the latest week of the promise that is due each week; where there is none, how many promises are met.
    fn of(language: Language, account: Option<&Account>) -> Badge {
        let Some(account) = account else {
            let what = Word::SiteName.say(language).to_owned();
            return Badge { what, says: said::badge_nothing(language).to_owned(), mark: None };
        };
        let Some((promise, facts)) = weekly(account) else {
            let promises = &account.figures.promises;
            let n_met = promises.iter().filter(|one| one.standing == Standing::Met).count();
            let says = said::badge_met(language, n_met, promises.len());
            return Badge { what: worded(language, &account.period.name), says, mark: None };
        };
        let is_kept = facts.missed.is_empty();
        let word = if is_kept { domain::fulfilment::State::Kept } else { domain::fulfilment::State::Missed };
        Badge {
            what: worded(language, &promise.name),
            says: said::badge_week(language, facts.n_kept, facts.n_kept + facts.missed.len(), facts.week),
            mark: Some(state(language, word)),
        }
    }

    /// Draws it: what is fixed in colour is dark enough for white text on any ground.
    fn svg(&self) -> String {
        const HEIGHT: u32 = 24;
        let sign = self.mark.map_or_else(String::new, |mark| format!("{} ", mark.sign));
        let says = format!("{sign}{}", self.says);
        let colour = match self.mark.map(|mark| mark.class) {
            Some("kept") => "#0b5a34",
            Some("missed") => "#96102a",
            _ => "#37474f",
        };
        let (what_px, says_px) = (width_px(&self.what), width_px(&says));
        let (left, right) = (what_px + 16, says_px + 16);
        let whole = left + right;
        let label = escaped(&format!("{}: {}", self.what, self.says));
        let text = |middle_px: u32, length_px: u32, text: &str| {
            format!(
                "<text x=\"{middle_px}\" y=\"16\" textLength=\"{length_px}\" lengthAdjust=\"spacingAndGlyphs\">{}</text>",
                escaped(text)
            )
        };
        let texts = [text(left / 2, what_px, &self.what), text(left + right / 2, says_px, &says)].concat();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{whole}\" height=\"{HEIGHT}\" \
             viewBox=\"0 0 {whole} {HEIGHT}\" role=\"img\" aria-label=\"{label}\"><title>{label}</title>\
             <rect width=\"{whole}\" height=\"{HEIGHT}\" rx=\"4\" fill=\"#15191c\"/>\
             <path d=\"M{left} 0h{}a4 4 0 0 1 4 4v16a4 4 0 0 1-4 4H{left}z\" fill=\"{colour}\"/>\
             <g fill=\"#fff\" font-family=\"system-ui,Segoe UI,Roboto,Noto Sans,sans-serif\" font-size=\"12\" \
             text-anchor=\"middle\">{texts}</g></svg>",
            right - 4,
        )
    }
}

/// Returns about how wide a text is at 12 pixels; the badge has it drawn at just that width.
fn width_px(text: &str) -> u32 {
    let tenths = |letter: char| match letter {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ' ' | 't' | 'f' | 'r' => 38,
        'm' | 'w' | 'M' | 'W' | '✓' | '✕' => 104,
        letter if letter.is_uppercase() => 80,
        _ => 67,
    };
    text.chars().map(tenths).sum::<u32>().div_ceil(10)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_badge_says_aloud_what_it_shows_and_takes_no_markup() {
        let badge =
            Badge { what: "<b>\"A\" & B".into(), says: "4 av 4 områden vecka 47".into(), mark: None };
        let svg = badge.svg();
        assert!(svg.contains("aria-label=\"&lt;b>&quot;A&quot; &amp; B: 4 av 4 områden vecka 47\""), "{svg}");
    }
}
