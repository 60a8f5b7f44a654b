//! A phone's way to the server: what it asks lies in a box until the world brings an answer. Everything travels as the
//! text that a real phone and the real server would read. It never answers by itself.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

use sync::driver::Transport;
use sync::engine::Failure;
use sync::wire::{PullAnswer, PullRequest, PushAnswer, PushRequest};

use super::mutant::{Habits, Mutant};

/// A phone's way to the server. Its clones are the same one.
#[derive(Debug, Clone)]
pub struct Wire {
    mutant: Option<Mutant>,
    habits: Rc<RefCell<Habits>>,
    held: Rc<RefCell<Slot>>,
}

#[derive(Debug, Default)]
struct Slot {
    n_asked: u64,
    asked: Option<Asked>,
    waits_for: u64,
    answer: Option<Result<String, Failure>>,
}

/// A request that is to be brought to the server.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Which of the phone's requests it is.
    pub no: u64,
    /// What it asks.
    pub question: Question,
}

/// What a phone asks.
#[derive(Debug, Clone)]
pub enum Question {
    /// To take entries in; the body of the request.
    Push(String),
    /// For news; the query of the request.
    Pull(PullRequest),
}

impl Wire {
    /// Makes a new one.
    pub fn new(mutant: Option<Mutant>) -> Wire {
        Wire { mutant, habits: Rc::default(), held: Rc::default() }
    }

    /// Takes out what was asked since the last time.
    pub fn take_asked(&self) -> Option<Asked> {
        self.held.borrow_mut().asked.take()
    }

    /// Brings an answer. One that nobody waits for any more is thrown away. Tells whether somebody did.
    pub fn bring(&self, no: u64, answer: Result<String, Failure>) -> bool {
        let mut held = self.held.borrow_mut();
        let is_awaited = held.waits_for == no && held.answer.is_none();
        if is_awaited {
            held.answer = Some(answer);
        }
        is_awaited
    }

    /// Gives up whatever was asked: the app is gone.
    pub fn hang_up(&self) {
        let mut held = self.held.borrow_mut();
        (held.asked, held.waits_for, held.answer) = (None, 0, None);
    }

    async fn ask(&self, question: Question) -> Result<String, Failure> {
        {
            let mut held = self.held.borrow_mut();
            held.n_asked += 1;
            let no = held.n_asked;
            held.waits_for = no;
            held.asked = Some(Asked { no, question });
        }
        poll_fn(|_| {
            let mut held = self.held.borrow_mut();
            let answer = held.answer.take();
            answer.map_or(Poll::Pending, |answer| {
                held.waits_for = 0;
                Poll::Ready(answer)
            })
        })
        .await
    }
}

impl Transport for Wire {
    async fn push(&self, request: &PushRequest) -> Result<PushAnswer, Failure> {
        let text = serde_json::to_string(request).expect("a push holds nothing that JSON cannot say");
        let answer = self.ask(Question::Push(text)).await.and_then(|text| read(&text));
        match self.mutant {
            None => answer,
            Some(mutant) => self.habits.borrow_mut().hears_push(mutant, request, answer),
        }
    }

    async fn pull(&self, request: &PullRequest) -> Result<PullAnswer, Failure> {
        let answer = self.ask(Question::Pull(request.clone())).await.and_then(|text| read(&text));
        match self.mutant {
            None => answer,
            Some(mutant) => self.habits.borrow_mut().hears_pull(mutant, answer),
        }
    }
}

/// Reads an answer as the browser's transport does: what is none, under status 200, is a broken answer.
fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|_| Failure::Broken(200))
}
