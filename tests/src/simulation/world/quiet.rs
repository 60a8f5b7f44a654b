//! The end of a story: nothing goes wrong any more, and all becomes quiet within a bounded time. What then holds is checked
//! elsewhere.

use sync::engine::{Event, Phase, Wake};
use sync::entry::Entry;
use sync::local_store::{Kept, Place};
use sync::wire::Refusal;

use super::World;
use crate::simulation::invariants as laws;
use crate::simulation::law::{Breach, Law};
use crate::simulation::phone::Phone;
use crate::simulation::plan::Content;

/// Within so long all is quiet, once nothing goes wrong any more. The longest wait between two tries is five minutes.
const QUIET_MS: u64 = 15 * 60_000;

impl World<'_> {
    /// Nothing goes wrong any more, and every app is open: within a bounded time all is quiet. Returns that time.
    pub(super) fn calm_down(&mut self) -> Result<u64, Breach> {
        let began_ms = self.now_ms;
        self.note(format_args!("nothing goes wrong any more"));
        for idx in 0..self.phones.len() {
            self.phones[idx].fates.clear();
            self.phones[idx].disk.calm();
            self.phones[idx].open(self.now_ms);
            self.phones[idx].post(Event::Woke(Wake::LoggedIn));
            self.drive(idx)?;
        }
        while let Some(restless) = self.restless() {
            if !self.happen_until(began_ms + QUIET_MS)? {
                return Err(restless);
            }
        }
        Ok(self.now_ms - began_ms)
    }

    /// Returns what keeps the world from being quiet, if anything does. A bad entry is blamed only where every phone that
    /// is not quiet has one.
    pub(super) fn restless(&self) -> Option<Breach> {
        let mut breaches: Vec<Breach> =
            self.phones.iter().filter_map(|phone| self.restless_phone(phone)).collect();
        breaches.sort_by_key(|breach| breach.law == Law::ABadEntryBlocksNobody);
        breaches.into_iter().next()
    }

    pub(super) fn restless_phone(&self, phone: &Phone) -> Option<Breach> {
        let journal = phone.disk.journal();
        let unsettled = journal.iter().find(|kept| !laws::is_settled(kept, self.poison));
        let short = phone.device.short();
        if let Some(kept) = unsettled {
            let is_bad = |kept: &Kept| laws::content(&kept.entry) != Content::Good;
            let law = if journal.iter().any(is_bad) { Law::ABadEntryBlocksNobody } else { Law::QuietInTime };
            return Some(law.broken(format!("{short}: entry {} is still {:?}", kept.entry.seq, kept.place)));
        }
        let is_on_server = |entry: &Entry| self.look.holds(phone.device, entry.seq, entry.hash);
        let held = journal.iter().filter(|kept| matches!(kept.place, Place::Held { .. }));
        if let Some(kept) = held.into_iter().find(|kept| !is_on_server(&kept.entry)) {
            let says = format!("{short}: entry {} is said to be held, and is not", kept.entry.seq);
            return Some(Law::AReceiptIsDurable.broken(says));
        }
        if let Err(breach) = laws::a_pull_is_complete(phone, self.server.epoch(), &self.look) {
            return Some(breach);
        }
        let waits_for_good = matches!(phone.status()?.0.phase, Phase::Busy);
        waits_for_good.then(|| Law::QuietInTime.broken(format!("{short}: is still busy")))
    }

    /// People send again what was refused because it had been damaged on the way.
    pub(super) fn send_damaged_again(&mut self) -> Result<(), Breach> {
        for idx in 0..self.phones.len() {
            let parked = self.phones[idx].disk.contents().parked;
            for parked in parked.iter().filter(|parked| parked.refusal == Refusal::WrongHash) {
                self.send_again(idx, parked.seq)?;
            }
            self.drive(idx)?;
        }
        Ok(())
    }
}
