//! The outbox of reminders: what is written is read back, nothing is written twice, and what is long past is removed.

use domain::reminder::{Channel, Fate, LetGo, Notice, Occasion};
use domain::statement::Statement;
use domain::time::WallTime;
use domain::week::Week;
use store::{ReminderRow, Store};
use sync::wire::Role;

use crate::house::{AREAS, House, MONDAY, NOW, Phone, Went, area_id, walk};

fn notice(occasion: Occasion, fate: Fate) -> Notice {
    Notice { channel: Channel("webhook".to_owned()), occasion, fate }
}

fn waiting(occasion: Occasion) -> Notice {
    notice(occasion, Fate::Waiting { next_try: NOW })
}

fn risk(areas: &[&str]) -> Occasion {
    Occasion::AtRisk { week: Week::of(NOW), areas: areas.iter().map(|area| area_id(area)).collect() }
}

fn ended() -> Occasion {
    Occasion::Ended { week: Week::of(NOW).back(1) }
}

async fn rows(store: &Store, now: WallTime) -> Vec<ReminderRow> {
    store.reminder_book(now).await.unwrap().rows
}

#[tokio::test]
async fn what_is_to_be_told_is_there_after_a_restart_with_what_became_of_it() {
    let house = House::new().await;
    let late = notice(ended(), Fate::LetGo(LetGo::TooLate));
    let both = waiting(risk(&AREAS));
    house.store.write_reminders(vec![late.clone(), both.clone()], NOW).await.unwrap();
    let written = rows(&house.store, NOW).await;
    assert_eq!(written.iter().map(|row| &row.notice).collect::<Vec<_>>(), [&late, &both]);

    // A try fails; the next one gets through, when one of the areas was kept in the meantime.
    let (row, later) = (&written[1], NOW.plus_s(60));
    let again = Fate::Waiting { next_try: later };
    house.store.mark_reminder(row, &both.occasion, again, NOW).await.unwrap();
    house.store.close().await.unwrap();
    let store = Store::open(&house.path(), later).unwrap();
    let row = rows(&store, later).await.remove(1);
    assert_eq!((row.n_tries, row.notice.fate, &row.notice.occasion), (1, again, &both.occasion));
    store.mark_reminder(&row, &risk(&AREAS[..1]), Fate::Sent, later).await.unwrap();
    let sent = rows(&store, later).await.remove(1);
    assert_eq!((sent.n_tries, sent.notice), (1, notice(risk(&AREAS[..1]), Fate::Sent)));

    // What is settled stays as it is.
    store.mark_reminder(&row, &row.notice.occasion, Fate::Refused, later).await.unwrap();
    assert_eq!(rows(&store, later).await[1].notice.fate, Fate::Sent);
}

#[tokio::test]
async fn the_same_is_never_written_twice_unless_it_was_let_go() {
    let house = House::new().await;
    let write = async |notice: Notice| house.store.write_reminders(vec![notice], NOW).await;
    write(waiting(risk(&AREAS))).await.unwrap();
    write(waiting(ended())).await.unwrap();
    assert!(write(waiting(risk(&AREAS))).await.is_err());
    assert!(write(waiting(ended())).await.is_err());
    let other = Notice { channel: Channel("mail-1".to_owned()), ..waiting(ended()) };
    write(other).await.unwrap();

    let first = rows(&house.store, NOW).await.remove(0);
    let let_go = Fate::LetGo(LetGo::NoLongerAtRisk);
    house.store.mark_reminder(&first, &first.notice.occasion, let_go, NOW).await.unwrap();
    write(waiting(risk(&AREAS))).await.unwrap();
    assert_eq!(rows(&house.store, NOW).await.len(), 4);
}

#[tokio::test]
async fn what_was_told_of_an_area_that_is_kept_may_be_told_again() {
    let house = House::new().await;
    let write = async |areas: &[&str]| house.store.write_reminders(vec![waiting(risk(areas))], NOW).await;
    write(&AREAS).await.unwrap();
    let row = rows(&house.store, NOW).await.remove(0);
    let one = notice(risk(&AREAS[..1]), Fate::Sent);
    // What still waits is not touched.
    house.store.relieve_reminder(row.no, one.clone()).await.unwrap();
    assert_eq!(rows(&house.store, NOW).await[0], row);
    house.store.mark_reminder(&row, &row.notice.occasion, Fate::Sent, NOW).await.unwrap();
    house.store.relieve_reminder(row.no, one.clone()).await.unwrap();
    assert_eq!(rows(&house.store, NOW).await[0].notice, one);
    let none = Notice { fate: Fate::LetGo(LetGo::NoLongerAtRisk), ..one };
    house.store.relieve_reminder(row.no, none.clone()).await.unwrap();
    assert_eq!(rows(&house.store, NOW).await[0].notice, none);
    write(&AREAS[..1]).await.unwrap();
    assert_eq!(rows(&house.store, NOW).await.len(), 2);
}

#[tokio::test]
async fn what_is_long_past_is_removed() {
    let house = House::new().await;
    house.store.write_reminders(vec![waiting(ended())], NOW).await.unwrap();
    let days = |days: i64| NOW.plus_s(days * 86_400);
    house.store.write_reminders(Vec::new(), days(60)).await.unwrap();
    assert_eq!(rows(&house.store, days(60)).await.len(), 1);
    house.store.write_reminders(Vec::new(), days(61)).await.unwrap();
    assert_eq!(rows(&house.store, days(61)).await, []);
}

#[tokio::test]
async fn the_book_holds_this_week_and_the_one_before() {
    let house = House::new().await;
    let officer = house.enter("polis1", Role::Officer).await;
    let mut phone = Phone::new(1);
    for (n, weeks_ago) in [(1, 0), (2, 1), (3, 2)] {
        phone.says(Statement::Walk(walk(n, 1, 3600 - weeks_ago * 7 * 86_400, Went::Well)));
    }
    house.push_all(&officer, &phone).await;
    let book = house.store.reminder_book(NOW).await.unwrap();
    let cells: Vec<_> =
        book.cells.iter().map(|row| (row.area.as_str(), row.week, row.cell.n_patrols)).collect();
    let week = Week::of(MONDAY);
    assert_eq!(cells, [(AREAS[1], week.back(1), 1), (AREAS[1], week, 1)]);
    assert_eq!(book.rulebook.areas.len(), 2);
    // The phone has pushed this week; in the next it has yet to report.
    assert_eq!(book.silence, None);
    let next = house.store.reminder_book(week.next().start()).await.unwrap();
    assert_eq!(next.silence.map(|silence| silence.n_phones), Some(1));
}
