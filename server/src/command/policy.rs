//! `kvart policy show | set`. A policy is never edited: each change is a new version, valid from now on.

use clap::{Args, Subcommand, ValueEnum};
use domain::policy::{Policy, Unverified};

use crate::command::{CommandError, say};
use crate::config::DataOptions;
use crate::edge;

/// What is to be done with the policy.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show every version.
    Show(DataOptions),
    /// Make a new version of the latest, valid from now on. Figures that are not named stay as they are.
    Set(Changes),
}

/// The figures to change.
#[derive(Args, Debug)]
#[group(required = false)]
pub struct Changes {
    /// How long a walk must have been inside, in seconds.
    #[arg(long, value_name = "S")]
    required_s: Option<u32>,
    /// Which share of that must have been observed, in percent.
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    required_share_pct: Option<u8>,
    /// A position that claims to be worse than this is not believed, in metres.
    #[arg(long, value_name = "M")]
    accuracy_limit_m: Option<f64>,
    /// The longest time between two positions that still counts as observed, in seconds.
    #[arg(long, value_name = "S")]
    max_interval_s: Option<u32>,
    /// How soon a phone keeps another position at the earliest, in seconds.
    #[arg(long, value_name = "S")]
    fix_min_s: Option<u32>,
    /// How soon at the latest, in seconds.
    #[arg(long, value_name = "S")]
    fix_max_s: Option<u32>,
    /// How far outside the line somebody who was inside still is taken to be, in metres.
    #[arg(long, value_name = "M")]
    edge_m: Option<f64>,
    /// How fast somebody on foot gets ahead at most, in metres a second.
    #[arg(long, value_name = "M_S")]
    walking_m_s: Option<f64>,
    /// The most of the time inside that may be faster than that, in percent.
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    max_fast_pct: Option<u8>,
    /// The most of the time inside that may rest on readings of one and the same place, in percent.
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    max_still_pct: Option<u8>,
    /// What a walk without any position is worth.
    #[arg(long, value_enum)]
    unverified: Option<Worth>,
    /// How many walks the promise asks for in each area and week.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    walks_per_week: Option<u32>,
    /// A week without enough walks is at risk when fewer hours than this are left.
    #[arg(long, value_name = "H")]
    at_risk_h: Option<u32>,
    #[command(flatten)]
    data: DataOptions,
}

/// What a walk without any position is worth, as the command line names it.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Worth {
    /// It counts like any other.
    Counts,
    /// It is shown and does not count.
    DoesNotCount,
}

pub(super) async fn run(command: Command) -> Result<(), CommandError> {
    match command {
        Command::Show(data) => show(data).await,
        Command::Set(changes) => set(changes).await,
    }
}

async fn show(data: DataOptions) -> Result<(), CommandError> {
    let store = data.open(edge::now())?;
    for policy in &store.rulebook().await?.policies {
        say(line(policy));
    }
    Ok(store.close().await?)
}

async fn set(changes: Changes) -> Result<(), CommandError> {
    let now = edge::now();
    let store = changes.data.open(now)?;
    let latest = store.rulebook().await?.policies.last().cloned();
    let next_version = latest.as_ref().map_or(1, |latest| latest.version + 1);
    let latest = latest.unwrap_or_default();
    let changed = changes.applied_to(&latest);
    if changed == latest {
        return Err(CommandError::NothingToChange);
    }
    let policy = Policy { version: next_version, valid_from: now, ..changed };
    store.add_policy(policy.clone()).await?;
    store.close().await?;
    say(line(&policy));
    Ok(())
}

impl Changes {
    fn applied_to(&self, latest: &Policy) -> Policy {
        let unverified = self.unverified.map(|worth| match worth {
            Worth::Counts => Unverified::Counts,
            Worth::DoesNotCount => Unverified::DoesNotCount,
        });
        Policy {
            version: latest.version,
            valid_from: latest.valid_from,
            required_s: self.required_s.unwrap_or(latest.required_s),
            required_share_pct: self.required_share_pct.unwrap_or(latest.required_share_pct),
            accuracy_limit_m: self.accuracy_limit_m.unwrap_or(latest.accuracy_limit_m),
            max_interval_s: self.max_interval_s.unwrap_or(latest.max_interval_s),
            fix_min_s: self.fix_min_s.unwrap_or(latest.fix_min_s),
            fix_max_s: self.fix_max_s.unwrap_or(latest.fix_max_s),
            edge_m: self.edge_m.unwrap_or(latest.edge_m),
            walking_m_s: self.walking_m_s.unwrap_or(latest.walking_m_s),
            max_fast_pct: self.max_fast_pct.unwrap_or(latest.max_fast_pct),
            max_still_pct: self.max_still_pct.unwrap_or(latest.max_still_pct),
            unverified: unverified.unwrap_or(latest.unverified),
            walks_per_week: self.walks_per_week.unwrap_or(latest.walks_per_week),
            at_risk_h: self.at_risk_h.unwrap_or(latest.at_risk_h),
        }
    }
}

/// Returns a policy in one line, its figures under the names of their flags.
fn line(policy: &Policy) -> String {
    let from = policy.valid_from.local();
    let unverified = match policy.unverified {
        Unverified::Counts => "counts",
        Unverified::DoesNotCount => "does-not-count",
    };
    format!(
        "version {} from {:04}-{:02}-{:02} {:02}:{:02}: required-s {} required-share-pct {} accuracy-limit-m {} \
         max-interval-s {} fix-min-s {} fix-max-s {} edge-m {} walking-m-s {} max-fast-pct {} max-still-pct {} unverified {unverified} walks-per-week {} at-risk-h {}",
        policy.version,
        from.year,
        from.month,
        from.day,
        from.hour,
        from.minute,
        policy.required_s,
        policy.required_share_pct,
        policy.accuracy_limit_m,
        policy.max_interval_s,
        policy.fix_min_s,
        policy.fix_max_s,
        policy.edge_m,
        policy.walking_m_s,
        policy.max_fast_pct,
        policy.max_still_pct,
        policy.walks_per_week,
        policy.at_risk_h,
    )
}
