//! The network: how a request comes to the server and its answer back, and all that becomes of them on the way. It never
//! looks into a phone.

use sync::engine::Failure;
use sync::wire::{Delay, Outcome, PushAnswer, PushRequest};

use super::{Happening, World};
use crate::simulation::invariants::{self as laws, Poison};
use crate::simulation::law::Breach;
use crate::simulation::people;
use crate::simulation::plan::{CrashPoint, Fate, Keeping};
use crate::simulation::wire::{Asked, Question};

/// How long a phone waits for an answer, its last byte included: as the browser's transport does.
const PATIENCE_MS: u64 = 30_000;
/// How long a server is away that has crashed.
pub(super) const AWAY_MS: u64 = 3_000;

impl World<'_> {
    /// Sends a request on its way, and makes sure that the phone does not wait for ever.
    pub(super) fn send(&mut self, idx: usize, asked: Asked) {
        let fate = self.phones[idx].fates.pop_front();
        let no = asked.no;
        self.note(format_args!("phone {idx}: request {no} leaves, fate {fate:?}"));
        let gives_up = Happening::Answered { phone: idx, no, answer: Err(Failure::Unreachable) };
        self.at(self.now_ms + PATIENCE_MS, gives_up);
        let travel_ms = 20 + self.dice.below(400);
        let arrives = |fate| Happening::Arrives { phone: idx, asked: asked.clone(), fate };
        match fate {
            Some(Fate::RequestLost) => {}
            Some(Fate::RequestLate { ms }) => self.at(self.now_ms + ms, arrives(None)),
            Some(Fate::Doubled { ms }) => {
                self.at(self.now_ms + travel_ms, arrives(None));
                self.at(self.now_ms + travel_ms + ms, arrives(None));
            }
            Some(Fate::Portal) => {
                let answer = Ok("<html>Log in to the hotel's network</html>".to_owned());
                self.at(self.now_ms + travel_ms, Happening::Answered { phone: idx, no, answer });
            }
            Some(Fate::Status(status)) => {
                let answer = Err(failure(status));
                self.at(self.now_ms + travel_ms, Happening::Answered { phone: idx, no, answer });
            }
            fate => self.at(self.now_ms + travel_ms, arrives(fate)),
        }
    }

    /// Brings a request to the server, and its answer on the way back.
    pub(super) fn arrive(&mut self, idx: usize, asked: Asked, fate: Option<Fate>) -> Result<(), Breach> {
        let no = asked.no;
        if self.now_ms < self.away_until_ms {
            self.answer(idx, no, Err(Failure::Unreachable));
            return Ok(());
        }
        let (kind, answer) = match asked.question {
            Question::Push(text) => (0, self.push(idx, &text, fate)?),
            Question::Pull(request) => {
                let account = self.phones[idx].account;
                if let Some(Fate::Crash(_)) = fate {
                    self.keep(Keeping::Crash)?;
                    return Ok(());
                }
                let pulled = self.door.pull(&self.server, account, &request, self.server_now());
                let text = |answer| serde_json::to_string(&answer).expect("an answer is JSON");
                (1, Some(pulled.map(text)))
            }
        };
        let Some(answer) = answer else { return Ok(()) };
        let earlier = self.answers[idx][kind].clone();
        if let Ok(text) = &answer {
            self.answers[idx][kind] = Some(text.clone());
        }
        let answer = match fate {
            Some(Fate::AnswerLost) => return Ok(()),
            Some(Fate::AnswerCut { share }) => answer.map(|text| cut(&text, share).to_owned()),
            Some(Fate::Stale) => earlier.ok_or(Failure::Unreachable),
            // A journal learns by its first news whose it is: nothing protects it from a stranger's before.
            Some(Fate::Foreign) if kind == 1 && self.phones[idx].seen.account.is_none() => {
                Err(Failure::Unreachable)
            }
            Some(Fate::Foreign) => {
                let foreign = self.answers[(idx + 1) % self.answers.len()][kind].clone();
                foreign.ok_or(Failure::Unreachable)
            }
            _ => answer,
        };
        self.answer(idx, no, answer);
        Ok(())
    }

    pub(super) fn answer(&mut self, idx: usize, no: u64, answer: Result<String, Failure>) {
        let travel_ms = 20 + self.dice.below(400);
        self.at(self.now_ms + travel_ms, Happening::Answered { phone: idx, no, answer });
    }

    /// Brings a push to the server; nothing comes back when the server crashes over it.
    pub(super) fn push(
        &mut self,
        idx: usize,
        text: &str,
        fate: Option<Fate>,
    ) -> Result<Option<Result<String, Failure>>, Breach> {
        if self.poison == Poison::Acts && text.contains(people::POISON) {
            return Ok(Some(Err(Failure::Broken(500))));
        }
        let text = match fate {
            Some(Fate::RequestCut { share }) => cut(text, share).to_owned(),
            Some(Fate::Damaged) => damaged(text),
            _ => text.to_owned(),
        };
        let crash = match fate {
            Some(Fate::Crash(point)) => Some(point),
            _ => None,
        };
        let account = self.phones[idx].account;
        let now = self.server_now();
        let heard = match self.door.push(&mut self.server, account, &text, now, crash) {
            Ok(heard) => heard,
            Err(failure) => {
                self.note(format_args!("server: refuses a push of phone {idx}: {failure}"));
                return Ok(Some(Err(failure)));
            }
        };
        if crash.is_none_or(|point| point == CrashPoint::AfterCommit) {
            self.ledger.took_in(&heard);
        }
        if crash.is_some() {
            self.away_until_ms = self.now_ms + AWAY_MS;
            self.note(format_args!("server: has crashed over a push of phone {idx}"));
            self.check_server()?;
            return Ok(None);
        }
        self.ledger.gave(&heard);
        let outcomes: Vec<_> =
            heard.answer.receipts.iter().map(|receipt| (receipt.seq, &receipt.outcome)).collect();
        let holdings = &heard.answer.holdings;
        self.trace.note(self.now_ms, format_args!("server: tells phone {idx} {outcomes:?}, {holdings:?}"));
        self.check_server()?;
        laws::the_holdings_add_up(holdings, heard.push.device, &self.ledger.life, &self.look)?;
        let answer = bent(heard.answer, heard.push.head.seq, fate);
        Ok(Some(Ok(serde_json::to_string(&answer).expect("an answer is JSON"))))
    }
}

/// Returns the first part of a text, in percent of it.
fn cut(text: &str, share: u8) -> &str {
    let mut end = text.len() * usize::from(share) / 100;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Returns a push with one figure of its last entry changed: it reads well, and is not what was written.
fn damaged(text: &str) -> String {
    let Ok(mut push) = serde_json::from_str::<PushRequest>(text) else { return text.to_owned() };
    if let Some(entry) = push.entries.last_mut() {
        entry.body = entry.body.replacen(r#""elapsed_s":900"#, r#""elapsed_s":901"#, 1);
    }
    serde_json::to_string(&push).expect("a push is JSON")
}

/// Returns an answer as something on the way has bent it.
fn bent(mut answer: PushAnswer, end: u64, fate: Option<Fate>) -> PushAnswer {
    match fate {
        Some(Fate::ReceiptsLost) => answer.receipts.truncate(answer.receipts.len() / 2),
        Some(Fate::Forgetful) => answer.holdings.missing = vec![(1, end)],
        Some(Fate::Later) => {
            let delay = Delay::Storage;
            answer.receipts.iter_mut().for_each(|receipt| receipt.outcome = Outcome::Retry { delay });
        }
        _ => {}
    }
    answer
}

/// Tells what the browser's transport makes of a status.
fn failure(status: u16) -> Failure {
    match status {
        401 | 403 => Failure::LoginNeeded,
        413 => Failure::TooLarge,
        426 => Failure::UpdateNeeded,
        429 | 503 => Failure::Busy { after_s: 7 },
        status => Failure::Broken(status),
    }
}
