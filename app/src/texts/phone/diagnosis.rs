//! How this phone stands, in lines of a label and a value: to be read out over the telephone, and copied as they are. What
//! the browser does not tell is said to be unknown.

use sync::local_store::StoreError;

use super::refusal_word;
use super::storage::storage_fault;
use super::word::Word;
use crate::outlook::diagnosis::{Findings, JournalTally, Permission, Received, SecondCopy, WorkerState};
use crate::texts::Language;
use crate::texts::moment::{counted, day_and_clock, length};

/// A label and its value.
pub type Line = (&'static str, String);

/// Returns all lines, what matters most first.
pub fn lines(language: Language, found: &Findings) -> Vec<Line> {
    let unknown = || language.pick("okänt", "unknown").to_owned();
    let moment = |at| day_and_clock(language, at);
    let mut lines = journal_lines(language, &found.journal);
    let contact = found.last_contact.map_or_else(|| language.pick("ingen än", "none yet").to_owned(), moment);
    lines.push((language.pick("Senaste kontakt", "Last contact"), contact));
    lines.push((language.pick("Telefonens klocka", "Phone's clock"), moment(found.at)));
    let ahead = found.server_ahead_ms.map_or_else(unknown, |ahead_ms| server_ahead(language, ahead_ms));
    lines.push((language.pick("Serverns klocka", "Server's clock"), ahead));
    let positions = match found.positions {
        Permission::Granted => language.pick("tillåten", "allowed").to_owned(),
        Permission::Denied => language.pick("nekad", "denied").to_owned(),
        Permission::Prompt => language.pick("inte tillfrågad", "not asked for").to_owned(),
        Permission::Unknown => unknown(),
    };
    lines.push((language.pick("Position", "Position"), positions));
    let lasting = found.is_lasting.map_or_else(unknown, |is_lasting| match is_lasting {
        true => language.pick("rensas inte av telefonen", "not cleared by the phone").to_owned(),
        false => language.pick("kan rensas av telefonen", "may be cleared by the phone").to_owned(),
    });
    lines.push((language.pick("Lagringen", "Storage"), lasting));
    let copy = match &found.second_copy {
        SecondCopy::Making => language.pick("strax", "in a moment").to_owned(),
        SecondCopy::Kept(since) => {
            let since = moment(*since);
            language.pick(format!("finns, {since}"), format!("kept, {since}"))
        }
        SecondCopy::Unsupported => {
            language.pick("kan inte göras i den här webbläsaren", "not possible in this browser").to_owned()
        }
        SecondCopy::Failed(why) => language.pick(format!("misslyckades: {why}"), format!("failed: {why}")),
    };
    let copy = match &found.copy_damage {
        None => copy,
        Some(why) => language.pick(
            format!("{copy}. Den förra var skadad när Kvart öppnades: {why}"),
            format!("{copy}. The one before was damaged when Kvart was opened: {why}"),
        ),
    };
    lines.push((language.pick("Andra kopian", "Second copy"), copy));
    let room = found.stored_of.map_or_else(unknown, |(stored, all)| {
        let (stored, all) = (size(language, stored), size(language, all));
        language.pick(format!("{stored} av {all}"), format!("{stored} of {all}"))
    });
    lines.push((language.pick("Utrymme", "Space"), room));
    let worker = match found.worker {
        WorkerState::Active => language.pick("ja", "yes"),
        WorkerState::NewerWaits => language.pick("ja, ny version väntar", "yes, a new version waits"),
        WorkerState::Installing => language.pick("strax", "in a moment"),
        WorkerState::None => language.pick("nej", "no"),
    };
    lines.push((language.pick("Öppnar utan nät", "Opens without network"), worker.to_owned()));
    let build = found.build.as_deref().map_or_else(unknown, str::to_owned);
    lines.push((language.pick("App", "App"), format!("{}, {build}", found.app)));
    lines.push((language.pick("Telefonens id", "Phone's id"), found.device.short()));
    lines
}

/// Returns the lines as one text, under a heading.
pub fn text(language: Language, lines: &[Line]) -> String {
    let heading = format!("Kvart: {}", Word::Diagnosis.say(language));
    lines.iter().fold(heading, |text, (label, value)| format!("{text}\n{label}: {value}"))
}

fn journal_lines(language: Language, journal: &Result<JournalTally, StoreError>) -> Vec<Line> {
    let tally = match journal {
        Ok(tally) => tally,
        Err(error) => return vec![(language.pick("Sparat", "Saved"), storage_fault(language, error))],
    };
    let none = || language.pick("inget", "nothing").to_owned();
    let entries = |n: usize| {
        let n = u32::try_from(n).unwrap_or(u32::MAX);
        counted(n, language.pick(("post", "poster"), ("entry", "entries")))
    };
    let unsent = match (tally.n_unsent, tally.oldest_unsent) {
        (0, _) => none(),
        (n, None) => entries(n),
        (n, Some(oldest)) => {
            let (entries, oldest) = (entries(n), day_and_clock(language, oldest));
            language.pick(format!("{entries}, äldst {oldest}"), format!("{entries}, oldest {oldest}"))
        }
    };
    let mut lines = vec![(language.pick("Väntar på att skickas", "Waiting to be sent"), unsent)];
    let refused = language.pick("Togs inte emot", "Not accepted");
    for entry in &tally.refused {
        let why = refusal_word(entry.refusal).say(language);
        lines.push((refused, format!("{}. {why}", entry_name(language, entry.seq, &entry.hash.short()))));
    }
    if tally.refused.is_empty() {
        lines.push((refused, none()));
    }
    let last = tally.last_receipt.map(|Received { seq, hash, at }| {
        format!("{}, {}", entry_name(language, seq, &hash.short()), day_and_clock(language, at))
    });
    lines.push((language.pick("Senaste kvitto", "Last receipt"), last.unwrap_or_else(none)));
    lines.push((language.pick("Sparat på telefonen", "Saved on the phone"), entries(tally.n_entries)));
    lines
}

fn entry_name(language: Language, seq: u64, hash: &str) -> String {
    language.pick(format!("post {seq} ({hash})"), format!("entry {seq} ({hash})"))
}

/// Says how far the server's clock is ahead of the phone's: "0,3 sekunder före", "2 timmar 5 minuter efter".
fn server_ahead(language: Language, ahead_ms: i64) -> String {
    let ms = ahead_ms.unsigned_abs();
    let by = if ms < 120_000 {
        let s = format!("{}.{} s", ms / 1000, ms % 1000 / 100);
        language.pick(s.replace('.', ","), s)
    } else {
        length(language, u32::try_from(ms / 1000).unwrap_or(u32::MAX))
    };
    match ahead_ms < 0 {
        true => language.pick(format!("{by} efter telefonens"), format!("{by} behind the phone's")),
        false => language.pick(format!("{by} före telefonens"), format!("{by} ahead of the phone's")),
    }
}

/// Says a size: "312 kB", "12 MB", "2,1 GB".
fn size(language: Language, bytes: f64) -> String {
    if bytes < 1e6 {
        format!("{:.0} kB", bytes / 1e3)
    } else if bytes < 1e9 {
        format!("{:.0} MB", bytes / 1e6)
    } else {
        let size = format!("{:.1} GB", bytes / 1e9);
        language.pick(size.replace('.', ","), size)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::outlook::diagnosis::tests::five;
    use crate::outlook::own_walks::tests::at;
    use Language::{English, Swedish};

    fn found() -> Findings {
        Findings {
            at: at("2026-11-24T22:50"),
            device: "01950000-0000-7000-8000-2d7710ab34ef".parse().unwrap(),
            journal: Ok(JournalTally {
                oldest_unsent: Some(at("2026-11-23T07:02")),
                ..JournalTally::of(&five())
            }),
            last_contact: Some(at("2026-11-24T22:41")),
            server_ahead_ms: Some(-312),
            app: "phone 0.1.0",
            build: Some("3f2a9c1d".to_owned()),
            is_lasting: Some(true),
            second_copy: SecondCopy::Kept(at("2026-11-24T22:49")),
            copy_damage: None,
            stored_of: Some((1_240_000.0, 2_147_483_648.0)),
            worker: WorkerState::NewerWaits,
            positions: Permission::Granted,
        }
    }

    #[track_caller]
    fn check(language: Language, found: &Findings, expected: Expect) {
        expected.assert_eq(&text(language, &lines(language, found)));
    }

    #[test]
    fn a_phone_that_works_says_all_of_it() {
        check(
            Swedish,
            &found(),
            expect![[r#"
                Kvart: Felsökning
                Väntar på att skickas: 2 poster, äldst mån 23 nov 07:02
                Togs inte emot: post 2 (e41f144a). Servern känner inte till området. Rätta området.
                Senaste kvitto: post 1 (ef539cbe), tis 24 nov 22:40
                Sparat på telefonen: 5 poster
                Senaste kontakt: tis 24 nov 22:41
                Telefonens klocka: tis 24 nov 22:50
                Serverns klocka: 0,3 s efter telefonens
                Position: tillåten
                Lagringen: rensas inte av telefonen
                Andra kopian: finns, tis 24 nov 22:49
                Utrymme: 1 MB av 2,1 GB
                Öppnar utan nät: ja, ny version väntar
                App: phone 0.1.0, 3f2a9c1d
                Telefonens id: 10ab34ef"#]],
        );
        check(
            English,
            &found(),
            expect![[r#"
                Kvart: Troubleshooting
                Waiting to be sent: 2 entries, oldest Mon 23 Nov 07:02
                Not accepted: entry 2 (e41f144a). The server does not know the area. Correct the area.
                Last receipt: entry 1 (ef539cbe), Tue 24 Nov 22:40
                Saved on the phone: 5 entries
                Last contact: Tue 24 Nov 22:41
                Phone's clock: Tue 24 Nov 22:50
                Server's clock: 0.3 s behind the phone's
                Position: allowed
                Storage: not cleared by the phone
                Second copy: kept, Tue 24 Nov 22:49
                Space: 1 MB of 2.1 GB
                Opens without network: yes, a new version waits
                App: phone 0.1.0, 3f2a9c1d
                Phone's id: 10ab34ef"#]],
        );
    }

    #[test]
    fn what_is_not_known_is_said_to_be_unknown() {
        let nothing = Findings {
            journal: Ok(JournalTally::default()),
            last_contact: None,
            server_ahead_ms: None,
            build: None,
            is_lasting: None,
            second_copy: SecondCopy::Unsupported,
            stored_of: None,
            worker: WorkerState::None,
            positions: Permission::Unknown,
            ..found()
        };
        check(
            Swedish,
            &nothing,
            expect![[r#"
                Kvart: Felsökning
                Väntar på att skickas: inget
                Togs inte emot: inget
                Senaste kvitto: inget
                Sparat på telefonen: 0 poster
                Senaste kontakt: ingen än
                Telefonens klocka: tis 24 nov 22:50
                Serverns klocka: okänt
                Position: okänt
                Lagringen: okänt
                Andra kopian: kan inte göras i den här webbläsaren
                Utrymme: okänt
                Öppnar utan nät: nej
                App: phone 0.1.0, okänt
                Telefonens id: 10ab34ef"#]],
        );
    }

    #[test]
    fn a_journal_that_cannot_be_read_is_said_and_the_rest_still_told() {
        let found = Findings {
            journal: Err(StoreError::Failed("gone".to_owned())),
            server_ahead_ms: Some(7_500_000),
            is_lasting: Some(false),
            positions: Permission::Denied,
            worker: WorkerState::Installing,
            copy_damage: Some("its sum is wrong".to_owned()),
            ..found()
        };
        check(
            Swedish,
            &found,
            expect![[r#"
                Kvart: Felsökning
                Sparat: Telefonens lagring svarar inte. Det som redan är sparat är säkert. Kvart försöker igen.
                Senaste kontakt: tis 24 nov 22:41
                Telefonens klocka: tis 24 nov 22:50
                Serverns klocka: 2 timmar 5 minuter före telefonens
                Position: nekad
                Lagringen: kan rensas av telefonen
                Andra kopian: finns, tis 24 nov 22:49. Den förra var skadad när Kvart öppnades: its sum is wrong
                Utrymme: 1 MB av 2,1 GB
                Öppnar utan nät: strax
                App: phone 0.1.0, 3f2a9c1d
                Telefonens id: 10ab34ef"#]],
        );
    }

    #[test]
    fn figures_read_as_people_say_them() {
        let said = [0, 999, -64_300, 119_999, 120_000, -90_061_000].map(|ms| server_ahead(Swedish, ms));
        expect![[r#"
            0,0 s före telefonens
            0,9 s före telefonens
            64,3 s efter telefonens
            119,9 s före telefonens
            2 minuter före telefonens
            1 dag 1 timme efter telefonens"#]]
        .assert_eq(&said.join("\n"));
        let said = [0.0, 311_900.0, 12_400_000.0, 2_147_483_648.0].map(|bytes| size(Swedish, bytes));
        expect![[r#"
            0 kB
            312 kB
            12 MB
            2,1 GB"#]]
        .assert_eq(&said.join("\n"));
    }
}
