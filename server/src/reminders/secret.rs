//! A secret of the configuration. Passwords and keys come from the environment alone, since every user of the machine can read a
//! program's arguments. It is never written anywhere, not even to be looked at while something goes wrong.

use std::fmt;

/// A password or key. Whoever prints it sees nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Reads an environment variable; one that is empty is as good as none.
    pub fn from_env(name: &str) -> Option<Secret> {
        std::env::var(name).ok().filter(|text| !text.is_empty()).map(Secret)
    }

    /// Hands it out, to be used at once.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Secret {
        Secret(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
