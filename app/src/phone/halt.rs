//! What is shown when the program itself breaks: that all that was written is safe, and the way to start anew. It never
//! goes on with a program that has lost its footing.

use std::panic::{PanicHookInfo, set_hook};

use leptos::logging::error;
use leptos::prelude::document;

use crate::texts::Language;
use crate::texts::phone::word::Word;

/// From now on a broken program says so, in the language that the document is marked with.
pub(crate) fn say_so() {
    set_hook(Box::new(show));
}

fn show(why: &PanicHookInfo<'_>) {
    error!("{why}");
    let (Some(body), Some(root)) = (document().body(), document().document_element()) else { return };
    let language = Language::from_tag(&root.get_attribute("lang").unwrap_or_default());
    let [title, help, again] =
        [Word::Broken, Word::BrokenHelp, Word::StartAnew].map(|word| word.say(language));
    // Nothing in it was typed by anybody. A link to the page itself: what has broken can no longer act.
    body.set_inner_html(&format!(
        "<main class='screen failed-screen'><h1>{title}</h1><p>{help}</p></main>\
         <footer class='dock'><a class='button main' href='/phone/'>{again}</a></footer>"
    ));
}
