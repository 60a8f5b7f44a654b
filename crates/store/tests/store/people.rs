//! Accounts, sessions and the set-up link.

use store::error::StoreError;
use store::sessions::SESSION_S;
use sync::wire::Role;

use crate::house::{House, NOW, account, account_id, token};

const DAY_S: i64 = 86_400;

#[tokio::test]
async fn a_name_is_one_account_whatever_its_case() {
    let house = House::new().await;
    let card = house.store.add_account(account("  Åsa ", Role::Officer), NOW).await.unwrap();
    assert_eq!(card.name, "åsa");
    let again = house.store.add_account(account("ÅSA", Role::Supervisor), NOW).await;
    assert_eq!(again, Err(StoreError::NameTaken));
    assert_eq!(house.store.credentials("Åsa").await.unwrap().unwrap().account, card);
    assert!(house.store.credentials("ingen").await.unwrap().is_none());
    for bad in ["", "   ", &"x".repeat(81)] {
        assert_eq!(house.store.add_account(account(bad, Role::Officer), NOW).await, Err(StoreError::BadName));
    }
    assert_eq!(house.store.n_accounts().await, Ok(1));
}

#[tokio::test]
async fn a_password_is_replaced() {
    let house = House::new().await;
    house.enter("polis1", Role::Officer).await;
    house.store.set_password_hash("Polis1", "$argon2id$new".to_owned(), NOW).await.unwrap();
    assert_eq!(house.store.credentials("polis1").await.unwrap().unwrap().password_hash, "$argon2id$new");
    let nobody = house.store.set_password_hash("ingen", String::new(), NOW).await;
    assert_eq!(nobody, Err(StoreError::NoAccount));
    assert_eq!(house.figure("SELECT count(*) FROM audit WHERE act = 'password_set'"), 1);
}

#[tokio::test]
async fn a_disabled_account_is_logged_out_and_cannot_come_back() {
    let house = House::new().await;
    house.enter("polis1", Role::Officer).await;
    house.enter("polis2", Role::Officer).await;
    house.store.disable_account("polis1", NOW).await.unwrap();
    assert_eq!(house.store.viewer(token("polis1"), NOW).await, Ok(None));
    assert!(house.store.viewer(token("polis2"), NOW).await.unwrap().is_some());
    assert_eq!(house.figure("SELECT count(*) FROM session"), 1);
    // A session that was opened in the very same moment is of no use either.
    let late = "INSERT INTO session SELECT zeroblob(32), id, made, made, made + 1000000 FROM account WHERE name = 'polis1'";
    house.raw().execute_batch(late).unwrap();
    assert_eq!(house.store.viewer([0; 32], NOW).await, Ok(None));
    assert!(house.store.credentials("polis1").await.unwrap().unwrap().is_disabled);
    let back = house.store.open_session(account_id("polis1"), token("polis1"), NOW).await;
    assert_eq!(back, Err(StoreError::NoAccount));
    let disabled: Vec<_> = house.store.accounts().await.unwrap().iter().map(|row| row.disabled).collect();
    assert_eq!(disabled, [Some(NOW), None]);
}

#[tokio::test]
async fn a_session_lasts_as_long_as_it_is_used() {
    let house = House::new().await;
    house.enter("polis1", Role::Officer).await;
    let is_open = async |after_s: i64| {
        house.store.viewer(token("polis1"), NOW.plus_s(after_s)).await.unwrap().is_some()
    };
    assert!(!is_open(SESSION_S).await);
    assert!(is_open(SESSION_S - 1).await);
    assert!(!is_open(2 * SESSION_S - 1).await);
    assert!(is_open(2 * SESSION_S - 2).await, "it was used a second before its end");
}

#[tokio::test]
async fn a_session_is_extended_at_most_once_an_hour() {
    let house = House::new().await;
    house.enter("polis1", Role::Officer).await;
    let seen = || house.figure("SELECT seen FROM session");
    house.store.viewer(token("polis1"), NOW.plus_s(3599)).await.unwrap();
    assert_eq!(seen(), NOW.ms());
    house.store.viewer(token("polis1"), NOW.plus_s(3600)).await.unwrap();
    assert_eq!(seen(), NOW.plus_s(3600).ms());
}

#[tokio::test]
async fn sessions_are_closed_one_by_one_and_all_at_once() {
    let house = House::new().await;
    house.enter("polis1", Role::Officer).await;
    house.enter("polis2", Role::Officer).await;
    house.store.open_session(account_id("polis1"), [7; 32], NOW).await.unwrap();
    house.store.close_session([7; 32]).await.unwrap();
    assert_eq!(house.store.viewer([7; 32], NOW).await, Ok(None));
    assert!(house.store.viewer(token("polis1"), NOW).await.unwrap().is_some());
    house.store.open_session(account_id("polis1"), [7; 32], NOW).await.unwrap();
    assert_eq!(house.store.close_sessions_of("polis1").await, Ok(2));
    assert_eq!(house.store.viewer(token("polis1"), NOW).await, Ok(None));
    assert!(house.store.viewer(token("polis2"), NOW).await.unwrap().is_some());
    assert_eq!(house.store.viewer([9; 32], NOW).await, Ok(None));
}

#[tokio::test]
async fn the_set_up_link_makes_the_first_account_once() {
    let house = House::new().await;
    let finish = async |token: u8, name: &str, at| {
        house.store.finish_setup([token; 32], account(name, Role::Supervisor), at).await.map(|card| card.name)
    };
    house.store.offer_setup([1; 32], NOW).await.unwrap();
    house.store.offer_setup([2; 32], NOW).await.unwrap();
    assert_eq!(house.store.is_setup_open([1; 32], NOW).await, Ok(false), "a later offer replaces it");
    assert_eq!(house.store.is_setup_open([2; 32], NOW.plus_s(DAY_S)).await, Ok(false), "it has expired");
    assert_eq!(house.store.is_setup_open([2; 32], NOW).await, Ok(true));
    assert_eq!(finish(1, "gruppchef", NOW).await, Err(StoreError::SetupClosed));
    assert_eq!(finish(2, "gruppchef", NOW.plus_s(DAY_S)).await, Err(StoreError::SetupClosed));
    assert_eq!(finish(2, "", NOW).await, Err(StoreError::BadName));
    assert_eq!(finish(2, "gruppchef", NOW).await, Ok("gruppchef".to_owned()));
    assert_eq!(finish(2, "annan", NOW).await, Err(StoreError::SetupClosed));
    house.store.offer_setup([3; 32], NOW).await.unwrap();
    assert_eq!(finish(3, "annan", NOW).await, Err(StoreError::SetupClosed), "there is an account");
}

#[tokio::test]
async fn what_is_no_sha_256_is_no_tokens_hash() {
    let house = House::new().await;
    house.enter("polis1", Role::Officer).await;
    assert_eq!(house.figure("SELECT count(*) FROM session WHERE length(token_hash) = 32"), 1);
    assert!(house.raw().execute("UPDATE session SET token_hash = x'00'", []).is_err());
}
