//! What operators do with sets: look at them, build them again, check them, drop old ones.

use std::sync::Arc;

use domain::Timestamp;
use eventlog::keyring::Keyring;
use eventlog::{EventLog, Position};
use serde::Serialize;
use tokio_postgres::{Client, Config};

use crate::engine::Table;
use crate::runner::{Fed, Feed, Target, replay};
use crate::set::{Entry, read_checkpoint};
use crate::set::{Registry, Set, SetError, connect, create, drop_schema, finish};

/// A set, as the register and its checkpoint tell it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SetStatus {
    /// The schema that it is in.
    pub schema: String,
    /// Whether it is the one that this program reads.
    pub current: bool,
    /// Whether it is built and can be read.
    pub built: bool,
    /// The position that it has.
    pub position: u64,
    /// The position of the log's newest event.
    pub head: u64,
    /// Who projects it now.
    pub projected_by: Option<String>,
    /// When a program last used it.
    pub used_at: String,
    /// At which position and type of event it stopped, and why.
    pub stopped: Option<(u64, String, String)>,
}

/// All sets, the oldest first.
///
/// # Errors
/// If the database cannot be reached.
pub async fn status(config: &Config, log: &dyn EventLog) -> Result<Vec<SetStatus>, SetError> {
    let set = Set::current();
    let client = connect(config, set.schema(), "").await?;
    Registry(&client).set_up().await?;
    let head = log.head().await.map_err(|error| SetError::Unavailable(error.to_string()))?;
    let mut found = Vec::new();
    for entry in Registry(&client).all().await? {
        let position = position_of(&client, &entry).await?;
        let used_at = Timestamp::try_from(entry.heartbeat).map(|at| at.to_string());
        found.push(SetStatus {
            current: entry.schema == set.schema(),
            schema: entry.schema,
            built: entry.built,
            position: position.0,
            head: head.0,
            projected_by: entry.holder.filter(|_| entry.held),
            used_at: used_at.unwrap_or_default(),
            stopped: entry.stopped.map(|at| (at.position.0, at.event_type, at.problem)),
        });
    }
    Ok(found)
}

async fn position_of(client: &Client, entry: &Entry) -> Result<Position, SetError> {
    let sql = "SELECT to_regclass($1) IS NOT NULL";
    let there = client.query_one(sql, &[&format!("{}.checkpoint", entry.schema)]).await?;
    if !there.get::<_, bool>(0) {
        return Ok(Position::START);
    }
    let sql = format!("SELECT position FROM {}.checkpoint", entry.schema);
    let row = client.query_one(&sql, &[]).await?;
    Ok(Position(row.get::<_, i64>(0).cast_unsigned()))
}

/// What a copy of this program's set is built from, and where.
pub struct Building {
    /// How to reach the database.
    pub config: Config,
    /// The log.
    pub log: Arc<dyn EventLog>,
    /// The keys of its texts.
    pub keyring: Arc<dyn Keyring>,
}

/// Says how many of how many events are in the copy.
pub type Report<'a> = &'a mut (dyn FnMut(u64, u64) + Send);

/// A copy of this program's set, in a schema of its own.
struct Copy {
    set: Arc<Set>,
    schema: String,
    target: Target,
    /// Holds the lock on the copy as long as it lasts: no other program has begun the copy anew
    /// where this connection still answers.
    alone: Client,
}

impl Copy {
    /// Makes an empty copy in place of one that was left over, unless another program makes one
    /// for this purpose now.
    async fn begin(building: &Building, purpose: &str) -> Result<Self, SetError> {
        let set = Arc::new(Set::current());
        let schema = format!("{}_{purpose}", set.schema());
        let client = connect(&building.config, &schema, "").await?;
        Registry(&client).list(set.schema()).await?;
        let lock = "SELECT pg_try_advisory_lock(hashtextextended('althing copy ' || $1, 0))";
        if !client.query_one(lock, &[&schema]).await?.get::<_, bool>(0) {
            return Err(SetError::BeingBuilt);
        }
        client.batch_execute("BEGIN").await?;
        drop_schema(&client, &schema).await?;
        create(&client, &set, &schema, 0).await?;
        client.batch_execute("COMMIT").await?;
        let target = Target::open(&building.config, &schema, Position::START, 0).await?;
        Ok(Self { set, schema, target, alone: client })
    }

    /// Lets others begin such a copy at once, and not only when the connection is found closed.
    /// Answers with the position that it has reached.
    async fn end(self) -> Result<Position, SetError> {
        self.alone.batch_execute("SELECT pg_advisory_unlock_all()").await?;
        Ok(self.target.position)
    }

    /// Replays the log into the copy, up to a position or to the head.
    async fn replay(
        &mut self,
        building: &Building,
        until: Option<Position>,
        report: Report<'_>,
    ) -> Result<(), SetError> {
        let head = building.log.head().await;
        let head = head.map_err(|error| SetError::Unavailable(error.to_string()))?;
        let total = until.unwrap_or(head).0;
        let at = self.target.position;
        let source = replay(Arc::clone(&building.log), at, until);
        let mut feed = Feed::new(source, at, Arc::clone(&building.keyring), Arc::clone(&self.set));
        while let Some(fed) = feed.next().await {
            match fed {
                Fed::Batch(batch) => self.target.apply(&batch).await?,
                Fed::Poison(poison) => return Err(SetError::Poison(poison)),
                Fed::Unknown(problem) => return Err(SetError::Unknown(problem)),
            }
            report(self.target.position.0.min(total), total);
        }
        Ok(())
    }
}

/// Builds this program's set again beside the live one, and then puts it in its place. A program
/// that projects meanwhile goes on with the new one, which is never behind the old: whoever saw a
/// position goes on seeing it. A set that had stopped is tried again.
///
/// # Errors
/// If another program does so already, the database or the keyring cannot be reached, or an event
/// cannot be taken in; then the live set stays as it was.
pub async fn rebuild(building: &Building, report: Report<'_>) -> Result<Position, SetError> {
    let mut copy = Copy::begin(building, "new").await?;
    copy.replay(building, None, report).await?;
    finish(&copy.target.writer.client, &copy.set).await?;
    copy.replay(building, None, report).await?;
    let (live, new) = (copy.set.schema().to_owned(), copy.schema.clone());
    // By the connection that has the lock: where it broke, the copy may be another's by now.
    copy.alone.batch_execute("BEGIN").await?;
    // The live set stands still from here on.
    if let Some(reached) = fence_off(&copy.alone, &live).await?
        && reached > copy.target.position
    {
        copy.replay(building, Some(reached), report).await?;
    }
    switch(&copy.alone, &live, &new).await?;
    drop_schema(&copy.alone, &format!("{live}_old")).await?;
    copy.end().await
}

/// Fences off whoever projects the set in this schema, and reads how far it came; nothing if the set
/// is not there. A batch that is under way ends first, and the next one waits for the end of this
/// transaction and then finds the fence.
async fn fence_off(client: &Client, schema: &str) -> Result<Option<Position>, SetError> {
    let there = "SELECT to_regclass($1) IS NOT NULL";
    let there = client.query_one(there, &[&format!("{schema}.checkpoint")]).await?;
    if !there.get::<_, bool>(0) {
        return Ok(None);
    }
    let sql = format!("UPDATE {schema}.checkpoint SET fence = fence + 1 RETURNING position");
    let row = client.query_one(&sql, &[]).await?;
    Ok(Some(Position(row.get::<_, i64>(0).cast_unsigned())))
}

/// Puts the set in the schema `new` in the place of the live one and ends the transaction. Whoever
/// projected notices the fence, and takes the lease again.
async fn switch(client: &Client, live: &str, new: &str) -> Result<(), SetError> {
    let old = format!("{live}_old");
    client
        .batch_execute(&format!(
            "DROP SCHEMA IF EXISTS {old} CASCADE; \
             DO $$ BEGIN IF to_regnamespace('{live}') IS NOT NULL THEN \
                 ALTER SCHEMA {live} RENAME TO {old}; END IF; END $$; \
             ALTER SCHEMA {new} RENAME TO {live}; \
             UPDATE kept.sets SET fence = fence + 1, built = true, holder = NULL, \
                 held_until = '-infinity', stopped_at = NULL, stopped_type = NULL, \
                 stopped_problem = NULL WHERE schema = '{live}'; \
             UPDATE {live}.checkpoint SET fence = \
                 (SELECT fence FROM kept.sets WHERE schema = '{live}'); \
             COMMIT"
        ))
        .await?;
    Ok(())
}

/// A table whose rows are not what the log says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The table.
    pub table: &'static str,
    /// How many rows are in the live set and not in one built from the log.
    pub too_many: u64,
    /// How many rows are in one built from the log and not in the live set.
    pub missing: u64,
}

/// Builds a copy of the live set from the log and compares the two, row by row. The live set stands
/// still while they are compared. Answers with the position that both have.
///
/// # Errors
/// If another program does so already, the database or the keyring cannot be reached, or an event
/// cannot be taken in.
pub async fn verify(
    building: &Building,
    report: Report<'_>,
) -> Result<(Position, Vec<Difference>), SetError> {
    let mut copy = Copy::begin(building, "check").await?;
    let live = copy.set.schema().to_owned();
    let client = connect(&building.config, &live, "").await?;
    let (reached, _) = read_checkpoint(&client).await?;
    copy.replay(building, Some(reached), report).await?;
    client.batch_execute("BEGIN; SELECT 1 FROM checkpoint FOR UPDATE").await?;
    let (reached, _) = read_checkpoint(&client).await?;
    copy.replay(building, Some(reached), report).await?;
    let mut differences = Vec::new();
    for projection in copy.set.projections() {
        let table = projection.table;
        let difference = compare(&client, table, &live, &copy.schema).await?;
        differences.extend(difference);
    }
    client.batch_execute("COMMIT").await?;
    drop_schema(&client, &copy.schema).await?;
    copy.end().await?;
    Ok((reached, differences))
}

async fn compare(
    client: &Client,
    table: &'static Table,
    live: &str,
    copy: &str,
) -> Result<Option<Difference>, SetError> {
    let name = table.name;
    let count = |one: &str, other: &str| {
        format!(
            "SELECT count(*) FROM (SELECT * FROM {one}.{name} EXCEPT ALL \
             SELECT * FROM {other}.{name}) AS rows"
        )
    };
    let too_many: i64 = client.query_one(&count(live, copy), &[]).await?.get(0);
    let missing: i64 = client.query_one(&count(copy, live), &[]).await?.get(0);
    let difference = Difference {
        table: name,
        too_many: too_many.cast_unsigned(),
        missing: missing.cast_unsigned(),
    };
    Ok((too_many + missing > 0).then_some(difference))
}

/// Drops the sets that no program has used for a day; with `unused`, all that nobody projects now.
/// This program's own set stays.
///
/// # Errors
/// If the database cannot be reached.
pub async fn prune(config: &Config, unused: bool) -> Result<Vec<String>, SetError> {
    let set = Set::current();
    let client = connect(config, set.schema(), "").await?;
    Registry(&client).set_up().await?;
    let sql = "DELETE FROM kept.sets WHERE schema <> $1 AND held_until < clock_timestamp() \
               AND ($2 OR heartbeat < clock_timestamp() - interval '1 day') RETURNING schema";
    let rows = client.query(sql, &[&set.schema(), &unused]).await?;
    let mut dropped = Vec::new();
    for row in rows {
        let schema: String = row.get(0);
        drop_schema(&client, &schema).await?;
        dropped.push(schema);
    }
    Ok(dropped)
}
