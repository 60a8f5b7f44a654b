//! Locks across the tabs of this browser, so that one tab records and one syncs. They never outlive their tab.
//!
//! A browser without Web Locks (before 2022) grants every lock: better two tabs that record than none. The journal does
//! not rest on them: its order is kept by IndexedDB's transactions.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, JsValue, wasm_bindgen};
use web_sys::{AbortController, Navigator};

use crate::window;

#[wasm_bindgen]
extern "C" {
    /// A navigator that may have Web Locks, which web-sys calls unstable.
    type WithLocks;

    #[wasm_bindgen(method, structural, getter)]
    fn locks(this: &WithLocks) -> Option<LockManager>;

    type LockManager;

    #[wasm_bindgen(method, structural, catch)]
    fn request(
        this: &LockManager,
        name: &str,
        options: &Object,
        granted: &Function,
    ) -> Result<Promise, JsValue>;
}

/// A lock that is held until this is dropped or the tab dies. The browser gives it on a moment later.
#[derive(Debug)]
#[must_use = "it is released when dropped"]
pub struct Held {
    /// Resolves the promise for whose life the browser keeps the lock; none where there are no locks.
    release: Option<Function>,
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(release) = &self.release {
            resolve(release);
        }
    }
}

/// Takes a lock if no tab holds it.
pub async fn try_take(name: &str) -> Option<Held> {
    let options = Object::new();
    set(&options, "ifAvailable", &true.into());
    request(name, &options).await
}

/// Takes a lock, after all who asked before. A dropped wait stands in nobody's way.
pub async fn take(name: &str) -> Held {
    let waiting = Waiting(AbortController::new().expect("every browser that has locks can abort"));
    let options = Object::new();
    set(&options, "signal", &waiting.0.signal());
    request(name, &options).await.unwrap_or(Held { release: None })
}

/// A wait for a lock. When it is dropped the browser forgets the request; a granted lock is not touched by it.
struct Waiting(AbortController);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Asks for a lock and waits for the answer: the lock, or nothing when it was not available.
async fn request(name: &str, options: &Object) -> Option<Held> {
    let navigator: Navigator = window().navigator();
    let Some(locks) = navigator.unchecked_ref::<WithLocks>().locks() else {
        return Some(Held { release: None });
    };
    // The lock lies here from the moment it is granted: a wait that is dropped just then drops the lock with it.
    let granted: Rc<RefCell<Option<Held>>> = Rc::default();
    let (answered, answer) = promise();
    let on_answer = Closure::once({
        let granted = Rc::clone(&granted);
        move |lock: JsValue| -> JsValue {
            let (released, release) = promise();
            if !lock.is_null() {
                granted.replace(Some(Held { release: Some(release) }));
            }
            resolve(&answer);
            if lock.is_null() { JsValue::UNDEFINED } else { released.into() }
        }
    });
    let Ok(requested) = locks.request(name, options, on_answer.as_ref().unchecked_ref()) else {
        return Some(Held { release: None });
    };
    match Promise::race(&Array::of2(&answered, &requested)).await {
        Ok(_) => granted.take(),
        Err(_) => Some(Held { release: None }),
    }
}

/// Makes a promise, and the function that resolves it.
fn promise() -> (Promise, Function) {
    let mut resolver = None;
    let promise = Promise::new(&mut |resolve, _| resolver = Some(resolve));
    (promise, resolver.expect("a promise calls its executor before it is returned"))
}

fn resolve(resolver: &Function) {
    resolver.call0(&JsValue::UNDEFINED).expect("resolving a promise does not fail");
}

fn set(options: &Object, key: &str, value: &JsValue) {
    Reflect::set(options, &key.into(), value).expect("a fresh object takes any property");
}
