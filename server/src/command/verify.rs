//! `kvart verify`: works the figures of every published follow-up out again from the journal, as it was when they were
//! published, and holds them against what was published. It changes nothing.

use clap::Args;
use store::{Finding, Verified};

use crate::command::{CommandError, say};
use crate::config::DataOptions;
use crate::edge;

/// Which database is looked at.
#[derive(Args, Debug)]
pub struct Options {
    #[command(flatten)]
    data: DataOptions,
}

pub(super) async fn run(options: Options) -> Result<(), CommandError> {
    let store = options.data.open(edge::now())?;
    let verified = store.verify().await?;
    store.close().await?;
    for one in &verified {
        say(format_args!("{}", line(one)));
    }
    let n_wrong = verified.iter().filter(|one| one.finding != Finding::Sound).count();
    say(format_args!("{} published, {n_wrong} not as published", verified.len()));
    if n_wrong == 0 { Ok(()) } else { Err(CommandError::NotAsPublished { n_wrong }) }
}

fn line(one: &Verified) -> String {
    let found = match one.finding {
        Finding::Sound => "as published",
        Finding::WrongDigest => "the figures are not those that the digest was made of",
        Finding::OtherFigures => "the journal says other figures",
    };
    format!("{} {} version {} sha-256 {}: {found}", one.period, one.number, one.version, one.digest)
}
