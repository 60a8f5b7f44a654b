//! A real Chromium at a phone's or a desk's size, with a profile of its own that outlives it. It never retries a step; it
//! waits until what a person would wait for is on the screen. It sets a phone's clock only where a test is about that.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::place::Position;
use serde_json::json;
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::prelude::*;
use thirtyfour::{ChromiumLikeCapabilities, Key, TypingData};

use crate::server::PASSWORD;

/// How long a person would wait for something to appear on a slow machine.
const PATIENCE: Duration = Duration::from_secs(45);
/// How often it is looked for meanwhile.
const GLANCE: Duration = Duration::from_millis(100);

/// How long a person waits for what a press does before pressing again.
const MOMENT: Duration = Duration::from_secs(3);
/// How long a key that was heard takes to show it.
const HEARD: Duration = Duration::from_secs(5);
/// So many steps of the Tab key reach everything on a page.
const MOST_TABS: usize = 200;

/// A running chromedriver, which ends with its owner.
pub struct ChromeDriver {
    process: Child,
    url: String,
}

/// What kind of screen a browser has.
#[derive(Debug, Clone, Copy)]
pub enum Screen {
    /// 360 × 740, as a phone.
    Phone,
    /// 1280 × 900, as a desk.
    Desk,
}

/// A running browser.
pub struct Browser {
    driver: WebDriver,
    profile: PathBuf,
    screen: Screen,
}

impl Screen {
    /// Returns its width and height in CSS pixels.
    fn size(self) -> (u32, u32) {
        match self {
            Screen::Phone => (360, 740),
            Screen::Desk => (1280, 900),
        }
    }
}

impl ChromeDriver {
    /// Starts one on a free port.
    pub fn start() -> ChromeDriver {
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is installed: `cargo xtask test` provides it");
        let lines = BufReader::new(process.stdout.take().expect("its output is piped")).lines();
        let port = lines
            .map_while(Result::ok)
            .find_map(|line| {
                line.split_once("successfully on port ")
                    .map(|(_, port)| port.trim_end_matches('.').to_owned())
            })
            .expect("chromedriver says its port");
        ChromeDriver { process, url: format!("http://127.0.0.1:{port}") }
    }
}

impl Drop for ChromeDriver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Browser {
    /// Starts a browser on a profile folder, which may be one that another browser left behind.
    pub async fn start(
        chromedriver: &ChromeDriver,
        profile: &Path,
        screen: Screen,
    ) -> WebDriverResult<Browser> {
        let mut capabilities = DesiredCapabilities::chrome();
        let (width, height) = screen.size();
        let profile_flag = format!("--user-data-dir={}", profile.display());
        let size_flag = format!("--window-size={width},{height}");
        for flag in [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            "--lang=sv",
            "--accept-lang=sv-SE",
            &profile_flag,
            &size_flag,
        ] {
            capabilities.add_arg(flag)?;
        }
        if let Screen::Phone = screen {
            let metrics = json!({"deviceMetrics": {"width": width, "height": height, "pixelRatio": 2.0, "touch": true}});
            capabilities.add_experimental_option("mobileEmulation", metrics)?;
        }
        ::server::tls::provide();
        let driver = WebDriver::new(&chromedriver.url, capabilities).await?;
        Ok(Browser { driver, profile: profile.to_owned(), screen })
    }

    /// Lets pages of an address ask for the position, keep the screen awake and keep their storage.
    pub async fn grant(&self, origin: &str) -> WebDriverResult<()> {
        let permissions = ["geolocation", "wakeLockScreen", "durableStorage"];
        self.command("Browser.grantPermissions", json!({"origin": origin, "permissions": permissions})).await
    }

    /// Takes positions back from the pages of an address, as a person does in the phone's settings.
    pub async fn deny_positions(&self, origin: &str) -> WebDriverResult<()> {
        let denied = json!({"permission": {"name": "geolocation"}, "setting": "denied", "origin": origin});
        self.command("Browser.setPermission", denied).await
    }

    /// Lets pages of an address read the clipboard back, which only a test wants to.
    pub async fn grant_clipboard(&self, origin: &str) -> WebDriverResult<()> {
        let permissions = ["clipboardReadWrite", "clipboardSanitizedWrite"];
        self.command("Browser.grantPermissions", json!({"origin": origin, "permissions": permissions})).await
    }

    /// Has files that are handed over put into a folder.
    pub async fn download_to(&self, folder: &Path) -> WebDriverResult<()> {
        let behavior = json!({"behavior": "allow", "downloadPath": folder});
        self.command("Browser.setDownloadBehavior", behavior).await
    }

    /// Waits until a folder holds a whole file of that kind, and returns it.
    pub async fn downloaded(&self, folder: &Path, kind: &str) -> PathBuf {
        let find = || {
            let files = fs::read_dir(folder).expect("the folder is there").filter_map(Result::ok);
            files.map(|file| file.path()).find(|file| file.extension().is_some_and(|found| found == kind))
        };
        let is_there = self.wait_for(async || find().is_some()).await;
        assert!(is_there, "no .{kind} file; on the screen was:\n{}", self.text().await.unwrap_or_default());
        find().expect("it was just there")
    }

    /// Puts the phone at a place, as its positioning would.
    pub async fn stand_at(&self, place: Position, accuracy_m: f64) -> WebDriverResult<()> {
        let position = json!({"latitude": place.lat, "longitude": place.lon, "accuracy": accuracy_m});
        self.command("Emulation.setGeolocationOverride", position).await
    }

    /// Sets the phone's clock forward (back when negative) by so much more, as a person does in its settings: what the page
    /// reads of the wall clock moves, what counts the seconds goes on. The machine's own clock is not touched, and nothing of
    /// the product knows of this.
    pub async fn set_clock(&self, by_s: i64) -> WebDriverResult<()> {
        let set = format!("{{ const was = Date.now; Date.now = () => was() + {by_s} * 1000; }}");
        self.run(&set).await.map(drop)
    }

    /// Has all pages that are opened from now on run a script first.
    pub async fn run_on_opening(&self, script: &str) -> WebDriverResult<()> {
        self.command("Page.addScriptToEvaluateOnNewDocument", json!({"source": script})).await
    }

    /// Makes the screen narrower or wider, or as it was.
    pub async fn set_width(&self, width: Option<u32>) -> WebDriverResult<()> {
        let (as_was, height) = self.screen.size();
        let is_phone = matches!(self.screen, Screen::Phone);
        let width = width.unwrap_or(as_was);
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": is_phone});
        self.command("Emulation.setDeviceMetricsOverride", metrics).await
    }

    /// Has the system behind the browser ask for some colours, and for less motion.
    pub async fn prefer(&self, scheme: &str) -> WebDriverResult<()> {
        let features = json!([
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]);
        self.command("Emulation.setEmulatedMedia", json!({ "features": features })).await
    }

    /// Prints the page that is open, on A4 as its own style asks for it, and returns the PDF.
    pub async fn print(&self) -> WebDriverResult<Vec<u8>> {
        let asked = json!({"preferCSSPageSize": true, "printBackground": false, "generateTaggedPDF": true});
        let printed = self.driver.cdp().send_raw("Page.printToPDF", asked).await?;
        let data = printed["data"].as_str().expect("a print is told as text");
        Ok(STANDARD.decode(data).expect("it is told in base64"))
    }

    async fn command(&self, name: &str, arguments: serde_json::Value) -> WebDriverResult<()> {
        self.driver.cdp().send_raw(name, arguments).await?;
        Ok(())
    }

    /// Opens an address.
    pub async fn open(&self, url: &str) -> WebDriverResult<()> {
        self.driver.goto(url).await
    }

    /// Opens an address in a second tab and looks at that one.
    pub async fn open_beside(&self, url: &str) -> WebDriverResult<()> {
        let tab = self.driver.new_tab().await?;
        self.driver.switch_to_window(tab).await?;
        self.open(url).await
    }

    /// Looks at the first tab again.
    pub async fn go_back_to_first(&self) -> WebDriverResult<()> {
        let tabs = self.driver.windows().await?;
        self.driver.switch_to_window(tabs[0].clone()).await
    }

    /// Returns all text that is on the screen.
    pub async fn text(&self) -> WebDriverResult<String> {
        self.driver.find(By::Tag("body")).await?.text().await
    }

    /// Waits until a text is on the screen, and fails with what was there instead.
    pub async fn see(&self, wanted: &str) {
        let found = self.wait_for(async || self.text().await.is_ok_and(|text| text.contains(wanted))).await;
        assert!(
            found,
            "{wanted:?} did not appear; on the screen was:\n{}",
            self.text().await.unwrap_or_default()
        );
    }

    /// Waits until an element is there, and returns it.
    pub async fn find(&self, css: &str) -> WebElement {
        let look = async || self.driver.find(By::Css(css)).await.ok();
        match within(PATIENCE, look).await {
            Some(element) => element,
            None => {
                panic!("no {css:?}; on the screen was:\n{}", self.text().await.unwrap_or_default())
            }
        }
    }

    /// Presses what a selector names. What was drawn anew between the look and the press was not pressed: it is looked for
    /// again.
    pub async fn press(&self, css: &str) -> WebDriverResult<()> {
        loop {
            match self.find(css).await.click().await {
                Err(error) if matches!(error.as_inner(), WebDriverErrorInner::StaleElementReference(_)) => {}
                pressed => return pressed,
            }
        }
    }

    /// Has the phone send what waits, as who stands before it does; by the time of the press it may have done so by itself.
    pub async fn send_now(&self) {
        self.find(".sync").await;
        if let Ok(button) = self.driver.find(By::Css(".sync button")).await {
            let _ = button.click().await;
        }
    }

    /// Presses what a selector names until another thing is there, as a person does when the screen moved under the thumb: who
    /// has pressed waits a moment before pressing again.
    pub async fn press_until(&self, css: &str, wanted: &str) {
        let find = async |css: &str| self.driver.find(By::Css(css)).await.ok();
        let found = self
            .wait_for(async || {
                if let Some(button) = find(css).await {
                    // It may be gone by now, because the last press was heard.
                    let _ = button.click().await;
                }
                within(MOMENT, async || find(wanted).await).await.is_some()
            })
            .await;
        assert!(found, "no {wanted:?}; on the screen was:\n{}", self.text().await.unwrap_or_default());
    }

    /// Types into what a selector names.
    pub async fn write(&self, css: &str, text: &str) -> WebDriverResult<()> {
        self.find(css).await.send_keys(TypingData::from(text)).await
    }

    /// Logs in with the tests' password by the form that is on the screen.
    pub async fn log_in(&self, name: &str) -> WebDriverResult<()> {
        self.write("input[autocomplete='username']", name).await?;
        self.write("input[autocomplete='current-password']", PASSWORD).await?;
        self.press("main form button:not([type='button'])").await
    }

    /// Holds what a selector names for a while, as a thumb does on a phone, and lifts it wherever the page has come to by then.
    pub async fn hold(&self, css: &str, length: Duration) -> WebDriverResult<()> {
        self.find(css).await;
        let css = serde_json::to_string(css).expect("a selector is a text");
        let place = format!("const place = document.querySelector({css}).getBoundingClientRect()");
        let thumb = "{ x: place.x + place.width / 2, y: place.y + place.height / 2 }";
        let thumb = self.run(&format!("{place}; return {thumb}")).await?;
        let touch = |kind: &str, points| json!({"type": kind, "touchPoints": points});
        self.command("Input.dispatchTouchEvent", touch("touchStart", vec![thumb])).await?;
        // The press itself has this length; nothing is waited for.
        tokio::time::sleep(length).await;
        self.command("Input.dispatchTouchEvent", touch("touchEnd", Vec::new())).await
    }

    /// Types where the focus is.
    pub async fn type_keys(&self, keys: &str) -> WebDriverResult<()> {
        self.driver.action_chain().send_keys(keys).perform().await
    }

    /// Presses a key where the focus is.
    pub async fn press_key(&self, key: Key) -> WebDriverResult<()> {
        self.driver.action_chain().key_down(key.clone()).key_up(key).perform().await
    }

    /// Goes on to what a selector names and presses a key there, until another thing is there.
    pub async fn key_until(&self, css: &str, key: Key, wanted: &str) -> WebDriverResult<()> {
        let is_there = async || self.driver.find(By::Css(wanted)).await.is_ok();
        while !is_there().await {
            self.tab_to(css).await?;
            self.press_key(key.clone()).await?;
            let look = async {
                while !is_there().await {
                    tokio::time::sleep(GLANCE).await;
                }
            };
            let _not_heard = tokio::time::timeout(HEARD, look).await;
        }
        Ok(())
    }

    /// Holds a key for a while where the focus is.
    pub async fn hold_key(&self, key: &str, length: Duration) -> WebDriverResult<()> {
        let key = key.chars().next().expect("a key is a character");
        self.driver.action_chain().key_down(key).perform().await?;
        // The hold itself has this length; nothing is waited for.
        tokio::time::sleep(length).await;
        self.driver.action_chain().key_up(key).perform().await
    }

    /// Goes on with the Tab key until what a selector names has the focus, which must be to be seen at every step.
    pub async fn tab_to(&self, css: &str) -> WebDriverResult<()> {
        const SEEN: &str = "const {activeElement: element} = document;
            if (element === document.body) return true;
            const {width, height} = element.getBoundingClientRect();
            const isRinged = ({outlineStyle, outlineWidth, boxShadow}) =>
                outlineStyle !== 'none' && outlineWidth !== '0px' || boxShadow !== 'none';
            return 0 < width * height && [null, '::after'].some((part) => isRinged(getComputedStyle(element, part)))";
        let is_there = format!("return document.activeElement.matches({css:?})");
        for _ in 0..MOST_TABS {
            if self.run(&is_there).await? == true {
                return Ok(());
            }
            self.press_key(Key::Tab).await?;
            let at = self.run("return document.activeElement.outerHTML.slice(0, 200)").await?;
            assert_eq!(self.run(SEEN).await?, true, "the focus is not to be seen: {at}");
        }
        panic!("{css:?} has no focus after {MOST_TABS} steps; on the screen was:\n{}", self.text().await?);
    }

    /// Opens all that the page folds away, as whoever reads the whole of it does.
    pub async fn unfold(&self) -> WebDriverResult<()> {
        self.run("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
            .await
            .map(drop)
    }

    /// Runs a script in the page and returns what it returns.
    pub async fn run(&self, script: &str) -> WebDriverResult<serde_json::Value> {
        Ok(self.driver.execute(script, Vec::new()).await?.json().clone())
    }

    /// Waits until a script returns true.
    pub async fn wait_until(&self, script: &str) {
        let found = self.wait_for(async || self.run(script).await.is_ok_and(|value| value == true)).await;
        assert!(found, "never true: {script}");
    }

    /// Writes a picture of the screen.
    pub async fn picture(&self, file: &Path) -> WebDriverResult<()> {
        self.driver.screenshot(file).await
    }

    /// Ends the browser as a person would.
    pub async fn close(self) -> WebDriverResult<()> {
        self.driver.quit().await
    }

    /// Kills every process of the browser at once (SIGKILL), as a phone that runs out of memory or battery would.
    pub async fn kill(self) {
        let processes = processes_with(&format!("--user-data-dir={}", self.profile.display()));
        assert!(!processes.is_empty(), "the browser runs");
        let killed = Command::new("kill").arg("-KILL").args(&processes).status().expect("kill is there");
        assert!(killed.success(), "the browser was killed");
        // Ends the driver's session; the browser behind it is gone, so that its answer says nothing.
        let _ = self.driver.quit().await;
    }

    async fn wait_for(&self, is_so: impl AsyncFn() -> bool) -> bool {
        within(PATIENCE, async || is_so().await.then_some(())).await.is_some()
    }
}

/// Looks again and again until something is there; nothing when it took too long.
async fn within<T>(patience: Duration, look: impl AsyncFn() -> Option<T>) -> Option<T> {
    let look = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(GLANCE).await;
        }
    };
    tokio::time::timeout(patience, look).await.ok()
}

/// Returns the ids of the processes that were started with an argument.
fn processes_with(argument: &str) -> Vec<String> {
    let folders = fs::read_dir("/proc").expect("there are processes").filter_map(Result::ok);
    let ids = folders
        .filter_map(|folder| folder.file_name().into_string().ok())
        .filter(|name| name.parse::<u32>().is_ok());
    ids.filter(|id| {
        let arguments = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
        arguments.split(|byte| *byte == 0).any(|found| found == argument.as_bytes())
    })
    .collect()
}
