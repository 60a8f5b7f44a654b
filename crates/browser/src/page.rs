//! The page itself: whether it is seen, its address, its vibration. It draws nothing.

use js_sys::{Array, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, JsValue};
use web_sys::EventTarget;

use crate::window;

/// A subscription; it ends when dropped.
#[derive(Debug)]
#[must_use = "it ends when dropped"]
pub struct Listening {
    target: EventTarget,
    event: &'static str,
    callback: Closure<dyn FnMut()>,
}

impl Listening {
    /// Calls back at each event of that name.
    pub(crate) fn to(
        target: &EventTarget,
        event: &'static str,
        callback: impl FnMut() + 'static,
    ) -> Listening {
        let callback = Closure::<dyn FnMut()>::new(callback);
        target
            .add_event_listener_with_callback(event, callback.as_ref().unchecked_ref())
            .expect("anybody may listen to any event");
        Listening { target: target.clone(), event, callback }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.target
            .remove_event_listener_with_callback(self.event, self.callback.as_ref().unchecked_ref())
            .expect("anybody may stop to listen");
    }
}

/// Tells whether the page is seen.
pub fn is_visible() -> bool {
    !document().hidden()
}

/// Calls back when the page was hidden or is seen again; [`is_visible`] says which.
pub fn on_visibility(callback: impl FnMut() + 'static) -> Listening {
    Listening::to(&document(), "visibilitychange", callback)
}

/// Calls back when the system says that there is a network again. It may err: only an answer proves one.
pub fn on_online(callback: impl FnMut() + 'static) -> Listening {
    Listening::to(&window(), "online", callback)
}

/// Calls back when the part of the address after `#` changes; [`hash`] returns it.
pub fn on_hash_change(callback: impl FnMut() + 'static) -> Listening {
    Listening::to(&window(), "hashchange", callback)
}

/// Returns the part of the address after `#`, without it.
pub fn hash() -> String {
    let hash = window().location().hash().expect("a page may read its own address");
    hash.strip_prefix('#').map_or_else(String::new, str::to_owned)
}

/// Sets the part of the address after `#`, given without it, as a new step of the history.
pub fn set_hash(hash: &str) {
    window().location().set_hash(hash).expect("a page may set its own hash");
}

/// Vibrates, pauses, vibrates … for so many milliseconds each. Not every phone does.
pub fn vibrate(pattern_ms: &[u32]) {
    let navigator = window().navigator();
    if Reflect::has(&navigator, &"vibrate".into()) == Ok(true) {
        let pattern: Array = pattern_ms.iter().map(|ms| JsValue::from(*ms)).collect();
        navigator.vibrate_with_pattern(&pattern);
    }
}

/// Loads the page anew.
pub fn reload() {
    window().location().reload().expect("a page may load itself anew");
}

fn document() -> web_sys::Document {
    window().document().expect("a window shows a document")
}
