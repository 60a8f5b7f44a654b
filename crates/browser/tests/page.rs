//! What a phone's browser does around the storage and the network: sleep, show, lock, position, wake, tabs, worker.

#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "in a test a surprise is a failure")]

use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Waker};

use browser::position::{self, Reading, Watch};
use browser::tabs::Channel;
use browser::wake_lock::WakeLock;
use browser::worker::{self, NoWorker};
use browser::{clock, lock, page, settings, storage};
use domain::place::Position;
use domain::time::WallTime;
use js_sys::Promise;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/phone.js")]
extern "C" {
    fn sleep(ms: f64);
    fn show(is_visible: bool);
    #[wasm_bindgen(js_name = touchDown)]
    fn touch_down();
    #[wasm_bindgen(js_name = isClickHeard)]
    fn is_click_heard(is_by_pointer: bool) -> bool;
    #[wasm_bindgen(js_name = showQuietly)]
    fn show_quietly(is_visible: bool);
    #[wasm_bindgen(js_name = nFailures)]
    fn n_failures() -> u32;
    #[wasm_bindgen(js_name = giveWakeLocks)]
    fn give_wake_locks(is_given: bool);
    #[wasm_bindgen(js_name = answerWakeLocks)]
    fn answer_wake_locks() -> u32;
    #[wasm_bindgen(js_name = nAwake)]
    fn n_awake() -> u32;
    #[wasm_bindgen(js_name = beSomewhere)]
    fn be_somewhere();
    #[wasm_bindgen(js_name = beNowhere)]
    fn be_nowhere();
    #[wasm_bindgen(js_name = move)]
    fn move_to(latitude: f64, longitude: f64, accuracy: f64, timestamp: f64);
    fn fail(code: u32);
    fn watched() -> String;
    #[wasm_bindgen(js_name = openTab)]
    fn open_tab(lock: &str) -> Promise;
    #[wasm_bindgen(js_name = killTab)]
    fn kill_tab();
    #[wasm_bindgen(js_name = nWaiting)]
    fn n_waiting(lock: &str) -> Promise;
    #[wasm_bindgen(js_name = haveServiceWorkers)]
    fn have_service_workers();
    #[wasm_bindgen(js_name = haveNoServiceWorkers)]
    fn have_no_service_workers();
    #[wasm_bindgen(js_name = registeredAs)]
    fn registered_as() -> String;
    fn install();
    fn installed();
    fn activated();
    #[wasm_bindgen(js_name = postedToWorker)]
    fn posted_to_worker() -> String;
}

#[wasm_bindgen_test]
async fn a_lock_is_one_holders() {
    let held = lock::try_take("one").await.unwrap();
    assert!(lock::try_take("one").await.is_none());
    assert!(lock::try_take("two").await.is_some());
    drop(held);
    while lock::try_take("one").await.is_none() {
        clock::after(5).await;
    }
}

#[wasm_bindgen_test]
fn a_press_that_has_done_its_work_clicks_nothing_more() {
    for _ in 0..2 {
        touch_down();
        page::spend_press();
        assert!(is_click_heard(false), "who has no finger down is heard");
        assert!(!is_click_heard(true));
        assert!(is_click_heard(true), "one click is one press's");
        page::spend_press();
        touch_down();
        assert!(is_click_heard(true), "a new press is heard");
    }
}

#[wasm_bindgen_test]
async fn a_wait_that_is_dropped_stands_in_nobodys_way() {
    let held = lock::take("queue").await;
    {
        let waiting = pin!(lock::take("queue"));
        assert!(waiting.poll(&mut Context::from_waker(Waker::noop())).is_pending());
        assert_eq!(n_waiting("queue").await.unwrap(), 1);
    }
    assert_eq!(n_waiting("queue").await.unwrap(), 0);
    {
        // This wait is dropped after the lock is granted and before anybody could look.
        let granted = pin!(lock::take("other queue"));
        assert!(granted.poll(&mut Context::from_waker(Waker::noop())).is_pending());
        clock::after(50).await;
    }
    drop(held);
    drop(lock::take("queue").await);
    drop(lock::take("other queue").await);
}

#[wasm_bindgen_test]
async fn a_lock_ends_with_its_tab() {
    open_tab("recording").await.unwrap();
    assert!(lock::try_take("recording").await.is_none());
    kill_tab();
    drop(lock::take("recording").await);
}

#[wasm_bindgen_test]
async fn tabs_hear_each_other() {
    open_tab("listening").await.unwrap();
    let heard: Rc<RefCell<Vec<String>>> = Rc::default();
    let channel = Channel::open({
        let heard = Rc::clone(&heard);
        move |word| heard.borrow_mut().push(word)
    });
    channel.say("appended");
    until(|| !heard.borrow().is_empty()).await;
    assert_eq!(*heard.borrow(), ["heard appended"]);
    kill_tab();
}

#[wasm_bindgen_test]
async fn the_clock_counts_the_sleep_of_a_hidden_page_alone() {
    let start_ms = clock::mono_ms();
    sleep(3_600_000.0);
    assert!(clock::mono_ms() < start_ms + 60_000, "a wall clock that is set says nothing");
    show(false);
    sleep(600_000.0);
    assert!(clock::mono_ms() < start_ms + 60_000);
    show_quietly(true);
    let woken_ms = clock::mono_ms() - start_ms;
    assert!((600_000..660_000).contains(&woken_ms), "{woken_ms}");
    show(true);
    assert!(clock::mono_ms() < start_ms + 660_000, "the same sleep is counted once");
}

#[wasm_bindgen_test]
async fn timers_run_until_they_are_dropped() {
    let start_ms = clock::mono_ms();
    clock::after(30).await;
    assert!(start_ms + 29 <= clock::mono_ms());
    let n = Rc::new(Cell::new(0));
    let ticker = clock::every(5, {
        let n = Rc::clone(&n);
        move || n.set(n.get() + 1)
    });
    until(|| 2 < n.get()).await;
    drop(ticker);
    let stopped_at = n.get();
    clock::after(30).await;
    assert_eq!(n.get(), stopped_at);
}

#[wasm_bindgen_test]
fn ids_are_version_7_and_unlike() {
    let (one, other) = (clock::new_id(), clock::new_id());
    assert_eq!((one.get_version_num(), other.get_version_num()), (7, 7));
    assert_ne!(one, other);
    let tail = |id: uuid::Uuid| id.as_u128() as u64;
    assert_ne!(tail(one), tail(other), "two phones that make an id in one millisecond make two");
    assert_ne!((clock::dice(), clock::dice()), (clock::dice(), clock::dice()));
}

#[wasm_bindgen_test]
async fn the_screen_stays_on_until_dropped() {
    give_wake_locks(true);
    let held = WakeLock::hold();
    assert!(!held.is_held());
    assert_eq!(answer_wake_locks(), 1);
    until(|| held.is_held()).await;
    show(false);
    assert!(!held.is_held(), "the system takes it from a hidden page");
    assert_eq!(answer_wake_locks(), 0);
    show(true);
    assert_eq!(answer_wake_locks(), 1);
    until(|| held.is_held()).await;
    show(true);
    assert_eq!(answer_wake_locks(), 0, "what is held is not asked for again");
    drop(held);
    assert_eq!(n_awake(), 0);
    show(false);
    show(true);
    assert_eq!(answer_wake_locks(), 0);
}

#[wasm_bindgen_test]
async fn a_wake_lock_that_comes_late_is_given_back() {
    give_wake_locks(true);
    drop(WakeLock::hold());
    assert_eq!(answer_wake_locks(), 1);
    until(|| n_awake() == 0).await;
}

#[wasm_bindgen_test]
async fn a_refused_wake_lock_is_asked_for_again() {
    give_wake_locks(false);
    let held = WakeLock::hold();
    answer_wake_locks();
    clock::after(20).await;
    assert!(!held.is_held());
    give_wake_locks(true);
    show(true);
    assert_eq!(answer_wake_locks(), 1);
    until(|| held.is_held()).await;
}

#[wasm_bindgen_test]
async fn a_watch_tells_all_and_stops_when_dropped() {
    be_somewhere();
    let told: Rc<RefCell<Vec<Reading>>> = Rc::default();
    let watch = Watch::start({
        let told = Rc::clone(&told);
        move |reading| told.borrow_mut().push(reading)
    });
    assert_eq!(watched(), r#"{"enableHighAccuracy":true,"maximumAge":0,"timeout":30000}"#);
    move_to(59.218, 18.154, 12.5, 1_795_554_000_000.9);
    fail(1);
    fail(2);
    fail(3);
    move_to(f64::NAN, 18.154, 12.5, 0.0);
    move_to(59.218, 18.154, -1.0, 0.0);
    let fix = Reading::Fix {
        place: Position { lat: 59.218, lon: 18.154 },
        accuracy_m: 12.5,
        at: WallTime::from_ms(1_795_554_000_000),
    };
    let [denied, unknown, timeout] = [Reading::Denied, Reading::Unavailable, Reading::Timeout];
    assert_eq!(*told.borrow(), [fix, denied, unknown, timeout, unknown, unknown]);
    drop(watch);
    assert_eq!(watched(), "");
}

#[wasm_bindgen_test]
async fn a_phone_that_knows_no_positions_says_so() {
    be_nowhere();
    assert_eq!(position::once().await, None);
    let told: Rc<RefCell<Vec<Reading>>> = Rc::default();
    let _watch = Watch::start({
        let told = Rc::clone(&told);
        move |reading| told.borrow_mut().push(reading)
    });
    assert_eq!(*told.borrow(), [], "never before it has returned");
    until(|| !told.borrow().is_empty()).await;
    assert_eq!(*told.borrow(), [Reading::Unavailable]);
}

#[wasm_bindgen_test]
async fn one_position_can_be_asked_for() {
    be_somewhere();
    let mut asked = pin!(position::once());
    assert!(asked.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    move_to(59.218, 18.154, 12.5, 0.0);
    assert!(matches!(asked.await, Some(Reading::Fix { .. })));
    let mut refused = pin!(position::once());
    assert!(refused.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    fail(1);
    assert_eq!(refused.await, Some(Reading::Denied));
}

#[wasm_bindgen_test]
async fn a_page_tells_what_happens_to_it_until_dropped() {
    let told: Rc<RefCell<Vec<String>>> = Rc::default();
    let note = |what: fn() -> String| {
        let told = Rc::clone(&told);
        move || told.borrow_mut().push(what())
    };
    let listening = [
        page::on_visibility(note(|| format!("visible {}", page::is_visible()))),
        page::on_online(note(|| "online".to_owned())),
        page::on_hash_change(note(page::hash)),
    ];
    show(false);
    show(true);
    let online = web_sys::Event::new("online").unwrap();
    web_sys::window().unwrap().dispatch_event(&online).unwrap();
    page::set_hash("/walk/7");
    until(|| told.borrow().len() == 4).await;
    assert_eq!(*told.borrow(), ["visible false", "visible true", "online", "/walk/7"]);
    drop(listening);
    show(true);
    assert_eq!((told.borrow().len(), n_failures()), (4, 0));
    page::vibrate(&[20, 40, 20]);
}

#[wasm_bindgen_test]
fn preferences_are_kept_under_our_own_name() {
    assert_eq!(settings::get("face"), None);
    settings::set("face", "night").unwrap();
    assert_eq!(settings::get("face").as_deref(), Some("night"));
    let local = web_sys::window().unwrap().local_storage().unwrap().unwrap();
    assert_eq!(local.get_item("kvart.face").unwrap().as_deref(), Some("night"));
    assert_eq!(settings::set("long", &"x".repeat(20 << 20)), Err(settings::NotKept));
    settings::remove("face").unwrap();
    assert_eq!(settings::get("face"), None);
}

#[wasm_bindgen_test]
async fn the_storage_tells_its_size_and_whether_it_lasts() {
    let quota = storage::quota().await.unwrap();
    assert!(0.0 < quota.total_bytes && quota.used_bytes <= quota.total_bytes);
    let persistence = storage::persist().await;
    assert_eq!(storage::persistence().await, persistence);
}

#[wasm_bindgen_test]
async fn a_new_worker_waits_until_it_is_told() {
    have_no_service_workers();
    assert_eq!(worker::register("/phone/sw.js").await.unwrap_err(), NoWorker::Unsupported);
    have_service_workers();
    assert_eq!(worker::register("/nowhere").await.unwrap_err(), NoWorker::Failed("404".to_owned()));
    let worker = worker::register("/phone/sw.js").await.unwrap();
    assert_eq!(registered_as(), r#"["/phone/sw.js",{"updateViaCache":"none"}]"#);

    let n = Rc::new(Cell::new(0));
    let count = || {
        let n = Rc::clone(&n);
        move || n.set(n.get() + 1)
    };
    let waiting = worker.on_waiting(count());
    install();
    installed();
    assert_eq!((n.get(), worker.is_waiting()), (0, false), "the first worker passes through");
    activated();
    install();
    assert_eq!(n.get(), 0);
    worker.activate_now();
    assert_eq!(posted_to_worker(), "", "nothing waits yet");
    installed();
    assert_eq!((n.get(), worker.is_waiting()), (1, true));
    let late = worker.on_waiting(count());
    until(|| n.get() == 2).await;
    assert_eq!(posted_to_worker(), "", "never by itself");
    worker.activate_now();
    assert_eq!(posted_to_worker(), r#"{"type":"activate-now"}"#);
    drop((waiting, late));
    install();
    installed();
    assert_eq!(n.get(), 2);
}

/// Waits until something is so. A test that waits in vain ends by the runner's own limit.
async fn until(is_so: impl Fn() -> bool) {
    while !is_so() {
        clock::after(5).await;
    }
}
