//! The words for activities, on the phone and at the desk: what a form asks, what is wrong at a field, and an activity in one
//! line. Nothing is decided here.

use domain::activity::{Activity, Fault, Field, MAX_REACHED, Party};
use domain::day::Day;
use domain::walk::Walk;

use super::Language;
use super::moment;

/// A fixed text about activities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named for what it says")]
pub enum Word {
    Activity,
    Log,
    Save,
    Correct,
    Withdraw,
    WithdrawHelp,
    NoPromises,
    NotHere,
    Elsewhere,
    LookAtFields,
    // At the desk.
    Choose,
    ShowAll,
    NothingToLog,
    NoneYet,
    Change,
    Outside,
    TakenBack,
    Corrected,
    Why,
    SaveCorrection,
    LoggedBefore,
    Outdated,
}

impl Word {
    /// Returns the text in a language.
    pub fn say(self, language: Language) -> &'static str {
        let (swedish, english) = match self {
            Word::Activity => ("Insats", "Activity"),
            Word::Log => ("Logga en insats", "Log an activity"),
            Word::Save => ("Spara insatsen", "Save the activity"),
            Word::Correct => ("Rätta insatsen", "Correct the activity"),
            Word::Withdraw => ("Ta tillbaka insatsen", "Withdraw the activity"),
            Word::WithdrawHelp => (
                "Insatsen räknas inte längre, men den och ditt skäl finns kvar.",
                "The activity will no longer count, but it and your reason are kept.",
            ),
            Word::NoPromises => (
                "Här finns inga löften att logga för. De hämtas när telefonen når servern.",
                "There are no promises to log for here. They are fetched when the phone reaches the server.",
            ),
            Word::NotHere => {
                ("Insatsen finns inte på den här telefonen.", "The activity is not on this phone.")
            }
            Word::Elsewhere => ("Annan plats", "Elsewhere"),
            Word::Choose => ("Välj …", "Choose …"),
            Word::ShowAll => ("Visa alla", "Show all"),
            Word::NothingToLog => (
                "Inget av periodens löften följs genom insatser.",
                "None of the period’s promises is followed by activities.",
            ),
            Word::NoneYet => ("Inga insatser är loggade än.", "No activities are logged yet."),
            Word::Change => ("Ändra", "Change"),
            Word::Outside => ("Ligger utanför löftets tid.", "Lies outside the time of the promise."),
            Word::TakenBack => ("Tagen tillbaka", "Taken back"),
            Word::Corrected => ("Rättad", "Corrected"),
            Word::Why => ("Varför tas den tillbaka?", "Why is it taken back?"),
            Word::SaveCorrection => ("Spara rättelsen", "Save the correction"),
            Word::LoggedBefore => (
                "Den här insatsen loggades när formuläret skickades förra gången. Rätta den i listan.",
                "This activity was logged when the form was sent last time. Correct it in the list.",
            ),
            Word::Outdated => (
                "Insatsen har ändrats sedan du öppnade den. Se hur den är nu, och spara igen.",
                "The activity has changed since you opened it. See how it is now, and save again.",
            ),
            Word::LookAtFields => ("Se de markerade fälten.", "See the marked fields."),
        };
        language.pick(swedish, english)
    }
}

/// Says what a form asks at a field.
pub fn asked(language: Language, field: Field) -> &'static str {
    let (swedish, english) = match field {
        Field::Promise => ("För vilket löfte?", "For which promise?"),
        Field::Day => ("Datum", "Date"),
        Field::Area => ("Var?", "Where?"),
        Field::Place => ("Plats, om den behövs", "Place, if it is needed"),
        Field::Parties => ("Vilka deltog?", "Who took part?"),
        Field::Reached => ("Antal som nåddes, om ni räknade", "How many were reached, if you counted"),
        Field::Note => ("Kort anteckning, inga namn", "Short note, no names"),
        Field::Reason => ("Varför ändrar du?", "Why do you change it?"),
    };
    language.pick(swedish, english)
}

/// Names who took part.
pub fn party(language: Language, party: Party) -> &'static str {
    let (swedish, english) = match party {
        Party::Police => ("Polisen", "The police"),
        Party::Municipality => ("Kommunen", "The municipality"),
        Party::Others => ("Andra", "Others"),
    };
    language.pick(swedish, english)
}

/// Says what is wrong at a field, and so what is to be done.
pub fn fault(language: Language, field: Field, fault: Fault) -> String {
    let fixed = match (field, fault) {
        (Field::Promise, Fault::Missing) => ("Välj ett löfte.", "Choose a promise."),
        (Field::Promise, Fault::NotLogged) => (
            "Det löftet följs av sig självt. Välj ett annat.",
            "That promise is followed by itself. Choose another.",
        ),
        (Field::Promise, _) => {
            ("Löftet finns inte. Välj ett annat.", "There is no such promise. Choose another.")
        }
        (Field::Day, Fault::Missing) => ("Fyll i datum.", "Fill in the date."),
        (Field::Day, Fault::InFuture) => ("Den dagen har inte varit än.", "That day has not come yet."),
        (Field::Day, Fault::OutOfPeriod) => {
            ("Den dagen ligger utanför löftets tid.", "That day lies outside the time of the promise.")
        }
        (Field::Day, _) => ("Skriv en dag som 2026-11-24.", "Write a day such as 2026-11-24."),
        (Field::Area, _) => ("Området finns inte. Välj ett annat.", "There is no such area. Choose another."),
        (Field::Parties, _) => ("Välj minst en.", "Choose at least one."),
        (Field::Reached, Fault::TooMany) => return at_most(language, MAX_REACHED),
        (Field::Reached, _) => (
            "Skriv ett helt tal från 1, eller lämna tomt.",
            "Write a whole number from 1, or leave it empty.",
        ),
        (Field::Note, Fault::Again) => (
            "Samma insats är redan loggad. Var det en till, skriv här vad som skiljer dem.",
            "The same activity is logged already. If there was another, write here what sets them apart.",
        ),
        (Field::Reason, Fault::Missing) => ("Skriv varför, med några ord.", "Say why, in a few words."),
        (Field::Reason, _) => return too_long(language, Walk::MAX_REASON),
        (Field::Place | Field::Note, _) => return too_long(language, domain::activity::MAX_TEXT),
    };
    language.pick(fixed.0, fixed.1).to_owned()
}

fn at_most(language: Language, n: u32) -> String {
    let (thousands, rest) = (n / 1000, n % 1000);
    language.pick(
        format!("Högst {thousands}\u{a0}{rest:03}. Räknade du rätt?"),
        format!("At most {thousands},{rest:03}. Did you count right?"),
    )
}

fn too_long(language: Language, max: usize) -> String {
    language.pick(format!("Högst {max} tecken."), format!("At most {max} characters."))
}

/// Returns an activity's day: "tis 24 nov", with the year where it is not this one.
pub fn day(language: Language, day: Day, today: Day) -> String {
    let noon = day.start().plus_s(12 * 3600);
    if day.year() == today.year() {
        moment::day(language, noon)
    } else {
        moment::day_and_year(language, noon)
    }
}

/// Returns where an activity was, if that was told: "Skogås C, Skogåsskolan".
pub fn place(activity: &Activity, area: Option<&str>) -> Option<String> {
    match (area, activity.place.as_deref()) {
        (Some(area), Some(place)) => Some(format!("{area}, {place}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}

/// Returns who took part: "Polisen, kommunen".
pub fn parties(language: Language, activity: &Activity) -> String {
    let names: Vec<String> = activity.parties.iter().map(|it| party(language, *it).to_lowercase()).collect();
    let names = names.join(", ");
    let mut letters = names.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

/// Returns how many were reached, if that was told: "34 nåddes".
pub fn reached(language: Language, activity: &Activity) -> Option<String> {
    activity.n_reached.map(|n| language.pick(format!("{n} nåddes"), format!("{n} reached")))
}

/// Returns an activity in one line: "tis 24 nov · Skogås C, Skogåsskolan · 34 nåddes".
pub fn line(language: Language, activity: &Activity, area: Option<&str>, today: Day) -> String {
    let parts = [place(activity, area), reached(language, activity)];
    let day = day(language, activity.day, today);
    std::iter::once(day).chain(parts.into_iter().flatten()).collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, Swedish};
    use expect_test::expect;

    fn activity() -> Activity {
        Activity {
            id: "00000000-0000-0000-0000-000000000001".parse().expect("an id"),
            promise: "00000000-0000-0000-0000-000000000002".parse().expect("an id"),
            day: "2026-11-24".parse().expect("a day"),
            area: Some("skogas-c".parse().expect("an area's id")),
            place: Some("Skogåsskolan".to_owned()),
            parties: [Party::Municipality, Party::Police].into(),
            n_reached: Some(34),
            note: None,
        }
    }

    #[test]
    fn an_activity_reads_in_one_line() {
        let today = "2026-11-27".parse().expect("a day");
        let told = |language| line(language, &activity(), Some("Skogås C"), today);
        assert_eq!(told(Swedish), "tis 24 nov · Skogås C, Skogåsskolan · 34 nåddes");
        assert_eq!(told(English), "Tue 24 Nov · Skogås C, Skogåsskolan · 34 reached");
        let bare = Activity { area: None, place: None, n_reached: None, ..activity() };
        assert_eq!(line(Swedish, &bare, None, "2027-01-02".parse().expect("a day")), "tis 24 nov 2026");
        assert_eq!(parties(Swedish, &activity()), "Polisen, kommunen");
    }

    #[test]
    fn every_fault_says_what_to_do() {
        let told = |field, it| format!("{} | {}\n", fault(Swedish, field, it), fault(English, field, it));
        let all = [
            (Field::Promise, Fault::Missing),
            (Field::Promise, Fault::Unknown),
            (Field::Promise, Fault::NotLogged),
            (Field::Day, Fault::Missing),
            (Field::Day, Fault::NoDay),
            (Field::Day, Fault::InFuture),
            (Field::Day, Fault::OutOfPeriod),
            (Field::Area, Fault::Unknown),
            (Field::Place, Fault::TooLong),
            (Field::Parties, Fault::Missing),
            (Field::Reached, Fault::NoNumber),
            (Field::Reached, Fault::TooMany),
            (Field::Note, Fault::TooLong),
            (Field::Note, Fault::Again),
            (Field::Reason, Fault::Missing),
            (Field::Reason, Fault::TooLong),
        ];
        expect![[r#"
            Välj ett löfte. | Choose a promise.
            Löftet finns inte. Välj ett annat. | There is no such promise. Choose another.
            Det löftet följs av sig självt. Välj ett annat. | That promise is followed by itself. Choose another.
            Fyll i datum. | Fill in the date.
            Skriv en dag som 2026-11-24. | Write a day such as 2026-11-24.
            Den dagen har inte varit än. | That day has not come yet.
            Den dagen ligger utanför löftets tid. | That day lies outside the time of the promise.
            Området finns inte. Välj ett annat. | There is no such area. Choose another.
            Högst 200 tecken. | At most 200 characters.
            Välj minst en. | Choose at least one.
            Skriv ett helt tal från 1, eller lämna tomt. | Write a whole number from 1, or leave it empty.
            Högst 100 000. Räknade du rätt? | At most 100,000. Did you count right?
            Högst 200 tecken. | At most 200 characters.
            Samma insats är redan loggad. Var det en till, skriv här vad som skiljer dem. | The same activity is logged already. If there was another, write here what sets them apart.
            Skriv varför, med några ord. | Say why, in a few words.
            Högst 300 tecken. | At most 300 characters.
        "#]].assert_eq(&all.map(|(field, fault)| told(field, fault)).concat());
    }
}
