//! What people do on their phones, what befalls those, and what keepers do with the server. Nothing passes on the network here.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use domain::statement::Body;
use sync::engine::{Event, Wake};
use sync::local_store::{Durability, LocalStore, Log, StoreError, Unsent};

use super::World;
use super::traffic::AWAY_MS;
use crate::simulation::disk::Disk;
use crate::simulation::invariants::{self as laws, Lost};
use crate::simulation::law::Breach;
use crate::simulation::people;
use crate::simulation::plan::{Amendment, Content, Deed, Ending, Keeping, Step};

impl World<'_> {
    pub(super) fn take(&mut self, step: Step) -> Result<(), Breach> {
        match step {
            Step::Pass { ms } => return self.pass_until(self.now_ms + ms),
            Step::On(phone, deed) => {
                self.note(format_args!("phone {phone}: {deed:?}"));
                self.deed(phone, deed)?;
            }
            Step::Server(keeping) => {
                self.note(format_args!("server: {keeping:?}"));
                self.keep(keeping)?;
            }
        }
        Ok(())
    }

    pub(super) fn deed(&mut self, idx: usize, deed: Deed) -> Result<(), Breach> {
        match deed {
            Deed::Fate(fate) => self.phones[idx].fates.push_back(fate),
            Deed::Slip { after, slip } => self.phones[idx].disk.slip(after, slip),
            Deed::Clock { ms } => self.phones[idx].off_ms += ms,
            Deed::End(ending) => return self.end(idx, ending),
            Deed::Age { n_writes } => {
                self.phones[idx].close();
                self.phones[idx].disk.set_back(n_writes);
                self.phones[idx].seen = self.phones[idx].disk.contents().news;
                self.excuse_what_is_lost();
            }
            Deed::Tell(_)
            | Deed::TellTwice
            | Deed::Begin
            | Deed::Fix
            | Deed::Finish
            | Deed::Amend { .. }
            | Deed::SendAgain { .. }
            | Deed::Wake(_) => {
                self.phones[idx].open(self.now_ms);
                self.work(idx, deed)?;
                return self.drive(idx);
            }
        }
        Ok(())
    }

    pub(super) fn work(&mut self, idx: usize, deed: Deed) -> Result<(), Breach> {
        let wall = self.phones[idx].wall(self.now_ms);
        match deed {
            Deed::Wake(wake) => {
                self.phones[idx].post(Event::Woke(wake));
                Ok(())
            }
            Deed::Tell(Content::NotYours) => {
                let foreign = self.look.walks.iter().find(|walk| walk.account != self.phones[idx].account);
                let Some((walk, head)) = foreign.map(|walk| (walk.walk, walk.head)) else { return Ok(()) };
                self.write(idx, people::meddled(walk, head, wall), Log::Stays)
            }
            Deed::Tell(content) => {
                let body = people::told(self.next_walk(), content, wall);
                self.write(idx, body, Log::Stays)
            }
            Deed::TellTwice => {
                let known = self.known(idx);
                let Some(known) = known.last() else { return Ok(()) };
                let body = people::amended(known, Amendment::Crew(3), wall);
                self.write(idx, body.clone(), Log::Stays)?;
                if self.phones[idx].is_open() { self.write(idx, body, Log::Stays) } else { Ok(()) }
            }
            Deed::Amend { nth, how } => {
                let known = self.known(idx);
                let Some(known) = known.iter().rev().nth(nth) else { return Ok(()) };
                self.write(idx, people::amended(known, how, wall), Log::Stays)
            }
            Deed::Begin => {
                let (walk, mark) = people::began(self.next_walk(), wall);
                let begun = self.on_disk(idx, async |disk| disk.mark(&mark, Durability::Strict).await)?;
                if begun == Some(Ok(())) {
                    self.ledger.begun.push((idx, walk));
                }
                Ok(())
            }
            Deed::Fix => {
                let Some(mark) = people::fixed(&self.phones[idx].disk.running()) else { return Ok(()) };
                self.on_disk(idx, async |disk| disk.mark(&mark, Durability::Relaxed).await).map(drop)
            }
            Deed::Finish => {
                let finished = people::finished(&self.phones[idx].disk.running(), wall);
                let Some((walk, body)) = finished else { return Ok(()) };
                self.write(idx, body, Log::Ends(walk))
            }
            Deed::SendAgain { nth } => {
                let parked = self.phones[idx].disk.contents().parked;
                let Some(seq) = parked.get(nth).map(|parked| parked.seq) else { return Ok(()) };
                self.send_again(idx, seq)
            }
            _ => Ok(()),
        }
    }

    pub(super) fn send_again(&mut self, idx: usize, seq: u64) -> Result<(), Breach> {
        let settled = self.on_disk(idx, async |disk| disk.settle(&[], &[seq]).await)?;
        if settled.is_some() {
            self.phones[idx].journal_changed();
            self.phones[idx].post(Event::Woke(Wake::Demand));
        }
        Ok(())
    }

    pub(super) fn next_walk(&mut self) -> u64 {
        self.n_walks += 1;
        self.n_walks
    }

    pub(super) fn known(&self, idx: usize) -> Vec<people::Known> {
        let disk = &self.phones[idx].disk;
        let journal = disk.journal();
        let journal: Vec<_> = journal
            .iter()
            .filter(|kept| laws::content(&kept.entry) == Content::Good)
            .filter_map(|kept| Some((kept.entry.hash, kept.entry.read().ok()?)))
            .collect();
        people::known(&journal, &disk.contents().news)
    }

    /// Writes an entry, says so on the screen once it is durable, and hands it to the engine.
    pub(super) fn write(&mut self, idx: usize, body: Body, log: Log) -> Result<(), Breach> {
        if body.says.over().is_none() {
            self.ledger.told.insert(body.says.subject());
        }
        let written = self.on_disk(idx, async |disk| disk.append(&body, log).await)?;
        if let Some(Ok(entry)) = written {
            self.ledger.called_saved(idx, self.phones[idx].device, entry.head());
            self.phones[idx].post(Event::Appended(Unsent::from(&entry)));
        }
        Ok(())
    }

    /// Does a storage operation for a person; nothing comes of it when the app ends in its midst.
    pub(super) fn on_disk<T>(
        &mut self,
        idx: usize,
        work: impl AsyncFnOnce(&Disk) -> Result<T, StoreError>,
    ) -> Result<Option<Result<T, StoreError>>, Breach> {
        let disk = self.phones[idx].disk.clone();
        let polled = pin!(work(&disk)).poll(&mut Context::from_waker(Waker::noop()));
        match (polled, disk.take_ending()) {
            (Poll::Ready(done), None) => Ok(Some(done)),
            (_, Some(ending)) => self.end(idx, ending).map(|()| None),
            (Poll::Pending, None) => unreachable!("a phone's storage never waits"),
        }
    }

    pub(super) fn end(&mut self, idx: usize, ending: Ending) -> Result<(), Breach> {
        self.phones[idx].close();
        if ending == Ending::PowerCut {
            self.phones[idx].disk.lose_unsynced();
            self.phones[idx].seen = self.phones[idx].disk.contents().news;
        }
        self.note(format_args!("phone {idx}: the app has ended"));
        self.check_phone(idx)?;
        laws::saved_is_kept(&self.ledger, &self.phones, &self.look)
    }

    pub(super) fn keep(&mut self, keeping: Keeping) -> Result<(), Breach> {
        match keeping {
            Keeping::Clock { ms } => self.server_off_ms += ms,
            Keeping::AddArea => self.server.add_area()?,
            Keeping::Backup => {
                self.server.back_up()?;
                self.lives_of_backups.push(self.ledger.life.clone());
            }
            Keeping::Crash => {
                self.door.crash(&mut self.server)?;
                self.away_until_ms = self.now_ms + AWAY_MS;
                self.check_server()?;
            }
            Keeping::Restore { nth } if 0 < self.server.n_backups() => {
                let nth = nth % self.server.n_backups();
                self.server.restore(nth)?;
                self.away_until_ms = self.now_ms + AWAY_MS;
                self.ledger.life = self.lives_of_backups[nth].clone();
                let life = self.ledger.life_no(self.server.epoch());
                self.look = self.server.look()?;
                self.excuse_what_is_lost();
                self.note(format_args!("server: life {life} has begun"));
                self.check_server()?;
            }
            Keeping::Restore { .. } => {}
        }
        Ok(())
    }

    /// What a phone and a server have both lost since they were set back, nobody can bring.
    pub(super) fn excuse_what_is_lost(&mut self) {
        while let Some(lost) = laws::lost(&self.ledger, &self.phones, &self.look) {
            match lost {
                Lost::Entry(_, hash) => drop(self.ledger.excused.insert(hash)),
                Lost::Walk(walk) => drop(self.ledger.excused_walks.insert(walk)),
            }
        }
    }
}
