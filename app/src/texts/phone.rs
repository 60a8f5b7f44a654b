//! The phone's sentences: words around figures and names that other pages have decided. No figure is decided here.

pub mod areas;
pub mod diagnosis;
pub mod storage;
pub mod walk;
pub mod word;

use domain::time::WallTime;
use sync::engine::{Failure, Phase, Status};
use sync::wire::Refusal;

use super::Language;
use super::moment::{counted, near};
use crate::outlook::count::Count;
use crate::outlook::own_walks::{Part, Whereabouts};
use crate::outlook::told_span::BadSpan;
use word::Word;

/// What the line about the sync speaks of.
#[derive(Debug, Clone, Copy)]
pub struct SyncSeen<'a> {
    /// How the sync stands.
    pub status: &'a Status,
    /// What waits.
    pub waiting: Count,
    /// Now, by the phone's clock.
    pub now: WallTime,
}

/// Says how much: "1 pass", "3 pass", "2 insatser", "1 pass och 2 insatser".
fn things(language: Language, n: Count) -> String {
    let say = |n, nouns| counted(u32::try_from(n).unwrap_or(u32::MAX), nouns);
    let walks = say(n.n_walks, language.pick(("pass", "pass"), ("walk", "walks")));
    let activities = say(n.n_activities, language.pick(("insats", "insatser"), ("activity", "activities")));
    match (n.n_walks, n.n_activities) {
        (_, 0) => walks,
        (0, _) => activities,
        _ => format!("{walks} {} {activities}", language.pick("och", "and")),
    }
}

/// Says what waits and how old the picture is. That all is sent it says only when nothing waits.
pub fn sync_line(language: Language, seen: &SyncSeen<'_>) -> String {
    match seen.waiting {
        nothing if nothing.is_nothing() && seen.status.n_unsent == 0 => nothing_waits(language, seen),
        // An entry that this app cannot read still is somebody's walk.
        nothing if nothing.is_nothing() => {
            waits(language, &seen.status.phase, Count { n_walks: 1, ..nothing })
        }
        waiting => waits(language, &seen.status.phase, waiting),
    }
}

fn nothing_waits(language: Language, seen: &SyncSeen<'_>) -> String {
    let Some(last) = seen.status.last_contact else {
        return match &seen.status.phase {
            Phase::Busy | Phase::Resting => language.pick("Hämtar områdena …", "Fetching the areas …"),
            phase => obstacle(language, phase).unwrap_or_default(),
        }
        .to_owned();
    };
    let at = near(language, last, seen.now);
    match obstacle(language, &seen.status.phase) {
        Some(obstacle) => language
            .pick(format!("{obstacle} Läget är från {at}."), format!("{obstacle} Last known at {at}.")),
        // What was refused is still here alone: not all is sent.
        None if 0 < seen.status.n_parked => language.pick(
            format!("Allt är inte mottaget: se dina pass. Läget {at}."),
            format!("Not all is received: see your walks. As of {at}."),
        ),
        None => language.pick(format!("Allt är skickat. Läget {at}."), format!("All is sent. As of {at}.")),
    }
}

/// Says what stands in the way, if anything does.
fn obstacle(language: Language, phase: &Phase) -> Option<&'static str> {
    Some(match phase {
        Phase::Resting | Phase::Busy => return None,
        Phase::LoginNeeded => language.pick("Logga in för att hämta läget.", "Log in to fetch the latest."),
        Phase::UpdateNeeded => language.pick("Appen behöver uppdateras.", "The app needs an update."),
        Phase::StorageFailed(_) => {
            language.pick("Telefonens lagring svarar inte.", "The phone's storage does not answer.")
        }
        Phase::Waiting(Failure::Unreachable) => language.pick("Inget nät.", "No network."),
        Phase::Waiting(Failure::Busy { .. }) => language.pick("Servern är upptagen.", "The server is busy."),
        Phase::Waiting(Failure::Later(_)) => {
            language.pick("Servern tar inte emot just nu.", "The server takes nothing in just now.")
        }
        Phase::Waiting(_) => {
            language.pick("Servern svarar inte som den ska.", "The server does not answer as it should.")
        }
    })
}

fn waits(language: Language, phase: &Phase, waiting: Count) -> String {
    let walks = things(language, waiting);
    match phase {
        Phase::Busy => language.pick(format!("Skickar {walks} …"), format!("Sending {walks} …")),
        Phase::LoginNeeded => language.pick(
            format!("Logga in för att skicka. {walks} väntar, sparade på telefonen."),
            format!("Log in to send. {walks} waiting, saved on the phone."),
        ),
        Phase::Resting => {
            language.pick(format!("{walks} väntar på att skickas."), format!("{walks} waiting to be sent."))
        }
        Phase::Waiting(Failure::Unreachable) => language.pick(
            format!("{walks} sparade på telefonen. Skickas när det finns nät."),
            format!("{walks} saved on the phone. Sent when there is a network."),
        ),
        phase => {
            let obstacle = obstacle(language, phase).unwrap_or_default();
            language.pick(
                format!("{obstacle} {walks} ligger kvar på telefonen och skickas senare."),
                format!("{obstacle} {walks} kept on the phone, sent later."),
            )
        }
    }
}

/// Says that the server refused walks or activities.
pub fn refused_things(language: Language, n: Count) -> String {
    let walks = things(language, n);
    language.pick(
        format!("{walks} togs inte emot av servern. Se vad som behövs."),
        format!("{walks} not accepted by the server. See what is needed."),
    )
}

/// Says what another officer has left on this phone.
pub fn left_here(language: Language, shown_as: &str, n: Count, is_walking: bool) -> String {
    let walks = things(language, n);
    match (n.is_nothing(), is_walking) {
        (true, _) => language.pick(
            format!("Ett påbörjat pass av {shown_as} finns på den här telefonen."),
            format!("A started walk of {shown_as} is on this phone."),
        ),
        (_, false) => language.pick(
            format!("{walks} av {shown_as} väntar på den här telefonen."),
            format!("{walks} of {shown_as} waiting on this phone."),
        ),
        (_, true) => language.pick(
            format!("{walks} av {shown_as} väntar på den här telefonen, och ett påbörjat."),
            format!("{walks} of {shown_as} waiting on this phone, and a started one."),
        ),
    }
}

/// Says where a walk or an activity is.
pub fn whereabouts(language: Language, place: &Whereabouts, now: WallTime) -> String {
    match place {
        Whereabouts::Phone => language.pick("Bara på den här telefonen", "Only on this phone").to_owned(),
        Whereabouts::Server { since, receipt } => {
            let (since, receipt) = (near(language, *since, now), receipt.short());
            language.pick(
                format!("Hos servern sedan {since}, kvitto {receipt}"),
                format!("With the server since {since}, receipt {receipt}"),
            )
        }
        Whereabouts::Refused { part: Part::Walk | Part::Activity, .. } => language
            .pick(
                "Togs inte emot av servern. Sparat på telefonen.",
                "Not accepted by the server. Saved on the phone.",
            )
            .to_owned(),
        Whereabouts::Refused { part: Part::Amendment, .. } => language
            .pick("Ändringen togs inte emot av servern.", "The change was not accepted by the server.")
            .to_owned(),
    }
}

/// Says why the server refused an entry, what is safe and what to do.
pub fn refusal(language: Language, refusal: Refusal, part: Part) -> String {
    let what = match part {
        Part::Walk => language.pick("Passet", "The walk"),
        Part::Activity => language.pick("Insatsen", "The activity"),
        Part::Amendment => language.pick("Ändringen", "The change"),
    };
    let why = refusal_word(refusal).say(language);
    language.pick(
        format!("{what} togs inte emot av servern men finns kvar här. {why}"),
        format!("{what} was not accepted by the server but is still here. {why}"),
    )
}

/// Returns the words for why an entry was refused and what to do.
fn refusal_word(refusal: Refusal) -> Word {
    match refusal {
        Refusal::WrongHash => Word::RefusedWrongHash,
        Refusal::Forked => Word::RefusedForked,
        Refusal::Malformed => Word::RefusedMalformed,
        Refusal::TooLarge => Word::RefusedTooLarge,
        Refusal::UnknownArea => Word::RefusedUnknownArea,
        Refusal::ImpossibleWalk => Word::RefusedImpossible,
        Refusal::NotYours => Word::RefusedNotYours,
        Refusal::UnknownPromise => Word::RefusedUnknownPromise,
        Refusal::ImpossibleActivity => Word::RefusedImpossibleActivity,
        Refusal::Other => Word::RefusedOther,
    }
}

/// Says what is wrong with a span that was filled in.
pub fn bad_span(language: Language, bad: BadSpan) -> &'static str {
    let word = match bad {
        BadSpan::Missing => Word::SpanMissing,
        BadSpan::Empty => Word::SpanEmpty,
        BadSpan::Future => Word::SpanFuture,
    };
    word.say(language)
}

/// Says that a log-in may be tried again, and when.
pub fn come_back(language: Language, after_s: u32) -> String {
    let wait = counted(after_s.max(1), language.pick(("sekund", "sekunder"), ("second", "seconds")));
    language.pick(
        format!("För många försök. Försök igen om {wait}."),
        format!("Too many tries. Try again in {wait}."),
    )
}

/// Says who is logged in.
pub fn logged_in_as(language: Language, shown_as: &str) -> String {
    language.pick(format!("Telefonen används av {shown_as}."), format!("The phone is used by {shown_as}."))
}

/// Says how much waits on this phone, and that it stays.
pub fn waits_here(language: Language, waiting: Count) -> Option<String> {
    let walks = things(language, waiting);
    (!waiting.is_nothing()).then(|| {
        language.pick(
            format!("{walks} väntar. De ligger kvar på telefonen, också när någon annan loggar in."),
            format!("{walks} waiting. They stay on the phone, even when somebody else logs in."),
        )
    })
}

/// Names the app's version.
pub fn version(language: Language) -> String {
    let version = env!("CARGO_PKG_VERSION");
    language.pick(format!("Kvart, version {version}"), format!("Kvart, version {version}"))
}

/// Names a language in itself.
pub fn language_name(language: Language) -> &'static str {
    language.pick("Svenska", "English")
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, Swedish};
    use sync::engine::Status;

    fn at(text: &str) -> WallTime {
        WallTime::parse(&format!("{text}:00+01:00")).unwrap()
    }

    #[track_caller]
    fn check(n_unsent: usize, n_waiting: usize, phase: Phase, expected: expect_test::Expect) {
        check_parked(0, n_unsent, n_waiting, phase, expected);
    }

    #[track_caller]
    fn check_parked(
        n_parked: usize,
        n_unsent: usize,
        n_waiting: usize,
        phase: Phase,
        expected: expect_test::Expect,
    ) {
        let status = Status { n_unsent, n_parked, phase, last_contact: Some(at("2026-11-24T10:42")) };
        let waiting = Count { n_walks: n_waiting, n_activities: 0 };
        let seen = SyncSeen { status: &status, waiting, now: at("2026-11-24T22:00") };
        expected.assert_eq(&format!("{}\n{}", sync_line(Swedish, &seen), sync_line(English, &seen)));
    }

    #[test]
    fn all_is_sent_only_when_nothing_waits() {
        check(
            0,
            0,
            Phase::Resting,
            expect_test::expect![[r#"
            Allt är skickat. Läget 10:42.
            All is sent. As of 10:42."#]],
        );
        check(
            0,
            0,
            Phase::Waiting(Failure::Unreachable),
            expect_test::expect![[r#"
            Inget nät. Läget är från 10:42.
            No network. Last known at 10:42."#]],
        );
        check(
            1,
            0,
            Phase::Resting,
            expect_test::expect![[r#"
            1 pass väntar på att skickas.
            1 walk waiting to be sent."#]],
        );
        check(
            3,
            2,
            Phase::Waiting(Failure::Unreachable),
            expect_test::expect![[r#"
            2 pass sparade på telefonen. Skickas när det finns nät.
            2 walks saved on the phone. Sent when there is a network."#]],
        );
        check(
            1,
            1,
            Phase::LoginNeeded,
            expect_test::expect![[r#"
            Logga in för att skicka. 1 pass väntar, sparade på telefonen.
            Log in to send. 1 walk waiting, saved on the phone."#]],
        );
        check(
            1,
            1,
            Phase::Waiting(Failure::Broken(500)),
            expect_test::expect![[r#"
            Servern svarar inte som den ska. 1 pass ligger kvar på telefonen och skickas senare.
            The server does not answer as it should. 1 walk kept on the phone, sent later."#]],
        );
    }

    #[test]
    fn it_never_says_that_all_is_sent_while_one_entry_is_refused() {
        check_parked(
            1,
            0,
            0,
            Phase::Resting,
            expect_test::expect![[r#"
            Allt är inte mottaget: se dina pass. Läget 10:42.
            Not all is received: see your walks. As of 10:42."#]],
        );
        check_parked(
            1,
            1,
            1,
            Phase::Busy,
            expect_test::expect![[r#"
            Skickar 1 pass …
            Sending 1 walk …"#]],
        );
    }

    #[test]
    fn walks_and_activities_are_counted_apart() {
        let told = |n_walks, n_activities| things(Swedish, Count { n_walks, n_activities });
        assert_eq!(told(0, 1), "1 insats");
        assert_eq!(told(2, 3), "2 pass och 3 insatser");
        assert_eq!(things(English, Count { n_walks: 1, n_activities: 1 }), "1 walk and 1 activity");
    }

    #[test]
    fn a_walk_says_where_it_is() {
        let told = |place| {
            let now = at("2026-11-24T22:00");
            format!("{} | {}", whereabouts(Swedish, &place, now), whereabouts(English, &place, now))
        };
        let server =
            Whereabouts::Server { since: at("2026-11-24T10:42"), receipt: domain::id::EntryHash([0x4f; 32]) };
        assert_eq!(
            told(server),
            "Hos servern sedan 10:42, kvitto 4f4f4f4f | With the server since 10:42, receipt 4f4f4f4f"
        );
        assert_eq!(told(Whereabouts::Phone), "Bara på den här telefonen | Only on this phone");
    }
}
