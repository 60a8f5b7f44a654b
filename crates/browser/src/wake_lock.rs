//! Keeps the screen on while a walk is recorded. It never keeps it on by itself: somebody holds it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Promise;
use js_sys::futures::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::page::{self, Listening};
use crate::window;

#[wasm_bindgen]
extern "C" {
    /// A navigator that may have the wake lock, which web-sys calls unstable.
    type WithWakeLock;

    #[wasm_bindgen(method, structural, getter, js_name = wakeLock)]
    fn wake_lock(this: &WithWakeLock) -> Option<Locks>;

    type Locks;

    #[wasm_bindgen(method, structural, catch)]
    fn request(this: &Locks, kind: &str) -> Result<Promise, JsValue>;

    #[derive(Debug)]
    type Sentinel;

    #[wasm_bindgen(method, structural, getter)]
    fn released(this: &Sentinel) -> bool;

    #[wasm_bindgen(method, structural)]
    fn release(this: &Sentinel) -> Promise;
}

/// Keeps the screen on until dropped. The system takes it away from a hidden page; it is taken again when the page is visible.
#[derive(Debug)]
#[must_use = "the screen may go dark when it is dropped"]
pub struct WakeLock {
    taken: Rc<Taken>,
    _listening: Listening,
}

#[derive(Debug, Default)]
struct Taken {
    sentinel: RefCell<Option<Sentinel>>,
    is_asking: Cell<bool>,
    is_given_up: Cell<bool>,
}

impl WakeLock {
    /// Asks for it now and whenever the page becomes visible.
    pub fn hold() -> WakeLock {
        let taken = Rc::<Taken>::default();
        ask(&taken);
        let listening = page::on_visibility({
            let taken = Rc::clone(&taken);
            move || ask(&taken)
        });
        WakeLock { taken, _listening: listening }
    }

    /// Tells whether the screen is kept on right now: the system may refuse, as with a low battery.
    pub fn is_held(&self) -> bool {
        self.taken.is_held()
    }
}

impl Drop for WakeLock {
    fn drop(&mut self) {
        self.taken.is_given_up.set(true);
        if let Some(sentinel) = self.taken.sentinel.take() {
            give_back(&sentinel);
        }
    }
}

impl Taken {
    fn is_held(&self) -> bool {
        self.sentinel.borrow().as_ref().is_some_and(|sentinel| !sentinel.released())
    }
}

/// Asks for the lock unless it is held or asked for. A refusal is told by [`WakeLock::is_held`], and the next time that
/// the page becomes visible is the next try.
fn ask(taken: &Rc<Taken>) {
    if !page::is_visible() || taken.is_asking.get() || taken.is_held() {
        return;
    }
    let Some(locks) = window().navigator().unchecked_ref::<WithWakeLock>().wake_lock() else { return };
    let Ok(asked) = locks.request("screen") else { return };
    taken.is_asking.set(true);
    let taken = Rc::clone(taken);
    spawn_local(async move {
        let answer = asked.await;
        taken.is_asking.set(false);
        let Ok(sentinel) = answer.map(JsCast::unchecked_into::<Sentinel>) else { return };
        if taken.is_given_up.get() {
            give_back(&sentinel);
        } else {
            taken.sentinel.replace(Some(sentinel));
        }
    });
}

fn give_back(sentinel: &Sentinel) {
    let given = sentinel.release();
    spawn_local(async move {
        given.await.expect("giving a wake lock back does not fail");
    });
}
