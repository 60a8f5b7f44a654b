//! The server killed under load at random moments, again and again: what had a receipt is there, once, and the database is sound.
//! `KVART_SERVER_KILLS=300` makes it long. It never waits for a write before it kills.

use std::time::Duration;

use store::Store;
use sync::entry::Entry;
use sync::wire::Outcome;
use tests::journal::{began, told_walk};
use tests::{Journal, Server, Visitor};

/// How many phones push at the same time.
const N_PHONES: u128 = 6;
/// How many kills, unless more are asked for.
const N_KILLS: u64 = 12;
/// The longest time that a server lives, in milliseconds.
const LONGEST_LIFE_MS: u64 = 150;

/// A phone that pushes one walk after the other.
struct Phone {
    officer: Visitor,
    journal: Journal,
    /// What was made so far.
    entries: Vec<Entry>,
    /// The places of those with a receipt.
    receipts: Vec<u64>,
    next_walk: u128,
}

impl Phone {
    fn new(number: u128, officer: Visitor) -> Phone {
        let next_walk = number * 1_000_000;
        Phone { officer, journal: Journal::of(number), entries: Vec::new(), receipts: Vec::new(), next_walk }
    }

    /// Pushes until the server is gone.
    async fn push_on(mut self) -> Phone {
        loop {
            self.next_walk += 1;
            let entry = self.journal.say(told_walk(self.next_walk));
            self.entries.push(entry.clone());
            if !self.push(vec![entry]).await {
                return self;
            }
        }
    }

    async fn push(&mut self, entries: Vec<Entry>) -> bool {
        let Some(answer) = self.officer.try_push(&self.journal.push(entries)).await else { return false };
        for receipt in answer.receipts {
            let entry = &self.entries[receipt.seq as usize - 1];
            assert_eq!(receipt.hash, entry.hash, "a receipt is for the very entry");
            let is_held = matches!(receipt.outcome, Outcome::Stored { .. } | Outcome::Duplicate { .. });
            assert!(is_held, "{receipt:?}");
            self.receipts.push(receipt.seq);
        }
        true
    }

    /// Checks that the server holds all that it gave a receipt for, then sends it the rest.
    async fn catch_up(&mut self, kill: u64) {
        let holdings = self.officer.push(&self.journal.push(Vec::new())).await.holdings;
        let is_missing =
            |seq: &&u64| holdings.missing.iter().any(|(first, last)| (first..=last).contains(seq));
        let lost: Vec<&u64> = self.receipts.iter().filter(is_missing).collect();
        assert!(
            lost.is_empty(),
            "kill {kill}: receipts were given for {lost:?}, which are gone: {holdings:?}"
        );
        assert!(holdings.forked.is_empty(), "kill {kill}: {holdings:?}");
        let rest = self.entries.iter().filter(|entry| !self.receipts.contains(&entry.seq)).cloned().collect();
        assert!(self.push(rest).await, "kill {kill}: the server is up again");
        assert_eq!(self.receipts.len(), self.entries.len(), "kill {kill}: all have a receipt by now");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_had_a_receipt_survives_every_kill_of_the_server() {
    let n_kills = std::env::var("KVART_SERVER_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(N_KILLS);
    let mut server = Server::start();
    server.add_account("polis1", "officer");
    let officer = Visitor::logged_in(&server, "polis1").await;
    let mut phones: Vec<Phone> = (1..=N_PHONES).map(|number| Phone::new(number, officer.clone())).collect();

    for kill in 1..=n_kills {
        let pushing: Vec<_> = phones.drain(..).map(|phone| tokio::spawn(phone.push_on())).collect();
        // The moment of the kill; nothing is waited for.
        tokio::time::sleep(Duration::from_millis(kill * 37 % LONGEST_LIFE_MS)).await;
        server.kill();
        for phone in pushing {
            phones.push(phone.await.expect("a phone does not panic"));
        }
        server = server.restart();
        for phone in &mut phones {
            phone.catch_up(kill).await;
        }
    }

    let n_entries: usize = phones.iter().map(|phone| phone.entries.len()).sum();
    assert!(
        n_kills as usize * N_PHONES as usize <= n_entries,
        "the kills came under load: {n_entries} entries"
    );
    let data = server.into_data();
    let store = Store::open(&data.path().join("kvart.db"), began()).expect("the database opens");
    assert_eq!(store.faults().await, Ok(Vec::new()));
    let recomputed = store.recompute().await.expect("the journal can be read");
    assert_eq!(
        (recomputed.n_walks, recomputed.n_walks_changed, recomputed.n_cells_changed),
        (n_entries as u64, 0, 0)
    );
    store.close().await.expect("the database closes");
}
