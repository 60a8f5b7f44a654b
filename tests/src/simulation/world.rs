//! The world of a simulation: phones, their ways to the server, the server, and the time, which passes only here. It does
//! what the plan says and has the laws checked after everything that happens. It never looks at a real clock.

mod deeds;
mod quiet;
mod traffic;

use std::collections::BTreeMap;
use std::fmt;

use domain::time::WallTime;
use sync::engine::Failure;

use super::dice::Dice;
use super::door::Door;
use super::invariants::{self as laws, Poison};
use super::law::{Breach, Law};
use super::ledger::{Ledger, Life};
use super::look::Look;
use super::mutant::Mutant;
use super::phone::{Clocks, Phone, Turn};
use super::plan::{Ending, Fate, Plan};
use super::server::{BEGAN, Ground, Server};
use super::trace::Trace;
use super::wire::Asked;

/// A bound on what happens in one simulation: beyond it something runs in a circle.
const MAX_HAPPENINGS: u64 = 20_000;

/// The world.
pub struct World<'a> {
    clocks: Clocks,
    mutant: Option<Mutant>,
    now_ms: u64,
    agenda: BTreeMap<(u64, u64), Happening>,
    n_happenings: u64,
    phones: Vec<Phone>,
    server: Server<'a>,
    door: Door,
    server_off_ms: i64,
    away_until_ms: u64,
    lives_of_backups: Vec<Life>,
    ledger: Ledger,
    look: Look,
    poison: Poison,
    /// The answer to each phone's latest push and pull, for a network that mixes them up.
    answers: Vec<[Option<String>; 2]>,
    n_walks: u64,
    dice: Dice,
    /// What happened.
    pub trace: Trace,
}

/// Something that is to happen at its time.
#[derive(Debug, Clone)]
enum Happening {
    /// A request comes to the server.
    Arrives { phone: usize, asked: Asked, fate: Option<Fate> },
    /// An answer comes to a phone.
    Answered { phone: usize, no: u64, answer: Result<String, Failure> },
    /// An alarm rings on a phone.
    Rings { phone: usize, alarm: u64 },
}

impl<'a> World<'a> {
    /// Makes a world in which nothing has happened.
    pub fn new(
        plan: &Plan,
        clocks: Clocks,
        mutant: Option<Mutant>,
        ground: &'a Ground,
        trace: Trace,
    ) -> Result<World<'a>, Breach> {
        let dice = Dice::of(plan.seed).apart(0);
        let server = Server::start(ground, mutant)?;
        let mut ledger = Ledger::default();
        ledger.life_no(server.epoch());
        Ok(World {
            clocks,
            mutant,
            now_ms: 0,
            agenda: BTreeMap::new(),
            n_happenings: 0,
            phones: (0..plan.n_phones).map(|idx| Phone::new(idx, &dice, mutant)).collect(),
            look: server.look()?,
            server,
            door: Door::new(mutant),
            server_off_ms: 0,
            away_until_ms: 0,
            lives_of_backups: Vec::new(),
            ledger,
            poison: Poison::Acts,
            answers: vec![[None, None]; plan.n_phones],
            n_walks: 0,
            dice,
            trace,
        })
    }

    /// Does all that the plan says, lets all become quiet, and checks what holds then. Returns the simulated time that it
    /// took to become quiet.
    pub fn live(&mut self, plan: &Plan) -> Result<u64, Breach> {
        for step in &plan.steps {
            self.take(*step)?;
        }
        let first_ms = self.calm_down()?;
        self.poison = Poison::Cured;
        self.send_damaged_again()?;
        let second_ms = self.calm_down()?;
        self.check_at_the_end()?;
        Ok(first_ms.max(second_ms))
    }

    /// Returns what no clock may change: what is held in which order, and which walks and activities stand.
    pub fn sets_and_orders(&self) -> Vec<String> {
        let lines = self.look.journal.iter();
        let entries = lines.map(|line| format!("{} {} {:?}", line.device.short(), line.seq, line.refusal));
        let standing = self.look.standing();
        let standing = standing.map(|it| format!("{:?} {:?} {}", it.subject, it.head, it.is_withdrawn));
        entries.chain(standing).collect()
    }

    fn note(&mut self, what: fmt::Arguments) {
        self.trace.note(self.now_ms, what);
    }

    fn server_now(&self) -> WallTime {
        let true_time = BEGAN.plus_ms(self.now_ms as i64);
        match self.clocks {
            Clocks::Lie => true_time.plus_ms(self.server_off_ms),
            Clocks::TellTheTruth => true_time,
        }
    }

    fn at(&mut self, ms: u64, happening: Happening) {
        self.n_happenings += 1;
        self.agenda.insert((ms, self.n_happenings), happening);
    }

    fn pass_until(&mut self, until_ms: u64) -> Result<(), Breach> {
        while self.happen_until(until_ms)? {}
        self.now_ms = until_ms;
        Ok(())
    }

    /// Lets the next thing happen, if its time comes until then; tells whether it has.
    fn happen_until(&mut self, until_ms: u64) -> Result<bool, Breach> {
        let Some(next) = self.agenda.first_entry().filter(|next| next.key().0 <= until_ms) else {
            return Ok(false);
        };
        self.now_ms = next.key().0.max(self.now_ms);
        let idx = match next.remove() {
            Happening::Arrives { phone, asked, fate } => {
                self.arrive(phone, asked, fate)?;
                phone
            }
            Happening::Answered { phone, no, answer } => {
                if self.phones[phone].wire.bring(no, answer) {
                    self.note(format_args!("phone {phone}: hears of request {no}"));
                }
                phone
            }
            Happening::Rings { phone, alarm } => {
                self.phones[phone].ring(alarm);
                phone
            }
        };
        self.drive(idx)?;
        Ok(true)
    }

    /// Lets a phone go on until it waits for something.
    fn drive(&mut self, idx: usize) -> Result<(), Breach> {
        loop {
            match self.phones[idx].take_turn(self.now_ms, self.clocks, self.mutant) {
                Turn::Took(what) => self.note(format_args!("phone {idx}: {what}")),
                Turn::WakeAfter(ms) => {
                    self.note(format_args!("phone {idx}: wants to be woken after {ms} ms"));
                    let alarm = self.n_happenings + 1;
                    self.phones[idx].set_alarm(alarm);
                    self.at(self.now_ms.saturating_add(ms), Happening::Rings { phone: idx, alarm });
                }
                Turn::Ended => {
                    let ending = self.phones[idx].disk.take_ending();
                    return self.end(idx, ending.unwrap_or(Ending::Killed));
                }
                Turn::Waits => match self.phones[idx].wire.take_asked() {
                    Some(asked) => self.send(idx, asked),
                    None => break,
                },
            }
            let says = || format!("{} things have happened and it is not over", self.n_happenings);
            Law::QuietInTime.holds(self.n_happenings < MAX_HAPPENINGS, says)?;
        }
        self.check_phone(idx)
    }

    fn check_phone(&mut self, idx: usize) -> Result<(), Breach> {
        let phone = &self.phones[idx];
        let contents = phone.disk.contents();
        laws::removed_by_its_own_receipt_alone(&self.ledger, phone.device, &phone.disk.journal())?;
        laws::a_pull_never_goes_back(&self.ledger, phone, &contents.news)?;
        if let Some((status, true)) = phone.status() {
            laws::the_screen_hides_nothing(&status, &contents)?;
        }
        self.phones[idx].seen = contents.news;
        Ok(())
    }

    fn check_server(&mut self) -> Result<(), Breach> {
        self.look = self.server.look()?;
        let life = self.ledger.life_no(self.server.epoch());
        for it in self.look.standing() {
            let version = (life, it.account, it.subject, it.head, it.is_withdrawn);
            self.ledger.versions.insert(version, it.changed);
        }
        laws::a_receipt_is_durable(&self.ledger.life, &self.look)?;
        laws::exactly_once(&self.ledger, &self.look)?;
        laws::clocks_change_nothing(&self.look)?;
        laws::saved_is_kept(&self.ledger, &self.phones, &self.look)
    }

    fn check_at_the_end(&mut self) -> Result<(), Breach> {
        self.check_server()?;
        for phone in &self.phones {
            laws::a_bad_entry_blocks_nobody(phone)?;
            laws::a_pull_is_complete(phone, self.server.epoch(), &self.look)?;
        }
        self.note(format_args!("all is quiet: {} entries", self.look.journal.len()));
        let faults = self.server.faults()?;
        Law::Sound.holds(faults.is_empty(), || format!("{faults:?}"))?;
        laws::the_roll_up_is_what_a_recomputation_gives(&self.server)
    }
}
