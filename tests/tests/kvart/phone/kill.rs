//! A recording browser killed at random moments, again and again: whatever the screen called saved is there when it is
//! opened anew. `KVART_KILLS=100` makes it long, `KVART_SEED` makes it another. It never waits for a write before it kills.

use std::env;
use std::time::Duration;

use domain::place::FlatMap;
use tests::browser::{Browser, ChromeDriver, Screen};
use tests::server::Server;
use tests::walking::CORNER;
use thirtyfour::error::WebDriverResult;

/// How often the officer's place changes.
const STEP: Duration = Duration::from_millis(300);

/// Shorter gaps are not told: they are the phone finding itself.
const OFF: Duration = Duration::from_secs(11);

/// What the screen said was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Saved {
    inside_s: u32,
    n_notes: usize,
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_screen_called_saved_survives_every_kill() -> WebDriverResult<()> {
    let n_kills = number("KVART_KILLS").unwrap_or(4);
    let mut dice = Dice(number("KVART_SEED").unwrap_or(2026));
    let server = Server::start();
    server.add_account("polis1", "officer");
    let asked = server.command(&["policy", "set", "--fix-min-s", "1", "--fix-max-s", "1"], "");
    assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
    let chromedriver = ChromeDriver::start();
    let pocket = tempfile::tempdir().expect("a folder can be made");

    let phone = open(&chromedriver, &pocket, &server).await?;
    phone.log_in("polis1").await?;
    phone.see("Huddinge C").await;
    // A browser keeps a cookie for half a minute before it writes it down: this one ends as a person ends it.
    phone.close().await?;
    let phone = open(&chromedriver, &pocket, &server).await?;
    phone.press_until("button.start[aria-label*='Huddinge C']", ".hold-button").await;
    let mut saved = walk(&phone, &mut dice, Saved::default()).await?;
    phone.kill().await;

    for kill in 1..=n_kills {
        let phone = open(&chromedriver, &pocket, &server).await?;
        phone.see("Fortsätt passet").await;
        let inside_s = figure(&phone).await?;
        assert!(
            saved.inside_s <= inside_s,
            "kill {kill}: {saved:?} was on the screen, {inside_s} s are left"
        );
        phone.press("footer .button.main").await?;
        phone.see("Håll för att avsluta").await;
        saved = walk(&phone, &mut dice, saved).await?;
        phone.kill().await;
    }

    // Off for a while, and that while is told as a gap. The walk is resumed once more, for one that ends where it was cut
    // off has no such time.
    tokio::time::sleep(OFF).await;
    let phone = open(&chromedriver, &pocket, &server).await?;
    phone.see("Fortsätt passet").await;
    phone.press("footer .button.main").await?;
    phone.see("Håll för att avsluta").await;
    phone.hold(".hold-button", Duration::from_millis(1600)).await?;
    phone.see("appen var stängd").await;
    phone.press("main a.plain-button").await?;
    phone.see("os servern sedan").await;
    // The screen before it says where the walk is, too: the notes are waited for, not counted at once.
    phone
        .wait_until(&format!("return {} <= document.querySelectorAll('ul.told li').length", saved.n_notes))
        .await;
    phone.close().await
}

/// Walks about for a random while, noting something now and then. Returns what the screen last called saved.
async fn walk(phone: &Browser, dice: &mut Dice, mut saved: Saved) -> WebDriverResult<Saved> {
    let map = FlatMap::around(CORNER);
    let n_steps = 4 + dice.roll(24);
    let notes_at = dice.roll(2 * n_steps);
    for step in 0..n_steps {
        let sway = f64::from(step % 5) * 1.5;
        phone.stand_at(map.position((sway, f64::from(dice.roll(3)))), 6.0).await?;
        // The steps take this long; nothing is waited for.
        tokio::time::sleep(STEP).await;
        if step == notes_at {
            phone.press(".walk-tools .button.second").await?;
            phone.press("dialog[open] .kind").await?;
            let begins =
                if saved.n_notes == 0 { "Noterat".to_owned() } else { format!("{} ", saved.n_notes + 1) };
            let is_shown = format!(
                "return (document.querySelector('.last-note')?.innerText ?? '').trim().startsWith('{begins}')"
            );
            phone.wait_until(&is_shown).await;
            saved.n_notes += 1;
        }
    }
    saved.inside_s = saved.inside_s.max(figure(phone).await?);
    Ok(saved)
}

/// Reads the large figure on the screen, minutes and seconds.
async fn figure(phone: &Browser) -> WebDriverResult<u32> {
    let text = phone.run("return document.querySelector('main .figure').innerText").await?;
    let (minutes, seconds) =
        text.as_str().and_then(|text| text.split_once(':')).expect("it shows minutes and seconds");
    let number = |text: &str| text.trim().parse::<u32>().expect("it shows digits");
    Ok(number(minutes) * 60 + number(seconds))
}

async fn open(
    chromedriver: &ChromeDriver,
    pocket: &tempfile::TempDir,
    server: &Server,
) -> WebDriverResult<Browser> {
    let phone = Browser::start(chromedriver, pocket.path(), Screen::Phone).await?;
    phone.grant(&server.url("")).await?;
    phone.stand_at(CORNER, 6.0).await?;
    phone.open(&server.url("/phone/")).await?;
    Ok(phone)
}

fn number(name: &str) -> Option<u32> {
    env::var(name).ok()?.parse().ok()
}

/// Rolls the same for the same seed (xorshift, Marsaglia 2003).
struct Dice(u32);

impl Dice {
    fn roll(&mut self, n_sides: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0 % n_sides.max(1)
    }
}
