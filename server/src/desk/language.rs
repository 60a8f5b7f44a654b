//! The language of the desk: a cookie, set by a form, so that addresses stay the same for everybody. Never a setting of
//! the account; a shared computer may speak another than the phone.

use app::texts::Language;
use axum::extract::Form;
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::login::own_path;

/// The cookie's name.
const NAME: &str = "kvart-language";

/// What the form sends.
#[derive(Deserialize)]
pub(super) struct Choice {
    language: String,
    /// The page that it was chosen on.
    #[serde(default)]
    back: String,
}

/// `POST /language`: keeps the choice for a year, and goes back.
pub(super) async fn choose(Form(Choice { language, back }): Form<Choice>) -> Response {
    let cookie = cookie(Language::from_tag(&language));
    ([(SET_COOKIE, cookie)], Redirect::to(own_path(&back))).into_response()
}

fn cookie(language: Language) -> HeaderValue {
    HeaderValue::from_static(language.pick(
        "kvart-language=sv; Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Lax",
        "kvart-language=en; Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Lax",
    ))
}

/// Returns the language that a request's cookie asks for; without one Swedish, whatever the browser speaks.
pub(super) fn of(headers: &HeaderMap) -> Language {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let chosen = pairs.find_map(|(name, tag)| (name == NAME).then(|| Language::from_tag(tag)));
    chosen.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_choice_is_read_back() {
        for language in [Language::Swedish, Language::English] {
            let cookie = cookie(language);
            let pair = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
            let headers =
                HeaderMap::from_iter([(COOKIE, HeaderValue::try_from(format!("a=b; {pair}")).unwrap())]);
            assert_eq!(of(&headers), language);
        }
        assert_eq!(of(&HeaderMap::new()), Language::Swedish);
    }
}
