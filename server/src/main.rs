//! The binary `kvart`: reads the command line, opens what it names, serves until told to stop. It never holds a rule.

use std::error::Error;
use std::io::{self, IsTerminal};
use std::process::ExitCode;

use clap::Parser;
use server::config::{Command, CommandLine, LogFormat, ServeOptions};
use server::reminders::Reminders;
use server::{Kvart, KvartError, command, edge, first_start};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    let done = match CommandLine::parse().command() {
        Command::Serve(options) => {
            write_logs(options.log);
            serve(&options).await.map_err(|error| log(&error))
        }
        command => {
            write_logs(LogFormat::Text);
            command::run(command).await.map_err(|error| command::complain(&error))
        }
    };
    done.map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS)
}

fn log(error: &KvartError) {
    tracing::error!(cause = error.source().map(tracing::field::display), "{error}");
}

#[expect(
    clippy::print_stdout,
    reason = "the person who starts it reads the log-ins, scripts read the address"
)]
async fn serve(options: &ServeOptions) -> Result<(), KvartError> {
    // Heard from the first moment on: who is told to stop while it starts ends in good order as soon as it has started.
    let told_to_stop = told_to_stop().map_err(KvartError::Serve)?;
    let reminders = Reminders::of(&options.reminders)?;
    let store = options.data.open(edge::now())?;
    let kvart = Kvart::open(options, store.clone())?;
    let (streams, public) = (kvart.streams(), kvart.public());
    let router = kvart.router()?;
    let listener = server::listen(options).await?;
    let address = listener.local_addr().map_err(KvartError::Serve)?;
    for line in first_start::prepare(&store, options, address, edge::now()).await? {
        println!("{line}");
    }
    public.fill(&store, edge::now()).await?;
    tokio::spawn(public.keep(store.clone()));
    println!("listening on http://{address}");
    let reminding = reminders.map(|reminders| reminders.begin(store.clone()));
    let stop = async move {
        told_to_stop.await;
        streams.end();
    };
    let served = server::serve(listener, router, stop).await;
    if let Some(reminding) = reminding {
        reminding.stop().await;
    }
    // What was answered is on the disk already; this ends the writer in good order.
    store.close().await?;
    served
}

/// Logs go to standard error: standard output is for what a script reads.
fn write_logs(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let terminal = io::stderr().is_terminal();
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(terminal);
    match format {
        LogFormat::Text => logs.init(),
        LogFormat::Json => logs.json().flatten_event(true).init(),
    }
}

/// Listens for SIGTERM and Ctrl-C from now on, and returns what waits until one of them has come.
#[cfg(unix)]
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Returns what waits until Ctrl-C has come.
#[cfg(not(unix))]
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        tokio::signal::ctrl_c().await.expect("this process may handle Ctrl-C");
    })
}
