//! What shuts people out of a page: looked for by axe-core, and by the width of a narrow window. It judges the page that is
//! open, and never opens one.

use std::fs;
use std::path::PathBuf;

use thirtyfour::error::WebDriverResult;

use crate::browser::Browser;

/// How narrow a window a page must fit into (WCAG 2.2, 1.4.10).
const NARROW_PX: u32 = 320;

/// Runs axe and returns a line for each finding: its rule, what it is about, and where.
const RUN: &str =
    "return axe.run(document, {resultTypes: ['violations']}).then(({violations}) => violations.flatMap(
    ({id, help, nodes}) => nodes.map((node) => `${id}: ${help}: ${node.target} ${node.html.slice(0, 160)} ${
        node.any.concat(node.all).map((check) => check.message).join(' ')}`)))";

/// Returns what sticks out of the window, or nothing.
const TOO_WIDE: &str = "const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const scrolls = (element) => element && (/auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
    return [...document.body.querySelectorAll('*')].filter((element) =>
        width + 1 < element.getBoundingClientRect().right && !scrolls(element.parentElement))
        .slice(0, 5).map((element) => `sticks out at 320 px: ${element.outerHTML.slice(0, 160)}`)
        .concat(`the page is ${document.documentElement.scrollWidth} px wide`);";

/// Returns what moves although the person asked for less motion. What cannot be seen, such as a button that does not hear a
/// thumb yet, does not move.
const MOVES: &str = "const unseen = ['offset', 'computedOffset', 'easing', 'composite', 'pointerEvents'];
    const isSeen = (frame) => Object.keys(frame).some((key) => !unseen.includes(key));
    return document.getAnimations().filter((animation) => animation.playState === 'running'
        && 1 < animation.effect.getComputedTiming().duration && animation.effect.getKeyframes().some(isSeen))
    .map((animation) => `moves: ${animation.animationName ?? animation.transitionProperty} on ${
        animation.effect.target.outerHTML.slice(0, 160)}`)";

/// Looks at pages with axe-core.
#[derive(Debug)]
pub struct Audit {
    axe: String,
}

/// A colour scheme that a person's system asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Scheme {
    /// Both.
    pub const ALL: [Scheme; 2] = [Scheme::Light, Scheme::Dark];

    /// Has a browser's pages ask for it from now on, and for less motion.
    pub async fn wish(self, browser: &Browser) -> WebDriverResult<()> {
        let value = match self {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        };
        browser.prefer(value).await
    }
}

impl Audit {
    /// Reads axe-core, which `cargo xtask test` provides.
    pub fn with_axe() -> Audit {
        let file = std::env::var_os("KVART_AXE").map_or_else(
            || crate::server::target().join("npm/axe/node_modules/axe-core/axe.min.js"),
            PathBuf::from,
        );
        let axe = fs::read_to_string(&file);
        Audit { axe: axe.unwrap_or_else(|_| panic!("no {}: run `cargo xtask test`", file.display())) }
    }

    /// Returns what shuts people out of the page that is open, once all that it folds away is unfolded.
    pub async fn findings(&self, browser: &Browser) -> WebDriverResult<Vec<String>> {
        let is_loaded = browser.run("return typeof axe === 'object'").await? == true;
        if !is_loaded {
            browser.run(&self.axe).await?;
        }
        browser.unfold().await?;
        let mut findings = lines(browser.run(RUN).await?);
        findings.extend(lines(browser.run(MOVES).await?));
        browser.set_width(Some(NARROW_PX)).await?;
        findings.extend(lines(browser.run(TOO_WIDE).await?));
        browser.set_width(None).await?;
        Ok(findings)
    }
}

fn lines(value: serde_json::Value) -> Vec<String> {
    serde_json::from_value(value).expect("a script answers with lines")
}
