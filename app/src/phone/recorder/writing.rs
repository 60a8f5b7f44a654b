//! Writes what a walk brings, in order, each before the recording or the screen knows of it. Nothing is left out: what cannot
//! be written waits until it can.

use std::collections::VecDeque;

use browser::clock;
use domain::recording::Mark;
use domain::statement::Statement;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sync::local_store::{Durability, LocalStore, Log, StoreError};

use super::{Recorder, Stage};
use crate::phone::notebook::begin_anew_if_emptied;

/// How long to wait before a mark that could not be written is written again.
const RETRY_MS: u64 = 2_000;

/// What is to be written, in order.
pub(super) enum Job {
    Write(Mark),
    /// Ends the walk at this second.
    End(u32),
}

impl Recorder {
    pub(super) fn post(self, job: Job) {
        self.jobs.update_value(|jobs| jobs.push_back(job));
        if !self.is_writing.get_value() {
            self.is_writing.set_value(true);
            spawn_local(self.write_all());
        }
    }

    /// Writes what waits, in order. What cannot be written is tried again until it is, and the screen says so.
    async fn write_all(self) {
        while let Some(job) = self.jobs.try_update_value(VecDeque::pop_front).flatten() {
            let written = match &job {
                Job::Write(mark) => self.notebook.store().mark(mark, durability(mark)).await,
                Job::End(at_s) => self.finish(*at_s).await,
            };
            match (written, job) {
                (Ok(()), Job::Write(mark)) => self.apply(mark),
                (Ok(()), Job::End(_)) => {}
                (Err(StoreError::NotRunning), _) => {
                    // Another tab has ended or thrown away this walk.
                    self.rise();
                }
                (Err(error), Job::End(_)) => {
                    begin_anew_if_emptied(&error);
                    self.fault.set(Some(error));
                    self.stage.set(if self.is_sitting() { Stage::Running } else { Stage::Interrupted });
                }
                (Err(error), job) => {
                    begin_anew_if_emptied(&error);
                    self.fault.set(Some(error));
                    self.jobs.update_value(|jobs| jobs.push_front(job));
                    clock::after(RETRY_MS).await;
                }
            }
        }
        self.is_writing.set_value(false);
    }

    /// Writes the walk as an entry; its log goes in the same transaction.
    async fn finish(self, at_s: u32) -> Result<(), StoreError> {
        let Some(recording) = self.recording.get_untracked() else { return Ok(()) };
        let id = recording.walk();
        let walk = recording.finish(at_s);
        self.syncer.tell(Statement::Walk(walk), Log::Ends(id)).await?;
        self.rise();
        self.ended.set(Some(id));
        Ok(())
    }

    pub(super) fn apply(self, mark: Mark) {
        self.fault.set(None);
        self.recording
            .update(|recording| recording.iter_mut().for_each(|recording| recording.apply(mark.clone())));
    }
}

/// Returns how sure a mark must be: a lost fix costs a second, anything else could cost the walk.
fn durability(mark: &Mark) -> Durability {
    match mark {
        Mark::Fixed(_) => Durability::Relaxed,
        _ => Durability::Strict,
    }
}
