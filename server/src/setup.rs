//! The one-time way in: a link, printed when the server starts without accounts, and the form behind it that makes the
//! first supervisor. It never opens a second time, and never once an account exists.
//!
//! The link carries its token in the query: neither logs nor the next page's `Referer` hold a query, and a form without
//! script cannot read a fragment.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_SECURITY_POLICY, SET_COOKIE};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::id::AccountId;
use domain::time::WallTime;
use serde::Deserialize;
use store::error::StoreError;
use store::{NewAccount, Store};
use sync::wire::Role;

use crate::Kvart;
use crate::account::{AccountName, BadAccount, NewPassword, ShownName};
use crate::api::problem::ApiError;
use crate::edge;
use crate::security::FORM_POLICY;
use crate::session::Token;

/// Offers a new set-up link when there is no account, and returns it. One that was offered before no longer opens.
pub(crate) async fn offer(
    store: &Store,
    address: SocketAddr,
    now: WallTime,
) -> Result<Option<String>, StoreError> {
    if store.n_accounts().await? != 0 {
        return Ok(None);
    }
    let token = Token::draw();
    store.offer_setup(token.hash(), now).await?;
    // Nobody can visit "all addresses"; and over plain http browsers keep the session's cookie on this machine alone.
    let host = if address.ip().is_unspecified() { IpAddr::from(Ipv4Addr::LOCALHOST) } else { address.ip() };
    let address = SocketAddr::new(host, address.port());
    Ok(Some(format!("http://{address}/setup?token={}", token.text())))
}

/// What the link carries.
#[derive(Deserialize)]
pub(crate) struct Link {
    #[serde(default)]
    token: String,
}

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct SetupForm {
    token: String,
    name: String,
    shown_as: String,
    password: String,
}

/// `GET /setup`: the form, while the link is open.
pub(crate) async fn get_setup(State(kvart): State<Kvart>, Query(link): Query<Link>) -> Response {
    match open(&kvart, &link.token).await {
        Ok(_) => page(&kvart, StatusCode::OK, &form(&link.token, "", "", None)),
        Err(error) => refusal(&kvart, error),
    }
}

/// `POST /setup`: makes the first supervisor and logs in.
pub(crate) async fn post_setup(
    State(kvart): State<Kvart>,
    sent: Result<Form<SetupForm>, FormRejection>,
) -> Response {
    let Ok(Form(sent)) = sent else {
        return refusal(&kvart, ApiError::Malformed("the form is not complete".to_owned()));
    };
    let made = async {
        let token = open(&kvart, &sent.token).await?;
        let account = match new_account(&kvart, &sent).await? {
            Ok(account) => account,
            Err(bad) => return Ok(Err(bad)),
        };
        let account = kvart.store.finish_setup(token.hash(), account, edge::now()).await?;
        let session = Token::draw();
        kvart.store.open_session(account.id, session.hash(), edge::now()).await?;
        Ok::<_, ApiError>(Ok(session))
    };
    match made.await {
        Ok(Ok(session)) => ([(SET_COOKIE, session.cookie())], Redirect::to("/")).into_response(),
        Ok(Err(bad)) => {
            let form = form(&sent.token, &sent.name, &sent.shown_as, Some(bad));
            page(&kvart, StatusCode::UNPROCESSABLE_ENTITY, &form)
        }
        Err(error) => refusal(&kvart, error),
    }
}

/// Returns the link's token while it is open.
async fn open(kvart: &Kvart, token: &str) -> Result<Token, ApiError> {
    let token = Token::parse(token).ok_or(ApiError::NotFound)?;
    let is_open = kvart.store.is_setup_open(token.hash(), edge::now()).await?;
    if is_open { Ok(token) } else { Err(ApiError::NotFound) }
}

/// Reads the account that the form describes. What a person typed wrongly is no failure, but something to say.
async fn new_account(kvart: &Kvart, sent: &SetupForm) -> Result<Result<NewAccount, BadAccount>, ApiError> {
    let read = || {
        let name = AccountName::parse(&sent.name)?;
        let shown_as = ShownName::parse(&sent.shown_as)?;
        Ok((name, shown_as, NewPassword::parse(&sent.password)?))
    };
    let (name, shown_as, password) = match read() {
        Ok(read) => read,
        Err(bad) => return Ok(Err(bad)),
    };
    let password_hash = kvart.passwords.hash(password).await?;
    Ok(Ok(NewAccount {
        id: AccountId(edge::new_id()),
        name: name.as_str().to_owned(),
        shown_as: shown_as.as_str().to_owned(),
        role: Role::Supervisor,
        password_hash,
    }))
}

/// Returns the form, with what was typed before and what was wrong with it.
fn form(token: &str, name: &str, shown_as: &str, bad: Option<BadAccount>) -> String {
    let bad = bad.map_or(String::new(), |bad| format!("<p role=\"alert\">{}</p>", says(bad)));
    format!(
        r#"<h1>Välkommen till Kvart</h1>
<p>Skapa det första kontot, gruppchefens. Länken gäller en gång och i ett dygn.</p>
<p lang="en">Make the first account, the supervisor’s. The link works once, for a day.</p>
{bad}
<form method="post" action="/setup">
<input type="hidden" name="token" value="{token}">
<label>Användarnamn <span lang="en">User name</span>
<input name="name" value="{name}" autocomplete="username" autocapitalize="none" spellcheck="false" required minlength="2" maxlength="40"></label>
<label>Namn som visas <span lang="en">Name to be shown</span>
<input name="shown_as" value="{shown_as}" autocomplete="name" required maxlength="60"></label>
<label>Lösenord, minst 10 tecken <span lang="en">Password, at least 10 characters</span>
<input name="password" type="password" autocomplete="new-password" required minlength="10" maxlength="200"></label>
<button type="submit">Skapa kontot <span lang="en">Make the account</span></button>
</form>"#,
        token = escaped(token),
        name = escaped(name),
        shown_as = escaped(shown_as),
    )
}

fn says(bad: BadAccount) -> &'static str {
    match bad {
        BadAccount::Name => {
            "Användarnamnet har 2 till 40 bokstäver, siffror, punkter, bindestreck och understreck. \
             <span lang=\"en\">A user name has 2 to 40 letters, digits, dots, hyphens and underscores.</span>"
        }
        BadAccount::ShownName => {
            "Namnet som visas har 1 till 60 tecken. \
             <span lang=\"en\">A name to be shown has 1 to 60 characters.</span>"
        }
        BadAccount::Password => {
            "Lösenordet har 10 till 200 tecken. <span lang=\"en\">A password has 10 to 200 characters.</span>"
        }
    }
}

fn refusal(kvart: &Kvart, error: ApiError) -> Response {
    let content = match error {
        ApiError::NotFound => {
            r#"<h1>Länken gäller inte</h1>
<p>Den är redan använd eller äldre än ett dygn. Finns inget konto: starta om servern, så skriver den ut en ny.</p>
<p lang="en">This link is used or more than a day old. If there is no account yet, restart the server: it prints a new one.</p>
<p><a href="/login">Logga in <span lang="en">Log in</span></a></p>"#
        }
        _ => {
            r#"<h1>Det gick inte</h1>
<p>Inget konto skapades. Försök igen om en stund.</p>
<p lang="en">No account was made. Try again in a moment.</p>"#
        }
    };
    page(kvart, error.status(), content)
}

/// Returns a page of plain HTML: it must work before anything else does.
fn page(kvart: &Kvart, status: StatusCode, content: &str) -> Response {
    let style = kvart.site.desk_files().map_or(String::new(), |files| files.style);
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"sv\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>Kvart</title>\
         <link rel=\"stylesheet\" href=\"{style}\"></head>\n<body><main class=\"setup\">\n{content}\n</main></body></html>\n",
        style = escaped(&style),
    );
    (status, [(CONTENT_SECURITY_POLICY, FORM_POLICY)], Html(page)).into_response()
}

/// Returns a text as it stands in HTML, in an attribute too.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_never_becomes_markup() {
        let form = form("t", "\"><script>", "<b>'&", Some(BadAccount::Name));
        assert!(!form.contains("<script>") && !form.contains("<b>"), "{form}");
        assert!(form.contains(r#"value="&quot;&gt;&lt;script&gt;""#), "{form}");
    }
}
