//! `kvart import` on the real binary: files that phones have saved come in by the same door as a push. The files are made as
//! phones make them, and never by a browser.

use std::path::PathBuf;
use std::process::Output;

use domain::id::AccountId;
use domain::walk::Walk;
use sync::entry::Entry;
use sync::local_store::{Kept, Place};
use sync::saved::SavedJournal;
use tests::journal::{began, told_walk, walk};
use tests::{Journal, Server, Visitor};

/// Saves a journal to a file as a phone does, all of it unsent.
fn save(server: &Server, account: AccountId, journal: &Journal, entries: Vec<Entry>) -> PathBuf {
    let kept = entries.into_iter().map(|entry| Kept { entry, place: Place::Unsent }).collect();
    let saved = SavedJournal::of(account, journal.device, "phone 0.1.0", kept, began());
    write(server, &saved.file_name(), &saved.text())
}

fn write(server: &Server, name: &str, text: &str) -> PathBuf {
    let file = server.data().join(name);
    std::fs::write(&file, text).expect("the test's folder can be written to");
    file
}

fn import(server: &Server, files: &[&PathBuf]) -> Output {
    let files = files.iter().map(|file| file.to_str().expect("a test's path is UTF-8"));
    server.command(&["import"].into_iter().chain(files).collect::<Vec<_>>(), "")
}

/// Returns what became of each entry: the lines of the table without places and hashes.
fn words(output: &Output) -> Vec<String> {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let rows = text.lines().filter(|line| line.starts_with("     "));
    rows.map(|line| line.chars().skip(18).collect()).collect()
}

fn complaint(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[tokio::test]
async fn a_file_taken_in_twice_is_taken_in_once() {
    let server = Server::start();
    server.add_account("polis1", "officer");
    let officer = Visitor::logged_in(&server, "polis1").await;
    let account = officer.pull(Journal::of(9).device).await.account.id;
    let mut journal = Journal::of(1);
    let entries: Vec<Entry> = (1..=3).map(|number| journal.say(told_walk(number))).collect();
    officer.push(&journal.push(vec![entries[1].clone()])).await;
    let file = save(&server, account, &journal, entries.clone());
    let text = std::fs::read_to_string(&file).expect("the file is there");

    let first = import(&server, &[&file]);
    assert_eq!(words(&first), ["stored", "already held", "stored"], "{}", complaint(&first));
    assert!(first.status.success());
    assert!(String::from_utf8_lossy(&first.stdout).contains("phone 00000001, Visas som polis1"));
    let second = import(&server, &[&file]);
    assert_eq!(words(&second), ["already held"; 3]);
    assert!(second.status.success());
    assert_eq!(std::fs::read_to_string(&file).ok(), Some(text), "the file stays as it was");

    let pulled = officer.pull(journal.device).await;
    assert_eq!(pulled.walks.len(), 3, "{:?}", pulled.walks);
    let answer = officer.push(&journal.push(entries)).await;
    assert_eq!(answer.holdings.n_held, 3, "the phone finds that all is here: {answer:?}");
}

#[tokio::test]
async fn one_refused_entry_and_one_wrong_file_spoil_no_other() {
    let server = Server::start();
    server.add_account("polis1", "officer");
    server.add_account("polis2", "officer");
    let (officer, other) =
        (Visitor::logged_in(&server, "polis1").await, Visitor::logged_in(&server, "polis2").await);
    let mut journal = Journal::of(1);
    let account = officer.pull(journal.device).await.account.id;
    let entries = vec![
        journal.say(told_walk(1)),
        journal.say(domain::statement::Statement::Walk(Walk {
            area: "ingenstans".parse().expect("an area's id"),
            ..walk(2)
        })),
        journal.say(told_walk(3)),
    ];
    let good = save(&server, account, &journal, entries.clone());
    let no_file = server.data().join("ingenting.json");
    let foreign = write(&server, "foto.json", r#"{"camera":"A"}"#);
    let text = std::fs::read_to_string(&good).expect("the file is there");
    let newer = write(&server, "nyare.json", &text.replace(r#""protocol":1"#, r#""protocol":2"#));
    let nobody = save(&server, AccountId(journal.device.0), &Journal::of(2), Vec::new());
    let mut theirs = Journal::of(3);
    let told = theirs.say(told_walk(9));
    other.push(&theirs.push(vec![told.clone()])).await;
    let not_theirs = save(&server, account, &theirs, vec![told]);

    let output = import(&server, &[&no_file, &foreign, &newer, &nobody, &not_theirs, &good]);
    assert!(!output.status.success(), "not all was taken in");
    let refused = "refused: the area is not known here (there is no area ingenstans)";
    assert_eq!(words(&output), ["stored", refused, "stored"]);
    let told = complaint(&output);
    for (file, why) in [
        ("ingenting.json", "the file cannot be read"),
        ("foto.json", "this is no file of unsent walks"),
        ("nyare.json", "it speaks version 2 of the protocol, and this program 1"),
        ("kvart-00000002-2026-11-24.json", "it is of an account that is not in this database"),
        ("kvart-00000003-2026-11-24.json", "its journal belongs to another account"),
        ("not everything was taken in", "files: 5, entries: 1"),
    ] {
        let is_said = told.lines().any(|line| line.contains(file) && line.contains(why));
        assert!(is_said, "{file}: {why} is not said in\n{told}");
    }
    assert_eq!(officer.pull(journal.device).await.walks.len(), 2);
}
