//! What a simulation is to do: a list of steps, made from a seed before anything runs. It holds every fault by name, so that
//! a plan can be printed, shortened and run again; it never does anything itself.

use std::fmt;

use sync::engine::Wake;

use super::dice::Dice;

/// What is to happen, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The seed that it was made from. It also throws the phones' dice.
    pub seed: u64,
    /// How many phones there are. Each account has two of them, as far as they go.
    pub n_phones: usize,
    /// The steps.
    pub steps: Vec<Step>,
}

/// One thing that a person, a phone, the network or the server's keeper does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// Time passes.
    Pass {
        /// So much of it.
        ms: u64,
    },
    /// Something happens on one phone, or on its way to the server.
    On(usize, Deed),
    /// Something happens to the server.
    Server(Keeping),
}

/// What happens on one phone. Whoever does something with a closed app opens it first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Deed {
    /// A walk is logged afterwards.
    Tell(Content),
    /// The same is written twice in the same millisecond, to the letter.
    TellTwice,
    /// A recorded walk begins.
    Begin,
    /// A position comes.
    Fix,
    /// The walk ends.
    Finish,
    /// A walk that the phone knows is corrected or withdrawn.
    Amend {
        /// Which one, counted from the latest.
        nth: usize,
        /// How.
        how: Amendment,
    },
    /// A refused entry is sent again as it is.
    SendAgain {
        /// Which one of them.
        nth: usize,
    },
    /// The app is opened or looked at, or its person asks for it.
    Wake(Wake),
    /// The app is gone from one moment to the next.
    End(Ending),
    /// Something goes wrong with a storage operation to come.
    Slip {
        /// So many operations later.
        after: u32,
        /// What.
        slip: Slip,
    },
    /// The phone is set back to an older state of itself, as from a backup.
    Age {
        /// By so many writes.
        n_writes: usize,
    },
    /// The phone's clock jumps.
    Clock {
        /// By so much.
        ms: i64,
    },
    /// Something goes wrong with the phone's next request.
    Fate(Fate),
}

/// What an entry is to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Content {
    /// It is to be taken.
    Good,
    /// It names an area that the server does not know, as yet.
    UnknownArea,
    /// Nobody walked.
    NoCrew,
    /// It is larger than any walk.
    Huge,
    /// A newer app wrote it.
    Newer,
    /// Something between phone and server breaks off over it, until it is put right.
    Poison,
    /// It amends another account's walk.
    NotYours,
}

/// How a walk is amended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amendment {
    /// The crew was another.
    Crew(u8),
    /// It shall not count.
    Withdrawn,
}

/// How an app ends that nobody closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The browser is killed: the system still writes what was handed to it.
    Killed,
    /// The battery dies: what was written but not synced is gone.
    PowerCut,
}

/// What goes wrong with one storage operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slip {
    /// It fails and does nothing.
    Fails,
    /// It is done, and an error is said all the same.
    FailsToSay,
    /// The app ends before it.
    Before(Ending),
    /// The app ends right after it.
    After(Ending),
}

/// What becomes of one request and its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The request never arrives.
    RequestLost,
    /// The request arrives in the end, when nobody waits for an answer any more, and maybe after later ones.
    RequestLate {
        /// After so long.
        ms: u64,
    },
    /// The request arrives twice.
    Doubled {
        /// The second time so much later.
        ms: u64,
    },
    /// Only the first part of the request arrives.
    RequestCut {
        /// In percent.
        share: u8,
    },
    /// One entry is damaged on the way, so that it still reads as one.
    Damaged,
    /// The request arrives, its answer does not.
    AnswerLost,
    /// Only the first part of the answer arrives.
    AnswerCut {
        /// In percent.
        share: u8,
    },
    /// Half of the receipts are missing in the answer.
    ReceiptsLost,
    /// The answer of the phone's request before comes once more.
    Stale,
    /// The answer to another phone's request comes.
    Foreign,
    /// The answer names every entry as missing.
    Forgetful,
    /// The answer asks for every entry to come again.
    Later,
    /// Something on the way answers with a page of its own and status 200.
    Portal,
    /// Something on the way answers with a status.
    Status(u16),
    /// The server crashes over it.
    Crash(CrashPoint),
}

/// When the server crashes over a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrashPoint {
    /// Before anything is written.
    BeforeCommit,
    /// While the commit is being written: so many percent of it are on the disk.
    InCommit(u8),
    /// Once it is on the disk, before the answer.
    AfterCommit,
}

/// What happens to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// It crashes while nothing is being written, and is up again soon.
    Crash,
    /// A backup is made.
    Backup,
    /// It is restored from a backup, and is another life of its database from then on.
    Restore {
        /// Which one of those made so far.
        nth: usize,
    },
    /// Its clock jumps.
    Clock {
        /// By so much.
        ms: i64,
    },
    /// The area is added that some entries name already.
    AddArea,
}

impl Plan {
    /// How many steps a plan has unless told otherwise.
    pub const N_STEPS: usize = 60;

    /// Makes the plan of a seed.
    pub fn of(seed: u64, n_steps: usize) -> Plan {
        let mut dice = Dice::of(seed);
        let n_phones = 2 + dice.below(3) as usize;
        // A rough sea or a smooth one: with faults in every step no long story would ever be told.
        let roughness = 1 + dice.below(4);
        let mut steps = Vec::with_capacity(n_steps);
        while steps.len() < n_steps {
            let phone = dice.below(n_phones as u64) as usize;
            steps.push(match dice.below(10) {
                0..3 => Step::Pass { ms: pause_ms(&mut dice) },
                3..7 => Step::On(phone, work(&mut dice)),
                _ if roughness <= dice.below(6) => Step::On(phone, work(&mut dice)),
                7 => Step::On(phone, Deed::Fate(fate(&mut dice))),
                8 => Step::On(phone, mishap(&mut dice)),
                _ => match dice.below(3) {
                    0 => Step::Server(keeping(&mut dice)),
                    _ => Step::On(phone, Deed::Fate(fate(&mut dice))),
                },
            });
        }
        Plan { seed, n_phones, steps }
    }

    /// Returns the same plan with other steps.
    pub fn with(&self, steps: Vec<Step>) -> Plan {
        Plan { steps, ..*self }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {}, {} phones, {} steps", self.seed, self.n_phones, self.steps.len())?;
        for (step, no) in self.steps.iter().zip(1..) {
            match step {
                Step::On(phone, deed) => writeln!(f, "{no:4}  phone {phone}: {deed:?}")?,
                Step::Server(keeping) => writeln!(f, "{no:4}  server: {keeping:?}")?,
                Step::Pass { ms } => writeln!(f, "{no:4}  {ms} ms pass")?,
            }
        }
        Ok(())
    }
}

fn pause_ms(dice: &mut Dice) -> u64 {
    match dice.below(18) {
        0..4 => dice.below(30),
        4..14 => dice.below(5_000),
        14..17 => dice.below(90_000),
        _ => dice.below(900_000),
    }
}

fn work(dice: &mut Dice) -> Deed {
    const BAD: [Content; 6] = [
        Content::UnknownArea,
        Content::UnknownArea,
        Content::NoCrew,
        Content::Newer,
        Content::Poison,
        Content::NotYours,
    ];
    match dice.below(20) {
        0..5 => Deed::Tell(Content::Good),
        5 => Deed::Tell(dice.pick(&BAD)),
        6 => Deed::TellTwice,
        7..9 => Deed::Begin,
        9..11 => Deed::Fix,
        11..13 => Deed::Finish,
        13..16 => {
            let how = match dice.below(3) {
                0 => Amendment::Withdrawn,
                _ => Amendment::Crew(1 + dice.below(9) as u8),
            };
            Deed::Amend { nth: dice.below(4) as usize, how }
        }
        16 => Deed::SendAgain { nth: dice.below(3) as usize },
        17 if dice.below(20) == 0 => Deed::Tell(Content::Huge),
        _ => Deed::Wake(dice.pick(&[Wake::Chance, Wake::Chance, Wake::Demand, Wake::LoggedIn])),
    }
}

fn fate(dice: &mut Dice) -> Fate {
    let share = dice.below(100) as u8;
    match dice.below(22) {
        0 => Fate::RequestLost,
        1 => Fate::RequestLate { ms: 20_000 + dice.below(400_000) },
        2 => Fate::Doubled { ms: dice.below(60_000) },
        3 => Fate::RequestCut { share },
        4 => Fate::Damaged,
        5..8 => Fate::AnswerLost,
        8 => Fate::AnswerCut { share },
        9 => Fate::ReceiptsLost,
        10 => Fate::Stale,
        11 => Fate::Foreign,
        12 => Fate::Forgetful,
        13 => Fate::Later,
        14 => Fate::Portal,
        15..17 => Fate::Status(dice.pick(&[500, 502, 404, 400, 429, 503, 401, 403, 413, 426])),
        17 => Fate::Crash(CrashPoint::BeforeCommit),
        18..20 => Fate::Crash(CrashPoint::InCommit(share)),
        _ => Fate::Crash(CrashPoint::AfterCommit),
    }
}

fn mishap(dice: &mut Dice) -> Deed {
    let ending = dice.pick(&[Ending::Killed, Ending::PowerCut]);
    match dice.below(10) {
        0..2 => Deed::End(ending),
        2..6 => {
            let slips = [Slip::Fails, Slip::FailsToSay, Slip::Before(ending), Slip::After(ending)];
            Deed::Slip { after: dice.below(5) as u32, slip: dice.pick(&slips) }
        }
        6 => Deed::Age { n_writes: 1 + dice.below(12) as usize },
        _ => Deed::Clock { ms: clock_jump_ms(dice) },
    }
}

fn keeping(dice: &mut Dice) -> Keeping {
    match dice.below(8) {
        0 => Keeping::Crash,
        1..4 => Keeping::Backup,
        4..6 => Keeping::Restore { nth: dice.below(3) as usize },
        6 => Keeping::Clock { ms: clock_jump_ms(dice) },
        _ => Keeping::AddArea,
    }
}

/// Clocks are off by seconds, by a time zone, by days, or by years.
fn clock_jump_ms(dice: &mut Dice) -> i64 {
    let largest_ms = dice.pick(&[5_000, 3_600_000, 3 * 86_400_000, 40_000_000_000]);
    dice.between(-largest_ms, largest_ms)
}
