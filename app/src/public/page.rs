//! The frame of a public page: its head for people, search engines and those who share it, its one style, the ways to the
//! other pages. It names no script, and nothing of another site.

use domain::promise::Wording;
use leptos::prelude::*;

use super::facts::House;
use super::place::Place;
use super::style::STYLE;
use crate::texts::Language;
use crate::texts::promises::worded;
use crate::texts::public::Word;

/// The picture that is shown where an address is shared, below the site's own address.
const PICTURE: &str = "/phone/icon-512.png";

/// One public page: where, in which language, about what.
#[derive(Debug)]
pub(super) struct Page<'a> {
    /// What is the same on all of them.
    pub(super) house: &'a House,
    /// In which language.
    pub(super) language: Language,
    /// Which.
    pub(super) place: Place,
    /// Where search engines are to look for what it says, where that is another place.
    pub(super) canonical: Option<Place>,
    /// What it is called.
    pub(super) title: String,
    /// What it says, in one sentence.
    pub(super) description: String,
}

impl Page<'_> {
    /// Returns the whole document around what the page says.
    pub(super) fn html(&self, content: AnyView) -> String {
        document(self.language, || {
            let head = self.draw_head();
            let header = self.draw_header();
            let footer = self.draw_footer();
            view! {
                {head}
                <body>
                    <a class="skip" href="#content">
                        {Word::Skip.say(self.language)}
                    </a>
                    {header}
                    <main id="content">{content}</main>
                    {footer}
                </body>
            }
        })
    }

    fn draw_head(&self) -> impl IntoView + use<> {
        let (house, language) = (self.house, self.language);
        let canonical = self.canonical.as_ref().unwrap_or(&self.place);
        let url = |language| house.url(&canonical.path(language));
        let site = Word::SiteName.say(language);
        let title = if self.title == site { site.to_owned() } else { format!("{} – {site}", self.title) };
        let with_address = house.base.as_ref().map(|_| {
            view! {
                {shared("url", url(language))} {shared("image", house.url(PICTURE))}
                {shared("image:alt", site.to_owned())}
            }
        });
        view! {
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <title>{title}</title>
                <meta name="description" content=self.description.clone() />
                <link rel="icon" href=house.icon.clone() type="image/svg+xml" />
                <link rel="canonical" href=url(language) />
                <link rel="alternate" hreflang="sv" href=url(Language::Swedish) />
                <link rel="alternate" hreflang="en" href=url(Language::English) />
                {shared("type", "article".to_owned())} {shared("site_name", site.to_owned())}
                {shared("title", self.title.clone())} {shared("description", self.description.clone())}
                {shared("locale", language.pick("sv_SE", "en_GB").to_owned())}
                {shared("locale:alternate", language.pick("en_GB", "sv_SE").to_owned())} {with_address}
                <style inner_html=STYLE.as_str()></style>
            </head>
        }
    }

    fn draw_header(&self) -> impl IntoView + use<> {
        let language = self.language;
        let other = language.pick(Language::English, Language::Swedish);
        view! {
            <header>
                <a class="site" href=Place::Now.path(language)>
                    {Word::SiteName.say(language)}
                </a>
                <a class="other" href=self.place.path(other) lang=other.tag() hreflang=other.tag()>
                    {Word::OtherLanguage.say(language)}
                </a>
            </header>
        }
    }

    fn draw_footer(&self) -> impl IntoView + use<> {
        let language = self.language;
        let link = |place: Place, word: Word| {
            view! {
                <li>
                    <a href=place.path(language)>{word.say(language)}</a>
                </li>
            }
        };
        view! {
            <footer>
                <ul>
                    {link(Place::Now, Word::Standing)} {link(Place::Taking, Word::DataPage)}
                    {link(Place::Statement, Word::StatementPage)}
                </ul>
                <p>{Word::Footer.say(language)}</p>
            </footer>
        }
    }
}

/// Draws what a site reads of a page whose address somebody shares there (Open Graph).
fn shared(what: &str, content: String) -> impl IntoView + use<> {
    leptos::html::meta().attr("property", format!("og:{what}")).attr("content", content)
}

/// Returns a document whose head and body are drawn by `draw`.
pub(super) fn document<V: IntoView + 'static>(language: Language, draw: impl FnOnce() -> V) -> String {
    let html = Owner::new().with(|| view! { <html lang=language.tag()>{draw()}</html> }.to_html());
    // What leptos puts between texts, for a program that would take over, is nobody's here.
    format!("<!DOCTYPE html>{}", html.replace("<!>", ""))
}

/// Returns the paragraphs of a text that somebody wrote, in the language that it is there in.
pub(super) fn draw_text(language: Language, text: &Wording) -> AnyView {
    let written = written_in(language, text);
    let said = worded(language, text);
    let paragraphs = said.lines().map(str::trim).filter(|line| !line.is_empty());
    paragraphs.map(|line| view! { <p lang=written>{line.to_owned()}</p> }).collect_view().into_any()
}

/// Returns the tag of the language that a text is there in, where that is not the page's.
pub(super) fn written_in(language: Language, text: &Wording) -> Option<&'static str> {
    let is_missing = language == Language::English && text.en.is_empty() && !text.sv.is_empty();
    is_missing.then(|| Language::Swedish.tag())
}

/// Answers an address that leads nowhere.
pub fn not_found(house: &House, language: Language) -> String {
    let page = Page {
        house,
        language,
        place: Place::Now,
        canonical: None,
        title: Word::NotFoundTitle.say(language).to_owned(),
        description: Word::NotFound.say(language).to_owned(),
    };
    let told = |language: Language| {
        view! {
            <section lang=language.tag()>
                <h1>{Word::NotFoundTitle.say(language)}</h1>
                <p>{Word::NotFound.say(language)}</p>
                <p>
                    <a href=Place::Now.path(language)>{Word::Standing.say(language)}</a>
                </p>
            </section>
        }
    };
    let other = language.pick(Language::English, Language::Swedish);
    page.html(view! { {told(language)} {told(other)} }.into_any())
}
