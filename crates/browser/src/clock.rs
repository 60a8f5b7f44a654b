//! The browser's clocks, timers and randomness: the only place from which the phone takes them. It never guesses a time.

use std::cell::RefCell;

use domain::time::WallTime;
use js_sys::{Function, Promise};
use sync::engine::Moment;
use uuid::Uuid;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use crate::page::{self, Listening};
use crate::window;

/// Returns what the phone's wall clock shows. It may be wrong and may jump.
pub fn wall() -> WallTime {
    WallTime::from_ms(js_sys::Date::now() as i64)
}

/// Returns milliseconds of a clock that only goes forward, from when the page was loaded.
///
/// The browsers' own stands still while a phone sleeps, on all systems but Windows and against the standard (Chromium
/// bug 1206450, Firefox 1709767, WebKit 225610). A phone sleeps only while the page is hidden, so the time that it slept
/// through is taken from the wall clock when the page is seen again. While the page is seen the wall clock has no say.
pub fn mono_ms() -> u64 {
    thread_local! {
        static AWAKE: (RefCell<Awake>, Listening) = (RefCell::default(), page::on_visibility(note_visibility));
    }
    fn note_visibility() {
        let (running_ms, wall_ms) = (running_ms(), js_sys::Date::now());
        AWAKE.with(|(awake, _)| match page::is_visible() {
            true => awake.borrow_mut().seen(running_ms, wall_ms),
            false => awake.borrow_mut().hidden(running_ms, wall_ms),
        });
    }
    let running_ms = running_ms();
    AWAKE.with(|(awake, _)| {
        let mut awake = awake.borrow_mut();
        // Whoever hears before this page does that the page is seen again may ask for the time at once.
        if page::is_visible() {
            awake.seen(running_ms, js_sys::Date::now());
        }
        running_ms + awake.slept_ms
    }) as u64
}

/// Returns a fresh random number.
pub fn dice() -> u32 {
    u32::from_ne_bytes(random())
}

/// Returns the clocks and the dice at this moment.
pub fn moment() -> Moment {
    Moment { mono_ms: mono_ms(), wall: wall(), dice: dice() }
}

/// Makes a UUID v7 from the wall clock and 74 random bits.
pub fn new_id() -> Uuid {
    let since_1970_ms = u64::try_from(wall().ms()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(since_1970_ms, &random()).into_uuid()
}

/// Waits so many milliseconds; a dropped wait is cancelled.
pub async fn after(ms: u64) {
    let (over, _timeout) = deadline(ms);
    over.await.expect("a timer does not fail");
}

/// Calls back every so many milliseconds until the [`Ticker`] is dropped. A hidden page is called less often or not at all.
pub fn every(ms: u32, callback: impl FnMut() + 'static) -> Ticker {
    let callback = Closure::<dyn FnMut()>::new(callback);
    let ms = i32::try_from(ms).unwrap_or(i32::MAX);
    let id = window()
        .set_interval_with_callback_and_timeout_and_arguments_0(callback.as_ref().unchecked_ref(), ms)
        .expect("a timer can always be set");
    Ticker { id, _callback: callback }
}

/// A repeating timer; it stops when dropped.
#[derive(Debug)]
#[must_use = "it stops when dropped"]
pub struct Ticker {
    id: i32,
    _callback: Closure<dyn FnMut()>,
}

impl Drop for Ticker {
    fn drop(&mut self) {
        window().clear_interval_with_handle(self.id);
    }
}

/// Returns a promise that resolves after so many milliseconds, at most 24 days, unless the [`Timeout`] is dropped before.
pub(crate) fn deadline(ms: u64) -> (Promise, Timeout) {
    let ms = u32::try_from(ms).unwrap_or(u32::MAX);
    let mut timeout = None;
    let over = Promise::new(&mut |resolve, _| timeout = Some(call_after(ms, &resolve)));
    (over, timeout.expect("a promise calls its executor before it is returned"))
}

/// Calls a function after so many milliseconds, at most 24 days, unless the [`Timeout`] is dropped before.
pub(crate) fn call_after(ms: u32, callback: &Function) -> Timeout {
    let ms = i32::try_from(ms).unwrap_or(i32::MAX);
    let id = window().set_timeout_with_callback_and_timeout_and_arguments_0(callback, ms);
    Timeout { id: id.expect("a timer can always be set") }
}

/// A set timer; it is cleared when dropped.
#[derive(Debug)]
pub(crate) struct Timeout {
    id: i32,
}

impl Drop for Timeout {
    fn drop(&mut self) {
        window().clear_timeout_with_handle(self.id);
    }
}

/// How long the phone has slept since the page was loaded.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Awake {
    slept_ms: f64,
    /// The running and the wall clock when the page was hidden, while it is.
    hidden: Option<(f64, f64)>,
}

impl Awake {
    fn hidden(&mut self, running_ms: f64, wall_ms: f64) {
        self.hidden = Some((running_ms, wall_ms));
    }

    fn seen(&mut self, running_ms: f64, wall_ms: f64) {
        let Some((was_running_ms, was_wall_ms)) = self.hidden.take() else { return };
        let slept_ms = (wall_ms - was_wall_ms) - (running_ms - was_running_ms);
        self.slept_ms += slept_ms.max(0.0);
    }
}

fn running_ms() -> f64 {
    window().performance().expect("every browser has a running clock").now()
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    let crypto = window().crypto().expect("every browser has randomness");
    crypto.get_random_values_with_u8_array(&mut bytes).expect("so few bytes are always given");
    bytes
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn time_slept_through_while_hidden_is_counted() {
        let mut awake = Awake::default();
        awake.hidden(1_000.0, 50_000.0);
        awake.seen(1_500.0, 110_000.0);
        assert_eq!(awake.slept_ms, 59_500.0);
        assert_eq!(awake.hidden, None);
    }

    #[wasm_bindgen_test]
    fn a_wall_clock_set_while_the_page_is_seen_or_set_back_has_no_say() {
        let mut awake = Awake::default();
        awake.seen(1_000.0, 9_999_999.0);
        awake.hidden(2_000.0, 50_000.0);
        awake.seen(3_000.0, 10_000.0);
        assert_eq!(awake.slept_ms, 0.0);
    }
}
