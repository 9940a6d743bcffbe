//! One connection that writes: a batch of appends is one transaction.
//!
//! **The order.** Positions are dense. A transaction takes the log's advisory lock in a statement
//! of its own, and only then reads the newest position: under `READ COMMITTED` that statement sees
//! everything that was committed while the lock was waited for. PostgreSQL makes a transaction
//! visible before it releases its locks, so whoever sees a position sees every smaller one. Neither
//! a sequence with gap detection nor the order of transaction ids gives that.

use std::sync::Arc;
use std::time::SystemTime;

use domain::StreamId;
use tokio::time::Instant;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, Statement};
use uuid::Uuid;

use super::connect::connect;
use super::guards;
use super::known::{Accepted, Known, Read, named};
use super::row::{actor_column, column, number, time, timestamptz};
use crate::LogError;
use crate::append::{Append, Appended};
use crate::recorded::{Position, Recorded, Version};

/// A transaction that holds the log's lock, which is in a key space of its own.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED; \
    SELECT pg_advisory_xact_lock(hashtextextended('althing log', 0))";

/// The newest position and its time, now, and the heads of these streams; one row at least.
const HEADS: &str = "
    SELECT w.stream,
           (SELECT e.version FROM log.events e WHERE e.stream = w.stream
            ORDER BY e.version DESC LIMIT 1),
           newest.position, newest.recorded_at, clock_timestamp()
    FROM (SELECT 1) AS one
    LEFT JOIN (SELECT position, recorded_at FROM log.events ORDER BY position DESC LIMIT 1)
        AS newest ON true
    LEFT JOIN unnest($1::text[]) AS w (stream) ON true";

const INSERT: &str = "
    INSERT INTO log.events
    SELECT $1 + n, id, stream, version, type, schema, $2, occurred_at, imported, actor, command,
           input, correlation, causation, guards, payload
    FROM unnest($3::uuid[], $4::text[], $5::bigint[], $6::text[], $7::smallint[],
                $8::timestamptz[], $9::boolean[], $10::uuid[], $11::uuid[], $12::uuid[],
                $13::uuid[], $14::uuid[], $15::bytea[], $16::bytea[])
        WITH ORDINALITY AS r (id, stream, version, type, schema, occurred_at, imported, actor,
                              command, input, correlation, causation, guards, payload, n)
    WHERE $1 = coalesce((SELECT max(position) FROM log.events), 0)";

/// Where the events are, of these, that are there; each with its place in the question.
const FIND: &str = "
    SELECT w.n, e.position, e.recorded_at
    FROM unnest($1::text[], $2::bigint[], $3::uuid[]) WITH ORDINALITY AS w (stream, version, id, n)
    JOIN log.events e ON e.stream = w.stream AND e.version = w.version AND e.id = w.id";

/// A connection with what it needs to write.
pub(super) struct Session {
    client: Client,
    heads: Statement,
    insert: Statement,
    find: Statement,
    known: Known,
}

/// Why a batch was not written.
pub(super) enum Failure {
    /// The database rejects a row: nothing was written.
    Rejected(String),
    /// Another holds the log's lock for too long: nothing was written.
    Locked,
    /// The connection broke, or the server cannot write now. What was sent last may have been
    /// written.
    Lost(String),
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        use tokio_postgres::error::SqlState;
        match error.code() {
            Some(&SqlState::LOCK_NOT_AVAILABLE) => Self::Locked,
            Some(code) if is_of_a_row(code) => Self::Rejected(format!("SQLSTATE {}", code.code())),
            Some(code) => Self::Lost(format!("SQLSTATE {}", code.code())),
            None => Self::Lost(error.to_string()),
        }
    }
}

/// Whether a row itself is at fault, so that writing it again would fail again: its data (22), a
/// constraint (23, 44), or a limit of the server (54). Everything else may pass: shutdowns, a
/// server that became a standby, a full disk, damage that somebody repairs.
fn is_of_a_row(code: &tokio_postgres::error::SqlState) -> bool {
    matches!(code.code().get(..2), Some("22" | "23" | "44" | "54"))
}

impl Session {
    pub(super) async fn open(config: &Config) -> Result<Self, LogError> {
        let (client, _) = connect(config).await?;
        let prepare = async {
            Ok::<_, tokio_postgres::Error>((
                client.prepare(HEADS).await?,
                client.prepare(INSERT).await?,
                client.prepare(FIND).await?,
            ))
        };
        let (heads, insert, find) = prepare.await.map_err(super::row::broken)?;
        Ok(Self { client, heads, insert, find, known: Known::default() })
    }

    /// Whether the connection is gone.
    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Writes what fits of the batch, in order, in one transaction. One round trip if nobody else
    /// has written and all that the batch names is known; otherwise the lock with the heads first,
    /// then the rows with the commit.
    pub(super) async fn write(&mut self, appends: &[&Append]) -> Result<Accepted, Failure> {
        // Until a commit is answered nothing is known of what is then there.
        let known = match std::mem::take(&mut self.known).foresee(appends, Instant::now()) {
            Ok((accepted, known)) => {
                if self.insert(Some(BEGIN), &accepted.events).await? {
                    self.known = known;
                    return Ok(accepted);
                }
                Known::default()
            }
            Err(known) => known,
        };
        let (accepted, known) = match self.look(appends, known).await {
            Ok(known) => known.judge(appends, Instant::now()),
            Err(failure) => {
                // If this fails too the connection is gone, and is found so.
                let _ = self.client.batch_execute("ROLLBACK").await;
                return Err(failure);
            }
        };
        if accepted.events.is_empty() {
            self.client.batch_execute("ROLLBACK").await?;
        } else if !self.insert(None, &accepted.events).await? {
            return Err(Failure::Lost("another wrote under the log's lock".to_owned()));
        }
        self.known = known;
        Ok(accepted)
    }

    /// Takes the lock, and reads what is not known of the streams that the appends name.
    async fn look(&self, appends: &[&Append], mut known: Known) -> Result<Known, Failure> {
        let named = named(appends);
        let missing = known.missing(&named);
        // Sent together, carried out one after the other.
        let (locked, read) =
            tokio::join!(self.client.batch_execute(BEGIN), self.read_heads(&missing));
        locked?;
        if !known.learn(read?, Instant::now()) && missing.len() < named.len() {
            known.learn(self.read_heads(&named).await?, Instant::now());
        }
        Ok(known)
    }

    async fn read_heads(&self, streams: &[StreamId]) -> Result<Read, Failure> {
        let names: Vec<String> = streams.iter().map(ToString::to_string).collect();
        let rows = self.client.query(&self.heads, &[&names]).await?;
        let first = rows.first().ok_or_else(|| Failure::Lost("no heads".to_owned()))?;
        let newest = Position(number(first.try_get::<_, Option<i64>>(2)?.unwrap_or_default()));
        let recorded_at = first.try_get::<_, Option<SystemTime>>(3)?.and_then(time);
        let now = time(first.try_get(4)?).ok_or_else(|| Failure::Lost("no time".to_owned()))?;
        let mut heads = Vec::with_capacity(streams.len());
        for row in &rows {
            let name: Option<&str> = row.try_get(0)?;
            let version: Option<i64> = row.try_get(1)?;
            if let Some(Ok(stream)) = name.map(str::parse) {
                heads.push((stream, version.map_or(Version::NONE, |it| Version(number(it)))));
            }
        }
        Ok(Read { newest, recorded_at, now, heads })
    }

    /// Writes the events and commits, if the newest position is the one before them: whether it
    /// was. With what begins the transaction, unless it has begun.
    async fn insert(&self, begin: Option<&str>, events: &[Arc<Recorded>]) -> Result<bool, Failure> {
        let Some(first) = events.first() else { return Ok(true) };
        let all = |of: fn(&Recorded) -> Uuid| events.iter().map(|e| of(e)).collect::<Vec<_>>();
        let some = |of: fn(&Recorded) -> Option<Uuid>| {
            events.iter().map(|e| of(e)).collect::<Vec<Option<Uuid>>>()
        };
        let before = column(first.position.0 - 1);
        let recorded_at = timestamptz(first.recorded_at);
        let ids = all(|e| Uuid::from_u128(e.id.0));
        let streams: Vec<String> = events.iter().map(|e| e.stream.to_string()).collect();
        let versions: Vec<i64> = events.iter().map(|e| column(e.version.0)).collect();
        let types: Vec<&str> = events.iter().map(|e| &*e.event_type).collect();
        let schemas: Vec<i16> =
            events.iter().map(|e| i16::try_from(e.schema).unwrap_or(i16::MAX)).collect();
        let occurred: Vec<SystemTime> = events.iter().map(|e| timestamptz(e.occurred_at)).collect();
        let imported: Vec<bool> = events.iter().map(|e| e.imported).collect();
        let actors = some(|e| e.actor.map(actor_column));
        let commands = some(|e| e.command.map(|id| Uuid::from_u128(id.0)));
        let inputs = some(|e| e.input.map(|id| Uuid::from_u128(id.0)));
        let correlations = some(|e| e.correlation.map(|id| Uuid::from_u128(id.0)));
        let causations = some(|e| e.causation.map(|id| Uuid::from_u128(id.0)));
        let guards: Vec<Vec<u8>> = events.iter().map(|e| guards::encode(&e.guards)).collect();
        let payloads: Vec<&[u8]> = events.iter().map(|e| &*e.payload).collect();
        let row: [&(dyn ToSql + Sync); 16] = [
            &before,
            &recorded_at,
            &ids,
            &streams,
            &versions,
            &types,
            &schemas,
            &occurred,
            &imported,
            &actors,
            &commands,
            &inputs,
            &correlations,
            &causations,
            &guards,
            &payloads,
        ];
        let begun = async {
            match begin {
                Some(begin) => self.client.batch_execute(begin).await,
                None => Ok(()),
            }
        };
        // Sent together. A commit after something failed is a rollback.
        let (begun, inserted, committed) = tokio::join!(
            begun,
            self.client.execute(&self.insert, &row),
            self.client.batch_execute("COMMIT")
        );
        begun?;
        let inserted = inserted?;
        committed?;
        Ok(inserted > 0)
    }

    /// What of an append is in the log already. Under the log's lock, so that a transaction whose
    /// answer was lost has come to its end, one way or the other.
    pub(super) async fn find(&self, appends: &[&Append]) -> Result<Vec<Option<Appended>>, Failure> {
        let streams: Vec<String> = appends.iter().map(|it| it.stream.to_string()).collect();
        let versions: Vec<i64> = appends.iter().map(|it| column(it.expected.plus(1).0)).collect();
        let ids: Vec<Option<Uuid>> = appends
            .iter()
            .map(|append| Some(Uuid::from_u128(append.events.first()?.id.0)))
            .collect();
        let parameters: [&(dyn ToSql + Sync); 3] = [&streams, &versions, &ids];
        // Sent together, carried out one after the other.
        let (locked, rows, ended) = tokio::join!(
            self.client.batch_execute(BEGIN),
            self.client.query(&self.find, &parameters),
            self.client.batch_execute("COMMIT")
        );
        locked?;
        let rows = rows?;
        ended?;
        let mut found = vec![None; appends.len()];
        for row in &rows {
            let at = usize::try_from(row.try_get::<_, i64>(0)? - 1).unwrap_or(usize::MAX);
            let Some(append) = appends.get(at) else { continue };
            let first = number(row.try_get(1)?);
            let recorded_at =
                time(row.try_get(2)?).ok_or_else(|| Failure::Lost("no time".to_owned()))?;
            let last = Position(first + append.events.len() as u64 - 1);
            found[at] = Some(Appended { first: Position(first), last, recorded_at });
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use tokio_postgres::error::SqlState;

    use super::is_of_a_row;

    #[test]
    fn an_append_is_given_up_only_where_its_own_rows_are_at_fault() {
        let of_a_row = ["22P05", "22021", "23505", "23514", "44000", "54000"];
        let may_pass = [
            "08006", "25006", "25P02", "25P03", "40001", "42P01", "53100", "55000", "57P01",
            "57014", "58030", "58P01", "XX000", "XX001",
        ];
        for code in of_a_row {
            assert!(is_of_a_row(&SqlState::from_code(code)), "{code}");
        }
        for code in may_pass {
            assert!(!is_of_a_row(&SqlState::from_code(code)), "{code}");
        }
    }
}
