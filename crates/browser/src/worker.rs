//! The life of the service worker. A new one is never activated but by [`Worker::activate_now`].

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::futures::spawn_local;
use js_sys::{Object, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::JsValue;
use web_sys::{
    RegistrationOptions, ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerUpdateViaCache,
};

use crate::page::{self, Listening};
use crate::window;

/// The registered service worker.
#[derive(Debug)]
pub struct Worker {
    registration: ServiceWorkerRegistration,
    reloading: RefCell<Option<Listening>>,
}

/// Says that there is no service worker: the app then needs a network to start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoWorker {
    /// The browser has none, or not in this mode (private windows, plain HTTP).
    #[error("this browser has no service workers")]
    Unsupported,
    /// Its script could not be fetched or failed.
    #[error("the service worker could not be installed: {0}")]
    Failed(String),
}

/// Registers the worker of a script such as `/phone/sw.js`. Neither the script nor what it imports comes from the HTTP cache.
pub async fn register(script: &str) -> Result<Worker, NoWorker> {
    let container = container();
    if container.is_undefined() {
        return Err(NoWorker::Unsupported);
    }
    let options = RegistrationOptions::new();
    options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
    match container.register_with_options(script, &options).await {
        Ok(registration) => {
            Ok(Worker { registration: registration.unchecked_into(), reloading: RefCell::default() })
        }
        Err(error) => Err(NoWorker::Failed(js_sys::Error::from(error).message().into())),
    }
}

impl Worker {
    /// Calls back when a new version waits; if one waits already, as soon as this has returned.
    pub fn on_waiting(&self, callback: impl FnMut() + 'static) -> Listening {
        let callback = Rc::new(RefCell::new(callback));
        let registration = self.registration.clone();
        // The worker that is being installed right now, if any; it becomes a waiting one at its next change of state.
        let installing: Rc<RefCell<Option<Listening>>> = Rc::default();
        let follow = {
            let callback = Rc::clone(&callback);
            move || {
                let Some(worker) = registration.installing() else { return };
                let (registration, callback) = (registration.clone(), Rc::clone(&callback));
                let listening = Listening::to(&worker, "statechange", move || {
                    if is_waiting(&registration) {
                        (callback.borrow_mut())();
                    }
                });
                installing.replace(Some(listening));
            }
        };
        follow();
        if self.is_waiting() {
            let callback = Rc::downgrade(&callback);
            spawn_local(async move {
                if let Some(callback) = callback.upgrade() {
                    (callback.borrow_mut())();
                }
            });
        }
        Listening::to(&self.registration, "updatefound", follow)
    }

    /// Tells whether a new version waits.
    pub fn is_waiting(&self) -> bool {
        is_waiting(&self.registration)
    }

    /// Tells whether a version is kept on the phone, so that the app opens without a network.
    pub fn is_active(&self) -> bool {
        self.registration.active().is_some()
    }

    /// Asks the server for a new version; without a network nothing happens. Browsers ask by themselves only when a page
    /// is loaded, and an app on the home screen may not be for weeks.
    pub fn look_for_newer(&self) {
        let Ok(asked) = self.registration.update() else { return };
        spawn_local(async move {
            // No network, or a script that is no script: the present version goes on, and the next look may succeed.
            let _nothing_new = asked.await;
        });
    }

    /// Lets the waiting version take over and loads the page anew. Without a waiting version nothing happens.
    pub fn activate_now(&self) {
        let Some(waiting) = self.registration.waiting() else { return };
        self.reloading.replace(Some(Listening::to(&container(), "controllerchange", page::reload)));
        let message = Object::new();
        Reflect::set(&message, &"type".into(), &"activate-now".into())
            .expect("a fresh object takes any property");
        waiting.post_message(&JsValue::from(message)).expect("a worker takes any message");
    }
}

/// Tells whether a new version waits. The very first one passes through waiting too, with none active before it.
fn is_waiting(registration: &ServiceWorkerRegistration) -> bool {
    registration.waiting().is_some() && registration.active().is_some()
}

fn container() -> ServiceWorkerContainer {
    window().navigator().service_worker()
}
