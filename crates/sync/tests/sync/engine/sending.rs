//! Entries on their way: what goes, in which company, and what a receipt changes. Nothing leaves without one.

use domain::id::EntryHash;
use expect_test::expect;
use sync::engine::{Event, Failure, Wake};
use sync::local_store::Snapshot;
use sync::wire::{PushAnswer, Receipt};

use super::story::{Story, answer, entry, news, nothing, parked, rejected, retry, stored};

#[test]
fn a_walk_goes_to_the_server_and_its_verdict_comes_back() {
    let mut story = Story::of(0);
    story.wake(Wake::Chance);
    story.pull();
    story.append(1);
    story.store();
    story.pull();
    story.wait();
    story.pull();
    story.reads(expect![[r#"
        a chance → pull after 9, rulebook 4 | 0 unsent, 0 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 0 unsent, 0 parked, busy
        news kept → wake after 60000 | 0 unsent, 0 parked, resting
        appended 1 → push 1 | 1 unsent, 0 parked, busy
        answer of life 1: 1 stored → settle 1 stored | 1 unsent, 0 parked, busy
        settled → pull after 9, rulebook 4 | 0 unsent, 0 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 0 unsent, 0 parked, busy
        news kept → wake after 60000 | 0 unsent, 0 parked, resting
        time has passed → pull after 9, rulebook 4 | 0 unsent, 0 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 0 unsent, 0 parked, busy
        news kept → wake after 60000 | 0 unsent, 0 parked, resting
    "#]]);
}

#[test]
fn what_is_made_while_something_is_under_way_goes_next() {
    let mut story = Story::of(1);
    story.wake(Wake::Chance);
    story.append(2);
    story.wake(Wake::Demand);
    story.answer(answer(&[stored(1)]));
    story.append(3);
    story.settle();
    story.store();
    story.append(4);
    story.pull();
    story.store();
    story.pull();
    story.reads(expect![[r#"
        a chance → push 1 | 1 unsent, 0 parked, busy
        appended 2 → nothing | 2 unsent, 0 parked, busy
        on demand → nothing | 2 unsent, 0 parked, busy
        answer of life 1: 1 stored → settle 1 stored | 2 unsent, 0 parked, busy
        appended 3 → nothing | 3 unsent, 0 parked, busy
        settled → push 2 3 | 2 unsent, 0 parked, busy
        answer of life 1: 2 3 stored → settle 2 3 stored | 2 unsent, 0 parked, busy
        settled → pull after 9, rulebook 4 | 0 unsent, 0 parked, busy
        appended 4 → nothing | 1 unsent, 0 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 1 unsent, 0 parked, busy
        news kept → push 4 | 1 unsent, 0 parked, busy
        answer of life 1: 4 stored → settle 4 stored | 1 unsent, 0 parked, busy
        settled → pull after 9, rulebook 4 | 0 unsent, 0 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 0 unsent, 0 parked, busy
        news kept → wake after 60000 | 0 unsent, 0 parked, resting
    "#]]);
}

#[test]
fn nothing_is_settled_but_by_a_receipt_of_its_own() {
    let mut story = Story::of(2);
    story.wake(Wake::Chance);
    let foreign = Receipt { hash: EntryHash([99; 32]), ..answer(&[stored(1)]).receipts[0].clone() };
    story.answer(PushAnswer { receipts: vec![foreign.clone()], ..answer(&[]) });
    story.wait();
    story.answer(answer(&[]));
    story.wait();
    story.answer(answer(&[stored(7)]));
    story.wait();
    story.pull();
    let own = answer(&[stored(1), rejected(1)]).receipts;
    story.answer(PushAnswer { receipts: [vec![foreign], own].concat(), ..answer(&[]) });
    story.settle();
    story.reads(expect![[r#"
        a chance → push 1 2 | 2 unsent, 0 parked, busy
        answer of life 1: 1 of another hash → wake after 1100 | 2 unsent, 0 parked, waiting (the server answered 200)
        time has passed → push 1 | 2 unsent, 0 parked, busy
        answer of life 1: nothing → wake after 2100 | 2 unsent, 0 parked, waiting (the server answered 200)
        time has passed → push 2 | 2 unsent, 0 parked, busy
        answer of life 1: 7 stored → wake after 4100 | 2 unsent, 0 parked, waiting (the server answered 200)
        time has passed → pull after 9, rulebook 4 | 2 unsent, 0 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 2 unsent, 0 parked, busy
        news kept → push 1 | 2 unsent, 0 parked, busy
        answer of life 1: 1 of another hash, 1 stored, 1 rejected → settle 1 stored | 2 unsent, 0 parked, busy
        settled → push 2 | 1 unsent, 0 parked, busy
    "#]]);
}

#[test]
fn a_refused_entry_is_parked_and_can_be_sent_again_as_it_is() {
    let mut story = Story::of(3);
    story.wake(Wake::Chance);
    story.answer(answer(&[stored(1), rejected(2), stored(3)]));
    story.settle();
    story.pull();
    story.unpark(2);
    story.answer(answer(&[rejected(2)]));
    story.settle();
    story.pull();
    story.unpark(2);
    story.store();
    story.pull();
    // A second touch on a button that is about to go.
    story.unpark(2);
    story.store();
    story.reads(expect![[r#"
        a chance → push 1 2 3 | 3 unsent, 0 parked, busy
        answer of life 1: 1 stored, 2 rejected, 3 stored → settle 1 stored, 2 rejected, 3 stored | 3 unsent, 0 parked, busy
        settled → pull after 9, rulebook 4 | 0 unsent, 1 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 0 unsent, 1 parked, busy
        news kept → wake after 60000 | 0 unsent, 1 parked, resting
        unparked 2 → push 2 | 1 unsent, 0 parked, busy
        answer of life 1: 2 rejected → settle 2 rejected | 1 unsent, 0 parked, busy
        settled → pull after 9, rulebook 4 | 0 unsent, 1 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 0 unsent, 1 parked, busy
        news kept → wake after 60000 | 0 unsent, 1 parked, resting
        unparked 2 → push 2 | 1 unsent, 0 parked, busy
        answer of life 1: 2 stored → settle 2 stored | 1 unsent, 0 parked, busy
        settled → pull after 9, rulebook 4 | 0 unsent, 0 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 0 unsent, 0 parked, busy
        news kept → wake after 60000 | 0 unsent, 0 parked, resting
        unparked 2 → push 2 | 1 unsent, 0 parked, busy
        answer of life 1: 2 stored → settle 2 stored | 1 unsent, 0 parked, busy
        settled → pull after 9, rulebook 4 | 0 unsent, 0 parked, busy
    "#]]);
}

#[test]
fn what_the_server_delays_comes_again_in_company_and_blocks_nothing() {
    let mut story = Story::of(4);
    story.wake(Wake::Chance);
    story.answer(answer(&[retry(1), stored(2), retry(3), stored(4)]));
    story.settle();
    story.pull();
    story.append(5);
    story.store();
    story.pull();
    story.wait();
    story.answer(answer(&[retry(1), retry(3)]));
    story.wait();
    story.answer(answer(&[retry(1), stored(3)]));
    story.settle();
    story.pull();
    story.wake(Wake::Demand);
    story.store();
    story.reads(expect![[r#"
        a chance → push 1 2 3 4 | 4 unsent, 0 parked, busy
        answer of life 1: 1 to come again, 2 stored, 3 to come again, 4 stored → settle 2 4 stored | 4 unsent, 0 parked, busy
        settled → pull after 9, rulebook 4 | 2 unsent, 0 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 2 unsent, 0 parked, busy
        news kept → wake after 1100 | 2 unsent, 0 parked, waiting (the server asks to send again later (Storage))
        appended 5 → push 5 | 3 unsent, 0 parked, busy
        answer of life 1: 5 stored → settle 5 stored | 3 unsent, 0 parked, busy
        settled → pull after 9, rulebook 4 | 2 unsent, 0 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 2 unsent, 0 parked, busy
        news kept → wake after 1100 | 2 unsent, 0 parked, waiting (the server asks to send again later (Storage))
        time has passed → push 1 3 | 2 unsent, 0 parked, busy
        answer of life 1: 1 3 to come again → wake after 2100 | 2 unsent, 0 parked, waiting (the server asks to send again later (Storage))
        time has passed → push 1 3 | 2 unsent, 0 parked, busy
        answer of life 1: 1 to come again, 3 stored → settle 3 stored | 2 unsent, 0 parked, busy
        settled → pull after 9, rulebook 4 | 1 unsent, 0 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 1 unsent, 0 parked, busy
        news kept → wake after 4100 | 1 unsent, 0 parked, waiting (the server asks to send again later (Storage))
        on demand → push 1 | 1 unsent, 0 parked, busy
        answer of life 1: 1 stored → settle 1 stored | 1 unsent, 0 parked, busy
        settled → pull after 9, rulebook 4 | 0 unsent, 0 parked, busy
    "#]]);
}

#[test]
fn an_answer_to_nothing_is_passed_over() {
    let mut story = Story::of(0);
    let strays = || {
        [
            Event::Pushed(Ok(answer(&[stored(1)]))),
            Event::Pushed(Err(Failure::Broken(500))),
            Event::Settled(Ok(())),
            Event::Settled(Err("the phone's storage is full".to_owned())),
            Event::NewsKept(Ok(())),
        ]
    };
    story.wake(Wake::Chance);
    strays().into_iter().for_each(|stray| story.tell(stray));
    story.pull();
    strays().into_iter().for_each(|stray| story.tell(stray));
    story.tell(Event::Pulled(Ok(news())));
    story.tell(Event::Pulled(Err(Failure::LoginNeeded)));
    story.reads(expect![[r#"
        a chance → pull after 9, rulebook 4 | 0 unsent, 0 parked, busy
        answer of life 1: 1 stored → nothing | 0 unsent, 0 parked, busy
        the server answered 500 → nothing | 0 unsent, 0 parked, busy
        settled → nothing | 0 unsent, 0 parked, busy
        the phone's storage is full → nothing | 0 unsent, 0 parked, busy
        news kept → nothing | 0 unsent, 0 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 0 unsent, 0 parked, busy
        news kept → wake after 60000 | 0 unsent, 0 parked, resting
        answer of life 1: 1 stored → wake after 60000 | 0 unsent, 0 parked, resting
        the server answered 500 → wake after 60000 | 0 unsent, 0 parked, resting
        settled → wake after 60000 | 0 unsent, 0 parked, resting
        the phone's storage is full → wake after 60000 | 0 unsent, 0 parked, resting
        news kept → wake after 60000 | 0 unsent, 0 parked, resting
        news of life 1 up to 9 → wake after 60000 | 0 unsent, 0 parked, resting
        log-in needed → wake after 60000 | 0 unsent, 0 parked, resting
    "#]]);
}

#[test]
fn an_entry_that_has_gone_through_is_not_told_as_new() {
    let mut story = Story::from(Snapshot { held: vec![entry(1)], parked: vec![parked(2)], ..nothing() });
    story.append(1);
    story.pull();
    story.append(2);
    story.reads(expect![[r#"
        appended 1 → pull after 9, rulebook 4 | 0 unsent, 1 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 0 unsent, 1 parked, busy
        news kept → wake after 60000 | 0 unsent, 1 parked, resting
        appended 2 → wake after 60000 | 0 unsent, 1 parked, resting
    "#]]);
}
