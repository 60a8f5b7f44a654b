//! The first screen's sentences: how the week and its areas stand, how far they are, and how to start. No figure is decided
//! here.

use domain::coverage::Standing;
use domain::time::WallTime;
use domain::week::Week;

use crate::outlook::areas::{AreaOutlook, Source};
use crate::texts::Language;
use crate::texts::moment::{counted, days_ago, near};
use crate::texts::rule;

const DAY_S: u32 = 86_400;

/// Says how far the week has come: "Vecka 48: 2 av 4 klara".
pub fn week_so_far(language: Language, areas: &[AreaOutlook], now: WallTime) -> String {
    let number = Week::of(now).number();
    let n_kept = areas.iter().filter(|area| matches!(area.standing, Standing::Kept { .. })).count();
    match areas.len() {
        0 => language.pick(format!("Vecka {number}"), format!("Week {number}")),
        n => language.pick(
            format!("Vecka {number}: {n_kept} av {n} klara"),
            format!("Week {number}: {n_kept} of {n} kept"),
        ),
    }
}

/// Says which areas are at risk this week and how much of it is left: "Skogås C saknas denna vecka, 1 dag 4 timmar kvar.";
/// nothing when none is.
pub fn at_risk(language: Language, areas: &[AreaOutlook]) -> Option<String> {
    let at_risk = areas.iter().filter_map(|area| match area.standing {
        Standing::AtRisk { left_s } => Some((area.name.as_str(), left_s)),
        _ => None,
    });
    let (names, left): (Vec<&str>, Vec<u32>) = at_risk.unzip();
    let left = rule::left(language, *left.first()?);
    let names = match names.split_last() {
        Some((last, before)) if !before.is_empty() => {
            format!("{} {} {last}", before.join(", "), language.pick("och", "and"))
        }
        _ => names.concat(),
    };
    Some(language.pick(
        format!("{names} saknas denna vecka, {left}."),
        format!("{names} still to be walked this week, {left}."),
    ))
}

/// Says how an area's week stands: "Klar sedan tis 24 nov 22:14", "Öppen: 2 dagar 4 timmar kvar".
pub fn area_standing(language: Language, area: &AreaOutlook, now: WallTime) -> String {
    let word = rule::standing(language, area.standing);
    match area.standing {
        Standing::Kept { at } => {
            let at = near(language, at, now);
            match area.source {
                Source::Server => format!("{word} {at}"),
                Source::Phone => language.pick(
                    format!("{word} {at}, på den här telefonen. Inte skickat än."),
                    format!("{word} {at}, on this phone. Not sent yet."),
                ),
            }
        }
        // While there is time enough, hours are noise.
        Standing::Open { left_s } if 2 * DAY_S <= left_s => {
            let days = counted(left_s / DAY_S, language.pick(("dag", "dagar"), ("day", "days")));
            language.pick(format!("{word}: {days} kvar"), format!("{word}: {days} left"))
        }
        Standing::Open { left_s } | Standing::AtRisk { left_s } => {
            format!("{word}: {}", rule::left(language, left_s))
        }
        Standing::Missed | Standing::NotFollowed => word.to_owned(),
    }
}

/// Says what else is known of an area: "Senast för 6 dagar sedan · 350 m".
pub fn area_facts(language: Language, area: &AreaOutlook) -> String {
    let last = match area.days_since {
        Some(days) => {
            let ago = days_ago(language, days);
            language.pick(format!("Senast {ago}"), format!("Walked {ago}"))
        }
        None => language.pick("Inget pass än", "No walk yet").to_owned(),
    };
    match area.distance_m {
        Some(distance_m) => format!("{last} · {}", distance(language, distance_m)),
        None => last,
    }
}

/// Says a distance: "du är här", "350 m", "2,4 km", "16 km".
fn distance(language: Language, distance_m: f64) -> String {
    if distance_m < 1.0 {
        return language.pick("du är här", "you are here").to_owned();
    }
    if distance_m < 1_000.0 {
        return format!("{:.0} m", (distance_m / 10.0).ceil() * 10.0);
    }
    if 10_000.0 <= distance_m {
        return format!("{:.0} km", distance_m / 1_000.0);
    }
    let km = format!("{:.1} km", distance_m / 1_000.0);
    language.pick(km.replace('.', ","), km)
}

/// Names the button that starts a walk, for those who do not see beside what it stands.
pub fn start_in(language: Language, area: &str) -> String {
    language.pick(format!("Starta passet i {area}"), format!("Start the walk in {area}"))
}

/// Names the way back to the running walk.
pub fn to_walk_in(language: Language, area: &str) -> String {
    language.pick(format!("Till passet i {area}"), format!("To the walk in {area}"))
}

/// Says which boundaries are drafts; nothing when none is.
pub fn drafts(language: Language, areas: &[AreaOutlook]) -> Option<String> {
    let is_draft = |area: &&AreaOutlook| area.drawing == domain::area::Standing::Draft;
    let names: Vec<&str> = areas.iter().filter(is_draft).map(|area| area.name.as_str()).collect();
    if names.is_empty() {
        return None;
    }
    if names.len() == areas.len() {
        let all = language.pick(
            "Områdenas gränser är utkast att bekräfta.",
            "The areas' boundaries are drafts to be confirmed.",
        );
        return Some(all.to_owned());
    }
    let names = names.join(", ");
    Some(language.pick(
        format!("Utkast att bekräfta: gränsen för {names}."),
        format!("Draft to be confirmed: the boundary of {names}."),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::Swedish;

    #[test]
    fn areas_at_risk_are_named_with_the_time_that_is_left() {
        let area = |name: &str, standing| AreaOutlook {
            id: "a".parse().expect("an area's id"),
            name: name.to_owned(),
            standing,
            source: Source::Server,
            days_since: None,
            distance_m: None,
            drawing: domain::area::Standing::Draft,
        };
        let risky = |name| area(name, Standing::AtRisk { left_s: 28 * 3600 });
        let open = || area("Flemingsberg C", Standing::Open { left_s: 300_000 });
        let said = |areas: &[AreaOutlook]| at_risk(Swedish, areas).unwrap_or_default();
        assert_eq!(said(&[open()]), "");
        assert_eq!(said(&[open(), risky("Skogås C")]), "Skogås C saknas denna vecka, 1 dag 4 timmar kvar.");
        let three = [risky("Skogås C"), risky("Huddinge C"), open(), risky("Vårby C")];
        assert_eq!(said(&three), "Skogås C, Huddinge C och Vårby C saknas denna vecka, 1 dag 4 timmar kvar.");
    }

    #[test]
    fn distances_read_as_people_say_them() {
        let said = |distance_m| distance(Swedish, distance_m);
        assert_eq!(
            [0.0, 7.0, 346.0, 2_449.0, 16_020.0].map(said),
            ["du är här", "10 m", "350 m", "2,4 km", "16 km"]
        );
    }
}
