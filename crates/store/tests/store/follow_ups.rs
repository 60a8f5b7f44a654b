//! Promises and follow-ups: what is published never changes, and is what the journal said when it was published.

use domain::activity::{Activity, Party};
use domain::day::Day;
use domain::followup::Kind;
use domain::id::{ActivityId, DeviceId, PeriodId, PromiseId};
use domain::letter::{Judgement, Letter, LetterField, Section};
use domain::promise::{
    Each, Evidence, Fault, Field, Promise, PromisePeriod, Responsible, Target, Theme, Wording,
};
use domain::time::WallTime;
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use store::error::StoreError;
use store::{AtDesk, Draft, Finding, Store, Viewer};
use sync::wire::Role;
use uuid::Uuid;

use crate::decisions::{Scene, Step, carry_out, steps};
use crate::house::{AREAS, House, MONDAY, NOW, Went, area_id, walk};

/// When follow-ups are published here: week 48 of 2026 is over.
const LATER: WallTime = MONDAY.plus_s(8 * 86_400);

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn id() -> PeriodId {
    "2026".parse().unwrap()
}

fn said(text: &str) -> Wording {
    Wording { sv: text.to_owned(), en: String::new() }
}

fn promise(n: u128, name: &str, target: Target, evidence: Evidence) -> Promise {
    let is_walked = evidence == Evidence::CountedWalks;
    Promise {
        id: PromiseId(Uuid::from_u128(n)),
        name: said(name),
        words: said("Vi lovar."),
        responsible: Responsible::Police,
        theme: Theme::PublicPlaces,
        target,
        evidence,
        areas: if is_walked { AREAS.map(area_id).to_vec() } else { Vec::new() },
        within: None,
    }
}

fn period() -> PromisePeriod {
    let weekly = Target::Times { n: 1, each: Each::WeekAndArea };
    let thrice = Target::Times { n: 3, each: Each::Year };
    PromisePeriod {
        id: id(),
        name: said("Löften 2026"),
        first: day("2026-01-01"),
        last: day("2026-12-31"),
        is_public: true,
        promises: vec![
            promise(1, "Fotpatrull", weekly, Evidence::CountedWalks),
            promise(2, "Uppföljning", thrice, Evidence::FollowUps),
            promise(3, "Föreläsningar", Target::Times { n: 2, each: Each::Year }, Evidence::Activities),
        ],
    }
}

async fn draft(store: &Store, viewer: &Viewer, number: u32, kind: Kind, through: &str) -> Draft {
    let figures = store.figures(viewer, &id(), (number, kind), day(through), LATER).await.unwrap();
    let section = |promise: &Promise| Section {
        promise: promise.id,
        text: said("Så gick det."),
        judgement: (kind == Kind::Evaluation).then_some(Judgement::Kept),
    };
    let sections = period().promises.iter().map(section).collect();
    let letter = Letter { opening: said("Så här går det."), sections, ..Letter::default() };
    Draft { period: id(), number, kind, through: day(through), figures, letter }
}

async fn publish(store: &Store, viewer: &Viewer, draft: Draft) -> Result<u32, StoreError> {
    let number = draft.number;
    store.save_draft(viewer, draft, LATER).await?;
    store.publish(viewer, &id(), number, LATER).await
}

/// A house in which one walk was told and a follow-up of it published.
async fn published() -> Scene {
    let mut scene = Scene::new().await;
    let (store, chief) = (scene.house.store.clone(), scene.chief.clone());
    store.add_period(&chief, period(), NOW).await.unwrap();
    scene.tells(0, &walk(1, 0, 0, Went::Well)).await;
    let written = draft(&store, &chief, 1, Kind::FollowUp, "2026-11-29").await;
    publish(&store, &chief, written).await.unwrap();
    scene
}

#[tokio::test]
async fn a_late_walk_makes_a_second_version_that_says_what_changed() {
    let mut scene = Scene::new().await;
    let store = scene.house.store.clone();
    let chief = scene.chief.clone();
    store.add_period(&chief, period(), NOW).await.unwrap();
    scene.tells(0, &walk(1, 0, 0, Went::Well)).await;
    let logged = Activity {
        id: ActivityId(Uuid::from_u128(1)),
        promise: PromiseId(Uuid::from_u128(3)),
        day: day("2026-11-25"),
        area: None,
        place: None,
        parties: [Party::Police].into(),
        n_reached: Some(30),
        note: None,
    };
    let at = AtDesk { now: NOW, new_journal: DeviceId(Uuid::from_u128(77)) };
    store.log_activity(&chief, logged, at).await.unwrap();

    let first = draft(&store, &chief, 1, Kind::FollowUp, "2026-11-29").await;
    assert_eq!(publish(&store, &chief, first.clone()).await, Ok(1));
    let before = store.published(&id()).await.unwrap();
    assert_eq!(before[0].figures.promises[1].made_n, 1, "a follow-up is one of those that it tells of");
    assert_eq!(before[0].figures.promises[2].n_reached, Some(30));
    assert!(store.account(&chief, &id(), LATER).await.unwrap().outdated.is_empty());

    scene.tells(1, &walk(2, 1, 0, Went::Well)).await;
    assert_eq!(store.account(&chief, &id(), LATER).await.unwrap().outdated, [1]);
    let mut second = draft(&store, &chief, 1, Kind::FollowUp, "2026-11-29").await;
    let unsaid = Err(StoreError::BadLetter(vec![(LetterField::Changed, Fault::Missing)]));
    assert_eq!(publish(&store, &chief, second.clone()).await, unsaid);
    second.letter.changed = said("Ett pass i Skogås C kom in sent.");
    assert_eq!(publish(&store, &chief, second).await, Ok(2));

    let published = store.published(&id()).await.unwrap();
    assert_eq!(published[0], before[0], "the first version is as it was");
    assert_eq!(published[1].changes.len(), 1);
    let change = &published[1].changes[0];
    assert_eq!((change.done_n, change.stretches.len()), ((1, 2), 1));
    assert_eq!(change.stretches[0].stretch.area, Some(area_id(AREAS[1])));
    let found: Vec<Finding> = store.verify().await.unwrap().iter().map(|one| one.finding).collect();
    assert_eq!(found, [Finding::Sound, Finding::Sound]);
}

#[tokio::test]
async fn what_came_while_it_was_written_is_not_published_over() {
    let mut scene = Scene::new().await;
    let (store, chief) = (scene.house.store.clone(), scene.chief.clone());
    store.add_period(&chief, period(), NOW).await.unwrap();
    let written = draft(&store, &chief, 1, Kind::FollowUp, "2026-11-29").await;
    scene.tells(0, &walk(1, 0, 0, Went::Well)).await;
    assert_eq!(publish(&store, &chief, written).await, Err(StoreError::Outdated));
    assert_eq!(store.published(&id()).await.unwrap(), []);
    assert_eq!(store.account(&chief, &id(), LATER).await.unwrap().drafts.len(), 1, "the draft is kept");
}

#[tokio::test]
async fn what_was_published_is_never_edited_and_a_change_behind_its_back_is_found() {
    let scene = published().await;
    let store = scene.house.store.clone();
    for sql in ["UPDATE follow_up SET letter = 'x'", "DELETE FROM follow_up"] {
        assert!(scene.house.raw().execute(sql, []).is_err(), "{sql}");
    }
    let finding = || async { store.verify().await.unwrap()[0].finding };
    let raw = scene.house.raw();
    raw.execute_batch("DROP TRIGGER follow_up_is_not_edited").unwrap();
    raw.execute_batch("UPDATE follow_up SET figures = replace(figures, '\"done_n\":1', '\"done_n\":9')")
        .unwrap();
    assert_eq!(finding().await, Finding::WrongDigest);
    raw.execute_batch("UPDATE follow_up SET figures = replace(figures, '\"done_n\":9', '\"done_n\":1')")
        .unwrap();
    assert_eq!(finding().await, Finding::Sound);
    raw.execute_batch("UPDATE follow_up SET rules = 2").unwrap();
    assert_eq!(finding().await, Finding::WrongDigest, "the digest is over the rules too");
    raw.execute_batch("UPDATE follow_up SET rules = 1").unwrap();
    raw.execute_batch("DELETE FROM walk; DELETE FROM cell").unwrap();
    assert_eq!(finding().await, Finding::Sound, "it is the journal that is asked");
    raw.execute_batch("UPDATE journal SET body = replace(body, 'huddinge-c', 'skogas-c')").unwrap();
    assert_eq!(finding().await, Finding::OtherFigures);
}

#[tokio::test]
async fn what_was_published_by_other_rules_is_held_against_its_digest_alone() {
    let scene = published().await;
    let store = scene.house.store.clone();

    // As a program would have written it whose rules are two versions ahead, and count more.
    let raw = scene.house.raw();
    let figures: String = raw.query_row("SELECT figures FROM follow_up", [], |row| row.get(0)).unwrap();
    let figures = figures.replace("\"done_n\":1", "\"done_n\":2");
    let digest: [u8; 32] = Sha256::digest([b"kvart figures 3\0", figures.as_bytes()].concat()).into();
    raw.execute_batch("DROP TRIGGER follow_up_is_not_edited").unwrap();
    raw.execute("UPDATE follow_up SET rules = 3, figures = ?1, digest = ?2", (&figures, digest)).unwrap();
    assert_eq!(store.verify().await.unwrap()[0].finding, Finding::OtherRules { rules: 3 });
    raw.execute("UPDATE follow_up SET figures = replace(figures, '\"done_n\":2', '\"done_n\":4')", [])
        .unwrap();
    assert_eq!(store.verify().await.unwrap()[0].finding, Finding::WrongDigest);
}

#[tokio::test]
async fn an_evaluation_judges_every_promise() {
    let scene = Scene::new().await;
    let (store, chief) = (scene.house.store.clone(), scene.chief.clone());
    store.add_period(&chief, period(), NOW).await.unwrap();
    let mut written = draft(&store, &chief, 1, Kind::Evaluation, "2026-11-30").await;
    written.letter.sections[1].judgement = None;
    let unjudged = LetterField::Judgement(PromiseId(Uuid::from_u128(2)));
    let refused = Err(StoreError::BadLetter(vec![(unjudged, Fault::Missing)]));
    assert_eq!(publish(&store, &chief, written.clone()).await, refused);
    written.letter.sections[1].judgement = Some(Judgement::NotKept);
    assert_eq!(publish(&store, &chief, written).await, Ok(1));
}

#[tokio::test]
async fn a_follow_up_tells_of_days_that_are_over_and_of_its_period() {
    let scene = Scene::new().await;
    let (store, chief) = (scene.house.store.clone(), scene.chief.clone());
    store.add_period(&chief, period(), NOW).await.unwrap();
    let refused = |through: &'static str, now| {
        let (store, chief) = (store.clone(), chief.clone());
        async move {
            match store.figures(&chief, &id(), (1, Kind::FollowUp), day(through), now).await {
                Err(StoreError::BadLetter(faults)) => Some(faults[0].1),
                told => told.map(|_| None).unwrap(),
            }
        }
    };
    assert_eq!(refused("2026-11-27", NOW).await, Some(Fault::NotOver));
    assert_eq!(refused("2026-11-26", NOW).await, None);
    assert_eq!(refused("2025-12-31", NOW).await, Some(Fault::OutOfPeriod));
    // The period's last week ends three days after it.
    let much_later = LATER.plus_s(90 * 86_400);
    assert_eq!(refused("2027-01-03", much_later).await, None);
    assert_eq!(refused("2027-01-04", much_later).await, Some(Fault::OutOfPeriod));
}

#[tokio::test]
async fn only_supervisors_keep_promises_and_follow_ups() {
    let scene = Scene::new().await;
    let store = scene.house.store.clone();
    let officer = &scene.officers[0];
    let refused = Err(StoreError::SupervisorsOnly);
    assert_eq!(store.add_period(officer, period(), NOW).await, refused);
    store.add_period(&scene.chief, period(), NOW).await.unwrap();
    assert_eq!(store.change_period(officer, period(), NOW).await, refused);
    assert_eq!(store.save_promise(officer, &id(), period().promises[0].clone(), NOW).await, refused);
    assert_eq!(store.remove_promise(officer, period().promises[0].id, NOW).await, refused);
    let written = draft(&store, &scene.chief, 1, Kind::FollowUp, "2026-11-29").await;
    assert_eq!(store.save_draft(officer, written.clone(), LATER).await, refused);
    store.save_draft(&scene.chief, written, LATER).await.unwrap();
    assert_eq!(store.publish(officer, &id(), 1, LATER).await, Err(StoreError::SupervisorsOnly));
    assert_eq!(store.drop_draft(officer, &id(), 1).await, refused);
    assert_eq!(store.draft(officer, &id(), 1).await, Err(StoreError::SupervisorsOnly));
    let seen = store.account(officer, &id(), NOW).await.unwrap();
    assert_eq!(seen.figures.promises.len(), 3, "how the promises stand everybody inside may see");
    assert_eq!(seen.drafts, [], "what is being written is the supervisors'");
}

#[tokio::test]
async fn what_cannot_be_promised_is_told_by_field() {
    let house = House::new().await;
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    let check = |period: PromisePeriod, expected: &'static [(Field, Fault)]| {
        let (store, chief) = (house.store.clone(), chief.clone());
        async move {
            let told = store.add_period(&chief, period, NOW).await;
            assert_eq!(told, Err(StoreError::BadPromise(expected.to_vec())));
        }
    };
    let mut reversed = period();
    reversed.last = day("2025-12-31");
    check(reversed, &[(Field::Last, Fault::Reversed)]).await;
    let mut nameless = period();
    nameless.promises[0].name.sv = " ".to_owned();
    nameless.promises[0].areas.push("mars".parse().unwrap());
    nameless.promises[1].target = Target::Times { n: 0, each: Each::Year };
    let faults =
        &[(Field::Name, Fault::Missing), (Field::Areas, Fault::Unknown), (Field::Times, Fault::NoNumber)];
    check(nameless, faults).await;
    let mut twice = period();
    twice.promises[1].name = twice.promises[0].name.clone();
    check(twice, &[(Field::Name, Fault::Taken), (Field::Name, Fault::Taken)]).await;
    let mut brief = period();
    (brief.first, brief.last) = (day("2026-11-27"), day("2026-12-02"));
    check(brief, &[(Field::Each, Fault::NothingDue); 3]).await;
    house.store.add_period(&chief, period(), NOW).await.unwrap();
    check(period(), &[(Field::Name, Fault::Taken)]).await;
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// However telling, correcting, withdrawing and deciding go on: what the public reads is what the journal says, and
    /// what was published on the way is what the journal said then.
    #[test]
    fn what_the_public_reads_is_what_the_journal_says(script in prop::collection::vec(steps(), 1..4)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut scene = Scene::new().await;
            let (store, chief) = (scene.house.store.clone(), scene.chief.clone());
            store.add_period(&chief, period(), NOW).await.unwrap();
            let mut steps: Vec<Step> = Vec::new();
            for more in script {
                carry_out(&mut scene, &more).await;
                steps.extend(more);
                for told in store.public_accounts(0, LATER).await.unwrap() {
                    let recounted = store.recount(&id(), told.figures.through).await.unwrap();
                    assert_eq!(told.figures, recounted);
                }
                let number = store.next_number(&chief, &id()).await.unwrap();
                let written = draft(&store, &chief, number, Kind::FollowUp, "2026-11-29").await;
                publish(&store, &chief, written).await.unwrap();
            }
            for verified in store.verify().await.unwrap() {
                assert_eq!(verified.finding, Finding::Sound, "{steps:?}");
            }
        });
    }
}
