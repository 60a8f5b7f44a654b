//! A form as far as it is typed: kept in case the system throws the page away while the officer looks elsewhere, and gone once
//! the form is saved or left. It is each account's own, and never sent.

use browser::settings;
use domain::id::AccountId;
use leptos::prelude::on_cleanup;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The form of a new activity.
pub(super) const ACTIVITY: &str = "activity";
/// The form of a walk that is logged afterwards.
pub(super) const TOLD_WALK: &str = "told-walk";

/// What is told whenever something in a form is otherwise than before.
pub(super) type OnTyped<D> = Box<dyn Fn(&D)>;

/// Returns what a form begins with, and what is to be told whenever something in it is otherwise: what was typed when the page
/// was thrown away, else a fresh draft. It is forgotten when the form is left.
///
/// Where the browser keeps nothing it is lost with the page, and no more than that.
pub(super) fn begin<D>(form: &str, account: AccountId, fresh: D) -> (D, OnTyped<D>)
where
    D: Clone + PartialEq + Serialize + DeserializeOwned + 'static,
{
    let name = format!("{form}.{account}");
    let begun = settings::get_json(&name).unwrap_or_else(|| fresh.clone());
    // The screen is left, and not thrown away with its page.
    on_cleanup({
        let name = name.clone();
        move || forget(&name)
    });
    // A form that nobody has typed in is not kept: on another day it would stand there with the wrong date.
    let keep = move |draft: &D| {
        if *draft == fresh {
            forget(&name);
        } else {
            let _not_kept = settings::set_json(&name, draft);
        }
    };
    (begun, Box::new(keep))
}

fn forget(name: &str) {
    let _not_kept = settings::remove(name);
}
