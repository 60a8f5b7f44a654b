//! The page itself: whether it is seen, its address, its vibration, what it hands to the person. It draws
//! nothing.

use std::cell::{Cell, OnceCell};

use js_sys::futures::spawn_local;
use js_sys::{Array, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, JsValue};
use web_sys::{Blob, EventTarget, HtmlAnchorElement, UiEvent, Url};

use crate::{clock, window};

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

/// Puts a text on the clipboard. False when the browser does not let it.
pub async fn copy(text: &str) -> bool {
    let clipboard = window().navigator().clipboard();
    !clipboard.is_undefined() && clipboard.write_text(text).await.is_ok()
}

/// Hands the person a file, as a download: where it goes, and whether, is the browser's. False when it cannot be made.
pub fn hand_over(file: &str, text: &str) -> bool {
    let parts = Array::of1(&text.into());
    let Ok(url) =
        Blob::new_with_str_sequence(&parts).and_then(|blob| Url::create_object_url_with_blob(&blob))
    else {
        return false;
    };
    let link = document().create_element("a").expect("a page may make a link");
    let link: HtmlAnchorElement = link.unchecked_into();
    link.set_href(&url);
    link.set_download(file);
    link.click();
    // Safari reads it only after the click has returned, and does not say when it has.
    spawn_local(async move {
        clock::after(60_000).await;
        // Then it goes with the page.
        let _not_now = Url::revoke_object_url(&url);
    });
    true
}

/// Returns the address of the program that runs, as the shell names it; nothing in a page that names none.
pub fn program() -> Option<String> {
    let link = document().query_selector("link[as=fetch]").ok()??;
    link.get_attribute("href")
}

/// Has the press that is under way click nothing when it is lifted: by lasting it has done its work, and another screen may
/// lie under the finger by then. Whoever clicks without a pointer is heard as ever.
pub fn spend_press() {
    thread_local! {
        static IS_SPENT: Cell<bool> = const { Cell::new(false) };
        static GUARD: OnceCell<()> = const { OnceCell::new() };
    }
    IS_SPENT.set(true);
    GUARD.with(|guard| {
        guard.get_or_init(|| {
            before_all("pointerdown", |_| IS_SPENT.set(false));
            // A click that no pointer has made counts none.
            before_all("click", |event| {
                if 0 < event.detail() && IS_SPENT.take() {
                    event.prevent_default();
                    event.stop_propagation();
                }
            });
        });
    });
}

/// Calls back at each event of that name on the page, before anything on it hears of it, for as long as the page lives.
fn before_all(event: &str, callback: fn(UiEvent)) {
    let callback = Closure::<dyn Fn(UiEvent)>::new(callback).into_js_value();
    window()
        .add_event_listener_with_callback_and_bool(event, callback.unchecked_ref(), true)
        .expect("anybody may listen to any event");
}

/// Loads the page anew.
pub fn reload() {
    window().location().reload().expect("a page may load itself anew");
}

fn document() -> web_sys::Document {
    window().document().expect("a window shows a document")
}
