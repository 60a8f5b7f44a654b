//! What goes wrong with requests and with the phone's storage. No trouble with one entry ever holds up the others.

use expect_test::expect;
use sync::engine::{Event, Failure, Wake};

use super::story::{Story, answer, news, stored};

#[test]
fn a_poison_entry_blocks_neither_the_others_nor_the_news() {
    let mut story = Story::of(5);
    let poison = |seqs: &[u64]| seqs.contains(&3).then_some(Failure::Broken(500));
    story.wake(Wake::Chance);
    story.serve(9, poison);
    story.append(6);
    story.serve(5, poison);
    story.reads(expect![[r#"
        a chance → push 1 2 3 4 5 | 5 unsent, 0 parked, busy
        the server answered 500 → wake after 1100 | 5 unsent, 0 parked, waiting (the server answered 500)
        time has passed → push 1 2 | 5 unsent, 0 parked, busy
        answer of life 1: 1 2 stored → settle 1 2 stored | 5 unsent, 0 parked, busy
        settled → push 3 4 5 | 3 unsent, 0 parked, busy
        the server answered 500 → wake after 1100 | 3 unsent, 0 parked, waiting (the server answered 500)
        time has passed → push 3 | 3 unsent, 0 parked, busy
        the server answered 500 → wake after 2100 | 3 unsent, 0 parked, waiting (the server answered 500)
        time has passed → push 4 | 3 unsent, 0 parked, busy
        answer of life 1: 4 stored → settle 4 stored | 3 unsent, 0 parked, busy
        settled → push 5 | 2 unsent, 0 parked, busy
        answer of life 1: 5 stored → settle 5 stored | 2 unsent, 0 parked, busy
        settled → pull after 9, rulebook 4 | 1 unsent, 0 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 1 unsent, 0 parked, busy
        news kept → push 3 | 1 unsent, 0 parked, busy
        the server answered 500 → wake after 2100 | 1 unsent, 0 parked, waiting (the server answered 500)
        time has passed → push 3 | 1 unsent, 0 parked, busy
        the server answered 500 → wake after 4100 | 1 unsent, 0 parked, waiting (the server answered 500)
        appended 6 → push 6 | 2 unsent, 0 parked, busy
        answer of life 1: 6 stored → settle 6 stored | 2 unsent, 0 parked, busy
        settled → pull after 9, rulebook 4 | 1 unsent, 0 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 1 unsent, 0 parked, busy
        news kept → wake after 4100 | 1 unsent, 0 parked, waiting (the server answered 500)
        time has passed → push 3 | 1 unsent, 0 parked, busy
        the server answered 500 → wake after 8100 | 1 unsent, 0 parked, waiting (the server answered 500)
        time has passed → push 3 | 1 unsent, 0 parked, busy
        the server answered 500 → wake after 16100 | 1 unsent, 0 parked, waiting (the server answered 500)
        time has passed → push 3 | 1 unsent, 0 parked, busy
        the server answered 500 → wake after 31700 | 1 unsent, 0 parked, waiting (the server answered 500)
    "#]]);
}

#[test]
fn a_batch_that_is_too_large_is_halved() {
    let mut story = Story::of(200);
    story.wake(Wake::Chance);
    story.serve(6, |seqs| (60 < seqs.len()).then_some(Failure::TooLarge));
    story.reads(expect![[r#"
        a chance → push 1 … 200 (200) | 200 unsent, 0 parked, busy
        the request was too large → wake after 1100 | 200 unsent, 0 parked, waiting (the request was too large)
        time has passed → push 1 … 100 (100) | 200 unsent, 0 parked, busy
        the request was too large → wake after 2100 | 200 unsent, 0 parked, waiting (the request was too large)
        time has passed → push 1 … 50 (50) | 200 unsent, 0 parked, busy
        answer of life 1: 1 … 50 (50) stored → settle 1 … 50 (50) stored | 200 unsent, 0 parked, busy
        settled → push 51 … 150 (100) | 150 unsent, 0 parked, busy
        the request was too large → wake after 1100 | 150 unsent, 0 parked, waiting (the request was too large)
        time has passed → push 51 … 100 (50) | 150 unsent, 0 parked, busy
        answer of life 1: 51 … 100 (50) stored → settle 51 … 100 (50) stored | 150 unsent, 0 parked, busy
        settled → push 101 … 200 (100) | 100 unsent, 0 parked, busy
        the request was too large → wake after 1100 | 100 unsent, 0 parked, waiting (the request was too large)
    "#]]);
}

#[test]
fn an_entry_that_is_too_large_alone_does_not_spin() {
    let mut story = Story::of(2);
    story.wake(Wake::Chance);
    story.serve(12, |seqs| seqs.contains(&1).then_some(Failure::TooLarge));
    story.reads(expect![[r#"
        a chance → push 1 2 | 2 unsent, 0 parked, busy
        the request was too large → wake after 1100 | 2 unsent, 0 parked, waiting (the request was too large)
        time has passed → push 1 | 2 unsent, 0 parked, busy
        the request was too large → wake after 2100 | 2 unsent, 0 parked, waiting (the request was too large)
        time has passed → push 2 | 2 unsent, 0 parked, busy
        answer of life 1: 2 stored → settle 2 stored | 2 unsent, 0 parked, busy
        settled → pull after 9, rulebook 4 | 1 unsent, 0 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 1 unsent, 0 parked, busy
        news kept → push 1 | 1 unsent, 0 parked, busy
        the request was too large → wake after 2100 | 1 unsent, 0 parked, waiting (the request was too large)
        time has passed → push 1 | 1 unsent, 0 parked, busy
        the request was too large → wake after 4100 | 1 unsent, 0 parked, waiting (the request was too large)
        time has passed → push 1 | 1 unsent, 0 parked, busy
        the request was too large → wake after 8100 | 1 unsent, 0 parked, waiting (the request was too large)
        time has passed → push 1 | 1 unsent, 0 parked, busy
        the request was too large → wake after 16100 | 1 unsent, 0 parked, waiting (the request was too large)
        time has passed → push 1 | 1 unsent, 0 parked, busy
        the request was too large → wake after 29600 | 1 unsent, 0 parked, waiting (the request was too large)
        time has passed → pull after 9, rulebook 4 | 1 unsent, 0 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 1 unsent, 0 parked, busy
        news kept → wake after 2500 | 1 unsent, 0 parked, waiting (the request was too large)
        time has passed → push 1 | 1 unsent, 0 parked, busy
        the request was too large → wake after 57500 | 1 unsent, 0 parked, waiting (the request was too large)
        time has passed → pull after 9, rulebook 4 | 1 unsent, 0 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 1 unsent, 0 parked, busy
        news kept → wake after 6600 | 1 unsent, 0 parked, waiting (the request was too large)
    "#]]);
}

#[test]
fn without_a_log_in_everything_is_kept_and_goes_on_after_it() {
    let mut story = Story::of(2);
    story.wake(Wake::Chance);
    story.fail(Failure::LoginNeeded);
    story.timer(500_000);
    story.append(3);
    story.wake(Wake::Chance);
    story.fail(Failure::LoginNeeded);
    story.wake(Wake::LoggedIn);
    story.store();
    story.fail(Failure::LoginNeeded);
    story.wake(Wake::LoggedIn);
    story.pull();
    story.reads(expect![[r#"
        a chance → push 1 2 | 2 unsent, 0 parked, busy
        log-in needed → nothing | 2 unsent, 0 parked, log-in needed
        time has passed → nothing | 2 unsent, 0 parked, log-in needed
        appended 3 → nothing | 3 unsent, 0 parked, log-in needed
        a chance → push 1 2 3 | 3 unsent, 0 parked, busy
        log-in needed → nothing | 3 unsent, 0 parked, log-in needed
        logged in → push 1 2 3 | 3 unsent, 0 parked, busy
        answer of life 1: 1 2 3 stored → settle 1 2 3 stored | 3 unsent, 0 parked, busy
        settled → pull after 9, rulebook 4 | 0 unsent, 0 parked, busy
        log-in needed → nothing | 0 unsent, 0 parked, log-in needed
        logged in → pull after 9, rulebook 4 | 0 unsent, 0 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 0 unsent, 0 parked, busy
        news kept → wake after 60000 | 0 unsent, 0 parked, resting
    "#]]);
}

#[test]
fn an_app_that_is_too_old_keeps_everything_and_asks_again_on_demand() {
    let mut story = Story::of(1);
    story.wake(Wake::Chance);
    story.fail(Failure::UpdateNeeded);
    story.timer(500_000);
    story.append(2);
    story.wake(Wake::Demand);
    story.store();
    story.reads(expect![[r#"
        a chance → push 1 | 1 unsent, 0 parked, busy
        this app is too old → nothing | 1 unsent, 0 parked, update needed
        time has passed → nothing | 1 unsent, 0 parked, update needed
        appended 2 → nothing | 2 unsent, 0 parked, update needed
        on demand → push 1 2 | 2 unsent, 0 parked, busy
        answer of life 1: 1 2 stored → settle 1 2 stored | 2 unsent, 0 parked, busy
        settled → pull after 9, rulebook 4 | 0 unsent, 0 parked, busy
    "#]]);
}

#[test]
fn a_busy_server_is_left_alone_as_long_as_it_asks_unless_the_person_insists() {
    let mut story = Story::of(1);
    story.wake(Wake::Chance);
    story.fail(Failure::Busy { after_s: 30 });
    story.wake(Wake::Chance);
    story.append(2);
    story.timer(31_000);
    story.wait();
    story.fail(Failure::Busy { after_s: u32::MAX });
    story.wake(Wake::Demand);
    story.reads(expect![[r#"
        a chance → push 1 | 1 unsent, 0 parked, busy
        busy, come back after 30 s → wake after 31100 | 1 unsent, 0 parked, waiting (busy, come back after 30 s)
        a chance → wake after 31100 | 1 unsent, 0 parked, waiting (busy, come back after 30 s)
        appended 2 → wake after 31100 | 2 unsent, 0 parked, waiting (busy, come back after 30 s)
        time has passed → wake after 100 | 2 unsent, 0 parked, waiting (busy, come back after 30 s)
        time has passed → push 1 2 | 2 unsent, 0 parked, busy
        busy, come back after 4294967295 s → wake after 3602100 | 2 unsent, 0 parked, waiting (busy, come back after 3600 s)
        on demand → push 1 2 | 2 unsent, 0 parked, busy
    "#]]);
}

#[test]
fn without_a_network_it_waits_longer_each_time_until_there_is_a_chance() {
    let mut story = Story::of(40);
    story.wake(Wake::Chance);
    story.fail(Failure::Unreachable);
    story.timer(1000);
    story.wait();
    story.fail(Failure::Unreachable);
    story.wait();
    story.fail(Failure::Unreachable);
    story.wake(Wake::Chance);
    story.fail(Failure::Unreachable);
    story.append(41);
    story.store();
    story.store();
    story.fail(Failure::Unreachable);
    story.wait();
    story.pull();
    story.reads(expect![[r#"
        a chance → push 1 … 40 (40) | 40 unsent, 0 parked, busy
        no answer → wake after 1100 | 40 unsent, 0 parked, waiting (no answer)
        time has passed → wake after 100 | 40 unsent, 0 parked, waiting (no answer)
        time has passed → push 1 … 20 (20) | 40 unsent, 0 parked, busy
        no answer → wake after 2100 | 40 unsent, 0 parked, waiting (no answer)
        time has passed → push 1 … 16 (16) | 40 unsent, 0 parked, busy
        no answer → wake after 4100 | 40 unsent, 0 parked, waiting (no answer)
        a chance → push 1 … 16 (16) | 40 unsent, 0 parked, busy
        no answer → wake after 8100 | 40 unsent, 0 parked, waiting (no answer)
        appended 41 → push 1 … 16 (16) | 41 unsent, 0 parked, busy
        answer of life 1: 1 … 16 (16) stored → settle 1 … 16 (16) stored | 41 unsent, 0 parked, busy
        settled → push 17 … 41 (25) | 25 unsent, 0 parked, busy
        answer of life 1: 17 … 41 (25) stored → settle 17 … 41 (25) stored | 25 unsent, 0 parked, busy
        settled → pull after 9, rulebook 4 | 0 unsent, 0 parked, busy
        no answer → wake after 1100 | 0 unsent, 0 parked, waiting (no answer)
        time has passed → pull after 9, rulebook 4 | 0 unsent, 0 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 0 unsent, 0 parked, busy
        news kept → wake after 60000 | 0 unsent, 0 parked, resting
    "#]]);
}

#[test]
fn an_entry_that_cannot_be_read_from_storage_blocks_no_other() {
    let mut story = Story::of(3);
    let unreadable =
        |seqs: &[u64]| seqs.contains(&1).then(|| Failure::Storage("entry 1 cannot be read".to_owned()));
    story.wake(Wake::Chance);
    story.serve(7, unreadable);
    story.reads(expect![[r#"
        a chance → push 1 2 3 | 3 unsent, 0 parked, busy
        entry 1 cannot be read → wake after 1100 | 3 unsent, 0 parked, storage failed (entry 1 cannot be read)
        time has passed → push 1 | 3 unsent, 0 parked, busy
        entry 1 cannot be read → wake after 2100 | 3 unsent, 0 parked, storage failed (entry 1 cannot be read)
        time has passed → push 2 | 3 unsent, 0 parked, busy
        answer of life 1: 2 stored → settle 2 stored | 3 unsent, 0 parked, busy
        settled → push 3 | 2 unsent, 0 parked, busy
        answer of life 1: 3 stored → settle 3 stored | 2 unsent, 0 parked, busy
        settled → pull after 9, rulebook 4 | 1 unsent, 0 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 1 unsent, 0 parked, busy
        news kept → push 1 | 1 unsent, 0 parked, busy
        entry 1 cannot be read → wake after 2100 | 1 unsent, 0 parked, storage failed (entry 1 cannot be read)
        time has passed → push 1 | 1 unsent, 0 parked, busy
        entry 1 cannot be read → wake after 4100 | 1 unsent, 0 parked, storage failed (entry 1 cannot be read)
    "#]]);
}

#[test]
fn receipts_and_news_that_cannot_be_written_are_said_and_come_again() {
    let mut story = Story::of(2);
    let full = || "the phone's storage is full".to_owned();
    story.wake(Wake::Chance);
    story.answer(answer(&[stored(1), stored(2)]));
    story.tell(Event::Settled(Err(full())));
    story.wait();
    story.store();
    story.store();
    story.tell(Event::Pulled(Ok(news())));
    story.tell(Event::NewsKept(Err(full())));
    story.wait();
    story.pull();
    story.reads(expect![[r#"
        a chance → push 1 2 | 2 unsent, 0 parked, busy
        answer of life 1: 1 2 stored → settle 1 2 stored | 2 unsent, 0 parked, busy
        the phone's storage is full → wake after 1100 | 2 unsent, 0 parked, storage failed (the phone's storage is full)
        time has passed → push 1 | 2 unsent, 0 parked, busy
        answer of life 1: 1 stored → settle 1 stored | 2 unsent, 0 parked, busy
        settled → push 2 | 1 unsent, 0 parked, busy
        answer of life 1: 2 stored → settle 2 stored | 1 unsent, 0 parked, busy
        settled → pull after 9, rulebook 4 | 0 unsent, 0 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 0 unsent, 0 parked, busy
        the phone's storage is full → wake after 1100 | 0 unsent, 0 parked, storage failed (the phone's storage is full)
        time has passed → pull after 9, rulebook 4 | 0 unsent, 0 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 0 unsent, 0 parked, busy
        news kept → wake after 60000 | 0 unsent, 0 parked, resting
    "#]]);
}
