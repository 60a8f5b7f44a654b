//! The coverage over HTTP: spans and areas by the address, totals, and why a week was missed, all without script.

use domain::day::Day;
use domain::statement::Statement;
use domain::week::Week;
use reqwest::StatusCode;
use server::demo::dice::Dice;
use server::demo::stroll::{self, Course, Stroll};
use server::edge;
use tests::visitor::{read, says, words};
use tests::{Journal, Server, Visitor};

/// Returns the first area and week that the demonstration missed, by the addresses that its page of missed weeks names.
async fn missed(chief: &Visitor) -> String {
    let page = chief.get("/coverage").await.text();
    let ways = page.split(r#"href=""#).skip(1).filter_map(|rest| rest.split('"').next());
    let to_reason = ways.filter_map(|way| way.strip_suffix("#reason")).next();
    to_reason.expect("the demonstration has missed a week").to_owned()
}

#[tokio::test]
async fn a_supervisor_says_why_a_week_was_missed_changes_it_and_takes_it_back() {
    let server = Server::start_with(&["--demo"]);
    let chief = Visitor::logged_in(&server, "gruppchef").await;
    let place = missed(&chief).await;
    let form = format!("{place}/reason");
    says(&read(&chief, &place).await, "Varför veckan missades");

    let noted = chief.post_form(&form, "reason=Alla+p%C3%A5+utbildning").await;
    let shown = format!("{place}#reason");
    assert_eq!((noted.status, noted.header("location")), (StatusCode::SEE_OTHER, Some(shown.as_str())));
    let page = read(&chief, &place).await;
    says(&page, "Alla på utbildning Gruppchef,");
    // It stands in the list and in the cell's title.
    let coverage = chief.get("/coverage").await.text();
    says(&words(&coverage), "Alla på utbildning Gruppchef,");
    let title = coverage.split(r#"title=""#).filter_map(|rest| rest.split('"').next());
    assert!(title.filter(|title| title.contains(", Alla på utbildning")).count() == 1);

    chief.post_form(&form, "reason=Sjukdom").await;
    let page = read(&chief, &place).await;
    assert!(page.contains("Sjukdom") && !page.contains("Alla på utbildning"), "{page}");
    let refused = chief.post_form(&form, "reason=+").await;
    assert_eq!(refused.header("location"), Some(format!("{place}?error=reason#reason").as_str()));
    says(&read(&chief, &format!("{place}?error=reason")).await, "Skriv varför, med högst 200 tecken.");
    let taken = chief.post_form(&format!("{form}/take-back"), "").await;
    assert_eq!(taken.header("location"), Some(shown.as_str()));
    assert!(!read(&chief, "/coverage").await.contains("Sjukdom"));

    let kept_now = format!("/coverage/skogas-c/{}/reason", Week::of(edge::now()));
    let not_missed = chief.post_form(&kept_now, "reason=Sjukdom").await;
    assert!(not_missed.header("location").is_some_and(|to| to.ends_with("?error=not_missed#reason")));
    assert_eq!(
        chief.post_form("/coverage/nowhere/2026-W01/reason", "reason=x").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        chief.post_form("/coverage/skogas-c/what/reason", "reason=x").await.status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn an_officer_sees_the_coverage_and_neither_notes_nor_reads_a_reason() {
    let server = Server::start_with(&["--demo"]);
    let chief = Visitor::logged_in(&server, "gruppchef").await;
    let officer = Visitor::logged_in(&server, "polis1").await;
    let place = missed(&chief).await;
    let form = format!("{place}/reason");
    chief.post_form(&form, "reason=Alla+p%C3%A5+utbildning").await;

    let coverage = officer.get("/coverage").await.text();
    says(&words(&coverage), "områdesveckor");
    let page = officer.get(&place).await.text();
    for seen in [&coverage, &page] {
        assert!(
            !seen.contains("utbildning")
                && !seen.contains("#reason")
                && !seen.contains(r#"action="/coverage/"#)
        );
    }
    for path in [form.clone(), format!("{form}/take-back")] {
        assert_eq!(officer.post_form(&path, "reason=Mitt").await.status, StatusCode::FORBIDDEN, "{path}");
        let stranger = Visitor::to(&server).post_form(&path, "reason=Mitt").await;
        assert!(stranger.header("location").is_some_and(|to| to.starts_with("/login")), "{path}");
        let elsewhere =
            [("sec-fetch-site", "cross-site"), ("content-type", "application/x-www-form-urlencoded")];
        assert_eq!(
            chief.post(&path, &elsewhere, "reason=Mitt").await.status,
            StatusCode::FORBIDDEN,
            "{path}"
        );
    }
    says(&read(&chief, &place).await, "Alla på utbildning");
}

/// The walk was on a phone that came into reach a week later.
#[tokio::test]
async fn a_late_walk_makes_the_week_kept_and_the_reason_needless() {
    let server = Server::start_with(&["--demo"]);
    let chief = Visitor::logged_in(&server, "gruppchef").await;
    let officer = Visitor::logged_in(&server, "polis1").await;
    let place = missed(&chief).await;
    chief.post_form(&format!("{place}/reason"), "reason=Telefonen+borta").await;

    let mut parts = place.trim_start_matches("/coverage/").split('/');
    let (area, week) = (parts.next().expect("an area"), parts.next().expect("a week"));
    let week: Week = week.parse().expect("a week");
    let mut journal = Journal::of(7);
    let rulebook = officer.pull(journal.device).await.rulebook.expect("a phone that knows nothing is told");
    let area = rulebook.area(&area.parse().expect("an area's id")).expect("it is there");
    let stroll = Stroll { started: week.start().plus_s(40 * 3600), crew_size: 2, course: Course::Full };
    let entry = journal.say(Statement::Walk(stroll::walk(area, &stroll, &mut Dice::new(1))));
    officer.push(&journal.push(vec![entry])).await;

    let coverage = read(&chief, "/coverage").await;
    says(&coverage, "skälet ”Telefonen borta” behövs inte längre");
    let page = read(&chief, &place).await;
    says(&page, "Skälet behövs inte längre: veckan blev klar");
    assert!(!page.contains("Spara"), "nothing more is to be noted: {page}");
    chief.post_form(&format!("{place}/reason/take-back"), "").await;
    assert!(!read(&chief, "/coverage").await.contains("Telefonen borta"));
}

#[tokio::test]
async fn an_address_names_weeks_days_and_areas() {
    let server = Server::start_with(&["--demo"]);
    let chief = Visitor::logged_in(&server, "gruppchef").await;
    let now = Week::of(edge::now());
    let html = chief.get("/coverage?weeks=522").await.text();
    says(&words(&html), "Områdena följs i Kvart sedan vecka");
    assert!(html.contains("<caption") && html.contains(r#"scope="col""#) && html.contains(r#"scope="row""#));
    // A single area: fewer columns, and the ways to other weeks keep it.
    let html = chief.get("/coverage?area=varby-c&weeks=4").await.text();
    says(&words(&html), "Visar ett av 4 områden.");
    assert!(html.contains("&amp;weeks=4&amp;area=varby-c"), "{html}");
    assert!(!html.contains(r#"href="/coverage/skogas-c/"#));
    // Days: the weeks whose Thursdays lie between them.
    let (monday, sunday) = (now.back(3), now.back(2));
    let path = format!("/coverage?from={}&to={}", Day::monday_of(monday), Day::sunday_of(sunday));
    let html = chief.get(&path).await.text();
    let rows = html.matches(&format!(r#"/coverage/skogas-c/{}""#, sunday)).count();
    assert!(1 <= rows && !html.contains(&format!("/coverage/skogas-c/{}\"", now.back(1))), "{path}");
    // What is no day or area asks for nothing.
    says(&read(&chief, "/coverage?from=igar&to=2026-02-30&area=nowhere&weeks=x").await, "Klara veckor");
    let english = chief
        .clone()
        .with_cookie(&format!("{}; kvart-language=en", chief.cookie.clone().unwrap_or_default()));
    says(&read(&english, "/coverage").await, "area-weeks");
}

#[tokio::test]
async fn a_new_installation_has_missed_nothing_and_owes_nothing() {
    let server = Server::start();
    server.add_account("chef", "supervisor");
    let chief = Visitor::logged_in(&server, "chef").await;
    let page = read(&chief, "/coverage").await;
    says(&page, "Inga missade områdesveckor");
    says(&page, "Ingen vecka har tagit slut än");
    assert!(!page.contains("Avslutade veckor:") && !page.contains("År och tertial"), "{page}");
}
