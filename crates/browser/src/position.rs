//! Positions from the phone, only while somebody watches. It never keeps one.

use std::cell::RefCell;
use std::rc::Rc;

use domain::place::Position;
use domain::time::WallTime;
use js_sys::futures::spawn_local;
use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, JsValue, wasm_bindgen};
use web_sys::{Geolocation, PermissionState, PermissionStatus, PositionOptions};

use crate::{clock, window};

/// How long a watch waits for a position before it says [`Reading::Timeout`]; it goes on after that.
const WATCH_TIMEOUT_MS: u32 = 30_000;
/// How long [`once`] waits.
const ONCE_TIMEOUT_MS: u32 = 10_000;

#[wasm_bindgen]
extern "C" {
    /// A reading as the browser hands it over; web-sys calls the type unstable.
    type Geoposition;

    #[wasm_bindgen(method, structural, getter)]
    fn coords(this: &Geoposition) -> Coordinates;

    #[wasm_bindgen(method, structural, getter)]
    fn timestamp(this: &Geoposition) -> f64;

    type Coordinates;

    #[wasm_bindgen(method, structural, getter)]
    fn latitude(this: &Coordinates) -> f64;

    #[wasm_bindgen(method, structural, getter)]
    fn longitude(this: &Coordinates) -> f64;

    #[wasm_bindgen(method, structural, getter)]
    fn accuracy(this: &Coordinates) -> f64;
}

/// What the phone says of where it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reading {
    /// A position.
    Fix {
        /// Where.
        place: Position,
        /// The radius in metres within which the phone believes itself with 95 % certainty.
        accuracy_m: f64,
        /// When, by the clock of whatever told the position.
        at: WallTime,
    },
    /// The person, or the system, does not allow it.
    Denied,
    /// The phone does not know.
    Unavailable,
    /// No position came in time.
    Timeout,
}

impl Reading {
    fn of(position: &Geoposition) -> Reading {
        let coords = position.coords();
        let place = Position { lat: coords.latitude(), lon: coords.longitude() };
        let accuracy_m = coords.accuracy();
        if !place.is_on_globe() || !accuracy_m.is_finite() || accuracy_m < 0.0 {
            return Reading::Unavailable;
        }
        Reading::Fix { place, accuracy_m, at: WallTime::from_ms(position.timestamp() as i64) }
    }

    /// Reads the code of a GeolocationPositionError.
    fn of_error(error: &JsValue) -> Reading {
        match Reflect::get(error, &"code".into()).ok().and_then(|code| code.as_f64()) {
            Some(1.0) => Reading::Denied,
            Some(3.0) => Reading::Timeout,
            _ => Reading::Unavailable,
        }
    }
}

/// Whether positions are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// They are.
    Granted,
    /// They are not.
    Denied,
    /// The browser will ask.
    Prompt,
    /// The browser does not say.
    Unknown,
}

/// A running watch; it stops when dropped.
#[derive(Debug)]
#[must_use = "it stops when dropped"]
pub struct Watch {
    running: Option<(Geolocation, i32)>,
    _on_fix: Closure<dyn FnMut(Geoposition)>,
    _on_error: Closure<dyn FnMut(JsValue)>,
}

impl Watch {
    /// Starts to watch with high accuracy and calls back with each reading, never before it has returned.
    ///
    /// Browsers give no readings while the page is hidden, and go on when it is seen again.
    pub fn start(on: impl FnMut(Reading) + 'static) -> Watch {
        let on = Rc::new(RefCell::new(on));
        let on_fix = Closure::<dyn FnMut(Geoposition)>::new({
            let on = Rc::clone(&on);
            move |position: Geoposition| (on.borrow_mut())(Reading::of(&position))
        });
        let on_error = Closure::<dyn FnMut(JsValue)>::new({
            let on = Rc::clone(&on);
            move |error: JsValue| (on.borrow_mut())(Reading::of_error(&error))
        });
        let running = geolocation().and_then(|geolocation| {
            let id = geolocation.watch_position_with_error_callback_and_options(
                on_fix.as_ref().unchecked_ref(),
                Some(on_error.as_ref().unchecked_ref()),
                &options(WATCH_TIMEOUT_MS),
            );
            id.ok().map(|id| (geolocation, id))
        });
        if running.is_none() {
            spawn_local(async move { (on.borrow_mut())(Reading::Unavailable) });
        }
        Watch { running, _on_fix: on_fix, _on_error: on_error }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some((geolocation, id)) = &self.running {
            geolocation.clear_watch(*id);
        }
    }
}

/// Asks for one fresh position, ten seconds at the longest; nothing when the browser knows no positions at all.
pub async fn once() -> Option<Reading> {
    let geolocation = geolocation()?;
    let asked = Promise::new(&mut |resolve, reject| {
        let options = options(ONCE_TIMEOUT_MS);
        let asked = geolocation.get_current_position_with_error_callback_and_options(
            &resolve,
            Some(&reject),
            &options,
        );
        if let Err(error) = asked {
            reject.call1(&JsValue::UNDEFINED, &error).expect("rejecting a promise does not fail");
        }
    });
    // The browser's own limit does not run while it asks the person, nor while the page is hidden.
    let (over, _timeout) = clock::deadline(u64::from(ONCE_TIMEOUT_MS));
    Some(match Promise::race(&Array::of2(&asked, &over)).await {
        Ok(nothing) if nothing.is_undefined() => Reading::Timeout,
        Ok(position) => Reading::of(&position.unchecked_into()),
        Err(error) => Reading::of_error(&error),
    })
}

/// Tells whether positions are allowed, without asking the person.
pub async fn permission() -> Permission {
    let descriptor = Object::new();
    Reflect::set(&descriptor, &"name".into(), &"geolocation".into())
        .expect("a fresh object takes any property");
    let Ok(permissions) = window().navigator().permissions() else { return Permission::Unknown };
    let Ok(asked) = permissions.query(&descriptor) else { return Permission::Unknown };
    let Ok(status) = asked.await else { return Permission::Unknown };
    match status.unchecked_into::<PermissionStatus>().state() {
        PermissionState::Granted => Permission::Granted,
        PermissionState::Denied => Permission::Denied,
        PermissionState::Prompt => Permission::Prompt,
        _ => Permission::Unknown,
    }
}

fn geolocation() -> Option<Geolocation> {
    window().navigator().geolocation().ok().filter(|geolocation| !geolocation.is_undefined())
}

fn options(timeout_ms: u32) -> PositionOptions {
    let options = PositionOptions::new();
    options.set_enable_high_accuracy(true);
    options.set_maximum_age(0);
    options.set_timeout(timeout_ms);
    options
}
