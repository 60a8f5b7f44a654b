//! Why a request came to nothing, as a status and a [`Problem`]. It never says anything of the inside: that is logged,
//! once, where the failure is turned into an answer.

use axum::Json;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use store::error::StoreError;
use sync::wire::{MAX_ENTRIES, PROTOCOL, Problem};

use crate::password::Crowded;
use crate::reading::Unread;

/// Why a request came to nothing. What became of a single entry is never here: its receipt says it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ApiError {
    /// No session, or one that has ended.
    #[error("log in first: there is no session, or it has ended; what is on the phone stays there")]
    LoginNeeded,
    /// No such name, or another password.
    #[error("the name or the password is wrong")]
    WrongLogin,
    /// The right password for an account that may no longer be used.
    #[error("this account is closed: ask a supervisor")]
    AccountDisabled,
    /// Too many attempts with this name or from this address.
    #[error("too many attempts to log in: wait {after_s} seconds")]
    TooManyAttempts {
        /// Seconds until the next is taken.
        after_s: u32,
    },
    /// The journal is another account's.
    #[error("this journal belongs to another account: log in as its owner")]
    NotYourJournal,
    /// The body is too long.
    #[error("the body is larger than {max_bytes} bytes, as sent or unpacked: send less at a time")]
    TooLarge {
        /// The most that is taken.
        max_bytes: usize,
    },
    /// More entries than one push may hold.
    #[error("{n_entries} entries in one push, at most {MAX_ENTRIES} are taken: send fewer at a time")]
    TooManyEntries {
        /// How many came.
        n_entries: usize,
    },
    /// The body took too long to come.
    #[error("the body took too long to come: send less at a time")]
    TooSlow,
    /// The body is packed in a way that is not read.
    #[error("the body is packed by {0}: send it plain, or by gzip")]
    UnknownCoding(String),
    /// The request cannot be read.
    #[error("the request cannot be read: {0}")]
    Malformed(String),
    /// Another version of the protocol.
    #[error("the app speaks version {spoken} of the protocol, the server {PROTOCOL}: {}", advice(*.spoken))]
    Protocol {
        /// What the app speaks.
        spoken: u64,
    },
    /// No such address.
    #[error("there is nothing at this address")]
    NotFound,
    /// The address knows another method.
    #[error("this address does not take this method")]
    WrongMethod,
    /// The server has more to do than it can, or is stopping.
    #[error("the server is busy: come back in {after_s} seconds; nothing is lost")]
    Busy {
        /// Seconds.
        after_s: u32,
    },
    /// Something failed inside.
    #[error("the server failed: nothing was taken, try again later")]
    Broken,
}

fn advice(spoken: u64) -> &'static str {
    if spoken < u64::from(PROTOCOL) { "update the app" } else { "update the server" }
}

impl ApiError {
    /// Returns the status, which speaks of transport, log-in and version alone.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            ApiError::LoginNeeded | ApiError::WrongLogin => StatusCode::UNAUTHORIZED,
            ApiError::AccountDisabled | ApiError::NotYourJournal => StatusCode::FORBIDDEN,
            ApiError::TooManyAttempts { .. } => StatusCode::TOO_MANY_REQUESTS,
            ApiError::TooLarge { .. } | ApiError::TooManyEntries { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            ApiError::TooSlow => StatusCode::REQUEST_TIMEOUT,
            ApiError::UnknownCoding(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ApiError::Malformed(_) => StatusCode::BAD_REQUEST,
            ApiError::Protocol { .. } => StatusCode::UPGRADE_REQUIRED,
            ApiError::NotFound => StatusCode::NOT_FOUND,
            ApiError::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            ApiError::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
            ApiError::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Returns the word for programs. Do not rename: phones in the field and the log-in page's address read it.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            ApiError::LoginNeeded => "login_needed",
            ApiError::WrongLogin => "wrong_login",
            ApiError::AccountDisabled => "account_disabled",
            ApiError::TooManyAttempts { .. } => "too_many_attempts",
            ApiError::NotYourJournal => "not_your_journal",
            ApiError::TooLarge { .. } => "too_large",
            ApiError::TooManyEntries { .. } => "too_many_entries",
            ApiError::TooSlow => "too_slow",
            ApiError::UnknownCoding(_) => "unknown_coding",
            ApiError::Malformed(_) => "malformed",
            ApiError::Protocol { .. } => "protocol",
            ApiError::NotFound => "not_found",
            ApiError::WrongMethod => "wrong_method",
            ApiError::Busy { .. } => "busy",
            ApiError::Broken => "broken",
        }
    }

    /// Returns the seconds after which to come back, when that is known.
    fn after_s(&self) -> Option<u32> {
        match self {
            ApiError::TooManyAttempts { after_s } | ApiError::Busy { after_s } => Some(*after_s),
            _ => None,
        }
    }
}

impl From<Unread> for ApiError {
    fn from(unread: Unread) -> ApiError {
        match unread {
            Unread::Malformed(error) => ApiError::Malformed(error.to_string()),
            Unread::Protocol { spoken } => ApiError::Protocol { spoken },
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> ApiError {
        match error {
            StoreError::DeviceOfAnother => ApiError::NotYourJournal,
            StoreError::SetupClosed => ApiError::NotFound,
            StoreError::Busy => ApiError::Busy { after_s: 2 },
            // The server is stopping; the next one is up in a moment.
            StoreError::Closed => ApiError::Busy { after_s: 5 },
            // The rest is no answer to anything that a browser or a phone can send.
            inside => {
                tracing::error!("{inside}");
                ApiError::Broken
            }
        }
    }
}

impl From<Crowded> for ApiError {
    fn from(Crowded: Crowded) -> ApiError {
        ApiError::Busy { after_s: 5 }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let problem = Problem { code: self.code().to_owned(), message: self.to_string() };
        let mut response = (self.status(), Json(problem)).into_response();
        if let Some(after_s) = self.after_s() {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(after_s));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_inside_is_not_told_outside() {
        let error = ApiError::from(StoreError::Storage("disk I/O error at kvart.db".to_owned()));
        assert_eq!(error, ApiError::Broken);
        assert!(!error.to_string().contains("disk"));
        assert_eq!(error.status(), StatusCode::INTERNAL_SERVER_ERROR);
    }

    #[test]
    fn who_is_to_come_back_is_told_when() {
        for error in [StoreError::Busy, StoreError::Closed] {
            let response = ApiError::from(error).into_response();
            assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert!(response.headers().contains_key(RETRY_AFTER));
        }
    }
}
