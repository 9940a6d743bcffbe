//! Snapshots that small requests share.
//!
//! A transaction costs the database as much as what a small request reads in it, and a statement
//! costs as much to begin as to carry out. So requests that come while a snapshot is being opened
//! wait for the next one and get it together, and what several of them ask by the same statement
//! is asked once for all of them. Nobody waits for company: a request alone is served at once.
//! Every request still sees one state, taken after it asked.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use deadpool_postgres::Pool;
use eventlog::Position;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tokio::time::timeout;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::snapshot::{SILENCE, Transaction};
use super::{Cells, Lookup, ReadError, Snapshot};
use crate::runner::Progress;

/// How many shared snapshots are opened, and asked for the first time, at once: while these are,
/// those who ask gather.
const AT_ONCE: usize = 2;
/// How long a snapshot that nobody asks is waited for before the next may be opened.
const TURN: Duration = Duration::from_millis(10);

type Opened = Result<Arc<Snapshot>, ReadError>;
type Rows = Result<Vec<Row>, ReadError>;

/// Opens snapshots for everybody who asks meanwhile. Cheap to clone.
#[derive(Clone)]
pub(super) struct Sharing(Arc<Inner>);

struct Inner {
    pool: Pool,
    progress: Progress,
    waiting: Mutex<Waiting>,
    came: Notify,
    at_once: Arc<Semaphore>,
}

#[derive(Default)]
struct Waiting {
    /// Bounded by the requests under way.
    asking: Vec<Asking>,
    /// Whether a task looks after them.
    attended: bool,
}

struct Asking {
    /// The position that the snapshot has to have.
    at: Position,
    answer: oneshot::Sender<Opened>,
}

impl Sharing {
    pub(super) fn new(pool: Pool, progress: Progress) -> Self {
        let at_once = Arc::new(Semaphore::new(AT_ONCE));
        let (waiting, came) = (Mutex::default(), Notify::new());
        Self(Arc::new(Inner { pool, progress, waiting, came, at_once }))
    }

    /// A snapshot that is taken from now on, once everything up to this position is in it, if that
    /// is so in time.
    pub(super) async fn snapshot(&self, at: Option<Position>, patience: Duration) -> Opened {
        if let Some(at) = at {
            self.0.progress.want(at);
            if let Ok(opened) = timeout(patience, self.ask(at)).await {
                return opened;
            }
        }
        self.ask(Position::START).await
    }

    async fn ask(&self, at: Position) -> Opened {
        let (answer, opened) = oneshot::channel();
        let is_attended = {
            let mut waiting = self.0.waiting();
            waiting.asking.push(Asking { at, answer });
            std::mem::replace(&mut waiting.attended, true)
        };
        if is_attended {
            self.0.came.notify_one();
        } else {
            tokio::spawn(Arc::clone(&self.0).attend());
        }
        opened.await.unwrap_or_else(|_| Err(gone()))
    }
}

impl Inner {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens snapshots as long as somebody waits for one.
    async fn attend(self: Arc<Self>) {
        let (mut positions, mut states) =
            (self.progress.subscribe(), self.progress.subscribe_state());
        while let Ok(turn) = Arc::clone(&self.at_once).acquire_owned().await {
            // Who was woken by the same news as the first comes along.
            tokio::task::yield_now().await;
            let served = {
                let mut waiting = self.waiting();
                waiting.asking.retain(|asking| !asking.answer.is_closed());
                if waiting.asking.is_empty() {
                    waiting.attended = false;
                    return;
                }
                let is_reached = |asking: &mut Asking| self.progress.is_done_with(asking.at);
                waiting.asking.extract_if(.., is_reached).collect::<Vec<_>>()
            };
            if served.is_empty() {
                drop(turn);
                tokio::select! {
                    _ = positions.changed() => {}
                    _ = states.changed() => {}
                    () = self.came.notified() => {}
                }
            } else {
                tokio::spawn(open(self.pool.clone(), served, turn));
            }
        }
    }
}

/// Opens one for those who wait, and serves it until the last of them has done.
async fn open(pool: Pool, waiting: Vec<Asking>, turn: OwnedSemaphorePermit) {
    let begin = async { Transaction::begin(pool.get().await?).await };
    let begun = timeout(SILENCE, begin).await;
    let (transaction, position) = match begun.unwrap_or(Err(ReadError::Timeout)) {
        Ok(opened) => opened,
        Err(error) => {
            for asking in waiting {
                // Who has left meanwhile needs no answer.
                let _ = asking.answer.send(Err(error.clone()));
            }
            return;
        }
    };
    let transaction = Arc::new(transaction);
    let (sender, questions) = mpsc::unbounded_channel();
    let gathered = Gathered { questions: sender };
    let snapshot = Arc::new(Snapshot::shared(Arc::clone(&transaction), position, gathered));
    for asking in waiting {
        let _ = asking.answer.send(Ok(Arc::clone(&snapshot)));
    }
    drop(snapshot);
    serve(&transaction, questions, turn).await;
}

/// What is asked in a shared snapshot, on its way to be asked together.
pub(super) struct Gathered {
    /// Bounded by those who share the snapshot: each waits for an answer.
    questions: mpsc::UnboundedSender<Question>,
}

struct Question {
    lookup: &'static Lookup,
    viewer: Option<Uuid>,
    ids: Vec<Uuid>,
    answer: oneshot::Sender<Rows>,
}

impl Gathered {
    /// The rows of the statement, see [`Snapshot::rows_of`].
    pub(super) async fn rows(
        &self,
        lookup: &'static Lookup,
        viewer: Option<Uuid>,
        ids: Vec<Uuid>,
    ) -> Rows {
        let (answer, rows) = oneshot::channel();
        let question = Question { lookup, viewer, ids, answer };
        self.questions.send(question).map_err(|_| gone())?;
        rows.await.map_err(|_| gone())?
    }
}

/// Answers until everybody has gone. After the first answers it is another's turn; also if nobody
/// asks soon, for they may have something else to do first.
async fn serve(
    transaction: &Transaction,
    mut questions: mpsc::UnboundedReceiver<Question>,
    turn: OwnedSemaphorePermit,
) {
    let first = timeout(TURN, questions.recv()).await;
    if let Ok(first) = first {
        let Some(first) = first else { return };
        answer(transaction, first, &mut questions).await;
    }
    drop(turn);
    while let Some(next) = questions.recv().await {
        answer(transaction, next, &mut questions).await;
    }
}

/// Answers this question and those that wait behind it, what is alike together.
async fn answer(
    transaction: &Transaction,
    first: Question,
    waiting: &mut mpsc::UnboundedReceiver<Question>,
) {
    // Who shares the snapshot was woken together.
    tokio::task::yield_now().await;
    let mut alike: Vec<(&'static Lookup, Vec<Question>)> = Vec::new();
    let mut next = Some(first);
    while let Some(question) = next {
        let lookup = question.lookup;
        match alike.iter_mut().find(|(other, _)| std::ptr::eq(*other, lookup)) {
            Some((_, questions)) => questions.push(question),
            None => alike.push((lookup, vec![question])),
        }
        next = waiting.try_recv().ok();
    }
    let asked = alike.into_iter().map(|(lookup, questions)| ask(transaction, lookup, questions));
    // Who asked what was not answered hears that it has gone.
    let _ = timeout(SILENCE, futures::future::join_all(asked)).await;
}

async fn ask(transaction: &Transaction, lookup: &Lookup, questions: Vec<Question>) {
    match rows(transaction, lookup, &questions).await {
        Ok(rows) => {
            for (question, rows) in questions.into_iter().zip(rows) {
                let _ = question.answer.send(Ok(rows));
            }
        }
        Err(error) => {
            for question in questions {
                let _ = question.answer.send(Err(error.clone()));
            }
        }
    }
}

/// The rows for each of the questions, which ask the same of other ids, as other viewers.
async fn rows(
    transaction: &Transaction,
    lookup: &Lookup,
    questions: &[Question],
) -> Result<Vec<Vec<Row>>, ReadError> {
    if let [only] = questions {
        return Ok(vec![transaction.rows(lookup.of_one(), &[&only.viewer, &only.ids]).await?]);
    }
    let (mut numbers, mut viewers, mut ids) = (Vec::new(), Vec::new(), Vec::new());
    for (number, question) in (0_i32..).zip(questions) {
        numbers.extend(question.ids.iter().map(|_| number));
        viewers.extend(question.ids.iter().map(|_| question.viewer));
        ids.extend_from_slice(&question.ids);
    }
    let params: [&(dyn ToSql + Sync); 3] = [&numbers, &viewers, &ids];
    let mut found: Vec<Vec<Row>> = questions.iter().map(|_| Vec::new()).collect();
    for row in transaction.rows(lookup.of_many()?, &params).await? {
        let number: i32 = Cells(&row).get("asked_by")?;
        let of = usize::try_from(number).ok().and_then(|number| found.get_mut(number));
        if let Some(of) = of {
            of.push(row);
        }
    }
    Ok(found)
}

fn gone() -> ReadError {
    ReadError::Unavailable("the shared snapshot has gone".to_owned())
}
