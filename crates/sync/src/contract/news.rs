//! The server's news: merged as they come, and apart from journal and walk. They never say what the phone itself made.

use domain::activity::{Activity, Party};
use domain::coverage::Cell;
use domain::id::{AccountId, ActivityId, EntryHash, PromiseId, WalkId};
use domain::policy::{Policy, Rulebook};
use domain::time::WallTime;
use domain::verdict::{self, Verdict};
use domain::week::Week;
use uuid::Uuid;

use super::{Ground, OTHER_WALK, WALK, assert_is_chain, began, body, places, receipt};
use crate::local_store::{Durability, LocalStore, Log, News, Place};
use crate::wire::{AccountCard, ActivityNews, AreaNews, Outcome, PullAnswer, Role, WalkNews};

/// What a pull brings is laid over what was known, and survives a restart.
pub async fn news_are_merged(ground: &impl Ground) {
    let store = ground.fresh().await;
    let first =
        PullAnswer { rulebook: Some(rulebook(3)), ..answer("life 1", 10, &[(WALK, 100), (OTHER_WALK, 200)]) };
    let second = answer("life 1", 12, &[(WALK, 300)]);
    let (then, now) = (WallTime::from_ms(50_000), WallTime::from_ms(90_000));
    store.keep_news(&first, then).await.unwrap();
    store.keep_news(&second, now).await.unwrap();
    let store = ground.reopened(store).await;
    let news = store.snapshot().await.unwrap().news;
    let walks: Vec<(WalkId, u32)> = news.walks.iter().map(|walk| (walk.walk, walk.elapsed_s)).collect();
    assert_eq!(
        walks,
        [(OTHER_WALK, 200), (WALK, 300)],
        "of each walk the latest news are kept, in order of their change"
    );
    let activities = news.activities.clone().unwrap_or_default();
    assert_eq!(
        activities.iter().map(|it| (it.activity.id.0, it.activity.n_reached)).collect::<Vec<_>>(),
        [(OTHER_WALK.0, Some(200)), (WALK.0, Some(300))],
        "of each activity the latest news are kept, in order of their change"
    );
    assert_eq!(news.rulebook, rulebook(3), "the rulebook stays until another comes");
    assert_eq!(
        (news.cursor, news.last_contact),
        (12, Some(now)),
        "the next pull goes on where the last one ended"
    );
    assert_eq!(
        news,
        News::default().with(&first, then).with(&second, now),
        "news are what `News::with` says"
    );
}

/// After the server was restored, what was known of walks is known no longer.
pub async fn news_of_another_epoch_replace_the_walks(ground: &impl Ground) {
    let store = ground.fresh().await;
    let wall = WallTime::from_ms(50_000);
    store.keep_news(&answer("life 1", 10, &[(WALK, 100)]), wall).await.unwrap();
    store.keep_news(&answer("life 2", 4, &[(OTHER_WALK, 200)]), wall).await.unwrap();
    let news = ground.reopened(store).await.snapshot().await.unwrap().news;
    assert_eq!(
        (news.epoch.as_str(), news.cursor),
        ("life 2", 4),
        "the cursor is that of the server's new life"
    );
    assert_eq!(
        news.walks.iter().map(|walk| walk.walk).collect::<Vec<_>>(),
        [OTHER_WALK],
        "walks of another epoch stayed"
    );
    let activities = news.activities.unwrap_or_default();
    assert_eq!(
        activities.iter().map(|it| it.activity.id.0).collect::<Vec<_>>(),
        [OTHER_WALK.0],
        "activities of another epoch stayed"
    );
}

/// Writing one of the three leaves the other two as they were.
pub async fn journal_walk_and_news_do_not_touch_each_other(ground: &impl Ground) {
    let store = ground.fresh().await;
    let answer = answer("life 1", 10, &[(WALK, 100)]);
    let wall = WallTime::from_ms(50_000);
    store.mark(&began(WALK), Durability::Strict).await.unwrap();
    let entry = store.append(&body("an entry"), Log::Stays).await.unwrap();
    store.keep_news(&answer, wall).await.unwrap();
    store.settle(&[receipt(&entry, Outcome::Stored { at: wall })], &[]).await.unwrap();
    let store = ground.reopened(store).await;
    assert_is_chain(&store, 1).await;
    assert_eq!(places(&store).await, [Place::Held { at: wall }]);
    assert_eq!(store.marks().await.unwrap(), [began(WALK)]);
    assert_eq!(store.snapshot().await.unwrap().news, News::default().with(&answer, wall));
    store.discard(WALK).await.unwrap();
    assert_is_chain(&store, 1).await;
}

fn rulebook(revision: u64) -> Rulebook {
    Rulebook { revision, areas: Vec::new(), policies: vec![Policy::default()], ..Rulebook::default() }
}

/// Returns an answer that tells of walks with their lengths in seconds, and brings no rulebook.
fn answer(epoch: &str, cursor: u64, walks: &[(WalkId, u32)]) -> PullAnswer {
    let area = "skogas-c".parse().expect("a well-formed id");
    let began = WallTime::from_ms(1_795_555_000_000);
    let name = "polis1".to_owned();
    let coverage = AreaNews { area, week: Week::of(began), cell: Cell::default(), last_patrol: Some(began) };
    PullAnswer {
        epoch: epoch.to_owned(),
        server_time: WallTime::from_ms(60_000),
        account: AccountCard {
            id: AccountId(Uuid::from_u128(0xc1)),
            name,
            shown_as: "Polis 1".to_owned(),
            role: Role::Officer,
        },
        rulebook: None,
        walks: walks.iter().map(|(walk, elapsed_s)| walk_news(*walk, began, *elapsed_s, &coverage)).collect(),
        activities: walks.iter().map(|(walk, n_reached)| activity_news(*walk, *n_reached)).collect(),
        coverage: vec![coverage],
        cursor,
        more: false,
        asked: None,
    }
}

/// Returns the news of an activity under a walk's number, which reached so many.
fn activity_news(walk: WalkId, n_reached: u32) -> ActivityNews {
    let activity = Activity {
        id: ActivityId(walk.0),
        promise: PromiseId(Uuid::from_u128(0xb1)),
        day: "2026-11-24".parse().expect("a day"),
        area: None,
        place: None,
        parties: [Party::Police].into(),
        n_reached: Some(n_reached),
        note: None,
    };
    let stored = WallTime::from_ms(60_000);
    ActivityNews { activity, withdrawn: None, head: EntryHash([2; 32]), stored }
}

fn walk_news(walk: WalkId, began: WallTime, elapsed_s: u32, coverage: &AreaNews) -> WalkNews {
    let verdict = Verdict {
        outcome: verdict::Outcome::TooShort,
        counts: false,
        reasons: vec![verdict::Reason::Short { missing_s: 900 - elapsed_s.min(900) }],
        elapsed_s,
        observed_s: elapsed_s,
        dwell_s: elapsed_s,
        required_s: 900,
        policy_version: 1,
        boundary_version: 1,
    };
    WalkNews {
        walk,
        area: coverage.area.clone(),
        crew_size: 2,
        began,
        elapsed_s,
        verdict,
        withdrawn: Some("fel område".to_owned()),
        head: EntryHash([elapsed_s as u8; 32]),
        stored: began.plus_s(3600),
        decided: None,
        decided_why: None,
    }
}
