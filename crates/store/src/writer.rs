//! The one thread that writes. It gathers what waits into one transaction and answers only once that is on the disk.
//!
//! Each piece of work runs in a savepoint of its own, so that one that fails harms no other in its group.
//!
//! SQLite would copy the log into the database within whichever commit makes it longer than a thousand pages, and everybody in
//! that group waits for two flushes more. Here that is done between groups: when nobody waits, or every 16 MiB. Measured
//! with 64 phones that push a walk each at a time, 12,000 to 14,600 receipts a second: 3.6 to 3.9 ms for one in two, 13 to
//! 20 ms at most for 99 in a hundred, 62 ms for the slowest. With no copying at all those were 3.6, 4.8 and 200 ms: the
//! log had grown to 1.5 GiB, and was then copied at once.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::time::Duration;
use std::{io, thread};

use rusqlite::hooks::Wal;
use tokio::sync::oneshot;

use crate::db::Db;
use crate::error::StoreError;

/// How much work may wait. Who comes later is told to come back.
const MAX_WAITING: usize = 1024;
/// The most pieces of work in one transaction.
const MAX_GROUP: usize = 256;
/// A group that changed so many rows takes in no more, so that nobody waits long for the work of others.
const MAX_GROUP_ROWS: u64 = 4000;
/// The log is copied into the database when nothing came for so long …
const IDLE: Duration = Duration::from_millis(300);
/// … or when it has grown by so many pages of 4 KiB since.
const MAX_LOG_PAGES: u32 = 4000;

/// The sending end of the thread that writes.
pub(crate) struct Writer {
    orders: SyncSender<Order>,
}

enum Order {
    Work(Box<dyn Work>),
    Close(oneshot::Sender<()>),
}

/// A piece of work that waits for its transaction, and then for its answer.
trait Work: Send {
    /// Does the work. What it did is undone when it returns false.
    fn is_done(&mut self, db: &Db) -> bool;
    /// Tells the one who waits what became of it.
    fn answer(self: Box<Self>, commit: Result<(), StoreError>);
}

struct Piece<T, F> {
    work: Option<F>,
    outcome: Result<T, StoreError>,
    answer: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Work for Piece<T, F>
where
    T: Send,
    F: FnOnce(&Db) -> Result<T, StoreError> + Send,
{
    fn is_done(&mut self, db: &Db) -> bool {
        let Some(work) = self.work.take() else { return false };
        self.outcome = catch_unwind(AssertUnwindSafe(|| work(db))).unwrap_or_else(|_| {
            tracing::error!("a piece of writing work panicked and was undone");
            Err(StoreError::Storage("the work broke off".to_owned()))
        });
        self.outcome.is_ok()
    }

    fn answer(self: Box<Self>, commit: Result<(), StoreError>) {
        // Who no longer waits has gone away; the work is done all the same.
        let _ = self.answer.send(commit.and(self.outcome));
    }
}

impl Writer {
    /// Starts the thread.
    pub(crate) fn start(db: Db) -> io::Result<Writer> {
        let (orders, incoming) = sync_channel(MAX_WAITING);
        thread::Builder::new().name("store-writer".to_owned()).spawn(move || write_on(db, &incoming))?;
        Ok(Writer { orders })
    }

    /// Has `work` done in a transaction and returns what it returned, once it is on the disk.
    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Db) -> Result<T, StoreError> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let piece = Piece { work: Some(work), outcome: Err(StoreError::Closed), answer };
        match self.orders.try_send(Order::Work(Box::new(piece))) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => return Err(StoreError::Busy),
            Err(TrySendError::Disconnected(_)) => return Err(StoreError::Closed),
        }
        answered.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Finishes what waits and closes the connection.
    pub(crate) async fn close(&self) {
        let (closed, wait) = oneshot::channel();
        let orders = self.orders.clone();
        // The queue may be full, and sending then blocks.
        let sending = tokio::task::spawn_blocking(move || orders.send(Order::Close(closed)));
        if matches!(sending.await, Ok(Ok(()))) {
            let _ = wait.await;
        }
    }
}

fn write_on(mut db: Db, incoming: &Receiver<Order>) {
    let log = Log::watch(&mut db);
    let mut checkpointed = 0;
    loop {
        let is_due = checkpointed != log.n_pages();
        let order = match incoming.recv_timeout(if is_due { IDLE } else { Duration::MAX }) {
            Ok(order) => order,
            Err(RecvTimeoutError::Timeout) => {
                checkpointed = log.checkpoint(&db);
                continue;
            }
            Err(RecvTimeoutError::Disconnected) => return,
        };
        let closed = write_group(&db, order, incoming);
        if let Some(closed) = closed {
            drop(db);
            let _ = closed.send(());
            return;
        }
        // A log shorter than before has begun anew.
        if log.n_pages() < checkpointed {
            checkpointed = 0;
        }
        if MAX_LOG_PAGES <= log.n_pages() - checkpointed {
            checkpointed = log.checkpoint(&db);
        }
    }
}

/// Writes one group and answers everybody in it. Returns who wants the database closed, if somebody does.
fn write_group(db: &Db, first: Order, incoming: &Receiver<Order>) -> Option<oneshot::Sender<()>> {
    let mut group: Vec<Box<dyn Work>> = Vec::new();
    let mut closing = None;
    let mut next = Some(first);
    let mut begun = db.run("BEGIN IMMEDIATE", []).map(drop);
    let rows_before = db.total_changes();
    while let Some(order) = next {
        match order {
            Order::Close(closed) => {
                closing = Some(closed);
                break;
            }
            Order::Work(mut work) => {
                if begun.is_ok() {
                    begun = in_savepoint(db, work.as_mut());
                }
                group.push(work);
            }
        }
        let is_full = MAX_GROUP <= group.len() || MAX_GROUP_ROWS <= db.total_changes() - rows_before;
        next = if is_full { None } else { incoming.try_recv().ok() };
    }
    let committed = begun.and_then(|()| db.run("COMMIT", []).map(drop));
    if let Err(error) = &committed {
        tracing::error!(n_pieces = group.len(), %error, "a group could not be written");
        db.forget_rulebook();
        if !db.is_autocommit() {
            let _ = db.run("ROLLBACK", []);
        }
    }
    for work in group {
        work.answer(committed.clone());
    }
    closing
}

/// Does one piece of work; a piece that fails is undone. An error means that the whole transaction is lost.
fn in_savepoint(db: &Db, work: &mut dyn Work) -> Result<(), StoreError> {
    db.run("SAVEPOINT piece", [])?;
    if !work.is_done(db) {
        db.forget_rulebook();
        // After a full disk or a failed write SQLite has rolled everything back by itself.
        if db.is_autocommit() {
            return Err(StoreError::Storage("the transaction was lost".to_owned()));
        }
        db.run("ROLLBACK TO piece", [])?;
    }
    db.run("RELEASE piece", []).map(drop)
}

/// The write-ahead log's length, as SQLite tells it after each commit.
struct Log {
    n_pages: Arc<AtomicU32>,
}

impl Log {
    fn watch(db: &mut Db) -> Log {
        let n_pages = Arc::new(AtomicU32::new(0));
        let seen = Arc::clone(&n_pages);
        let hook = move |_: &mut Wal, n: i32| {
            seen.store(n.unsigned_abs(), Ordering::Relaxed);
            Ok(())
        };
        if let Err(error) = db.wal_hook(Some(hook)) {
            tracing::error!(%error, "the log's length cannot be watched: it is copied at the end only");
        }
        Log { n_pages }
    }

    fn n_pages(&self) -> u32 {
        self.n_pages.load(Ordering::Relaxed)
    }

    /// Copies into the database what no reader holds back, and returns how long the log was.
    fn checkpoint(&self, db: &Db) -> u32 {
        let n_pages = self.n_pages();
        if let Err(error) = db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())) {
            tracing::warn!(%error, n_pages, "the log could not be copied into the database; it is tried again later");
        }
        n_pages
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::WallTime;
    use std::future::poll_fn;
    use std::pin::Pin;
    use std::task::Poll;

    const NOW: WallTime = WallTime::from_ms(0);

    /// Opens a writer on a new file with an empty table.
    fn writer(folder: &tempfile::TempDir) -> Writer {
        writer_with(folder, || false)
    }

    /// Opens one that asks `refuses` before each commit.
    fn writer_with(folder: &tempfile::TempDir, refuses: impl FnMut() -> bool + Send + 'static) -> Writer {
        let mut db = crate::open::writer(&folder.path().join("kvart.db"), NOW).unwrap();
        db.execute_batch("CREATE TABLE line (text TEXT NOT NULL UNIQUE) STRICT").unwrap();
        db.commit_hook(Some(refuses)).unwrap();
        Writer::start(db).unwrap()
    }

    fn lines(folder: &tempfile::TempDir) -> Vec<String> {
        let db = crate::open::reader(&folder.path().join("kvart.db")).unwrap();
        db.all("SELECT text FROM line ORDER BY text", [], |row| Ok(row.get(0)?)).unwrap()
    }

    fn line(db: &Db, text: &str) -> Result<(), StoreError> {
        db.run("INSERT INTO line VALUES (?1)", [text]).map(drop)
    }

    /// Holds the thread up, so that what comes meanwhile is one group; returns what lets it go on.
    fn hold_up(writer: &Writer) -> oneshot::Sender<()> {
        let (go_on, gone_on) = oneshot::channel::<()>();
        let (answer, _) = oneshot::channel();
        let wait = move |_: &Db| {
            let _ = gone_on.blocking_recv();
            Ok(())
        };
        let piece = Piece { work: Some(wait), outcome: Ok(()), answer };
        assert!(writer.orders.try_send(Order::Work(Box::new(piece))).is_ok());
        go_on
    }

    /// Puts a write into the queue; returns its answer, or what waits for it.
    async fn queued<T>(write: impl Future<Output = T>) -> Result<T, Pin<Box<impl Future<Output = T>>>> {
        let mut write = Box::pin(write);
        match poll_fn(|cx| Poll::Ready(write.as_mut().poll(cx))).await {
            Poll::Ready(answer) => Ok(answer),
            Poll::Pending => Err(write),
        }
    }

    #[tokio::test]
    async fn work_that_fails_or_panics_harms_no_other_in_its_group() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder);
        let go_on = hold_up(&writer);
        let good = writer.write(|db| line(db, "good"));
        let fails = writer.write(|db| line(db, "undone").and(Err::<(), _>(StoreError::NoAccount)));
        let breaks = writer.write(|db| line(db, "undone too").and_then(|()| line(db, "good")));
        let panics = writer.write(|db| -> Result<(), StoreError> {
            line(db, "undone as well")?;
            panic!("a mistake, made on purpose")
        });
        let good_too = writer.write(|db| line(db, "good too"));
        let all = async { tokio::join!(good, fails, breaks, panics, good_too) };
        let release = async { go_on.send(()) };
        let ((good, fails, breaks, panics, good_too), _) = tokio::join!(all, release);
        assert_eq!((good, good_too), (Ok(()), Ok(())));
        assert_eq!(fails, Err(StoreError::NoAccount));
        assert!(matches!(breaks, Err(StoreError::Storage(_))), "{breaks:?}");
        assert!(matches!(panics, Err(StoreError::Storage(_))), "{panics:?}");
        assert_eq!(lines(&folder), ["good", "good too"]);
    }

    #[tokio::test]
    async fn what_waits_together_is_one_transaction() {
        let folder = tempfile::tempdir().unwrap();
        let n_commits = Arc::new(AtomicU32::new(0));
        let seen = Arc::clone(&n_commits);
        let count = move || {
            seen.fetch_add(1, Ordering::Relaxed);
            false
        };
        let writer = writer_with(&folder, count);
        let go_on = hold_up(&writer);
        let mut waiting = Vec::new();
        for n in 0..100 {
            waiting.push(queued(writer.write(move |db| line(db, &n.to_string()))).await.unwrap_err());
        }
        go_on.send(()).unwrap();
        for written in waiting {
            written.await.unwrap();
        }
        assert_eq!(lines(&folder).len(), 100);
        assert_eq!(n_commits.load(Ordering::Relaxed), 1);
    }

    /// A reply means that the line is there for everybody: another connection sees it at once.
    #[tokio::test]
    async fn an_answer_comes_after_the_commit() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder);
        for n in 0..20 {
            writer.write(move |db| line(db, &format!("{n:02}"))).await.unwrap();
            assert_eq!(lines(&folder).len(), n + 1);
        }
    }

    #[tokio::test]
    async fn who_comes_when_too_much_waits_is_told_to_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder);
        let go_on = hold_up(&writer);
        let mut held: Vec<_> = Vec::new();
        let refused = loop {
            match queued(writer.write(|_| Ok(()))).await {
                Ok(answer) => break answer,
                Err(waiting) => held.push(waiting),
            }
        };
        assert_eq!(refused, Err(StoreError::Busy));
        // The one that holds the thread up may still be in the queue.
        assert!(MAX_WAITING - 1 <= held.len());
        go_on.send(()).unwrap();
        for waiting in held {
            assert_eq!(waiting.await, Ok(()));
        }
    }

    #[tokio::test]
    async fn a_group_that_cannot_be_committed_is_told_to_everybody_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer_with(&folder, || true);
        let refused = writer.write(|db| line(db, "lost")).await;
        assert!(matches!(refused, Err(StoreError::Storage(_))), "{refused:?}");
        assert_eq!(lines(&folder), Vec::<String>::new());
    }

    /// A revision that was undone comes again with other content: nobody may go by what the first said.
    #[tokio::test]
    async fn a_rulebook_that_was_undone_is_forgotten() {
        const REVISE: &str = "UPDATE house SET revision = revision + 1";
        const NAME: &str = "INSERT INTO area (id, place, name) VALUES ('a', 1, ?1)";
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder);
        let names =
            |db: &Db| Ok(db.rulebook()?.areas.iter().map(|area| area.name.clone()).collect::<Vec<_>>());
        let undone = writer.write(move |db| {
            db.run(REVISE, [])?;
            db.run(NAME, ["undone"])?;
            assert_eq!(names(db)?, ["undone"]);
            Err::<(), _>(StoreError::NoAccount)
        });
        assert_eq!(undone.await, Err(StoreError::NoAccount));
        let done = writer.write(move |db| {
            db.run(REVISE, [])?;
            db.run(NAME, ["done"])?;
            names(db)
        });
        assert_eq!(done.await, Ok(vec!["done".to_owned()]));
    }

    #[tokio::test]
    async fn the_log_does_not_grow_without_bounds() {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(&folder);
        let page = "x".repeat(4096);
        for n in 0..12 {
            let page = page.clone();
            let thousand = move |db: &Db| (0..1000).try_for_each(|m| line(db, &format!("{n} {m} {page}")));
            writer.write(thousand).await.unwrap();
        }
        let log = std::fs::metadata(folder.path().join("kvart.db-wal")).unwrap().len();
        assert!(log < 2 * u64::from(MAX_LOG_PAGES) * 4096, "the log has {log} bytes");
    }
}
