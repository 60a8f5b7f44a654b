//! Reminders by webhook: a POST of JSON, signed as Standard Webhooks says. A redirect is never followed: the key vouches for one
//! receiver, whose address was given.
//!
//! **The request.** Three headers, and a body as `message::Posted` documents it:
//!
//! - `webhook-id`: names the occasion. The same id is the same reminder: whoever has taken it once need not take it again.
//! - `webhook-timestamp`: when it was sent, in seconds since 1970-01-01 UTC. Refuse what is minutes old.
//! - `webhook-signature`: `v1,` and the Base64 of HMAC-SHA256 over `id.timestamp.body`, with the bytes behind `whsec_` as the key.
//!
//! **To check it** in Python, with `secret`, `headers` and the `body` as bytes, as they came:
//!
//! ```python
//! key = base64.b64decode(secret.removeprefix("whsec_"))
//! signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
//! expected = "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
//! assert hmac.compare_digest(expected, headers["webhook-signature"])
//! assert abs(time.time() - int(headers["webhook-timestamp"])) < 300
//! ```
//!
//! **The answer.** Any 2xx is taken for a yes. 5xx, 408, 425, 429 and no answer at all are tried again, the wait doubling up to an
//! hour, as long as the reminder is worth saying. Whatever else is a no for good: it is logged once and not tried again.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::time::WallTime;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode, Url};
use sha2::Sha256;

use super::options::BadReminders;
use super::secret::Secret;
use super::sending::{Failure, Trouble};
use crate::tls;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// The key that requests are signed with.
#[derive(Clone)]
pub(super) struct Key(Vec<u8>);

/// Why a text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key is whsec_ and 24 to 64 random bytes in Base64")]
pub struct BadKey;

impl Key {
    pub(super) fn parse(secret: &Secret) -> Result<Key, BadKey> {
        let text = secret.reveal().trim().strip_prefix("whsec_").ok_or(BadKey)?;
        let bytes = STANDARD.decode(text).map_err(|_| BadKey)?;
        if (24..=64).contains(&bytes.len()) { Ok(Key(bytes)) } else { Err(BadKey) }
    }

    /// Returns the signature of a request.
    fn sign(&self, id: &str, sent_s: i64, body: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(format!("{id}.{sent_s}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// The way to one receiver. Its address may hold a token: it is not printed either.
pub(super) struct Webhook {
    client: Client,
    url: Url,
    key: Key,
}

impl Webhook {
    pub(super) fn new(url: Url, key: Key) -> Result<Webhook, BadReminders> {
        tls::provide();
        let client = Client::builder()
            .redirect(Policy::none())
            .timeout(PATIENCE)
            .user_agent(concat!("kvart/", env!("CARGO_PKG_VERSION")));
        // Without TLS no certificate is asked for, so none is read.
        let client = if url.scheme() == "https" { client } else { client.tls_certs_only([]) };
        let client = client.build().map_err(|error| BadReminders::NoTrust(error.into()))?;
        Ok(Webhook { client, url, key })
    }

    /// Returns who is posted to, as a person may be told.
    pub(super) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Posts a body.
    pub(super) async fn post(&self, id: &str, body: String, now: WallTime) -> Result<(), Failure> {
        let sent_s = now.ms().div_euclid(1000);
        let signature = self.key.sign(id, sent_s, &body);
        let request = self
            .client
            .post(self.url.clone())
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", sent_s)
            .header("webhook-signature", signature)
            .body(body);
        match request.send().await {
            Ok(response) => judge(response.status()),
            Err(error) => Err(self.no_answer(&error)),
        }
    }

    fn no_answer(&self, error: &reqwest::Error) -> Failure {
        let host = self.host().to_owned();
        if error.is_timeout() {
            return Failure::of(Trouble::Slow { host });
        }
        // What reqwest says first names the whole address; its cause does not.
        let causes = std::iter::successors(error.source(), |&cause| cause.source());
        let why = causes.last().map_or_else(|| "no connection".to_owned(), ToString::to_string);
        Failure::of(Trouble::Unreachable { host, why })
    }
}

/// Tells what a status means.
fn judge(status: StatusCode) -> Result<(), Failure> {
    let code = status.as_u16();
    match code {
        200..=299 => Ok(()),
        300..=399 => Err(Failure::of(Trouble::Redirected { code })),
        408 | 425 | 429 | 500..=599 => Err(Failure::of(Trouble::NotNow { code })),
        _ => Err(Failure::of(Trouble::Refused { code })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_the_specification() {
        let key = Key::parse(&Secret::from("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")).unwrap();
        let signature = key.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_key_is_long_and_random() {
        let parse = |text: &str| Key::parse(&Secret::from(text)).map(|key| key.0.len());
        assert_eq!(parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n"), Ok(24));
        assert_eq!(parse("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), Err(BadKey));
        assert_eq!(parse("whsec_bGl0ZXQ="), Err(BadKey));
        assert_eq!(parse("whsec_inte base64"), Err(BadKey));
    }

    #[test]
    fn an_answer_is_yes_no_or_later() {
        let is_permanent =
            |code| judge(StatusCode::from_u16(code).unwrap()).map_err(|failure| failure.is_permanent());
        for (codes, expected) in [
            (&[200, 202, 204][..], Ok(())),
            (&[408, 425, 429, 500, 502, 503, 599], Err(false)),
            (&[301, 302, 307, 308, 400, 401, 403, 404, 410, 413], Err(true)),
        ] {
            for &code in codes {
                assert_eq!(is_permanent(code), expected, "{code}");
            }
        }
    }
}
