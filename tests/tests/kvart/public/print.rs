//! A follow-up printed from the browser: pages that begin and end well, headings with what they head, Swedish letters as letters.
//! It reads the PDF's own text, as a search or a screen reader does.

use std::path::Path;
use std::process::Command;

use tests::browser::{Browser, ChromeDriver, Screen};
use tests::promised;
use thirtyfour::error::WebDriverResult;

/// The headings of the page that is open, as they are read.
const HEADINGS: &str = "return [...document.querySelectorAll('h1, h2, h3')]
    .filter((heading) => heading.checkVisibility()).map((heading) => heading.textContent.trim().replace(/\\s+/g, ' '))";

/// Returns the text of a PDF, page by page.
fn pages(pdf: &Path) -> Vec<String> {
    let read = Command::new("pdftotext").args(["-layout", "-enc", "UTF-8"]).arg(pdf).arg("-").output();
    let read = read.expect("there is a pdftotext: `cargo xtask test` provides it");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    let text = String::from_utf8(read.stdout).expect("it was asked for UTF-8");
    text.trim_end_matches('\u{c}').split('\u{c}').map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follow_up_prints_to_a_well_set_letter() -> WebDriverResult<()> {
    let server = promised::serve(&["--public-contact", "Kommunen, 08-000 00 00"]).await;
    let (chromedriver, folder) = (ChromeDriver::start(), tempfile::tempdir().expect("a folder can be made"));
    let reader = Browser::start(&chromedriver, folder.path(), Screen::Desk).await?;
    for path in ["/uppfoljning/nu/1", "/uppfoljning/nu/2", "/uppfoljning"] {
        reader.open(&server.url(path)).await?;
        reader.find("main h1").await;
        let headings: Vec<String> = serde_json::from_value(reader.run(HEADINGS).await?).expect("texts");
        let pdf = folder.path().join("printed.pdf");
        std::fs::write(&pdf, reader.print().await?).expect("it can be written");
        let pages = pages(&pdf);
        assert!((2..=6).contains(&pages.len()), "{path} has {} pages", pages.len());
        for (page, number) in pages.iter().zip(1..) {
            let mut lines = page.lines().map(str::trim).filter(|line| !line.is_empty());
            let footer = lines.next_back().expect("no page is empty").replace(' ', "");
            assert_eq!(footer, format!("{number}/{}", pages.len()), "{path}:\n{page}");
            let last =
                lines.next_back().expect("no page is empty").split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(!headings.contains(&last), "{last:?} stands alone at the end of page {number} of {path}");
        }
        let text = pages.concat();
        for said in
            ["Trygghet i offentlig miljö", "Skogås C", "Vårby C", "Våld i nära relation", "Utvärdering"]
        {
            assert!(text.contains(said), "{said:?} is not on paper: {text}");
        }
        for word in ["Hämta och bädda in", "In English", "Till innehållet"] {
            assert!(!text.contains(word), "{word:?} is of no use on paper");
        }
    }
    reader.close().await
}
