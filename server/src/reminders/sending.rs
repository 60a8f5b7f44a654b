//! Why a reminder was not taken, for the log and for the person who tries the configuration out. What the log holds names no
//! address and repeats nothing that the other side said.

use std::fmt;

/// Why a reminder was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    trouble: Trouble,
    /// What the other side said, for the one who tries it out: it may name somebody.
    said: Option<String>,
}

/// The same in kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Trouble {
    #[error("{host} cannot be reached ({why})")]
    Unreachable { host: String, why: String },
    #[error("{host} did not answer in time")]
    Slow { host: String },
    #[error(
        "no TLS with {host}: it speaks none there, or this machine does not trust its certificate ({why})"
    )]
    Tls { host: String, why: String },
    #[error("{host} cannot be used like that ({why})")]
    Unfit { host: String, why: String },
    #[error("{host} does not take the name and password (it answered {code})")]
    Login { host: String, code: u16 },
    #[error("it answered {code}, which means later")]
    NotNow { code: u16 },
    #[error("it answered {code}, which means never")]
    Refused { code: u16 },
    #[error("it answered {code}: it wants to be asked elsewhere, and redirects are not followed")]
    Redirected { code: u16 },
    #[error("its answer cannot be understood")]
    Garbled,
}

impl Failure {
    pub(super) fn of(trouble: Trouble) -> Failure {
        Failure { trouble, said: None }
    }

    pub(super) fn saying(trouble: Trouble, said: String) -> Failure {
        Failure { trouble, said: Some(said) }
    }

    /// Tells whether it is of no use to try again. A log-in that fails is a matter of the configuration, which somebody puts
    /// right.
    pub(super) fn is_permanent(&self) -> bool {
        matches!(self.trouble, Trouble::Refused { .. } | Trouble::Redirected { .. })
    }

    /// Says all that is known, to the person at the terminal.
    pub(crate) fn in_full(&self) -> String {
        match &self.said {
            Some(said) => format!("{self}: {said}"),
            None => self.to_string(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.trouble.fmt(f)
    }
}
