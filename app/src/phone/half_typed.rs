//! A new activity as far as it is typed: kept in case the system throws the page away while the officer looks elsewhere, and gone
//! once the form is saved or left. It is each account's own, and never sent.

use browser::settings;
use domain::activity_draft::Draft;
use domain::id::AccountId;

/// Returns what was typed when the page was thrown away.
pub(super) fn kept(account: AccountId) -> Option<Draft> {
    settings::get_json(&name(account))
}

/// Keeps what is typed by now. Where the browser keeps nothing it is lost with the page, and no more than that.
pub(super) fn keep(account: AccountId, draft: &Draft) {
    let _not_kept = settings::set_json(&name(account), draft);
}

/// Forgets it.
pub(super) fn forget(account: AccountId) {
    let _not_kept = settings::remove(&name(account));
}

fn name(account: AccountId) -> String {
    format!("activity.{account}")
}
