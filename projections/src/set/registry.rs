//! The register of sets, which is kept: who uses them, who projects them, where they stopped.

use std::time::{Duration, SystemTime};

use eventlog::Position;
use tokio_postgres::{Client, Row};

use super::{Set, SetError, create};
use crate::Poison;

/// How long a lease lasts. By the database's clock, so that nodes need not agree on the time.
const LEASE: Duration = Duration::from_secs(5);

/// One at a time sets up what is kept.
pub(crate) const KEPT_LOCK: i64 = 0x616c_7468_696e_6701;

/// The register, over a connection.
pub(crate) struct Registry<'a>(pub(crate) &'a Client);

/// What the register says of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) schema: String,
    pub(crate) made_at: SystemTime,
    pub(crate) heartbeat: SystemTime,
    pub(crate) built: bool,
    pub(crate) holder: Option<String>,
    pub(crate) held_until: Option<SystemTime>,
    pub(crate) held: bool,
    pub(crate) stopped: Option<Poison>,
}

/// The right to project a set. Whoever takes it later has a higher fence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lease {
    pub(crate) fence: i64,
    pub(crate) position: Position,
    pub(crate) built: bool,
}

const ENTRY: &str = "SELECT schema, made_at, heartbeat, built, holder, \
    nullif(held_until, '-infinity') AS held_until, held_until > clock_timestamp() AS held, \
    stopped_at, stopped_type, stopped_problem FROM kept.sets";

impl Entry {
    fn read(row: &Row) -> Self {
        let stopped_at: Option<i64> = row.get("stopped_at");
        let text = |column| row.get::<_, Option<String>>(column).unwrap_or_default();
        Self {
            schema: row.get("schema"),
            made_at: row.get("made_at"),
            heartbeat: row.get("heartbeat"),
            built: row.get("built"),
            holder: row.get("holder"),
            held_until: row.get("held_until"),
            held: row.get("held"),
            stopped: stopped_at.map(|position| Poison {
                position: Position(position.cast_unsigned()),
                event_type: text("stopped_type"),
                problem: text("stopped_problem"),
            }),
        }
    }
}

impl Registry<'_> {
    /// Makes the register if it is not there.
    pub(crate) async fn set_up(&self) -> Result<(), SetError> {
        let sql = format!(
            "BEGIN; SELECT pg_advisory_xact_lock({KEPT_LOCK}); \
             CREATE SCHEMA IF NOT EXISTS kept; {}; COMMIT",
            include_str!("table_sets.sql")
        );
        Ok(self.0.batch_execute(&sql).await?)
    }

    /// Lists the set, if it is not, and says that a program uses it. If it has stopped it stays so.
    pub(crate) async fn list(&self, schema: &str) -> Result<(), SetError> {
        self.set_up().await?;
        let sql = "INSERT INTO kept.sets (schema) VALUES ($1) ON CONFLICT (schema) DO UPDATE \
                   SET heartbeat = clock_timestamp()";
        self.0.execute(sql, &[&schema]).await?;
        Ok(())
    }

    /// What the register says of the set, if it is listed.
    pub(crate) async fn find(&self, schema: &str) -> Result<Option<Entry>, SetError> {
        let row = self.0.query_opt(&format!("{ENTRY} WHERE schema = $1"), &[&schema]).await?;
        Ok(row.as_ref().map(Entry::read))
    }

    /// All sets, the oldest first.
    pub(crate) async fn all(&self) -> Result<Vec<Entry>, SetError> {
        let rows = self.0.query(&format!("{ENTRY} ORDER BY made_at, schema"), &[]).await?;
        Ok(rows.iter().map(Entry::read).collect())
    }

    /// Says that a program uses the set.
    pub(crate) async fn heartbeat(&self, schema: &str) -> Result<(), SetError> {
        let sql = "UPDATE kept.sets SET heartbeat = clock_timestamp() WHERE schema = $1";
        self.0.execute(sql, &[&schema]).await?;
        Ok(())
    }

    /// Takes the lease if nobody has it and the set has not stopped. Makes the set if it is not
    /// there. From then on whoever had the lease before writes nothing any more.
    pub(crate) async fn take(&self, set: &Set, holder: &str) -> Result<Option<Lease>, SetError> {
        let taken = self.take_in_transaction(set, holder).await;
        let end = if matches!(taken, Ok(Some(_))) { "COMMIT" } else { "ROLLBACK" };
        let ended = self.0.batch_execute(end).await;
        let taken = taken?;
        ended?;
        Ok(taken)
    }

    async fn take_in_transaction(
        &self,
        set: &Set,
        holder: &str,
    ) -> Result<Option<Lease>, SetError> {
        // The fence must outlive a crash of the database.
        self.0.batch_execute("BEGIN; SET LOCAL synchronous_commit = on").await?;
        let sql = "UPDATE kept.sets SET holder = $2, fence = fence + 1, \
                   held_until = clock_timestamp() + $3 * interval '1 second' \
                   WHERE schema = $1 AND held_until < clock_timestamp() AND stopped_at IS NULL \
                   RETURNING fence, built";
        let row = self.0.query_opt(sql, &[&set.schema(), &holder, &LEASE.as_secs_f64()]).await?;
        let Some(row) = row else { return Ok(None) };
        let fence: i64 = row.get(0);
        create(self.0, set, set.schema(), fence).await?;
        let sql = format!("UPDATE {}.checkpoint SET fence = $1 RETURNING position", set.schema());
        let checkpoint = self.0.query_one(&sql, &[&fence]).await?;
        let position = Position(checkpoint.get::<_, i64>(0).cast_unsigned());
        Ok(Some(Lease { fence, position, built: row.get(1) }))
    }

    /// Renews the lease, unless another has taken it since: whether it was renewed.
    pub(crate) async fn renew(&self, schema: &str, fence: i64) -> Result<bool, SetError> {
        let sql = "UPDATE kept.sets SET heartbeat = clock_timestamp(), \
                   held_until = clock_timestamp() + $3 * interval '1 second' \
                   WHERE schema = $1 AND fence = $2";
        Ok(self.0.execute(sql, &[&schema, &fence, &LEASE.as_secs_f64()]).await? == 1)
    }

    /// Gives the lease back, so that another need not wait for its end.
    pub(crate) async fn release(&self, schema: &str, fence: i64) -> Result<(), SetError> {
        let sql = "UPDATE kept.sets SET holder = NULL, held_until = '-infinity' \
                   WHERE schema = $1 AND fence = $2";
        self.0.execute(sql, &[&schema, &fence]).await?;
        Ok(())
    }

    /// Says that the set is built.
    pub(crate) async fn built(&self, schema: &str, fence: i64) -> Result<bool, SetError> {
        let sql = "UPDATE kept.sets SET built = true WHERE schema = $1 AND fence = $2";
        Ok(self.0.execute(sql, &[&schema, &fence]).await? == 1)
    }

    /// Says that the set has stopped, and gives the lease back.
    pub(crate) async fn stop(
        &self,
        schema: &str,
        fence: i64,
        poison: &Poison,
    ) -> Result<(), SetError> {
        let sql = "UPDATE kept.sets SET stopped_at = $3, stopped_type = $4, stopped_problem = $5, \
                   holder = NULL, held_until = '-infinity' WHERE schema = $1 AND fence = $2";
        let position = poison.position.0.cast_signed();
        self.0
            .execute(sql, &[&schema, &fence, &position, &poison.event_type, &poison.problem])
            .await?;
        Ok(())
    }
}

/// Lists the set, and lets a set that had stopped try again: a program that starts to serve may be
/// able to do what the one before could not.
pub(crate) async fn claim_start(client: &Client, set: &Set) -> Result<(), SetError> {
    Registry(client).list(set.schema()).await?;
    let sql = "UPDATE kept.sets SET stopped_at = NULL, stopped_type = NULL, \
               stopped_problem = NULL WHERE schema = $1";
    client.execute(sql, &[&set.schema()]).await?;
    Ok(())
}
