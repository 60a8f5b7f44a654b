//! `kvart device push`: a phone without a screen, for load and for trying a server out. It never pretends: its walks are
//! made up, and the app names itself as what it is.

use clap::{Args, Subcommand};

use crate::command::secret::{self, Source};
use crate::command::{CommandError, say};
use crate::device::{Device, HttpTransport};
use crate::edge;

/// What the phone is to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make up walks in the server's areas and push them.
    Push(PushOptions),
}

/// Where to push, as whom, and how much.
#[derive(Args, Debug)]
pub struct PushOptions {
    /// The server's address. Only plain http: a server behind TLS is reached on its own machine.
    #[arg(long, env = "KVART_SERVER", default_value = "http://127.0.0.1:8080", value_name = "URL")]
    server: String,
    /// The name to log in with.
    #[arg(long)]
    name: String,
    /// Read the password as one line from standard input, even at a terminal.
    #[arg(long)]
    password_stdin: bool,
    /// How many walks to make up.
    #[arg(long, default_value_t = 1, value_name = "N")]
    walks: u32,
    /// What the made-up walks are drawn from; without it every run makes others.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
}

pub(super) async fn run(Command::Push(options): Command) -> Result<(), CommandError> {
    let source = if options.password_stdin { Source::Stdin } else { Source::TerminalOrStdin };
    let transport = HttpTransport::to(&options.server)?;
    let account = transport.log_in(&options.name, &secret::ask("Password", source)?).await?;
    say(format_args!("logged in as {}", account.shown_as));

    let seed = options.seed.unwrap_or_else(|| u64::from_le_bytes(edge::random_bytes()));
    let mut device = Device::new(seed, transport);
    device.sync().await?;
    device.make_up(options.walks, edge::now()).await?;
    say(format_args!("made up {} walks in {} areas", options.walks, device.n_areas().await?));

    let sent_before = device.transport().sent_bytes();
    let began_ms = edge::mono_ms();
    device.sync().await?;
    let s = (edge::mono_ms() - began_ms).max(1) as f64 / 1000.0;
    let n_bytes = device.transport().sent_bytes() - sent_before;

    let tally = device.tally().await?;
    say(format_args!(
        "{} receipts in {s:.2} s: {:.0} entries a second, {} bytes an entry on the wire",
        tally.n_held + tally.n_refused,
        f64::from(options.walks) / s,
        n_bytes / u64::from(options.walks.max(1)),
    ));
    say(format_args!("held {}, refused {}, unsent {}", tally.n_held, tally.n_refused, tally.n_unsent));
    Ok(())
}
