//! What a name to log in with and a new password must be. It never judges a password that is only being tried.

use std::fmt;

/// A name to log in with: one form for all ways to type it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccountName(String);

/// A password that is to be set. It is never shown, not even in a log.
#[derive(Clone)]
pub struct NewPassword(String);

/// The name that is shown for an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownName(String);

/// Says what is wrong with the details of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadAccount {
    /// The name to log in with.
    #[error("a name to log in with has 2 to 40 letters, digits, dots, hyphens and underscores")]
    Name,
    /// The name to be shown.
    #[error("a name to be shown has 1 to 60 characters")]
    ShownName,
    /// The password.
    #[error("a password has 10 to 200 characters")]
    Password,
}

impl AccountName {
    /// Reads a name. Phones write the first letter large and leave a space behind: neither makes another name.
    pub fn parse(text: &str) -> Result<AccountName, BadAccount> {
        let name = text.trim().to_lowercase();
        let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
        if !(2..=40).contains(&name.chars().count()) || !name.chars().all(fits) {
            return Err(BadAccount::Name);
        }
        Ok(AccountName(name))
    }

    /// Returns the name as the database holds it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl NewPassword {
    /// Takes a password that is long enough (NIST SP 800-63B asks for length alone, and so do we).
    pub fn parse(text: &str) -> Result<NewPassword, BadAccount> {
        if !(10..=200).contains(&text.chars().count()) {
            return Err(BadAccount::Password);
        }
        Ok(NewPassword(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl ShownName {
    /// Reads a name to be shown, such as "Polis 1".
    pub fn parse(text: &str) -> Result<ShownName, BadAccount> {
        let name = text.trim();
        if !(1..=60).contains(&name.chars().count()) || name.chars().any(char::is_control) {
            return Err(BadAccount::ShownName);
        }
        Ok(ShownName(name.to_owned()))
    }

    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_form() {
        for typed in ["polis1", " Polis1 ", "POLIS1"] {
            assert_eq!(AccountName::parse(typed).unwrap().as_str(), "polis1");
        }
        assert_eq!(AccountName::parse("Åsa.Öberg_2").unwrap().as_str(), "åsa.öberg_2");
        for bad in ["", "a", "två ord", "a/b", "a\u{200b}b", &"x".repeat(41)] {
            assert_eq!(AccountName::parse(bad), Err(BadAccount::Name), "{bad:?}");
        }
    }

    #[test]
    fn a_password_is_long_and_otherwise_free() {
        assert!(NewPassword::parse("åäö åäö åä").is_ok());
        assert!(NewPassword::parse("kort").is_err());
        assert!(NewPassword::parse(&"x".repeat(201)).is_err());
    }

    #[test]
    fn a_shown_name_is_one_line() {
        assert_eq!(ShownName::parse(" Polis 1 ").unwrap().as_str(), "Polis 1");
        for bad in ["", "  ", "två\nrader", &"x".repeat(61)] {
            assert!(ShownName::parse(bad).is_err(), "{bad:?}");
        }
    }
}
