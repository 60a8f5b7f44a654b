//! A phone whose storage is full: what the screen says, and what becomes of the walk. Chromium's own limit does not touch
//! writes as small as these, so each write is answered as browsers answer it then. Real server, real Chromium.

use std::time::Duration;

use domain::walk::{Evidence, GapReason, Walk};
use tests::walking::Walking;
use thirtyfour::error::WebDriverResult;

/// From now on nothing more can be added to an object store.
const FILL: &str = "window.isFull = true;
    if (!window.add) {
        window.add = IDBObjectStore.prototype.add;
        IDBObjectStore.prototype.add = function (...row) {
            if (window.isFull) throw new DOMException('no room', 'QuotaExceededError');
            return window.add.apply(this, row);
        };
    }";
/// There is room again.
const FREE: &str = "window.isFull = false;";

const SAID: &str = "Telefonens minne är fullt. Det som redan är sparat är säkert. Frigör plats";

fn gap_s(walk: &Walk, wanted: GapReason) -> u32 {
    let Evidence::Recorded { gaps, .. } = &walk.evidence else { panic!("it was recorded") };
    gaps.iter().filter(|gap| gap.reason == wanted).map(|gap| gap.length_s()).sum()
}

/// The ring stands while nothing can be saved, for it shows what is saved. Once there is room, all of it is there.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_storage_is_said_at_once_and_nothing_of_the_walk_is_lost() -> WebDriverResult<()> {
    let walking = Walking::start().await?;
    walking.phone.run(FILL).await?;
    walking.pace(2).await?;
    walking.phone.see(SAID).await;
    let saved_s = walking.figure_s().await?;
    walking.pace(8).await?;
    walking.phone.see("Det nya sparas när det går. Stäng inte Kvart.").await;
    assert_eq!(walking.figure_s().await?, saved_s, "what is not saved is not shown");
    walking.phone.press(".walk-tools .button.second").await?;
    walking.phone.press("dialog[open] .kind").await?;
    walking.pace(1).await?;
    assert!(!walking.phone.text().await?.contains("Noterat"), "what is not saved is not said to be");

    // Ending waits too, and says so.
    walking.phone.hold(".hold-button", Duration::from_millis(1600)).await?;
    walking.phone.see("Avslutas när det går att spara").await;
    walking.phone.see(SAID).await;
    walking.phone.run(FREE).await?;
    walking.phone.see("Observerat 0:").await;
    let walk = walking.last_walk().await?;
    let Evidence::Recorded { track, gaps, .. } = &walk.evidence else { panic!("it was recorded") };
    let times: Vec<u32> = track.fixes().iter().map(|fix| fix.t_s).collect();
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] <= 4), "positions are missing: {times:?}");
    assert!(
        saved_s + 8 <= *times.last().expect("there are positions") && gaps.is_empty(),
        "{times:?} {gaps:?}"
    );
    assert_eq!(walk.observations.len(), 1);
    walking.phone.close().await
}

/// What could not be saved before the phone died is missing, and is told as time in which the app was closed.
#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_dies_with_its_storage_full_tells_the_time_as_lost() -> WebDriverResult<()> {
    let walking = Walking::start().await?;
    walking.phone.run(FILL).await?;
    walking.pace(2).await?;
    walking.phone.see(SAID).await;
    let saved_s = walking.figure_s().await?;
    walking.pace(12).await?;
    let walking = walking.kill_and_reopen().await?;
    walking.phone.see("Fortsätt passet").await;
    assert!(saved_s <= walking.figure_s().await?, "what the screen called saved is there");
    walking.phone.press("footer .button.main").await?;
    walking.phone.see("Håll för att avsluta").await;
    walking.pace(2).await?;
    walking.phone.hold(".hold-button", Duration::from_millis(1600)).await?;
    walking.phone.see("utan position (appen var stängd)").await;
    let walk = walking.last_walk().await?;
    assert!(12 <= gap_s(&walk, GapReason::Closed), "{walk:?}");
    walking.phone.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_that_cannot_be_saved_does_not_begin() -> WebDriverResult<()> {
    let walking = Walking::ready().await?;
    walking.phone.run(FILL).await?;
    walking
        .phone
        .press_until("button.start[aria-label*='Huddinge C']", "footer .problem:not([hidden])")
        .await;
    walking.phone.see(SAID).await;
    assert_eq!(
        walking.phone.run("return document.querySelector('.hold-button')").await?,
        serde_json::Value::Null
    );
    walking.phone.run(FREE).await?;
    walking.begin().await?;
    assert!(!walking.phone.text().await?.contains(SAID));
    walking.phone.close().await
}
