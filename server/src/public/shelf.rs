//! All public answers, rendered ahead and kept in memory in every coding. A request looks one up and nothing more; what has not
//! changed is not compressed again.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use app::public::place::{Form, INDEX, figures_of_period, figures_of_version, root};
use app::public::style::STYLE;
use app::public::{Account, House, Place, embed, follow_up, not_found, standing, statement, taking};
use app::texts::Language;
use axum::body::Bytes;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_SECURITY_POLICY, HeaderName};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;

use crate::packed::Packed;
use crate::public::data;
use crate::security::{Framed, public_policy};

/// For a minute nobody need ask again; for ten more what is known may be shown while it is asked for, and for a day when nobody
/// answers. Figures change once a week.
const FRESHNESS: HeaderValue =
    HeaderValue::from_static("public, max-age=60, stale-while-revalidate=600, stale-if-error=86400");

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const SVG: HeaderValue = HeaderValue::from_static("image/svg+xml");
const CSV: HeaderValue = HeaderValue::from_static("text/csv; charset=utf-8; header=present");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Where an answer may be shown and read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// As a page of its own.
    Page,
    /// In the frame of any site.
    Frame,
    /// As a picture or file of any site.
    File,
}

/// One answer.
#[derive(Clone, Debug)]
struct Answer {
    packed: Arc<Packed>,
    media_type: HeaderValue,
    reach: Reach,
}

/// Everything that stands on it.
#[derive(Debug)]
struct Answers {
    by_path: HashMap<String, Answer>,
    /// In Swedish and in English.
    missing: [Answer; 2],
    page_policy: HeaderValue,
    frame_policy: HeaderValue,
}

/// The shelf.
#[derive(Debug)]
pub(super) struct Shelf {
    answers: RwLock<Arc<Answers>>,
}

impl Shelf {
    /// Makes a shelf of what is public, the latest period first.
    pub(super) fn of(house: &House, accounts: &[Account]) -> Shelf {
        Shelf { answers: RwLock::new(Arc::new(render(house, accounts, None))) }
    }

    /// Renders everything anew and puts it in the place of what stood there, all at once.
    pub(super) fn refill(&self, house: &House, accounts: &[Account]) {
        let rendered = Arc::new(render(house, accounts, Some(&self.answers())));
        tracing::debug!(n_answers = rendered.by_path.len(), "the public pages are rendered");
        *self.answers.write().unwrap_or_else(PoisonError::into_inner) = rendered;
    }

    /// Answers a request for a path.
    pub(super) fn answer(&self, path: &str, request: &HeaderMap) -> Response {
        let answers = self.answers();
        let Some(answer) = answers.by_path.get(path) else {
            let is_english = path.starts_with(root(Language::English));
            let mut response = answers.missing[usize::from(is_english)].to(request, &answers);
            if response.status() == StatusCode::OK {
                *response.status_mut() = StatusCode::NOT_FOUND;
            }
            return response;
        };
        answer.to(request, &answers)
    }

    fn answers(&self) -> Arc<Answers> {
        Arc::clone(&self.answers.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Answer {
    fn to(&self, request: &HeaderMap, answers: &Answers) -> Response {
        let mut response = self.packed.answer(request, &self.media_type, FRESHNESS);
        let headers = response.headers_mut();
        let anywhere = HeaderValue::from_static("cross-origin");
        match self.reach {
            Reach::Page => {
                headers.insert(CONTENT_SECURITY_POLICY, answers.page_policy.clone());
            }
            Reach::Frame => {
                headers.insert(CONTENT_SECURITY_POLICY, answers.frame_policy.clone());
                headers.insert(RESOURCE_POLICY, anywhere);
            }
            Reach::File => {
                headers.insert(RESOURCE_POLICY, anywhere);
                headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
            }
        }
        response
    }
}

/// What is put on the shelf, with what stood there before.
struct Filling<'a> {
    before: Option<&'a Answers>,
    by_path: HashMap<String, Answer>,
}

impl Filling<'_> {
    fn put(&mut self, path: String, text: String, media_type: HeaderValue, reach: Reach) {
        let before = self.before.and_then(|before| before.by_path.get(&path));
        let answer = pack(before, text, media_type, reach);
        self.by_path.insert(path, answer);
    }

    fn put_page(&mut self, place: &Place, language: Language, html: String) {
        self.put(place.path(language), html, HTML, Reach::Page);
    }
}

fn pack(before: Option<&Answer>, text: String, media_type: HeaderValue, reach: Reach) -> Answer {
    let same = before.filter(|before| before.packed.holds(text.as_bytes()));
    let packed = same.map_or_else(
        || Arc::new(Packed::squeezed(Bytes::from(text.into_bytes()))),
        |before| Arc::clone(&before.packed),
    );
    Answer { packed, media_type, reach }
}

fn render(house: &House, accounts: &[Account], before: Option<&Answers>) -> Answers {
    let mut filling = Filling { before, by_path: HashMap::new() };
    for account in accounts {
        put_files(&mut filling, house, account);
    }
    filling.put(INDEX.to_owned(), data::index(house, accounts), JSON, Reach::File);
    for language in [Language::Swedish, Language::English] {
        for account in accounts {
            put_account(&mut filling, house, language, account, accounts);
        }
        let now = match accounts {
            [] => standing::empty(house, language),
            [latest, others @ ..] => {
                let others: Vec<&Account> = others.iter().collect();
                standing::html(house, language, Place::Now, latest, &others)
            }
        };
        filling.put_page(&Place::Now, language, now);
        // What has a name of its own goes before a period that was called so.
        filling.put_page(&Place::Taking, language, taking::html(house, language, accounts));
        filling.put_page(&Place::Statement, language, statement::html(house, language));
        let frame = embed::frame(house, language, accounts.first());
        filling.put(Place::Frame.path(language), frame, HTML, Reach::Frame);
        let badge = embed::badge(language, accounts.first());
        filling.put(Place::Badge.path(language), badge, SVG, Reach::File);
    }
    let missing = [Language::Swedish, Language::English].map(|language| {
        let before = before.map(|before| &before.missing[usize::from(language == Language::English)]);
        pack(before, not_found(house, language), HTML, Reach::Page)
    });
    Answers {
        by_path: filling.by_path,
        missing,
        page_policy: public_policy(&STYLE, Framed::Nowhere),
        frame_policy: public_policy(&STYLE, Framed::Anywhere),
    }
}

fn put_account(
    filling: &mut Filling,
    house: &House,
    language: Language,
    account: &Account,
    accounts: &[Account],
) {
    let period = &account.period.id;
    let others: Vec<&Account> = accounts.iter().filter(|other| other.period.id != *period).collect();
    let place = Place::Period(period.clone());
    let html = standing::html(house, language, place.clone(), account, &others);
    filling.put_page(&place, language, html);
    for told in &account.told {
        let place = Place::Version(period.clone(), told.number, told.version);
        let html = follow_up::html(house, language, place.clone(), account, told);
        filling.put_page(&place, language, html);
    }
    for told in account.latest() {
        let place = Place::FollowUp(period.clone(), told.number);
        let html = follow_up::html(house, language, place.clone(), account, told);
        filling.put_page(&place, language, html);
    }
}

fn put_files(filling: &mut Filling, house: &House, account: &Account) {
    let period = &account.period.id;
    for form in Form::ALL {
        let (text, media_type) = match form {
            Form::Csv => (data::csv_of_now(account), CSV),
            Form::Json => (data::json_of_now(house, account), JSON),
        };
        filling.put(figures_of_period(period, form), text, media_type, Reach::File);
        for told in &account.told {
            let (text, media_type) = match form {
                Form::Csv => (data::csv_of_version(told), CSV),
                Form::Json => (data::json_of_version(told), JSON),
            };
            let path = figures_of_version(period, told.number, told.version, form);
            filling.put(path, text, media_type, Reach::File);
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, ETAG, IF_NONE_MATCH};

    use super::*;

    fn asked(name: HeaderName, value: &HeaderValue) -> HeaderMap {
        HeaderMap::from_iter([(name, value.clone())])
    }

    #[test]
    fn what_is_known_is_not_sent_again_and_each_coding_has_its_own_tag() {
        let shelf = Shelf::of(&House::default(), &[]);
        let brotli = asked(ACCEPT_ENCODING, &HeaderValue::from_static("gzip, br"));
        let (plain, packed) =
            (shelf.answer("/uppfoljning", &HeaderMap::new()), shelf.answer("/uppfoljning", &brotli));
        assert_eq!(packed.headers()[CONTENT_ENCODING], "br");
        assert_ne!(plain.headers()[ETAG], packed.headers()[ETAG]);
        let again = shelf.answer("/uppfoljning", &asked(IF_NONE_MATCH, &plain.headers()[ETAG]));
        assert_eq!((plain.status(), again.status()), (StatusCode::OK, StatusCode::NOT_MODIFIED));
    }

    #[test]
    fn an_address_that_leads_nowhere_is_told_in_its_language() {
        let shelf = Shelf::of(&House::default(), &[]);
        for path in ["/uppfoljning/2023-2024", "/follow-up/2023-2024"] {
            assert_eq!(shelf.answer(path, &HeaderMap::new()).status(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[test]
    fn what_did_not_change_is_not_packed_again() {
        let (house, shelf) = (House::default(), Shelf::of(&House::default(), &[]));
        let packed = |path: &str| Arc::clone(&shelf.answers().by_path[path].packed);
        let (page, badge) = (packed("/uppfoljning"), packed("/uppfoljning/marke.svg"));
        let asked = House { icon: "/assets/other.svg".to_owned(), ..house };
        shelf.refill(&asked, &[]);
        assert!(Arc::ptr_eq(&badge, &packed("/uppfoljning/marke.svg")));
        assert!(!Arc::ptr_eq(&page, &packed("/uppfoljning")), "its icon is another");
    }
}
