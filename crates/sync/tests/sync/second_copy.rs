//! How a journal goes on when a storage has lost something: in every case under a name and from an end that make no fork.

use domain::id::{AccountId, DeviceId, EntryHash};
use domain::time::WallTime;
use expect_test::{Expect, expect};
use sync::entry::{Entry, Head};
use sync::local_store::{Kept, News, Place};
use sync::second_copy::{Found, SecondCopy, Unusable, Witness};
use uuid::Uuid;

const ACCOUNT: AccountId = AccountId(Uuid::from_u128(1));
const OLD: DeviceId = DeviceId(Uuid::from_u128(7));
const OTHER: DeviceId = DeviceId(Uuid::from_u128(8));
const FRESH: DeviceId = DeviceId(Uuid::from_u128(9));

fn journal(n: u64) -> Vec<Entry> {
    let mut head = Head::EMPTY;
    let mut entries = Vec::new();
    for n in 1..=n {
        let entry = Entry::sealed(head, OLD, format!(r#"{{"n":{n}}}"#));
        head = entry.head();
        entries.push(entry);
    }
    entries
}

fn end(seq: u64) -> Head {
    journal(seq).last().map_or(Head::EMPTY, Entry::head)
}

/// A copy of a journal of so many entries, made when these were unsent.
fn copy(n: u64, unsent: &[u64]) -> SecondCopy {
    let is_unsent = |entry: &Entry| unsent.contains(&entry.seq);
    let kept = |entry: Entry| {
        let place = if is_unsent(&entry) { Place::Unsent } else { Place::Held { at: WallTime::from_ms(1) } };
        Kept { entry, place }
    };
    let kept = journal(n).into_iter().map(kept).collect();
    SecondCopy::of(ACCOUNT, OLD, end(n), kept, Vec::new(), News::default())
}

fn witness(seq: u64, n_unsent: u64) -> Option<Witness> {
    Some(Witness { device: OLD, head: end(seq), n_unsent })
}

/// Checks how the journal goes on: name, end, what is put back, what is told.
#[track_caller]
fn check(
    device: Option<DeviceId>,
    seq: u64,
    copy: Option<SecondCopy>,
    witness: Option<Witness>,
    expected: Expect,
) {
    let start = Found { device, head: end(seq) }.go_on(copy, witness, FRESH, WallTime::from_ms(5));
    let name = if start.device == FRESH { "fresh" } else { "old" };
    assert_eq!(start.end, if start.device == FRESH { Head::EMPTY } else { end(start.end.seq) });
    let kept: Vec<u64> = start.kept.iter().map(|kept| kept.entry.seq).collect();
    let told = start.report.map_or("nothing to tell".to_owned(), |told| {
        format!("{} back and {} lost of {}", told.n_recovered, told.n_lost, told.end)
    });
    expected.assert_eq(&format!("{name}, from {}, with {kept:?}: {told}", start.end.seq));
}

#[test]
fn what_is_whole_stays_as_it_is() {
    check(Some(OLD), 3, None, None, expect!["old, from 3, with []: nothing to tell"]);
    check(
        Some(OLD),
        3,
        Some(copy(3, &[2, 3])),
        witness(3, 2),
        expect!["old, from 3, with []: nothing to tell"],
    );
    check(Some(OLD), 3, Some(copy(1, &[1])), witness(2, 2), expect!["old, from 3, with []: nothing to tell"]);
    check(None, 0, None, None, expect!["fresh, from 0, with []: nothing to tell"]);
    check(None, 0, None, witness(0, 0), expect!["fresh, from 0, with []: nothing to tell"]);
}

#[test]
fn what_is_gone_comes_back_and_goes_on_from_the_farthest_end() {
    check(
        None,
        0,
        Some(copy(3, &[2, 3])),
        witness(3, 2),
        expect!["old, from 3, with [2, 3]: 2 back and 0 lost of 3"],
    );
    check(None, 0, Some(copy(3, &[])), None, expect!["old, from 3, with []: 0 back and 0 lost of 3"]);
    check(
        None,
        0,
        Some(copy(2, &[2])),
        witness(5, 4),
        expect!["old, from 5, with [2]: 1 back and 3 lost of 5"],
    );
    check(None, 0, Some(copy(0, &[])), witness(0, 0), expect!["old, from 0, with []: nothing to tell"]);
}

#[test]
fn a_storage_that_fell_back_is_brought_forward() {
    check(
        Some(OLD),
        1,
        Some(copy(3, &[1, 3])),
        None,
        expect!["old, from 3, with [3]: 1 back and 0 lost of 3"],
    );
    check(Some(OLD), 1, None, witness(3, 2), expect!["old, from 3, with []: 0 back and 2 lost of 3"]);
}

#[test]
fn a_journal_whose_end_nobody_knows_is_given_up() {
    check(None, 0, None, witness(4, 1), expect!["fresh, from 0, with []: 0 back and 1 lost of 4"]);
}

#[test]
fn what_belongs_to_another_journal_has_no_say() {
    check(
        Some(OTHER),
        0,
        Some(copy(3, &[3])),
        witness(3, 1),
        expect!["old, from 0, with []: nothing to tell"],
    );
}

#[test]
fn a_copy_is_believed_as_a_whole_or_not_at_all() {
    let text = serde_json::to_string(&copy(3, &[2, 3])).unwrap();
    assert_eq!(SecondCopy::read(&text, ACCOUNT), Ok(copy(3, &[2, 3])));
    assert!(SecondCopy::read(&text, AccountId(OLD.0)).is_err());
    let damaged = [
        text.replace(r#""n":3"#, r#""n":4"#),
        text.replace(r#""seq":3"#, r#""seq":2"#),
        text[1..].to_owned(),
    ];
    for damaged in damaged {
        assert!(matches!(SecondCopy::read(&damaged, ACCOUNT), Err(Unusable::Damaged(_))), "{damaged}");
    }
    let newer = r#"{"form":2,"what":"else"}"#;
    assert_eq!(SecondCopy::read(newer, ACCOUNT), Err(Unusable::Newer));
}

/// The form in which copies lie on phones. A later one is read by no older app.
#[test]
fn the_first_form_of_a_copy_never_changes() {
    let text = serde_json::to_string(&copy(1, &[1])).unwrap();
    expect![[r#"{"form":1,"account":"00000000-0000-0000-0000-000000000001","device":"00000000-0000-0000-0000-000000000007","head":{"seq":1,"hash":"HASH"},"kept":[{"entry":{"seq":1,"prev":"0000000000000000000000000000000000000000000000000000000000000000","hash":"HASH","body":{"n":1}},"place":"unsent"}],"marks":[],"news":"NEWS"}"#]]
        .assert_eq(&shortened(&text));
    let witness = serde_json::to_string(&witness(1, 2)).unwrap();
    expect![[
        r#"{"device":"00000000-0000-0000-0000-000000000007","head":{"seq":1,"hash":"HASH"},"n_unsent":2}"#
    ]]
    .assert_eq(&shortened(&witness));
}

fn shortened(text: &str) -> String {
    let news = serde_json::to_string(&News::default()).unwrap();
    let hash: EntryHash = end(1).hash;
    text.replace(&news, "\"NEWS\"").replace(&hash.to_string(), "HASH")
}
