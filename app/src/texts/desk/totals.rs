//! Totals, runs and missed weeks in words. No figure is decided here.

use domain::totals::{Run, Share, Total};
use domain::week::Week;

use super::prose::{capitalised, number, unbroken};
use super::short_week;
use crate::desk::miss::{Miss, MissNote};
use crate::texts::Language;
use crate::texts::moment::{self, counted};

/// Says how much of what was due was kept: "208 av 212 områdesveckor, 98,1 %".
pub fn area_weeks(language: Language, share: Share) -> String {
    let Share { n_kept, n_due, .. } = share;
    let noun = match n_due {
        1 => language.pick("områdesvecka", "area-week"),
        _ => language.pick("områdesveckor", "area-weeks"),
    };
    format!("{} {noun}{}", out_of(language, n_kept, n_due), comma_percent(language, share))
}

/// Says the same where it is known what is counted: "71 av 72, 98,6 %".
pub fn share(language: Language, share: Share) -> String {
    if share.n_due == 0 {
        return "–".to_owned();
    }
    let out_of = unbroken(&out_of(language, share.n_kept, share.n_due));
    format!("{out_of}{}", comma_percent(language, share))
}

fn out_of(language: Language, n_kept: u32, n_due: u32) -> String {
    language.pick(format!("{n_kept} av {n_due}"), format!("{n_kept} of {n_due}"))
}

fn comma_percent(language: Language, share: Share) -> String {
    share.permille().map_or_else(String::new, |permille| format!(", {}", percent(language, permille)))
}

/// Returns thousandths as per cent: "98,1 %", "98.1%", and whole ones without a fraction.
fn percent(language: Language, permille: u32) -> String {
    let (whole, tenths) = (permille / 10, permille % 10);
    match tenths {
        0 => language.pick(format!("{whole}\u{a0}%"), format!("{whole}%")),
        _ => language.pick(format!("{whole},{tenths}\u{a0}%"), format!("{whole}.{tenths}%")),
    }
}

/// Says how many of the missed area-weeks may still become kept, if any may.
pub fn unsure(language: Language, share: Share) -> Option<String> {
    let n = share.n_unsure;
    match n {
        0 => None,
        1 => Some(
            language
                .pick(
                    "En av de missade är preliminär och kan ännu bli klar.",
                    "One of those missed is preliminary and may still become kept.",
                )
                .to_owned(),
        ),
        _ => {
            let n = capitalised(&number(language, n as usize));
            Some(language.pick(
                format!("{n} av de missade är preliminära och kan ännu bli klara."),
                format!("{n} of those missed are preliminary and may still become kept."),
            ))
        }
    }
}

/// Names a year and what of it was kept, above its weeks: "2026: 208 av 212 områdesveckor, 98,1 %".
pub fn year(language: Language, year: i32, whole: Option<&Total>) -> String {
    match whole {
        Some(whole) => format!("{year}: {}", area_weeks(language, whole.share)),
        None => year.to_string(),
    }
}

/// Names a third of a year: "Tertial 3", "Third 3".
pub fn third(language: Language, third: u8) -> String {
    format!("{} {third}", language.pick("Tertial", "Third"))
}

/// Names a third of a year and what of it was kept, above its weeks.
pub fn third_and_share(language: Language, third: u8, total: Option<&Total>) -> String {
    let name = self::third(language, third);
    match total {
        Some(total) => format!("{name}: {}", share(language, total.share)),
        None => name,
    }
}

/// Says which weeks of a year: "v. 36–47".
pub fn weeks(language: Language, first: Week, last: Week) -> String {
    if first == last {
        return short_week(language, first);
    }
    format!("{}–{}", short_week(language, first), last.number())
}

/// Says how long the longest run is: "9 veckor".
pub fn run(language: Language, run: Option<Run>) -> String {
    let n_weeks = run.map_or(0, |run| run.n_weeks);
    match n_weeks {
        0 => "–".to_owned(),
        n => counted(n, language.pick(("vecka", "veckor"), ("week", "weeks"))),
    }
}

/// Says from when to when the longest run goes: "v. 3 2026 – v. 11 2026".
pub fn run_weeks(language: Language, run: Run) -> String {
    let week = |week: Week| format!("{} {}", short_week(language, week), week.year());
    if run.first == run.last {
        return week(run.first);
    }
    format!("{} – {}", week(run.first), week(run.last))
}

/// Says how many weeks were missed in all areas: "Fyra missade områdesveckor".
pub fn missed(language: Language, n: usize) -> String {
    let said = number(language, n);
    let said = match n {
        0 => language.pick("Inga missade områdesveckor", "No missed area-weeks").to_owned(),
        1 => language.pick("En missad områdesvecka", "One missed area-week").to_owned(),
        _ => language.pick(format!("{said} missade områdesveckor"), format!("{said} missed area-weeks")),
    };
    capitalised(&said)
}

/// Says who noted a reason, and when: "Gruppchef, mån 30 nov 08:12".
pub fn noted_by(language: Language, note: &MissNote) -> String {
    format!("{}, {}", note.who, moment::day_and_clock(language, note.at))
}

/// Says that a reason is needed no longer: a walk came late and made the week kept.
pub fn settled(language: Language, miss: &Miss) -> String {
    let week = super::area_and_week(language, &miss.name, miss.week);
    let year = miss.week.year();
    let reason = miss.note.as_ref().map_or("", |note| note.reason.as_str());
    language.pick(
        format!("{week} {year}: skälet ”{reason}” behövs inte längre. Veckan blev klar av ett pass som kom in senare."),
        format!("{week} of {year}: the reason “{reason}” is no longer needed. A walk that came in later made the week kept."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, Swedish};

    #[test]
    fn a_total_says_how_many_of_how_many() {
        let told = |language, n_kept, n_due| {
            area_weeks(language, Share { n_kept, n_due, n_unsure: 0 }).replace('\u{a0}', " ")
        };
        assert_eq!(told(Swedish, 208, 212), "208 av 212 områdesveckor, 98,1 %");
        assert_eq!(told(English, 208, 212), "208 of 212 area-weeks, 98.1%");
        assert_eq!(told(Swedish, 1, 1), "1 av 1 områdesvecka, 100 %");
        assert_eq!(told(Swedish, 2087, 2088), "2087 av 2088 områdesveckor, 99,9 %");
        assert_eq!(share(Swedish, Share::default()), "–");
        assert_eq!(unsure(Swedish, Share::default()), None);
        let unsure = unsure(English, Share { n_unsure: 2, ..Share::default() });
        assert_eq!(unsure.as_deref(), Some("Two of those missed are preliminary and may still become kept."));
    }

    #[test]
    fn runs_and_weeks_are_named_by_their_ends() {
        let week = |text: &str| text.parse::<Week>().unwrap();
        let known = Run { first: week("2026-W51"), last: week("2027-W02"), n_weeks: 5 };
        assert_eq!(run(Swedish, Some(known)), "5 veckor");
        assert_eq!(run_weeks(Swedish, known), "v. 51 2026 – v. 2 2027");
        assert_eq!(
            (run(English, None), weeks(Swedish, week("2026-W36"), week("2026-W47"))),
            ("–".to_owned(), "v. 36–47".to_owned())
        );
    }
}
