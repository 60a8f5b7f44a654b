//! A period of promises that is running, beside the one that comes with the program, whose time is over. It moves no clock.

use domain::day::Day;
use domain::id::PromiseId;
use domain::promise::{Promise, PromisePeriod};
use server::edge;
use store::Store;

use crate::Server;

/// What the period is called in addresses.
pub const PERIOD: &str = "nu";

/// Opens the database beside a server.
pub fn beside(server: &Server) -> Store {
    Store::open(&server.data().join("kvart.db"), edge::now()).expect("the database opens")
}

/// Gives the database a period of this year, with the promises of 2023–2024.
pub async fn promise_anew(store: &Store) -> PromisePeriod {
    let rulebook = store.rulebook().await.expect("it can be read");
    let year = Day::of(edge::now()).year();
    let day = |month, day| Day::new(year, month, day).expect("a day of the calendar");
    let ids = std::iter::repeat_with(|| PromiseId(edge::new_id()));
    let id = PERIOD.parse().expect("a period's id");
    let period = rulebook.periods[0].renewed(id, day(1, 1), day(12, 31), ids);
    store.plant_period(period.clone(), edge::now()).await.expect("nothing is wrong with it");
    period
}

/// Returns a promise by its Swedish name.
pub fn named<'a>(period: &'a PromisePeriod, name: &str) -> &'a Promise {
    period.promises.iter().find(|promise| promise.name.sv == name).expect("it is promised")
}
