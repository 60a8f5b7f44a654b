//! News from the server. They are never kept for somebody else.

use expect_test::expect;
use sync::engine::Wake;
use sync::local_store::{News, Snapshot};
use sync::wire::PullAnswer;

use super::story::{Story, account, news, nothing};

#[test]
fn the_first_news_of_all_are_taken_at_once() {
    let mut story = Story::from(Snapshot { news: News::default(), ..nothing() });
    story.wake(Wake::Chance);
    story.pull();
    story.reads(expect![[r#"
        a chance → pull after 0, rulebook 0 | 0 unsent, 0 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 0 unsent, 0 parked, busy
        news kept → wake after 60000 | 0 unsent, 0 parked, resting
    "#]]);
}

#[test]
fn what_an_older_app_passed_over_is_told_again() {
    let mut snapshot = nothing();
    snapshot.news.activities = None;
    let mut story = Story::from(snapshot);
    story.wake(Wake::Chance);
    story.reads(expect![[r#"
        a chance → pull after 0, rulebook 4 | 0 unsent, 0 parked, busy
    "#]]);
}

#[test]
fn news_for_another_officer_are_not_kept() {
    let mut story = Story::of(0);
    story.wake(Wake::Chance);
    story.pull_news(PullAnswer { account: account(2), ..news() });
    story.timer(60_000);
    story.wake(Wake::LoggedIn);
    story.pull();
    story.reads(expect![[r#"
        a chance → pull after 9, rulebook 4 | 0 unsent, 0 parked, busy
        news of life 1 up to 9 → nothing | 0 unsent, 0 parked, log-in needed
        time has passed → nothing | 0 unsent, 0 parked, log-in needed
        logged in → pull after 9, rulebook 4 | 0 unsent, 0 parked, busy
        news of life 1 up to 9 → keep news up to 9 | 0 unsent, 0 parked, busy
        news kept → wake after 60000 | 0 unsent, 0 parked, resting
    "#]]);
}

#[test]
fn more_news_are_asked_for_at_once_as_long_as_they_go_on() {
    let mut story = Story::of(0);
    let more = |cursor| PullAnswer { cursor, more: true, ..news() };
    story.wake(Wake::Chance);
    story.pull_news(more(20));
    story.pull_news(more(20));
    story.reads(expect![[r#"
        a chance → pull after 9, rulebook 4 | 0 unsent, 0 parked, busy
        news of life 1 up to 20 → keep news up to 20 | 0 unsent, 0 parked, busy
        news kept → pull after 20, rulebook 4 | 0 unsent, 0 parked, busy
        news of life 1 up to 20 → keep news up to 20 | 0 unsent, 0 parked, busy
        news kept → wake after 60000 | 0 unsent, 0 parked, resting
    "#]]);
}

/// REGRESSION: seed 5 of the simulation. The network brought the answer to another phone's pull, whose cursor was farther
/// on: the walk between was never told to this phone.
#[test]
fn news_that_answer_another_question_are_not_kept() {
    let mut story = Story::of(0);
    story.wake(Wake::Chance);
    story.pull_news(PullAnswer { asked: Some((12, 4)), cursor: 20, ..news() });
    story.timer(60_000);
    story.pull_news(PullAnswer { asked: Some((9, 4)), cursor: 20, ..news() });
    story.reads(expect![[r#"
        a chance → pull after 9, rulebook 4 | 0 unsent, 0 parked, busy
        news of life 1 up to 20 → wake after 1100 | 0 unsent, 0 parked, waiting (the server answered 200)
        time has passed → pull after 9, rulebook 4 | 0 unsent, 0 parked, busy
        news of life 1 up to 20 → keep news up to 20 | 0 unsent, 0 parked, busy
        news kept → wake after 60000 | 0 unsent, 0 parked, resting
    "#]]);
}
