//! How reminders are set up on the command line, and what is wrong with it in words. Nothing is sent until a way to send it is
//! named; half a configuration is never taken for a whole one.

use std::time::Duration;

use app::texts::Language;
use clap::{Args, ValueEnum};
use domain::reminder::Manner;
use lettre::message::Mailbox;
use reqwest::Url;

use super::mail::{Guard, MailSettings};
use super::secret::Secret;
use super::webhook::{BadKey, Key};

const SMTP_PASSWORD: &str = "KVART_REMIND_SMTP_PASSWORD";
const WEBHOOK_SECRET: &str = "KVART_REMIND_WEBHOOK_SECRET";

/// Reminders to supervisors: of areas at risk, and on Mondays of the week that ended. Off until a way to send them is named.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Reminders (off until --remind-smtp or --remind-webhook is set)")]
pub struct RemindOptions {
    /// Where people reach this server, as in `https://kvart.example.se`: reminders and public pages link to it.
    #[arg(long, env = "KVART_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// The mail server: smtps://mail.example.se (TLS from the start), starttls://mail.example.se (TLS or nothing), or
    /// smtp://127.0.0.1 (without TLS: for a server on this machine).
    #[arg(long, env = "KVART_REMIND_SMTP", value_name = "URL")]
    pub remind_smtp: Option<String>,
    /// The name to log in with at the mail server, if it asks for one. The password is read from the environment variable
    /// KVART_REMIND_SMTP_PASSWORD.
    #[arg(long, env = "KVART_REMIND_SMTP_USER", value_name = "NAME")]
    pub remind_smtp_user: Option<String>,
    /// Whom mails are from, as in "Kvart <kvart@example.se>".
    #[arg(long, env = "KVART_REMIND_FROM", value_name = "ADDRESS")]
    pub remind_from: Option<String>,
    /// Who gets the mails: one address or more, parted by commas. Each gets a mail of their own.
    #[arg(long, env = "KVART_REMIND_TO", value_name = "ADDRESSES", value_delimiter = ',')]
    pub remind_to: Vec<String>,
    /// Where reminders are posted as JSON, signed as Standard Webhooks (standardwebhooks.com) says. The key is read from the
    /// environment variable KVART_REMIND_WEBHOOK_SECRET: whsec_ and at least 24 random bytes in Base64.
    #[arg(long, env = "KVART_REMIND_WEBHOOK", value_name = "URL", hide_env_values = true)]
    pub remind_webhook: Option<Secret>,
    /// The language of reminders.
    #[arg(long, env = "KVART_REMIND_LANGUAGE", value_name = "LANGUAGE", value_enum, default_value_t = Tongue::Sv)]
    pub remind_language: Tongue,
    /// Nothing is sent between midnight and this hour in Europe/Stockholm: a walk of the night may still come in.
    #[arg(long, env = "KVART_REMIND_HOUR", value_name = "H", default_value_t = 7, value_parser = clap::value_parser!(u8).range(0..=23))]
    pub remind_hour: u8,
    /// For how many days after its end a week is still told of, where it could not be sooner.
    #[arg(long, env = "KVART_REMIND_LATE_DAYS", value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=8))]
    pub remind_late_days: u32,
    /// How often the weeks are looked at, and how long the first wait is when sending failed, in seconds; later waits double
    /// up to an hour.
    #[arg(long, env = "KVART_REMIND_EVERY_S", value_name = "S", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub remind_every_s: u32,
    /// The password at the mail server.
    #[arg(skip = Secret::from_env(SMTP_PASSWORD))]
    pub smtp_password: Option<Secret>,
    /// The key that webhooks are signed with.
    #[arg(skip = Secret::from_env(WEBHOOK_SECRET))]
    pub webhook_secret: Option<Secret>,
}

/// A language, as the command line names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Tongue {
    /// Svenska.
    Sv,
    /// English.
    En,
}

/// A sound configuration. It cannot be printed: the webhook's address may hold a token.
#[derive(Clone)]
pub(super) struct Plan {
    /// Where people reach this server, without a slash at the end.
    pub(super) base: String,
    /// The name of the machine in it.
    pub(super) host: String,
    pub(super) language: Language,
    pub(super) manner: Manner,
    pub(super) every: Duration,
    pub(super) mail: Option<MailSettings>,
    pub(super) webhook: Option<(Url, Key)>,
}

/// Why reminders cannot be set up like that.
#[derive(Debug, thiserror::Error)]
pub enum BadReminders {
    /// Reminders would link to nowhere.
    #[error(
        "reminders link to the desk: say with --public-url where people reach it, as in https://kvart.example.se"
    )]
    NoPublicUrl,
    /// No address of a server.
    #[error("{flag} needs an address like {like}")]
    BadUrl {
        /// The flag.
        flag: &'static str,
        /// An example.
        like: &'static str,
    },
    /// A name or password stands where everybody can read it.
    #[error("{flag} must hold no name or password: {instead}")]
    CarriesSecret {
        /// The flag.
        flag: &'static str,
        /// Where it belongs.
        instead: &'static str,
    },
    /// Something is set that means nothing alone.
    #[error("{set} is set and {missing} is not")]
    Half {
        /// What is set.
        set: &'static str,
        /// What is missing.
        missing: &'static str,
    },
    /// No mail address. Which one is not said: it may be somebody's name.
    #[error("{flag} holds something that is no mail address (number {no}): they look like kvart@example.se")]
    BadAddress {
        /// The flag.
        flag: &'static str,
        /// Which of the addresses, from 1.
        no: usize,
    },
    /// The key of webhooks is none.
    #[error("{WEBHOOK_SECRET}: {0}. Make one with: echo \"whsec_$(openssl rand -base64 32)\"")]
    BadKey(#[from] BadKey),
    /// The system's certificates cannot be read.
    #[error(
        "no TLS: this machine's trusted certificates cannot be read (Debian's package ca-certificates has them)"
    )]
    NoTrust(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl RemindOptions {
    /// Reads the configuration; nothing where reminders are off.
    pub(super) fn plan(&self) -> Result<Option<Plan>, BadReminders> {
        let (mail, webhook) = (self.mail()?, self.webhook()?);
        if mail.is_none() && webhook.is_none() {
            return Ok(None);
        }
        let base = self.public_url.as_deref().ok_or(BadReminders::NoPublicUrl)?;
        let url = web_address("--public-url", base)?;
        if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
            return Err(BadReminders::BadUrl { flag: "--public-url", like: "https://kvart.example.se" });
        }
        Ok(Some(Plan {
            base: url.as_str().trim_end_matches('/').to_owned(),
            host: url.host_str().unwrap_or_default().to_owned(),
            language: match self.remind_language {
                Tongue::Sv => Language::Swedish,
                Tongue::En => Language::English,
            },
            manner: Manner {
                from_hour: self.remind_hour,
                late_days: self.remind_late_days,
                first_wait_s: self.remind_every_s,
            },
            every: Duration::from_secs(u64::from(self.remind_every_s)),
            mail,
            webhook,
        }))
    }

    fn mail(&self) -> Result<Option<MailSettings>, BadReminders> {
        const FLAG: &str = "--remind-smtp";
        let Some(smtp) = &self.remind_smtp else {
            let set = [
                (self.remind_from.is_some(), "--remind-from"),
                (!self.remind_to.is_empty(), "--remind-to"),
                (self.remind_smtp_user.is_some(), "--remind-smtp-user"),
                (self.smtp_password.is_some(), SMTP_PASSWORD),
            ];
            return match set.into_iter().find(|(is_set, _)| *is_set) {
                Some((_, set)) => Err(BadReminders::Half { set, missing: FLAG }),
                None => Ok(None),
            };
        };
        let bad_url = || BadReminders::BadUrl { flag: FLAG, like: "smtps://mail.example.se" };
        let url = Url::parse(smtp).map_err(|_| bad_url())?;
        if !url.username().is_empty() || url.password().is_some() {
            let instead = "name the user with --remind-smtp-user, and set KVART_REMIND_SMTP_PASSWORD";
            return Err(BadReminders::CarriesSecret { flag: FLAG, instead });
        }
        let guard = match url.scheme() {
            "smtps" => Guard::Tls,
            "starttls" => Guard::StartTls,
            "smtp" => Guard::None,
            _ => return Err(bad_url()),
        };
        let is_bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
        let host = url.host_str().filter(|host| is_bare && !host.is_empty()).ok_or_else(bad_url)?.to_owned();
        let missing = |missing| BadReminders::Half { set: FLAG, missing };
        let from = self.remind_from.as_deref().ok_or_else(|| missing("--remind-from"))?;
        let from = from.parse().map_err(|_| BadReminders::BadAddress { flag: "--remind-from", no: 1 })?;
        if self.remind_to.is_empty() {
            return Err(missing("--remind-to"));
        }
        let mailbox = |(address, no): (&String, usize)| {
            address.trim().parse().map_err(|_| BadReminders::BadAddress { flag: "--remind-to", no })
        };
        let to = self.remind_to.iter().zip(1..).map(mailbox).collect::<Result<Vec<Mailbox>, _>>()?;
        let login = match (&self.remind_smtp_user, &self.smtp_password) {
            (Some(user), Some(password)) => Some((user.clone(), password.clone())),
            (Some(_), None) => {
                return Err(BadReminders::Half { set: "--remind-smtp-user", missing: SMTP_PASSWORD });
            }
            (None, Some(_)) => {
                return Err(BadReminders::Half { set: SMTP_PASSWORD, missing: "--remind-smtp-user" });
            }
            (None, None) => None,
        };
        Ok(Some(MailSettings { host, port: url.port(), guard, login, from, to }))
    }

    fn webhook(&self) -> Result<Option<(Url, Key)>, BadReminders> {
        const FLAG: &str = "--remind-webhook";
        match (&self.remind_webhook, &self.webhook_secret) {
            (Some(url), Some(secret)) => {
                let url = web_address(FLAG, url.reveal())?;
                Ok(Some((url, Key::parse(secret)?)))
            }
            (Some(_), None) => Err(BadReminders::Half { set: FLAG, missing: WEBHOOK_SECRET }),
            (None, Some(_)) => Err(BadReminders::Half { set: WEBHOOK_SECRET, missing: FLAG }),
            (None, None) => Ok(None),
        }
    }
}

fn web_address(flag: &'static str, text: &str) -> Result<Url, BadReminders> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    url.ok_or(BadReminders::BadUrl { flag, like: "https://kvart.example.se" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        options: RemindOptions,
    }

    /// The specification's own example.
    const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    fn options(words: &str, password: Option<&str>, key: Option<&str>) -> RemindOptions {
        let words = std::iter::once("kvart").chain(words.split_whitespace());
        let options = Line::parse_from(words).options;
        RemindOptions {
            smtp_password: password.map(Secret::from),
            webhook_secret: key.map(Secret::from),
            ..options
        }
    }

    #[track_caller]
    fn complaint(words: &str, password: Option<&str>, key: Option<&str>) -> String {
        options(words, password, key).plan().err().unwrap().to_string()
    }

    const MAIL: &str = "--public-url https://kvart.example.se/ --remind-from kvart@example.se --remind-to a@example.se,b@example.se";

    #[test]
    fn without_a_way_to_send_reminders_are_off() {
        assert!(options("", None, None).plan().unwrap().is_none());
        assert!(options("--public-url https://kvart.example.se", None, None).plan().unwrap().is_none());
    }

    #[test]
    fn mail_is_guarded_by_tls_unless_the_address_says_otherwise() {
        let settings = |smtp: &str| {
            let plan = options(&format!("{MAIL} --remind-smtp {smtp}"), None, None).plan().unwrap().unwrap();
            assert_eq!(
                (plan.base.as_str(), plan.host.as_str()),
                ("https://kvart.example.se", "kvart.example.se")
            );
            let mail = plan.mail.unwrap();
            assert_eq!(mail.to.len(), 2);
            (mail.host, mail.port, mail.guard)
        };
        let host = || "mail.example.se".to_owned();
        assert_eq!(settings("smtps://mail.example.se"), (host(), None, Guard::Tls));
        assert_eq!(settings("starttls://mail.example.se:2525"), (host(), Some(2525), Guard::StartTls));
        assert_eq!(settings("smtp://mail.example.se/"), (host(), None, Guard::None));
    }

    #[test]
    fn what_is_wrong_is_said_with_what_to_do() {
        let smtp = "--remind-smtp smtps://mail.example.se";
        let https = "--remind-webhook https://chat.example.se/hook";
        let cases = [
            (format!("{smtp} --remind-from a@b.se --remind-to a@b.se"), None, None, "--public-url"),
            (format!("{MAIL} --remind-smtp mail.example.se"), None, None, "like smtps://"),
            (format!("{MAIL} --remind-smtp http://mail.example.se"), None, None, "like smtps://"),
            (format!("{MAIL} --remind-smtp smtps://mail.example.se/x"), None, None, "like smtps://"),
            (
                format!("{MAIL} --remind-smtp smtps://u:hemligt@mail.example.se"),
                None,
                None,
                "--remind-smtp-user",
            ),
            (smtp.to_owned(), None, None, "--remind-from is not"),
            (format!("{smtp} --remind-from a@b.se"), None, None, "--remind-to is not"),
            (format!("{smtp} --remind-from nobody --remind-to a@b.se"), None, None, "number 1"),
            (format!("{smtp} --remind-from a@b.se --remind-to a@b.se,chef"), None, None, "number 2"),
            (format!("{MAIL} {smtp} --remind-smtp-user kvart"), None, None, SMTP_PASSWORD),
            (format!("{MAIL} {smtp}"), Some("hemligt"), None, "--remind-smtp-user is not"),
            (MAIL.to_owned(), None, None, "--remind-smtp is not"),
            (https.to_owned(), None, Some(KEY), "--public-url"),
            (https.to_owned(), None, None, WEBHOOK_SECRET),
            (String::new(), None, Some(KEY), "--remind-webhook is not"),
            (https.to_owned(), None, Some("hemligt"), "openssl rand"),
            ("--remind-webhook ftp://x".to_owned(), None, Some(KEY), "like https://"),
        ];
        for (words, password, key, expected) in cases {
            let said = complaint(&words, password, key);
            assert!(said.contains(expected), "{words}: {said}");
            assert!(!said.contains("hemligt") && !said.contains("chef"), "{said}");
        }
    }

    #[test]
    fn nothing_that_is_printed_holds_a_secret() {
        let words = format!(
            "{MAIL} --remind-smtp smtps://mail.example.se --remind-smtp-user kvart --remind-webhook https://chat.example.se/token"
        );
        let options = options(&words, Some("hemligt"), Some(KEY));
        let plan = options.plan().unwrap().unwrap();
        let (_, key) = plan.webhook.unwrap();
        let said = format!("{options:?} {:?} {key:?}", plan.mail);
        for secret in ["hemligt", "token", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "49, 242, 144"] {
            assert!(!said.contains(secret), "{said}");
        }
    }
}
