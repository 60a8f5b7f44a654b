//! Keeps an open page up to date: listens to the server's stream of changes and has the page ask again. It knows nothing of
//! what the page shows. On the server it does nothing.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use leptos::leptos_dom::helpers::{IntervalHandle, WindowListenerHandle};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsValue;
use leptos::wasm_bindgen::closure::Closure;
use leptos::wasm_bindgen::prelude::wasm_bindgen;

use super::freshness::{Contact, Event, Freshness, Stream, TICK_S};

/// Where the server tells of changes.
const CHANGES: &str = "/api/v1/changes";
/// What an event source says of itself when the browser has given it up.
const CLOSED: u16 = 2;

#[wasm_bindgen(wasm_bindgen = leptos::wasm_bindgen)]
extern "C" {
    /// A stream of server-sent events. Of web-sys this face has what Leptos asks for, and that is no part of it.
    type EventSource;

    #[wasm_bindgen(constructor, catch)]
    fn new(address: &str) -> Result<EventSource, JsValue>;

    #[wasm_bindgen(method, setter)]
    fn set_onopen(this: &EventSource, handler: Option<&Closure<dyn FnMut()>>);

    #[wasm_bindgen(method, setter)]
    fn set_onmessage(this: &EventSource, handler: Option<&Closure<dyn FnMut()>>);

    #[wasm_bindgen(method, setter)]
    fn set_onerror(this: &EventSource, handler: Option<&Closure<dyn FnMut()>>);

    #[wasm_bindgen(method, getter, js_name = readyState)]
    fn ready_state(this: &EventSource) -> u16;

    #[wasm_bindgen(method)]
    fn close(this: &EventSource);
}

/// Has a page ask again whenever it should, for as long as the page is there. Returns how it learns of changes.
pub(crate) fn keep_fresh(ask: impl Fn() + Copy + 'static) -> ReadSignal<Contact> {
    let (contact, set_contact) = signal(Contact::None);
    // In the browser alone, and dropped with the page: what is held here belongs to one thread.
    Effect::new(move |_| {
        let (freshness, source) = (RefCell::default(), RefCell::default());
        let page = Rc::new(Page { freshness, source, ask: Box::new(ask), set_contact });
        StoredValue::new_local(Keeper::start(page));
    });
    contact
}

struct Page {
    freshness: RefCell<Freshness>,
    source: RefCell<Option<Listening>>,
    ask: Box<dyn Fn()>,
    set_contact: WriteSignal<Contact>,
}

impl Page {
    fn hear(self: &Rc<Self>, event: Event) {
        let (todo, contact) = {
            let mut freshness = self.freshness.borrow_mut();
            (freshness.hear(event), freshness.contact)
        };
        self.set_contact.maybe_update(|known| {
            let is_news = *known != contact;
            *known = contact;
            is_news
        });
        match todo.stream {
            Stream::Leave => {}
            Stream::Close => drop(self.source.take()),
            Stream::Open => {
                let opened = Listening::open(self);
                let is_refused = opened.is_none();
                self.source.replace(opened);
                if is_refused {
                    self.hear(Event::Refused);
                }
            }
        }
        if todo.ask {
            (self.ask)();
        }
    }

    fn look(self: &Rc<Self>) {
        let is_hidden = document().hidden();
        self.hear(if is_hidden { Event::Hidden } else { Event::Shown });
    }
}

/// An open stream; it is closed when dropped.
struct Listening {
    source: EventSource,
    _heard: [Closure<dyn FnMut()>; 3],
}

impl Listening {
    fn open(page: &Rc<Page>) -> Option<Listening> {
        let source = EventSource::new(CHANGES).ok()?;
        let hear = |event: fn(&Page) -> Event| {
            let page = Rc::downgrade(page);
            Closure::<dyn FnMut()>::new(move || {
                if let Some(page) = page.upgrade() {
                    page.hear(event(&page));
                }
            })
        };
        let heard = [hear(|_| Event::Opened), hear(|_| Event::Changed), hear(Page::what_broke)];
        source.set_onopen(Some(&heard[0]));
        source.set_onmessage(Some(&heard[1]));
        source.set_onerror(Some(&heard[2]));
        Some(Listening { source, _heard: heard })
    }
}

impl Page {
    fn what_broke(&self) -> Event {
        let is_closed = |listening: &Listening| listening.source.ready_state() == CLOSED;
        if self.source.borrow().as_ref().is_none_or(is_closed) { Event::Refused } else { Event::Broken }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.source.set_onopen(None);
        self.source.set_onmessage(None);
        self.source.set_onerror(None);
        self.source.close();
    }
}

/// The clock and the listener of one page; both end when it is dropped, and with them the stream.
struct Keeper {
    page: Rc<Page>,
    ticking: Option<IntervalHandle>,
    looking: Option<WindowListenerHandle>,
}

impl Keeper {
    fn start(page: Rc<Page>) -> Keeper {
        let tick = {
            let page = Rc::clone(&page);
            move || page.hear(Event::Tick)
        };
        let ticking = set_interval_with_handle(tick, Duration::from_secs(u64::from(TICK_S))).ok();
        let look = {
            let page = Rc::clone(&page);
            move |_| page.look()
        };
        // The event rises from the document to the window.
        let looking = Some(window_event_listener_untyped("visibilitychange", look));
        page.look();
        Keeper { page, ticking, looking }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        if let Some(ticking) = self.ticking.take() {
            ticking.clear();
        }
        if let Some(looking) = self.looking.take() {
            looking.remove();
        }
        drop(self.page.source.take());
    }
}
