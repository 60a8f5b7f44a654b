//! Words between the tabs of this browser: "something was written, look again". Never data that is nowhere else.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{BroadcastChannel, MessageEvent};

/// A channel to the other tabs; it closes when dropped. In a browser that has no such channels nobody hears anything.
#[derive(Debug)]
#[must_use = "it closes when dropped"]
pub struct Channel {
    channel: Option<BroadcastChannel>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
}

impl Channel {
    /// Opens the channel. What other tabs say comes to `on_message`; what this one says does not.
    pub fn open(mut on_message: impl FnMut(String) + 'static) -> Channel {
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(word) = event.data().as_string() {
                on_message(word);
            }
        });
        let channel = BroadcastChannel::new("kvart").ok();
        if let Some(channel) = &channel {
            channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        }
        Channel { channel, _on_message: on_message }
    }

    /// Says a word to all other tabs.
    pub fn say(&self, word: &str) {
        if let Some(channel) = &self.channel {
            channel.post_message(&word.into()).expect("an open channel takes any text");
        }
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.set_onmessage(None);
            channel.close();
        }
    }
}
