//! The rooms behind the door: all that an officer's phone does once it is known whose it is. They are a part of the program
//! of their own, fetched behind the log-in at a first visit and kept with the app from then on. They never keep anybody
//! waiting who has yet to type a password.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use domain::id::AccountId;
use leptos::prelude::*;
use sync::local_store::StoreError;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::newer::Newer;
use super::notebook::{LeftHere, Notebook, left_by_others};
use super::officer::Officer;
use super::preferences::Preferences;
use super::recorder::Recorder;
use super::show::OfficerFace;
use super::syncer::Syncer;
use crate::texts::Language;

/// Draws an officer's phone in a language.
pub(super) type Rooms = Rc<dyn Fn(Language) -> AnyView>;

/// Why the rooms did not open.
#[derive(Clone)]
pub(super) enum Locked {
    /// This part of the program did not come.
    Missing,
    /// The phone's storage failed.
    Storage(StoreError),
}

impl From<SplitLoaderError> for Locked {
    fn from(_: SplitLoaderError) -> Locked {
        Locked::Missing
    }
}

type Later<T> = Pin<Box<dyn Future<Output = T>>>;

/// Opens the journal of whoever used the phone last. No step of it needs a network, once the app is kept on the phone.
pub(super) async fn open(
    account: AccountId,
    preferences: Preferences,
    newer: Newer,
    left: RwSignal<Vec<LeftHere>>,
) -> Result<Rooms, Locked> {
    opening(account, preferences, newer, left).await?.await
}

/// Looks what other officers than `own` have left on this phone; nothing where this part of the program did not come.
pub(super) async fn look_at_left(own: Option<AccountId>) -> Vec<LeftHere> {
    let Ok(left) = looking(own).await else { return Vec::new() };
    left.await
}

#[wasm_split(rooms, fallible)]
fn opening(
    account: AccountId,
    preferences: Preferences,
    newer: Newer,
    left: RwSignal<Vec<LeftHere>>,
) -> Result<Later<Result<Rooms, Locked>>, Locked> {
    Ok(Box::pin(async move {
        let (notebook, snapshot) = Notebook::open(account).await.map_err(Locked::Storage)?;
        let syncer = Syncer::new(notebook, &snapshot);
        let recorder = Recorder::new(notebook, syncer);
        if let Err(error) = recorder.look().await {
            recorder.fault.set(Some(error));
        }
        let officer = Officer::new(notebook, syncer, recorder, newer, left);
        officer.run();
        let draw = move |language| view! { <OfficerFace language officer preferences /> }.into_any();
        Ok(Rc::new(draw) as Rooms)
    }))
}

#[wasm_split(rooms, fallible)]
fn looking(own: Option<AccountId>) -> Result<Later<Vec<LeftHere>>, SplitLoaderError> {
    Ok(Box::pin(left_by_others(own)))
}
