//! The frame of a page without program: the same places, the same look as the hydrated desk, and nothing to load but the
//! style. It holds no page.

use leptos::prelude::*;

use crate::desk::DeskFiles;
use crate::desk::frame::{draw_account, draw_other_language, draw_places, draw_sign};
use crate::desk::source::Reader;
use crate::texts::Language;
use crate::texts::desk::word::Word;

/// One page without program: who reads it, where, and what files it names.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// In which language.
    pub language: Language,
    /// Who reads it.
    pub reader: Reader,
    /// Where the style lies.
    pub files: DeskFiles,
    /// Its own address, path and query.
    pub address: String,
}

impl Sheet {
    /// Returns the whole document around a page.
    pub fn html(&self, title: &str, page: impl IntoView) -> String {
        let html = Owner::new().with(|| self.document(title, page).to_html());
        format!("<!DOCTYPE html>{html}")
    }

    fn document(&self, title: &str, page: impl IntoView) -> impl IntoView {
        let language = self.language;
        let address = Signal::stored(self.address.clone());
        view! {
            <html lang=language.tag()>
                <head>
                    <meta charset="utf-8" />
                    <meta name="viewport" content="width=device-width, initial-scale=1" />
                    <meta name="color-scheme" content="light dark" />
                    <title>{format!("{title} – Kvart")}</title>
                    <link rel="icon" href=self.files.icon.clone() type="image/svg+xml" />
                    <link rel="stylesheet" href=self.files.style.clone() />
                </head>
                <body>
                    <a class="skip" href="#content">
                        {Word::Skip.say(language)}
                    </a>
                    <header class="bar">
                        <a class="brand" href="/week">
                            {draw_sign()}
                            "Kvart"
                        </a>
                        {draw_places(language, &self.reader, address)}
                        <div class="account">
                            {draw_account(language, self.reader.clone())}
                            {draw_other_language(language, address)}
                        </div>
                    </header>
                    <main id="content" tabindex="-1">
                        {page}
                    </main>
                    <footer class="foot">
                        <p>"Kvart · " {Word::Purpose.say(language)}</p>
                    </footer>
                </body>
            </html>
        }
    }
}
