//! What a database is given before the server first listens: the areas of the promise and the rule, the demonstration when
//! it is asked for, and the way to the first account. It never touches what is already there.

use std::net::SocketAddr;

use domain::id::AreaId;
use domain::policy::Policy;
use domain::time::WallTime;
use domain::week::Week;
use store::Store;
use store::error::StoreError;

use crate::areas;
use crate::config::ServeOptions;
use crate::demo;
use crate::promised;
use crate::setup;

/// Provides what is missing, and returns what to tell the person who started the server.
pub async fn prepare(
    store: &Store,
    options: &ServeOptions,
    address: SocketAddr,
    now: WallTime,
) -> Result<Vec<String>, StoreError> {
    // Weeks that ended before the first start are nobody's fault: they are not followed.
    let since = if options.demo { demo::followed_since(now) } else { Week::of(now).start() };
    let rulebook = store.rulebook().await?;
    if rulebook.areas.is_empty() {
        for area in areas::promised(since) {
            store.add_area(area).await?;
        }
    }
    if rulebook.policies.is_empty() {
        store.add_policy(Policy::default()).await?;
    }
    if rulebook.periods.is_empty() {
        plant_example(store, now).await?;
    }
    let mut says = Vec::new();
    if options.demo {
        says.push(demonstrate(store, now).await?);
        if !address.ip().is_loopback() {
            tracing::warn!("everybody who reaches this server knows the demonstration's password");
        }
    }
    if let Some(link) = setup::offer(store, address, now).await? {
        says.push(format!("set-up: open {link} within 24 hours to make the first account"));
    }
    Ok(says)
}

/// Gives a database the promise that Kvart was made for, on the areas that the database has: an older one may have others.
async fn plant_example(store: &Store, now: WallTime) -> Result<(), StoreError> {
    let known: Vec<AreaId> = store.rulebook().await?.areas.iter().map(|area| area.id.clone()).collect();
    let mut period = promised::of_2023(promised::new_promise_id);
    for promise in period.promises.iter_mut().filter(|promise| !promise.areas.is_empty()) {
        promise.areas.retain(|area| known.contains(area));
        if promise.areas.is_empty() {
            promise.areas.clone_from(&known);
        }
    }
    store.plant_period(period, now).await
}

/// Seeds a database without accounts, and says how to log in.
async fn demonstrate(store: &Store, now: WallTime) -> Result<String, StoreError> {
    if store.n_accounts().await? == 0 {
        demo::seed(store, now).await?;
    }
    let accounts = store.accounts().await?;
    let is_there = |name: &str| accounts.iter().any(|row| row.account.name == name);
    if !demo::ACCOUNTS.iter().all(|(name, ..)| is_there(name)) {
        return Ok("demonstration: the database is in use already, nothing was added".to_owned());
    }
    let names = demo::ACCOUNTS.map(|(name, ..)| name).join(", ");
    Ok(format!("demonstration log-ins: {names}; password of each: {}", demo::PASSWORD))
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use domain::day::Day;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        options: ServeOptions,
    }

    #[tokio::test]
    async fn the_demonstration_can_be_told_on_any_day() {
        let folder = tempfile::tempdir().unwrap();
        let address = SocketAddr::from(([127, 0, 0, 1], 8080));
        for day in ["2027-01-01", "2027-01-02", "2027-04-21", "2028-02-29", "2028-12-31", "2029-01-04"] {
            let now = day.parse::<Day>().unwrap().start().plus_s(60);
            let store = Store::open(&folder.path().join(format!("{day}.db")), now).unwrap();
            let options = Line::parse_from(["kvart", "--demo"]).options;
            let says = prepare(&store, &options, address, now).await;
            assert!(says.is_ok_and(|says| says[0].starts_with("demonstration log-ins")), "{day}");
            store.close().await.unwrap();
        }
    }
}
