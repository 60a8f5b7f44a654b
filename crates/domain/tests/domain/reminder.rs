//! When supervisors are reminded: at given times, and over weeks of walks, failures and silence. It never sends a message.

use std::collections::BTreeSet;

use domain::id::AreaId;
use domain::reminder::{Channel, Fate, LetGo, Manner, Notice, Occasion, Outlook, Step, due, next, relieve};
use domain::time::WallTime;
use domain::week::Week;
use proptest::prelude::*;

const MANNER: Manner = Manner { from_hour: 7, late_days: 3, first_wait_s: 60 };

fn at(text: &str) -> WallTime {
    WallTime::parse(text).unwrap()
}

fn areas(names: &[&str]) -> BTreeSet<AreaId> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

fn channel(name: &str) -> Channel {
    Channel(name.to_owned())
}

fn outlook(at_risk: &[&str]) -> Outlook {
    Outlook { at_risk: areas(at_risk), kept: BTreeSet::new(), ended_was_followed: true }
}

fn risk(week: Week, names: &[&str]) -> Occasion {
    Occasion::AtRisk { week, areas: areas(names) }
}

fn notice(occasion: Occasion, fate: Fate) -> Notice {
    Notice { channel: channel("mail"), occasion, fate }
}

fn w(number: u8) -> Week {
    Week::new(2026, number).unwrap()
}

/// Says what is due on one channel.
fn said(now: &str, at_risk: &[&str], written: &[Notice]) -> String {
    let found = due(at(now), &MANNER, &[channel("mail")], &outlook(at_risk), written);
    let line = |notice: &Notice| {
        let what = match &notice.occasion {
            Occasion::Ended { week } => format!("{week} ended"),
            Occasion::AtRisk { week, areas } => {
                let names: Vec<&str> = areas.iter().map(AreaId::as_str).collect();
                format!("{week} at risk in {}", names.join(" "))
            }
        };
        match notice.fate {
            Fate::LetGo(why) => format!("{what}: {why:?}"),
            _ => what,
        }
    };
    found.iter().map(line).collect::<Vec<_>>().join(", ")
}

#[test]
fn the_week_that_ended_is_told_on_monday_morning_and_for_three_days_at_most() {
    assert_eq!(said("2026-11-29T23:59:00+01:00", &[], &[]), "2026-W47 ended: TooLate");
    assert_eq!(said("2026-11-30T00:00:00+01:00", &[], &[]), "");
    assert_eq!(said("2026-11-30T06:59:59+01:00", &[], &[]), "");
    assert_eq!(said("2026-11-30T07:00:00+01:00", &[], &[]), "2026-W48 ended");
    assert_eq!(said("2026-12-02T23:59:59+01:00", &[], &[]), "2026-W48 ended");
    assert_eq!(said("2026-12-03T07:00:00+01:00", &[], &[]), "2026-W48 ended: TooLate");
    for fate in [Fate::Sent, Fate::Refused, Fate::LetGo(LetGo::TooLate)] {
        let written = [notice(Occasion::Ended { week: w(48) }, fate)];
        assert_eq!(said("2026-11-30T07:00:00+01:00", &[], &written), "", "{fate:?}");
    }
}

#[test]
fn a_week_in_which_no_area_was_followed_is_not_told() {
    let new = Outlook { at_risk: BTreeSet::new(), kept: BTreeSet::new(), ended_was_followed: false };
    let found = due(at("2026-11-30T07:00:00+01:00"), &MANNER, &[channel("mail")], &new, &[]);
    assert_eq!(found, []);
}

#[test]
fn areas_at_risk_are_told_together_in_the_morning_and_each_once() {
    let ended = notice(Occasion::Ended { week: w(47) }, Fate::Sent);
    let both = ["skogas-c", "varby-c"];
    // Saturday midnight is when a week is at risk by default.
    assert_eq!(said("2026-11-28T00:00:01+01:00", &both, std::slice::from_ref(&ended)), "");
    let saturday = "2026-11-28T07:00:00+01:00";
    assert_eq!(said(saturday, &both, std::slice::from_ref(&ended)), "2026-W48 at risk in skogas-c varby-c");
    for fate in [Fate::Sent, Fate::Refused, Fate::Waiting { next_try: at(saturday) }] {
        let one = [ended.clone(), notice(risk(w(48), &["skogas-c"]), fate)];
        assert_eq!(said(saturday, &both, &one), "2026-W48 at risk in varby-c", "{fate:?}");
        assert_eq!(said(saturday, &both[..1], &one), "", "{fate:?}");
    }
    // Kept before it went out, then a walk was left out: nobody has been told yet.
    let let_go = [ended, notice(risk(w(48), &both), Fate::LetGo(LetGo::NoLongerAtRisk))];
    assert_eq!(said(saturday, &both, &let_go), "2026-W48 at risk in skogas-c varby-c");
}

#[test]
fn each_channel_is_told_for_itself() {
    let channels = ["hook", "mail"].map(channel);
    let written = [notice(Occasion::Ended { week: w(48) }, Fate::Sent)];
    let found = due(at("2026-11-30T08:00:00+01:00"), &MANNER, &channels, &outlook(&[]), &written);
    assert_eq!(found.iter().map(|notice| notice.channel.0.as_str()).collect::<Vec<_>>(), ["hook"]);
}

#[track_caller]
fn check_next(now: &str, occasion: Occasion, at_risk: &[&str], expected: Step) {
    let waiting = notice(occasion, Fate::Waiting { next_try: at("2026-11-28T08:00:00+01:00") });
    assert_eq!(next(at(now), &MANNER, &waiting, &outlook(at_risk)), expected, "{now}");
}

#[test]
fn what_waits_is_sent_as_far_as_it_still_holds() {
    let both = || risk(w(48), &["skogas-c", "varby-c"]);
    let one = || risk(w(48), &["varby-c"]);
    let send = |occasion| Step::Send(occasion);
    check_next("2026-11-28T07:59:59+01:00", both(), &["skogas-c", "varby-c"], Step::Rest);
    check_next("2026-11-28T08:00:00+01:00", both(), &["skogas-c", "varby-c"], send(both()));
    check_next("2026-11-28T08:00:00+01:00", both(), &["varby-c", "huddinge-c"], send(one()));
    // Kept while it waited; at night; after the week; and by a clock that was set back.
    check_next("2026-11-28T07:30:00+01:00", both(), &["huddinge-c"], Step::LetGo(LetGo::NoLongerAtRisk));
    check_next("2026-11-29T02:00:00+01:00", both(), &["varby-c"], Step::Rest);
    check_next("2026-11-30T00:00:00+01:00", both(), &["varby-c"], Step::LetGo(LetGo::TooLate));
    check_next("2026-11-22T12:00:00+01:00", both(), &["varby-c"], Step::Rest);

    let ended = |number| Occasion::Ended { week: w(number) };
    check_next("2026-11-30T07:00:00+01:00", ended(48), &[], send(ended(48)));
    check_next("2026-12-03T00:00:00+01:00", ended(48), &[], Step::LetGo(LetGo::TooLate));
    check_next("2026-11-28T12:00:00+01:00", ended(48), &[], Step::Rest);
    for fate in [Fate::Sent, Fate::Refused, Fate::LetGo(LetGo::TooLate)] {
        let settled = notice(ended(48), fate);
        assert_eq!(next(at("2026-11-30T08:00:00+01:00"), &MANNER, &settled, &outlook(&[])), Step::Rest);
    }
}

#[test]
fn who_was_told_of_a_risk_is_told_again_once_the_area_was_kept_in_between() {
    let saturday = "2026-11-28T08:00:00+01:00";
    let left_of = |notice: &Notice, kept: &[&str]| {
        relieve(at(saturday), notice, &Outlook { kept: areas(kept), ..outlook(&[]) })
    };
    let both = notice(risk(w(48), &["skogas-c", "varby-c"]), Fate::Sent);
    assert_eq!(left_of(&both, &["huddinge-c"]), None);
    let one = left_of(&both, &["skogas-c", "huddinge-c"]).unwrap();
    assert_eq!(one, notice(risk(w(48), &["varby-c"]), Fate::Sent));
    assert_eq!(
        said(saturday, &["skogas-c", "varby-c"], std::slice::from_ref(&one)),
        "2026-W47 ended: TooLate, 2026-W48 at risk in skogas-c"
    );
    let none = left_of(&one, &["varby-c"]).unwrap();
    assert_eq!(none, notice(one.occasion, Fate::LetGo(LetGo::NoLongerAtRisk)));
    assert_eq!(left_of(&none, &["varby-c"]), None);

    // Neither at risk nor kept, as when the clock was set back, is no relief; nor is what was not sent, or of another week.
    assert_eq!(left_of(&both, &[]), None);
    for fate in [Fate::Refused, Fate::Waiting { next_try: at(saturday) }] {
        assert_eq!(left_of(&notice(both.occasion.clone(), fate), &["varby-c"]), None, "{fate:?}");
    }
    assert_eq!(left_of(&notice(risk(w(47), &["varby-c"]), Fate::Sent), &["varby-c"]), None);
    assert_eq!(left_of(&notice(Occasion::Ended { week: w(48) }, Fate::Sent), &["varby-c"]), None);
}

#[test]
fn waits_double_up_to_an_hour() {
    assert_eq!([1, 2, 3, 7, 99].map(|n| MANNER.wait_s(n)), [60, 120, 240, 3600, 3600]);
    let slow = Manner { first_wait_s: 7200, ..MANNER };
    assert_eq!([0, 1, 5].map(|n| slow.wait_s(n)), [7200; 3]);
}

/// What happens until the next look: time passes, a walk keeps an area or is withdrawn, and the channels answer.
#[derive(Debug, Clone)]
struct Turn {
    passes_min: i64,
    toggles: Option<usize>,
    answers: Answer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Taken,
    NotNow,
    Never,
}

const AREAS: [&str; 3] = ["flemingsberg-c", "huddinge-c", "skogas-c"];

fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let passes_min = prop_oneof![20 => 1i64..600, 4 => 600i64..4000, 1 => 4000i64..25_000];
    let answers = prop_oneof![5 => Just(Answer::Taken), 4 => Just(Answer::NotNow), 1 => Just(Answer::Never)];
    let one = (passes_min, prop::option::weighted(0.3, 0..AREAS.len()), answers);
    let turn = one.prop_map(|(passes_min, toggles, answers)| Turn { passes_min, toggles, answers });
    prop::collection::vec(turn, 1..120)
}

/// Everything that was said on a channel: an area at risk in a week, or with no area that the week has ended.
type Said = (Channel, Week, Option<AreaId>);

fn parts(channel: &Channel, occasion: &Occasion) -> Vec<Said> {
    match occasion {
        Occasion::Ended { week } => vec![(channel.clone(), *week, None)],
        Occasion::AtRisk { week, areas } => {
            areas.iter().map(|area| (channel.clone(), *week, Some(area.clone()))).collect()
        }
    }
}

proptest! {
    #[test]
    fn everything_at_risk_is_told_once_until_it_was_kept_and_never_of_a_kept_area(turns in turns()) {
        let channels = ["hook", "mail"].map(channel);
        let (mut now, mut written, mut said) =
                (at("2026-10-20T10:00:00+02:00"), Vec::<Notice>::new(), BTreeSet::<Said>::new());
        let mut kept: BTreeSet<AreaId> = BTreeSet::new();
        for turn in turns {
            let week_before = Week::of(now);
            now = now.plus_s(60 * turn.passes_min);
            if Week::of(now) != week_before {
                kept.clear();
            }
            if let Some(idx) = turn.toggles {
                let area: AreaId = AREAS[idx].parse().unwrap();
                if !kept.remove(&area) {
                    kept.insert(area);
                }
            }
            let is_late = Week::of(now).end().s_since(now) < 48 * 3600;
            let at_risk = if is_late { areas(&AREAS).difference(&kept).cloned().collect() } else { BTreeSet::new() };
            let outlook = Outlook { at_risk, kept: kept.clone(), ended_was_followed: true };
            let is_day = 7 <= now.local().hour;

            // What is kept at a look may be told once more, if it is at risk again.
            said.retain(|(_, _, area)| area.as_ref().is_none_or(|area| !kept.contains(area)));
            for notice in &mut written {
                *notice = relieve(now, notice, &outlook).unwrap_or_else(|| notice.clone());
            }
            written.extend(due(now, &MANNER, &channels, &outlook, &written));
            prop_assert_eq!(due(now, &MANNER, &channels, &outlook, &written), []);
            for notice in &mut written {
                match next(now, &MANNER, notice, &outlook) {
                    Step::Rest => {}
                    Step::LetGo(why) => notice.fate = Fate::LetGo(why),
                    Step::Send(about) => {
                        prop_assert!(is_day, "sent at night");
                        prop_assert!(now < about.expires(&MANNER));
                        for part in parts(&notice.channel, &about) {
                            prop_assert!(part.2.as_ref().is_none_or(|area| !kept.contains(area)), "a kept area was told");
                            prop_assert!(part.2.is_none() || part.1 == Week::of(now));
                            prop_assert!(!said.contains(&part), "told twice: {:?}", part);
                            if turn.answers == Answer::Taken {
                                said.insert(part);
                            }
                        }
                        notice.fate = match turn.answers {
                            Answer::Taken => Fate::Sent,
                            Answer::NotNow => Fate::Waiting { next_try: now.plus_s(300) },
                            Answer::Never => Fate::Refused,
                        };
                        notice.occasion = if turn.answers == Answer::Taken { about } else { notice.occasion.clone() };
                    }
                }
            }

            // By day, whatever is at risk was said, waits to be said or was refused.
            let of_fate = |is: fn(Fate) -> bool| -> BTreeSet<Said> {
                let such = written.iter().filter(|notice| is(notice.fate));
                such.flat_map(|notice| parts(&notice.channel, &notice.occasion)).collect()
            };
            let waits = of_fate(|fate| matches!(fate, Fate::Waiting { .. }));
            let refused = of_fate(|fate| fate == Fate::Refused);
            for channel in channels.iter().filter(|_| is_day) {
                for area in &outlook.at_risk {
                    let part = (channel.clone(), Week::of(now), Some(area.clone()));
                    let is_told = said.contains(&part) || waits.contains(&part) || refused.contains(&part);
                    prop_assert!(is_told, "nobody is told of {:?}", part);
                }
            }
        }
    }

    #[test]
    fn where_every_message_is_taken_all_is_told_by_the_first_look_of_a_day(turns in turns()) {
        let channels = [channel("mail")];
        let (mut now, mut written) = (at("2026-10-20T10:00:00+02:00"), Vec::<Notice>::new());
        for turn in turns {
            now = now.plus_s(60 * turn.passes_min);
            let outlook = outlook(if Week::of(now).end().s_since(now) < 48 * 3600 { &AREAS } else { &[] });
            written.extend(due(now, &MANNER, &channels, &outlook, &written));
            for notice in &mut written {
                if let Step::Send(_) = next(now, &MANNER, notice, &outlook) {
                    notice.fate = Fate::Sent;
                }
            }
            let waits = written.iter().any(|notice| matches!(notice.fate, Fate::Waiting { .. }));
            prop_assert!(!waits, "something was not told");
        }
        // One digest a week at most, and one report of each week.
        let occasions: BTreeSet<Week> = written.iter().map(|notice| notice.occasion.week()).collect();
        prop_assert!(written.len() <= 2 * occasions.len());
    }
}
