//! When a page that is open asks its question again: told so by the server's stream, or by itself where there is no stream.
//! Pure: it opens no stream and reads no clock; `live` does what it says.

/// How often the page looks at what is due, in seconds.
pub const TICK_S: u32 = 5;
/// A page with a stream asks again after so long all the same: the hours that are left pass, and a command line beside the
/// server is not heard.
const AGE_S: u32 = 300;
/// A page without a stream asks again after so long.
const POLL_S: u32 = 20;
/// A stream that was refused is tried again after so long.
const RETRY_S: u32 = 60;

/// How a page learns of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Contact {
    /// It has just come, or nobody looks at it.
    #[default]
    None,
    /// The server tells it.
    Told,
    /// It asks now and then.
    Asking,
}

/// What befalls an open page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Somebody looks at it.
    Shown,
    /// Nobody does any longer.
    Hidden,
    /// The stream stands.
    Opened,
    /// The stream says that something has changed.
    Changed,
    /// The stream broke; the browser opens another by itself.
    Broken,
    /// The stream was refused; the browser has given up.
    Refused,
    /// [`TICK_S`] have passed.
    Tick,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Todo {
    /// Ask the page's question again.
    pub ask: bool,
    /// What to do with the stream.
    pub stream: Stream,
}

/// What to do with the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stream {
    /// Leave it as it is.
    #[default]
    Leave,
    /// Open one.
    Open,
    /// Close it: a browser has few connections to one server, and a hidden page needs none.
    Close,
}

/// What is known of an open page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Freshness {
    /// How it learns of changes.
    pub contact: Contact,
    is_shown: bool,
    is_refused: bool,
    since_asked_s: u32,
    since_tried_s: u32,
}

impl Freshness {
    /// Takes in what befell the page and tells what is to be done.
    pub fn hear(&mut self, event: Event) -> Todo {
        match event {
            Event::Shown if !self.is_shown => {
                *self = Freshness { is_shown: true, ..Freshness::default() };
                Todo { ask: false, stream: Stream::Open }
            }
            Event::Hidden => {
                *self = Freshness::default();
                Todo { ask: false, stream: Stream::Close }
            }
            // What happened before the stream stood, nobody has told.
            Event::Opened => {
                (self.contact, self.is_refused) = (Contact::Told, false);
                self.ask()
            }
            Event::Changed => self.ask(),
            Event::Broken => {
                self.contact = Contact::Asking;
                Todo::default()
            }
            Event::Refused => {
                (self.contact, self.is_refused, self.since_tried_s) = (Contact::Asking, true, 0);
                Todo::default()
            }
            Event::Tick if self.is_shown => self.tick(),
            Event::Shown | Event::Tick => Todo::default(),
        }
    }

    fn tick(&mut self) -> Todo {
        self.since_asked_s += TICK_S;
        self.since_tried_s += TICK_S;
        let limit_s = if self.contact == Contact::Told { AGE_S } else { POLL_S };
        let mut todo = if limit_s <= self.since_asked_s { self.ask() } else { Todo::default() };
        if self.is_refused && RETRY_S <= self.since_tried_s {
            (self.is_refused, self.since_tried_s) = (false, 0);
            todo.stream = Stream::Open;
        }
        todo
    }

    fn ask(&mut self) -> Todo {
        self.since_asked_s = 0;
        Todo { ask: true, stream: Stream::Leave }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tells when, in seconds, the page asks and when it opens a stream, if nothing but time passes.
    fn told_by_time(page: &mut Freshness, for_s: u32) -> (Vec<u32>, Vec<u32>) {
        let (mut asks, mut opens) = (Vec::new(), Vec::new());
        for at_s in (TICK_S..=for_s).step_by(TICK_S as usize) {
            let todo = page.hear(Event::Tick);
            asks.extend(todo.ask.then_some(at_s));
            opens.extend((todo.stream == Stream::Open).then_some(at_s));
        }
        (asks, opens)
    }

    fn shown() -> Freshness {
        let mut page = Freshness::default();
        assert_eq!(page.hear(Event::Shown), Todo { ask: false, stream: Stream::Open });
        page
    }

    const ASK: Todo = Todo { ask: true, stream: Stream::Leave };

    #[test]
    fn a_page_that_is_told_asks_when_told_and_seldom_by_itself() {
        let mut page = shown();
        assert_eq!(page.hear(Event::Opened), ASK);
        assert_eq!(page.contact, Contact::Told);
        assert_eq!(page.hear(Event::Changed), ASK);
        assert_eq!(told_by_time(&mut page, 620), (vec![300, 600], vec![]));
    }

    #[test]
    fn a_page_whose_stream_broke_polls_until_it_stands_again() {
        let mut page = shown();
        page.hear(Event::Opened);
        page.hear(Event::Broken);
        assert_eq!(page.contact, Contact::Asking);
        assert_eq!(told_by_time(&mut page, 45), (vec![20, 40], vec![]));
        assert_eq!(page.hear(Event::Opened), ASK);
        assert_eq!(told_by_time(&mut page, 60), (vec![], vec![]));
    }

    #[test]
    fn a_page_that_is_refused_a_stream_polls_and_tries_again_each_minute() {
        let mut page = shown();
        page.hear(Event::Refused);
        assert_eq!(told_by_time(&mut page, 65), (vec![20, 40, 60], vec![60]));
        // The second try hangs in the air: it is neither refused nor open.
        assert_eq!(told_by_time(&mut page, 65), (vec![15, 35, 55], vec![]));
        page.hear(Event::Refused);
        assert_eq!(told_by_time(&mut page, 60).1, [60]);
    }

    #[test]
    fn a_page_that_nobody_looks_at_asks_nothing() {
        let mut page = shown();
        page.hear(Event::Opened);
        assert_eq!(page.hear(Event::Hidden), Todo { ask: false, stream: Stream::Close });
        assert_eq!(told_by_time(&mut page, 1000), (vec![], vec![]));
        assert_eq!(page.hear(Event::Shown).stream, Stream::Open);
        assert_eq!(page.hear(Event::Shown), Todo::default(), "it was open already");
    }
}
