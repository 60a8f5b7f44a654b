//! Who may see what: one table. And what is written down when they look.

use domain::id::WalkId;
use domain::statement::Statement;
use domain::week::Week;
use store::Viewer;
use sync::wire::{PullRequest, Role};

use crate::house::{AREAS, House, MONDAY, NOW, Phone, Went, area_id, walk};

#[tokio::test]
async fn officers_see_coverage_and_their_own_walks_supervisors_see_all() {
    let house = House::new().await;
    let first = house.enter("polis1", Role::Officer).await;
    let second = house.enter("polis2", Role::Officer).await;
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    let mut walks: Vec<WalkId> = Vec::new();
    for (viewer, n) in [(&first, 1u128), (&second, 2), (&chief, 3)] {
        let mut phone = Phone::new(n);
        let walk = walk(n, 0, n as i64 * 3000, Went::Well);
        walks.push(walk.id);
        phone.says(Statement::Walk(walk));
        house.push_all(viewer, &phone).await;
    }
    let week = Week::of(MONDAY);
    // Who, and which of the three walks they see: in the list of the cell, one by one, pulled to the phone.
    struct Sees<'a>(&'a Viewer, [&'a [usize]; 3]);
    let table = [
        Sees(&first, [&[0], &[0], &[0]]),
        Sees(&second, [&[1]; 3]),
        Sees(&chief, [&[0, 1, 2], &[0, 1, 2], &[2]]),
    ];
    for (Sees(viewer, [in_cell, sheets, pulled]), phone) in table.into_iter().zip(1..) {
        let who = &viewer.card().name;
        let ids = |idxs: &[usize]| idxs.iter().map(|&idx| walks[idx]).collect::<Vec<_>>();
        let listed = house.store.walks_in(viewer, &area_id(AREAS[0]), week).await.unwrap();
        assert_eq!(listed.iter().map(|row| row.id).collect::<Vec<_>>(), ids(in_cell), "{who}");
        let mut seen = Vec::new();
        for &id in &walks {
            seen.extend(house.store.walk(viewer, id, NOW).await.unwrap().map(|sheet| sheet.settled.walk.id));
        }
        assert_eq!(seen, ids(sheets), "{who}");
        let request = PullRequest { device: Phone::new(phone).device, after: 0, revision: 0 };
        let news = house.store.pull(viewer, &request, NOW).await.unwrap().walks;
        assert_eq!(news.iter().map(|news| news.walk).collect::<Vec<_>>(), ids(pulled), "{who}");
        let cells = house.cells(viewer, week, week).await;
        assert_eq!(cells.iter().map(|row| row.cell.n_walks).sum::<u32>(), 3, "{who}");
    }
}

#[tokio::test]
async fn every_look_at_a_walk_is_written_down() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let other = house.enter("polis2", Role::Officer).await;
    let chief = house.enter("gruppchef", Role::Supervisor).await;
    let mut phone = Phone::new(1);
    let walk = walk(1, 0, 0, Went::Well);
    phone.says(Statement::Walk(walk.clone()));
    house.push_all(&officer, &phone).await;
    for viewer in [&chief, &chief, &officer, &other] {
        house.store.walk(viewer, walk.id, NOW).await.unwrap();
    }
    let looks = "SELECT group_concat(a.name) FROM audit JOIN account a ON a.id = audit.account_id
        WHERE act = 'walk_seen' AND length(subject) = 16";
    let looks: String = house.raw().query_row(looks, [], |row| row.get(0)).unwrap();
    assert_eq!(looks, "gruppchef,gruppchef,polis1");
    assert_eq!(
        house.figure("SELECT count(*) FROM audit WHERE act = 'account_added' AND account_id IS NULL"),
        3
    );
}

#[tokio::test]
async fn a_sheet_holds_all_that_was_told() {
    use domain::fix::Spot;
    use domain::place::Position;
    use domain::walk::{Observation, ObservationKind};
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let mut phone = Phone::new(4);
    let mut walk = walk(1, 0, 0, Went::Well);
    let spot = Spot::of(Position { lat: 59.234567, lon: 17.981234 });
    let note = Some("Lampan vid trappan".to_owned());
    walk.observations = vec![
        Observation { t_s: 60, kind: ObservationKind::DarkSpot, spot, note },
        Observation { t_s: 60, kind: ObservationKind::Talk, spot: None, note: None },
    ];
    phone.says(Statement::Walk(walk.clone()));
    house.push_all(&officer, &phone).await;
    let sheet = house.store.walk(&officer, walk.id, NOW).await.unwrap().unwrap();
    assert_eq!(sheet.settled.walk, walk);
    assert_eq!((sheet.device, sheet.seq, sheet.received), (phone.device, 1, NOW));
    assert_eq!((sheet.who.as_str(), sheet.boundary.version), ("polis1 visad", 1));
    let row = &house.store.walks_in(&officer, &walk.area, walk.week()).await.unwrap()[0];
    assert_eq!((row.n_observations, row.n_corrections, row.crew_size), (2, 0, 2));
    assert_eq!(row.verdict, sheet.verdict);
}

#[tokio::test]
async fn news_come_in_order_of_change_a_hundred_at_a_time() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let mut phone = Phone::new(1);
    (1..=150).for_each(|n| drop(phone.says(Statement::Walk(walk(n, 0, n as i64 * 1000, Went::Afterwards)))));
    house.push_all(&officer, &phone).await;
    let revision = house.store.rulebook().await.unwrap().revision;
    let pull = async |after, revision| {
        let request = PullRequest { device: phone.device, after, revision };
        house.store.pull(&officer, &request, NOW).await.unwrap()
    };
    let first = pull(0, 0).await;
    assert_eq!((first.walks.len(), first.more, first.cursor), (100, true, 100));
    assert_eq!(first.rulebook.as_ref().map(|rulebook| rulebook.revision), Some(revision));
    assert_eq!(first.coverage[0].cell.n_walks, 150);
    let second = pull(first.cursor, revision).await;
    assert_eq!((second.walks.len(), second.more, second.cursor), (50, false, 150));
    assert_eq!(second.rulebook, None);
    let third = pull(second.cursor, revision).await;
    assert_eq!((third.walks.len(), third.more, third.cursor), (0, false, 150));
    let of_another_life = pull(9999, revision).await;
    assert_eq!((of_another_life.walks.len(), of_another_life.cursor), (100, 100));
}

#[tokio::test]
async fn a_pull_enrols_a_phone_and_is_a_contact() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let request = PullRequest { device: Phone::new(1).device, after: 0, revision: 0 };
    let contact = || house.figure("SELECT contact FROM device");
    house.store.pull(&officer, &request, NOW).await.unwrap();
    assert_eq!(contact(), NOW.ms());
    house.store.pull(&officer, &request, NOW.plus_s(599)).await.unwrap();
    assert_eq!(contact(), NOW.ms());
    house.store.pull(&officer, &request, NOW.plus_s(600)).await.unwrap();
    assert_eq!(contact(), NOW.plus_s(600).ms());
}

#[tokio::test]
async fn a_clock_years_ahead_does_not_hide_that_nobody_was_there() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let mut phone = Phone::new(1);
    phone.says(Statement::Walk(walk(1, 0, 0, Went::Well)));
    phone.says(Statement::Walk(walk(2, 0, 5 * 365 * 86_400, Went::Well)));
    house.push_all(&officer, &phone).await;
    let request = PullRequest { device: phone.device, after: 0, revision: 0 };
    let news = house.store.pull(&officer, &request, NOW).await.unwrap();
    assert_eq!(news.coverage[0].last_patrol, Some(MONDAY.plus_s(900)));
    assert_eq!(news.coverage[1].last_patrol, None);
}
