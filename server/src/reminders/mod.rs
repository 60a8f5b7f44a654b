//! Reminders to supervisors, by mail and webhook. `domain::reminder` decides what is due; this looks now and then, writes down what
//! is to be told, sends it and marks it. It never writes to a channel what was not written down before, and never tells a channel
//! the same thing twice, except where it died in between: then the message carries the same id. What is at risk again after it
//! was kept is told anew, and carries another.

mod mail;
mod message;
pub mod options;
pub mod secret;
mod sending;
mod webhook;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use domain::reminder::{self, Channel, Fate, LetGo, Notice, Occasion, Outlook, Step};
use domain::time::WallTime;
use domain::week::Week;
use lettre::message::Mailbox;
use sha2::{Digest, Sha256};
use store::error::StoreError;
use store::{ReminderBook, ReminderRow, Store};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use self::mail::{Mail, MailSettings};
use self::message::Reminder;
use self::options::{BadReminders, Plan, RemindOptions};
pub(crate) use self::sending::Failure;
use self::webhook::Webhook;
use crate::edge;

/// How long a message under way may take once the server is told to stop.
const LAST_MESSAGE: Duration = Duration::from_secs(10);

/// The channels that reminders go out on.
pub struct Reminders {
    plan: Plan,
    ways: Vec<Way>,
}

/// One channel, and the way to it.
struct Way {
    channel: Channel,
    kind: WayKind,
}

enum WayKind {
    Mail { mail: Arc<Mail>, to: Mailbox },
    Webhook(Webhook),
}

/// Reminders at work.
pub struct Reminding {
    work: JoinHandle<()>,
    stop: watch::Sender<bool>,
}

impl Reminders {
    /// Reads the configuration; nothing where reminders are off.
    pub fn of(options: &RemindOptions) -> Result<Option<Reminders>, BadReminders> {
        let Some(plan) = options.plan()? else { return Ok(None) };
        let mut ways = Vec::new();
        if let Some(settings) = &plan.mail {
            let mail = Arc::new(Mail::new(settings, &plan.host)?);
            for to in settings.to.clone() {
                // The outbox and the log hold no address.
                let digest = Sha256::digest(to.email.to_string().to_lowercase());
                let channel = Channel(format!("mail-{}", message::short_hex(&digest)));
                ways.push(Way { channel, kind: WayKind::Mail { mail: Arc::clone(&mail), to } });
            }
        }
        if let Some((url, key)) = plan.webhook.clone() {
            let kind = WayKind::Webhook(Webhook::new(url, key)?);
            ways.push(Way { channel: Channel("webhook".to_owned()), kind });
        }
        let mut seen = BTreeSet::new();
        ways.retain(|way| seen.insert(way.channel.clone()));
        Ok(Some(Reminders { plan, ways }))
    }

    /// Begins to look after the weeks, until [`Reminding::stop`].
    pub fn begin(self, store: Store) -> Reminding {
        tracing::info!(n_channels = self.ways.len(), "reminders are on");
        if self.plan.mail.as_ref().is_some_and(MailSettings::bares_password) {
            tracing::warn!("the mail server's password goes over the network for all to read: use smtps://");
        }
        let (stop, stopped) = watch::channel(false);
        Reminding { work: tokio::spawn(self.keep(store, stopped)), stop }
    }

    async fn keep(self, store: Store, mut stopped: watch::Receiver<bool>) {
        loop {
            // What could not be read or written is looked at again.
            if let Err(error) = self.look(&store, &stopped).await {
                tracing::error!("reminders wait for the database: {error}");
            }
            tokio::select! {
                _ = stopped.wait_for(|is_stopped| *is_stopped) => return,
                () = tokio::time::sleep(self.plan.every) => {}
            }
        }
    }

    /// Writes down what is due, then deals with all that waits, each as things stand at that moment.
    async fn look(&self, store: &Store, stopped: &watch::Receiver<bool>) -> Result<(), StoreError> {
        let now = edge::now();
        let book = store.reminder_book(now).await?;
        let outlook = outlook(&book, now);
        for row in &book.rows {
            if let Some(relieved) = reminder::relieve(now, &row.notice, &outlook) {
                let (channel, week) = (&row.notice.channel, row.notice.occasion.week());
                tracing::info!(%channel, %week, "an area that was told as at risk is kept");
                store.relieve_reminder(row.no, relieved).await?;
            }
        }
        // An area that was relieved just now is kept, and so it is not due.
        let channels: Vec<Channel> = self.ways.iter().map(|way| way.channel.clone()).collect();
        let written: Vec<Notice> = book.rows.iter().map(|row| row.notice.clone()).collect();
        let due = reminder::due(now, &self.plan.manner, &channels, &outlook, &written);
        if !due.is_empty() {
            store.write_reminders(due.clone(), now).await?;
            for notice in due {
                log_let_go(&notice, notice.fate);
            }
        }
        while !*stopped.borrow() {
            let now = edge::now();
            let book = store.reminder_book(now).await?;
            let Some((way, row, step)) = self.next(&book, now) else { break };
            self.take(store, &book, way, row, step, now).await?;
        }
        Ok(())
    }

    /// Returns the first row that something is to be done about.
    fn next<'a>(&self, book: &'a ReminderBook, now: WallTime) -> Option<(&Way, &'a ReminderRow, Step)> {
        let outlook = outlook(book, now);
        book.rows.iter().find_map(|row| {
            let way = self.ways.iter().find(|way| way.channel == row.notice.channel)?;
            let step = reminder::next(now, &self.plan.manner, &row.notice, &outlook);
            (step != Step::Rest).then_some((way, row, step))
        })
    }

    async fn take(
        &self,
        store: &Store,
        book: &ReminderBook,
        way: &Way,
        row: &ReminderRow,
        step: Step,
        now: WallTime,
    ) -> Result<(), StoreError> {
        let (about, fate) = match step {
            Step::Rest => return Ok(()),
            Step::LetGo(why) => (row.notice.occasion.clone(), Fate::LetGo(why)),
            Step::Send(about) => {
                let id = message::id(row, &self.plan.base);
                let Plan { base, language, .. } = &self.plan;
                let reminder = Reminder::of(&about, book, id, base, *language, now);
                let sent = way.send(&reminder, self.plan.language, now).await;
                self.log(row, &about, &sent);
                match sent {
                    Ok(()) => (about, Fate::Sent),
                    Err(failure) if failure.is_permanent() => (row.notice.occasion.clone(), Fate::Refused),
                    Err(_) => {
                        let wait_s = self.plan.manner.wait_s(row.n_tries + 1);
                        let next_try = edge::now().plus_s(i64::from(wait_s));
                        (row.notice.occasion.clone(), Fate::Waiting { next_try })
                    }
                }
            }
        };
        log_let_go(&row.notice, fate);
        store.mark_reminder(row, &about, fate, edge::now()).await
    }

    fn log(&self, row: &ReminderRow, about: &Occasion, sent: &Result<(), Failure>) {
        let (channel, what, week) = (&row.notice.channel, kind(about), about.week());
        match sent {
            Ok(()) => {
                tracing::info!(%channel, what, %week, "a reminder was sent");
            }
            Err(failure) if failure.is_permanent() => {
                tracing::error!(%channel, what, %week, "a reminder is given up: {failure}");
            }
            Err(failure) => {
                let wait_s = self.plan.manner.wait_s(row.n_tries + 1);
                tracing::warn!(%channel, what, %week, wait_s, "a reminder waits: {failure}");
            }
        }
    }

    /// Sends a message on every channel to try it out, and returns whom it went to and what came of it.
    pub(crate) async fn try_out(&self) -> Vec<(String, Result<(), Failure>)> {
        let mut told = Vec::new();
        for way in &self.ways {
            let (now, id) = (edge::now(), format!("test-{}", edge::new_id()));
            let reminder = Reminder::trial(id, &self.plan.base, self.plan.language, now);
            told.push((way.name(), way.send(&reminder, self.plan.language, now).await));
        }
        told
    }
}

impl Reminding {
    /// Ends the work in good order: what is under way may end, what waits is on the disk.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if tokio::time::timeout(LAST_MESSAGE, self.work).await.is_err() {
            tracing::warn!("a reminder did not end in time: it is sent again, with the same id");
        }
    }
}

impl Way {
    async fn send(
        &self,
        reminder: &Reminder,
        language: app::texts::Language,
        now: WallTime,
    ) -> Result<(), Failure> {
        let id = reminder.posted.id();
        match &self.kind {
            WayKind::Mail { mail, to } => mail.send(to, id, &reminder.letter, language, now).await,
            WayKind::Webhook(webhook) => webhook.post(id, reminder.posted.to_json(), now).await,
        }
    }

    /// Names it for the person who tries it out.
    fn name(&self) -> String {
        match &self.kind {
            WayKind::Mail { to, .. } => format!("mail to {}", to.email),
            WayKind::Webhook(webhook) => format!("webhook at {}", webhook.host()),
        }
    }
}

/// Tells how the weeks stand, as far as reminders ask.
fn outlook(book: &ReminderBook, now: WallTime) -> Outlook {
    let week = Week::of(now);
    let this_week = message::digest(book, week, now);
    Outlook {
        at_risk: this_week.at_risk().map(|area| area.id.clone()).collect(),
        kept: this_week.kept().map(|area| area.id.clone()).collect(),
        ended_was_followed: !message::digest(book, week.back(1), now).areas.is_empty(),
    }
}

fn kind(occasion: &Occasion) -> &'static str {
    match occasion {
        Occasion::AtRisk { .. } => "at risk",
        Occasion::Ended { .. } => "ended",
    }
}

/// Writes down in the log why something is not told, where it is not.
fn log_let_go(notice: &Notice, fate: Fate) {
    let Fate::LetGo(why) = fate else { return };
    let (channel, what, week) = (&notice.channel, kind(&notice.occasion), notice.occasion.week());
    let why = match why {
        LetGo::NoLongerAtRisk => "none of its areas is at risk any more",
        LetGo::TooLate => "it is too late for it",
    };
    tracing::info!(%channel, what, %week, "a reminder is not sent: {why}");
}
