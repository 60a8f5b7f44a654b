//! Reminders by mail: plain text over SMTP, a message for each reader. It never speaks without TLS unless the address of the
//! server says so, and never writes to two people at once: one bad address harms no other.

use std::error::Error;
use std::io;
use std::time::{Duration, UNIX_EPOCH};

use app::texts::Language;
use app::texts::desk::reminder::Letter;
use domain::time::WallTime;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use super::options::BadReminders;
use super::secret::Secret;
use super::sending::{Failure, Trouble};
use crate::tls;

/// How long handing over one message may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What guards the way to the mail server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guard {
    /// TLS from the first byte.
    Tls,
    /// TLS before anything is told; without it nothing is.
    StartTls,
    /// Nothing.
    None,
}

impl Guard {
    /// Returns the port that is spoken to where the address names none.
    fn port(self) -> u16 {
        match self {
            Guard::Tls => 465,
            Guard::StartTls => 587,
            Guard::None => 25,
        }
    }
}

/// How mail is sent, and to whom.
#[derive(Debug, Clone)]
pub(super) struct MailSettings {
    pub(super) host: String,
    pub(super) port: Option<u16>,
    pub(super) guard: Guard,
    /// Name and password, where the server asks for them.
    pub(super) login: Option<(String, Secret)>,
    pub(super) from: Mailbox,
    pub(super) to: Vec<Mailbox>,
}

impl MailSettings {
    /// Tells whether the password is sent without TLS to another machine.
    pub(super) fn bares_password(&self) -> bool {
        let is_here = matches!(self.host.as_str(), "localhost" | "127.0.0.1" | "[::1]");
        self.guard == Guard::None && self.login.is_some() && !is_here
    }
}

/// The way to the mail server.
pub(super) struct Mail {
    server: AsyncSmtpTransport<Tokio1Executor>,
    host: String,
    own_host: String,
    from: Mailbox,
}

impl Mail {
    /// Makes the way; nothing is sent yet. `own_host` is what this machine calls itself there.
    pub(super) fn new(settings: &MailSettings, own_host: &str) -> Result<Mail, BadReminders> {
        tls::provide();
        let host = &settings.host;
        let trust = || TlsParameters::new(host.clone()).map_err(|error| BadReminders::NoTrust(error.into()));
        let tls = match settings.guard {
            Guard::Tls => Tls::Wrapper(trust()?),
            Guard::StartTls => Tls::Required(trust()?),
            Guard::None => Tls::None,
        };
        let server = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(settings.port.unwrap_or(settings.guard.port()))
            .tls(tls)
            .hello_name(ClientId::Domain(own_host.to_owned()))
            .timeout(Some(PATIENCE));
        let server = match &settings.login {
            Some((user, password)) => {
                server.credentials(Credentials::new(user.clone(), password.reveal().to_owned()))
            }
            None => server,
        };
        Ok(Mail {
            server: server.build(),
            host: host.clone(),
            own_host: own_host.to_owned(),
            from: settings.from.clone(),
        })
    }

    /// Hands one message over. `id` names the occasion: a mail program shows two messages of the same id as one.
    pub(super) async fn send(
        &self,
        to: &Mailbox,
        id: &str,
        letter: &Letter,
        language: Language,
        now: WallTime,
    ) -> Result<(), Failure> {
        let message = self.message(to, id, letter, language, now)?;
        match tokio::time::timeout(PATIENCE, self.server.send(message)).await {
            Ok(Ok(_taken)) => Ok(()),
            Ok(Err(error)) => Err(self.failure(&error)),
            Err(_) => Err(Failure::of(Trouble::Slow { host: self.host.clone() })),
        }
    }

    fn message(
        &self,
        to: &Mailbox,
        id: &str,
        letter: &Letter,
        language: Language,
        now: WallTime,
    ) -> Result<Message, Failure> {
        let date = UNIX_EPOCH + Duration::from_millis(u64::try_from(now.ms()).unwrap_or(0));
        let raw =
            |name, value: &str| HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned());
        Message::builder()
            .from(self.from.clone())
            .to(to.clone())
            .subject(&letter.subject)
            .message_id(Some(format!("<{id}@{}>", self.own_host)))
            .date(date)
            .header(ContentType::TEXT_PLAIN)
            // So that nobody's holiday notice answers (RFC 3834).
            .raw_header(raw("Auto-Submitted", "auto-generated"))
            .raw_header(raw("Content-Language", language.tag()))
            .body(letter.text.clone())
            .map_err(|error| Failure::saying(Trouble::Garbled, error.to_string()))
    }

    fn failure(&self, error: &lettre::transport::smtp::Error) -> Failure {
        let host = self.host.clone();
        let causes = || std::iter::successors(error.source(), |&cause| cause.source());
        let why = causes().last().map_or_else(|| error.to_string(), ToString::to_string);
        if let Some(code) = error.status().map(u16::from) {
            // An answer to a log-in: the name and password, or that there were none.
            let trouble = match code {
                530 | 534 | 535 | 538 => Trouble::Login { host, code },
                _ if error.is_permanent() => Trouble::Refused { code },
                _ => Trouble::NotNow { code },
            };
            return Failure::saying(trouble, why);
        }
        if error.is_timeout() {
            return Failure::of(Trouble::Slow { host });
        }
        if error.is_tls() || causes().any(is_about_tls) {
            return Failure::of(Trouble::Tls { host, why });
        }
        if error.is_client() {
            return Failure::of(Trouble::Unfit { host, why });
        }
        if error.is_response() {
            return Failure::saying(Trouble::Garbled, why);
        }
        Failure::of(Trouble::Unreachable { host, why })
    }
}

/// Tells whether an error is TLS's own, in the wrapping that its streams give it.
fn is_about_tls(cause: &(dyn Error + 'static)) -> bool {
    let wrapped = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    cause.is::<rustls::Error>() || wrapped.is_some_and(|inner| inner.is::<rustls::Error>())
}
