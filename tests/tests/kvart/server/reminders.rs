//! Reminders on the wire: the real server, a real mail server and a real receiver of webhooks on this machine. What is due when is
//! the rule's own test; here it is told once, in words, signed, and through failures. It never waits by sleeping.

#![expect(clippy::unwrap_used, reason = "in a test a surprise is a failure")]

use domain::area::{Area, Boundary, Standing};
use domain::place::Position;
use domain::policy::{Policy, Unverified};
use domain::reminder::{Channel, Fate, Notice, Occasion};
use domain::statement::Statement;
use domain::time::WallTime;
use domain::week::Week;
use server::edge;
use store::Store;
use tempfile::TempDir;
use tests::journal::walk;
use tests::post::{Mail, Manners, PostOffice};
use tests::receiver::Receiver;
use tests::{Journal, Server, Visitor};

/// The specification's own example of a key.
const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const KEY_IS_SET: (&str, &str) = ("KVART_REMIND_WEBHOOK_SECRET", KEY);

const CHIEF: &str = "gruppchef@example.se";
const DEPUTY: &str = "bitradande@example.se";

/// By day and night, the whole week through, and every second.
const AT_ONCE: [&str; 8] = [
    "--remind-hour",
    "0",
    "--remind-late-days",
    "8",
    "--remind-every-s",
    "1",
    "--public-url",
    "https://kvart.example.se/",
];

/// The areas of the promise, and as people call them.
const AREAS: [(&str, &str); 4] = [
    ("flemingsberg-c", "Flemingsberg C"),
    ("skogas-c", "Skogås C"),
    ("huddinge-c", "Huddinge C"),
    ("varby-c", "Vårby C"),
];

/// Makes a database in which areas have long been followed, are at risk the whole week, and were not walked in the week before.
/// The others are not followed for years to come.
async fn at_risk(names: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("kvart.db"), edge::now()).unwrap();
    for (id, name) in AREAS {
        let since = if names.contains(&name) { 0 } else { edge::now().plus_s(10 * 365 * 86_400).ms() };
        let ring = [(0.0, 0.0), (0.0, 0.01), (0.01, 0.01)]
            .map(|(lat, lon)| Position { lat: 59.218 + lat, lon: 18.154 + lon });
        let boundary = Boundary::new(1, WallTime::from_ms(since), Standing::Draft, ring.to_vec()).unwrap();
        let area = Area { id: id.parse().unwrap(), name: name.to_owned(), boundaries: vec![boundary] };
        store.add_area(area).await.unwrap();
    }
    let policy =
        Policy { version: 2, at_risk_h: 24 * 9, unverified: Unverified::Counts, ..Policy::default() };
    store.add_policy(policy).await.unwrap();
    store.close().await.unwrap();
    folder
}

fn mail_to(office: &PostOffice, to: &str) -> Vec<String> {
    let from = "Kvart <kvart@example.se>";
    ["--remind-smtp", &office.url(), "--remind-from", from, "--remind-to", to].map(str::to_owned).to_vec()
}

fn with_at_once(more: &[String]) -> Vec<&str> {
    AT_ONCE.into_iter().chain(more.iter().map(String::as_str)).collect()
}

fn subjects(mails: &[Mail]) -> Vec<String> {
    mails.iter().map(|mail| mail.header("Subject").unwrap()).collect()
}

/// Returns how many lines of the log hold a text.
fn n_lines(server: &Server, text: &str) -> usize {
    server.logs().iter().filter(|line| line.contains(text)).count()
}

#[tokio::test]
async fn each_reader_is_told_once_of_the_risk_and_of_the_week_that_ended() {
    let office = PostOffice::open(Manners::default());
    let receiver = Receiver::open(KEY, &[]);
    let mut more = mail_to(&office, &format!("{CHIEF},{DEPUTY}"));
    more.extend(["--remind-webhook".to_owned(), receiver.url()]);
    let data = at_risk(&["Skogås C", "Vårby C"]).await;
    let week = Week::of(edge::now());
    let server = Server::start_set(data, &with_at_once(&more), &[KEY_IS_SET]);
    let (mails, posts) = (office.wait_for(4), receiver.wait_for(2));

    for reader in [CHIEF, DEPUTY] {
        let mails: Vec<Mail> = mails.iter().filter(|mail| mail.to == reader).cloned().collect();
        let (now, before) = (week.number(), week.back(1).number());
        assert_eq!(
            subjects(&mails),
            [
                format!("Vecka {before}: inget av två områden klart"),
                format!("Skogås C och Vårby C saknar pass vecka {now}")
            ]
        );
        let [ended, risk] = [0, 1].map(|idx| mails[idx].text());
        assert!(ended.contains("\n✕ Skogås C: missad, inga pass\n✕ Vårby C: missad, inga pass\n"), "{ended}");
        let link = format!("https://kvart.example.se/coverage?week={}&weeks=13\n", week.back(1));
        assert!(ended.contains(&link), "{ended}");
        assert!(risk.contains(" kvar.\n") && risk.contains(" https://kvart.example.se/week\n"), "{risk}");
        for mail in &mails {
            assert_eq!(mail.header("From").as_deref(), Some("Kvart <kvart@example.se>"));
            assert_eq!(mail.header("To").as_deref(), Some(reader));
            assert_eq!(mail.header("Auto-Submitted").as_deref(), Some("auto-generated"));
            assert!(mail.header("Date").is_some(), "{}", mail.raw);
        }
    }
    let mut ids: Vec<String> = mails.iter().map(|mail| mail.header("Message-ID").unwrap()).collect();
    assert!(ids.iter().all(|id| id.ends_with("@kvart.example.se>")), "{ids:?}");
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 4, "each message has an id of its own: {ids:?}");

    let [ended, risk] = posts.as_slice() else { panic!("{posts:#?}") };
    assert_eq!(
        (ended.path.as_str(), &ended.body["kind"], &risk.body["kind"]),
        ("/hook", &"ended".into(), &"at_risk".into())
    );
    assert_eq!(risk.body["id"], risk.id.as_str());
    assert_eq!(risk.body["week"], week.to_string());
    assert_eq!(risk.body["week_ends"], week.end().rfc3339_local());
    assert_eq!(risk.body["areas"][0]["id"], "skogas-c");
    assert_eq!(risk.body["areas"][1]["standing"], "at_risk");
    assert_eq!(ended.body["areas"][1]["standing"], "missed");
    assert!((edge::now().ms() / 1000 - risk.sent_s).abs() < 60);

    // After a restart everything has been told; who is new is told, and shows that the others were looked at.
    let more = [mail_to(&office, &format!("{CHIEF},{DEPUTY},ny@example.se")), more[6..].to_vec()].concat();
    let server = Server::start_set(server.into_data(), &with_at_once(&more), &[KEY_IS_SET]);
    let mails = office.wait_for(6);
    assert!(mails[4..].iter().all(|mail| mail.to == "ny@example.se"), "{mails:#?}");
    assert_eq!((mails.len(), receiver.posts().len()), (6, 2));
    let logs = server.logs().join("\n");
    for hidden in [CHIEF, "ny@example.se", "hemlig-adress", &KEY["whsec_".len()..]] {
        assert!(!logs.contains(hidden), "{logs}");
    }
    // Each is written down as sent; the addresses are not written down at all.
    let data = server.into_data();
    let store = Store::open(&data.path().join("kvart.db"), edge::now()).unwrap();
    let rows = store.reminder_book(edge::now()).await.unwrap().rows;
    assert!(rows.len() == 8 && rows.iter().all(|row| row.notice.fate == Fate::Sent), "{rows:#?}");
    assert!(!format!("{rows:?}").contains("example.se"), "{rows:#?}");
}

#[tokio::test]
async fn an_area_that_was_kept_while_the_mail_server_was_down_is_not_told_as_at_risk() {
    let office = PostOffice::open(Manners { is_busy: true, ..Manners::default() });
    let data = at_risk(&["Skogås C"]).await;
    let server = Server::start_set(data, &with_at_once(&mail_to(&office, CHIEF)), &[]);
    office.wait_for_turned_away(2);
    server.wait_for_log("a reminder waits: it answered 451");

    server.add_account("polis1", "officer");
    let officer = Visitor::logged_in(&server, "polis1").await;
    let mut journal = Journal::of(7);
    let mut walk = walk(1);
    walk.started = edge::now();
    let entry = journal.say(Statement::Walk(walk));
    officer.push(&journal.push(vec![entry])).await;
    server.wait_for_log("none of its areas is at risk any more");

    // The week that ended is still worth telling; its mail comes from the server that was started again.
    let server = server.restart();
    office.change(|manners| manners.is_busy = false);
    let mails = office.wait_for(1);
    server.wait_for_log("a reminder was sent");
    let before = Week::of(edge::now()).back(1).number();
    assert_eq!(subjects(&mails), [format!("Vecka {before}: området är inte klart")]);

    // A walk that comes late keeps that week too, and leads to no second mail.
    let officer = Visitor::logged_in(&server, "polis1").await;
    let mut walk = tests::journal::walk(2);
    walk.started = Week::of(edge::now()).start().plus_s(-86_400);
    let entry = journal.say(Statement::Walk(walk));
    officer.push(&journal.push(vec![entry])).await;
    let more = mail_to(&office, &format!("{CHIEF},{DEPUTY}"));
    let server = Server::start_set(server.into_data(), &with_at_once(&more), &[]);
    let mails = office.wait_for(2);
    assert_eq!((mails[1].to.as_str(), mails.len()), (DEPUTY, 2));
    assert_eq!(subjects(&mails[1..]), [format!("Vecka {before}: området är klart")]);
    drop(server);
}

#[tokio::test]
async fn an_area_that_is_at_risk_again_after_it_was_kept_is_told_again() {
    let receiver = Receiver::open(KEY, &[]);
    let more = ["--remind-webhook".to_owned(), receiver.url()];
    let server = Server::start_set(at_risk(&["Skogås C"]).await, &with_at_once(&more), &[KEY_IS_SET]);
    receiver.wait_for(2);

    server.add_account("polis1", "officer");
    let officer = Visitor::logged_in(&server, "polis1").await;
    let mut journal = Journal::of(7);
    let mut walk = walk(1);
    walk.started = edge::now();
    let id = walk.id;
    let kept = journal.say(Statement::Walk(walk));
    let over = kept.hash;
    officer.push(&journal.push(vec![kept])).await;
    server.wait_for_log("an area that was told as at risk is kept");
    assert_eq!(receiver.posts().len(), 2);

    let withdrawn = journal.say(Statement::Withdrawal { walk: id, over, reason: "Fel område".to_owned() });
    officer.push(&journal.push(vec![withdrawn])).await;
    let posts = receiver.wait_for(3);
    let areas = |idx: usize| (posts[idx].body["kind"].clone(), posts[idx].body["areas"][0]["id"].clone());
    assert_eq!(areas(1), ("at_risk".into(), "skogas-c".into()));
    assert_eq!(areas(2), areas(1));
    assert_ne!(posts[2].id, posts[1].id, "a receiver that has taken the first takes this one too");
}

#[tokio::test]
async fn an_address_that_nobody_has_is_given_up_and_harms_no_other() {
    let unknown = [CHIEF.to_owned()].into();
    let office = PostOffice::open(Manners { unknown, ..Manners::default() });
    let data = at_risk(&["Skogås C"]).await;
    let server = Server::start_set(data, &with_at_once(&mail_to(&office, &format!("{CHIEF},{DEPUTY}"))), &[]);
    let mails = office.wait_for(2);
    assert!(mails.iter().all(|mail| mail.to == DEPUTY));
    assert_eq!(n_lines(&server, "a reminder is given up: it answered 550"), 2);
    assert_eq!(n_lines(&server, "nobody of that name"), 0, "what it said may name somebody");
    let server = server.restart();
    office.change(|manners| manners.unknown.clear());
    let data = server.into_data();
    let more = mail_to(&office, &format!("{CHIEF},ny@example.se"));
    let _server = Server::start_set(data, &with_at_once(&more), &[]);
    assert!(office.wait_for(4)[2..].iter().all(|mail| mail.to == "ny@example.se"));
}

#[tokio::test]
async fn a_server_killed_between_handing_over_and_writing_down_sends_the_same_id_again() {
    let office = PostOffice::open(Manners { is_mute: true, ..Manners::default() });
    let data = at_risk(&["Skogås C"]).await;
    let mut server = Server::start_set(data, &with_at_once(&mail_to(&office, CHIEF)), &[]);
    office.wait_for(1);
    server.kill();
    office.change(|manners| manners.is_mute = false);
    let _server = server.restart();
    let ids: Vec<_> = office.wait_for(3).iter().map(|mail| mail.header("Message-ID").unwrap()).collect();
    assert_eq!(ids[0], ids[1], "the same occasion has the same id");
    assert_ne!(ids[1], ids[2]);
}

#[tokio::test]
async fn a_webhook_is_tried_again_with_the_same_id_until_it_is_taken() {
    let receiver = Receiver::open(KEY, &[503, 429]);
    let more = ["--remind-webhook".to_owned(), receiver.url()];
    let data = at_risk(&["Skogås C"]).await;
    let server = Server::start_set(data, &with_at_once(&more), &[KEY_IS_SET]);
    let posts = receiver.wait_for(4);
    let answers = |id: &str| -> Vec<u16> {
        posts.iter().filter(|post| post.id == id).map(|post| post.answer).collect()
    };
    assert_ne!(posts[0].id, posts[1].id);
    assert_eq!((answers(&posts[0].id), answers(&posts[1].id)), (vec![503, 204], vec![429, 204]));
    let first = || posts.iter().filter(|post| post.id == posts[0].id);
    let sent: Vec<i64> = first().map(|post| post.sent_s).collect();
    assert!(sent[0] < sent[1], "each try is signed for its own time: {sent:?}");
    drop(server);
}

#[tokio::test]
async fn what_waited_until_it_was_too_late_is_dropped_and_the_log_says_so() {
    let receiver = Receiver::open(KEY, &[]);
    let data = at_risk(&["Skogås C"]).await;
    let store = Store::open(&data.path().join("kvart.db"), edge::now()).unwrap();
    let week = Week::of(edge::now()).back(2);
    let occasion = Occasion::AtRisk { week, areas: ["skogas-c".parse().unwrap()].into() };
    let fate = Fate::Waiting { next_try: week.start() };
    let late = Notice { channel: Channel("webhook".to_owned()), occasion, fate };
    store.write_reminders(vec![late], edge::now()).await.unwrap();
    store.close().await.unwrap();
    let more = ["--remind-webhook".to_owned(), receiver.url()];
    let server = Server::start_set(data, &with_at_once(&more), &[KEY_IS_SET]);
    server.wait_for_log("a reminder is not sent: it is too late for it");
    let kinds: Vec<_> = receiver.wait_for(2).iter().map(|post| post.body["kind"].clone()).collect();
    assert_eq!(kinds, ["ended", "at_risk"]);
    assert!(receiver.posts().iter().all(|post| post.body["week"] != week.to_string()));
}

#[tokio::test]
async fn what_a_webhook_refuses_is_logged_once_and_a_redirect_is_not_followed() {
    let receiver = Receiver::open(KEY, &[307, 410]);
    let more = ["--remind-webhook".to_owned(), receiver.url()];
    let data = at_risk(&["Skogås C"]).await;
    let server = Server::start_set(data, &with_at_once(&more), &[KEY_IS_SET]);
    server.wait_for_log("given up: it answered 307");
    server.wait_for_log("given up: it answered 410");
    let server = Server::start_set(
        server.into_data(),
        &with_at_once(&[&more[..], &mail_to(&PostOffice::open(Manners::default()), CHIEF)[..]].concat()),
        &[KEY_IS_SET],
    );
    server.wait_for_log("a reminder was sent");
    let posts = receiver.posts();
    assert!(posts.len() == 2 && posts.iter().all(|post| post.path == "/hook"), "{posts:#?}");
}

#[tokio::test]
async fn a_configuration_is_tried_out_and_what_is_wrong_is_said() {
    let login = Some(("kvart".to_owned(), "hemligt ord".to_owned()));
    let office = PostOffice::open(Manners { login, ..Manners::default() });
    let receiver = Receiver::open(KEY, &[]);
    let server = Server::start();
    let flags = [
        &[
            "remind".to_owned(),
            "test".to_owned(),
            "--public-url".to_owned(),
            "https://kvart.example.se".to_owned(),
        ],
        &mail_to(&office, CHIEF)[..],
        &["--remind-smtp-user", "kvart", "--remind-webhook", &receiver.url()].map(str::to_owned),
    ]
    .concat();
    let try_out = |flags: &[String], password: &str| {
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        let settings = [("KVART_REMIND_SMTP_PASSWORD", password), KEY_IS_SET];
        let output = server.command_set(&flags, &settings);
        let said = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap()).concat();
        assert!(!said.contains("hemlig") && !said.contains(&KEY[6..]), "{said}");
        (output.status.success(), said)
    };
    let (is_good, said) = try_out(&flags, "hemligt ord");
    assert!(is_good, "{said}");
    assert_eq!(said, "mail to gruppchef@example.se: sent\nwebhook at 127.0.0.1: sent\n");
    let mail = office.wait_for(1).remove(0);
    assert_eq!(mail.header("Subject").as_deref(), Some("Prov från Kvart"));
    assert!(mail.text().contains("Påminnelser från Kvart kommer fram hit."), "{}", mail.text());
    assert_eq!(receiver.posts()[0].body["kind"], "test");

    let (is_good, said) = try_out(&flags, "fel hemligt ord");
    assert!(
        !is_good && said.contains("127.0.0.1 does not take the name and password (it answered 535)"),
        "{said}"
    );
    assert!(said.contains("webhook at 127.0.0.1: sent") && said.contains("failed: 1 of 2"), "{said}");

    office.change(|manners| manners.unknown = [CHIEF.to_owned()].into());
    let (is_good, said) = try_out(&flags, "hemligt ord");
    assert!(
        !is_good && said.contains("it answered 550, which means never: 5.1.1 nobody of that name"),
        "{said}"
    );

    // Nobody listens; nobody there speaks TLS; half a configuration; and none.
    let other = |smtp: &str| {
        let flags: Vec<String> = flags
            .iter()
            .map(|flag| if flag.starts_with("smtp:") { smtp.to_owned() } else { flag.clone() })
            .collect();
        try_out(&flags, "hemligt ord").1
    };
    let said = other("smtp://127.0.0.1:1");
    assert!(said.contains("127.0.0.1 cannot be reached (") && said.contains("refused"), "{said}");
    let said = other(&format!("smtps://127.0.0.1:{}", office.port()));
    assert!(said.contains("no TLS with 127.0.0.1"), "{said}");
    let said = other(&format!("starttls://127.0.0.1:{}", office.port()));
    assert!(said.contains("STARTTLS is not supported"), "{said}");
    assert_eq!(office.mails().len(), 1);
    let (is_good, said) = try_out(&flags[..flags.len() - 2], "hemligt ord");
    assert!(
        !is_good && said.contains("KVART_REMIND_WEBHOOK_SECRET is set and --remind-webhook is not"),
        "{said}"
    );
    let off = server.command(&["remind", "test"], "");
    assert!(String::from_utf8_lossy(&off.stderr).contains("reminders are off"), "{off:?}");
}

#[tokio::test]
async fn without_a_configuration_nothing_is_written_and_half_of_one_does_not_start() {
    let server = Server::start_set(at_risk(&["Skogås C"]).await, &[], &[]);
    let half = server
        .command(&["serve", "--listen", "127.0.0.1:0", "--remind-webhook", "https://chat.example.se"], "");
    let said = String::from_utf8_lossy(&half.stderr).into_owned();
    assert!(!half.status.success() && said.contains("KVART_REMIND_WEBHOOK_SECRET is not"), "{said}");
    assert_eq!(n_lines(&server, "reminders are on"), 0);
    let data = server.into_data();
    let store = Store::open(&data.path().join("kvart.db"), edge::now()).unwrap();
    assert_eq!(store.reminder_book(edge::now()).await.unwrap().rows, []);
}
