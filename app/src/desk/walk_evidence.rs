//! What stands behind one walk, as tables: its entries with their receipts, its clocks, its positions. It weighs nothing.

use domain::dwell::Side;
use leptos::either::Either;
use leptos::prelude::*;

use super::walk_sheet::{PositionRow, WalkSheet};
use super::wide_table::{Cells, wide_table};
use crate::texts::Language;
use crate::texts::desk::decision::{self, Say};
use crate::texts::desk::word::Word;
use crate::texts::moment;

fn heads(language: Language, words: &[Say]) -> impl IntoView + use<> {
    words.iter().map(|word| view! { <th scope="col">{word.say(language)}</th> }).collect_view()
}

/// Draws what was told of the walk, entry by entry: what each says, where it is written, since when the server holds it.
pub(super) fn draw_entries(language: Language, sheet: &WalkSheet) -> impl IntoView + use<> {
    let has_passed_over = sheet.entries.iter().any(|entry| !entry.holds);
    let rows = sheet.entries.iter().map(|entry| {
        let device = entry.device.short();
        let holds = if entry.holds { Say::Yes } else { Say::No };
        let why = entry.why.clone().map(|why| format!(": {why}"));
        view! {
            <tr>
                <th scope="row">{decision::does(language, entry.does)} {why}</th>
                <td>{holds.say(language)}</td>
                <td class="figures">{device} " · " {entry.seq}</td>
                <td class="figures">{moment::day_and_clock(language, entry.written)}</td>
                <td class="figures">{moment::day_and_clock(language, entry.received)}</td>
                <td class="figures">
                    <code>{entry.hash.short()}</code>
                </td>
            </tr>
        }
    });
    let rows = view! { <tbody>{rows.collect_view()}</tbody> };
    let heads = view! {
        {heads(language, &[Say::EntrySays, Say::EntryHolds])}
        <th scope="col">{Word::Journal.say(language)}</th>
        {heads(language, &[Say::EntryWritten, Say::EntryReceived, Say::EntryReceipt])}
    };
    let passed_over = has_passed_over.then(|| view! { <p class="soft">{Word::PassedOver.say(language)}</p> });
    view! {
        <section aria-labelledby="entries">
            <h2 id="entries">{Say::Entries.say(language)}</h2>
            {wide_table("entries", Cells::Words, heads, rows)}
            {passed_over}
        </section>
    }
}

/// Draws what the phone's clocks said, side by side.
pub(super) fn draw_clocks(language: Language, sheet: &WalkSheet) -> impl IntoView + use<> {
    if sheet.clocks.is_empty() {
        return None;
    }
    let none = || "–".to_owned();
    let rows = sheet.clocks.iter().map(|reading| {
        view! {
            <tr class="figures">
                <th scope="row">{moment::stopwatch(reading.t_s)}</th>
                <td>{decision::clock_s(reading.wall)}</td>
                <td>{reading.server_ahead_ms.map_or_else(none, |ms| decision::ahead(language, ms))}</td>
                <td>{reading.position.map_or_else(none, decision::clock_s)}</td>
            </tr>
        }
    });
    let rows = view! { <tbody>{rows.collect_view()}</tbody> };
    let columns = [Say::SinceStart, Say::PhoneWall, Say::AheadOfPhone, Say::OfPosition];
    Some(view! {
        <section aria-labelledby="clocks">
            <h2 id="clocks">{Say::Clocks.say(language)}</h2>
            <p class="soft">{Say::ClocksHelp.say(language)}</p>
            {wide_table("clocks", Cells::Words, heads(language, &columns), rows)}
        </section>
    })
}

/// Draws the table behind the map. It is long, so that it opens only when asked.
pub(super) fn draw_positions(language: Language, sheet: &WalkSheet) -> impl IntoView + use<> {
    if sheet.positions.is_empty() {
        return Either::Left(());
    }
    let began = sheet.began;
    let row = |position: &PositionRow| {
        let taken = match position.side {
            Some(Side::Inside) => Say::Inside,
            Some(Side::Outside) => Say::Outside,
            None => Say::Poor,
        };
        let accuracy = position.accuracy_m.map_or_else(|| "–".to_owned(), |m| format!("± {m:.0} m"));
        view! {
            <tr class="figures">
                <th scope="row">{decision::clock_s(began.plus_s(i64::from(position.t_s)))}</th>
                <td>{format!("{:.5}", position.lat)}</td>
                <td>{format!("{:.5}", position.lon)}</td>
                <td>{accuracy}</td>
                <td>{taken.say(language)}</td>
            </tr>
        }
    };
    let rows = view! { <tbody>{sheet.positions.iter().map(row).collect_view()}</tbody> };
    let columns = [Say::Time, Say::Latitude, Say::Longitude, Say::Accuracy, Say::Taken];
    Either::Right(view! {
        <details class="behind">
            <summary id="positions">{Say::Positions.say(language)}</summary>
            <p class="soft">{Say::PositionsHelp.say(language)}</p>
            {wide_table("positions", Cells::Words, heads(language, &columns), rows)}
        </details>
    })
}
