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
    let is_wrong = |one: &&Verified| matches!(one.finding, Finding::WrongDigest | Finding::OtherFigures);
    let n_wrong = verified.iter().filter(is_wrong).count();
    say(format_args!("{} published, {n_wrong} not as published", verified.len()));
    if n_wrong == 0 { Ok(()) } else { Err(CommandError::NotAsPublished { n_wrong }) }
}

fn line(one: &Verified) -> String {
    let found = match one.finding {
        Finding::Sound => "as published".to_owned(),
        Finding::WrongDigest => "the figures are not those that the digest was made of".to_owned(),
        Finding::OtherFigures => "the journal says other figures".to_owned(),
        Finding::OtherRules { rules } => format!(
            "as the digest says; worked out by rules {rules}, which a kvart of that time can hold against the journal"
        ),
    };
    format!("{} {} version {} sha-256 {}: {found}", one.period, one.number, one.version, one.digest)
}
