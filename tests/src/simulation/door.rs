//! The server's door: it hands what comes to the real server and what the server answers back. With a mutant built in it
//! does one thing wrong on the way; without one it does nothing else.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{AccountId, DeviceId, EntryHash, WalkId};
use domain::statement::{Body, Statement, Subject};
use domain::time::WallTime;
use sync::engine::Failure;
use sync::entry::{Entry, Head};
use sync::wire::{Delay, Outcome, PullAnswer, PullRequest, PushRequest, Receipt, Refusal};
use uuid::Uuid;

use super::law::{Breach, Law};
use super::mutant::Mutant;
use super::plan::CrashPoint;
use super::server::{Heard, Server};

/// The server's door.
pub struct Door {
    mutant: Option<Mutant>,
    /// What was said, and in which entry, for a server that dedupes by content.
    contents: BTreeMap<String, EntryHash>,
    /// When each walk's latest change was, for a server whose cursor is a time.
    changed: BTreeMap<(AccountId, WalkId), (u64, i64)>,
    /// The file as it was before the latest push, for a server that answers before it commits.
    uncommitted: Option<Vec<u8>>,
    /// Who comes with a receipt of the door's own.
    answered: Vec<Receipt>,
}

impl Door {
    /// Makes the door.
    pub fn new(mutant: Option<Mutant>) -> Door {
        let (contents, changed) = (BTreeMap::new(), BTreeMap::new());
        Door { mutant, contents, changed, uncommitted: None, answered: Vec::new() }
    }

    /// Hands a push over.
    pub fn push(
        &mut self,
        server: &mut Server,
        account: AccountId,
        text: &str,
        now: WallTime,
        crash: Option<CrashPoint>,
    ) -> Result<Heard, Failure> {
        let request = self.mutant.and_then(|_| serde_json::from_str::<PushRequest>(text).ok());
        let (Some(mutant), Some(request)) = (self.mutant, request) else {
            return server.push(account, text, now, crash);
        };
        let altered = self.alter(mutant, server, request.clone(), now)?;
        let altered = serde_json::to_string(&altered).expect("a push holds nothing that JSON cannot say");
        let mut heard = server.push(account, &altered, now, crash)?;
        self.alter_answer(mutant, server, &request, now, &mut heard)?;
        Ok(heard)
    }

    /// Does with a push what a server with that fault would do before it takes it in.
    fn alter(
        &mut self,
        mutant: Mutant,
        server: &Server,
        mut request: PushRequest,
        now: WallTime,
    ) -> Result<PushRequest, Failure> {
        match mutant {
            Mutant::FailsWholePushes => {
                let is_bad = |entry: &Entry| entry.body.contains(r#""crew_size":0"#);
                if request.entries.iter().any(is_bad) {
                    return Err(Failure::Broken(500));
                }
            }
            Mutant::RefusesByClock => {
                let refused = Outcome::Rejected { refusal: Refusal::Malformed, detail: "clock".to_owned() };
                let is_ahead = |entry: &Entry| entry.read().is_ok_and(|body| now.plus_s(86_400) < body.at);
                self.answer_those(&mut request, is_ahead, &refused);
            }
            Mutant::DedupesByContent => {
                let contents = &mut self.contents;
                let mut known = BTreeSet::new();
                for entry in &request.entries {
                    let first = *contents.entry(entry.body.clone()).or_insert(entry.hash);
                    if first != entry.hash {
                        known.insert(entry.hash);
                    }
                }
                self.answer_those(
                    &mut request,
                    |entry| known.contains(&entry.hash),
                    &Outcome::Duplicate { at: now },
                );
            }
            Mutant::SkipsTheHashCheck => {
                for entry in &mut request.entries {
                    entry.hash = entry.true_hash(request.device);
                }
            }
            Mutant::AcknowledgesBeforeTheCommit => self.uncommitted = Some(server.base()),
            _ => {}
        }
        Ok(request)
    }

    /// Takes entries out of a push and answers them without the server.
    fn answer_those(&mut self, request: &mut PushRequest, which: impl Fn(&Entry) -> bool, outcome: &Outcome) {
        request.entries.retain(|entry| {
            let is_one = which(entry);
            if is_one {
                self.answered.push(Receipt { seq: entry.seq, hash: entry.hash, outcome: outcome.clone() });
            }
            !is_one
        });
    }

    /// Does with an answer what a server with that fault would do, and with its database.
    fn alter_answer(
        &mut self,
        mutant: Mutant,
        server: &mut Server,
        request: &PushRequest,
        now: WallTime,
        heard: &mut Heard,
    ) -> Result<(), Failure> {
        heard.answer.receipts.append(&mut self.answered);
        match mutant {
            Mutant::SkipsTheHashCheck => {
                for receipt in &mut heard.answer.receipts {
                    let claimed = request.entries.iter().find(|entry| entry.seq == receipt.seq);
                    receipt.hash = claimed.map_or(receipt.hash, |entry| entry.hash);
                }
            }
            Mutant::TakesARepeatForANewWalk => {
                let is_repeat = |receipt: &&Receipt| matches!(receipt.outcome, Outcome::Duplicate { .. });
                let again: Vec<u64> =
                    heard.answer.receipts.iter().filter(is_repeat).map(|receipt| receipt.seq).collect();
                let repeated = repeated(request, &again);
                if !repeated.is_empty() {
                    let request = PushRequest { entries: repeated, ..request.clone() };
                    let text = serde_json::to_string(&request).expect("a push is JSON");
                    let account = server.look().map_err(told)?.devices[&request.device];
                    server.push(account, &text, now, None)?;
                }
            }
            Mutant::AsksForRepeatsAgain => {
                for receipt in &mut heard.answer.receipts {
                    if matches!(receipt.outcome, Outcome::Duplicate { .. }) {
                        receipt.outcome = Outcome::Retry { delay: Delay::Other };
                    }
                }
            }
            Mutant::LeavesForksUnnamed => heard.answer.holdings.forked.clear(),
            Mutant::LeavesOrphans => leave_orphans(server).map_err(told)?,
            Mutant::LastWriterByTheDevicesClock => last_writer_holds(server, request.device).map_err(told)?,
            Mutant::CursorIsATime => {
                for walk in server.look().map_err(told)?.walks {
                    let known = self.changed.entry((walk.account, walk.walk)).or_insert((0, 0));
                    if known.0 != walk.changed {
                        *known = (walk.changed, now.ms());
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Hands a pull over.
    pub fn pull(
        &self,
        server: &Server,
        account: AccountId,
        request: &PullRequest,
        now: WallTime,
    ) -> Result<PullAnswer, Failure> {
        match self.mutant {
            Some(Mutant::CursorIsATime) => {
                let all = PullRequest { after: 0, ..request.clone() };
                let mut answer = server.pull(account, &all, now)?;
                let since = i64::try_from(request.after).unwrap_or(i64::MAX);
                answer.walks.retain(|news| {
                    self.changed.get(&(account, news.walk)).is_some_and(|(_, at_ms)| since < *at_ms)
                });
                answer.cursor = now.ms().unsigned_abs();
                Ok(answer)
            }
            Some(Mutant::CursorSkips) => {
                let mut answer = server.pull(account, request, now)?;
                answer.walks.truncate(1);
                Ok(answer)
            }
            Some(Mutant::PromisesMoreForEver) => {
                let answer = server.pull(account, request, now)?;
                Ok(PullAnswer { cursor: answer.cursor.max(request.after) + 1, more: true, ..answer })
            }
            _ => server.pull(account, request, now),
        }
    }

    /// Lets the server crash while nothing is being written.
    pub fn crash(&mut self, server: &mut Server) -> Result<(), Breach> {
        match self.uncommitted.take() {
            Some(file) => server.go_on_with(&file, &[]),
            None => server.crash(),
        }
    }
}

/// Returns the walks among the repeated entries as new ones, at the end of the journal.
fn repeated(request: &PushRequest, seqs: &[u64]) -> Vec<Entry> {
    let mut head = request.head;
    let mut entries = Vec::new();
    for entry in request.entries.iter().filter(|entry| seqs.contains(&entry.seq)) {
        let Ok(Body { schema, at, says: Statement::Walk(mut walk) }) = entry.read() else { continue };
        walk.id = WalkId(Uuid::from_u128(walk.id.0.as_u128() ^ (1 << 100)));
        let body = Body { schema, at, says: Statement::Walk(walk) };
        let new = Entry::after(Head { ..head }, request.device, &body);
        head = new.head();
        entries.push(new);
    }
    entries
}

/// Lets hold, of all amendments of each walk, the one whose clock is the latest.
fn last_writer_holds(server: &Server, device: DeviceId) -> Result<(), Breach> {
    let look = server.look()?;
    let account = look.devices.get(&device).copied();
    for walk in look.walks.iter().filter(|walk| Some(walk.account) == account) {
        let about = look.journal.iter().filter(|line| line.subject == Some(Subject::Walk(walk.walk)));
        let own = about.filter(|line| look.devices.get(&line.device) == Some(&walk.account));
        let latest = own.max_by_key(|line| serde_json::from_str::<Body>(&line.body).ok().map(|body| body.at));
        let Some(latest) = latest else { continue };
        let set = "UPDATE walk SET head = ?3 WHERE id = ?1 AND account_id = ?2";
        let values = (walk.walk.0, walk.account.0, latest.hash.0);
        server.beside().execute(set, values).map_err(|error| Law::Sound.broken(error.to_string()))?;
    }
    Ok(())
}

/// Leaves a note of a walk that there is not.
fn leave_orphans(server: &Server) -> Result<(), Breach> {
    const SQL: &str = "PRAGMA foreign_keys = OFF;
        INSERT OR IGNORE INTO observation (walk_no, idx, t_s, kind) VALUES (1000000, 0, 0, 'other');";
    server.beside().execute_batch(SQL).map_err(|error| Law::Sound.broken(error.to_string()))
}

fn told(breach: Breach) -> Failure {
    Failure::Storage(breach.says)
}
