//! Passwords as argon2id hashes: 19 MiB and two passes, at most two at a time, so that logging in never takes the
//! server's memory or all its cores. It never says whether a name exists, not by the time it takes either.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::account::NewPassword;

/// How many are computed at once: each takes 19 MiB and about 20 ms of a core.
const N_AT_ONCE: usize = 2;

/// How long somebody waits for a turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// The hash of a password that nobody has: what a name without an account is checked against.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$a3ZhcnQtbm9ib2R5LTAwMQ$wJWFWZ2Ae8V3Q7Cc7cZ2mVQyA8TqfVqB0Y0P0m1c0xY";

/// Computes hashes, a few at a time. Clones share the turns.
#[derive(Clone, Debug)]
pub(crate) struct Passwords {
    turns: Arc<Semaphore>,
}

/// Says that too many wait to log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many are logging in at once")]
pub(crate) struct Crowded;

impl Passwords {
    /// Makes the turns.
    pub(crate) fn new() -> Passwords {
        Passwords { turns: Arc::new(Semaphore::new(N_AT_ONCE)) }
    }

    /// Hashes a new password.
    pub(crate) async fn hash(&self, password: NewPassword) -> Result<String, Crowded> {
        self.in_turn(move || hash(&password)).await
    }

    /// Tells whether a password is the one that was hashed. Without a hash it takes as long, and is not.
    pub(crate) async fn is_right(&self, password: String, hash: Option<String>) -> Result<bool, Crowded> {
        self.in_turn(move || match hash {
            Some(hash) => is_right(&password, &hash),
            None => {
                let _never = is_right(&password, NOBODYS);
                false
            }
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Crowded> {
        let turn = tokio::time::timeout(PATIENCE, self.turns.clone().acquire_owned()).await;
        let turn = turn.map_err(|_| Crowded)?.expect("the turns are never closed");
        let done = tokio::task::spawn_blocking(move || {
            let _held_to_the_end = turn;
            work()
        });
        Ok(done.await.expect("computing a hash does not panic"))
    }
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).expect("these are OWASP's own figures");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Hashes a new password, here and now: for the command line.
pub(crate) fn hash(password: &NewPassword) -> String {
    let hash = argon2().hash_password(password.as_str().as_bytes());
    hash.expect("a salt of the system's randomness and these figures make a hash").to_string()
}

/// Tells whether a password is the one that was hashed, with the figures that the hash names.
fn is_right(password: &str, hash: &str) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else { return false };
    argon2().verify_password(password.as_bytes(), &hash).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again() {
        let passwords = Passwords::new();
        let hash = passwords.hash(NewPassword::parse("femton minuter").unwrap()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_eq!(passwords.is_right("femton minuter".to_owned(), Some(hash.clone())).await, Ok(true));
        assert_eq!(passwords.is_right("femton minuter ".to_owned(), Some(hash)).await, Ok(false));
        assert_eq!(passwords.is_right(String::new(), None).await, Ok(false));
        assert_eq!(passwords.is_right(String::new(), Some("no hash".to_owned())).await, Ok(false));
    }

    #[test]
    fn the_same_password_has_another_hash_each_time() {
        let password = NewPassword::parse("femton minuter").unwrap();
        assert_ne!(hash(&password), hash(&password));
    }

    #[test]
    fn nobodys_hash_costs_what_any_costs() {
        let nobodys = PasswordHash::new(NOBODYS).unwrap();
        let anybodys = hash(&NewPassword::parse("femton minuter").unwrap());
        let anybodys = PasswordHash::new(&anybodys).unwrap();
        assert_eq!((nobodys.algorithm, nobodys.version), (anybodys.algorithm, anybodys.version));
        assert_eq!(nobodys.params, anybodys.params);
        let length = |hash: &PasswordHash| hash.hash.as_ref().map(|output| output.len());
        assert_eq!(length(&nobodys), length(&anybodys));
    }
}
