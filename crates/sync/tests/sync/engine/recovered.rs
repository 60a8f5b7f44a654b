//! A phone whose storage lost something. What is no longer on the phone is never asked for by it, and the server is told.

use expect_test::expect;
use sync::engine::{Failure, Wake};
use sync::local_store::Snapshot;
use sync::wire::{Holdings, PushAnswer};

use super::story::{Story, answer, entry, nothing};

#[test]
fn a_journal_with_a_hole_below_is_sent_and_goes_on() {
    let mut story =
        Story::from(Snapshot { unsent: vec![entry(6), entry(7)], is_report_due: true, ..nothing() });
    story.wake(Wake::Chance);
    story.store();
    story.pull();
    story.append(8);
    story.store_missing(&[(1, 5)]);
    story.pull();
    story.reads(expect![[r#"
        a chance → push 6 7 | 2 unsent, 0 parked, busy
        answer of life 1: 6 7 stored → settle 6 7 stored | 2 unsent, 0 parked, busy
        settled → pull after 9, rulebook 4 | 0 unsent, 0 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 0 unsent, 0 parked, busy
        news kept → wake after 60000 | 0 unsent, 0 parked, resting
        appended 8 → push 8 | 1 unsent, 0 parked, busy
        answer of life 1: 8 stored; missing [(1, 5)] → settle 8 stored | 1 unsent, 0 parked, busy
        settled → pull after 9, rulebook 4 | 0 unsent, 0 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 0 unsent, 0 parked, busy
        news kept → wake after 60000 | 0 unsent, 0 parked, resting
    "#]]);
}

#[test]
fn what_was_lost_is_told_though_nothing_is_to_be_sent() {
    let mut story = Story::from(Snapshot { is_report_due: true, ..nothing() });
    story.wake(Wake::Chance);
    story.fail(Failure::Unreachable);
    story.wait();
    let holdings = Holdings { missing: vec![(1, 3)], ..Holdings::default() };
    story.answer(PushAnswer { holdings, ..answer(&[]) });
    story.pull();
    story.wait();
    story.reads(expect![[r#"
        a chance → push nothing | 0 unsent, 0 parked, busy
        no answer → wake after 1100 | 0 unsent, 0 parked, waiting (no answer)
        time has passed → push nothing | 0 unsent, 0 parked, busy
        answer of life 1: nothing; missing [(1, 3)] → pull after 9, rulebook 4 | 0 unsent, 0 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 0 unsent, 0 parked, busy
        news kept → wake after 60000 | 0 unsent, 0 parked, resting
        time has passed → pull after 9, rulebook 4 | 0 unsent, 0 parked, busy
    "#]]);
}
