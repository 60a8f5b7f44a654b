//! The phones in words: the sentence above them, what is to be done, what a version says. No figure is decided here.

use domain::time::WallTime;
use sync::wire::Refusal;

use super::prose::{capitalised, enumeration};
use crate::desk::phone_record::{Done, Loss, Said};
use crate::desk::phone_standing::{Concern, PhonesSheet, Restored};
use crate::texts::Language;
use crate::texts::moment::{self, counted, length};

/// Returns a number of phones or entries in running text, of common gender: "en", "fem", "13".
fn number(language: Language, n: usize) -> String {
    if n == 1 { language.pick("en", "one").to_owned() } else { super::prose::number(language, n) }
}

/// Says how many entries: "1 post", "3 poster".
pub fn entries(language: Language, n: u64) -> String {
    let n = u32::try_from(n).unwrap_or(u32::MAX);
    counted(n, language.pick(("post", "poster"), ("entry", "entries")))
}

/// Says how the phones stand: "Alla fem telefoner har hört av sig denna vecka." The first sentence is returned apart from
/// what is to be done.
pub fn headline(language: Language, sheet: &PhonesSheet) -> (String, String) {
    let (n, all) = (sheet.n_heard, sheet.n_in_use);
    let first = match (n, all) {
        (_, 0) => language.pick("Ingen telefon är i bruk.", "No phone is in use.").to_owned(),
        (0, 1) => language
            .pick("Telefonen har inte hört av sig denna vecka.", "The phone has not been heard of this week.")
            .to_owned(),
        (1, 1) => language
            .pick("Telefonen har hört av sig denna vecka.", "The phone has been heard of this week.")
            .to_owned(),
        (2, 2) => language
            .pick(
                "Båda telefonerna har hört av sig denna vecka.",
                "Both phones have been heard of this week.",
            )
            .to_owned(),
        (0, _) => language.pick(
            format!("Ingen av {} telefoner har hört av sig denna vecka.", number(language, all)),
            format!("None of {} phones has been heard of this week.", number(language, all)),
        ),
        (n, all) if n == all => language.pick(
            format!("Alla {} telefoner har hört av sig denna vecka.", number(language, all)),
            format!("All {} phones have been heard of this week.", number(language, all)),
        ),
        (n, all) => {
            let (n, all, has) =
                (number(language, n), number(language, all), if n == 1 { "has" } else { "have" });
            capitalised(&language.pick(
                format!("{n} av {all} telefoner har hört av sig denna vecka."),
                format!("{n} of {all} phones {has} been heard of this week."),
            ))
        }
    };
    (
        first,
        sheet.pressing.map_or_else(|| nothing_to_do(language, all), |(what, n)| pressing(language, what, n)),
    )
}

fn nothing_to_do(language: Language, n_in_use: usize) -> String {
    if n_in_use == 0 {
        return String::new();
    }
    language.pick("Inget behöver göras.", "Nothing needs to be done.").to_owned()
}

/// Says what needs attention most, and on how many phones.
fn pressing(language: Language, concern: Concern, n_phones: usize) -> String {
    let many = 1 < n_phones;
    let phones = capitalised(&language.pick(
        format!("{} {}", number(language, n_phones), if many { "telefoner" } else { "telefon" }),
        format!("{} {}", number(language, n_phones), if many { "phones" } else { "phone" }),
    ));
    let (have, it) = if many { ("have", "them") } else { ("has", "it") };
    let (den, holder) = if many { ("dem", "dem som har dem") } else { ("den", "den som har den") };
    match concern {
        Concern::Gone { .. } => language.pick(
            format!("{phones} har berättat om pass som inte längre finns på {den}: fråga vad som saknas och logga det i efterhand."),
            format!("{phones} {have} told of walks that are no longer there: ask what is missing and log it afterwards."),
        ),
        Concern::Forked { .. } => language.pick(
            format!("{phones} har skrivit två versioner av samma post: öppna och bestäm vad som gäller."),
            format!("{phones} {have} written two versions of the same entry: open and decide what holds."),
        ),
        Concern::Lost { .. } => language.pick(
            format!("{phones} har förlorat pass ur sin lagring: fråga vad som saknas och logga det i efterhand."),
            format!("{phones} {have} lost walks from storage: ask what is missing and log it afterwards."),
        ),
        Concern::Refused { .. } => language.pick(
            format!("{phones} har pass som inte togs emot: öppna och se varför."),
            format!("{phones} {have} walks that were not accepted: open and see why."),
        ),
        Concern::Missing { .. } => language.pick(
            format!("{phones} har mer att skicka: be {holder} att öppna Kvart där det finns nät."),
            format!("{phones} {have} more to send: ask whoever holds {it} to open Kvart where there is a network."),
        ),
        Concern::Waiting { .. } => language.pick(
            format!("{phones} har haft pass liggande i mer än ett dygn: be {holder} att öppna Kvart där det finns nät."),
            format!("{phones} {have} kept walks for more than a day: ask whoever holds {it} to open Kvart where there is a network."),
        ),
        Concern::Silent { .. } => language.pick(
            format!("{phones} håller förra veckan öppen: be {holder} att öppna Kvart, eller ta {den} ur bruk."),
            format!(
                "{phones} {} last week open: ask whoever holds {it} to open Kvart, or take {it} out of use.",
                if many { "hold" } else { "holds" }
            ),
        ),
        Concern::Closed => language.pick(
            format!("{phones} hör till ett stängt konto: ta {den} ur bruk när allt har kommit."),
            format!(
                "{phones} {} to a closed account: take {it} out of use once all has come.",
                if many { "belong" } else { "belongs" }
            ),
        ),
        Concern::Clock { .. } => language.pick(
            format!("{phones} har fel tid: be {holder} att ställa klockan."),
            format!("{phones} {have} the wrong time: ask whoever holds {it} to set the clock."),
        ),
        Concern::Fleeting => language.pick(
            format!("{phones} kan få sin lagring rensad: be {holder} att installera Kvart på hemskärmen."),
            format!("{phones} may have storage cleared: ask whoever holds {it} to install Kvart on the home screen."),
        ),
    }
}

/// Names what needs attention, in a few words.
pub fn concern(language: Language, concern: Concern) -> String {
    match concern {
        Concern::Gone { n } => language.pick(
            format!("{} kan inte komma tillbaka", entries(language, n)),
            format!("{} cannot come back", entries(language, n)),
        ),
        Concern::Forked { .. } => language
            .pick("Två versioner: bestäm vad som gäller", "Two versions: decide what holds")
            .to_owned(),
        Concern::Lost { n } => language.pick(
            format!("Lagringen förlorade högst {}", entries(language, n)),
            format!("Storage lost at most {}", entries(language, n)),
        ),
        Concern::Refused { n } => language.pick(
            format!("{} togs inte emot", entries(language, n)),
            format!("{} not accepted", entries(language, n)),
        ),
        Concern::Missing { n } => language
            .pick(format!("{} saknas", entries(language, n)), format!("{} missing", entries(language, n))),
        Concern::Waiting { n } => language.pick(
            format!("{} har väntat mer än ett dygn", entries(language, n)),
            format!("{} waiting for more than a day", entries(language, n)),
        ),
        Concern::Silent { since } => {
            let since = moment::day(language, since);
            language.pick(format!("Tyst sedan {since}"), format!("Silent since {since}"))
        }
        Concern::Closed => language.pick("Kontot är stängt", "The account is closed").to_owned(),
        Concern::Clock { ahead_s } => clock(language, ahead_s),
        Concern::Fleeting => language.pick("Lagringen kan rensas", "Storage may be cleared").to_owned(),
    }
}

/// Says how wrong a phone's clock is, given the server's less the phone's.
pub fn clock(language: Language, ahead_s: i64) -> String {
    let off_s = u32::try_from(ahead_s.unsigned_abs()).unwrap_or(u32::MAX);
    let off = if off_s < 60 { format!("{off_s} s") } else { length(language, off_s) };
    if 0 < ahead_s {
        language.pick(format!("Går {off} efter"), format!("{off} slow"))
    } else {
        language.pick(format!("Går {off} före"), format!("{off} fast"))
    }
}

/// Says what has become of the phones since the database was restored: what came back by itself is not told.
pub fn restored(language: Language, restored: &Restored) -> String {
    let at = moment::day_and_clock(language, restored.at);
    let told = language.pick(
        format!("Kvart återställdes från en säkerhetskopia {at}. Telefonerna skickar igen vad de har kvar."),
        format!("Kvart was restored from a backup {at}. Phones send again what they still keep."),
    );
    let unheard = match restored.n_unheard {
        0 => String::new(),
        n => {
            let word = capitalised(&number(language, n));
            language.pick(
                format!(" {word} av dem har inte hört av sig sedan dess."),
                format!(" {word} of them {} not been heard of since.", if n == 1 { "has" } else { "have" }),
            )
        }
    };
    let gone: Vec<String> = restored
        .gone
        .iter()
        .map(|(who, phone, n)| {
            let entries = entries(language, *n);
            language.pick(
                format!("{entries} från {who} (telefon {phone})"),
                format!("{entries} from {who} (phone {phone})"),
            )
        })
        .collect();
    let gone = if gone.is_empty() {
        String::new()
    } else {
        let gone = enumeration(language, &gone);
        language.pick(
            format!(" Det här kan inte komma tillbaka: {gone}."),
            format!(" This cannot come back: {gone}."),
        )
    };
    format!("{told}{unheard}{gone}")
}

/// Says how many entries wait and of when that is.
pub fn waiting(language: Language, n: u64, at: WallTime, now: WallTime) -> String {
    let at = moment::near(language, at, now);
    format!("{n} ({at})")
}

/// Says which places: "4", "7–9".
pub fn places(runs: &[(u64, u64)]) -> String {
    let run = |(first, last): &(u64, u64)| {
        if first == last { first.to_string() } else { format!("{first}–{last}") }
    };
    runs.iter().map(run).collect::<Vec<_>>().join(", ")
}

/// Names a place of the journal: "Plats 7".
pub fn place(language: Language, seq: u64) -> String {
    language.pick(format!("Plats {seq}"), format!("Place {seq}"))
}

/// Says how the journal stands: "57 poster, 56 här".
pub fn journal(language: Language, end: u64, n_held: u64) -> String {
    let all = entries(language, end);
    language.pick(format!("{all}, {n_held} här"), format!("{all}, {n_held} here"))
}

/// Says what an entry tells. `area` is what people call the walk's area.
pub fn said(language: Language, said: &Said, area: &str) -> String {
    match said {
        Said::Walk { began, elapsed_s, crew_size, .. } => {
            let (began, long) = (moment::day_and_clock(language, *began), moment::stopwatch(*elapsed_s));
            let crew = super::walk::people(language, *crew_size);
            language.pick(
                format!("Pass i {area}, {began}, {long}, {crew}"),
                format!("Walk in {area}, {began}, {long}, {crew}"),
            )
        }
        Said::Activity { day, .. } => {
            let day = moment::day(language, day.start());
            language.pick(format!("Insats {day}"), format!("Activity, {day}"))
        }
        Said::Correction { reason, .. } => {
            language.pick(format!("Rättelse: {reason}"), format!("Correction: {reason}"))
        }
        Said::Withdrawal { reason, .. } => {
            language.pick(format!("Återtagande: {reason}"), format!("Withdrawal: {reason}"))
        }
    }
}

/// Says since when a version is kept, and by which name: "Kom tis 24 nov 22:40, kvitto 4f2a91c0".
pub fn received(language: Language, received: WallTime, receipt: &str) -> String {
    let at = moment::day_and_clock(language, received);
    language.pick(format!("Kom {at}, kvitto {receipt}"), format!("Came {at}, receipt {receipt}"))
}

/// Says who decided what and why: "Gruppchef, tis 24 nov 22:40: Båda passen gicks".
pub fn decided(language: Language, who: &str, at: WallTime, why: &str) -> String {
    let at = moment::day_and_clock(language, at);
    if why.is_empty() { format!("{who}, {at}") } else { format!("{who}, {at}: {why}") }
}

/// Names what was done about a phone.
pub fn done(language: Language, what: Done) -> &'static str {
    match what {
        Done::Retired => language.pick("Togs ur bruk", "Taken out of use"),
        Done::Reinstated => language.pick("Togs i bruk igen", "Taken into use again"),
        Done::ForkTaken => language.pick("En andra version togs med", "A second version was taken"),
        Done::ForkDismissed => {
            language.pick("En andra version lämnades vid sidan", "A second version was left aside")
        }
    }
}

/// Says what had befallen a phone's storage.
pub fn loss(language: Language, loss: &Loss) -> String {
    let at = moment::day_and_clock(language, loss.received);
    let (back, lost) = (entries(language, loss.n_recovered), entries(language, loss.n_lost));
    let told = match loss.n_lost {
        0 => language.pick(
            format!("{at}: {back} räddades, inget förlorades."),
            format!("{at}: {back} saved, nothing lost."),
        ),
        _ => language.pick(
            format!("{at}: {back} räddades, högst {lost} förlorades."),
            format!("{at}: {back} saved, at most {lost} lost."),
        ),
    };
    match loss.replaces {
        Some(before) => {
            let before = before.short();
            language.pick(
                format!("{told} Den ersätter telefon {before}."),
                format!("{told} It replaces phone {before}."),
            )
        }
        None => told,
    }
}

/// Says why an entry was not accepted, and what to do.
pub fn refusal(language: Language, refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::WrongHash => language.pick(
            "Den skadades på telefonen eller på vägen. Be om att den skickas igen.",
            "It was damaged on the phone or on the way. Ask for it to be sent again.",
        ),
        Refusal::Forked => {
            language.pick("En annan post har samma plats.", "Another entry has the same place.")
        }
        Refusal::Malformed => language.pick(
            "Den går inte att läsa. Be om att den skickas igen när Kvart har uppdaterats.",
            "It cannot be read. Ask for it to be sent again once Kvart has been updated.",
        ),
        Refusal::TooLarge => {
            language.pick("Den är större än vad som tas emot.", "It is larger than what is taken.")
        }
        Refusal::UnknownArea => language.pick(
            "Området finns inte här. Lägg till det, eller be om en rättelse.",
            "The area is not known here. Add it, or ask for a correction.",
        ),
        Refusal::ImpossibleWalk => language.pick(
            "Tid eller antal går inte ihop. Be om att passet rättas.",
            "Times or people do not add up. Ask for the walk to be corrected.",
        ),
        Refusal::NotYours => language.pick(
            "Den ändrar något som någon annan har loggat.",
            "It changes what somebody else has logged.",
        ),
        Refusal::UnknownPromise => language.pick(
            "Löftet finns inte här. Be om att insatsen rättas.",
            "The promise is not known here. Ask for the activity to be corrected.",
        ),
        Refusal::ImpossibleActivity => language.pick(
            "Uppgifterna om insatsen går inte ihop. Be om att den rättas.",
            "What is told of the activity does not add up. Ask for it to be corrected.",
        ),
        Refusal::Other => language.pick("Skälet är inte känt här.", "The reason is not known here."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, Swedish};

    use crate::desk::phone_record::{Phone, PhoneBook};
    use crate::desk::phone_standing::tests::{NOW, at, phone};

    #[track_caller]
    fn check(phones: Vec<Phone>, swedish: &str, english: &str) {
        let sheet = PhonesSheet::of(PhoneBook { restored: None, phones }, at(NOW));
        let told = |language| {
            let (first, second) = headline(language, &sheet);
            format!("{first} {second}").trim_end().to_owned()
        };
        assert_eq!((told(Swedish).as_str(), told(English).as_str()), (swedish, english));
    }

    fn phones(n: u8) -> Vec<Phone> {
        (1..=n).map(|n| phone(n, "Polis")).collect()
    }

    #[test]
    fn the_sentence_comes_first_and_says_what_to_do() {
        check(vec![], "Ingen telefon är i bruk.", "No phone is in use.");
        check(
            phones(5),
            "Alla fem telefoner har hört av sig denna vecka. Inget behöver göras.",
            "All five phones have been heard of this week. Nothing needs to be done.",
        );
        check(
            phones(1),
            "Telefonen har hört av sig denna vecka. Inget behöver göras.",
            "The phone has been heard of this week. Nothing needs to be done.",
        );
        let mut three = phones(3);
        (three[1].contact, three[1].reported) = (at("2026-11-19T20:00"), at("2026-11-19T20:00"));
        check(
            three.clone(),
            "Två av tre telefoner har hört av sig denna vecka. En telefon håller förra veckan öppen: be den som har den att öppna Kvart, eller ta den ur bruk.",
            "Two of three phones have been heard of this week. One phone holds last week open: ask whoever holds it to open Kvart, or take it out of use.",
        );
        three[0].n_forked = 1;
        three[2].n_forked = 2;
        check(
            three,
            "Två av tre telefoner har hört av sig denna vecka. Två telefoner har skrivit två versioner av samma post: öppna och bestäm vad som gäller.",
            "Two of three phones have been heard of this week. Two phones have written two versions of the same entry: open and decide what holds.",
        );
    }

    #[test]
    fn a_restore_is_told_with_what_cannot_come_back() {
        let told = Restored {
            at: at("2026-11-24T10:00"),
            n_unheard: 1,
            gone: vec![("Polis 2".to_owned(), "ab12cd34".to_owned(), 2)],
        };
        assert_eq!(
            restored(Swedish, &told).replace('\u{a0}', " "),
            "Kvart återställdes från en säkerhetskopia tis 24 nov 10:00. Telefonerna skickar igen vad de har kvar. En av dem har inte hört av sig sedan dess. Det här kan inte komma tillbaka: 2 poster från Polis 2 (telefon ab12cd34)."
        );
    }

    #[test]
    fn small_things_read_well() {
        assert_eq!(places(&[(4, 4), (7, 9)]), "4, 7–9");
        assert_eq!(clock(Swedish, 400), "Går 6 minuter efter");
        assert_eq!(clock(English, -7200), "2 hours fast");
        assert_eq!(journal(Swedish, 57, 56), "57 poster, 56 här");
    }
}
