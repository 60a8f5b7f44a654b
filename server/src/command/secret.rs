//! A password as a person types it, unseen, or as a script pipes it in. It never comes from an argument.

use std::io::{self, IsTerminal};

use crate::command::CommandError;

/// Where a password comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The terminal when there is one, else the first line of standard input.
    TerminalOrStdin,
    /// The first line of standard input, even at a terminal.
    Stdin,
}

/// Asks for a password.
pub(super) fn ask(prompt: &str, source: Source) -> Result<String, CommandError> {
    let asked = if source == Source::TerminalOrStdin && io::stdin().is_terminal() {
        rpassword::prompt_password(format!("{prompt}: "))
    } else {
        first_line()
    };
    asked.map_err(CommandError::NoPassword)
}

/// Asks for a new password; at a terminal twice, since nobody sees what is typed.
pub(super) fn ask_new() -> Result<String, CommandError> {
    let password = ask("New password", Source::TerminalOrStdin)?;
    if io::stdin().is_terminal() && ask("Once more", Source::TerminalOrStdin)? != password {
        let differ = io::Error::new(io::ErrorKind::InvalidInput, "the two are not the same");
        return Err(CommandError::NoPassword(differ));
    }
    Ok(password)
}

fn first_line() -> io::Result<String> {
    let mut line = String::new();
    if io::stdin().read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
