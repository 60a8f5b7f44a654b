//! Nothing shuts people out: axe-core finds nothing on any page, all fit into 320 px and none moves for who asked for less
//! motion; desk and phone, in both languages and colour schemes. The desk's pages are found by their links, so that a new
//! one is looked at without being named here.

use std::collections::{BTreeSet, VecDeque};

use tests::accessible::{Audit, Scheme};
use tests::browser::{Browser, ChromeDriver, Screen};
use tests::promised;
use tests::server::Server;
use tests::walking::CORNER;
use thirtyfour::error::WebDriverResult;

/// Returns the addresses of the desk that the page links to.
const LINKS: &str = "return [...document.querySelectorAll('a[href^=\"/\"]:not([download])')]
    .map((link) => link.getAttribute('href')).filter((href) => !href.startsWith('/phone/'))";

/// As many pages as a run looks at; a desk that links on without end would be a mistake.
const N_PAGES: usize = 60;

/// Looks at the page that is open, in both colour schemes.
async fn look(browser: &Browser, audit: &Audit, page: &str, found: &mut Vec<String>) -> WebDriverResult<()> {
    for scheme in Scheme::ALL {
        scheme.wish(browser).await?;
        let findings = audit.findings(browser).await?;
        found.extend(findings.into_iter().map(|finding| format!("{page}, {scheme:?}: {finding}")));
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_desk_is_open_to_all() -> WebDriverResult<()> {
    let server = Server::start_with(&["--demo"]);
    let chromedriver = ChromeDriver::start();
    let profile = tempfile::tempdir().expect("a folder can be made");
    let desk = Browser::start(&chromedriver, profile.path(), Screen::Desk).await?;
    let (audit, mut found) = (Audit::with_axe(), Vec::new());
    for language in ["sv", "en"] {
        desk.open(&server.url("/login?error=wrong_login")).await?;
        speak(&desk, language).await?;
        look(&desk, &audit, &format!("/login in {language}"), &mut found).await?;
    }
    desk.open(&server.url("/")).await?;
    desk.log_in("gruppchef").await?;
    desk.see("Huddinge C").await;
    for language in ["sv", "en"] {
        // A page without program lets nothing be fetched from it.
        desk.open(&server.url("/week")).await?;
        speak(&desk, language).await?;
        let (mut seen, mut queue) =
            (BTreeSet::new(), VecDeque::from(["/".to_owned(), "/no-such-page".to_owned()]));
        while let Some(page) = queue.pop_front().filter(|_| seen.len() < N_PAGES) {
            if !seen.insert(kind(&page)) {
                continue;
            }
            desk.open(&server.url(&page)).await?;
            desk.find("main h1").await;
            look(&desk, &audit, &format!("{page} in {language}"), &mut found).await?;
            let links: Vec<String> = serde_json::from_value(desk.run(LINKS).await?).expect("addresses");
            queue.extend(links);
        }
        assert!(seen.len() < N_PAGES, "{seen:?}");
        for page in
            ["/walks/#", "/coverage/#/#", "/promises/#", "/promises/#/edit/#", "/promises/#/activities"]
        {
            assert!(seen.contains(page), "{page} is not among {seen:?}");
        }
    }
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
    desk.close().await
}

/// Sets the desk's language, as its own form does.
async fn speak(desk: &Browser, language: &str) -> WebDriverResult<()> {
    let choose = format!(
        "return fetch('/language', {{method: 'POST', redirect: 'manual',
            headers: {{'content-type': 'application/x-www-form-urlencoded'}}, body: 'language={language}&back=%2F'}})
            .then(() => location.reload()).then(() => true)"
    );
    desk.run(&choose).await?;
    desk.wait_until(&format!("return document.documentElement.lang === '{language}'")).await;
    Ok(())
}

/// Returns which kind of page an address is of: what names one walk, area, week or phone among many is left out, and so is
/// what is asked for.
fn kind(page: &str) -> String {
    let path = page.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<&str> = path.split('/').collect();
    let is_named = |idx: usize, part: &str| {
        1 < idx && (part.contains(|c: char| c.is_ascii_digit()) || part.contains('-'))
    };
    let kinds = parts.iter().enumerate().map(|(idx, part)| if is_named(idx, part) { "#" } else { part });
    kinds.collect::<Vec<_>>().join("/")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_public_page_is_open_to_all() -> WebDriverResult<()> {
    let server = promised::serve(&["--statement-authority", "Kommunen"]).await;
    let chromedriver = ChromeDriver::start();
    let profile = tempfile::tempdir().expect("a folder can be made");
    let reader = Browser::start(&chromedriver, profile.path(), Screen::Phone).await?;
    let (audit, mut found) = (Audit::with_axe(), Vec::new());
    let framed = ["/uppfoljning/ruta", "/follow-up/frame"];
    let starts = ["/uppfoljning", "/uppfoljning/nu/1", "/follow-up/nu/1/v1", "/uppfoljning/no-such-page"];
    let starts = [starts.as_slice(), &framed].concat();
    let mut seen = BTreeSet::new();
    let mut queue: VecDeque<String> = starts.into_iter().map(str::to_owned).collect();
    while let Some(page) = queue.pop_front().filter(|_| seen.len() < N_PAGES) {
        let is_public = page.starts_with("/uppfoljning") || page.starts_with("/follow-up");
        if !is_public || !seen.insert(kind(&page)) {
            continue;
        }
        reader.open(&server.url(&page)).await?;
        reader.find("main h1").await;
        look(&reader, &audit, &page, &mut found).await?;
        let links: Vec<String> = serde_json::from_value(reader.run(LINKS).await?).expect("addresses");
        queue.extend(links);
    }
    assert!(seen.contains("/follow-up/nu/#/#") && seen.contains("/uppfoljning/tillganglighet"), "{seen:?}");
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
    reader.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_of_the_phone_is_open_to_all() -> WebDriverResult<()> {
    let server = Server::start_with(&["--demo"]);
    let chromedriver = ChromeDriver::start();
    let profile = tempfile::tempdir().expect("a folder can be made");
    let phone = Browser::start(&chromedriver, profile.path(), Screen::Phone).await?;
    let (audit, mut found) = (Audit::with_axe(), Vec::new());
    phone.grant(&server.url("")).await?;
    phone.stand_at(CORNER, 6.0).await?;
    phone.open(&server.url("/phone/")).await?;
    phone.find("input[autocomplete='username']").await;
    look(&phone, &audit, "the log-in", &mut found).await?;
    phone.log_in("polis1").await?;
    phone.see("Huddinge C").await;
    for language in ["sv", "en"] {
        phone.run(&format!("localStorage.setItem('kvart.language', '{language}')")).await?;
        phone.open(&server.url("/phone/#/walks")).await?;
        phone.run("location.reload()").await?;
        phone.wait_until(&format!("return document.documentElement.lang === '{language}'")).await;
        phone.find("a[href^='#/walks/']").await;
        let walk =
            phone.run("return document.querySelector(\"a[href^='#/walks/']\").getAttribute('href')").await?;
        let walk = walk.as_str().expect("an address").to_owned();
        let (correct, withdraw) = (format!("{walk}/correct"), format!("{walk}/withdraw"));
        for screen in
            ["#/", "#/walks", &walk, &correct, &withdraw, "#/afterwards", "#/settings", "#/diagnosis"]
        {
            phone.run(&format!("location.hash = '{screen}'")).await?;
            phone.wait_until("return document.querySelector('main') !== null").await;
            look(&phone, &audit, &format!("{screen} in {language}"), &mut found).await?;
        }
        phone.run("location.hash = '#/'").await?;
        phone.press_until("button.start[aria-label*='Huddinge C']", ".hold-button").await;
        look(&phone, &audit, &format!("a running walk in {language}"), &mut found).await?;
        phone.hold(".hold-button", std::time::Duration::from_millis(1600)).await?;
        phone.find("footer a.button.main").await;
        look(&phone, &audit, &format!("an ended walk in {language}"), &mut found).await?;
    }
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
    phone.close().await
}
