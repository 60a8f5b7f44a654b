//! The whole country after ten years: 500 areas, 20,000 officers, some 20 million walks; and how long the desk's pages for four
//! areas take then. The database is filled by SQL, for no server could be pushed so much in an hour. It never measures a push.

use std::path::Path;

use domain::time::WallTime;
use domain::week::Week;
use reqwest::StatusCode;
use rusqlite::{Connection, params};

use crate::bench::figures::{Figure, Figures};
use crate::bench::stopwatch::Stopwatch;
use crate::server::Server;
use crate::simulation::dice::Dice;
use crate::visitor::Visitor;

/// How many weeks: ten years.
const N_WEEKS: u32 = 522;
/// How many areas. Four of them are there before.
const N_AREAS: u32 = 500;
/// How many officers.
const N_OFFICERS: u32 = 20_000;
/// How often each page is asked for.
const N_ASKED: usize = 300;

/// What the four areas of one municipality are asked for by.
const FOUR: &str = "area=skogas-c&area=huddinge-c&area=flemingsberg-c&area=varby-c";

/// What is known of a walk that counts: as the server writes it.
const VERDICT: &str = r#"{"outcome":"counted","counts":true,"reasons":["long_enough"],"elapsed_s":960,"observed_s":955,"dwell_s":948,"required_s":900,"policy_version":1,"boundary_version":1}"#;
const TOO_SHORT: &str = r#"{"outcome":"too_short","counts":false,"reasons":[{"short":{"missing_s":132}}],"elapsed_s":790,"observed_s":780,"dwell_s":768,"required_s":900,"policy_version":1,"boundary_version":1}"#;

/// Indexes that would be filled in a random order; they are made again once everything is there.
const INDEXES: [&str; 4] = ["walk_changed", "walk_cell", "walk_began", "journal_walk"];

/// Fills a country and asks for its pages. Each week each area has so many walks, more or less.
pub async fn run(n_walks_a_cell: u32, figures: &mut Figures) {
    let server = Server::start();
    server.add_account("gruppchef", "supervisor");
    let now = server_now(&server).await;
    let data = server.into_data();
    let n_walks = fill(&data.path().join("kvart.db"), n_walks_a_cell, now).expect("a country can be written");
    let server = Server::start_in(data);
    let chief = Visitor::logged_in(&server, "gruppchef").await;
    let pages = [
        ("week page, 4 areas", format!("/week?{FOUR}")),
        ("coverage, 52 weeks × 4 areas", format!("/coverage?weeks=52&{FOUR}")),
        ("coverage, 10 years × 4 areas", format!("/coverage?weeks=522&{FOUR}")),
        ("dosage, 13 weeks", "/dosage?area=skogas-c".to_owned()),
    ];
    for (what, page) in pages {
        figures.lines.push(ask(what, &page, n_walks, &server, &chief).await);
    }
    figures.national_memory_kib = Some(server.peak_memory_kib());
}

/// Asks for a page again and again, one after the other.
async fn ask(what: &str, page: &str, n_walks: usize, server: &Server, chief: &Visitor) -> Figure {
    let cpu_before_s = server.cpu_s();
    let mut waits_ms = Vec::new();
    let whole = Stopwatch::start();
    for _ in 0..N_ASKED {
        let begun = Stopwatch::start();
        let answer = chief.get(page).await;
        waits_ms.push(begun.s() * 1000.0);
        assert_eq!(answer.status, StatusCode::OK, "{page}: {}", answer.text());
        assert!(answer.text().contains("Skogås"), "{page} shows an area");
    }
    let seconds = whole.s();
    let cpu_s = [server.cpu_s() - cpu_before_s, 0.0];
    let waits_ms = Some(Figure::waits(waits_ms));
    let goal = if what.contains("years") || what.contains("dosage") { "" } else { "p50 < 5 ms" };
    Figure { what: what.to_owned(), n_walks, n_done: N_ASKED, seconds, floor_s: None, waits_ms, cpu_s, goal }
}

/// Asks the server what time it is, so that the country's last week is its current one.
async fn server_now(server: &Server) -> WallTime {
    let chief = Visitor::logged_in(server, "gruppchef").await;
    chief.pull(crate::Journal::of(1).device).await.server_time
}

/// Writes areas, officers, journals, walks and cells, and returns how many walks.
fn fill(database: &Path, n_walks_a_cell: u32, now: WallTime) -> rusqlite::Result<usize> {
    let db = Connection::open(database)?;
    // Nothing of this outlives the bench: no commit waits for the disk.
    db.pragma_update_and_check(None, "journal_mode", "off", |_| Ok(()))?;
    db.execute_batch(
        "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -400000; BEGIN;",
    )?;
    let indexes = take_out(&db)?;
    let areas = people_and_areas(&db)?;
    let n_walks = walks(&db, &areas, n_walks_a_cell, now)?;
    db.execute_batch(
        "INSERT INTO cell (area_id, week, n_walks, n_patrols, kept_at, last_patrol)
            SELECT area_id, week, count(*), sum(counts), min(iif(counts, ended, NULL)), max(iif(counts, ended, NULL))
            FROM walk GROUP BY area_id, week;
        UPDATE device SET (n_held, top_seq, told_seq) =
            (SELECT count(*), count(*), count(*) FROM journal WHERE device_id = device.id);
        UPDATE house SET revision = revision + 1, changes = (SELECT count(*) FROM walk);",
    )?;
    indexes.iter().try_for_each(|sql| db.execute_batch(sql))?;
    db.execute_batch("COMMIT")?;
    db.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    Ok(n_walks)
}

fn take_out(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut taken = Vec::new();
    for index in INDEXES {
        let sql = "SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ?1";
        taken.push(db.query_row(sql, [index], |row| row.get(0))?);
        db.execute_batch(&format!("DROP INDEX {index}"))?;
    }
    Ok(taken)
}

/// Makes as many areas as the country has, alike but for their names, and officers with a phone each. Returns the areas' ids.
fn people_and_areas(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut area = db.prepare("INSERT INTO area (id, place, name) VALUES (?1, ?2, ?3)")?;
    let mut boundary = db.prepare(
        "INSERT INTO boundary (area_id, version, outline) SELECT ?1, version, outline FROM boundary
            WHERE area_id = 'skogas-c'",
    )?;
    for n in 5..=N_AREAS {
        let id = format!("ort-{n}");
        area.execute(params![id, 1000 + n, format!("Ort {n} C")])?;
        boundary.execute([&id])?;
    }
    let mut account = db.prepare(
        "INSERT INTO account (id, name, shown_as, role, password_hash, made) VALUES (?1, ?2, ?3, 'officer', '', 0)",
    )?;
    let mut device = db.prepare(
        "INSERT INTO device (id, account_id, enrolled, contact, reported) VALUES (?1, ?1, 0, ?2, ?2)",
    )?;
    for n in 0..N_OFFICERS {
        account.execute(params![officer(n), format!("p{n}"), format!("Polis {n}")])?;
        device.execute(params![officer(n), i64::MAX / 2])?;
    }
    db.prepare("SELECT id FROM area ORDER BY place")?.query_map([], |row| row.get(0))?.collect()
}

/// Writes the walks in the order of time, each with its row in a journal.
fn walks(db: &Connection, areas: &[String], n_a_cell: u32, now: WallTime) -> rusqlite::Result<usize> {
    let mut journal = db.prepare(
        "INSERT INTO journal (no, device_id, seq, prev, hash, received, walk_id, says, body)
            VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, 'walk', '{}')",
    )?;
    let mut walk = db.prepare(
        "INSERT INTO walk (no, id, account_id, journal_no, area_id, week, began, ended, crew_size, counts, verdict,
                corrections, n_passed_over, head, changed)
            VALUES (?1, ?2, ?3, ?1, ?4, ?5, ?6, ?7, 2, ?8, ?9, '[]', 0, ?10, ?1)",
    )?;
    let mut dice = Dice::of(1);
    let mut no = 0u32;
    let this_week = Week::of(now);
    for week in (0..N_WEEKS).rev().map(|n| this_week.back(n)) {
        let (label, start) = (week.to_string(), week.start());
        let n_seconds = now.s_since(start).clamp(1000, 7 * 86_400);
        for area in areas {
            for _ in 0..dice.between(i64::from(n_a_cell) / 2, i64::from(n_a_cell) * 3 / 2) {
                no += 1;
                let who = officer(dice.below(u64::from(N_OFFICERS)) as u32);
                let began = start.plus_s(dice.below(n_seconds as u64) as i64).ms();
                let (counts, verdict, length_s) =
                    if dice.below(10) < 9 { (1, VERDICT, 960) } else { (0, TOO_SHORT, 790) };
                let ended = began + length_s * 1000;
                let mut id = [0; 16];
                id[..8].copy_from_slice(&began.to_be_bytes());
                id[8..].copy_from_slice(&dice.throw().to_be_bytes());
                let hash = [0u8; 32];
                journal.execute(params![no, who, no, hash, ended, id])?;
                walk.execute(params![no, id, who, area, label, began, ended, counts, verdict, hash])?;
            }
        }
    }
    Ok(no as usize)
}

/// Returns the id of an officer and of the one phone that is that officer's.
fn officer(n: u32) -> [u8; 16] {
    let mut id = [7; 16];
    id[..4].copy_from_slice(&n.to_be_bytes());
    id
}
